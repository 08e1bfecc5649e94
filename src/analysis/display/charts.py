"""Events and texts in time: one function a chart, rows in, a figure to publish out.

Each draws one mark for each row, linked to its document where there is one, and hands over caption, alt text, the
table of the rows drawn and their sources. Without rows each gives a sentence instead of an empty chart.
"""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysis.display import alt, citations, drawing, figures, layout, style
from analysis.display.names import HEADINGS, Look
from publisher.outputs import Facts, Figure

MOST_ROWS = 38  # the most rows of labels that still fit a page; beyond, marks carry their number in the table instead
ROW = 13.0
LEAST_BAR = 4.0  # a bar is drawn at least this wide, in points, so that a hollow one is seen to be hollow
LEAST_LABEL = 60.0  # a label with less room than this, in points, on either side of its bar stands on the bar
MOST_LABELS = 20  # the most events of one lane that are labelled; a fuller lane shows its marks alone


@style.sheet()
def timeline(rows: pd.DataFrame, *, name: str, title: str, **look: Unpack[Look]) -> Figure | Facts:
    """Events of `measures.timeline.together` in lanes by kind: a mark at a known day, a bar over the days it may be."""
    labels, first_year, last_year = look["labels"], look["first_year"], look["last_year"]
    rows = figures.inside(rows)
    if rows.empty:
        return Facts(figures.NOTHING)
    present = [kind for kind in labels["kind"] if (rows["kind"] == kind).any()]
    names = [layout.fold(labels["kind"][kind], 96) for kind in present]
    left = layout.gutter(names)
    scale = layout.Scale.of_years(first_year, last_year, style.WIDTH - left - 8)
    for texts in (_short_titles(rows), rows["number"].astype("str")):
        lanes = [_place_events(rows[rows["kind"] == kind], texts, scale) for kind in present]
        heights = [max(lane["row"].max() + 1, n) for lane, n in zip(lanes, layout.line_counts(names), strict=True)]
        if sum(heights) <= MOST_ROWS:
            break
    entries = figures.parts_key(rows, labels) + drawing.DATES_KEY + figures.doubt_key(rows)
    axes = figures.canvas(sum(heights) * ROW, left=left, entries=entries)
    drawing.years(axes, first_year, last_year)
    starts = drawing.lanes(axes, heights, names)
    for start, lane in zip(starts, lanes, strict=True):
        _draw_events(axes, lane.assign(row=lane["row"] + start))
    head = figures.heading(title, first_year, last_year)
    text = alt.timeline(rows, labels["kind"])
    caption = f"{head}: {len(rows)} by kind. {drawing.DATES_HINT}"
    columns = ["number", "date", "title", "kind", "roles", "symbol", "row_grade"]
    return figures.figure(axes, rows, look, name=name, caption=caption, alt=text, columns=columns)


@style.sheet()
def strips(rows: pd.DataFrame, *, lane: str, name: str, title: str, **look: Unpack[Look]) -> Figure | Facts:
    """Texts of `measures.adoption.adopted` as marks in their years, in lanes by body or series; returns are joined."""
    labels, first_year, last_year = look["labels"], look["first_year"], look["last_year"]
    rows = figures.inside(rows)
    if rows.empty:
        return Facts(figures.NOTHING)
    present = [value for value in labels[lane] if (rows[lane] == value).any()]
    names = [layout.fold(labels[lane][value], 138) for value in present]
    left = layout.gutter(names, most=150)
    scale = layout.Scale.of_years(first_year, last_year, style.WIDTH - left - 28)
    size = min(30.0, max(16.0, (scale.points(scale.first + 365) * 1.1) ** 2))
    groups = [_stack_texts(rows[rows[lane] == value], scale, across=size**0.5 * 1.4) for value in present]
    lines = layout.line_counts(names)
    heights = [max(int(group["level"].max()) + 1, 2.4, n * 1.1) for group, n in zip(groups, lines, strict=True)]
    entries = figures.parts_key(rows, labels) + figures.doubt_key(rows)
    axes = figures.canvas(sum(heights) * 10.5, left=left, right=28, entries=entries)
    drawing.years(axes, first_year, last_year)
    starts = drawing.lanes(axes, heights, names, middle=True)
    for start, height, group in zip(starts, heights, groups, strict=True):
        middle = start + (height - 1) / 2
        placed = group.assign(y=middle + group["level"].max() / 2 - group["level"])
        if lane == "series":
            firsts = placed.drop_duplicates("x")
            axes.plot(firsts["x"], firsts["y"], color=style.MUTED, linewidth=0.7, zorder=2)
        figures.draw_texts(axes, placed, size=size)
        drawing.label(axes, scale.day(scale.width + 26), middle, str(len(group)), side="right", size=9)
    head = figures.heading(title, first_year, last_year)
    text = alt.strips(rows, lane, labels[lane])
    caption = f"{head}: {len(rows)} by year of adoption and by {HEADINGS[lane].lower()}, one mark each."
    columns = ["document_id", "adoption_date", "date_grade", "title", lane]
    return figures.figure(axes, rows, look, name=name, caption=caption, alt=text, columns=columns)


def _short_titles(rows: pd.DataFrame) -> pd.Series:
    """What stands beside a mark: an adopted text's symbol; any other event's number in the tables, and its title."""
    numbered = rows["number"].astype("str") + " " + rows["title"]
    return numbered.where(rows["kind"] != "adopted-text", rows["object_id"])


def _place_events(rows: pd.DataFrame, texts: pd.Series, scale: layout.Scale) -> pd.DataFrame:
    """Events with their label, its side, and the row in which neither mark nor label meets another."""
    starts, ends = (layout.ordinals(rows[day]) for day in ("first_day", "last_day"))
    is_full = len(rows) > MOST_LABELS
    placed = []
    labelled = [""] * len(rows) if is_full else texts[rows.index]
    for start, end, precision, text in zip(starts, ends, rows["precision"], labelled, strict=True):
        left, right = max(scale.points(start), 0), min(scale.points(end + 1), scale.width)
        if precision == "day":
            left, right = left - 4, left + 4
        right = max(right, left + LEAST_BAR)
        side, text = _beside(text, left - 4, scale.width - right, right - left)
        width = style.text_width(text, layout.SMALL) + 4 if text else 0
        extent = (left - width * (side == "right"), right + width * (side == "left"))
        gap = (scale.day(right) - scale.day(left)) / max(right - left, 1e-9) * 3
        placed.append((scale.day(left), scale.day(right), gap, side, text, extent))
    columns = ["left", "right", "gap", "side", "text", "extent"]
    found = rows.join(pd.DataFrame(placed, columns=columns, index=rows.index))
    return found.assign(row=layout.pack(found["extent"], gap=1 if is_full else 6))


def _beside(text: str, before: float, after: float, within: float) -> tuple[str, str]:
    """On which side of its mark a label stands, and as much of it as fits: after it, before it, or on a long bar."""
    wanted = style.text_width(text, layout.SMALL)
    if max(before, after) < min(wanted, LEAST_LABEL):
        return "center", layout.fit(text, within - 24)
    side = "left" if after >= wanted or (after >= before and before < wanted) else "right"
    return side, layout.fit(text, after if side == "left" else before)


def _draw_events(axes: Axes, lane: pd.DataFrame) -> None:
    for event in lane.itertuples():
        url, meaning, middle = citations.address(event.symbol), str(event.part), (event.left + event.right) / 2
        if event.precision == "day":
            drawing.marks(axes, [middle], [event.row], meaning, hollow=event.is_doubted, urls=[url])
        else:
            drawing.bar(axes, event.left, event.right, event.row, meaning, hollow=event.is_doubted, url=url)
        if event.text:
            x = {"left": event.right + event.gap, "right": event.left - event.gap, "center": middle}[event.side]
            drawing.label(axes, x, event.row, event.text, side=event.side, url=url, on_bar=event.side == "center")


def _stack_texts(rows: pd.DataFrame, scale: layout.Scale, across: float) -> pd.DataFrame:
    """Texts at the middle of their year, one above the other where marks so wide would meet: `x`, `level`."""
    middles = layout.year_middles(rows)
    extents = [(scale.points(x) - across / 2, scale.points(x) + across / 2) for x in middles]
    return rows.assign(x=middles, level=layout.pack(extents, gap=0))
