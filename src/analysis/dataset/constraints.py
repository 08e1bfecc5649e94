"""The schema's constraints in our words: the shape of header and rows, and what `frictionless` says of a cell."""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.dataset.content import Raw, key_text, rows
from analysis.dataset.rules.registry import Violation, suggestion
from analysis.dataset.schema import Field, Table

SCHEMA, SHAPE = "schema", "shape"
SHAPES = {"missing-cell", "extra-cell", "blank-row"}  # told by `shape_violations` instead, once a row


def shape_violations(raw: Raw, table: Table) -> Iterator[Violation]:
    """A header other than the schema's, or else each row with more or fewer cells, without any, or standing twice."""
    file, width = f"data/{table.path}", len(table.columns)
    if tuple(raw.header) != table.columns:
        yield Violation(file, 1, "", "", _header(raw.header, table), f"the columns {','.join(table.columns)}", SHAPE)
        return
    first: dict[tuple[str, ...], int] = {}
    for row, record in zip(rows(raw, table), raw.records, strict=True):
        earlier = first.setdefault(tuple(record), row.line)
        if not any(record):
            yield Violation(file, row.line, "", "", "the row is blank", "no blank rows", SHAPE)
        elif len(record) != width:
            yield Violation(file, row.line, row.key, "", f"the number of cells is {len(record)}", f"{width}", SHAPE)
        elif earlier != row.line:
            wrong = f"the row is the same as line {earlier}"
            yield Violation(file, row.line, row.key, "", wrong, "one of the two", SHAPE)


def _header(header: list[str], table: Table) -> str:
    missing = [column for column in table.columns if column not in header]
    unknown = [column for column in header if column not in table.columns]
    if len(header) == 1 < len(table.columns):
        return "the header is one column, as if another sign than the comma stood between the cells"
    if not missing and not unknown:
        twice = sorted({column for column in header if header.count(column) > 1})
        return f"the header has {', '.join(twice)} twice" if twice else "the columns stand in another order"
    parts = [f"lacks {', '.join(missing)}"] * bool(missing)
    parts += [f"has {', '.join(column or 'a column without a name' for column in unknown)}"] * bool(unknown)
    return f"the header {' and '.join(parts)}"


def violation(details: Mapping[str, Any], table: Table, key: str, tables: Mapping[str, Raw]) -> Violation:
    """The violation that an error of the library, given as its descriptor, tells of."""
    column = details.get("fieldName") or ", ".join(details.get("fieldNames", ()))
    wrong, right = _words(details, table, column, tables)
    return Violation(f"data/{table.path}", details.get("rowNumber") or 1, key, column, wrong, right, SCHEMA)


def _words(details: Mapping[str, Any], table: Table, column: str, tables: Mapping[str, Raw]) -> tuple[str, str]:
    cell, note = details.get("cell", ""), details.get("note", "").replace("the row at position", "line")
    match details["type"]:
        case "type-error":
            return f"{cell!r} is not {table.field(column).type}", f"a cell of type {table.field(column).type}"
        case "constraint-error":
            return _constraint(cell, note, table.field(column))
        case "unique-error":
            return f"{cell!r} is {note}", "a value that no other row has"
        case "primary-key":
            return f"the primary key is {'blank' if 'None' in note else note}", "a key that no other row has"
        case "foreign-key":
            target = details["referenceName"] or table.name
            lost = key_text(str(cell) for cell in details["fieldCells"])
            known = _column(tables.get(target), details["referenceFieldNames"])
            return f"{lost!r} is not a key of {target}", suggestion(lost, known) or f"a key of {target}"
        case _:
            return details["message"], ""


def _constraint(cell: str, note: str, field: Field) -> tuple[str, str]:
    if '"required"' in note:
        return "is blank", "a value"
    if '"enum"' in note:
        right = suggestion(cell, field.enum)
        return f"{cell!r} is not listed", (f"{right}; " if right else "") + f"one of {', '.join(field.enum)}"
    if '"pattern"' in note:
        return f"{cell!r} does not have the form", f"text that matches {field.pattern}"
    return f"{cell!r} is out of range", note.replace("constraint ", "").replace('"', "")


def _column(raw: Raw | None, columns: list[str]) -> list[str]:
    if raw is None or not set(columns) <= set(raw.header):
        return []
    places = [raw.header.index(column) for column in columns]
    return [key_text(record[place] for place in places) for record in raw.records if len(record) > max(places)]
