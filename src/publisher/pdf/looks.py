"""What a style sheet says of the cells of a table: background, bar, colour of the text, bold. The rest is left out.

A table that was coloured to be read (pandas' Styler) keeps its colours on paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from PIL import ImageColor

from publisher.chapter.tree import Element

Look = Mapping[str, str]
"""Any of `fill` and `ink`, as `#rrggbb`; `bar`, as `#rrggbb` and the shares of the width between which it stands;
and `weight`."""

LEAST_DIFFERENCE = 0.15
"""How much lighter or darker than its ground the text of a cell is at least."""

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[#.][\w-]+\Z")
_GRADIENT = re.compile(r"linear-gradient\(\s*90deg\s*,(.*)\)")
_STOP = re.compile(r"\s*((?:rgba?|hsl)\([^)]*\)|[#\w]+)\s+(\d+(?:\.\d+)?)%\s*(?:,|\Z)")
_RGBA = re.compile(r"rgba?\(\s*" + r"\s*,\s*".join([r"(\d+(?:\.\d+)?)"] * 3) + r"(?:\s*,\s*(\d*\.?\d+))?\s*\)\Z")
_NAMES = {"background-color": "fill", "background": "fill", "color": "ink"}


def sheet(rules: str) -> dict[str, Look]:
    """The looks that a style sheet gives, by the id (`#…`) or class (`.…`) that its selectors end in."""
    found: dict[str, Look] = {}
    for selectors, declarations in _RULE.findall(rules):
        if look := declared(declarations):
            for selector in selectors.split(","):
                last = (selector.split() or [""])[-1]
                if _SIMPLE.match(last):
                    found[last] = {**found.get(last, {}), **look}
    return found


def declared(declarations: str) -> Look:
    """The look that the declarations of a rule or of a `style` attribute give."""
    look: dict[str, str] = {}
    for declaration in declarations.split(";") if declarations else ():
        name, _, value = (part.strip().lower() for part in declaration.partition(":"))
        if name in _NAMES and (colour := _colour(value)):
            look[_NAMES[name]] = colour
        elif name == "background" and (bar := _bar(value)):
            look["bar"] = bar
        elif name == "font-weight" and value in ("bold", "bolder", "600", "700", "800", "900"):
            look["weight"] = "bold"
    return look


def look(cell: Element, looks: Mapping[str, Look]) -> Look:
    """The look of a cell: of its classes, its id and its own style, the later before the earlier."""
    keys = [f".{name}" for name in cell.classes] + [f"#{cell.attributes.get('id', '')}"] if looks else []
    merged: dict[str, str] = {}
    for one in (*(looks.get(key, {}) for key in keys), declared(cell.attributes.get("style", ""))):
        merged.update(one)
    if "ink" in merged and _difference(merged["ink"], merged.get("fill", "#ffffff")) < LEAST_DIFFERENCE:
        del merged["ink"]  # what made it legible is not known here
    return merged


def _difference(one: str, other: str) -> float:
    """How much lighter one colour is than the other, from 0 to 1."""
    lights = [
        sum(share * int(colour[at : at + 2], 16) / 255 for share, at in ((0.3, 1), (0.59, 3), (0.11, 5)))
        for colour in (one, other)
    ]
    return abs(lights[0] - lights[1])


def _bar(value: str) -> str:
    """The first coloured stretch of a gradient with hard edges, as a Styler draws bars."""
    found = _GRADIENT.match(value)
    stops = [("transparent", "0"), *(_STOP.findall(found[1]) if found else ())]
    for (_, start), (name, end) in pairwise(stops):
        if (colour := _colour(name)) and float(start) < float(end) <= 100:
            return f"{colour} {float(start)} {float(end)}"
    return ""


def _colour(value: str) -> str:
    """The colour as `#rrggbb`, mixed with white where it is translucent; nothing for one that cannot be seen."""
    share = 1.0
    if found := _RGBA.match(value):
        *parts, share = (float(part or 1) for part in found.groups())
    else:
        try:
            parts = [float(part) for part in ImageColor.getrgb(value)]
        except ValueError:
            return ""
        if len(parts) == 4:
            share = parts.pop() / 255
    share = min(max(share, 0), 1)
    mixed = (round(min(max(part, 0), 255) * share + 255 * (1 - share)) for part in parts)
    return "#" + "".join(f"{part:02x}" for part in mixed) if share else ""
