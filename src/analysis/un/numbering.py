"""How the bodies number their sessions, and what session a symbol tells.

By years, each rule with the range in which it holds (`numbering.csv`); and by serial runs, series without a session
in their symbols (`E/CN.4/L.1551`) where some record states it (`serials.csv`).
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from analysis.un import bodies, package_data

SPECIAL = re.compile(r"E?S-[1-9][0-9]?")
YEAR = re.compile(r"19[4-9][0-9]|20[0-9][0-9]")
MARKED = re.compile(r"(EA|GC|GCSS|SS)\.([0-9]{1,2}|[IVXL]{1,6})")
ROMAN = re.compile(r"(?=[IVXLC])C?(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
FIGURES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
FIRST_NUMBERED = 31  # the General Assembly's first session whose number stands in its symbols
LAST_PLAUSIBLE = 150
NEVER = 9_999_999  # stands for the end of what has none
NUMBERS = ("first", "last", "first_year", "step", "per_year")
ORGANS = ("AC.", "C.", "SC.", "WG.")  # an organ before the year has sessions of its own


class NumberingError(ValueError):
    """A session that this body cannot have had."""


class Designation(NamedTuple):
    """The session that a symbol tells, None where its year has none by rule; and whether it tells any."""

    session: str | None
    is_told: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `numbering.csv`: sessions `first` to `last` of a body, from `first_year` on."""

    prefix: str
    source: str
    first: int
    last: int
    first_year: int
    step: int
    per_year: int

    def sessions_in(self, year: int) -> tuple[str, ...]:
        """The sessions of that year, empty outside the rule's range.

        >>> rules("human-rights-council")[0].sessions_in(2010)
        ('13', '14', '15')
        """
        past, between = divmod(year - self.first_year, self.step)
        if past < 0 or between:
            return ()
        first = self.first + past * self.per_year
        return tuple(f"{self.prefix}{n}" for n in range(first, first + self.per_year) if n <= self.last)


def session_of_elements(body: bodies.Body, elements: list[str]) -> Designation:
    """The session told by the elements of a symbol between its root and its number.

    >>> session_of_elements(bodies.body("commission-on-narcotic-drugs"), ["CN.7", "2022"]).session
    '65'
    """
    way = body.numbering
    for element in elements:
        if SPECIAL.fullmatch(element):
            if element.startswith("E") and way in ("session", "annual"):
                raise NumberingError(f"{body.name} has no emergency sessions")
            return Designation(element, True)
    for before, element in zip(["", *elements], elements, strict=False):
        if way in ("annual", "year"):
            if YEAR.fullmatch(element):
                return session_of_year(body, element)
            if element.startswith(ORGANS) and element not in body.prefixes[0]:
                return Designation(None, False)
        elif way in ("assembly", "session") and element.isdecimal():
            first = FIRST_NUMBERED if way == "assembly" else 1
            if element.startswith("0") or not first <= int(element) <= LAST_PLAUSIBLE:
                raise NumberingError(f"{body.name} has no session {element} in its symbols")
            return Designation(f"{before}-{element}" if before in ("OS", "OM") else element, True)
        elif way == "marked" and (mark := MARKED.fullmatch(element)):
            number = mark[2] if mark[2].isdecimal() else str(roman(mark[2]))
            return Designation(("S-" if mark[1].endswith("SS") else "") + number, True)
    return Designation(None, False)


def session_of_year(body: bodies.Body, year: str) -> Designation:
    """The session of a symbol's year.

    >>> session_of_year(bodies.body("security-council"), "2015").session
    '70'
    """
    sessions = (year,) if body.numbering == "year" else sessions_in(body.body_id, int(year))
    return Designation(sessions[0] if len(sessions) == 1 else None, True)


def session_of_bracket(body: bodies.Body, bracket: str) -> Designation:
    """The session of an act that has it in brackets: `(XXX)`, `(S-VII)`, or a year.

    >>> session_of_bracket(bodies.body("general-assembly"), "ES-V").session
    'ES-5'
    """
    if bracket.isdecimal():
        return session_of_year(body, bracket)
    special, _, figures = bracket.rpartition("-")
    session = roman(figures)
    if body.numbering == "assembly" and session >= FIRST_NUMBERED:
        raise NumberingError("Roman sessions ended with XXX")
    return Designation(f"{special}-{session}" if special else str(session), True)


def session_of_serial(stem: str, number: int) -> str | None:
    """The session in which a serial number was given, None outside the runs that a record states.

    `stem` is the symbol before the number; a conference is a run by itself.

    >>> session_of_serial("E/CN.4/L.", 1575), session_of_serial("E/CN.4/L.", 9), session_of_serial("A/CONF.169/L.", 2)
    ('37', None, '1995')
    """
    runs = _runs()
    for first, last, session in runs.get(stem, ()):
        if first <= number <= last:
            return session
    conference = runs.get("/".join(stem.split("/", 2)[:2]))
    return conference[0][2] if conference else None


def roman(figures: str) -> int:
    """The value of Roman figures written in the one regular way.

    >>> roman("XLVIII")
    48
    """
    if not ROMAN.fullmatch(figures):
        raise NumberingError(f"{figures} is no Roman number")
    values = [FIGURES[figure] for figure in figures]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


@cache
def rules(body_id: str) -> tuple[Rule, ...]:
    """The rules of a body, empty where its sessions cannot be derived from years.

    >>> len(rules("conference-of-the-parties-untoc"))
    2
    """
    return tuple(
        Rule(row["prefix"], row["source"], *(int(row[name] or NEVER) for name in NUMBERS))
        for row in package_data.rows(__package__, "numbering.csv")
        if row["body_id"] == body_id
    )


@cache
def sessions_in(body_id: str, year: int) -> tuple[str, ...]:
    """The sessions that a body held in a year by its rules, empty where not derivable.

    >>> sessions_in("commission-on-crime-prevention-and-criminal-justice", 2013)
    ('22',)
    """
    return tuple(name for rule in rules(body_id) for name in rule.sessions_in(year))


def year_of(body_id: str, session: str) -> int | None:
    """The year of a body's session by its rules, None where not derivable.

    >>> year_of("conference-of-the-parties-untoc", "6"), year_of("human-rights-council", "S-9")
    (2012, None)
    """
    prefix, dash, number = session.rpartition("-")
    if not (number.isascii() and number.isdecimal()):
        return None
    for rule in rules(body_id):
        if rule.prefix == prefix + dash and rule.first <= int(number) <= rule.last:
            return rule.first_year + (int(number) - rule.first) // rule.per_year * rule.step
    return None


@cache
def _runs() -> dict[str, list[tuple[int, int, str]]]:
    runs = defaultdict[str, list[tuple[int, int, str]]](list)
    for row in package_data.rows(__package__, "serials.csv"):
        runs[row["prefix"]].append((int(row["first"] or 0), int(row["last"] or NEVER), row["session"]))
    return dict(runs)
