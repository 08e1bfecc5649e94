"""Dates as intervals: precision, doubts, refusals, and answers that never claim more than is known."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.un.dates import Answer, DateError, Span, parse


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "30 July 2010", "2010-13", "2010-02-30", "2010-06/2010-05", "2010-1", "0000", "x" * 99, "٢٠١٠"],
)
def test_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "lower", "upper", "precision"),
    [
        ("2010-07-30", "2010-07-30", "2010-07-30", "day"),
        ("2012-02", "2012-02-01", "2012-02-29", "month"),
        ("2010", "2010-01-01", "2010-12-31", "year"),
        ("2010-05/2010-06", "2010-05-01", "2010-06-30", "interval"),
        ("2012~", "2012-01-01", "2012-12-31", "year"),
        ("2010-05?", "2010-05-01", "2010-05-31", "month"),
        ("2010-21", "2010-03-01", "2010-05-31", "season"),
        ("201X", "2010-01-01", "2019-12-31", "unspecified"),
        ("2010-05/..", "2010-05-01", "9999-12-31", "interval"),  # an open end
        ("../2010", "0001-01-01", "2010-12-31", "interval"),
    ],
)
def test_span_of_text(text: str, lower: str, upper: str, precision: str) -> None:
    span = parse(text)
    assert (span.lower, span.upper, span.precision) == (date.fromisoformat(lower), date.fromisoformat(upper), precision)


def test_doubts_are_kept() -> None:
    assert parse("2012~").is_approximate
    assert parse("2012?").is_uncertain
    assert parse("2012%").is_approximate
    assert parse("2012%").is_uncertain
    assert parse("2012").is_sure


@pytest.mark.parametrize(
    ("when", "window", "answer"),
    [
        ("2010-07-30", "2010", Answer.YES),
        ("2011", "2010", Answer.NO),
        ("2010", "2010-07", Answer.POSSIBLY),  # the year is wider than the month
        ("2010~", "2009/2011", Answer.POSSIBLY),  # about 2010 is never a plain yes
        ("2010-07-30", "2010~", Answer.POSSIBLY),
    ],
)
def test_fits(when: str, window: str, answer: Answer) -> None:
    assert parse(when).fits(parse(window)) is answer


@given(st.dates())
def test_plain_days(day: date) -> None:
    assert parse(day.isoformat()) == Span(day, day, "day")


@settings(deadline=None)  # the first date that is not plain imports the library
@given(st.text(alphabet="0123456789-/~?%X.[]{}", max_size=24))
def test_any_text_is_a_span_or_refused(text: str) -> None:
    try:
        span = parse(text)
    except DateError:
        return
    assert span.lower <= span.upper
