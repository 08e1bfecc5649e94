"""The parts that charts are drawn from: a time axis, lanes, marks that link, spans, keys, labels that do not overlap.

Where they stand is worked out in `layout`; what a chart shows is decided in `charts` and its neighbours.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.transforms import Transform

from analysis.display import layout, style
from analysis.display.style import GRID, INK, MUTED, PALETTE, PAPER

LINES: dict[str, Any] = {"relation": "-", "step": "-", "doubted": (0, (3, 2)), "part": (0, (1, 2))}
"""How lines are drawn by what they mean: whole, broken or dotted, so that they are told apart in grey."""

GAP = 3.0  # what lies at least between two labels on one line, in points
LINE = 11.0  # from one line of a lane's name to the next, in points

DATES_KEY = [("within this period", "span", False)]
DATES_HINT = (
    "A mark stands at a known day; a bar covers the days that an event took, or within which its unknown day lies."
)
Entry = tuple[str, str, bool]
"""A piece of the key: its text, its meaning in the palette (or "span"), and whether the mark is hollow."""


def years(axes: Axes, first_year: int, last_year: int) -> layout.Scale:
    """A time axis of whole years: each year's name in its middle, or every fifth at its start where they are many."""
    scale = layout.Scale.of_years(first_year, last_year, float(axes.get_position().width) * style.WIDTH)
    axes.set_xlim(scale.first, scale.last)
    if first_year == last_year:
        months = [dt.date(first_year, month, 1) for month in range(1, 13)]
        names = [f"{month:%b}" if month.month > 1 else f"{month:%b} {first_year}" for month in months]
        _name_between(axes, [month.toordinal() for month in months], 15, names)
        return scale
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100) if scale.width / (last_year - first_year + 1) * step >= 26)
    named = [year for year in range(first_year, last_year + 1) if year % every == 0 or every == 1]
    starts = [dt.date(year, 1, 1).toordinal() for year in named]
    if every == 1:
        _name_between(axes, starts, 183, [str(year) for year in named], scale.last)
    else:
        axes.set_xticks(starts, labels=[str(year) for year in named])
    return scale


def _name_between(axes: Axes, starts: Sequence[int], half: int, names: Sequence[str], *ends: int) -> None:
    """Ticks where years or months begin, with their names in their middles."""
    axes.set_xticks([*starts, *ends], labels=[""] * (len(starts) + len(ends)))
    axes.set_xticks([start + half for start in starts], minor=True, labels=names)
    axes.tick_params(axis="x", which="minor", length=0, labelsize=9, labelcolor=MUTED)


def hide_axis(axes: Axes) -> None:
    """Takes away the axis of a plot that is counted across, not measured."""
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def lanes(
    axes: Axes, heights: Sequence[float], names: Sequence[str], *, middle: bool = False, ruled: bool = True
) -> list[float]:
    """Horizontal lanes, each of so many rows, named at their first row or in their middle; gives where each starts."""
    starts = [sum(heights[:n]) for n in range(len(heights))]
    axes.set_ylim(sum(heights) - 0.5, -0.5)
    axes.set_yticks([])
    for start, height, name in zip(starts, heights, names, strict=True):
        lines = name.split("\n")
        row, rise = (start + (height - 1) / 2, (len(lines) - 1) / 2 * LINE) if middle else (start, 0)
        for number, line in enumerate(lines):
            _text(axes, (0, row), line, (-7, rise - number * LINE), "right", 9.5, INK, axes.get_yaxis_transform())
    for start in starts[1:] if ruled else []:
        axes.axhline(start - 0.5, color=GRID, linewidth=0.6, zorder=0.5)
    return starts


def levels(axes: Axes, values: Sequence[int], unit: str) -> None:
    """Horizontal lines at these values, each named left of the plot, the highest with its unit."""
    axes.set_yticks([])
    for value in values:
        axes.axhline(value, color=GRID, linewidth=0.6, zorder=0.4)
        named = f"{value:,} {unit}" if value == max(values) else f"{value:,}"
        _text(axes, (0, value), named, (-6, 0), "right", 9, MUTED, axes.get_yaxis_transform())


def marks(
    axes: Axes,
    xs: Sequence[float],
    ys: Sequence[float],
    meaning: str,
    *,
    hollow: bool = False,
    size: float = 30,
    urls: Sequence[str] = (),
) -> None:
    """Marks of one meaning; `hollow` says that something about them is not certain. Each may carry a link."""
    look = PALETTE[meaning]
    is_line = look.marker in "_|"
    face, edge = PAPER if hollow and not is_line else look.colour, None if is_line else look.colour
    looks: dict[str, Any] = {"marker": look.marker, "facecolors": face, "edgecolors": edge, "linewidths": 1.1}
    drawn = axes.scatter(list(xs), list(ys), s=size, **looks, zorder=3, clip_on=False)
    if any(urls):
        drawn.set_urls([url or None for url in urls])


def bar(axes: Axes, start: float, end: float, row: float, meaning: str, *, hollow: bool, url: str = "") -> None:
    """A span of time in which something lies, of which no exact day is known."""
    axes.add_patch(_box(start, end, row, 0.36, meaning, hollow=hollow)).set_url(url or None)


def thin_bar(axes: Axes, start: float, end: float, y: float, meaning: str, *, hollow: bool) -> None:
    """A span of time at a height of the plot's own scale, always as thick as a mark."""
    points = axes.transData.inverted().transform([(0, 0), (0, 5 * style.figure_of(axes).dpi / style.POINTS)])
    axes.add_patch(_box(start, end, y, abs(float(points[1][1] - points[0][1])), meaning, hollow=hollow))


def _box(start: float, end: float, middle: float, height: float, meaning: str, *, hollow: bool) -> Rectangle:
    colour = PALETTE[meaning].colour
    looks: dict[str, Any] = {"facecolor": PAPER if hollow else colour, "edgecolor": colour, "linewidth": 1.1}
    return Rectangle((start, middle - height / 2), end - start, height, **looks, zorder=2.5, clip_on=False)


def label(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    side: str = "left",
    url: str = "",
    size: float = layout.SMALL,
    colour: str = INK,
    on_bar: bool = False,
) -> None:
    """A text whose `side` (left, right or center) stands at the place; on paper of its own where it is `on_bar`."""
    drawn = _text(axes, (x, y), text, (0, 0), side, size, colour, axes.transData, url)
    if on_bar:
        drawn.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 1.5})


def _text(
    axes: Axes,
    place: tuple[float, float],
    text: str,
    offset: tuple[float, float],
    side: str,
    size: float,
    colour: str,
    transform: Transform,
    url: str = "",
) -> Annotation:
    """Text so many points from the place, set by its baseline, which every renderer knows alike."""
    looks: dict[str, Any] = {"ha": side, "va": "baseline", "fontsize": size, "color": colour, "zorder": 4}
    looks |= {"xycoords": transform, "textcoords": "offset points", "annotation_clip": False}
    drawn = axes.annotate(text, place, (offset[0], offset[1] - 0.33 * size), **looks)
    drawn.set_url(url or None)
    return drawn


class Room:
    """The room that is left in a plot: what is drawn takes some, and a label is drawn only where there is room."""

    def __init__(self, axes: Axes, xs: Iterable[float], ys: Iterable[float], half: float = 4.5) -> None:
        self.axes = axes
        self.point = style.POINTS / style.figure_of(axes).dpi
        places = np.column_stack([list(xs), list(ys)]).astype("float64").reshape(-1, 2)
        places = axes.transData.transform(places) * self.point
        self.taken = [(x - half, y - half, x + half, y + half) for x, y in places]
        self.bounds = tuple(float(end) * self.point for end in axes.get_window_extent().extents)

    def label(self, x: float, y: float, text: str, *, url: str = "", above: bool = False) -> bool:
        """Draws the text right or left of the place, or above or below it; says whether there was room."""
        px, py = self.axes.transData.transform((x, y)) * self.point
        size = layout.SMALL
        width = style.text_width(text, size)
        beside, level = [(7.0, 0.0), (-7 - width, 0.0)], [(-width / 2, 10.0), (-width / 2, -10.0)]
        corners = [(dx, dy) for dy in (9.0, -9.0) for dx, _ in beside]
        for dx, dy in [*level, *beside, *corners] if above else [*beside, *level, *corners]:
            left, low = px + dx, py + dy - size / 2
            if self._is_free(left, low, left + width, low + size):
                self.taken.append((left - GAP, low, left + width + GAP, low + size))
                _text(self.axes, (x, y), text, (dx, dy), "left", size, INK, self.axes.transData, url)
                return True
        return False

    def _is_free(self, left: float, low: float, right: float, high: float) -> bool:
        first, bottom, last, top = self.bounds
        is_inside = first <= left and right <= last + 8 and bottom <= low and high <= top + 6
        return is_inside and not any(
            left < other[2] and other[0] < right and low < other[3] and other[1] < high for other in self.taken
        )


def key_height(entries: Sequence[Entry]) -> float:
    """The room in points that the key needs above the plot."""
    return 12.0 * len(_key_lines(entries)) + 10


def key(axes: Axes, entries: Sequence[Entry]) -> None:
    """What the marks mean, in lines above the plot that begin at the figure's left edge."""
    place, figure = axes.get_position(), style.figure_of(axes)
    height = float(figure.get_figheight()) * style.POINTS
    overlay = figure.add_axes((0, 0, 1, 1), zorder=5, xlim=(0, style.WIDTH), ylim=(0, height))
    overlay.set_axis_off()
    lines = _key_lines(entries)
    for number, line in enumerate(lines):
        x, y = 4.0, float(place.y1) * height + 10 + 12 * (len(lines) - 1 - number)
        for text, meaning, hollow in line:
            if meaning == "span":
                overlay.add_patch(_box(x, x + 16, y, 5, "other", hollow=hollow))
            elif meaning in LINES:
                overlay.plot([x, x + 16], [y, y], color=MUTED, linewidth=1.2, linestyle=LINES[meaning])
            else:
                marks(overlay, [x + 4], [y], meaning, hollow=hollow)
            end = x + _key_width((text, meaning, hollow))
            label(overlay, end - style.text_width(text, layout.SMALL) - 14, y, text, colour=MUTED)
            x = end


def _key_lines(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries in lines that fit the figure."""
    lines: list[list[Entry]] = [[]]
    for entry in entries:
        if lines[-1] and sum(map(_key_width, [*lines[-1], entry])) > style.WIDTH + 6:
            lines.append([])
        lines[-1].append(entry)
    return lines


def _key_width(entry: Entry) -> float:
    text, meaning, _ = entry
    return (22 if meaning == "span" or meaning in LINES else 12) + style.text_width(text, layout.SMALL) + 14
