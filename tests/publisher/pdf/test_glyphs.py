"""Characters that the fonts have, and what stands for the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.pdf import glyphs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("中", "[U+4E2D]"),
        ("a\U0001f9ff", "a[U+1F9FF]"),
        ("x\x1by\x00", "x[U+001B]y[U+0000]"),  # controls
        ("a\u202eb\u2066c", "a[U+202E]b[U+2066]c"),  # characters that reorder
        ("\ue123\uffff", "[U+E123][U+FFFF]"),  # private, and no character at all
        ("♥\ufe0f", "♥"),  # a variation selector needs no glyph
    ],
)
def test_what_no_font_has_is_shown_as_its_code_point(text: str, shown: str) -> None:
    assert glyphs.replace_missing(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a\tb\nc",
        "Šimonović",
        "Ελλάδα",
        "Беларусь, Україна",
        "“–—…”",
        "→ ← ↑ ↓ ⇒",
        "− × ≤ ≥ ≈ ½ €",
        "\xad\u200b",
    ],
)
def test_what_the_fonts_have_stays(text: str) -> None:
    assert glyphs.replace_missing(text) == text
    assert glyphs.missing_characters(text) == []


@given(st.text())
def test_nothing_is_missing_of_what_is_shown(text: str) -> None:
    assert glyphs.missing_characters(glyphs.replace_missing(text)) == []


def test_more_characters_can_be_said_to_be_missing() -> None:
    assert glyphs.replace_missing("aé中", {"é"}) == "a[U+00E9]中"


def test_characters_are_listed_in_order() -> None:
    assert glyphs.code_points({"中", "€"}) == "U+20AC, U+4E2D"
