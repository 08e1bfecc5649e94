"""A second, invented narrative of ten sentences, true and false on purpose: its claims get the right verdicts."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.measures.audit import record, verdicts

FOLDER = Path(__file__).parent / "second_narrative"


def frame(name: str) -> pd.DataFrame:
    read = pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)
    return read.where(read != "")


@pytest.fixture(scope="module")
def audited() -> pd.DataFrame:
    return verdicts.verdicts({name: frame(name) for name in record.TABLES})


def test_every_claim_gets_the_right_verdict_by_the_right_rule(audited: pd.DataFrame) -> None:
    found = audited[["claim_id", "verdict", "rule"]].astype("str")
    pd.testing.assert_frame_equal(found, frame("expected").astype("str"))


def test_every_sentence_has_a_claim(audited: pd.DataFrame) -> None:
    sentences = (FOLDER / "narrative.txt").read_text(encoding="utf-8").splitlines()
    assert set(audited["paragraph"].astype(int)) == set(range(1, len(sentences) + 1))


def test_reasons_name_what_the_verdict_rests_on(audited: pd.DataFrame) -> None:
    reasons = audited.set_index("claim_id")["reason"]
    assert reasons["p02-03"] == "The record has “Year of Clean Rivers”: “River” for “Rivers”."
    assert reasons["p05-02"].startswith("The narrative's own parts, 3 (Oslo) and 1 (New York), do not make 5")
    assert reasons["p05-03"] == "Oslo is in Norway, and the narrative names Arcadia as the host."
    keys = audited.set_index("claim_id")["evidence"]
    assert keys["p02-04"] == [("stages", "A/RES/72/901#adopted"), ("citations", "6")]
    assert keys["p05-03"] == [("claims", "p05-01")]
