"""What our own verbs put out, as blocks: a figure with the rows behind it, a table, a paragraph with its facts."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from publisher import outputs
from publisher.chapter.document import SOURCES, Block, Figure, RenderError, Row, Table, Text
from publisher.chapter.draft import Draft, take_name
from publisher.chapter.rich_text import read_markdown
from publisher.outputs import Bundle, Cell, Column, Source
from publisher.safe import drawings
from publisher.safe.nodes import Element, Words
from publisher.safe.text import cut_text

LONGEST_CELL = 5_000
"""Characters of a cell that are shown."""


def read_bundle(bundle: Bundle, draft: Draft) -> list[Block]:
    """Returns the blocks of a figure, table or paragraph of ours; a drawing that is not safe is a notice instead."""
    if isinstance(bundle, outputs.Figure):
        return [_read_figure(bundle, draft)]
    if isinstance(bundle, outputs.Table):
        return [_read_table(bundle, draft)]
    draft.facts.extend(bundle.facts)
    blocks = read_markdown(bundle.markdown, draft)
    for block in blocks:
        if isinstance(block, Text):
            block.facts, block.is_said = bundle.facts, True
    return blocks


def slug(words: str) -> str:
    """The words in lower case, joined by hyphens, with nothing else than letters and digits.

    >>> slug("Who led, and when?")
    'who-led-and-when'
    """
    letters = (sign if sign.isalnum() else " " for sign in words.casefold())
    return "-".join("".join(letters).split())[:80].strip("-")


def _read_figure(figure: outputs.Figure, draft: Draft) -> Block:
    label = draft.label("Figure")
    anchor = _take_anchor("fig", figure.name, draft)
    rows = _LinkedRows(figure.table, f"row-{anchor.removeprefix('fig-')}", draft)
    try:
        drawing = drawings.sanitise_drawing(figure.svg, f"{anchor}-", link=rows.link, decimals=2)
    except drawings.UnsafeError as error:
        if draft.strict:
            raise RenderError(f"figure {figure.name!r}: {error}", chapter=draft.name, cell=draft.cell) from error
        return draft.notice(f"A figure cannot be shown here: {error}.")
    draft.sources.update(dict.fromkeys([*figure.sources, *figure.table.sources]))
    return Figure(
        anchor=anchor,
        picture=draft.keep_picture(f"{draft.name}-{figure.name}.svg", drawing),
        alt=cut_text(figure.alt),
        label=label,
        caption=[cut_text(figure.caption)],
        table=Table("", _columns(figure.table), _rows(figure.table, rows.anchors), [cut_text(figure.table.caption)]),
        description=[cut_text(figure.description)] if figure.description else [],
        sources=_source_line(figure.sources),
        cell=draft.cell,
    )


def _read_table(table: outputs.Table, draft: Draft) -> Table:
    anchor = _take_anchor("tbl", table.name, draft)
    keys = row_keys(table) if table.name == SOURCES else {}
    draft.sources.update(dict.fromkeys(table.sources))
    return Table(
        anchor=anchor,
        columns=_columns(table),
        rows=_rows(table, {row: draft.take_anchor(f"row-{table.name}-{key}") for key, row in keys.items()}),
        caption=[cut_text(table.caption)],
        label=draft.label("Table"),
        note=[cut_text(table.note)] if table.note else [],
        sources=_source_line(table.sources),
        cell=draft.cell,
    )


def _take_anchor(kind: str, name: str, draft: Draft) -> str:
    anchor = draft.take_anchor(f"{kind}-{name}")
    if anchor != f"{kind}-{name}":
        draft.warn(f"the name {name!r} is given to more than one output", grave=True)
    return anchor


def _columns(table: outputs.Table) -> tuple[Column, ...]:
    return tuple(Column(cut_text(one.name), cut_text(one.label), one.kind) for one in table.columns)


def _rows(table: outputs.Table, anchors: Mapping[int, str]) -> list[Row]:
    return [Row([_cell(cell) for cell in row], anchors.get(number, "")) for number, row in enumerate(table.rows)]


def _cell(cell: Cell) -> Words:
    text = cut_text(cell.text, LONGEST_CELL)
    if cell.href:
        return [Element("a", {"href": cut_text(cell.href)}, [text or cut_text(cell.href)])]
    return [text] if text else []


def _source_line(sources: Sequence[Source]) -> Words:
    """The sources in a line; one that has a key carries it, so that a page can lead to its own list."""
    words: Words = []
    for source in sources:
        text = cut_text(source.text or source.href)
        key = {"data-source": cut_text(source.source_id)} if source.source_id else {}
        words += ["; ", Element("a", {"href": cut_text(source.href), **key}, [text]) if source.href else text]
    return [f"Source{'s' if len(sources) > 1 else ''}: ", *words[1:], "."] if words else []


def row_keys(table: outputs.Table) -> dict[str, int]:
    """The place of each row by its key: its first cell as a slug, or its number, with a number where it is taken."""
    taken = Counter[str]()
    named = (slug(row[0].text if row else "") or str(number) for number, row in enumerate(table.rows, 1))
    return {take_name(name, taken): place for place, name in enumerate(named)}


class _LinkedRows:
    """The rows of a figure's table as its marks lead to them: by `#row-KEY`, or by an address that a row holds.

    `anchors` are those of the rows that some mark leads to, by their places.
    """

    def __init__(self, table: outputs.Table, stem: str, draft: Draft) -> None:
        self.table, self.stem, self.draft = table, stem, draft
        self.keys = row_keys(table)
        self.names = list(self.keys)
        self.anchors: dict[int, str] = {}
        cells = [(cell.href, place) for place, row in enumerate(table.rows) for cell in row if cell.href]
        self.addresses = dict(reversed(cells))  # of an address that comes twice, the first row

    def link(self, address: str) -> Mapping[str, str]:
        """What the link of a mark says: the words of its row as a title, and where the row is."""
        key = address.removeprefix("#row-")
        place = self.keys.get(key) if address != key else self.addresses.get(address)
        if place is None:
            return {"title": address.removeprefix("https://")}
        if place not in self.anchors:
            self.anchors[place] = self.draft.take_anchor(f"{self.stem}-{self.names[place]}")
        anchor = self.anchors[place]
        own = [cell.text for cell in self.table.rows[place] if cell.text and cell.href in ("", address)]
        title = textwrap.shorten(" · ".join(own), 80, placeholder=" …")
        where = {"href": f"#{anchor}"} if address != key else {"data-row": anchor.removeprefix(f"{self.stem}-")}
        return {**where, "title": title}
