"""What readers see for keys: the labels of values and the headings of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

Labels = Mapping[str, Mapping[str, str]]
"""What readers see for the values of a column, by the column's name."""

LISTS = {"roles": "role", "came": "actor", "went": "actor", "actors": "actor", "leading": "actor", "others": "actor"}
"""Columns that hold several values, joined by semicolons, and whose labels they have."""

HEADINGS = {
    "abstain_count": "Abstaining",
    "actor_id": "Stated by",
    "adoption_date": "Adopted",
    "after": "From",
    "agenda_item": "Agenda item",
    "as_of_date": "Stated for",
    "as_stated": "As stated",
    "body": "Body",
    "by": "Recalled by",
    "came": "Came",
    "committee": "Days from Committee",
    "consent_date": "Consent",
    "consent_kind": "By",
    "count": "Number",
    "date": "Date",
    "date_grade": "Date is",
    "days": "Days between",
    "document_id": "Document",
    "earlier_date": "Date",
    "earlier_name": "From",
    "first_recall": "First recalled",
    "gaps": "Years between",
    "grade": "Relation is",
    "joined": "Another role",
    "kind": "Kind",
    "last_step": "Relation",
    "later_date": "Date",
    "later_name": "To",
    "leading": "Proposer or main sponsor",
    "manner": "Manner",
    "manner_as_stated": "As the source says it",
    "manner_grade": "Manner is",
    "members": "Members",
    "moved": "Rhythm changed at session",
    "name": "Event",
    "names": "Names",
    "next_session": "In session",
    "next_year": "Next due",
    "no_count": "No",
    "number": "No.",
    "opening": "Days from opening",
    "origins": "Origins",
    "other": "No role",
    "other_date": "Also for",
    "other_members": "Members (other)",
    "others": "Other sponsors on record",
    "own": "Leading role",
    "part": "Role",
    "participant_name": "Participant",
    "place": "Place",
    "quantity": "What",
    "relation": "Relation",
    "role": "Role",
    "role_grade": "Role is",
    "roles": "Role",
    "row_grade": "Event is",
    "series": "Series",
    "session": "Session",
    "sessions": "Sessions",
    "signature_date": "Signed",
    "stage": "Stage",
    "stage_date": "Date",
    "steps": "Steps",
    "subject_id": "Group",
    "symbol": "Document",
    "tabled": "Days from tabling",
    "texts": "Texts",
    "times": "Times",
    "title": "Title",
    "value": "Stated",
    "went": "Went",
    "year": "Year",
    "yes_count": "Yes",
}
"""The heading of each column that a table may show; what it holds is said where the measure is documented."""


def labels(
    read: Callable[[str, str], Mapping[str, str]], actors: pd.DataFrame, actor: str
) -> dict[str, dict[str, str]]:
    """Every label that the charts and tables of a chapter need, by column.

    `read` gives the labels of an enumerated column by table and column, as `dataset.labels` does; `actors` is that
    table. The labels of `part` name the actor, or anybody for `all`.
    """
    names = dict(zip(actors["actor_id"], actors["short_name"].fillna(actors["name"]), strict=True))
    name = names.get(actor, actor)
    parts = {
        "own": f"{name} in a leading role",
        "joined": f"{name} in another role",
        "other": f"no role of {name} on record",
    }
    anybody = {"own": "a leading role on record", "joined": "another role on record", "other": "no role on record"}
    relations = dict(read("pathways", "relation"))
    return {
        "actor": names,
        "actor_id": names,
        "body": dict(read("documents", "body")) | dict(read("stages", "body")),
        "consent_kind": dict(read("ratifications", "consent_kind")),
        "grade": dict(read("citations", "grade")),
        "kind": {"adopted-text": "Adopted text"} | dict(read("initiatives", "kind")),
        "last_step": relations,
        "manner": dict(read("stages", "manner")) | {"not-known": "Not known"},
        "part": anybody if actor == "all" else parts,
        "quantity": dict(read("statements", "quantity")),
        "relation": relations,
        "role": dict(read("roles", "role")),
        "series": dict(read("documents", "series")),
        "stage": dict(read("stages", "stage")),
        "subject_id": names,
    }
