"""Drawings on a page: in its colours, small, with names of their own, and fit for a screen reader."""

import re
from collections.abc import Callable

from nbformat.v4 import new_code_cell, new_output

from publisher.outputs import Cell, Column, Figure, Table
from publisher.pages.drawings import page_drawing
from publisher.safe.drawings import sanitise_drawing
from publisher.safe.nodes import elements, to_xml

MARK = "https://docs.un.org/A/RES/61/180"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M 0 0" style="fill: #1A1A1A; stroke: #0072b2"/>'
    '<text style="fill: #595959">outside</text>{}</svg>'
)
LINK = f'<a href="{MARK}"><text>inside</text></a>'
ROWS = ((Cell("A/RES/61/180", MARK), Cell("1")), (Cell("A/RES/63/194"), Cell("2")))
TABLE = Table("texts", "The texts", (Column("a", "Symbol", "symbol"), Column("n", "N", "number")), ROWS)

Page = Callable[..., str]


def _figure(more: str = "", name: str = "by-year") -> Figure:
    return Figure(name, SVG.format(more), "Two & two.", "By year.", TABLE)


def _drawing(more: str, *, is_ours: bool = True) -> str:
    return to_xml(page_drawing(sanitise_drawing(SVG.format(more), "f-"), "A.", is_ours=is_ours))


def test_figure_of_the_report_takes_the_page_s_colours_and_a_stranger_s_keeps_its_own(page: Page) -> None:
    theirs = new_code_cell(
        "x", outputs=[new_output("display_data", data={"image/svg+xml": SVG.format("")}, metadata={"alt": "A"})]
    )
    html = page("# T", _figure(), theirs)
    assert 'style="fill:var(--ink);stroke:#0072b2"' in html and 'style="fill:var(--muted)"' in html
    assert 'style="fill:#1A1A1A;stroke:#0072b2"' in html


def test_colours_in_a_style_sheet_and_in_words_are_told_apart() -> None:
    drawing = _drawing("<style>.a { fill: #FFFFFF; stroke: #123456 }</style><text>#1a1a1a</text>")
    assert "{fill:var(--paper);stroke:#123456}" in drawing and "<text>#1a1a1a</text>" in drawing


def test_figure_is_an_image_and_one_with_links_a_drawing_whose_links_have_names(page: Page) -> None:
    plain = page("# T", _figure())
    assert '<svg role="img" aria-label="Two &amp; two." ' in plain
    linked = page("# T", _figure(LINK))
    assert '<svg role="graphics-document" aria-label="Two &amp; two." ' in linked
    assert '<text aria-hidden="true" style="fill:var(--muted)">outside</text>' in linked
    assert "<title>A/RES/61/180 · 1</title><text>inside</text></a>" in linked


def test_words_outside_of_links_are_hidden_however_deep_they_stand() -> None:
    inner = f'<g id="g"><g><text>deep</text></g>{LINK}</g>'
    root = page_drawing(sanitise_drawing(SVG.format(inner), "f-"), "A.", is_ours=False)
    texts = {str(one.children[0]): one.attributes.get("aria-hidden") for one in elements([root], "text")}
    assert texts == {"outside": "true", "deep": "true", "inside": None}


def test_parts_of_a_figure_that_are_used_again_have_short_names(page: Page) -> None:
    drawn = '<defs><path id="m0123456789" d="M 0 0"/></defs><use href="#m0123456789" clip-path="url(#absent)"/>'
    html = page("# T", _figure(drawn))
    assert '<path id="fig-by-year-1" d="M0 0"/></defs><use href="#fig-by-year-1"' in html


def test_names_in_a_style_sheet_are_shortened_with_the_parts_that_they_name() -> None:
    drawing = _drawing(
        "<style>#long-name { fill: red } .a { clip-path: url(#clip.1); fill: #0072b2 }</style>"
        '<defs><clipPath id="clip.1"><rect/></clipPath><path id="long-name" d="M 0 0"/></defs>'
        '<use href="#long-name" style="clip-path: url(#clip.1)"/>'
    )
    assert '<clipPath id="f-1">' in drawing and '<path id="f-2" d="M 0 0"/>' in drawing
    assert '<use href="#f-2" style="clip-path:url(#f-1)"/>' in drawing
    assert "#f-drawing #f-2{fill:red}" in drawing
    assert "{clip-path:url(#f-1);fill:#0072b2}" in drawing


def test_styles_that_come_often_in_a_figure_are_classes_of_it(page: Page) -> None:
    often = '<path d="M 0 0" style="fill: #1a1a1a"/>' * 3
    html = page("# T", _figure(often))
    assert "<style>#fig-by-year-drawing .s0{fill:var(--ink)}</style>" in html
    assert html.count('<path d="M0 0" class="s0"/>') == 3 and 'style="fill:var(--ink);stroke:#0072b2"' in html


def test_drawing_that_has_classes_keeps_to_its_own() -> None:
    drawing = _drawing('<path class="a" d="M 0 0"/>' + '<path d="M 0 0" style="fill: red"/>' * 3)
    assert drawing.count('style="fill:red"') == 3 and "s0" not in drawing


def test_drawing_of_the_chapter_is_left_as_it_is() -> None:
    sanitised = sanitise_drawing(SVG.format(LINK + '<path d="M 0 0" style="fill: red"/>' * 3), "f-")
    before = to_xml(sanitised)
    for is_ours in (True, False):
        page_drawing(sanitised, "A.", is_ours=is_ours)
    assert to_xml(sanitised) == before


def test_two_drawings_share_no_id(page: Page) -> None:
    html = page("# T", _figure(), _figure(name="by-body"))
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
