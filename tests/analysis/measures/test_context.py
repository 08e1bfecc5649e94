import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis.measures import adoption, context

Maker = Callable[..., pd.DataFrame]
LATE = dt.date(2025, 12, 31)
SPAN: dict[str, Any] = {"first_year": 1945, "last_year": 2025, "as_of": LATE, "actor": "BLR"}


def bound(*dates: str | None) -> pd.DataFrame:
    rows = pd.DataFrame({"consent_date": pd.Series(list(dates), dtype="str")})
    names = [f"State {n:02}" for n in range(len(rows))]
    return rows.assign(treaty="palermo-protocol", actor_id=names, participant_name=names, signature_date=None)


def sized(*rows: tuple[str, str, int, str]) -> pd.DataFrame:
    """Statements on members from (group, as of, members, source)."""
    frame = pd.DataFrame(rows, columns=["subject_id", "as_of_date", "value_count", "source_id"])
    return frame.assign(statement_id=[str(n) for n in range(len(frame))], quantity="members").astype(
        {"as_of_date": "str"}
    )


SOURCES = pd.DataFrame({"source_id": ["un", "own"], "kind": ["un-page", "narrative"]})


def test_nothing_on_record_gives_empty_answers(documents: Maker, stages: Maker, roles: Maker) -> None:
    rows = adoption.adopted(documents({"document_id": "D", "adoption_date": "1900"}), stages(), roles(), **SPAN)
    assert context.shares(rows, "body").empty and context.roles(rows).empty
    assert context.facts(rows, rows)["first_of_all"] is None
    parties = context.parties(bound("2014-01-01"), treaty="palermo-protocol", as_of=dt.date(2013, 12, 31))
    assert parties.empty and context.entry_into_force(parties)["force_day"] is None
    assert context.sizes(sized(), SOURCES, as_of=LATE).empty
    assert context.size_facts(context.sizes(sized(), SOURCES, as_of=LATE))["size_statements"] == 0


def test_shares_are_counts_of_the_whole(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents(
        {"document_id": "A", "adoption_date": "2008"},
        {"document_id": "B", "adoption_date": "2009"},
        {"document_id": "C", "adoption_date": "2009", "body": "security-council"},
    )
    given = roles(("BLR", "documents", "A", "main-sponsor"), ("BLR", "documents", "B", "co-sponsor"))
    rows = adoption.adopted(table, stages(), given, **SPAN)
    found = context.shares(rows, "body")
    assert found.to_numpy().tolist() == [["general-assembly", 2, 1, 1, 0], ["security-council", 1, 0, 0, 1]]
    assert context.roles(rows)["texts"].tolist() == [1, 1]


def test_actors_are_named_by_their_leading_roles(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "A", "adoption_date": "2008"}, {"document_id": "B", "adoption_date": "2009"})
    given = roles(
        ("BLR", "documents", "A", "main-sponsor"),
        ("BLR", "documents", "B", "co-sponsor"),
        ("PHL", "documents", "B", "main-sponsor"),
        ("FRA", "documents", "B", "co-sponsor"),
        ("USA", "documents", "C", "main-sponsor"),
    )
    rows = adoption.adopted(table, stages(), given, **SPAN)
    assert context.by_actor(rows, given).to_numpy().tolist() == [["BLR", 1, 1], ["PHL", 1, 0]]
    assert context.by_actor(rows.head(0), given).empty


def test_instruments_of_the_fortieths_day_are_named_together() -> None:
    given = bound(*["2003-01-01"] * 39, "2003-09-26", "2003-09-26")
    found = context.entry_into_force(context.parties(given, treaty="palermo-protocol", as_of=LATE))
    assert found["fortieth_names"] == ["State 39", "State 40"]


def test_the_protocol_is_in_force_on_the_ninetieth_day_after_the_fortieth_instrument() -> None:
    given = bound(*["2003-01-01"] * 39, "2003-09-26", "2003-09-30", None)
    found = context.entry_into_force(context.parties(given, treaty="palermo-protocol", as_of=LATE))
    assert found["force_day"] == dt.date(2003, 12, 25)
    assert (found["parties"], found["fortieth_names"]) == (41, ["State 39"])  # a signature alone binds nobody


def test_an_own_instrument_has_its_number() -> None:
    parties = context.parties(bound("2003-06-25", "2001-01-01"), treaty="palermo-protocol", as_of=LATE)
    assert context.own_consent(parties, "State 00")["own_number"] == 2
    assert context.own_consent(parties, "Elsewhere")["own_number"] is None


def test_sizes_stand_by_themselves_and_the_narratives_alone_is_doubted() -> None:
    rows = context.sizes(sized(("ICAT", "2012-01", 16, "un"), ("ICAT", "2013", 17, "own")), SOURCES, as_of=LATE)
    assert rows[["members", "is_doubted"]].to_numpy().tolist() == [[16, False], [17, True]]


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        (("GOF", "2010-03", 19, "un"), ("GOF", "2010-03-10", 20, "un"), True),
        (("GOF", "2010-03-09", 19, "un"), ("GOF", "2010-03-10", 20, "un"), False),  # another day
        (("GOF", "2010-03", 20, "un"), ("GOF", "2010-03-10", 20, "un"), False),
        (("GOF", "2010-03", 19, "un"), ("ICAT", "2010-03", 20, "un"), False),
    ],
)
def test_sizes_conflict_if_they_differ_for_times_that_overlap(
    one: tuple[str, str, int, str], other: tuple[str, str, int, str], conflict: bool
) -> None:
    found = context.conflicts(context.sizes(sized(one, other), SOURCES, as_of=LATE))
    assert len(found) == int(conflict)


def test_lists_are_told_against_the_one_before() -> None:
    rows = [("2010", "a", "BLR"), ("2010", "a", "PHL"), ("2012", "b", "BLR"), ("2012", "b", "SGP")]
    given = pd.DataFrame(rows, columns=["as_of_date", "source_id", "actor_id"]).assign(group_id="GOF")
    found = context.named_members(given, "GOF", as_of=LATE)
    assert found[["names", "came", "went"]].to_numpy().tolist() == [[2, "", ""], [2, "SGP", "PHL"]]


def test_a_vote_on_an_amendment_is_no_vote_on_the_text(documents: Maker, stages: Maker) -> None:
    given = stages(
        {
            "document_id": "D",
            "stage": "amendment-voted",
            "stage_date": "2016-12-19",
            "manner": "recorded-vote",
            "yes_count": 23,
        },
        {"document_id": "D", "stage": "adopted", "stage_date": "2016-12-19", "manner": "without-a-vote"},
    )
    votes = context.recorded_votes(given, documents({"document_id": "D", "adoption_date": "2016-12-19"}), as_of=LATE)
    assert context.vote_facts(votes) == {"votes": 1, "votes_on_texts": 0, "votes_on_amendments": 1}
