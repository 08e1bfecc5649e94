"""How texts become resolutions: which date is the date, how long it takes, in what manner, and by whom."""

from collections.abc import Callable, Sequence
from typing import Any, Unpack

import pandas as pd

from analysis.measures import grades, parts, spans
from analysis.un import sessions as un_sessions

COMMITTEE = "approved-in-committee"
SPONSORING = ("proposer", "main-sponsor")
MANNERS = ("without-a-vote", "unanimous-vote", "recorded-vote", "not-known")


def adopted(
    documents: pd.DataFrame,
    stages: pd.DataFrame,
    roles: pd.DataFrame,
    *,
    actor: str,
    bodies: Sequence[str] = (),
    series: Sequence[str] = (),
    **period: Unpack[spans.Period],
) -> pd.DataFrame:
    """The texts adopted in the span, in order of adoption, with the actor's part in each.

    In: the tables `documents`, `stages` and `roles`, graded or not. Out: the columns of `documents`, those of
    `parts.with_part`, `grades.doubted` and `spans.within`, and `stage_id`, `manner` (blank where not known), its
    grade, `manner_as_stated` and `meeting` of the stage `adopted`.

    Rule: The adoption date is the day on which the organ whose text it is adopted it: `documents.adoption_date`,
    which is the date of the stage `adopted`. A Committee's approval is no adoption and never lends its date or its
    manner. A document with neither an adoption date nor a stage `adopted` (a report, a letter) is not a text
    adopted.
    """
    last = stages[stages["stage"] == "adopted"]
    last = last.reindex(columns=["document_id", "stage_id", "manner", "manner_grade", "manner_as_stated", "meeting"])
    rows = documents.merge(last, on="document_id", how="left", validate="1:1")
    rows = rows[rows["adoption_date"].notna() | rows["stage_id"].notna()]
    rows = spans.chosen(rows, bodies=bodies, series=series)
    rows = grades.doubted(parts.with_part(rows, "documents", "document_id", roles, actor))
    return spans.within(rows, "adoption_date", **period)


def lead_times(rows: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """Days from the session's opening, from tabling and from the Committee's approval to adoption in plenary.

    In: what `adopted` gives and the table `stages`. Out: the dated texts of the General Assembly with the fewest and
    most days (`opening_fewest`, `opening_most` and so on) from `opening`, `tabled` and `committee` to adoption, and
    from the opening to the Committee (`committee_after`). NA where either date is not known.

    Rule: Days are counted from date to date, so that the next day is 1. The session is the text's own, not the
    year's: a session opens in September and runs to the next, and no text is later than its end. The earliest date
    of a stage counts where there are several (the first draft, the first approval). An interval of dates gives an
    interval of days.
    """
    texts = spans.with_date(rows[rows["body"] == "general-assembly"]).reset_index(drop=True)
    opened, closed = _session_days(texts, un_sessions.opening), _session_days(texts, un_sessions.closing)
    texts["last_day"] = texts["last_day"].mask(texts["last_day"] > closed["last_day"], closed["last_day"])
    tabled, approved = _stage(texts, stages, "tabled"), _stage(texts, stages, COMMITTEE)
    waits = {
        "opening": (opened, texts),
        "tabled": (tabled, texts),
        "committee": (approved, texts),
        "committee_after": (opened, approved),
    }
    days = {name: spans.days_between(*ends) for name, ends in waits.items()}
    return texts.assign(
        **{f"{name}_fewest": each["fewest_days"] for name, each in days.items()},
        **{f"{name}_most": each["most_days"] for name, each in days.items()},
    )


def _session_days(texts: pd.DataFrame, day_of: Callable[[str], un_sessions.Day | None]) -> pd.DataFrame:
    """The bounds of such a day of each text's session, on the texts' index."""
    days = {session: day_of(session) for session in texts["session"].dropna().unique()}
    return spans.bounds(texts["session"].map({session: day.date.isoformat() for session, day in days.items() if day}))


def _stage(texts: pd.DataFrame, stages: pd.DataFrame, stage: str) -> pd.DataFrame:
    """The bounds of the first such stage of each text, on the texts' index."""
    found = spans.with_days(stages[stages["stage"] == stage], "stage_date").sort_values("first_day", kind="stable")
    first = found.drop_duplicates("document_id")[["document_id", "first_day", "last_day"]]
    return texts[["document_id"]].merge(first, on="document_id", how="left", validate="m:1")


def manners(rows: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """The manner of every decision on the texts, in plenary and in Committee, known or not.

    In: what `adopted` gives and the table `stages`. Out: the stages of these texts that are adoptions or a Committee's
    approvals, and a row for each text without a stage `adopted`, with the text's `part`, with `manner` (ordered as
    `MANNERS`) and `is_doubted` (a manner that no source confirms).

    Rule: The manner is what a source says of that stage of that text. "Without a vote" (and by consensus, which is
    a way of doing so) is not a unanimous vote. Where no source says it, it is not known; neither a Committee's
    manner nor that of the meeting's other texts stands in for it. A manner that is confirmed only in part is doubted.
    """
    kept = ["document_id", "symbol", "session", "series", "part", "first_day"]
    decisions = stages[stages["stage"].isin(["adopted", COMMITTEE])]
    found = rows[[*kept, "body"]].rename(columns={"body": "text_body"})
    found = found.merge(decisions, on="document_id", how="left", validate="1:m")
    found["body"] = found["body"].astype("str").where(found["body"].notna(), found.pop("text_body").astype("str"))
    found["stage"] = found["stage"].astype("str").where(found["stage"].notna(), "adopted")
    manner = found["manner"].astype("str")
    found["manner"] = pd.Categorical(manner.where(manner.isin(MANNERS), "not-known"), MANNERS, ordered=True)
    grade = found.get("manner_grade", pd.Series("confirmed", index=found.index)).astype("str")
    doubted = (found["manner"] != "not-known") & (grade != "confirmed")
    return found.assign(object_table="stages", object_id=found["stage_id"], is_doubted=doubted)


def sessions(rows: pd.DataFrame) -> pd.DataFrame:
    """How many texts each session of each body adopted: `body`, `session`, `fewest`, `most`, in order of time.

    Rule: The Security Council sits without sessions; the number that its documents are filed under is their year
    less 1945, and the year stands here.
    """
    inside = spans.with_date(rows)
    years = inside["first_day"].dt.year.astype("str")
    session = inside["session"].where(inside["body"] != "security-council", years)
    inside = inside.assign(session=session, certain=inside["certainty"] == "certain")
    grouped = inside.groupby(["body", "session"], observed=True, dropna=False, sort=False)
    found = grouped.agg(fewest=("certain", "sum"), most=("certain", "size"), first_day=("first_day", "min"))
    return found.reset_index().sort_values(["body", "first_day"], kind="stable").reset_index(drop=True)


def sponsors(rows: pd.DataFrame, roles: pd.DataFrame) -> pd.DataFrame:
    """The texts of which any proposer or sponsor is on record, whoever it is, with all of these.

    In: what `adopted` gives and the table `roles`. Out: the texts with `leading` (proposers and main sponsors) and
    `others` (co-sponsors), as actors joined by semicolons, the best `role_grade` among them, and as `object_id` the
    roles themselves.
    """
    named = roles[(roles["object_table"] == "documents") & roles["role"].isin([*SPONSORING, "co-sponsor"])]
    found = parts.parts(named, parts.ALL).drop(columns=["object_table", "part", "roles", "actors", "held"])
    is_leading = named["role"].isin(SPONSORING)
    for column, some in (("leading", is_leading), ("others", ~is_leading)):
        taken = parts.parts(named[some], parts.ALL).set_index("object_id")["actors"]
        found[column] = found["object_id"].map(taken).astype("object").fillna("").astype("str")
    texts = rows.drop(columns=["part", "roles", "actors", "held", "role_ids", "role_grade"], errors="ignore")
    texts = texts.merge(found, on="object_id", how="inner", validate="m:1")
    return texts.assign(object_table="roles", object_id=texts["role_ids"])


def facts(rows: pd.DataFrame) -> dict[str, Any]:
    """The numbers that paragraphs on adopted texts state, by key.

    Texts, own and joined, are fewest and most. Open are own texts by a role that no source bears out, drafts those
    known by the symbol of the draft alone. None stands for the first and last where there is none.
    """
    inside = spans.with_date(rows)
    return {
        "texts": spans.count(rows),
        "texts_own": spans.count(rows[rows["part"] == "own"]),
        "texts_own_open": int(((inside["part"] == "own") & ~grades.is_borne_out(inside, "role_grade")).sum()),
        "texts_drafts": int((inside["kind"] == "draft-resolution").sum()),
        "texts_joined": spans.count(rows[rows["part"] == "joined"]),
        "texts_doubted": int(inside["is_doubted"].sum()),
        "text_bodies": int(inside["body"].nunique()),
        "first_text": spans.value_at(inside, "document_id"),
        "first_adoption": spans.value_at(inside, "adoption_date"),
        "last_text": spans.value_at(inside, "document_id", -1),
        "last_adoption": spans.value_at(inside, "adoption_date", -1),
    }


def lead_facts(rows: pd.DataFrame) -> dict[str, Any]:
    """The numbers that a paragraph on days states, from what `lead_times` gives.

    Rule: Least, middle and most are taken over the texts whose days are known exactly; the middle is the median.
    """
    exact = rows[rows["opening_fewest"].notna() & (rows["opening_fewest"] == rows["opening_most"])]
    exact = exact.sort_values(["opening_fewest", "document_id"], kind="stable")
    waited = rows.loc[rows["committee_fewest"] == rows["committee_most"], "committee_fewest"].dropna()
    days = exact["opening_fewest"]
    return {
        "timed": len(exact),
        "least_days": spans.value_at(exact, "opening_fewest"),
        "middle_days": float(days.median()) if len(exact) else None,
        "most_days": spans.value_at(exact, "opening_fewest", -1),
        "fastest": spans.value_at(exact, "document_id"),
        "slowest": spans.value_at(exact, "document_id", -1),
        "in_december": int((exact["first_day"].dt.month == 12).sum()),
        "with_committee": len(waited),
        "committee_least": int(waited.min()) if len(waited) else None,
        "committee_most": int(waited.max()) if len(waited) else None,
        "with_tabling": int(rows["tabled_fewest"].notna().sum()),
    }


def manner_facts(rows: pd.DataFrame) -> dict[str, Any]:
    """How many adoptions and Committee approvals there are of each manner, from what `manners` gives.

    Votes are of either kind; `without_vote` is what a source confirms, open what no source that was read tells.

    Rule: A manner counts as known if a source that was read says it, wholly or in part.
    """
    plenary, committee = rows[rows["stage"] == "adopted"], rows[rows["stage"] == COMMITTEE]
    silent = plenary["manner"] == "without-a-vote"
    is_partly = plenary.get("manner_grade", pd.Series("", index=plenary.index)).astype("str") == "partly"
    known = plenary.loc[plenary["manner"] != "not-known", "document_id"]
    manner = plenary["manner"].value_counts()
    return {
        "adoptions": len(plenary),
        "votes": int(manner["unanimous-vote"] + manner["recorded-vote"]),
        "without_vote": int((silent & ~plenary["is_doubted"]).sum()),
        "without_vote_partly": int((silent & is_partly).sum()),
        "without_vote_open": int((silent & plenary["is_doubted"] & ~is_partly).sum()),
        "unanimous": int(manner["unanimous-vote"]),
        "recorded": int(manner["recorded-vote"]),
        "manner_not_known": int(manner["not-known"]),
        "approvals": len(committee),
        "approvals_without_vote": int((committee["manner"] == "without-a-vote").sum()),
        "both_known": int(committee.loc[committee["manner"] != "not-known", "document_id"].isin(known).sum()),
    }
