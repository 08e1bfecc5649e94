"""A body as a tree: text, nesting, attributes, and markup that is out of order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.chapter.tree import DEEPEST, parsed


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<b>b</p>c</b>", "abc"),  # closed out of order
        ("</p></div>x", "x"),  # closed without having been opened
        ("1 < 2 & 3 &lt; 4", "1 < 2 & 3 < 4"),  # signs that are no markup
        ("<p>", ""),
        ("<", "<"),
        ("<!-- note -->x", "<!-- note -->x"),  # nothing is judged: a sanitised body has no comments
    ],
)
def test_markup_out_of_order_keeps_its_text(html: str, text: str) -> None:
    assert parsed(html).text == text


@given(st.text())
def test_any_text_can_be_parsed(html: str) -> None:
    parsed(html)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="<&")))
def test_text_without_markup_stays(text: str) -> None:
    assert parsed(f"<p>{text}</p>").text == text


def test_attributes_are_unescaped_and_may_hold_angle_brackets() -> None:
    image = parsed('<p><img src="figures/a.svg" alt="a > b &amp; &quot;c&quot;" hidden></p>').elements[0].elements[0]
    assert image.attributes == {"src": "figures/a.svg", "alt": 'a > b & "c"', "hidden": ""}


def test_void_and_self_closing_elements_hold_nothing() -> None:
    root = parsed('a<br>b<mspace width="1em"/>c<img src="x">d')
    assert [child if isinstance(child, str) else child.tag for child in root.children] == [
        "a", "br", "b", "mspace", "c", "img", "d",
    ]  # fmt: skip


def test_disclosures_of_a_class_are_left_out() -> None:
    body = 'a<details class="data"><summary>s</summary><table></table></details>b<details>c</details>'
    assert parsed(body, without={"data"}).text == "abc"


def test_deep_nesting_is_flattened() -> None:
    root = parsed("<div>" * 500 + "x" + "</div>" * 500)
    depth = 0
    while root.elements:
        root, depth = root.elements[0], depth + 1
    assert (depth, root.text) == (DEEPEST, "x")


def test_elements_of_some_tags_come_in_order() -> None:
    root = parsed("<h1>1</h1><div><h2>2</h2></div><h1>3</h1>")
    assert [element.text for element in root.all("h1", "h2")] == ["1", "2", "3"]
