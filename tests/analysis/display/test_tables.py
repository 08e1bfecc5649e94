import pandas as pd
import pytest

from analysis.display import tables
from analysis.display.names import HEADINGS, labels
from publisher.outputs import Facts, Table

LABELS = {
    "grade": {"confirmed": "Confirmed"},
    "kind": {"group": "Group of States"},
    "role": {"host": "Host", "chair": "Chair"},
    "actor": {"BLR": "Belarus"},
}


def cells(rows: pd.DataFrame, *columns: str) -> list[list[str]]:
    found = tables.table(rows, name="t", caption="c", columns=columns, labels=LABELS)
    return [[cell.text for cell in row] for row in found.rows]


def test_without_rows_there_is_a_sentence_and_no_table() -> None:
    found = tables.table(
        pd.DataFrame({"kind": []}), name="t", caption="c", columns=["kind"], labels={}, empty="None at all."
    )
    assert found == Facts("None at all.")


def test_a_column_without_a_heading_is_an_error() -> None:
    with pytest.raises(KeyError):
        cells(pd.DataFrame({"odd": [1]}), "odd")


def test_keys_are_shown_by_their_labels_and_blanks_as_not_known() -> None:
    rows = pd.DataFrame({"kind": ["group", None], "row_grade": ["confirmed", None], "roles": ["host; chair", ""]})
    assert cells(rows, "kind", "row_grade", "roles") == [
        ["Group of States", "Confirmed", "Chair, Host"],
        ["not known", "not known", ""],
    ]


def test_roles_say_whose_they_are_where_there_are_several_actors_and_which_are_not_confirmed() -> None:
    rows = pd.DataFrame({"roles": ["host; chair", ""], "held": ["BLR=host?; BLR=chair", ""]})
    assert cells(rows, "roles") == [["Host (not confirmed), Chair"], [""]]
    both = rows.assign(held=["BLR=host; PHL=chair", "BLR=host"])
    assert cells(both, "roles") == [["Belarus: Host; PHL: Chair"], ["Belarus: Host"]]


def test_intervals_dates_years_and_numbers() -> None:
    rows = pd.DataFrame(
        {
            "fewest": [2, 3],
            "most": [3, 3],
            "date": ["2010-05/2010-06", None],
            "year": [2010, 2011],
            "next_year": pd.array([2027, None], dtype="Int64"),
            "number": [1234, 5],
            "gaps": [[2, 1], []],
        }
    )
    assert cells(rows, "count", "date", "year", "next_year", "number", "gaps") == [
        ["2–3", "May to June 2010", "2010", "2027", "1,234", "2, 1"],
        ["3", "not known", "2011", "none", "5", ""],
    ]


def test_intervals_below_nothing_have_signs_of_minus() -> None:
    assert tables.interval(-21, 8) == "−21 to 8" and tables.interval(-1, -1) == "−1" and tables.interval(2, 3) == "2–3"


def test_days_that_are_not_known_are_said_to_be() -> None:
    rows = pd.DataFrame(
        {"days_fewest": pd.array([2, None], dtype="Int64"), "days_most": pd.array([32, None], dtype="Int64")}
    )
    assert cells(rows, "days") == [["2–32"], ["not known"]]


def test_symbols_link_to_their_documents() -> None:
    rows = pd.DataFrame({"document_id": ["A/RES/61/180", "CCPCJ resolution 20/3"]})
    found = tables.table(rows, name="t", caption="c", columns=["document_id"], labels={})
    assert [row[0].href for row in found.rows] == ["https://docs.un.org/en/A/RES/61/180", ""]
    assert found.columns[0].kind == "symbol"


def test_each_row_leads_to_where_it_was_read(evidence: pd.DataFrame) -> None:
    known = pd.DataFrame(
        [["documents", "A", "", "confirmed", "s", "Source", "https://x.example"]], columns=evidence.columns
    )
    rows = pd.DataFrame({"title": ["a", "b"], "object_table": "documents", "object_id": ["A", "B"]})
    found = tables.table(rows, name="t", caption="c", columns=["title"], labels={}, evidence=known)
    assert [(row[1].text, row[1].href) for row in found.rows] == [
        ("Source", "https://x.example"),
        ("no source on record", ""),
    ]
    assert [source.source_id for source in found.sources] == ["s"]


def test_the_list_of_sources_counts_rows(evidence: pd.DataFrame) -> None:
    rows = pd.DataFrame({"object_table": ["documents"], "object_id": ["A"]})
    assert isinstance(tables.sources(rows, evidence, caption="c"), Facts)
    known = pd.DataFrame([["documents", "A", "", "confirmed", "s", "Source", ""]], columns=evidence.columns)
    found = tables.sources(rows, known, caption="c")
    assert isinstance(found, Table) and [cell.text for cell in found.rows[0]] == ["Source", "1"]


def test_headings_are_in_order_and_labels_name_the_actor() -> None:
    assert list(HEADINGS) == sorted(HEADINGS)
    actors = pd.DataFrame({"actor_id": ["BLR"], "name": ["Belarus"], "short_name": [None]})
    read = {("documents", "body"): {"general-assembly": "General Assembly"}}
    found = labels(lambda table, column: read.get((table, column), {}), actors, "BLR")
    assert found["part"]["own"] == "Belarus in a leading role"
    assert found["body"] == {"general-assembly": "General Assembly"}
    assert labels(lambda table, column: {}, actors, "all")["part"]["other"] == "no role on record"
