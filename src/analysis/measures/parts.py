"""What an actor's part in an initiative or a document is: the rule by which the report says "its own"."""

import pandas as pd

from analysis.measures import grades

ALL = "all"

LEADING = (
    "proposer", "main-sponsor", "convener", "co-organiser", "host", "coordinator", "founder", "chair", "launcher",
    "author",
)  # fmt: skip
"""The roles that make an initiative or a document the actor's own; every other role joins it."""

PRESIDING = "chair"  # leads a meeting, yet presiding over the body that adopts a text makes nobody its author

PARTS = ("own", "joined", "other")
KEY = ["object_table", "object_id"]


def parts(roles: pd.DataFrame, actor: str) -> pd.DataFrame:
    """The actor's part in each object in which it has a role; objects without a role of the actor are absent.

    In: the table `roles`, graded or not. Out, one row an object: `part` (own or joined), `roles` (in the order of the
    schema, joined by semicolons), `actors` (who has these roles), `held` (each role as `actor=role`, with `?` where no
    source bears it out), `role_ids`, and the best `role_grade` among the roles that make it the part.

    Rule: An initiative or a document is an actor's own if the record gives it a leading role there: proposer, main
    sponsor, convener, co-organiser, host, coordinator, founder, chair, launcher or author. An actor that only
    co-sponsors, supports, contributes, facilitates, takes part or receives has joined it, and so has the one who
    presides over the body that adopts a text. For `all`, the roles of every actor count: an object is "own" if
    anybody's leading role is on record.
    """
    taken = roles if actor == ALL else roles[roles["actor_id"] == actor]
    presides = (taken["role"] == PRESIDING) & (taken["object_table"] == "documents")
    taken = taken.assign(is_leading=taken["role"].isin(LEADING) & ~presides)
    entry = taken["actor_id"].astype("str") + "=" + taken["role"].astype("str")
    taken["held"] = entry + grades.is_borne_out(taken, "role_grade").map({True: "", False: "?"})
    best = taken.sort_values("role_grade", kind="stable") if "role_grade" in taken else taken
    best = best.sort_values("is_leading", ascending=False, kind="stable").drop_duplicates(KEY)
    best = best.assign(part=_part(best["is_leading"].map({True: "own", False: "joined"})))
    joined = {"roles": "role", "actors": "actor_id", "held": "held", "role_ids": "role_id"}
    best = best.assign(
        **{name: _join_values(best, taken, column) for name, column in joined.items() if column in taken}
    )
    columns = [*KEY, "part", *(name for name in [*joined, "role_grade"] if name in best)]
    return best[columns].sort_values(KEY, kind="stable").reset_index(drop=True)


def with_part(rows: pd.DataFrame, table: str, key: str, roles: pd.DataFrame, actor: str) -> pd.DataFrame:
    """The rows of a table with `object_table`, `object_id`, `part` (own, joined, other), `roles` and `actors`.

    `key` is the table's key column. Rows in which the actor has no role are "other", with blank roles.
    """
    taken = parts(roles[roles["object_table"] == table], actor).drop(columns="object_table")
    rows = rows.assign(object_table=table, object_id=rows[key])
    rows = rows.merge(taken, on="object_id", how="left", validate="m:1")
    part = rows["part"].astype("str")
    lists = [column for column in ("roles", "actors", "held", "role_ids") if column in taken]
    filled = {column: rows[column].astype("object").fillna("").astype("str") for column in lists}
    return rows.assign(part=_part(part.where(rows["part"].notna(), "other")), **filled)


def _join_values(best: pd.DataFrame, taken: pd.DataFrame, column: str) -> pd.Series:
    """For each object the different values of the column, in the order of roles, joined by semicolons."""
    several = taken[taken.duplicated(KEY, keep=False)].sort_values(["role", "actor_id"])
    several = several.astype({column: "str"}).drop_duplicates([*KEY, column])
    found = several.groupby(KEY, observed=True, sort=False)[column].agg("; ".join)
    joined = pd.Series(found.reindex(pd.MultiIndex.from_frame(best[KEY])).to_numpy(), best.index, dtype="object")
    return joined.fillna(best[column].astype("object")).astype("str")


def _part(values: pd.Series) -> pd.Categorical:
    return pd.Categorical(values, categories=PARTS, ordered=True)
