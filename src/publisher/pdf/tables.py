"""A table as a call of the template's `data-table`: its layout, and each cell with what is its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from publisher.pdf import columns
from publisher.pdf.cell_styles import CellStyle
from publisher.pdf.escaping import quote, truth
from publisher.pdf.grid import Cell, Grid


def write_table(
    grid: Grid,
    bodies: Sequence[str],
    styles: Sequence[CellStyle],
    *,
    page_size: str,
    depth: int = 0,
    arguments: Sequence[str] = (),
) -> str:
    """Returns the table with this markup and these styles in its cells; `arguments` of the call say what is about it.

    The call lacks its last argument, the headings that lead to the table.
    """
    coloured = any("fill" in style or "bar" in style for style in styles)
    layout = columns.layout(grid, page_size, depth=depth, coloured=coloured)
    lines = [
        "#data-table(",
        f"nested: {truth(depth > 0)}, turned: {truth(layout.turned)}, across: {truth(layout.across)},",
        f"whole: {truth(layout.whole)}, need: {layout.need:.1f}pt, size: {layout.size}pt,",
        f"rows: {grid.rows}, heads: {grid.heads}, gutter: {layout.gutter}pt,",
        *(f"{argument}," for argument in arguments),
        "parts: (",
    ]
    first = bisect_left(grid.cells, grid.heads, key=attrgetter("y"))
    cells = list(zip(grid.cells, bodies, styles, strict=True))
    for part in layout.parts:
        widths = "".join(f"{width:.2f}pt, " for width in part.widths)
        lines.append(f"(widths: ({widths}), aligns: ({', '.join(part.aligns)},),")
        for name, some in (("head", cells[:first]), ("body", cells[first:])):
            lines += [f"{name}: (", *(_write_cell(*cell, grid, layout, part) for cell in some), "),"]
        lines.append("),")
    return "\n".join([*lines, "),)"])


def _write_cell(cell: Cell, body: str, style: CellStyle, grid: Grid, layout: columns.Layout, part: columns.Part) -> str:
    """Returns the cell as far as it stands in these columns; as plain content where it has nothing of its own."""
    x, after = (bisect_left(part.columns, edge) for edge in (cell.x, cell.x + cell.colspan))
    if x == after:
        return ""
    is_head, is_span = cell.y < grid.heads, after - x > 1
    named = [f"{name}: {value}" for name, value in (("colspan", after - x), ("rowspan", cell.rowspan)) if value > 1]
    if not grid.is_full:
        named += [f"x: {x}", f"y: {cell.y}"]
    if is_head and not is_span:
        named.append("align: right + bottom" if part.aligns[x] == "right" else "align: bottom")
    elif is_span and not is_head:
        named.append(f"align: {columns.alignment(cell.kind)}")
    named += [f"{name}: {quote(value)}" for name, value in style.items()]
    if not is_head and sum(layout.heights[cell.y : cell.y + cell.rowspan]) > layout.limit:
        named.append("breakable: true")
    if is_head:
        call = "span-cell" if is_span else "head-cell"
    else:
        call = "tall-cell" if cell.is_tall else "body-cell" if named else ""
    return f"{call}({', '.join(named)})[{body}]," if call else f"[{body}],"
