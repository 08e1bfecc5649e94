"""Which characters the document's fonts can show, and what stands in place of the others.

A typesetter leaves a blank, or gives up, where no font has a character. Known beforehand, it is shown as its code
point instead: `[U+1F600]`. Characters that reorder the text around them are shown likewise, so that text reads in
the order in which it was written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from publisher.fonts import FOLDER

FALLBACK = Path(str(getattr(find_spec("matplotlib"), "origin", ""))).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf"
"""Takes over for what the text faces lack; matplotlib carries it."""

_FACES = (FOLDER / "SourceSans3_400Regular.ttf", FOLDER / "SourceSerif4_400Regular.ttf", FALLBACK)
_PLAIN = bytes(range(ord(" "), ord("~") + 1)) + b"\n"
_INVISIBLE = frozenset("\t\n\r\xad\u200b\u200c\u200d\u200e\u200f\u2060")
_NEVER = frozenset(map(chr, (*range(32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))) - _INVISIBLE
_PRIVATE = "Co"  # of such a character no standard says what it is, so an archive may not hold it
_NEEDLESS = frozenset(map(chr, (*range(0xFE00, 0xFE10), 0xFEFF)))


@cache
def advances(face: Path) -> Mapping[str, float]:
    """The characters that the face has, and the width of each in em."""
    with TTFont(face, lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): widths[name][0] / em for code, name in font.getBestCmap().items()}


def missing_characters(text: str) -> list[str]:
    """The characters of `text` that no font can show, in order of code point, each once."""
    return sorted(character for character in _special(text) if not _is_fit(character))


def replace_missing(text: str, missing: Container[str] | None = None) -> str:
    """`text` with every character that no font can show, or every one of `missing`, as its code point in brackets.

    >>> replace_missing("a\U0001f9ff")
    'a[U+1F9FF]'
    """
    if text.isascii() and text.isprintable():
        return text
    table = {
        ord(character): "" if character in _NEEDLESS else f"[{code_points(character)}]"
        for character in _special(text)
        if character in _NEEDLESS or (not _is_fit(character) if missing is None else character in missing)
    }
    return text.translate(table) if table else text


def code_points(characters: Iterable[str]) -> str:
    """The code points of `characters`, as a sentence lists them."""
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(characters))


def _special(text: str) -> set[str]:
    """The characters of the text that not every font has."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass"))


@lru_cache(maxsize=10_000)
def _is_fit(character: str) -> bool:
    """Whether a font has the character, or it needs none."""
    if character in _NEVER or category(character) == _PRIVATE:
        return False
    return character in _INVISIBLE | _NEEDLESS or any(character in advances(face) for face in _FACES)
