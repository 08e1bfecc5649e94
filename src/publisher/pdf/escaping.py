"""Any text as Typst reads it: nothing but this text, of characters that the fonts have, broken where a line may break.

A typesetter leaves a blank, or gives up, where no font has a character. Known beforehand, it is shown as its code
point instead: `[U+1F600]`. Characters that reorder the text around them are shown likewise, so that text reads in
the order in which it was written.
"""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from unicodedata import bidirectional, category

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from publisher.fonts import FOLDER

FALLBACK = Path(str(getattr(find_spec("matplotlib"), "origin", ""))).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf"
"""Takes over for what the text faces lack; matplotlib carries it."""

WHOLE = 24  # characters up to which a word, or a path such as `data/2013/a.csv`, stays on one line of a cell
WHOLE_DATE = len("30 September 2009")  # characters up to which a date does
ENDLESS = 40  # characters of running text from which a word without a slash may be broken anywhere
UNBROKEN = 80  # characters of terminal text after which a line can be broken

_FACES = (FOLDER / "SourceSans3_400Regular.ttf", FOLDER / "SourceSerif4_400Regular.ttf", FALLBACK)
_INVISIBLE = frozenset("\t\n\r\xad\u200b\u200c\u200d\u200e\u200f\u2060")
_NEEDLESS = dict.fromkeys((*range(0xFE00, 0xFE10), 0xFEFF))  # variation selectors and marks of byte order
_NOTHING = ("Cc", "Co")  # controls, and private characters, which no standard explains and no archive may hold
_REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")

# These read the words of strangers: where a line may break between them, and where a long one may be broken.
_BREAK = re.compile(r"\s+|(?<=\w-)(?=[^\W\d])")
_STEP = re.compile(r"(?<=[/?&=._-])(?![/?&=._-])|(?<=[a-z])(?=[A-Z])")

_BLANKS = str.maketrans("\t\r\n\f", "    ")
_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})
_IN_LITERAL = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": None})


@cache
def advances(face: Path) -> Mapping[str, float]:
    """The characters that the face has, and the width of each in em."""
    with TTFont(face, lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): widths[name][0] / em for code, name in font.getBestCmap().items()}


@lru_cache(maxsize=20_000)
def text_width(text: str, *, bold: bool = False) -> float:
    """The width of the text on one line, in em, in the face that tables are set in."""
    return sum(map(_widths(bold).__getitem__, text))


@cache
def _widths(bold: bool) -> defaultdict[str, float]:
    face = FOLDER / ("SourceSans3_700Bold.ttf" if bold else "SourceSans3_400Regular.ttf")
    return defaultdict(float, {**advances(FALLBACK), **advances(face)})


def missing_characters(text: str) -> set[str]:
    """The characters of the text that no font can show."""
    return {character for character in set(text) if not _is_fit(character)}


def replace_missing(text: str, refused: Iterable[str] = ()) -> str:
    """Returns the text with characters that no font can show, or that are refused, as code points in brackets.

    >>> replace_missing("a\U0001f9ff")
    'a[U+1F9FF]'
    """
    if text.isascii() and text.isprintable():
        return text
    shown = {ord(character): f"[{code_points(character)}]" for character in {*missing_characters(text), *refused}}
    return text.translate(_NEEDLESS | shown)


def code_points(characters: Iterable[str]) -> str:
    """The code points of the characters, as a sentence lists them."""
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(characters))


@lru_cache(maxsize=10_000)
def _is_fit(character: str) -> bool:
    """Whether a font has the character, or it needs none."""
    if character in _INVISIBLE or ord(character) in _NEEDLESS:
        return True
    is_barred = category(character) in _NOTHING or bidirectional(character) in _REORDERING
    return not is_barred and any(character in advances(face) for face in _FACES)


def quote(text: str) -> str:
    """Returns the text as a Typst string literal."""
    return f'"{text.translate(_IN_LITERAL)}"'


def truth(value: bool) -> str:
    """The value as Typst writes it."""
    return str(value).lower()


def escape(text: str, longest: int = ENDLESS) -> str:
    """Returns the text as markup that is nothing but this text; paths, and words beyond the longest, may break.

    >>> print(escape("See data/2013/a.csv [1]"))
    See #box[data\\/2013\\/a\\.csv]; \\[1\\]
    """
    if "/" not in text and max(map(len, text.split()), default=0) <= longest:
        return text.translate(_SIGNS)
    return "".join(_escape_word(word, longest) for word in _words_and_blanks(text))


def _escape_word(word: str, longest: int) -> str:
    if "/" in word and "://" not in word and len(word) <= WHOLE:
        return f"#box[{word.translate(_SIGNS)}];"
    return "#h(0.001pt);".join(piece.translate(_SIGNS) for piece in break_word(word, WHOLE if "/" in word else longest))


def _words_and_blanks(text: str) -> list[str]:
    return ["".join(run) for _, run in groupby(text, str.isspace)]


def whole_pieces(text: str, kind: str) -> list[str]:
    """The pieces of the text of such a cell that must each stay on one line."""
    if kind == "number" or (kind == "date" and len(text) <= WHOLE_DATE):
        return [text[: WHOLE * 2]]
    return [piece for word in _BREAK.split(text) for piece in break_word(word)]


def break_word(word: str, longest: int = WHOLE) -> list[str]:
    """What the word may be broken into: itself up to `longest` characters, else at signs and at capitals."""
    if len(word) <= longest:
        return [word]
    return [step[at : at + longest] for step in _STEP.split(word) for at in range(0, len(step), longest)]


def break_lines(text: str) -> str:
    """Returns terminal text in which a line without spaces can be broken."""
    return "".join(
        "\u200b".join(word[at : at + UNBROKEN] for at in range(0, len(word), UNBROKEN))
        for word in _words_and_blanks(text)
    )


def collapse(text: str) -> str:
    """Returns the text with each run of blanks as one space, as HTML means it; a no-break space stays."""
    text = text.translate(_BLANKS)
    while "  " in text:
        text = text.replace("  ", " ")
    return text
