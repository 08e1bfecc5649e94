"""A notebook as a chapter of blocks: cells in their order, tags respected, and what the chapter states as a whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from publisher.chapter import reader
from publisher.chapter.document import BackMatter, Chapter, Code, Heading, Notice, Output, RenderError, Text
from publisher.chapter.document import Table as TableBlock
from publisher.outputs import Cell, Column, Fact, Facts, Figure, Source, Table
from publisher.safe.nodes import Formula, plain_text, walk

TABLE = Table(
    "texts",
    "The texts",
    (Column("a", "A"), Column("b", "B")),
    ((Cell("x"), Cell("y")),),
    (Source("S", "https://s.example/", "s"),),
)
FIGURE = Figure("by-year", "<svg/>", "Two.", "By year.", TABLE)


Article = Callable[[Chapter], str]


def _result(bundle: Figure | Table | Facts) -> NotebookNode:
    return new_code_cell("call()", outputs=[new_output("display_data", data=bundle._repr_mimebundle_())])


def _chapter(*cells: NotebookNode | str, metadata: dict[str, Any] | None = None, **options: Any) -> Chapter:
    nodes = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return reader.read_chapter(new_notebook(cells=nodes, metadata=metadata or {}), **{"name": "03-adoption", **options})


# ------------------------------------------------------------------ cells


def test_code_is_folded_and_its_language_known(article: Article) -> None:
    cell = new_code_cell("x <- '</code></pre><script>'  # y")
    html = article(_chapter("# T", cell, metadata={"language_info": {"name": "R"}}))
    assert '<details class="code"><summary>Code</summary>\n<pre tabindex="0"><code class="language-r">' in html
    assert "&lt;/code&gt;" in html and "<script>" not in html
    assert "details" not in article(_chapter("# T", new_code_cell("  \n")))


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"language_info": {"name": "R"}}, "r"),
        ({"kernelspec": {"name": "j", "display_name": "J", "language": "julia"}}, "julia"),
        ({}, "python"),
        ({"language_info": {"name": 'x" onclick="y'}}, ""),
    ],
)
def test_language_of_code_is_that_of_the_notebook(metadata: dict[str, Any], language: str) -> None:
    assert _chapter("# T", new_code_cell("x"), metadata=metadata).blocks[1:] == (Code("x", language),)


def test_long_code_is_shown_whole_and_the_longest_cut() -> None:
    for length, shown in ((49_000, 49_000), (1_000_000, 50_031)):
        (_, code) = _chapter("# T", new_code_cell("x" * length)).blocks
        assert isinstance(code, Code) and len(code.source) == shown


@pytest.mark.parametrize(
    ("tags", "code", "output"),
    [
        (["remove-input"], False, True),
        (["remove_output"], True, False),
        (["remove-cell"], False, False),
        (["parameters"], True, True),
        (["injected-parameters", "other"], True, True),
    ],
)
def test_tags_say_what_is_left_out(article: Article, tags: list[str], code: bool, output: bool) -> None:
    fact = Facts("Said.", (Fact("k", 1),))
    cell = _result(fact)
    cell.metadata.tags = tags
    chapter = _chapter("# T", cell)
    assert ("call" in article(chapter)) is code
    assert ("Said." in article(chapter)) is output
    assert bool(chapter.facts) is output


@pytest.mark.parametrize(
    ("source", "form", "html"),
    [
        ("as it\nstands", "", '<pre class="raw" tabindex="0">as it\nstands</pre>'),
        ("<b>x</b><script>1</script>", "text/html", "<b>x</b>"),
        ("<b>x</b>", "", "<b>x</b>"),
        ("**x**", "text/markdown", "<strong>x</strong>"),
        ("**x** < y", "", "**x** &lt; y"),
        ("<b>x</b>", "text/plain", "&lt;b&gt;x&lt;/b&gt;"),
        ("\\newpage", "text/latex", ""),
    ],
)
def test_raw_cell_is_shown_in_the_format_it_names(article: Article, source: str, form: str, html: str) -> None:
    for key in ("raw_mimetype", "format"):
        written = article(_chapter("# T", new_raw_cell(source, metadata={key: form} if form else {})))
        assert html in written and "newpage" not in written and "script" not in written


def test_cells_become_blocks_in_their_order() -> None:
    outputs = [new_output("stream", text="out"), new_output("display_data", data=TABLE._repr_mimebundle_())]
    chapter = _chapter("# T\n\nText.", new_code_cell("x", outputs=outputs), new_raw_cell("raw"), "<script>x</script>")
    assert [type(block) for block in chapter.blocks] == [Heading, Text, Code, Output, TableBlock, Text, Notice]


# ------------------------------------------------------------------ the chapter as a whole


def test_chapter_carries_what_its_notebook_states() -> None:
    said = Facts("It came back **twice**.", (Fact("times", 2),))
    chapter = _chapter("# T", _result(said), _result(TABLE), metadata={"lang": "fr"}, number=3)
    assert (chapter.name, chapter.number, chapter.language) == ("03-adoption", 3, "fr")
    assert chapter.facts == (Fact("times", 2),)
    assert chapter.sources == TABLE.sources
    assert chapter.summary == "It came back twice."


@pytest.mark.parametrize("given", ["<script>", 'en" onload="x', "", "x" * 50])
def test_language_that_is_none_is_english(given: str) -> None:
    assert _chapter("# T", metadata={"lang": given}).language == "en"


def test_formulas_are_put_in_where_they_stood(article: Article) -> None:
    html = article(_chapter("# T\n\nFirst $a$, then $b$."))
    first, second = (html.index(f"<mi>{name}</mi>") for name in "ab")
    assert html.index("First") < first < html.index("then") < second
    assert "\ue000" not in html


def test_formula_in_a_title_or_an_output_is_set_too() -> None:
    data = [{"text/latex": "$z$"}, {"text/markdown": "a $y$"}]
    outputs = [new_output("display_data", data=one) for one in data]
    chapter = _chapter("# On $x$", new_code_cell(outputs=outputs))
    formulas = [
        node
        for block in chapter.blocks
        if isinstance(block, Heading | Output)
        for node in walk(block.words if isinstance(block, Heading) else block.nodes)
        if isinstance(node, Formula)
    ]
    assert [one.tex for one in formulas] == ["x", "z", "y"] and all(one.mathml for one in formulas)


def test_same_notebook_gives_the_same_chapter() -> None:
    cells = ("# T\n\n$x$ [](#fig-by-year)", _result(FIGURE), _result(TABLE))
    assert _chapter(*cells, number=1) == _chapter(*cells, number=1)


def test_notebook_is_left_as_it_is() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("# T"), _result(FIGURE)])
    before = str(notebook)
    reader.read_chapter(notebook, name="x")
    assert str(notebook) == before


def test_picture_beside_the_notebook_is_read_and_none_outside_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    (folder / "images").mkdir(parents=True)
    for path in (folder / "images" / "a.png", tmp_path / "secret.png"):
        path.write_bytes(b"\x89PNG\r\n\x1a\n....")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    chapter = _chapter("# T\n\n![A](images/a.png) ![B](../secret.png) ![C](link.png)", folder=folder)
    assert list(chapter.pictures) == ["03-adoption-1.png"]
    assert str(chapter.blocks).count("cannot be shown here") == 2
    assert _chapter("# T\n\n![A](images/a.png)").pictures == {}


def test_picture_that_the_notebook_brings_as_a_file_is_read() -> None:
    content = b"\x89PNG\r\n\x1a\n...."
    chapter = _chapter("# T\n\n![A](x_files/a.png)", files={"x_files/a.png": content})
    assert chapter.pictures == {"03-adoption-1.png": content}


def test_broken_cell_is_named() -> None:
    cell = new_code_cell("x", outputs=[new_output("display_data", data={"application/vnd.publisher.table+json": 1})])
    with pytest.raises(RenderError) as caught:
        _chapter("# T", cell, strict=True)
    assert (caught.value.chapter, caught.value.cell) == ("03-adoption", 2)


# ------------------------------------------------------------------ what stands elsewhere in the edition


def test_sentences_at_a_glance_leave_the_chapter_and_keep_their_facts(article: Article) -> None:
    cell = _result(Facts("23 texts, the last [A](https://a.example/).", (Fact("texts", 23),)))
    cell.metadata["tags"] = ["at-a-glance"]
    chapter = _chapter("# A title\n\nText.", cell, strict=True)
    assert chapter.at_a_glance == ("23 texts, the last A.",)
    assert "23 texts" not in article(chapter)
    assert chapter.facts == (Fact("texts", 23),)


def test_back_matter_is_marked_as_such_and_stands_on_the_page_where_it_stood(article: Article) -> None:
    cell = _result(TABLE)
    cell.metadata["tags"] = ["back_matter"]
    empty = new_code_cell("", metadata={"tags": ["back-matter"]})
    chapter = _chapter("# A title", cell, empty, "After.")
    (matter,) = [block for block in chapter.blocks if isinstance(block, BackMatter)]
    assert [type(block) for block in matter.blocks] == [Code, TableBlock]
    assert chapter.labels == {"tbl-texts": "Table 1"}
    html = article(chapter)
    assert 0 < html.index("<table") < html.index("After.")


def test_heading_and_link_in_back_matter_are_those_of_the_chapter() -> None:
    cell = new_markdown_cell("## Appendix\n\nSee [](#tbl-texts) and [](#nowhere).", metadata={"tags": ["back-matter"]})
    chapter = _chapter("# A title", cell, _result(TABLE), number=3)
    assert [one.text for one in chapter.headings] == ["A title", "Appendix"]
    (matter,) = [block for block in chapter.blocks if isinstance(block, BackMatter)]
    (text,) = matter.blocks
    assert isinstance(text, Text) and "See Table 3.1 and ." in plain_text(text.nodes)
