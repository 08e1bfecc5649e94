"""What a figure shows, in numbers, for readers who do not see it: one or two sentences from the rows drawn."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.display import wording, words


def plain(number: object, noun: str) -> str:
    """A counted noun in words, capitalised: "Seventeen texts", "Between 2 and 3 bodies"."""
    words = wording.in_words(number, noun)
    return words[:1].upper() + words[1:]


def timeline(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """How many events, from when to when, how many on a known day, and how many of each kind."""
    exact = int((rows["precision"] == "day").sum())
    kinds = _by_number(rows["kind"])
    parts = [(names.get(kind, kind).lower(), number) for kind, number in kinds.items()]
    others = "; each other is drawn as the span in which it lies" if exact < len(rows) else ""
    return (
        f"{plain(len(rows), 'event')} in {wording.in_words(len(kinds), 'lane')} {_from_to(rows)}: {_counts(parts)}. "
        f"{plain(exact, 'event')} {'has' if exact == 1 else 'have'} a known day{others}."
    )


def strips(rows: pd.DataFrame, lane: str, names: Mapping[str, str]) -> str:
    """How many texts in how many lanes, from when to when, and how many in each."""
    number = _by_number(rows[lane])
    parts = [(names.get(value, value), count) for value, count in number.items()]
    years = rows["first_day"].dt.year.value_counts()
    top = [str(year) for year in sorted(years[years == years.max()].index)]
    fullest = f"year is {top[0]}," if len(top) == 1 else f"years are {words.listing(top)}, each"
    return (
        f"{plain(len(rows), 'text')} {_from_to(rows)}, one mark each: {_counts(parts)}. "
        f"The fullest {fullest} with {int(years.max())}."
    )


def lead_times(rows: pd.DataFrame) -> str:
    """The least and the most days from opening to adoption, the middle one, and how many have a Committee's day."""
    days = rows["opening_fewest"]
    with_committee = int((rows["committee_after_fewest"] == rows["committee_after_most"]).sum())
    between, middle = words.count(days.min(), "day"), ""
    if len(rows) > 1:
        between, middle = f"from {days.min()} to {days.max()} days", f", half of them within {days.median():g} days"
    return (
        f"{plain(len(rows), 'text')} of the General Assembly {_from_to(rows)}: {between} between the opening of the "
        f"session and adoption{middle}. The day of the Committee’s approval is known of {with_committee}."
    )


def manners(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """How many decisions of each manner, and how many of these are not confirmed."""
    number = _by_number(rows["manner"])
    doubted = rows.loc[rows["is_doubted"], "manner"].astype("str").value_counts()
    parts = [
        f"{names.get(value, value).lower()} {count}"
        + (f" ({doubted[value]} not confirmed, or in part)" if value in doubted else "")
        for value, count in number.items()
    ]
    return f"{plain(len(rows), 'decision')}, one mark each: {words.listing(parts)}."


def staircase(rows: pd.DataFrame, relations: pd.DataFrame, names: Mapping[str, str]) -> str:
    """How many events and relations, of which kinds, and where most of them meet."""
    number = _by_number(relations["relation"])
    parts = [(f"“{names.get(value, value).lower()}”", count) for value, count in number.items()]
    ends = pd.concat([relations["earlier_name"], relations["later_name"]]).value_counts()
    told = f"{plain(len(rows), 'event')} {_from_to(rows)}, joined by {words.count(len(relations), 'relation')}"
    top = ends[ends == ends.max()]
    most = f" Most relations meet at “{top.index[0]}”, with {top.iloc[0]}." if len(top) == 1 else ""
    return f"{told}: {_counts(parts)}.{most}"


def recalls(rows: pd.DataFrame) -> str:
    """How many texts are recalled how often, and which most."""
    most = int(rows["times"].max())
    top = rows.loc[rows["times"] == most, "document_id"].tolist()
    named = words.listing(top if len(top) <= 8 else [*top[:7], f"{len(top) - 7} others"])
    which = "Each" if len(top) == len(rows) else "Most often"
    times = words.count(int(rows["times"].sum()), "time")
    told = f"{which}, {words.count(most, 'time')}: {named}." if len(rows) > 1 else f"It is {named}."
    return f"{plain(len(rows), 'text')} recalled by later ones, {times} in all. {told}"


def parties(rows: pd.DataFrame, force_day: dt.date | None) -> str:
    """How many parties there are at the end of each fifth year, and when the treaty entered into force."""
    years = rows["first_day"].dt.year
    marks = [year for year in range(int(years.min()), int(years.max()) + 1) if year % 5 == 0 or year == years.max()]
    parts = [f"{int((years <= year).sum())} by the end of {year}" for year in marks]
    force = f" It entered into force on {words.day(force_day)}." if force_day else ""
    first = int((years == years.min()).sum())
    return f"The number of parties rises from {first} in {years.min()}: {words.listing(parts)}.{force}"


def sizes(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The first and last number of each group, and how many are stated."""
    parts = []
    for group, some in rows.groupby("subject_id", sort=False):
        first, last = some.iloc[0], some.iloc[-1]
        when = [words.date(end["as_of_date"]) for end in (first, last)]
        numbers = f"from {first['members']} ({when[0]}) to {last['members']} ({when[1]})"
        parts.append(f"{names.get(str(group), str(group))} {numbers}, {len(some)} numbers stated")
    return "Numbers of members: " + "; ".join(parts) + "."


def _by_number(values: pd.Series) -> pd.Series:
    """How many rows have each value, most first; of equals the first."""
    return values.astype("str").value_counts(sort=False).sort_values(ascending=False, kind="stable")


def _from_to(rows: pd.DataFrame) -> str:
    first, last = int(rows["first_day"].dt.year.min()), int(rows["last_day"].dt.year.max())
    return words.years(first, last)


def _counts(parts: Sequence[tuple[str, int]], most: int = 8) -> str:
    """What there is with its numbers, as a list; of many, the last together."""
    rest = parts[most - 1 :] if len(parts) > most else []
    together = [f"{len(rest)} others {sum(number for _, number in rest)} together"] if rest else []
    return words.listing([f"{name} {number}" for name, number in parts[: len(parts) - len(rest)]] + together)
