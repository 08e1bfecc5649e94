"""The typed document: a chapter as a list of blocks, made safe when it was read, and the edition that binds chapters.

These are plain values between `reader`, which makes them from a run notebook, and the two writers, `pages` and `pdf`.
Anchors are unique within a chapter and carry no prefix; a writer that joins chapters adds what it needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from statistics import median_high

from publisher.outputs import Column, Fact, Source
from publisher.safe.nodes import Element, Words, raw_text

SOURCES = "sources"
"""The name of a table that is a chapter's list of sources; its rows can be linked to."""

Picture = Element | bytes
"""A drawing as its `svg` element, or the bytes of an image."""


class RenderError(Exception):
    """A chapter that cannot be rendered; `chapter` and `cell` (counted from 1) say where, the text says why."""

    def __init__(self, message: str, *, chapter: str = "", cell: int | None = None) -> None:
        super().__init__(f"{chapter}: " * bool(chapter) + f"cell {cell}: " * (cell is not None) + message)
        self.chapter, self.cell = chapter, cell


@dataclass
class Heading:
    """A heading that stands by itself; level 1 is the chapter's title, and no level is skipped."""

    level: int
    anchor: str
    words: Words


@dataclass
class Text:
    """Paragraphs, lists and the like with the facts that they state; None where they are nobody's statement.

    `is_said` tells that code said it.
    """

    nodes: Words
    cell: int = 0
    facts: tuple[Fact, ...] | None = None
    is_said: bool = False


@dataclass
class Code:
    """The source of a code cell, and the name by which pygments knows its language."""

    source: str
    language: str


@dataclass
class Row:
    """A row of a table: the words of each cell, and the anchor that links lead to, if any."""

    cells: list[Words]
    anchor: str = ""


@dataclass
class Table:
    """A table of ours: its columns, its rows, and what stands around it. `label` is such as `Table 2.1`."""

    anchor: str
    columns: tuple[Column, ...]
    rows: list[Row]
    caption: Words
    label: str = ""
    note: Words = field(default_factory=list)
    sources: Words = field(default_factory=list)
    cell: int = 0

    @property
    def has_row_heads(self) -> bool:
        """Whether the first column heads the rows: its cells are filled and differ."""
        firsts = [raw_text(row.cells[0]) for row in self.rows if row.cells]
        return len(self.columns) > 1 and all(firsts) and len(set(firsts)) == len(firsts)

    @property
    def long_columns(self) -> set[int]:
        """The places of columns of sentences, which need room beside columns of words."""
        texts = [place for place, column in enumerate(self.columns) if column.kind == "text" and self.rows]
        lengths = {place: [len(raw_text(row.cells[place])) for row in self.rows] for place in texts}
        return {place for place in texts if median_high(lengths[place]) > 40}


@dataclass
class Figure:
    """A drawing of ours by its name among the chapter's pictures, with its words and the rows behind it."""

    anchor: str
    picture: str
    alt: str
    label: str
    caption: Words
    table: Table
    description: Words = field(default_factory=list)
    sources: Words = field(default_factory=list)
    cell: int = 0


@dataclass
class Output:
    """What a stranger's code put out: its kind, such as `html` or `stream stderr`, its nodes, and its style sheet."""

    kind: str
    nodes: Words
    cell: int = 0
    anchor: str = ""
    sheet: str = ""


@dataclass
class Notice:
    """A line that says what is not shown in this place."""

    words: Words


@dataclass
class BackMatter:
    """Blocks that the PDF sets at its end."""

    blocks: list[Block]


Block = Heading | Text | Code | Table | Figure | Output | Notice | BackMatter


def every_block(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yields the blocks in reading order, and those within others after them."""
    for block in blocks:
        yield block
        if isinstance(block, BackMatter):
            yield from every_block(block.blocks)
        elif isinstance(block, Figure):
            yield block.table


def every_text(blocks: Sequence[Block]) -> Iterator[Words]:
    """Yields each list of nodes that may hold any element: those of headings, of text and of strangers' outputs."""
    for block in every_block(blocks):
        if isinstance(block, Heading):
            yield block.words
        elif isinstance(block, Text | Output):
            yield block.nodes


def every_words(blocks: Sequence[Block]) -> Iterator[Words]:
    """Yields each list of nodes in the blocks, in reading order; a change of a list is a change of its block."""
    for block in every_block(blocks):
        match block:
            case Heading() | Notice():
                yield block.words
            case Text() | Output():
                yield block.nodes
            case Figure():
                yield from (block.caption, block.sources, block.description)
            case Table():
                yield from (block.caption, *chain(*(row.cells for row in block.rows)), block.note, block.sources)


@dataclass(frozen=True)
class ContentsEntry:
    """A heading as the contents list it: its level, its anchor, its words, and its number where it has one."""

    level: int
    anchor: str
    text: str
    number: str = ""


@dataclass(frozen=True)
class Chapter:
    """One run notebook as blocks, with everything that they refer to.

    `name` is the notebook's file name without suffix; `pictures` are what figures and images show by their names, such
    as `02-actors-by-year.svg`; `summary` is the first paragraph, `at_a_glance` what the chapter gives for the front of
    the edition; `warnings` say what could not be shown as intended.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    number: int | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    headings: tuple[ContentsEntry, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    summary: str = ""
    at_a_glance: tuple[str, ...] = ()
    language: str = "en"
    warnings: tuple[str, ...] = ()

    @property
    def labels(self) -> dict[str, str]:
        """The labels of figures and tables, such as `Figure 2.1`, by their anchors."""
        labelled = (block for block in every_block(self.blocks) if isinstance(block, Figure | Table))
        return {block.anchor: block.label for block in labelled if block.label}

    def sources_beside(self, listed: Container[str]) -> list[Source]:
        """The sources at addresses that are not listed, each key once, in the order of their naming."""
        sources: dict[str, Source] = {}
        for source in self.sources:
            if source.source_id and source.href and source.href not in listed:
                sources.setdefault(source.source_id, source)
        return list(sources.values())


@dataclass(frozen=True)
class Attachment:
    """A file that travels with the edition: in the PDF as an associated file, in the folder beside the pages.

    `relationship` is one of PDF's: source, data, alternative, supplement.
    """

    name: str
    content: bytes
    mime_type: str
    description: str
    relationship: str = "data"


@dataclass(frozen=True)
class Edition:
    """The whole of what is rendered: chapters in reading order and what stands around them.

    `parameters` are names and values as readers see them; `as_of` is the edition's date, and the only one
    that a rendering knows. `front` are labels and texts for the title page, `colophon` those of "How this edition was
    made". `strict` makes missing alt texts and missing table heads errors.
    """

    name: str
    title: str
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    as_of: dt.date | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    front: tuple[tuple[str, str], ...] = ()
    at_a_glance: tuple[str, ...] = ()
    colophon: tuple[tuple[str, str], ...] = ()
    disclaimer: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = "en"
    page_size: str = "a4"
    formats: tuple[str, ...] = ("html", "pdf")
    attachments: tuple[Attachment, ...] = ()
    strict: bool = True
