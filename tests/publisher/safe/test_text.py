"""Text: without what no text needs, and no longer than a reader can bear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.safe.text import clean_text, cut_text


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\x00\x07\x1bb\x7f", "ab"),
        ("\u202egnp.exe\u202c", "gnp.exe"),  # an override outlives the words it stands in
        ("\u2066x\u2069\ufeff", "x"),
        ("\ud800x", "x"),  # cannot be written as UTF-8
        ("\ue0000\ue001", "0"),  # our own marks cannot be forged
        ("a\r\nb\rc", "a\nb\nc"),
        ("عدد \u200f1\u200f", "عدد \u200f1\u200f"),  # marks of direction that end with themselves stay
        ("👩\u200d👧 é", "👩\u200d👧 é"),
    ],
)
def test_text_loses_only_what_no_text_needs(value: str, kept: str) -> None:
    assert clean_text(value) == kept


def test_text_that_is_too_long_is_cut_and_says_so() -> None:
    assert cut_text("<" * 30, longest=2) == "<<… (and 28 more characters)"
    assert cut_text("\x00" * 30, longest=30) == ""


@given(st.text(st.characters()))
def test_any_text_can_be_written_and_is_its_own_fixed_point(value: str) -> None:
    clean = clean_text(value)
    clean.encode()
    assert clean_text(clean) == clean
