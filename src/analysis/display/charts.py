"""The report's charts of events, texts and decisions: one function a kind, rows in, a figure to publish out.

Each draws one mark for each row, linked to its document where there is one, and hands over caption, alt text, the
table of the rows drawn and their sources. Without rows each gives a sentence instead of an empty chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.display import alt, citations, drawing, style, tables, wording
from analysis.display.tables import Labels
from analysis.outputs import Facts, Figure

MOST_ROWS = 40
"""The most rows of labels that still fit a page; beyond, marks carry their number in the table instead."""

ROW = 13.0
MOST_LABELS = 20
"""The most events of one lane that are labelled; a fuller lane shows its marks alone."""

HEADS = {"body": "Body", "part": "Role", "series": "Series"}
DOUBTED = "hollow: not confirmed"
NOTHING = "There is nothing to draw here: no dated row on record falls in this span."


def timeline(
    rows: pd.DataFrame, *, name: str, title: str, first_year: int, last_year: int, labels: Labels, evidence: pd.DataFrame
) -> Figure | Facts:
    """Events in lanes by kind: a mark where the day is known, a bar over the days on which the others may lie.

    In: what `measures.timeline` gives: `kind`, `title`, `symbol`, `date`, `first_day`, `last_day`, `precision`,
    `certainty`, `part`, `roles`, `is_doubted`, `object_table`, `object_id`.
    """
    rows = _inside(rows)
    if rows.empty:
        return Facts(NOTHING)
    rows = rows.assign(number=range(1, len(rows) + 1))
    present = [kind for kind in labels["kind"] if (rows["kind"] == kind).any()]
    names = [drawing.folded(labels["kind"][kind], 96) for kind in present]
    left = drawing.gutter(names)
    with style.sheet():
        scale = drawing.Scale.of_years(first_year, last_year, style.WIDTH - left - 8)
        for texts in (_short_titles(rows), rows["number"].astype("str")):
            lanes = [_laid_out(rows[rows["kind"] == kind], texts, scale) for kind in present]
            heights = [max(lane["row"].max() + 1, name.count("\n") + 1) for lane, name in zip(lanes, names, strict=True)]
            if sum(heights) <= MOST_ROWS:
                break
        entries = _parts_key(rows, labels) + drawing.DATES_KEY + _doubt_key(rows)
        axes = _canvas(sum(heights) * ROW, left=left, entries=entries)
        drawing.years(axes, first_year, last_year)
        starts = drawing.lanes(axes, heights, names)
        for start, lane in zip(starts, lanes, strict=True):
            _draw_events(axes, lane.assign(row=lane["row"] + start))
        drawn = style.svg(axes.figure)
    columns = {"number": "No.", "date": "Date", "title": "Event", "kind": "Kind", "roles": "Role", "symbol": "Document"}
    columns |= {"row_grade": "Event is"}
    caption = f"{title}, {_span(first_year, last_year)}: {len(rows)} by kind. {drawing.DATES_HINT}"
    return _figure(drawn, rows, name, caption, alt.timeline(rows, labels["kind"]), columns, labels, evidence)


def strips(
    rows: pd.DataFrame,
    *,
    lane: str,
    name: str,
    title: str,
    first_year: int,
    last_year: int,
    labels: Labels,
    evidence: pd.DataFrame,
) -> Figure | Facts:
    """Texts as marks in the year of their adoption, in lanes by body or series; a series' returns are joined.

    In: `lane` (body or series), `symbol`, `title`, `adoption_date`, `first_day`, `last_day`, `certainty`,
    `date_grade`, `is_doubted`, `part`, `object_table`, `object_id`. A doubted text is hollow.
    """
    rows = _inside(rows)
    if rows.empty:
        return Facts(NOTHING)
    present = [value for value in labels[lane] if (rows[lane] == value).any()]
    names = [drawing.folded(labels[lane][value], 122) for value in present]
    left = drawing.gutter(names, most=134)
    with style.sheet():
        groups = [_stacked(rows[rows[lane] == value]) for value in present]
        heights = [max(int(group["level"].max()) + 1, 2.4) for group in groups]
        axes = _canvas(sum(heights) * 10.5, left=left, right=28, entries=_parts_key(rows, labels) + _doubt_key(rows))
        scale = drawing.years(axes, first_year, last_year)
        starts = drawing.lanes(axes, heights, names, middle=True)
        for start, height, group in zip(starts, heights, groups, strict=True):
            middle = start + (height - 1) / 2
            placed = group.assign(y=middle + group["level"].max() / 2 - group["level"])
            if lane == "series":
                firsts = placed.drop_duplicates("x")
                axes.plot(firsts["x"], firsts["y"], color=style.MUTED, linewidth=0.7, zorder=2)
            _draw_texts(axes, placed)
            drawing.label(axes, scale.day(scale.width + 26), middle, str(len(group)), side="right", size=9)
        drawn = style.svg(axes.figure)
    columns = {"symbol": "Document", "adoption_date": "Adopted", "date_grade": "Date is", "title": "Title"}
    columns |= {lane: HEADS[lane]}
    caption = f"{title}, {_span(first_year, last_year)}: {len(rows)} by year of adoption and by {HEADS[lane].lower()}, one mark each."
    return _figure(drawn, rows, name, caption, alt.strips(rows, lane, labels[lane]), columns, labels, evidence)


def lead_times(
    rows: pd.DataFrame, *, name: str, title: str, first_year: int, last_year: int, labels: Labels, evidence: pd.DataFrame
) -> Figure | Facts:
    """Days from the opening of the session (up) by date of adoption (across), with the Committee's approval below.

    In: what `measures.adoption.lead_times` gives.
    """
    rows = rows[rows["opening_fewest"].notna()].reset_index(drop=True)
    if rows.empty:
        return Facts(NOTHING)
    with style.sheet():
        entries = _parts_key(rows, labels) + _doubt_key(rows)
        if rows["committee_after_fewest"].notna().any():
            entries.append(("approved in Committee", "approved", False))
        axes = _canvas(210, left=30, right=12, entries=entries)
        drawing.years(axes, first_year, last_year)
        top = max(120, int(rows["opening_most"].max()) + 20)
        axes.set_ylim(0, top)
        axes.grid(True, axis="y")
        axes.set_yticks(range(0, top, 50 if top > 150 else 20))
        placed = rows.assign(x=drawing.middles(rows), y=rows["opening_most"].astype("float64"))
        vague = placed["opening_fewest"] < placed["opening_most"]
        for x, low, high, part in placed.loc[vague, ["x", "opening_fewest", "opening_most", "part"]].itertuples(index=False):
            axes.vlines([x], low, high, color=style.PALETTE[str(part)].colour, linewidth=4, zorder=1.5)
        approved = placed[(placed["committee_after_fewest"] == placed["committee_after_most"]) & ~vague]
        lows = approved["committee_after_fewest"].astype("float64")
        axes.vlines(approved["x"], lows, approved["y"], color=style.MUTED, linewidth=0.9, zorder=2)
        axes.scatter(approved["x"], lows, marker="_", s=50, color=style.MUTED, linewidths=1.2, zorder=2.5)
        _draw_texts(axes, placed[~vague])
        _draw_outliers(axes, placed)
        drawn = style.svg(axes.figure)
    columns = {"symbol": "Document", "adoption_date": "Adopted", "opening": "Days from opening"}
    columns |= {"tabled": "from tabling", "committee": "from Committee"}
    caption = f"{title}, {_span(first_year, last_year)}: days from the opening of the session to adoption ({len(rows)})."
    return _figure(drawn, rows, name, caption, alt.lead_times(rows), columns, labels, evidence)


def manners(
    rows: pd.DataFrame, *, name: str, title: str, first_year: int, last_year: int, labels: Labels, evidence: pd.DataFrame
) -> Figure | Facts:
    """One mark a decision, in a lane for each body, by manner; hollow where the manner is not confirmed.

    In: what `measures.adoption.manners` gives, with `manner_grade` and `is_doubted`.
    """
    if rows.empty:
        return Facts(NOTHING)
    present = rows["body"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index.tolist()
    names = [drawing.folded(labels["body"].get(body, body), 150) for body in present]
    left = drawing.gutter(names, most=158)
    step = 10.0
    across = int((style.WIDTH - left - 36) // step)
    with style.sheet():
        groups = [rows[rows["body"] == body].sort_values(["manner", "manner_grade"], kind="stable") for body in present]
        heights = [max(2.2, -(-len(group) // across)) for group in groups]
        meant = [(labels["manner"].get(str(one), str(one)), str(one), False) for one in rows["manner"].cat.categories]
        entries = [entry for entry in meant if (rows["manner"] == entry[1]).any()]
        doubted = rows.loc[rows["is_doubted"], "manner"]
        entries += [(DOUBTED, str(doubted.iloc[0]), True)] if len(doubted) else []
        axes = _canvas(sum(heights) * 11.5, left=left, bottom=8, entries=entries)
        axes.set_xlim(-0.6, (style.WIDTH - left - 8) / step - 0.6)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        for start, height, group in zip(drawing.lanes(axes, heights, names, middle=True), heights, groups, strict=True):
            order = pd.Series(range(len(group)), index=group.index)
            first = start + (height - 1 - (len(group) - 1) // across) / 2
            placed = group.assign(x=(order % across).astype("float64"), y=first + order // across)
            for (manner, hollow), some in placed.groupby([placed["manner"], placed["is_doubted"]], observed=True):
                drawing.marks(axes, some["x"], some["y"], str(manner), hollow=bool(hollow), urls=_urls(some))
            drawing.label(axes, min(len(group), across) + 1.4, first, str(len(group)), side="right", size=9)
        drawn = style.svg(axes.figure)
    columns = {"symbol": "Document", "body": "Decided by", "stage_date": "Date", "manner": "Manner"}
    columns |= {"manner_grade": "Manner is", "manner_as_stated": "As the source says it"}
    caption = f"{title}, {_span(first_year, last_year)}: manner of {len(rows)} decisions by body, one mark each."
    return _figure(drawn, rows, name, caption, alt.manners(rows, labels["manner"]), columns, labels, evidence)


def _canvas(
    plot: float, *, left: float, right: float = 8, bottom: float = 26, entries: Sequence[drawing.Entry]
) -> Axes:
    """Axes with a plot so many points high, and the key above it."""
    top = drawing.key_height(entries)
    axes = style.canvas(plot + top + bottom, left=left, right=right, top=top, bottom=bottom)
    drawing.key(axes, entries)
    return axes


def _figure(
    drawn: str,
    rows: pd.DataFrame,
    name: str,
    caption: str,
    text: str,
    columns: Mapping[str, str],
    labels: Labels,
    evidence: pd.DataFrame,
) -> Figure:
    data = tables.behind(
        rows, name=f"{name}-data", caption=caption, columns=columns, labels=labels, evidence=evidence
    )
    return Figure(name, drawn, text, caption, data, data.sources)


def _inside(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["certainty"] != "undated"].reset_index(drop=True)


def _span(first_year: int, last_year: int) -> str:
    return str(first_year) if first_year == last_year else f"{first_year} to {last_year}"


def _short_titles(rows: pd.DataFrame) -> pd.Series:
    """What stands beside a mark: an adopted text's symbol, any other event's title."""
    return rows["title"].where(rows["kind"] != "adopted-text", rows["object_id"])


def _laid_out(rows: pd.DataFrame, texts: pd.Series, scale: drawing.Scale) -> pd.DataFrame:
    """Events with their label, its side, and the row in which neither mark nor label meets another."""
    starts, ends = (drawing.ordinals(rows[day]) for day in ("first_day", "last_day"))
    placed = []
    labelled = texts[rows.index] if len(rows) <= MOST_LABELS else [""] * len(rows)
    for start, end, precision, text in zip(starts, ends, rows["precision"], labelled, strict=True):
        left, right = max(scale.points(start), 0), min(scale.points(end + 1), scale.width)
        if precision == "day":
            left, right = left - 4, left + 4
        room, wanted = scale.width + 4 - right - 4, style.text_width(text, drawing.SMALL)
        side = "left" if room >= wanted or (room >= left - 4 and left - 4 < wanted) else "right"
        text = drawing.fitted(text, room if side == "left" else left - 4) if text else ""
        width = style.text_width(text, drawing.SMALL) + 4 if text else 0
        extent = (left, right + width) if side == "left" else (left - width, right)
        placed.append((left, right, side, text, *extent))
    gap = 6 if len(rows) <= MOST_LABELS else 1
    columns = ["left", "right", "side", "text", "extent_left", "extent_right"]
    found = rows.join(pd.DataFrame(placed, columns=columns, index=rows.index))
    found = found.assign(x_left=[scale.day(x) for x in found["left"]], x_right=[scale.day(x) for x in found["right"]])
    return found.assign(row=drawing.packed(list(zip(found["extent_left"], found["extent_right"], strict=True)), gap))


def _draw_events(axes: Axes, lane: pd.DataFrame) -> None:
    for event in lane.itertuples():
        url = citations.address(event.symbol)
        meaning = str(event.part)
        if event.precision == "day":
            x = (event.x_left + event.x_right) / 2
            drawing.marks(axes, [x], [event.row], meaning, hollow=event.is_doubted, urls=[url])
        else:
            drawing.bar(axes, event.x_left, event.x_right, event.row, meaning, hollow=event.is_doubted, url=url)
        gap = (event.x_right - event.x_left) / max(event.right - event.left, 1e-9) * 3
        x = event.x_right + gap if event.side == "left" else event.x_left - gap
        if event.text:
            drawing.label(axes, x, event.row, event.text, side=event.side, url=url)


def _stacked(rows: pd.DataFrame) -> pd.DataFrame:
    """Texts at the middle of their year, one above the other where a year has several: `x`, `level`."""
    middles = drawing.year_middles(rows)
    return rows.assign(x=middles, level=pd.Series(middles, index=rows.index).groupby(middles).cumcount())


def _draw_texts(axes: Axes, placed: pd.DataFrame) -> None:
    for (part, hollow), some in placed.groupby([placed["part"], placed["is_doubted"]], observed=True):
        drawing.marks(axes, some["x"], some["y"], str(part), hollow=bool(hollow), urls=_urls(some))


def _draw_outliers(axes: Axes, placed: pd.DataFrame, most: int = 6) -> None:
    """The symbols of the slowest texts, where there is room between the marks."""
    taken = drawing.Room(axes, placed["x"], placed["y"])
    slowest = placed.sort_values("y", ascending=False, kind="stable").head(most)
    for text in slowest.itertuples():
        taken.label(text.x, text.y, str(text.symbol), url=citations.address(text.symbol))


def _urls(rows: pd.DataFrame) -> list[str]:
    return [citations.address(symbol) for symbol in rows["symbol"]]


def _parts_key(rows: pd.DataFrame, labels: Labels) -> list[drawing.Entry]:
    present = [part for part in labels["part"] if (rows["part"] == part).any()]
    return [(labels["part"][part], part, False) for part in present]


def _doubt_key(rows: pd.DataFrame) -> list[drawing.Entry]:
    doubted = rows.loc[rows["is_doubted"], "part"]
    return [(DOUBTED, str(doubted.iloc[0]), True)] if len(doubted) else []
