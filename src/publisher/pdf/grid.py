"""A table of HTML as a grid: where each cell stands, what kind of column it is in, and where its words may break.

Columns are judged by what is in them, since a stranger's table does not say. Nothing is laid out here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from publisher.chapter.tree import Element
from publisher.pdf import glyphs

KINDS = ("text", "number", "date", "symbol")

WHOLE = 24
"""Characters up to which a word, or a path such as `A/RES/61/180`, stays on one line of a cell."""

WHOLE_DATE = len("30 September 2009")
"""Characters up to which a date stays on one line."""

REPEATED = 40
"""Characters from which the same words in the first column of rows in sequence are said once for them all."""

TOGETHER = 4
"""Rows that such a cell covers at most, so that they can stay on one page."""

MOST_HEADS, LONG_HEAD = 6, 500
"""Rows that head a table, and characters in one of their cells, at most: they are repeated, and must leave room."""

_LINES = frozenset(("br", "li", "p", "div", "dt", "dd", "tr", "hr", "h1", "h2", "h3", "h4", "h5", "h6"))
_NUMBER = re.compile(r"[-+−±]?[\d.,  ’'_]*\d[\d.,  ]*(?:e[-+]?\d+)?\s?%?\Z|NaN\Z|nan\Z|<NA>\Z|[-+−]?inf\Z|[–—-]\Z")
_STEP = re.compile(r"(?<=[/?&=._-])(?![/?&=._-])|(?<=[a-z])(?=[A-Z])")
_BREAK = re.compile(r"\s+|(?<=\w-)(?=[^\W\d])")
_ALIGNED = re.compile(r"text-align:\s*(\w+)")
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?\Z|NaT\Z")


class Cell(NamedTuple):
    """A cell at its place, with its words and its spans.

    `breaks` are the lines that it has in any case, beyond the first; it may be code, bold, or a picture.
    """

    element: Element
    text: str
    x: int
    y: int
    colspan: int
    rowspan: int
    kind: str
    breaks: int
    is_code: bool
    is_picture: bool
    is_bold: bool


class Grid:
    """The cells of a table in reading order, and the number of its `rows`, of those that head it, and of columns.

    It `is_full` where no place is left open.
    """

    def __init__(self, table: Element) -> None:
        head_rows, body_rows = _rows(table)
        first = next((y for y, row in enumerate(head_rows) if y == MOST_HEADS or _is_long(row)), len(head_rows))
        head_rows, body_rows = head_rows[:first], [*head_rows[first:], *body_rows]
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
                colspan, rowspan = min(_count(cell, "colspan"), 200), min(_count(cell, "rowspan"), last - y)
                while colspan > 1 and any((x + step, y) in taken for step in range(colspan)):
                    colspan -= 1
                taken.update((x + right, y + down) for right in range(colspan) for down in range(rowspan))
                text = glyphs.replace_missing(" ".join(cell.text.split()))
                tags = [one.tag for one in cell.all()]
                breaks = len([tag for tag in tags if tag in _LINES]) + ("pre" in tags and cell.text.count("\n"))
                kind = said_kind(cell) or said.get(x) or kind_of(text)
                if y < self.heads and colspan == 1 and (of_column := said_kind(cell)):
                    said[x] = of_column
                is_bold = "b" in tags or "strong" in tags
                made = Cell(cell, text, x, y, colspan, rowspan, kind, breaks, "code" in tags, "img" in tags, is_bold)
                self.cells.append(made)
                x += colspan
        self.width = max((x for x, _ in taken), default=-1) + 1
        self.rows = self.cells[-1].y + 1 if self.cells else 0
        self.is_full = len(taken) == self.width * self.rows
        if self.is_full and self.width > 1 and all(cell.colspan == cell.rowspan == 1 for cell in self.cells):
            self.cells = _said_once(self.cells, self.heads)

    @property
    def named(self) -> int:
        """How many columns at the left are headings of their rows."""
        headed = {cell.x for cell in self.cells if cell.y >= self.heads and cell.element.tag == "th"}
        return next(x for x in range(self.width + 1) if x not in headed)

    def by_column(self) -> list[list[Cell]]:
        """Of each column the cells that are in it alone, in order."""
        columns: list[list[Cell]] = [[] for _ in range(self.width)]
        for cell in self.cells:
            if cell.colspan == 1:
                columns[cell.x].append(cell)
        return columns


def _is_long(row: list[Element]) -> bool:
    return max(len(cell.text) for cell in row) > LONG_HEAD


def said_kind(cell: Element) -> str:
    """The kind that the cell's class or style says; nothing where neither does."""
    return _said(cell.attributes.get("class", ""), cell.attributes.get("style", "")) if cell.attributes else ""


@lru_cache(maxsize=2000)
def _said(classes: str, style: str) -> str:
    if found := next((name for name in classes.split() if name in KINDS), ""):
        return found
    aligned = _ALIGNED.search(style)
    return ("number" if aligned[1] == "right" else "text") if aligned else ""


def kind_of(text: str) -> str:
    """The kind that a cell's words look like."""
    if _DATE.match(text):
        return "date"
    return "number" if _NUMBER.match(text) else "text"


def unbroken(text: str, kind: str) -> list[str]:
    """The pieces of a cell's text that must each stay on one line."""
    if kind == "number" or (kind == "date" and len(text) <= WHOLE_DATE):
        return [text[: WHOLE * 2]]
    words = _BREAK.split(text) if "-" in text else text.split()
    return [piece for word in words for piece in (pieces(word) if len(word) > WHOLE else (word,))]


def pieces(word: str, longest: int = WHOLE) -> list[str]:
    """What the word may be broken into: itself up to `longest` characters, else at signs and at capitals."""
    if len(word) <= longest:
        return [word]
    return [step[at : at + longest] for step in _STEP.split(word) for at in range(0, len(step), longest)]


def _said_once(cells: list[Cell], heads: int) -> list[Cell]:
    """The cells of a regular table, in which long words that rows in sequence repeat in the first column stand once.

    Only where that spares a third of them.
    """
    kept: list[Cell] = []
    first: int | None = None
    for cell in cells:
        if cell.x == 0 and cell.y >= heads and cell.element.tag == "td":
            above = kept[first] if first is not None else None
            if above and above.rowspan < TOGETHER and len(cell.text) > REPEATED and above.text == cell.text:
                kept[first or 0] = above._replace(rowspan=above.rowspan + 1)
                continue
            first = len(kept)
        kept.append(cell)
    return kept if (len(cells) - len(kept)) * 3 > cells[-1].y else cells


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
    value = cell.attributes.get(name)
    return max(1, int(value)) if value and value.isdecimal() and len(value) < 5 else 1
