"""What a notebook hands to the publisher: a figure, a table, and facts.

Each travels in a cell's output as one JSON value under a MIME type of its own, beside an ordinary SVG, HTML or
Markdown fallback that JupyterLab shows. The notebook file is the only channel between the two sides, so a value
read back is never trusted: `read` checks every shape and raises `OutputError` for what it does not know.

Nothing here draws, counts or renders, and nothing of ours is imported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cache
from html import escape
from string import ascii_lowercase, digits
from typing import Any, get_args, get_origin, get_type_hints

FIGURE = "application/vnd.publisher.figure+json"
TABLE = "application/vnd.publisher.table+json"
FACTS = "application/vnd.publisher.facts+json"

COLUMN_KINDS = ("text", "number", "date", "symbol")
"""How a column is set: `number` and `date` in tabular figures, `number` to the right, `symbol` without breaks."""

Value = str | int | float | bool | None


class OutputError(ValueError):
    """A bundle that does not have the shape it claims; the message names the place within it."""


@dataclass(frozen=True)
class Cell:
    """The text of one table cell and, where there is one, the address it leads to."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its key in the data, its heading, and how it is set."""

    name: str
    label: str
    kind: str = "text"

    def __post_init__(self) -> None:
        if self.kind not in COLUMN_KINDS:
            raise OutputError(f"table column: kind {self.kind!r} is not one of {', '.join(COLUMN_KINDS)}")


@dataclass(frozen=True)
class Source:
    """Where the rows were read: what is printed, its address if it has one, and its key in the source list."""

    text: str
    href: str = ""
    source_id: str = ""


@dataclass(frozen=True)
class Table:
    """A table as data: columns, rows of cells, a caption, and the sources of its rows.

    `name` is the stable key of the table within its chapter (lower case, hyphens).
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sources: tuple[Source, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name, "table")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise OutputError(f"table {self.name!r}: row {number} has {len(row)} cells, not {len(self.columns)}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {TABLE: asdict(self), "text/html": _fallback(self), "text/plain": f"Table: {self.caption}"}


@dataclass(frozen=True)
class Figure:
    """A drawing with what a reader needs who cannot see it, and with the rows behind it.

    `svg` is a whole SVG document with real text; `alt` says in one or two sentences what it shows, in numbers;
    `table` holds the rows drawn.
    """

    name: str
    svg: str
    alt: str
    caption: str
    table: Table
    sources: tuple[Source, ...] = ()
    description: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name, "figure")
        if not self.alt.strip():
            raise OutputError(f"figure {self.name!r} has no alt text; say what it shows, in numbers")
        if "<svg" not in self.svg:
            raise OutputError(f"figure {self.name!r} is not an SVG drawing")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {FIGURE: asdict(self), "image/svg+xml": self.svg, "text/plain": f"Figure: {self.alt}"}


@dataclass(frozen=True)
class Fact:
    """One number or word that the report states: a key that stays the same in every edition, value and unit."""

    key: str
    value: Value
    unit: str = ""
    stated: str = ""


@dataclass(frozen=True)
class Facts:
    """A sentence or paragraph (Markdown) and the facts it states."""

    markdown: str
    facts: tuple[Fact, ...] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {FACTS: asdict(self), "text/markdown": self.markdown, "text/plain": self.markdown}


Bundle = Figure | Table | Facts


def read(data: Mapping[str, Any]) -> Bundle | None:
    """Returns the bundle in a cell output's `data`, or None where the output is none of ours.

    Raises `OutputError` for a bundle of ours whose shape is wrong.
    """
    for mime, shape in ((FIGURE, Figure), (TABLE, Table), (FACTS, Facts)):
        if mime in data:
            value = json.loads(data[mime]) if isinstance(data[mime], str) else data[mime]
            bundle: Bundle = _decode(value, shape, shape.__name__.lower())
            return bundle
    return None


_JSON: Mapping[Any, tuple[Any, str]] = {
    str: (str, " is a {}, not text"),
    Value: (Value, " is a {}, not a number or text"),
    tuple: (list | tuple, ": expected a list, found {}"),
}
"""How JSON holds the type of a field, and what is said of anything else; whatever is not here is an object."""


def _decode(value: Any, shape: Any, place: str) -> Any:
    """Returns the JSON value as that dataclass, list, text or plain value; `place` says where it stands.

    In an object, nothing is unknown and nothing missing.
    """
    is_list = get_origin(shape) is tuple
    expected, complaint = _JSON.get(tuple if is_list else shape, (Mapping, ": expected an object, found {}"))
    if not isinstance(value, expected):
        raise OutputError(place + complaint.format(type(value).__name__))
    if is_list:
        return tuple(_decode(entry, get_args(shape)[0], place.removesuffix("s")) for entry in value)
    if shape in _JSON:
        return value
    types, needed = _fields(shape)
    if unknown := sorted(set(value) - set(types)):
        raise OutputError(f"{place}: unknown {', '.join(map(repr, unknown))}; known are {', '.join(types)}")
    found = {name: _decode(entry, types[name], f"{place} {name}") for name, entry in value.items()}
    if missing := needed - found.keys():
        raise OutputError(f"{place}: {', '.join(sorted(missing))} is missing")
    if "href" in found and not _is_address(found["href"]):
        found["href"] = ""  # a forged link becomes plain text
    return shape(**found)


@cache
def _fields(shape: Any) -> tuple[dict[str, Any], set[str]]:
    """The types of a dataclass's fields by name, and the names of those that must be given."""
    return get_type_hints(shape), {field.name for field in fields(shape) if field.default is MISSING}


def _is_address(href: str) -> bool:
    """Whether it leads to the web or to an anchor, and could stand in HTML as it is."""
    scheme = next((start for start in ("https://", "http://", "#") if href.startswith(start)), href)
    return href != scheme and href.split() == [href] and not set(href) & set("\"'<>")


def _check_name(name: str, what: str) -> None:
    if not name[:1].isalpha() or not set(name) <= set(ascii_lowercase + digits + "-") or not all(name.split("-")):
        raise OutputError(f"{what} name {name!r}: use lower-case words joined by hyphens, such as 'by-year'")


def _fallback(table: Table) -> str:
    """An escaped HTML table, for a front end that knows nothing of ours."""

    heads = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in table.columns)
    rows = [
        [f'<a href="{escape(one.href)}">{escape(one.text)}</a>' if one.href else escape(one.text) for one in row]
        for row in table.rows
    ]
    body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
    return (
        f"<table><caption>{escape(table.caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
