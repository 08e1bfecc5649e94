"""Outputs: the best form that can be shown is shown, and what cannot be is said in its place."""

import base64
import json
from typing import Any

import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from publisher.chapter import results
from publisher.chapter.document import RenderError
from publisher.chapter.gathering import Gathering
from publisher.outputs import Cell, Column, Fact, Facts, Figure, Source, Table

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>'
ADDRESS = "https://docs.un.org/A/RES/61/180"


def _shown(*outputs: NotebookNode, **options: Any) -> tuple[str, Gathering]:
    gathering = Gathering("x", 2, cell=4, **options)
    return "\n".join(results.shown(outputs, new_code_cell(), gathering)), gathering


def _data(data: dict[str, Any], **metadata: Any) -> NotebookNode:
    return new_output("display_data", data=data, metadata=metadata)


def _stream(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=text)


# ------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n<b>\n", "a\n&lt;b&gt;"),
        ("10%\r20%\r100%\ndone\n", "100%\ndone"),
        ("a\r\nb\n", "a\nb"),
        ("hello world\rHE\n", "HEllo world"),
        ("Downloading 50%\r\x1b[KDone\n", "Done"),
        ("a" + "\n" * 500 + "b", "a\n\n\nb"),
        ("abc\b\bd", "ad"),
        ("\x1b[31mred\x1b[0m", '<span class="ansi-red-fg">red</span>'),
        ("\x1b[1;32mb\x1b[0m", '<span class="ansi-green-intense-fg ansi-bold">b</span>'),
        ("\x1b[38;5;208mo\x1b[0m", '<span class="ansi-yellow-fg">o</span>'),  # the nearest that can be read
        ("\x1b[48;2;200;10;10mo\x1b[0m", '<span class="ansi-red-bg">o</span>'),
        ("\x1b]0;title\x07x\x1b", "x"),
        ("\x1b]8;id=1;https://a.example\x1b\\Named\x1b]8;;\x1b\\ link", "Named link"),
        ("\x1b[31m<script>\x1b[0m", '<span class="ansi-red-fg">&lt;script&gt;</span>'),
        ("\u202ex", "x"),
    ],
)
def test_stream_is_what_a_terminal_would_leave(text: str, shown: str) -> None:
    html, _ = _shown(_stream(text))
    assert html == (
        '<div class="output stream stdout"><pre tabindex="0" role="group" aria-label="Output of cell 4">'
        f"{shown}</pre></div>"
    )


def test_streams_that_follow_one_another_are_joined() -> None:
    html, _ = _shown(_stream("a"), _stream("b\n"), _stream("c", "stderr"), _stream("d"))
    assert html.count("<pre") == 3 and ">ab</pre>" in html and "stream stderr" in html


def test_long_text_keeps_its_beginning_and_its_end() -> None:
    html, gathering = _shown(_stream("begin" + "x" * 1_000_000 + "end"))
    assert len(html) < 22_000 and "begin" in html and "end</pre>" in html
    assert "980,008 characters in the middle of this output are left out" in html
    assert len(gathering.warnings) == 1


def test_error_is_shown_with_its_traceback() -> None:
    html, _ = _shown(new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m", "<v>"]))
    assert html.startswith('<div class="output error">') and '<span class="ansi-red-fg">E</span>\n&lt;v&gt;' in html
    assert "E: v" in _shown(new_output("error", ename="E", evalue="v", traceback=[]))[0]


# ------------------------------------------------------------------ HTML


def test_table_of_pandas_has_scopes_and_no_empty_heads() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]), index=["r"])
    html, _ = _shown(_data({"text/html": frame._repr_html_(), "text/plain": "x"}))
    assert '<th colspan="2" scope="col" halign="left">a</th>'.replace(' halign="left"', "") in html
    assert '<th scope="row">r</th>' in html and "<th></th>" not in html
    assert "<style" not in html and "dataframe" not in html


def test_style_of_pandas_is_confined_to_its_output() -> None:
    styled = pd.DataFrame({"a": [1, 2]}).style.highlight_max(color="yellow").hide(axis="index")
    html, _ = _shown(_data({"text/html": styled._repr_html_()}), prefix="p--")
    sheet = html[html.index("<style>") + 7 : html.index("</style>")]
    assert '<div class="output html styled" id="p--out-1"' in html
    assert sheet.startswith("#p--out-1 #p--c4-T_") and "background-color:yellow" in sheet
    identity = sheet.split("{")[0].split("#")[-1]
    assert f'id="{identity}"' in html


@pytest.mark.parametrize(
    ("data", "shown", "said"),
    [
        ({"text/html": "<div id=x></div><script>plot()</script>"}, "", "of type text/html cannot be shown here"),
        ({"application/vnd.plotly.v1+json": {}}, "", "of type application/vnd.plotly.v1+json cannot be shown here"),
        ({"application/pdf": "JVBERi0="}, "", "of type application/pdf cannot be shown here"),
        ({"text/html": "<p>left</p><script>x</script>"}, "<p>left</p>", "interactive part"),
        (
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=3)"},
            "IntSlider(value=3)",
            "interactive part",
        ),
        ({"application/javascript": "x()", "text/plain": "<Javascript>"}, "&lt;Javascript&gt;", "interactive part"),
        ({"image/png": "bm90IGEgcG5n", "text/plain": "fallback"}, "fallback", ""),
        ({"image/svg+xml": "<svg><script/></svg>", "text/plain": "fallback"}, "fallback", ""),
        ({"text/html": "a" * 600_000}, "", "600,000 characters of HTML is too long"),
        ({}, "", "of type none cannot be shown here"),
    ],
)
def test_what_cannot_be_shown_is_said_in_its_place(data: dict[str, Any], shown: str, said: str) -> None:
    html, gathering = _shown(_data(data))
    assert shown in html and said in html
    assert "script" not in html.replace("Javascript", "")
    assert bool(said) <= bool(gathering.warnings)


def test_picture_is_shown_rather_than_html_that_needs_script() -> None:
    html, gathering = _shown(_data({"text/html": "<b>x</b><script>1</script>", "image/png": PNG}, alt="A line"))
    assert html == '<div class="output picture"><img src="figures/x-4.png" alt="A line"></div>'
    assert gathering.figures == {"x-4.png": b"\x89PNG\r\n\x1a\n...."}


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"text/markdown": "**b**", "text/plain": "b"}, "<strong>b</strong>"),
        ({"text/latex": "$\\displaystyle x^2$", "text/plain": "x**2"}, "\ue0000\ue001"),
        ({"text/latex": "$a$ and $b$"}, "\ue0000\ue001 and \ue0001\ue001"),
        ({"text/latex": "Words $x$ more"}, "Words \ue0000\ue001 more"),
        ({"text/latex": "\\(a\\) and \\(b\\)"}, "\ue0000\ue001 and \ue0001\ue001"),
        ({"text/latex": "\\begin{tabular}x\\end{tabular}", "text/plain": "a table"}, "a table"),
        ({"application/json": {"a": ["é"]}, "text/plain": "<JSON>"}, '{\n &quot;a&quot;: [\n  &quot;é&quot;'),
        ({"text/html": ["<p>a", "</p>"]}, "<p>a</p>"),  # as a notebook on disk holds it
    ],
)  # fmt: skip
def test_best_form_is_shown(data: dict[str, Any], shown: str) -> None:
    html, _ = _shown(_data(data))
    assert shown in html.replace("&#34;", "&quot;")


# ------------------------------------------------------------------ pictures


@pytest.mark.parametrize(
    "metadata", [{"alt": "A < B"}, {"image/png": {"alt": "A < B"}}], ids=["of the output", "of the form"]
)
def test_alt_text_comes_from_the_metadata(metadata: dict[str, Any]) -> None:
    html, gathering = _shown(_data({"image/png": PNG}, **metadata))
    assert 'alt="A &lt; B"' in html and not gathering.warnings


def test_picture_without_alt_text_is_said_once_and_an_error_where_strict() -> None:
    html, gathering = _shown(_data({"image/png": PNG}), _data({"image/svg+xml": SVG}))
    assert 'alt="Picture without a description"' in html
    assert list(gathering.warnings) == [
        "x: cell 4: a picture has no alt text; say what it shows in the metadata key 'alt'"
    ]
    with pytest.raises(RenderError, match="x: cell 4: a picture has no alt text"):
        _shown(_data({"image/png": PNG}), strict=True)


def test_pictures_of_one_cell_have_files_of_their_own() -> None:
    other = base64.b64encode(b"\x89PNG\r\n\x1a\n::::").decode()
    _, gathering = _shown(*(_data({"image/png": one}, alt="A") for one in (PNG, other, PNG)))
    assert sorted(gathering.figures) == ["x-4-2.png", "x-4.png"]


# ------------------------------------------------------------------ ours

ROWS = Table(
    "rows",
    "What is drawn",
    (Column("symbol", "Symbol", "symbol"), Column("n", "Number", "number")),
    ((Cell("A/RES/61/180", ADDRESS), Cell("1")), (Cell("A/RES/63/194"), Cell("2"))),
)


def _figure(svg: str = SVG, **more: Any) -> Figure:
    return Figure("by-year", svg, "Two & two.", "Texts <by> year.", ROWS, **more)


def _bundle(bundle: Figure | Table | Facts) -> NotebookNode:
    return _data(json.loads(json.dumps(bundle._repr_mimebundle_())))


def test_figure_is_marked_up_as_page_and_pdf_expect() -> None:
    source = Source("The record", ADDRESS, "record")
    html, gathering = _shown(_bundle(_figure(sources=(source,), description="Long.")))
    assert html.split("\n")[:5] == [
        '<figure class="figure" id="fig-by-year" data-cell="4">',
        '<img src="figures/x-by-year.svg" alt="Two &amp; two.">',
        '<figcaption><span class="label">Figure 2.1</span> Texts &lt;by&gt; year. <span class="sources">Source: '
        f'<a href="{ADDRESS}" data-source="record">The record</a>.</span></figcaption>',
        '<p class="description">Long.</p>',
        '<details class="data"><summary>Data of figure 2.1</summary>',
    ]
    assert gathering.figures["x-by-year.svg"].startswith(b"<svg")
    assert list(gathering.sources) == [source]


def test_mark_leads_to_its_document_or_its_row() -> None:
    marks = "".join(
        f'<a href="{href}"><path d="M 0 0"/></a>' for href in (ADDRESS, "#row-a-res-63-194", "https://x.example/")
    )
    html, gathering = _shown(_bundle(_figure(SVG.replace("</svg>", f"{marks}</svg>"))), prefix="p--")
    drawing = gathering.figures["x-by-year.svg"].decode()
    assert f'<a href="{ADDRESS}" data-row="a-res-61-180"><title>A/RES/61/180 · 1</title>' in drawing
    assert '<a href="#p--row-by-year-a-res-63-194"><title>A/RES/63/194 · 2</title>' in drawing
    assert '<a href="https://x.example/"><title>x.example/</title>' in drawing
    assert html.count("<tr id=") == 2


def test_title_of_a_mark_is_short_and_names_no_source() -> None:
    row = (Cell("A/RES/61/180", ADDRESS), Cell("word " * 60), Cell("Read here", "https://source.example/"))
    table = Table("rows", "", tuple(Column(name, name) for name in "abc"), (row,))
    svg = SVG.replace("</svg>", f'<a href="{ADDRESS}"><path d="M 0 0"/></a></svg>')
    _, gathering = _shown(_bundle(Figure("f", svg, "A.", "C.", table)))
    title = gathering.figures["x-f.svg"].decode().split("<title>")[1].split("</title>")[0]
    assert title.startswith("A/RES/61/180 · word") and title.endswith(" …") and len(title) <= 100


def test_table_is_marked_up_as_page_and_pdf_expect() -> None:
    table = Table("texts", "Texts", ROWS.columns, ROWS.rows, (Source("The record"),), "A note.")
    html, _ = _shown(_bundle(table))
    assert html.startswith(
        '<div class="table" id="tbl-texts" data-cell="4">\n<table class="data"><caption><span class="label">Table 2.1<'
    )
    assert html.endswith(
        '</tbody></table>\n<p class="note">A note.</p>\n<p class="sources">Source: The record.</p>\n</div>'
    )


def test_rows_of_the_list_of_sources_can_be_linked_to() -> None:
    html, _ = _shown(_bundle(Table("sources", "Sources", ROWS.columns, ROWS.rows)))
    assert '<tr id="row-sources-a-res-61-180">' in html


def test_facts_are_said_and_kept() -> None:
    html, gathering = _shown(_bundle(Facts("It came back **twice**.", (Fact("times", 2),))))
    assert html == '<div class="say"><p>It came back <strong>twice</strong>.</p>\n</div>'
    assert gathering.facts == [Fact("times", 2)]


def test_labels_count_up_and_bear_no_number_where_the_chapter_has_none() -> None:
    gathering = Gathering("x", cell=1)
    bundles = [_bundle(Table(f"t{n}", "", ROWS.columns, ())) for n in range(2)]
    html = "".join(results.shown(bundles, new_code_cell(), gathering))
    assert "Table 1<" in html and "Table 2<" in html


@pytest.mark.parametrize(
    "data",
    [
        {"application/vnd.publisher.table+json": {"name": "t", "rows": [["x"]]}},
        {"application/vnd.publisher.figure+json": "{not json"},
        {"application/vnd.publisher.facts+json": [1]},
    ],
)
def test_broken_bundle_is_said_in_its_place_and_an_error_where_strict(data: dict[str, Any]) -> None:
    html, gathering = _shown(_data(data))
    assert "An output could not be read" in html and gathering.warnings
    with pytest.raises(RenderError, match="x: cell 4"):
        _shown(_data(data), strict=True)


def test_figure_whose_drawing_is_unsafe_is_said_and_an_error_where_strict() -> None:
    html, _ = _shown(_bundle(_figure("<svg><script/></svg>")))
    assert html == '<p class="notice">A figure cannot be shown here: the drawing holds a &lt;script&gt;.</p>'
    with pytest.raises(RenderError, match="x: cell 4: figure 'by-year': the drawing holds a <script>"):
        _shown(_bundle(_figure("<svg><script/></svg>")), strict=True)


def test_name_given_twice_gets_a_number_and_is_an_error_where_strict() -> None:
    html, gathering = _shown(_bundle(_figure()), _bundle(_figure()))
    assert 'id="fig-by-year"' in html and 'id="fig-by-year-2"' in html and gathering.warnings
    with pytest.raises(RenderError, match="'by-year' is given to more than one output"):
        _shown(_bundle(_figure()), _bundle(_figure()), strict=True)
