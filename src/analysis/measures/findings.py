"""What the summary singles out: findings and doubts, each chosen by a stated rule and by nothing else."""

from typing import Any

import pandas as pd

from analysis.measures import chains, pathways, spans
from analysis.measures.docstrings import stated_rule

OPEN = ("partly", "contradicted", "self-contradictory", "unverified")
"""Verdicts that leave a gap between what is claimed and what is recorded; a slip of form leaves none."""


def longest_chain(relations: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """The longest chain, the earliest of equals: `chain_steps` (0 where there is none), `chain_first`, `chain_last`.

    Rule: The most stated steps from an own initiative.
    """
    chain = chains.longest(relations, chains.origin(relations, events))
    return {
        "chain_steps": len(chain),
        "chain_first": spans.value_at(chain, "earlier_title"),
        "chain_last": spans.value_at(chain, "later_title", -1),
    }


def most_frequent_series(texts: pd.DataFrame) -> dict[str, Any]:
    """The series with most texts, certain or possible, the earliest of equals: `top_series`, `top_texts`, `top_of`.

    Rule: The series with most texts of the span.
    """
    inside = spans.with_date(texts)
    series = inside["series"].astype("str")
    number = series.value_counts(sort=False)
    top = max(series.unique(), key=lambda name: number[name], default=None)
    return {"top_series": top, "top_texts": spans.count(inside[series == top]), "top_of": spans.count(inside)}


def most_recalled(relations: pd.DataFrame) -> dict[str, Any]:
    """The texts that others name most: `recalled` (keys of all equals, in order of time), `recalled_times`.

    Rule: The document that most others recall.
    """
    cited = pathways.recalls(relations)
    cited = cited[cited["times"] == cited["times"].max()]
    return {"recalled": cited["document_id"].tolist(), "recalled_times": int(spans.value_at(cited, "times") or 0)}


def largest_gap(audited: pd.DataFrame) -> dict[str, Any]:
    """Where most claims stay open, the first of equals: `gap_paragraph` (None for none), `gap_open`, `gap_claims`.

    Rule: Most claims not borne out in full, slips aside.
    """
    is_open = audited["verdict"].astype("str").isin(OPEN)
    number = is_open.groupby(audited["paragraph"]).agg(gap_open="sum", gap_claims="size")
    if not is_open.any():
        return {"gap_paragraph": None, "gap_open": 0, "gap_claims": 0}
    paragraph = number["gap_open"].idxmax()
    return {"gap_paragraph": int(paragraph)} | {name: int(each) for name, each in number.loc[paragraph].items()}


def largest_doubt(gaps: pd.DataFrame) -> dict[str, Any]:
    """The largest group of facts in `coverage.gaps`: `doubt` (None where there is none), `doubt_open`, `doubt_of`.

    Rule: Most facts of which no source bears out a part.
    """
    return {
        "doubt": spans.value_at(gaps, "what"),
        "doubt_open": spans.value_at(gaps, "open") or 0,
        "doubt_of": spans.value_at(gaps, "rows") or 0,
    }


def most_disputed(statements: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """What is told in most ways, the earliest event of equals: `dispute` (its title), `dispute_of`, `dispute_ways`.

    Rule: Told of one event in most ways, three at least.
    """
    keys = {"object_table": "subject_table", "object_id": "subject_id"}
    told = events[[*keys, "title", "first_day"]].rename(columns=keys)
    told = told.merge(statements, on=list(keys.values()), how="inner", validate="1:m")
    value = told["value_text"].fillna(told["value_count"].astype("str"))
    ways = told.assign(value=value).groupby(["subject_id", "quantity"], observed=True, sort=False)
    found = ways.agg(title=("title", "first"), first_day=("first_day", "first"), ways=("value", "nunique"))
    found = found[found["ways"] > 2].sort_values(["ways", "first_day"], ascending=[False, True], kind="stable")
    found = found.reset_index().astype({"quantity": "str"})
    return {
        "dispute": spans.value_at(found, "title"),
        "dispute_of": spans.value_at(found, "quantity"),
        "dispute_ways": spans.value_at(found, "ways") or 0,
    }


def settled(rows: pd.DataFrame) -> dict[str, Any]:
    """How many events of the span are settled: `settled`, `settled_of`.

    Rule: An event is settled if sources confirm its existence and its date, wholly or in part, and the actor's role
    where it has one.
    """
    dated = spans.with_date(rows)
    return {"settled": int((~dated["is_doubted"]).sum()), "settled_of": len(dated)}


def stated_rules() -> dict[str, str]:
    """The rule by which each finding and doubt is chosen: `chain_rule`, `top_rule`, `recalled_rule`, `gap_rule`,
    `doubt_rule`, `dispute_rule`."""
    names = ("chain", "top", "recalled", "gap", "doubt", "dispute")
    functions = (longest_chain, most_frequent_series, most_recalled, largest_gap, largest_doubt, most_disputed)
    return {f"{name}_rule": stated_rule(function) for name, function in zip(names, functions, strict=True)}
