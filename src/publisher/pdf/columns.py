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
from statistics import fmean

from publisher.pdf.escaping import text_width
from publisher.pdf.grid import PICTURE, Cell, Grid

MM = 72 / 25.4
PAPER = {"a4": (210.0, 297.0), "us-letter": (215.9, 279.4)}  # width and height, in mm, and so are the next three
SIDE = 22  # the margins left and right
HANG = 28  # within them, the narrow column on the left for numbers and labels
NESTED = 7  # what a list or a quotation takes from the width of what is in it

SIZES = (8.5, 8.0, 7.5)  # of text in a table, from the one that is liked best
INSET, ABOVE, BELOW = 3.5, 4.0, 3.0  # between the edge of a cell and its words: left and right, above and below
RAGGED = 1.18  # how much longer a line must be than what stands in it, since lines end where words do
SLACK = 12.0  # what a line leaves open at its end; without it, columns of short words would have too little room

FEW = 4  # lines of a row, on average, up to which text is not made smaller
CROWDED = 6  # and beyond which a table turns the page, if that spares a quarter of them
SHORT = 16  # rows up to which a table that is not high stays on one page
TALL = 0.3  # the share of a page's height up to which rows are kept together
FOLDED = 14  # the width in em that a column of a folded table has at least, if it needs it

PICTURE_LINES = 12  # how many lines of text a picture is as high as, about
KINDS = ("text", "number", "date", "symbol")  # of columns; where cells differ evenly, the first counts


@dataclass(frozen=True)
class Column:
    """What a column holds, and its widths, in em or in points.

    At the `least` no word breaks, at the `natural` every cell is on one line; the `length` is that of its cells on
    one line, as the root of their mean square: long ones, which make rows high, count for more.
    """

    kind: str
    least: float
    natural: float
    length: float


@dataclass(frozen=True)
class Part:
    """Columns that stand side by side: their places in the table, counted from 0, their widths and their alignment."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    aligns: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A table as it is set: the size of its text, which columns stand side by side, and what is between two of them.

    More than one part is a folded table, each led by what names its rows. `turned` turns the page, `across` spans both
    its columns, `whole` keeps the table on one page, else `need` is the room that its beginning must find. Rows whose
    `heights` are beyond the `limit` together may be broken over pages.
    """

    size: float
    parts: tuple[Part, ...]
    gutter: float
    turned: bool
    across: bool
    whole: bool
    need: float
    heights: tuple[float, ...]
    limit: float


def page_measures(page_size: str) -> dict[str, float]:
    """The measures of such a page for the template, in mm, and of cells, in points."""
    width, height = PAPER[page_size]
    of_cells = {"inset": INSET, "above": ABOVE, "below": BELOW}
    return {"width": width, "height": height, "side": SIDE, "hang": HANG, **of_cells}


def alignment(kind: str) -> str:
    """How the words of such a column stand in it; `auto` is to the left, as all else in a table."""
    return "right" if kind == "number" else "auto"


def layout(grid: Grid, page_size: str, *, depth: int = 0, coloured: bool = False) -> Layout:
    """How the table is set on such a page, where it stands by itself or is nested so deep within something else.

    Columns are kept apart by a gutter; where cells are coloured, they touch, and it is within them.
    """
    gutter = 0.0 if coloured else 2 * INSET  # the widths below are with it; the outermost columns keep no distance
    page_width, page_height = (length * MM for length in PAPER[page_size])
    columns = measure_columns(grid)
    broad = page_width - 2 * SIDE * MM + gutter
    narrow = max(broad - (HANG + NESTED * depth) * MM, page_width / 5 + gutter)
    room = narrow if depth else broad
    size, part, lines = _fit(grid, columns, room)
    turned = False
    if not depth and lines > CROWDED:
        other_size, other_part, other_lines = _fit(grid, columns, page_height - 2 * SIDE * MM + gutter)
        if turned := other_part is not None and other_lines <= 0.75 * lines:
            size, part = other_size, other_part
    parts = [part] if part else _fold(columns, size, room, grid.head_columns)
    heights = [[ABOVE + BELOW + size * (1.16 * taken - 0.5) for taken in _lines(grid, size, part)] for part in parts]
    rows = len(parts) * grid.rows
    return Layout(
        size=size,
        parts=tuple(replace(part, widths=tuple(width - gutter for width in part.widths)) for part in parts),
        gutter=gutter,
        turned=turned,
        across=not depth and max(sum(part.widths) for part in parts) > narrow,
        whole=not turned and rows <= SHORT and 12 * MM + sum(map(sum, heights)) < 0.4 * page_height,
        need=min(10 * MM + sum(heights[0][: grid.heads + 3]), 70 * MM),
        heights=tuple(map(max, zip(*heights, strict=True))),
        limit=TALL * (page_width if turned else page_height),
    )


def measure_columns(grid: Grid) -> list[Column]:
    """The kind of each column by most of its cells, and its widths in em by the widest of them and of its headings."""
    found = []
    for cells in grid.by_column():
        heads, body = ([cell for cell in cells if (cell.y < grid.heads) is of_head] for of_head in (True, False))
        counted = Counter(cell.kind for cell in body if cell.text)
        headings = [text_width(cell.text, bold=True) for cell in heads]
        least = max((cell.least for cell in cells), default=0)
        natural = max((*(cell.width for cell in body), min(max(headings, default=0), max(least, 9)), least))
        lengths = headings + [_length(cell) for cell in body if cell.kind != "number"]
        length = math.hypot(*lengths) / math.sqrt(max(len(lengths), 1))
        found.append(Column(max(KINDS, key=counted.__getitem__), least, natural * 1.015, length))  # links take a little
    for cell in grid.cells:
        if cell.colspan > 1:  # room for its words in the columns that it spans
            spanned = found[cell.x : cell.x + cell.colspan]
            more = max(0, cell.least - sum(one.least for one in spanned)) / len(spanned)
            found[cell.x : cell.x + cell.colspan] = [
                replace(one, least=one.least + more, natural=max(one.natural, one.least + more)) for one in spanned
            ]
    return found


def _length(cell: Cell) -> float:
    """The length of what is in the cell, a row's share of it; that of lines as high as its picture, if it has one."""
    return (cell.width + PICTURE_LINES * PICTURE * cell.is_picture) / cell.rowspan


def _fit(grid: Grid, columns: Sequence[Column], room: float) -> tuple[float, Part | None, float]:
    """The size of the text, all columns side by side, and the lines of a row on average; smaller text must spare some.

    Where the room is too narrow for any size, there is no such part, and the size is that of a folded table.
    """
    fit: tuple[float, Part | None, float] = (SIZES[1], None, math.inf)
    for size in SIZES:
        in_points = _at_size(columns, size)
        if sum(column.least for column in in_points) <= room and fit[2] > FEW:
            part = _part(in_points, range(len(columns)), room)
            is_natural = sum(column.natural for column in in_points) <= room
            lines = 1 if is_natural else fmean(_lines(grid, size, part))
            fit = (size, part, lines) if lines < fit[2] else fit
    return fit


def _at_size(columns: Sequence[Column], size: float) -> list[Column]:
    """The columns in points, for text of that size, with the distance between them."""
    more = 2 * INSET + 0.1
    return [Column(one.kind, one.least * size + more, one.natural * size + more, one.length * size) for one in columns]


def _fold(columns: Sequence[Column], size: float, room: float, head_columns: int) -> list[Part]:
    """The columns in groups that fit, each group led by the first column, or by those that name the rows."""
    in_points = _at_size(columns, size)
    wanted = [min(column.natural, max(column.least, FOLDED * size)) for column in in_points]
    led = [*range(head_columns)] if 0 < sum(wanted[:head_columns]) <= room / 2 else [0]
    groups = [[*led]]
    for place in range(len(led), len(columns)):
        if len(groups[-1]) > len(led) and sum(wanted[other] for other in groups[-1]) + wanted[place] > room:
            groups.append([*led])
        groups[-1].append(place)
    return [_part(in_points, group, room) for group in groups]


def _part(in_points: Sequence[Column], places: Sequence[int], room: float) -> Part:
    """These columns side by side; where they cannot be as wide as they would, each by the length of what is in it.

    So a row is about as high in one column as in another. No column is narrower than its longest word needs, none
    wider than its longest cell: the share of its length that each has is sought by halving.
    """
    columns = [in_points[place] for place in places]

    def widths(share: float) -> list[float]:
        wanted = (column.length * share + SLACK + 2 * INSET for column in columns)
        return [min(max(width, one.least), one.natural, room) for width, one in zip(wanted, columns, strict=True)]

    low, high = 0.0, 1000.0
    for _ in range(40):
        share = (low + high) / 2
        low, high = (share, high) if sum(widths(share)) <= room else (low, share)
    return Part(tuple(places), tuple(widths(low)), tuple(alignment(column.kind) for column in columns))


def _lines(grid: Grid, size: float, part: Part) -> list[float]:
    """How many lines each row takes, about."""
    room = dict(zip(part.columns, part.widths, strict=True))
    lines = [1.0] * grid.rows
    for cell in grid.cells:
        if inner := sum(room.get(x, 0) for x in range(cell.x, cell.x + cell.colspan)):
            width, inner = cell.width * size, max(inner - 2 * INSET, size)
            taken = (1 if width <= inner else math.ceil(RAGGED * width / inner)) + cell.breaks
            taken += PICTURE_LINES * cell.is_picture
            for y in range(cell.y, cell.y + cell.rowspan):
                lines[y] = max(lines[y], taken / cell.rowspan)
    return lines
