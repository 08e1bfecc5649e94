"""What led to what: stated relations put in order of time, what came of what, and who recalls whom."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from analysis.measures import chains, grades, parts, spans

NO_STEP = ("recalls", "part-of")
"""Relations that are no step from one thing to the next: a citation alone, and a part of a whole."""


def events(
    initiatives: pd.DataFrame,
    documents: pd.DataFrame,
    stages: pd.DataFrame,
    roles: pd.DataFrame,
    *,
    actor: str,
    **period: Unpack[spans.Period],
) -> pd.DataFrame:
    """Every initiative and document that may stand at an end of a relation within the span, in order of time.

    In: these tables, graded or not. Out: the columns below, and those of `spans.within`; undated ones come last. The
    `name` is a document's symbol or an initiative's title.

    Rule: A document stands at the day of its adoption or, if it is not a text that is adopted, of its issue, which
    is as sure as the document itself; an initiative at its own date. What falls outside the span, or after `as_of`,
    is no end of a relation here.
    """
    issued = stages[stages["stage"] == "issued"].drop_duplicates("document_id").set_index("document_id")["stage_date"]
    keys = documents["document_id"]
    texts = documents.assign(name=keys, date=documents["adoption_date"].fillna(keys.map(issued)))
    if "date_grade" in texts and "row_grade" in texts:
        texts["date_grade"] = texts["date_grade"].where(texts["adoption_date"].notna(), texts["row_grade"])
    texts = parts.with_part(texts, "documents", "document_id", roles, actor)
    begun = initiatives.rename(columns={"initiative_date": "date", "document_id": "symbol"})
    begun = parts.with_part(begun.assign(name=begun["title"]), "initiatives", "initiative_id", roles, actor)
    columns = [*parts.KEY, "name", "title", "symbol", "kind", "date", "part", "roles", "held", "is_doubted"]
    frames = (grades.doubted(frame)[columns].astype({"kind": "str", "part": "str"}) for frame in (begun, texts))
    rows = pd.concat(frames)
    rows["part"] = pd.Categorical(rows["part"], parts.PARTS, ordered=True)
    return spans.within(rows.reset_index(drop=True), "date", **period)


def relations(pathways: pd.DataFrame, events: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """The relations between these events, each from the earlier end to the later, with the days between.

    In: the table `pathways`, graded or not; what `events` gives; the direction of each relation (forward, backward or
    any). Out: the table with `is_step`, `is_doubted`, `fewest_days`, `most_days` (NA where an end is undated), and for
    each end the columns of `events` under `earlier_` and `later_`, such as `later_title`.

    Rule: A relation runs from what came first to what came of it. Most are stated so; those by which a later thing
    names an earlier one (follows, recalls, reports on, appraises and others that the data marks as backward) are
    turned round. Steps are all relations but two: a recall is a citation and shows no cause, and being part of
    something is no step. A relation is doubted if no source bears it out, wholly or in part.
    """
    kept = pathways.assign(relation=pathways["relation"].astype("str"))
    turned = kept["relation"].map(dict(directions)).eq("backward")
    for name in ("table", "id"):
        begin, end = kept[f"from_{name}"].astype("str"), kept[f"to_{name}"].astype("str")
        kept[f"earlier_{name}"], kept[f"later_{name}"] = begin.mask(turned, end), end.mask(turned, begin)
    shown = events[[*parts.KEY, *chains.SHOWN]].rename(columns={"object_table": "table", "object_id": "id"})
    for side in ("earlier", "later"):
        keys = [f"{side}_table", f"{side}_id"]
        kept = kept.merge(shown.add_prefix(f"{side}_"), on=keys, how="inner", validate="m:1")
    days = spans.days_between(_ends(kept, "earlier"), _ends(kept, "later"))
    kept = kept.join(days).assign(
        is_step=~kept["relation"].isin(NO_STEP),
        is_doubted=~grades.is_borne_out(kept, "grade"),
        object_table="pathways",
        object_id=kept["pathway_id"],
    )
    order = ["earlier_first_day", "later_first_day", "pathway_id"]
    return kept.sort_values(order, kind="stable").reset_index(drop=True)


def recalls(relations: pd.DataFrame) -> pd.DataFrame:
    """Each text that others recall, how often (`times`) and by which (`by`, in order of time): most recalled first.

    Rule: A recall counts once for each text that recalls, however often it names the other.
    """
    cited = relations[relations["relation"] == "recalls"].drop_duplicates(["earlier_id", "later_id"])
    grouped = cited.sort_values("later_first_day", kind="stable").groupby("earlier_id", sort=False)
    found = grouped.agg(
        **{name: (f"earlier_{name}", "first") for name in ("symbol", "title", "first_day", "last_day")},
        times=("later_id", "size"),
        first_recall=("later_first_day", "min"),
        last_recall=("later_first_day", "max"),
        by=("later_id", list),
    ).reset_index(names="document_id")
    found = found.sort_values(["times", "first_day"], ascending=[False, True], kind="stable")
    return found.assign(object_table="documents", object_id=found["document_id"]).reset_index(drop=True)


def without_outcome(relations: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The actor's own initiatives from which no step leads on: nothing is recorded to have come of them.

    Rule: No recorded outcome means that no stated relation leads on from the initiative within the span. It does not
    mean that nothing came of it.
    """
    begun = chains.own_initiatives(events)
    leading = relations.loc[relations["is_step"], "earlier_id"]
    return begun[~begun["object_id"].isin(leading)].reset_index(drop=True)


def joint_outcomes(relations: pd.DataFrame) -> pd.DataFrame:
    """The steps to events that have two or more `origins`, those to the event with most origins first.

    Rule: Origins are counted once each, however many relations tie them to the outcome.
    """
    steps = relations[relations["is_step"]].drop_duplicates(["earlier_id", "later_id"])
    steps = steps.assign(origins=steps.groupby("later_id")["earlier_id"].transform("size"))
    found = steps[steps["origins"] > 1]
    first = found["later_first_day"].fillna(pd.Timestamp.max.as_unit("s"))
    order = ["origins", "first", "later_id"]
    found = found.assign(first=first).sort_values(order, ascending=[False, True, True], kind="stable")
    return found.drop(columns="first").reset_index(drop=True)


def picture(relations: pd.DataFrame, events: pd.DataFrame, most: int) -> pd.DataFrame:
    """The dated events that relations other than recalls connect, at most so many, in order of time.

    Rule: Where more events are connected than fit, those with the most such relations are drawn, the earlier first.
    """
    dated = spans.with_date(events)
    drawn = relations[(relations["relation"] != "recalls") & relations["fewest_days"].notna()]
    ties = pd.concat([drawn["earlier_id"], drawn["later_id"]]).value_counts()
    ranked = dated.assign(ties=dated["object_id"].map(ties).fillna(0))
    ranked = ranked.sort_values("ties", ascending=False, kind="stable")
    kept = ranked[ranked["ties"] > 0].head(most)
    both = drawn[drawn["earlier_id"].isin(kept["object_id"]) & drawn["later_id"].isin(kept["object_id"])]
    kept = kept[kept["object_id"].isin(pd.concat([both["earlier_id"], both["later_id"]]))]
    return kept.sort_values(["first_day", "last_day"], kind="stable").reset_index(drop=True)


def facts(relations: pd.DataFrame, events: pd.DataFrame, start: str) -> dict[str, Any]:
    """The numbers that paragraphs on pathways state, by key.

    Recalled are texts, tied the events with any relation, reached the events to which steps lead from `start`; the
    chain is the longest from there, and its days are fewest and most. Joint are events with two or more origins.
    """
    found, chain, cited = chains.reached(relations, events, start), chains.longest(relations, start), recalls(relations)
    joint = joint_outcomes(relations)
    begun = events[events["object_id"] == start]
    ends = _ends(chain.head(1), "earlier"), _ends(chain.tail(1), "later")
    days = spans.days_between(*(end.reset_index(drop=True) for end in ends)).dropna()
    own = chains.own_initiatives(events)
    tied = pd.concat([relations["earlier_id"], relations["later_id"]]).drop_duplicates()
    return {
        "relations": len(relations),
        "steps": int(relations["is_step"].sum()),
        "part_count": int((relations["relation"] == "part-of").sum()),
        "recalled": len(cited),
        "recall_count": int((relations["relation"] == "recalls").sum()),
        "relations_doubted": int(relations["is_doubted"].sum()),
        "tied": len(tied),
        "tied_undated": int(tied.isin(events.loc[events["first_day"].isna(), "object_id"]).sum()),
        "origin_title": spans.value_at(begun, "title"),
        "origin_date": spans.value_at(begun, "date"),
        "reached": len(found),
        "reached_texts": int((found["event_table"] == "documents").sum()),
        "furthest_steps": int(found["steps"].max()) if len(found) else 0,
        "chain_steps": len(chain),
        "chain_doubted": int(chain["is_doubted"].sum()),
        "chain_partly": int((chain["grade"].astype("str") == "partly").sum()) if "grade" in chain else 0,
        "chain_days": tuple(map(int, days.iloc[0])) if len(days) else None,
        "no_outcome": len(without_outcome(relations, events)),
        "own_initiatives": len(own),
        "own_undated": int(own["first_day"].isna().sum()),
        "joint": int(joint["later_id"].nunique()),
        "joint_title": spans.value_at(joint, "later_title"),
        "joint_most": int(spans.value_at(joint, "origins") or 0),
        "most_recalled": cited.loc[cited["times"] == cited["times"].max(), "document_id"].tolist(),
        "most_recalled_times": int(spans.value_at(cited, "times") or 0),
    }


def _ends(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    return pd.DataFrame({"first_day": rows[f"{side}_first_day"], "last_day": rows[f"{side}_last_day"]})
