"""Colours and weight of a table's cells, from style sheets and style attributes."""

import pytest

from publisher.pdf.cell_styles import read_sheet, read_style, style_of
from publisher.safe.nodes import Element


@pytest.mark.parametrize(
    ("declarations", "look"),
    [
        ("color: nonsense", {}),
        ("background: linear-gradient(90deg, #d65f5f 61.8%, transparent 61.8%)", {"bar": "#d65f5f 0.0 61.8"}),
        (
            "background: linear-gradient(90deg, transparent 40%, #5fba7d 40.0%, #5fba7d 62%, transparent 62%)",
            {"bar": "#5fba7d 40.0 62.0"},
        ),
        (
            "background: linear-gradient(90deg, rgb(1,2,3) 50%, #fff0 50%) no-repeat",
            {"bar": "#010203 0.0 50.0"},
        ),
        ("background: linear-gradient(90deg, red 140%, blue 1e9%, red 1.2.3%)", {}),
        ("background: linear-gradient(45deg, red 10%, transparent 10%)", {}),
        ("width: 10px", {}),
        ("", {}),
        ("background-color: #fff7fb; color: #000", {"fill": "#fff7fb", "ink": "#000000"}),
        ("background-color: yellow", {"fill": "#ffff00"}),
        ("color: rgb(1, 2, 3)", {"ink": "#010203"}),
        ("font-weight: bold", {"weight": "bold"}),
    ],
)
def test_declarations(declarations: str, look: dict[str, str]) -> None:
    assert read_style(declarations) == look


def test_a_sheet_is_read_by_the_ends_of_its_selectors() -> None:
    sheet = read_sheet("#out-1 #T_row0,#out-1 .hot{color:red}td:hover{color:blue}#out-1 #T_row0{background:#fff}")
    assert sheet == {"#T_row0": {"ink": "#ff0000", "fill": "#ffffff"}, ".hot": {"ink": "#ff0000"}}


def test_a_cells_own_style_comes_last() -> None:
    cell = Element("td", {"id": "c", "class": "hot", "style": "color: #000003"})
    sheet = {".hot": {"ink": "#000001", "fill": "#ffffff"}, "#c": {"ink": "#000002"}}
    assert style_of(cell, sheet) == {"ink": "#000003", "fill": "#ffffff"}


@pytest.mark.parametrize(
    ("style", "look"),
    [
        ("color: #fefefe", {}),
        ("color: white; background-color: black", {"ink": "#ffffff", "fill": "#000000"}),
        ("color: #222; background-color: #333", {"fill": "#333333"}),
        ("background-color: rgb(300,0,0)", {"fill": "#ff0000"}),
        ("background-color: rgba(255,0,0,0.2)", {"fill": "#ffcccc"}),
        ("background-color: #00000000", {}),
    ],
)
def test_colours_are_such_that_words_can_be_read(style: str, look: dict[str, str]) -> None:
    assert style_of(Element("td", {"style": style}), {}) == look
