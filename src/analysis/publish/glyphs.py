"""Which characters the document's fonts can show, and what stands in place of the others.

A typesetter leaves a blank, or gives up, where no font has a character. Known beforehand, it is shown as its code
point instead: `[U+1F600]`. Characters that reorder the text around them are shown likewise, so that text reads in
the order in which it was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
FALLBACK = Path(str(find_spec("matplotlib").origin)).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
"""Takes over for what the text faces lack; matplotlib carries it."""

_TEXT_FACES = ("SourceSerif4_400Regular.ttf", "SourceSans3_400Regular.ttf")
_REORDERING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_INVISIBLE = frozenset("\t\n\r\xad\u200b\u200c\u200d\u200e\u200f\u2060")
_REMOVED = dict.fromkeys((*range(0xFE00, 0xFE10), 0xFEFF))


@cache
def covered() -> frozenset[str]:
    """Every character that at least one of the fonts can show, or that needs no showing."""
    characters: set[str] = set(_INVISIBLE)
    for path in (*(FOLDER / name for name in _TEXT_FACES), FALLBACK):
        with TTFont(path, lazy=True) as font:
            characters.update(map(chr, font.getBestCmap()))
    return frozenset(characters - _REORDERING - {chr(number) for number in range(32) if chr(number) not in "\t\n\r"})


def missing(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font can show, in order of code point, each once."""
    return tuple(sorted(set(text).difference(covered(), map(chr, _REMOVED))))


def shown(text: str) -> str:
    """`text` with every character that no font can show as its code point in brackets."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate({**_REMOVED, **{ord(character): code_point(character) for character in missing(text)}})


def code_point(character: str) -> str:
    """`[U+1F600]` for 😀."""
    return f"[U+{ord(character):04X}]"


def listed(characters: Iterable[str]) -> str:
    """The code points of `characters`, as a sentence lists them."""
    return ", ".join(f"U+{ord(character):04X}" for character in characters)
