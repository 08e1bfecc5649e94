"""TeX formulas as Typst's or as MathML: one call of pandoc for all the formulas of a document.

A formula that pandoc cannot read, or whose result could be more than a formula, has neither; it is shown as TeX.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence

import pypandoc

from publisher.safe.drawings import UnsafeError, sanitise_formula
from publisher.safe.nodes import LONGEST_FORMULA, Formula, elements

Key = tuple[str, bool]
"""A formula as TeX, and whether it stands by itself."""

Sources = Mapping[Key, str]
"""The source of formulas as something else than TeX; one that has none is absent."""


class PandocError(Exception):
    """pandoc cannot be run, or gave up; the text says what it said."""


_BETWEEN = "//formula//"
# These read strangers' formulas, as pandoc has written them in Typst, and as TeX.
_HARMLESS = re.compile(r'"(?:\\.|[^"\\])*"|\\.')
_CALLS = re.compile(
    r"(?<!\\)(?:#scale\(x: \d+%, y: \d+%\)\[(?:\\.|[^\\\w\s\x22#$\[\]])\]|#h\([1-9]em\)|#hide\[[\w ]*\]"
    r'|#box\(stroke: black, inset: 3pt, \[\$ (?:"[^"\\]*"|\\.|/(?![/*])|[^#$"\[\]\\/])* \$\]\))'
)
"""The calls that pandoc writes for large brackets, spaces, phantoms and boxes; nothing else may be called."""
_PLAINER = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\\(?:label\{[^{}]*\}|(?:nonumber|notag)\b)\s*", ""),  # says nothing that is set
        (r"\\tag\*?\{([^{}]*)\}", r"\\qquad (\\text{\1})"),
        (r"\\eqref\{([^{}]*)\}", r"(\\text{\1})"),
        (r"\\ref\{([^{}]*)\}", r"\\text{\1}"),
        (r"\\textcolor\{[^{}]*\}", ""),
        (r"\{\\(rm|bf|it|tt|sf)\s+([^{}]*)\}", r"\\math\1{\2}"),
        (r"(?<!\\)\\!", ""),
        (r"(?<!\\)\\[;:]", r"\\ "),
        (r"(\\[%&$#]) ", r"\1\\ "),  # pandoc drops the space behind an escaped sign
    )
]
"""What pandoc does not know or loses, in words that it knows."""


def set_formulas(formulas: Sequence[Formula], warn: Callable[[str], None]) -> None:
    """Gives each formula its MathML, with its TeX as annotation; warns of one that has to be shown as it is written.

    Raises `PandocError` where pandoc fails as a whole.
    """
    sources = _convert([(one.tex, one.display) for one in formulas if len(one.tex) <= LONGEST_FORMULA], "html")
    for formula in formulas:
        _, start, more = sources.get((formula.tex, formula.display), "").partition("<math")
        within, end, _ = more.rpartition("</math>")
        try:
            formula.mathml = sanitise_formula(start + within + end)
            for annotation in elements([formula.mathml], "annotation"):
                annotation.children = [formula.tex]
        except UnsafeError:
            warn(f"a formula is shown as it is written, because it could not be set: {formula.tex[:80]}")


def typst_sources(formulas: Sequence[Key]) -> Sources:
    """Returns the Typst source of the formulas. Raises `PandocError` where pandoc fails as a whole."""
    return {key: source for key, source in _convert(formulas, "typst").items() if _is_formula(source)}


def _convert(formulas: Sequence[Key], target: str) -> Sources:
    wanted = list(dict.fromkeys(formulas))
    if not wanted:
        return {}
    blocks: list[object] = []
    for tex, display in wanted:
        kind = {"t": "DisplayMath" if display else "InlineMath"}
        for pattern, plain in _PLAINER:
            tex = pattern.sub(plain, tex)
        blocks += [
            {"t": "Plain", "c": [{"t": "Math", "c": [kind, tex]}]},
            {"t": "RawBlock", "c": [target, _BETWEEN]},
        ]
    document = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})
    options = ("--sandbox", "--quiet", "--wrap=none", "--mathml", "--from=json", f"--to={target}")
    try:
        command = [pypandoc.get_pandoc_path(), *options]
        finished = subprocess.run(command, input=document.encode(), capture_output=True, check=True, timeout=60)
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.decode(errors="replace").split())
        raise PandocError(f"pandoc gave up with status {error.returncode}: {said or 'it said nothing'}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PandocError(f"pandoc could not be run: {error}") from error
    sources = finished.stdout.decode().split(_BETWEEN)[:-1]
    return {key: source.strip() for key, source in zip(wanted, sources, strict=True)}


def _is_formula(source: str) -> bool:
    """Whether it is one formula, in which no code is called and no bracket or dollar is left open."""
    if len(source) < 3 or source[0] != "$" or source[-1] != "$":
        return False
    bare = _HARMLESS.sub("", _CALLS.sub("", source[1:-1]))
    return not any(sign in bare for sign in '#$"') and "//" not in bare and "/*" not in bare
