"""Coverage: which rows an edition rests on, how they are graded, where they stop, which source bears what."""

from typing import Any

import pandas as pd
import pytest

from analysis.measures import coverage

GRADES = ["confirmed", "partly", "narrative-only", "unconfirmed", "unknown"]


def events(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["object_table", "object_id", "part", "first_day"])
    return frame.assign(
        first_day=pd.to_datetime(frame["first_day"]),
        certainty=["undated" if not day else "certain" for _, _, _, day in rows],
    )


SOME = events(
    ("documents", "D1", "other", "2006-12-20"),
    ("documents", "D2", "own", "2009-01-01"),
    ("documents", "D3", "own", ""),
    ("initiatives", "I1", "own", "2007-01-01"),
    ("initiatives", "I2", "other", "2007-01-01"),
)
TABLES: dict[str, pd.DataFrame] = {
    "stages": pd.DataFrame(
        {"stage_id": ["D1#adopted", "D9#adopted"], "document_id": ["D1", "D9"], "stage": ["adopted"] * 2}
    ),
    "roles": pd.DataFrame(
        {"role_id": ["r1", "r2"], "object_table": ["initiatives"] * 2, "object_id": ["I1", "I2"], "role": ["host"] * 2}
    ),
    "statements": pd.DataFrame({"statement_id": ["s1"], "subject_table": ["initiatives"], "subject_id": ["I2"]}),
    "pathways": pd.DataFrame(
        {
            "pathway_id": ["p1", "p2"],
            "from_table": ["initiatives"] * 2,
            "from_id": ["I1", "I1"],
            "to_table": ["documents"] * 2,
            "to_id": ["D1", "D9"],
        }
    ),
    "claims": pd.DataFrame({"claim_id": ["c1"], "source_id": ["page"]}),
    "memberships": pd.DataFrame({"membership_id": ["m1"], "source_id": ["list"]}),
}


def keys(rows: pd.DataFrame) -> list[str]:
    return rows["object_id"].tolist()


def test_what_hangs_on_the_events_of_the_span_is_taken_along_and_nothing_else() -> None:
    found = coverage.rows(SOME, TABLES)
    held = ["D1", "D2", "D3", "I1", "I2", "D1#adopted", "r1", "r2", "s1", "p1", "c1", "m1"]
    assert keys(found) == held and not found.duplicated().any()


def test_only_a_stage_that_decides_has_a_manner() -> None:
    tabled = TABLES["stages"].assign(stage=["tabled", "adopted"])
    found = coverage.by_grade(coverage.rows(SOME, TABLES | {"stages": tabled}), CITED).set_index("what")["rows"]
    assert found["Manners of decisions"] == 0


def test_nothing_in_the_span_leaves_the_claims_and_lists() -> None:
    assert keys(coverage.rows(SOME.head(0), TABLES)) == ["c1", "m1"]


def test_bodies_show_their_years_and_the_years_without() -> None:
    bodies = pd.Categorical(["general-assembly", "general-assembly", "general-assembly"])
    documents = pd.DataFrame({"document_id": ["D1", "D2", "D3"], "body": bodies})
    (row,) = coverage.by_body(SOME, documents, first_year=2005, last_year=2010).to_dict("records")
    assert row == {
        "body": "general-assembly",
        "documents": 2,
        "years": "2006, 2009",
        "years_without": "2005, 2007–2008, 2010",
    }
    assert coverage.by_body(SOME.tail(2), documents, first_year=2005, last_year=2010).empty


def citations(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["object_table", "object_id", "field", "source_id", "grade"])
    frame["field"] = frame["field"].replace("", None)
    return frame.assign(grade=pd.Categorical(frame["grade"], GRADES, ordered=True))


CITED = citations(
    ("documents", "D1", "", "page", "partly"),
    ("documents", "D1", "", "list", "confirmed"),
    ("documents", "D1", "adoption_date", "page", "unconfirmed"),
    ("documents", "D2", "", "tale", "narrative-only"),
    ("documents", "D9", "", "page", "confirmed"),
)


def test_each_row_counts_once_with_its_best_grade() -> None:
    rows = coverage.rows(SOME, TABLES)
    found = coverage.by_grade(rows, CITED).set_index("what")
    assert found.loc["Documents"].to_dict() == {
        "confirmed": 1,
        "partly": 0,
        "narrative-only": 1,
        "unconfirmed": 0,
        "unknown": 0,
        "none": 1,
        "rows": 3,
    }
    gaps = coverage.gaps(found.reset_index())
    assert gaps[["what", "open", "rows"]].to_dict("records") == [
        {"what": "Dates of adoption", "open": 1, "rows": 3},
        {"what": "Documents", "open": 1, "rows": 3},
    ]


def test_nothing_open_leaves_no_gap() -> None:
    rows = pd.DataFrame({"object_table": ["documents"], "object_id": ["D1"], "decides": [False]})
    gaps = coverage.gaps(coverage.by_grade(rows, CITED.head(2)))
    assert gaps.empty
    found = coverage.facts(rows, pd.DataFrame(), gaps, pd.DataFrame())
    assert (found["open"], found["open_most"]) == (0, None)


def test_source_bears_a_row_once_and_rows_may_name_theirs() -> None:
    rows = coverage.rows(SOME, TABLES)
    found = coverage.sources(rows, CITED, TABLES["claims"], TABLES["memberships"])
    assert found.to_dict("records") == [
        {"source_id": "list", "rows": 2, "rests": "1 document (D1); 1 membership"},
        {"source_id": "page", "rows": 2, "rests": "1 claim; 1 document (D1)"},
        {"source_id": "tale", "rows": 1, "rests": "1 document (D2)"},
    ]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(3, "3 documents (K0, K1, K2)"), (4, "4 documents (K0, K1, K2, …)")],
)
def test_many_rows_are_counted_and_some_named(count: int, expected: str) -> None:
    held: list[dict[str, Any]] = [{"object_table": "documents", "object_id": f"K{n}"} for n in range(count)]
    cited = citations(*(("documents", f"K{n}", "", "page", "confirmed") for n in range(count)))
    assert coverage.sources(pd.DataFrame(held), cited)["rests"].tolist() == [expected]
