"""What a program wrote to its terminal, as a terminal would have left it: overwritten lines, and the eight colours."""

from __future__ import annotations

import math
import re
from functools import reduce

from nbconvert.filters.ansi import ansi2html

from publisher.safe.nodes import Words, elements, parse_html
from publisher.safe.text import clean_text

# These read what strangers wrote: commands that tell a terminal a link or a title (their text stays), and blank lines.
_COMMAND = re.compile("\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")
_BLANK = re.compile(r"\n(?:[ \t]*\n){3,}")

_COLOURS = {
    "black": (0, 0, 0),
    "red": (205, 49, 49),
    "green": (13, 160, 90),
    "yellow": (215, 150, 16),
    "blue": (36, 114, 200),
    "magenta": (188, 63, 188),
    "cyan": (17, 168, 205),
    "white": (200, 200, 200),
}
"""The eight colours of a terminal; the page has shades of them that can be read by day and by night."""


def overwrite(words: str) -> str:
    """Returns a stream as a terminal leaves it: a carriage return overwrites the line, a backspace a character.

    >>> overwrite("10%\\r100%\\nab\\bc")
    '100%\\nac'
    """
    lines = words.replace("\r\n", "\n").split("\n")
    return "\n".join(_erase(reduce(_overwrite_line, line.split("\r"))) for line in lines)


def _overwrite_line(line: str, by: str) -> str:
    """The line after a carriage return; with escapes, which may erase it and take no room, only what came last."""
    return by if "\x1b" in line + by else by + line[len(by) :]


def _erase(line: str) -> str:
    """The line without the characters that a backspace takes back, which goes no further than its beginning."""
    left, *pieces = line.split("\b")
    for piece in pieces:
        left = left[:-1] + piece
    return left


def drop_commands(words: str) -> str:
    """Returns the text without commands to the terminal other than colours, and at most two blank lines in a row."""
    return _BLANK.sub("\n\n\n", _COMMAND.sub("", words))


def read_colours(words: str) -> Words:
    """Returns the text as nodes, in which spans have nbconvert's names for colours: `ansi-red-fg`, `ansi-bold` …"""
    first, *others = (clean_text(piece) for piece in words.split("\x1b"))
    plain = "".join([first, *(f"\x1b{piece}" if piece.startswith("[") else piece for piece in others)])
    nodes = parse_html(clean_text(ansi2html(plain.rstrip())))
    for span in elements(nodes, "span"):
        names = span.classes
        for style in span.attributes.get("style", "").split(";"):  # as nbconvert writes a free colour
            kind, _, parts = style.strip().removesuffix(")").partition(": rgb(")
            if parts:
                names.append(f"ansi-{_nearest(*map(int, parts.split(',')))}-{'fg' if kind == 'color' else 'bg'}")
        span.attributes = {"class": " ".join(names)}
    return nodes


def _nearest(*colour: int) -> str:
    """The name of the terminal's colour that is nearest to this one."""
    return min(_COLOURS, key=lambda name: math.dist(_COLOURS[name], colour))
