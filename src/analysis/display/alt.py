"""What a figure shows, in numbers, for readers who do not see it: one or two sentences from the rows drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from analysis.display import wording, words


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
    doubted = rows.loc[rows["is_doubted"], "manner"].astype("str").value_counts()
    parts = [
        f"{names.get(value, value).lower()} {count}"
        + (f" ({doubted[value]} not confirmed)" if value in doubted else "")
        for value, count in number.items()
    ]
    return f"{plain(len(rows), 'decision')}, one mark each: {_some(parts)}."


def staircase(rows: pd.DataFrame, relations: pd.DataFrame, names: Mapping[str, str]) -> str:
    """How many events and relations, of which kinds, and where most of them meet."""
    number = relations["relation"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    parts = [f"“{names.get(value, value).lower()}” {count}" for value, count in number.items()]
    ends = pd.concat([relations["earlier_name"], relations["later_name"]]).value_counts()
    return (
        f"{plain(len(rows), 'event')} {_from_to(rows)}, joined by {words.counted(len(relations), 'relation')}: "
        f"{_some(parts)}. "
        f"Most relations meet at “{ends.index[0]}”, with {ends.iloc[0]}."
    )


def recalls(rows: pd.DataFrame) -> str:
    """How many texts are recalled how often, and which most."""
    top = rows.sort_values("times", ascending=False, kind="stable").iloc[0]
    return (
        f"{plain(len(rows), 'text')} recalled by later ones, {int(rows['times'].sum())} times in all. Most often "
        f"recalled is {top['document_id']}, {int(top['times'])} times until {top['last_recall'].year}."
    )


def parties(rows: pd.DataFrame, force_day: dt.date | None) -> str:
    """How many parties there are at the end of each fifth year, and when the treaty entered into force."""
    years = rows["first_day"].dt.year
    marks = [year for year in range(int(years.min()), int(years.max()) + 1) if year % 5 == 0 or year == years.max()]
    parts = [f"{int((years <= year).sum())} by the end of {year}" for year in marks]
    force = f" It entered into force on {words.day(force_day)}." if force_day else ""
    return (
        f"The number of parties rises from {int((years == years.min()).sum())} in {years.min()}: {_some(parts)}.{force}"
    )


def sizes(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The first and last number of each group, and how many are stated."""
    parts = []
    for group, some in rows.groupby("subject_id", sort=False):
        first, last = some.iloc[0], some.iloc[-1]
        when = [words.date(end["as_of_date"]) for end in (first, last)]
        numbers = f"from {first['members']} ({when[0]}) to {last['members']} ({when[1]})"
        parts.append(f"{names.get(str(group), str(group))} {numbers}, {len(some)} numbers stated")
    return "Numbers of members: " + "; ".join(parts) + "."


def _from_to(rows: pd.DataFrame) -> str:
    first, last = int(rows["first_day"].dt.year.min()), int(rows["last_day"].dt.year.max())
    return words.years(first, last)


def _some(parts: list[str], most: int = 8) -> str:
    """The parts as a list, with the smallest left to the table where they are many."""
    if len(parts) > most:
        parts = [*parts[: most - 1], f"and {len(parts) - most + 1} more, which the table names"]
        return ", ".join(parts)
    return words.listed(parts)


def _has(number: int) -> str:
    return "has" if number == 1 else "have"
