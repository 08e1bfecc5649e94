"""The tree of nodes: text, nesting, attributes, what comes of changing it, and how it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.safe.nodes import (
    DEEPEST,
    LONGEST_FORMULA,
    Element,
    Formula,
    Image,
    Node,
    Words,
    elements,
    parse_html,
    plain_text,
    raw_text,
    to_xml,
    transform,
    walk,
)
from publisher.safe.sanitiser import sanitise_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<b>b</p>c</b>", "abc"),  # closed out of order
        ("</p></div>x", "x"),  # closed without having been opened
        ("1 < 2 & 3 &lt; 4", "1 < 2 & 3 < 4"),  # signs that are no markup
        ("<p>", ""),
        ("<", "<"),
        ("a&nbsp;b", "a\xa0b"),
        ("<p title='a > b & \"c\"'>x</p>", "x"),
        ("<!-- note -->x", "x"),
    ],
)
def test_markup_out_of_order_keeps_its_text(html: str, text: str) -> None:
    assert raw_text(sanitise_html(html)) == text


@given(st.text(st.characters()))
def test_any_text_can_be_read(html: str) -> None:
    sanitise_html(html)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="<&\r", exclude_categories=("Cc", "Co", "Cn"))))
def test_text_without_markup_stays(text: str) -> None:
    if not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"):
        assert raw_text(sanitise_html(f"<p>{text}</p>")) == text


def test_attributes_are_unescaped_and_may_hold_angle_brackets() -> None:
    (paragraph,) = sanitise_html('<p><img src="a.svg" alt="a > b &amp; &quot;c&quot;" hidden></p>')
    assert paragraph == Element("p", {}, [Element("img", {"src": "a.svg", "alt": 'a > b & "c"'})])


def test_void_elements_hold_nothing() -> None:
    nodes = parse_html('a<br>b<img src="x">c<hr>d<wbr>e<col span="2">f<colgroup>g</colgroup>')
    assert [node if isinstance(node, str) else node.tag for node in nodes if isinstance(node, str | Element)] == [
        "a", "br", "b", "img", "c", "hr", "d", "wbr", "e", "col", "f", "colgroup",
    ]  # fmt: skip


def _depth(nodes: Words) -> int:
    inner = [_depth(node.children) + 1 for node in nodes if isinstance(node, Element)]
    return max(inner, default=0)


@pytest.mark.parametrize("within", ["x", "x<br>y", "<b>x</b>y"])
def test_deep_nesting_is_flattened(within: str) -> None:
    nodes = sanitise_html("<div>" * 500 + within + "</div>" * 500 + "<p>after</p>")
    assert _depth(nodes) in (DEEPEST, DEEPEST + 1)  # a line break counts, and is never dissolved
    assert raw_text(nodes) == "xy"[: within.count("x") + within.count("y")] + "after"
    assert nodes[-1] == Element("p", {}, ["after"])


def test_elements_of_some_tags_come_in_order() -> None:
    nodes = parse_html("<h1>1</h1><div><h2>2</h2></div><h1>3</h1>")
    assert [raw_text(one.children) for one in elements(nodes, "h1", "h2")] == ["1", "2", "3"]
    assert [one.tag for one in elements(nodes)] == ["h1", "div", "h2", "h1"]
    assert [node.tag if isinstance(node, Element) else node for node in walk(nodes)] == [
        "h1", "1", "div", "h2", "2", "h1", "3",
    ]  # fmt: skip


def test_words_are_those_of_text_and_formulas() -> None:
    nodes: Words = ["a ", Element("b", {}, [Formula("x^2", False)]), Image("a.png", "alt"), "\n  b"]
    assert raw_text(nodes) == "a x^2\n  b"
    assert plain_text(nodes) == "a x^2 b"


def test_change_of_nodes_goes_from_the_inside_out_and_may_leave_out_or_add() -> None:
    seen: list[str] = []

    def change(node: Node) -> Words | None:
        seen.append(node if isinstance(node, str) else getattr(node, "tag", ""))
        if isinstance(node, Element):
            return [*node.children, "!"] if node.tag == "b" else [] if node.tag == "i" else None
        return None

    nodes = transform(parse_html("<p>a<b>b</b><i>c</i></p>"), change)
    assert nodes == [Element("p", {}, ["a", "b", "!"])]
    assert seen == ["a", "b", "b", "c", "i", "p"]


def test_formula_that_is_too_long_is_cut() -> None:
    assert Formula("x", True).as_written == "x"
    assert Formula("x" * (LONGEST_FORMULA + 1), True).as_written == "x" * LONGEST_FORMULA + "…"


def test_element_is_written_as_xml_and_its_style_sheet_as_it_stands() -> None:
    style = Element("style", {}, ["a > b{fill:red}"])
    drawing = Element("svg", {"id": '"<&>"'}, [style, Element("path"), Element("text", {}, ["a < b & 'c'"])])
    assert to_xml(drawing) == (
        '<svg id="&quot;&lt;&amp;&gt;&quot;"><style>a > b{fill:red}</style><path/>'
        "<text>a &lt; b &amp; 'c'</text></svg>"
    )
