"""What a rule of the audit answers: a verdict with its reason, as sure as the record's own sources and never surer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from analysis.measures import grades
from analysis.measures.audit.record import Key, Record, Row
from analysis.measures.docstrings import stated_rule

BORNE_OUT, PARTLY, CONTRADICTED = "borne-out", "partly", "contradicted"
SELF_CONTRADICTORY, SLIP, UNVERIFIED = "self-contradictory", "slip", "unverified"
VERDICTS = (BORNE_OUT, PARTLY, CONTRADICTED, SELF_CONTRADICTORY, SLIP, UNVERIFIED)
_SAID = {
    "confirmed": "a source confirms it",
    "partly": "a source bears it out in part",
    "narrative-only": "only the narrative says so",
    "unconfirmed": "no source that was read confirms it",
}


@dataclass(frozen=True)
class Outcome:
    """A verdict, why, and the rows that it rests on."""

    verdict: str
    reason: str
    rows: tuple[Key, ...] = ()


Find = Callable[[Row, Record], Outcome | None]


@dataclass(frozen=True)
class Rule:
    """A rule under its name; `text` is what people are told of it, `needs` what would settle what it leaves open."""

    name: str
    text: str
    needs: str
    find: Find


def rule(needs: str = "") -> Callable[[Find], Rule]:
    """Makes a function the rule of its own name; the paragraph of its docstring that begins `Rule:` is the text."""

    def make_rule(find: Find) -> Rule:
        return Rule(find.__name__.replace("_", "-"), stated_rule(find), needs, find)

    return make_rule


def key_of(claim: Row) -> Key:
    """The table and key of the claim's subject."""
    return claim["subject_table"], claim["subject_id"]


def judge(
    claim: Row, record: Record, told: str, agrees: bool = True, *, field: str | None = None, place: Key | None = None
) -> Outcome:
    """The verdict where claim and record agree, or where they do not: as sure as the sources of the record's cell.

    The cell is the claim's field of its subject's row, or another `field` (blank: the row itself) of another `place`.
    The list of actors is taken as it is.
    """
    table, key = place or key_of(claim)
    cell = claim["field"] if field is None else field
    grade, citations = ("confirmed", ()) if table == "actors" else record.grade(table, key, cell)
    said = "the list of actors has it so" if table == "actors" else _SAID.get(grade, "no source was found")
    verdicts = {"confirmed": BORNE_OUT, "partly": PARTLY} if agrees else dict.fromkeys(grades.BORNE_OUT, CONTRADICTED)
    return Outcome(verdicts.get(grade, UNVERIFIED), f"{told}; {said}.", ((table, key), *citations))


def leave_open(claim: Row, told: str) -> Outcome:
    """The verdict where the record does not say."""
    return Outcome(UNVERIFIED, told, (key_of(claim),))


def weaken(outcome: Outcome) -> Outcome:
    """The same outcome, borne out in part at best."""
    return replace(outcome, verdict=PARTLY) if outcome.verdict == BORNE_OUT else outcome
