"""The verdict where claim and record agree or disagree: as good as the record's own sources, never better."""

from __future__ import annotations

from analysis.measures.audit.record import Key, Record, Row
from analysis.measures.audit.registry import BORNE_OUT, CONTRADICTED, PARTLY, UNVERIFIED, Outcome

_SAID = {
    "confirmed": "a source confirms it",
    "partly": "a source bears it out in part",
    "narrative-only": "only the narrative says so",
    "unconfirmed": "no source that was read confirms it",
}


def key_of(claim: Row) -> Key:
    return claim["subject_table"], claim["subject_id"]


def _graded(claim: Row, record: Record, field: str | None, place: Key | None) -> tuple[str, tuple[Key, ...]]:
    """The grade of the cell that is compared, and the rows it rests on; the list of actors is taken as it is."""
    table, key = place or key_of(claim)
    if table == "actors":
        return "confirmed", ((table, key),)
    grade, citations = record.grade(table, key, claim["field"] if field is None else field)
    return grade, ((table, key), *citations)


def same(claim: Row, record: Record, told: str, field: str | None = None, place: Key | None = None) -> Outcome:
    """The verdict where claim and record agree: as good as the record's own sources."""
    grade, rows = _graded(claim, record, field, place)
    verdict = {"confirmed": BORNE_OUT, "partly": PARTLY}.get(grade, UNVERIFIED)
    return Outcome(verdict, f"{told}; {_said(rows, grade)}.", rows)


def other(claim: Row, record: Record, told: str, field: str | None = None, place: Key | None = None) -> Outcome:
    """The verdict where they disagree: contradicted, if a source bears the record out."""
    grade, rows = _graded(claim, record, field, place)
    verdict = CONTRADICTED if grade in ("confirmed", "partly") else UNVERIFIED
    return Outcome(verdict, f"{told}; {_said(rows, grade)}.", rows)


def weakened(outcome: Outcome) -> Outcome:
    """The same outcome, borne out in part at best."""
    return Outcome(PARTLY, outcome.reason, outcome.rows) if outcome.verdict == BORNE_OUT else outcome


def _said(rows: tuple[Key, ...], grade: str) -> str:
    return "the list of actors has it so" if rows[0][0] == "actors" else _SAID.get(grade, "no source was found")
