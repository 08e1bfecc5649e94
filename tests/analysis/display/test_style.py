import itertools

import pytest

from analysis.display import style
from analysis.display.style import INK, MUTED, PALETTE, PAPER

DARK = "#16181b"


def linear(colour: str) -> list[float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def as_seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> list[float]:
    return [sum(weight * part for weight, part in zip(row, linear(colour), strict=True)) for row in matrix]


# Viénot, Brettel and Mollon 1999: what is left of linear red, green and blue without one kind of cone.
BLINDNESS = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}


@pytest.mark.parametrize("meaning", PALETTE)
def test_every_mark_is_seen_on_white_and_on_black(meaning: str) -> None:
    assert contrast(PALETTE[meaning].colour, PAPER) >= 3
    assert contrast(PALETTE[meaning].colour, DARK) >= 3


def test_text_is_read_on_white() -> None:
    assert contrast(INK, PAPER) >= 7 and contrast(MUTED, PAPER) >= 4.5


@pytest.mark.parametrize("eyes", BLINDNESS)
@pytest.mark.parametrize(
    "group", [("own", "joined", "other"), ("without-a-vote", "unanimous-vote", "recorded-vote", "not-known")]
)
def test_meanings_that_stand_side_by_side_differ_in_colour_or_in_shape(eyes: str, group: tuple[str, ...]) -> None:
    for one, other in itertools.combinations(group, 2):
        seen = (as_seen(PALETTE[name].colour, BLINDNESS[eyes]) for name in (one, other))
        distance = max(abs(a - b) for a, b in zip(*seen, strict=True))
        assert PALETTE[one].marker != PALETTE[other].marker or distance > 0.1


def test_the_fonts_measure_is_what_matplotlib_draws() -> None:
    with style.sheet():
        axes = style.canvas(100)
        for text in ("A/RES/61/180", "Improving the coordination of efforts", "São Tomé – Türkiye"):
            drawn = axes.text(0, 0, text, fontsize=9.5).get_window_extent()
            width = drawn.width * style.POINTS / style.figure_of(axes).dpi
            assert style.text_width(text, 9.5) == pytest.approx(width, rel=0.04)


def test_the_same_drawing_gives_the_same_bytes_with_real_text_and_no_date() -> None:
    def drawn() -> str:
        with style.sheet():
            axes = style.canvas(100)
            axes.plot([0, 1], [0, 1])
            axes.text(0, 0, "costs $5 and $6, not maths")
            return style.svg(axes)

    svg = drawn()
    assert svg == drawn()
    assert "costs $5 and $6, not maths</text>" in svg and "Source Sans 3" in svg
    assert "<dc:date>" not in svg and "matplotlib.org" not in svg


def test_the_readers_own_configuration_changes_nothing() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 33, "lines.linewidth": 9}), style.sheet():
        assert mpl.rcParams["font.size"] == 9.5 and mpl.rcParams["lines.linewidth"] == 1.4
