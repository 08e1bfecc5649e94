"""Whole builds of a small project: real kernels, real pages, a real PDF, and failures that cost no reader anything."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from publisher.build import Outcome, build
from publisher.cli import find_project, main
from publisher.keep import fingerprint
from publisher.keep.cache import Store
from publisher.keep.session import hold_reports
from publisher.plan.catalogue import Catalogue
from publisher.plan.parameters import UsageError

SUBJECT = '{subject: "orchard.for_publisher:Orchard"}'


def build_all(project: Path, *names: str, force: bool = False, **given: str) -> list[Outcome]:
    catalogue = Catalogue(project)
    return build(catalogue, [catalogue.plan(name, given=given) for name in names or catalogue.names], force=force)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def break_chapter(project: Path, old: str = "print(until)", new: str = "1 / 0") -> None:
    path = project / "notebooks" / "02-second.ipynb"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_an_edition_is_published_whole_and_then_unchanged(project: Path) -> None:
    outcomes = build_all(project)
    assert [outcome.status for outcome in outcomes] == ["published", "published"]
    folder = project / "reports" / "small-edition"
    assert {"index.html", "01-first.html", "02-second.html", "small-edition.pdf", "manifest.json"} <= set(
        content(folder)
    )
    assert content(folder)["small-edition.pdf"].startswith(b"%PDF-")
    assert "small-edition.pdf" not in content(project / "reports" / "second-edition")
    overview = (project / "reports" / "index.html").read_text()
    assert "A small edition" in overview
    assert "second-edition/index.html" in overview

    before = content(folder)
    assert [outcome.status for outcome in build_all(project)] == ["unchanged", "unchanged"]
    (again,) = build_all(project, "small-edition", force=True)
    assert again.status == "published"
    assert content(folder) == before  # the same inputs give the same bytes, manifest included


def test_a_failing_chapter_leaves_the_last_good_edition_and_the_others(project: Path) -> None:
    build_all(project)
    good = content(project / "reports" / "small-edition")
    break_chapter(project)
    small, second = build_all(project)
    assert small.status == "failed"
    assert second.status == "unchanged"
    (problem,) = small.problems
    assert problem.startswith("small-edition: 02-second: cell 4, under “Question 1”\n    1 / 0\n  ZeroDivisionError")
    kept = project / "reports" / "failed" / "small-edition" / "02-second.ipynb"
    assert "division by zero" in kept.read_text()
    assert content(project / "reports" / "small-edition") == good
    break_chapter(project, "1 / 0", "print(until)")
    assert build_all(project, "small-edition")[0].status == "unchanged"
    assert not (project / "reports" / ".work").exists()


@pytest.mark.slow
def test_a_preview_leaves_the_published_edition_alone(project: Path) -> None:
    build_all(project, "small-edition")
    good = content(project / "reports" / "small-edition")
    (preview,) = build_all(project, "small-edition", last_year="2010")
    assert preview.status == "preview"
    assert content(project / "reports" / "small-edition") == good
    manifest = json.loads((project / "reports" / "preview" / "small-edition" / "manifest.json").read_text())
    assert manifest["parameters"]["last_year"] == 2010


def test_an_edition_states_what_it_was_made_from(project: Path) -> None:
    build_all(project, "small-edition")
    manifest = json.loads((project / "reports" / "small-edition" / "manifest.json").read_text())
    assert manifest["as_of"] == "2013-12-31"
    assert set(manifest["loaded"]["01-first"]) == {"harvests"}
    assert manifest["inputs"]["notebooks"].keys() == {"01-first.ipynb", "02-second.ipynb"}
    pages = [path for path in (project / "reports" / "small-edition").iterdir() if path.suffix == ".html"]
    for path in pages:
        assert str(project) not in path.read_text()


def events(project: Path, *names: str) -> dict[str, list[str]]:
    """Which chapters of which edition ran, and why, in a build of the given editions."""
    catalogue, found = Catalogue(project), {}

    def listen(event: str, details: dict[str, Any]) -> None:
        if event == "explain" and details["runs"]:
            found[f"{details['edition']}/{details['chapter']}"] = details["why"]

    build(catalogue, [catalogue.plan(name) for name in names or catalogue.names], listen=listen)
    return found


@pytest.mark.slow
def test_only_what_changed_runs_and_the_reason_is_said(project: Path) -> None:
    assert events(project)["small-edition/01-first"] == ["it has not run before"]
    harvests = project / "data" / "harvests.csv"
    text = harvests.read_text(encoding="utf-8")
    harvests.write_text(text.replace("cooking-apple", "cider-apple", 2), encoding="utf-8")
    assert events(project) == {
        "small-edition/01-first": ["data/harvests.csv changed: 2 rows"],
        "second-edition/01-first": ["data/harvests.csv changed: 2 rows"],
    }
    harvests.write_text(text, encoding="utf-8")
    assert events(project) == {}  # back to what was kept
    break_chapter(project, "print(until)", "print('changed')")
    assert events(project) == {"small-edition/02-second": ["notebooks/02-second.ipynb changed"]}


@pytest.mark.slow
def test_what_an_earlier_version_noted_stops_no_build(project: Path) -> None:
    events(project, "second-edition")
    with hold_reports(project / "reports") as session:
        Store(session).write_note("second-edition/01-first", {"parts": {}, "tables": {}})
    path = project / "notebooks" / "01-first.ipynb"
    path.write_text(path.read_text().replace("What was", "Which was"))
    assert events(project, "second-edition") == {"second-edition/01-first": ["what counts as a change has changed"]}


@pytest.mark.slow
def test_editions_share_a_chapter_that_is_the_same(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text().replace("{last_year: 2010, until: latest}", "{grower: HIL, until: 2013-12-31}"))
    ran: list[str] = []
    catalogue = Catalogue(project)
    plans = [catalogue.plan(name) for name in catalogue.names]
    build(
        catalogue, plans, listen=lambda event, details: ran.append(details["chapter"]) if event == "chapter" else None
    )
    assert sorted(ran) == ["01-first", "02-second"]


def test_bad_data_stop_the_build_before_any_kernel(project: Path) -> None:
    build_all(project, "second-edition")
    path = project / "data" / "harvests.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2006-12-20", "2006-13-20"), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        build_all(project, "second-edition")
    assert any("2006-13-20" in line and "harvests.csv" in line for line in caught.value.lines)
    assert (project / "reports" / "second-edition" / "index.html").exists()
    states = json.loads((project / "reports" / "status.json").read_text())["editions"]
    (state,) = (state for state in states if state["edition"] == "second-edition")
    assert state["stale"] and state["last_attempt"]["status"] == "failed" and "2006-13-20" in state["why"]


@pytest.mark.slow
def test_one_row_of_one_table_runs_just_the_chapters_that_load_it(project: Path, chapter: Callable[..., Path]) -> None:
    loads = {"01-a": ("harvests",), "02-b": ("growers", "visits"), "03-c": ("harvests", "visits")}
    for path in (project / "notebooks").glob("*.ipynb"):
        path.unlink()
    for name, tables in loads.items():
        source = "\n".join(f"len(load({table!r}))" for table in tables)
        chapter(project / "notebooks" / f"{name}.ipynb", "What is told?", f"from orchard import load\n{source}")
    editions = f"project: {SUBJECT}\neditions:\n  tables: {{title: Tables, formats: [html]}}\n"
    (project / "notebooks" / "editions.yml").write_text(editions)
    assert events(project).keys() == {f"tables/{name}" for name in loads}
    for table, old, new in (
        ("harvests", ",pear,", ",plum,"),
        ("growers", ",Valley", ",The valley"),
        ("visits", "2014-05-01", "2014-05-02"),
    ):
        path = project / "data" / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        told = [f"data/{table}.csv changed: 1 row"]
        assert events(project) == {f"tables/{name}": told for name, loaded in loads.items() if table in loaded}


@pytest.mark.slow
def test_twenty_editions_of_a_matrix_of_two_hundred_are_built(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    matrix = f"    matrix: {{grower: [HIL, VAL], last_year: {list(range(2005, 2100))}}}\n"
    path.write_text(path.read_text().replace("{last_year: 2010, until: latest}", "{until: 2013-12-31}") + matrix)
    catalogue = Catalogue(project)
    assert len(catalogue.plans()) == 191
    names = catalogue.names[1:191:10] + catalogue.names[-1:]
    assert len(names) == 20
    outcomes = build(catalogue, [catalogue.plan(name) for name in names])
    assert [(outcome.edition, outcome.status) for outcome in outcomes] == [(name, "published") for name in names]
    for name in names:
        page = (project / "reports" / name / "01-first.html").read_text()
        assert f"{name.split('-')[2].upper()} 2005 {name.split('-')[3]}" in page
    listed = json.loads((project / "reports" / "status.json").read_text())["editions"]
    assert sum(entry["published"] for entry in listed) == 20
    assert {entry["why"] for entry in listed if entry["stale"]} == {"not built yet"}
    assert {outcome.status for outcome in build_all(project, *names)} == {"unchanged"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "the kernel died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "the cell took more than its 3 seconds"),
        ("import time; time.sleep(60)", "the cell took more than its 3 seconds"),
    ],
)
def test_a_kernel_that_dies_or_hangs_is_named_and_its_notebook_kept(project: Path, source: str, told: str) -> None:
    break_chapter(project, "print(until)", f"print('so far')\\n{source}")
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text() + "deadline: {cell: 3}\n")
    (outcome,) = build_all(project, "small-edition")
    (problem,) = outcome.problems
    where, reason, kept = problem.splitlines()
    assert where == "small-edition: 02-second: cell 4, under “Question 1”"
    assert told in reason
    assert kept == "  as far as it got: reports/failed/small-edition/02-second.ipynb"
    assert "so far" in (project / "reports" / "failed" / "small-edition" / "02-second.ipynb").read_text()


@pytest.mark.slow
def test_an_edit_of_one_module_of_any_package_runs_just_the_chapters_that_import_it(
    project: Path, chapter: Callable[..., Path], tmp_path: Path
) -> None:
    packages = tmp_path / "packages"
    for package in ("orchard", "publisher"):
        shutil.copytree(fingerprint.package_path(package) or package, packages / package)
    (packages / "weather.py").write_text("rain = 3\n")
    imports = {"a": "from weather import rain", "b": "from orchard import load", "c": "from publisher import outputs"}
    for path in (project / "notebooks").glob("*.ipynb"):
        path.unlink()
    for name, source in imports.items():
        chapter(project / "notebooks" / f"{name}.ipynb", "What is told?", source)
    named = SUBJECT.replace("}", ", packages: [weather]}")
    editions = f"project: {named}\neditions: {{small: {{title: Small, formats: [html]}}}}\n"
    (project / "notebooks" / "editions.yml").write_text(editions)

    def explanations() -> list[str]:
        command = [sys.executable, "-m", "publisher.cli", "build", "--explain"]
        environment = {**os.environ, "PYTHONPATH": str(packages)}
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
        return [line for line in done.stdout.splitlines() if line.startswith("small: ") and " runs: " in line]

    assert len(explanations()) == 3
    for name, module in (("a", "weather"), ("b", "orchard.tables"), ("c", "publisher.outputs")):
        with (packages / module.replace(".", "/")).with_suffix(".py").open("a") as file:
            file.write("\n# edited\n")
        assert explanations() == [f"small: {name} runs: {module} changed"]
    (packages / "orchard" / "new.py").write_text("")
    assert explanations() == []


def test_a_folder_of_notebooks_alone_is_built_and_its_data_count_for_each(
    tmp_path: Path, chapter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "from pathlib import Path\nprint(Path('data/rain.txt').read_text(), place)"
    chapter(tmp_path / "Rain here.ipynb", "How much rain?", source, parameters="place = 'here'")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rain.txt").write_text("17 mm")
    monkeypatch.chdir(tmp_path)

    def output(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["build", *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    assert output().splitlines()[-1] == "publisher build: 1 published"
    report = tmp_path / "reports" / "rain-here"
    assert "17 mm here" in (report / "Rain here.html").read_text()
    assert "How much rain?" in (report / "index.html").read_text()
    assert (report / "rain-here.pdf").read_bytes().startswith(b"%PDF-")
    assert output().splitlines()[-1] == "publisher build: 1 unchanged"
    (tmp_path / "data" / "rain.txt").write_text("18 mm")
    assert "rain-here: Rain here runs: data/rain.txt changed" in output("--explain")
    assert "18 mm here" in (report / "Rain here.html").read_text()
    assert "parameter place is 'there', was 'here'" in output("--explain", "-p", "place=there")


def test_where_nothing_is_to_be_built_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("build", "plan", "prune"):
        result = CliRunner().invoke(main, [command])
        assert result.exit_code == 2
        (line,) = result.stderr.splitlines()
        assert line.startswith(f"publisher: no notebooks in {tmp_path}, and no project with notebooks/editions.yml")


@pytest.mark.parametrize("folder", [".", "notebooks", "data"])
def test_a_project_is_found_from_any_of_its_folders(
    project: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.chdir(project / folder)
    assert find_project() == project
