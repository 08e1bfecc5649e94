"""The raw content of a table's file: bytes, hash, header and records of strings, each with its line.

Nothing here knows of types or rules, and nothing here needs pandas: hashes and checks are had without it.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.dataset.schema import DatasetError, Package, Table

# The one way in which a number or a truth value is written.
PLAIN = {
    "integer": re.compile(r"0|-?[1-9][0-9]*"),
    "number": re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"),
    "boolean": re.compile(r"true|false"),
}
EXAMPLES = {"integer": "an integer such as 42", "number": "a number such as 0.25", "boolean": "true or false"}


@dataclass(frozen=True)
class Row:
    """A record with its table, line and primary key as text; a column that the file lacks reads as blank."""

    table: str
    line: int
    key: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Raw:
    """A file's header and records, as printed in it."""

    header: list[str]
    records: list[list[str]]
    lines: list[int]


def read_bytes(package: Package, table: Table) -> bytes:
    """The bytes of the table's file; `DatasetError` when there is none."""
    try:
        return (package.folder / table.path).read_bytes()
    except OSError as error:
        raise DatasetError(f"data/{table.path}: cannot be read: {error.strerror}; datapackage.json names it") from None


def digest(table: Table, file_content: bytes) -> str:
    """The SHA-256 of a table's file together with its descriptor: it moves with a value, a type or a label."""
    return hashlib.sha256(table.descriptor.encode() + b"\0" + file_content).hexdigest()


def parse_csv(content: bytes, file: str) -> Raw:
    """Header and records of a CSV file; `DatasetError` names the line that is not UTF-8 or not CSV."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        place = f"data/{file}:{line}"
        raise DatasetError(f"{place}: byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8") from None
    if text.startswith("\ufeff"):
        right = "save the file as UTF-8 without one, or run analysis format"
        raise DatasetError(f"data/{file}:1: begins with a byte order mark; {right}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, lines = [], []
    try:
        for record in reader:
            records.append(record)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise DatasetError(f"data/{file}:{reader.line_num}: {error}; is a quotation mark missing?") from None
    if not records:
        raise DatasetError(f"data/{file}:1: is empty; expected a header")
    if not text.endswith("\n") and len(records[-1]) < len(records[0]):
        raise DatasetError(f"data/{file}:{lines[-1]}: ends within a row; was the file cut off?")
    return Raw(records[0], records[1:], lines[1:])


def rows(raw: Raw, table: Table) -> list[Row]:
    """The records as rows of the table; cells beyond the header are dropped, missing ones read as blank."""
    found = []
    for line, record in zip(raw.lines, raw.records, strict=True):
        cells = dict(zip(raw.header, record, strict=False))
        found.append(Row(table.name, line, key_text(cells.get(column, "") for column in table.primary_key), cells))
    return found


def key_text(cells: Iterable[str]) -> str:
    """A primary key as one string, as citations and other references by table and key write it."""
    return "/".join(cells)


def format_csv(header: Sequence[str], records: Iterable[Sequence[str]]) -> bytes:
    """The bytes of a CSV file: UTF-8, line feeds, quotation marks only where they are needed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(header)
    writer.writerows(records)
    return text.getvalue().encode("utf-8")
