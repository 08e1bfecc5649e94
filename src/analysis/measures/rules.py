"""How things were counted: the rules that the measures state of themselves, read from where they are applied."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import pandas as pd

_MARK = "Rule: "


def stated(*modules: ModuleType) -> pd.DataFrame:
    """The rules of the modules' public functions, in their order: `measure` (such as `rhythm.returns`) and `rule`.

    Where none is named, of all measures but the audit's. A function states its rule in the paragraphs of its
    docstring that begin with `Rule:`; one without has none.
    """
    found = [
        {"measure": f"{module.__name__.rpartition('.')[2]}.{name}", "rule": rule}
        for module in modules or _measures()
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
        if (rule := of(function))
    ]
    return pd.DataFrame(found, columns=["measure", "rule"])


def _measures() -> tuple[ModuleType, ...]:
    """The measures in the order in which chapters use them; named here, so that a chapter with their rules depends on
    them."""
    from analysis.measures import adoption, chains, context, coverage, findings, grades, parts, pathways, rhythm, spans
    from analysis.measures import timeline as timelines

    return adoption, rhythm, timelines, parts, grades, spans, pathways, chains, context, coverage, findings


def every() -> list[tuple[str, str]]:
    """All measures, and the rules of the audit, that say how they count: the name of each with what it says."""
    from analysis import measures
    from analysis.measures.audit import verdicts

    modules = [import_module(found.name) for found in pkgutil.walk_packages(measures.__path__, "analysis.measures.")]
    found = stated(*modules)
    audited = [(f"audit: {rule.name}", rule.text) for rule in (*verdicts.COMPARISONS, *verdicts.CONTRADICTIONS)]
    return [*zip(found["measure"], found["rule"], strict=True), *audited]


def of(function: Callable[..., Any]) -> str:
    """The rule that a function's docstring states, as one plain paragraph; blank where it states none."""
    paragraphs = inspect.cleandoc(function.__doc__ or "").replace("`", "").split("\n\n")
    ruled = [" ".join(part.split()).removeprefix(_MARK) for part in paragraphs if part.startswith(_MARK.strip())]
    return " ".join(ruled)
