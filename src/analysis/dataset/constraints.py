"""What `frictionless` says of a cell, in our words: where, what is wrong, what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.dataset.content import Raw, key_text
from analysis.dataset.rules.registry import Violation, near
from analysis.dataset.schema import Field, Table

SCHEMA = "schema"


def violation(details: Mapping[str, Any], table: Table, key: str, tables: Mapping[str, Raw]) -> Violation:
    """The violation that an error of the library, given as its descriptor, tells of."""
    column = details.get("fieldName") or ", ".join(details.get("fieldNames", ()))
    wrong, right = _words(details, table, column, tables)
    return Violation(f"data/{table.path}", details.get("rowNumber") or 1, key, column, wrong, right, SCHEMA)


def _words(details: Mapping[str, Any], table: Table, column: str, tables: Mapping[str, Raw]) -> tuple[str, str]:
    cell, note = details.get("cell", ""), details.get("note", "")
    match details["type"]:
        case "type-error":
            return f"{cell!r} is not {table.field(column).type}", f"a cell of type {table.field(column).type}"
        case "constraint-error":
            return _constraint(cell, note, table.field(column))
        case "unique-error":
            return f"{cell!r} is {_in_line(note)}", "a value that no other row has"
        case "primary-key":
            wrong = "blank" if "None" in note else _in_line(note)
            return f"the primary key is {wrong}", "a key that no other row has"
        case "foreign-key":
            target = details["referenceName"] or table.name
            lost = key_text(str(cell) for cell in details["fieldCells"])
            known = _column(tables.get(target), details["referenceFieldNames"])
            return f"{lost!r} is not a key of {target}", near(lost, known) or f"a key of {target}"
        case "extra-label" | "incorrect-label" | "duplicate-label" | "blank-label":
            return f"the header has {details.get('label', '')!r} here", f"the columns {','.join(table.columns)}"
        case "missing-label" | "missing-cell":
            return "is missing", "a cell for every column, blank where nothing is known"
        case "extra-cell":
            return f"the row has a cell too many, {cell!r}", f"{len(table.columns)} cells"
        case "blank-row":
            return "the row is blank", "no blank rows"
        case _:
            return details["message"], ""


def _in_line(note: str) -> str:
    return note.replace("the row at position", "line")


def _constraint(cell: str, note: str, field: Field) -> tuple[str, str]:
    if '"required"' in note:
        return "is blank", "a value"
    if '"enum"' in note:
        right = near(cell, field.enum)
        return f"{cell!r} is not listed", (f"{right}; " if right else "") + f"one of {', '.join(field.enum)}"
    if '"pattern"' in note:
        return f"{cell!r} does not have the form", f"text that matches {field.pattern}"
    return f"{cell!r} is out of range", note.replace("constraint ", "").replace('"', "")


def _column(raw: Raw | None, columns: list[str]) -> list[str]:
    if raw is None or not set(columns) <= set(raw.header):
        return []
    places = [raw.header.index(column) for column in columns]
    return [key_text(record[place] for place in places) for record in raw.records if len(record) > max(places)]
