import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.measures import adoption

Maker = Callable[..., pd.DataFrame]
DAY = dt.date(2025, 12, 31)
SPAN: dict[str, Any] = {"first_year": 1994, "last_year": 2025, "as_of": DAY, "actor": "BLR"}


def test_a_span_without_texts_gives_facts_that_say_so(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "D", "adoption_date": "1949-12-02"})
    rows = adoption.adopted(table, stages(), roles(), **SPAN)
    assert rows.empty
    assert adoption.facts(rows)["texts"] == (0, 0) and adoption.facts(rows)["first_text"] is None
    assert adoption.lead_facts(adoption.lead_times(rows, stages()))["timed"] == 0
    assert adoption.manner_facts(adoption.manners(rows, stages()))["adoptions"] == 0
    assert adoption.sponsors(rows, roles()).empty and adoption.sessions(rows).empty


def test_a_committees_approval_is_no_adoption(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "D", "adoption_date": None}, {"document_id": "E", "adoption_date": "2012-12-20"})
    given = stages(
        {"document_id": "D", "stage": "approved-in-committee", "stage_date": "2012-11-16", "manner": "without-a-vote"},
        {"document_id": "E", "stage": "approved-in-committee", "stage_date": "2012-11-16", "manner": "without-a-vote"},
        {"document_id": "E", "stage": "adopted", "stage_date": "2012-12-20"},
    )
    rows = adoption.adopted(table, given, roles(), **SPAN)
    assert rows["document_id"].tolist() == ["E"]
    assert pd.isna(rows.loc[0, "manner"])  # the Committee's manner never stands in for the plenary's
    found = adoption.manner_facts(adoption.manners(rows, given))
    assert (found["manner_not_known"], found["approvals_without_vote"], found["both_known"]) == (1, 1, 0)


def test_without_a_vote_is_not_unanimous_and_a_doubted_manner_is_not_confirmed(
    documents: Maker, stages: Maker, roles: Maker
) -> None:
    table = documents(*({"document_id": key, "adoption_date": "2012-12-20"} for key in "ABCDE"))
    given = stages(
        {"document_id": "A", "stage": "adopted", "manner": "without-a-vote", "manner_grade": "confirmed"},
        {"document_id": "B", "stage": "adopted", "manner": "without-a-vote", "manner_grade": "partly"},
        {"document_id": "C", "stage": "adopted", "manner": "unanimous-vote", "manner_grade": "confirmed"},
        {"document_id": "D", "stage": "adopted"},
        {"document_id": "E", "stage": "adopted", "manner": "without-a-vote", "manner_grade": "unconfirmed"},
    )
    found = adoption.manner_facts(adoption.manners(adoption.adopted(table, given, roles(), **SPAN), given))
    assert (found["without_vote"], found["without_vote_partly"], found["without_vote_open"]) == (1, 1, 1)
    assert (found["unanimous"], found["votes"], found["manner_not_known"]) == (1, 1, 1)


def test_series_and_bodies_restrict_the_texts(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents(
        {"document_id": "A", "adoption_date": "2012", "series": "women-and-girls"},
        {"document_id": "B", "adoption_date": "2012", "body": "security-council"},
    )
    assert adoption.adopted(table, stages(), roles(), series=["women-and-girls"], **SPAN)["document_id"].tolist() == [
        "A"
    ]
    assert adoption.adopted(table, stages(), roles(), bodies=["security-council"], **SPAN)["document_id"].tolist() == [
        "B"
    ]


def test_days_run_from_the_texts_own_session_not_from_the_year(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "A/RES/64/293", "session": "64", "adoption_date": "2010-07-30"})
    given = stages(
        {"document_id": "A/RES/64/293", "stage": "adopted", "stage_date": "2010-07-30"},
        {"document_id": "A/RES/64/293", "stage": "tabled", "stage_date": "2010-07"},
    )
    found = adoption.lead_times(adoption.adopted(table, given, roles(), **SPAN), given).iloc[0]
    assert found["opening_fewest"] == found["opening_most"] == (dt.date(2010, 7, 30) - dt.date(2009, 9, 15)).days
    assert (found["tabled_fewest"], found["tabled_most"]) == (-1, 29)  # a month is a span
    assert pd.isna(found["committee_fewest"])


def test_sponsors_are_named_whoever_they_are(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "D", "adoption_date": "2008"}, {"document_id": "E", "adoption_date": "2008"})
    given = roles(("PHL", "documents", "D", "main-sponsor"), ("BLR", "documents", "D", "co-sponsor"))
    found = adoption.sponsors(adoption.adopted(table, stages(), given, **SPAN), given)
    assert found[["document_id", "leading", "others"]].to_numpy().tolist() == [["D", "PHL", "BLR"]]
    assert found["object_id"].tolist() == ["role-0; role-1"]  # the roles are cited, not the text


def test_presiding_over_the_body_is_no_sponsorship(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "D", "adoption_date": "2008", "body": "security-council"})
    given = roles(("ESP", "documents", "D", "chair"))
    rows = adoption.adopted(table, stages(), given, **SPAN | {"actor": "ESP"})
    assert rows["part"].tolist() == ["joined"] and adoption.sponsors(rows, given).empty


def test_a_text_of_an_unknown_day_is_no_later_than_its_session(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "A/RES/64/1", "session": "64", "adoption_date": "2010"})
    found = adoption.lead_times(adoption.adopted(table, stages(), roles(), **SPAN), stages()).iloc[0]
    assert (found["opening_fewest"], found["opening_most"]) == (108, (dt.date(2010, 9, 13) - dt.date(2009, 9, 15)).days)


def test_an_actor_that_only_co_sponsors_has_joined(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents({"document_id": "D", "adoption_date": "2008"})
    rows = adoption.adopted(table, stages(), roles(("BLR", "documents", "D", "co-sponsor")), **SPAN)
    found = adoption.facts(rows)
    assert (found["texts_own"], found["texts_joined"]) == ((0, 0), (1, 1))


def test_sessions_count_by_body_in_order_of_time(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents(
        {"document_id": "A", "session": "63", "adoption_date": "2008-12-18"},
        {"document_id": "B", "session": "61", "adoption_date": "2006-12-20"},
        {"document_id": "C", "session": "63", "adoption_date": "2008-12-18"},
    )
    council = documents(
        {"document_id": "S", "session": "63", "adoption_date": "2008-12-18", "body": "security-council"}
    )
    assert adoption.sessions(adoption.adopted(council, stages(), roles(), **SPAN))["session"].tolist() == ["2008"]
    found = adoption.sessions(adoption.adopted(table, stages(), roles(), **SPAN))
    assert found[["session", "fewest", "most"]].to_numpy().tolist() == [["61", 1, 1], ["63", 2, 2]]
