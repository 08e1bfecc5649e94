"""The CSS that may pass from a notebook into a page: listed properties, plain values, simple selectors.

Used for `style` attributes and `<style>` elements alike, in HTML and in SVG. Values are matched, not parsed: what
needs an escape, a string with odd characters, or a function that is not listed does not pass.
"""

from __future__ import annotations

import re
from functools import lru_cache


def words(listed: str) -> frozenset[str]:
    """The words of a list, as a set."""
    return frozenset(listed.split())


BOXES = words(
    "color background-color background opacity text-align vertical-align font-weight font-style"
    " font-size font-family font-variant text-decoration text-transform white-space border border-top"
    " border-right border-bottom border-left border-color border-width border-style border-collapse"
    " border-spacing border-radius padding padding-top padding-right padding-bottom padding-left width"
    " max-width min-width height max-height list-style-type caption-side line-height"
)
MARKS = words(
    "fill fill-opacity fill-rule clip-rule stroke stroke-width stroke-opacity stroke-linecap"
    " stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color stop-color"
    " stop-opacity font font-size font-family font-weight font-style font-stretch font-variant"
    " text-anchor dominant-baseline alignment-baseline baseline-shift letter-spacing word-spacing"
    " text-decoration clip-path mask marker-start marker-mid marker-end visibility paint-order"
    " shape-rendering text-rendering image-rendering writing-mode transform vector-effect mix-blend-mode"
)
# No backslash (an escape could spell anything), no at-sign, brace, bracket or semicolon; functions by name only.
_VALUE = re.compile(r"[-\w\s.,%#+/!'\"()]{1,2000}\Z", re.ASCII)
_HUGE = re.compile(r"(?<![#\w.])(?:\d{4,}|\d{3,}(?:\.\d*)?(?:r?em|in|cm|v\w+))", re.IGNORECASE)
_FUNCTION = re.compile(r"([-\w]+)\s*\(")
_FUNCTIONS = words("rgb rgba hsl hsla linear-gradient matrix translate translatex translatey rotate scale skewx skewy")
_LOCAL = re.compile(r"""url\(\s*["']?#([-\w.:]+)["']?\s*\)""")
_SELECTOR = re.compile(r"[-\w\s.#*,>+~:()]{1,2000}\Z")
_PSEUDO = re.compile(r":(?!(?:hover|(?:first|last|only)-(?:child|of-type)|nth-child\([\w\s+-]+\))(?![-\w(]))")
_NAMED = re.compile(r"([.#])(-?[A-Za-z_][-\w]*)")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_COMMA = re.compile(r",(?![^(]*\))")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")


@lru_cache(maxsize=4096)
def declarations(style: str, allowed: frozenset[str], prefix: str = "") -> str:
    """The declarations of a style whose property is allowed and whose value is plain.

    In drawings (`MARKS`), references to ids become `prefix` and the id.
    """
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if (
            not _VALUE.match(value)
            or (allowed is BOXES and _HUGE.search(value))
            or not (name in allowed or (name == "display" and value == "none"))
        ):
            continue
        bare = _LOCAL.sub("", value) if allowed is MARKS else value
        if all(function.lower() in _FUNCTIONS for function in _FUNCTION.findall(bare)):
            kept.append(f"{name}:" + _LOCAL.sub(rf"url(#{prefix}\1)", value))
    return ";".join(kept)


def rules(sheet: str, allowed: frozenset[str], *, scope: str, prefix: str) -> str:
    """The simple rules of a style sheet, confined to the element that the selector `scope` names.

    Classes and ids in the selectors become `prefix` and the name; a selector that begins with one also counts
    for the element itself, as some drawings name a class of their root.
    """
    kept = []
    for selectors, style in _RULE.findall(_COMMENT.sub("", sheet)):
        if not _SELECTOR.match(selectors) or _PSEUDO.search(selectors):
            continue
        if plain := declarations(style, allowed, prefix):
            named = [_NAMED.sub(rf"\1{prefix}\2", one.strip()) for one in _COMMA.split(selectors) if one.strip()]
            confined = [f"{scope} {one}" for one in named]
            if allowed is MARKS:
                confined += [f"{scope}{one}" for one in named if one[0] == "."]
            kept.append(f"{','.join(confined)}{{{plain}}}")
    return "".join(kept)
