"""The parts that charts are drawn from: a time axis, marks that link, spans, keys, and labels that do not overlap.

Positions in time are day numbers (`datetime.date.toordinal`). What a chart shows is decided in `charts`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform

from analysis.display import style
from analysis.display.style import GRID, INK, MUTED, PALETTE, PAPER

SMALL = 8.5
"""The size of labels beside marks, in points."""

LINE = 11.0
"""From one line of a lane's name to the next, in points."""

EPOCH = dt.date(1970, 1, 1).toordinal()


DATES_KEY = [("within this period", "span", False)]
DATES_HINT = (
    "A mark stands at a known day; a bar covers the days that an event took, or within which its unknown day lies."
)
Entry = tuple[str, str, bool]
"""A piece of the key: its text, its meaning in the palette (or "span"), and whether the mark is hollow."""


def ordinals(days: pd.Series) -> np.ndarray:
    """Day numbers of a column of days."""
    return days.to_numpy().astype("datetime64[D]").astype("int64") + EPOCH


@dataclass(frozen=True)
class Scale:
    """From day numbers to points across the plot, and back."""

    first: int
    last: int
    width: float

    @classmethod
    def of_years(cls, first_year: int, last_year: int, width: float) -> Self:
        """The scale of whole years over so many points."""
        return cls(dt.date(first_year, 1, 1).toordinal(), dt.date(last_year, 12, 31).toordinal() + 1, width)

    def points(self, day: float) -> float:
        """How many points from the left of the plot the day is."""
        return (day - self.first) / (self.last - self.first) * self.width

    def day(self, points: float) -> float:
        """The day number so many points from the left."""
        return self.first + points / self.width * (self.last - self.first)


def plot_width(axes: Axes) -> float:
    """The width of the plot in points."""
    return float(axes.get_position().width) * style.WIDTH


def years(axes: Axes, first_year: int, last_year: int) -> Scale:
    """A time axis of whole years: each year's name in its middle, or every fifth at its start where they are many."""
    scale = Scale.of_years(first_year, last_year, plot_width(axes))
    first, last = scale.first, scale.last
    axes.set_xlim(first, last)
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100) if scale.width / (last_year - first_year + 1) * step >= 26)
    named = [year for year in range(first_year, last_year + 1) if year % every == 0 or every == 1]
    starts = [dt.date(year, 1, 1).toordinal() for year in named]
    if every == 1:
        axes.set_xticks([*starts, last], minor=False, labels=[""] * (len(named) + 1))
        axes.set_xticks([start + 183 for start in starts], minor=True, labels=[str(year) for year in named])
        axes.tick_params(axis="x", which="minor", length=0, labelsize=9, labelcolor=MUTED)
    else:
        axes.set_xticks(starts, labels=[str(year) for year in named])
    return scale


def lanes(axes: Axes, heights: Sequence[float], names: Sequence[str], *, middle: bool = False) -> list[float]:
    """Horizontal lanes, top to bottom, each of so many rows; where each starts.

    Each lane's name stands left of the plot, its first line at the first row, or all of it in the lane's middle.
    """
    starts = [sum(heights[:n]) for n in range(len(heights))]
    axes.set_ylim(sum(heights) - 0.5, -0.5)
    axes.set_yticks([])
    for start, height, name in zip(starts, heights, names, strict=True):
        lines = name.split("\n")
        row = start + (height - 1) / 2 if middle else start
        rise = (len(lines) - 1) / 2 * LINE if middle else 0
        for number, line in enumerate(lines):
            _text(axes, (0, row), line, (-7, rise - number * LINE), "right", 9.5, INK, axes.get_yaxis_transform())
    for start in starts[1:]:
        axes.axhline(start - 0.5, color=GRID, linewidth=0.6, zorder=0.5)
    return starts


def middles(rows: pd.DataFrame) -> list[float]:
    """The middle of the days that each row's date may mean."""
    return list((ordinals(rows["first_day"]) + ordinals(rows["last_day"])) / 2 + 0.5)


def year_middles(rows: pd.DataFrame) -> list[float]:
    """The middle of the year in which each row's date begins."""
    return [dt.date(year, 7, 2).toordinal() for year in rows["first_day"].dt.year]


def gutter(names: Iterable[str], size: float = 9.5, most: float = 130) -> float:
    """The room in points that the names need to the left of the plot, at most `most`."""
    return min(most, max((style.text_width(line, size) for name in names for line in name.split("\n")), default=0) + 8)


def folded(name: str, width: float, size: float = 9.5, lines: int = 2) -> str:
    """The name broken between words into lines that fit the width; what is left over is cut with an ellipsis."""
    done: list[str] = []
    words = name.split()
    while words and len(done) < lines:
        line = words.pop(0)
        while words and style.text_width(f"{line} {words[0]}", size) <= width:
            line += f" {words.pop(0)}"
        done.append(line)
    done[-1] = fitted(" ".join([done[-1], *words]), width, size) if words else done[-1]
    return "\n".join(fitted(line, width, size) for line in done)


def fitted(text: str, width: float, size: float = SMALL) -> str:
    """The text, cut between words and marked with an ellipsis where it is wider than `width` points."""
    if style.text_width(text, size) <= width:
        return text
    words = text.split()
    while len(words) > 1:
        words.pop()
        short = " ".join(words).rstrip(",;:–-") + " …"
        if style.text_width(short, size) <= width:
            return short
    kept = words[0]
    while len(kept) > 1 and style.text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept + "…"


def packed(extents: Sequence[tuple[float, float]], gap: float = 6) -> list[int]:
    """The row of each extent, so that no two in one row come nearer than `gap`; the first row with room is taken."""
    ends: list[float] = []
    rows = []
    for start, end in extents:
        row = next((n for n, taken in enumerate(ends) if taken + gap <= start), len(ends))
        if row == len(ends):
            ends.append(end)
        ends[row] = end
        rows.append(row)
    return rows


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
    colours = {"c": look.colour} if look.marker == "_" else {"facecolors": PAPER if hollow else look.colour, "edgecolors": look.colour}
    drawn = axes.scatter(
        list(xs),
        list(ys),
        s=size,
        marker=look.marker,
        **colours,
        linewidths=1.1,
        zorder=3,
        clip_on=False,
    )
    drawn.set_urls([url or None for url in urls] or None)


def bar(axes: Axes, start: float, end: float, row: float, meaning: str, *, hollow: bool, url: str = "") -> None:
    """A span of time in which something lies, of which no exact day is known."""
    patch = _box(start, end, row, 0.36, meaning, hollow=hollow)
    patch.set_url(url or None)
    axes.add_patch(patch)


def _box(start: float, end: float, middle: float, height: float, meaning: str, *, hollow: bool) -> Rectangle:
    colour = PALETTE[meaning].colour
    place, face = (start, middle - height / 2), PAPER if hollow else colour
    return Rectangle(
        place, end - start, height, facecolor=face, edgecolor=colour, linewidth=1.1, zorder=2.5, clip_on=False
    )


def label(
    axes: Axes, x: float, y: float, text: str, *, side: str = "left", url: str = "", size: float = SMALL, colour: str = INK
) -> None:
    """A text whose `side` (left, right or center) stands at the place, level with its middle; it may carry a link."""
    _text(axes, (x, y), text, (0, 0), side, size, colour, axes.transData, url)


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
) -> None:
    """Text so many points from the place, set by its baseline, which every renderer knows alike."""
    drawn = axes.annotate(
        text,
        place,
        xycoords=transform,
        xytext=(offset[0], offset[1] - 0.33 * size),
        textcoords="offset points",
        ha=side,
        va="baseline",
        fontsize=size,
        color=colour,
        zorder=4,
        annotation_clip=False,
    )
    drawn.set_url(url or None)


class Room:
    """The room that is left in a plot: what is drawn takes some, and a label is drawn only where there is room."""

    def __init__(self, axes: Axes, xs: Iterable[float], ys: Iterable[float], half: float = 4.5) -> None:
        self.axes = axes
        place = axes.transData.transform(np.column_stack([list(xs), list(ys)]).astype("float64"))
        place = place * style.POINTS / axes.figure.dpi
        self.taken = [(x - half, y - half, x + half, y + half) for x, y in place]
        box = axes.get_window_extent().transformed(axes.figure.dpi_scale_trans.inverted())
        self.bounds = (box.x0 * style.POINTS, box.y0 * style.POINTS, box.x1 * style.POINTS, box.y1 * style.POINTS)

    def label(self, x: float, y: float, text: str, *, url: str = "", size: float = SMALL) -> bool:
        """Draws the text right or left of the place, or above or below it; says whether there was room."""
        px, py = self.axes.transData.transform((x, y)) * style.POINTS / self.axes.figure.dpi
        width, height = style.text_width(text, size), size
        for dx, dy in ((7, 0), (-7 - width, 0), (-width / 2, 10), (-width / 2, -10)):
            box = (px + dx, py + dy - height / 2, px + dx + width, py + dy + height / 2)
            if self._is_free(box):
                self.taken.append(box)
                _text(self.axes, (x, y), text, (dx, dy), "left", size, INK, self.axes.transData, url)
                return True
        return False

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        left, low, right, high = self.bounds
        inside = left <= box[0] and box[2] <= right + 8 and low <= box[1] and box[3] <= high + 6
        return inside and not any(
            box[0] < right and left < box[2] and box[1] < high and low < box[3] for left, low, right, high in self.taken
        )


def key_height(entries: Sequence[Entry]) -> float:
    """The room in points that the key needs above the plot."""
    return 12.0 * len(_key_lines(entries)) + 10


def key(axes: Axes, entries: Sequence[Entry]) -> None:
    """What the marks mean, in lines above the plot that begin at the figure's left edge."""
    place = axes.get_position()
    height = float(axes.figure.get_figheight()) * style.POINTS
    overlay = axes.figure.add_axes((0, 0, 1, 1), zorder=5)
    overlay.set_axis_off()
    overlay.set_xlim(0, style.WIDTH)
    overlay.set_ylim(0, height)
    lines = _key_lines(entries)
    for number, line in enumerate(lines):
        x, y = 4.0, float(place.y1) * height + 10 + 12 * (len(lines) - 1 - number)
        for text, meaning, hollow in line:
            if meaning == "span":
                overlay.add_patch(_box(x, x + 16, y, 5, "other", hollow=hollow))
            else:
                marks(overlay, [x + 4], [y], meaning, hollow=hollow)
            end = x + _key_width((text, meaning, hollow))
            label(overlay, end - style.text_width(text, SMALL) - 14, y, text, colour=MUTED)
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
    return (22 if meaning == "span" else 12) + style.text_width(text, SMALL) + 14
