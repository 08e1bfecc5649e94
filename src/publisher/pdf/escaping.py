"""Any text as Typst reads it: as nothing but this text, and broken where a line may break."""

from __future__ import annotations

import re

from publisher.pdf.grid import WHOLE, pieces

ENDLESS = 40
"""Characters from which a word without a slash may be broken anywhere."""

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_UNBROKEN = re.compile(r"\S{80}(?=\S)")
_WORD = re.compile(rf"(\S*/\S*|\S{{{WHOLE + 1},}})")
_BREAK = "#h(0.001pt);"


def quoted(text: str) -> str:
    """The text as a Typst string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{escaped}"'


def escaped(text: str, longest: int = ENDLESS) -> str:
    """The text as markup that reads as nothing but this text; paths, and words beyond the longest, may break."""
    if "/" not in text and max(map(len, text.split()), default=0) <= longest:
        return _plain(text)
    parts = _WORD.split(text)
    parts[1::2] = (_breaking(word, longest) for word in parts[1::2])
    parts[::2] = map(_plain, parts[::2])
    return "".join(parts)


def _plain(text: str) -> str:
    return _PUNCTUATION.sub(lambda found: "\\" + found[0], text)


def _breaking(word: str, longest: int) -> str:
    if "/" in word and "://" not in word and len(word) <= WHOLE:
        return f"#box[{_plain(word)}];"
    return _BREAK.join(map(_plain, pieces(word, WHOLE if "/" in word else longest)))


def wrapped(text: str) -> str:
    """Terminal text in which a line without spaces can be broken."""
    return _UNBROKEN.sub("\\g<0>\u200b", text)


def breakable(text: str, longest: int = ENDLESS) -> str:
    """Code in which words beyond the longest can be broken."""
    return " ".join("\u200b".join(pieces(word, longest)) for word in text.split(" "))
