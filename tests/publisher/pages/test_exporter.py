"""Pages: self-contained, under their policy, the same bytes for the same edition."""

import base64
import datetime as dt
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from traitlets.config import Config

from publisher.chapter import reader
from publisher.chapter.document import Chapter, Edition, RenderError
from publisher.chapter.reader import TextRules
from publisher.outputs import Cell, Column, Figure, Table
from publisher.pages.exporter import TEMPLATES, ReportHTMLExporter

EXPORTER = ReportHTMLExporter()
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()
MARK = "https://docs.un.org/A/RES/61/180"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M 0 0" style="fill: #1A1A1A; stroke: #0072b2"/>'
    '<text style="fill: #595959">outside</text>{}</svg>'
)
LINK = f'<a href="{MARK}"><text>inside</text></a>'
ROWS = ((Cell("A/RES/61/180", MARK), Cell("1")), (Cell("A/RES/63/194"), Cell("2")))
TABLE = Table("texts", "The texts", (Column("a", "Symbol", "symbol"), Column("n", "N", "number")), ROWS)


def _notebook(*cells: NotebookNode | str) -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells])


def _result(bundle: Figure | Table) -> NotebookNode:
    return new_code_cell("call()", outputs=[new_output("display_data", data=bundle._repr_mimebundle_())])


def _figure(link: str = "", **more: object) -> Figure:
    return Figure("by-year", SVG.format(link), "Two & two.", "By year.", TABLE, **more)  # type: ignore[arg-type]


def _chapter(*cells: NotebookNode | str, name: str = "02-second", number: int | None = 2) -> Chapter:
    return reader.read_chapter(_notebook(*cells), name=name, number=number)


def _edition(*chapters: Chapter, **more: object) -> Edition:
    given = {
        "as_of": dt.date(2013, 12, 31),
        "parameters": {"Actor": "Belarus"},
        "disclaimer": "Affiliated with nobody.",
    }
    return Edition("small", "A small edition", chapters, **{**given, **more})  # type: ignore[arg-type]


# ------------------------------------------------------------------ self-contained


def test_page_brings_everything_and_its_policy_allows_no_more() -> None:
    chapter = _chapter("# T", _result(_figure()))
    page = EXPORTER.write_chapter(chapter, _edition(chapter))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy and script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert policy[1] == (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert "aria-sort" in script[1] and "\n//" not in script[1]
    assert not re.search(r"<(?:link (?!rel=\"icon\" href=\"data:,\")|script src|img src=\"(?!data:)|iframe)", page)
    assert not re.search(r"url\((?!data:|#)|@import", page)


def test_page_before_content_is_small() -> None:
    chapter = _chapter("# T")
    assert len(EXPORTER.write_chapter(chapter, _edition(chapter)).encode()) < 150_000
    assert len(EXPORTER.write_index(_edition(chapter)).encode()) < 150_000


def test_sorting_and_filtering_take_about_two_kilobytes() -> None:
    script = (TEMPLATES / "report" / "script.js").read_text(encoding="utf-8")
    tables = script[script.index("// tables") : script.index("// marks")]
    sorting = tables[: tables.index("const said")]
    assert len(re.sub(r"\n\s*", "\n", sorting)) < 2_500


def test_same_edition_gives_the_same_bytes() -> None:
    pages = []
    for _ in range(2):
        chapter = _chapter("# T\n\n$x$", _result(_figure(LINK)), _result(TABLE))
        pages.append(EXPORTER.write_chapter(chapter, _edition(chapter)) + EXPORTER.write_index(_edition(chapter)))
    assert pages[0] == pages[1]


def test_page_names_no_place_and_no_time_of_its_making() -> None:
    chapter = _chapter("# T", _result(_figure()))
    page = EXPORTER.write_chapter(chapter, _edition(chapter))
    assert str(Path.home()) not in page and str(dt.date.today().year) + "-" not in page


# ------------------------------------------------------------------ what stands on a page


def test_page_leads_to_its_neighbours_the_contents_and_the_pdf() -> None:
    chapters = [_chapter(f"# Title {n}\n\n## Part", name=f"0{n}-x", number=n) for n in (1, 2, 3)]
    page = EXPORTER.write_chapter(chapters[1], _edition(*chapters))
    assert '<a rel="prev" href="01-x.html">' in page and '<a rel="next" href="03-x.html">' in page
    assert '<a href="index.html">A small edition</a>' in page and '<a href="small.pdf">PDF</a>' in page
    assert '<span class="number">2.1</span> Part' in page
    assert "<dt>Actor</dt><dd>Belarus</dd>" in page and "<dt>As of</dt><dd>2013-12-31</dd>" in page
    assert "Affiliated with nobody." in page
    first, last = (
        EXPORTER.write_chapter(chapters[0], _edition(*chapters)),
        EXPORTER.write_chapter(chapters[2], _edition(*chapters, formats=("html",))),
    )
    assert 'rel="prev"' not in first and 'rel="next"' not in last and "small.pdf" not in last


def test_as_of_is_shown_once() -> None:
    chapter = _chapter("# T")
    page = EXPORTER.write_chapter(chapter, _edition(chapter, parameters={"As of": "31 December 2013"}))
    assert page.count("As of") == 1 and "2013-12-31" not in page


def test_sections_are_numbered_but_not_where_the_author_does() -> None:
    cells = "# T\n\n## A\n\n### B\n\n### C\n\n## D"
    page = EXPORTER.write_chapter(_chapter(cells), _edition())
    assert [re.sub("<.*?>", "", one) for one in re.findall(r"<h[23] id.*?</h[23]>", page)] == [
        "2.1 A",
        "2.1.1 B",
        "2.1.2 C",
        "2.2 D",
    ]
    assert '<h2 id="1-a">1. A</h2>' in EXPORTER.write_chapter(_chapter("# T\n\n## 1. A"), _edition())


def test_page_brings_less_than_150_kb_of_its_own() -> None:
    cells = [f"## Section {number}\n\n*Slanted.*\n\n```python\nx = 1\n```" for number in range(20)]
    page = EXPORTER.write_chapter(_chapter("# T", *cells), _edition())
    own = re.sub("<article>.*</article>", "", page, flags=re.DOTALL)
    assert "italic" in own and 50_000 < len(own.encode()) <= 150_000
    assert len(EXPORTER.write_index(_edition()).encode()) <= 150_000


def test_italic_comes_only_where_it_is_used() -> None:
    sheet = "<style>.a { font-style: italic }</style><p>x</p>"
    styled = new_code_cell(
        outputs=[new_output("display_data", data={"text/html": sheet})], metadata={"tags": ["back-matter"]}
    )
    drawn = "<path style='font-style: italic' d='M 0 0'/>"
    sheeted = "<style>.a { font-style: italic }</style><text class='a'>x</text>"  # of the drawing's own
    for cell in ("*a*", "<p style='font-style: italic'>a</p>", styled, *map(_result, map(_figure, (drawn, sheeted)))):
        assert EXPORTER.write_chapter(_chapter("# T", cell), _edition()).count("@font-face") == 4
    for plain in ("a", "`italic`", _result(_figure())):
        assert EXPORTER.write_chapter(_chapter("# T", plain), _edition()).count("@font-face") == 3


def test_cells_of_code_that_follow_one_another_fold_as_one() -> None:
    page = EXPORTER.write_chapter(
        _chapter("# T", new_code_cell("one()"), new_code_cell("two()"), "Text.", new_code_cell("x()")), _edition()
    )
    assert page.count('<details class="code">') == 2 and page.count("<summary>Code</summary>") == 2


# ------------------------------------------------------------------ the index, and pages in the same clothes


def test_index_shows_the_edition_and_what_can_be_taken_along() -> None:
    chapter = _chapter("# A question?\n\nThe first paragraph says *what*.")
    page = EXPORTER.write_index(
        _edition(chapter, subtitle="What was started", at_a_glance=("One thing.",), colophon=(("Edition", "small"),)),
        downloads=(("The report as PDF", "small.pdf", "1.2 MB"),),
    )
    for words in ("What was started", "One thing.", "The first paragraph says what.", "<dt>Edition</dt><dd>small</dd>"):
        assert words in page
    assert '<a href="02-second.html"><span class="number">2</span> A question?</a>' in page
    assert '<a href="small.pdf">The report as PDF</a> <span>1.2 MB</span>' in page


@pytest.mark.parametrize(
    "text", ["<script>x</script>", '"><img src=x onerror=x>', "{{ 7 * 7 }}{% x %}", "\u202ex\x00\ud800"]
)
def test_what_an_edition_is_called_is_text(text: str) -> None:
    chapter = _chapter("# T")
    edition = Edition(
        "small",
        text,
        (chapter,),
        text,
        None,
        {text: text},
        at_a_glance=(text,),
        colophon=((text, text),),
        disclaimer=text,
    )
    for page in (
        EXPORTER.write_chapter(chapter, edition),
        EXPORTER.write_index(edition, downloads=((text, "x.pdf", text),)),
    ):
        assert (
            page.count("<script>") == 1
            and "<img src=x" not in page
            and "49" not in re.sub(r"<style>.*?</style>|sha256-[^']*", "", page, flags=re.DOTALL)
        )
        assert not set(page) & set("\u202e\x00\ud800")
        page.encode()


def test_any_other_page_wears_the_same_clothes() -> None:
    page = EXPORTER.write_page("Reports & more", "<h1>Reports</h1>")
    assert "<title>Reports &amp; more</title>" in page
    assert re.search(r"<main[^>]*>\s*<h1>Reports</h1>", page) and "Content-Security-Policy" in page


# ------------------------------------------------------------------ any notebook


def test_exporter_makes_one_page_of_any_notebook(tmp_path: Path) -> None:
    (tmp_path / "line.png").write_bytes(b"\x89PNG\r\n\x1a\n....")
    notebook = _notebook("# Theirs\n\n![A](line.png)", new_code_cell("1", outputs=[new_output("stream", text="out")]))
    path = tmp_path / "theirs.ipynb"
    nbformat.write(notebook, path)
    page, resources = ReportHTMLExporter().from_filename(str(path))
    assert "<title>Theirs</title>" in page and "data:image/png;base64," in page and ">out</pre>" in page
    assert "masthead" not in re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    assert resources["output_extension"] == ".html"


def test_warnings_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    exporter = ReportHTMLExporter()
    exporter.log.propagate = True
    exporter.from_notebook_node(_notebook("# T\n\n![A](gone.png)"))
    assert "the picture “A” cannot be shown" in caplog.text


def test_chapter_is_read_with_the_rules_and_files_that_it_is_given() -> None:
    resources = {"metadata": {"name": "05-five"}, "outputs": {"five_files/a.png": b"\x89PNG\r\n\x1a\n...."}}
    notebook = _notebook("# T\n\n![A](five_files/a.png) слово", _result(_figure()))
    rules = TextRules(languages={"ru": "\u0400-\u04ff"})
    chapter, _ = EXPORTER.read_notebook(notebook, resources, number=5, strict=True, rules=rules)
    assert (chapter.name, chapter.labels) == ("05-five", {"fig-by-year": "Figure 5.1"})
    assert sorted(chapter.pictures) == ["05-five-1.png", "05-five-by-year.svg"]
    assert '<span lang="ru">слово</span>' in EXPORTER.write_chapter(chapter, _edition(chapter))
    with pytest.raises(RenderError, match=r"05-five: cell 1: “23 texts\.”"):
        EXPORTER.read_notebook(_notebook("23 texts."), resources, strict=True)


def test_reading_leaves_the_notebook_as_it_is() -> None:
    config = Config(
        TemplateExporter={"exclude_input": True, "exclude_output": True},
        TagRemovePreprocessor={"enabled": True, "remove_cell_tags": {"mine"}},
    )
    notebook = _notebook("# T", _result(_figure()), new_code_cell("x", metadata={"tags": ["mine"]}))
    before = str(notebook)
    ReportHTMLExporter(config=config).from_notebook_node(notebook)
    assert str(notebook) == before


# ------------------------------------------------------------------ nbconvert's settings mean what they say


@pytest.mark.parametrize(
    ("config", "left_out"),
    [
        ({}, set()),
        ({"TemplateExporter": {"exclude_input": True}}, {"code()", "other()"}),
        ({"TemplateExporter": {"exclude_output": True}}, {"out", "err"}),
        ({"TemplateExporter": {"exclude_code_cell": True}}, {"code()", "other()", "out", "err"}),
        ({"TemplateExporter": {"exclude_markdown": True}}, {"words"}),
        ({"TemplateExporter": {"exclude_raw": True}}, {"raw"}),
        ({"TagRemovePreprocessor": {"enabled": True, "remove_cell_tags": {"mine"}}}, {"code()", "out"}),
        ({"TagRemovePreprocessor": {"enabled": True, "remove_input_tags": {"mine"}}}, {"code()"}),
        ({"TagRemovePreprocessor": {"enabled": True, "remove_input_tags": {"text"}}}, {"words", "raw"}),
        ({"TagRemovePreprocessor": {"enabled": True, "remove_all_outputs_tags": {"mine"}}}, {"out"}),
        ({"TagRemovePreprocessor": {"enabled": True, "remove_single_output_tags": {"one"}}}, {"err"}),
        ({"ClearOutputPreprocessor": {"enabled": True}}, {"out", "err"}),
        ({"RegexRemovePreprocessor": {"enabled": True, "patterns": ["other"]}}, {"other()", "err"}),
    ],
)
def test_setting_of_nbconvert_leaves_out_what_it_names(config: dict[str, Any], left_out: set[str]) -> None:
    output = new_output("display_data", data={"text/plain": "err"}, metadata={"tags": ["one"]})
    notebook = _notebook(
        "# T",
        new_markdown_cell("words", metadata={"tags": ["text"]}),
        new_code_cell("code()", outputs=[new_output("stream", text="out")], metadata={"tags": ["mine"]}),
        new_code_cell("other()", outputs=[output]),
        new_raw_cell("raw", metadata={"tags": ["text"]}),
    )
    page, _ = ReportHTMLExporter(config=Config(config)).from_notebook_node(notebook)
    article = lxml.html.fromstring(page).find(".//article")
    shown = set(article.text_content().split()) & {"words", "code()", "out", "other()", "err", "raw"}
    assert shown == {"words", "code()", "out", "other()", "err", "raw"} - left_out


@pytest.mark.parametrize("setting", [{}, {"use_separate_dir": True}])
def test_attachments_that_nbconvert_makes_files_are_shown(tmp_path: Path, setting: dict[str, bool]) -> None:
    config = Config(ExtractAttachmentsPreprocessor={"enabled": True, **setting})
    resources = {"unique_key": "theirs", "output_files_dir": "theirs_files", "metadata": {"path": str(tmp_path)}}
    page, _ = ReportHTMLExporter(config=config).from_notebook_node(_attached(), resources)
    assert f'<img src="data:image/png;base64,{PNG}" alt="A line">' in page and "cannot be shown" not in page


def _attached() -> NotebookNode:
    cell = new_markdown_cell("# Theirs\n\n![A line](attachment:line.png)", attachments={"line.png": {"image/png": PNG}})
    return _notebook(cell)


@pytest.fixture
def convert(tmp_path: Path) -> Callable[..., lxml.html.HtmlElement]:
    """Runs `jupyter nbconvert --to report-html` in a folder of its own, and reads the page."""

    def converted(notebook: NotebookNode, *options: str) -> lxml.html.HtmlElement:
        nbformat.write(notebook, tmp_path / "theirs.ipynb")
        command = [sys.executable, "-m", "nbconvert", "--to", "report-html", *options, "theirs.ipynb"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return lxml.html.fromstring((tmp_path / "theirs.html").read_text(encoding="utf-8"))

    return converted


Convert = Callable[..., lxml.html.HtmlElement]


@pytest.mark.slow
def test_nbconvert_knows_the_exporter_by_name(convert: Convert) -> None:
    page = convert(_notebook("# Theirs", new_code_cell("secret()", outputs=[new_output("stream", text="out")])))
    assert [one.text_content() for one in page.iter("h1", "pre")] == ["Theirs", "secret()", "out"]


@pytest.mark.slow
def test_no_input_leaves_the_code_out(convert: Convert) -> None:
    notebook = _notebook("# Theirs", new_code_cell("secret()", outputs=[new_output("stream", text="out")]))
    page = convert(notebook, "--no-input")
    assert [one.text_content() for one in page.iter("h1", "pre")] == ["Theirs", "out"]


@pytest.mark.slow
def test_cells_of_a_tag_are_left_out(convert: Convert) -> None:
    draft = new_code_cell("draft()", outputs=[new_output("stream", text="out")], metadata={"tags": ["draft"]})
    options = ("--TagRemovePreprocessor.enabled=True", "--TagRemovePreprocessor.remove_cell_tags=draft")
    page = convert(_notebook("# Theirs", new_code_cell("kept()"), draft), *options)
    assert [one.text_content() for one in page.iter("h1", "pre")] == ["Theirs", "kept()"]


@pytest.mark.slow
def test_attachments_are_shown_though_they_are_made_files(convert: Convert, tmp_path: Path) -> None:
    page = convert(_attached(), "--ExtractAttachmentsPreprocessor.enabled=True")
    assert [one.get("src") for one in page.iter("img")] == [f"data:image/png;base64,{PNG}"]
    assert (tmp_path / "theirs_files" / "line.png").read_bytes() == base64.b64decode(PNG)


@pytest.mark.slow
def test_preprocessor_of_the_analyst_changes_the_cells(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "louder.py").write_text(
        "from nbconvert.preprocessors import Preprocessor\n\n\n"
        "class Louder(Preprocessor):\n"
        "    def preprocess_cell(self, cell, resources, index):\n"
        "        cell.source = cell.source.upper()\n"
        "        return cell, resources\n"
    )
    page = convert(_notebook("# Theirs", new_code_cell("code()")), "--Exporter.preprocessors=louder.Louder")
    assert [one.text_content() for one in page.iter("h1", "pre")] == ["THEIRS", "CODE()"]


@pytest.mark.slow
def test_template_of_the_analyst_overrides_a_block(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "conf.json").write_text('{"base_template": "report"}')
    (tmp_path / "mine" / "index.html.j2").write_text(
        '{% extends "report/index.html.j2" %}\n'
        "{% block styles %}<style>h1 { color: red }</style>{% endblock %}\n"
        '{% block figure %}<section class="mine">{{ it.label }} of {{ resources.metadata.name }}: {{ super() }}\n'
        "</section>{% endblock %}\n"
        "{% block code %}<pre>{{ it[0].source }}</pre>{% endblock %}\n"
    )
    page = convert(_notebook("# Theirs", _result(_figure())), "--template", "mine")
    assert "h1 { color: red }" in [one.text for one in page.iter("style")]
    (mine,) = page.find_class("mine")
    assert mine.text.strip() == "Figure 1 of theirs:"
    assert [one.get("id") for one in mine.iter("figure")] == ["fig-by-year"]
    assert [one.text for one in page.iter("pre")] == ["call()"] and not page.find_class("code")
