"""How texts were adopted: the days it took, and the manner, one mark a text or decision."""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysis.display import alt, citations, drawing, figures, layout, style, words
from analysis.display.names import Look
from publisher.outputs import Facts, Figure

HEIGHT = 210.0  # the height of the plot of days, in points


@style.sheet()
def lead_times(rows: pd.DataFrame, *, name: str, title: str, **look: Unpack[Look]) -> Figure | Facts:
    """Days from opening to adoption (up) by date (across), as `measures.adoption.lead_times` counts them."""
    labels, first_year, last_year = look["labels"], look["first_year"], look["last_year"]
    rows = rows[rows["opening_fewest"].notna()].reset_index(drop=True)
    if rows.empty:
        return Facts(figures.NOTHING)
    entries = figures.parts_key(rows, labels) + figures.doubt_key(rows)
    if rows["committee_after_fewest"].notna().any():
        entries.append(("approved in Committee", "approved", False))
    if (rows["opening_fewest"] < rows["opening_most"]).any():
        entries.append(("adopted on one of these days", "span", False))
    axes = figures.canvas(HEIGHT, left=46, right=12, entries=entries)
    scale = drawing.years(axes, first_year, last_year)
    top = max(120, int(rows["opening_most"].max()) + 20)
    axes.set_ylim(0, top)
    drawing.levels(axes, range(0, top, 50 if top > 150 else 20), "days")
    placed = rows.assign(x=layout.middles(rows), y=rows["opening_most"].astype("float64"))
    points = placed.assign(x=placed["x"].map(scale.points), y=placed["y"] * HEIGHT / top)
    placed["x"] = (points["x"] + layout.side_by_side(points, 9)).map(scale.day)
    vague = placed["opening_fewest"] < placed["opening_most"]
    for row in placed[vague].itertuples():
        colour = style.PALETTE[str(row.part)].colour
        axes.vlines([row.x], row.opening_fewest, row.opening_most, color=colour, linewidth=4, zorder=1.5)
    approved = placed[(placed["committee_after_fewest"] == placed["committee_after_most"]) & ~vague]
    lows = approved["committee_after_fewest"].astype("float64")
    axes.vlines(approved["x"], lows, approved["y"], color=style.MUTED, linewidth=0.9, zorder=2)
    axes.scatter(approved["x"], lows, marker="_", s=50, color=style.MUTED, linewidths=1.2, zorder=2.5, clip_on=False)
    figures.draw_texts(axes, placed[~vague])
    _draw_outliers(axes, placed)
    head = figures.heading(title, first_year, last_year)
    caption = f"{head}: days from the opening of the session to adoption of {len(rows)}."
    columns = ["document_id", "adoption_date", "opening", "tabled", "committee"]
    return figures.figure(axes, rows, look, name=name, caption=caption, alt=alt.lead_times(rows), columns=columns)


@style.sheet()
def manners(rows: pd.DataFrame, *, name: str, title: str, **look: Unpack[Look]) -> Figure | Facts:
    """One mark a decision of `measures.adoption.manners`, in a lane for each body; hollow where it is not confirmed."""
    if rows.empty:
        return Facts(figures.NOTHING)
    labels, first_year, last_year = look["labels"], look["first_year"], look["last_year"]
    present = rows["body"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index.tolist()
    names = [layout.fold(labels["body"].get(body, body), 150) for body in present]
    left = layout.gutter(names, most=158)
    step = 10.0
    across = int((style.WIDTH - left - 36) // step)
    groups = [rows[rows["body"] == body].sort_values(["manner", "manner_grade"], kind="stable") for body in present]
    lines = layout.line_counts(names)
    heights = [max(2.2, -(-len(group) // across), n * 1.1) for group, n in zip(groups, lines, strict=True)]
    meant = [(labels["manner"].get(str(one), str(one)), str(one), False) for one in rows["manner"].cat.categories]
    entries = [entry for entry in meant if (rows["manner"] == entry[1]).any()]
    doubted = rows.loc[rows["is_doubted"], "manner"]
    entries += [(f"{figures.DOUBTED}, or in part", str(doubted.iloc[0]), True)] if len(doubted) else []
    axes = figures.canvas(sum(heights) * 11.5, left=left, bottom=8, entries=entries)
    axes.set_xlim(-0.6, (style.WIDTH - left - 8) / step - 0.6)
    drawing.hide_axis(axes)
    for start, height, group in zip(drawing.lanes(axes, heights, names, middle=True), heights, groups, strict=True):
        order = pd.Series(range(len(group)), index=group.index)
        first = start + (height - 1 - (len(group) - 1) // across) / 2
        placed = group.assign(x=(order % across).astype("float64"), y=first + order // across)
        figures.draw_texts(axes, placed, by="manner")
        drawing.label(axes, min(len(group), across) + 1.4, first, str(len(group)), side="right", size=9)
    head = figures.heading(title, first_year, last_year)
    text = alt.manners(rows, labels["manner"])
    caption = f"{head}: manner of {words.count(len(rows), 'decision')} by body, one mark each."
    columns = ["document_id", "body", "stage_date", "manner", "manner_grade", "manner_as_stated"]
    return figures.figure(axes, rows, look, name=name, caption=caption, alt=text, columns=columns)


def _draw_outliers(axes: Axes, placed: pd.DataFrame, most: int = 6) -> None:
    """The symbols of the slowest texts, where there is room between the marks."""
    ends = pd.concat([placed["y"], placed["opening_fewest"].astype("float64")])
    taken = drawing.Room(axes, pd.concat([placed["x"], placed["x"]]), ends)
    slowest = placed.sort_values("y", ascending=False, kind="stable").head(most)
    for text in slowest.itertuples():
        taken.label(text.x, text.y, str(text.symbol), url=citations.address(text.symbol))
