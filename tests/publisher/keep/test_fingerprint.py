"""What a chapter depends on: its modules found through their imports, and nothing that it does not use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.keep import fingerprint
from publisher.plan.notebook import Notebook


def test_imports_are_followed_through_modules() -> None:
    found = fingerprint.closure(["from analysis import dataset\nfrom analysis.un.links import document_link"])
    assert {"analysis", "analysis.dataset", "analysis.dataset.tables", "analysis.un.links"} <= set(found)
    assert not any(name.startswith("analysis.publish") for name in found)


@pytest.mark.parametrize("source", ["import os", "%matplotlib inline", "analysis = 1", "from . import x", ""])
def test_what_imports_nothing_of_ours_depends_on_nothing_of_ours(source: str) -> None:
    assert fingerprint.closure([source]) == {}


def test_a_name_that_is_no_module_counts_as_its_module() -> None:
    assert set(fingerprint.closure(["from publisher.outputs import Table"])) == {"publisher", "publisher.outputs"}


def test_parts_change_with_cells_tags_and_parameters_and_not_with_outputs(
    tmp_path: Path, chapter: Callable[..., Path]
) -> None:
    one = chapter(tmp_path / "01-a.ipynb", "A", "x = 1", parameters="year = 2000")
    same = chapter(tmp_path / "01-b.ipynb", "A", "x = 1", parameters="year = 2000")
    other = chapter(tmp_path / "01-c.ipynb", "A", "x = 2", parameters="year = 2000")

    def key(path: Path, year: int = 1, lock: str = "") -> str:
        return fingerprint.key(fingerprint.chapter_parts(Notebook.read(path), {"year": year}, lock))

    assert key(one) == key(same)
    assert len({key(one), key(other), key(one, 2), key(one, 1, "x")}) == 4


def test_an_edit_of_a_module_is_seen_after_it_was_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "module.py"
    path.write_text("x = 1")
    monkeypatch.setattr(fingerprint, "_module", {"analysis.module": path}.get)
    found = {"analysis.module": fingerprint.digest(b"x = 1")}
    assert fingerprint.still(found)
    path.write_text("x = 2")
    assert not fingerprint.still(found)
