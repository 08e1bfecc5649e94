"""What a chapter depends on in code: its modules found through their imports, and nothing that it does not use."""

from pathlib import Path

import pytest

from publisher.keep import fingerprint

PACKAGES = ("publisher", "orchard")


def test_imports_are_followed_through_modules(orchard: Path) -> None:
    source = "%matplotlib inline\nfrom orchard import load\nfrom publisher.outputs import Table"
    found = fingerprint.import_closure([source], PACKAGES)
    assert set(found) == {"orchard", "orchard.tables", "publisher", "publisher.outputs"}
    assert found["orchard.tables"] == fingerprint.digest((orchard / "orchard" / "tables.py").read_bytes())
    assert set(fingerprint.import_closure([source], ("publisher",))) == {"publisher", "publisher.outputs"}


@pytest.mark.parametrize("source", ["import os", "%matplotlib inline", "orchard = 1", "from . import x", "a b", ""])
def test_what_imports_nothing_of_ours_depends_on_nothing_of_ours(orchard: Path, source: str) -> None:
    assert fingerprint.import_closure([source], PACKAGES) == {}


def test_a_name_that_is_no_module_counts_as_its_module() -> None:
    source = "from publisher.outputs import Table"
    assert set(fingerprint.import_closure([source], ("publisher",))) == {"publisher", "publisher.outputs"}


def test_relative_imports_are_those_of_their_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {
        "deep/__init__.py": "",
        "deep/a.py": "x = 1",
        "deep/b/__init__.py": "from ..a import x",
        "deep/c.py": "1",
    }
    for name, text in {**modules, "deep/b/d.py": "from . import e\nfrom .. import c", "deep/b/e.py": ""}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = set(fingerprint.import_closure(["from deep.b import d"], ("deep",)))
    assert found == {"deep", "deep.a", "deep.b", "deep.b.d", "deep.b.e", "deep.c"}


def test_a_package_of_one_file_and_one_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lonely.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert set(fingerprint.import_closure(["import lonely, nowhere"], ("lonely", "nowhere"))) == {"lonely"}
    assert fingerprint.package_path("nowhere") is None
    assert fingerprint.code_hash(("lonely",)) != fingerprint.code_hash(("nowhere",))


def test_an_edit_of_a_module_is_seen_after_it_was_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "module.py"
    path.write_text("x = 1")
    monkeypatch.setattr(fingerprint, "module_path", {"orchard.module": path}.get)
    found = {"orchard.module": fingerprint.digest(b"x = 1")}
    assert fingerprint.are_unchanged(found)
    path.write_text("x = 2")
    assert not fingerprint.are_unchanged(found)
