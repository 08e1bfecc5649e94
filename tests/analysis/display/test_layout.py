from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.display import layout, style

EXTENTS = st.lists(
    st.tuples(st.floats(0, 400), st.floats(0, 120)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=30
)


@settings(deadline=None)
@given(EXTENTS)
def test_packed_extents_never_meet_in_a_row(extents: list[tuple[float, float]]) -> None:
    extents = sorted(extents)
    rows = layout.pack(extents, gap=6)
    for row in set(rows):
        ends = [extent for extent, place in zip(extents, rows, strict=True) if place == row]
        assert all(later[0] >= earlier[1] + 6 for earlier, later in pairwise(ends))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=80), st.floats(20, 200))
def test_a_fitted_text_is_no_wider_than_its_room(text: str, width: float) -> None:
    short = layout.fit(text, width)
    assert style.text_width(short, layout.SMALL) <= width or len(short) <= 2
    assert short == text or short.endswith("…")


def test_a_name_is_folded_between_words_and_cut_after_the_last_line() -> None:
    folded = layout.fold("Commission on Crime Prevention and Criminal Justice", 120)
    assert folded.count("\n") == 2 and not folded.endswith("…")
    assert layout.fold("Commission on Crime Prevention and Criminal Justice", 60).endswith("…")
    assert layout.fold("General Assembly", 120) == "General Assembly"


def test_days_and_points_are_each_others_inverse() -> None:
    scale = layout.Scale.of_years(2005, 2013, 330)
    assert scale.points(scale.first) == 0 and scale.points(scale.last) == 330
    assert abs(scale.day(scale.points(733000)) - 733000) < 1e-6


def test_marks_that_would_cover_each_other_stand_side_by_side_and_others_stay() -> None:
    placed = pd.DataFrame({"x": [10.0, 12.0, 40.0, 41.0], "y": [5.0, 5.0, 5.0, 90.0]})
    moved = placed["x"] + layout.side_by_side(placed, 9)
    assert moved.tolist() == [6.5, 15.5, 40.0, 41.0]
