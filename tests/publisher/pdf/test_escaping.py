"""Characters that the fonts have, how wide they are, what stands for others, and where words may break."""

import json

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from publisher import fonts
from publisher.pdf import escaping


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
    assert escaping.replace_missing(text) == shown


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
    assert escaping.replace_missing(text) == text
    assert escaping.missing_characters(text) == set()


@given(st.text())
def test_nothing_is_missing_of_what_is_shown(text: str) -> None:
    assert escaping.missing_characters(escaping.replace_missing(text)) == set()


def test_more_characters_can_be_said_to_be_missing() -> None:
    assert escaping.replace_missing("aé中", {"é"}) == "a[U+00E9][U+4E2D]"


def test_characters_are_listed_in_order() -> None:
    assert escaping.code_points({"中", "€"}) == "U+20AC, U+4E2D"


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_the_typesetter(bold: bool) -> None:
    texts = ["A/HRC/DEC/13/117", "18 December 2008", "Trafficking in persons, especially women", "1,234.5", "Été"]
    weight = "bold" if bold else "regular"
    source = f"""
#set text(font: "Source Sans 3", size: 100pt, hyphenate: false, weight: "{weight}", number-width: "tabular")
#set page(width: auto, height: auto)
#let texts = {json.dumps(texts, ensure_ascii=False).replace("[", "(").replace("]", ")")}
#context [#metadata(texts.map(it => measure(it).width.pt()))<widths>]
"""
    found = typst.query(
        source.encode(), "<widths>", field="value", one=True, font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True
    )
    for text, wide in zip(texts, json.loads(found), strict=True):
        assert wide / 100 <= escaping.text_width(text, bold=bold) * 1.0001  # what is measured holds what is set
        assert escaping.text_width(text, bold=bold) == pytest.approx(
            wide / 100, rel=0.04
        )  # pairs of letters are closer


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("18 December 2009", "date", "18 December 2009"),
        ("February to March 2010", "date", "February"),
        ("CCPCJ resolution 20/3", "symbol", "resolution"),
        ("unodc-speech-2010-09", "text", "speech-2010-09"),
        ("FrieseWoudloper/UnitedNations", "text", "Woudloper/"),
        ("x" * 60, "text", "x" * 24),
    ],
)
def test_words_break_where_they_may(text: str, kind: str, piece: str) -> None:
    assert max(map(len, escaping.whole_pieces(text, kind))) == len(piece)
    assert piece in escaping.whole_pieces(text, kind)
