"""The verdict on every claim, and what the verdicts amount to: by kind, by paragraph, by rule, in numbers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.measures.audit import comparisons, contradictions, counts, forms
from analysis.measures.audit.outcomes import UNVERIFIED, VERDICTS, Outcome, Rule
from analysis.measures.audit.record import NARRATIVE, Record, Row

REVIEWER = "reviewer"
KEYS = ("claim_id", "paragraph", "kind", "paraphrase", "verdict", "rule", "reason", "evidence")
"""What `lines` says of a claim, in this order."""

COMPARISONS = (
    forms.form_as_printed,
    forms.symbol_on_record,
    forms.title_on_record,
    comparisons.date_on_record,
    comparisons.session_on_record,
    comparisons.manner_on_record,
    comparisons.member_listed,
    comparisons.place_on_record,
    comparisons.role_on_record,
    comparisons.relation_on_record,
    counts.count_in_sources,
    comparisons.value_on_record,
)
"""The rules that set a claim beside the record, in the order in which they are asked; the first to answer decides."""

CONTRADICTIONS = (
    contradictions.place_of_the_host,
    counts.parts_make_the_whole,
    contradictions.date_in_the_session,
    contradictions.told_twice,
)
"""The rules that set a claim beside the narrative's own words."""

RULES = (*COMPARISONS, *CONTRADICTIONS)

_READER = Rule(REVIEWER, "", "a source that speaks of it, and a reader to judge what it says", lambda *_: None)


def verdicts(tables: Mapping[str, pd.DataFrame], date_words: Callable[[str], str] = str) -> pd.DataFrame:
    """Every claim with `verdict` (ordered), `rule`, `reason`, `evidence`, `sources` and `needs`.

    In: the tables `record.TABLES` by name. `evidence` is a list of table and key of the rows that the verdict rests
    on, `sources` the keys of the sources in which these were read; `needs` says what would settle the claim.

    Rule: A claim is judged by the first rule that its field answers to. Where that leaves it open, the narrative's own
    other claims are asked: a claim that they exclude is self-contradictory. Where a reviewer has judged otherwise than
    the comparison, having read more than the rule can, the reviewer's verdict stands and is shown as such; where both
    agree, the rule's does. What neither has judged is unverified.
    """
    record = Record(tables, date_words)
    found = [_judge(claim, record) for claim in record.rows("claims")]
    return tables["claims"].assign(
        verdict=pd.Categorical([outcome.verdict for _, outcome in found], VERDICTS, ordered=True),
        rule=[rule.name for rule, _ in found],
        reason=[outcome.reason for _, outcome in found],
        evidence=[list(outcome.rows) for _, outcome in found],
        sources=[_sources(outcome, record) for _, outcome in found],
        needs=[rule.needs if outcome.verdict == UNVERIFIED else "" for rule, outcome in found],
    )


def _judge(claim: Row, record: Record) -> tuple[Rule, Outcome]:
    rule, outcome = _first(COMPARISONS, claim, record)
    if outcome is None or outcome.verdict == UNVERIFIED:
        against, contradiction = _first(CONTRADICTIONS, claim, record)
        if contradiction:
            return against, contradiction
    if not claim["verdict"]:
        return rule, outcome or Outcome(UNVERIFIED, "No rule decides it, and no reviewer has judged it.")
    read = (("sources", claim["source_id"]),) if claim["source_id"] else ()
    if outcome and outcome.verdict == claim["verdict"]:
        reason = f"{outcome.reason} {claim['reviewer_reason']}"
        return rule, Outcome(outcome.verdict, reason, tuple(dict.fromkeys(outcome.rows + read)))
    return _READER, Outcome(claim["verdict"], claim["reviewer_reason"], read)


def _first(rules: tuple[Rule, ...], claim: Row, record: Record) -> tuple[Rule, Outcome | None]:
    return next(((rule, outcome) for rule in rules if (outcome := rule.find(claim, record))), (_READER, None))


def _sources(outcome: Outcome, record: Record) -> list[str]:
    rows = [{"source_id": key} if table == "sources" else record.row(table, key) or {} for table, key in outcome.rows]
    read = [row.get("source_id", "") for row in rows]
    return [source for source in dict.fromkeys(read) if source]


def lines(audited: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """One object a claim, with `KEYS`; `evidence` is a list of objects with `table` and `key`."""
    for row in audited[list(KEYS)].astype({"verdict": "str"}).to_dict("records"):
        evidence = [{"table": table, "key": key} for table, key in row["evidence"]]
        yield {**row, "paragraph": int(row["paragraph"]), "evidence": evidence}


def tally(audited: pd.DataFrame, by: str) -> pd.DataFrame:
    """How many claims of each value of a column, in its order, got each verdict: one column a verdict, and `claims`."""
    column = audited[by]
    order = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.unique()
    found = pd.crosstab(column.astype("object"), audited["verdict"].astype("str"))
    found = found.reindex(index=[value for value in order if value in found.index], columns=VERDICTS, fill_value=0)
    return found.assign(claims=found.sum(axis=1)).rename_axis(by).reset_index()


def rules(audited: pd.DataFrame) -> pd.DataFrame:
    """Every rule in the order in which it is asked: `rule`, `text`, and how many `claims` it decided."""
    number = audited["rule"].value_counts()
    found = [{"rule": rule.name, "text": rule.text, "claims": int(number.get(rule.name, 0))} for rule in RULES]
    return pd.DataFrame(found)


def open_questions(audited: pd.DataFrame) -> pd.DataFrame:
    """The unverified claims by what would settle them: `needs`, `claims` (how many) and `which`, most first."""
    grouped = audited[audited["verdict"] == UNVERIFIED].groupby("needs", sort=False)["claim_id"]
    found = grouped.agg(claims="size", which=list).reset_index()
    return found.sort_values("claims", ascending=False, kind="stable").reset_index(drop=True)


def narrator(statements: pd.DataFrame, sources: pd.DataFrame, actors: pd.DataFrame) -> str:
    """The actor whose account is examined: the State of whoever states what the narrative states; blank for none."""
    narratives = sources.loc[sources["kind"].astype("str") == NARRATIVE, "source_id"]
    told = statements.loc[statements["source_id"].isin(narratives), "actor_id"].dropna()
    if told.empty:
        return ""
    actor = str(told.mode().iloc[0])
    parent = actors.loc[actors["actor_id"] == actor, "parent_id"].dropna()
    return str(parent.iloc[0]) if len(parent) else actor


def facts(audited: pd.DataFrame) -> dict[str, Any]:
    """The numbers that paragraphs on the audit state; of each verdict there is one, such as `claims_borne_out`."""
    ruled = audited["rule"] != REVIEWER
    number = audited["verdict"].value_counts()
    return {
        "claims": len(audited),
        "paragraphs": int(audited["paragraph"].nunique()),
        "by_rule": int(ruled.sum()),
        "by_reviewer": int((~ruled).sum()),
        "rules": int(audited.loc[ruled, "rule"].nunique()),
        **{f"claims_{verdict.replace('-', '_')}": int(number[verdict]) for verdict in VERDICTS},
    }
