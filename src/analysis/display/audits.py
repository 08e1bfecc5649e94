"""The audit as tables to publish: every claim with its verdict, why, by which rule, and the rows that it rests on."""

from typing import Any

import pandas as pd

from analysis.display import alt, citations, drawing, figures, layout, style, tables, words
from analysis.display.names import Labels
from analysis.un import package_data
from publisher.outputs import Cell, Column, Facts, Figure, Table

JOINED = "\u00a0· "  # between the parts of a key; no line begins with it
SHOWN = 2  # how many rows of the evidence stand in a cell; `analysis audit --json` gives all of them

_VERDICTS = {row["verdict"]: row for row in package_data.rows(__package__, "verdicts.csv")}
"""How each verdict is headed and drawn: a meaning of the palette, filled or hollow."""

HEADS = {verdict: row["heading"] for verdict, row in _VERDICTS.items()} | {"claims": "All"}
"""Short headings of the verdicts, for tables that have a column for each."""

_HEADS = (
    Column("claim_id", "Claim", "symbol"),
    Column("paraphrase", "What is said"),
    Column("verdict", "Verdict"),
    Column("reason", "Why"),
    Column("rule", "By"),
    Column("evidence", "Rests on"),
)

_NOTE = (
    "The first two figures of a claim are the paragraph. Each verdict names the rows of the data it rests on; "
    "the link leads to where they were read."
)


def claims(
    audited: pd.DataFrame, evidence: pd.DataFrame, *, name: str, caption: str, labels: Labels, empty: str
) -> Table | Facts:
    """Claims as `measures.audit.verdicts` judges them, as a table; each leads to where its rows were read."""
    if audited.empty:
        return Facts(empty)
    known = evidence.drop_duplicates("source_id").set_index("source_id")[["text", "href"]].to_dict("index")
    rows = tuple(_cells(row, labels, known) for row in audited.astype({"verdict": "str"}).to_dict("records"))
    return Table(name, caption, _HEADS, rows, citations.sources(cited(audited), evidence), _NOTE)


@style.sheet()
def marks(audited: pd.DataFrame, evidence: pd.DataFrame, *, name: str, caption: str, labels: Labels) -> Figure | Facts:
    """One mark a claim, in a lane for each kind, by verdict."""
    if audited.empty:
        return Facts("There is no claim to draw.")
    rows = audited.sort_values(["kind", "verdict", "claim_id"], kind="stable")
    present = [kind for kind in labels["kind"] if (rows["kind"] == kind).any()]
    occurring = [one for one in _VERDICTS if (rows["verdict"] == one).any()]
    looks = {one: (_VERDICTS[one]["meaning"], _VERDICTS[one]["is_hollow"] == "yes") for one in occurring}
    entries = [(labels["verdict"][one], *look) for one, look in looks.items()]
    names = [labels["kind"][kind] for kind in present]
    left = layout.gutter(names, most=150)
    axes = figures.canvas(13.0 * len(present), left=left, bottom=8, entries=entries)
    axes.set_xlim(-0.6, max((rows["kind"] == kind).sum() for kind in present) + 2)
    drawing.hide_axis(axes)
    for row, kind in zip(drawing.lanes(axes, [1.0] * len(present), names), present, strict=True):
        verdicts = rows.loc[rows["kind"] == kind, "verdict"].astype("str").tolist()
        for verdict, (meaning, hollow) in looks.items():
            xs = [float(x) for x, one in enumerate(verdicts) if one == verdict]
            drawing.marks(axes, xs, [row] * len(xs), meaning, hollow=hollow)
        drawing.label(axes, len(verdicts) + 0.4, row, str(len(verdicts)), side="right", size=9)
    columns = {"claim_id": "Claim", "kind": "Kind", "verdict": "Verdict", "rule": "By"}
    data = tables.table(rows, name=f"{name}-data", caption=caption, columns=columns, labels=labels)
    assert isinstance(data, Table)
    number = [f"{label.lower()} {(rows['verdict'] == one).sum()}" for one, label in labels["verdict"].items()]
    text = f"{alt.plain(len(rows), 'claim')} in {len(present)} kinds, one mark each: {words.listing(number)}."
    return Figure(name, style.svg(axes), text, caption, data, citations.sources(cited(audited), evidence))


def cited(audited: pd.DataFrame) -> pd.DataFrame:
    """The sources of the verdicts, one row a claim and source: `object_table`, `object_id`, `source_id`."""
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
    keys = [f"{table} {key.replace('#', JOINED)}" for table, key in row["evidence"] if table != "citations"]
    shown = ", ".join(keys[:SHOWN]) + (f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else "")
    href = next((known[source]["href"] for source in row["sources"] if source in known), "")
    verdict = labels["verdict"].get(row["verdict"], row["verdict"])
    texts = row["claim_id"], row["paraphrase"], verdict, row["reason"], row["rule"].replace("-", " ")
    return (*map(Cell, texts), Cell(shown or "no row of the data", href if shown else ""))
