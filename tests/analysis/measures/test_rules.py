"""Counting rules are read from the docstrings of the measures that apply them."""

import importlib
import pkgutil
from types import ModuleType

from analysis import measures
from analysis.measures import adoption, rules
from analysis.measures.docstrings import stated_rule


def test_a_function_without_a_rule_is_not_listed() -> None:
    module = ModuleType("analysis.measures.invented")
    for source in ('def plain():\n    """No rule here."""', 'def _own():\n    """One.\n\n    Rule: Hidden."""'):
        exec(compile(source, "invented", "exec"), module.__dict__)
    assert rules.stated(module).empty


def test_rule_is_the_paragraph_that_begins_so() -> None:
    def counted() -> None:
        """How many.

        In: rows.

        Rule: Each counts
        once.

        More.
        """

    assert stated_rule(counted) == "Each counts once."


def test_real_measures_state_theirs_under_their_names() -> None:
    found = rules.stated(adoption).set_index("measure")["rule"]
    assert found["adoption.adopted"].startswith("The adoption date is the day on which the organ")


def test_every_measure_is_asked_for_its_rules() -> None:
    names = [found.name for found in pkgutil.walk_packages(measures.__path__, "analysis.measures.")]
    found = rules.stated(*map(importlib.import_module, names))["measure"]
    assert found.tolist() == [name for name, _ in rules.every() if not name.startswith("audit: ")]
    assert set(rules.stated()["measure"]) == {name for name in found if not name.startswith("verdicts.")}
