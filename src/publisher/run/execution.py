"""Running a chapter: one notebook, one kernel of this very Python, through papermill.

A job carries all that the chapter needs, as bytes, and a result all that came of it: so a job runs the same in a
thread here and on a machine that shares no disk with this one.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from publisher.keep import fingerprint
from publisher.keep.session import PREFIX
from publisher.run.kernels import ENGINE, LOADED, OnCell, kernel_environment, last_log_line, make_drawing_folder

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^\s*Cell In\[\d+\], line (\d+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_ADDED = {"papermill-error-cell-tag", "injected-parameters"}


@dataclass(frozen=True)
class Job:
    """A chapter to run: its notebook, its parameters, the project's data files by name, and its deadlines.

    `folder` is where the notebook lies in the project, `environment` what the project adds to the kernel's. `code` is
    the hash of the `packages` that the result must come from; a machine with another version refuses.
    """

    chapter: str
    notebook: bytes
    parameters: Mapping[str, Any]
    data: Mapping[str, bytes]
    packages: tuple[str, ...]
    code: str
    folder: str = "notebooks"
    environment: Mapping[str, str] = field(default_factory=dict)
    cell_seconds: float | None = None
    chapter_seconds: float | None = None


@dataclass(frozen=True)
class Result:
    """What came of a job: the notebook as far as it got, the tables it loaded (name → hash), the time it took.

    `problem` is empty where the chapter ran to its end; else it says in lines where it failed and why.
    """

    chapter: str
    notebook: bytes
    loaded: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    problem: tuple[str, ...] = ()


def run_job(job: Job, on_cell: OnCell = lambda cell, count: None, within: Callable[[], Path] | None = None) -> Result:
    """Runs the job in a folder of its own and returns what came of it; a failure of the chapter is a result too.

    `within` gives the folder for that folder, where it is not the system's for temporary files.
    """
    if job.code != fingerprint.code_hash(job.packages):
        refusal = f"{job.chapter}: this machine has another version of {', '.join(job.packages)}"
        return Result(job.chapter, job.notebook, problem=(refusal,))
    began, at = time.monotonic(), 0

    def note_cell(cell: int, count: int) -> None:
        nonlocal at
        at = cell
        on_cell(cell, count)

    def seconds_left() -> float | None:
        """The seconds that the cell may take: its own deadline, or what is left of the chapter's."""
        left = None if job.chapter_seconds is None else max(job.chapter_seconds - (time.monotonic() - began), 0.01)
        return min((limit for limit in (job.cell_seconds, left) if limit is not None), default=None)

    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=within and within()) as folder:
        private = Path(folder)
        env = kernel_environment(job.environment, private, make_drawing_folder(within() if within else private))
        notebook, partial = _write_project(job, private / "project")
        problem: tuple[str, ...] = ()
        try:
            papermill.execute_notebook(
                notebook,
                partial,
                parameters=dict(job.parameters),
                engine_name=ENGINE,
                kernel_name="python3",
                language="python",
                request_save_on_cell_execute=False,
                progress_bar=False,
                env=env,
                private=private,
                partial=partial,
                on_cell=note_cell,
                seconds_left=seconds_left,
            )
            problem = _early_end(job, _read_cells(partial))
        except PapermillExecutionError as error:
            problem = _failure(job, error, _read_cells(partial))
        except CellTimeoutError:
            over = job.chapter_seconds is not None and time.monotonic() - began >= job.chapter_seconds
            what, limit = ("chapter", job.chapter_seconds) if over else ("cell", job.cell_seconds)
            reason = f"the {what} took more than its {limit:g} seconds"
            problem = _problem_lines(job, at, _read_cells(partial), reason)
        except DeadKernelError:
            reason = f"the kernel died (was it killed, or out of memory?){last_log_line(private)}"
            problem = _problem_lines(job, at, _read_cells(partial), reason)
        seconds = round(time.monotonic() - began, 2)
        return Result(job.chapter, _read_executed(partial), _read_loaded(Path(env[LOADED])), seconds, problem)


def _write_project(job: Job, project: Path) -> tuple[Path, Path]:
    """Writes the project as the chapter sees it: the data, and the one notebook; returns its path and its copy's."""
    for name, content in job.data.items():
        path = project / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder = project / job.folder
    folder.mkdir(parents=True, exist_ok=True)
    notebook, partial = folder / f"{job.chapter}.ipynb", folder / f"{job.chapter}.out.ipynb"
    notebook.write_bytes(job.notebook)
    partial.write_bytes(job.notebook)
    return notebook, partial


def _read_executed(notebook: Path) -> bytes:
    """Reads the notebook without the clock, paths and random id that papermill notes: equal runs, equal bytes."""
    executed = nbformat.read(notebook, as_version=4)
    executed.metadata.pop("papermill", None)
    for number, cell in enumerate(executed.cells):
        for noted in ("papermill", "execution"):
            cell.metadata.pop(noted, None)
        if _ADDED & set(cell.metadata.get("tags", [])):
            cell["id"] = f"added-{number}"
    text: str = nbformat.writes(executed)
    return text.encode("utf-8")


def _read_loaded(noted: Path) -> dict[str, str]:
    lines = noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []
    return {entry["table"]: entry["sha256"] for entry in map(json.loads, lines)}


def _read_cells(notebook: Path) -> list[NotebookNode]:
    cells: list[NotebookNode] = nbformat.read(notebook, as_version=4).cells
    return cells


def _failure(job: Job, error: PapermillExecutionError, cells: list[NotebookNode]) -> tuple[str, ...]:
    """The failure with the analyst's own line: the outermost frame of the traceback that is in the cell itself."""
    index = next((n for n, cell in enumerate(cells) if cell.cell_type == "code" and cell.source == error.source), None)
    frames = _FRAME.findall(_ANSI.sub("", "\n".join(error.traceback)))
    lines = error.source.splitlines()
    at = int(frames[0]) if frames else 1
    line = lines[at - 1].strip() if 0 < at <= len(lines) else ""
    reason = f"{error.ename}: {error.evalue}".strip().rstrip(":")
    return _problem_lines(job, error.cell_index + 1 if index is None else index + 1, cells, reason, line)


def _early_end(job: Job, cells: list[NotebookNode]) -> tuple[str, ...]:
    """The cell that ended the chapter by `sys.exit()`, which papermill takes for a good end; empty if none did."""
    for number, cell in enumerate(cells, 1):
        if any(output.output_type == "error" and output.ename == "SystemExit" for output in cell.get("outputs", ())):
            return _problem_lines(job, number, cells, "SystemExit: the cells after it did not run")
    return ()


def _problem_lines(job: Job, number: int, cells: list[NotebookNode], reason: str, line: str = "") -> tuple[str, ...]:
    """The problem in lines; the cell is counted as the analyst sees the notebook, without what papermill adds."""
    before = cells[:number]
    seen = sum(not _ADDED & set(cell.metadata.get("tags", [])) for cell in before)
    headings = _HEADING.findall("\n".join(cell.source for cell in before if cell.cell_type == "markdown"))
    under = f", under “{headings[-1]}”" if headings else ""
    where = f"{job.chapter}: cell {seen}{under}"
    return (where, f"    {line}", f"  {reason}") if line else (where, f"  {reason}")
