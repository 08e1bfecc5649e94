"""Tables as frames: the quick, strict, typed read that notebooks use, and what was read so far.

The read checks what it needs to type one table. Rules across tables are `check`'s.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Mapping
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import content, schema
from analysis.dataset.cells import cells
from analysis.dataset.schema import DatasetError, Field
from analysis.un import dates

if TYPE_CHECKING:
    import pandas as pd

# The publisher names a file here so as to learn from a chapter's kernel what the chapter has read.
VARIABLE = "PUBLISHER_LOADED"

_loaded: dict[str, str] = {}


def load(name: str, *, project: Path | None = None) -> pd.DataFrame:
    """The table as a typed frame, one row a record in the file's order; blank cells are NA.

    Strings have pandas' `str` dtype, integers `Int64`, numbers `Float64`, booleans `boolean`; a column with an enum
    is an ordered categorical in the schema's order. Raises `DatasetError`, naming file, line and column, when the
    header, the encoding or a cell is not what the schema says. Records the name and content hash of what it read.
    """
    import pandas as pd  # here, so that those who only ask for hashes do not wait for it

    package = schema.package(project)
    table = package.table(name)
    file_content = content.read_bytes(package, table)
    raw = content.parse_csv(file_content, table.path)
    file, width = f"data/{table.path}", len(table.columns)
    if tuple(raw.header) != table.columns:
        raise DatasetError(f"{file}:1: the header is {','.join(raw.header)}; expected {','.join(table.columns)}")
    for line, record in zip(raw.lines, raw.records, strict=True):
        if len(record) != width:
            raise DatasetError(f"{file}:{line}: has {len(record)} cells; expected {width}, as in the header")
    columns = zip(*raw.records, strict=True) if raw.records else repeat((), width)
    fields = zip(table.fields, columns, strict=True)
    frame = pd.DataFrame({field.name: _column(field, cells, file, raw.lines) for field, cells in fields})
    _record(name, content.digest(table, file_content))
    return frame


def _column(field: Field, cells: tuple[str, ...], file: str, lines: list[int]) -> pd.Series[Any]:
    import pandas as pd

    pattern = content.PLAIN.get(field.type)
    for line, cell in zip(lines, cells, strict=False):
        if cell and field.enum and cell not in field.enum:
            raise DatasetError(f"{file}:{line} {field.name}: {cell!r} is not one of {', '.join(field.enum)}")
        if cell and pattern and not pattern.fullmatch(cell):
            raise DatasetError(f"{file}:{line} {field.name}: {cell!r} is not {content.EXAMPLES[field.type]}")
    read, dtype = TYPES[field.type]
    values = [read(cell) if cell else None for cell in cells]
    if field.enum:
        return pd.Series(pd.Categorical(values, categories=list(field.enum), ordered=True), name=field.name)
    return pd.Series(values, dtype=dtype, name=field.name)


# How a cell of each type is read, and the dtype of its column.
TYPES: Mapping[str, tuple[Callable[[str], Any], Any]] = {
    "string": (str, "str"),
    "integer": (int, "Int64"),
    "number": (float, "Float64"),
    "boolean": ("true".__eq__, "boolean"),
}


def loaded() -> dict[str, str]:
    """The content hash of every table read so far in this process, by name."""
    return dict(_loaded)


def _record(name: str, digest: str) -> None:
    _loaded[name] = digest
    log = os.environ.get(VARIABLE)
    if log:
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"table": name, "sha256": digest}) + "\n")


def content_hash(name: str, *, project: Path | None = None) -> str:
    """The SHA-256 of a table's file and of its schema: it changes when a value, a type or a label does."""
    package = schema.package(project)
    table = package.table(name)
    return content.digest(table, content.read_bytes(package, table))


def labels(table: str, column: str, *, project: Path | None = None) -> dict[str, str]:
    """What readers see for each value of an enumerated column, in the schema's order; the table counts as read.

    A relation that is stated from its later end has the label that reads from the earlier to the later.
    """
    field = schema.package(project).table(table).field(column)
    _record(table, content_hash(table, project=project))
    return dict(field.labels) | dict(field.turned)


def as_of(value: str, *, project: Path | None = None) -> dt.date:
    """The day that `latest` or an ISO date stands for; `latest` is the newest day on which a source was read."""
    if value != "latest":
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise DatasetError(f"as_of: {value!r} is neither a date such as 2013-12-31 nor 'latest'") from None
    _record("sources", content_hash("sources", project=project))
    days = [dates.parse(read).lower for read in cells("sources", "date_accessed", project=project) if read]
    if not days:
        raise DatasetError("data/sources.csv: no date_accessed at all, so that 'latest' is no day; give a date")
    return max(days)


def grades(table: str, field: str = "", *, project: Path | None = None) -> pd.Series[Any]:
    """The best grade that any citation gives each row of the table, by the row's key.

    `field` names the column whose value is graded; blank is the row itself. Rows without a citation are absent.
    The result is an ordered categorical: the best grade comes first in the order of the schema.
    """
    citations = load("citations", project=project)
    chosen = citations[(citations["object_table"] == table) & (citations["field"].fillna("") == field)]
    best = chosen.sort_values("grade", kind="stable").drop_duplicates("object_id")
    return best.set_index("object_id")["grade"].sort_index()
