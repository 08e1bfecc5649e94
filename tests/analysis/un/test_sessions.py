"""Sessions and dates: the dates that caused slips before, the rule against the table, and answers with reasons."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.un import dates, sessions
from analysis.un.sessions import Basis, Verdict
from analysis.un.symbols import parse

YES, NO, POSSIBLY, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.POSSIBLY, Verdict.NOT_DERIVABLE


@pytest.mark.parametrize(
    ("symbol", "when", "verdict"),
    [
        ("A/RES/64/293", "2010-07-30", YES),  # the session runs into its second year
        ("A/RES/65/293", "2010-07-30", NO),
        ("A/RES/61/180", "2006-12-20", YES),
        ("A/RES/61/180", "2006", POSSIBLY),  # the year is wider than the session
        ("A/RES/61/180", "2010", NO),
        ("A/RES/62/242", "2007-03-04", NO),  # so dated in a UN text; 2008 is meant
        ("A/RES/70/299", "2016-09-13", YES),  # adopted the day the 71st session opened
        ("A/RES/72/318", "2018-09-18", POSSIBLY),  # the day the 73rd opened; no source for the closing
        ("A/RES/72/318", "2018-09-19", NO),
        ("A/RES/64/293", "2009-05", NO),  # a resolution needs its session open
        ("A/64/80", "2009-05", YES),  # a report does not
        ("A/78/251", "2023-07-28", YES),
        ("A/65/497", "2010-10", YES),
        ("A/65/497", "2012", NO),
        ("A/RES/317(IV)", "1949-12-02", YES),
        ("A/RES/S-20/2", "1998-06-10", YES),
        ("A/RES/S-40/2", "1998-06-10", UNKNOWN),
        ("A/RES/ES-10/15", "2004-07-20", YES),  # a session that stands open
        ("S/RES/2331 (2016)", "2016-12-20", YES),
        ("S/RES/2331 (2016)", "2015-12-20", NO),
        ("E/RES/2008/33", "2008-07-25", YES),
        ("E/RES/2015/23", "2014-11-18", POSSIBLY),  # since then sessions run from July to July
        ("A/HRC/RES/17/1", "2011-06-17", YES),
        ("A/HRC/RES/17/1", "2012-06-17", NO),
        ("E/CN.4/1983/4", "1982-11", YES),
        ("E/CN.15/2013/L.5", "2013-04", YES),
        ("ECE/TRANS/132", "2000", UNKNOWN),
        ("E/CN.4/L.40", "1950", UNKNOWN),
    ],
)
def test_date_fits_symbol(symbol: str, when: str, verdict: Verdict) -> None:
    fit = sessions.fits(parse(symbol), dates.parse(when))
    assert (fit.verdict, bool(fit.reason)) == (verdict, True), fit.reason


def test_doubtful_date_never_fits_for_sure() -> None:
    assert sessions.fits(parse("A/RES/64/293"), dates.parse("2010-07-30~")).verdict is POSSIBLY


@pytest.mark.parametrize(
    ("day", "session"),
    [
        ("1945-06-26", None),  # before the first
        ("1946-02-01", "1"),
        ("2010-07-30", "64"),
        ("2006-09-11", "60"),
        ("2006-09-12", "61"),
        ("2016-09-13", "71"),  # the 70th closed that morning
        ("2007-09-17", "61"),
    ],
)
def test_session_on_day(day: str, session: str | None) -> None:
    assert sessions.session_on(date.fromisoformat(day)) == session


def test_session_on_day_of_other_bodies() -> None:
    day = date(2010, 7, 30)
    assert sessions.session_on(day, "third-committee") == "64"
    assert sessions.session_on(day, "economic-and-social-council") == "2010"
    assert sessions.session_on(day, "human-rights-council") is None  # three in that year
    assert sessions.session_on(day, "economic-commission-for-europe") is None


def test_all_sessions_on_a_day() -> None:
    found = {(one.body, one.session): one.verdict for one in sessions.sessions_on(date(2016, 9, 13))}
    assert found["general-assembly", "70"] is YES
    assert found["general-assembly", "71"] is YES
    assert found["general-assembly", "ES-10"] is YES
    assert found["security-council", "71"] is YES
    assert found["human-rights-council", "33"] is POSSIBLY
    assert ("general-assembly", "ES-11") not in found


def test_opening_says_what_it_rests_on() -> None:
    basis = {session: day.basis for session in ("30", "45", "61", "81", "95") if (day := sessions.opening(session))}
    assert basis == {"30": Basis.RULE, "45": Basis.UNCONFIRMED, "61": Basis.SOURCE, "81": Basis.RULE, "95": Basis.RULE}
    assert sessions.opening("S-99") is None
    assert sessions.closing("ES-10") is None


@pytest.mark.parametrize("session", range(58, 81))
def test_rule_reproduces_the_openings_on_record(session: int) -> None:
    recorded = sessions.opening(str(session))
    assert recorded
    assert recorded.basis is Basis.SOURCE
    ruled = sessions.ruled_opening(session)
    # resolution 57/301 moved the opening; the rule is new for the 58th, and fits every year since
    assert ruled.date == recorded.date


@given(st.integers(1, 148))
def test_sessions_follow_one_another(session: int) -> None:
    first, last, following = (
        sessions.opening(str(session)),
        sessions.closing(str(session)),
        sessions.opening(str(session + 1)),
    )
    assert first
    assert last
    assert following
    assert first.date < last.date <= following.date


@given(st.dates(date(1946, 10, 23), date(2090, 1, 1)))
def test_day_fits_a_resolution_of_its_session(day: date) -> None:
    session = sessions.session_on(day)
    if session is None:  # a few sessions closed before the next one opened
        assert day < date(2002, 1, 1)
        return
    days = sessions.span(session)
    assert days
    assert days.lower <= day <= days.upper
    if int(session) >= 31:
        fit = sessions.fits(parse(f"A/RES/{session}/1"), dates.parse(day.isoformat()))
        assert fit.verdict in (YES, POSSIBLY)
