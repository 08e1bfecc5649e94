"""When a date is inside a span, what `as_of` cuts, and how dates that are intervals are counted.

Every other measure applies these rules through the functions here. Frames in, frames out; nothing is mutated.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np
import pandas as pd

from analysis.un import dates

CERTAINTY = ("certain", "possible", "undated")
"""Whether a row's date falls inside the span: surely, perhaps, or no date is recorded."""


def bounds(texts: pd.Series) -> pd.DataFrame:
    """First and last possible day of each EDTF date, with its precision, on the index of `texts`.

    Out: `first_day`, `last_day` (days, NaT where blank), `precision` (day, month, year, interval …, blank where the
    date is), `is_sure` (False where the source itself doubts or approximates the date).
    An open end is the first or last day that a timestamp of whole days can hold here: 0001-01-01, 9999-12-31.

    >>> bounds(pd.Series(["2010-05/2010-06"])).iloc[0].astype(str).tolist()
    ['2010-05-01 00:00:00', '2010-06-30 00:00:00', 'interval', 'True']

    Rule: A date stands for every day that it may mean. A year is the span of its days, an interval runs from the
    first possible day of its beginning to the last possible day of its end.
    """
    codes, known = pd.factorize(texts.astype("str").replace("", pd.NA))
    parsed = [dates.parse(text) for text in known]
    columns = {
        "first_day": np.array([span.lower for span in parsed] + [None], dtype="datetime64[s]"),
        "last_day": np.array([span.upper for span in parsed] + [None], dtype="datetime64[s]"),
        "precision": np.array([span.precision for span in parsed] + [""], dtype=object),
        "is_sure": np.array([span.is_sure for span in parsed] + [True]),
    }
    return pd.DataFrame({name: values[codes] for name, values in columns.items()}, index=texts.index)


def with_days(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows with `first_day`, `last_day`, `precision` and `is_sure` of their EDTF `column`."""
    rows = rows.drop(columns=["first_day", "last_day", "precision", "is_sure"], errors="ignore")
    return rows.join(bounds(rows[column]))


class Period(TypedDict):
    """The period of an edition: its first and last year, and the day after which nothing counts."""

    first_year: int
    last_year: int
    as_of: dt.date


def within(rows: pd.DataFrame, column: str, *, first_year: int, last_year: int, as_of: dt.date) -> pd.DataFrame:
    """The rows whose date may fall inside the span of years and not after `as_of`, in order of time.

    In: an EDTF `column`. Out: the rows with `first_day`, `last_day`, `precision`, `is_sure` and `certainty`
    (ordered: certain, possible, undated).

    Rule: The span runs from 1 January of the first year to 31 December of the last, and ends at `as_of` if that is
    earlier. A date is inside certainly if all its days are and the source does not doubt it; possibly if some of
    its days are; otherwise the row is dropped. A row without a date is kept as undated: it is neither counted nor
    drawn, and the report says how many there are.
    """
    rows = with_days(rows, column)
    first = pd.Timestamp(first_year, 1, 1)
    last = min(pd.Timestamp(last_year, 12, 31), pd.Timestamp(as_of))
    whole = (rows["first_day"] >= first) & (rows["last_day"] <= last) & rows["is_sure"]
    some = (rows["last_day"] >= first) & (rows["first_day"] <= last)
    certainty = np.select([whole, some], ["certain", "possible"], "undated")
    rows = rows.assign(certainty=pd.Categorical(certainty, CERTAINTY, ordered=True))
    kept = rows[whole | some | rows["first_day"].isna()]
    return kept.sort_values(["first_day", "last_day"], kind="stable").reset_index(drop=True)


def until(rows: pd.DataFrame, column: str, as_of: dt.date) -> pd.DataFrame:
    """The rows that are not later than `as_of`, dated and in order of time; undated rows come last.

    Rule: `as_of` cuts every row whose first possible day is later. A row that may be earlier or later stays, as
    possible.
    """
    return within(rows, column, first_year=1, last_year=9999, as_of=as_of)


def chosen(rows: pd.DataFrame, *, bodies: Sequence[str] = (), series: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of the chosen bodies and series.

    Rule: An empty list chooses all. A chosen body or series leaves out the rows that name none. A frame without
    the column is not restricted by it.
    """
    for column, values in (("body", bodies), ("series", series)):
        if values and column in rows:
            rows = rows[rows[column].isin(list(values))]
    return rows


def count(rows: pd.DataFrame) -> tuple[int, int]:
    """How many rows fall inside the span: fewest and most.

    >>> count(pd.DataFrame({"certainty": ["certain", "possible", "undated"]}))
    (1, 2)

    Rule: The fewest are the certain rows, the most the certain and the possible; undated rows are in neither.
    """
    certain = int((rows["certainty"] == "certain").sum())
    return certain, certain + int((rows["certainty"] == "possible").sum())


def undated_count(rows: pd.DataFrame) -> int:
    """How many rows have no date at all."""
    return int((rows["certainty"] == "undated").sum())


def with_date(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a date, and so count as inside the span, certainly or possibly."""
    return rows[rows["certainty"] != "undated"]


def value_at(rows: pd.DataFrame, column: str, place: int = 0) -> Any:
    """The value of a column in the first row, or at another place; None where there is no row."""
    return rows[column].iloc[place] if len(rows) else None


def counts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Fewest and most rows inside the span for each value of a column that occurs; values keep their order.

    Out: `by`, `fewest`, `most`. A blank value is a row of its own, NA. Undated rows are not counted.
    """
    inside = with_date(rows)
    grouped = (inside["certainty"] == "certain").groupby(inside[by], observed=True, dropna=False)
    return grouped.agg(fewest="sum", most="size").reset_index().astype({"fewest": "int64", "most": "int64"})


def yearly(rows: pd.DataFrame, *, first_year: int, last_year: int) -> pd.DataFrame:
    """Fewest and most rows in each year of the span: `year`, `fewest`, `most`; years without a row count 0.

    Rule: A row counts certainly in a year if all its days are in that year and the source does not doubt it,
    possibly in each other year that it touches. So the most of several years may add up to more than there are.
    """
    years = pd.RangeIndex(first_year, last_year + 1, name="year")
    inside = with_date(rows)
    first, last = inside["first_day"].dt.year, inside["last_day"].dt.year
    sure = (first == last) & inside["is_sure"]
    fewest = first[sure].value_counts().reindex(years, fill_value=0)
    most = [int(((first <= year) & (year <= last)).sum()) for year in years]
    return pd.DataFrame({"year": years, "fewest": fewest.to_numpy(), "most": most})


def days_between(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Fewest and most days (`fewest_days`, `most_days`) from each row's date to that of the same row of `later`, or NA.

    Rule: The fewest days run from the last possible day of the earlier date to the first possible day of the
    later, the most from the first to the last.
    """
    fewest = (later["first_day"] - earlier["last_day"]).dt.days.astype("Int64")
    most = (later["last_day"] - earlier["first_day"]).dt.days.astype("Int64")
    return pd.DataFrame({"fewest_days": fewest, "most_days": most}, index=earlier.index)
