"""How a table is laid out on a page: the widths of its columns, measured with the fonts and fitted to the room.

A table keeps to the text column if that is wide enough, else it spans both columns of the page; it turns the page
where that spares many lines; what fits nowhere is folded, and no text is smaller than 7.5 points. The typesetter is
told the result, so that it sets every cell once. Lengths are points here, or ems where a size is still to be chosen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from PIL import ImageFont

from analysis.publish import glyphs
from analysis.publish.grid import KINDS, Grid, unbroken

MM = 72 / 25.4
SIDE, HANG = 22, 28
"""The margins left and right, and within them the narrow column on the left for numbers and labels, in mm."""

PAPER = {"a4": (210.0, 297.0), "us-letter": (215.9, 279.4)}
"""Width and height of a page, in mm."""

SIZES = (8.5, 8.0, 7.5)
"""The sizes of text in a table, from the one that is liked best."""

INSET, ABOVE, BELOW = 3.5, 4.0, 3.0
"""Between the edge of a cell and its words: left and right, above and below."""

RAGGED = 1.18
"""How much longer a line must be than what stands in it, since lines end where words do."""

SHORT = 16
"""Rows up to which a table that is not high stays on one page."""

SAMPLE = 40
"""Rows by which the widths of columns are judged."""


@dataclass(frozen=True)
class Column:
    """What a column holds, and its widths in em: the least, at which no word breaks, and the natural, on one line."""

    kind: str
    least: float
    natural: float

    def widths(self, size: float) -> tuple[float, float]:
        """Its least and its natural width at that size, with the insets."""
        return self.least * size + 2 * INSET + 0.1, self.natural * size + 2 * INSET + 0.1


@dataclass(frozen=True)
class Part:
    """Columns that stand side by side: their places in the table, counted from 0, their widths and their alignment."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    aligns: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A table as it is set: the size of its text, which columns stand side by side, and what is between two of them.

    More than one part is a folded table, each led by the first column. `turned` turns the page, `across` spans both its
    columns, `whole` keeps the table on one page, else `need` is the room that its beginning must find.
    """

    size: float
    parts: tuple[Part, ...]
    gutter: float
    turned: bool
    across: bool
    whole: bool
    need: float


class _Advances(dict[str, float]):
    """The advance of each character in a face of the package, in em."""

    def __init__(self, face: str) -> None:
        super().__init__()
        self.font = ImageFont.truetype(glyphs.FOLDER / face, 1000, layout_engine=ImageFont.Layout.BASIC)

    def __missing__(self, character: str) -> float:
        self[character] = self.font.getlength(character) / 1000
        return self[character]


@cache
def _face(bold: bool) -> _Advances:
    return _Advances("SourceSans3_700Bold.ttf" if bold else "SourceSans3_400Regular.ttf")


@lru_cache(maxsize=20_000)
def width(text: str, *, bold: bool = False) -> float:
    """The width of the text on one line, in em, in the face that tables are set in."""
    return sum(map(_face(bold).__getitem__, text))


def page(page_size: str) -> dict[str, float]:
    """The measures of such a page for the template, in mm, and of cells, in points."""
    paper_width, paper_height = PAPER[page_size]
    of_cells = {"inset": INSET, "above": ABOVE, "below": BELOW}
    return {"width": paper_width, "height": paper_height, "side": SIDE, "hang": HANG, **of_cells}


def layout(grid: Grid, page_size: str, *, nested: bool = False, coloured: bool = False) -> Layout:
    """How the table is set on such a page, where it stands by itself or is nested within something else.

    Columns are kept apart by a gutter; where cells are coloured, they touch, and it is within them.
    """
    gutter = 0.0 if coloured else 2 * INSET  # the widths below are with it; the outermost columns keep no distance
    page_width, page_height = (length * MM for length in PAPER[page_size])
    columns = _columns(grid)
    demands = _demands(grid, columns)
    narrow = page_width - (2 * SIDE + HANG + (12 if nested else 0)) * MM + gutter
    room = narrow if nested else page_width - 2 * SIDE * MM + gutter
    size, widths, lines = _fitted(columns, demands, room)
    turned = not nested and (not widths or lines > 5)
    if turned:
        size_turned, widths_turned, lines_turned = _fitted(columns, demands, page_height - 2 * SIDE * MM + gutter)
        if turned := bool(widths_turned) and (not widths or lines_turned <= 0.75 * lines):
            size, widths = size_turned, widths_turned
    parts = [_part(columns, range(len(columns)), widths)] if widths else _folded(columns, room)
    size = size if widths else SIZES[1]
    across = not nested and max(sum(part.widths) for part in parts) > narrow
    heights = [_heights(grid, size, part) for part in parts]
    start = 10 * MM + sum(heights[0][: grid.heads + 3])
    rows = len(heights[0]) * len(parts)
    whole = not turned and rows <= SHORT and 12 * MM + sum(map(sum, heights)) < 0.4 * page_height
    parts = [replace(part, widths=tuple(width - gutter for width in part.widths)) for part in parts]
    return Layout(size, tuple(parts), gutter, turned, across, whole, min(start, 70 * MM))


def _columns(grid: Grid) -> list[Column]:
    """The kind of each column by most of its cells, and its widths by the widest of them and of its headings."""
    columns = []
    for cells in grid.by_column():
        heads, body = ([cell for cell in cells if (cell.y < grid.heads) is of_head] for of_head in (True, False))
        counted = Counter(cell.kind for cell in body if cell.text)
        pieces = {piece for cell in body for piece in unbroken(cell.text, cell.kind)}
        words = {word for cell in heads for word in unbroken(cell.text, "text")}
        least = max((*map(width, pieces), *(width(word, bold=True) for word in words)), default=0)
        heading = max((width(cell.text, bold=True) for cell in heads), default=0)
        natural = max((*(width(cell.text) for cell in body), min(heading, max(least, 9))))
        columns.append(Column(max(KINDS, key=counted.__getitem__), least, natural * 1.015))  # links take a little
    return columns


def _fitted(columns: Sequence[Column], demands: Sequence[float], room: float) -> tuple[float, tuple[float, ...], float]:
    """The size of the text, the widths of the columns and the lines that a row then takes; no widths where none fit."""
    for size in SIZES:
        widths, lines = _widths(columns, demands, size, room)
        if widths and lines <= 4:
            break
    return size, widths, lines


def _widths(
    columns: Sequence[Column], demands: Sequence[float], size: float, room: float
) -> tuple[tuple[float, ...], float]:
    """Natural widths where all fit, else in proportion to what the columns ask for, and no word is squeezed."""
    least, natural = zip(*(column.widths(size) for column in columns), strict=True)
    if sum(least) > room:
        return (), math.inf
    if sum(natural) <= room:
        return natural, 1
    easy = [max(least, min(natural, 9 * size)) for least, natural in zip(least, natural, strict=True)]
    floor = easy if sum(easy) <= 0.75 * room else least  # names and short words stay whole

    def shared(lines: float) -> tuple[float, ...]:
        return tuple(
            max(floor, min(natural, RAGGED * demand * size / lines + 2 * INSET))
            for floor, natural, demand in zip(floor, natural, demands, strict=True)
        )

    low, high = 0.01, 1000.0
    for _ in range(24):
        lines = (low * high) ** 0.5
        low, high = (lines, high) if sum(shared(lines)) > room else (low, lines)
    return shared(high), high


def _demands(grid: Grid, columns: Sequence[Column]) -> list[float]:
    """For each column the length in em that its lines should have: in these proportions the rows are least high.

    So long that a row takes one line on average. Columns of numbers do not ask, since they are never broken.
    """
    rows: dict[int, dict[int, float]] = {}
    for cell in grid.cells:
        if cell.colspan == 1 and cell.y >= grid.heads and columns[cell.x].kind != "number":
            rows.setdefault(cell.y, {})[cell.x] = width(cell.text) / cell.rowspan
    chosen = list(rows.values())[:: max(1, len(rows) // SAMPLE)]
    widths = [sum(row.get(x, 0) for row in chosen) ** 0.5 + 0.5 for x in range(len(columns))]
    for _ in range(6):
        asked = [0.5] * len(columns)
        for row in chosen:
            shares = {x: length / widths[x] for x, length in row.items()}
            weights = {x: share**4 for x, share in shares.items()}
            height, total = max(shares.values()), sum(weights.values()) or 1  # the highest cell of a row counts most
            for x, length in row.items():
                asked[x] += length * height * weights[x] / total
        widths = [(width * more**0.5) ** 0.5 for width, more in zip(widths, asked, strict=True)]
    lines = [max(length / widths[x] for x, length in row.items()) for row in chosen]
    mean = sum(lines) / len(lines) if lines else 1
    return [width * mean for width in widths]


def aligned(kind: str) -> str:
    """How the words of such a column stand in it; `auto` is to the left, as all else in a table."""
    return "right" if kind == "number" else "auto"


def _part(columns: Sequence[Column], places: Sequence[int], widths: Sequence[float]) -> Part:
    return Part(tuple(places), tuple(widths), tuple(aligned(columns[place].kind) for place in places))


def _folded(columns: Sequence[Column], room: float) -> list[Part]:
    """The columns in groups that fit, each group led by the first column."""
    wanted = [min(natural, max(least, 110)) for least, natural in (column.widths(SIZES[1]) for column in columns)]
    groups: list[list[int]] = [[0]]
    for place in range(1, len(columns)):
        if len(groups[-1]) > 1 and sum(wanted[other] for other in groups[-1]) + wanted[place] > room:
            groups.append([0])
        groups[-1].append(place)
    return [_part(columns, group, [wanted[place] for place in group]) for group in groups]


def _heights(grid: Grid, size: float, part: Part) -> list[float]:
    """How high each row will be, about."""
    room = dict(zip(part.columns, part.widths, strict=True))
    lines = [1.0] * grid.rows
    for cell in grid.cells:
        if inner := sum(room.get(x, 0) for x in range(cell.x, cell.x + cell.colspan)):
            taken = math.ceil(RAGGED * width(cell.text) * size / max(inner - 2 * INSET, size)) / cell.rowspan
            lines[cell.y] = max(lines[cell.y], taken)
    return [ABOVE + BELOW + size * (1.16 * taken - 0.5) for taken in lines]
