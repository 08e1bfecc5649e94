"""Dates at their true precision: EDTF text read as an interval of days. Sessions and their rules are elsewhere."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from time import struct_time

PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class DateError(ValueError):
    """The text is no EDTF date, or an interval that ends before it begins."""


class Answer(StrEnum):
    """What can be said of dates that are intervals: yes, no, or possibly."""

    YES = "yes"
    NO = "no"
    POSSIBLY = "possibly"


@dataclass(frozen=True, slots=True)
class Span:
    """A date as the days it may mean: both ends included, with its precision and its doubts.

    An open end is `date.min` or `date.max`.

    >>> span = parse("2012~")
    >>> span.lower.isoformat(), span.upper.isoformat(), span.precision, span.is_approximate
    ('2012-01-01', '2012-12-31', 'year', True)
    """

    lower: date
    upper: date
    precision: str
    is_approximate: bool = False
    is_uncertain: bool = False

    @property
    def is_sure(self) -> bool:
        """True where the source neither doubts nor approximates the date.

        >>> parse("2012").is_sure, parse("2012?").is_sure
        (True, False)
        """
        return not (self.is_approximate or self.is_uncertain)

    def fits(self, window: "Span") -> Answer:
        """Whether the date falls in the window; a doubtful date never answers yes.

        >>> str(parse("2010-07-30").fits(parse("2010"))), str(parse("2010").fits(parse("2010-07")))
        ('yes', 'possibly')
        """
        if self.upper < window.lower or self.lower > window.upper:
            return Answer.NO
        whole = window.lower <= self.lower and self.upper <= window.upper
        return Answer.YES if whole and self.is_sure and window.is_sure else Answer.POSSIBLY


@lru_cache(maxsize=4096)
def parse(text: str) -> Span:
    """The span that EDTF text means; plain dates are read here, all others by the `edtf` library.

    >>> parse("2010-05/2010-06").upper.isoformat()
    '2010-06-30'
    >>> parse("30 July 2010")
    Traceback (most recent call last):
    analysis.un.dates.DateError: '30 July 2010' is not an EDTF date such as 2010-07-30, 2010-07 or 2010
    """
    span = _plain(text) or _library(text)
    if span.lower > span.upper:
        raise DateError(f"{text!r} ends before it begins")
    return span


def span_of(text: str) -> Span | None:
    """The span that EDTF text means, None for a blank and for what is no date.

    >>> span_of("2010").precision, span_of("")
    ('year', None)
    """
    try:
        return parse(text) if text else None
    except DateError:
        return None


def _plain(text: str) -> Span | None:
    match = PLAIN.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return Span(first, first, "day")
    if month:
        return Span(first, first.replace(day=monthrange(first.year, first.month)[1]), "month")
    return Span(first, first.replace(month=12, day=31), "year")


def _library(text: str) -> Span:
    refusal = DateError(f"{text!r} is not an EDTF date such as 2010-07-30, 2010-07 or 2010")
    if len(text) > 60:
        raise refusal
    import edtf  # a third of a second, which plain dates need not pay

    try:
        value = edtf.parse_edtf(text)
        lower, upper = _day(value.lower_strict()), _day(value.upper_strict())
    except Exception as error:  # the library lets errors of its own parser, of arithmetic and of types escape
        raise refusal from error
    if text.startswith(("/", "../")):
        lower = date.min
    is_approximate, is_uncertain = bool({"~", "%"} & {*text}), bool({"?", "%"} & {*text})
    return Span(lower, upper, "interval" if "/" in text else _precision(text), is_approximate, is_uncertain)


def _day(moment: struct_time | float) -> date:
    if isinstance(moment, float):
        return date.max if moment > 0 else date.min
    return date(*moment[:3])


def _precision(text: str) -> str:
    parts = [part for part in re.split(r"[-~?%]", text) if part]
    if any(sign in text for sign in "Xu[]{}"):
        return "unspecified"
    if len(parts) == 2 and parts[1] > "12":
        return "season"
    return ("year", "month", "day")[min(len(parts), 3) - 1]
