"""The data package's schema: tables, fields, keys, labels, read once from `data/datapackage.json`.

Only what the descriptor says belongs here. The rows are read by `content` and `tables` and judged by `check`.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis import paths


class DatasetError(Exception):
    """A fault in `data/`; the text names file and, where it can, row and column, and what was expected."""


@dataclass(frozen=True)
class Field:
    """A column: its type and meaning (`kind`: edtf, symbol, url, iso3 or nothing), and what a cell may hold."""

    name: str
    type: str
    title: str = ""
    description: str = ""
    unit: str = ""
    kind: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    direction: Mapping[str, str] = dataclasses.field(default_factory=dict)
    turned: Mapping[str, str] = dataclasses.field(default_factory=dict)
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose cells together name a row of another table."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: its file within `data/`, its fields in order, its keys, and what of it must have a citation.

    `cited` holds column names and `row` for the row itself; `descriptor` is all that the file says of the table.
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    cited: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    descriptor: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the schema's order."""
        return tuple(field.name for field in self.fields)

    def field(self, column: str) -> Field:
        """The field of that name; `DatasetError` if the table has none."""
        for field in self.fields:
            if field.name == column:
                return field
        known = ", ".join(self.columns)
        raise DatasetError(f"data/datapackage.json: {self.name} has no column {column!r}; it has {known}")


@dataclass(frozen=True)
class Package:
    """The whole data package; `folder` is where its files are."""

    folder: Path
    tables: Mapping[str, Table]

    def table(self, name: str) -> Table:
        """The table of that name; `DatasetError` if the package has none."""
        if name not in self.tables:
            raise DatasetError(f"data/datapackage.json: no table {name!r}; there are {', '.join(self.tables)}")
        return self.tables[name]


def package(project: Path | None = None) -> Package:
    """The data package of the project (found by `paths` if not given), read again only when its file has changed."""
    file = (project or paths.project()) / "data" / "datapackage.json"
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DatasetError(f"data/datapackage.json: cannot be read: {error.strerror}") from None
    return _package(content, file.parent)


@lru_cache(maxsize=8)
def _package(content: bytes, folder: Path) -> Package:
    try:
        descriptor = json.loads(content)
    except ValueError as error:
        raise DatasetError(f"data/datapackage.json: is not JSON: {error}") from None
    return package_of(descriptor, folder)


def package_of(descriptor: Mapping[str, Any], folder: Path) -> Package:
    """The package that a descriptor describes; `DatasetError` names the first thing that is missing in it."""
    try:
        tables = {resource["name"]: _table(resource) for resource in descriptor["resources"]}
    except (KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"data/datapackage.json: no {error} where a resource, schema or field needs one") from None
    return Package(folder, MappingProxyType(tables))


def _table(resource: Mapping[str, Any]) -> Table:
    schema, keys = resource["schema"], resource["schema"].get("foreignKeys", ())
    if resource["path"] != f"{resource['name']}.csv":
        raise DatasetError(f"data/datapackage.json: the path of {resource['name']} is not {resource['name']}.csv")
    return Table(
        name=resource["name"],
        path=resource["path"],
        fields=tuple(_field(field) for field in schema["fields"]),
        primary_key=_names(schema["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(_names(key["fields"]), target["resource"] or resource["name"], _names(target["fields"]))
            for key in keys
            if (target := key["reference"])
        ),
        cited=tuple(resource.get("analysis:citations", {}).get("required", ())),
        title=resource.get("title", ""),
        description=resource.get("description", ""),
        descriptor=json.dumps(resource, sort_keys=True, ensure_ascii=False),
    )


def _field(field: Mapping[str, Any]) -> Field:
    constraints = field.get("constraints", {})
    return Field(
        name=field["name"],
        type=field["type"],
        title=field.get("title", ""),
        description=field.get("description", ""),
        unit=field.get("unit", ""),
        kind=field.get("analysis:type", ""),
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        enum=tuple(constraints.get("enum", ())),
        labels=MappingProxyType(field.get("labels", {})),
        direction=MappingProxyType(field.get("analysis:direction", {})),
        turned=MappingProxyType(field.get("analysis:turned", {})),
        pattern=constraints.get("pattern", ""),
        minimum=str(constraints.get("minimum", "")),
        maximum=str(constraints.get("maximum", "")),
    )


def _names(names: str | list[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
