"""Drawings and formulas: what they show stays, what could run or fetch does not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.safe.drawings import DEEPEST, Link, UnsafeError, sanitise_drawing, sanitise_formula
from publisher.safe.nodes import elements, to_xml

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(svg: str, prefix: str, *, link: Link | None = None, decimals: int | None = None) -> str:
    return to_xml(sanitise_drawing(svg, prefix, link=link, decimals=decimals))


def formula(mathml: str) -> str:
    return to_xml(sanitise_formula(mathml))


def _svg(inner: str, attributes: str = "") -> str:
    return f"<svg {NS} {attributes}>{inner}</svg>"


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "not a drawing",
        "<p>x</p>",
        "<style>p { color: red }</style>",
        "<g><path/></g>",
        "<svg><path></svg>",
        _svg("<script>alert(1)</script>"),
        _svg("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>"),
        _svg("<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>"),
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + _svg("<text>&b;</text>"),
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _svg("<text>&a;</text>"),
        _svg("<text>&nbsp;</text>"),  # an entity of HTML, not of XML
    ],
)
def test_drawing_that_cannot_be_made_safe_is_refused(svg: str) -> None:
    with pytest.raises(UnsafeError):
        drawing(svg, "f-")


@pytest.mark.parametrize(
    "inner",
    [
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        '<use xlink:href="https://evil.example/x.svg#a"/>',
        '<image xlink:href="https://evil.example/x.png"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zz4="/>',
        '<image href="data:image/png;base64,bm90IGEgcG5n"/>',
        '<path d="M 0 0" onclick="alert(1)" style="fill:url(https://evil.example/x)"/>',
        '<animate attributeName="href" values="javascript:alert(1)"/><set to="javascript:alert(1)"/>',
        '<style>@import "https://evil.example/x";</style>',
        '<text filter="url(https://evil.example/x)" fill="url(https://evil.example/y)">x</text>',
        '<title><a href="https://evil.example">x</a></title>',
        '<metadata><x href="https://evil.example"/></metadata><desc onload="x">d</desc>',
        '<?xml-stylesheet href="https://evil.example/x.css"?>',
        '<p xmlns="http://www.w3.org/1999/xhtml">x<img src="https://evil.example/x"/></p>',
    ],
)
def test_nothing_that_runs_or_fetches_stays(inner: str) -> None:
    kept = drawing(_svg(inner, 'onload="alert(1)"'), "f-")
    assert not any(word in kept for word in ("alert", "evil", "javascript", "onload", "onclick", "data:"))


def test_ids_are_prefixed_where_something_refers_to_them_and_left_out_elsewhere() -> None:
    inner = (
        '<defs><path id="m" d="M 0 0"/><clipPath id="c"><rect/></clipPath></defs>'
        '<g id="axes_1" clip-path="url(#c)"><use xlink:href="#m" style="fill: #fff"/></g>'
    )
    assert drawing(_svg(inner, 'id="root"'), "f-") == (
        '<svg xmlns="http://www.w3.org/2000/svg" id="f-drawing"><defs><path id="f-m" d="M 0 0"/>'
        '<clipPath id="f-c"><rect/></clipPath></defs>'
        '<g style="clip-path:url(#f-c)"><use href="#f-m" style="fill:#fff"/></g></svg>'
    )


def test_link_of_a_mark_has_the_title_it_is_given() -> None:
    svg = _svg('<a xlink:href="https://docs.un.org/A/RES/61/180" target="_blank"><path d="M 0 0"/></a>')
    assert '<a href="https://docs.un.org/A/RES/61/180"><title>docs.un.org/A/RES/61/180</title>' in drawing(svg, "f-")
    kept = drawing(svg, "f-", link=lambda address: {"title": f"<{address[-3:]}>", "data-row": "row-1"})
    assert '<a href="https://docs.un.org/A/RES/61/180" data-row="row-1"><title>&lt;180&gt;</title><path' in kept


def test_text_stays_text_with_its_spaces() -> None:
    kept = drawing(_svg("\n <text x='1'>a &lt; b <tspan>c</tspan> <tspan>d</tspan></text>\n"), "f-")
    assert '<text x="1">a &lt; b <tspan>c</tspan> <tspan>d</tspan></text></svg>' in kept


def test_style_sheet_holds_for_its_own_drawing_only() -> None:
    kept = drawing(_svg('<defs><style type="text/css">*{stroke-linejoin: round}</style></defs>'), "f-")
    assert "<style>#f-drawing *{stroke-linejoin:round}</style>" in kept


def test_matplotlib_s_doctype_and_a_drawing_without_namespace_are_read() -> None:
    doctype = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    assert drawing(doctype + _svg("<path d='M 0 0'/>"), "f-").endswith('<path d="M 0 0"/></svg>')
    assert drawing("<svg><path d='M 0 0'/></svg>", "f-").endswith('<path d="M 0 0"/></svg>')


def test_coordinates_are_cut_where_asked_but_no_factor() -> None:
    svg = _svg(
        '<g id="axes"><path d="M 1.23456 -0.0012 L 10 -0.5" transform="scale(0.015625)"/></g>'
        '<text x="7.999" transform="rotate(-0 7.9 1)">1.23456</text>'
    )
    assert drawing(svg, "f-", decimals=2).endswith(
        '<path d="M1.23 0L10 -.5" transform="scale(0.015625)"/><text x="8">1.23456</text></svg>'
    )
    svg = _svg('<g id="axes"><path d="M 1.23456 -0.0012 L 10 2.5" transform="scale(0.015625)"/></g>')
    assert "<g>" in drawing(svg, "f-")
    assert 'd="M 1.23456 -0.0012 L 10 2.5"' in drawing(svg, "f-")


def test_drawing_is_its_own_fixed_point() -> None:
    once = drawing(_svg('<g><text style="fill: red">x</text><path d="M 0 0\nL 1 1"/></g>'), "")
    assert drawing(once, "") == once


def test_formula_keeps_what_is_mathml_and_drops_the_rest() -> None:
    kept = formula(
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" onclick="x"><mi href="javascript:1">x</mi>'
        '<mtd style="text-align: right; background: url(x)">1</mtd><annotation-xml><p>x</p></annotation-xml>'
        '<annotation encoding="application/x-tex">x &lt; 1</annotation></math>'
    )
    assert kept == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mi>x</mi>'
        '<mtd style="text-align:right">1</mtd>'
        '<annotation encoding="application/x-tex">x &lt; 1</annotation></math>'
    )


@pytest.mark.parametrize("inner", ["", "<p>x</p>", "<script>x</script>"])
def test_formula_that_is_none_is_refused(inner: str) -> None:
    with pytest.raises(UnsafeError):
        sanitise_formula(inner)


def test_what_is_nested_too_deeply_is_refused() -> None:
    for depth in (DEEPEST - 2, 5_000):
        svg = _svg("<g>" * depth + "<path/>" + "</g>" * depth)
        mathml = "<math>" + "<mrow>" * depth + "<mi/>" + "</mrow>" * depth + "</math>"
        if depth < DEEPEST:
            assert len(list(elements([sanitise_drawing(svg, "f-"), sanitise_formula(mathml)]))) == 2 * DEEPEST
        else:
            with pytest.raises(UnsafeError, match="within one another"):
                sanitise_drawing(svg, "f-")
            with pytest.raises(UnsafeError, match="within one another"):
                sanitise_formula(mathml)


TAGS = st.sampled_from(
    ["svg", "g", "path", "text", "tspan", "title", "style", "a", "use", "image", "clipPath", "p", "script", "x:g"]
)
NAMES = st.sampled_from(["id", "class", "style", "href", "xlink:href", "d", "transform", "onload", "clip-path"])
VALUES = st.sampled_from(["a", "#a", "url(#a)", "fill: red", "javascript:x", "https://x.example/", "data:image/png;,"])
ATTRIBUTES = st.dictionaries(NAMES, VALUES, max_size=3)


def _written(tag: str, attributes: dict[str, str], within: list[str]) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{said}>{''.join(within)}</{tag}>"


XML = st.recursive(
    st.sampled_from(["", " ", "words", "&lt;b&gt;", ".a { fill: red; clip-path: url(#a) }", "<!-- x -->"]),
    lambda within: st.builds(_written, TAGS, ATTRIBUTES, st.lists(within, max_size=3)),
    max_leaves=12,
)


@given(TAGS, ATTRIBUTES, st.lists(XML, max_size=4), st.sampled_from([None, 2]))
def test_whatever_is_drawn_is_refused_or_made_safe(
    tag: str, attributes: dict[str, str], within: list[str], decimals: int | None
) -> None:
    xml = _written(tag, {**attributes, "xmlns:x": "http://x.example/", "xmlns:xlink": NS.split('"')[3]}, within)
    try:
        drawing = sanitise_drawing(xml, "f-", decimals=decimals)
    except UnsafeError:
        return
    assert not re.search("script|onload|<p", to_xml(drawing))
    assert all(one.attributes.get("id", "f-").startswith("f-") for one in elements([drawing]))
    assert {one.attributes.get("href", "#")[:1] for one in elements([drawing]) if one.tag != "a"} == {"#"}
    assert to_xml(sanitise_drawing(to_xml(drawing), "")).count("<") >= 1
