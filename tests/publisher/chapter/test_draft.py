"""A chapter while it is read: labels, anchors, warnings, formulas and pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.chapter.document import Notice, RenderError
from publisher.chapter.draft import Draft
from publisher.safe.nodes import Element, Formula


def test_grave_warning_is_an_error_where_strict_and_a_light_one_is_not() -> None:
    strict = Draft("x", strict=True, cell=2)
    strict.warn("light")
    with pytest.raises(RenderError, match=r"^x: cell 2: grave$") as caught:
        strict.warn("grave", grave=True)
    assert (caught.value.chapter, caught.value.cell) == ("x", 2)
    lenient = Draft("x", cell=2)
    lenient.warn("grave", grave=True)
    assert list(lenient.warnings) == ["x: cell 2: grave"]


def test_warning_of_the_whole_chapter_names_no_cell_and_comes_once() -> None:
    draft = Draft("x")
    draft.warn("said")
    draft.warn("said")
    assert list(draft.warnings) == ["x: said"]
    with pytest.raises(RenderError, match=r"^x: said$") as caught:
        Draft("x", strict=True).warn("said", grave=True)
    assert caught.value.cell is None


def test_notice_is_text_of_a_length_that_can_be_read() -> None:
    (words,) = Draft("x").notice("\u202e<b>" + "a" * 1_000_000).words
    assert isinstance(words, str) and words.startswith("<b>") and len(words) < 21_000
    assert Draft("x").notice("a") == Notice(["a"])


@pytest.mark.parametrize(
    ("number", "labels"), [(2, ["Figure 2.1", "Table 2.1", "Figure 2.2"]), (None, ["Figure 1", "Table 1", "Figure 2"])]
)
def test_labels_count_up_by_kind(number: int | None, labels: list[str]) -> None:
    draft = Draft("x", number)
    assert [draft.label(kind) for kind in ("Figure", "Table", "Figure")] == labels


def test_formulas_come_back_in_the_places_of_their_marks() -> None:
    draft = Draft("x")
    first, second = draft.mark_formula(" a ", display=False), draft.mark_formula("b", display=True)
    assert draft.replace_marks(f"{second}x{first}{first}") == [
        Formula("b", True), "x", Formula("a", False), Formula("a", False),
    ]  # fmt: skip
    assert draft.write_formulas(f"{second}x{first}") == "bxa"
    assert draft.replace_marks("\ue00099\ue001x") == ["x"]


@given(st.text(alphabet="\ue000\ue0010123456789 x"))
def test_any_text_can_be_searched_for_marks(words: str) -> None:
    draft = Draft("x")
    draft.mark_formula("a", display=False)
    assert all(isinstance(node, str | Formula) for node in draft.replace_marks(words))


def test_formula_that_forges_a_mark_is_cleaned() -> None:
    assert Draft("x").add_formula("\ue0000\ue001\u202ea", display=False).tex == "0a"


def test_picture_takes_the_next_free_name_and_the_same_one_its_own() -> None:
    draft = Draft("x")
    other = Element("svg")
    assert [draft.keep_picture("a.b.svg", one) for one in (b"1", other, b"1", Element("svg"), b"2")] == [
        "a.b.svg", "a.b-2.svg", "a.b.svg", "a.b-2.svg", "a.b-3.svg",
    ]  # fmt: skip
