"""Steps in a row: where the longest chain begins, what it passes, and everything that steps lead to.

The steps are the relations of `pathways.relations` that are one (`is_step`), each from the earlier to the later event.
"""

from collections import defaultdict, deque

import pandas as pd

from analysis.measures import parts, spans

SHOWN = ["name", "title", "symbol", "date", "first_day", "last_day"]


def own_initiatives(events: pd.DataFrame) -> pd.DataFrame:
    """The actor's own initiatives among the events."""
    return events[(events["object_table"] == "initiatives") & (events["part"] == "own")]


def origin(relations: pd.DataFrame, events: pd.DataFrame) -> str:
    """The key of the actor's own initiative from which the longest chain leads on; blank where none does.

    Rule: Where several chains are as long, the one that begins first is taken. Undated initiatives are no origin.
    """
    ahead, _ = _ahead(relations)
    own = own_initiatives(events[events["first_day"].notna()])
    own = own.assign(ahead=own["object_id"].map(ahead).fillna(0)).sort_values("ahead", ascending=False, kind="stable")
    return str(own["object_id"].iloc[0]) if len(own) and own["ahead"].iloc[0] > 0 else ""


def reached(relations: pd.DataFrame, events: pd.DataFrame, start: str) -> pd.DataFrame:
    """Everything that steps lead to from `start`, with how many steps and how many days it lies away.

    Out, in order of time: the events with `steps` (the fewest), `days_fewest`, `days_most` from `start`, and of the
    last of these steps `last_step` (its relation), `after` (the event before), `grade`, `object_table`, `object_id`.

    Rule: The steps to an event are counted along the shortest way. The days are counted from the start's date to
    the event's own; they say how much time lay between, not that the one took it to bring about the other.
    """
    following = _steps_from(relations)
    seen: dict[str, tuple[int, int]] = {start: (0, -1)}
    queue = deque([start])
    while queue:
        place = queue.popleft()
        for later, row in following[place]:
            if later not in seen:
                seen[later] = (seen[place][0] + 1, row)
                queue.append(later)
    seen.pop(start)
    ways = pd.DataFrame.from_dict(seen, orient="index", columns=["steps", "row"]).rename_axis("event_id")
    shown = events[[*parts.KEY, *SHOWN]].rename(columns={"object_table": "event_table", "object_id": "event_id"})
    found = shown.merge(ways.reset_index(), on="event_id", how="inner", validate="1:1")
    last = {"relation": "last_step", "earlier_name": "after"}
    kept = [*last, "object_table", "object_id", *(["grade"] if "grade" in relations else [])]
    found = found.join(relations[kept].rename(columns=last), on="row", validate="m:1").drop(columns="row")
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


def _steps_from(relations: pd.DataFrame) -> defaultdict[str, list[tuple[str, int]]]:
    """For each event what steps lead to, with the relation (row)."""
    steps = relations[relations["is_step"]]
    found = defaultdict[str, list[tuple[str, int]]](list)
    for row, earlier, later in zip(steps.index, steps["earlier_id"].tolist(), steps["later_id"].tolist(), strict=True):
        found[earlier].append((later, row))
    return found


def _ahead(relations: pd.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """For each event how many steps the longest chain from it has, and the first relation (row) of that chain."""
    rows = _steps_from(relations)
    ahead: dict[str, int] = {}
    following: dict[str, int] = {}
    for first in list(rows):
        path = [] if first in ahead else [(first, iter(rows[first]))]
        open_events = {first}
        while path:
            place, waiting = path[-1]
            later = next((later for later, _ in waiting if later not in ahead and later not in open_events), None)
            if later is not None:
                path.append((later, iter(rows[later])))
                open_events.add(later)
                continue
            path.pop()
            open_events.discard(place)
            onward = [(ahead[later] + 1, row) for later, row in rows[place] if later in ahead]
            ahead[place], following_row = max(onward, key=lambda one: one[0], default=(0, None))
            if following_row is not None:
                following[place] = following_row
    return ahead, following
