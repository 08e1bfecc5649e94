"""The PDF as pages: what a reader sees, in what order, and for which troubles of a stranger's notebook.

Poppler reads the pages back: words with their boxes, page by page.
"""

import base64
import html
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pandas as pd
import pikepdf
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from traitlets.config import Config

from publisher.chapter.document import Edition
from publisher.chapter.reader import read_chapter
from publisher.outputs import Cell, Column, Facts, Figure, Source, Table
from publisher.pdf.compiler import compile_edition
from publisher.pdf.exporter import ReportPDFExporter

pytestmark = pytest.mark.system

# ------------------------------------------------------------------ reading pages


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


def poppler(program: str, content: bytes, *options: str) -> str:
    assert shutil.which(program), f"{program} is missing; install poppler-utils"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.pdf"
        path.write_bytes(content)
        return subprocess.run([program, *options, str(path), "-"], capture_output=True, check=True).stdout.decode()


@cache
def pages(content: bytes) -> tuple[Page, ...]:
    """The pages with their words, in the order of the text on the page."""
    return tuple(
        Page(
            float(width),
            float(height),
            tuple(Word(html.unescape(word), *map(float, box)) for *box, word in _WORD.findall(inside)),
        )
        for width, height, inside in _PAGE.findall(poppler("pdftotext", content, "-bbox"))
    )


def text(content: bytes) -> str:
    """All words, with words broken at a line's end joined."""
    return re.sub(r"\s+", " ", poppler("pdftotext", content).replace("\xad\n", ""))


def sizes(content: bytes) -> set[float]:
    """The sizes in which text is set outside of pictures."""
    found = set()
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    found.add(round(float(operands[1]), 2))
    return found


def assert_sound(content: bytes) -> None:
    """No page is empty, and no word stands outside its page or in the margins at its sides."""
    for number, page in enumerate(pages(content), 1):
        assert page.words, f"page {number} is empty"
        for word in page.words:
            assert word.left >= 50, f"page {number}: {word} stands in the margin"
            assert word.right <= page.width - 50, f"page {number}: {word} stands in the margin"
            assert word.top >= 0, f"page {number}: {word} stands above the page"
            assert word.bottom <= page.height, f"page {number}: {word} stands below the page"


# ------------------------------------------------------------------ an edition as ours

ALT = "Bars: 3 texts in session 61, none in session 62."
TITLES = (
    "Trafficking in women and girls",
    "Improving the coordination of efforts against trafficking in persons",
    "Strengthening the United Nations crime prevention and criminal justice programme, in particular its "
    "technical cooperation capacity",
)
WORDS = (
    "The General Assembly asked for better coordination in A/RES/61/180 and returned to the subject in A/RES/63/194. "
    "Adoption without a vote is not unanimity: no delegation asked for a vote. Counts are not importance. "
)


def drawing(height: int) -> str:
    bars = "".join(f'<rect x="80" y="{y}" width="{y}" height="14" fill="#1f4e79"/>' for y in range(10, height - 30, 24))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="460" height="{height}">{bars}'
        '<text x="0" y="22" font-family="&quot;Source Sans 3&quot;" font-size="10">Session sixty-one →</text></svg>'
    )


def long_table(rows: int = 90) -> Table:
    columns = (Column("symbol", "Symbol", "symbol"), Column("title", "Title"), Column("day", "Adopted", "date"))
    columns += (Column("manner", "Manner"), Column("votes", "Votes", "number"))
    return Table(
        "all",
        "Texts of the record.",
        columns,
        tuple(
            (
                Cell(f"A/RES/{60 + row}/{180 + row}", f"https://undocs.org/A/RES/{60 + row}/{180 + row}"),
                Cell(TITLES[row % 3]),
                Cell("2006-12-20"),
                Cell("Adopted without a vote"),
                Cell(str(row)),
            )
            for row in range(rows)
        ),
        (Source("UN Digital Library", "https://digitallibrary.un.org/"),),
        "Days of adoption in plenary.",
    )


def wide_table() -> Table:
    columns = (Column("series", "Series"), *(Column(f"y{year}", str(year), "number") for year in range(1985, 2026)))
    rows = tuple((Cell(f"Series {row}"), *(Cell(str(row)) for _ in columns[1:])) for row in range(5))
    return Table("wide", "Texts by series and year.", columns, rows)


def crowded_table() -> Table:
    columns = tuple(Column(f"c{place}", f"Heading {place}") for place in range(9))
    rows = tuple(tuple(Cell(TITLES[(row + place) % 3]) for place in range(9)) for row in range(4))
    return Table("crowded", "Long words in many columns.", columns, rows)


def our_chapter(title: str) -> NotebookNode:
    def shown(bundle: Figure | Table | Facts) -> NotebookNode:
        return new_output("display_data", data=bundle._repr_mimebundle_())

    cells = [new_markdown_cell(f"# {title}\n\n{WORDS * 3}")]
    for number, height in enumerate((180, 330, 420, 250)):
        figure = Figure(
            f"fig-{number}",
            drawing(height),
            ALT,
            f"Caption{number} of a figure.",
            long_table(2),
            (Source("A source"),),
            "It says more.",
        )
        cells += [new_markdown_cell(f"## Question {number}?\n\n{WORDS * (number + 1)}"), new_code_cell("chart()")]
        cells[-1].outputs = [shown(figure), shown(Facts(f"Sentence number {number} reads it."))]
    tables = (long_table(), wide_table(), crowded_table())
    cells += [new_markdown_cell("## All of it"), new_code_cell("table()", outputs=[shown(table) for table in tables])]
    cells.append(new_markdown_cell("The last words."))
    return new_notebook(cells=cells)


@cache
def edition(page_size: str) -> Edition:
    names = ("01-first", "02-second")
    chapters = tuple(
        read_chapter(our_chapter(f"Chapter {name}"), name=name, number=number) for number, name in enumerate(names, 1)
    )
    return Edition(
        name="our-edition",
        title="A title of the edition",
        chapters=chapters,
        front=(("Actor", "Belarus"),),
        at_a_glance=("Seven were adopted.",),
        colophon=(("Parameters", "actor = BLR"),),
        disclaimer="Affiliated with nobody.",
        page_size=page_size,
    )


@pytest.fixture(scope="module", params=["a4", "us-letter"])
def ours(request: pytest.FixtureRequest) -> Iterator[bytes]:
    yield compile_edition(edition(request.param))


def test_an_independent_validator_finds_no_fault(ours: bytes, faults: Callable[[bytes], list[str]]) -> None:
    assert faults(ours) == []


def test_every_page_is_filled_within_its_margins(ours: bytes) -> None:
    assert_sound(ours)


def test_no_text_is_smaller_than_seven_and_a_half_points(ours: bytes) -> None:
    assert min(sizes(ours)) >= 7.5


def test_front_and_back_matter_stand_in_order(ours: bytes) -> None:
    words = text(ours)
    order = ["A title of the edition", "Belarus", "At a glance", "Seven were adopted.", "Affiliated with nobody."]
    order += ["Contents", "Chapter 01-first", "The last words.", "How this edition was made", "actor = BLR"]
    places = []
    for piece in order:
        places.append(words.index(piece, places[-1] if places else 0))
    assert places == sorted(places)


def test_pages_carry_chapter_edition_and_their_number(ours: bytes) -> None:
    made = pages(ours)
    for number, page in enumerate(made[1:], 2):
        assert f"{number} of {len(made)}" in page.text
        assert "our-edition" in page.text
    assert f"1 of {len(made)}" not in made[0].text
    opening = next(number for number, page in enumerate(made) if "Question 0?" in page.text and number > 2)
    running = " ".join(word.text for word in made[opening + 1].words if word.top < 60)
    assert "Chapter 01-first" in running
    assert "A title of the edition" in running


def test_text_in_figures_can_be_found(ours: bytes) -> None:
    assert text(ours).count("Session sixty-one →") == 8


def test_a_figure_and_its_caption_share_a_page(ours: bytes) -> None:
    with pikepdf.open(io.BytesIO(ours)) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages)}
        figures = [
            (numbers[page.objgen], [float(edge) for edge in box])
            for page, box in _figures(document.Root.StructTreeRoot.K)
        ]
    assert len(figures) == 8
    made = pages(ours)
    for place, (number, (left, bottom, right, top)) in enumerate(figures):
        page = made[number]
        assert 0 <= left < right <= page.width
        assert 0 <= bottom < top <= page.height
        caption = next(word for word in page.words if word.text.startswith(f"Caption{place % 4}"))
        assert caption.top >= page.height - bottom - 1  # below the figure, on the same page


def _figures(node: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _figures(child)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == "/Figure":
            parts = node.K if isinstance(node.K, pikepdf.Array) else [node.K]
            sheet = node.get("/Pg") or next(part.Pg for part in parts if isinstance(part, pikepdf.Dictionary))
            yield sheet, next(attributes.BBox for attributes in node.A if "/BBox" in attributes)
        elif "/K" in node:
            yield from _figures(node.K)


def test_the_text_of_every_page_runs_in_reading_order(ours: bytes) -> None:
    words = re.sub(r"\s+", " ", poppler("pdftotext", ours, "-raw"))
    words = words[words.index("The General Assembly asked") :]
    order: list[str] = []
    for _chapter in range(2):
        order.append("The General Assembly asked")
        order += [piece for n in range(4) for piece in (f"Question {n}?", f"Sentence number {n} reads it.")]
        order += ["All of it", "Texts of the record.", *(f"A/RES/{60 + row}/{180 + row} " for row in range(90))]
        order += ["Texts by series and year.", "Long words in many columns.", "The last words."]
    place = 0
    for piece in order:
        place = words.find(piece, place)
        assert place >= 0, piece


def test_what_is_marked_as_back_matter_stands_at_the_end_and_its_page_is_told() -> None:
    notebook = our_chapter("Chapter 01-first")
    notebook.cells[-2].metadata["tags"] = ["back-matter"]
    chapter = read_chapter(notebook, name="01-first", number=1)
    made = pages(compile_edition(replace(edition("a4"), chapters=(chapter,))))
    full = next(number for number, page in enumerate(made, 1) if number > 3 and "Tables in full" in page.text)
    told = next(
        found for page in made if (found := re.search(r"stands at the end of this report, on page (\d+)", page.text))
    )
    assert int(told[1]) == full
    last = next(number for number, page in enumerate(made, 1) if "The last words." in page.text)
    assert last < full < len(made)
    assert "How this edition was made" in made[-1].text


def test_a_tall_figure_is_made_to_fit_its_page(ours: bytes) -> None:
    tall = Figure("tall", drawing(1400), ALT, "Caption of a tall one.", long_table(2), (Source("A source"),))
    cells = [new_code_cell("x", outputs=[new_output("display_data", data=tall._repr_mimebundle_())])]
    chapter = read_chapter(new_notebook(cells=cells), name="01-first", number=1)
    for size in ("a4", "us-letter"):
        content = compile_edition(replace(edition(size), chapters=(chapter,)))
        with pikepdf.open(io.BytesIO(content)) as document:
            ((_, box),) = _figures(document.Root.StructTreeRoot.K)
            height = float(document.pages[0].MediaBox[3])
            assert float(box[3]) <= height - 70  # below the running head
            assert float(box[1]) >= 100  # with room for its caption


def test_headings_stay_with_what_follows(ours: bytes) -> None:
    for page in pages(ours):
        heads = [word for word in page.words if word.text == "Question"]
        for head in heads:
            if "Contents" not in page.text:
                assert any(head.bottom + 5 < word.top < head.bottom + 60 for word in page.words if word.left > 100)


def test_a_long_table_repeats_its_heads_on_every_page(ours: bytes) -> None:
    rows = [page for page in pages(ours) if page.text.count("Adopted without a vote") > 5]
    assert len(rows) >= 4
    for page in rows:
        head = next(word for word in page.words if word.text == "Votes")
        line = [word.text for word in page.words if abs(word.top - head.top) < 1]
        assert sorted(line) == ["Adopted", "Manner", "Symbol", "Title", "Votes"]


def test_a_table_begins_with_some_rows_and_no_row_is_broken(ours: bytes) -> None:
    for page in pages(ours):
        symbols = [word for word in page.words if re.fullmatch(r"A/RES/\d+/\d+", word.text) and word.left < 90]
        assert "Texts of the record." not in page.text or len(symbols) >= 2
        assert not any(word.text.startswith(("Strengthening",)) for word in page.words if word.top > page.height - 85)


@pytest.mark.parametrize("rows", [5, 60])
def test_what_is_said_of_a_table_never_stands_alone_on_a_page(rows: int) -> None:
    columns = (Column("name", "Name"), Column("number", "Number", "number"))
    table = Table(
        "t", "Numbers.", columns, tuple((Cell(f"row-{row}"), Cell(str(row))) for row in range(rows)), (), "Noted."
    )
    told = new_code_cell("x", outputs=[new_output("display_data", data=table._repr_mimebundle_())])
    chapter = read_chapter(new_notebook(cells=[new_markdown_cell("# T"), told]), name="t")
    content = compile_edition(replace(edition("a4"), chapters=(chapter,), front=(), at_a_glance=()))
    [page] = [page for page in pages(content) if "Noted." in page.text]
    assert (page.text.index("Noted.") < page.text.index("row-0")) is (rows == 60)
    with pikepdf.open(io.BytesIO(content)) as document:
        names = [str(element.S) for element in _elements(document.Root.StructTreeRoot.K)]
    assert names.count("/TD") == 2 * rows
    assert "/TFoot" not in names


def test_numbers_stand_under_each_other_to_the_right(ours: bytes) -> None:
    page = next(page for page in pages(ours) if page.text.count("Adopted without a vote") > 20)
    head = next(word for word in page.words if word.text == "Votes")
    votes = [word for word in page.words if re.fullmatch(r"\d\d?", word.text) and abs(word.right - head.right) < 20]
    votes = [word for word in votes if head.bottom < word.top < page.height - 80]
    assert len(votes) > 20
    assert {round(word.right, 1) for word in votes} == {round(head.right, 1)}


def test_a_very_wide_table_is_folded_with_its_first_column_repeated(ours: bytes) -> None:
    words = text(ours)
    assert all(f" {year} " in words for year in range(1985, 2026))
    assert words.count("Series 3") == 2 * 3  # in both chapters, in each part


def test_a_crowded_table_turns_its_page(ours: bytes) -> None:
    turned = [page for page in pages(ours) if page.width > page.height]
    assert len(turned) >= 2
    assert all("Heading 8" in page.text for page in turned)


# ------------------------------------------------------------------ troubles of a stranger's notebook

HOSTILE = (
    '#eval("1+1") #read("/etc/passwd") #import "@preview/x:0.1.0": * \\ ] [ } { ( ) $ x @ref `raw` // c /* d */ ~ = h'
)


def image(kind: str, size: tuple[int, int] = (60, 40)) -> str:
    content = io.BytesIO()
    Image.new("RGB", size, "#1f4e79").save(content, format=kind)
    return base64.b64encode(content.getvalue()).decode()


def displayed(mime_type: str, content: str, **metadata: object) -> NotebookNode:
    return new_output("display_data", data={mime_type: content, "text/plain": "…"}, metadata=metadata)


def printed(words: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=words)


def failed(*lines: str) -> NotebookNode:
    return new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=list(lines))


def framed(frame: pd.DataFrame) -> NotebookNode:
    return displayed("text/html", frame.to_html())


def said(words: str) -> NotebookNode:
    return new_markdown_cell(words)


def ran(source: str, *outputs: NotebookNode) -> NotebookNode:
    return new_code_cell(source, outputs=list(outputs))


def maths() -> list[NotebookNode]:
    return [said("# Maths\n\nInline $e^{i\\pi}$ and\n\n$$\\int_0^1 x\\,dx$$\n\nwrong: $\\frac{a$ costs \\$5.")]


def multi_index() -> list[NotebookNode]:
    index = pd.MultiIndex.from_product([["north", "south"], [2019, 2020]], names=["region", "year"])
    columns = pd.MultiIndex.from_product([["mean", "sum"], ["a", "b"]])
    frame = pd.DataFrame([[1.5, 2.0, 3, 4]] * 4, index=index, columns=columns)
    return [
        said("# Tables"),
        ran("frame", framed(frame), displayed("text/html", frame.style.highlight_max().set_uuid("styled").to_html())),
    ]


def very_wide() -> list[NotebookNode]:
    frame = pd.DataFrame([range(40)] * 3, columns=[f"column-{number}" for number in range(40)])
    return [said("# Wide"), ran("frame", framed(frame))]


def very_long() -> list[NotebookNode]:
    frame = pd.DataFrame({"name": [f"row-{number}" for number in range(200)]})
    cell = f"<table><tr><th>a</th></tr><tr><td>{'endless words ' * 1500}END</td></tr></table>"
    return [said("# Long"), ran("frame", framed(frame), displayed("text/html", cell))]


def skipped_levels() -> list[NotebookNode]:
    return [said("Words first.\n\n#### Deep\n\n# Top\n\n###### Deepest"), said("## Second")]


def nested_lists() -> list[NotebookNode]:
    return [
        said(
            "# Lists\n\n1. one\n   - two\n     1. three\n\n        > quoted\n\n- [x] done\n\n> A quote\n> - with a list"
        )
    ]


def code() -> list[NotebookNode]:
    source = 'def f(x):\n    return f"{x}"  # note' + " and so on" * 30
    return [said("# Code\n\n```python\nx = {'a': [1]}\n```\n\n`#inline[x]`"), ran(source, printed("y" * 400))]


def pictures() -> list[NotebookNode]:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">Drawn words</text></svg>'
    shown = [displayed(f"image/{kind.lower()}", image(kind), alt=f"A {kind}") for kind in ("PNG", "JPEG", "GIF")]
    inline = said(
        f"# Pictures\n\n![inline](data:image/png;base64,{image('PNG', (9, 9))}) ![](https://example.org/x.png)"
    )
    tall = displayed("image/png", image("PNG", (300, 3000)))
    return [inline, ran("show()", *shown, displayed("image/svg+xml", drawn), tall)]


def damaged_picture() -> list[NotebookNode]:
    broken = base64.b64encode(b"\x89PNG\r\n\x1a\nbroken").decode()
    return [said("# Damaged"), ran("show()", displayed("image/png", broken, alt="a cat")), said("Still here.")]


def terminal() -> list[NotebookNode]:
    words = "\x1b[31mred\x1b[0m \x1b[1;32mbold\x1b[0m\n  indented\n┌─┐\x1b[44mground\x1b[0m"
    return [said("# Terminal"), ran("run()", printed(words), printed("UserWarning: look", "stderr"))]


def error() -> list[NotebookNode]:
    return [
        said("# Error"),
        ran("1/0", failed("\x1b[0;31m------\x1b[0m", "\x1b[31mZeroDivisionError\x1b[0m: division")),
    ]


def scripts() -> list[NotebookNode]:
    return [
        said("# Scripts 中\n\nЁлка Ελλάδα עברית العربية ქართული 日本 **жирный 中** `код 中` 👩‍🔬🧿"),
        ran("x", printed("ไทย")),
    ]


def hostile() -> list[NotebookNode]:
    shown = html.escape(HOSTILE)
    table = f"<table><thead><tr><th>{shown}</th></tr></thead><tr><td>{shown}</td></tr></table>"
    return [
        said(f"# {HOSTILE}"),
        said(f"- {HOSTILE}\n\n> {HOSTILE}"),
        said("<em>y</em>.fields() <b>x</b>(eval) [link](https://example.org/)[0] `c`.d"),
        said('<span data-typst:text:fill="red">s</span> [bad](javascript:alert(1)) [file](file:///etc/passwd)'),
        ran(
            HOSTILE, printed(HOSTILE), displayed("text/html", table), displayed("image/png", image("PNG"), alt=HOSTILE)
        ),
        ran("x", displayed("text/latex", '$\\text{#eval("x")} \\# " // /* $'), failed(HOSTILE)),
    ]


def reordered() -> list[NotebookNode]:
    return [said("# Order\n\nabc \u202edef\u202c \u2066ghi\u2069 end")]


def endless_words() -> list[NotebookNode]:
    address = "https://www.example.org/" + "part/" * 40 + "?q=" + "x" * 200
    return [said(f"# Endless\n\nSee {address} and {'Donaudampfschiff' * 12} and A/RES/61/180.")]


def odd_links() -> list[NotebookNode]:
    places = ("tr", "td", "caption", "dl", "dt", "pre", "hr", "code", "ul", "li", "ol", "br", "b")
    named = {
        "tr": "<table><tr id='tr'><td>x</td></tr></table>", "td": "<table><tr><td id='td'>x</td></tr></table>",
        "caption": "<table><caption id='caption'>c</caption><tr><td>x</td></tr></table>",
        "dl": "<dl id='dl'><dt>t</dt></dl>", "ul": "<ul id='ul'><li>a</li></ul>",
        "dt": "<dl><dt id='dt'>t</dt><dd>d</dd></dl>", "pre": "<pre id='pre'>p</pre>", "hr": "<hr id='hr'>",
        "code": "<p><code id='code'>c</code></p>", "li": "<ul><li id='li'>a</li></ul>",
        "ol": "<ol id='ol'><li>a</li></ol>", "br": "<p>a<br id='br'>b</p>", "b": "bare <code id='b'>c</code> words",
    }  # fmt: skip
    links = "".join(f"<p><a href='#{place}'>to-{place}</a></p>{named[place]}" for place in places)
    return [
        said("# Links"),
        ran("x", displayed("text/html", links + "<p><a name='n'></a><a href='#n'>to-name</a></p>")),
    ]


def odd_languages() -> list[NotebookNode]:
    tags = ("english", "en_US", "x-klingon", "e", "fr, en", " ", "12", "en ", "zh-Hans", "de-1996", "//x")
    return [said("# Tongues\n\n" + "".join(f'<p lang="{tag}">in-{place}</p>' for place, tag in enumerate(tags)))]


def odd_colours() -> list[NotebookNode]:
    colours = (
        "rgb(300,0,0)",
        "rgb(10%,200%,30%)",
        "hsl(120,300%,50%)",
        "rgba(0,0,0,0)",
        "#00000000",
        "rgba(255,0,0,0.1)",
    )
    cells = "".join(f'<td style="background-color:{colour}">c{place}</td>' for place, colour in enumerate(colours))
    return [said("# Colours"), ran("x", displayed("text/html", f"<table><tr>{cells}</tr></table>"))]


def odd_pictures() -> list[NotebookNode]:
    cmyk = io.BytesIO()
    Image.new("CMYK", (50, 50)).save(cmyk, "JPEG")
    lying = displayed("image/jpeg", image("PNG"), alt="A picture of another kind")
    printed = displayed("image/jpeg", base64.b64encode(cmyk.getvalue()).decode(), alt="A picture for print")
    wide = f'<img src="data:image/png;base64,{image("PNG", (900, 300))}" alt="p">'
    table = f"<table><tr><th>Plot</th><th>Name</th></tr><tr><td>{wide}</td><td>{'beside ' * 40}</td></tr></table>"
    attached = said("![A](attachment:none.png) ![B](attachment:é.png) ![C][c]\n\n[c]: attachment:gone.png")
    attached.attachments = {"none.png": {}, "é.png": {"image/png": image("PNG")}}
    return [said("# Pictures of all kinds"), ran("x", lying, printed, displayed("text/html", table)), attached]


def odd_characters() -> list[NotebookNode]:
    return [
        said("word " * 9000),
        said("Private \uf8ff and \uf6c5 end"),
        ran("x", printed("\n" * 9000 + "after blank lines")),
    ]


def odd_lists() -> list[NotebookNode]:
    lists = (
        "<ul><li>A1</li><ul><li>SUB</li></ul><li>B1</li></ul><ul>STRAY<p>PAR</p></ul><ul></ul>"
        "<dl><dt>Colour</dt><dt>Color</dt><dd>hue</dd><div><dt>Name</dt><dd>Val</dd></div><dt>LAST</dt></dl>"
    )
    return [said("# Lists"), ran("x", displayed("text/html", lists))]


def odd_formulas() -> list[NotebookNode]:
    wide = " + ".join(f"\\beta_{{{place}}} x_{{{place}}}" for place in range(40))
    high = "\\begin{aligned}" + "\\\\".join(f"a_{{{row}}} &= {row}" for row in range(80)) + "\\end{aligned}"
    return [said(f"# Formulas\n\n$$y = {wide} + END$$\n\n$$ {high} $$\n\n$x⟧$ after")]


def odd_words() -> list[NotebookNode]:
    names = ("pandas.DataFrame.sort_values_by_index", "get_all_of_the_things_by_name()", "sklearn.model_selection.Grid")
    rows = "".join(f"<tr><td><code>{name}</code></td><td>{'x' * 30}</td><td>日本 🚀</td></tr>" for name in names)
    heads = "<thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>"
    deep = "".join("  " * level + f"- level {level}\n" for level in range(8))
    deep += "\n" + "  " * 8 + "| A | B |\n" + "  " * 8 + "|---|---|\n" + "  " * 8 + f"| x | {'word ' * 30}|"
    title = "Donaudampfschifffahrtsgesellschaftskapitän" * 2
    return [
        said(f"# {title}\n\n`{'y' * 200}` and\n\n### {'z' * 90}\n\n{deep}"),
        ran("x", displayed("text/html", f"<table>{heads}{rows}</table>")),
    ]


def folded() -> list[NotebookNode]:
    index = pd.MultiIndex.from_product([["north", "south"], ["d1", "d2"]], names=["region", "district"])
    frame = pd.DataFrame([range(40)] * 4, index=index, columns=[f"column-{number}" for number in range(40)])
    return [said("# Folded"), ran("x", framed(frame))]


def too_deep() -> list[NotebookNode]:
    return [
        said("# Deep\n\n" + "> " * 60 + "deep"),
        ran("x", displayed("text/html", "<div>" * 300 + "x" + "</div>" * 300)),
    ]


NUMBERED = " ".join(f"w{number}" for number in range(1500))
HEADS = "<thead><tr><th>a</th><th>b</th></tr></thead>"


@pytest.mark.parametrize(
    "table",
    [
        f"{HEADS}<tr><td>{NUMBERED}</td><td>{NUMBERED}</td></tr>",
        f"{HEADS}<tr><td>short</td><td>{NUMBERED}</td></tr>",
        f"{HEADS}<tr><td><ul>{''.join(f'<li>w{n}</li>' for n in range(1500))}</ul></td><td>x</td></tr>",
        f"{HEADS}<tr><td>{'<br>'.join(f'w{n}' for n in range(1500))}</td><td>x</td></tr>",
        f'{HEADS}<tr><td rowspan="1500">x</td><td>w0</td></tr>'
        + "".join(f"<tr><td>w{n}</td></tr>" for n in range(1, 1500)),
        f"<thead>{''.join(f'<tr><th>w{n}</th></tr>' for n in range(1500))}</thead><tr><td>x</td></tr>",
        f"<thead><tr><th>{NUMBERED}</th></tr></thead><tr><td>x</td></tr>",
        f"<tr>{''.join(f'<td>{NUMBERED}</td>' for _ in range(8))}</tr>",
    ],
    ids=["both", "one", "list", "lines", "span", "heads", "heading", "eight"],
)
def test_no_word_of_a_high_row_is_lost(table: str) -> None:
    notebook = new_notebook(cells=[ran("x", displayed("text/html", f"<table>{table}</table>"))])
    content, _ = ReportPDFExporter().from_notebook_node(notebook, {"metadata": {"name": "high"}})
    assert_sound(content)
    assert set(NUMBERED.split()) <= {word for page in pages(content) for word in page.text.split()}


@cache
def stranger(trouble: Callable[[], list[NotebookNode]]) -> bytes:
    notebook = new_notebook(cells=trouble())
    content, _ = ReportPDFExporter().from_notebook_node(notebook, {"metadata": {"name": "stranger"}})
    return content


TROUBLES = {
    maths: ["Inline", "wrong: \\frac{a costs $5."],
    multi_index: ["mean", "sum", "region year", "north 2019"],
    very_wide: ["column-0", "column-39"],
    very_long: ["row-0", "row-199", "endless words END"],
    skipped_levels: ["Words first.", "Deep Top", "Second"],
    nested_lists: ["1. one • two 1. three quoted", "☑ done", "A quote"],
    code: ["def f(x):", "x = {'a': [1]}", "#inline[x]"],
    pictures: ["Drawn words", "Pictures"],
    damaged_picture: ["[Picture not available: a cat]", "Still here."],
    terminal: ["red bold", "indented", "UserWarning: look"],
    error: ["1/0", "ZeroDivisionError: division"],
    scripts: [
        "Scripts [U+4E2D]",
        "Ёлка Ελλάδα",
        "[U+65E5][U+672C] жирный [U+4E2D] код [U+4E2D]",
        "[U+1F9FF]",
        "[U+0E44]",
    ],
    hostile: ["y.fields() x(eval) link[0] c.d", "s bad file", HOSTILE],
    reordered: ["abc def ghi end"],
    endless_words: ["A/RES/61/180.", "https://www.example.org/part/part/"],
    too_deep: ["deep"],
    odd_links: ["to-tr", "to-br", "to-name"],
    odd_languages: ["in-0", "in-10"],
    odd_colours: ["c0 c1 c2 c3 c4 c5"],
    odd_pictures: ["Plot", "beside", "(The picture “A” cannot be shown here.)", "(The picture “C” cannot be"],
    odd_characters: ["Private [U+F8FF] and [U+F6C5] end", "after blank lines"],
    odd_lists: ["A1 – SUB", "STRAY PAR", "Colour Color hue", "Name Val", "LAST"],
    odd_formulas: ["after", "= 79", "𝛽39 𝑥39 + 𝐸𝑁"],
    odd_words: ["level 7", "word word", "[U+65E5]"],
    folded: ["region district", "north south", "column-39"],
}


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_a_stranger_s_trouble_is_shown_whole(trouble: Callable[[], list[NotebookNode]]) -> None:
    content = stranger(trouble)
    assert_sound(content)
    words = text(content)
    for piece in TROUBLES[trouble]:
        assert piece in words


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_a_stranger_s_trouble_is_tagged_and_archival(
    trouble: Callable[[], list[NotebookNode]], faults: Callable[[bytes], list[str]]
) -> None:
    assert faults(stranger(trouble)) == []
    with pikepdf.open(io.BytesIO(stranger(trouble))) as document:
        xmp = document.open_metadata()
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
        found = list(_elements(document.Root.StructTreeRoot.K))
        assert all(str(element.Alt) for element in found if element.S in ("/Figure", "/Formula"))
        assert all(b"/Scope" in element.unparse(resolved=True) for element in found if element.S == "/TH")
        if trouble is maths:
            assert [str(element.Alt) for element in found if element.S == "/Formula"] == [
                "e^{i\\pi}",
                "\\int_0^1 x\\,dx",
            ]
        if trouble is multi_index:
            assert sum(element.S == "/TH" for element in found) > 8
        if trouble is nested_lists:
            assert {"/L", "/LI", "/BlockQuote"} <= {str(element.S) for element in found}


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node.K)


@pytest.mark.slow
def test_the_command_line_makes_a_pdf_of_a_stranger_s_notebook(tmp_path: Path) -> None:
    cells = [cell for trouble in (hostile, pictures, multi_index, scripts) for cell in trouble()]
    nbformat.write(new_notebook(cells=cells), tmp_path / "stranger.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "report-pdf", "stranger.ipynb"]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    content = (tmp_path / "stranger.pdf").read_bytes()
    assert_sound(content)
    assert "Drawn words" in text(content)
    assert finished.stderr.count("no font has") == 1
    assert "root:" not in text(content)


def test_every_part_of_a_folded_table_names_its_rows() -> None:
    words = text(stranger(folded))
    assert words.count("district") == words.count("d2") / 2 >= 3


def test_pictures_are_shown_whatever_their_type_says() -> None:
    with pikepdf.open(io.BytesIO(stranger(odd_pictures))) as document:
        alts = [str(element.Alt) for element in _elements(document.Root.StructTreeRoot.K) if element.S == "/Figure"]
    assert alts == ["A picture of another kind", "A picture for print", "p", "B"]


def test_links_to_anything_with_a_name_lead_there() -> None:
    with pikepdf.open(io.BytesIO(stranger(odd_links))) as document:
        assert sum(len(page.get("/Annots", [])) for page in document.pages) == 14


def test_hostile_text_stands_as_often_as_it_was_written() -> None:
    words = re.sub(r"\s", "", text(stranger(hostile)))
    assert words.count(re.sub(r"\s", "", '#read("/etc/passwd") #import "@preview/x:0.1.0": *')) == 8
    assert "root:" not in words


def test_hostile_parameters_and_titles_are_text() -> None:
    words = (HOSTILE, HOSTILE)
    given = replace(
        edition("a4"), title=HOSTILE, subtitle=HOSTILE, disclaimer=HOSTILE, front=(words,), colophon=(words,),
        at_a_glance=(HOSTILE,), authors=(HOSTILE,), keywords=(HOSTILE,), name=HOSTILE,
    )  # fmt: skip
    read = re.sub(r"\s", "", text(compile_edition(given)))
    assert read.count('#read("/etc/passwd")') >= 8


def test_code_can_be_left_out_of_a_stranger_s_notebook() -> None:
    exporter = ReportPDFExporter(config=Config({"TemplateExporter": {"exclude_input": True}}))  # as `--no-input` does
    content, _ = exporter.from_notebook_node(new_notebook(cells=error()), {"metadata": {"name": "stranger"}})
    assert "1/0" not in text(content)
