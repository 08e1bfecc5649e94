"""The examples in the docstrings run, and every public function and method has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import analysis.un

MODULES = sorted(module.name for module in pkgutil.iter_modules(analysis.un.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(f"analysis.un.{name}")
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


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
