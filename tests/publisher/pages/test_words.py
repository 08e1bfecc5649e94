"""Nodes as HTML: escaped, with numbers, labels, pictures and colours of code in their places."""

import base64
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_output

from publisher.chapter.document import Chapter, ContentsEntry, Edition, Picture
from publisher.outputs import Cell, Column, Figure, Source, Table
from publisher.pages.words import LONGEST_CODE, PageWords, highlight_code
from publisher.safe.nodes import VOID, Element, Formula, Image, Node

MARK = "https://docs.un.org/A/RES/61/180"
CONTENT = b"\x89PNG\r\n\x1a\n...."
PNG = base64.b64encode(CONTENT).decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>'
ROWS = Table("texts", "The texts", (Column("a", "Symbol"),), ((Cell("A/RES/61/180", MARK),),))

Page = Callable[..., str]
Read = Callable[..., Chapter]


def _figure(sources: tuple[Source, ...] = ()) -> Figure:
    return Figure("by-year", SVG, "Two.", "By year.", ROWS, sources)


def _html(*nodes: Node, scrolls: bool = False, pictures: Mapping[str, Picture] | None = None, **more: Any) -> str:
    chapter = Chapter("x", "X", (), pictures=pictures or {}, **more)
    return PageWords(chapter, Edition("", "", (chapter,)), scrolls=scrolls).html(nodes)


# ------------------------------------------------------------------ nodes of every kind


@pytest.mark.parametrize(
    ("node", "html"),
    [
        ("1 < 2 & 3 \"'", "1 &lt; 2 &amp; 3 \"'"),
        (Element("p", {"title": '"<>&'}, ["x"]), '<p title="&quot;&lt;&gt;&amp;">x</p>'),
        (Element("br"), "<br>"),
        (Element("p"), "<p></p>"),  # not closed by itself: that would open one
        (Formula("a < b", False), '<code class="tex">a &lt; b</code>'),
        (Formula("x", False, Element("math", {}, [Element("mi", {}, ["x"])])), "<math><mi>x</mi></math>"),
        (Element("a", {"href": "#b"}, ["c"]), '<a href="#b">c</a>'),
        (Element("a", {"id": "b"}), '<a id="b"></a>'),
        (Element("h2", {"id": "s"}, ["S"]), '<h2 id="s"><span class="number">2.1</span> S</h2>'),
        (Element("h2", {"id": "t"}, ["T"]), '<h2 id="t">T</h2>'),
        (Element("p", {"id": "s"}, ["S"]), '<p id="s">S</p>'),
    ],
)
def test_node_is_written_as_html(node: Node, html: str) -> None:
    headings = (ContentsEntry(2, "s", "S", "2.1"), ContentsEntry(2, "t", "T"))
    assert _html(node, headings=headings) == html


def test_tables_scroll_where_nothing_around_them_does() -> None:
    table = Element("table", {}, [Element("tr")])
    assert _html(table) == "<table><tr></tr></table>"
    assert _html(table, scrolls=True) == (
        '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><tr></tr></table></div>'
    )


class _Reader(HTMLParser):
    """What a parser that is none of ours finds in HTML: tags that are open, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


TEXT = st.text("ab <>&\"'/=;\u202f", min_size=1, max_size=8)


@given(TEXT, TEXT)
def test_words_and_attributes_come_back_as_they_were(words: str, value: str) -> None:
    reader = _Reader()
    reader.feed(_html(Element("p", {"title": value}, [Element("b", {}, [words]), Element("img", {"alt": value})])))
    reader.close()
    assert reader.found == [("p", {"title": value}), ("b", {}), words, "/b", ("img", {"alt": value}), "/p"]
    assert "img" in VOID


# ------------------------------------------------------------------ pictures


def test_pictures_are_written_into_the_page(page: Page) -> None:
    cell = new_code_cell("x", outputs=[new_output("display_data", data={"image/png": PNG}, metadata={"alt": "A line"})])
    assert f'<img src="data:image/png;base64,{PNG}" alt="A line">' in page("# T", cell)


@pytest.mark.parametrize(
    ("name", "kind"), [("x.jpg", "jpeg"), ("x.gif", "gif"), ("x.webp", "webp"), ("a.b.png", "png")]
)
def test_picture_is_told_by_the_end_of_its_name(name: str, kind: str) -> None:
    html = _html(Image(name, 'A "line"', 3, None), pictures={name: CONTENT})
    assert html == f'<img src="data:image/{kind};base64,{PNG}" alt="A &quot;line&quot;" width="3">'


def test_drawing_of_a_stranger_is_an_image_with_its_words() -> None:
    drawing = Element("svg", {"id": "c1-drawing"}, [Element("path", {"style": "fill:#1a1a1a"})])
    html = _html(Image("x.svg", "A < B"), pictures={"x.svg": drawing})
    assert html == ('<svg role="img" aria-label="A &lt; B" id="c1-drawing"><path style="fill:#1a1a1a"/></svg>')


# ------------------------------------------------------------------ citations and references


@pytest.mark.parametrize("tags", [[], ["back-matter"]])
def test_citation_leads_to_the_chapter_s_own_list_or_to_one_at_its_end(page: Page, tags: list[str]) -> None:
    sources = (Source("Listed", MARK, "a"), Source("Not listed", "https://b.example/", "b"), Source("and 3 more"))
    listed = Table("sources", "Sources", (Column("s", "Source"),), ((Cell("Listed", MARK),),))
    cell = new_code_cell("call()", outputs=[new_output("display_data", data=listed._repr_mimebundle_())])
    cell.metadata.tags = tags
    html = page("# T", _figure(sources), cell)
    assert '<a href="#row-sources-listed">Listed</a>' in html
    assert '<a href="#_source-b">Not listed</a>; and 3 more.' in html
    assert '<li id="_source-b"><a href="https://b.example/">Not listed</a></li>' in html
    assert html.count("<li id=") == 1
    assert "Sources of this chapter" not in page("# T")


def test_source_that_is_named_often_is_listed_once(page: Page) -> None:
    source = Source("S", "https://b.example/", "b")
    html = page("# T", _figure((source,)), Table("t", "T", (), (), (source, Source("S, page 2", MARK, "b"))))
    assert html.count('<li id="_source-b">') == 1


def test_address_in_two_rows_of_the_list_leads_to_the_first(page: Page) -> None:
    rows = ((Cell("One", MARK),), (Cell("Two", MARK),))
    listed = Table("sources", "Sources", (Column("s", "Source"),), rows)
    assert '<a href="#row-sources-one">S</a>' in page("# T", _figure((Source("S", MARK, "a"),)), listed)


def test_reference_to_another_chapter_bears_its_label(page: Page, chapter: Read) -> None:
    first = chapter("# One\n\n[](02-second.ipynb#fig-by-year) [](03-gone.ipynb#x)", name="01-first", number=1)
    html = page(first, others=(chapter("# Two", _figure()),))
    assert '<a href="02-second.html#fig-by-year">Figure 2.1</a>' in html
    assert '<a href="03-gone.html#x">x</a>' in html


# ------------------------------------------------------------------ code


@pytest.mark.parametrize(
    ("language", "source", "html"),
    [
        ("python", "x = 'a'  # <b>", 'x = <span class="s">&#x27;</span>'),
        ("no-such-language", "a < b", "a &lt; b"),
        ("", "a < b", "a &lt; b"),
        ("r", "x <- 1", 'x &lt;- <span class="m">1</span>'),
        ("python", "\n\ndef f():\n    pass\n\n", '<span class="k">def</span> <span class="f">f</span>():\n'),
    ],
)
def test_code_is_text_with_its_kinds_marked(language: str, source: str, html: str) -> None:
    assert highlight_code(source, language).startswith(html)


def test_longest_code_is_shown_without_marks() -> None:
    assert "<span" in highlight_code("x = 1\n" * 100, "python")
    assert highlight_code("x = '1'\n" * LONGEST_CODE, "python") == ("x = &#x27;1&#x27;\n" * LONGEST_CODE)[:-1]


@given(st.text("x1='\"# \n<>&()\\", max_size=30), st.sampled_from(["python", "r", "julia", "bash", "html", "nothing"]))
def test_code_comes_back_as_it_was(source: str, language: str) -> None:
    reader = _Reader()
    reader.feed(f"<pre>{highlight_code(source, language)}</pre>")
    reader.close()
    assert "".join(one for one in reader.found[1:-1] if isinstance(one, str) and one != "/span") == source.strip("\n")


def test_code_in_a_text_is_marked_where_its_language_is_known() -> None:
    known = Element("code", {"class": "language-python"}, ["x = 1\n"])
    assert _html(known) == '<code class="language-python">x = <span class="m">1</span>\n</code>'
    assert _html(Element("code", {}, ["x = 1"])) == "<code>x = 1</code>"
    marked = Element("code", {"class": "language-python"}, [Element("span", {"class": "k"}, ["if"]), " x"])
    assert _html(marked) == '<code class="language-python"><span class="k">if</span> x</code>'
