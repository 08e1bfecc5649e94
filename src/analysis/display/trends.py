"""Numbers that grow: parties to a treaty beside the texts adopted, and the sizes of groups as sources state them."""

import datetime as dt
from typing import Unpack

import pandas as pd

from analysis.display import alt, drawing, figures, layout, style, words
from analysis.display.names import Known
from publisher.outputs import Facts, Figure

HEIGHT = 200.0  # the height of the plot of parties, in points
MARK = 7.0  # the room that a text's mark takes below it, in points
PANEL = 92.0  # the height of a group's panel, in points


@style.sheet()
def parties(
    parties: pd.DataFrame,
    texts: pd.DataFrame,
    *,
    actor: str,
    force_day: dt.date | None,
    name: str,
    title: str,
    **known: Unpack[Known],
) -> Figure | Facts:
    """How many are party to a treaty, day by day, with the texts adopted as marks below and its entry into force.

    In: what `measures.context.parties` and `measures.adoption.adopted` give. The actor's own instrument is marked.
    The line ends with the last instrument on record, since nothing is known of the time after it.
    """
    if parties.empty:
        return Facts("There is nothing to draw here: no instrument is on record by this date.")
    first_year, last_year = int(parties["first_day"].dt.year.min()), int(parties["first_day"].dt.year.max())
    marked = texts[texts["first_day"].dt.year.between(first_year, last_year) & (texts["certainty"] != "undated")]
    own = parties[parties["actor_id"] == actor]
    entries = [("parties", "step", False)]
    entries += figures.parts_key(marked, known["labels"]) + figures.doubt_key(marked)
    axes = figures.canvas(HEIGHT, left=54, right=12, entries=entries)
    scale = drawing.years(axes, first_year, last_year)
    top = max(50, -(-len(parties) // 25) * 25 + 10)
    marked = marked.assign(x=layout.middles(marked)).sort_values("x", kind="stable")
    across = [(scale.points(x) - MARK / 2, scale.points(x) + MARK / 2) for x in marked["x"]]
    level = pd.Series(layout.pack(across, gap=0), index=marked.index, dtype="int64")
    rows = max(level, default=0) + 2
    below = top / (HEIGHT - rows * MARK)  # what one point is below the line
    marked = marked.assign(y=-(level + 1.2) * MARK * below)
    axes.set_ylim(-rows * MARK * below, top)
    drawing.levels(axes, range(0, top, 25 if top > 60 else 10), "parties")
    xs, ys = layout.ordinals(parties["first_day"]), parties["number"].tolist()
    axes.step([xs[0], *xs], [0, *ys], where="post", color=style.INK, zorder=2)
    if force_day:
        x, heights = force_day.toordinal(), range(0, top, 2)
        axes.axvline(x, color=style.MUTED, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
        drawing.Room(axes, [], []).label(x, top * 0.9, f"in force {words.day(force_day)}")
        xs, ys = xs + [x] * len(heights), [*ys, *heights]
    room = drawing.Room(axes, xs, ys, half=2)
    for row in own.itertuples():
        x = row.first_day.toordinal()
        drawing.marks(axes, [x], [row.number], "own")
        room.label(x, row.number, f"{row.participant_name}, {row.number}")
    figures.draw_texts(axes, marked, size=16)
    last = words.day(parties["last_day"].max().date())
    caption = f"{title}: {len(parties)} by {last}, the last on record. Below, the texts adopted."
    columns = ["number", "participant_name", "signature_date", "consent_date", "consent_kind"]
    text = alt.parties(parties, force_day)
    return figures.figure(axes, parties, known, name=name, caption=caption, alt=text, columns=columns)


@style.sheet()
def sizes(rows: pd.DataFrame, *, name: str, title: str, **known: Unpack[Known]) -> Figure | Facts:
    """Numbers of members stated of groups, one panel a group, each mark with its number.

    In: what `measures.context.sizes` gives. A mark is hollow where the account under study alone has it; a bar covers
    the days for which a number is stated.
    """
    rows = figures.inside(rows)
    if rows.empty:
        return Facts("There is nothing to draw here: no number of members is stated by this date.")
    groups, actors = list(rows["subject_id"].drop_duplicates()), known["labels"]["actor"]
    first_year, last_year = int(rows["first_day"].dt.year.min()), int(rows["last_day"].dt.year.max())
    tallest = float(rows["members"].max())
    entries = [("number stated", "own", False), ("stated for this period", "span", False)]
    entries += [("hollow: by the account under study alone", "own", True)] if rows["is_doubted"].any() else []
    names = [layout.fold(actors.get(group, group), 100) for group in groups]
    axes = figures.canvas(len(groups) * PANEL, left=layout.gutter(names), right=14, entries=entries)
    scale = drawing.years(axes, first_year, last_year)
    starts = drawing.lanes(axes, [1.0] * len(groups), names, middle=True)
    for start, group in zip(starts, groups, strict=True):
        some = rows[rows["subject_id"] == group]
        heights = start + 0.38 - some["members"] / tallest * 0.66
        axes.axhline(start + 0.38, color=style.MUTED, linewidth=0.5, zorder=0.6)
        placed = some.assign(y=heights, x=layout.middles(some))
        vague = placed["precision"] == "year"
        points = placed[~vague].assign(x=placed["x"].map(scale.points), y=placed["y"] * PANEL)
        placed.loc[~vague, "x"] = (points["x"] + layout.side_by_side(points, 9)).map(scale.day)
        for row in placed[vague].itertuples():
            first, last = row.first_day.toordinal(), row.last_day.toordinal() + 1
            drawing.thin_bar(axes, first, last, row.y, "own", hollow=row.is_doubted)
        for hollow, exact in placed[~vague].groupby("is_doubted"):
            drawing.marks(axes, exact["x"], exact["y"], "own", hollow=bool(hollow))
        room = drawing.Room(axes, placed["x"], placed["y"])
        for row in placed.drop_duplicates(["members", "as_of_date"]).itertuples():
            room.label(row.x, row.y, str(row.members), above=True)
    columns = ["subject_id", "as_of_date", "members", "as_stated", "actor_id"]
    number = figures.heading(f"{len(rows)} statements", first_year, last_year)
    caption = f"{title}: {number}. Where sources differ, each stands by itself."
    text = alt.sizes(rows, actors)
    return figures.figure(axes, rows, known, name=name, caption=caption, alt=text, columns=columns)
