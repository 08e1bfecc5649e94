"""The rules on numbers: a count beside what sources state for that time, and beside the narrative's own parts."""

import math
import re

from analysis.measures.audit.outcomes import (
    BORNE_OUT,
    CONTRADICTED,
    PARTLY,
    SELF_CONTRADICTORY,
    UNVERIFIED,
    Outcome,
    rule,
)
from analysis.measures.audit.record import Record, Row
from analysis.un import dates

_COUNT = re.compile(r"([>~]?)(\d+)")
_SIGNS = {"": "exactly", ">": "more-than", "~": "about"}
_QUALIFIED = {"more-than": "more than {}", "about": "about {}", "at-least": "at least {}"}

Range = tuple[float, float]


def range_of(number: int, qualifier: str) -> Range:
    """The numbers that a qualified number may mean, both ends included; "about" is a tenth more or less."""
    if qualifier == "about":
        return math.ceil(number * 0.9), math.floor(number * 1.1)
    if qualifier in ("more-than", "at-least"):
        return number + (qualifier == "more-than"), math.inf
    return number, number


@rule(needs="a source other than the narrative that counts for that time")
def count_in_sources(claim: Row, record: Record) -> Outcome | None:
    """The count is compared with those that other sources state for the same year.

    Rule: A count is borne out if every number that other sources state for that year lies within it ("about" is a
    tenth more or less), is borne out in part if one does or overlaps, and is contradicted if none does. Numbers for
    other years are no evidence: they are named, and the claim is unverified. The year is that for which the narrative
    speaks, else that of the event.
    """
    asserted = number_range(claim["asserted_value"])
    if asserted is None or claim["field"] in (record.subject(claim) or {}):
        return None
    low, high = asserted
    ours, theirs = (
        [row for row in record.statements(claim, by_narrative=is_ours) if row["quantity"] == claim["field"]]
        for is_ours in (True, False)
    )
    theirs = [row for row in theirs if row["value_count"]]
    when = _year(ours[0]["as_of_date"] if ours else (record.subject(claim) or {}).get("initiative_date", ""))
    then = [row for row in theirs if _year(row["as_of_date"]) == when]
    told = "; ".join(f"{_count_in_words(row)} for {record.date_words(row['as_of_date'])}" for row in then or theirs)
    rows = tuple(("statements", row["statement_id"]) for row in then or theirs or ours)
    if not then:
        others = f"; for other times: {told}" if told else ""
        return Outcome(UNVERIFIED, f"No other source counts for that time{others}.", rows)
    within = [(low <= one and other <= high, one <= high and low <= other) for one, other in map(_range, then)]
    if all(inside for inside, _ in within):
        return Outcome(BORNE_OUT, f"Stated: {told}.", rows)
    verdict = PARTLY if any(overlaps for _, overlaps in within) else CONTRADICTED
    return Outcome(verdict, f"Stated: {told}.", rows)


@rule()
def parts_make_the_whole(claim: Row, record: Record) -> Outcome | None:
    """The narrative's count of a whole is compared with the sum of the parts that it counts.

    Rule: Where a narrative counts a whole and two or more parts of it, the parts must add up to the whole, as far as
    its own words ("more than", "about") leave room.
    """
    asserted = number_range(claim["asserted_value"])
    counted = (row for row in record.statements(claim, by_narrative=True) if row["value_text"] and row["value_count"])
    parts = [row for row in counted if row["quantity"] != claim["field"]]
    if claim["kind"] != "count" or asserted is None or len(parts) < 2:
        return None
    low, high = asserted
    least, most = (sum(ends) for ends in zip(*map(_range, parts), strict=True))
    if least <= high and low <= most:
        return None
    told = " and ".join(f"{_count_in_words(row)} ({row['value_text']})" for row in parts)
    rows = tuple(("statements", row["statement_id"]) for row in parts)
    return Outcome(
        SELF_CONTRADICTORY,
        f"The narrative's own parts, {told}, do not make {claim['asserted_value'].lstrip('>~')}.",
        rows,
    )


def number_range(text: str) -> Range | None:
    """The numbers that an asserted count such as `>400` may mean; None where the text is no count."""
    found = _COUNT.fullmatch(text)
    return range_of(int(found[2]), _SIGNS[found[1]]) if found else None


def _range(row: Row) -> Range:
    return range_of(int(row["value_count"]), row["qualifier"])


def _count_in_words(row: Row) -> str:
    return _QUALIFIED.get(row["qualifier"], "{}").format(f"{int(row['value_count']):,}")


def _year(text: str) -> int | None:
    return dates.parse(text).lower.year if text else None
