"""What an actor's part in an initiative or a document is: the rule by which the report says "its own"."""

from __future__ import annotations

import pandas as pd

ALL = "all"

LEADING = (
    "proposer", "main-sponsor", "convener", "co-organiser", "host", "coordinator", "founder", "chair", "launcher",
    "author",
)  # fmt: skip
"""The roles that make an initiative or a document the actor's own; every other role joins it."""

PARTS = ("own", "joined", "other")


def parts(roles: pd.DataFrame, actor: str) -> pd.DataFrame:
    """The actor's part in each object in which it has a role; objects without a role of the actor are absent.

    In: `actor_id`, `object_table`, `object_id`, `role`, and `role_grade` if roles are graded. Out: one row an object:
    `object_table`, `object_id`, `part` (own or joined), `roles` (the actor's roles in the order of the schema, joined
    by semicolons), `actors` (who has these roles), and the best `role_grade` among the roles that make it the part.

    Rule: An initiative or a document is an actor's own if the record gives it a leading role there: proposer, main
    sponsor, convener, co-organiser, host, coordinator, founder, chair, launcher or author. An actor that only
    co-sponsors, supports, contributes, facilitates, takes part or receives has joined it. For `all`, the roles of
    every actor count: an object is "own" if anybody's leading role is on record.
    """
    taken = roles if actor == ALL else roles[roles["actor_id"] == actor]
    taken = taken.assign(is_leading=taken["role"].isin(LEADING))
    key = ["object_table", "object_id"]
    order = ["is_leading", "role_grade"] if "role_grade" in taken else ["is_leading"]
    best = taken.sort_values(order, ascending=[False, True][: len(order)], kind="stable").drop_duplicates(key)
    taken = taken.sort_values([*key, "role", "actor_id"], kind="stable")
    names = {column: _joined(taken, column) for column in ("role", "actor_id")}
    keys = list(zip(best["object_table"], best["object_id"], strict=True))
    best = best.assign(
        part=_part(best["is_leading"].map({True: "own", False: "joined"})),
        roles=[names["role"][key] for key in keys],
        actors=[names["actor_id"][key] for key in keys],
    )
    columns = [*key, "part", "roles", "actors", *(["role_grade"] if "role_grade" in roles else [])]
    return best[columns].sort_values(key, kind="stable").reset_index(drop=True)


def with_part(rows: pd.DataFrame, table: str, key: str, roles: pd.DataFrame, actor: str) -> pd.DataFrame:
    """The rows of a table with `object_table`, `object_id`, `part` (own, joined, other), `roles` and `actors`.

    `key` is the table's key column. Rows in which the actor has no role are "other", with blank roles.
    """
    taken = parts(roles[roles["object_table"] == table], actor).drop(columns="object_table")
    rows = rows.assign(object_table=table, object_id=rows[key])
    rows = rows.merge(taken, on="object_id", how="left", validate="m:1")
    part = rows["part"].astype("str")
    filled = {column: rows[column].astype("object").fillna("").astype("str") for column in ("roles", "actors")}
    return rows.assign(part=_part(part.where(rows["part"].notna(), "other")), **filled)


def _joined(taken: pd.DataFrame, column: str) -> dict[tuple[str, str], str]:
    """The different values of the column for each object, in the rows' order, joined by semicolons."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for table, key, value in zip(taken["object_table"], taken["object_id"], taken[column].astype("str"), strict=True):
        found.setdefault((table, key), {})[value] = None
    return {key: "; ".join(values) for key, values in found.items()}


def _part(values: pd.Series) -> pd.Categorical:
    return pd.Categorical(values, categories=PARTS, ordered=True)
