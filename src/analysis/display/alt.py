"""What a figure shows, in numbers, for readers who do not see it: one or two sentences from the rows drawn."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.display import wording


def plain(number: object, noun: str) -> str:
    """A counted noun in words, capitalised: "Seventeen texts", "Between 2 and 3 bodies"."""
    words = wording.in_words(number, noun)
    return words[:1].upper() + words[1:]


def timeline(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """How many events, from when to when, how many on a known day, and how many of each kind."""
    exact = int((rows["precision"] == "day").sum())
    kinds = rows["kind"].astype("str").value_counts(sort=False).sort_values(ascending=False, kind="stable")
    parts = [f"{names.get(kind, kind).lower()} {number}" for kind, number in kinds.items()]
    return (
        f"{plain(len(rows), 'event')} in {wording.in_words(len(kinds), 'lane')} {_from_to(rows)}: {_some(parts)}. "
        f"{plain(exact, 'event')} {_has(exact)} a known day; each other is drawn as the span in which it lies."
    )


def strips(rows: pd.DataFrame, lane: str, names: Mapping[str, str]) -> str:
    """How many texts in how many lanes, from when to when, and how many in each."""
    number = rows[lane].astype("str").value_counts(sort=False).sort_values(ascending=False, kind="stable")
    parts = [f"{names.get(value, value)} {count}" for value, count in number.items()]
    years = rows["first_day"].dt.year.value_counts()
    top = int(years[years == years.max()].index.min())
    return (
        f"{plain(len(rows), 'text')} {_from_to(rows)}, one mark each: {_some(parts)}. "
        f"The fullest year is {top}, with {int(years.max())}."
    )


def lead_times(rows: pd.DataFrame) -> str:
    """The least and the most days from opening to adoption, the middle one, and how many have a Committee's date."""
    days = rows["opening_fewest"]
    with_committee = int(rows["committee_fewest"].notna().sum())
    return (
        f"{plain(len(rows), 'text')} of the General Assembly {_from_to(rows)}: from {int(days.min())} to "
        f"{int(days.max())} days between the opening of the session and adoption, half of them within "
        f"{int(days.median())} days. The date of the Committee’s approval is known of {with_committee}."
    )


def manners(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """How many decisions of each manner, and how many of these are not confirmed."""
    number = rows["manner"].astype("str").value_counts(sort=False).sort_values(ascending=False, kind="stable")
    parts = [f"{names.get(value, value).lower()} {count}" for value, count in number.items()]
    return f"{plain(len(rows), 'decision')}, one mark each: {_some(parts)}."


def _from_to(rows: pd.DataFrame) -> str:
    first, last = int(rows["first_day"].dt.year.min()), int(rows["last_day"].dt.year.max())
    return wording.span(first, last).markdown


def _some(parts: list[str], most: int = 8) -> str:
    """The parts as a list, with the smallest left to the table where they are many."""
    if len(parts) > most:
        parts = [*parts[: most - 1], f"and {len(parts) - most + 1} more, which the table names"]
        return ", ".join(parts)
    return wording.listed(parts)


def _has(number: int) -> str:
    return "has" if number == 1 else "have"
