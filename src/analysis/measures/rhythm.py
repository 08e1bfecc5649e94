"""How series of texts come back: the years between their returns, and what would be due if the rhythm held."""

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd


def returns(rows: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """Each series' returns: sessions, years between them, and what would be next due.

    In: what `adoption.adopted` gives. Out, one row a series with at least one text of a certain year: how many
    `texts`; the lists `years`, `sessions`, `gaps` and `moved` (the sessions at which the gap changed); `is_steady`,
    `usual_gap`, `next_year`, `next_session` (of the General Assembly alone), `has_lapsed`.

    Rule: The rhythm of a series is the number of years between one return and the next; several texts of one year
    are one return, and only texts of the body and the kind of the latest (resolutions of the Assembly, say) are
    returns. A series is steady if its last two gaps are the same; only then is a next year given: the last year and
    that gap. It says what would be due if the rhythm held, not what will be. Where that year had ended by `as_of`,
    the rhythm has lapsed. A text whose year is not certain is left out.
    """
    in_one_year = rows["first_day"].dt.year == rows["last_day"].dt.year
    known = rows[(rows["certainty"] == "certain") & in_one_year]
    known = known.assign(year=known["first_day"].dt.year)
    found = [
        {"series": name, "texts": len(group)} | _of_series(group, as_of)
        for name, group in known.groupby("series", observed=True, sort=True)
    ]
    types = {"is_steady": bool, "has_lapsed": bool, "usual_gap": "Int64", "next_year": "Int64", "next_session": "Int64"}
    columns = ["series", "texts", "years", "sessions", "gaps", "moved", *types]
    return pd.DataFrame(found, columns=columns).astype(types)


def _of_series(texts: pd.DataFrame, as_of: dt.date) -> dict[str, Any]:
    """The rhythm of one series, from its texts in order of time."""
    alike = (texts[["body", "kind"]].astype("str") == texts[["body", "kind"]].astype("str").iloc[-1]).all(axis=1)
    firsts = texts[alike].drop_duplicates("year")
    years, sessions = firsts["year"].tolist(), firsts["session"].astype("str").tolist()
    gaps = [later - earlier for earlier, later in pairwise(years)]
    is_steady = len(gaps) > 1 and gaps[-1] == gaps[-2]
    is_assembly = firsts["body"].iloc[-1] == "general-assembly" and sessions[-1].isdecimal()
    return {
        "years": years,
        "sessions": sessions,
        "gaps": gaps,
        "is_steady": is_steady,
        "usual_gap": gaps[-1] if is_steady else None,
        "moved": [sessions[n + 2] for n, (one, other) in enumerate(pairwise(gaps)) if one != other],
        "next_year": years[-1] + gaps[-1] if is_steady else None,
        "next_session": int(sessions[-1]) + gaps[-1] if is_steady and is_assembly else None,
        "has_lapsed": is_steady and dt.date(years[-1] + gaps[-1], 12, 31) < as_of,
    }


def facts(returns: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    """The numbers that a paragraph on rhythm states, with the names of series with their gaps or years."""
    steady = returns[returns["is_steady"]]
    named = [names.get(str(one), str(one)) for one in steady["series"]]
    every = ["every year" if gap == 1 else f"every {gap} years" for gap in steady["usual_gap"]]
    due = [f"“{name}” in {year}" for name, year in zip(named, steady["next_year"], strict=True)]
    lapsed = steady["has_lapsed"].tolist()
    return {
        "rhythms": len(returns),
        "returning": int((returns["gaps"].map(len) > 0).sum()),
        "steady": len(steady),
        "lapsed": sum(lapsed),
        "steady_names": [f"“{name}” {gap}" for name, gap in zip(named, every, strict=True)],
        "due_names": [text for text, is_over in zip(due, lapsed, strict=True) if not is_over],
        "lapsed_names": [text for text, is_over in zip(due, lapsed, strict=True) if is_over],
    }
