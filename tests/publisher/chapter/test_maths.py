"""TeX as MathML and as Typst: what is set, what is refused, and that no formula can call anything."""

import re
from pathlib import Path

import pytest
import typst

import publisher
from publisher.chapter import maths
from publisher.safe.nodes import Formula, to_xml

HOSTILE = (
    r'\text{#eval("1+1")} + \text{"; #panic()}',
    r"\# \$ \% // \" /* x",
    r"a $ #read(\"/etc/passwd\") $ b",
    r'\operatorname{#eval}("x")',
    r"\mathrm{\\#x}",
    r"\color{red}{x}",
)


def test_nothing_is_asked_of_pandoc_without_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maths.subprocess, "run", lambda *_, **__: pytest.fail("pandoc was called"))
    assert maths.typst_sources([]) == {}


def test_what_is_no_formula_has_no_source() -> None:
    made = maths.typst_sources([(r"\frac{a", False), (r"\nosuchmacro{x}", True), ("x^2", False)])
    assert set(made) == {("x^2", False)}


def test_labels_are_nothing_that_is_set() -> None:
    made = maths.typst_sources([(r"\label{eq:a} x \nonumber", True)])
    assert list(made.values()) == ["$ x $"]


def test_no_name_of_the_templates_means_something_in_a_formula() -> None:
    templates = Path(publisher.__file__).parent / "pdf" / "templates"
    names = {name for path in templates.glob("*.typ") for name in re.findall(r"#let ([\w-]+)", path.read_text())}
    assert names
    wanted = [r"\widehat{abc}", r"\mathsf{x}", r"\mathtt{x}", r"\overline{x}", r"\sqrt[3]{x}", r"\binom{a}{b}"]
    called = set(re.findall(r"([a-z]+)\(", " ".join(maths.typst_sources([(tex, True) for tex in wanted]).values())))
    assert "accent" in called or "hat" in called
    assert not names & (called | {"accent", "sans", "serif", "mono", "bb", "cal", "frak", "upright", "bold", "italic"})


@pytest.mark.parametrize(
    ("tex", "source"),
    [
        (r"\boxed{\frac{a}{b}}", "$ #box(stroke: black, inset: 3pt, [$ a / b $]) $"),
        (r"a\phantom{xx}b", "$ a #hide[x x] b $"),
        (r"\big( x \big)", r"$ #scale(x: 120%, y: 120%)[\(] x #scale(x: 120%, y: 120%)[\)] $"),
        (r"x \tag{3}", r'$ x #h(2em) \( upright("3") \) $'),
        (r"\textcolor{red}{x} + {\rm d}y", "$ x + upright(d) y $"),
        (r"\text{50\% of all}", '$ upright("50% of all") $'),
        (r"x\!y\;z", "$ x y med z $"),
    ],
)
def test_what_pandoc_does_not_know_or_loses_is_set(tex: str, source: str) -> None:
    assert maths.typst_sources([(tex, True)]) == {(tex, True): source}
    assert typst.compile(f"#set page(width: 9cm, height: 3cm)\n{source}".encode(), ignore_system_fonts=True)


@pytest.mark.parametrize(
    "source",
    [
        "$ #hide[#eval[x]] $", r"$ \#hide[x]#eval(1) $", "$ #h(1em)#sys.version $", "$ #box(stroke: black) $",
        '$ #box(stroke: black, inset: 3pt, [$ x // $]) $', "$ #sca#h(1em)le(1) $", "$ x", "$ a $ b $",
    ],
)  # fmt: skip
def test_no_other_call_passes(source: str) -> None:
    assert not maths._is_formula(source)


def _formulas(*given: str) -> tuple[list[str], list[str]]:
    """The formulas as a page writes them, and the warnings."""
    warnings: list[str] = []
    formulas = [Formula(tex, False) for tex in given]
    maths.set_formulas(formulas, warnings.append)
    return [to_xml(one.mathml) if one.mathml else one.as_written for one in formulas], warnings


def test_mathml_carries_the_formula_as_it_was_written() -> None:
    tex = r"x < \eqref{a}"
    [made], _ = _formulas(tex)
    assert made.startswith("<math") and made.endswith("</math>")
    assert r">x &lt; \eqref{a}</annotation>" in made


def test_formulas_are_set_as_mathml_in_their_order() -> None:
    made, warnings = _formulas("x^2", "\\frac{a}{b}", "a < b")
    assert ["<msup>" in made[0], "<mfrac>" in made[1], "&lt;" in made[2]] == [True, True, True]
    assert all(one.startswith('<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">') for one in made)
    assert '<annotation encoding="application/x-tex">x^2</annotation>' in made[0]
    assert warnings == []


def test_formula_that_cannot_be_set_is_shown_as_it_is_written() -> None:
    made, warnings = _formulas("x", "\\foo{<script>}", "y" * 5_000, "\\text{<img src=x onerror=alert(1)>}")
    assert made[1] == "\\foo{<script>}"
    assert made[2].endswith("y…")
    assert "<img" not in made[3]
    assert len(warnings) == 2


def test_formula_of_many_layers_is_shown_as_it_is_written() -> None:
    made, warnings = _formulas("\\sqrt{" * 500 + "x" + "}" * 500)
    assert made == ["\\sqrt{" * 500 + "x" + "}" * 500] and len(warnings) == 1


def test_same_formula_in_two_places_is_set_twice() -> None:
    formulas = [Formula("x", False), Formula("x", False), Formula("x", True)]
    maths.set_formulas(formulas, pytest.fail)
    first, second, third = (one.mathml for one in formulas)
    assert first == second and first is not second
    assert third is not None and third.attributes["display"] == "block"


def test_no_formula_needs_no_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maths.subprocess, "run", None)
    assert _formulas() == ([], [])


def test_inline_and_display_differ() -> None:
    made = maths.typst_sources([("x", False), ("x", True), ("x", False)])
    assert made == {("x", False): "$x$", ("x", True): "$ x $"}


@pytest.mark.parametrize("tex", HOSTILE)
def test_no_formula_calls_code(tex: str) -> None:
    traps = "".join(f'#let {name}(..given) = panic("called")\n' for name in ("eval", "read"))
    for source in maths.typst_sources([(tex, True)]).values():
        typst.compile(f"{traps}#set page(width: 9cm, height: 3cm)\n{source}".encode(), ignore_system_fonts=True)
