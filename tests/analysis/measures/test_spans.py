import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures import spans
from analysis.un import dates

LATE = dt.date(2100, 12, 31)


def dated(*texts: str | None) -> pd.DataFrame:
    return pd.DataFrame({"date": pd.Series(list(texts), dtype="str"), "key": range(len(texts))})


def within(*texts: str | None, first: int = 2005, last: int = 2013, as_of: dt.date = LATE) -> pd.DataFrame:
    return spans.within(dated(*texts), "date", first_year=first, last_year=last, as_of=as_of)


def test_a_date_that_is_none_stops_the_count() -> None:
    with pytest.raises(dates.DateError):
        within("30 July 2010")


def test_no_rows_give_no_rows_with_all_columns() -> None:
    rows = within()
    assert rows.empty and {"first_day", "last_day", "precision", "certainty"} <= set(rows.columns)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2010-07-30", "2010-07-30", "2010-07-30", "day"),
        ("2010-02", "2010-02-01", "2010-02-28", "month"),
        ("2012", "2012-01-01", "2012-12-31", "year"),
        ("2010-05/2010-06", "2010-05-01", "2010-06-30", "interval"),
        ("2012~", "2012-01-01", "2012-12-31", "year"),
    ],
)
def test_a_date_stands_for_every_day_it_may_mean(text: str, first: str, last: str, precision: str) -> None:
    found = spans.bounds(pd.Series([text])).iloc[0]
    assert (f"{found['first_day']:%Y-%m-%d}", f"{found['last_day']:%Y-%m-%d}") == (first, last)
    assert found["precision"] == precision


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("2010-07-30", "certain"),
        ("2013", "certain"),
        ("2013~", "possible"),  # the source itself doubts the year
        ("2013/2014", "possible"),
        ("2004/2005", "possible"),
        (None, "undated"),
    ],
)
def test_what_lies_inside_surely_perhaps_or_without_a_date(text: str | None, certainty: str) -> None:
    assert within(text)["certainty"].tolist() == [certainty]


def test_rows_surely_outside_are_dropped() -> None:
    assert within("2004-12-31", "2014-01-01", "2014").empty


def test_as_of_cuts_what_is_later_and_makes_a_vague_date_possible() -> None:
    rows = within("2012-11-16", "2012-12-20", "2012", as_of=dt.date(2012, 12, 1))
    assert dict(zip(rows["date"], rows["certainty"], strict=True)) == {"2012-11-16": "certain", "2012": "possible"}


def test_count_gives_fewest_and_most_and_leaves_out_the_undated() -> None:
    rows = within("2010", "2013/2014", None)
    assert spans.count(rows) == (1, 2)
    assert spans.undated_count(rows) == 1


def test_counts_keeps_blank_values_as_a_row() -> None:
    rows = within("2010", "2011").assign(place=["Minsk", None])
    found = spans.counts(rows, "place")
    assert found["most"].tolist() == [1, 1] and found["place"].isna().sum() == 1


def test_a_span_of_years_counts_once_surely_or_perhaps_in_each_year_it_touches() -> None:
    found = spans.yearly(within("2009-12/2010-01", "2010-07-30", "2010~"), first_year=2009, last_year=2011)
    assert found.to_numpy().tolist() == [[2009, 0, 1], [2010, 1, 3], [2011, 0, 0]]


def test_days_between_intervals_are_an_interval() -> None:
    earlier, later = spans.bounds(pd.Series(["2010-07-30", "2010"])), spans.bounds(pd.Series(["2010-08", None]))
    found = spans.days_between(earlier, later)
    assert found.iloc[0].tolist() == [2, 32] and found.iloc[1].isna().all()


def test_an_empty_choice_chooses_all_and_a_choice_leaves_out_blanks() -> None:
    rows = pd.DataFrame({"body": ["a", "b", None]})
    assert len(spans.chosen(rows)) == 3
    assert spans.chosen(rows, bodies=["a"])["body"].tolist() == ["a"]
    assert len(spans.chosen(rows, series=["x"])) == 3  # no such column: not restricted by it


def test_inputs_are_not_changed() -> None:
    rows = dated("2010", None)
    before = rows.copy(deep=True)
    spans.within(rows, "date", first_year=2000, last_year=2020, as_of=LATE)
    pd.testing.assert_frame_equal(rows, before)


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))
TEXTS = st.one_of(
    DAYS.map(dt.date.isoformat),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}"),
    st.tuples(DAYS, DAYS).map(lambda pair: "/".join(sorted(day.isoformat() for day in pair))),
    st.none(),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, max_size=12), st.integers(1995, 2010), st.integers(0, 15), DAYS)
def test_counting_agrees_with_reading_each_date_by_itself(
    texts: list[str | None], first: int, years: int, as_of: dt.date
) -> None:
    rows = within(*texts, first=first, last=first + years, as_of=as_of)
    end = min(dt.date(first + years, 12, 31), as_of)
    known = [dates.parse(text) for text in texts if text]
    sure = sum(span.lower >= dt.date(first, 1, 1) and span.upper <= end for span in known)
    some = sum(span.upper >= dt.date(first, 1, 1) and span.lower <= end for span in known)
    assert spans.count(rows) == (min(sure, some), some)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, max_size=12))
def test_yearly_counts_each_row_once_in_every_year_it_touches(texts: list[str | None]) -> None:
    rows = within(*texts, first=1990, last=2030)
    found = spans.yearly(rows, first_year=1990, last_year=2030).set_index("year")
    for year in (1990, 2000, 2013, 2030):
        touching = [dates.parse(text) for text in texts if text]
        assert found.loc[year, "most"] == sum(span.lower.year <= year <= span.upper.year for span in touching)
        assert found.loc[year, "fewest"] == sum(span.lower.year == year == span.upper.year for span in touching)
