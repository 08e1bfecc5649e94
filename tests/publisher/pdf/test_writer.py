"""Blocks as Typst markup: every text is only text, every element has its call, and failures can be placed."""

import html
import json
from dataclasses import replace

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook

from publisher.chapter import maths
from publisher.chapter.document import (
    BackMatter,
    Block,
    Chapter,
    Code,
    Edition,
    Figure,
    Heading,
    Notice,
    Output,
    RenderError,
    Row,
    Table,
    Text,
)
from publisher.chapter.reader import read_chapter
from publisher.outputs import Column
from publisher.pdf import escaping
from publisher.pdf.compiler import formulas_in
from publisher.pdf.markup import Document, Place
from publisher.pdf.writer import write_document
from publisher.safe.nodes import Element, Formula, Image, parse_html

# The words of some markup as the typesetter understands it; anything called by name would be an error.
WORDS = """
#let words(it) = {
  if type(it) == str { it }
  else if it == [ ] { " " }
  else if it.has("text") { words(it.text) }
  else if it.has("children") { it.children.map(words).join("") }
  else if it.has("body") { words(it.body) }
  else { "" }
}
#metadata(words[%s])<words>
"""


def understood(markup: str) -> str:
    found = typst.query((WORDS % markup).encode(), "<words>", field="value", one=True, ignore_system_fonts=True)
    return json.loads(found) or ""


def chapter(*blocks: Block, name: str = "01-first", **given: object) -> Chapter:
    return Chapter(name, "First", blocks, **given)  # type: ignore[arg-type]


def document_of(*chapters: Chapter, formulas: maths.Sources | None = None, **given: object) -> Document:
    """The document of an edition of these chapters, which is not strict unless it is said."""
    options = {name: given.pop(name) for name in ("code", "refused") if name in given}
    edition = Edition("name", "Title", chapters, **{"strict": False} | given)  # type: ignore[arg-type]
    return write_document(edition, formulas or {}, **options)  # type: ignore[arg-type]


def written(*blocks: Block, pictures: tuple[str, ...] = (), **given: object) -> str:
    """What is written within the call of one chapter."""
    held = chapter(*blocks, pictures=dict.fromkeys(pictures, b""))
    lines = document_of(held, **given).text.split("\n")
    assert lines[:3] == ['#import "elements.typ": *', "", '#chapter(number: none, language: "en")[']
    return "\n".join(lines[3 : lines.index("]")]).strip("\n")


def markup(html: str, **given: object) -> str:
    return written(Text(parse_html(html)), **given)  # type: ignore[arg-type]


HOSTILE = (
    '#eval("1+1")', '#read("/etc/passwd")', '#import "@preview/x:0.1.0": *', "#{ panic() }", "#", "##", "#a.b",
    "$ x $", "@ref", "<label>", "\\u{41}", "\\", "\\]", "]", "[", "}", "{", ")", "(", ".fields()", "(x)", "[x]", ";",
    "*b*", "_i_", "`raw`", "```", "= h", "- l", "+ e", "1. n", "/ t: d", "// c", "/* d */", "~", "--", "...",
    "'q' \"r\"", "https://example.org/a_b*c*", "a\\ b",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    assert understood(escaping.escape(text)) == text


@pytest.mark.parametrize(
    "frame", ["{}", "<em>{}</em>{}", "<b>{}</b>{}<i>{}</i>", "{}<br>{}", "<sup>{}</sup>{}", '<a href="https://x.org">{}</a>{}']
)  # fmt: skip
def test_hostile_text_beside_elements_is_text(frame: str) -> None:
    body = "".join(frame.replace("{}", html.escape(text)).replace("<br>", "<br/>") for text in HOSTILE)
    assert understood(markup(body)) == "".join(text * frame.count("{}") for text in HOSTILE)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), max_size=80))
def test_any_text_is_understood_as_it_was_written(text: str) -> None:
    text = escaping.replace_missing(text)
    assert understood(escaping.escape(text)) == text


@given(st.text())
def test_string_literals_hold_any_text(text: str) -> None:
    literal = escaping.quote(text)
    assert literal[0] == literal[-1] == '"'
    assert '"' not in literal[1:-1].replace("\\\\", "").replace('\\"', "")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a <em>b</em></p>", "a #emph[b];"),
        ("<p>see A/RES/61/180.</p>", "see #box[A\\/RES\\/61\\/180\\.];"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "#list(tight: true,\n[a\n\n#list(tight: true,\n[b],\n);],\n);"),
        ('<ol start="3" type="a"><li>x</li></ol>', '#enum(start: 3, numbering: "a.", tight: true,\n[x],\n);'),
        ("<pre><code class='x'>a  b\n</code></pre>".replace("'", '"'), '#listing("a  b", language: none);'),
        ('<pre><code class="language-python">f(#1)</code></pre>', '#listing("f(#1)", language: "python");'),
        ('<p lang="fr">Été</p>', '#in-language("fr")[\nÉté\n];'),
        ("<blockquote><p>q</p></blockquote>", "#quote(block: true)[\nq\n];"),
        ("<hr/>", "#rule;"),
        ('<p><a href="javascript:x">a</a> <a href="file:///x">b</a> <a href="#nowhere">c</a></p>', "a b c"),
        ('<p><a href="https://example.org/?a=1">a</a>(b)</p>', '#link("https://example.org/?a=1")[a];\\(b\\)'),
    ],
)
def test_elements_have_their_calls(body: str, expected: str) -> None:
    assert markup(body) == expected


@pytest.mark.parametrize(
    ("following", "leads"),
    [
        (Output("text", [Element("pre", {}, ["y"])]), True),
        (Table("t", (), [], []), True),
        (Text([Element("p", {}, ["y"])]), False),
        (Notice(["y"]), False),
        (Code("y", "python"), False),
    ],
)
def test_code_stays_with_its_output_alone(following: Block, leads: bool) -> None:
    lines = written(Code("x", "python"), following, code=True)
    assert lines.startswith('#listing(leads: true, "x", language: "python");') is leads
    assert lines.count("leads: true") == leads


@pytest.mark.parametrize("code", [True, False])
def test_data_of_figures_are_left_out_and_code_where_it_is_not_wanted(code: bool) -> None:
    rows = Table("", (Column("a", "A"),), [Row([["of the figure"]])], ["Rows"])
    more = parse_html("<details><summary>More</summary><p>of it</p></details>")
    figure = Figure("fig-a", "a.svg", "x", "Figure 1", ["By year."], rows)
    lines = written(Code("secret = 1", "python"), figure, Text(more), code=code, pictures=("a.svg",))
    assert ("secret" in lines, "of the figure" in lines) == (code, False)
    assert "#summary-line[More];" in lines


def test_headings_never_skip_a_level() -> None:
    lines = markup("<h1>a</h1><h4>b</h4><h6>c</h6><h2>d</h2>")
    assert [line[:18] for line in lines.splitlines() if line.startswith("#heading")] == [
        f"#heading(level: {level})" for level in (1, 2, 3, 2)
    ]


def test_a_heading_without_words_of_its_own_is_its_formula_as_written() -> None:
    assert written(Heading(1, "x", [Formula("a_b", True, Element("math"))])) == '#heading(level: 1)[a\\_b]#label("x");'


def test_an_anchor_is_placed_once() -> None:
    assert written(Heading(1, "a", ["x"]), Heading(2, "a", ["y"])).count('#label("a")') == 1


@pytest.mark.parametrize(
    "named",
    [
        '<p id="n">w</p>', '<a name="n"></a>', '<p>w <b id="n">w</b></p>', '<ul><li id="n">w</li></ul>',
        '<table><tr><td>x</td></tr><tr id="n"><td>w</td></tr></table>', '<pre id="n">w</pre>',
        '<div><p>before</p><dl><dt id="n">w</dt></dl></div>', '<code><i id="n">w</i></code>', '<p id="n"></p>',
    ],
)  # fmt: skip
def test_whatever_a_link_leads_to_has_a_place(named: str) -> None:
    link = '<p><a href="#n">there</a></p>'
    lines = markup(f"{link}{named}")
    assert '#link(label("n"))[there];' in lines
    assert lines.count('#metadata(none)#label("n");') == 1
    assert "#label(" not in markup(named)


def linked() -> list[Chapter]:
    """Two chapters; the first has a link without words to whatever of the second."""
    addresses = ("02-second.html#fig-x", "02-second.html", "02-second.html#row-1", "02-second.html#no", "03-third.html")
    links = Text([Element("a", {"href": address}, []) for address in addresses])
    figure = Figure("fig-x", "x.svg", "x", "Figure 2.1", ["x"], Table("", (), [], []))
    table = Table("tbl-x", (Column("a", "A"),), [Row([["x"]], "row-1")], ["x"], "Table 2.1")
    words = parse_html('<p><a href="#row-1">row</a> <a href="#top">top</a></p>')
    second = read_chapter(new_notebook(cells=[new_markdown_cell("# Top")]), name="02-second")
    second = replace(second, blocks=(*second.blocks, figure, table, Text(words)), pictures={"x.svg": b""})
    return [chapter(Heading(1, "top", ["A"]), links), second]


def test_links_lead_to_other_chapters_of_the_document() -> None:
    text = document_of(*linked()).text
    assert '#link(label("02-second--fig-x"))[Figure 2\\.1];#link(label("02-second--top"))[Top];\n' in text
    assert '#link(label("02-second--row-1"))[row]; #link(label("02-second--top"))[top];' in text
    placed = ("01-first--top", "02-second--top", "02-second--fig-x", "02-second--row-1")
    assert [text.count(f'#label("{name}")') for name in placed] == [1] * 4
    assert 'anchor: "02-second--tbl-x",' in text


def test_anchors_of_a_document_of_one_chapter_have_no_prefix() -> None:
    text = document_of(*linked()[1:]).text
    assert '#label("fig-x")' in text
    assert '#link(label("row-1"))[row];' in text


def figure(**given: object) -> Figure:
    words = {
        "caption": ["By year."],
        "sources": ["Source: ", Element("a", {"href": "https://x.org"}, ["x"]), "."],
        "description": ["Long."],
    }
    rows = Table("", (), [], [])
    return Figure("fig-a", "a.svg", 'Bars: "5"', "Figure 1", table=rows, cell=7, **words)  # type: ignore[arg-type]


def test_a_figure_is_one_call_with_its_alt_text_caption_and_sources() -> None:
    assert written(figure(), pictures=("a.svg",)) == (
        '#drawing("figures/a.svg", alt: "Bars: \\"5\\"", label: [Figure 1], words: [By year\\.], '
        'sources: [Source\\: #link("https://x.org")[x];\\.], about: [Long\\.])#label("fig-a");'
    )


def test_a_picture_that_is_not_there_is_said() -> None:
    missing = "#emph[\\[Picture not available\\: {}\\]];"
    assert written(Output("picture", [Image("none.png", "a cat")])) == (
        f'#output("picture")[\n{missing.format("a cat")}\n];'
    )
    link = Text([Element("a", {"href": "#fig-a"}, ["x"])])
    lines = written(figure(), link)
    assert lines.startswith('#metadata(none)#label("fig-a");\n' + missing.format('Bars\\: \\"5\\"'))
    assert "Figure 1 By year\\. Source\\: " in lines
    assert '#aside("description")[Long\\.];' in lines


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Output("picture", [Image("a.svg", " ")], 4), "01-first: cell 4: a picture has no alt text"),
        (Text(parse_html("<table><tr><td>1</td></tr></table>"), 9), "01-first: cell 9: a table has no heads"),
    ],
)
def test_what_a_reader_would_miss_is_refused_where_the_edition_is_strict(block: Block, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        written(block, pictures=("a.svg",), strict=True)
    assert written(block, pictures=("a.svg",), strict=False)


def test_headings_before_a_table_travel_with_it() -> None:
    table = Table("t", (Column("x", "x"),), [Row([["1"]])], ["c"])
    lines = written(Heading(1, "a", ["a"]), Heading(2, "b", ["b"]), table)
    assert lines.startswith("#data-table(\n") and lines.endswith(
        '),)[#heading(level: 1)[a]#label("a");\n\n#heading(level: 2)[b]#label("b");];'
    )
    in_text = markup("<h2>b</h2><table><tr><td>1</td></tr></table>")
    assert in_text.startswith("#data-table(\n") and in_text.endswith("),)[#heading(level: 1)[b];];")


def test_what_is_said_of_a_table_of_ours_goes_into_its_call() -> None:
    sources = ["Source: x."]
    table = Table("tbl-a", (Column("x", "x", "number"),), [Row([["1"]])], ["Caption."], "Table 1", ["Note."], sources)
    lines = written(table)
    assert '\nanchor: "tbl-a",\nlabel: [Table 1],\nwords: [Caption\\.],\n' in lines
    assert 'notes: [#aside("note")[Note\\.];\n\n#aside("sources")[Source\\: x\\.];],' in lines
    assert "aligns: (right,)" in lines


def test_a_table_within_a_table_is_told_in_lines() -> None:
    inner = "<table><tr><td>a</td><td>b</td></tr></table>"
    lines = markup(f"<table><tr><td>{inner}</td></tr></table>")
    assert lines.count("#data-table(") == 1
    assert "body: (\n[a · b],\n)," in lines


def test_colours_of_a_styled_table_are_kept() -> None:
    nodes = parse_html('<table><thead><tr><th>a</th></tr></thead><tr><td id="c1">1</td></tr></table>')
    sheet = "#o #c1{background-color:#ff0000;color:#ffffff}"
    lines = written(Output("html styled", nodes, 1, "o", sheet), Text(nodes))
    assert lines.count('body-cell(fill: "#ff0000", ink: "#ffffff")[1]') == 1  # in the output, not behind it


def test_a_line_of_the_markup_is_placed_in_its_chapter_cell_and_heading() -> None:
    heading = Heading(2, "what", ["What #1?"])
    first = chapter(Heading(1, "top", ["x"]), heading, Text(parse_html("<p>words</p>"), 6), figure())
    document = document_of(first, chapter(Text(["last"]), name="02-second"))
    lines = document.text.split("\n")

    def place(beginning: str) -> Place:
        return document.place_of(next(number for number, line in enumerate(lines, 1) if line.startswith(beginning)))

    assert place("#heading(level: 2)") == Place("01-first", None, "What #1?")
    assert place("words") == Place("01-first", 6, "What #1?")
    assert place("#emph") == Place("01-first", 7, "What #1?")
    assert place("last") == Place("02-second")


def test_a_picture_is_known_by_the_place_where_it_stands() -> None:
    held = chapter(Heading(1, "top", ["x"]), figure(), pictures={"a.svg": b""})
    assert document_of(held).pictures == {"a.svg": Place("01-first", 7, "x")}


def test_formulas_are_set_where_they_can_be_and_else_shown_as_written() -> None:
    nodes = [Formula("x_1", True, Element("math")), Formula("y_1", False), Formula("z_1", False, Element("math"))]
    held = chapter(Text([*nodes]), BackMatter([Table("t", (Column("x", "x"),), [Row([[nodes[0]]])], [])]))
    assert formulas_in([held]) == [("x_1", True), ("z_1", False)]
    sources = {("x_1", True): "$ x_1 $", ("y_1", False): "$y_1$"}
    assert '#displayed("x_1")[$ x_1 $];#raw("y_1");#raw("z_1");' in document_of(held, formulas=sources).text


def test_back_matter_stands_behind_all_chapters_and_a_line_says_where() -> None:
    table = Table("t", (Column("x", "x"),), [Row([["1"]])], ["x"], "Table 1", cell=4)
    first = chapter(Heading(1, "a", ["a"]), BackMatter([table]), Text(["between"]), name="a", language="fr")
    document = document_of(first, chapter(Heading(1, "b", ["last"]), BackMatter([]), name="b"))
    text = document.text
    line, back = text.index('#in-back("a--t")[Table 1];'), text.index("#data-table(")
    assert line < text.index("between") < text.index("last") < back
    assert text.count("Tables in full") == 1
    assert "),)[#heading(level: 1)[Tables in full];];" in text
    assert document.place_of(text[:back].count("\n") + 1) == Place("a", 4, "a")
    assert '#in-language("fr")[' in text[text.index("last") :]


def unshown(*blocks: Block, **given: object) -> Document:
    return document_of(chapter(*blocks), **given)


def test_characters_that_no_font_has_are_code_points_and_known() -> None:
    document = unshown(Text(["中 é", Element("code", {}, ["日"]), Element("pre", {}, ["本"])]))
    assert "\\[U\\+4E2D\\] é" in document.text
    assert document.unshown == set("中日本")
    assert "\\[U\\+00E9\\]" in unshown(Text(["é"]), refused="é").text
    bare = unshown(Text([Element("a", {"href": "https://x.org/中"}, [])]))
    assert '#link("https://x.org/中")[https\\:\\/\\/x\\.org\\/\\[U\\+4E2D\\]];' in bare.text.replace("#h(0.001pt);", "")


def test_addresses_and_formulas_keep_characters_that_no_font_has() -> None:
    nodes = [Element("a", {"href": "https://x.org/中"}, ["x"]), Formula("中", False, Element("math"))]
    document = document_of(chapter(Text([*nodes])), formulas={("中", False): "$中$"})
    assert '#link("https://x.org/中")[x];#maths("中")[$中$];' in document.text
    assert document.unshown == set()


def test_long_words_break_sooner_in_a_cell_than_in_running_text() -> None:
    word = "filipinoconcerns.blogspot.com"
    table = f"<table><thead><tr><th>x</th></tr></thead><tr><td>{word}</td></tr></table>"
    in_text, in_cell = markup(f"<p>{word}</p>"), markup(table).split("body:")[1]
    assert "#h(" not in in_text
    assert "[filipinoconcerns\\.#h(0.001pt);blogspot\\.#h(0.001pt);com]" in in_cell
