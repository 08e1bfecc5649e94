"""The audit as tables to publish: every claim with its verdict, why, by which rule, and the rows that it rests on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.display import citations, words
from analysis.display.names import Labels
from analysis.outputs import Cell, Column, Facts, Table

SHOWN = 2
"""How many rows of the evidence stand in a cell; `analysis audit --json` gives all of them."""

_HEADS = (
    Column("claim_id", "Claim", "symbol"),
    Column("paraphrase", "What is said"),
    Column("verdict", "Verdict"),
    Column("reason", "Why"),
    Column("rule", "By"),
    Column("evidence", "Rests on"),
)


def claims(
    audited: pd.DataFrame, evidence: pd.DataFrame, *, name: str, caption: str, labels: Labels, empty: str
) -> Table | Facts:
    """The claims as a table; the rows that a verdict rests on lead to where the best of them was read.

    In: rows of what `measures.audit.verdicts` gives, and the table of sources as `citations.evidence` words it.
    """
    if audited.empty:
        return Facts(empty)
    known = evidence.drop_duplicates("source_id").set_index("source_id")[["text", "href"]].to_dict("index")
    rows = audited.astype({"verdict": "str"}).to_dict("records")
    return Table(
        name,
        caption,
        _HEADS,
        tuple(_cells(row, labels, known) for row in rows),
        citations.sources(cited(audited), evidence),
        "The first two figures of a claim are the paragraph. Each verdict names the rows of the data it rests on; "
        "the link leads to where they were read.",
    )


def cited(audited: pd.DataFrame) -> pd.DataFrame:
    """The sources of the verdicts, one row a claim and source, as the lists of sources take them.

    Out: `object_table`, `object_id`, `source_id`.
    """
    each = audited[["claim_id", "sources"]].explode("sources").dropna()
    return each.rename(columns={"claim_id": "object_id", "sources": "source_id"}).assign(object_table="claims")


def first(audited: pd.DataFrame, labels: Labels) -> dict[str, Any]:
    """The first claim that a rule decided, to be read aloud: `claim`, `claim_verdict`, `claim_rule`, `claim_reason`."""
    row = audited[audited["rule"] != "reviewer"].astype({"verdict": "str"}).head(1).to_dict("records")
    if not row:
        return {"claim": None}
    return {
        "claim": row[0]["paraphrase"],
        "claim_verdict": labels["verdict"][row[0]["verdict"]].lower(),
        "claim_rule": row[0]["rule"],
        "claim_reason": row[0]["reason"],
    }


def _cells(row: dict[str, Any], labels: Labels, known: dict[str, dict[str, str]]) -> tuple[Cell, ...]:
    keys = [f"{table} {key}" for table, key in row["evidence"] if table != "citations"]
    shown = ", ".join(keys[:SHOWN]) + (f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else "")
    href = next((known[source]["href"] for source in row["sources"] if source in known), "")
    return (
        Cell(row["claim_id"]),
        Cell(row["paraphrase"]),
        Cell(labels["verdict"].get(row["verdict"], row["verdict"])),
        Cell(row["reason"]),
        Cell(row["rule"].replace("-", " ")),
        Cell(shown or words.NOT_KNOWN, href if shown else ""),
    )
