"""Headings, anchors and links: one title, no level skipped, no anchor twice, no link to nowhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publisher.chapter import reader
from publisher.chapter.document import Chapter, ContentsEntry, Heading, RenderError, Text, every_words
from publisher.outputs import Cell, Column, Facts, Figure, Table
from publisher.safe.nodes import Element, elements, plain_text

TABLE = Table("texts", "The texts", (Column("a", "A"), Column("b", "B")), ((Cell("x"), Cell("y")),))
FIGURE = Figure("by-year", "<svg/>", "Two.", "By year.", TABLE)


def _result(bundle: Figure | Table | Facts) -> NotebookNode:
    return new_code_cell("call()", outputs=[new_output("display_data", data=bundle._repr_mimebundle_())])


def _chapter(*cells: NotebookNode | str, metadata: dict[str, Any] | None = None, **options: Any) -> Chapter:
    nodes = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return reader.read_chapter(new_notebook(cells=nodes, metadata=metadata or {}), **{"name": "03-adoption", **options})


# ------------------------------------------------------------------ titles, headings and anchors


@pytest.mark.parametrize(
    ("cells", "metadata", "title"),
    [
        (["# How *often*?\n\nText."], {}, "How often?"),
        (["Text first.", "# Then a title"], {}, "Then a title"),
        (["## Opens with level two"], {}, "Opens with level two"),
        (["Text first.", "## A section"], {}, "03-adoption"),
        (["Text first.", "## A section"], {"title": "From <metadata>"}, "From <metadata>"),
        (["No heading."], {}, "03-adoption"),
        ([], {}, "03-adoption"),
        (["# $x^2$ again"], {}, "x^2 again"),
        (["# "], {}, "03-adoption"),
        (["![A](a.png)", "## After a picture"], {}, "03-adoption"),
        (["> ## In a quotation"], {}, "In a quotation"),
        (["Text."], {"title": "\u202ea\x00b"}, "ab"),
    ],
)
def test_title_is_found_and_is_the_only_first_heading(cells: list[str], metadata: dict[str, Any], title: str) -> None:
    chapter = _chapter(*cells, metadata=metadata)
    assert chapter.title == title
    first, *others = chapter.blocks
    assert isinstance(first, Heading) and first.level == 1 and plain_text(first.words) == title
    assert not [one for one in others if isinstance(one, Heading) and one.level == 1]
    assert not list(elements((node for words in every_words(others) for node in words), "h1"))
    assert chapter.headings[0] == ContentsEntry(1, first.anchor, title)


@pytest.mark.parametrize(
    ("given", "levels"),
    [
        ("# T\n\n## A\n\n### B\n\n## C", [1, 2, 3, 2]),
        ("# T\n\n#### A\n\n###### B\n\n#### C", [1, 2, 3, 2]),  # gaps close
        ("# T\n\n## A\n\n# U\n\n## B", [1, 2, 2, 3]),  # a second title is a section
        ("# T\n\n### A\n\n## B\n\n### C", [1, 2, 2, 3]),
        ("# T\n\n<h4>A</h4>\n\n###### B", [1, 2, 3]),
    ],
)
def test_levels_of_headings_never_skip(given: str, levels: list[int]) -> None:
    chapter = _chapter(given)
    assert [heading.level for heading in chapter.headings] == levels
    assert [block.level for block in chapter.blocks if isinstance(block, Heading)] == levels


def test_anchors_are_stable_and_unique() -> None:
    chapter = _chapter("# What?\n\n## Which texts?\n\n## Which texts?\n\n## Тексты\n\n## ?")
    anchors = ["what", "which-texts", "which-texts-2", "тексты", "section"]
    assert [heading.anchor for heading in chapter.headings] == anchors
    assert [block.anchor for block in chapter.blocks if isinstance(block, Heading)] == anchors


def test_heading_by_itself_is_a_block_and_the_text_around_it_one_each() -> None:
    chapter = _chapter("# T\n\nBefore.\n\n## A *section*\n\nAfter.\n\n> ## Said\n>\n> Words.")
    title, before, section, after = chapter.blocks
    assert title == Heading(1, "t", ["T"])
    assert section == Heading(2, "a-section", ["A ", Element("em", {}, ["section"])])
    assert isinstance(before, Text) and plain_text(before.nodes) == "Before." and before.facts == ()
    assert isinstance(after, Text) and (after.cell, after.facts, after.is_said) == (1, (), False)
    (within,) = elements(after.nodes, "h2")
    assert within.attributes == {"id": "said"} and chapter.headings[-1].anchor == "said"


def test_empty_heading_is_none() -> None:
    assert [one.text for one in _chapter("# T\n\n## \n\n<h3> </h3>\n\n## B").headings] == ["T", "B"]


@pytest.mark.parametrize(
    ("given", "number", "numbers"),
    [
        (
            "# T\n\n## A\n\n### B\n\n### C\n\n#### D\n\n## E\n\n### F",
            2,
            ["", "2.1", "2.1.1", "2.1.2", "", "2.2", "2.2.1"],
        ),
        ("# T\n\n## A\n\n### B", None, ["", "1", "1.1"]),
        ("# T\n\n## 1. A\n\n### B\n\n## C", 2, ["", "", "", ""]),  # the author numbers
    ],
)
def test_sections_and_their_parts_are_numbered(given: str, number: int | None, numbers: list[str]) -> None:
    assert [one.number for one in _chapter(given, number=number).headings] == numbers


def test_heading_never_takes_the_anchor_of_a_figure() -> None:
    chapter = _chapter("# T\n\n## Fig by year", _result(FIGURE))
    assert chapter.headings[1].anchor == "fig-by-year-2"


def test_headings_in_outputs_are_closed_up_with_the_others() -> None:
    output = new_output("display_data", data={"text/html": "<h1>Theirs</h1><p>x</p>"})
    chapter = _chapter("# T\n\n## A", new_code_cell("x", outputs=[output]))
    assert [heading.level for heading in chapter.headings] == [1, 2, 2]


# ------------------------------------------------------------------ links within and between chapters


@pytest.mark.parametrize(
    ("link", "html"),
    [
        ("[](#fig-by-year)", '<a href="#fig-by-year">Figure 3.1</a>'),
        ("[](#tbl-texts)", '<a href="#tbl-texts">Table 3.1</a>'),
        ("[see](#which-texts)", '<a href="#which-texts">see</a>'),
        ("[see](#Which-texts?)", '<a href="#which-texts">see</a>'),  # as JupyterLab writes it
        ("[see](#own)<a id='own'></a>", '<a href="#c1-own">see</a>'),
        ("[see](#nowhere)", "see"),
        ("[see](02-next.ipynb)", '<a href="02-next.html">see</a>'),
        ("[see](02-next.ipynb#fig-x)", '<a href="02-next.html#fig-x">see</a>'),
        ("[see](https://x.example/a.ipynb)", '<a href="https://x.example/a.ipynb">see</a>'),
        ("[**see**](#nowhere)", "<strong>see</strong>"),
        ("[see](#which%20texts)", '<a href="#which-texts">see</a>'),
        ("[](#own)<a name='own'></a>", '<a href="#c1-own">own</a>'),
        ("[](https://x.example/)", '<a href="https://x.example/">https://x.example/</a>'),
        ("<a title='t' href='#fig-by-year'></a>", '<a title="t" href="#fig-by-year">Figure 3.1</a>'),
    ],
)
def test_link_leads_to_what_it_names(article: Callable[[Chapter], str], link: str, html: str) -> None:
    chapter = _chapter(f"# T\n\n{link}\n\n## Which texts?", _result(FIGURE), _result(TABLE), number=3)
    assert html in article(chapter)
    assert bool(chapter.warnings) == ("nowhere" in link)


def test_link_to_nothing_is_an_error_where_strict() -> None:
    with pytest.raises(RenderError, match="03-adoption: a link leads to #nowhere"):
        _chapter("# T\n\n[see](#nowhere)", strict=True)


def test_links_between_a_note_and_its_place_lead_to_each_other(article: Callable[[Chapter], str]) -> None:
    html = article(_chapter("# T\n\n[a](#t)[^1]\n\n[^1]: Note."))
    assert '<a href="#t">a</a>' in html
    assert '<a href="#c1-fn-1">1</a>' in html and '<a href="#c1-fnref-1"' in html


def test_link_in_an_output_leads_to_what_it_names(article: Callable[[Chapter], str]) -> None:
    output = new_output("display_data", data={"text/html": "<p id='a'>x</p><a href='#a'>y</a><a href='#t'>z</a>"})
    html = article(_chapter("# T", new_code_cell("x", outputs=[output])))
    assert '<a href="#c2-a">y</a><a href="#t">z</a>' in html


def test_note_of_a_table_may_refer_to_a_figure(article: Callable[[Chapter], str]) -> None:
    said = Facts("See [](#fig-by-year).", ())
    html = article(_chapter("# T", _result(said), _result(FIGURE), number=3))
    assert 'See <a href="#fig-by-year">Figure 3.1</a>.' in html


def test_id_in_a_heading_that_is_repeated_below_it_stands_once(article: Callable[[Chapter], str]) -> None:
    html = article(_chapter("# T\n\n## A <a id=x>\n\n<p>Text</p>\n\n<a id=x></a> [see](#x)"))
    assert html.count('id="c1-x"') == 1 and 'href="#c1-x"' in html


def test_id_that_comes_twice_stays_where_it_stands_first(article: Callable[[Chapter], str]) -> None:
    html = article(_chapter("# T\n\n<p id='a'>One id=\"a\"</p><p id='a'>Two</p>\n\nSaid[^1] twice[^1].\n\n[^1]: Note."))
    ids = re.findall(r'<[^>]* id="([^"]*)"', html)
    assert len(ids) == len(set(ids)) and "One id=" in html
    assert html.index('<p id="c1-a">One') < html.index("<p>Two")
