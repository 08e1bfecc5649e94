"""Document symbols of the United Nations as values: strict reading, canonical writing, a librarian's order.

What people write instead of symbols is read by `readings`; the families are rows of `bodies.csv`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, total_ordering
from typing import NamedTuple

from analysis.un import bodies, numbering, package_data
from analysis.un.refusals import Reason as Reason  # what `parse` raises is part of this module's promise
from analysis.un.refusals import SymbolError as SymbolError
from analysis.un.refusals import stranger

LONGEST = 120  # no symbol has more characters; longer text is refused before any rule looks at it

PARENTHESIS = re.compile(r" ?\((Part|Vol\.|Suppl\.|Resumption|Sect\.|SUPP)(?: ?([IVX0-9]{1,6}))?\)")
SUFFIX = re.compile(r"(?:Add|Amend|Annex|Corr|Rev|Sess|Supp|Summary)(?:\.[0-9]{1,3}[A-Z]?)?")
ELEMENT = re.compile(  # COP(10) and (1267) stand in symbols of two bodies; SUB.2 and Res are misspelt
    r"[0-9]{1,7}|(?!SUB\b|AGENDA\b|Res\b|Dec\b|Inf\b)[A-Z][A-Za-z]{0,11}(?:\.[A-Z0-9]{1,8}){0,3}(?:\([0-9]{1,2}\))?"
    r"|E?S-[1-9][0-9]?|\([0-9]{2,4}\)"
)
LAST = re.compile(
    r"(?:([A-Z][A-Za-z]{0,6})\.)?([0-9]{1,7})(-[0-9]{1,3})?"  # the number, marked or not; 5-6: combined reports
    r"(?: ?([A-Z](?:-[A-Z])?))?"  # part, as in 48/75 A and 2B(XIV)
    r"(?: ?\(((?:E?S-)?[IVXLC]{1,8}|[0-9]{4})\))?"  # Roman session, or year
    r"(?:\[([A-Z](?:-[A-Z])?)\])?"  # part, as in 217(III)[A]
)
EARLY = re.compile(r"([A-Z]{1,5})?\(([IVXLC]{1,8})\)")  # acts with Roman or lettered numbers, or none


class Kind(StrEnum):
    """What a document is, as far as its symbol says; a closed list."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    PRESIDENTIAL_STATEMENT = "presidential-statement"
    DRAFT = "draft"  # L.: limited distribution
    DOCUMENT = "document"  # the main series: reports, letters, notes
    VERBATIM_RECORD = "verbatim-record"
    SUMMARY_RECORD = "summary-record"
    WORKING_PAPER = "working-paper"
    CONFERENCE_ROOM_PAPER = "conference-room-paper"
    INFORMATION = "information"
    NGO_STATEMENT = "ngo-statement"
    PETITION = "petition"
    RESTRICTED = "restricted"
    ISSUANCE = "issuance"  # bulletins, instructions and circulars of the Secretariat


MARKS = {row["mark"]: Kind(row["kind"]) for row in package_data.rows(__package__, "marks.csv")}
SERIAL = ("security-council", "economic-and-social-council")  # the numbers of their acts reached those of years
ACTS = frozenset({Kind.RESOLUTION, Kind.DECISION, Kind.PRESIDENTIAL_STATEMENT})


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """One document's symbol: equal, hashed and printed by its canonical text, sorted as a librarian files it.

    `body` is an id of `bodies.csv`. `session` is the body's own ("61", "S-20", "ES-10", "2008"), None where the
    symbol does not tell it. `number` is None for the few early acts without one.

    >>> symbol = parse("A/C.3/63/L.20/Rev.1")
    >>> symbol.body, symbol.session, symbol.kind.value, symbol.number, symbol.part, symbol.suffixes
    ('third-committee', '63', 'draft', 20, None, ('Rev.1',))
    >>> [str(one) for one in sorted(map(parse, ["A/RES/61/180", "A/RES/61/18", "A/RES/3515(XXX)"]))]
    ['A/RES/3515(XXX)', 'A/RES/61/18', 'A/RES/61/180']
    """

    body: str
    session: str | None
    kind: Kind
    number: int | None
    part: str | None
    suffixes: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Symbol) else NotImplemented

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Symbol):
            return NotImplemented
        return (_shelf(self), self.text) < (_shelf(other), other.text)

    def __hash__(self) -> int:
        return hash(self.text)


class _Parts(NamedTuple):
    """A symbol without its suffixes, taken apart; the first `named` elements name the body."""

    text: str
    elements: list[str]
    body: bodies.Body
    named: int

    def refusal(self, place: int, reason: Reason, message: str) -> SymbolError:
        position = sum(len(element) + 1 for element in self.elements[:place])
        return SymbolError(self.text, reason, min(position, len(self.text)), message)


class _Number(NamedTuple):
    """The last element: its number, how that is written canonically, and what stands in its brackets."""

    mark: str
    number: int | None
    part: str | None
    bracket: str
    written: str


@lru_cache(maxsize=4096)
def parse(text: str) -> Symbol:
    """The symbol that the text is, in a form that the United Nations prints; else SymbolError.

    A blank before a bracket, and the three ways of writing a part, are all in print and name one document.

    >>> [parse(text).session for text in ("A/RES/3515(XXX)", "E/RES/2011(LXI)", "E/RES/2008/33", "A/RES/S-20/2")]
    ['30', '61', '2008', 'S-20']
    >>> [str(parse(text)) for text in ("S/RES/2331(2016)", "A/RES/37/100[A]", "A/RES/217 A (III)")]
    ['S/RES/2331 (2016)', 'A/RES/37/100 A', 'A/RES/217(III)[A]']
    >>> parse("E/CN.15/2013/L.5").session
    '22'
    """
    if len(text) > LONGEST:
        raise SymbolError(text, Reason.TOO_LONG, LONGEST, "no symbol has so many characters:")
    if not text.strip():
        raise SymbolError(text, Reason.EMPTY, 0, "nothing to read")
    stem, tail = text, ""
    if text.endswith(")") and (parenthesis := PARENTHESIS.search(text)) and parenthesis.end() == len(text):
        stem, tail = text[: parenthesis.start()], " ".join(filter(None, parenthesis.groups()))
    elements = stem.split("/")
    suffixes: list[str] = []
    found = bodies.prefix_of("/".join(elements[:3]))
    if found is None:
        raise stranger(text)
    body, named = found
    while len(elements) > named and SUFFIX.fullmatch(elements[-1]):
        suffixes.insert(0, elements.pop())
    return _symbol(_Parts(text, elements, body, named), suffixes, tail)


def symbol_of(text: str) -> Symbol | None:
    """The symbol that the text is, None for what is none.

    >>> str(symbol_of("A/RES/61/180")), symbol_of("a letter")
    ('A/RES/61/180', None)
    """
    try:
        return parse(text)
    except SymbolError:
        return None


def _symbol(parts: _Parts, suffixes: list[str], tail: str) -> Symbol:
    body, elements = parts.body, parts.elements
    end = len(elements) - 1
    if end < parts.named:
        raise parts.refusal(parts.named, Reason.NO_NUMBER, "no document number")
    middle = elements[parts.named : end]
    for place, element in enumerate(middle, parts.named):
        if not ELEMENT.fullmatch(element):
            reason = Reason.PLACEHOLDER if _is_hole(element) else Reason.MALFORMED
            raise parts.refusal(place, reason, "not an element of a symbol")
    figures = [place for place, element in enumerate(middle, parts.named) if element.isdecimal()]
    if len(figures) > 1 and body.numbering in ("assembly", "session", "annual"):
        raise parts.refusal(figures[1], Reason.MALFORMED, "more figures than a symbol of this body has")
    kind = next((MARKS[element] for element in reversed(middle) if element in MARKS), Kind.DOCUMENT)
    try:
        last = _last(parts, kind)
        kind = MARKS.get(last.mark, Kind.DOCUMENT) if last.mark else kind
        number = last.number
        if last.bracket:
            told = numbering.session_of_bracket(body, last.bracket)
        else:
            told = numbering.session_of_elements(body, elements[1:end])
            is_year = numbering.YEAR.fullmatch(last.written) and body.body_id not in SERIAL
            if is_year and not told.is_told and kind in ACTS and elements[end - 1] in MARKS:
                told = numbering.session_of_year(body, last.written)
                number = None  # E/CN.4/DEC/1982: an act without number
    except numbering.NumberingError as error:
        raise parts.refusal(parts.named, Reason.SESSION, str(error)) from None
    session = told.session
    if kind not in ACTS and session is None and number is not None:
        stem = "/".join(elements[:end]) + "/" + (f"{last.mark}." if last.mark else "")
        session = numbering.session_of_serial(stem, number)
    if kind in ACTS and session is None and body.numbering in ("assembly", "session", "annual"):
        raise parts.refusal(end, Reason.SESSION, "an act without a session or year that the body had")
    marks = (*suffixes, tail) if tail else tuple(suffixes)
    canonical = "/".join([*elements[:end], last.written, *suffixes]) + (f" ({tail})" if tail else "")
    return Symbol(body.body_id, session, kind, number, last.part, marks, canonical)


def _last(parts: _Parts, kind: Kind) -> _Number:
    element, end = parts.elements[-1], len(parts.elements) - 1
    match = LAST.fullmatch(element)
    if match is None:
        if kind in ACTS and (early := EARLY.fullmatch(element)):
            name, bracket = early.groups()
            if not name and parts.elements[-2] not in MARKS:
                raise parts.refusal(end, Reason.MALFORMED, "brackets without their number")
            number = numbering.roman(name) if name and set(name) <= set("IVX") else None
            return _Number("", number, None if number else name, bracket, element)
        reason = Reason.PLACEHOLDER if _is_hole(element) else Reason.NO_NUMBER
        raise parts.refusal(end, reason, "no document number")
    mark, digits, combined, before, bracket, after = match.groups()
    is_odd = (
        (before and after)
        or (kind in ACTS and (mark or digits[0] == "0"))
        or (bracket and kind not in ACTS)
        or (combined and parts.body.numbering != "reports")
        or (mark and SUFFIX.fullmatch(mark.title()))  # ADD.1
    )
    if is_odd:
        raise parts.refusal(end, Reason.MALFORMED, "not the number of a document")
    part = before or after
    mark = "Res" if mark == "RES" else mark  # catalogues write UNEP/EA.2/RES.10, the document UNEP/EA.2/Res.10
    written = f"{mark}.{digits}" if mark else digits
    if bracket:
        written += (" " if bracket.isdecimal() else "") + f"({bracket})" + (f"[{part}]" if part else "")
    else:
        written += (combined or "") + (f" {part}" if part else "")
    return _Number(mark or "", int(digits), part, bracket or "", written)


@lru_cache(maxsize=65536)
def _shelf(symbol: Symbol) -> tuple[tuple[int, str, int], ...]:
    """The place on the shelf: figures by value, serial documents before those of numbered sessions."""
    elements = symbol.text.split("/")
    *series, last = elements[: len(elements) - sum(" " not in suffix for suffix in symbol.suffixes)]
    shelf = [_natural(element) for element in series]
    number = LAST.match(last)
    mark = (number and number[1]) or ""
    if symbol.kind in ACTS and "(" in last:
        shelf.append(_natural(symbol.session or "0"))
    elif not any(element.isdecimal() or numbering.SPECIAL.fullmatch(element) for element in series):
        shelf.append((0, "", 0))
    shelf.append((1 if mark else 0, mark, symbol.number or 0))
    if symbol.part:
        shelf.append((1, symbol.part, 0))
    shelf.extend((2, *_natural(suffix)[1:]) for suffix in symbol.suffixes)
    return tuple(shelf)


def _natural(element: str) -> tuple[int, str, int]:
    stem = element.rstrip("0123456789")
    return (1 if stem else 0), stem, int(element[len(stem) :] or 0)


def _is_hole(element: str) -> bool:
    return ".." in element or "…" in element or not element.strip("-_.?")
