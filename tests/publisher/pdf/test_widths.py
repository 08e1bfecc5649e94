"""Words measured as the typesetter measures them."""

import json

import pytest
import typst

from publisher.pdf import glyphs, widths


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
        source.encode(), "<widths>", field="value", one=True, font_paths=[str(glyphs.FOLDER)], ignore_system_fonts=True
    )
    for text, wide in zip(texts, json.loads(found), strict=True):
        assert wide / 100 <= widths.text_width(text, bold=bold) * 1.0001  # what is measured holds what is set
        assert widths.text_width(text, bold=bold) == pytest.approx(wide / 100, rel=0.04)  # pairs of letters are closer
