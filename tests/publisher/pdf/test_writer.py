"""Bodies as Typst markup: every text is only text, every element has its call, and failures can be placed."""

import html
import json
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.chapter.document import Chapter, RenderError
from publisher.pdf import escaping, glyphs, writer

ELEMENTS = Path(writer.__file__).parent / "templates" / "elements.typ"

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


def markup(body: str, **given: object) -> str:
    return writer.markup([Chapter("01-first", "First", body)], {}, **given)  # type: ignore[arg-type]


HOSTILE = (
    '#eval("1+1")', '#read("/etc/passwd")', '#import "@preview/x:0.1.0": *', "#{ panic() }", "#", "##", "#a.b",
    "$ x $", "@ref", "<label>", "\\u{41}", "\\", "\\]", "]", "[", "}", "{", ")", "(", ".fields()", "(x)", "[x]", ";",
    "*b*", "_i_", "`raw`", "```", "= h", "- l", "+ e", "1. n", "/ t: d", "// c", "/* d */", "~", "--", "...",
    "'q' \"r\"", "https://example.org/a_b*c*", "a\\ b",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    assert understood(escaping.escaped(text)) == text


@pytest.mark.parametrize(
    "frame", ["{}", "<em>{}</em>{}", "<b>{}</b>{}<i>{}</i>", "{}<br>{}", "<sup>{}</sup>{}", '<a href="https://x.org">{}</a>{}']
)  # fmt: skip
def test_hostile_text_beside_elements_is_text(frame: str) -> None:
    body = "".join(frame.replace("{}", html.escape(text)) for text in HOSTILE)
    written = markup(body).split("[\n", 1)[1].removesuffix("\n]")
    assert understood(written) == "".join(text * frame.count("{}") for text in HOSTILE)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), max_size=80))
def test_any_text_is_understood_as_it_was_written(text: str) -> None:
    text = glyphs.replace_missing(text)
    assert understood(escaping.escaped(text)) == text


@given(st.text())
def test_string_literals_hold_any_text(text: str) -> None:
    literal = escaping.quoted(text)
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
        ("<hr>", "#rule;"),
        ('<p><a href="javascript:x">a</a> <a href="file:///x">b</a> <a href="#nowhere">c</a></p>', "a b c"),
        ('<p><a href="https://example.org/?a=1">a</a>(b)</p>', '#link("https://example.org/?a=1")[a];\\(b\\)'),
    ],
)
def test_elements_have_their_calls(body: str, expected: str) -> None:
    assert markup(body) == f'//chapter 01-first\n#chapter(number: none, language: "en")[\n{expected}\n]'


def test_code_stays_with_its_output_alone() -> None:
    one = '<details class="code"><summary>Code</summary><pre><code>x</code></pre></details>'
    written = markup(f'{one}\n<div class="output">y</div>\n{one}\n<p>z</p>\n{one}', code=True)
    assert (written.count("#listing("), written.count("leads: true")) == (3, 1)
    assert written.index("leads") < written.index("y")


@pytest.mark.parametrize("code", [True, False])
def test_folded_data_are_left_out_and_code_where_it_is_not_wanted(code: bool) -> None:
    body = (
        '<details class="code"><summary>Code</summary><pre><code>secret = 1</code></pre></details>'
        '<details class="data"><summary>Data</summary><p>rows</p></details><details>'
        "<summary>More</summary><p>of it</p></details>"
    )
    written = markup(body, code=code)
    assert ("secret" in written, "rows" in written) == (code, False)
    assert "#summary-line[More];" in written


def test_headings_never_skip_a_level() -> None:
    written = markup("<h1>a</h1><h4>b</h4><h6>c</h6><h2>d</h2>")
    assert [line[:18] for line in written.splitlines() if line.startswith("#heading")] == [
        f"#heading(level: {level})" for level in (1, 2, 3, 2)
    ]


def test_an_anchor_is_placed_once() -> None:
    assert markup('<h1 id="a">x</h1><h2 id="a">y</h2>').count('#label("a")') == 1


def test_links_lead_to_other_chapters_of_the_document() -> None:
    first = Chapter("01-first", "First", '<h1 id="01-first--a">A</h1><p><a href="02-second.html#fig-x"></a></p>')
    figure = (
        '<figure class="figure" id="02-second--fig-x"><img src="figures/x.svg" alt="x"><figcaption>'
        '<span class="label">Figure 2.1</span> x</figcaption></figure>'
    )
    second = Chapter("02-second", "Second", f'<h1 id="02-second--b">B</h1>{figure}', figures={"x.svg": b"<svg/>"})
    written = writer.markup([first, second], {})
    assert '#link(label("02-second--fig-x"))[Figure 2\\.1];' in written


def test_a_figure_is_one_call_with_its_alt_text_caption_and_sources() -> None:
    body = (
        '<figure class="figure" id="fig-a" data-cell="7"><img src="figures/a.svg" alt="Bars: &quot;5&quot;">'
        '<figcaption><span class="label">Figure 1</span> By year. <span class="sources">Source: <a href="https://x.org">x</a>.'
        '</span></figcaption><p class="description">Long.</p><details class="data"><p>no</p></details></figure>'
    )
    chapter = Chapter("c", "C", body, figures={"a.svg": b"<svg/>"})
    assert (
        '//cell 7\n#drawing("figures/a.svg", alt: "Bars: \\"5\\"", label: [Figure 1], words: [By year\\.], '
        'sources: [Source\\: #link("https://x.org")[x];\\.], about: [Long\\.])#label("fig-a");'
    ) in writer.markup([chapter], {})


def test_a_picture_that_is_not_there_is_said() -> None:
    assert "#emph[\\[Picture not available\\: a cat\\]];" in markup('<p><img src="figures/none.png" alt="a cat"></p>')


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<div data-cell="4"><img src="figures/a.svg" alt=" "></div>', "first: cell 4: a picture has no alt text"),
        (
            '<div class="table" data-cell="9"><table><tr><td>1</td></tr></table></div>',
            "first: cell 9: a table has no heads",
        ),
    ],
)
def test_what_a_reader_would_miss_is_refused_where_the_edition_is_strict(body: str, message: str) -> None:
    chapter = Chapter("first", "First", body, figures={"a.svg": b"<svg/>"})
    with pytest.raises(RenderError, match=message):
        writer.markup([chapter], {}, strict=True)
    assert writer.markup([chapter], {}, strict=False)


def test_headings_before_a_table_travel_with_it() -> None:
    written = markup("<h1>a</h1><h2>b</h2><table><thead><tr><th>x</th></tr></thead><tr><td>1</td></tr></table>")
    assert "#data-table(before: [\n#heading(level: 1)[a];\n\n#heading(level: 2)[b];\n]," in written


def test_a_table_within_a_table_is_told_in_lines() -> None:
    inner = "<table><tr><td>a</td><td>b</td></tr></table>"
    written = markup(f"<table><tr><td>{inner}</td></tr></table>")
    assert written.count("#data-table(") == 1
    assert "body: (\n[a · b],\n)," in written


def test_colours_of_a_styled_table_are_kept() -> None:
    body = (
        '<div class="output html styled" id="o"><style>#o #c1{background-color:#ff0000;color:#ffffff}</style>'
        '<table><thead><tr><th>a</th></tr></thead><tr><td id="c1">1</td></tr></table></div>'
    )
    assert 'body-cell(fill: "#ff0000", ink: "#ffffff")[1]' in markup(body)


def test_a_line_of_the_markup_is_placed_in_its_chapter_and_cell() -> None:
    heading = '#heading(level: 2)[What \\#1?]#label("x");'
    text = f"//chapter one\n#chapter[\n{heading}\nwords\n//cell 7\n#drawing\n]\n//chapter two\n#chapter["
    assert writer.place(text, 4) == ("one", None, "What #1?")
    assert writer.place(text, 6) == ("one", 7, "What #1?")
    assert writer.place(text, 9) == ("two", None, "")


def test_formulas_are_gathered_with_their_source() -> None:
    body = (
        '<p><math display="block"><semantics><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation>'
        "</semantics></math></p>"
    )
    chapter = Chapter("c", "C", body)
    assert writer.formulas([chapter]) == [("x_1", True)]
    assert '#displayed("x_1")[$ x_1 $];' in writer.markup([chapter], {("x_1", True): "$ x_1 $"})
    assert '#raw("x_1");' in writer.markup([chapter], {})


def test_back_matter_stands_behind_all_chapters_and_a_line_says_where() -> None:
    table = (
        "<caption><span class='label'>Table 1</span> x</caption><thead><tr><th>x</th></tr></thead><tr><td>1</td></tr>"
    )
    inside = f'<div class="table" id="a--t" data-cell="4"><table>{table}</table></div>'.replace("'", '"')
    first = Chapter("a", "A", f'<h1>a</h1><section class="back-matter">{inside}</section><p>between</p>', language="fr")
    written = writer.markup([first, Chapter("b", "B", "<h1>last</h1>")], {})
    line, back = written.index('#in-back("a--t")[Table 1];'), written.index("#data-table(")
    assert line < written.index("between") < written.index("last") < back
    assert written.count("Tables in full") == 1
    assert writer.place(written, written[:back].count("\n") + 1) == ("a", 4, "")
    assert '#in-language("fr")[' in written[written.index("last") :]


def test_long_words_break_sooner_in_a_cell_than_in_running_text() -> None:
    word = "filipinoconcerns.blogspot.com"
    table = f"<table><thead><tr><th>x</th></tr></thead><tr><td>{word}</td></tr></table>"
    in_text, in_cell = markup(f"<p>{word}</p>"), markup(table).split("body:")[1]
    assert "#h(" not in in_text
    assert "[filipinoconcerns\\.#h(0.001pt);blogspot\\.#h(0.001pt);com]" in in_cell
