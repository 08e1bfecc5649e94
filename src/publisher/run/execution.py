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
from publisher.plan.editions import DEADLINE
from publisher.run.kernels import ENGINE, LOADED, OnCell, kernel_environment, last_log_line, make_drawing_folder

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^\s*Cell In\[\d+\], line (\d+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_ADDED = {"papermill-error-cell-tag", "injected-parameters"}


@dataclass(frozen=True)
class Job:
    """A chapter to run: its notebook, its parameters, the project's data files by name, the seconds that it may take.

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
    deadline: Mapping[str, float] = field(default_factory=lambda: DEADLINE)


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
    began, at, reason, line = time.monotonic(), 0, "", ""

    def note_cell(cell: int, count: int) -> None:
        nonlocal at
        at = cell
        on_cell(cell, count)

    def seconds_left() -> float:
        """The seconds that the cell may take: its own deadline, or what is left of the chapter's."""
        return max(min(job.deadline["cell"], job.deadline["chapter"] - (time.monotonic() - began)), 0.01)

    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=within and within()) as folder:
        private = Path(folder)
        env = kernel_environment(job.environment, private, make_drawing_folder(within() if within else private))
        notebook = _write_project(job, private / "project")
        try:
            papermill.execute_notebook(
                notebook,
                notebook,
                parameters=dict(job.parameters),
                engine_name=ENGINE,
                kernel_name="python3",
                language="python",
                request_save_on_cell_execute=False,
                progress_bar=False,
                env=env,
                private=private,
                notebook=notebook,
                on_cell=note_cell,
                seconds_left=seconds_left,
            )
        except PapermillExecutionError as error:
            # papermill has put a note above all cells and an anchor above the one that failed
            at, line = error.cell_index + 3, _own_line(error)
            reason = f"{error.ename}: {error.evalue}".strip().rstrip(":")
        except CellTimeoutError:
            what = "chapter" if time.monotonic() - began >= job.deadline["chapter"] else "cell"
            reason = f"the {what} took more than its {job.deadline[what]:g} seconds"
        except DeadKernelError:
            reason = f"the kernel died (was it killed, or out of memory?){last_log_line(private)}"
        executed = nbformat.read(notebook, as_version=4)
        if not reason and (left := _cell_of_exit(executed.cells)):
            at, reason = left, "SystemExit: the cells after it did not run"
        problem = _problem_lines(job, executed.cells[:at], reason, line) if reason else ()
        seconds = round(time.monotonic() - began, 2)
        return Result(job.chapter, _reproducible_bytes(executed), _read_loaded(Path(env[LOADED])), seconds, problem)


def _write_project(job: Job, project: Path) -> Path:
    """Writes the project as the chapter sees it: the data, and the one notebook, whose path it returns."""
    notebook = project / job.folder / f"{job.chapter}.ipynb"
    for path, content in ((notebook, job.notebook), *((project / "data" / name, job.data[name]) for name in job.data)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return notebook


def _reproducible_bytes(executed: NotebookNode) -> bytes:
    """The notebook without the clock, paths and random ids that papermill notes: equal runs, equal bytes."""
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


def _own_line(error: PapermillExecutionError) -> str:
    """The analyst's own line that failed: the outermost frame of the traceback that is in the cell itself."""
    frame = _FRAME.search(_ANSI.sub("", "\n".join(error.traceback)))
    at, lines = int(frame[1]) if frame else 1, error.source.splitlines()
    return str(lines[at - 1]).strip() if 0 < at <= len(lines) else ""


def _cell_of_exit(cells: list[NotebookNode]) -> int:
    """The number of the cell that left by `sys.exit()`, which papermill takes for a good end; 0 if none did."""
    outputs = [(number, output) for number, cell in enumerate(cells, 1) for output in cell.get("outputs", ())]
    return next((number for number, output in outputs if output.get("ename") == "SystemExit"), 0)


def _problem_lines(job: Job, cells: list[NotebookNode], reason: str, line: str) -> tuple[str, ...]:
    """The problem in lines, with the cells up to where it arose.

    The last one is counted as the analyst sees the notebook, without what papermill adds.
    """
    seen = sum(not _ADDED & set(cell.metadata.get("tags", [])) for cell in cells)
    headings = _HEADING.findall("\n".join(cell.source for cell in cells if cell.cell_type == "markdown"))
    under = f", under “{headings[-1]}”" if headings else ""
    where = f"{job.chapter}: cell {seen}{under}"
    return (where, f"    {line}", f"  {reason}") if line else (where, f"  {reason}")
