"""Text that may be shown: without characters that no text needs, and of a length that a reader can bear."""

from __future__ import annotations

import re

LONGEST = 20_000
"""Characters of one text, such as a caption, that are shown."""

# Reads strangers' text: controls that no text needs, bidi embeddings and overrides that outlive the words they stand
# in, the byte order mark, noncharacters, and halves of surrogate pairs, which cannot be written as UTF-8.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
_MARKS = dict.fromkeys(range(0xE000, 0xE005))
"""Private-use characters that stand for formulas and for brackets in attributes while a chapter is read."""


def clean_text(value: str) -> str:
    """Returns the text without control characters, bidi overrides and what cannot be written as UTF-8."""
    if value.isascii() and value.isprintable():
        return value
    return UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).translate(_MARKS)


def cut_text(value: str, longest: int = LONGEST) -> str:
    """Returns the text cleaned and, where it is too long, cut, with a word on how much is missing."""
    more = f"… (and {len(value) - longest:,} more characters)" if len(value) > longest else ""
    return clean_text(value[:longest]) + more


def is_name(value: str) -> bool:
    """Whether the text can be an id or a class: letters, digits, points, colons, hyphens and underscores alone."""
    plain = value.replace("-", "_").replace(".", "_").replace(":", "_")
    return 0 < len(value) <= 200 and f"_{plain}".isidentifier()


def is_address(value: str) -> bool:
    """Whether the text leads to the web, to a mailbox or to an anchor, and could stand in HTML as it is."""
    start = next((one for one in ("https://", "http://", "mailto:", "#") if value.lower().startswith(one)), value)
    return len(value) > len(start) and value.split() == [value] and not set(value) & set("\"'<>`")
