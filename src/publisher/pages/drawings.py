"""Drawings as a page holds them: in its own colours by day and by night, small, and fit for a screen reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy

from publisher.chapter.document import Picture
from publisher.safe.nodes import Element, elements, raw_text

GROUND = {
    "#1a1a1a": "var(--ink)",
    "#000000": "var(--ink)",
    "#595959": "var(--muted)",
    "#d9d9d9": "var(--grid)",
    "#ffffff": "var(--paper)",
}
"""Colours of a figure that are not data, and the page's own colours that stand for them, by day and by night."""

# These read strangers' styles: a colour, and the name of a part of the drawing.
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_NAMED = re.compile(r"(?<=url\(#)[^)]*|(?<=#)[-\w]+")


def page_drawing(drawing: Picture, alt: str, *, is_ours: bool) -> Element:
    """Returns the drawing with its alt text; a figure of ours is made small, in the page's colours."""
    assert isinstance(drawing, Element)
    made = deepcopy(drawing)
    if is_ours:
        _shorten_ids(made)
        _share_styles(made)
        _change_styles(made, lambda style: _COLOUR.sub(lambda found: GROUND.get(found[0].lower(), found[0]), style))
    has_links = any(elements([made], "a"))
    if has_links:  # links within an image would be lost to a screen reader
        _hide_words(made)
    made.attributes = {"role": "graphics-document" if has_links else "img", "aria-label": alt, **made.attributes}
    return made


def _change_styles(drawing: Element, change: Callable[[str], str]) -> None:
    """Changes the styles of elements and the style sheets."""
    for element in elements([drawing]):
        if "style" in element.attributes:
            element.attributes["style"] = change(element.attributes["style"])
        if element.tag == "style":
            element.children = [change(raw_text(element.children))]


def _shorten_ids(drawing: Element) -> None:
    """Gives the ids below the root numbers for names."""
    root, *names = [element.attributes["id"] for element in elements([drawing]) if "id" in element.attributes]
    stem = root.removesuffix("drawing")
    short = {name: f"{stem}{number}" for number, name in enumerate(names, 1)}
    for element in elements([drawing]):
        for key, mark in (("id", ""), ("href", "#")):
            name = element.attributes.get(key, "").removeprefix(mark)
            if name in short:
                element.attributes[key] = mark + short[name]
    _change_styles(drawing, lambda style: _NAMED.sub(lambda found: short.get(found[0], found[0]), style))


def _share_styles(drawing: Element) -> None:
    """Makes classes of styles that come often: a third less to send. A drawing that has classes keeps to its own."""
    counts = Counter(one.attributes["style"] for one in elements([drawing]) if "style" in one.attributes)
    often = {style: f"s{number}" for number, style in enumerate(style for style in counts if counts[style] > 2)}
    if not often or any("class" in element.attributes for element in elements([drawing])):
        return
    for element in elements([drawing]):
        if name := often.get(element.attributes.get("style", "")):
            element.attributes["class"] = name
            del element.attributes["style"]
    sheet = "".join(f"#{drawing.attributes['id']} .{name}{{{style}}}" for style, name in often.items())
    drawing.children.insert(0, Element("style", {}, [sheet]))


def _hide_words(element: Element) -> None:
    """Hides the text outside of links from screen readers, which have the alt text."""
    for child in element.elements:
        if child.tag == "text":
            child.attributes = {"aria-hidden": "true", **child.attributes}
        if child.tag != "a":
            _hide_words(child)
