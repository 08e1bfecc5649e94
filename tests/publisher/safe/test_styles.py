"""Styles: what is plain passes, what could fetch, cover or escape does not."""

import pytest

from publisher.safe.styles import BOXES, MARKS, safe_declarations, safe_rules


@pytest.mark.parametrize(
    "style",
    [
        "background: url(https://evil.example/x)",
        "background: URL('x')",
        "background: u\\72l(x)",  # an escape spells the name
        "background: image-set('x' 1x)",
        "width: expression(alert(1))",
        "position: fixed",
        "inset: 0",
        "z-index: 9999",
        "transform: scale(100)",  # a box may not leave its place; a mark may turn
        "behavior: url(x)",
        "-moz-binding: url(x)",
        "color: red} body {display: none",
        "color: var(--x, url(y))",
        "width: 9999px",
        "padding: 1px 100em",
        "height: 500vh",
        "width: calc(99px / .001)",
        "display: block",
        "content: '<script>'",
        "width: 1e9px",
        "color: rgb(rgb(rgb(1)))",
        "color: (((red)))",
        "font-family: 'one",  # an open string
        "font-family: '\\3c/style>'",
        "font-family: '\\a one'",
        "font-family: 'one\\' two'",
        "color: red; ".replace(":", "\\:"),
        "color: rgb(" * 9999,
        "({[" * 9999,
        "@import 'x'",
        "color",
        "",
    ],
)
def test_declaration_that_is_not_plain_is_left_out(style: str) -> None:
    assert safe_declarations(style, BOXES) == ""


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: red; position: fixed; font-weight: bold", "color:red;font-weight:bold"),
        ("COLOR: rgb(1, 2, 3)", "color:rgb(1, 2, 3)"),
        ("background: linear-gradient(90deg, #d65f5f 50%, transparent 50%)",) * 2,  # a pandas bar
        ("display: none", "display:none"),  # a column that a Styler hides
        ("text-align: right;;", "text-align:right"),
        ("color: red !important; width: 10px", "color:red !important;width:10px"),
        ("color: /* ; */ red", "color:red"),
        ("""font-family: 'One Two', "Three 4", serif""", "font-family:'One Two', 'Three 4', serif"),
        ("font-family: 'a;b'; color: red", "color:red"),
    ],
)
def test_plain_declarations_stay(style: str, kept: str) -> None:
    assert safe_declarations(style, BOXES) == kept.replace(": linear", ":linear")


def test_reference_of_a_drawing_is_prefixed_and_one_to_elsewhere_left_out() -> None:
    assert safe_declarations("fill: url(#a); clip-path: url('#b')", MARKS, "f-") == "fill:url(#f-a);clip-path:url(#f-b)"
    assert safe_declarations("fill: url(https://evil.example/#a)", MARKS, "f-") == ""
    assert safe_declarations("fill: url(x.svg#a)", MARKS, "f-") == ""
    assert safe_declarations("fill: url('#a) url(//evil.example')", MARKS, "f-") == ""
    assert safe_declarations("fill: url(#a)", BOXES) == safe_declarations("background: url(#a)", BOXES) == ""


@pytest.mark.parametrize(
    "sheet",
    [
        "@import 'https://evil.example/x.css';",
        "@font-face { font-family: x; src: url(https://evil.example/x) }",
        "a[href^='x'] { background: url(https://evil.example/x) }",
        "p::before { content: 'x' }",
        "p:has(a) { color: red }",
        "p { position: fixed }",
        "<!-- </style> <script> -->",
        "@media print { p { color: red } }",
        "+ p { color: red }",  # a sibling of the scope
        "p, ~ p { color: red }",
        "p:not(a) { color: red }",
        "p::hover { color: red }",
        "p:nth-child(url(x)) { color: red }",
        ".\\3c/style { color: red }",
        "p:nth-child(" * 9999,
        "p { color: " + "(" * 9999,
        "p { color: " + "rgb(" * 9999,
    ],
)
def test_rule_that_is_not_simple_is_left_out(sheet: str) -> None:
    assert safe_rules(sheet, BOXES, scope="#o", prefix="c-") == ""


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        ("* { color: red }", "#o *{color:red}"),
        ("body { color: red }", "#o body{color:red}"),  # there is no body within
        ("#T_1 th.col0, .x { color: red }", "#o #c-T_1 th.c-col0,#o .c-x{color:red}"),
        ("tr:nth-child(2n+1) { color: red }", "#o tr:nth-child(2n+1){color:red}"),
        ("tr:nth-child(2n + 1) td { color: red }", "#o tr:nth-child(2n + 1) td{color:red}"),
        ("p { color: red", "#o p{color:red}"),  # an open end is closed
        ("/* {} */ p { color: red } q { position: fixed }", "#o p{color:red}"),
    ],
)
def test_rules_are_confined_to_their_scope(sheet: str, kept: str) -> None:
    assert safe_rules(sheet, BOXES, scope="#o", prefix="c-") == kept


def test_rule_of_a_drawing_also_counts_for_its_root() -> None:
    kept = safe_rules(".plot line { stroke: red }", MARKS, scope="#d", prefix="f-")
    assert kept == "#d .f-plot line,#d.f-plot line{stroke:red}"
