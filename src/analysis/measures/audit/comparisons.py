"""The rules that set one claim beside the record: date, session, manner, place, members, roles, relations, values.

A rule answers where the claim's field is its own, and then always with a verdict. Forms are in `forms`, numbers in
`counts`.
"""

from collections.abc import Callable

from analysis.measures.audit.outcomes import BORNE_OUT, UNVERIFIED, Outcome, judge, leave_open, rule, weaken
from analysis.measures.audit.record import Record, Row
from analysis.un import dates, sessions

CONSENSUS = "consensus"


@rule(needs="a source that dates it")
def date_on_record(claim: Row, record: Record) -> Outcome | None:
    """The date asserted is compared with the subject's, each as the days that it may mean.

    Rule: A date is borne out, at its own precision, if all days that the record's date may mean lie within it. If
    only some do, it is borne out in part at best. If none does it is contradicted, unless the record's own date is
    not confirmed.
    """
    row = record.subject(claim)
    if not claim["field"].endswith("_date") or row is None:
        return None
    known, asserted = row[claim["field"]], claim["asserted_value"]
    if not known:
        return leave_open(claim, "The record has no date of it.")
    told = f"The record dates it {record.date_words(known)}"
    answer = dates.parse(known).fits(dates.parse(asserted))
    if answer == "yes" or known == asserted:
        return judge(claim, record, told)
    if answer == "no":
        return judge(claim, record, f"{told}, not {record.date_words(asserted)}", False)
    return weaken(judge(claim, record, f"{told}, which is less exact"))


@rule(needs="a source that dates it to a day, or names the session")
def session_on_record(claim: Row, record: Record) -> Outcome | None:
    """The session asserted is compared with the document's, or with the Assembly's session on the event's days.

    Rule: A document's session is the record's. An event's session is that session of the General Assembly in which
    all days fall that its date may mean; where they fall in two, it is not known.
    """
    row = record.subject(claim)
    if claim["field"] != "session" or row is None or claim["subject_table"] == "actors":
        return None
    asserted, field = claim["asserted_value"], "session"
    if claim["subject_table"] == "documents":
        known, told = row["session"], f"The record has session {row['session']}"
    else:
        field, known, told = "initiative_date", "", "Its date does not tell the session"
        if row[field]:
            span = dates.parse(row[field])
            first, last = sessions.session_on(span.lower), sessions.session_on(span.upper)
            if first and first == last:
                known, told = first, f"{record.date_words(row[field])} was in session {first} of the General Assembly"
    if not known:
        return leave_open(claim, f"{told}.")
    if known == asserted:
        return judge(claim, record, told, field=field)
    return judge(claim, record, f"{told}, not {asserted}", False, field=field)


@rule(needs="a source that tells the manner of that stage of that text")
def manner_on_record(claim: Row, record: Record) -> Outcome | None:
    """The manner of adoption is compared with that of the stage `adopted`.

    Rule: The manner is what a source says of the adoption of that text. By consensus is a manner of adopting without
    a vote, so that where the record has no more than that no vote was taken, consensus is borne out in part; neither
    is a unanimous vote. A Committee's manner is none of the plenary's.
    """
    if claim["field"] != "manner":
        return None
    stage = next(record.rows("stages", document_id=claim["subject_id"], stage="adopted"), None)
    if stage is None or not stage["manner"]:
        return leave_open(claim, "The manner of adoption is not on record.")
    place = ("stages", stage["stage_id"])
    told = f"On record as adopted {record.words(stage['manner']).replace('recorded vote', 'by a recorded vote')}"
    if stage["manner"] == claim["asserted_value"]:
        if CONSENSUS in claim["as_written"] and CONSENSUS not in stage["manner_as_stated"]:
            told = f"{told}, which by consensus would be one way of"
            return weaken(judge(claim, record, told, place=place))
        return judge(claim, record, told, place=place)
    return judge(claim, record, f"{told}, not {record.words(claim['asserted_value'])}", False, place=place)


@rule(needs="a list of the members at that time")
def member_listed(claim: Row, record: Record) -> Outcome | None:
    """A named member is looked for in the lists of the group's members.

    Rule: A member is borne out if a list of the group that is not the narrative's own names it, at whatever time. If
    none does, that is no evidence against it, since lists may be partial.
    """
    if claim["field"] != "member":
        return None
    name = record.words(claim["asserted_value"])
    listed = list(record.rows("memberships", group_id=claim["subject_id"], actor_id=claim["asserted_value"]))
    others = [row for row in listed if not record.is_narrative(row["source_id"])]
    rows = tuple(("memberships", row["membership_id"]) for row in others or listed)
    if others:
        return Outcome(BORNE_OUT, f"A list of the members names {name}.", rows)
    return Outcome(UNVERIFIED, f"No list of the members that was read names {name}.", rows)


@rule(needs="a source that says where it was")
def place_on_record(claim: Row, record: Record) -> Outcome | None:
    """A place or country is compared with the subject's.

    Rule: A place is borne out if the record has the same one for the event. Headquarters is New York.
    """
    if claim["field"] not in ("place", "country"):
        return None
    return _compare(claim, record, f"The record has no {claim['field']} of it.", "The record has", str.casefold)


@rule(needs="a source other than the narrative that names the actor in this role")
def role_on_record(claim: Row, record: Record) -> Outcome | None:
    """The actor is looked for in the role asserted.

    Rule: A role is borne out if the record has this actor in this role, as well as the sources of that row do. If
    others alone are on record in the role, that is no evidence against the actor: a text may have many sponsors.
    """
    if not claim["field"].startswith("role:"):
        return None
    role = claim["field"].removeprefix("role:")
    held = list(record.rows("roles", object_table=claim["subject_table"], object_id=claim["subject_id"], role=role))
    name = record.words(claim["asserted_value"])
    for row in held:
        if row["actor_id"] == claim["asserted_value"]:
            told, place = f"The record has {name} as {record.words(role)}", ("roles", row["role_id"])
            return judge(claim, record, told, field="", place=place)
    others = ", ".join(record.words(row["actor_id"]) for row in held) or "nobody"
    told = f"The record has {others} as {record.words(role)}, and does not name {name}."
    return Outcome(UNVERIFIED, told, tuple(("roles", row["role_id"]) for row in held))


@rule(needs="a source that states the relation")
def relation_on_record(claim: Row, record: Record) -> Outcome | None:
    """The relation between the two is looked for among those that sources state.

    Rule: A relation is borne out as well as the sources of its row state it. A relation is never inferred from dates.
    """
    if not claim["field"].startswith("relation:"):
        return None
    relation = claim["field"].removeprefix("relation:")
    ends = {claim["subject_id"], claim["asserted_value"]}
    for row in record.rows("pathways", relation=relation):
        if {row["from_id"], row["to_id"]} == ends:
            told = f"The relation “{record.words(relation)}” is on record"
            return judge(claim, record, told, field="", place=("pathways", row["pathway_id"]))
    return leave_open(claim, f"No source states the relation “{record.words(relation)}” of the two.")


@rule(needs="a source that states it")
def value_on_record(claim: Row, record: Record) -> Outcome | None:
    """Any other column of the subject's row, such as the adopting body, is compared.

    Rule: A value is borne out if the record has the same one, as well as the sources of the row do.
    """
    told = f"By the record the {claim['field'].removesuffix('_id')} is"
    return _compare(claim, record, "The record does not say.", told)


def _compare(claim: Row, record: Record, blank: str, told: str, fold: Callable[[str], str] = str) -> Outcome | None:
    """The claim's value beside that of its subject's row, both folded; `blank` is said where the row has none."""
    row = record.subject(claim)
    if row is None or claim["field"] not in row:
        return None
    known, asserted = row[claim["field"]], claim["asserted_value"]
    if not known:
        return leave_open(claim, blank)
    told = f"{told} {record.words(known)}"
    if fold(known) == fold(asserted):
        return judge(claim, record, told)
    return judge(claim, record, f"{told}, not {record.words(asserted)}", False)
