"""The audit as a table and a figure: what a claim's row says, where its evidence leads, one mark a claim."""

from typing import Any

import pandas as pd

from analysis.display import audits
from publisher.outputs import Facts, Figure, Table

VERDICTS = ["borne-out", "partly", "contradicted", "self-contradictory", "slip", "unverified"]
LABELS = {
    "kind": {"date": "Date", "place": "Place"},
    "verdict": dict(zip(VERDICTS, ["Borne out", "Partly", "Contradicted", "By itself", "Slip", "Open"], strict=True)),
}
EVIDENCE = pd.DataFrame(
    {
        "object_table": ["documents", None],
        "object_id": ["A/RES/61/180", None],
        "field": "",
        "grade": "confirmed",
        "source_id": ["page", "list"],
        "text": ["A page", "A list"],
        "href": ["https://example.org/page", ""],
    }
)


def audited(*rows: dict[str, Any]) -> pd.DataFrame:
    base = {"kind": "date", "paraphrase": "It was so", "verdict": "borne-out", "reason": "So it is.", "rule": "a-rule"}
    numbered = [
        {"claim_id": f"p{n:02}-01"} | base | {"evidence": [], "sources": []} | row for n, row in enumerate(rows)
    ]
    frame = pd.DataFrame(numbered, columns=["claim_id", *base, "evidence", "sources"])
    kinds = pd.Categorical(frame["kind"], list(LABELS["kind"]), ordered=True)
    return frame.assign(kind=kinds, verdict=pd.Categorical(frame["verdict"], VERDICTS, ordered=True))


def shown(*rows: dict[str, Any]) -> Table | Facts:
    return audits.claims(audited(*rows), EVIDENCE, name="claims", caption="Claims", labels=LABELS, empty="None.")


def test_no_claim_is_told_in_words() -> None:
    assert shown() == Facts("None.")
    assert isinstance(audits.marks(audited(), EVIDENCE, name="m", caption="Claims", labels=LABELS), Facts)


def test_row_names_what_the_verdict_rests_on_and_leads_to_its_first_source() -> None:
    rows = [("documents", "A/RES/61/180"), ("citations", "c1"), ("roles", "x#host#BLR"), ("roles", "y#host#BLR")]
    table = shown({"evidence": rows, "sources": ["page", "list"], "verdict": "slip"})
    assert isinstance(table, Table)
    (cells,) = table.rows
    assert [cell.text for cell in cells[:5]] == ["p00-01", "It was so", "Slip", "So it is.", "a rule"]
    assert cells[5].text == "documents A/RES/61/180, roles x\u00a0· host\u00a0· BLR and 1 more"
    assert cells[5].href == "https://example.org/page"
    assert {source.source_id for source in table.sources} <= {"page", "list"}


def test_claim_without_evidence_says_so_and_leads_nowhere() -> None:
    table = shown({})
    assert isinstance(table, Table)
    assert (table.rows[0][5].text, table.rows[0][5].href) == ("no row of the data", "")


def test_first_claim_by_rule_is_read_aloud() -> None:
    rows = audited({"rule": "reviewer"}, {"paraphrase": "It is ruled"})
    assert audits.first(rows, LABELS)["claim"] == "It is ruled"
    assert audits.first(rows.head(1), LABELS) == {"claim": None}


def test_figure_has_a_mark_for_each_claim_and_says_how_many() -> None:
    rows = audited({"sources": ["page"]}, {"verdict": "partly"}, {"kind": "place", "verdict": "unverified"})
    figure = audits.marks(rows, EVIDENCE, name="kinds", caption="Claims by kind", labels=LABELS)
    assert isinstance(figure, Figure)
    assert figure.alt.startswith("Three claims in 2 kinds, one mark each: borne out 1, partly 1,")
    assert len(figure.table.rows) == 3
    assert [source.source_id for source in figure.sources] == ["page"]
