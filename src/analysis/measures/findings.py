"""What the summary singles out: findings and doubts, each chosen by a stated rule and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.measures import chains, grades, pathways, rules, spans

OPEN = ("partly", "contradicted", "self-contradictory", "unverified")
"""Verdicts that leave a gap between what is claimed and what is recorded; a slip of form leaves none."""


def longest_chain(relations: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """The longest chain: `chain_steps` (0 where there is none), `chain_first`, `chain_last` (titles).

    Rule: The most stated steps from an own initiative.

    Of chains of one length the one that begins first is given.
    """
    chain = chains.longest(relations, chains.origin(relations, events))
    known = len(chain) > 0
    return {
        "chain_steps": len(chain),
        "chain_first": chain["earlier_title"].iloc[0] if known else None,
        "chain_last": chain["later_title"].iloc[-1] if known else None,
    }


def most_frequent_series(texts: pd.DataFrame) -> dict[str, Any]:
    """The series with most texts: `top_series` (key, None where there is none), `top_texts` (fewest, most), `top_of`.

    Rule: The series with most texts of the span.

    Texts that may lie in the span count; of equals the series that begins first is given.
    """
    inside = texts[texts["certainty"] != "undated"]
    number = inside["series"].astype("str").value_counts(sort=False)
    first = inside.drop_duplicates("series")["series"].astype("str").tolist()
    top = max(first, key=lambda name: number[name], default=None)
    return {
        "top_series": top,
        "top_texts": spans.count(inside[inside["series"].astype("str") == top]),
        "top_of": spans.count(inside),
    }


def most_recalled(relations: pd.DataFrame) -> dict[str, Any]:
    """The texts that others name most: `recalled` (keys of all equals, in order of time), `recalled_times`.

    Rule: The document that most others recall.
    """
    cited = pathways.recalls(relations)
    cited = cited[cited["times"] == cited["times"].max()]
    return {
        "recalled": cited["document_id"].tolist(),
        "recalled_times": int(cited["times"].iloc[0]) if len(cited) else 0,
    }


def largest_gap(audited: pd.DataFrame) -> dict[str, Any]:
    """Where most claims stay open: `gap_paragraph` (None where none is), `gap_open`, `gap_claims`.

    Rule: Most claims not borne out in full, slips aside.

    Of equals the first is given.
    """
    is_open = audited["verdict"].astype("str").isin(OPEN)
    number = is_open.groupby(audited["paragraph"]).agg(["sum", "size"])
    number = number[number["sum"] == number["sum"].max()].head(1) if is_open.any() else number.head(0)
    return {
        "gap_paragraph": int(number.index[0]) if len(number) else None,
        "gap_open": int(number["sum"].iloc[0]) if len(number) else 0,
        "gap_claims": int(number["size"].iloc[0]) if len(number) else 0,
    }


def largest_doubt(gaps: pd.DataFrame) -> dict[str, Any]:
    """The largest group of facts that no source bears out: `doubt` (None for none), `doubt_open`, `doubt_of`.

    In: what `coverage.gaps` gives.

    Rule: Most facts of which no source bears out a part.
    """
    first = gaps.head(1).to_dict("records")
    return {
        "doubt": first[0]["what"] if first else None,
        "doubt_open": first[0]["open"] if first else 0,
        "doubt_of": first[0]["rows"] if first else 0,
    }


def most_disputed(statements: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """What is told in most ways: `dispute` (title, None where there is none), `dispute_of` (quantity), `dispute_ways`.

    Rule: Told of one event in most ways, three at least.

    Of equals that of the earliest event is given. Nothing is merged: each way of telling is a row of the record.
    """
    keys = {"object_table": "subject_table", "object_id": "subject_id"}
    told = events[[*keys, "title", "first_day"]].rename(columns=keys)
    told = told.merge(statements, on=list(keys.values()), how="inner", validate="1:m")
    value = told["value_text"].fillna(told["value_count"].astype("str"))
    ways = told.assign(value=value).groupby(["subject_id", "quantity"], observed=True, sort=False)
    found = ways.agg(
        title=("title", "first"), first_day=("first_day", "first"), ways=("value", "nunique")
    ).reset_index()
    found = found[found["ways"] > 2].sort_values(["ways", "first_day"], ascending=[False, True], kind="stable")
    first = found.head(1).astype({"quantity": "str"}).to_dict("records")
    return {
        "dispute": first[0]["title"] if first else None,
        "dispute_of": first[0]["quantity"] if first else None,
        "dispute_ways": first[0]["ways"] if first else 0,
    }


def settled(rows: pd.DataFrame) -> dict[str, Any]:
    """How many events of the span are settled: `settled`, `settled_of`.

    Rule: An event is settled if sources confirm its existence and its date, wholly or in part, and the actor's role
    where it has one.
    """
    dated = rows[rows["certainty"] != "undated"]
    return {"settled": grades.settled(dated), "settled_of": len(dated)}


def stated_rules() -> dict[str, str]:
    """The rule by which each finding and doubt is chosen: `chain_rule`, `top_rule`, `recalled_rule`, `gap_rule`,
    `doubt_rule`, `dispute_rule`."""
    chosen: dict[str, Callable[..., Any]] = {
        "chain": longest_chain,
        "top": most_frequent_series,
        "recalled": most_recalled,
        "gap": largest_gap,
        "doubt": largest_doubt,
        "dispute": most_disputed,
    }
    return {f"{name}_rule": rules.of(function) for name, function in chosen.items()}
