"""Typst markup in pieces: where each comes from, which belong together, and where the links in it lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from publisher.chapter.document import Block, Chapter, Figure, Heading, Output, Table, every_block, every_words
from publisher.safe.nodes import Element, elements


@dataclass(frozen=True)
class Place:
    """Where something stands: its chapter, its cell counted from 1, and the heading above it."""

    chapter: str = ""
    cell: int | None = None
    heading: str = ""


@dataclass(frozen=True)
class Piece:
    """The markup of a block, on lines of its own; a table's call lacks its last argument, the headings before it."""

    text: str
    is_heading: bool = False
    is_table: bool = False
    place: Place = Place()


def lead_tables(pieces: Iterable[Piece]) -> list[Piece]:
    """Returns the pieces with the headings directly before a table in the table's call, so that they stay together."""
    led: list[Piece] = []
    for piece in pieces:
        if piece.is_table:
            headings: list[Piece] = []
            while led and led[-1].is_heading:
                headings.insert(0, led.pop())
            piece = replace(piece, text=f"{piece.text}[{join_pieces(headings)}];", is_table=False)
        led.append(piece)
    return led


def join_pieces(pieces: Iterable[Piece]) -> str:
    """Returns the markup of the pieces."""
    return "\n\n".join(piece.text for piece in lead_tables(pieces))


@dataclass(frozen=True)
class Document:
    """The whole markup, the place where each picture stands first, and the characters that no font has."""

    pieces: list[Piece]
    pictures: dict[str, Place]
    unshown: set[str]

    @property
    def text(self) -> str:
        return join_pieces(self.pieces)

    def place_of(self, line: int) -> Place:
        """The place that a line of the text, counted from 1, comes from."""
        for piece in lead_tables(self.pieces):
            line -= piece.text.count("\n") + 2
            if line <= 0:
                return piece.place
        return Place()


class Anchors:
    """The anchors of a document. Where chapters share it, each bears its chapter's name before its own.

    `wanted` are those that links lead to; `words` stand for a link without any, by the anchor that it leads to.
    """

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        self.is_shared = len(chapters) > 1
        self.titles = {one.name: next((it.anchor for it in one.headings), "") for one in chapters}
        self.placed: set[str] = set()
        self.words: dict[str, str] = {}
        for chapter in chapters:
            words = {heading.anchor: heading.text for heading in chapter.headings} | chapter.labels
            names = (name for block in every_block(chapter.blocks) for name in names_in(block))
            self.words |= {self.full(chapter.name, name): words.get(name, "") for name in names if name}
        self.wanted = {
            self.target(chapter.name, link.attributes.get("href", ""))
            for chapter in chapters
            for link in elements(chain.from_iterable(every_words(chapter.blocks)), "a")
        }

    def full(self, chapter: str, name: str) -> str:
        """The name of the chapter's anchor in the document."""
        return f"{chapter}--{name}" if self.is_shared else name

    def target(self, chapter: str, address: str) -> str:
        """The anchor to which an address in the chapter leads, which may be another chapter's page; else nothing."""
        page, _, name = address.partition("#")
        page = page.removesuffix(".html") or chapter
        full = self.full(page, name or self.titles[page]) if page in self.titles else ""
        return full if full in self.words else ""

    def claim(self, chapter: str, name: str, *, always: bool = False) -> str:
        """Returns the anchor if it is to be placed now: once, and only if it is wanted."""
        full = self.full(chapter, name)
        if not name or full in self.placed or not (always or full in self.wanted):
            return ""
        self.placed.add(full)
        return full


def names_in(block: Block) -> Iterator[str]:
    """Yields each name in the block that a link may lead to; the rows behind a figure are not in the document."""
    if isinstance(block, Heading | Table | Figure | Output):
        yield block.anchor
    if isinstance(block, Table) and block.anchor:
        yield from (row.anchor for row in block.rows)
    yield from map(name_of, elements(chain.from_iterable(every_words([block]))))


def name_of(element: Element) -> str:
    """What links call the element; nothing where none may lead to it."""
    return element.attributes.get("id") or (element.attributes.get("name", "") if element.tag == "a" else "")
