"""Where things stand in a chart: days to points, labels cut to fit, extents packed into rows. Nothing is drawn here.

Positions in time are day numbers (`datetime.date.toordinal`), widths are points.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import pandas as pd

from analysis.display import style

SMALL = 8.5  # the size of labels beside marks, in points

EPOCH = dt.date(1970, 1, 1).toordinal()


def ordinals(days: pd.Series) -> list[int]:
    """Day numbers of a column of days."""
    return [int(day) + EPOCH for day in days.to_numpy().astype("datetime64[D]").astype("int64")]


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


def gutter(names: Iterable[str], size: float = 9.5, most: float = 130) -> float:
    """The room in points that the names need to the left of the plot, at most `most`."""
    return min(most, max((style.text_width(line, size) for name in names for line in name.split("\n")), default=0) + 8)


def fold(name: str, width: float, size: float = 9.5, lines: int = 3) -> str:
    """The name broken between words into lines that fit the width; what is left over is cut with an ellipsis."""
    done: list[str] = []
    words = name.split()
    while words and len(done) < lines:
        line = words.pop(0)
        while words and style.text_width(f"{line} {words[0]}", size) <= width:
            line += f" {words.pop(0)}"
        done.append(line)
    done[-1] = fit(" ".join([done[-1], *words]), width, size) if words else done[-1]
    return "\n".join(fit(line, width, size) for line in done)


def fit(text: str, width: float, size: float = SMALL) -> str:
    """The text, cut between words and marked with an ellipsis where it is wider than `width` points."""
    if style.text_width(text, size) <= width:
        return text
    words = text.split()
    shorter = [" ".join(words[:n]).rstrip(",;:–-") + " …" for n in range(len(words) - 1, 0, -1)]
    shorter += [words[0][:n] + "…" for n in range(len(words[0]), 0, -1)]
    return next((short for short in shorter if style.text_width(short, size) <= width), shorter[-1])


def line_counts(names: Iterable[str]) -> list[int]:
    """How many lines each name has."""
    return [name.count("\n") + 1 for name in names]


def pack(extents: Iterable[tuple[float, float]], gap: float = 6) -> list[int]:
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


def middles(rows: pd.DataFrame) -> list[float]:
    """The middle of the days that each row's date may mean."""
    ends = ordinals(rows["first_day"]), ordinals(rows["last_day"])
    return [(first + last) / 2 + 0.5 for first, last in zip(*ends, strict=True)]


def side_by_side(placed: pd.DataFrame, step: float) -> pd.Series:
    """How far marks nearer than `step` (`x`, `y` in points) are moved, so that they are spread about their middle."""
    order = placed.sort_values(["x", "y"], kind="stable")
    is_apart = (order["x"].diff().fillna(step) >= step) | (order["y"].diff().abs() >= step)
    same = order["x"].groupby(is_apart.cumsum())
    moved = same.transform("mean") + (same.cumcount() - (same.transform("size") - 1) / 2) * step
    return (moved - order["x"])[placed.index]


def year_middles(rows: pd.DataFrame) -> list[float]:
    """The middle of the year in which each row's date begins."""
    return [dt.date(year, 7, 2).toordinal() for year in rows["first_day"].dt.year]
