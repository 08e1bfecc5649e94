"""The nodes of a text as HTML for one page: with pictures put in, tables made to scroll, and headings numbered."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from itertools import chain, islice
from typing import Any

from pygments import token
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from publisher.chapter.document import SOURCES, Chapter, Edition, Table, every_block
from publisher.pages.drawings import page_drawing
from publisher.safe.images import SUFFIXES
from publisher.safe.nodes import (
    HEADINGS,
    VOID,
    Element,
    Formula,
    Image,
    Node,
    attributes_text,
    elements,
    raw_text,
    to_xml,
)

LONGEST_CODE = 50_000
"""Characters of code in which its kinds of words are told apart."""

_MIME = {suffix: mime_type for mime_type, suffix in SUFFIXES.items()}
_KINDS: tuple[tuple[Any, str], ...] = (
    (token.Comment, "c"),
    (token.Keyword, "k"),
    (token.Operator.Word, "k"),
    (token.String, "s"),
    (token.Number, "m"),
    (token.Name.Function, "f"),
    (token.Name.Class, "f"),
    (token.Name.Decorator, "f"),
)


def highlight_code(source: str, language: str) -> str:
    """Returns the source as HTML with comments, keywords, strings, numbers and definitions marked.

    >>> highlight_code("x = 1", "python")
    'x = <span class="m">1</span>'
    """
    source = source.strip("\n")
    try:
        lexer = get_lexer_by_name(language if len(source) <= LONGEST_CODE else "", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(source)
    pieces: list[str] = []
    for kind, value in lexer.get_tokens(source):
        name = next((name for ancestor, name in _KINDS if kind in ancestor), "")
        pieces.append(f'<span class="{name}">{escape(value)}</span>' if name else escape(value))
    return "".join(pieces)


class PageWords:
    """Writes the words of one chapter's page; knows what its links, headings and pictures refer to.

    Tables within the words are made to scroll by themselves, if `scrolls`.
    """

    def __init__(self, chapter: Chapter, edition: Edition, *, scrolls: bool) -> None:
        self.chapter = chapter
        self.numbers = {entry.anchor: entry.number for entry in chapter.headings if entry.number}
        self.labels = {
            f"{one.name}.html#{anchor}": label for one in edition.chapters for anchor, label in one.labels.items()
        }
        self.listed = _listed_sources(chapter)
        self.tags = {"a": self._link, "code": self._code} | ({"table": self._table} if scrolls else {})

    def html(self, nodes: Sequence[Node]) -> str:
        """Returns the nodes as HTML."""
        if len(nodes) == 1 and isinstance(nodes[0], str):  # most cells of tables
            return escape(nodes[0], quote=False)
        return "".join(map(self._node, nodes))

    def number(self, anchor: str) -> str:
        """Returns the number of a heading as HTML; nothing where it has none."""
        number = self.numbers.get(anchor)
        return f'<span class="number">{number}</span> ' if number else ""

    def _node(self, node: Node) -> str:
        if isinstance(node, str):
            return escape(node, quote=False)
        if isinstance(node, Image):
            return self._image(node)
        if isinstance(node, Formula):
            return to_xml(node.mathml) if node.mathml else f'<code class="tex">{escape(node.as_written)}</code>'
        return self.tags.get(node.tag, self._element)(node)

    def _element(self, element: Element, within: str | None = None) -> str:
        opening = f"<{element.tag}{attributes_text(element.attributes)}>"
        if element.tag in VOID:
            return opening
        within = self.html(element.children) if within is None else within
        lead = self.number(element.attributes.get("id", "")) if element.tag in HEADINGS else ""
        return f"{opening}{lead}{within}</{element.tag}>"

    def _link(self, element: Element) -> str:
        """A link; a citation leads to the chapter's own list of sources, and one without words gets its label."""
        attributes = dict(element.attributes)
        href = attributes.get("href", "")
        if source := attributes.pop("data-source", ""):
            attributes["href"] = f"#{self.listed.get(href) or f'_source-{source}'}"
        within = self.html(element.children) or escape(self.labels.get(href) or href.rpartition("#")[2])
        return self._element(Element("a", attributes), within)

    def _code(self, element: Element) -> str:
        language = next((name[9:] for name in element.classes if name.startswith("language-")), "")
        if language and all(isinstance(child, str) for child in element.children):
            source = raw_text(element.children)
            return self._element(element, highlight_code(source, language) + "\n" * source.endswith("\n"))
        return self._element(element)

    def _table(self, element: Element) -> str:
        return f'<div class="scroll" tabindex="0" role="group" aria-label="Table">{self._element(element)}</div>'

    def _image(self, image: Image) -> str:
        picture = self.chapter.pictures[image.name]
        if isinstance(picture, Element):
            return to_xml(page_drawing(picture, image.alt, is_ours=False))
        kind = _MIME[image.name.rpartition(".")[2]]
        size = {side: str(value) for side in ("width", "height") if (value := getattr(image, side)) is not None}
        address = f"data:{kind};base64,{base64.b64encode(picture).decode()}"
        return f"<img{attributes_text({'src': address, 'alt': image.alt, **size})}>"


def _listed_sources(chapter: Chapter) -> Mapping[str, str]:
    """The row of each address in the chapter's own list of sources, if it has one."""
    listed: dict[str, str] = {}
    for block in every_block(chapter.blocks):
        if isinstance(block, Table) and block.anchor == f"tbl-{SOURCES}":
            for row in block.rows:
                for link in islice(elements(chain(*row.cells), "a"), 1):
                    listed.setdefault(link.attributes.get("href", ""), row.anchor)
    return listed
