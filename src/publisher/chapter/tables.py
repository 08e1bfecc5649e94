"""A table bundle as HTML: caption, scoped heads, one class a kind of column, and rows that can be linked to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from publisher.outputs import Cell, Source, Table
from publisher.safe.sanitiser import escaped

LONGEST = 5_000
"""Characters of a cell that are shown."""


def table(given: Table, *, label: str = "", rows: Mapping[int, str] | None = None) -> str:
    """The `<table>`; `label` stands before the caption, `rows` maps row numbers (from 0) onto their ids.

    The first column heads the rows where its cells are filled and differ.
    """
    rows = rows or {}
    firsts = [row[0].text for row in given.rows if row]
    headed = len(given.columns) > 1 and all(firsts) and len(set(firsts)) == len(firsts)
    label = f'<span class="label">{escaped(label)}</span> ' if label else ""
    heads = "".join(
        f'<th scope="col" class="{column.kind}{_long(given, place)}">{escaped(column.label or column.name)}</th>'
        for place, column in enumerate(given.columns)
    )
    lines = [
        f'<table class="data"><caption>{label}{escaped(given.caption)}</caption>',
        f"<thead><tr>{heads}</tr></thead>",
        "<tbody>",
    ]
    for number, row in enumerate(given.rows):
        anchor = f' id="{rows[number]}"' if number in rows else ""
        cells = []
        for place, (column, cell) in enumerate(zip(given.columns, row, strict=True)):
            kind = "" if column.kind == "text" else f' class="{column.kind}"'
            tag, scope = ("th", ' scope="row"') if headed and place == 0 else ("td", "")
            cells.append(f"<{tag}{scope}{kind}>{_content(cell)}</{tag}>")
        lines.append(f"<tr{anchor}>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def _long(given: Table, place: int) -> str:
    """The class of a column of sentences, which needs room beside columns of words."""
    lengths = sorted(len(row[place].text) for row in given.rows)
    return " long" if lengths and given.columns[place].kind == "text" and lengths[len(lengths) // 2] > 40 else ""


def _content(cell: Cell) -> str:
    shown = escaped(cell.text, LONGEST)
    return f'<a href="{escaped(cell.href)}">{shown or escaped(cell.href)}</a>' if cell.href else shown


def sources(given: Sequence[Source]) -> str:
    """The sources in a line; one that has a key carries it, so that a page can lead to its own list."""
    shown = []
    for source in given:
        key = f' data-source="{escaped(source.source_id)}"' if source.source_id else ""
        words = escaped(source.text or source.href)
        shown.append(f'<a href="{escaped(source.href)}"{key}>{words}</a>' if source.href else words)
    return f"Sources: {'; '.join(shown)}." if len(shown) > 1 else f"Source: {shown[0]}." if shown else ""


def row_names(given: Table, anchor: str) -> dict[int, str]:
    """The id of each row: `row-`, the anchor of its figure, and its first cell as a slug, made unique."""
    names: dict[int, str] = {}
    seen: dict[str, int] = {}
    for number, row in enumerate(given.rows):
        name = slug(row[0].text if row else "") or str(number + 1)
        seen[name] = seen.get(name, 0) + 1
        names[number] = f"{anchor}-{name}" + (f"-{seen[name]}" if seen[name] > 1 else "")
    return names


def slug(words: str) -> str:
    """The words in lower case, joined by hyphens, with nothing else than letters and digits."""
    return "-".join(re.findall(r"[^\W_]+", words.casefold()))[:80].strip("-")
