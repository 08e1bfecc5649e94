"""Numbers that grow: parties to a treaty beside the texts adopted, and the sizes of groups as sources state them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.display import alt, drawing, figures, layout, style, words
from analysis.display.names import Labels
from publisher.outputs import Facts, Figure

HEIGHT = 200.0
"""The height of the plot of parties, in points."""

MARK = 7.0
"""The room that a text's mark takes below it, in points."""


PANEL = 92.0
"""The height of a group's panel, in points."""


def parties(
    parties: pd.DataFrame,
    texts: pd.DataFrame,
    *,
    actor: str,
    force_day: dt.date | None,
    name: str,
    title: str,
    labels: Labels,
    evidence: pd.DataFrame,
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
    with style.sheet():
        entries = [("parties", "step", False), *figures.parts_key(marked, labels), *figures.doubt_key(marked)]
        axes = figures.canvas(HEIGHT, left=54, right=12, entries=entries)
        scale = drawing.years(axes, first_year, last_year)
        top = max(50, -(-len(parties) // 25) * 25 + 10)
        marked = marked.assign(x=layout.middles(marked)).sort_values("x", kind="stable")
        across = [(scale.points(x) - MARK / 2, scale.points(x) + MARK / 2) for x in marked["x"]]
        level = pd.Series(layout.packed(across, gap=0), index=marked.index, dtype="int64")
        below = top / (HEIGHT - (level.max() + 2 if len(level) else 2) * MARK)  # what one point is below the line
        marked = marked.assign(y=-(level + 1.2) * MARK * below)
        axes.set_ylim(-((level.max() if len(level) else 0) + 2) * MARK * below, top)
        drawing.levels(axes, range(0, top, 25 if top > 60 else 10), "parties")
        xs = [*layout.ordinals(parties["first_day"])]
        axes.step([xs[0], *xs], [0, *parties["number"]], where="post", color=style.INK, zorder=2)
        for x in [force_day.toordinal()] if force_day else []:
            axes.axvline(x, color=style.MUTED, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
        if force_day:
            drawing.Room(axes, [], []).label(force_day.toordinal(), top * 0.9, f"in force {words.day(force_day)}")
        lines = [(x, number) for x, number in zip(xs, parties["number"], strict=True)]
        lines += [(force_day.toordinal(), height) for height in range(0, top, 2)] if force_day else []
        room = drawing.Room(axes, [x for x, _ in lines], [y for _, y in lines], half=2)
        for row in own.itertuples():
            x = row.first_day.date().toordinal()
            drawing.marks(axes, [x], [row.number], "own", hollow=False)
            room.label(x, row.number, f"{row.participant_name}, {row.number}")
        figures.draw_texts(axes, marked, size=16)
        svg = style.svg(axes)
    last = words.day(parties["last_day"].max().date())
    caption = f"{title}: {len(parties)} by {last}, the last on record. Below, the texts adopted."
    columns = ["number", "participant_name", "signature_date", "consent_date", "consent_kind"]
    text = alt.parties(parties, force_day)
    return figures.figure(
        svg, parties, name=name, caption=caption, alt=text, columns=columns, labels=labels, evidence=evidence
    )


def sizes(rows: pd.DataFrame, *, name: str, title: str, labels: Labels, evidence: pd.DataFrame) -> Figure | Facts:
    """Numbers of members stated of groups, one panel a group, each mark with its number.

    In: what `measures.context.sizes` gives. A mark is hollow where the account under study alone has it; a bar covers
    the days for which a number is stated.
    """
    rows = figures.inside(rows)
    if rows.empty:
        return Facts("There is nothing to draw here: no number of members is stated by this date.")
    groups = list(rows["subject_id"].drop_duplicates())
    first_year, last_year = int(rows["first_day"].dt.year.min()), int(rows["last_day"].dt.year.max())
    tallest = float(rows["members"].max())
    with style.sheet():
        entries = [("number stated", "own", False), ("stated for this period", "span", False)]
        entries += [("hollow: by the account under study alone", "own", True)] if rows["is_doubted"].any() else []
        names = [layout.folded(labels["actor"].get(group, group), 100) for group in groups]
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
                first, last = row.first_day.date().toordinal(), row.last_day.date().toordinal() + 1
                drawing.thin_bar(axes, first, last, row.y, "own", hollow=row.is_doubted)
            for hollow, exact in placed[~vague].groupby("is_doubted"):
                drawing.marks(axes, exact["x"], exact["y"], "own", hollow=bool(hollow))
            room = drawing.Room(axes, placed["x"], placed["y"])
            seen = placed.drop_duplicates(["members", "as_of_date"])
            for row in seen.itertuples():
                room.label(row.x, row.y, str(row.members), above=True)
        svg = style.svg(axes)
    columns = ["subject_id", "as_of_date", "members", "as_stated", "actor_id"]
    span = figures.span(first_year, last_year)
    caption = f"{title}: {len(rows)} statements, {span}. Where sources differ, each stands by itself."
    text = alt.sizes(rows, labels["actor"])
    return figures.figure(
        svg, rows, name=name, caption=caption, alt=text, columns=columns, labels=labels, evidence=evidence
    )
