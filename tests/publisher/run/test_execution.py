"""Chapters run in real kernels; a failure says where, in the analyst's own terms."""

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from publisher.plan.catalogue import Catalogue
from publisher.run.execution import Job, Result, run_job

MakeJob = Callable[..., Job]


@pytest.fixture
def job(project: Path, tmp_path: Path, chapter: Callable[..., Path]) -> MakeJob:
    def made(*sources: str, parameters: str = "", **given: object) -> Job:
        notebook = chapter(tmp_path / "03-adoption.ipynb", "Adoption", *sources, parameters=parameters)
        catalogue = Catalogue(project)
        packages, environment = catalogue.packages, catalogue.subject.environment
        return Job(
            "03-adoption",
            notebook.read_bytes(),
            given,
            catalogue.data,
            packages,
            catalogue.hashes["code"],
            environment=environment,
        )

    return made


def printed(result: Result) -> str:
    cells = nbformat.reads(result.notebook.decode(), as_version=4).cells
    return "".join(output.get("text", "") for cell in cells for output in cell.get("outputs", []))


def test_a_failing_cell_is_told_with_heading_and_line_and_the_notebook_is_kept(job: MakeJob) -> None:
    source = "rows = [1, 2]\n\ndef share(n):\n    return 1 / n\n\ntotal = share(len(rows) - 2)\nprint(total)"
    result = run_job(job("x = 1", source, parameters="year = 2000", year=2010))
    assert result.problem == (
        "03-adoption: cell 6, under “Question 2”",
        "    total = share(len(rows) - 2)",
        "  ZeroDivisionError: division by zero",
    )
    assert b"division by zero" in result.notebook


def test_of_two_cells_with_the_same_source_the_one_that_failed_is_told(job: MakeJob) -> None:
    source = "left = globals().get('left', 2) - 1\n1 / left"
    where, line, _ = run_job(job(source, source)).problem
    assert (where, line.strip()) == ("03-adoption: cell 5, under “Question 2”", "1 / left")


def test_a_cell_that_is_not_python_is_told(job: MakeJob) -> None:
    where, line, reason = run_job(job("x = 1\nif x\n    pass")).problem
    assert (where, line.strip()) == ("03-adoption: cell 3, under “Question 1”", "if x")
    assert reason.startswith("  SyntaxError")


def test_a_chapter_that_leaves_early_has_failed(job: MakeJob) -> None:
    result = run_job(job("import sys; sys.exit()", "print('the rest')"))
    assert result.problem == ("03-adoption: cell 3, under “Question 1”", "  SystemExit: the cells after it did not run")


def test_a_kernel_that_dies_is_told_with_its_cell_and_the_notebook_is_kept(job: MakeJob) -> None:
    result = run_job(job("print('so far')", "import os; os._exit(3)"))
    assert result.problem[0] == "03-adoption: cell 5, under “Question 2”"
    assert "the kernel died" in result.problem[1]
    assert printed(result) == "so far\n"


@pytest.mark.parametrize(
    ("deadline", "told"),
    [
        ({"cell": 1.0, "chapter": 60.0}, "  the cell took more than its 1 seconds"),
        ({"cell": 60.0, "chapter": 4.0}, "  the chapter took more than its 4 seconds"),
    ],
)
def test_a_cell_past_its_deadline_is_told(job: MakeJob, deadline: dict[str, float], told: str) -> None:
    slow = dataclasses.replace(job("print('so far')", "import time; time.sleep(60)"), deadline=deadline)
    result = run_job(slow)
    assert result.problem[-1] == told
    assert printed(result) == "so far\n"


def test_a_chapter_runs_in_this_python_with_its_parameters_wherever_it_is_started(
    job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cells: list[tuple[int, int]] = []
    sources = ("import sys; print(sys.executable, year)", "from orchard import load\nt = load('harvests')")
    result = run_job(
        job(*sources, parameters="year = 2000", year=2010), lambda cell, count: cells.append((cell, count))
    )
    assert result.problem == ()
    assert printed(result).split() == [sys.executable, "2010"]
    assert set(result.loaded) == {"harvests"}
    assert cells[-1] == (7, 7)


def test_a_machine_with_another_version_refuses(job: MakeJob) -> None:
    (told,) = run_job(dataclasses.replace(job("1"), code="0" * 64)).problem
    assert told == "03-adoption: this machine has another version of publisher, orchard"
