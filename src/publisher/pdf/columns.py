"""How a table is laid out on a page: the widths of its columns, measured with the fonts and fitted to the room.

A table keeps to the text column if that is wide enough, else it spans both columns of the page; it turns the page
where that spares many lines; what fits nowhere is folded, and no text is smaller than 7.5 points. The typesetter is
told the result, so that it sets every cell once. Lengths are points here, or ems where a size is still to be chosen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from publisher.pdf import measuring
from publisher.pdf.grid import Cell, Grid
from publisher.pdf.measuring import Column, Lengths

MM = 72 / 25.4
SIDE, HANG = 22, 28
"""The margins left and right, and within them the narrow column on the left for numbers and labels, in mm."""

NESTED = 7
"""What a list or a quotation takes from the width of what is in it, in mm."""

PAPER = {"a4": (210.0, 297.0), "us-letter": (215.9, 279.4)}
"""Width and height of a page, in mm."""

SIZES = (8.5, 8.0, 7.5)
"""The sizes of text in a table, from the one that is liked best."""

INSET, ABOVE, BELOW = 3.5, 4.0, 3.0
"""Between the edge of a cell and its words: left and right, above and below."""

RAGGED = 1.18
"""How much longer a line must be than what stands in it, since lines end where words do."""

CROWDED = 6
"""Lines of a row, on average, beyond which a table turns the page, if that spares a quarter of them."""

SHORT = 16
"""Rows up to which a table that is not high stays on one page."""

FOLDED = 14
"""The width in em that a column of a folded table has at least, if it needs it."""

MANY = 30
"""Columns beyond which their widths are only in proportion: there would be too much to try."""

TALL = 0.3
"""The share of a page's height up to which rows are kept together."""


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

    def may_break(self, cell: Cell) -> bool:
        """Whether the cell may be broken over pages, since its rows are too high to be kept together."""
        return sum(self.heights[cell.y : cell.y + cell.rowspan]) > self.limit


def page(page_size: str) -> dict[str, float]:
    """The measures of such a page for the template, in mm, and of cells, in points."""
    paper_width, paper_height = PAPER[page_size]
    of_cells = {"inset": INSET, "above": ABOVE, "below": BELOW}
    return {"width": paper_width, "height": paper_height, "side": SIDE, "hang": HANG, **of_cells}


def layout(grid: Grid, page_size: str, *, depth: int = 0, coloured: bool = False) -> Layout:
    """How the table is set on such a page, where it stands by itself or is nested so deep within something else.

    Columns are kept apart by a gutter; where cells are coloured, they touch, and it is within them.
    """
    gutter = 0.0 if coloured else 2 * INSET  # the widths below are with it; the outermost columns keep no distance
    page_width, page_height = (length * MM for length in PAPER[page_size])
    columns = measuring.columns(grid)
    lengths = measuring.lengths(grid)
    narrow = max(page_width - (2 * SIDE + HANG + NESTED * depth) * MM, page_width / 5) + gutter
    room = narrow if depth else page_width - 2 * SIDE * MM + gutter
    size, widths, lines = _fitted(columns, lengths, room)
    turned = not depth and (not widths or lines > CROWDED)
    if turned:
        size_turned, widths_turned, lines_turned = _fitted(columns, lengths, page_height - 2 * SIDE * MM + gutter)
        if turned := bool(widths_turned) and (not widths or lines_turned <= 0.75 * lines):
            size, widths = size_turned, widths_turned
    parts = [_part(columns, range(len(columns)), widths)] if widths else _folded(columns, lengths, room, grid.named)
    size = size if widths else SIZES[1]
    across = not depth and max(sum(part.widths) for part in parts) > narrow
    heights = [_heights(grid, size, part) for part in parts]
    highest = tuple(max(of_row) for of_row in zip(*heights, strict=True))
    limit = TALL * (page_width if turned else page_height)
    start = 10 * MM + sum(heights[0][: grid.heads + 3])
    rows = len(heights[0]) * len(parts)
    whole = not turned and rows <= SHORT and 12 * MM + sum(map(sum, heights)) < 0.4 * page_height
    parts = [replace(part, widths=tuple(width - gutter for width in part.widths)) for part in parts]
    return Layout(size, tuple(parts), gutter, turned, across, whole, min(start, 70 * MM), highest, limit)


def _fitted(columns: Sequence[Column], lengths: Lengths, room: float) -> tuple[float, tuple[float, ...], float]:
    """The size of the text, the widths of the columns and the lines that a row then takes; no widths where none fit."""
    widths: tuple[float, ...] = ()
    lines = math.inf
    for size in SIZES:
        least, natural = _widths(columns, size)
        if least.sum() > room:
            continue
        if natural.sum() <= room:
            widths, lines = tuple(natural.tolist()), 1.0
        else:
            shared, lines = _shared(least, natural, lengths * size, room)
            widths = tuple(shared.tolist())
        if widths and lines <= 4:
            break
    return size, widths, lines


def _widths(columns: Sequence[Column], size: float) -> tuple[Lengths, Lengths]:
    """The least and the natural widths of the columns at that size, with the distance between them."""
    least, natural = (np.array(of_all) for of_all in zip(*((one.least, one.natural) for one in columns), strict=True))
    return least * size + 2 * INSET + 0.1, natural * size + 2 * INSET + 0.1


def _shared(least: Lengths, natural: Lengths, lengths: Lengths, room: float) -> tuple[Lengths, float]:
    """Widths that fill the room and make the rows low, no word squeezed; and the lines that a row then takes.

    From widths in proportion, one column takes from another while that spares lines. The highest cell of a row counts
    most, the others a little, so that they share what it does not need.
    """
    widths = least + (natural - least) * (room - least.sum()) / (natural - least).sum()
    each = np.arange(len(widths))

    def lines(widths: Lengths) -> Lengths:
        inner = widths - 2 * INSET
        return np.where(lengths <= inner, 1.0, np.ceil(RAGGED * lengths / inner)).astype(np.float64)

    def cost(lines: Lengths) -> Lengths:
        return np.asarray((lines.max(axis=-1) + 0.2 * lines.mean(axis=-1)).sum(axis=-1))

    step = room / 8 if len(widths) <= MANY else 0
    while step > 6:
        now = lines(widths)
        tried = np.tile(now, (len(each), len(each), 1, 1))  # who takes, who gives, rows, columns
        tried[each, :, :, each] = lines(widths + step).T[:, None, :]
        tried[:, each, :, each] = lines(np.maximum(widths - step, least)).T[:, None, :]
        costs = cost(tried)
        costs[:, widths - step < least] = math.inf
        costs[each, each] = math.inf
        taker, giver = np.unravel_index(costs.argmin(), costs.shape)
        if costs[taker, giver] < cost(now) - 1e-6:
            widths[taker] += step
            widths[giver] -= step
        else:
            step /= 2
    return widths, float(lines(widths).max(axis=1).mean())


def aligned(kind: str) -> str:
    """How the words of such a column stand in it; `auto` is to the left, as all else in a table."""
    return "right" if kind == "number" else "auto"


def _part(columns: Sequence[Column], places: Sequence[int], widths: Sequence[float]) -> Part:
    return Part(tuple(places), tuple(widths), tuple(aligned(columns[place].kind) for place in places))


def _folded(columns: Sequence[Column], lengths: Lengths, room: float, named: int) -> list[Part]:
    """The columns in groups that fit, each group led by the first column, or by those that name the rows."""
    size = SIZES[1]
    leasts, naturals = _widths(columns, size)
    wanted = np.minimum(naturals, np.maximum(leasts, FOLDED * size)).tolist()
    led = [*range(named)] if 0 < sum(wanted[:named]) <= room / 2 else [0]
    groups: list[list[int]] = [[*led]]
    for place in range(len(led), len(columns)):
        if len(groups[-1]) > len(led) and sum(wanted[other] for other in groups[-1]) + wanted[place] > room:
            groups.append([*led])
        groups[-1].append(place)
    parts = []
    for group in groups:
        least, natural = leasts[group], naturals[group]
        is_narrow = natural.sum() <= room or least.sum() > room
        widths = natural.clip(max=room) if is_narrow else _shared(least, natural, lengths[:, group] * size, room)[0]
        parts.append(_part(columns, group, widths.tolist()))
    return parts


def _heights(grid: Grid, size: float, part: Part) -> list[float]:
    """How high each row will be, about."""
    room = dict(zip(part.columns, part.widths, strict=True))
    lines = [1.0] * grid.rows
    for cell in grid.cells:
        if inner := sum(room.get(x, 0) for x in range(cell.x, cell.x + cell.colspan)):
            taken = (
                math.ceil(RAGGED * measuring.natural_width(cell) * size / max(inner - 2 * INSET, size)) + cell.breaks
            )
            for y in range(cell.y, cell.y + cell.rowspan):
                lines[y] = max(lines[y], (taken + 12 * cell.is_picture) / cell.rowspan)
    return [ABOVE + BELOW + size * (1.16 * taken - 0.5) for taken in lines]
