"""What a rule of the audit is: a named function from a claim and the record to an outcome, or to nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.measures.audit.record import Key, Record, Row
from analysis.measures.docstrings import stated_rule

BORNE_OUT, PARTLY, CONTRADICTED = "borne-out", "partly", "contradicted"
SELF_CONTRADICTORY, SLIP, UNVERIFIED = "self-contradictory", "slip", "unverified"
VERDICTS = (BORNE_OUT, PARTLY, CONTRADICTED, SELF_CONTRADICTORY, SLIP, UNVERIFIED)


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
