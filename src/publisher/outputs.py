"""What a notebook hands to the publisher: a figure, a table, and facts.

Each travels in a cell's output as one JSON value under a MIME type of its own, beside an ordinary SVG, HTML or
Markdown fallback that JupyterLab shows. The notebook file is the only channel between the two sides, so a value
read back is never trusted: `read` checks every shape and raises `OutputError` for what it does not know.

Nothing here draws, counts or renders, and nothing of ours is imported.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

FIGURE = "application/vnd.publisher.figure+json"
TABLE = "application/vnd.publisher.table+json"
FACTS = "application/vnd.publisher.facts+json"

COLUMN_KINDS = ("text", "number", "date", "symbol")
"""How a column is set: `number` and `date` in tabular figures, `number` to the right, `symbol` without breaks."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_HREF = re.compile(r"(?:https?://|#)[^\s\"'<>]+\Z")

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
        return {TABLE: _plain(self), "text/html": _fallback(self), "text/plain": f"Table: {self.caption}"}


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
        return {FIGURE: _plain(self), "image/svg+xml": self.svg, "text/plain": f"Figure: {self.alt}"}


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
    facts: tuple[Fact, ...] = field(default=())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {FACTS: _plain(self), "text/markdown": self.markdown, "text/plain": self.markdown}


Bundle = Figure | Table | Facts


def read(data: Mapping[str, Any]) -> Bundle | None:
    """The bundle in a cell output's `data`, or None where the output is none of ours.

    Raises `OutputError` for a bundle of ours whose shape is wrong.
    """
    for mime, reader in ((FIGURE, _figure), (TABLE, _table), (FACTS, _facts)):
        if mime in data:
            value = data[mime]
            return reader(json.loads(value) if isinstance(value, str) else value)
    return None


def _figure(value: Any) -> Figure:
    given = _record(value, "figure", ("name", "svg", "alt", "caption", "table", "sources", "description"))
    return Figure(
        name=_text(given, "name", "figure"),
        svg=_text(given, "svg", "figure"),
        alt=_text(given, "alt", "figure"),
        caption=_text(given, "caption", "figure"),
        table=_table(given.get("table")),
        sources=_sources(given.get("sources")),
        description=_text(given, "description", "figure"),
    )


def _table(value: Any) -> Table:
    given = _record(value, "table", ("name", "caption", "columns", "rows", "sources", "note"))
    columns = []
    for entry in _list(given.get("columns"), "table columns"):
        column = _record(entry, "table column", ("name", "label", "kind"))
        kind = _text(column, "kind", "table column") or "text"
        if kind not in COLUMN_KINDS:
            raise OutputError(f"table column: kind {kind!r} is not one of {', '.join(COLUMN_KINDS)}")
        name, label = (_text(column, key, "table column") for key in ("name", "label"))
        columns.append(Column(name, label, kind))
    rows = tuple(
        tuple(_cell(cell) for cell in _list(row, "table row")) for row in _list(given.get("rows"), "table rows")
    )
    name, caption, note = (_text(given, key, "table") for key in ("name", "caption", "note"))
    return Table(name, caption, tuple(columns), rows, _sources(given.get("sources")), note)


def _facts(value: Any) -> Facts:
    given = _record(value, "facts", ("markdown", "facts"))
    facts = []
    for entry in _list(given.get("facts"), "facts"):
        fact = _record(entry, "fact", ("key", "value", "unit", "stated"))
        amount = fact.get("value")
        if not isinstance(amount, str | int | float | bool | None):
            raise OutputError(f"fact: value is a {type(amount).__name__}, not a number or text")
        key, unit, stated = (_text(fact, name, "fact") for name in ("key", "unit", "stated"))
        facts.append(Fact(key, amount, unit, stated))
    return Facts(_text(given, "markdown", "facts"), tuple(facts))


def _cell(value: Any) -> Cell:
    given = _record(value, "cell", ("text", "href"))
    return Cell(_text(given, "text", "cell"), _href(given, "cell"))


def _sources(value: Any) -> tuple[Source, ...]:
    sources = []
    for entry in _list(value or [], "sources"):
        given = _record(entry, "source", ("text", "href", "source_id"))
        sources.append(
            Source(_text(given, "text", "source"), _href(given, "source"), _text(given, "source_id", "source"))
        )
    return tuple(sources)


def _href(given: Mapping[str, Any], what: str) -> str:
    """The address, or nothing where it is not a web address or an anchor: a forged link becomes plain text."""
    href = _text(given, "href", what)
    return href if _HREF.match(href) else ""


def _record(value: Any, what: str, keys: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise OutputError(f"{what}: expected an object, found {type(value).__name__}")
    if unknown := sorted(set(value) - set(keys)):
        raise OutputError(f"{what}: unknown {', '.join(map(repr, unknown))}; known are {', '.join(keys)}")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise OutputError(f"{what}: expected a list, found {type(value).__name__}")
    return list(value)


def _text(given: Mapping[str, Any], key: str, what: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise OutputError(f"{what}: {key} is a {type(value).__name__}, not text")
    return value


def _check_name(name: str, what: str) -> None:
    if not _NAME.match(name):
        raise OutputError(f"{what} name {name!r}: use lower-case words joined by hyphens, such as 'by-year'")


def _plain(bundle: Bundle) -> dict[str, Any]:
    """The bundle as JSON-able objects; Jupyter writes them as they are."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(bundle), ensure_ascii=False))
    return plain


def _fallback(table: Table) -> str:
    """An escaped HTML table, for a front end that knows nothing of ours."""
    heads = "".join(f'<th scope="col">{html.escape(column.label)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td><a href="{html.escape(cell.href)}">{html.escape(cell.text)}</a></td>'
            if cell.href
            else f"<td>{html.escape(cell.text)}</td>"
            for cell in row
        )
        + "</tr>"
        for row in table.rows
    )
    caption = html.escape(table.caption)
    return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
