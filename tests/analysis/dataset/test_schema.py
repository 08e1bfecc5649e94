"""The schema as it is read from the descriptor."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.dataset import DatasetError, schema


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"resources"', '"tables"', r"datapackage\.json: no 'resources'"),
        ('"primaryKey": "thing_id"', '"key": "thing_id"', "no 'primaryKey'"),
        ('"path": "things.csv"', '"path": "stuff.csv"', r"the path of things is not things\.csv"),
        ('"name": "tiny"', '"name" "tiny"', "is not JSON"),
    ],
)
def test_descriptor_that_cannot_be_read_says_what_it_lacks(tiny: Path, old: str, new: str, message: str) -> None:
    path = tiny / "data" / "datapackage.json"
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(DatasetError, match=message):
        schema.package(tiny)


def test_missing_descriptor_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"data/datapackage\.json: cannot be read: No such file"):
        schema.package(tmp_path)


def test_tables_fields_and_keys_are_read(tiny: Path) -> None:
    package = schema.package(tiny)
    assert list(package.tables) == ["sources", "things", "citations"]
    things = package.table("things")
    assert things.primary_key == ("thing_id",)
    assert things.foreign_keys == (schema.ForeignKey(("parent_id",), "things", ("thing_id",)),)
    assert things.cited == ("row",)
    kind = things.field("kind")
    assert kind.enum == ("zebra", "ant")
    assert kind.labels == {"zebra": "A zebra", "ant": "An ant"}
    assert (things.field("size").unit, things.field("size").minimum) == ("cm", "1")
    assert package.table("sources").field("date_accessed").kind == "edtf"


def test_changed_descriptor_is_read_anew(tiny: Path) -> None:
    assert schema.package(tiny) is schema.package(tiny)
    path = tiny / "data" / "datapackage.json"
    before = schema.package(tiny).table("things").title
    path.write_text(path.read_text().replace('"name": "things"', '"name": "things", "title": "Another"', 1))
    assert before != schema.package(tiny).table("things").title == "Another"


def test_every_field_of_the_project_is_described(package: schema.Package) -> None:
    bare = [
        f"{table.name}.{field.name}"
        for table in package.tables.values()
        for field in table.fields
        if not (field.title and field.description) or (field.enum and not field.labels)
    ]
    assert bare == []
