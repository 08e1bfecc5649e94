"""A notebook as a body: one title, headings without gaps, links that lead somewhere, tags respected."""

import re
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from publisher.chapter import reader
from publisher.chapter.document import Chapter, Heading, RenderError
from publisher.outputs import Cell, Column, Fact, Facts, Figure, Source, Table

TABLE = Table(
    "texts",
    "The texts",
    (Column("a", "A"), Column("b", "B")),
    ((Cell("x"), Cell("y")),),
    (Source("S", "https://s.example/", "s"),),
)
FIGURE = Figure("by-year", "<svg/>", "Two.", "By year.", TABLE)


def _result(bundle: Figure | Table | Facts) -> NotebookNode:
    return new_code_cell("call()", outputs=[new_output("display_data", data=bundle._repr_mimebundle_())])


def _chapter(*cells: NotebookNode | str, metadata: dict[str, Any] | None = None, **options: Any) -> Chapter:
    nodes = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return reader.chapter(new_notebook(cells=nodes, metadata=metadata or {}), **{"name": "03-adoption", **options})


# ------------------------------------------------------------------ titles and headings


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
    ],
)
def test_title_is_found_and_is_the_only_first_heading(cells: list[str], metadata: dict[str, Any], title: str) -> None:
    chapter = _chapter(*cells, metadata=metadata)
    assert chapter.title == title
    assert chapter.body.startswith("<h1 id=") and chapter.body.count("<h1") == 1
    assert chapter.headings[0] == Heading(1, chapter.headings[0].anchor, title)


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
    assert [int(level) for level in re.findall(r"<h([1-6])", chapter.body)] == levels


def test_anchors_are_stable_unique_and_prefixed() -> None:
    chapter = _chapter("# What?\n\n## Which texts?\n\n## Which texts?\n\n## Тексты\n\n## ?", prefix="03-adoption--")
    assert [heading.anchor for heading in chapter.headings] == [
        "03-adoption--what",
        "03-adoption--which-texts",
        "03-adoption--which-texts-2",
        "03-adoption--тексты",
        "03-adoption--section",
    ]
    assert all(f'id="{heading.anchor}"' in chapter.body for heading in chapter.headings)


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
        ("<a title='t' href='#fig-by-year'></a>", '<a title="t" href="#fig-by-year">Figure 3.1</a>'),
    ],
)
def test_link_leads_to_what_it_names(link: str, html: str) -> None:
    chapter = _chapter(f"# T\n\n{link}\n\n## Which texts?", _result(FIGURE), _result(TABLE), number=3)
    assert html in chapter.body
    assert bool(chapter.warnings) == ("nowhere" in link)


def test_link_to_nothing_is_an_error_where_strict() -> None:
    with pytest.raises(RenderError, match="03-adoption: a link leads to #nowhere"):
        _chapter("# T\n\n[see](#nowhere)", strict=True)


def test_link_under_a_prefix_leads_to_the_prefixed_anchor() -> None:
    chapter = _chapter("# T\n\n[](#fig-by-year) [a](#t)[^1]\n\n[^1]: Note.", _result(FIGURE), prefix="p--", number=1)
    assert '<a href="#p--fig-by-year">Figure 1.1</a>' in chapter.body
    assert '<a href="#p--t">a</a>' in chapter.body and '<a href="#p--c1-fn-1">1</a>' in chapter.body


# ------------------------------------------------------------------ cells


def test_code_is_folded_and_its_language_known() -> None:
    cell = new_code_cell("x <- '</code></pre><script>'  # y")
    chapter = _chapter("# T", cell, metadata={"language_info": {"name": "R"}})
    assert '<details class="code"><summary>Code</summary><pre tabindex="0"><code class="language-r">' in chapter.body
    assert "&lt;/code&gt;" in chapter.body and "<script>" not in chapter.body
    assert "details" not in _chapter("# T", new_code_cell("  \n")).body


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
def test_tags_say_what_is_left_out(tags: list[str], code: bool, output: bool) -> None:
    fact = Facts("Said.", (Fact("k", 1),))
    cell = _result(fact)
    cell.metadata.tags = tags
    chapter = _chapter("# T", cell)
    assert ("call()" in chapter.body) is code
    assert ("Said." in chapter.body) is output
    assert bool(chapter.facts) is output


@pytest.mark.parametrize(
    ("source", "form", "html"),
    [
        ("as it\nstands", "", '<pre class="raw" tabindex="0">as it\nstands</pre>'),
        ("<b>x</b><script>1</script>", "text/html", "<b>x</b>"),
        ("<b>x</b>", "", "<b>x</b>"),
        ("**x**", "text/markdown", "<strong>x</strong>"),
        ("\\newpage", "text/latex", ""),
    ],
)
def test_raw_cell_is_shown_in_the_format_it_names(source: str, form: str, html: str) -> None:
    chapter = _chapter("# T", new_raw_cell(source, metadata={"raw_mimetype": form} if form else {}))
    assert html in chapter.body and "newpage" not in chapter.body and "script" not in chapter.body


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("Так, и так далее.", '<p><span lang="ru">Так, и так далее</span>.</p>'),
        ("ініцыятыва", '<span lang="be">ініцыятыва</span>'),
        ("الجمعية العامة", '<span lang="ar" dir="rtl">الجمعية العامة</span>'),
        ("大会", '<span lang="zh">大会</span>'),
        ("<i lang='fr'>mot</i>", '<i lang="fr">mot</i>'),
        ("α and β", "α and β"),  # letters of formulas
    ],
)
def test_words_in_another_script_are_marked(words: str, html: str) -> None:
    assert html in _chapter(f"# T\n\n{words}").body


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


def test_formulas_are_put_in_where_they_stood() -> None:
    chapter = _chapter("# T\n\nFirst $a$, then $b$.")
    first, second = (chapter.body.index(f"<mi>{name}</mi>") for name in "ab")
    assert chapter.body.index("First") < first < chapter.body.index("then") < second
    assert "\ue000" not in chapter.body


def test_words_within_a_formula_are_marked_once_and_its_source_is_left() -> None:
    body = _chapter("# T\n\nSaid $\\text{中文}$.").body
    source = body[body.index("<annotation") : body.index("</annotation>")]
    assert "<span" not in source and body.count('<span lang="zh">') == 1


def test_same_notebook_gives_the_same_chapter() -> None:
    cells = ("# T\n\n$x$ [](#fig-by-year)", _result(FIGURE), _result(TABLE))
    assert _chapter(*cells, number=1) == _chapter(*cells, number=1)


def test_notebook_is_left_as_it_is() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("# T"), _result(FIGURE)])
    before = str(notebook)
    reader.chapter(notebook, name="x")
    assert str(notebook) == before


def test_picture_beside_the_notebook_is_read_and_none_outside_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    (folder / "images").mkdir(parents=True)
    for path in (folder / "images" / "a.png", tmp_path / "secret.png"):
        path.write_bytes(b"\x89PNG\r\n\x1a\n....")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    chapter = _chapter("# T\n\n![A](images/a.png) ![B](../secret.png) ![C](link.png)", folder=folder)
    assert list(chapter.figures) == ["03-adoption-1.png"]
    assert chapter.body.count("cannot be shown here") == 2
    assert _chapter("# T\n\n![A](images/a.png)").figures == {}


def test_broken_cell_is_named() -> None:
    cell = new_code_cell("x", outputs=[new_output("display_data", data={"application/vnd.publisher.table+json": 1})])
    with pytest.raises(RenderError) as caught:
        _chapter("# T", cell, strict=True)
    assert (caught.value.chapter, caught.value.cell) == ("03-adoption", 2)


# ------------------------------------------------------------------ what stands elsewhere in the edition


def test_sentences_at_a_glance_leave_the_chapter_and_keep_their_facts() -> None:
    cell = _result(Facts("23 texts, the last [A](https://a.example/).", (Fact("texts", 23),)))
    cell.metadata["tags"] = ["at-a-glance"]
    chapter = _chapter("# A title\n\nText.", cell)
    assert chapter.at_a_glance == ("23 texts, the last A.",)
    assert "23 texts" not in chapter.body
    assert chapter.facts == (Fact("texts", 23),)


def test_back_matter_is_marked_as_such() -> None:
    cell = _result(TABLE)
    cell.metadata["tags"] = ["back_matter"]
    empty = new_code_cell("", metadata={"tags": ["back-matter"]})
    body = _chapter("# A title", cell, empty, "After.").body
    assert body.count("<section") == 1
    assert body.index('<section class="back-matter">') < body.index("<table") < body.index("</section>")
    assert body.index("</section>") < body.index("After.")


def test_id_that_comes_twice_stays_where_it_stands_first() -> None:
    made = _chapter("# T\n\n<p id='a'>One id=\"a\"</p><p id='a'>Two</p>\n\nSaid[^1] twice[^1].\n\n[^1]: Note.")
    ids = re.findall(r'<[^>]* id="([^"]*)"', made.body)
    assert len(ids) == len(set(ids)) and "One id=" in made.body
