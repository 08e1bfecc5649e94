"""A table as a call of the template's `data-table`: its layout, and each cell with what is its own.

The words of the cells are markup already.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import attrgetter

from publisher.pdf import columns
from publisher.pdf.cell_styles import CellStyle
from publisher.pdf.escaping import quoted
from publisher.pdf.grid import Cell, Grid

_TALL = re.compile(r"(?<!\\)#(?:picture|listing|terminal)\b")
_BEGINNING = re.compile(r"\A(?://cell \d+\n)?#data-table\(")


def call(
    grid: Grid,
    bodies: Sequence[str],
    looks: Sequence[CellStyle],
    *,
    page_size: str,
    depth: int = 0,
    more: Sequence[str] = (),
    notes: str = "",
) -> str:
    """The table with these words and looks in its cells; `more` are arguments of the call, `notes` are about it."""
    coloured = any("fill" in look or "bar" in look for look in looks)
    layout = columns.layout(grid, page_size, depth=depth, coloured=coloured)
    lines = [
        "#data-table(",
        f"nested: {truth(depth > 0)}, turned: {truth(layout.turned)}, across: {truth(layout.across)},",
        f"whole: {truth(layout.whole)}, need: {layout.need:.1f}pt, size: {layout.size}pt,",
        f"rows: {grid.rows}, heads: {grid.heads}, gutter: {layout.gutter}pt,",
        *(f"{argument}," for argument in more),
        "parts: (",
    ]
    first = bisect_left(grid.cells, grid.heads, key=attrgetter("y"))
    cells = list(zip(grid.cells, bodies, looks, strict=True))
    for part in layout.parts:
        places = {x: place for place, x in enumerate(part.columns)}
        widths = "".join(f"{width:.2f}pt, " for width in part.widths)
        lines.append(f"(widths: ({widths}), aligns: ({', '.join(part.aligns)},),")
        for name, some in (("head", cells[:first]), ("body", cells[first:])):
            lines += [f"{name}: (", *(_cell(*cell, grid, layout, part, places) for cell in some), "),"]
        lines.append("),")
    lines.append("),")
    if notes:
        lines.append(f"notes: [{notes}],")
    return "\n".join(lines) + ");"


def led(block: str, written: list[str]) -> str:
    """The block; where it is a table, the headings at the end of what is written become part of its call."""
    taken: list[str] = []
    if found := _BEGINNING.match(block):
        while written and written[-1].startswith("#heading("):
            taken.insert(0, written.pop())
    before = "before: [\n" + "\n\n".join(taken) + "\n]," if taken else ""
    return block[: found.end()] + before + block[found.end() :] if found else block


def truth(value: bool) -> str:
    return str(value).lower()


def _cell(
    cell: Cell,
    body: str,
    look: CellStyle,
    grid: Grid,
    layout: columns.Layout,
    part: columns.Part,
    places: Mapping[int, int],
) -> str:
    """The cell as far as it stands in these columns; as plain content where it has nothing of its own."""
    covered = [place for x in range(cell.x, cell.x + cell.colspan) if (place := places.get(x)) is not None]
    if not covered:
        return ""
    is_head = cell.y < grid.heads
    spans = {"colspan": len(covered), "rowspan": cell.rowspan}
    named = [f"{name}: {value}" for name, value in spans.items() if value > 1]
    if not grid.is_full:
        named += [f"x: {covered[0]}", f"y: {cell.y}"]
    if is_head and len(covered) == 1:
        named.append("align: right + bottom" if part.aligns[covered[0]] == "right" else "align: bottom")
    elif not is_head and len(covered) > 1:
        named.append(f"align: {columns.alignment(cell.kind)}")
    named += [f"{name}: {quoted(value)}" for name, value in look.items()]
    if not is_head and layout.may_break(cell):
        named.append("breakable: true")
    if is_head:
        call = "head-cell" if len(covered) == 1 else "span-cell"
    else:
        call = "tall-cell" if _TALL.search(body) else "body-cell" if named else ""
    return f"{call}({', '.join(named)})[{body}]," if call else f"[{body}],"
