"""What the verdicts amount to: tallies, rules, open questions, and whose account it is."""

import pandas as pd

from analysis.measures.audit import verdicts
from analysis.measures.audit.outcomes import VERDICTS


def audited(*rows: tuple[str, int, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["claim_id", "paragraph", "kind", "verdict", "rule"])
    kinds = pd.Categorical(frame["kind"], ["date", "place", "form"], ordered=True)
    return frame.assign(
        kind=kinds,
        verdict=pd.Categorical(frame["verdict"], VERDICTS, ordered=True),
        field="symbol",
        needs=["" if verdict != "unverified" else "a source that dates it" for verdict in frame["verdict"]],
    )


SOME = audited(
    ("a", 2, "form", "slip", "form-as-printed"),
    ("b", 2, "date", "borne-out", "date-on-record"),
    ("c", 1, "date", "unverified", "date-on-record"),
    ("d", 1, "date", "partly", "reviewer"),
)


def test_tally_keeps_the_order_of_kinds_and_every_verdict() -> None:
    found = verdicts.tally(SOME, "kind")
    assert found["kind"].tolist() == ["date", "form"]
    assert found.columns.tolist() == ["kind", *VERDICTS, "claims"]
    assert found.loc[0, ["borne-out", "partly", "unverified", "slip", "claims"]].tolist() == [1, 1, 1, 0, 3]


def test_tally_by_paragraph_follows_the_narrative() -> None:
    assert verdicts.tally(SOME.sort_values("claim_id"), "paragraph")["paragraph"].tolist() == [2, 1]


def test_tally_of_nothing_is_empty() -> None:
    assert verdicts.tally(SOME.head(0), "kind").empty


def test_open_questions_name_what_would_settle_them() -> None:
    (row,) = verdicts.open_questions(SOME).to_dict("records")
    assert row == {"needs": "a source that dates it", "claims": 1, "which": ["c"]}
    assert verdicts.open_questions(SOME.head(2)).empty


def test_rules_say_how_many_verdicts_each_gave() -> None:
    found = verdicts.rules(SOME).set_index("rule")["claims"]
    assert (found["date-on-record"], found["form-as-printed"], found["told-twice"]) == (2, 1, 0)


def test_facts_tell_rules_from_reviewers() -> None:
    found = verdicts.facts(SOME)
    assert (found["claims"], found["by_rule"], found["by_reviewer"], found["rules"]) == (4, 3, 1, 2)
    assert (found["claims_slip"], found["claims_self_contradictory"]) == (1, 0)


def test_narrator_is_the_state_of_who_tells() -> None:
    sources = pd.DataFrame({"source_id": ["tale", "page"], "kind": ["narrative", "un-page"]})
    statements = pd.DataFrame({"source_id": ["tale", "page", "page"], "actor_id": ["MFA", "UN", "UN"]})
    actors = pd.DataFrame({"actor_id": ["MFA", "UN"], "parent_id": ["BLR", None]})
    assert verdicts.narrator(statements, sources, actors) == "BLR"
    assert verdicts.narrator(statements.tail(2), sources, actors) == ""
