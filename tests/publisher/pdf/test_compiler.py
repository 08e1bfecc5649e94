"""The PDF as a document: what it claims, its tags, its links, its attachments, and what it refuses."""

import base64
import datetime as dt
import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst
from nbformat.v4 import new_markdown_cell, new_notebook

from publisher.chapter import maths
from publisher.chapter.document import (
    Attachment,
    BackMatter,
    Block,
    Chapter,
    Edition,
    Figure,
    Heading,
    Output,
    RenderError,
    Row,
    Table,
    Text,
)
from publisher.chapter.reader import read_chapter
from publisher.outputs import Column
from publisher.pdf import compiler
from publisher.pdf.compiler import compile_edition
from publisher.safe.drawings import sanitise_drawing
from publisher.safe.nodes import Element, Image, parse_html, raw_text

ALT = 'Bars by session: 5 in session 64, "none" in session 60.'
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="300" height="40" fill="#1f4e79"/>'
    '<text x="10" y="80" font-family="&quot;Source Sans 3&quot;" font-size="12">Session sixty-four → 5</text></svg>'
)
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def words(markup: str) -> Text:
    return Text(parse_html(markup))


def blocks(name: str) -> tuple[Block, ...]:
    columns = (Column("symbol", "Symbol", "symbol"), Column("title", "Title"), Column("votes", "Votes", "number"))
    rows = [
        Row(
            [
                [Element("a", {"href": f"https://undocs.org/A/RES/61/{row}"}, [f"A/RES/61/{row}"])],
                ["Improving the coordination of efforts"],
                [str(row)],
            ]
        )
        for row in range(3)
    ]
    return (
        Heading(1, "top", [f"Chapter {name}"]),
        words(
            '<p>See <a href="#fig-a">Figure 1.1</a> and <a href="https://undocs.org/A/RES/61/180">A/RES/61/180</a>. '
            '<span lang="fr">Traité</span></p>'
        ),
        Heading(2, "how", ["How often?"]),
        Figure("fig-a", f"{name}-a.svg", ALT, "Figure 1.1", ["By session."], Table("", columns, rows, []), cell=7),
        Heading(3, "not", ["What this does not show"]),
        words("<ul><li>one</li><li>two</li></ul>"),
        Table("tbl-a", columns, rows, ["Texts."], "Table 1.1", ["A note."], cell=9),
    )


def chapter(name: str, number: int, *given: Block) -> Chapter:
    pictures = {f"{name}-a.svg": sanitise_drawing(DRAWING, "a-")}
    return Chapter(name, f"Chapter {name}", given or blocks(name), number=number, pictures=pictures)


def noted(name: str, number: int, *cells: str) -> Chapter:
    """A chapter read from Markdown."""
    notebook = new_notebook(cells=[new_markdown_cell(cell) for cell in cells])
    return read_chapter(notebook, name=name, number=number)


EDITION = Edition(
    name="small-2013",
    title="A small edition, 2005–2013",
    subtitle="From initiative to adoption",
    chapters=(chapter("01-first", 1), chapter("02-second", 2)),
    as_of=dt.date(2013, 12, 31),
    front=(("Actor", "Belarus"), ("As of", "31 December 2013")),
    at_a_glance=("Seven were adopted (A/RES/61/180).",),
    colophon=(("Parameters", "actor = BLR"), ("To report an error", "https://example.org/issues.")),
    disclaimer="Affiliated with nobody.",
    authors=("A. Author", "B. Author"),
    keywords=("adoption", "trafficking in persons"),
    attachments=(
        Attachment("facts.json", b'{"a": 1}\n', "application/json", "The facts", "data"),
        Attachment("documents.csv", b"a,b\n1,2\n", "text/csv", "Table documents", "source"),
        Attachment("manifest.json", b"{}", "application/json", "What it was made from", "supplement"),
    ),
)


@pytest.fixture(scope="module")
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(compile_edition(EDITION))) as opened:
        yield opened


def opened(edition: Edition) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(compile_edition(edition)))


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The structure elements below a node, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def tags(document: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return list(elements(document.Root.StructTreeRoot.K))


def tagged(document: pikepdf.Pdf, *names: str) -> list[pikepdf.Dictionary]:
    return [element for element in tags(document) if str(element.S)[1:] in names]


# ------------------------------------------------------------------ claims


def test_claims_both_standards(document: pikepdf.Pdf) -> None:
    xmp = document.open_metadata()
    assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
    assert document.Root.MarkInfo.Marked
    assert document.Root.OutputIntents


def test_an_independent_validator_finds_no_fault(faults: Callable[[bytes], list[str]]) -> None:
    assert faults(compile_edition(EDITION)) == []
    assert any("METADATA-TITLE" in fault for fault in faults(typst.compile(b"Words.", ignore_system_fonts=True)))


def test_what_no_validator_asks_holds_too(document: pikepdf.Pdf) -> None:
    root = document.Root
    assert document.check_pdf_syntax() == []
    assert document.pdf_version == "1.7"
    assert len(document.trailer.ID) == 2
    assert "/Encrypt" not in document.trailer
    assert "/Filter" not in root.Metadata
    assert root.MarkInfo == pikepdf.Dictionary(Marked=True)
    assert [str(intent.S) for intent in root.OutputIntents] == ["/GTS_PDFA1"]
    assert bytes(root.OutputIntents[0].DestOutputProfile.read_bytes()[36:40]) == b"acsp"
    standard = {"/P", "/Span", "/Part"}
    assert {str(role) for role in root.StructTreeRoot.RoleMap.values()} <= standard
    filters = {str(item.get("/Filter")) for item in document.objects if isinstance(item, pikepdf.Stream)}
    assert filters <= {"/FlateDecode", "None"}
    actions = [item.get("/S") for item in document.objects if isinstance(item, pikepdf.Dictionary)]
    assert not {"/JavaScript", "/Launch", "/GoToR", "/SubmitForm"} & {str(action) for action in actions}


def test_every_note_on_a_page_is_visible_described_and_in_the_tree(document: pikepdf.Pdf) -> None:
    noted = [page for page in document.pages if "/Annots" in page]
    assert noted
    assert {str(page.Tabs) for page in noted} == {"/S"}
    links = [link for page in noted for link in page.Annots]
    assert {(str(link.Subtype), int(link.F)) for link in links} == {("/Link", 4)}  # printed and not hidden
    in_tree = [
        part.Obj.objgen
        for element in tagged(document, "Link")
        for part in (element.K if isinstance(element.K, pikepdf.Array) else [element.K])
        if isinstance(part, pikepdf.Dictionary) and part.get("/Type") == "/OBJR"
    ]
    assert sorted(in_tree) == sorted(link.objgen for link in links)


def test_information_is_complete_in_both_places(document: pikepdf.Pdf) -> None:
    info = {key: str(value) for key, value in document.docinfo.items()}
    assert info["/Title"] == EDITION.title
    assert info["/Author"] == "A. Author, B. Author"
    assert info["/Subject"] == EDITION.subtitle
    assert info["/Keywords"] == "adoption, trafficking in persons"
    assert info["/CreationDate"] == info["/ModDate"] == "D:20131231000000Z"
    xmp = document.open_metadata()
    assert xmp["dc:title"] == EDITION.title
    assert xmp["dc:description"] == EDITION.subtitle
    assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2013-12-31T00:00:00Z"
    assert set(xmp["dc:language"]) == {"en"}
    assert document.Root.Lang == "en"
    assert document.Root.ViewerPreferences.DisplayDocTitle


def test_an_edition_without_a_date_has_a_fixed_one() -> None:
    with opened(replace(EDITION, as_of=None)) as undated:
        assert str(undated.docinfo.CreationDate) == "D:19700101000000Z"


@pytest.mark.parametrize(("size", "points"), [("a4", (595, 842)), ("us-letter", (612, 792))])
def test_pages_have_the_size_of_the_edition(size: str, points: tuple[int, int]) -> None:
    with opened(replace(EDITION, page_size=size)) as made:
        assert {tuple(round(float(edge)) for edge in page.MediaBox[2:]) for page in made.pages} == {points}


def test_every_font_is_embedded(document: pikepdf.Pdf) -> None:
    fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
    descriptors = [
        item
        for item in document.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    assert descriptors
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys()) for item in descriptors)
    assert all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")
    names = {str(item.FontName).partition("+")[2] for item in descriptors}
    assert all(name.startswith("Source") for name in names), names


# ------------------------------------------------------------------ tags


def test_reading_order_is_that_of_the_text(document: pikepdf.Pdf) -> None:
    order = [
        str(element.S)[1:]
        for element in tags(document)
        if str(element.S)[1:] in ("Title", "TOC", "H1", "H2", "H3", "Figure", "Table")
    ]
    one = ["H1", "H2", "Figure", "H3", "Table"]
    assert order == [
        "Title",
        "H1",
        "H1",
        *["TOC"] * 5,
        *one,
        *one,
        "H1",
    ]  # one a chapter, and within, its sections


def test_figures_have_their_own_alt_text(document: pikepdf.Pdf) -> None:
    assert [str(figure.Alt) for figure in tagged(document, "Figure")] == [ALT, ALT]


def test_column_heads_have_scope_and_cells_name_them(document: pikepdf.Pdf) -> None:
    heads = tagged(document, "TH")
    assert len(heads) == 6
    for head in heads:
        assert any(attributes.get("/Scope") == "/Column" for attributes in head.A)
    cells = tagged(document, "TD")
    assert len(cells) == 18
    ids = {str(head.ID) for head in heads}
    for cell in cells:
        named = [str(name) for attributes in cell.A for name in attributes.get("/Headers", [])]
        assert named
        assert set(named) <= ids


def test_lists_captions_and_changes_of_language_are_tagged(document: pikepdf.Pdf) -> None:
    assert len(tagged(document, "Caption")) == 4
    assert len(tagged(document, "LI")) == 2 * 2 + sum(map(len, (EDITION.at_a_glance, EDITION.front, EDITION.colophon)))
    assert sum(b"/Lang(fr)" in page.Contents.read_bytes() for page in document.pages) == 2


def test_formulas_carry_their_source() -> None:
    with opened(replace(EDITION, chapters=(noted("01-first", 1, "x $\\frac{x}{2}$"),))) as made:
        assert [str(element.Alt) for element in tagged(made, "Formula")] == ["\\frac{x}{2}"]


# ------------------------------------------------------------------ ways through


def test_bookmarks_follow_the_headings(document: pikepdf.Pdf) -> None:
    def titles(items: list[pikepdf.OutlineItem]) -> list[object]:
        return [[item.title, titles(item.children)] if item.children else item.title for item in items]

    with document.open_outline() as outline:
        within = [["How often?", ["What this does not show"]]]
        chapters = [["1 Chapter 01-first", within], ["2 Chapter 02-second", within]]
        assert titles(outline.root) == ["At a glance", "Contents", *chapters, "How this edition was made"]


def test_pages_are_labelled_as_they_are_numbered(document: pikepdf.Pdf) -> None:
    assert [page.label for page in document.pages] == [str(number) for number in range(1, len(document.pages) + 1)]


@pytest.mark.parametrize("sections", [20, 120])
def test_contents_keep_a_chapter_together_where_there_is_room(sections: int) -> None:
    many = "# Many\n" + "".join(f"\n## Section {n}\n\nx\n" for n in range(sections))
    with opened(replace(EDITION, chapters=(noted("01-first", 1, many), chapter("02-second", 2)))) as made:
        links = [(page.index, float(link.Rect[1])) for page in made.pages for link in page.get("/Annots", [])]
        contents = [place for place in links if place[0] in (2, 3, 4, 5)]
    assert len(set(contents)) == len(contents) > sections  # none stands on another
    assert all(y > 60 for _, y in contents)


def test_links_lead_somewhere_and_say_where(document: pikepdf.Pdf) -> None:
    names = pikepdf.NameTree(document.Root.Names.Dests)
    links = [link for page in document.pages for link in page.get("/Annots", [])]
    addresses = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert {"https://undocs.org/A/RES/61/180", "https://undocs.org/A/RES/61/2", "https://example.org/issues"} == {
        address for address in addresses if not address.endswith(("/0", "/1"))
    }
    inner = [link.Dest for link in links if "/Dest" in link]
    pages = [page.objgen for page in document.pages]
    assert {str(target) for target in inner if isinstance(target, pikepdf.String)} <= {str(name) for name in names}
    to_figures = [target for target in inner if isinstance(target, pikepdf.Array)]
    assert len(to_figures) == 3  # two references, and the last entry of the contents
    assert all(target[0].objgen in pages for target in to_figures)
    assert all(str(link.Contents) for link in links)


# ------------------------------------------------------------------ evidence


def test_attachments_are_the_files(document: pikepdf.Pdf) -> None:
    assert {
        name: (spec.get_file().read_bytes(), spec.description, spec.get_file().mime_type, str(spec.relationship))
        for name, spec in document.attachments.items()
    } == {
        file.name: (file.content, file.description, file.mime_type, f"/{file.relationship.capitalize()}")
        for file in EDITION.attachments
    }
    assert len(document.Root.AF) == len(EDITION.attachments)


def test_same_edition_same_bytes_in_any_process(tmp_path: Path) -> None:
    code = (
        "import hashlib, runpy, sys; sys.dont_write_bytecode = True; "
        f"made = runpy.run_path({str(Path(__file__))!r}); "
        "print(hashlib.sha256(made['compile_edition'](made['EDITION'])).hexdigest())"
    )
    digests = {hashlib.sha256(compile_edition(EDITION)).hexdigest()}
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": str(folder), "TZ": f"Etc/GMT-{seed}"}
        finished = subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=folder, capture_output=True, text=True, check=True
        )
        digests.add(finished.stdout.strip())
    assert len(digests) == 1


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Output("picture", [Image("01-first-a.svg", "")], 3), "01-first: cell 3: .*alt text"),
        (Text(parse_html("<table><tr><td>1</td></tr></table>"), 4), "01-first: cell 4: .*no heads"),
    ],
)
def test_a_strict_edition_refuses_what_some_readers_would_miss(block: Block, message: str) -> None:
    edition = replace(EDITION, chapters=(chapter("01-first", 1, Heading(1, "x", ["x"]), block),))
    with pytest.raises(RenderError, match=message):
        compile_edition(edition)
    with opened(replace(edition, strict=False)) as made:
        assert all(str(figure.Alt) for figure in tagged(made, "Figure"))


def pictured(pictures: dict[str, bytes], *given: Block) -> Edition:
    """An edition of one chapter with these pictures."""
    held = replace(chapter("01-first", 1, Heading(1, "x", ["x"]), words("<p>before</p>"), *given), pictures=pictures)
    return replace(EDITION, chapters=(held,))


BROKEN = {"broken.png": b"\x89PNG\r\n\x1a\nno", "dot.png": DOT}


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ([Output("picture", [Image("broken.png", "x")], 5)], "01-first: cell 5: the PDF could not be typeset"),
        (
            [Heading(2, "h", ["In what way?"]), Text([Element("p", {}, [Image("broken.png", "x")])])],
            "01-first: .* under “In what way\\?”",
        ),
        (
            [Heading(2, "h", ["In what way?"]), Text([Element("p", {}, [Image("broken.png", "x")])], 5)],
            "01-first: cell 5: .* under “In what way\\?”",
        ),
        ([BackMatter([Output("picture", [Image("broken.png", "x")], 6)])], "01-first: cell 6: "),
    ],
)
def test_a_failure_is_traced_to_chapter_and_cell(given: list[Block], where: str) -> None:
    with pytest.raises(RenderError, match=where) as caught:
        compile_edition(pictured(BROKEN, *given, words("<p>after</p>")))
    assert "/tmp" not in str(caught.value)


def test_a_stranger_s_damaged_picture_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    edition = pictured(BROKEN, Text([Element("p", {}, [Image("broken.png", "x"), Image("dot.png", "y")])]))
    with opened(replace(edition, strict=False)) as made:
        assert [str(figure.Alt) for figure in tagged(made, "Figure")] == ["y"]
    assert [record.message for record in caplog.records] == [
        "01-first: the picture broken.png is damaged and was left out"
    ]


def test_a_stranger_s_unsettable_formula_is_left_as_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maths, "typst_sources", lambda formulas: dict.fromkeys(formulas, "$ nosuchname $"))
    edition = replace(EDITION, chapters=(noted("01-first", 1, "$x$"),))
    with pytest.raises(RenderError, match=r"01-first: .*nosuchname"):
        compile_edition(edition)
    with opened(replace(edition, strict=False)) as made:
        assert tagged(made, "Formula") == []


@pytest.mark.parametrize(
    ("pandoc", "said"),
    [("/nonexistent/pandoc", "pandoc could not be run"), ("/bin/false", "pandoc gave up with status 1")],
)
def test_a_pandoc_that_fails_is_told_with_the_chapter(
    pandoc: str, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chapters = (chapter("01-first", 1), noted("02-second", 2, "$x_1$"))
    monkeypatch.setattr(maths.pypandoc, "get_pandoc_path", lambda: pandoc)
    with pytest.raises(RenderError, match=f"^02-second: the formulas could not be set: {said}"):
        compile_edition(replace(EDITION, chapters=chapters))
    assert compile_edition(replace(EDITION, chapters=chapters, strict=False))
    assert [record.message.split(":")[0] for record in caplog.records] == ["02-second"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", DOT[:40], "failed to decode image"),
        ("a.jpg", DOT, "failed to decode image"),
        ("a.svg", b"<svg", "failed to parse SVG"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>', "invalid"),
        ("a.tiff", b"II*", "unknown image format"),
    ],
)
def test_whatever_is_wrong_with_a_picture_is_said_in_words(name: str, content: bytes, said: str) -> None:
    edition = pictured({name: content}, Output("picture", [Image(name, "x")], 5))
    with pytest.raises(RenderError, match=f"^01-first: cell 5: the PDF could not be typeset under “x”: .*{said}"):
        compile_edition(edition)


def test_characters_that_no_font_has_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    table = "<table><thead><tr><th>中</th></tr></thead><tr><td>1</td></tr></table>"
    text = words(f"<p>中 \U0001f9ff</p><pre>中</pre>{table}")
    compile_edition(replace(EDITION, title="中", chapters=(chapter("01-first", 1, Heading(1, "x", ["中"]), text),)))
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == [
        "small-2013: no font has U+4E2D, U+1F9FF; shown as code points"
    ]


def test_a_drawing_keeps_the_words_that_no_font_has_as_code_points(caplog: pytest.LogCaptureFixture) -> None:
    drawing = sanitise_drawing(DRAWING.replace("Session", "中"), "a-")
    edition = pictured({}, Output("picture", [Image("a.svg", "x")], 5))
    edition = replace(edition, chapters=(replace(edition.chapters[0], pictures={"a.svg": drawing}),))
    assert compile_edition(edition)
    assert raw_text([drawing]).startswith("中")  # the chapter is left as it was
    assert [record.message for record in caplog.records] == ["small-2013: no font has U+4E2D; shown as code points"]


def test_the_typesetter_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "inside"
    folder.mkdir()
    for path in ("../secret.txt", str(tmp_path / "secret.txt")):
        (folder / "report.typ").write_text(f"#set document(title: [x])\n#read({json.dumps(path)})")
        with pytest.raises(typst.TypstError, match=r"not found|escape"):
            compiler._compile(folder / "report.typ", folder)
