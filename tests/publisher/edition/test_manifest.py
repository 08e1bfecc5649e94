"""Inputs and their hashes: whatever changes the report changes the hash, and nothing else does."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from publisher.edition import manifest
from publisher.keep.fingerprint import key
from publisher.plan.catalogue import Catalogue


def edition_hash(project: Path, **given: str) -> str:
    catalogue = Catalogue(project)
    plan = catalogue.plan("small-edition", given=given)
    return key(manifest.inputs(plan, catalogue))


def add_output(project: Path) -> None:
    path = project / "notebooks" / "01-first.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    notebook["cells"][-1]["execution_count"] = 7
    path.write_text(json.dumps(notebook))


def edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("notebooks/01-first.ipynb", "What was harvested?", "What was harvested, and when?"),
        ("notebooks/editions.yml", "A small edition", "A smaller edition"),
        ("notebooks/editions.yml", "An independent compilation.", "A compilation."),
        ("notebooks/editions.yml", "until: 2013-12-31", "until: 2012-12-31"),
        ("data/harvests.csv", "pear", "plum"),
        ("requirements.lock", "papermill==", "papermill=="),
    ],
)
def test_every_input_counts(project: Path, name: str, old: str, new: str) -> None:
    before = edition_hash(project)
    edit(project, name, old, new if new != old else f"# {old}")
    assert edition_hash(project) != before


def test_outputs_and_paths_do_not_count(project: Path, tmp_path: Path) -> None:
    before = edition_hash(project)
    add_output(project)
    moved = tmp_path / "elsewhere"
    project.rename(moved)
    assert edition_hash(moved) == before


def test_an_override_counts(project: Path) -> None:
    assert edition_hash(project) != edition_hash(project, first_year="2006")


def test_the_data_zip_is_the_same_bytes_and_holds_every_table(project: Path) -> None:
    content = manifest.data_zip(Catalogue(project).data)
    assert content == manifest.data_zip(Catalogue(project).data)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert archive.read("data/harvests.csv") == (project / "data" / "harvests.csv").read_bytes()
    assert names == ["data/growers.csv", "data/harvests.csv", "data/visits.csv"]
