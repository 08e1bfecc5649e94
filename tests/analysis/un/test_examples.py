"""The examples in the docstrings run, and every public function and method has one."""

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import analysis.dataset
import analysis.display
import analysis.measures
import analysis.un

MODULES = sorted(module.name for module in pkgutil.iter_modules(analysis.un.__path__))
ROOMS = (analysis.un, analysis.dataset, analysis.measures, analysis.display)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.__name__))
def test_examples_run(room: ModuleType) -> None:
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        result = doctest.testmod(importlib.import_module(found.name), optionflags=doctest.ELLIPSIS)
        assert result.failed == 0, found.name
        assert result.attempted or room is not analysis.un, found.name


def test_every_public_function_has_an_example() -> None:
    missing = []
    for name in MODULES:
        module = importlib.import_module(f"analysis.un.{name}")
        for public, value in vars(module).items():
            is_ours = getattr(value, "__module__", None) == module.__name__ and not public.startswith("_")
            if not is_ours or not (inspect.isclass(value) or inspect.isroutine(inspect.unwrap(value))):
                continue
            if not inspect.isclass(value) and ">>>" not in (inspect.getdoc(value) or ""):
                missing.append(f"{name}.{public}")
            members = vars(value).items() if inspect.isclass(value) else ()
            for member, thing in members:
                is_public = inspect.isfunction(thing) or isinstance(thing, property)
                if is_public and not member.startswith("_") and ">>>" not in (inspect.getdoc(thing) or ""):
                    missing.append(f"{name}.{public}.{member}")
    assert missing == []
