"""Tables of references: columns named as the publisher expects them, links, and dates as the data have them."""

import pandas as pd

from analysis.display import findings, references
from publisher.outputs import Facts, Table

SOURCES = pd.DataFrame(
    {
        "source_id": ["page", "text"],
        "title": ["A page", "A resolution"],
        "publisher": ["UNODC", None],
        "symbol": [None, "A/RES/61/180"],
        "url": ["https://example.org", None],
        "date_published": ["2010-09", None],
        "date_accessed": [None, None],
    }
)


def test_nothing_is_told_in_words() -> None:
    none = pd.DataFrame(columns=["source_id", "rows", "rests"])
    assert isinstance(references.sources(none, SOURCES, name="references", caption="Sources"), Facts)
    events = pd.DataFrame({"object_table": ["initiatives"], "object_id": ["x"], "date": ["2010"]})
    documents = pd.DataFrame(columns=["document_id", "title", "body"])
    shown = references.documents(events, documents, name="references", caption="Documents", labels={"body": {}})
    assert isinstance(shown, Facts)


def test_source_keeps_its_key_its_date_and_what_rests_on_it() -> None:
    resting = pd.DataFrame({"source_id": ["text", "page"], "rows": [2, 1], "rests": ["2 stages", "1 role"]})
    table = references.sources(resting, SOURCES, name="references", caption="Sources")
    assert isinstance(table, Table)
    assert [column.name for column in table.columns] == ["id", "title", "publisher", "issued", "accessed", "rests"]
    assert [cell.text for cell in table.rows[1]] == ["page", "A page", "UNODC", "2010-09", "", "1 role"]
    assert [row[1].href for row in table.rows] == ["https://docs.un.org/en/A/RES/61/180", "https://example.org"]


def test_document_is_known_by_its_number() -> None:
    events = pd.DataFrame({"object_table": ["documents"], "object_id": ["A/RES/61/180"], "date": ["2006-12-20"]})
    documents = pd.DataFrame({"document_id": ["A/RES/61/180"], "title": ["A text"], "body": ["general-assembly"]})
    labels = {"body": {"general-assembly": "General Assembly"}}
    table = references.documents(events, documents, name="references-documents", caption="Documents", labels=labels)
    assert isinstance(table, Table)
    assert [column.name for column in table.columns] == ["number", "title", "publisher", "issued"]
    assert [cell.text for cell in table.rows[0]] == ["A/RES/61/180", "A text", "General Assembly", "2006-12-20"]


NOTHING = {
    "chain_steps": 0,
    "top_series": None,
    "recalled": None,
    "gap_open": 0,
    "doubt": None,
    "dispute": None,
}


def test_findings_stand_beside_their_rules_and_those_that_are_not_are_left_out() -> None:
    labels = {"series": {"a": "Series A"}, "quantity": {}}
    assert isinstance(findings.table(NOTHING, name="findings", caption="Findings", labels=labels), Facts)
    found = NOTHING | {"top_series": "a", "top_texts": (1, 2), "top_of": (3, 3), "top_rule": "The most."}
    table = findings.table(found, name="findings", caption="Findings", labels=labels)
    assert isinstance(table, Table)
    (row,) = table.rows
    assert [cell.text for cell in row] == ["The most frequent series", "“Series A”: 1–2 of 3", "The most."]
