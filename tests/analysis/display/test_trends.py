import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.display import trends
from analysis.measures import context
from publisher.outputs import Facts, Figure

Rows = Callable[..., pd.DataFrame]
LATE = dt.date(2030, 12, 31)
SOURCES = pd.DataFrame({"source_id": ["un", "own"], "kind": ["un-page", "narrative"]})


def bound(*dates: str) -> pd.DataFrame:
    rows = pd.DataFrame({"consent_date": pd.Series(list(dates), dtype="str")})
    names = [f"State {n:02}" for n in range(len(rows))]
    rows = rows.assign(
        treaty="t", actor_id=names, participant_name=names, signature_date=None, consent_kind="accession"
    )
    return context.parties(rows, treaty="t", as_of=LATE)


def parties(rows: pd.DataFrame, texts: pd.DataFrame, labels: Any, evidence: Any) -> Figure | Facts:
    force = context.entry_into_force(rows)["force_day"]
    drawn = {"actor": "State 01", "force_day": force, "labels": labels, "evidence": evidence}
    return trends.parties(rows, texts, name="parties", title="Parties", **drawn)


def sized(rows: list[tuple[str, str, int, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["subject_id", "as_of_date", "value_count", "source_id"])
    frame = frame.assign(
        statement_id=[str(n) for n in range(len(frame))], quantity="members", as_stated=None, actor_id=None
    )
    return context.sizes(frame.astype({"as_of_date": "str"}), SOURCES, as_of=LATE)


def sizes(rows: pd.DataFrame, labels: Any, evidence: Any) -> Figure | Facts:
    return trends.sizes(rows, name="sizes", title="Members", labels=labels, evidence=evidence)


def test_without_rows_a_sentence_stands_instead_of_a_chart(texts: Rows, labels: Any, evidence: Any) -> None:
    assert isinstance(parties(bound(), texts([]), labels, evidence), Facts)
    assert isinstance(sizes(sized([]), labels, evidence), Facts)


def test_the_line_ends_with_the_last_instrument_and_names_the_actors_own(
    texts: Rows, labels: Any, evidence: Any, read: Any
) -> None:
    found = parties(bound("2001-05-01", "2003-06-25", *["2003-09-26"] * 40), texts([{}]), labels, evidence)
    assert isinstance(found, Figure)
    said = [box.text for box in read(found.svg).texts()]
    assert "State 01, 2" in said and "in force 25 December 2003" in said and "2003" in said and "2004" not in said
    assert "by 26 September 2003, the last on record" in found.caption


def test_every_number_stated_stands_by_itself(labels: Any, evidence: Any, read: Any) -> None:
    found = sizes(
        sized([("ICAT", "2012-01", 16, "un"), ("ICAT", "2013", 17, "own"), ("GOF", "2013", 22, "own")]),
        labels,
        evidence,
    )
    assert isinstance(found, Figure)
    assert {"16", "17", "22"} <= {box.text for box in read(found.svg).texts()}
    assert "hollow: by the account under study alone" in found.svg
    assert "ICAT from 16 (January 2012) to 17 (2013), 2 numbers stated" in found.alt


DATES = st.one_of(st.dates(dt.date(2006, 1, 1), dt.date(2025, 12, 31)).map(str), st.sampled_from(["2013", "2010-03"]))


@settings(deadline=None, max_examples=12)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["ICAT", "GOF"]), DATES, st.integers(1, 40), st.sampled_from(["un", "own"])),
        min_size=1,
        max_size=20,
    )
)
def test_no_number_of_a_size_meets_another(
    labels: Any, evidence: Any, read: Any, rows: list[tuple[str, str, int, str]]
) -> None:
    found = sizes(sized(rows), labels, evidence)
    assert isinstance(found, Figure)
    assert read(found.svg).overlaps() == [] and read(found.svg).outside() == []


@settings(deadline=None, max_examples=12)
@given(days=st.lists(st.dates(dt.date(2001, 1, 1), dt.date(2013, 12, 31)).map(str), min_size=1, max_size=60))
def test_no_label_of_the_parties_meets_another(
    texts: Rows, labels: Any, evidence: Any, read: Any, days: list[str]
) -> None:
    found = parties(bound(*days), texts([{"adoption_date": day} for day in days[:9]]), labels, evidence)
    assert isinstance(found, Figure)
    assert read(found.svg).overlaps() == [] and read(found.svg).outside() == []
