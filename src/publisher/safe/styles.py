"""The CSS that may pass from a notebook into a page: listed properties, plain values, simple selectors.

Used for `style` attributes and `<style>` elements alike, in HTML and in SVG. tinycss2 reads tokens; what is written is
made of those that are listed, in letters that need no escape, so that a browser reads the same in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from string import ascii_letters, digits

import tinycss2
from tinycss2.ast import Node

from publisher.safe.text import is_name


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
_TOKENS = words("ident number percentage dimension hash whitespace literal")
_CHARACTERS = frozenset(ascii_letters + digits + " \t\n_-.,%+#/!'\"()")
_FUNCTIONS = words("rgb rgba hsl hsla linear-gradient matrix translate translatex translatey rotate scale skewx skewy")
_SMALL_UNITS = words("px pt deg")
_SELECTOR = words("whitespace . * > + ~ :")
_PSEUDO = words("hover first-child last-child only-child first-of-type last-of-type only-of-type")
_NTH = words("ident number dimension whitespace")


@lru_cache(maxsize=4096)
def safe_declarations(style: str, allowed: frozenset[str], prefix: str = "") -> str:
    """The declarations of a style whose property is allowed and whose value is plain, as they were written.

    In drawings (`MARKS`), references to ids become `prefix` and the id.

    >>> safe_declarations("color: RED; position: fixed; width: expression(x)", BOXES)
    'color:RED'
    """
    return _declarations(style, allowed, prefix)


def safe_rules(sheet: str, allowed: frozenset[str], *, scope: str, prefix: str) -> str:
    """The simple rules of a style sheet, confined to the element that the selector `scope` names.

    Classes and ids in the selectors become `prefix` and the name; a selector that begins with one also counts
    for the element itself, as some drawings name a class of their root.

    >>> safe_rules("@import 'x'; td.hot { color: red }", BOXES, scope="#o", prefix="c-")
    '#o td.c-hot{color:red}'
    """
    kept = []
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        is_rule = rule.type == "qualified-rule"
        selectors = [_selector(part, prefix) for part in split_at(rule.prelude, ",")] if is_rule else []
        if selectors and all(selectors) and (plain := _declarations(rule.content, allowed, prefix)):
            roots = [f"{scope}{one}" for one in selectors if allowed is MARKS and one[0] == "."]
            kept.append(f"{','.join([*(f'{scope} {one}' for one in selectors), *roots])}{{{plain}}}")
    return "".join(kept)


def split_at(tokens: Iterable[Node], separator: str) -> list[list[Node]]:
    """The runs of tokens between the separators."""
    return [list(run) for is_between, run in groupby(tokens, lambda token: token != separator) if is_between]


def _declarations(style: str | Iterable[Node], allowed: frozenset[str], prefix: str) -> str:
    kept = []
    for one in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        value = _value(one.value, allowed, prefix).strip() if one.type == "declaration" else ""
        if value and (one.lower_name in allowed or (one.lower_name, value) == ("display", "none")):
            kept.append(f"{one.lower_name}:{value}{' !important' * one.important}")
    return ";".join(kept)


# Below, nothing is said of what may not pass, and with a piece of it all of it is left out.


def _value(tokens: Iterable[Node], allowed: frozenset[str], prefix: str, depth: int = 0) -> str:
    """The value as it was written; no function may stand within more than one other."""
    pieces = [_piece(token, allowed, prefix, depth) for token in tokens]
    return "".join(pieces) if all(piece and _CHARACTERS.issuperset(piece) for piece in pieces) else ""


def _piece(token: Node, allowed: frozenset[str], prefix: str, depth: int) -> str:
    if allowed is MARKS and (name := _reference(token)):
        return f"url(#{prefix}{name})"
    if token.type == "function":
        is_listed = token.lower_name in _FUNCTIONS and depth < 2
        inside = _value(token.arguments, allowed, prefix, depth + 1) if is_listed else ""
        return inside and f"{token.name}({inside})"
    if token.type == "string":  # in quotation marks that an attribute need not escape
        return f"'{token.value}'" if token.value.isprintable() and "'" not in token.value else ""
    if allowed is BOXES and token.type in ("number", "percentage", "dimension"):  # could cover what is not its own
        is_small = token.type != "dimension" or token.lower_unit in _SMALL_UNITS
        return token.serialize() if abs(token.value) < (1000 if is_small else 100) else ""
    return token.serialize() if token.type in _TOKENS else ""


def _reference(token: Node) -> str:
    """The id within the drawing to which the token refers, `url(#…)` or `url("#…")`."""
    address = token.value if token.type == "url" else ""
    if token.type == "function" and token.lower_name == "url":
        address = "".join(part.value for part in token.arguments if part.type == "string")
    return address[1:] if address[:1] == "#" and is_name(address[1:]) else ""


def _selector(tokens: Iterable[Node], prefix: str) -> str:
    """The selector, its classes and ids prefixed."""
    pieces = []
    before = ""
    for token in tokens:
        kind = token.value if token.type == "literal" else token.type
        if before == ":":
            pieces.append(_pseudo(token))
        elif kind in ("hash", "ident"):
            mark, more = ("#", prefix) if kind == "hash" else ("", prefix if before == "." else "")
            is_plain = is_name(token.value) and ":" not in token.value
            pieces.append(f"{mark}{more}{token.value}" if is_plain else "")
        else:
            pieces.append(token.serialize() if kind in _SELECTOR else "")
        before = kind
    selector = "".join(pieces).strip() if all(pieces) else ""
    return "" if selector[:1] in (">", "+", "~") else selector  # behind the scope, a sibling of it would be meant


def _pseudo(token: Node) -> str:
    """The name of a state, or of a place among siblings."""
    if token.type == "ident":
        return token.serialize() if token.lower_value in _PSEUDO else ""
    is_place = token.type == "function" and token.lower_name == "nth-child"
    if not is_place or not all(part.type in _NTH or part in ("+", "-") for part in token.arguments):
        return ""
    place = "".join(part.serialize() for part in token.arguments)
    return "" if "\\" in place else f"nth-child({place})"
