"""What our own verbs put out: figures with the rows behind them, tables, and paragraphs with their facts."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from publisher.chapter import bundles, reader
from publisher.chapter.document import Block, Chapter, RenderError, Text
from publisher.chapter.document import Figure as FigureBlock
from publisher.chapter.document import Table as TableBlock
from publisher.chapter.draft import Draft
from publisher.outputs import Cell, Column, Fact, Facts, Figure, Source, Table
from publisher.safe.nodes import Element, to_xml

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>'
ADDRESS = "https://docs.un.org/A/RES/61/180"

ROWS = Table(
    "rows",
    "What is drawn",
    (Column("symbol", "Symbol", "symbol"), Column("n", "Number", "number")),
    ((Cell("A/RES/61/180", ADDRESS), Cell("1")), (Cell("A/RES/63/194"), Cell("2"))),
)


def _figure(svg: str = SVG, **more: Any) -> Figure:
    return Figure("by-year", svg, "Two & two.", "Texts <by> year.", ROWS, **more)


def _data(data: dict[str, Any]) -> NotebookNode:
    return new_output("display_data", data=data)


def _bundle(bundle: Figure | Table | Facts) -> NotebookNode:
    return _data(json.loads(json.dumps(bundle._repr_mimebundle_())))


def _read(*outputs: NotebookNode, number: int | None = 2, **options: Any) -> tuple[list[Block], Draft]:
    """The blocks of a cell's outputs."""
    draft = Draft("x", number, cell=4, **options)
    return reader._read_outputs(new_code_cell(outputs=list(outputs)), draft), draft


Shown = Callable[..., tuple[str, Draft]]


@pytest.fixture
def shown(article: Callable[[Chapter], str]) -> Shown:
    """Reads outputs and writes them as a page does."""

    def written(*outputs: NotebookNode, **options: Any) -> tuple[str, Draft]:
        blocks, draft = _read(*outputs, **options)
        return article(Chapter("x", "X", tuple(blocks), pictures=draft.pictures)), draft

    return written


# ------------------------------------------------------------------ figures


def test_figure_is_written_with_its_words_and_its_rows(shown: Shown) -> None:
    source = Source("The record", ADDRESS, "record")
    html, draft = shown(_bundle(_figure(sources=(source,), description="Long.")))
    lines = html.split("\n")
    assert lines[0] == '<figure class="figure" id="fig-by-year" data-cell="4">'
    assert lines[1].startswith('<div class="scroll" tabindex="0" role="group" aria-label="Drawing"><svg role="img" ')
    assert 'aria-label="Two &amp; two."' in lines[1]
    assert lines[2:5] == [
        '<figcaption><span class="label">Figure 2.1</span> Texts &lt;by&gt; year. <span class="sources">Source: '
        '<a href="#_source-record">The record</a>.</span></figcaption>',
        '<details class="description"><summary>Description</summary><p>Long.</p></details>',
        '<details class="data"><summary>Data of figure 2.1</summary>',
    ]
    assert list(draft.sources) == [source]


def test_figure_is_a_block_that_names_its_drawing() -> None:
    source = Source("The record", ADDRESS, "record")
    (figure,), draft = _read(_bundle(_figure(sources=(source,))))
    assert isinstance(figure, FigureBlock)
    assert (figure.anchor, figure.label, figure.cell) == ("fig-by-year", "Figure 2.1", 4)
    assert (figure.picture, figure.alt, figure.caption) == ("x-by-year.svg", "Two & two.", ["Texts <by> year."])
    assert figure.sources == [
        "Source: ", Element("a", {"href": ADDRESS, "data-source": "record"}, ["The record"]), ".",
    ]  # fmt: skip
    assert (figure.table.anchor, figure.table.label, figure.table.columns) == ("", "", ROWS.columns)
    assert [row.anchor for row in figure.table.rows] == ["", ""]
    drawing = draft.pictures["x-by-year.svg"]
    assert isinstance(drawing, Element) and drawing.tag == "svg"


def test_sources_of_a_figure_and_of_its_rows_are_those_of_the_chapter() -> None:
    one, other = Source("One", ADDRESS, "one"), Source("Other")
    figure = replace(_figure(sources=(one,)), table=replace(ROWS, sources=(other, one)))
    _, draft = _read(_bundle(figure))
    assert list(draft.sources) == [one, other]


def test_mark_leads_to_its_document_or_its_row() -> None:
    marks = "".join(
        f'<a href="{href}"><path d="M 0 0"/></a>' for href in (ADDRESS, "#row-a-res-63-194", "https://x.example/")
    )
    (figure,), draft = _read(_bundle(_figure(SVG.replace("</svg>", f"{marks}</svg>"))))
    picture = draft.pictures["x-by-year.svg"]
    assert isinstance(figure, FigureBlock) and isinstance(picture, Element)
    drawing = to_xml(picture)
    assert f'<a href="{ADDRESS}" data-row="a-res-61-180"><title>A/RES/61/180 · 1</title>' in drawing
    assert '<a href="#row-by-year-a-res-63-194"><title>A/RES/63/194 · 2</title>' in drawing
    assert '<a href="https://x.example/"><title>x.example/</title>' in drawing
    assert [row.anchor for row in figure.table.rows] == ["row-by-year-a-res-61-180", "row-by-year-a-res-63-194"]


def test_title_of_a_mark_is_short_and_names_no_source() -> None:
    row = (Cell("A/RES/61/180", ADDRESS), Cell("word " * 60), Cell("Read here", "https://source.example/"))
    table = Table("rows", "", tuple(Column(name, name) for name in "abc"), (row,))
    svg = SVG.replace("</svg>", f'<a href="{ADDRESS}"><path d="M 0 0"/></a></svg>')
    _, draft = _read(_bundle(Figure("f", svg, "A.", "C.", table)))
    picture = draft.pictures["x-f.svg"]
    assert isinstance(picture, Element)
    title = to_xml(picture).split("<title>")[1].split("</title>")[0]
    assert title.startswith("A/RES/61/180 · word") and title.endswith(" …") and len(title) <= 100


def test_figure_whose_drawing_is_unsafe_is_said_and_an_error_where_strict(shown: Shown) -> None:
    html, _ = shown(_bundle(_figure("<svg><script/></svg>")))
    assert html == '<p class="notice">A figure cannot be shown here: the drawing holds a &lt;script&gt;.</p>'
    with pytest.raises(RenderError, match="x: cell 4: figure 'by-year': the drawing holds a <script>"):
        _read(_bundle(_figure("<svg><script/></svg>")), strict=True)


def test_name_given_twice_gets_a_number_and_is_an_error_where_strict() -> None:
    blocks, draft = _read(_bundle(_figure()), _bundle(_figure()))
    assert [one.anchor for one in blocks if isinstance(one, FigureBlock)] == ["fig-by-year", "fig-by-year-2"]
    assert draft.warnings
    with pytest.raises(RenderError, match="'by-year' is given to more than one output"):
        _read(_bundle(_figure()), _bundle(_figure()), strict=True)


def test_rows_of_two_figures_never_share_an_anchor() -> None:
    drawn = SVG.replace("</svg>", '<a href="#row-{}"><path d="M 0 0"/></a></svg>')
    pairs = (("a", "b-c"), ("a-b", "c"))
    tables = [replace(ROWS, rows=((Cell(key), Cell("1")),)) for _, key in pairs]
    figures = [
        Figure(name, drawn.format(key), "A.", "C.", table) for (name, key), table in zip(pairs, tables, strict=True)
    ]
    blocks, draft = _read(*map(_bundle, figures))
    rows = [row.anchor for block in blocks if isinstance(block, FigureBlock) for row in block.table.rows]
    assert rows == ["row-a-b-c", "row-a-b-c-2"]
    picture = draft.pictures["x-a-b.svg"]
    assert isinstance(picture, Element) and '<a href="#row-a-b-c-2">' in to_xml(picture)


def test_name_with_a_number_never_takes_the_anchor_of_a_name_given_twice() -> None:
    figures = [replace(_figure(), name=name) for name in ("by-year", "by-year-2", "by-year")]
    blocks, _ = _read(*map(_bundle, figures))
    anchors = [one.anchor for one in blocks if isinstance(one, FigureBlock)]
    assert anchors == ["fig-by-year", "fig-by-year-2", "fig-by-year-3"]


# ------------------------------------------------------------------ tables


def _table(*rows: tuple[str, ...], kinds: tuple[str, ...] = ("text", "number")) -> Table:
    columns = tuple(Column(f"c{n}", f"Head {n}", kind) for n, kind in enumerate(kinds))
    return Table("t", "What & when", columns, tuple(tuple(map(Cell, row)) for row in rows))


def test_table_has_caption_scoped_heads_and_kinds(shown: Shown) -> None:
    html, _ = shown(_bundle(_table(("a", "1"), ("b", "2"))))
    assert html.replace("\n", "") == (
        '<div class="table" id="tbl-t" data-cell="4">'
        '<div class="scroll" tabindex="0" role="group" aria-labelledby="_caption-1"><table class="data">'
        '<caption id="_caption-1"><span><span class="label">Table 2.1</span> What &amp; when</span></caption>'
        '<thead><tr><th scope="col" class="text">Head 0</th><th scope="col" class="number">Head 1</th></tr></thead>'
        "<tbody>"
        '<tr><th scope="row">a</th><td class="number">1</td></tr>'
        '<tr><th scope="row">b</th><td class="number">2</td></tr>'
        "</tbody></table></div>"
        "</div>"
    )


def test_note_and_sources_stand_below_a_table(shown: Shown) -> None:
    html, _ = shown(_bundle(Table("texts", "Texts", ROWS.columns, ROWS.rows, (Source("The record"),), "A note.")))
    assert html.replace("\n", "").endswith(
        '</tbody></table></div><p class="note">A note.</p><p class="sources">Source: The record.</p></div>'
    )


def test_rows_of_the_list_of_sources_can_be_linked_to(shown: Shown) -> None:
    html, _ = shown(_bundle(Table("sources", "Sources", ROWS.columns, ROWS.rows)))
    assert '<tr id="row-sources-a-res-61-180">' in html
    assert "<tr id=" not in shown(_bundle(Table("texts", "Texts", ROWS.columns, ROWS.rows)))[0]


@pytest.mark.parametrize("rows", [[("a", "1"), ("a", "2")], [("", "1"), ("b", "2")]])
def test_first_column_heads_no_row_where_it_repeats_or_is_blank(shown: Shown, rows: list[tuple[str, ...]]) -> None:
    assert 'scope="row"' not in shown(_bundle(_table(*rows)))[0]


def test_only_column_heads_no_row(shown: Shown) -> None:
    assert 'scope="row"' not in shown(_bundle(_table(("a",), ("b",), kinds=("text",))))[0]


def test_cell_is_text_whatever_it_holds(shown: Shown) -> None:
    html, _ = shown(_bundle(_table(("<script>alert(1)</script>", "\u202e1"), ("b", "</td></table>"))))
    assert "&lt;script&gt;" in html and "&lt;/td&gt;" in html and "\u202e" not in html


@pytest.mark.parametrize("place", ["label", "name"])
def test_head_of_a_column_is_text_of_a_length_that_can_be_read(place: str) -> None:
    column = Column(**{"name": "", "label": "", place: "\u202e<b>" + "a" * 1_000_000})
    (table,), _ = _read(_bundle(Table("t", "", (column,), ())))
    assert isinstance(table, TableBlock)
    words = getattr(table.columns[0], place)
    assert words.startswith("<b>a") and len(words) < 21_000


def test_column_without_a_label_is_headed_by_its_name(shown: Shown) -> None:
    html, _ = shown(_bundle(Table("t", "", (Column("days", ""),), ())))
    assert '<th scope="col" class="text">days</th>' in html


def test_cell_that_is_too_long_is_cut_and_says_so(shown: Shown) -> None:
    html, _ = shown(_bundle(_table(("a" * 1_000_000, "1"))))
    assert len(html) < 6_000
    assert "… (and 995,000 more characters)" in html


def test_cell_with_an_address_is_a_link(shown: Shown) -> None:
    address = "https://docs.un.org/x?a=1&b=2"
    rows = ((Cell("A/RES/61/180", address),), (Cell("", address),))
    html, _ = shown(_bundle(Table("t", "", (Column("a", "A", "symbol"),), rows)))
    assert '<td class="symbol"><a href="https://docs.un.org/x?a=1&amp;b=2">A/RES/61/180</a></td>' in html
    assert (
        '<td class="symbol"><a href="https://docs.un.org/x?a=1&amp;b=2">https://docs.un.org/x?a=1&amp;b=2</a></td>'
        in html
    )


def test_column_of_sentences_is_marked_long(shown: Shown) -> None:
    html, _ = shown(_bundle(_table(("word " * 20, "1" * 50), ("word " * 20 + "x", "2" * 50))))
    assert 'class="text long"' in html and "number long" not in html
    assert "long" not in shown(_bundle(_table(("word", "1"), ("word " * 20, "2"), ("words", "3"))))[0]


def test_rows_are_named_by_their_first_cell_and_unique() -> None:
    given = _table(("A/RES/61/180", "1"), ("A/RES/61/180", "2"), ("", "3"), ("Ж", "4"))
    assert bundles.row_keys(given) == {"a-res-61-180": 0, "a-res-61-180-2": 1, "3": 2, "ж": 3}


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([], ""),
        ([Source("A & B")], "Source: A &amp; B."),
        (
            [Source("A", "https://a.example/", "a"), Source("", "https://b.example/")],
            'Sources: <a href="#_source-a">A</a>; <a href="https://b.example/">https://b.example/</a>.',
        ),
    ],
)
def test_sources_stand_in_a_line(shown: Shown, sources: list[Source], line: str) -> None:
    html, _ = shown(_bundle(replace(ROWS, sources=tuple(sources))))
    assert html.partition('<p class="sources">')[2].partition("</p>")[0] == line


# ------------------------------------------------------------------ facts, and what is common to all


def test_facts_are_said_and_kept(shown: Shown) -> None:
    html, draft = shown(_bundle(Facts("It came back **twice**.", (Fact("times", 2),))))
    assert html == '<div class="say"><p>It came back <strong>twice</strong>.</p>\n</div>'
    assert draft.facts == [Fact("times", 2)]


def test_paragraph_carries_the_facts_that_it_states() -> None:
    said = Facts("It came back twice. <script>x</script>", (Fact("times", 2),))
    (text, _), _ = _read(_bundle(said))
    assert isinstance(text, Text) and (text.facts, text.is_said, text.cell) == (said.facts, True, 4)


def test_labels_count_up_and_bear_no_number_where_the_chapter_has_none() -> None:
    tables = [_bundle(Table(f"t{n}", "", ROWS.columns, ())) for n in range(2)]
    blocks, _ = _read(*tables, _bundle(_figure()), number=None)
    assert [one.label for one in blocks if isinstance(one, TableBlock | FigureBlock)] == [
        "Table 1", "Table 2", "Figure 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        {"application/vnd.publisher.table+json": {"name": "t", "rows": [["x"]]}},
        {"application/vnd.publisher.figure+json": "{not json"},
        {"application/vnd.publisher.facts+json": [1]},
    ],
)
def test_broken_bundle_is_said_in_its_place_and_an_error_where_strict(shown: Shown, data: dict[str, Any]) -> None:
    html, draft = shown(_data(data))
    assert "An output could not be read" in html and draft.warnings
    with pytest.raises(RenderError, match="x: cell 4"):
        _read(_data(data), strict=True)


@pytest.mark.parametrize(
    ("words", "slug"),
    [("Who led?", "who-led"), ("A_b  c", "a-b-c"), ("Тексты", "тексты"), ("?", ""), ("a" * 79 + "-b" * 9, "a" * 79)],
)
def test_slug_is_words_joined_by_hyphens(words: str, slug: str) -> None:
    assert bundles.slug(words) == slug
