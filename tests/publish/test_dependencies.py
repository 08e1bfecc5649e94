"""What a chapter depends on: its modules found through their imports, and nothing that it does not use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.publish import dependencies


def test_imports_are_followed_through_modules() -> None:
    found = dependencies.closure(["from analysis import dataset\nfrom analysis.un.links import document_link"])
    assert {"analysis", "analysis.dataset", "analysis.dataset.tables", "analysis.un.links"} <= set(found)
    assert not any(name.startswith("analysis.publish") for name in found)


@pytest.mark.parametrize("source", ["import os", "%matplotlib inline", "analysis = 1", "from . import x", ""])
def test_what_imports_nothing_of_ours_depends_on_nothing_of_ours(source: str) -> None:
    assert dependencies.closure([source]) == {}


def test_a_name_that_is_no_module_counts_as_its_module() -> None:
    assert set(dependencies.closure(["from analysis.outputs import Table"])) == {"analysis", "analysis.outputs"}


def test_parts_change_with_cells_tags_and_parameters_and_not_with_outputs(
    tmp_path: Path, chapter: Callable[..., Path]
) -> None:
    one = chapter(tmp_path / "01-a.ipynb", "A", "x = 1", parameters="year = 2000")
    same = chapter(tmp_path / "01-b.ipynb", "A", "x = 1", parameters="year = 2000")
    other = chapter(tmp_path / "01-c.ipynb", "A", "x = 2", parameters="year = 2000")
    key = [dependencies.key(dependencies.chapter_parts(path, {"year": 1}, tmp_path)) for path in (one, same, other)]
    assert key[0] == key[1] != key[2]
    assert dependencies.key(dependencies.chapter_parts(one, {"year": 2}, tmp_path)) != key[0]
