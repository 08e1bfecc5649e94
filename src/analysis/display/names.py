"""What readers see for keys: the labels of values and the headings of columns."""

from collections.abc import Callable, Mapping
from typing import TypedDict

import pandas as pd

from analysis.un import package_data

Labels = Mapping[str, Mapping[str, str]]  # what readers see for the values of a column, by the column's name


class Known(TypedDict):
    """What every figure and table of a chapter needs to be read: labels, and where the rows were read."""

    labels: Labels
    evidence: pd.DataFrame


class Look(Known):
    """What every figure over the years of an edition shares: also which years these are."""

    first_year: int
    last_year: int


LISTS = {"roles": "role", "came": "actor", "went": "actor", "actors": "actor", "leading": "actor", "others": "actor"}
"""Columns that hold several values, joined by semicolons, and whose labels they have."""

_COLUMNS = package_data.rows(__package__, "headings.csv")
HEADINGS = {row["column"]: row["heading"] for row in _COLUMNS}
"""The heading of each column that a table may show; `labels` in the same table says which schema has its labels."""


def labels(
    read: Callable[[str, str], Mapping[str, str]], actors: pd.DataFrame, actor: str
) -> dict[str, dict[str, str]]:
    """Every label that the charts and tables of a chapter need, by column; those of `part` name the actor.

    `read` gives the labels of an enumerated column by table and column, as `dataset.labels` does.
    """
    names = dict(zip(actors["actor_id"], actors["short_name"].fillna(actors["name"]), strict=True))
    own, joined, other = "a leading role", "another role", "no role"
    if actor == "all":
        parts = {"own": f"{own} on record", "joined": f"{joined} on record", "other": f"{other} on record"}
    else:
        name = names.get(actor, actor)
        parts = {"own": f"{name} in {own}", "joined": f"{name} in {joined}", "other": f"{other} of {name} on record"}
    found = {row["column"]: dict(read(row["labels"], row["column"])) for row in _COLUMNS if row["labels"]}
    return found | {
        **dict.fromkeys(("actor", "actor_id", "subject_id"), names),
        "body": found["body"] | dict(read("stages", "body")),
        "kind": {"adopted-text": "Adopted text"} | found["kind"],
        "last_step": found["relation"],
        "manner": found["manner"] | {"not-known": "Not known"},
        "part": parts,
    }
