"""An actor's initiatives in time: which they are, when, in which body and place, and where they pause."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import pandas as pd

from analysis.measures import grades, parts, spans

COLUMNS = [
    "object_table", "object_id", "title", "kind", "body", "place", "country", "date", "symbol", "paragraph",
    "part", "roles", "actors", "held", "role_grade", "row_grade", "date_grade",
]  # fmt: skip


def initiatives(
    initiatives: pd.DataFrame,
    roles: pd.DataFrame,
    *,
    actor: str,
    bodies: Sequence[str] = (),
    **period: Unpack[spans.Period],
) -> pd.DataFrame:
    """The initiatives of the span in which the actor has a role, in order of time.

    In: the tables `initiatives` and `roles`, graded or not. Out: `COLUMNS`, `is_doubted`, those of `spans.within`.

    Rule: What counts as an actor's initiative is a row of `initiatives` in which `roles` gives the actor any role;
    `part` tells its own from those that it joined. For `all`, every initiative counts, with a role on record or
    without. An initiative is counted once, however many roles the actor has in it.
    """
    rows = parts.with_part(initiatives, "initiatives", "initiative_id", roles, actor)
    if actor != parts.ALL:
        rows = rows[rows["part"] != "other"]
    rows = rows.rename(columns={"initiative_date": "date", "document_id": "symbol"}).reindex(columns=COLUMNS)
    rows = grades.doubted(spans.chosen(rows, bodies=bodies))
    return spans.within(rows, "date", **period)


def texts(adopted: pd.DataFrame, *, actor: str) -> pd.DataFrame:
    """The adopted texts in which the actor has a role (for `all`, every text), as rows such as `initiatives` gives."""
    rows = adopted if actor == parts.ALL else adopted[adopted["part"] != "other"]
    rows = rows.rename(columns={"adoption_date": "date"}).assign(kind="adopted-text")
    return rows.reindex(columns=[*COLUMNS, "is_doubted", "first_day", "last_day", "precision", "is_sure", "certainty"])


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Initiatives and texts in one frame, in order of time, with their `number` in it; undated rows come last."""
    rows = pd.concat([frame for frame in frames if len(frame)] or frames[:1])
    for column in ("part", "certainty"):
        rows[column] = pd.Categorical(rows[column], frames[0][column].cat.categories, ordered=True)
    rows = rows.sort_values(["first_day", "last_day"], kind="stable").reset_index(drop=True)
    return rows.assign(number=range(1, len(rows) + 1))


def pauses(rows: pd.DataFrame) -> pd.DataFrame:
    """The stretches of time in which surely nothing on record happened, longest first.

    Out: `after`, `before` (titles), `first_day` (the last possible day of what came before), `last_day` (the first
    possible day of what came after), `days`.

    Rule: A pause runs from the last day on which anything earlier may have happened to the first day on which the
    next may have. Where dates are vague, a pause is so counted too short rather than too long. Undated rows and
    rows that may fall outside the span end no pause but may hide one.
    """
    known = spans.with_date(rows).sort_values(["first_day", "last_day"], kind="stable")
    latest = known["last_day"].cummax()
    holder = known["title"].where(known["last_day"] == latest).ffill()
    starts = {"after": holder.shift(), "before": known["title"], "first_day": latest.shift()}
    found = pd.DataFrame(starts | {"last_day": known["first_day"]}).iloc[1:]
    found["days"] = (found["last_day"] - found["first_day"]).dt.days
    found = found[found["days"] > 0].astype({"days": "int64"})
    return found.sort_values(["days", "first_day"], ascending=[False, True], kind="stable").reset_index(drop=True)


def roles(rows: pd.DataFrame) -> pd.DataFrame:
    """How many initiatives the actor has each role in: `role`, `fewest`, `most`, most frequent first.

    Rule: An initiative in which the actor has two roles counts under both, so the numbers may add up to more than
    there are initiatives.
    """
    each = rows.assign(role=rows["roles"].str.split("; ")).explode("role")
    found = spans.counts(each[each["role"].fillna("") != ""], "role")
    return found.sort_values(["most", "role"], ascending=[False, True], kind="stable").reset_index(drop=True)


def statements(statements: pd.DataFrame, rows: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """What is stated of these rows by `as_of`, each with the `title` of its subject and its `value` as text.

    In: rows with `object_table`, `object_id`, `title`. Nothing is merged or chosen: where sources differ, each
    stands in a row of its own.
    """
    statements = spans.until(statements, "as_of_date", as_of)
    subjects = rows[[*parts.KEY, "title"]].drop_duplicates(parts.KEY)
    keys = {"object_table": "subject_table", "object_id": "subject_id"}
    found = statements.merge(subjects.rename(columns=keys), on=list(keys.values()), how="inner", validate="m:1")
    words = found["qualifier"].astype("str").where(found["qualifier"].isin(["more-than", "about", "at-least"]), "")
    count = found["value_count"].map("{:,}".format, na_action="ignore")
    number = (words.str.replace("-", " ") + " " + count).str.strip()
    both = found["value_text"].fillna("") + ": " + number
    value = number.where(found["value_text"].isna(), both).where(found["value_count"].notna(), found["value_text"])
    return found.assign(value=value, object_table="statements", object_id=found["statement_id"])


def kind_facts(rows: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    """How many kinds there are, and the commonest: `initiative_kinds`, `commonest_kind`, `commonest_count`."""
    found = spans.counts(rows, "kind").sort_values("most", ascending=False, kind="stable")
    kind = spans.value_at(found, "kind")
    return {
        "initiative_kinds": len(found),
        "commonest_kind": names.get(kind, kind).lower() if kind else None,
        "commonest_count": (spans.value_at(found, "fewest"), spans.value_at(found, "most")) if kind else 0,
    }


def facts(rows: pd.DataFrame) -> dict[str, Any]:
    """The numbers that paragraphs on the timeline state.

    Initiatives, own and joined, are fewest and most; the busiest year is that with most initiatives surely in it; the
    pause is the longest. None or 0 stands where there is none.
    """
    inside = spans.with_date(rows)
    years = inside["first_day"].dt.year[inside["first_day"].dt.year == inside["last_day"].dt.year].value_counts()
    busiest = int(years[years == years.max()].index.min()) if len(years) else None
    pause = pauses(rows)
    return {
        "initiatives": spans.count(rows),
        "initiatives_own": spans.count(rows[rows["part"] == "own"]),
        "initiatives_joined": spans.count(rows[rows["part"] == "joined"]),
        "initiatives_undated": spans.undated_count(rows),
        "initiatives_doubted": int(inside["is_doubted"].sum()),
        "day_known": int((inside["precision"] == "day").sum()),
        "first_title": spans.value_at(inside, "title"),
        "first_initiative": spans.value_at(inside, "date"),
        "places": int(inside["place"].nunique()),
        "busiest_year": busiest,
        "busiest_count": int(years.max()) if len(years) else 0,
        "pause_days": int(spans.value_at(pause, "days") or 0),
        "pause_after": spans.value_at(pause, "after"),
        "pause_before": spans.value_at(pause, "before"),
    }
