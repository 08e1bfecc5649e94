from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.display import charts
from publisher.outputs import Facts, Figure

Rows = Callable[..., pd.DataFrame]
DATES = st.one_of(
    st.dates(pd.Timestamp(2000, 1, 1).date(), pd.Timestamp(2018, 12, 31).date()).map(str),
    st.sampled_from(["2005", "2010", "2013~", "2010-05", "2009-12/2010-01"]),
    st.none(),
)
TITLES = st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), min_size=1, max_size=90)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "date": DATES,
            "title": TITLES,
            "kind": st.sampled_from(["proposal", "conference", "adopted-text"]),
            "part": st.sampled_from(["own", "joined", "other"]),
            "is_doubted": st.booleans(),
        }
    ),
    max_size=60,
)


def timeline(rows: pd.DataFrame, labels: Any, evidence: Any, first: int = 2005, last: int = 2013) -> Figure | Facts:
    look = {"first_year": first, "last_year": last, "labels": labels, "evidence": evidence}
    return charts.timeline(rows, name="timeline", title="Initiatives", **look)


def strips(
    rows: pd.DataFrame, labels: Any, evidence: Any, lane: str = "series", first: int = 2005, last: int = 2013
) -> Any:
    look = {"first_year": first, "last_year": last, "labels": labels, "evidence": evidence}
    return charts.strips(rows, lane=lane, name="strips", title="Texts", **look)


def test_without_dated_rows_a_sentence_stands_instead_of_a_chart(
    events: Rows, texts: Rows, labels: Any, evidence: Any
) -> None:
    assert isinstance(timeline(events([]), labels, evidence), Facts)
    assert isinstance(timeline(events([{"date": None}]), labels, evidence), Facts)
    assert isinstance(strips(texts([]), labels, evidence), Facts)


def test_a_day_is_a_mark_and_a_year_a_bar_over_its_days(
    events: Rows, labels: Any, evidence: Any, read: Callable[[str], Any]
) -> None:
    day = timeline(events([{"date": "2010-07-30"}]), labels, evidence)
    year = timeline(events([{"date": "2010"}]), labels, evidence)
    assert isinstance(day, Figure) and isinstance(year, Figure)
    assert day.svg.count("<use ") == year.svg.count("<use ") + 1  # the mark itself; the key's are the same
    assert "One event has a known day" in day.alt and "No events have a known day" in year.alt


def test_marks_and_labels_lead_to_their_documents(
    events: Rows, labels: Any, evidence: Any, read: Callable[[str], Any]
) -> None:
    found = timeline(events([{"date": "2010-07-30", "symbol": "A/RES/64/293"}]), labels, evidence)
    assert isinstance(found, Figure)
    assert set(read(found.svg).links()) == {"https://docs.un.org/en/A/RES/64/293"}


def test_the_table_behind_holds_the_rows_drawn(events: Rows, labels: Any, evidence: Any) -> None:
    found = timeline(events([{"date": "2010", "title": "a"}, {"date": None, "title": "b"}]), labels, evidence)
    assert isinstance(found, Figure)
    assert [row[2].text for row in found.table.rows] == ["a"]
    assert found.caption.startswith("Initiatives, 2005 to 2013: 1 by kind.")


def test_a_title_is_no_maths_and_no_markup(
    events: Rows, labels: Any, evidence: Any, read: Callable[[str], Any]
) -> None:
    found = timeline(events([{"title": "$x^2$ <b>&amp;</b>"}]), labels, evidence)
    assert isinstance(found, Figure)
    assert any(box.text.endswith("$x^2$ <b>&amp;</b>") for box in read(found.svg).texts())


def test_more_events_than_labels_fit_carry_their_number(
    events: Rows, labels: Any, evidence: Any, read: Callable[[str], Any]
) -> None:
    kinds = {f"kind-{n}": f"Kind {n}" for n in range(8)}
    rows = events(
        [
            {
                "date": f"20{5 + n % 9:02}-03-01",
                "title": f"event number {n:02} with a title that leaves no room for another beside it",
                "kind": f"kind-{n % 8}",
            }
            for n in range(80)
        ]
    )
    found = timeline(rows, labels | {"kind": kinds}, evidence)
    assert isinstance(found, Figure)
    said = [box.text for box in read(found.svg).texts()]
    assert "80" in said and not any(text.startswith("event") for text in said)


@pytest.mark.parametrize("lane", ["series", "body", "part"])
def test_each_text_is_one_mark_in_its_lane(
    texts: Rows, labels: Any, evidence: Any, lane: str, read: Callable[[str], Any]
) -> None:
    rows = texts([{"adoption_date": "2008-12-18"}, {"adoption_date": "2008-12-18"}, {"adoption_date": "2010"}])
    found = strips(rows, labels, evidence, lane)
    assert len([link for link in read(found.svg).links() if link.startswith("https://docs.un.org/en/A/RES/61/")]) == 3
    assert "Three texts from 2008 to 2010" in found.alt and "The fullest year is 2008, with 2" in found.alt


def test_a_single_year_is_read_by_its_months(
    events: Rows, labels: Any, evidence: Any, read: Callable[[str], Any]
) -> None:
    found = timeline(events([{"date": "2010-07-30"}], 2010, 2010), labels, evidence, 2010, 2010)
    assert isinstance(found, Figure) and "Jul" in [box.text for box in read(found.svg).texts()]


def test_the_same_rows_give_the_same_bytes(events: Rows, labels: Any, evidence: Any) -> None:
    rows = [{"date": "2010-07-30"}, {"date": "2007"}]
    assert timeline(events(rows), labels, evidence) == timeline(events(rows), labels, evidence)


@settings(deadline=None, max_examples=12)
@given(rows=EVENTS, years=st.sampled_from([(2005, 2013), (2010, 2010), (1994, 2025), (2009, 2011)]))
def test_no_label_of_a_timeline_meets_another_or_leaves_the_drawing(
    events: Rows,
    labels: Any,
    evidence: Any,
    read: Callable[[str], Any],
    rows: list[dict[str, Any]],
    years: tuple[int, int],
) -> None:
    found = timeline(events(rows, *years), labels, evidence, *years)
    if isinstance(found, Figure):
        assert read(found.svg).overlaps() == [] and read(found.svg).outside() == []


@settings(deadline=None, max_examples=12)
@given(
    dates=st.lists(DATES, max_size=40),
    lane=st.sampled_from(["series", "body", "part"]),
    years=st.sampled_from([(2005, 2013), (2010, 2010), (1945, 2100)]),
)
def test_no_label_of_a_strip_meets_another(
    texts: Rows,
    labels: Any,
    evidence: Any,
    read: Callable[[str], Any],
    dates: list[str | None],
    lane: str,
    years: tuple[int, int],
) -> None:
    found = strips(texts([{"adoption_date": date} for date in dates], *years), labels, evidence, lane, *years)
    if isinstance(found, Figure):
        assert read(found.svg).overlaps() == [] and read(found.svg).outside() == []
