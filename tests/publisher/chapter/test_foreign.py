"""A stranger's outputs: the best form that can be shown is shown, and what cannot be is said in its place."""

import base64
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from publisher.chapter import foreign, reader
from publisher.chapter.document import Block, Chapter, Notice, Output, RenderError
from publisher.chapter.draft import Draft
from publisher.safe.nodes import Element, Formula, Image, Node, raw_text, walk

CONTENT = b"\x89PNG\r\n\x1a\n...."
PNG = base64.b64encode(CONTENT).decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>'


def _read(*outputs: NotebookNode, **options: Any) -> tuple[list[Block], Draft]:
    """The blocks of a cell's outputs."""
    draft = Draft("x", 2, cell=4, **options)
    return reader._read_outputs(new_code_cell(outputs=list(outputs)), draft), draft


def _data(data: dict[str, Any], **metadata: Any) -> NotebookNode:
    return new_output("display_data", data=data, metadata=metadata)


def _stream(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=text)


Shown = Callable[..., tuple[str, Draft]]


@pytest.fixture
def shown(article: Callable[[Chapter], str]) -> Shown:
    """Reads outputs and writes them as a page does."""

    def written(*outputs: NotebookNode, **options: Any) -> tuple[str, Draft]:
        blocks, draft = _read(*outputs, **options)
        return article(Chapter("x", "X", tuple(blocks), pictures=draft.pictures)), draft

    return written


# ------------------------------------------------------------------ text


def test_streams_that_follow_one_another_are_joined() -> None:
    blocks, _ = _read(_stream("a"), _stream("b\n"), _stream("c", "stderr"), _stream("d"))
    assert [(one.kind, raw_text(one.nodes)) for one in blocks if isinstance(one, Output)] == [
        ("stream stdout", "ab"), ("stream stderr", "c"), ("stream stdout", "d"),
    ]  # fmt: skip


def test_stream_of_a_name_that_nobody_knows_is_one_of_words() -> None:
    blocks, _ = _read(_stream("a", 'x" onclick="y'), _stream("b"))
    assert [(one.kind, raw_text(one.nodes)) for one in blocks if isinstance(one, Output)] == [("stream stdout", "ab")]


def test_streams_on_both_sides_of_another_output_stay_apart() -> None:
    blocks, _ = _read(_stream("a\r"), _data({"text/plain": "b"}), _stream("c"))
    assert [raw_text(one.nodes) for one in blocks if isinstance(one, Output)] == ["a", "b", "c"]


def test_error_is_shown_with_its_traceback(shown: Shown) -> None:
    html, _ = shown(new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m", "<v>"]))
    assert html.startswith('<div class="output error">') and '<span class="ansi-red-fg">E</span>\n&lt;v&gt;' in html
    assert "E: v" in shown(new_output("error", ename="E", evalue="v", traceback=[]))[0]


def test_long_text_keeps_its_beginning_and_its_end() -> None:
    draft = Draft("x", cell=4)
    output, notice = foreign.read_text("begin" + "x" * 1_000_000 + "end", "text", draft)
    assert isinstance(output, Output) and isinstance(notice, Notice)
    text = raw_text(output.nodes)
    assert len(text) < 22_000 and text.startswith("begin") and text.endswith("end")
    assert notice.words == ["980,008 characters in the middle of this output are left out."]
    assert len(draft.warnings) == 1


@pytest.mark.parametrize("words", ["", " \n\t\n"])
def test_nothing_written_is_nothing_shown(words: str) -> None:
    assert foreign.read_text(words, "text", Draft("x")) == []


# ------------------------------------------------------------------ HTML


def test_table_of_pandas_has_scopes_and_no_empty_heads(shown: Shown) -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]), index=["r"])
    html, _ = shown(_data({"text/html": frame._repr_html_(), "text/plain": "x"}))
    assert '<th colspan="2" scope="col" halign="left">a</th>'.replace(' halign="left"', "") in html
    assert '<th scope="row">r</th>' in html and "<th></th>" not in html
    assert "<style" not in html and "dataframe" not in html


def test_style_of_pandas_is_confined_to_its_output(shown: Shown) -> None:
    styled = pd.DataFrame({"a": [1, 2]}).style.highlight_max(color="yellow").hide(axis="index")
    html, _ = shown(_data({"text/html": styled._repr_html_()}))
    sheet = html[html.index("<style>") + 7 : html.index("</style>")]
    assert '<div class="output html styled" id="out-1"' in html
    assert sheet.startswith("#out-1 #c4-T_") and "background-color:yellow" in sheet
    identity = sheet.split("{")[0].split("#")[-1]
    assert f'id="{identity}"' in html


def test_head_of_a_row_that_is_a_picture_or_a_formula_stays_one() -> None:
    heads = f"<th><img src='data:image/png;base64,{PNG}' alt='A'></th><th> </th><th>&nbsp;</th><th scope=col>x</th>"
    (output, *_), _ = _read(_data({"text/html": f"<table><tbody><tr>{heads}</tr></tbody></table>"}))
    assert isinstance(output, Output)
    cells = [node for node in walk(output.nodes) if isinstance(node, Element) and node.tag in ("td", "th")]
    assert [(one.tag, one.attributes) for one in cells] == [
        ("th", {"scope": "row"}), ("td", {}), ("td", {}), ("th", {"scope": "col"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "left", "said"),
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
def test_what_cannot_be_shown_is_said_in_its_place(shown: Shown, data: dict[str, Any], left: str, said: str) -> None:
    html, draft = shown(_data(data))
    assert left in html and said in html
    assert "script" not in html.replace("Javascript", "")
    assert bool(said) <= bool(draft.warnings)


def test_notice_of_what_is_left_out_stands_after_the_output() -> None:
    blocks, draft = _read(_data({"text/html": "<p>left</p><script>x</script>"}))
    assert [type(block) for block in blocks] == [Output, Notice]
    assert list(draft.warnings) == ["x: cell 4: The interactive part of this output is not shown here."]


def test_picture_is_shown_rather_than_html_that_needs_script() -> None:
    blocks, draft = _read(_data({"text/html": "<b>x</b><script>1</script>", "image/png": PNG}, alt="A line"))
    assert blocks == [Output("picture", [Image("x-4.png", "A line")], 4)]
    assert draft.pictures == {"x-4.png": CONTENT}


def _form(node: Node) -> str:
    return node if isinstance(node, str) else f"({node.tex})" if isinstance(node, Formula) else ""


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        ({"text/markdown": "**b**", "text/plain": "c"}, "markdown", "b"),
        ({"text/latex": "$\\displaystyle x^2$", "text/plain": "x**2"}, "maths", "(x^2)"),
        ({"text/latex": "\\begin{equation*}x\\end{equation*}"}, "maths", "(x)"),
        ({"text/latex": "$a$ and $b$"}, "markdown", "(a) and (b)"),
        ({"text/latex": "Words $x$ more"}, "markdown", "Words (x) more"),
        ({"text/latex": "\\(a\\) and \\(b\\)"}, "markdown", "(a) and (b)"),
        ({"text/latex": "$ $", "text/plain": "nothing"}, "text", "nothing"),
        ({"text/latex": "\\begin{tabular}x\\end{tabular}", "text/plain": "a table"}, "text", "a table"),
        ({"application/json": {"a": ["é"]}, "text/plain": "<JSON>"}, "text", '{\n "a": [\n  "é"\n ]\n}'),
        ({"text/html": ["<p>a", "</p>"]}, "html", "a"),  # as a notebook on disk holds it
        ({"text/html": "<p> </p>", "text/plain": "words"}, "text", "words"),
        ({"text/html": "<hr>", "text/plain": "words"}, "html", ""),
    ],
)
def test_best_form_is_shown(data: dict[str, Any], kind: str, words: str) -> None:
    (output, *_), _ = _read(_data(data))
    assert isinstance(output, Output)
    assert (output.kind, "".join(map(_form, walk(output.nodes))).strip()) == (kind, words)


# ------------------------------------------------------------------ pictures


@pytest.mark.parametrize(
    "metadata", [{"alt": "A < B"}, {"image/png": {"alt": "A < B"}}], ids=["of the output", "of the form"]
)
def test_alt_text_comes_from_the_metadata(shown: Shown, metadata: dict[str, Any]) -> None:
    html, draft = shown(_data({"image/png": PNG}, **metadata))
    assert 'alt="A &lt; B"' in html and not draft.warnings


def test_alt_text_may_be_that_of_the_cell_and_is_cut_where_it_is_too_long() -> None:
    cell = new_code_cell(outputs=[_data({"image/png": PNG})], metadata={"alt": "a" * 1_000_000})
    (output,) = reader._read_outputs(cell, Draft("x", cell=4))
    assert isinstance(output, Output) and isinstance(output.nodes[0], Image)
    assert 20_000 < len(output.nodes[0].alt) < 21_000


def test_size_of_a_picture_comes_from_the_metadata() -> None:
    (output,), _ = _read(_data({"image/png": PNG}, **{"image/png": {"alt": "A", "width": 30, "height": "4x"}}))
    assert isinstance(output, Output) and output.nodes == [Image("x-4.png", "A", 30, None)]


def test_picture_without_alt_text_is_said_once_and_an_error_where_strict(shown: Shown) -> None:
    html, draft = shown(_data({"image/png": PNG}), _data({"image/svg+xml": SVG}))
    assert 'alt="Picture without a description"' in html and 'aria-label="Picture without a description"' in html
    assert list(draft.warnings) == ["x: cell 4: a picture has no alt text; say what it shows in the metadata key 'alt'"]
    with pytest.raises(RenderError, match="x: cell 4: a picture has no alt text"):
        _read(_data({"image/png": PNG}), strict=True)


def test_pictures_of_one_cell_have_files_of_their_own() -> None:
    other = base64.b64encode(b"\x89PNG\r\n\x1a\n::::").decode()
    _, draft = _read(*(_data({"image/png": one}, alt="A") for one in (PNG, other, PNG)))
    assert sorted(draft.pictures) == ["x-4-2.png", "x-4.png"]
