"""Pages: self-contained, under their policy, the same bytes for the same edition."""

import base64
import datetime as dt
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publisher.chapter import reader
from publisher.chapter.document import Chapter, Edition
from publisher.outputs import Cell, Column, Figure, Source, Table
from publisher.pages import renderer
from publisher.pages.renderer import ReportHTMLExporter

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
    return reader.chapter(_notebook(*cells), name=name, number=number)


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
    page = renderer.page(chapter, _edition(chapter))
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
    assert len(renderer.page(chapter, _edition(chapter)).encode()) < 150_000
    assert len(renderer.index(_edition(chapter)).encode()) < 150_000


def test_sorting_and_filtering_take_about_two_kilobytes() -> None:
    script = (Path(renderer.__file__).parent / "templates" / "script.js").read_text(encoding="utf-8")
    tables = script[script.index("// tables") : script.index("// marks")]
    sorting = tables[: tables.index("const said")]
    assert len(re.sub(r"\n\s*", "\n", sorting)) < 2_500


def test_same_edition_gives_the_same_bytes() -> None:
    pages = []
    for _ in range(2):
        chapter = _chapter("# T\n\n$x$", _result(_figure(LINK)), _result(TABLE))
        pages.append(renderer.page(chapter, _edition(chapter)) + renderer.index(_edition(chapter)))
    assert pages[0] == pages[1]


def test_page_names_no_place_and_no_time_of_its_making() -> None:
    chapter = _chapter("# T", _result(_figure()))
    page = renderer.page(chapter, _edition(chapter))
    assert str(Path.home()) not in page and str(dt.date.today().year) + "-" not in page


# ------------------------------------------------------------------ what stands on a page


def test_page_leads_to_its_neighbours_the_contents_and_the_pdf() -> None:
    chapters = [_chapter(f"# Title {n}\n\n## Part", name=f"0{n}-x", number=n) for n in (1, 2, 3)]
    page = renderer.page(chapters[1], _edition(*chapters))
    assert '<a rel="prev" href="01-x.html">' in page and '<a rel="next" href="03-x.html">' in page
    assert '<a href="index.html">A small edition</a>' in page and '<a href="small.pdf">PDF</a>' in page
    assert '<span class="number">2.1</span> Part' in page
    assert "<dt>Actor</dt><dd>Belarus</dd>" in page and "<dt>As of</dt><dd>2013-12-31</dd>" in page
    assert "Affiliated with nobody." in page
    first, last = (
        renderer.page(chapters[0], _edition(*chapters)),
        renderer.page(chapters[2], _edition(*chapters, formats=("html",))),
    )
    assert 'rel="prev"' not in first and 'rel="next"' not in last and "small.pdf" not in last


def test_as_of_is_shown_once() -> None:
    chapter = _chapter("# T")
    page = renderer.page(chapter, _edition(chapter, parameters={"As of": "31 December 2013"}))
    assert page.count("As of") == 1 and "2013-12-31" not in page


def test_sections_are_numbered_but_not_where_the_author_does() -> None:
    cells = "# T\n\n## A\n\n### B\n\n### C\n\n## D"
    page = renderer.page(_chapter(cells), _edition())
    assert [re.sub("<.*?>", "", one) for one in re.findall(r"<h[23] id.*?</h[23]>", page)] == [
        "2.1 A",
        "2.1.1 B",
        "2.1.2 C",
        "2.2 D",
    ]
    assert '<h2 id="1-a">1. A</h2>' in renderer.page(_chapter("# T\n\n## 1. A"), _edition())


def test_figure_of_the_report_takes_the_page_s_colours_and_a_stranger_s_keeps_its_own() -> None:
    theirs = new_code_cell(
        "x", outputs=[new_output("display_data", data={"image/svg+xml": SVG.format("")}, metadata={"alt": "A"})]
    )
    page = renderer.page(_chapter("# T", _result(_figure()), theirs), _edition())
    assert 'style="fill:var(--ink);stroke:#0072b2"' in page and 'style="fill:var(--muted)"' in page
    assert 'style="fill:#1A1A1A;stroke:#0072b2"' in page


def test_figure_is_an_image_and_one_with_links_a_drawing_whose_links_have_names() -> None:
    plain = renderer.page(_chapter("# T", _result(_figure())), _edition())
    assert '<svg role="img" aria-label="Two &amp; two." ' in plain
    linked = renderer.page(_chapter("# T", _result(_figure(LINK))), _edition())
    assert '<svg role="graphics-document" aria-label="Two &amp; two." ' in linked
    assert '<text aria-hidden="true" style="fill:var(--muted)">outside</text>' in linked
    assert "<title>A/RES/61/180 · 1</title><text>inside</text></a>" in linked


def test_page_brings_less_than_150_kb_of_its_own() -> None:
    cells = [f"## Section {number}\n\n*Slanted.*\n\n```python\nx = 1\n```" for number in range(20)]
    page = renderer.page(_chapter("# T", *cells), _edition())
    own = re.sub("<article>.*</article>", "", page, flags=re.DOTALL)
    assert "italic" in own and 50_000 < len(own.encode()) <= 150_000
    assert len(renderer.index(_edition()).encode()) <= 150_000


def test_parts_of_a_figure_that_are_used_again_have_short_names() -> None:
    drawn = '<defs><path id="m0123456789" d="M 0 0"/></defs><use href="#m0123456789" clip-path="url(#absent)"/>'
    page = renderer.page(_chapter("# T", _result(_figure(drawn))), _edition())
    assert '<path id="fig-by-year-1" d="M0 0"/></defs><use href="#fig-by-year-1"' in page


def test_styles_that_come_often_in_a_figure_are_classes_of_it() -> None:
    often = '<path d="M 0 0" style="fill: #1a1a1a"/>' * 3
    page = renderer.page(_chapter("# T", _result(_figure(often))), _edition())
    assert "<style>#fig-by-year-drawing .s0{fill:var(--ink)}</style>" in page
    assert page.count('<path d="M0 0" class="s0"/>') == 3 and 'style="fill:var(--ink);stroke:#0072b2"' in page


def test_italic_comes_only_where_it_is_used() -> None:
    plain, slanted = (renderer.page(_chapter(f"# T\n\n{words}"), _edition()) for words in ("a", "*a*"))
    assert (plain.count("@font-face"), slanted.count("@font-face")) == (3, 4)


def test_two_drawings_share_no_id() -> None:
    other = Figure("by-body", SVG.format(""), "A.", "B.", TABLE)
    page = renderer.page(_chapter("# T", _result(_figure()), _result(other)), _edition())
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_citation_leads_to_the_chapter_s_own_list_or_to_one_at_its_end() -> None:
    sources = (Source("Listed", MARK, "a"), Source("Not listed", "https://b.example/", "b"), Source("and 3 more"))
    listed = Table("sources", "Sources", (Column("s", "Source"),), ((Cell("Listed", MARK),),))
    page = renderer.page(_chapter("# T", _result(_figure(sources=sources)), _result(listed)), _edition())
    assert '<a href="#row-sources-listed">Listed</a>' in page
    assert '<a href="#_source-b">Not listed</a>; and 3 more.' in page
    assert '<li id="_source-b"><a href="https://b.example/">Not listed</a></li>' in page
    assert page.count("<li id=") == 1
    assert "Sources of this chapter" not in renderer.page(_chapter("# T"), _edition())


def test_reference_to_another_chapter_bears_its_label() -> None:
    first = _chapter("# One\n\n[](02-second.ipynb#fig-by-year) [](03-gone.ipynb#x)", name="01-first", number=1)
    page = renderer.page(first, _edition(first, _chapter("# Two", _result(_figure()))))
    assert '<a href="02-second.html#fig-by-year">Figure 2.1</a>' in page
    assert '<a href="03-gone.html#x">x</a>' in page


def test_pictures_are_written_into_the_page() -> None:
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()
    cell = new_code_cell("x", outputs=[new_output("display_data", data={"image/png": png}, metadata={"alt": "A line"})])
    assert f'<img src="data:image/png;base64,{png}" alt="A line">' in renderer.page(_chapter("# T", cell), _edition())


def test_cells_of_code_that_follow_one_another_fold_as_one() -> None:
    page = renderer.page(
        _chapter("# T", new_code_cell("one()"), new_code_cell("two()"), "Text.", new_code_cell("x()")), _edition()
    )
    assert page.count('<details class="code">') == 2 and page.count("<summary>Code</summary>") == 2


# ------------------------------------------------------------------ the index, and pages in the same clothes


def test_index_shows_the_edition_and_what_can_be_taken_along() -> None:
    chapter = _chapter("# A question?\n\nThe first paragraph says *what*.")
    page = renderer.index(
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
    for page in (renderer.page(chapter, edition), renderer.index(edition, downloads=((text, "x.pdf", text),))):
        assert (
            page.count("<script>") == 1
            and "<img src=x" not in page
            and "49" not in re.sub(r"<style>.*?</style>|sha256-[^']*", "", page, flags=re.DOTALL)
        )
        assert not set(page) & set("\u202e\x00\ud800")
        page.encode()


def test_shell_dresses_any_page() -> None:
    page = renderer.shell("Reports & more", "<h1>Reports</h1>")
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


@pytest.mark.slow
def test_nbconvert_knows_the_exporter_by_name(tmp_path: Path) -> None:
    nbformat.write(_notebook("# Theirs", new_code_cell("secret()")), tmp_path / "theirs.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "report-html", "--no-input", str(tmp_path / "theirs.ipynb")]
    subprocess.run(command, check=True, capture_output=True)
    page = (tmp_path / "theirs.html").read_text(encoding="utf-8")
    assert '<h1 id="theirs">Theirs</h1>' in page and "secret()" not in page


def test_configured_tags_and_no_input_are_respected() -> None:
    from traitlets.config import Config

    notebook = _notebook("# T", new_code_cell("kept()"), new_code_cell("mine()", metadata={"tags": ["mine"]}))
    config = Config(TagRemovePreprocessor={"enabled": True, "remove_cell_tags": {"mine"}})
    page, _ = ReportHTMLExporter(config=config).from_notebook_node(notebook)
    assert "kept()" in page and "mine()" not in page
    page, _ = ReportHTMLExporter(config=Config(TemplateExporter={"exclude_input": True})).from_notebook_node(notebook)
    assert "kept()" not in page
