"""A table as a grid: where each cell stands, what kind of column it is in, and how wide what is in it is.

The grid of a table of ours takes the kinds from its columns; those of a stranger's HTML are judged by what is in them.
Nothing is laid out here.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from publisher.chapter.document import Table
from publisher.pdf.escaping import break_word, replace_missing, text_width, whole_pieces
from publisher.safe.nodes import Element, Formula, Image, raw_text, walk

REPEATED = 40  # characters from which the same words in the first column of rows in sequence are said once for all
TOGETHER = 4  # rows that such a cell covers at most, so that they can stay on one page
MOST_HEADS, LONG_HEAD = 6, 500  # rows of heads, characters of one: they are repeated, and must leave room
CODE, PICTURE = 0.49, 14.0  # the width in em of a character of code, and of a picture that need not be smaller

_LINES = frozenset(("br", "li", "p", "div", "dt", "dd", "tr", "hr", "h1", "h2", "h3", "h4", "h5", "h6"))

# These read the words of a stranger's cells.
_NUMBER = re.compile(r"[-+−±]?[\d.,  ’'_]*\d[\d.,  ]*(?:e[-+]?\d+)?\s?%?\Z|NaN\Z|nan\Z|<NA>\Z|[-+−]?inf\Z|[–—-]\Z")
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?\Z|NaT\Z")

Rows = list[list[Element]]


class Cell(NamedTuple):
    """A cell at its place, with its words and its spans.

    `breaks` are the lines that it has in any case, beyond the first; a cell is `tall` that holds a picture or lines of
    a program. Its `width` is that on one line, the `least` that at which no word breaks, both in em.
    """

    element: Element
    text: str
    x: int
    y: int
    colspan: int
    rowspan: int
    kind: str
    breaks: int
    is_picture: bool
    is_tall: bool
    width: float
    least: float


class Grid:
    """The cells of a table in reading order, and the number of its `rows`, of those that head it, and of columns.

    It `is_full` where no place is left open.
    """

    def __init__(self, table: Element | Table) -> None:
        columns = table.columns if isinstance(table, Table) else ()
        kinds = {x: column.kind for x, column in enumerate(columns)}
        heads, body = _our_rows(table) if isinstance(table, Table) else _rows(table)
        self.heads = sum(1 for _ in takewhile(_is_short, heads[:MOST_HEADS]))
        self.cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        rows = [*heads, *body]
        for y, row in enumerate(rows):
            last = self.heads if y < self.heads else len(rows)
            x = 0
            for cell in row:
                while (x, y) in taken:
                    x += 1
                colspan, rowspan = min(_span(cell, "colspan"), 200), min(_span(cell, "rowspan"), last - y)
                while colspan > 1 and any((x + step, y) in taken for step in range(colspan)):
                    colspan -= 1
                taken.update((x + right, y + down) for right in range(colspan) for down in range(rowspan))
                own = _aligned_kind(cell)
                place = (x, y, colspan, rowspan)
                self.cells.append(_cell(cell, place, own or kinds.get(x, ""), is_head=y < self.heads))
                if y < self.heads and colspan == 1 and own:
                    kinds[x] = own
                x += colspan
        self.width = max((x for x, _ in taken), default=-1) + 1
        self.rows = self.cells[-1].y + 1 if self.cells else 0
        self.is_full = len(taken) == self.width * self.rows
        if self.is_full and self.width > 1 and all(cell.colspan == cell.rowspan == 1 for cell in self.cells):
            self.cells = _say_once(self.cells, self.heads)

    @property
    def head_columns(self) -> int:
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


def _our_rows(table: Table) -> tuple[Rows, Rows]:
    """The rows of the head and of the body of a table of ours."""
    tags = ["th" if table.has_row_heads else "td", *["td"] * len(table.columns)]
    body = [[Element(tag, {}, words) for tag, words in zip(tags, row.cells, strict=False)] for row in table.rows]
    return [[Element("th", {}, [column.label or column.name]) for column in table.columns]], body


def _rows(table: Element) -> tuple[Rows, Rows]:
    """The rows of the heads and of the body; a first row of nothing but headings counts as heads."""
    heads: Rows = []
    body: Rows = []
    for part in table.elements:
        for row in [part] if part.tag == "tr" else [child for child in part.elements if child.tag == "tr"]:
            if cells := [cell for cell in row.elements if cell.tag in ("td", "th")]:
                (heads if part.tag == "thead" and not body else body).append(cells)
    while not heads and len(body) > 1 and all(cell.tag == "th" for cell in body[0]):
        heads.append(body.pop(0))
    return heads, body


def _is_short(row: list[Element]) -> bool:
    return all(len(raw_text(cell.children)) <= LONG_HEAD for cell in row)


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "")
    return max(1, int(value)) if value.isdecimal() and len(value) < 5 else 1


def _aligned_kind(cell: Element) -> str:
    """The kind that the cell's alignment says; nothing where it says none."""
    for declaration in cell.attributes.get("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() == "text-align":
            return "number" if value.strip() == "right" else "text"
    return ""


def _cell(element: Element, place: tuple[int, int, int, int], kind: str, *, is_head: bool) -> Cell:
    """The cell at its place; its kind is that of its words where none is given."""
    nodes = [*walk(element.children)]
    tags = {node.tag for node in nodes if isinstance(node, Element)}
    words = raw_text(element.children)
    text = replace_missing(" ".join(words.split()))
    kind = kind or kind_of(text)
    if "code" in tags or any(isinstance(node, Formula) and node.mathml is None for node in nodes):
        width = CODE * len(text)
        least = CODE * max((len(piece) for word in text.split() for piece in break_word(word)), default=0)
    else:
        is_bold = bool({"b", "strong"} & tags)
        width = text_width(text, bold=is_bold)
        pieces = whole_pieces(text, "text" if is_head else kind)
        least = max(text_width(piece, bold=is_bold or is_head) for piece in pieces)
    if is_picture := any(isinstance(node, Image) for node in nodes):
        width, least = max(width, PICTURE), max(least, PICTURE / 2)
    breaks = sum(isinstance(node, Element) and node.tag in _LINES for node in nodes)
    breaks += words.count("\n") if "pre" in tags else 0
    return Cell(element, text, *place, kind, breaks, is_picture, is_picture or "pre" in tags, width, least)


def kind_of(text: str) -> str:
    """The kind that a cell's words look like."""
    if _DATE.match(text):
        return "date"
    return "number" if _NUMBER.match(text) else "text"


def _say_once(cells: list[Cell], heads: int) -> list[Cell]:
    """The cells of a regular table, in which long words that rows in sequence repeat in the first column stand once.

    Only where that spares a third of them.
    """
    kept: list[Cell] = []
    first = -1  # the place among those kept of the last cell of the first column
    for cell in cells:
        if cell.x == 0 and cell.y >= heads and cell.element.tag == "td":
            above = kept[first] if first >= 0 else None
            if above and above.rowspan < TOGETHER and len(cell.text) > REPEATED and above.text == cell.text:
                kept[first] = above._replace(rowspan=above.rowspan + 1)
                continue
            first = len(kept)
        kept.append(cell)
    return kept if (len(cells) - len(kept)) * 3 > cells[-1].y else cells
