"""Where the project is found from."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import paths


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory outside of any project, with an installation that is not a checkout."""
    monkeypatch.delenv(paths.VARIABLE, raising=False)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "site-packages" / "analysis" / "paths.py"))
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def make_project(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "datapackage.json").write_text("{}")
    (folder / "notebooks").mkdir()
    return folder


def test_no_project_is_one_clear_line(elsewhere: Path) -> None:
    with pytest.raises(paths.ProjectError, match="no project in") as caught:
        paths.project()
    assert paths.VARIABLE in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("missing", ["data", "notebooks"])
def test_half_a_project_is_none(elsewhere: Path, missing: str) -> None:
    make_project(elsewhere)
    (elsewhere / missing).rename(elsewhere / "renamed")
    with pytest.raises(paths.ProjectError):
        paths.project()


def test_variable_that_names_no_project_is_refused_though_the_working_directory_is_one(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_project(elsewhere)
    monkeypatch.setenv(paths.VARIABLE, str(elsewhere / "nowhere"))
    with pytest.raises(paths.ProjectError, match="nowhere is not a project"):
        paths.project()


def test_variable_comes_before_the_working_directory(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_project(elsewhere)
    named = make_project(tmp_path / "named")
    monkeypatch.setenv(paths.VARIABLE, str(named))
    assert paths.project() == named


def test_project_is_found_upward_and_the_nearest_counts(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_project(elsewhere)
    inner = make_project(elsewhere / "a" / "inner")
    monkeypatch.chdir(inner / "notebooks")
    assert paths.project() == inner
    monkeypatch.chdir(elsewhere / "a")
    assert paths.project() == elsewhere


def test_checkout_is_the_last_resort(elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = make_project(tmp_path / "checkout")
    monkeypatch.setattr(paths, "__file__", str(checkout / "src" / "analysis" / "paths.py"))
    assert paths.project() == checkout


def test_folders_hang_off_the_project(elsewhere: Path) -> None:
    folder = make_project(elsewhere)
    assert (paths.data(), paths.notebooks(), paths.reports()) == (
        folder / "data",
        folder / "notebooks",
        folder / "reports",
    )
