"""What a style sheet says of the cells of a table: background, bar, colour of the text, bold. The rest is left out.

A table that was coloured to be read (pandas' Styler) keeps its colours on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import tinycss2
from tinycss2.ast import Node
from tinycss2.color4 import Color, parse_color

from publisher.safe.nodes import Element
from publisher.safe.styles import split_at

CellStyle = Mapping[str, str]
"""Any of `fill` and `ink`, as `#rrggbb`; `bar`, as `#rrggbb` and the shares of the width between which it stands;
and `weight`."""

LEAST_DIFFERENCE = 0.15  # how much lighter or darker than its ground the text of a cell is at least
_COLOURS = {"background-color": "fill", "background": "fill", "color": "ink"}
_BOLD = ("bold", "bolder", "600", "700", "800", "900")


def read_sheet(rules: str) -> dict[str, CellStyle]:
    """The styles that a style sheet gives, by the id (`#…`) or class (`.…`) that its selectors end in."""
    found: dict[str, CellStyle] = {}
    for rule in tinycss2.parse_stylesheet(rules, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and (style := read_style(tinycss2.serialize(rule.content))):
            for selector in tinycss2.serialize(rule.prelude).split(","):
                last = (selector.split() or [""])[-1]
                if last[:1] in ("#", ".") and last[1:].replace("-", "_").isidentifier():
                    found[last] = {**found.get(last, {}), **style}
    return found


@lru_cache(maxsize=1000)
def read_style(declarations: str) -> CellStyle:
    """The style that declarations give, such as those of a `style` attribute."""
    style: dict[str, str] = {}
    for one in tinycss2.parse_blocks_contents(declarations, skip_comments=True, skip_whitespace=True):
        value = [token for token in one.value if token.type != "whitespace"] if one.type == "declaration" else []
        if not value:
            continue
        if one.name in _COLOURS and len(value) == 1 and (colour := _colour(value[0])):
            style[_COLOURS[one.name]] = colour
        elif one.name == "background" and (bar := _bar(value[0])):
            style["bar"] = bar
        elif one.name == "font-weight" and value[0].serialize().lower() in _BOLD:
            style["weight"] = "bold"
    return style


def style_of(cell: Element, sheet: Mapping[str, CellStyle]) -> CellStyle:
    """The style of a cell: of its classes, its id and its own style, the later before the earlier."""
    keys = [f".{name}" for name in cell.classes] + [f"#{cell.attributes.get('id', '')}"]
    style: dict[str, str] = {}
    for one in (*(sheet.get(key, {}) for key in keys), read_style(cell.attributes.get("style", ""))):
        style.update(one)
    if "ink" in style and abs(_light(style["ink"]) - _light(style.get("fill", "#ffffff"))) < LEAST_DIFFERENCE:
        del style["ink"]  # what made it legible is not known here
    return style


def _bar(token: Node) -> str:
    """The first coloured stretch of a gradient with hard edges, as a Styler draws bars."""
    if token.type != "function" or token.lower_name != "linear-gradient":
        return ""
    direction, *stops = split_at((part for part in token.arguments if part.type != "whitespace"), ",") or [[]]
    start = 0.0
    for stop in stops if tinycss2.serialize(direction) == "90deg" else ():
        if len(stop) == 2 and stop[1].type == "percentage":
            end = stop[1].value
            if (colour := _colour(stop[0])) and start < end <= 100:
                return f"{colour} {start} {end}"
            start = end
    return ""


def _colour(token: Node) -> str:
    """The colour as `#rrggbb`, mixed with white where it is translucent; nothing for one that cannot be seen."""
    colour = parse_color(token)
    if not isinstance(colour, Color) or colour.space not in ("srgb", "hsl", "hwb") or not colour.alpha:
        return ""
    parts = (min(max(part, 0), 1) * colour.alpha + 1 - colour.alpha for part in colour.to("srgb").coordinates)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _light(colour: str) -> float:
    """How light a colour is, from 0 to 1."""
    return sum(share * int(colour[at : at + 2], 16) / 255 for share, at in ((0.3, 1), (0.59, 3), (0.11, 5)))
