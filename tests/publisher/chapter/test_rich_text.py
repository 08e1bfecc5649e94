"""Markdown and HTML of every kind, with their formulas and pictures in place."""

import base64
from collections.abc import Callable, Mapping

import pytest

from publisher.chapter import rich_text
from publisher.chapter.document import Chapter, Notice, Text
from publisher.chapter.draft import Draft
from publisher.safe.nodes import Element, Formula, Image, elements, plain_text, raw_text, walk

NOTICE = '<p class="notice">The interactive part of this text is not shown here.</p>'
CONTENT = b"\x89PNG\r\n\x1a\n...."
PNG = base64.b64encode(CONTENT).decode()

Html = Callable[..., str]


@pytest.fixture
def html(article: Callable[[Chapter], str]) -> Html:
    """Reads Markdown and writes it as a page does."""

    def written(source: str, draft: Draft | None = None, **attachments: Mapping[str, str]) -> str:
        draft = draft or Draft("x", cell=1)
        blocks = rich_text.read_markdown(source, draft, attachments)
        return article(Chapter("x", "X", tuple(blocks), pictures=draft.pictures))

    return written


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a <script>alert(1)</script> b", "<p>a  b</p>\n\n" + NOTICE),
        ("<iframe src='https://x.example/'></iframe>", NOTICE),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ("a **b** *c* `d` ~~e~~", "<p>a <strong>b</strong> <em>c</em> <code>d</code> <del>e</del></p>"),
        ("Term\n: meaning", "<dl>\n<dt>Term</dt>\n<dd>meaning</dd>\n</dl>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("```python\nif x:  # y\n```", '<pre><code class="language-python"><span class="k">if</span> x:  '
         '<span class="c"># y</span>\n</code></pre>'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ('```py"><script>\nx\n```', "<pre><code>x\n</code></pre>"),
        ("```mermaid\ngraph\n```", '<pre><code class="language-mermaid">graph\n</code></pre>'
         '<p class="notice">A diagram is shown as it is written.</p>'),
        ("https://docs.un.org/x", '<p><a href="https://docs.un.org/x">https://docs.un.org/x</a></p>'),
        ("<details><summary>a</summary>b</details>", "<details><summary>a</summary>b</details>"),
    ],
)  # fmt: skip
def test_markdown_is_read_as_in_a_notebook(html: Html, source: str, shown: str) -> None:
    assert html(source).replace("\n\n\n", "\n\n") == shown


def test_table_can_be_scrolled_by_keyboard(html: Html) -> None:
    written = html("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert written.startswith('<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>')
    assert written.endswith("</table></div>") and '<td style="text-align:right">2</td>' in written


@pytest.mark.parametrize(
    "source", ["> | a | b |\n> |---|---|\n> | 1 | 2 |", "- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |"]
)
def test_tables_stand_in_quotes_and_lists(html: Html, source: str) -> None:
    assert "<td>1</td>" in html(source).replace("\n", "") and "|" not in html(source)


def test_tasks_are_shown_as_signs(html: Html) -> None:
    written = html("- [x] done\n- [ ] not")
    assert "☑ done" in written and "☐ not" in written and "<input" not in written


def test_footnote_and_its_note_lead_to_each_other(html: Html) -> None:
    written = html("A note[^1].\n\n[^1]: It.")
    assert 'id="c1-fnref-1"' in written and 'href="#c1-fn-1"' in written
    assert 'id="c1-fn-1"' in written and 'href="#c1-fnref-1"' in written


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<h2>a<div>b<h3>c</h3></div>d</h2>", ["a", "b", "c", "d"]),
        ("<h2><p>a</p><ul><li>b</li></ul></h2>", ["a", "b"]),
        ("<h2><em>a</em> <code>b</code></h2>", [Element("em", {}, ["a"]), " ", Element("code", {}, ["b"])]),
    ],
)
def test_heading_holds_nothing_but_words_and_what_words_are_in(markup: str, words: list[object]) -> None:
    (text,) = rich_text.read_html(markup, Draft("x"))
    assert isinstance(text, Text) and text.nodes == [Element("h2", {}, words)]  # type: ignore[arg-type]


def test_text_that_is_too_long_is_cut_and_says_so(html: Html) -> None:
    written = html("a" * 1_000_000)
    assert len(written) < 60_000 and "950,000 characters at the end of this text are left out" in written


def test_notice_of_what_is_not_shown_is_a_block_and_a_warning() -> None:
    draft = Draft("x", cell=1)
    text, notice = rich_text.read_html("<p>a</p><script>x</script>", draft)
    assert isinstance(text, Text) and isinstance(notice, Notice)
    assert list(draft.warnings) == ["x: cell 1: The interactive part of this text is not shown here."]


# ------------------------------------------------------------------ pictures


def test_attachment_becomes_a_picture_of_the_chapter() -> None:
    draft = Draft("x", cell=3)
    (text,) = rich_text.read_markdown("![A line](attachment:a%20b.png)", draft, {"a b.png": {"image/png": PNG}})
    assert isinstance(text, Text)
    assert text.nodes[0] == Element("p", {}, [Image("x-3.png", "A line")])
    assert draft.pictures == {"x-3.png": CONTENT}


@pytest.mark.parametrize(
    ("name", "link"), [("a%20b.png", "a%20b.png"), ("a.png", "a.png"), ("é b.png", "%C3%A9%20b.png")]
)
def test_attachment_is_found_by_its_name_however_it_is_written(name: str, link: str) -> None:
    draft = Draft("x", cell=3)
    rich_text.read_markdown(f"![A](attachment:{link})", draft, {name: {"text/html": "x", "image/png": PNG}})
    assert draft.pictures == {"x-3.png": CONTENT}


def test_picture_written_out_in_the_text_becomes_a_file_however_large() -> None:
    draft = Draft("x", cell=3)
    large = base64.b64encode(CONTENT + b"." * 300_000).decode()
    (text,) = rich_text.read_markdown(f"![A](data:image/png;base64,{large}) and text", draft)
    assert isinstance(text, Text)
    assert text.nodes[0] == Element("p", {}, [Image("x-3.png", "A"), " and text"])


def test_size_of_a_picture_is_kept(html: Html) -> None:
    written = html(f'<img src="data:image/png;base64,{PNG}" alt="A" width="30" height="4">')
    assert written == f'<img src="data:image/png;base64,{PNG}" alt="A" width="30" height="4">'


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("![A](attachment:gone.png)", "The picture “A” cannot be shown here"),
        ("![A](gone.png)", "The picture “A” cannot be shown here"),
        ("![A](data:image/png;base64,bm90)", "The picture “A” cannot be shown here"),
        ("![A](embedded:7)", "The picture “A” cannot be shown here"),
        (f"![A](embedded:{'9' * 5_000})", "The picture “A” cannot be shown here"),
        ("<img src=kept:x-9.png>", "A drawing cannot be shown here"),
        ("<img>", "A picture cannot be shown here"),
        ("![A](https://example.org/a.png)", '<a href="https://example.org/a.png">A</a>'),
        ("<img src='HTTPS://example.org/a.png'>", '<a href="HTTPS://example.org/a.png">Picture</a>'),
        ("<svg><script>1</script></svg>", "A drawing cannot be shown here"),
    ],
)
def test_picture_that_cannot_be_shown_is_said_in_its_place(html: Html, source: str, said: str) -> None:
    draft = Draft("x", cell=2)
    written = html(source, draft)
    assert said in written and "<img" not in written
    assert draft.pictures == {} and len(draft.warnings) >= 1


def test_picture_on_the_web_within_a_link_is_words_of_that_link(html: Html) -> None:
    assert html("[![Build](https://a.example/badge.svg)](https://b.example/)") == (
        '<p><a href="https://b.example/">Build <span class="notice">(a picture on the web)</span></a></p>'
    )


@pytest.mark.parametrize("name", ["x", 'a "b" & <c>'])
def test_drawing_within_the_text_becomes_a_picture(name: str) -> None:
    draft = Draft(name, cell=2)
    text, *_ = rich_text.read_markdown("<svg><path d='M 0 0'/></svg>\n", draft)
    assert isinstance(text, Text)
    assert [node for node in walk(text.nodes) if isinstance(node, Image)] == [
        Image(f"{name}-2.svg", "Picture without a description")
    ]
    drawing = draft.pictures[f"{name}-2.svg"]
    assert isinstance(drawing, Element) and drawing.tag == "svg"


# ------------------------------------------------------------------ formulas


@pytest.mark.parametrize(
    ("source", "display"),
    [
        ("$x^2$", False),
        ("$$x^2$$", True),
        ("\\\\(x^2\\\\)", False),
        ("\\\\[x^2\\\\]", True),
        ("\\begin{equation}x^2\\end{equation}", True),
        ("\\begin{align}x^2\\end{align}", True),
    ],
)
def test_formula_of_every_kind_stands_where_it_stood(source: str, display: bool) -> None:
    draft = Draft("x", cell=1)
    (text,) = rich_text.read_markdown(f"a {source} b", draft)
    assert isinstance(text, Text)
    assert [node for node in walk(text.nodes) if isinstance(node, Formula)] == draft.formulas
    (formula,) = draft.formulas
    assert formula.display is display
    assert "x^2" in formula.tex and "equation" not in formula.tex
    assert plain_text(text.nodes) == f"a {formula.tex} b"


def test_forged_mark_stands_for_nothing(html: Html) -> None:
    assert "\ue000" not in html("\ue0000\ue001 a") and html("\ue0000\ue001 a") == "<p>0 a</p>"


def test_mark_for_which_there_is_no_formula_leaves_no_trace(html: Html) -> None:
    assert html("a&#xe000;99&#xe001;b") == "<p>ab</p>"


def test_formula_in_an_alt_text_is_its_tex(html: Html) -> None:
    written = html("![the line $x_1$](attachment:a)", a={"image/png": PNG})
    assert 'alt="the line x_1"' in written


# ------------------------------------------------------------------ links


def test_link_leads_first_to_what_has_that_name_in_the_same_cell() -> None:
    (text,) = rich_text.read_markdown("<a id='own'></a> [x](#own) [y](#other)", Draft("x", cell=4))
    assert isinstance(text, Text)
    links = [one.attributes["href"] for one in elements(text.nodes, "a") if "href" in one.attributes]
    assert links == ["#c4-own", "#other"]


def test_code_is_handed_on_as_it_is_written() -> None:
    (text,) = rich_text.read_markdown("```r\n\nx <- '\\u202e$a$'\n```", Draft("x"))
    assert isinstance(text, Text)
    (code,) = elements(text.nodes, "code")
    assert (code.attributes, raw_text(code.children)) == ({"class": "language-r"}, "x <- '\\u202e$a$'\n")
