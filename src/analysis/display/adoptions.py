"""How texts were adopted: the days it took, and the manner, one mark a text or decision."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.display import alt, citations, drawing, figures, layout, style, words
from analysis.display.names import Labels
from publisher.outputs import Facts, Figure

HEIGHT = 210.0
"""The height of the plot of days, in points."""


def lead_times(
    rows: pd.DataFrame,
    *,
    name: str,
    title: str,
    first_year: int,
    last_year: int,
    labels: Labels,
    evidence: pd.DataFrame,
) -> Figure | Facts:
    """Days from the opening of the session (up) by date of adoption (across), with the Committee's approval below.

    In: what `measures.adoption.lead_times` gives.
    """
    rows = rows[rows["opening_fewest"].notna()].reset_index(drop=True)
    if rows.empty:
        return Facts(figures.NOTHING)
    with style.sheet():
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
        for x, low, high, part in placed.loc[vague, ["x", "opening_fewest", "opening_most", "part"]].itertuples(
            index=False
        ):
            axes.vlines([x], low, high, color=style.PALETTE[str(part)].colour, linewidth=4, zorder=1.5)
        approved = placed[(placed["committee_after_fewest"] == placed["committee_after_most"]) & ~vague]
        lows = approved["committee_after_fewest"].astype("float64")
        axes.vlines(approved["x"], lows, approved["y"], color=style.MUTED, linewidth=0.9, zorder=2)
        axes.scatter(
            approved["x"], lows, marker="_", s=50, color=style.MUTED, linewidths=1.2, zorder=2.5, clip_on=False
        )
        figures.draw_texts(axes, placed[~vague])
        _draw_outliers(axes, placed)
        svg = style.svg(axes)
    columns = ["document_id", "adoption_date", "opening", "tabled", "committee"]
    span = figures.span(first_year, last_year)
    caption = f"{title}, {span}: days from the opening of the session to adoption of {len(rows)}."
    text = alt.lead_times(rows)
    return figures.figure(
        svg, rows, name=name, caption=caption, alt=text, columns=columns, labels=labels, evidence=evidence
    )


def manners(
    rows: pd.DataFrame,
    *,
    name: str,
    title: str,
    first_year: int,
    last_year: int,
    labels: Labels,
    evidence: pd.DataFrame,
) -> Figure | Facts:
    """One mark a decision, in a lane for each body, by manner; hollow where the manner is not confirmed.

    In: what `measures.adoption.manners` gives, with `manner_grade` and `is_doubted`.
    """
    if rows.empty:
        return Facts(figures.NOTHING)
    present = rows["body"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index.tolist()
    names = [layout.folded(labels["body"].get(body, body), 150) for body in present]
    left = layout.gutter(names, most=158)
    step = 10.0
    across = int((style.WIDTH - left - 36) // step)
    with style.sheet():
        groups = [rows[rows["body"] == body].sort_values(["manner", "manner_grade"], kind="stable") for body in present]
        lines = [name.count("\n") + 1 for name in names]
        heights = [max(2.2, -(-len(group) // across), n * 1.1) for group, n in zip(groups, lines, strict=True)]
        meant = [(labels["manner"].get(str(one), str(one)), str(one), False) for one in rows["manner"].cat.categories]
        entries = [entry for entry in meant if (rows["manner"] == entry[1]).any()]
        doubted = rows.loc[rows["is_doubted"], "manner"]
        entries += [(f"{figures.DOUBTED}, or in part", str(doubted.iloc[0]), True)] if len(doubted) else []
        axes = figures.canvas(sum(heights) * 11.5, left=left, bottom=8, entries=entries)
        axes.set_xlim(-0.6, (style.WIDTH - left - 8) / step - 0.6)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        for start, height, group in zip(drawing.lanes(axes, heights, names, middle=True), heights, groups, strict=True):
            order = pd.Series(range(len(group)), index=group.index)
            first = start + (height - 1 - (len(group) - 1) // across) / 2
            placed = group.assign(x=(order % across).astype("float64"), y=first + order // across)
            for (manner, hollow), some in placed.groupby([placed["manner"], placed["is_doubted"]], observed=True):
                drawing.marks(axes, some["x"], some["y"], str(manner), hollow=bool(hollow), urls=figures.urls(some))
            drawing.label(axes, min(len(group), across) + 1.4, first, str(len(group)), side="right", size=9)
        svg = style.svg(axes)
    columns = ["document_id", "body", "stage_date", "manner", "manner_grade", "manner_as_stated"]
    span = figures.span(first_year, last_year)
    caption = f"{title}, {span}: manner of {words.counted(len(rows), 'decision')} by body, one mark each."
    text = alt.manners(rows, labels["manner"])
    return figures.figure(
        svg, rows, name=name, caption=caption, alt=text, columns=columns, labels=labels, evidence=evidence
    )


def _draw_outliers(axes: Axes, placed: pd.DataFrame, most: int = 6) -> None:
    """The symbols of the slowest texts, where there is room between the marks."""
    ends = pd.concat([placed["y"], placed["opening_fewest"].astype("float64")])
    taken = drawing.Room(axes, pd.concat([placed["x"], placed["x"]]), ends)
    slowest = placed.sort_values("y", ascending=False, kind="stable").head(most)
    for text in slowest.itertuples():
        taken.label(text.x, text.y, str(text.symbol), url=citations.address(text.symbol))
