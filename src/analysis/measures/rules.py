"""How things were counted: the rules that the measures state of themselves, read from where they are applied."""

import inspect
from types import ModuleType

import pandas as pd

from analysis.measures import adoption, chains, context, coverage, findings, grades, parts, pathways, rhythm, spans
from analysis.measures import timeline as timelines
from analysis.measures.audit import verdicts
from analysis.measures.docstrings import stated_rule

MEASURES = (adoption, rhythm, timelines, parts, grades, spans, pathways, chains, context, coverage, findings)
"""All measures but the audit's, in the order in which chapters use them."""


def stated(*modules: ModuleType) -> pd.DataFrame:
    """The rules of the modules' public functions, in their order: `measure` (such as `rhythm.returns`) and `rule`.

    Where none is named, of all `MEASURES`. A function without a rule is left out.

    >>> stated(rhythm)["measure"].tolist()
    ['rhythm.returns']
    """
    found = [
        {"measure": f"{module.__name__.rpartition('.')[2]}.{name}", "rule": rule}
        for module in modules or MEASURES
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
        if (rule := stated_rule(function))
    ]
    return pd.DataFrame(found, columns=["measure", "rule"])


def every() -> list[tuple[str, str]]:
    """All measures, and the rules of the audit, that say how they count: the name of each with what it says."""
    found = stated(*sorted((*MEASURES, verdicts), key=lambda module: module.__name__))
    audited = [(f"audit: {rule.name}", rule.text) for rule in verdicts.RULES]
    return [*zip(found["measure"], found["rule"], strict=True), *audited]
