"""Headings, anchors and links of a chapter: one title, no level skipped, no anchor twice, no link to nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeGuard
from urllib.parse import unquote

from publisher.chapter.bundles import slug
from publisher.chapter.document import (
    Block,
    ContentsEntry,
    Figure,
    Heading,
    Output,
    Table,
    Text,
    every_block,
    every_text,
    every_words,
)
from publisher.chapter.draft import Draft
from publisher.safe.nodes import HEADINGS, Element, Image, Node, Words, elements, is_blank, plain_text, transform, walk
from publisher.safe.text import cut_text


def number_headings(blocks: list[Block], title: str, draft: Draft) -> tuple[list[Block], list[ContentsEntry]]:
    """Returns the blocks under one heading of level 1, with the others closed up below it, and the contents.

    The first heading is the title where it is of level 1, or where nothing stands before it and no `title` is given.
    A heading that stands by itself becomes a block of its own. Sections and their parts are numbered, within the
    chapter's number, unless the author numbers them.
    """
    words = _take_title(blocks, bool(title)) or [cut_text(title or draft.name)]
    draft.anchors |= Counter(_targets(blocks).keys())
    found: list[ContentsEntry] = []
    above: list[int] = []

    def name(level: int, words: Words) -> str:
        text = plain_text(words)
        found.append(ContentsEntry(level, draft.take_anchor(slug(text) or "section"), text))
        return found[-1].anchor

    def close_up(node: Node) -> Words | None:
        if not _is_heading(node):
            return None
        if not plain_text(node.children):
            return []
        given = int(node.tag[1])
        while above and above[-1] >= given:
            above.pop()
        above.append(given)
        level = min(len(above) + 1, 6)
        node.tag, node.attributes = f"h{level}", {"id": name(level, node.children)}
        return None

    headed: list[Block] = [Heading(1, name(1, words), words)]
    for nodes in every_text(blocks):
        nodes[:] = transform(nodes, close_up)
    for block in blocks:
        headed += _split(block) if isinstance(block, Text) else [block]
    return headed, list(_numbered(found, "" if draft.number is None else f"{draft.number}."))


def _is_heading(node: Node) -> TypeGuard[Element]:
    return isinstance(node, Element) and node.tag in HEADINGS


def _take_title(blocks: Sequence[Block], is_given: bool) -> Words:
    """Takes the words of the title out of the blocks; none where no heading is the title."""
    is_opening = not is_given
    for nodes in every_words(blocks):
        for node in walk(nodes):
            if _is_heading(node):
                if not plain_text(node.children) or not (node.tag == "h1" or is_opening):
                    return []
                nodes[:] = transform(nodes, lambda other: [] if other is node else None)  # noqa: B023
                return node.children
            is_opening = is_opening and (isinstance(node, Element | Image) or is_blank([node]))
    return []


def _split(text: Text) -> Iterator[Block]:
    """The text and its own headings as blocks in their order."""
    for heading, nodes in groupby(text.nodes, lambda node: node if _is_heading(node) else None):
        words = list(nodes)
        if heading:
            yield Heading(int(heading.tag[1]), heading.attributes["id"], heading.children)
        elif not is_blank(words):
            yield replace(text, nodes=words)


def _numbered(found: Sequence[ContentsEntry], lead: str) -> Iterator[ContentsEntry]:
    """The headings with the numbers of sections and their parts, unless a section has one by hand."""
    is_by_hand = any(one.level == 2 and one.text[:1].isdigit() for one in found)
    section = part = 0
    for one in found:
        section, part = (section + 1, 0) if one.level == 2 else (section, part + (one.level == 3))
        number = {2: f"{lead}{section}", 3: f"{lead}{section}.{part}"}.get(one.level, "")
        yield one if is_by_hand else replace(one, number=number)


# ------------------------------------------------------------------ anchors and links


def _targets(blocks: Sequence[Block]) -> dict[str, str]:
    """Every name in the blocks that a link may lead to, in reading order, with the label that it has, if any."""
    named: dict[str, str] = {}
    for block in every_block(blocks):
        if isinstance(block, Heading | Table | Figure | Output):
            named[block.anchor] = block.label if isinstance(block, Table | Figure) else ""
        if isinstance(block, Table):
            named |= {row.anchor: "" for row in block.rows}
        for nodes in every_text([block]):
            own = (element.attributes.get(key, "") for element in elements(nodes) for key in ("id", "name"))
            named |= {name: "" for name in own if name not in named}
    named.pop("", None)
    return named


def drop_repeated_ids(blocks: Sequence[Block]) -> None:
    """Leaves each id where it stands first."""
    seen = {block.anchor for block in every_block(blocks) if isinstance(block, Heading | Table | Figure | Output)}
    for nodes in every_text(blocks):
        for element in elements(nodes):
            if element.attributes.get("id") in seen:
                del element.attributes["id"]
            seen.add(element.attributes.get("id", ""))


def resolve_links(blocks: Sequence[Block], draft: Draft) -> None:
    """Leads links within the chapter to what they name; one without words gets the label of its target.

    A link may name a figure or table (`#fig-by-year`), a heading in words or as JupyterLab writes it, or an id of
    the author's own. One that leads nowhere becomes plain text. A link to a notebook leads to its page.
    """
    labels = _targets(blocks)
    own = {_own_name(name): name for name in reversed(labels)} | {name: name for name in labels}

    def lead(node: Node) -> Words | None:
        if not isinstance(node, Element) or node.tag != "a" or "href" not in node.attributes:
            return None
        path, mark, named = node.attributes["href"].partition("#")
        if path:
            if path.endswith(".ipynb") and ":" not in path:
                node.attributes["href"] = f"{path.removesuffix('.ipynb')}.html{mark}{named}"
            return None
        target = own.get(named) or own.get(slug(unquote(named)))
        if target is None:
            draft.warn(f"a link leads to #{named}, which is not in this chapter", grave=bool(named))
            return node.children
        node.attributes["href"] = f"#{target}"
        if is_blank(node.children):
            node.children = [labels[target] or _own_name(named)]
        return None

    for nodes in every_words(blocks):
        nodes[:] = transform(nodes, lead)


def _own_name(name: str) -> str:
    """The id as its author wrote it, without the cell's number."""
    cell, _, own = name.partition("-")
    return own if cell[:1] == "c" and cell[1:].isdecimal() else name
