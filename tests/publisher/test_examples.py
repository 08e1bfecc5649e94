"""The examples in the docstrings run."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import publisher

MODULES = sorted(module.name for module in pkgutil.walk_packages(publisher.__path__, "publisher.") if not module.ispkg)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert result.failed == 0
    assert (result.attempted > 0) == (">>> " in inspect.getsource(module))


def test_rooms_are_searched_for_examples() -> None:
    assert {"publisher.outputs", "publisher.chapter.bundles", "publisher.pages.words", "publisher.safe.nodes"} <= {
        *MODULES
    }
