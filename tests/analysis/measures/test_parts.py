from collections.abc import Callable

import pandas as pd

from analysis.measures import parts

Maker = Callable[..., pd.DataFrame]


def test_an_actor_without_roles_has_no_part(roles: Maker) -> None:
    assert parts.parts(roles(("PHL", "documents", "D1", "main-sponsor")), "BLR").empty
    assert parts.parts(roles(), "BLR").empty


def test_a_leading_role_makes_it_the_actors_own_and_any_other_joins_it(roles: Maker) -> None:
    table = roles(
        ("BLR", "documents", "D1", "co-sponsor"),
        ("BLR", "documents", "D2", "main-sponsor"),
        ("BLR", "initiatives", "I1", "participant"),
        ("BLR", "initiatives", "I1", "host"),
    )
    found = parts.parts(table, "BLR").set_index("object_id")
    assert found["part"].to_dict() == {"D1": "joined", "D2": "own", "I1": "own"}
    assert found.loc["I1", "roles"] == "host; participant"  # in the order of the schema


def test_for_all_anybodys_leading_role_counts(roles: Maker) -> None:
    table = roles(("PHL", "documents", "D1", "main-sponsor"), ("BLR", "documents", "D1", "co-sponsor"))
    found = parts.parts(table, "all").iloc[0]
    assert (found["part"], found["actors"]) == ("own", "PHL; BLR")


def test_the_grade_is_the_best_among_the_roles_that_make_it_the_part(roles: Maker) -> None:
    table = roles(("BLR", "documents", "D1", "main-sponsor"), ("BLR", "documents", "D1", "co-sponsor"))
    grades = pd.Categorical(["narrative-only", "confirmed"], ["confirmed", "narrative-only"], ordered=True)
    found = parts.parts(table.assign(role_grade=grades), "BLR").iloc[0]
    assert (found["part"], found["role_grade"]) == ("own", "narrative-only")


def test_rows_without_a_role_are_other_and_the_same_key_in_another_table_is_not_theirs(roles: Maker) -> None:
    table = roles(("BLR", "initiatives", "X", "host"))
    rows = parts.with_part(pd.DataFrame({"document_id": ["X"]}), "documents", "document_id", table, "BLR")
    assert rows.loc[0, ["part", "roles", "object_table"]].tolist() == ["other", "", "documents"]
