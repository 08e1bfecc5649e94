"""How figures look: one style sheet, one font, colours keyed by meaning, one width; and how they become SVG.

What a figure shows belongs in `charts` and `drawings`; nothing here knows a date or a resolution.
"""

import functools
import importlib.resources
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from analysis.un import package_data
from publisher import fonts

INK, MUTED, GRID, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
"""The four colours that a page may exchange for its own in the dark; every other keeps its value."""

POINTS = 72.0
WIDTH = 432.0
"""The width of every figure in points: 6 inches, so that 9.5-point text is read at 10.6 points on A4's 170 mm."""


class Meaning(NamedTuple):
    """How one meaning is drawn: a colour, and a marker that tells it apart without colour."""

    colour: str
    marker: str


_ROWS = package_data.rows(__package__, "palette.csv")
PALETTE = {row["meaning"]: Meaning(row["colour"], row["marker"]) for row in _ROWS}
"""Colours and shapes by meaning: whose text it is (`own`, `joined`, `other`), how it was adopted, and verdicts."""


@functools.cache
def _rules() -> dict[str, Any]:
    """The style sheet as parameters; the package's font is made known to matplotlib once."""
    package = importlib.resources.files("analysis")
    for face in ("400Regular", "400Regular_Italic", "700Bold"):
        font_manager.fontManager.addfont(str(fonts.FOLDER / f"SourceSans3_{face}.ttf"))
    with importlib.resources.as_file(package / "display" / "report.mplstyle") as path:
        return dict(mpl.rc_params_from_file(str(path), use_default_template=False))


@contextmanager
def sheet() -> Iterator[None]:
    """The style sheet, and nothing that the reader's own configuration adds, for as long as the block lasts."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_rules())
        yield


def figure_of(axes: Axes) -> Figure:
    """The figure that the axes are drawn on."""
    assert isinstance(axes.figure, Figure)
    return axes.figure


def canvas(height: float, *, left: float = 8, right: float = 8, top: float = 8, bottom: float = 24) -> Axes:
    """Axes on a new figure of `height` points, with margins in points; call it inside `sheet()`."""
    figure = Figure(figsize=(WIDTH / POINTS, height / POINTS))
    FigureCanvasAgg(figure)
    box = (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
    return figure.add_axes(box)


def text_width(text: str, size: float = 9.5) -> float:
    """How many points wide the text is when set in the report's font."""
    return sum(_advance(size, character) for character in text)


@functools.cache
def _advance(size: float, character: str) -> float:
    font = _font()
    font.set_size(size, POINTS)
    return float(font.load_char(ord(character)).linearHoriAdvance) / 65536


@functools.cache
@sheet()
def _font() -> FT2Font:
    return font_manager.get_font(font_manager.findfont(font_manager.FontProperties(family="Source Sans 3")))


def svg(axes: Axes) -> str:
    """The axes' figure as SVG with real text, the same bytes for the same drawing; call it inside `sheet()`."""
    text = io.StringIO()
    FigureCanvasSVG(figure_of(axes)).print_svg(text, metadata={"Date": None, "Creator": None})
    return text.getvalue()
