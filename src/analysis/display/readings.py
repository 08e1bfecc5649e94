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
    ends = {f"from_{part}": row[0][f"earlier_{part}"] for part in ("name", "date")}
    ends |= {f"to_{part}": row[0][f"later_{part}"] for part in ("name", "date")}
    named = labels["relation"][row[0]["relation"]].lower()
    return ends | {"first_relation": named, "relation_grade": _grade(row[0].get("grade"), labels)}


def chain(relations: pd.DataFrame) -> Stated:
    """A chain of relations as its events in order, each by its symbol or its title."""
    keys, named = ([*relations[f"earlier_{part}"].head(1), *relations[f"later_{part}"]] for part in ("id", "name"))
    said = [words.symbol(key) if key == name else words.quote(name) for key, name in zip(keys, named, strict=True)]
    return Stated("; ".join(keys), ", then ".join(said))


def sizes(rows: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """For each group its first and last number of members, each with the time for which it is stated."""
    found = []
    for group, some in rows[rows["certainty"] != "undated"].groupby("subject_id", sort=True):
        ends = [f"{row.members} ({words.date(str(row.as_of_date))})" for row in some.iloc[[0, -1]].itertuples()]
        found.append(f"{names.get(str(group), str(group))} {' to '.join(dict.fromkeys(ends))}")
    return found


def roles(rows: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """The roles of `measures.context.roles` with their number of texts: "main sponsor 8"."""
    return [f"{names.get(role, role).lower()} {texts}" for role, texts in zip(rows["role"], rows["texts"], strict=True)]


def _grade(grade: object, labels: Labels) -> str:
    return labels["grade"].get(str(grade), words.NOT_KNOWN).lower()
