"""Citations by number ("resolution 64/293 of 30 July 2010") and the bodies that they can mean.

A number says little: 20/3 may be the Assembly's, the Human Rights Council's or a commission's. The body that the
text names decides; without a name, the date does, for the sessions of these bodies fall in different years.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from analysis.un import package_data, sessions
from analysis.un.dates import Answer, Span
from analysis.un.sessions import Verdict
from analysis.un.symbols import Symbol, symbol_of

FIRST_DECISION = 301  # decisions of a session of the Assembly are numbered from here
LAST_SHARED = 399  # up to here a resolution may have the same number as a decision

# How sure a reading is, from 1 (a symbol as printed) to 0 (not decided).
NAMED_AND_DATED, DATED, NAMED, CITING, DOUBTFUL, UNDECIDED = 0.95, 0.9, 0.8, 0.6, 0.4, 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """One row of `citations.csv`: how a body's resolutions and decisions are cited, and the symbols they have."""

    is_alone: bool  # whether the body is meant where none is named
    names: tuple[str, ...]
    body: str
    label: str
    style: str
    resolution: str
    decision: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A number as cited: "64/293" is first 64, second 293, style session; "2331 (2016)" is of style serial.

    `act` is "resolution", "decision", or blank where the text has no word.
    """

    first: str
    second: str
    style: str
    act: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a citation means: a symbol, or a name where the act has no document of its own, or what it may mean."""

    symbol: Symbol | None
    name: str | None
    candidates: tuple[str, ...]
    confidence: float
    note: str


@cache
def series_named(name: str) -> tuple[Series, ...]:
    """The series of the bodies that go by that name in a text; several for "the Council".

    >>> sorted({one.body for one in series_named("Council")})
    ['economic-and-social-council', 'human-rights-council', 'security-council']
    """
    return tuple(one for one in table() if name in one.names)


@lru_cache(maxsize=4096)
def resolve(
    citation: Citation, when: Span | None, candidates: tuple[Series, ...] = (), citing: str | None = None
) -> Finding:
    """The act that a citation means, by the bodies named beside it, else by its date, else by the citing body.

    >>> from analysis.un import dates
    >>> str(resolve(Citation("64", "293", "session", "resolution"), dates.parse("2010-07-30")).symbol)
    'A/RES/64/293'
    >>> resolve(Citation("20", "3", "session", "resolution"), dates.parse("2011-04-15")).name
    'CCPCJ resolution 20/3'
    >>> resolve(Citation("21", "2", "session", "resolution"), None).note
    'ambiguous: no body named and no date'
    """
    fitting = [one for one in candidates if one.style == citation.style]
    choice = fitting or [one for one in table() if one.style == citation.style and one.is_alone]
    if when is not None and len(choice) > 1:
        choice = [one for one in choice if not _is_far(one, citation, when)]
    known = [(one, *_act(one, citation)) for one in choice]
    known = [(one, symbol, name) for one, symbol, name in known if symbol or name]
    if when is not None:
        verdicts = [_verdict(citation, one, symbol, when) for one, symbol, _ in known]
        unfit = (Verdict.NO, Verdict.NOT_DERIVABLE) if Verdict.YES in verdicts else (Verdict.NO,)
        dated = [row for row, verdict in zip(known, verdicts, strict=True) if verdict not in unfit]
        if not dated and len(fitting) == 1 and known:
            return Finding(*known[0][1:], (), DOUBTFUL, "the date does not fit the session")
        if not dated:
            return Finding(None, None, (), UNDECIDED, "no body had this session at that date")
        known = dated
    if len(known) > 1 and citing and when is None:
        known = [row for row in known if row[0].body == citing] or known
    names = tuple(str(symbol) if symbol else str(name) for _, symbol, name in known)
    if len(known) != 1:
        reason = "several bodies had this session at that date" if when else "no body named and no date"
        return Finding(None, None, names, UNDECIDED, f"ambiguous: {reason}" if known else "no body numbers so")
    _, symbol, name = known[0]
    is_shared = symbol and "/RES/" in symbol.text and FIRST_DECISION <= (symbol.number or 0) <= LAST_SHARED
    if not citation.act and symbol and symbol.body == sessions.ASSEMBLY and is_shared:
        other = f"A/DEC/{citation.first}/{citation.second}"
        return Finding(None, None, (*names, other), UNDECIDED, "ambiguous: a resolution or a decision")
    if when is None:
        if len(fitting) == 1:
            return Finding(symbol, name, (), NAMED, "")
        if known[0][0].body == citing:
            return Finding(symbol, name, (), CITING, "taken for an act of the citing body")
        return Finding(symbol, name, (), NAMED, "no other body has such a number")
    return Finding(symbol, name, (), NAMED_AND_DATED if fitting else DATED, "" if fitting else "body by the date")


def _act(one: Series, citation: Citation) -> tuple[Symbol | None, str | None]:
    """The symbol of the act in this series, or its name; neither where this body cannot have such an act."""
    is_decision = citation.act == "decision" or (
        not citation.act
        and one.body == sessions.ASSEMBLY
        and citation.style == "session"
        and citation.second.isdecimal()
        and int(citation.second) > LAST_SHARED
    )
    template = one.decision if is_decision else one.resolution
    part = f" {citation.part}" if citation.part else ""
    if not template:
        if one.resolution or sessions.span(citation.first, one.body) is None:
            return None, None
        act = "decision" if is_decision else "resolution"
        return None, f"{one.label} {act} {citation.first}/{citation.second}{part}"
    bracket = f"[{citation.part}]" if citation.part else ""
    text = template.format(first=citation.first, second=citation.second, part=part, bracket=bracket)
    return symbol_of(text), None


def _is_far(one: Series, citation: Citation, when: Span) -> bool:
    """True where the date is plainly outside the session: most bodies fall away before any symbol is made."""
    days = sessions.span(citation.first, one.body) if citation.style == "session" else None
    return days is not None and max(days.lower - when.upper, when.lower - days.upper) > sessions.SLACK


def _verdict(citation: Citation, one: Series, symbol: Symbol | None, when: Span) -> Verdict:
    if symbol is not None:
        return sessions.fits(symbol, when).verdict
    days = sessions.span(citation.first, one.body)
    return Verdict.NO if days is None or when.fits(days) is Answer.NO else Verdict.POSSIBLY


@cache
def table() -> tuple[Series, ...]:
    """The rows of `citations.csv`.

    >>> table()[0].label
    'GA'
    """
    columns = ("body_id", "label", "style", "resolution", "decision")
    return tuple(
        Series(row["is_alone"] == "yes", tuple(row["names"].split("|")), *(row[name] for name in columns))
        for row in package_data.rows(__package__, "citations.csv")
    )
