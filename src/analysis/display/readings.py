"""Rows read aloud: the words and values in which a paragraph tells one row, one chain, or one group's numbers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.display import tables, words
from analysis.display.names import Labels
from analysis.display.wording import Stated


def first_initiative(rows: pd.DataFrame, labels: Labels) -> dict[str, Any]:
    """The first row's roles and grade: `first_roles` (who has which), `first_grade`; nothing where there is no row."""
    row = rows.head(1).to_dict("records")
    if not row:
        return {}
    return {"first_roles": tables.roles(rows, labels)[0], "first_grade": _grade(row[0].get("row_grade"), labels)}


def first_relation(relations: pd.DataFrame, labels: Labels) -> dict[str, Any]:
    """The first step: `from_name`, `from_date`, `first_relation`, `to_name`, `to_date`, `relation_grade`."""
    row = relations[relations["is_step"]].head(1).to_dict("records")
    if not row:
        return {}
    ends = {
        f"{name}_{part}": row[0][f"{end}_{part}"]
        for name, end in (("from", "earlier"), ("to", "later"))
        for part in ("name", "date")
    }
    named = labels["relation"][row[0]["relation"]].lower()
    return ends | {"first_relation": named, "relation_grade": _grade(row[0].get("grade"), labels)}


def chain(relations: pd.DataFrame) -> Stated:
    """A chain of relations as its events in order, each by its symbol or its title.

    In: `earlier_id`, `earlier_name` and the same of `later`.
    """
    keys, named = ([*relations[f"earlier_{part}"].head(1), *relations[f"later_{part}"]] for part in ("id", "name"))
    said = [words.symbol(key) if key == name else words.quote(name) for key, name in zip(keys, named, strict=True)]
    return Stated("; ".join(keys), ", then ".join(said))


def sizes(rows: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """For each group its first and last number of members, each with the time for which it is stated.

    In: what `measures.context.sizes` gives.
    """
    found = []
    for group, some in rows[rows["certainty"] != "undated"].groupby("subject_id", sort=True):
        ends = [f"{row.members} ({words.date(str(row.as_of_date))})" for row in some.iloc[[0, -1]].itertuples()]
        found.append(f"{names.get(str(group), str(group))} {' to '.join(dict.fromkeys(ends))}")
    return found


def roles(rows: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """The roles with the number of texts in which the actor has them: "main sponsor 8".

    In: what `measures.context.roles` gives.
    """
    return [f"{names.get(role, role).lower()} {texts}" for role, texts in zip(rows["role"], rows["texts"], strict=True)]


def _grade(grade: object, labels: Labels) -> str:
    return labels["grade"].get(str(grade), words.NOT_KNOWN).lower()
