"""What led to what, drawn in time: a staircase of events with the relations between them, and recalls by text.

In a staircase each event has a row of its own, in order of time, with its label to the right. A relation goes down
from the earlier event and right to the later, where no label can stand: so nothing is crossed out.
"""

from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.display import alt, citations, drawing, figures, layout, style, words
from analysis.display.names import Look
from publisher.outputs import Facts, Figure

MOST_EVENTS = 38  # the most events that a staircase can show on one page
ROW = 12.5
LABELS = 178.0  # the room in points right of the time axis, for the labels of the last events


@style.sheet()
def staircase(
    events: pd.DataFrame, relations: pd.DataFrame, *, name: str, title: str, **look: Unpack[Look]
) -> Figure | Facts:
    """Events in order of time, one a row, with the relations between them except recalls.

    In: what `measures.pathways.picture` and `relations` give. A line is whole where a source bears the relation out,
    broken where none does, dotted from a part to its whole.
    """
    labels, first_year, last_year = look["labels"], look["first_year"], look["last_year"]
    keys = events["object_id"]
    drawn = relations[
        (relations["relation"] != "recalls") & relations["earlier_id"].isin(keys) & relations["later_id"].isin(keys)
    ]
    if drawn.empty:
        return Facts("There is nothing to draw here: no relation between dated events of this span is on record.")
    rows = events.assign(row=range(len(events)))
    entries = [*figures.parts_key(rows, labels), *drawing.DATES_KEY, *figures.doubt_key(rows)]
    entries += [("relation", "relation", False), ("not confirmed", "doubted", False), ("part of", "part", False)]
    axes = figures.canvas(len(rows) * ROW, left=6, right=LABELS, entries=entries)
    scale = drawing.years(axes, first_year, last_year)
    drawing.lanes(axes, [len(rows)], [""])
    # relations leave and reach each event at its mark, or at the beginning of its bar
    placed = rows.assign(x=np.clip(np.add(layout.ordinals(rows["first_day"]), 0.5), scale.first, scale.last))
    _draw_relations(axes, drawn, placed)
    _draw_events(axes, placed, scale)
    columns = ["earlier_name", "earlier_date", "relation", "later_name", "days", "grade"]
    number = f"{words.count(len(rows), 'event')} and {words.count(len(drawn), 'relation')}"
    head = figures.heading(title, first_year, last_year)
    caption = f"{head}: {number}, read from upper left to lower right. What followed is not for that reason caused."
    text = alt.staircase(rows, drawn, labels["relation"])
    shown = drawn.rename(columns={"fewest_days": "days_fewest", "most_days": "days_most"})
    return figures.figure(axes, shown, look, name=name, caption=caption, alt=text, columns=columns)


@style.sheet()
def recalls(
    rows: pd.DataFrame, relations: pd.DataFrame, *, name: str, title: str, **look: Unpack[Look]
) -> Figure | Facts:
    """Texts of `measures.pathways.recalls`, one a row: a mark at the adoption, a tick at each text that recalls it."""
    first_year, last_year = look["first_year"], look["last_year"]
    rows = rows[rows["first_day"].notna()].head(MOST_EVENTS)
    if rows.empty:
        return Facts("There is nothing to draw here: no recall between texts of this span is on record.")
    rows = rows.sort_values("first_day", kind="stable").reset_index(drop=True)
    cited = relations[(relations["relation"] == "recalls") & relations["earlier_id"].isin(rows["document_id"])]
    place = dict(zip(rows["document_id"], range(len(rows)), strict=True))
    entries = [("adopted", "own", False), ("recalled by a later text", "tick", False)]
    names = rows["document_id"].tolist()
    axes = figures.canvas(len(rows) * ROW, left=layout.gutter(names), right=26, entries=entries)
    scale = drawing.years(axes, first_year, last_year)
    drawing.lanes(axes, [1] * len(rows), names, ruled=False)
    xs = layout.middles(rows)
    last = layout.ordinals(rows["last_recall"])
    axes.hlines(range(len(rows)), xs, last, color=style.MUTED, linewidth=0.7, zorder=2)
    later, heights = layout.ordinals(cited["later_first_day"]), [place[key] for key in cited["earlier_id"]]
    drawing.marks(axes, later, heights, "tick", urls=[*map(citations.address, cited["later_symbol"])])
    drawing.marks(axes, xs, list(range(len(rows))), "own", urls=figures.urls(rows))
    for number, times in enumerate(rows["times"]):
        drawing.label(axes, scale.day(scale.width + 24), number, str(times), side="right", size=9)
    columns = ["document_id", "title", "times", "first_recall", "by"]
    told = f"{words.count(len(rows), 'text')} and {words.count(len(cited), 'recall')} in later texts"
    head = figures.heading(title, first_year, last_year)
    caption = f"{head}: {told}."
    return figures.figure(axes, rows, look, name=name, caption=caption, alt=alt.recalls(rows), columns=columns)


def _draw_relations(axes: Axes, drawn: pd.DataFrame, placed: pd.DataFrame) -> None:
    kinds = drawn["is_doubted"].map({True: "doubted", False: "relation"}).where(drawn["relation"] != "part-of", "part")
    places = dict(zip(placed["object_id"], zip(placed["x"], placed["row"], strict=True), strict=True))
    for earlier, later, kind in zip(drawn["earlier_id"], drawn["later_id"], kinds, strict=True):
        (x, y), (end, low) = sorted((places[earlier], places[later]), key=lambda place: place[1])
        corners = [x, x, end], [y, low, low]
        axes.plot(*corners, color=style.MUTED, linewidth=0.8, linestyle=drawing.LINES[kind], zorder=1.5)


def _draw_events(axes: Axes, placed: pd.DataFrame, scale: layout.Scale) -> None:
    for event in placed.itertuples():
        url = citations.address(event.symbol)
        end = event.x
        if event.precision == "day":
            drawing.marks(axes, [event.x], [event.row], str(event.part), hollow=event.is_doubted, urls=[url])
        else:
            last = min(event.last_day.toordinal() + 1, scale.last)
            end = max(last, scale.day(scale.points(event.x) + 4))
            drawing.bar(axes, event.x, end, event.row, str(event.part), hollow=event.is_doubted, url=url)
        start = scale.points(end) + 6
        text = layout.fit(event.name, scale.width + LABELS - start - 2)
        drawing.label(axes, scale.day(start), event.row, text, url=url)
