"""TeX formulas as Typst's: one call of pandoc for all the formulas of a document.

A formula that pandoc cannot read, or whose result could be more than a formula, has none; it is shown as TeX.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence

import pypandoc

Formulas = Mapping[tuple[str, bool], str]
"""The Typst source of formulas, by their TeX and whether they stand by themselves."""


class PandocError(Exception):
    """pandoc cannot be run, or gave up; the text says what it said."""


_BETWEEN = "//formula//"
_LABEL = re.compile(r"\\(?:label\{[^{}]*\}|nonumber\b|notag\b)\s*")  # says nothing that is set
_HARMLESS = re.compile(r'"(?:\\.|[^"\\])*"|\\.')


def typst(formulas: Sequence[tuple[str, bool]]) -> Formulas:
    """The Typst source of each formula, given as TeX and whether it stands by itself; one that has none is absent.

    Raises `PandocError` where pandoc fails as a whole.
    """
    wanted = list(dict.fromkeys(formulas))
    if not wanted:
        return {}
    blocks: list[object] = []
    for tex, display in wanted:
        kind = {"t": "DisplayMath" if display else "InlineMath"}
        blocks += [
            {"t": "Plain", "c": [{"t": "Math", "c": [kind, _LABEL.sub("", tex)]}]},
            {"t": "RawBlock", "c": ["typst", _BETWEEN]},
        ]
    document = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})
    options = ("--sandbox", "--quiet", "--wrap=none", "--from=json", "--to=typst")
    try:
        command = [pypandoc.get_pandoc_path(), *options]
        finished = subprocess.run(command, input=document.encode(), capture_output=True, check=True, timeout=60)
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.decode(errors="replace").split())
        raise PandocError(f"pandoc gave up with status {error.returncode}: {said or 'it said nothing'}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PandocError(f"pandoc could not be run: {error}") from error
    sources = finished.stdout.decode().split(_BETWEEN)[:-1]
    return {key: source.strip() for key, source in zip(wanted, sources, strict=True) if _is_formula(source.strip())}


def _is_formula(source: str) -> bool:
    """Whether it is one formula, in which no code is called and no bracket or dollar is left open."""
    if len(source) < 3 or source[0] != "$" or source[-1] != "$":
        return False
    bare = _HARMLESS.sub("", source[1:-1])
    return not any(sign in bare for sign in '#$"') and "//" not in bare and "/*" not in bare
