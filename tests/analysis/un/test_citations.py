"""What a number means: by the body named, by the date, or not decided."""

import pytest

from analysis.un import bodies, citations, dates
from analysis.un.citations import Citation, resolve, series_named


@pytest.mark.parametrize(
    ("first", "second", "style", "act", "part", "when", "name", "meaning"),
    [
        # nothing to go by
        ("20", "3", "session", "resolution", "", None, "", None),
        ("2004", "45", "year", "resolution", "", None, "", None),
        # sessions 21 and 22 of two bodies fell in one year
        ("21", "2", "session", "resolution", "", "2012-04-27", "", None),
        ("64", "341", "session", "", "", "2010-05-05", "", None),  # a resolution or a decision
        ("62", "242", "session", "resolution", "", "2007-03-04", "", None),  # misdated in a UN text
        ("6", "4", "session", "resolution", "", "1999-05-01", "", None),
        # by the date
        ("64", "293", "session", "resolution", "", "2010-07-30", "", "A/RES/64/293"),
        ("17", "1", "session", "resolution", "", "2011-06-17", "", "A/HRC/RES/17/1"),
        ("20", "3", "session", "resolution", "", "2011-04-15", "", "CCPCJ resolution 20/3"),
        ("10", "3", "session", "resolution", "", "2020-10-16", "", "COP-UNTOC resolution 10/3"),
        ("6", "1", "session", "resolution", "", "2015-11-06", "", "COSP-UNCAC resolution 6/1"),
        ("2", "3", "session", "decision", "", "2005-10-20", "", "COP-UNTOC decision 2/3"),
        ("48", "75", "session", "resolution", "A", "1993-12-16", "", "A/RES/48/75 A"),
        ("S-20", "2", "session", "resolution", "", "1998-06-10", "", "A/RES/S-20/2"),
        ("60", "502", "session", "", "B", "2006-05-08", "", "A/DEC/60/502 B"),  # 4xx and 5xx are decisions
        ("217", "III", "roman", "resolution", "A", "1948-12-10", "", "A/RES/217(III)[A]"),
        ("1581", "L", "roman", "resolution", "A", "1971-05-21", "", "E/RES/1581(L)[A]"),
        ("2008", "33", "year", "resolution", "", "2008-07-25", "", "E/RES/2008/33"),
        # by the name, if need be without a date
        ("17", "1", "session", "resolution", "", None, "Human Rights Council", "A/HRC/RES/17/1"),
        ("17", "1", "session", "resolution", "", None, "Council", "A/HRC/RES/17/1"),
        ("20", "3", "session", "resolution", "", None, "CCPCJ", "CCPCJ resolution 20/3"),
        ("2004", "45", "year", "resolution", "", None, "Commission on Human Rights", "E/CN.4/RES/2004/45"),
        ("2008", "33", "year", "resolution", "", None, "Council", "E/RES/2008/33"),
        ("2331", "2016", "serial", "resolution", "", None, "", "S/RES/2331 (2016)"),
        ("2011", "LXI", "roman", "resolution", "", None, "", "E/RES/2011(LXI)"),  # the Assembly had no such session
    ],
)
def test_meaning(
    first: str, second: str, style: str, act: str, part: str, when: str | None, name: str, meaning: str | None
) -> None:
    finding = resolve(
        Citation(first, second, style, act, part), dates.parse(when) if when else None, series_named(name)
    )
    assert (str(finding.symbol) if finding.symbol else finding.name) == meaning, finding.note
    assert (finding.confidence == 0) == (meaning is None)
    assert meaning or finding.note


def test_name_against_date_is_doubtful() -> None:
    citation = Citation("62", "242", "session", "resolution")
    finding = resolve(citation, dates.parse("2007-03-04"), series_named("General Assembly"))
    assert str(finding.symbol) == "A/RES/62/242"
    assert finding.confidence < citations.CITING
    assert finding.note == "the date does not fit the session"


def test_citing_body_is_a_last_resort() -> None:
    finding = resolve(Citation("61", "180", "session", "resolution"), None, (), "general-assembly")
    assert (str(finding.symbol), finding.confidence) == ("A/RES/61/180", citations.CITING)


def test_candidates_are_named() -> None:
    finding = resolve(Citation("21", "2", "session", "resolution"), dates.parse("2012-04-27"))
    assert finding.candidates == ("A/HRC/RES/21/2", "CCPCJ resolution 21/2")


def test_table_names_known_bodies() -> None:
    assert {one.body for one in citations.table()} <= set(bodies.table())
