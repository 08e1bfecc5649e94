import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.measures import adoption, timeline

Maker = Callable[..., pd.DataFrame]
SPAN: dict[str, Any] = {"first_year": 2005, "last_year": 2013, "as_of": dt.date(2013, 12, 31)}


def test_an_actor_with_nothing_has_no_initiatives_and_facts_that_say_so(initiatives: Maker, roles: Maker) -> None:
    rows = timeline.initiatives(
        initiatives({"initiative_id": "A", "initiative_date": "2010"}), roles(), actor="FRA", **SPAN
    )
    found = timeline.facts(rows)
    assert found["initiatives"] == (0, 0) and found["first_title"] is None and found["pause_days"] == 0


def test_an_initiative_counts_once_however_many_roles_the_actor_has(initiatives: Maker, roles: Maker) -> None:
    table = initiatives(
        {"initiative_id": "A", "initiative_date": "2010"}, {"initiative_id": "B", "initiative_date": "2010"}
    )
    given = roles(("BLR", "initiatives", "A", "host"), ("BLR", "initiatives", "A", "proposer"))
    rows = timeline.initiatives(table, given, actor="BLR", **SPAN)
    assert rows["object_id"].tolist() == ["A"]
    assert timeline.roles(rows)["role"].tolist() == ["host", "proposer"]


def test_for_all_every_initiative_counts_with_or_without_a_role(initiatives: Maker, roles: Maker) -> None:
    table = initiatives({"initiative_id": "A", "initiative_date": "2010"}, {"initiative_id": "B"})
    rows = timeline.initiatives(table, roles(), actor="all", **SPAN)
    assert rows["object_id"].tolist() == ["A", "B"] and timeline.facts(rows)["initiatives_undated"] == 1


def test_chosen_bodies_leave_out_initiatives_without_a_body(initiatives: Maker, roles: Maker) -> None:
    table = initiatives(
        {"initiative_id": "A", "initiative_date": "2010", "body": "general-assembly"},
        {"initiative_id": "B", "initiative_date": "2010"},
    )
    rows = timeline.initiatives(table, roles(), actor="all", bodies=["general-assembly"], **SPAN)
    assert rows["object_id"].tolist() == ["A"]


def test_a_pause_is_counted_too_short_rather_than_too_long(initiatives: Maker, roles: Maker) -> None:
    table = initiatives(
        {"initiative_id": "A", "initiative_date": "2006", "title": "a"},
        {"initiative_id": "B", "initiative_date": "2006-03-01", "title": "b"},  # inside A's span: opens no pause
        {"initiative_id": "C", "initiative_date": "2007-02", "title": "c"},
    )
    pauses = timeline.pauses(timeline.initiatives(table, roles(), actor="all", **SPAN))
    assert pauses[["after", "before", "days"]].to_numpy().tolist() == [["a", "c", 32]]


def test_facts_count_the_sure_and_the_possible(initiatives: Maker, roles: Maker) -> None:
    table = initiatives(
        {"initiative_id": "A", "initiative_date": "2010-03-03", "place": "Minsk"},
        {"initiative_id": "B", "initiative_date": "2010"},
        {"initiative_id": "C", "initiative_date": "2013~"},
    )
    found = timeline.facts(timeline.initiatives(table, roles(), actor="all", **SPAN))
    assert found["initiatives"] == (2, 3)
    assert (found["day_known"], found["places"], found["busiest_year"], found["busiest_count"]) == (1, 1, 2010, 2)


def test_texts_and_initiatives_stand_together_in_order_of_time(
    initiatives: Maker, roles: Maker, documents: Maker, stages: Maker
) -> None:
    started = timeline.initiatives(
        initiatives({"initiative_id": "A", "initiative_date": "2010"}), roles(), actor="all", **SPAN
    )
    table = documents({"document_id": "D", "adoption_date": "2006-12-20"})
    adopted = adoption.adopted(table, stages({"document_id": "D", "stage": "adopted"}), roles(), actor="all", **SPAN)
    both = timeline.together(started, timeline.texts(adopted, actor="all"))
    assert both[["object_id", "kind"]].to_numpy().tolist() == [["D", "adopted-text"], ["A", "conference"]]
    assert timeline.texts(adopted, actor="BLR").empty


def test_statements_stand_side_by_side_with_their_qualifier(initiatives: Maker, roles: Maker) -> None:
    rows = timeline.initiatives(
        initiatives({"initiative_id": "A", "initiative_date": "2007"}), roles(), actor="all", **SPAN
    )
    stated = pd.DataFrame(
        {
            "statement_id": ["1", "2", "3"],
            "subject_table": "initiatives",
            "subject_id": ["A", "A", "B"],
            "quantity": "participants",
            "value_count": pd.array([400, None, 1], dtype="Int64"),
            "qualifier": ["more-than", None, "exactly"],
            "value_text": [None, "many", None],
            "as_of_date": ["2007-03-05", "2007", "2007"],
        }
    )
    told = timeline.statements(stated, rows, as_of=dt.date(2013, 12, 31))
    assert told["value"].tolist() == ["many", "more than 400"]
    placed = stated.assign(value_text=["Moscow", None, None], value_count=pd.array([3, 50000, 1], dtype="Int64"))
    told = timeline.statements(placed.assign(qualifier=None), rows, as_of=dt.date(2013, 12, 31))
    assert told["value"].tolist() == ["50,000", "Moscow: 3"]
    later = stated.assign(as_of_date=["2007", "2021-11-23", "2007"])
    assert timeline.statements(later, rows, as_of=dt.date(2013, 12, 31))["value"].tolist() == ["more than 400"]
