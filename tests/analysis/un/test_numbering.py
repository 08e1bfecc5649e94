"""Sessions by years: the rules against sessions that are on record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.un import bodies, numbering


@pytest.mark.parametrize("figures", ["", "IIII", "VX", "IC", "ABC", "xxx"])
def test_irregular_roman_figures_are_refused(figures: str) -> None:
    with pytest.raises(numbering.NumberingError):
        numbering.roman(figures)


@pytest.mark.parametrize(
    ("body", "session", "year"),
    [
        ("commission-on-crime-prevention-and-criminal-justice", "20", 2011),
        ("commission-on-crime-prevention-and-criminal-justice", "32", 2023),
        ("commission-on-narcotic-drugs", "65", 2022),
        ("commission-on-narcotic-drugs", "33", 1989),
        ("commission-on-narcotic-drugs", "S-11", 1990),
        ("commission-on-the-status-of-women", "52", 2008),
        ("commission-on-the-status-of-women", "31", 1986),
        ("commission-for-social-development", "39", 2001),
        ("commission-on-human-rights", "51", 1995),
        ("commission-on-human-rights", "63", None),  # it ended with the 62nd
        ("human-rights-council", "1", 2006),
        ("human-rights-council", "6", 2007),
        ("human-rights-council", "17", 2011),
        ("human-rights-council", "61", 2026),
        ("human-rights-council", "S-9", None),
        ("security-council", "70", 2015),
        ("economic-and-social-council", "2008", 2008),
        ("economic-and-social-council", "61", 1976),
        ("economic-and-social-council", "64", None),
        ("conference-of-the-parties-untoc", "1", 2004),
        ("conference-of-the-parties-untoc", "2", 2005),  # one page says 2006; the decisions are of October 2005
        ("conference-of-the-parties-untoc", "3", 2006),
        ("conference-of-the-parties-untoc", "12", 2024),
        ("conference-of-the-states-parties-uncac", "6", 2015),
        ("economic-commission-for-europe", "60", None),
    ],
)
def test_year_of_session(body: str, session: str, year: int | None) -> None:
    assert numbering.year_of(body, session) == year


def test_rules_of_a_body_do_not_overlap_and_name_their_source() -> None:
    for body in bodies.table():
        rules = numbering.rules(body)
        names = [f"{rule.prefix}{n}" for rule in rules for n in range(rule.first, min(rule.last, rule.first + 80) + 1)]
        assert len(names) == len(set(names)), body
        assert all(rule.source for rule in rules), body
        assert bool(rules) == (bodies.body(body).numbering == "annual") or body == "human-rights-council", body


@given(st.sampled_from([body for body in bodies.table() if numbering.rules(body)]), st.integers(1946, 2050))
def test_year_of_undoes_sessions_in(body: str, year: int) -> None:
    for session in numbering.sessions_in(body, year):
        assert numbering.year_of(body, session) == year


@given(st.integers(1, 89))
def test_roman_figures_have_one_value(number: int) -> None:
    tens, ones = divmod(number, 10)
    figures = "X" * tens if tens < 4 else "XL" if tens == 4 else "L" + "X" * (tens - 5)
    figures += ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
    assert numbering.roman(figures) == number


def test_serial_runs_do_not_guess_between_records() -> None:
    assert numbering.session_of_serial("E/CN.4/L.", 1472) == "35"
    assert numbering.session_of_serial("E/CN.4/L.", 1510) is None
    assert numbering.session_of_serial("E/CN.4/L.", 1575) == "37"
