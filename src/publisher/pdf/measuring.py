"""How much room the words of a table ask for, column by column, measured with the fonts that the page is set in.

Lengths are in em: which size is set is not decided here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ImageFont

from publisher import fonts
from publisher.pdf import glyphs
from publisher.pdf.grid import KINDS, Cell, Grid, pieces, unbroken

Lengths = npt.NDArray[np.float64]

CODE, PICTURE = 0.49, 14.0
"""The width of a character of code, and of a picture that need not be smaller, in em of the text around."""

SAMPLE = 16
"""Rows by which the widths of columns are judged."""


@dataclass(frozen=True)
class Column:
    """What a column holds, and its widths in em: the least, at which no word breaks, and the natural, on one line."""

    kind: str
    least: float
    natural: float


class _Advances(dict[str, float]):
    """The advance of each character in em, in a face of the package or in the one that takes over for it."""

    def __init__(self, face: Path) -> None:
        super().__init__()
        self.held = glyphs.characters(face)
        self.font, self.fallback = (
            ImageFont.truetype(path, 1000, layout_engine=ImageFont.Layout.BASIC) for path in (face, glyphs.FALLBACK)
        )

    def __missing__(self, character: str) -> float:
        font = self.font if character in self.held else self.fallback
        self[character] = font.getlength(character) / 1000
        return self[character]


@cache
def _face(bold: bool) -> _Advances:
    return _Advances(fonts.FOLDER / ("SourceSans3_700Bold.ttf" if bold else "SourceSans3_400Regular.ttf"))


@lru_cache(maxsize=20_000)
def width(text: str, *, bold: bool = False) -> float:
    """The width of the text on one line, in em, in the face that tables are set in."""
    return sum(map(_face(bold).__getitem__, text))


def columns(grid: Grid) -> list[Column]:
    """The kind of each column by most of its cells, and its widths by the widest of them and of its headings."""
    found = []
    for cells in grid.by_column():
        heads, body = ([cell for cell in cells if (cell.y < grid.heads) is of_head] for of_head in (True, False))
        counted = Counter(cell.kind for cell in body if cell.text)
        plain = [cell for cell in body if not cell.is_code]
        parts = {(part, cell.is_bold) for cell in plain for part in unbroken(cell.text, cell.kind)}
        words = {word for cell in heads for word in unbroken(cell.text, "text")}
        code = {len(piece) for cell in body if cell.is_code for word in cell.text.split() for piece in pieces(word)}
        whole = [width(word, bold=bold) for word, bold in (*parts, *((word, True) for word in words))]
        least = max((*whole, CODE * max(code, default=0), *(PICTURE / 2 for cell in body if cell.is_picture)))
        heading = max((width(cell.text, bold=True) for cell in heads), default=0)
        natural = max((*map(natural_width, body), min(heading, max(least, 9)), least))
        found.append(Column(max(KINDS, key=counted.__getitem__), least, natural * 1.015))  # links take a little
    return _widened(found, [cell for cell in grid.cells if cell.colspan > 1], grid.heads)


def _widened(columns: list[Column], spans: Sequence[Cell], heads: int) -> list[Column]:
    """The columns with room for the words of cells that span several of them."""
    for cell in spans:
        spanned = columns[cell.x : cell.x + cell.colspan]
        words = unbroken(cell.text, "text")
        wanted = max((width(word, bold=cell.y < heads or cell.is_bold) for word in words), default=0)
        more = (wanted - sum(column.least for column in spanned)) / len(spanned)
        if more > 0:
            columns[cell.x : cell.x + cell.colspan] = [
                Column(column.kind, column.least + more, max(column.natural, column.least + more)) for column in spanned
            ]
    return columns


def natural_width(cell: Cell) -> float:
    """The width of the cell on one line, in em."""
    words = CODE * len(cell.text) if cell.is_code else width(cell.text, bold=cell.is_bold)
    return max(words, PICTURE) if cell.is_picture else words


def lengths(grid: Grid) -> Lengths:
    """The lengths in em of what may break over lines, by row and column: the heads, and some rows of the body."""
    rows: dict[int, list[float]] = {}
    for cell in grid.cells:
        if cell.colspan == 1 and (cell.y < grid.heads or cell.kind != "number"):
            length = (width(cell.text, bold=True) if cell.y < grid.heads else natural_width(cell)) / cell.rowspan
            rows.setdefault(cell.y, [0.0] * grid.width)[cell.x] = length
    heads, body = ([row for y, row in rows.items() if (y < grid.heads) is of_head] for of_head in (True, False))
    some = [*heads, *body[:: max(1, len(body) // SAMPLE)]] or [[0.0] * grid.width]
    return np.array(some)
