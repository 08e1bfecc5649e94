"""Sessions of the bodies: when they opened and closed, which day fell in which, and whether a date fits a symbol.

The days of the General Assembly come from `ga_sessions.csv` with their sources, else from the rule, flagged. Other
bodies have a year for a session by `numbering.csv`; what neither tells is not derivable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from analysis.un import bodies, numbering, package_data
from analysis.un.dates import Answer, Span
from analysis.un.symbols import ACTS, Kind, Symbol

ASSEMBLY = "general-assembly"
ECOSOC = "economic-and-social-council"
WHOLE_YEAR = ("security-council", ECOSOC)  # their session is the year; others meet for some weeks of it
LAST_RULED = 150
SLACK = timedelta(days=14)  # how far an opening by rule may be from the true one
MET = ACTS | {Kind.VERBATIM_RECORD, Kind.SUMMARY_RECORD}  # dated by a meeting, which needs an open session


class Basis(StrEnum):
    """On what a day rests."""

    SOURCE = "source"  # a source states it
    UNCONFIRMED = "unconfirmed"  # believed, no source read
    RULE = "rule"  # computed


class Verdict(StrEnum):
    """Whether a date fits a symbol."""

    YES = "yes"
    NO = "no"
    POSSIBLY = "possibly"
    NOT_DERIVABLE = "not-derivable"


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which a session opened or closed, and how that is known."""

    date: date
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session of a body in which a day fell: `yes`, or `possibly` where only the year is known."""

    body: str
    session: str
    verdict: Verdict
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A verdict on a date and a symbol, with the reason in words."""

    verdict: Verdict
    reason: str


def opening(session: str) -> Day | None:
    """The day on which the session of the General Assembly opened; None where it is not derivable.

    >>> str(opening("64").date), str(opening("44").date)
    ('2009-09-15', '1989-09-19')
    """
    row = _assembly().get(session)
    if row:
        return Day(date.fromisoformat(row["opened"]), Basis(row["basis"]), row["source"])
    return ruled_opening(int(session)) if _is_regular(session) else None


def closing(session: str) -> Day | None:
    """The last day of the session of the General Assembly; None where it is not derivable, or the session stands open.

    >>> closing("61").date.isoformat(), closing("64").date.isoformat(), closing("64").basis.value
    ('2007-09-17', '2010-09-13', 'rule')
    """
    row = _assembly().get(session)
    if row and row["closed"]:
        return Day(date.fromisoformat(row["closed"]), Basis(row["basis"]), row["source"])
    following = _next_opening(session)
    return following and Day(following.date - timedelta(days=1), Basis.RULE, "the day before the next session opened")


@lru_cache(maxsize=4096)
def span(session: str, body: str = ASSEMBLY) -> Span | None:
    """The days of the session, or its year where only that is known; None where not derivable.

    >>> span("64").lower.isoformat(), span("20", "commission-on-crime-prevention-and-criminal-justice").upper.year
    ('2009-09-15', 2011)
    """
    if bodies.body(body).numbering == "assembly":
        first, last = opening(session), closing(session)
        return Span(first.date, last.date if last else date.max, "interval") if first else None
    year = numbering.year_of(body, session)
    return Span(date(year, 1, 1), date(year, 12, 31), "year") if year else None


def session_on(day: date, body: str = ASSEMBLY) -> str | None:
    """The one session of the body on that day; None where there is none, or it cannot be told.

    On the day on which one session of the Assembly closes and the next opens, it is the next.

    >>> session_on(date(2010, 7, 30)), session_on(date(2010, 7, 30), "security-council")
    ('64', '65')
    """
    if bodies.body(body).numbering == "assembly":
        number = day.year - 1945
        for session in (number, number - 1):
            first, last = opening(str(session)), closing(str(session))
            if first and last and first.date <= day <= last.date:
                return str(session)
        return None
    sessions = numbering.sessions_in(body, day.year)
    return sessions[0] if len(sessions) == 1 else None


def sessions_on(day: date) -> tuple[Sitting, ...]:
    """The sessions of all bodies in which the day fell, or in whose year.

    >>> [(one.body, one.session) for one in sessions_on(date(2010, 7, 30))][:2]
    [('general-assembly', '64'), ('general-assembly', 'ES-10')]
    """
    found = []
    regular = int(session_on(day) or 0)
    names = [name for name in _assembly() if not _is_regular(name)]
    for session in [*(str(number) for number in (regular - 1, regular) if number > 0), *names]:
        first, days = opening(session), span(session)
        if first and days and days.lower <= day <= days.upper:
            is_sure = first.basis is Basis.SOURCE or day - first.date > SLACK
            verdict = Verdict.YES if is_sure else Verdict.POSSIBLY
            found.append(Sitting(ASSEMBLY, session, verdict, first.basis, first.source))
    for body in bodies.table():
        for rule in numbering.rules(body):
            verdict = Verdict.YES if body in WHOLE_YEAR else Verdict.POSSIBLY
            for session in rule.sessions_in(day.year):
                found.append(Sitting(body, session, verdict, Basis.RULE, rule.source))
    return tuple(found)


def fits(symbol: Symbol, when: Span) -> Fit:
    """Whether the document can be of that date: an act or record within its session, a document also before it.

    >>> from analysis.un import dates, symbols
    >>> resolution, report = symbols.parse("A/RES/64/293"), symbols.parse("A/64/80")
    >>> str(fits(resolution, dates.parse("2010-07-30")).verdict), str(fits(resolution, dates.parse("2009-05")).verdict)
    ('yes', 'no')
    >>> str(fits(report, dates.parse("2009-05")).verdict), str(fits(report, dates.parse("2011")).verdict)
    ('yes', 'no')
    """
    if symbol.session is None:
        return Fit(Verdict.NOT_DERIVABLE, f"{symbol} does not tell its session")
    body, days = bodies.body(symbol.body), span(symbol.session, symbol.body)
    shown = f"{when.lower}/{when.upper}" if when.lower != when.upper else str(when.lower)
    owner = bodies.body(ASSEMBLY) if body.numbering == "assembly" else body
    session = f"session {symbol.session} of the {owner.name}"
    if days is None:
        return Fit(Verdict.NOT_DERIVABLE, f"the days of {session} are not derivable")
    session += f" ({days.lower}/{days.upper if days.upper < date.max else 'open'})"
    if when.fits(days) is Answer.YES:
        return Fit(Verdict.YES, f"{shown} is within {session}")
    widest = days if symbol.kind in MET else _with_forerunners(days)
    if when.fits(widest) is Answer.YES:
        return Fit(Verdict.YES, f"{shown} is before {session}; its documents appear before it opens")
    if when.fits(_with_doubt(widest, symbol)) is Answer.NO:
        return Fit(Verdict.NO, f"{shown} is outside {session}")
    return Fit(Verdict.POSSIBLY, f"{shown} may be within {session}")


def _with_forerunners(days: Span) -> Span:
    """The span from the beginning of the opening year, or for a whole year from the middle of the year before."""
    lower = date(days.lower.year, 1, 1)
    return Span(date(lower.year - 1, 7, 1) if lower == days.lower else lower, days.upper, "interval")


def _with_doubt(days: Span, symbol: Symbol) -> Span:
    """The span widened by what the rules leave open."""
    if bodies.body(symbol.body).numbering == "assembly" and symbol.session:
        first, last = opening(symbol.session), closing(symbol.session)
        before = SLACK if first and first.basis is not Basis.SOURCE else timedelta()
        after = timedelta()
        if last and last.basis is not Basis.SOURCE:  # some closed only on the morning of the next opening
            following = _next_opening(symbol.session)
            after = timedelta(days=1) if following and following.basis is Basis.SOURCE else SLACK
        return Span(days.lower - before, days.upper + after, "interval")
    if symbol.body == ECOSOC and days.lower.year >= 2014:  # since then its sessions run from July to July
        return Span(date(days.lower.year - 1, 7, 1), days.upper, "interval")
    return days


def _next_opening(session: str) -> Day | None:
    return opening(str(int(session) + 1)) if _is_regular(session) else None


def _is_regular(session: str) -> bool:
    return session.isdecimal() and 1 <= int(session) <= LAST_RULED


def ruled_opening(session: int) -> Day:
    """The opening of a regular session of the Assembly by rule, whatever the record says.

    The third Tuesday of September; since resolution 57/301 the Tuesday of the third week that has a working day; from
    2023 on of the second such week (read off the openings; the decision was not found).

    >>> str(ruled_opening(64).date), str(ruled_opening(82).date)
    ('2009-09-15', '2027-09-07')
    """
    year = 1945 + session
    first = date(year, 9, 1)
    if session < 58:
        tuesday = first + timedelta(days=(1 - first.weekday()) % 7 + 14)
        return Day(tuesday, Basis.RULE, "third Tuesday of September")
    monday = first - timedelta(days=first.weekday()) if first.weekday() < 5 else first + timedelta(7 - first.weekday())
    week, name = (3, "third") if session < 78 else (2, "second")
    source = f"Tuesday of the {name} week of September"
    return Day(monday + timedelta(days=7 * (week - 1) + 1), Basis.RULE, source)


@cache
def _assembly() -> dict[str, Mapping[str, str]]:
    return {row["session"]: row for row in package_data.rows(__package__, "ga_sessions.csv")}
