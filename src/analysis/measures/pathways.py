"""What led to what: stated relations put in order of time, the steps and chains they make, and who recalls whom."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.measures import grades, parts, spans

NO_STEP = ("recalls", "part-of")
"""Relations that are no step from one thing to the next: a citation alone, and a part of a whole."""

ENDS = ["object_table", "object_id"]
SHOWN = ["name", "title", "symbol", "date", "first_day", "last_day"]


def events(
    initiatives: pd.DataFrame,
    documents: pd.DataFrame,
    stages: pd.DataFrame,
    roles: pd.DataFrame,
    *,
    actor: str,
    first_year: int,
    last_year: int,
    as_of: dt.date,
) -> pd.DataFrame:
    """Every initiative and document that may stand at an end of a relation within the span, in order of time.

    In: these tables, graded or not. Out: `object_table`, `object_id`, `name` (a document's symbol, an initiative's
    title), `title`, `symbol`, `kind`, `date`, `part`, `roles`, `held`, `is_doubted` and the columns of
    `spans.within`; undated ones come last.

    Rule: A document stands at the day of its adoption or, if it is not a text that is adopted, of its issue, which
    is as sure as the document itself; an initiative at its own date. What falls outside the span, or after `as_of`,
    is no end of a relation here.
    """
    issued = stages[stages["stage"] == "issued"].drop_duplicates("document_id").set_index("document_id")["stage_date"]
    texts = documents.assign(
        name=documents["document_id"], date=documents["adoption_date"].fillna(documents["document_id"].map(issued))
    )
    if "date_grade" in texts and "row_grade" in texts:
        texts["date_grade"] = texts["date_grade"].where(texts["adoption_date"].notna(), texts["row_grade"])
    texts = parts.with_part(texts, "documents", "document_id", roles, actor)
    begun = initiatives.rename(columns={"initiative_date": "date", "document_id": "symbol"})
    begun = parts.with_part(begun.assign(name=begun["title"]), "initiatives", "initiative_id", roles, actor)
    columns = [*ENDS, "name", "title", "symbol", "kind", "date", "part", "roles", "held", "is_doubted"]
    rows = pd.concat(
        [grades.doubted(frame)[columns].astype({"kind": "str", "part": "str"}) for frame in (begun, texts)]
    )
    rows["part"] = pd.Categorical(rows["part"], parts.PARTS, ordered=True)
    return spans.within(rows.reset_index(drop=True), "date", first_year=first_year, last_year=last_year, as_of=as_of)


def relations(pathways: pd.DataFrame, events: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """The relations between these events, each from the earlier end to the later, with the days between.

    In: the table `pathways` (with `grade` if graded); what `events` gives; the direction of each relation (forward,
    backward or any). Out: `pathway_id`, `relation`, `is_step`, `is_doubted`, then for `earlier_` and `later_` each
    of `table`, `id`, `name`, `title`, `symbol`, `date`, `first_day`, `last_day`; `fewest_days`, `most_days` (NA
    where an end is undated), `object_table`, `object_id`.

    Rule: A relation runs from what came first to what came of it. Most are stated so; those by which a later thing
    names an earlier one (follows, recalls, reports on, appraises and others that the data marks as backward) are
    turned round. Steps are all relations but two: a recall is a citation and shows no cause, and being part of
    something is no step. A relation is doubted if no source bears it out, wholly or in part.
    """
    kept = pathways.assign(relation=pathways["relation"].astype("str"))
    turned = kept["relation"].map(dict(directions)).eq("backward")
    for side, plain, other in (("earlier", "from", "to"), ("later", "to", "from")):
        for name in ("table", "id"):
            ends = (kept[f"{end}_{name}"].astype("str") for end in (plain, other))
            kept[f"{side}_{name}"] = next(ends).where(~turned, next(ends))
    shown = events[[*ENDS, *SHOWN]].rename(columns={"object_table": "table", "object_id": "id"})
    for side in ("earlier", "later"):
        keys = [f"{side}_table", f"{side}_id"]
        kept = kept.merge(shown.add_prefix(f"{side}_"), on=keys, how="inner", validate="m:1")
    days = spans.days_between(_ends(kept, "earlier"), _ends(kept, "later"))
    grade = kept["grade"] if "grade" in kept else pd.Series("confirmed", index=kept.index)
    kept = kept.join(days).assign(
        is_step=~kept["relation"].isin(NO_STEP),
        is_doubted=~grades.is_borne_out(grade),
        object_table="pathways",
        object_id=kept["pathway_id"],
    )
    return kept.sort_values(["earlier_first_day", "later_first_day", "pathway_id"], kind="stable").reset_index(
        drop=True
    )


def origin(relations: pd.DataFrame, events: pd.DataFrame) -> str:
    """The key of the actor's own initiative from which the longest chain leads on; blank where none does.

    Rule: Where several chains are as long, the one that begins first is taken. Undated initiatives are no origin.
    """
    ahead, _ = _ahead(relations)
    own = events[(events["object_table"] == "initiatives") & (events["part"] == "own") & events["first_day"].notna()]
    own = own.assign(ahead=own["object_id"].map(ahead).fillna(0)).sort_values("ahead", ascending=False, kind="stable")
    return str(own["object_id"].iloc[0]) if len(own) and own["ahead"].iloc[0] > 0 else ""


def reached(relations: pd.DataFrame, events: pd.DataFrame, start: str) -> pd.DataFrame:
    """Everything that steps lead to from `start`, with how many steps and how many days it lies away.

    Out, in order of time: `name`, `title`, `symbol`, `date`, `event_table`, `event_id`, `steps` (the fewest),
    `days_fewest`, `days_most` from `start`, and of the last of these steps `last_step` (its relation), `after` (the
    name of the event before), `grade`, `object_table`, `object_id`.

    Rule: The steps to an event are counted along the shortest way. The days are counted from the start's date to
    the event's own; they say how much time lay between, not that the one took it to bring about the other.
    """
    steps = relations[relations["is_step"]]
    following = _following(steps)
    seen: dict[str, tuple[int, str]] = {start: (0, "")}
    queue = deque([start])
    while queue:
        place = queue.popleft()
        for later, pathway in following.get(place, ()):
            if later not in seen:
                seen[later] = (seen[place][0] + 1, pathway)
                queue.append(later)
    seen.pop(start)
    ways = pd.DataFrame.from_dict(seen, orient="index", columns=["steps", "pathway_id"]).rename_axis("event_id")
    shown = events[[*ENDS, *SHOWN]].rename(columns={"object_table": "event_table", "object_id": "event_id"})
    found = shown.merge(ways.reset_index(), on="event_id", how="inner", validate="1:1")
    last = {"relation": "last_step", "earlier_name": "after"}
    kept = ["pathway_id", *last, "object_table", "object_id", *(["grade"] if "grade" in steps else [])]
    found = found.merge(steps[kept].rename(columns=last), on="pathway_id", how="left", validate="m:1")
    begun = events.set_index("object_id")[["first_day", "last_day"]].reindex([start] * len(found))
    days = spans.days_between(begun.set_index(found.index), found)
    return found.assign(days_fewest=days["fewest_days"], days_most=days["most_days"])


def longest(relations: pd.DataFrame, start: str) -> pd.DataFrame:
    """The relations of the longest chain from `start`, in order; none where no step leads on.

    Rule: A chain goes from step to step and never back: a relation that would lead in a circle is not followed. Of
    chains of one length, the one whose first relation comes first is given.
    """
    _, following = _ahead(relations)
    later = relations["later_id"].to_dict()
    chain: list[int] = []
    while (row := following.get(start)) is not None:
        chain.append(row)
        start = later[row]
    return relations.loc[chain]


def recalls(relations: pd.DataFrame) -> pd.DataFrame:
    """Each text that others recall, with how often and by which: most recalled first.

    Out: `document_id`, `symbol`, `title`, `first_day`, `last_day`, `times`, `first_recall`, `last_recall` (days),
    `by` (list of keys in order of time), `object_table`, `object_id`.

    Rule: A recall counts once for each text that recalls, however often it names the other.
    """
    cited = relations[relations["relation"] == "recalls"].drop_duplicates(["earlier_id", "later_id"])
    grouped = cited.sort_values("later_first_day", kind="stable").groupby("earlier_id", sort=False)
    found = grouped.agg(
        symbol=("earlier_symbol", "first"),
        title=("earlier_title", "first"),
        first_day=("earlier_first_day", "first"),
        last_day=("earlier_last_day", "first"),
        times=("later_id", "size"),
        first_recall=("later_first_day", "min"),
        last_recall=("later_first_day", "max"),
    )
    found["by"] = _listed(cited.sort_values("later_first_day", kind="stable"), "earlier_id", "later_id", found.index)
    found = found.reset_index(names="document_id").sort_values(
        ["times", "first_day"], ascending=[False, True], kind="stable"
    )
    return found.assign(object_table="documents", object_id=found["document_id"]).reset_index(drop=True)


def without_outcome(relations: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The actor's own initiatives from which no step leads on: nothing is recorded to have come of them.

    Rule: No recorded outcome means that no stated relation leads on from the initiative within the span. It does not
    mean that nothing came of it.
    """
    begun = events[(events["object_table"] == "initiatives") & (events["part"] == "own")]
    leading = relations.loc[relations["is_step"], "earlier_id"]
    return begun[~begun["object_id"].isin(leading)].reset_index(drop=True)


def joint_outcomes(relations: pd.DataFrame) -> pd.DataFrame:
    """The steps to events that have two or more origins, those to the event with most origins first.

    Out: the columns of `relations` and `origins`, how many events steps lead from to the later one.

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
    dated = events[events["certainty"] != "undated"]
    drawn = relations[(relations["relation"] != "recalls") & relations["fewest_days"].notna()]
    ties = pd.concat([drawn["earlier_id"], drawn["later_id"]]).value_counts()
    ranked = dated.assign(ties=dated["object_id"].map(ties).fillna(0)).sort_values(
        "ties", ascending=False, kind="stable"
    )
    kept = ranked[ranked["ties"] > 0].head(most)
    both = drawn[drawn["earlier_id"].isin(kept["object_id"]) & drawn["later_id"].isin(kept["object_id"])]
    kept = kept[kept["object_id"].isin(pd.concat([both["earlier_id"], both["later_id"]]))]
    return kept.sort_values(["first_day", "last_day"], kind="stable").reset_index(drop=True)


def facts(relations: pd.DataFrame, events: pd.DataFrame, start: str) -> dict[str, Any]:
    """The numbers that paragraphs on pathways state, by key.

    Keys: `relations`, `steps`, `part_count`, `recalled` (texts), `recall_count`, `relations_doubted`, `tied` (events
    with a relation), `tied_undated` and `own_undated` (how many of them have no date), `origin_title`, `origin_date`,
    `reached`, `reached_texts`, `furthest_steps`, `chain_steps`, `chain_doubted`, `chain_partly`, `chain_days` (fewest,
    most), `no_outcome`, `own_initiatives`, `joint`, `joint_title`, `joint_most`, `most_recalled` (list),
    `most_recalled_times`.
    """
    found, chain, cited = reached(relations, events, start), longest(relations, start), recalls(relations)
    joint = joint_outcomes(relations)
    begun = events[events["object_id"] == start]
    days = spans.days_between(
        _ends(chain.head(1), "earlier").reset_index(drop=True), _ends(chain.tail(1), "later").reset_index(drop=True)
    )
    is_timed = len(chain) > 0 and days.notna().all(axis=None)
    own = events[(events["object_table"] == "initiatives") & (events["part"] == "own")]
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
        "origin_title": begun["title"].iloc[0] if len(begun) else None,
        "origin_date": begun["date"].iloc[0] if len(begun) else None,
        "reached": len(found),
        "reached_texts": int((found["event_table"] == "documents").sum()),
        "furthest_steps": int(found["steps"].max()) if len(found) else 0,
        "chain_steps": len(chain),
        "chain_doubted": int(chain["is_doubted"].sum()),
        "chain_partly": int((chain["grade"].astype("str") == "partly").sum()) if "grade" in chain else 0,
        "chain_days": (int(days["fewest_days"].iloc[0]), int(days["most_days"].iloc[0])) if is_timed else None,
        "no_outcome": len(without_outcome(relations, events)),
        "own_initiatives": len(own),
        "own_undated": int(own["first_day"].isna().sum()),
        "joint": int(joint["later_id"].nunique()),
        "joint_title": joint["later_title"].iloc[0] if len(joint) else None,
        "joint_most": int(joint["origins"].iloc[0]) if len(joint) else 0,
        "most_recalled": cited.loc[cited["times"] == cited["times"].max(), "document_id"].tolist(),
        "most_recalled_times": int(cited["times"].iloc[0]) if len(cited) else 0,
    }


def _listed(rows: pd.DataFrame, key: str, column: str, keys: pd.Index) -> list[list[str]]:
    """The column's values for each of the keys, in the rows' order."""
    found: dict[str, list[str]] = {}
    for name, value in zip(rows[key].tolist(), rows[column].tolist(), strict=True):
        found.setdefault(name, []).append(value)
    return [found[name] for name in keys]


def _following(steps: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """For each event what steps lead to, with the key of the relation."""
    found: dict[str, list[tuple[str, str]]] = {}
    columns = (steps[column].tolist() for column in ("earlier_id", "later_id", "pathway_id"))
    for earlier, later, pathway in zip(*columns, strict=True):
        found.setdefault(earlier, []).append((later, pathway))
    return found


def _ahead(relations: pd.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """For each event how many steps the longest chain from it has, and the first relation (row) of that chain."""
    steps = relations[relations["is_step"]]
    rows: dict[str, list[tuple[str, int]]] = {}
    for row, earlier, later in zip(steps.index, steps["earlier_id"].tolist(), steps["later_id"].tolist(), strict=True):
        rows.setdefault(earlier, []).append((later, row))
    ahead: dict[str, int] = {}
    following: dict[str, int] = {}
    for first in rows:
        path = [] if first in ahead else [(first, iter(rows[first]))]
        open_events = {first}
        while path:
            place, waiting = path[-1]
            later = next((later for later, _ in waiting if later not in ahead and later not in open_events), None)
            if later is not None:
                path.append((later, iter(rows.get(later, ()))))
                open_events.add(later)
                continue
            path.pop()
            open_events.discard(place)
            onward = [(ahead[later] + 1, row) for later, row in rows.get(place, ()) if later in ahead]
            ahead[place], following_row = max(onward, key=lambda one: one[0], default=(0, None))
            if following_row is not None:
                following[place] = following_row
    return ahead, following


def _ends(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    return pd.DataFrame({"first_day": rows[f"{side}_first_day"], "last_day": rows[f"{side}_last_day"]})
