"""The pages in a real browser: silent, accessible, usable by keyboard, safe from what a notebook may hold."""

import base64
import datetime as dt
import io
import json
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from playwright.sync_api import Browser, Page, sync_playwright

from publisher.chapter import reader
from publisher.chapter.document import Edition
from publisher.outputs import Cell, Column, Fact, Facts, Figure, Source, Table
from publisher.pages.exporter import ReportHTMLExporter

pytestmark = pytest.mark.system

EXPORTER = ReportHTMLExporter()
RULES = reader.TextRules(languages={"ru": "\u0400-\u04ff", "ar": "\u0600-\u06ff", "zh": "\u3400-\u9fff"})
CHROMIUM = "/usr/bin/chromium"
AXE = Path(__file__).parents[1] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
LAYOUTS = {"light": (1440, "light"), "dark": (1440, "dark"), "narrow": (320, "light"), "narrow-dark": (320, "dark")}
ADDRESS = "https://docs.un.org/A/RES/{}/{}"


# ------------------------------------------------------------------ pages to look at


def _result(bundle: Figure | Table | Facts) -> NotebookNode:
    return new_output("display_data", data=bundle._repr_mimebundle_())


def _drawing(title: str) -> str:
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "same"}):
        drawing = Drawing(figsize=(6, 2.5))
        axes = drawing.add_subplot()
        bars = axes.bar(range(2005, 2014), [1, 2, 0, 3, 1, 2, 1, 1, 1], color="#0072b2")
        for bar, session in zip(bars, range(61, 70), strict=True):
            bar.set_url(ADDRESS.format(session, session + 100))
        axes.set_title(title, color="#1a1a1a")
        axes.text(2011, 2.5, "a label", color="#595959")
        written = io.StringIO()
        FigureCanvasSVG(drawing).print_svg(written, metadata={"Date": None})
    return written.getvalue()


def _rows(count: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            Cell(f"A/RES/{n}/{n + 100}", ADDRESS.format(n, n + 100)),
            Cell(f"Improving the coordination of efforts against trafficking in persons, part {n}"),
            Cell(f"20{n - 56:02d}-12-20"),
            Cell("" if n == 63 else f"{(n * 37) % 1500:,}"),
        )
        for n in range(61, 61 + count)
    )


COLUMNS = (
    Column("symbol", "Symbol", "symbol"),
    Column("title", "Title"),
    Column("date", "Adopted", "date"),
    Column("days", "Days", "number"),
)
SOURCES = (
    Source("General Assembly, resolution 61/180", ADDRESS.format(61, 180), "res-61-180"),
    Source("General Assembly, resolution 63/194", ADDRESS.format(63, 194), "res-63-194"),
)


def _report(number: int) -> NotebookNode:
    data = Table("by-year-data", "What is drawn", COLUMNS, _rows(9))
    figure = Figure(
        "by-year",
        _drawing("Resolutions a year"),
        "Twelve resolutions in nine years, most (3) in 2008.",
        "Resolutions by year of adoption.",
        data,
        SOURCES,
        "Bars between zero and three.",
    )
    table = Table("texts", "The texts in order of date", COLUMNS, _rows(20), SOURCES, "A blank is not known.")
    said = Facts("The Assembly adopted **twelve** texts (see [](#fig-by-year)).", (Fact("n", 12),))
    return new_notebook(
        cells=[
            new_markdown_cell(
                "# How often did the Assembly return to it?\n\n"
                + "The Assembly comes back to most subjects every year or every other year, and to this one it "
                "came back more often than a reader of the narrative would think. " * 3
            ),
            new_code_cell('actor = "BLR"  # whose initiatives', metadata={"tags": ["parameters"]}),
            new_markdown_cell(
                "## How often?\n\nSee [](#tbl-texts), [the other](02-second.ipynb) and [](02-second.ipynb#fig-by-year)."
            ),
            new_code_cell("charts.rhythm(rhythm)", outputs=[_result(figure)]),
            new_code_cell("say(...)", outputs=[_result(said)]),
            new_markdown_cell("## Which texts?\n\n" + "A paragraph to scroll past. " * 60),
            new_code_cell("tables.texts(rows)", outputs=[_result(table)]),
            new_markdown_cell(
                "## What does this not show?\n\nOn connaît <i lang='fr'>l'histoire</i>, и по-русски. " + "More. " * 200
            ),
        ],
        metadata={"language_info": {"name": "python"}},
    )


MARKDOWN = """
## A stranger's *analysis*

Inline $e^{i\\pi}$ and

$$\\int_0^1 x\\,dx$$

\\begin{align}a&=b\\\\c&=d\\end{align}

| a | b |
|:--|--:|
| 1 | 2 |

- [x] done
- [ ] not

> said

Term
: meaning

```python
x = 1  # one
```

![A line](attachment:line.png) and a note[^1].

[^1]: The note.

<details><summary>More</summary>hidden</details>
"""
TERMINAL = (
    "\x1b[31mred\x1b[0m \x1b[1;32mgreen\x1b[0m \x1b[38;5;208morange\x1b[0m \x1b[43mground\x1b[0m \x1b[7minverse\x1b[0m"
)


def _foreign() -> NotebookNode:
    drawing = Drawing(figsize=(3, 2))
    drawing.add_subplot().plot([1, 3, 2])
    written = io.BytesIO()
    FigureCanvasAgg(drawing).print_png(written)
    png = base64.b64encode(written.getvalue()).decode()
    frame = pd.DataFrame(
        [[1, 2.5, "x"], [3, 4.5, "y"]],
        columns=pd.MultiIndex.from_tuples([("a", "i"), ("a", "j"), ("b", "k")]),
        index=pd.MultiIndex.from_tuples([("u", 1), ("v", 2)], names=["one", "two"]),
    )
    styled = pd.DataFrame({"a": [1, 2], "b": [3, 4]}).style.highlight_max(color="#ffff99").set_caption("Styled")

    def cell(source: str, data: dict[str, Any], **metadata: Any) -> NotebookNode:
        return new_code_cell(source, outputs=[new_output("display_data", data=data, metadata=metadata)])

    return new_notebook(
        cells=[
            new_markdown_cell(MARKDOWN, attachments={"line.png": {"image/png": png}}),
            new_code_cell("print()", outputs=[new_output("stream", name="stdout", text=TERMINAL)]),
            cell("frame", {"text/html": frame.to_html()}),
            cell("styled", {"text/html": styled.to_html()}),
            cell("plot", {"image/png": png}, alt="A line"),
            cell("svg", {"image/svg+xml": _drawing("Theirs")}, alt="Bars"),
            cell("slider", {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=3)"}),
            new_code_cell("1/0", outputs=[new_output("error", ename="E", evalue="v", traceback=[TERMINAL, "E: v"])]),
            new_raw_cell("As it stands."),
            new_markdown_cell("#### Deep\n\n# Again"),
        ]
    )


def _edition(*chapters: Any) -> Edition:
    return Edition(
        "small",
        "A small edition of the report",
        chapters,
        "What was started",
        dt.date(2013, 12, 31),
        {"Actor": "Belarus", "As of": "31 December 2013"},
        at_a_glance=("One thing.",),
        colophon=(("Edition", "small"),),
        disclaimer="An independent compilation.",
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of two chapters, a page in the same clothes, and a stranger's notebook, as files."""
    folder = tmp_path_factory.mktemp("site")
    chapters = [
        reader.read_chapter(_report(number), name=name, number=number, strict=True, rules=RULES)
        for number, name in ((1, "01-first"), (2, "02-second"))
    ]
    edition = _edition(*chapters)
    pages = {f"{chapter.name}.html": EXPORTER.write_chapter(chapter, edition) for chapter in chapters}
    pages["index.html"] = EXPORTER.write_index(edition, downloads=(("The report as PDF", "small.pdf", "1.2 MB"),))
    pages["reports.html"] = EXPORTER.write_page("Reports", "<h1>Reports</h1>\n<p><a href='index.html'>One</a></p>")
    foreign = reader.read_chapter(_foreign(), name="foreign")
    pages["foreign.html"] = EXPORTER.write_chapter(foreign, Edition("", foreign.title, (foreign,)))
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


PAGES = ("01-first.html", "02-second.html", "index.html", "reports.html", "foreign.html")


# ------------------------------------------------------------------ the browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that is open, and what it asked for and said."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


Open = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    contexts = []

    def open_page(path: Path, width: int = 1440, scheme: str = "light", fragment: str = "", **options: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True, **options
        )
        contexts.append(context)
        visited = Visit(context.new_page())
        visited.page.on("request", lambda request: visited.requests.append(request.url))
        visited.page.on("console", lambda message: visited.messages.append(message.text))
        visited.page.on("pageerror", lambda error: visited.messages.append(str(error)))
        visited.page.on("dialog", lambda dialog: (visited.messages.append(dialog.message), dialog.dismiss()))
        visited.page.goto(path.as_uri() + fragment)
        return visited

    yield open_page
    for context in contexts:
        context.close()


# ------------------------------------------------------------------ silent


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_for_nothing_and_says_nothing(visit: Open, site: Path, name: str) -> None:
    visited = visit(site / name)
    visited.page.wait_for_timeout(100)
    assert [url for url in visited.requests if not url.startswith("data:")] == [(site / name).as_uri()]
    assert visited.messages == []


def test_policy_forbids_what_the_page_does_not_bring(visit: Open, site: Path) -> None:
    visited = visit(site / "01-first.html")
    visited.page.evaluate(
        """() => { for (const [name, at] of [['script', 'src'], ['img', 'src'], ['iframe', 'src']]) {
             const e = document.createElement(name); e[at] = 'https://example.org/x'; document.body.append(e); }
           const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);
           fetch('https://example.org/').catch(() => 0); }"""
    )
    visited.page.wait_for_timeout(200)
    assert visited.page.evaluate("window.ran") is None
    assert len(visited.messages) >= 5
    assert all("Content Security Policy" in message for message in visited.messages)


# ------------------------------------------------------------------ accessible


@pytest.fixture(scope="module")
def axe() -> str:
    assert AXE.exists(), f"axe-core is not installed: npm ci --prefix {AXE.parents[2]}"
    return AXE.read_text(encoding="utf-8")


def _violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate(
        "() => axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
    )
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Open, site: Path, axe: str, name: str, layout: str) -> None:
    width, scheme = LAYOUTS[layout]
    page = visit(site / name, width, scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert _violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_script_and_reader_bring_up(visit: Open, site: Path, axe: str, scheme: str) -> None:
    page = visit(site / "01-first.html", 1440, scheme).page
    page.locator(".figure svg a").first.focus()
    page.locator("#tbl-texts input").fill("part 7")
    page.locator("#tbl-texts th button").first.click()
    page.locator(".figure svg a").first.focus()
    assert page.locator(".tip").is_visible()
    assert _violations(page, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_page_has_its_landmarks_title_language_and_one_first_heading(visit: Open, site: Path, name: str) -> None:
    page = visit(site / name).page
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title()
    levels = page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4,h5,h6)')].map((h) => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


def test_words_of_other_languages_are_marked(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    assert page.locator("[lang=fr]").inner_text() == "l'histoire"
    assert "по" in page.locator("[lang=ru]").first.inner_text()


def test_built_editions_are_silent_accessible_and_fit(visit: Open, axe: str) -> None:
    """Every page of every edition that stands in `reports/`, as readers get it."""
    reports = Path(__file__).parents[3] / "reports"
    editions = sorted(path.parent for path in reports.glob("*/index.html") if path.parent.is_symlink())
    assert editions, "there is no built edition; `make report` builds them"
    found = []
    for path in [reports / "index.html", *(page for edition in editions for page in sorted(edition.glob("*.html")))]:
        for layout in ("light", "dark", "narrow"):
            width, scheme = LAYOUTS[layout]
            visited = visit(path, width, scheme)
            page = visited.page
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            found += [f"{path} {layout}: {told}" for told in _violations(page, axe)]
            found += [f"{path}: {url}" for url in visited.requests if not url.startswith(("data:", path.as_uri()))]
            found += [f"{path}: {message}" for message in visited.messages]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{path} {layout}: wider than the screen")
            page.context.close()
        own = re.sub("<article>.*</article>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if path.stat().st_size > 450_000 or len(own.encode()) > 150_000:
            found.append(f"{path}: {path.stat().st_size:,} bytes, {len(own.encode()):,} of them the page's own")
    assert found == []


# ------------------------------------------------------------------ by keyboard


@pytest.mark.parametrize("width", [1440, 320])
def test_everything_is_reached_by_keyboard_and_shows_its_focus(visit: Open, site: Path, width: int) -> None:
    page = visit(site / "01-first.html", width).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate(
        """() => { const visible = (e) => e.checkVisibility() && e.tabIndex >= 0;
             const stops = 'a[href], button, input, summary, [tabindex="0"]';
             window.expected = [...document.querySelectorAll(stops)].filter(visible);
             window.reached = new Set(); window.plain = []; }"""
    )
    count = page.evaluate("expected.length")
    assert count > 60
    for step in range(count + 10):
        page.keyboard.press("Tab")
        words = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
                 reached.add(e); const s = getComputedStyle(e);
                 if (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2) plain.push(e.outerHTML.slice(0, 100));
                 const box = e.getBoundingClientRect();
                 return [e.className, box.top < innerHeight && box.bottom > 0]; }"""
        )
        if words is None:
            break
        assert words[1], "focus is out of sight"
        if step == 0:
            assert words[0] == "skip"
    assert page.evaluate("expected.filter((e) => !reached.has(e)).map((e) => e.outerHTML.slice(0, 120))") == []
    assert page.evaluate("plain") == []


def test_skip_link_leads_past_the_contents(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def _column(page: Page, number: int) -> list[str]:
    words: list[str] = page.evaluate(
        """(n) => [...document.querySelectorAll('#tbl-texts tbody tr')].filter((r) => !r.hidden)
             .map((r) => r.cells[n].textContent)""",
        number,
    )
    return words


@pytest.mark.parametrize("press", ["pointer", "keyboard"])
def test_table_sorts_by_number_with_blanks_last_and_back(visit: Open, site: Path, press: str) -> None:
    page = visit(site / "01-first.html").page
    button = page.locator("#tbl-texts th button").nth(3)

    def push() -> None:
        if press == "pointer":
            button.click()
        else:
            button.focus()
            page.keyboard.press("Space")

    before = _column(page, 3)
    amounts = sorted(int(words.replace(",", "")) for words in before if words)
    push()
    assert [words.replace(",", "") for words in _column(page, 3)] == [*map(str, amounts), ""]
    assert page.locator("#tbl-texts th").nth(3).get_attribute("aria-sort") == "ascending"
    push()
    assert [words.replace(",", "") for words in _column(page, 3)] == [*map(str, reversed(amounts)), ""]
    push()
    assert _column(page, 3) == before
    assert page.locator("#tbl-texts th[aria-sort]").count() == 0


def test_table_filters_by_all_words_and_counts(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    page.locator("#tbl-texts input").focus()
    page.keyboard.type("PART 2017")
    assert _column(page, 2) == ["2017-12-20"]
    assert page.locator("#tbl-texts output").first.inner_text() == "1 of 20 rows"
    page.locator("#tbl-texts input").fill("")
    assert len(_column(page, 2)) == 20


def test_data_of_a_figure_leaves_as_csv(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("details.data summary").first.click()
    page.locator("#fig-by-year button", has_text="Copy").click()
    page.locator("#fig-by-year output", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as waiting:
        page.locator("#fig-by-year button", has_text="Save").click()
    saved = waiting.value.path().read_bytes().decode("utf-8-sig")
    assert waiting.value.suggested_filename == "by-year.csv"
    assert saved.replace("\r\n", "\n") == copied.replace("\r\n", "\n")
    assert saved.splitlines()[0] == "Symbol,Title,Adopted,Days"
    assert '"Improving the coordination of efforts against trafficking in persons, part 61"' in saved


def test_marks_are_one_stop_lead_to_document_and_row(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    marks = page.locator(".figure svg a")
    assert marks.count() == 9
    assert marks.first.get_attribute("href") == "https://docs.un.org/A/RES/61/161"
    assert "A/RES/61/161" in (marks.first.locator("title").text_content() or "")
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    assert "A/RES/62/162" in page.locator(".tip p").inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Document"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#row-by-year-a-res-62-162")
    assert page.locator("#row-by-year-a-res-62-162").is_visible()
    assert "A/RES/62/162" in page.locator("#row-by-year-a-res-62-162").inner_text()
    page.locator(".tip").wait_for(state="hidden")
    marks.nth(3).hover()
    assert "A/RES/64/164" in page.locator(".tip p").inner_text()
    marks.nth(1).focus()
    page.keyboard.press("Escape")
    assert not page.locator(".tip").is_visible()


def test_code_is_hidden_until_asked_for(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    code = page.locator("details.code pre")
    assert not code.first.is_visible()
    page.keyboard.press("Alt+c")
    assert all(one.is_visible() for one in code.all())
    page.locator("button", has_text="Show code").click()
    assert not any(one.is_visible() for one in code.all())


# ------------------------------------------------------------------ reading


def test_measure_is_a_book_s(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    lines = page.evaluate(
        """() => { const node = document.querySelector('article p').firstChild, range = document.createRange();
             const tops = new Map();
             for (let n = 0; n < node.length; n++) { range.setStart(node, n); range.setEnd(node, n + 1);
               const top = Math.round(range.getBoundingClientRect().top); tops.set(top, (tops.get(top) || 0) + 1); }
             return [...tops.values()].slice(0, -1); }"""
    )
    assert 60 <= sum(lines) / len(lines) <= 75


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 768])
def test_page_never_scrolls_sideways(visit: Open, site: Path, name: str, width: int) -> None:
    page = visit(site / name, width).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_contents_follow_the_reader(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    page.locator("#which-texts").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#which-texts').scrollIntoView()")
    page.locator(".contents ol ol [aria-current][href='#which-texts']").wait_for()
    box = page.locator(".contents").bounding_box()
    assert box is not None and box["y"] >= 0


def test_links_of_a_page_lead_somewhere(visit: Open, site: Path) -> None:
    (site / "small.pdf").touch()
    for name in PAGES:
        page = visit(site / name).page
        for address in page.evaluate("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))"):
            file, _, fragment = address.partition("#")
            if file.startswith("https:"):
                continue
            assert (site / (file or name)).exists(), address
            if fragment:
                assert f'id="{fragment}"' in (site / (file or name)).read_text(encoding="utf-8"), address
    page = visit(site / "01-first.html").page
    assert page.locator("a[href='02-second.html#fig-by-year']").inner_text() == "Figure 2.1"
    assert page.locator("p a[href='#tbl-texts']").inner_text() == "Table 1.1"


def test_figure_is_an_image_with_words_that_follow_day_and_night(visit: Open, site: Path) -> None:
    fills = {}
    for scheme in ("light", "dark"):
        page = visit(site / "01-first.html", scheme=scheme).page
        assert (
            page.locator(".figure svg").get_attribute("aria-label")
            == "Twelve resolutions in nine years, most (3) in 2008."
        )
        assert page.locator(".figure svg text", has_text="a label").is_visible()
        fills[scheme] = page.evaluate(
            "[...document.querySelectorAll('.figure svg text')].map((e) => getComputedStyle(e).fill)"
        )
    assert set(fills["light"]).isdisjoint(fills["dark"])


def test_nothing_moves(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html").page
    page.locator(".figure svg a").first.hover()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_everything_is_readable_without_script(visit: Open, site: Path) -> None:
    with_script = visit(site / "01-first.html").page
    without = visit(site / "01-first.html", java_script_enabled=False)
    page = without.page
    assert page.locator("#tbl-texts tbody tr").count() == 20
    assert page.locator(".contents ol ol a").count() == 3 and page.locator(".contents ol ol a").first.is_visible()
    assert page.locator(".figure svg").is_visible() and not page.locator("details.code pre").first.is_visible()
    page.locator("details.data summary").first.click()
    assert page.locator("details.data table").first.is_visible()
    assert without.messages == []
    words = [text for text in page.locator("article p").all_inner_texts() if text]
    assert [text for text in with_script.locator("article p:not(.tip p)").all_inner_texts() if text] == words


def test_link_to_a_folded_row_unfolds_it(visit: Open, site: Path) -> None:
    page = visit(site / "01-first.html", fragment="#row-by-year-a-res-69-169").page
    assert page.locator("#row-by-year-a-res-69-169").is_visible()


# ------------------------------------------------------------------ on paper


def test_printing_cuts_no_row_and_no_figure(visit: Open, site: Path, tmp_path: Path) -> None:
    rows = tuple(
        (Cell(f"begin{n}"), Cell(f"{'word ' * 60}end{n}"), *(Cell(f"{'column ' * 3}") for _ in range(6)))
        for n in range(60)
    )
    columns = tuple(Column(f"c{n}", f"Heading{n}") for n in range(8))
    table = Table("long", "A long table", columns, rows)
    notebook = _report(1)
    notebook.cells.append(new_code_cell("table", outputs=[_result(table)]))
    chapter = reader.read_chapter(notebook, name="01-first", number=1)
    path = tmp_path / "long.html"
    path.write_text(EXPORTER.write_chapter(chapter, _edition(chapter)), encoding="utf-8")
    page = visit(path).page
    page.pdf(path=tmp_path / "long.pdf", format="A4", prefer_css_page_size=True)
    read = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "long.pdf", "-"], capture_output=True, text=True, check=True
    )
    sheets = read.stdout.split("\f")
    for n in range(60):
        assert [n for sheet in sheets if re.search(rf"\bbegin{n}\b", sheet) and re.search(rf"\bend{n}\b", sheet)], n
    assert sum("Heading7" in sheet for sheet in sheets) > 2, "heads are repeated, and the last column is on the sheet"
    assert any("Resolutions a year" in sheet and "Figure 1.1" in sheet for sheet in sheets)
    assert "Show code" not in read.stdout and "Filter rows" not in read.stdout


# ------------------------------------------------------------------ safe

RUN = "window.pwned=1"
CORPUS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
    f"<svg><foreignObject><body onload='{RUN}'></foreignObject></svg>",
    f"<svg><animate onbegin='{RUN}' attributeName=x dur=1s></svg>",
    "<svg><use href='https://evil.example/x.svg#a'/><image href='https://evil.example/x.png'/></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={RUN}>'></table></math>",
    f"<math><a href='javascript:{RUN}'>x</a></math>",
    f"<style><img src='</style><img src=x onerror={RUN}>'></style>",
    "<style>@import 'https://evil.example/a.css'; * { background: url(https://evil.example/b) }</style>",
    "<style>body, main, footer { display: none }</style><p>x</p>",
    "<div style='position:fixed;inset:0;background:url(https://evil.example/c);z-index:9999999'>cover</div>",
    "<div style='background:\\75rl(https://evil.example/d)'>x</div>",
    f"<a href='javascript:{RUN}'>x</a><a href='java\tscript:{RUN}'>y</a><a href=' &#1;javascript:{RUN}'>z</a>",
    f"<a href='data:text/html,<script>{RUN}</script>'>x</a><a href='vbscript:x'>y</a><a href='//evil.example'>z</a>",
    f"[x](javascript:{RUN}) ![x](javascript:{RUN}) [y](<javascript:{RUN}>)",
    "![x](https://evil.example/e.png) <img src=https://evil.example/f.png srcset='https://evil.example/g.png 2x'>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe><object data='https://evil.example/h'></object>",
    "<embed src='https://evil.example/i'><video src='https://evil.example/j' poster='https://evil.example/k'></video>",
    "<form action='https://evil.example/l'><input name=x autofocus><button>go</button></form>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example/m'>",
    "<link rel=stylesheet href='https://evil.example/n.css'><link rel=prefetch href='https://evil.example/o'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<template><img src=x onerror={RUN}></template><textarea></textarea><img src=x onerror={RUN}></textarea>",
    f"<p title='<h2><img src=x onerror={RUN}></h2>' lang='<figure class=\"figure\"'>x</p>",
    f"<h2 title='</h2><img src=x onerror={RUN}>'>x</h2><img alt='<img src=figures/x.svg alt=x onerror={RUN}>'>",
    "</main></article></body></html><main id=_main><h1>Second</h1>",
    "</td></tr></table></div></figure></details><table><tr><td>",
    "<!-- unclosed comment", "<![CDATA[ unclosed", "<plaintext>", "<xmp>", "<details open ontoggle=window.pwned=1>",
    "{{ 7*7 }}{% raw %}{{ config }}{% endraw %}{# x #}${7*7}#{7*7}<%= 7*7 %>",
    "$\\href{javascript:window.pwned=1}{x}$ $\\text{<img src=x onerror=window.pwned=1>}$ $$\\unicode{60}$$",
    "$</math><script>window.pwned=1</script>$ \\begin{align}</math><script>window.pwned=1</script>\\end{align}",
    "\ue0000\ue001 &#xe000;0&#xe001; \ue002https://evil.example/p <img alt='&#xe000;0&#xe001;'>",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u200b\u200d\u2060\ufeff \u0000\u0007\x1b[31m a\u0301\u0301\u0301",
    "&#x202e;drow &#0; &#xd800; \ud800",
    f"<svg></p><style><a id='</style><img src=1 onerror={RUN}>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}></style></mglyph></form></mtext>",
    f"<math><annotation-xml encoding='text/html'><svg><style><img src=x onerror={RUN}></style></svg></annotation-xml>",
    f"<math><mi><table><mi><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'></table></mi></math>",
    f"<svg><set attributeName='href' to='javascript:{RUN}'/><use href='data:image/svg+xml;base64,PHN2Zy8+#x'/></svg>",
    "<svg><rect style='mask:url(https://evil.example/s#m);cursor:url(https://evil.example/t)'/><feImage href='u'/>",
    "<style>p { background: image-set('https://evil.example/v' 1x); content: url(https://evil.example/w) }</style>",
    "<style>:is(body, main):has(*) { display: none } & { display: none } @layer a { main { display: none } }</style>",
    "<p style='width:999999px;height:99999px;font-size:9999px;padding:99999px;border:9999px solid;margin:-9px'>x</p>",
    "<table style='width:99999px'><tr><td style='white-space:nowrap'>" + "wide " * 2_000 + "</td></tr></table>",
    "<a id=_main name=body></a><img name=documentElement alt=x><a id=querySelectorAll></a><p id='_caption-1'>x</p>",
    "<details class='code'><summary>x</summary></details><table class=data><caption>x</caption></table>",
    "<div class=figure><svg><a href='#'>x</a></svg></div><div class='masthead'><p class=actions>x</p></div>",
    "<img src='../../../../etc/x.png'><img src='file:///etc/x.png'><img src='figures/../x.svg'>",
    "<img src='data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22window.pwned=1%22/%3E'>",
    "<a ping='https://evil.example/x' href='https://a`onclick=window.pwned=1`'>x</a><p popover tabindex=1>y</p>",
    "<script type='speculationrules'>{\"prefetch\":[{\"urls\":[\"https://evil.example/y\"]}]}</script>",
    "--!><img src=x onerror=window.pwned=1>", "<!--><img src=x onerror=window.pwned=1>-->", "]]>",
    "$\\require{html}\\style{position:fixed}{x}\\cssId{_main}{z}$ $\\input{/etc/passwd}$ $$\\def\\x{\\x\\x}\\x$$",
    "W" * 5_000, "\u202e" * 500 + "x", "\u200b" * 20_000, "\u0300" * 5_000, "- " * 400 + "x",
    "[^1]" * 300 + "\n\n[^1]: [^1]",
    "\x1b]8;;javascript:window.pwned=1\x07x\x1b]8;;\x07\x1b[2J\x1b[38;5;999m", "\\0 \\g<1> $1 $& \ue003b\ue004",
    "=HYPERLINK(\"https://evil.example/q\")", "a" * 1_000_000, "<b>" * 2_000, "[" * 2_000, "> " * 500 + "x",
)  # fmt: skip


def _hostile(text: str) -> NotebookNode:
    """The text through every door of a notebook."""
    words = html_escape(text)
    svgs = [
        f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'>{text}</svg>",
        f"<svg xmlns='http://www.w3.org/2000/svg'><text style='fill:url(https://evil.example/r)' onclick='{RUN}'>"
        f"{words}</text></svg>",
        text,
    ]
    rows = ((Cell(text, ADDRESS.format(61, 1)), Cell(text)),)
    columns = (Column("a", text, "symbol"), Column("b", text, "number"))
    source = Source(text, ADDRESS.format(61, 1), text)
    table = Table("hostile", text, columns, rows, (source,), text)
    figure = Figure("hostile", svgs[1], text or "x", text, table, (source,), text)
    forged = {
        "application/vnd.publisher.table+json": {
            "name": "forged",
            "caption": text,
            "columns": [{"name": "a", "label": text, "kind": 'number" onclick="x'}],
            "rows": [],
        }
    }
    linked = json.loads(json.dumps(table._repr_mimebundle_()["application/vnd.publisher.table+json"]))
    linked["name"], linked["rows"][0][0]["href"] = "linked", f"javascript:{RUN}"
    data = [
        {"text/html": text}, {"text/markdown": text}, {"text/latex": text}, {"text/plain": text},
        {"application/json": {text: [text]}}, {"application/javascript": RUN}, {text[:200]: text},
        {"image/png": text, "text/plain": text}, *({"image/svg+xml": svg} for svg in svgs), forged,
        {"application/vnd.publisher.table+json": linked},
        {"application/vnd.publisher.facts+json": {"markdown": text, "facts": [{"key": text, "value": text}]}},
        {"application/vnd.publisher.figure+json": "{" + text},
        {"text/html": f"<div class='{text}' id='{text}'>{text}</div>"},
    ]  # fmt: skip
    results = [new_output("display_data", data=one, metadata={"alt": text}) for one in data]
    results += [_result(figure), _result(table)]
    results += [
        new_output("stream", name="stderr", text=text),
        new_output("error", ename=text, evalue=text, traceback=[text]),
    ]
    line = text.replace("\n", " ")
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# A title\n\nBefore."),
            new_markdown_cell(text, attachments={"a": {"image/svg+xml": text, "text/html": text}}),
            new_markdown_cell(
                f"## {line}\n\n[{line}](#{line}) ![{line}](attachment:a) `{line}`\n\n```{line}\n{text}\n```"
            ),
            new_raw_cell(text, metadata={"raw_mimetype": "text/html"}),
            new_raw_cell(text),
            new_code_cell(text, outputs=results, metadata={"alt": text}),
            new_markdown_cell("## The last section\n\nAfter."),
        ]
    )
    notebook.metadata.update(title=text, lang=text[:50], language_info={"name": text[:50]})
    return notebook


def html_escape(text: str) -> str:
    """The text as XML can hold it."""
    return re.sub("[\x00-\x08\x0b-\x1f\ufeff\ud800]", "", text.replace("&", "&amp;").replace("<", "&lt;"))


CHECK = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const active = 'iframe,object,embed,form,base,link:not([rel=icon]),video,audio,template,plaintext,xmp,'
    + 'foreignObject,animate,set,noscript,textarea,select';
  const addresses = ['href', 'src', 'srcset', 'action', 'formaction', 'xlink:href', 'poster', 'data'];
  const known = /^(#|https?:\\/\\/|[\\w.-]+\\.(html|pdf)(#.*)?$|data:image\\/(png|jpeg|gif|webp);base64,|data:,$)/;
  return {
    pwned: window.pwned,
    scripts: document.scripts.length,
    active: all(active).map((e) => e.outerHTML.slice(0, 100)),
    handlers: all('*').flatMap((e) => [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => a.name)),
    addresses: all('*').flatMap((e) => addresses.map((name) => e.getAttribute(name)).filter((value) => value !== null
      && (!known.test(value) || (/^http/.test(value) && !/^a$/i.test(e.tagName))))),
    styles: all('body style').map((e) => e.textContent)
      .concat(all('body [style]').map((e) => e.getAttribute('style')))
      .filter((style) => /url\\((?!#)|import|fixed|absolute|expression|\\\\/.test(style)),
    outer: [...document.body.children].map((e) => e.tagName).join(' '),
    mains: all('main').length,
    titles: all('h1').length,
    last: document.querySelector('main #the-last-section').checkVisibility(),
    footer: document.querySelector('body > footer').checkVisibility(),
    width: document.documentElement.scrollWidth,
    twice: all('[id]').map((e) => e.id).filter((id, n, ids) => ids.indexOf(id) !== n),
  };
}"""


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_hostile_text_comes_to_nothing_through_every_door(visit: Open, tmp_path: Path, number: int) -> None:
    """With the page's policy taken away, so that what is shown is the sanitiser's work alone."""
    text = CORPUS[number]
    chapter = reader.read_chapter(_hostile(text), name="01-first", number=1, rules=RULES)
    short = text[:300]
    edition = Edition(
        "small", f"Title {short}", (chapter,), short, dt.date(2013, 12, 31), {short: short, "b": short},
        ((short, short),), (short,), ((short, short),), f"An independent compilation. {short}", (short,), (short,),
    )  # fmt: skip
    pages = {
        "01-first.html": EXPORTER.write_chapter(chapter, edition),
        "index.html": EXPORTER.write_index(edition, downloads=((short, "x.pdf", short),)),
    }
    for name, page in pages.items():
        (tmp_path / name).write_text(page, encoding="utf-8", newline="\n")
    visited = visit(tmp_path / "01-first.html", bypass_csp=True)
    visited.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    visited.page.wait_for_timeout(50)
    found = visited.page.evaluate(CHECK)
    assert found == {
        "pwned": None, "scripts": 1, "active": [], "handlers": [], "addresses": [], "styles": [],
        "outer": "A HEADER DIV FOOTER SCRIPT", "mains": 1, "titles": 1, "last": True, "footer": True, "width": 1440,
        "twice": [],
    }  # fmt: skip
    assert [url for url in visited.requests if not url.startswith(("file:", "data:"))] == []
    assert visited.messages == []
    first = visit(tmp_path / "index.html", bypass_csp=True)
    assert first.page.evaluate("[window.pwned, document.scripts.length, document.querySelectorAll('h1').length]") == [
        None,
        1,
        1,
    ]
    assert [url for url in first.requests if not url.startswith(("file:", "data:"))] == []
    assert "49" not in first.page.title()


def test_broken_markup_at_random_comes_to_nothing(visit: Open, tmp_path: Path) -> None:
    """What one parser takes for text another may take for a tag; the browser's is the one that counts."""
    chance = random.Random(7)
    pieces = [
        f"<img src=x onerror={RUN}>",
        f"<svg onload={RUN}>",
        f"<script>{RUN}</script>",
        f"javascript:{RUN}",
        " x ",
    ]
    pieces += ["<annotation-xml encoding='text/html'>", "<a href='", "<p title='", '<img alt="']
    pieces += re.findall(
        r"\S+",
        "< > ' / = <!-- --> ]]> <![CDATA[ <svg> </svg> <math> <mtext> <mglyph> <style> </style> <p> </p> <title>"
        " </title> <textarea> <table> <td> <select> <option> <noscript> <a <h2> </h2> <form> <desc> <foreignObject>",
    )
    cells = [new_markdown_cell("".join(chance.choices(pieces, k=12))) for _ in range(400)]
    outputs = [
        new_output("display_data", data={kind: "".join(chance.choices(pieces, k=12))})
        for kind in ("text/html", "image/svg+xml", "text/latex", "text/markdown") * 100
    ]
    chapter = reader.read_chapter(new_notebook(cells=[*cells, new_code_cell("x", outputs=outputs)]), name="x")
    (tmp_path / "x.html").write_text(EXPORTER.write_chapter(chapter, _edition(chapter)), encoding="utf-8")
    visited = visit(tmp_path / "x.html", bypass_csp=True)
    assert visited.page.evaluate("[window.pwned, document.scripts.length, document.body.children.length]") == [
        None,
        1,
        5,
    ]
    assert visited.messages == [] and len(visited.requests) == 1 + sum(
        url.startswith("data:") for url in visited.requests
    )
