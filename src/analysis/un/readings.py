"""Lenient reading of what people write instead of symbols; every repair is named, nothing is guessed in silence.

One text may hold several symbols: joint ones (`A/47/277-S/24111`), ranges (`S/12710-28`), and lists of suffixes
(`A/55/595 and Corr.1 and 2`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.un import package_data
from analysis.un.symbols import Reason, Symbol, SymbolError, parse, symbol_of

WIDEST = 200  # a range of more documents is taken for a slip
TEXT_LIMIT = 1000
MIXED = "Add Amend Annex Corr Rev Sess Supp Summary Sub Agenda Part Vol Suppl Resumption Sect to"
WORDS = {word.casefold(): word for word in MIXED.split()}  # the words of symbols that are not all capitals
WORD = re.compile(r"[A-Za-z]+")
SEPARATOR = re.compile(
    r",? (?i:and|et) |, |; ?|(?<=\d),(?=\d)| ?& ?"  # lists
    r"| ?- ?(?=[A-Z]{1,5}/[A-Z\d])"  # joint symbols
    r"| (?=[A-Z]{1,5}/[A-Z\d])|(?<=\d) (?=/\d{2}/\d)|\(?(?<=\d)(?=/\d{2}/\d{3}$)"
)
SUFFIXES = re.compile(r"(?:Add|Amend|Corr|Rev|Supp)\.\d", re.IGNORECASE)
RANGE = re.compile(r"(.*?)(\d{1,6})(?: ?- ?| to )(?:[A-Z][a-z]{0,3}\.)?(\d{1,6})")
PLACEHOLDER = re.compile(r"\.\.\.|…|/\.\.$|_{2}|/[-Xx?]{1,4}$")
FINAL = (Reason.EMPTY, Reason.LEAGUE_OF_NATIONS, Reason.PRESS_RELEASE, Reason.JOB_NUMBER)  # nothing to repair


@cache
def _repairs(stage: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """What is repaired at a stage, in this order: the name, what is found, what stands instead."""
    rows = (row for row in package_data.rows(__package__, "repairs.csv") if row["stage"] == stage)
    return tuple((row["repair"], re.compile(row["found"]), row["instead"]) for row in rows)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as: its symbols, and the names of the repairs that it took.

    The repairs are `bracket`, `blank`, `case`, `dash`, `doubled` (letters, dots, beginnings), `figure` (a letter
    that was scanned for a figure), `inherited` (a beginning taken from the symbol before), `invisible`, `mojibake`,
    `separator`, `width` (full-width letters), `wrapping`, `year` (one that is of no use) and `zeros`; `joint`,
    `list` and `range` say how one text became several symbols.
    """

    text: str
    symbols: tuple[Symbol, ...]
    repairs: tuple[str, ...]

    @property
    def symbol(self) -> Symbol:
        """The only symbol; SymbolError if the text holds several.

        >>> str(read("A/C.3/78/L.12/Rev. 1").symbol)
        'A/C.3/78/L.12/Rev.1'
        """
        if len(self.symbols) > 1:
            raise SymbolError(self.text, Reason.SEVERAL, 0, "several symbols where one was asked for")
        return self.symbols[0]


def read(text: str) -> Reading:
    """The symbols that the text most plainly stands for, with the repairs; SymbolError if it stands for none.

    >>> [str(symbol) for symbol in read("A/47/277-S/24111").symbols]
    ['A/47/277', 'S/24111']
    >>> [str(symbol) for symbol in read("A/55/595 and Corr.1 and 2").symbols]
    ['A/55/595', 'A/55/595/Corr.1', 'A/55/595/Corr.2']
    >>> read("AA/78/481/Add.2"), read("S/12710-12").symbols[-1].text
    (Reading(text='AA/78/481/Add.2', symbols=(Symbol(...),), repairs=('doubled',)), 'S/12712')
    """
    try:
        return Reading(text, (parse(text),), ())
    except SymbolError as error:
        if error.reason in FINAL or len(text) > TEXT_LIMIT:
            raise
        if hole := PLACEHOLDER.search(text):
            raise SymbolError(text, Reason.PLACEHOLDER, hole.start(), "no number yet") from None
    repairs: list[str] = []
    tidy = _repair(text, "characters", repairs)
    if not tidy.isascii():
        repairs.append("width")
        tidy = unicodedata.normalize("NFKC", tidy)  # full-width letters and the like
    found: dict[Symbol, None] = {}
    try:
        for written in _expand(tidy, repairs):
            found[parse(written)] = None
    except SymbolError as error:
        raise _locate(text, error) from None
    return Reading(text, tuple(found), tuple(dict.fromkeys(repairs)))


def _expand(tidy: str, repairs: list[str]) -> Iterator[str]:
    """The symbols of a list, written out; each token is completed from the symbol before it."""
    base = last = ""
    for place, token in enumerate(SEPARATOR.split(tidy)):
        if place:
            token, base = _complete(token, base, last, repairs)
        else:
            token = base = _respell(token, repairs)
        for last in _range(token, repairs):
            yield last


def _complete(token: str, base: str, last: str, repairs: list[str]) -> tuple[str, str]:
    """The token as a whole symbol, and the symbol to which the suffixes that follow belong."""
    if SUFFIXES.match(token):
        repairs.append("list")
        token = WORD.sub(_set_case, token)
        kind = token.partition(".")[0]
        return base.partition(f"/{kind}.")[0] + "/" + token, base
    if re.fullmatch(r"\d{1,6}(?:-\d{1,6})?", token):
        repairs.append("list")
        return last.rstrip("0123456789") + token, base
    if re.fullmatch(r"[A-Z]", token) and re.search(r"[ \d][A-Z]$", last):
        repairs.append("list")
        return last[:-1] + token, base
    if re.match(r"/\d", token):
        repairs.append("inherited")
        token = base.partition("/")[0] + token
    else:
        repairs.append("joint")
    token = _respell(token, repairs)
    return token, token


def _range(token: str, repairs: list[str]) -> Iterator[str]:
    match = RANGE.fullmatch(token)
    if match is None or symbol_of(token):
        yield token
        return
    stem, first, end = match.groups()
    if len(end) < len(first):
        end = first[: len(first) - len(end)] + end  # 12710-28
    if not 0 < int(end) - int(first) <= WIDEST:
        position = len(stem) + len(first)
        raise SymbolError(token, Reason.MALFORMED, position, "not a range of documents")
    repairs.append("range")
    for number in range(int(first), int(end) + 1):
        yield f"{stem}{number:0{len(first) if first[0] == '0' else 1}d}"


def _respell(token: str, repairs: list[str]) -> str:
    """The token as the United Nations would spell it; unchanged where it is a symbol already."""
    if symbol_of(token):
        return token
    token = _repair(token, "figures", repairs)
    cased = WORD.sub(_set_case, token)
    if cased == token or not symbol_of(cased):
        token = _repair(token, "spellings", repairs)
        cased = WORD.sub(_set_case, token)
        if symbol_of(token):
            return token
    if cased != token:
        repairs.append("case")
    return cased


def _set_case(word: re.Match[str]) -> str:
    return WORDS.get(word[0].casefold(), word[0].upper())


def _repair(text: str, stage: str, repairs: list[str]) -> str:
    for name, found, instead in _repairs(stage):
        replaced = found.sub(instead, text)
        if replaced != text:
            repairs.append(name)
            text = replaced
    return text


def _locate(text: str, error: SymbolError) -> SymbolError:
    """The refusal with its place in the text as it was given."""
    for part in (error.text, error.text[: error.position], error.text.partition(".")[0]):
        if part and (start := text.casefold().find(part.casefold())) >= 0:
            position = start + error.position
            return SymbolError(text, error.reason, min(position, len(text)), error.message)
    return SymbolError(text, error.reason, 0, error.message)
