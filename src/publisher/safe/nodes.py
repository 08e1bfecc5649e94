"""The tree that text is made of once it is safe: elements of HTML and SVG, formulas, images, and words.

A stranger's HTML is parsed into it once, after it was sanitised; everything later works on the tree, never on markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import XMLParser

DEEPEST = 40
"""Elements nested deeper than this are dissolved: no reader sees a difference, and no writer has to fear them."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VOID = ("br", "col", "hr", "img", "wbr")
LONGEST_FORMULA = 4_000
"""Characters of a formula that are set or shown."""

# Reads strangers' text: tags that are never closed, in their HTML as the sanitiser writes it.
_VOID_TAG = re.compile(rf"<((?:{'|'.join(VOID)})\b[^>]*?)/?>")


@dataclass(slots=True)
class Element:
    """An element of HTML or SVG: its tag, its attributes, and the nodes within it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """The names in its `class` attribute."""
        return self.attributes.get("class", "").split()

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]


@dataclass(slots=True)
class Formula:
    """A formula as TeX, and as MathML where it could be set; `display` tells whether it stands by itself."""

    tex: str
    display: bool
    mathml: Element | None = None

    @property
    def as_written(self) -> str:
        """The TeX as it is shown where it cannot be set."""
        return self.tex[:LONGEST_FORMULA] + ("…" if len(self.tex) > LONGEST_FORMULA else "")


@dataclass(slots=True)
class Image:
    """A picture of the chapter by its name, with its alt text and, where they are given, its size in pixels."""

    name: str
    alt: str
    width: int | None = None
    height: int | None = None


Node = Element | Formula | Image | str
Words = list[Node]


class _Builder:
    """Builds the tree from the parser's calls; `open` are the elements that are not closed yet."""

    def __init__(self) -> None:
        self.open = [Element("body")]
        self.dissolved = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) > DEEPEST + 1 and tag not in VOID:  # within a body and the root of the markup
            self.dissolved += 1
            return
        element = Element(tag, attributes)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, tag: str) -> None:
        if self.dissolved and tag not in VOID:
            self.dissolved -= 1
        else:
            self.open.pop()

    def data(self, words: str) -> None:
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += words
        else:
            children.append(words)


def parse_html(clean: str) -> Words:
    """Returns the nodes of HTML that the sanitiser wrote: balanced, and with the brackets of attributes escaped.

    >>> parse_html('a <b class="x">c</b>')
    ['a ', Element(tag='b', attributes={'class': 'x'}, children=['c'])]
    """
    builder = _Builder()
    parser = XMLParser(target=builder)  # as XML, so that nothing is moved or closed otherwise than the sanitiser did
    closed = _VOID_TAG.sub(r"<\1/>", clean).replace("&nbsp;", "\xa0")
    parser.feed(f"<html>{closed}</html>")
    parser.close()
    (root,) = builder.open[0].elements
    return root.children


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yields every node, and every node within it, in reading order."""
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Element):
            waiting += node.children[::-1]


def elements(nodes: Iterable[Node], *tags: str) -> Iterator[Element]:
    """Yields every element in reading order, of those tags if any are given."""
    return (node for node in walk(nodes) if isinstance(node, Element) and (not tags or node.tag in tags))


def transform(nodes: Sequence[Node], change: Callable[[Node], Words | None]) -> Words:
    """Returns the nodes with each one replaced by what `change` makes of it; None leaves it as it is.

    What is within an element is changed before the element itself, in reading order.
    """
    changed: Words = []
    for node in nodes:
        if isinstance(node, Element):
            node.children = transform(node.children, change)
        replaced = change(node)
        changed += [node] if replaced is None else replaced
    return changed


def is_blank(nodes: Iterable[Node]) -> bool:
    """Whether there is nothing but white space."""
    return all(isinstance(node, str) and not node.strip() for node in nodes)


def raw_text(nodes: Iterable[Node]) -> str:
    """The words of the nodes as they stand; of a formula, its TeX."""
    if isinstance(nodes, list) and len(nodes) == 1 and isinstance(nodes[0], str):
        return nodes[0]
    return "".join(
        node if isinstance(node, str) else node.tex for node in walk(nodes) if isinstance(node, str | Formula)
    )


def plain_text(nodes: Iterable[Node]) -> str:
    """The words of the nodes on one line; of a formula, its TeX.

    >>> plain_text(parse_html('How <em>often</em>\\n?'))
    'How often ?'
    """
    return " ".join(raw_text(nodes).split())


def attributes_text(attributes: dict[str, str]) -> str:
    """The attributes as they are written in a tag, each after a space."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def to_xml(element: Element) -> str:
    """Returns a drawing or formula as XML text; only a style sheet is written as it stands, as browsers read it."""
    within = "".join(
        to_xml(child)
        if isinstance(child, Element)
        else str(child)
        if element.tag == "style"
        else escape(str(child), quote=False)
        for child in element.children
    )
    opening = f"<{element.tag}{attributes_text(element.attributes)}"
    return f"{opening}>{within}</{element.tag}>" if within else f"{opening}/>"
