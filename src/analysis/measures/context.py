"""How large an actor's part is in the whole: its texts among all, ratifications, sizes of groups, recorded votes."""

import datetime as dt
from typing import Any

import pandas as pd

from analysis.measures import parts, spans

FORCE_NUMBER, FORCE_DAYS = 40, 90
"""Palermo Protocol, article 17: in force on the ninetieth day after the deposit of the fortieth instrument."""


def shares(texts: pd.DataFrame, by: str) -> pd.DataFrame:
    """How many of the texts of each body or series are the actor's own, joined by it, or without it.

    Undated texts are left out; texts that may lie outside the span are counted.

    Rule: Shares are given as counts out of counts. The whole is the texts on record here, not all that the body
    adopted, and a text without a role on record is not a text without sponsors.
    """
    inside = spans.with_date(texts)
    table = pd.crosstab(inside[by].astype("str"), inside["part"].astype("str"))
    order = [value for value in inside[by].cat.categories if value in table.index]
    table = table.reindex(index=order, columns=list(parts.PARTS), fill_value=0)
    table.insert(0, "texts", table.sum(axis=1))
    return table.rename_axis(index=by, columns=None).reset_index()


def roles(texts: pd.DataFrame) -> pd.DataFrame:
    """In how many of the texts the actor has each role: `role`, `texts`, largest first."""
    each = spans.with_date(texts)["roles"].str.split("; ").explode()
    number = each[each.fillna("") != ""].value_counts()
    found = number.rename_axis("role").reset_index(name="texts")
    return found.sort_values(["texts", "role"], ascending=[False, True], kind="stable").reset_index(drop=True)


def by_actor(texts: pd.DataFrame, roles: pd.DataFrame, most: int = 12) -> pd.DataFrame:
    """The actors with a leading role in most texts, at most so many: `actor_id`, `own`, `joined` (texts by part).

    An actor that only joined texts is left out; those with equal numbers stand by key.
    """
    keys = spans.with_date(texts)["document_id"]
    named = roles[(roles["object_table"] == "documents") & roles["object_id"].isin(keys)]
    found = []
    for actor, some in named.groupby("actor_id"):
        part = parts.parts(some, str(actor))["part"]
        found.append((actor, int((part == "own").sum()), int((part == "joined").sum())))
    table = pd.DataFrame(found, columns=["actor_id", "own", "joined"])
    table = table[table["own"] > 0].sort_values(["own", "joined"], ascending=False, kind="stable")
    return table.head(most).reset_index(drop=True)


def vote_facts(votes: pd.DataFrame) -> dict[str, Any]:
    """How many recorded votes there were: `votes`, `votes_on_texts`, `votes_on_amendments`."""
    amended = votes["stage"] == "amendment-voted"
    return {"votes": len(votes), "votes_on_texts": int((~amended).sum()), "votes_on_amendments": int(amended.sum())}


def facts(everything: pd.DataFrame, texts: pd.DataFrame) -> dict[str, Any]:
    """The numbers that paragraphs on the whole state: of all texts on record, and of those of the span.

    Counts of texts are fewest and most; `whole` are those of the span. The first text is open if no source confirms
    its date in full.
    """
    dated = spans.with_date(everything)
    return {
        "all_texts": spans.count(everything),
        "all_bodies": int(dated["body"].nunique()),
        "all_series": int(dated["series"].nunique()),
        "first_of_all": spans.value_at(dated, "document_id"),
        "first_of_all_date": spans.value_at(dated, "adoption_date"),
        "first_is_open": bool("date_grade" in dated and (dated["date_grade"].head(1) != "confirmed").any()),
        "whole": spans.count(texts),
        "whole_own": spans.count(texts[texts["part"] == "own"]),
        "whole_joined": spans.count(texts[texts["part"] == "joined"]),
        "whole_without": spans.count(texts[texts["part"] == "other"]),
    }


def parties(ratifications: pd.DataFrame, *, treaty: str, as_of: dt.date) -> pd.DataFrame:
    """The instruments deposited for a treaty in order of their dates, numbered: the rows with `number`.

    In: the table `ratifications`. Rows without a consent (signatures alone) are left out.

    Rule: A party counts from the day on which its consent to be bound is dated. Instruments of one day are numbered
    in the order of the participants' names. Of a day after `as_of` none is counted.
    """
    bound = ratifications[(ratifications["treaty"] == treaty) & ratifications["consent_date"].notna()]
    bound = bound.sort_values("participant_name", kind="stable")
    found = spans.until(bound, "consent_date", as_of)
    keys = [f"{treaty}/{actor}" for actor in found["actor_id"]]
    return found.assign(number=range(1, len(found) + 1), object_table="ratifications", object_id=keys)


def entry_into_force(parties: pd.DataFrame) -> dict[str, Any]:
    """The arithmetic of a treaty's entry into force, from what `parties` gives.

    The names are those of all whose instruments bear the fortieth's day. None where fewer than forty are bound.

    Rule: The Protocol enters into force on the ninetieth day after the date of deposit of the fortieth instrument
    (Protocol to Prevent, Suppress and Punish Trafficking in Persons, article 17, paragraph 1). An instrument of a
    regional organization does not count; none is among the first forty.
    """
    fortieth = parties[parties["number"] == FORCE_NUMBER]
    day = fortieth["first_day"].iloc[0].date() if len(fortieth) else None
    return {
        "parties": len(parties),
        "fortieth_names": parties.loc[parties["first_day"].isin(fortieth["first_day"]), "participant_name"].tolist(),
        "fortieth_day": day,
        "force_day": day + dt.timedelta(days=FORCE_DAYS) if day else None,
        "last_party_day": parties["last_day"].max().date() if len(parties) else None,
    }


def own_consent(parties: pd.DataFrame, actor: str) -> dict[str, Any]:
    """The actor's own instrument: `own_signature`, `own_consent` (EDTF), `own_number`; None where there is none."""
    row = parties[parties["actor_id"] == actor]
    columns = {"own_signature": "signature_date", "own_consent": "consent_date", "own_number": "number"}
    return {name: spans.value_at(row, column) for name, column in columns.items()}


def sizes(statements: pd.DataFrame, sources: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """The numbers of members that sources state of each group, in order of the day for which they state them.

    In: the tables `statements` and `sources`. Out: the rows of `statements` on members of a group with `members`,
    `is_doubted`, and the columns of `spans.until`.

    Rule: Nothing is averaged or chosen: where sources differ for one time, each stands by itself. A number that only
    the account under study states is doubted. A number is of the time for which it is stated, not of its reading.
    """
    stated = statements[(statements["quantity"] == "members") & statements["value_count"].notna()]
    kinds = sources.set_index("source_id")["kind"].astype("str")
    stated = stated.assign(
        members=stated["value_count"].astype("int64"),
        is_doubted=stated["source_id"].map(kinds).eq("narrative"),
        object_table="statements",
        object_id=stated["statement_id"],
    )
    return spans.until(stated, "as_of_date", as_of)


def size_facts(sizes: pd.DataFrame) -> dict[str, Any]:
    """How many numbers are stated of how many groups: `size_statements`, `sized_groups`."""
    inside = spans.with_date(sizes)
    return {"size_statements": len(inside), "sized_groups": int(inside["subject_id"].nunique())}


def conflicts(sizes: pd.DataFrame) -> pd.DataFrame:
    """Numbers stated of one group for times that may be the same, where they differ, each beside the other.

    Rule: Two statements conflict if the days for which they speak overlap and their numbers differ.
    """
    sides = sizes[["subject_id", "statement_id", "as_of_date", "members", "first_day", "last_day"]]
    pairs = sides.merge(sides, on="subject_id", suffixes=("", "_other"), validate="m:m")
    pairs = pairs.query(
        "first_day <= last_day_other and first_day_other <= last_day and members != members_other"
        " and statement_id < statement_id_other"
    ).assign(object_table="statements")
    names = {"as_of_date_other": "other_date", "members_other": "other_members", "statement_id": "object_id"}
    columns = ["subject_id", "as_of_date", "members", "other_date", "other_members", "object_table", "object_id"]
    return pairs.rename(columns=names)[columns].reset_index(drop=True)


def named_members(memberships: pd.DataFrame, group: str, *, as_of: dt.date) -> pd.DataFrame:
    """The lists of a group's members that sources print, in order of time: how many `names`, and who `came` and `went`
    since the list before.
    """
    rows = spans.until(memberships[memberships["group_id"] == group], "as_of_date", as_of)
    found = []
    before: set[str] | None = None
    for (_, when, source), names in rows.groupby(["first_day", "as_of_date", "source_id"])["actor_id"]:
        members = set(names)
        changes = (members - before, before - members) if before is not None else ((), ())
        found.append((source, when, len(members), *("; ".join(sorted(change)) for change in changes)))
        before = members
    lists = pd.DataFrame(found, columns=["source_id", "as_of_date", "names", "came", "went"])
    return lists.assign(object_table="memberships", object_id=lists["source_id"])


def recorded_votes(stages: pd.DataFrame, documents: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """Every recorded vote on a text or an amendment to one, in order of time, with the text's title.

    In: the tables `stages` and `documents`. Out: the stages with `symbol`, `title`, `date_grade` (of the text's
    adoption; blank for an amendment), and the columns of `spans.until`.

    Rule: A recorded vote is one of which a source says so or gives a tally. A vote on an amendment is no vote on the
    text.
    """
    voted = stages[(stages["manner"] == "recorded-vote") | stages["yes_count"].notna()]
    known = documents.reindex(columns=["document_id", "symbol", "title", "date_grade"])
    titled = voted.merge(known, on="document_id", validate="m:1")
    titled["date_grade"] = titled["date_grade"].where(titled["stage"] == "adopted")
    return spans.until(titled.assign(object_table="stages", object_id=titled["stage_id"]), "stage_date", as_of)
