"""How much room the words of a table ask for, column by column, measured with the fonts that the page is set in.

Lengths are in em: which size is set is not decided here.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from publisher import fonts
from publisher.pdf import glyphs
from publisher.pdf.grid import KINDS, Cell, Grid, pieces, unbroken

CODE, PICTURE = 0.49, 14.0
"""The width of a character of code, and of a picture that need not be smaller, in em of the text around."""

PICTURE_LINES = 12
"""How many lines of text a picture is as high as, about."""


@dataclass(frozen=True)
class Column:
    """What a column holds, and its widths in em.

    At the `least` no word breaks, at the `natural` every cell is on one line; the `length` is that of its cells on
    one line, as the root of their mean square: long ones, which make rows high, count for more.
    """

    kind: str
    least: float
    natural: float
    length: float


@cache
def _advances(bold: bool) -> defaultdict[str, float]:
    face = fonts.FOLDER / ("SourceSans3_700Bold.ttf" if bold else "SourceSans3_400Regular.ttf")
    return defaultdict(float, {**glyphs.advances(glyphs.FALLBACK), **glyphs.advances(face)})


@lru_cache(maxsize=20_000)
def text_width(text: str, *, bold: bool = False) -> float:
    """The width of the text on one line, in em, in the face that tables are set in."""
    return sum(map(_advances(bold).__getitem__, text))


def cell_width(cell: Cell, *, is_head: bool = False) -> float:
    """The width of the cell on one line, in em."""
    words = CODE * len(cell.text) if cell.is_code else text_width(cell.text, bold=is_head or cell.is_bold)
    return max(words, PICTURE) if cell.is_picture else words


def columns(grid: Grid) -> list[Column]:
    """The kind of each column by most of its cells, and its widths by the widest of them and of its headings."""
    found = []
    for cells in grid.by_column():
        heads, body = ([cell for cell in cells if (cell.y < grid.heads) is of_head] for of_head in (True, False))
        counted = Counter(cell.kind for cell in body if cell.text)
        words = {(word, True) for cell in heads for word in unbroken(cell.text, "text")}
        words |= {(word, cell.is_bold) for cell in body if not cell.is_code for word in unbroken(cell.text, cell.kind)}
        code = {piece for cell in body if cell.is_code for word in cell.text.split() for piece in pieces(word)}
        least = max((text_width(word, bold=bold) for word, bold in words), default=0)
        least = max(least, CODE * max(map(len, code), default=0), PICTURE / 2 * any(cell.is_picture for cell in body))
        heading = max((cell_width(cell, is_head=True) for cell in heads), default=0)
        natural = max((*map(cell_width, body), min(heading, max(least, 9)), least))
        lengths = [_length(cell) for cell in body if cell.kind != "number"]
        lengths += [cell_width(cell, is_head=True) for cell in heads]
        length = math.sqrt(sum(one * one for one in lengths) / max(len(lengths), 1))
        found.append(Column(max(KINDS, key=counted.__getitem__), least, natural * 1.015, length))  # links take a little
    return _widen_for_spans(found, [cell for cell in grid.cells if cell.colspan > 1], grid.heads)


def _length(cell: Cell) -> float:
    """The length of what is in the cell, a row's share of it; that of lines as high as its picture, if it has one."""
    return (cell_width(cell) + PICTURE_LINES * PICTURE * cell.is_picture) / cell.rowspan


def _widen_for_spans(columns: list[Column], spans: Sequence[Cell], heads: int) -> list[Column]:
    """The columns with room for the words of cells that span several of them."""
    for cell in spans:
        spanned = columns[cell.x : cell.x + cell.colspan]
        words = unbroken(cell.text, "text")
        wanted = max((text_width(word, bold=cell.y < heads or cell.is_bold) for word in words), default=0)
        more = max(0, wanted - sum(column.least for column in spanned)) / len(spanned)
        columns[cell.x : cell.x + cell.colspan] = [
            replace(column, least=column.least + more, natural=max(column.natural, column.least + more))
            for column in spanned
        ]
    return columns
