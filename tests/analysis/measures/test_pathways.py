import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures import chains, pathways, spans

Maker = Callable[..., pd.DataFrame]
SPAN: dict[str, Any] = {"first_year": 2000, "last_year": 2020, "as_of": dt.date(2020, 12, 31), "actor": "BLR"}
DIRECTIONS = {"follows": "backward", "recalls": "backward", "proposes": "forward", "part-of": "any"}


def events(*rows: tuple[str, str | None, str], table: str = "initiatives") -> pd.DataFrame:
    """Events from (key, date, part), as `pathways.events` gives them."""
    frame = pd.DataFrame(rows, columns=["object_id", "date", "part"]).astype({"date": "str"})
    frame = frame.assign(
        object_table=table, name=frame["object_id"].str.lower(), title="t", symbol=None, kind="proposal", roles=""
    )
    frame = frame.assign(is_doubted=False)
    return spans.within(frame, "date", first_year=2000, last_year=2020, as_of=dt.date(2020, 12, 31))


def stated(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Relations from (from, relation, to) between initiatives."""
    frame = pd.DataFrame(rows, columns=["from_id", "relation", "to_id"]).astype("str")
    frame["pathway_id"] = frame["from_id"] + "#" + frame["relation"] + "#" + frame["to_id"]
    return frame.assign(from_table="initiatives", to_table="initiatives")


def test_relations_without_their_ends_are_none() -> None:
    found = pathways.relations(stated(("A", "proposes", "Z")), events(("A", "2005", "own")), DIRECTIONS)
    assert found.empty
    facts = pathways.facts(found, events(("A", "2005", "own")), "")
    assert (facts["relations"], facts["reached"], facts["chain_steps"], facts["origin_title"]) == (0, 0, 0, None)
    assert facts["no_outcome"] == 1 and facts["most_recalled"] == []


def test_a_relation_runs_from_the_earlier_end_whichever_way_it_is_stated() -> None:
    nodes = events(("A", "2005-09-15", "own"), ("B", "2006-12-20", "own"))
    for relation in (("A", "proposes", "B"), ("B", "follows", "A")):
        found = pathways.relations(stated(relation), nodes, DIRECTIONS).iloc[0]
        assert (found["earlier_id"], found["later_id"], found["fewest_days"]) == ("A", "B", 461)


def test_mixed_directions_keep_their_own_ends() -> None:
    nodes = events(("A", "2005", "own"), ("B", "2006", "own"), ("C", "2007", "own"))
    found = pathways.relations(
        stated(("X", "follows", "A"), ("C", "follows", "B"), ("A", "proposes", "B")), nodes, DIRECTIONS
    )
    assert found[["earlier_id", "later_id"]].to_numpy().tolist() == [["A", "B"], ["B", "C"]]


def test_recalls_and_parts_are_no_steps() -> None:
    nodes = events(("A", "2005", "own"), ("B", "2006", "own"), ("C", "2007", "own"))
    found = pathways.relations(stated(("B", "recalls", "A"), ("C", "part-of", "A")), nodes, DIRECTIONS)
    assert not found["is_step"].any()
    assert chains.origin(found, nodes) == "" and chains.longest(found, "A").empty


def test_steps_are_counted_along_the_shortest_way_and_chains_along_the_longest() -> None:
    nodes = events(*((key, f"20{year:02}", "own") for key, year in zip("ABCD", range(5, 9), strict=True)))
    given = stated(("A", "proposes", "B"), ("B", "proposes", "C"), ("C", "proposes", "D"), ("A", "proposes", "D"))
    found = pathways.relations(given, nodes, DIRECTIONS)
    assert chains.origin(found, nodes) == "A"
    assert chains.reached(found, nodes, "A")[["event_id", "steps"]].to_numpy().tolist() == [
        ["B", 1],
        ["C", 2],
        ["D", 1],
    ]
    assert chains.longest(found, "A")["later_id"].tolist() == ["B", "C", "D"]
    facts = pathways.facts(found, nodes, "A")
    assert (facts["chain_steps"], facts["furthest_steps"], facts["chain_days"]) == (3, 2, (731, 1460))


def test_a_circle_is_not_followed() -> None:
    nodes = events(("A", "2005", "own"), ("B", "2005", "own"), ("C", "2005", "own"))
    given = stated(("A", "proposes", "B"), ("B", "proposes", "A"), ("B", "proposes", "C"))
    found = pathways.relations(given, nodes, DIRECTIONS)
    assert chains.longest(found, "A")["later_id"].tolist() == ["B", "C"]
    assert set(chains.reached(found, nodes, "A")["event_id"]) == {"B", "C"}


def test_undated_events_are_reached_but_not_drawn() -> None:
    nodes = events(("A", "2005", "own"), ("B", None, "own"))
    found = pathways.relations(stated(("A", "proposes", "B")), nodes, DIRECTIONS)
    assert chains.reached(found, nodes, "A")["days_fewest"].isna().all()
    assert pathways.picture(found, nodes, 10).empty


def test_the_picture_keeps_those_with_most_relations_and_none_alone() -> None:
    nodes = events(*((key, f"20{year:02}", "own") for key, year in zip("ABCDE", range(5, 10), strict=True)))
    given = stated(("A", "proposes", "B"), ("A", "proposes", "C"), ("D", "proposes", "E"))
    found = pathways.relations(given, nodes, DIRECTIONS)
    assert pathways.picture(found, nodes, 3)["object_id"].tolist() == ["A", "B", "C"]
    assert pathways.picture(found, nodes, 1).empty


def test_recalls_count_once_for_each_text_that_recalls() -> None:
    nodes = events(("A", "2005", "own"), ("B", "2006", "own"), ("C", "2007", "own"))
    found = pathways.recalls(
        pathways.relations(
            stated(("B", "recalls", "A"), ("C", "recalls", "A"), ("C", "recalls", "B")), nodes, DIRECTIONS
        )
    )
    assert found[["document_id", "times"]].to_numpy().tolist() == [["A", 2], ["B", 1]]
    assert found["by"].tolist()[0] == ["B", "C"]


def test_several_origins_are_named_and_ends_are_open() -> None:
    nodes = events(("A", "2005", "own"), ("B", "2006", "own"), ("C", "2007", "other"))
    found = pathways.relations(stated(("A", "proposes", "C"), ("C", "follows", "B")), nodes, DIRECTIONS)
    joint = pathways.joint_outcomes(found)
    assert joint[["later_id", "earlier_name", "origins"]].to_numpy().tolist() == [["C", "a", 2], ["C", "b", 2]]
    assert joint["object_table"].unique().tolist() == ["pathways"]  # each origin is cited by its own relation
    assert pathways.without_outcome(found, nodes).empty
    alone = pathways.relations(stated(("A", "proposes", "C")), nodes, DIRECTIONS)
    assert pathways.without_outcome(alone, nodes)["object_id"].tolist() == ["B"]


def test_a_letter_stands_at_its_issue_and_what_is_later_than_as_of_is_no_end(
    initiatives: Maker, documents: Maker, stages: Maker, roles: Maker
) -> None:
    table = documents(
        {"document_id": "L", "kind": "letter", "adoption_date": None},
        {"document_id": "R", "adoption_date": "2019-12-18"},
    )
    issued = stages({"document_id": "L", "stage": "issued", "stage_date": "2010-10"})
    begun = initiatives({"initiative_id": "I", "initiative_date": "2010-09"})
    found = pathways.events(begun, table, issued, roles(), **SPAN | {"as_of": dt.date(2013, 12, 31)})
    assert found[["object_id", "date"]].to_numpy().tolist() == [["I", "2010-09"], ["L", "2010-10"]]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_chains_never_visit_an_event_twice(pairs: list[tuple[int, int]]) -> None:
    nodes = events(*((str(n), "2005", "own") for n in range(10)))
    unique = dict.fromkeys((str(a), "proposes", str(b)) for a, b in pairs if a != b)
    found = pathways.relations(stated(*unique), nodes, DIRECTIONS)
    for start in "059":
        chain = chains.longest(found, start)
        visited = [start, *chain["later_id"]]
        assert len(set(visited)) == len(visited)
        assert chain["earlier_id"].tolist() == visited[:-1]
        assert set(chain["later_id"]) <= set(chains.reached(found, nodes, start)["event_id"])
