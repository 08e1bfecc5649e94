"""The rules that set a narrative beside itself: places and hosts, dates and sessions, one thing told twice."""

from analysis.measures.audit.counts import number_range
from analysis.measures.audit.outcomes import SELF_CONTRADICTORY, Outcome, rule
from analysis.measures.audit.record import Key, Record, Row
from analysis.un import dates, places, sessions, symbols


@rule()
def place_of_the_host(claim: Row, record: Record) -> Outcome | None:
    """The place of an event is compared with the State that is said to have hosted it.

    Rule: A State hosts on its own territory. A place in another State contradicts the host that the narrative names,
    except at a seat of the United Nations, where any State may hold an event. The State of a place is the record's,
    or that of which it is the capital; of other places it is not known, and nothing follows.
    """
    place = claim["asserted_value"]
    if claim["field"] != "place" or places.is_seat(place):
        return None
    known = next((row["country"] for row in record.rows("initiatives", place=place) if row["country"]), None)
    country = known or places.country(place)
    for other in record.beside(claim):
        host = _state(record, other["asserted_value"]) if other["field"] == "role:host" else ""
        if country and host and host != country:
            told = f"{place} is in {record.words(country)}, and the narrative names {record.words(host)} as the host"
            return Outcome(SELF_CONTRADICTORY, f"{told}.", _claims(other))
    return None


@rule()
def date_in_the_session(claim: Row, record: Record) -> Outcome | None:
    """Session, date and symbol that the narrative gives one subject are compared with each other.

    Rule: A date must lie in the session that the narrative names beside it, and in that of the symbol: sessions of
    the Assembly run from September to September.
    """
    for other in record.beside(claim):
        for dated, placed in ((claim, other), (other, claim)):
            if not dated["field"].endswith("_date") or placed["field"] not in ("session", "symbol", "document_id"):
                continue
            day = dates.parse(dated["asserted_value"])
            if placed["field"] == "session":
                body = (record.subject(claim) or {}).get("body") or sessions.ASSEMBLY
                window = sessions.span(placed["asserted_value"], body)
                fits = window is None or day.fits(window) != "no"
            else:
                symbol = symbols.symbol_of(placed["asserted_value"])
                fits = symbol is None or sessions.fits(symbol, day).verdict != "no"
            if not fits:
                when = record.date_words(dated["asserted_value"])
                told = f"By the narrative's own words: {when} is not in the session of {placed['asserted_value']}."
                return Outcome(SELF_CONTRADICTORY, told, _claims(other))
    return None


@rule()
def told_twice(claim: Row, record: Record) -> Outcome | None:
    """Dates, sessions and counts that the narrative gives one subject twice are compared.

    Rule: What is told twice of one subject must be able to be the same: dates and counts must overlap, sessions and
    bodies must be equal.
    """
    field, value = claim["field"], claim["asserted_value"]
    for other in record.beside(claim):
        if other["field"] != field or claim["kind"] == "form" or other["kind"] == "form":
            continue
        if field.endswith("_date"):
            differs = dates.parse(value).fits(dates.parse(other["asserted_value"])) == "no"
        elif field in ("session", "body"):
            differs = value != other["asserted_value"]
        else:
            ours, theirs = number_range(value), number_range(other["asserted_value"])
            differs = bool(ours and theirs and (ours[1] < theirs[0] or theirs[1] < ours[0]))
        if differs:
            told = f"The narrative also says {record.words(other['asserted_value'])}, in paragraph {other['paragraph']}"
            return Outcome(SELF_CONTRADICTORY, f"{told}.", _claims(other))
    return None


def _claims(claim: Row) -> tuple[Key, ...]:
    return (("claims", claim["claim_id"]),)


def _state(record: Record, actor: str) -> str:
    """The State that the actor is, or belongs to; blank for others."""
    while row := record.row("actors", actor):
        if row["kind"] == "state":
            return actor
        actor = row["parent_id"]
    return ""
