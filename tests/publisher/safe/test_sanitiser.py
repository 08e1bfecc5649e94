"""HTML: an allow-list, and balanced whatever comes in."""

import subprocess
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.chapter.document import Chapter, Edition
from publisher.pages.words import PageWords
from publisher.safe.nodes import Element
from publisher.safe.sanitiser import is_active, sanitise_html, scoped_styles


def _html(markup: str, **options: bool | str) -> str:
    """What passes of the markup, as a page writes it."""
    words = PageWords(Chapter("x", "X", ()), Edition("", "", ()), scrolls=False)
    return words.html(sanitise_html(markup, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<p onclick=alert(1)>x</p>", "<p>x</p>"),
        ("<a href='javascript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='java\nscript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='data:text/html,x'>x</a>", "<a>x</a>"),
        ("<a href='//evil.example'>x</a>", "<a>x</a>"),
        ("<a href='../../etc/passwd'>x</a>", "<a>x</a>"),
        ("<img src='/x.png' srcset='y 2x' onerror=alert(1)>", '<img src="/x.png">'),
        ("<img src='file:///etc/x.png'><img src='javascript:alert(1)'>", "<img><img>"),
        ("<iframe src=x></iframe><object></object><embed>", ""),
        ("<form action=x><input><button>b</button></form>", "b"),
        ("<style>p { color: red }</style><link rel=x><meta><base href=x>", ""),
        ("<svg><script>1</script></svg><math><mi>x</mi></math>", ""),
        ("<div class='skip figure' id='_main'>x</div>", "<div>x</div>".replace("<div", '<div id="u-_main"')),
        ("<p title='<img src=x onerror=alert(1)>'>x</p>", '<p title="&lt;img src=x onerror=alert(1)&gt;">x</p>'),
        ("<p style='color: red; position: fixed'>x</p>", '<p style="color:red">x</p>'),
        ("<table><td colspan=99999999>x</table>", "<table><tbody><tr><td>x</td></tr></tbody></table>"),
        ("<ol start=10001 type=1><li value=-1>x</ol>", '<ol type="1"><li>x</li></ol>'),
        ("<h2>a<h3>b</h3><ul><li>c</ul></h2>", "<h2>a</h2><h3>b</h3><ul><li>c</li></ul>"),
        ("&#x202e;&#0;x", "\ufffdx"),
        ("</div></main><b>x", "<b>x</b>"),
    ],
)  # fmt: skip
def test_what_is_not_listed_is_left_out(markup: str, kept: str) -> None:
    assert _html(markup, prefix="u-") == kept


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="https://docs.un.org/A/RES/61/180">x</a>',
        '<a href="#fig-by-year">x</a>',
        '<a href="02-next.ipynb#part">x</a>',
        '<a href="mailto:a@example.org">x</a>',
        '<span lang="fr">mot</span> <bdi>x</bdi> <abbr title="y">x</abbr> H<sub>2</sub>O',
        '<table><thead><tr><th colspan="2" scope="col">a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>',
        '<pre><code class="language-python"><span class="k">if</span></code></pre>',
        "<details><summary>More</summary><p>x</p></details>",
        '<ol start="3"><li>x</li></ol>',
        '<p style="text-align:right">x</p>',
    ],
)
def test_what_is_listed_stays_as_it_is(markup: str) -> None:
    assert _html(markup) == markup


@pytest.mark.parametrize("address", ["a.png", "attachment:a", "data:image/png;base64,AA", "https://x.example/a.png"])
def test_picture_keeps_its_address_for_the_reader_of_pictures(address: str) -> None:
    assert sanitise_html(f"<img src='{address}' alt='b'>") == [Element("img", {"src": address, "alt": "b"})]


def test_number_of_any_length_is_judged() -> None:
    """A filter that raises would be passed over, and say so on the standard error of its process."""
    code = "from publisher.safe.sanitiser import sanitise_html as s; print(s('<ol start=' + '9' * 5000 + '></ol>'))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (told.stdout.strip(), told.stderr) == ("[Element(tag='ol', attributes={}, children=[])]", "")


def test_classes_are_kept_for_a_style_sheet_under_the_prefix() -> None:
    markup = "<style>.hot { color: red } body { display: none }</style><table id=T><tr><td class='hot'>1</table>"
    assert '<td class="c-hot">' in _html(markup, prefix="c-", classes=True)
    assert scoped_styles(markup, scope="#o", prefix="c-") == "#o .c-hot{color:red}#o body{display:none}"


def test_styles_of_a_plain_data_frame_are_the_page_s() -> None:
    assert scoped_styles("<style scoped>.dataframe td { color: red }</style>", scope="#o", prefix="") == ""


@pytest.mark.parametrize("tag", ["script", "iframe", "video", "canvas", "form", "input"])
def test_html_that_needs_to_run_is_known(tag: str) -> None:
    assert is_active(f"<div><{tag.upper()} src=x></div>")
    assert not is_active(f"<p>{tag}</p>")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src")}
        if tag not in ("br", "hr", "img", "wbr", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


PIECES = st.sampled_from(
    [
        *("<", ">", "'", '"', "/", "=", " ", "x", "&lt;", "<!--", "-->", "]]>", "<![CDATA[", "\ue000", "&#xe003;"),
        *("<script>", "</script>", "<svg>", "<math>", "<style>", "</style>", "<p ", "<a ", "<img src=", "onclick="),
        *(
            "<h2>",
            "</h2>",
            "<h1 title='",
            "<table>",
            "<td>",
            "</td>",
            "<div>",
            "</div>",
            "style=",
            "href=",
            "javascript:",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_comes_in_what_comes_out_is_listed_balanced_and_stable(markup: str) -> None:
    clean = _html(markup)
    tags = _Tags()
    tags.feed(clean)
    tags.close()
    assert tags.open == []
    assert not tags.names & {"script", "style", "svg", "math", "iframe"}
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert not [address for address in tags.addresses if "script:" in address]
    assert _html(clean) == clean
