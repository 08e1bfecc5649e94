"""What every chart shares: its canvas and key, the marks of texts, and the figure that is handed over."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.display import citations, drawing, style, tables
from analysis.display.names import Known, Labels
from publisher.outputs import Figure, Table

DOUBTED = "hollow: not confirmed"
NOTHING = "There is nothing to draw here: no dated row on record falls in this span."


def canvas(plot: float, *, left: float, right: float = 8, bottom: float = 26, entries: Sequence[drawing.Entry]) -> Axes:
    """Axes with a plot so many points high, and the key above it."""
    top = drawing.key_height(entries)
    axes = style.canvas(plot + top + bottom, left=left, right=right, top=top, bottom=bottom)
    drawing.key(axes, entries)
    return axes


def figure(
    axes: Axes, rows: pd.DataFrame, known: Known, *, name: str, caption: str, alt: str, columns: tables.Columns
) -> Figure:
    """The drawing with its alt text, its caption, the table of the rows drawn, and their sources."""
    labels, evidence = known["labels"], known["evidence"]
    data = tables.table(rows, name=f"{name}-data", caption=caption, columns=columns, labels=labels, evidence=evidence)
    assert isinstance(data, Table)
    return Figure(name, style.svg(axes), alt, caption, data, data.sources)


def heading(title: str, first_year: int, last_year: int) -> str:
    """The title with the years drawn, as a caption begins: "Texts, 2006", "Texts, 2005 to 2013"."""
    return f"{title}, {first_year}" if first_year == last_year else f"{title}, {first_year} to {last_year}"


def inside(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a date, and so a place in a drawing."""
    return rows[rows["certainty"] != "undated"].reset_index(drop=True)


def draw_texts(axes: Axes, placed: pd.DataFrame, *, by: str = "part", size: float = 30) -> None:
    """A mark for each text at its `x` and `y`, by part or manner, hollow where doubted, with a link to the document."""
    for (meaning, hollow), some in placed.groupby([by, "is_doubted"], observed=True):
        drawing.marks(axes, some["x"], some["y"], str(meaning), hollow=bool(hollow), size=size, urls=urls(some))


def urls(rows: pd.DataFrame) -> list[str]:
    """Where the document of each row is read, blank where it has none."""
    return [citations.address(symbol) for symbol in rows["symbol"]]


def parts_key(rows: pd.DataFrame, labels: Labels) -> list[drawing.Entry]:
    """The part of the key that says whose texts or events they are, for those parts that occur."""
    present = [part for part in labels["part"] if (rows["part"] == part).any()]
    return [(labels["part"][part], part, False) for part in present]


def doubt_key(rows: pd.DataFrame) -> list[drawing.Entry]:
    """The part of the key that says what a hollow mark means, where there is one."""
    doubted = rows.loc[rows["is_doubted"], "part"]
    return [(DOUBTED, str(doubted.iloc[0]), True)] if len(doubted) else []
