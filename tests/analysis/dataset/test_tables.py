"""The typed read of one table, and what is known of what was read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from analysis import dataset
from analysis.dataset import DatasetError, tables


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_loaded", {})
    monkeypatch.delenv(tables.VARIABLE, raising=False)


def damage(project: Path, old: str, new: str, file: str = "things.csv") -> None:
    path = project / "data" / file
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind,size", "size,kind", r"things\.csv:1: the header is .*; expected thing_id,kind,size"),
        ("kind,size", "kind", r"things\.csv:1: the header is"),
        ("b,zebra,,,false,a", "b,zebra,,,false", r"things\.csv:3: has 5 cells; expected 6"),
        ("b,zebra", "b,bee", r"things\.csv:3 kind: 'bee' is not one of zebra, ant"),
        ("ant,3", "ant,three", r"things\.csv:2 size: 'three' is not an integer such as 42"),
        ("ant,3", "ant,03", r"size: '03'"),
        ("ant,3", "ant,3.0", r"size: '3\.0'"),
        ("0.5", "nan", r"share: 'nan' is not a number"),
        ("true", "True", r"is_open: 'True' is not true or false"),
        ("b,zebra", 'b,"zebra', r"things\.csv:4: .*quotation mark"),
    ],
)
def test_wrong_table_is_refused_with_its_place(tiny: Path, old: str, new: str, message: str) -> None:
    damage(tiny, old, new)
    with pytest.raises(DatasetError, match=message):
        dataset.load("things", project=tiny)
    assert dataset.loaded() == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("source_id,title,date_accessed\ns1,A,\ns2,Página,\n".encode("latin-1"), r"sources\.csv:3: byte 0xe1"),
        ("\ufeffsource_id,title,date_accessed\n".encode(), "byte order mark"),
        ("source_id,title,date_accessed\n".encode("utf-16"), "is not UTF-8"),
        (b"", "is empty"),
    ],
)
def test_wrong_encoding_is_refused_with_its_line(tiny: Path, content: bytes, message: str) -> None:
    (tiny / "data" / "sources.csv").write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        dataset.load("sources", project=tiny)


def test_unknown_table_and_missing_file_are_named(tiny: Path) -> None:
    with pytest.raises(DatasetError, match=r"no table 'thing'; there are sources, things"):
        dataset.load("thing", project=tiny)
    (tiny / "data" / "things.csv").unlink()
    with pytest.raises(DatasetError, match=r"data/things\.csv: cannot be read"):
        dataset.load("things", project=tiny)


def test_columns_are_typed_and_blank_is_unknown(tiny: Path) -> None:
    things = dataset.load("things", project=tiny)
    assert things["thing_id"].tolist() == ["a", "b", "nan"]  # a key that pandas would take for unknown
    assert things["kind"].cat.categories.tolist() == ["zebra", "ant"]  # the schema's order, not the alphabet's
    assert things["kind"].cat.ordered
    assert things["kind"].max() == "ant"
    assert [str(things[column].dtype) for column in ("thing_id", "size", "share", "is_open")] == [
        "str",
        "Int64",
        "Float64",
        "boolean",
    ]
    assert things["size"].sum() == 15
    assert things["is_open"].sum() == 1
    assert things.isna().sum().tolist() == [0, 1, 1, 1, 1, 2]


def test_empty_table_has_the_types_of_a_full_one(tiny: Path) -> None:
    full = dataset.load("things", project=tiny)
    (tiny / "data" / "things.csv").write_text("thing_id,kind,size,share,is_open,parent_id\n")
    empty = dataset.load("things", project=tiny)
    assert empty.empty
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


def test_what_is_read_is_recorded_with_its_hash_here_and_in_the_named_file(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tiny / "loaded.jsonl"
    monkeypatch.setenv(tables.VARIABLE, str(log))
    dataset.load("things", project=tiny)
    dataset.labels("things", "kind", project=tiny)
    dataset.load("sources", project=tiny)
    hashes = {name: dataset.content_hash(name, project=tiny) for name in ("things", "sources")}
    assert dataset.loaded() == hashes
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert [entry["table"] for entry in entries] == ["things", "things", "sources"]
    assert {entry["table"]: entry["sha256"] for entry in entries} == hashes


def test_hash_moves_with_a_value_or_a_label_and_with_nothing_else(tiny: Path) -> None:
    before = dataset.content_hash("things", project=tiny)
    sources = dataset.content_hash("sources", project=tiny)
    damage(tiny, "A zebra", "Zebras", "datapackage.json")
    relabelled = dataset.content_hash("things", project=tiny)
    damage(tiny, "0.5", "0.6")
    assert len({before, relabelled, dataset.content_hash("things", project=tiny)}) == 3
    assert dataset.content_hash("sources", project=tiny) == sources


def test_labels_come_in_the_order_of_the_schema(tiny: Path) -> None:
    assert list(dataset.labels("things", "kind", project=tiny).items()) == [("zebra", "A zebra"), ("ant", "An ant")]
    with pytest.raises(DatasetError, match=r"things has no column 'sort'"):
        dataset.labels("things", "sort", project=tiny)


@pytest.mark.parametrize("value", ["tomorrow", "2013", "2013-02-30", ""])
def test_as_of_that_is_no_day_is_refused(tiny: Path, value: str) -> None:
    with pytest.raises(DatasetError, match="neither a date"):
        dataset.as_of(value, project=tiny)


def test_latest_is_the_newest_day_on_which_a_source_was_read(tiny: Path) -> None:
    assert dataset.as_of("2013-12-31", project=tiny) == dt.date(2013, 12, 31)
    assert dataset.as_of("latest", project=tiny) == dt.date(2021, 3, 1)  # the first day that the month may mean
    (tiny / "data" / "sources.csv").write_text("source_id,title,date_accessed\ns1,A,\n")
    with pytest.raises(DatasetError, match="give a date"):
        dataset.as_of("latest", project=tiny)


def test_grade_of_a_row_is_the_best_that_any_citation_gives(tiny: Path) -> None:
    grades = dataset.grades("things", project=tiny)
    assert grades.to_dict() == {"a": "confirmed", "b": "partly", "nan": "partly"}
    assert grades.cat.ordered
    assert dataset.grades("things", "size", project=tiny).to_dict() == {"a": "confirmed"}
    assert dataset.grades("sources", project=tiny).empty


@pytest.mark.parametrize("name", ["documents", "citations"])
def test_real_tables_load(name: str) -> None:
    frame = dataset.load(name, project=Path(__file__).parents[3])
    assert not frame.empty
    assert frame.iloc[:, 0].is_unique
