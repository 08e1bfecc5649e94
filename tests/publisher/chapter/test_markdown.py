"""Markdown of every kind, formulas, and code."""

import base64

import pytest

from publisher.chapter import markdown, maths
from publisher.chapter.gathering import Gathering

NOTICE = '<p class="notice">The interactive part of this text is not shown here.</p>'
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()


def _markup(source: str, **attachments: dict[str, str]) -> str:
    return markdown.markup(source, Gathering("x", cell=1), attachments).strip()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a <script>alert(1)</script> b", "<p>a  b</p>\n" + NOTICE),
        ("<iframe src='https://x.example/'></iframe>", NOTICE),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ("a **b** *c* `d` ~~e~~", "<p>a <strong>b</strong> <em>c</em> <code>d</code> <del>e</del></p>"),
        ("Term\n: meaning", "<dl>\n<dt>Term</dt>\n<dd>meaning</dd>\n</dl>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("```python\nif x:  # y\n```", '<pre><code class="language-python"><span class="k">if</span> x:  '
         '<span class="c"># y</span>\n</code></pre>'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("```mermaid\ngraph\n```", '<pre><code class="language-mermaid">graph\n</code></pre>'
         '<p class="notice">A diagram is shown as it is written.</p>'),
        ("https://docs.un.org/x", '<p><a href="https://docs.un.org/x">https://docs.un.org/x</a></p>'),
        ("<details><summary>a</summary>b</details>", "<details><summary>a</summary>b</details>"),
    ],
)  # fmt: skip
def test_markdown_is_read_as_in_a_notebook(source: str, html: str) -> None:
    assert _markup(source) == html


def test_table_can_be_scrolled_by_keyboard() -> None:
    html = _markup("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>')
    assert html.endswith("</table></div>") and '<td style="text-align:right">2</td>' in html


def test_tasks_are_shown_as_signs() -> None:
    html = _markup("- [x] done\n- [ ] not")
    assert "☑ done" in html and "☐ not" in html and "<input" not in html


def test_footnote_and_its_note_lead_to_each_other() -> None:
    html = _markup("A note[^1].\n\n[^1]: It.")
    assert 'id="c1-fnref-1"' in html and 'href="#c1-fn-1"' in html
    assert 'id="c1-fn-1"' in html and 'href="#c1-fnref-1"' in html


def test_attachment_becomes_a_file_of_the_chapter() -> None:
    gathering = Gathering("x", cell=3)
    html = markdown.markup("![A line](attachment:a%20b.png)", gathering, {"a b.png": {"image/png": PNG}})
    assert html.strip() == '<p><img src="figures/x-3.png" alt="A line"></p>'
    assert gathering.figures == {"x-3.png": b"\x89PNG\r\n\x1a\n...."}


def test_picture_written_out_in_the_text_becomes_a_file_however_large() -> None:
    gathering = Gathering("x", cell=3)
    large = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"." * 300_000).decode()
    html = markdown.markup(f"![A](data:image/png;base64,{large}) and text", gathering)
    assert html.strip() == '<p><img src="figures/x-3.png" alt="A"> and text</p>'


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("![A](attachment:gone.png)", "The picture “A” cannot be shown here"),
        ("![A](gone.png)", "The picture “A” cannot be shown here"),
        ("![A](data:image/png;base64,bm90)", "The picture “A” cannot be shown here"),
        ("![A](https://example.org/a.png)", '<a href="https://example.org/a.png">A</a>'),
        ("<svg><script>1</script></svg>", "A drawing cannot be shown here"),
    ],
)
def test_picture_that_cannot_be_shown_is_said_in_its_place(source: str, said: str) -> None:
    gathering = Gathering("x", cell=2)
    html = markdown.markup(source, gathering)
    assert said in html and "<img" not in html
    assert gathering.figures == {} and len(gathering.warnings) >= 1


def test_drawing_within_the_text_becomes_a_file() -> None:
    gathering = Gathering("x", cell=2)
    html = markdown.markup("<svg><path d='M 0 0'/></svg>\n", gathering)
    assert '<img src="figures/x-2.svg" alt="Picture without a description">' in html
    assert gathering.figures["x-2.svg"].startswith(b"<svg xmlns=")


def test_text_that_is_too_long_is_cut_and_says_so() -> None:
    html = _markup("a" * 1_000_000)
    assert len(html) < 60_000 and "950,000 characters at the end of this text are left out" in html


# ------------------------------------------------------------------ formulas


def _formulas(*given: str) -> tuple[list[str], list[str]]:
    warnings: list[str] = []
    return markdown.formulas([(tex, False) for tex in given], warnings.append), warnings


@pytest.mark.parametrize(
    "source",
    [
        "$x^2$",
        "$$x^2$$",
        "\\\\(x^2\\\\)",
        "\\\\[x^2\\\\]",
        "\\begin{equation}x^2\\end{equation}",
        "\\begin{align}x^2\\end{align}",
    ],
)
def test_formula_of_every_kind_is_handed_over(source: str) -> None:
    gathering = Gathering("x", cell=1)
    html = markdown.markup(f"a {source} b", gathering)
    assert "\ue0000\ue001" in html and len(gathering.formulas) == 1
    assert "x^2" in gathering.formulas[0][0] and "equation" not in gathering.formulas[0][0]


@pytest.mark.parametrize(
    "source", ["> | a | b |\n> |---|---|\n> | 1 | 2 |", "- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |"]
)
def test_tables_stand_in_quotes_and_lists(source: str) -> None:
    assert "<td>1</td>" in _markup(source).replace("\n", "") and "|" not in _markup(source)


def test_formulas_are_set_as_mathml_in_their_order() -> None:
    made, warnings = _formulas("x^2", "\\frac{a}{b}", "a < b")
    assert ["<msup>" in made[0], "<mfrac>" in made[1], "&lt;" in made[2]] == [True, True, True]
    assert all(one.startswith('<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">') for one in made)
    assert '<annotation encoding="application/x-tex">x^2</annotation>' in made[0]
    assert warnings == []


def test_formula_that_cannot_be_set_is_shown_as_it_is_written() -> None:
    made, warnings = _formulas("x", "\\foo{<script>}", "y" * 5_000, "\\text{<img src=x onerror=alert(1)>}")
    assert made[1] == '<code class="tex">\\foo{&lt;script&gt;}</code>'
    assert made[2].endswith("y…</code>")
    assert "<img" not in made[3]
    assert len(warnings) == 2


def test_no_formula_needs_no_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maths.subprocess, "run", None)
    assert _formulas() == ([], [])


def test_forged_mark_stands_for_nothing() -> None:
    assert "\ue000" not in _markup("\ue0000\ue001 a")


def test_formula_in_an_alt_text_is_its_tex() -> None:
    html = _markup("![the line $x_1$](attachment:a)", a={"image/png": PNG})
    assert 'alt="the line x_1"' in html


# ------------------------------------------------------------------ code


@pytest.mark.parametrize(
    ("language", "source", "html"),
    [
        ("python", "x = 'a'  # <b>", 'x = <span class="s">&#x27;</span>'),
        ("no-such-language", "a < b", "a &lt; b"),
        ("r", "x <- 1", 'x &lt;- <span class="m">1</span>'),
    ],
)
def test_code_is_text_with_its_kinds_marked(language: str, source: str, html: str) -> None:
    assert markdown.highlighted(source, language).startswith(html)
