"""The PDF as a document: what it claims, its tags, its links, its attachments, and what it refuses."""

import base64
import datetime as dt
import hashlib
import html
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import nbformat
import pikepdf
import pytest
import typst
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publisher.chapter import maths
from publisher.chapter.document import Attachment, Chapter, Edition, RenderError
from publisher.pdf import compiler

ALT = 'Bars by session: 5 in session 64, "none" in session 60.'
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="300" height="40" fill="#1f4e79"/>'
    '<text x="10" y="80" font-family="&quot;Source Sans 3&quot;" font-size="12">Session sixty-four → 5</text></svg>'
).encode()
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def body(name: str, rows: int = 3) -> str:
    alt = html.escape(ALT)
    cells = "".join(
        f'<tr><td class="symbol"><a href="https://undocs.org/A/RES/61/{row}">A/RES/61/{row}</a></td>'
        f'<td>Improving the coordination of efforts</td><td class="number">{row}</td></tr>'
        for row in range(rows)
    )
    return f"""
<h1 id="{name}--top">Chapter {name}</h1>
<p>See <a href="#{name}--fig-a">Figure 1.1</a> and <a href="https://undocs.org/A/RES/61/180">A/RES/61/180</a>.
<span lang="fr">Traité</span></p>
<h2 id="{name}--how">How often?</h2>
<figure class="figure" id="{name}--fig-a" data-cell="7"><img src="figures/{name}-a.svg" alt="{alt}"><figcaption>
<span class="label">Figure 1.1</span> By session. <span class="sources">Source: x.</span></figcaption></figure>
<h3 id="{name}--not">What this does not show</h3><ul><li>one</li><li>two</li></ul>
<div class="table" id="{name}--tbl-a" data-cell="9"><table>
<caption><span class="label">Table 1.1</span> Texts.</caption>
<thead><tr><th scope="col" class="symbol">Symbol</th><th scope="col" class="text">Title</th>
<th scope="col" class="number">Votes</th></tr></thead><tbody>{cells}</tbody></table><p class="note">A note.</p></div>"""


def chapter(name: str, number: int, text: str | None = None) -> Chapter:
    return Chapter(name, f"Chapter {name}", text or body(name), number=number, figures={f"{name}-a.svg": DRAWING})


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
    with pikepdf.open(BytesIO(compiler.render(EDITION))) as opened:
        yield opened


def opened(edition: Edition) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(compiler.render(edition)))


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
    assert faults(compiler.render(EDITION)) == []
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
    tex = '<annotation encoding="application/x-tex">\\frac{x}{2}</annotation>'
    formula = f"<p>x <math><semantics><mi>x</mi>{tex}</semantics></math></p>"
    with opened(replace(EDITION, chapters=(chapter("01-first", 1, "<h1>x</h1>" + formula),))) as made:
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
    many = "<h1 id='a'>Many</h1>" + "".join(f"<h2 id='s{n}'>Section {n}</h2><p>x</p>" for n in range(sections))
    with opened(replace(EDITION, chapters=(chapter("01-first", 1, many), chapter("02-second", 2)))) as made:
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
        "print(hashlib.sha256(made['compiler'].render(made['EDITION'])).hexdigest())"
    )
    digests = {hashlib.sha256(compiler.render(EDITION)).hexdigest()}
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
    ("text", "message"),
    [
        (
            '<h1>x</h1><div data-cell="3"><img src="figures/01-first-a.svg" alt=""></div>',
            "01-first: cell 3: .*alt text",
        ),
        ('<h1>x</h1><div data-cell="4"><table><tr><td>1</td></tr></table></div>', "01-first: cell 4: .*no heads"),
    ],
)
def test_a_strict_edition_refuses_what_some_readers_would_miss(text: str, message: str) -> None:
    edition = replace(EDITION, chapters=(chapter("01-first", 1, text),))
    with pytest.raises(RenderError, match=message):
        compiler.render(edition)
    with opened(replace(edition, strict=False)) as made:
        assert all(str(figure.Alt) for figure in tagged(made, "Figure"))


def damaged(text: str) -> Edition:
    broken = replace(chapter("01-first", 1, text), figures={"broken.png": b"\x89PNG\r\n\x1a\nno", "dot.png": DOT})
    return replace(EDITION, chapters=(broken,))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (
            '<div data-cell="5"><img src="figures/broken.png" alt="x"></div>',
            "01-first: cell 5: the PDF could not be typeset",
        ),
        ('<h2>In what way?</h2><p><img src="figures/broken.png" alt="x"></p>', "01-first: .* under “In what way\\?”"),
    ],
)
def test_a_failure_is_traced_to_chapter_and_cell(text: str, where: str) -> None:
    with pytest.raises(RenderError, match=where) as caught:
        compiler.render(damaged(f"<h1>x</h1><p>before</p>{text}<p>after</p>"))
    assert "/tmp" not in str(caught.value)


def test_a_stranger_s_damaged_picture_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    text = '<h1>x</h1><p><img src="figures/broken.png" alt="x"><img src="figures/dot.png" alt="y"></p>'
    with opened(replace(damaged(text), strict=False)) as made:
        assert [str(figure.Alt) for figure in tagged(made, "Figure")] == ["y"]
    assert [record.message for record in caplog.records] == [
        "01-first: the picture broken.png is damaged and was left out"
    ]


def test_a_stranger_s_unsettable_formula_is_left_as_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maths, "typst", lambda formulas: dict.fromkeys(formulas, "$ nosuchname $"))
    formula = '<math><semantics><annotation encoding="application/x-tex">x</annotation></semantics></math>'
    edition = replace(EDITION, chapters=(chapter("01-first", 1, f"<h1>x</h1><p>{formula}</p>"),))
    with pytest.raises(RenderError, match=r"01-first: .*nosuchname"):
        compiler.render(edition)
    with opened(replace(edition, strict=False)) as made:
        assert tagged(made, "Formula") == []


@pytest.mark.parametrize(
    ("pandoc", "said"),
    [("/nonexistent/pandoc", "pandoc could not be run"), ("/bin/false", "pandoc gave up with status 1")],
)
def test_a_pandoc_that_fails_is_told_with_the_chapter(
    pandoc: str, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(maths.pypandoc, "get_pandoc_path", lambda: pandoc)
    formula = '<math><semantics><annotation encoding="application/x-tex">x_1</annotation></semantics></math>'
    chapters = (chapter("01-first", 1), chapter("02-second", 2, f"<h1>x</h1><p>{formula}</p>"))
    with pytest.raises(RenderError, match=f"^02-second: the formulas could not be set: {said}"):
        compiler.render(replace(EDITION, chapters=chapters))
    assert compiler.render(replace(EDITION, chapters=chapters, strict=False))
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
    text = f'<h1>x</h1><div data-cell="5"><img src="figures/{name}" alt="x"></div>'
    edition = replace(EDITION, chapters=(replace(chapter("01-first", 1, text), figures={name: content}),))
    with pytest.raises(RenderError, match=f"^01-first: cell 5: the PDF could not be typeset: .*{said}"):
        compiler.render(edition)


def test_characters_that_no_font_has_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    table = "<table><thead><tr><th>中</th></tr></thead><tr><td>1</td></tr></table>"
    text = f"<h1>中</h1><p>中 \U0001f9ff</p><pre>中</pre>{table}"
    compiler.render(replace(EDITION, title="中", chapters=(chapter("01-first", 1, text),)))
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == [
        "small-2013: no font has U+4E2D, U+1F9FF; shown as code points"
    ]


def test_the_typesetter_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "inside"
    folder.mkdir()
    for path in ("../secret.txt", str(tmp_path / "secret.txt")):
        (folder / "report.typ").write_text(f"#set document(title: [x])\n#read({json.dumps(path)})")
        with pytest.raises(typst.TypstError, match=r"not found|escape"):
            compiler._compiled(folder / "report.typ")


# ------------------------------------------------------------------ any notebook


def test_any_notebook_can_be_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [
        new_markdown_cell("# A title\n\n### Skipped"),
        new_code_cell("1", outputs=[new_output("stream", text="x")]),
    ]
    path = tmp_path / "stranger.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"lang": "fr"}), path)
    monkeypatch.chdir(tmp_path)
    exporter = get_exporter("report-pdf")()
    content, resources = exporter.from_filename(str(path))
    assert resources["output_extension"] == ".pdf"
    with pikepdf.open(BytesIO(content)) as made:
        assert (str(made.docinfo.Title), str(made.Root.Lang), len(made.pages)) == ("A title", "fr", 1)
        assert [str(element.S) for element in tagged(made, "H1", "H2", "H3")] == ["/H1", "/H2"]


def test_an_empty_notebook_is_a_page_with_its_name() -> None:
    content, _ = compiler.ReportPDFExporter().from_notebook_node(new_notebook(), {"metadata": {"name": "nothing"}})
    with pikepdf.open(BytesIO(content)) as made:
        assert (str(made.docinfo.Title), len(made.pages)) == ("nothing", 1)
