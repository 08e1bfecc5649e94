"""A table of HTML as a grid: where each cell stands, what kind of column it is in, and how much room it needs.

Columns are judged by what is in them, since a stranger's table does not say. Nothing is laid out here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from analysis.publish.tree import Element

KINDS = ("text", "number", "date", "symbol")

LONGEST_PIECE = 24
"""Characters of a word beyond which it may be broken, and so needs no room of its own."""

_NUMBER = re.compile(r"[-+−±]?[\d.,  ’'_]*\d[\d.,  ]*(?:e[-+]?\d+)?\s?%?\Z|NaN\Z|nan\Z|<NA>\Z|[-+−]?inf\Z|[–—-]\Z")
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?\Z|NaT\Z")


@dataclass(frozen=True)
class Cell:
    """A cell at its place, with its spans."""

    element: Element
    x: int
    y: int
    colspan: int
    rowspan: int
    kind: str


class Grid:
    """The cells of a table in reading order; `heads` is the number of rows that head it, `width` its columns."""

    def __init__(self, table: Element) -> None:
        head_rows, body_rows = _rows(table)
        self.heads = len(head_rows)
        self.cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        said: dict[int, str] = {}
        rows = [*head_rows, *body_rows]
        for y, row in enumerate(rows):
            last = self.heads if y < self.heads else len(rows)
            x = 0
            for cell in row:
                while (x, y) in taken:
                    x += 1
                colspan = min(_count(cell, "colspan"), 200)
                rowspan = min(_count(cell, "rowspan"), last - y)
                while colspan > 1 and any((x + step, y) in taken for step in range(colspan)):
                    colspan -= 1
                taken.update((x + right, y + down) for right in range(colspan) for down in range(rowspan))
                kind = said_kind(cell) or said.get(x) or kind_of(cell)
                if y < self.heads and colspan == 1 and (of_column := said_kind(cell)):
                    said[x] = of_column
                self.cells.append(Cell(cell, x, y, colspan, rowspan, kind))
                x += colspan
        self.width = max((x for x, _ in taken), default=-1) + 1

    @property
    def is_regular(self) -> bool:
        """Whether every cell covers one place and no place is left open."""
        plain = all(cell.colspan == cell.rowspan == 1 for cell in self.cells)
        rows = self.cells[-1].y + 1 if self.cells else 0
        return plain and len(self.cells) == rows * self.width

    def columns(self) -> list[dict[str, str]]:
        """Of each column: its kind, its widest cell and heading, and of both the longest piece that cannot break."""
        columns = [{"kind": "text", "widest": "", "longest": "", "heading": "", "head": ""} for _ in range(self.width)]
        kinds: list[Counter[str]] = [Counter() for _ in columns]
        for cell in self.cells:
            if cell.colspan > 1:
                continue
            text = " ".join(cell.element.text.split())
            column = columns[cell.x]
            if cell.y < self.heads:
                names = ("heading", "head", "text")
            else:
                names = ("widest", "longest", cell.kind)
                kinds[cell.x][cell.kind] += bool(text)
            column[names[0]] = max(column[names[0]], text, key=len)
            column[names[1]] = max(column[names[1]], longest_piece(text, names[2]), key=len)
        for column, counted in zip(columns, kinds, strict=True):
            column["kind"] = max(KINDS, key=lambda kind: counted[kind]) if counted else "text"
        return columns


def said_kind(cell: Element) -> str:
    """The kind that the cell's class or style says; nothing where neither does."""
    if found := next((name for name in cell.classes if name in KINDS), ""):
        return found
    aligned = re.search(r"text-align:\s*(\w+)", cell.attributes.get("style", ""))
    return ("number" if aligned[1] == "right" else "text") if aligned else ""


def kind_of(cell: Element) -> str:
    """The kind that the cell's words look like."""
    text = cell.text.strip()
    if _DATE.match(text):
        return "date"
    return "number" if _NUMBER.match(text) else "text"


def longest_piece(text: str, kind: str) -> str:
    """The longest piece of a cell's text that must stay on one line."""
    if kind != "text":
        return text[: LONGEST_PIECE * 2]
    return max((word[:LONGEST_PIECE] for word in text.split()), key=len, default="")


def _rows(table: Element) -> tuple[list[list[Element]], list[list[Element]]]:
    """The rows of the heads and of the body; a first row of nothing but headings counts as heads."""
    heads: list[list[Element]] = []
    body: list[list[Element]] = []
    for part in table.elements:
        for row in [part] if part.tag == "tr" else [child for child in part.elements if child.tag == "tr"]:
            cells = [cell for cell in row.elements if cell.tag in ("td", "th")]
            if cells:
                (heads if part.tag == "thead" and not body else body).append(cells)
    while not heads and len(body) > 1 and all(cell.tag == "th" for cell in body[0]):
        heads.append(body.pop(0))
    return heads, body


def _count(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "")
    return max(1, int(value)) if value.isdecimal() and len(value) < 5 else 1
