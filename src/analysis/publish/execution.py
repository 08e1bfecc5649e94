"""Running a chapter: one notebook, one kernel of this very Python, through papermill.

A job carries all that the chapter needs, as bytes, and a result all that came of it: so a job runs the same in a
thread here and on a machine that shares no disk with this one. The kernel speaks over sockets in a private folder
rather than TCP, is started from this interpreter whatever kernels the user has installed, and sees neither the user's
IPython profile nor the order of a hash.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets import default

from analysis.publish import dependencies
from analysis.publish.session import MARK, PREFIX

ENGINE = "analysis"
LOADED = "ANALYSIS_LOADED"
"""The environment variable that names the file in which a kernel notes the tables that it loads."""

OnCell = Callable[[int, int], None]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^\s*Cell In\[\d+\], line (\d+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_ADDED = {"papermill-error-cell-tag", "injected-parameters"}


@dataclass(frozen=True)
class Job:
    """A chapter to run: its notebook, its parameters, the project's data files by name, and its deadlines.

    `code` is the hash of the package that the result must come from; a machine with another version refuses.
    """

    chapter: str
    notebook: bytes
    parameters: Mapping[str, Any]
    data: Mapping[str, bytes]
    code: str
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


class KernelOfThisPython(AsyncKernelManager):
    """A kernel of the running interpreter that listens on sockets of the file system."""

    @default("transport")
    def _transport(self) -> str:
        return "ipc"

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python", metadata={"debugger": False})


class ReportEngine(Engine):  # type: ignore[misc]
    """papermill's engine for chapters: our kernel and its log, the deadlines, and a call for each cell that starts."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        env: Mapping[str, str],
        private: Path,
        partial: Path,
        on_cell: OnCell,
        allowed: Callable[[], float | None],
        **ignored: Any,
    ) -> NotebookNode:
        count = len(nb_man.nb.cells)
        manager = KernelOfThisPython(kernel_name=kernel_name, connection_file=str(private / "kernel.json"))
        client = PapermillNotebookClient(
            nb_man,
            km=manager,
            resources={"metadata": {"path": str(partial.parent)}},
            timeout_func=lambda cell: allowed(),
            on_cell_start=lambda cell, cell_index: on_cell(cell_index + 1, count),
        )
        try:
            with (private / "kernel.log").open("wb") as log:
                executed: NotebookNode = client.execute(env=dict(env), cleanup_kc=True, stdout=log, stderr=log)
        except (DeadKernelError, CellTimeoutError):
            partial.write_text(nbformat.writes(nb_man.nb), encoding="utf-8")
            raise
        return executed


papermill_engines.register(ENGINE, ReportEngine)


def run(job: Job, on_cell: OnCell = lambda cell, count: None, within: Callable[[], Path] | None = None) -> Result:
    """Runs the job in a folder of its own and returns what came of it; a failure of the chapter is a result too.

    `within` gives the folder for that folder, where it is not the system's for temporary files.
    """
    if job.code != dependencies.code():
        return Result(
            job.chapter, job.notebook, problem=(f"{job.chapter}: this machine has another version of analysis",)
        )
    began = time.monotonic()
    at = [0]

    def started(cell: int, count: int) -> None:
        at[0] = cell
        on_cell(cell, count)

    def allowed() -> float | None:
        """The seconds that the cell may take: its own deadline, or what is left of the chapter's."""
        left = None if job.chapter_seconds is None else max(job.chapter_seconds - (time.monotonic() - began), 0.01)
        limits = [limit for limit in (job.cell_seconds, left) if limit is not None]
        return min(limits) if limits else None

    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=within and within()) as folder:
        private = Path(folder)
        drawing = _drawing_folder(within() if within else private)
        notebook, partial, noted = _laid_out(job, private)
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
                env=_environment(private / "project", noted, private, drawing),
                private=private,
                partial=partial,
                on_cell=started,
                allowed=allowed,
            )
            problem = _left_early(job, _cells(partial))
        except PapermillExecutionError as error:
            problem = _failure(job, error, _cells(partial))
        except CellTimeoutError:
            problem = _told(job, at[0], _cells(partial), _deadline(job, time.monotonic() - began))
        except DeadKernelError:
            reason = f"the kernel died (was it killed, or out of memory?){_last_words(private)}"
            problem = _told(job, at[0], _cells(partial), reason)
        seconds = round(time.monotonic() - began, 2)
        return Result(job.chapter, _settled(partial), _loaded(noted), seconds, problem)


def _laid_out(job: Job, private: Path) -> tuple[Path, Path, Path]:
    """The project as the chapter sees it: the data, and a folder with the one notebook; the paths that matter."""
    for name, content in job.data.items():
        path = private / "project" / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    notebooks = private / "project" / "notebooks"
    notebooks.mkdir(parents=True)
    notebook, partial = notebooks / f"{job.chapter}.ipynb", notebooks / f"{job.chapter}.out.ipynb"
    notebook.write_bytes(job.notebook)
    partial.write_bytes(job.notebook)
    return notebook, partial, private / "loaded.jsonl"


def _settled(notebook: Path) -> bytes:
    """The notebook without the clock, the paths and the random id that papermill notes: equal runs, equal bytes."""
    executed = nbformat.read(notebook, as_version=4)
    executed.metadata.pop("papermill", None)
    for number, cell in enumerate(executed.cells):
        for noted in ("papermill", "execution"):
            cell.metadata.pop(noted, None)
        if _ADDED & set(cell.metadata.get("tags", [])):
            cell["id"] = f"added-{number}"
    text: str = nbformat.writes(executed)
    return text.encode("utf-8")


def _drawing_folder(folder: Path) -> Path:
    """matplotlib's own folder: without the user's settings, with the list of fonts if the user has one already."""
    drawing = folder / "matplotlib"
    drawing.mkdir(exist_ok=True)
    caches = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "matplotlib")  # noqa: PTH111
    for fonts in caches.glob("fontlist-*.json"):
        if not (drawing / fonts.name).exists():
            with suppress(OSError):
                shutil.copyfile(fonts, folder / f"{os.urandom(4).hex()}.json").replace(drawing / fonts.name)
    return drawing


def _environment(project: Path, noted: Path, private: Path, drawing: Path) -> dict[str, str]:
    return {
        **os.environ,
        MARK: str(project),
        LOADED: str(noted),
        "IPYTHONDIR": str(private / "ipython"),
        "MPLCONFIGDIR": str(drawing),
        "TMPDIR": str(private),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }


def _loaded(noted: Path) -> dict[str, str]:
    lines = noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []
    return {entry["table"]: entry["sha256"] for entry in map(json.loads, lines)}


def _deadline(job: Job, seconds: float) -> str:
    if job.chapter_seconds is not None and seconds >= job.chapter_seconds:
        return f"the chapter took more than its {job.chapter_seconds:g} seconds"
    return f"the cell took more than its {job.cell_seconds:g} seconds"


def _last_words(private: Path) -> str:
    """What the kernel last wrote outside of any cell, such as a fault of a compiled library."""
    log = private / "kernel.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    told = [line for line in lines if line.strip()]
    return f"; it last wrote: {told[-1].strip()}" if told else ""


def _cells(notebook: Path) -> list[NotebookNode]:
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
    return _told(job, error.cell_index + 1 if index is None else index + 1, cells, reason, line)


def _left_early(job: Job, cells: list[NotebookNode]) -> tuple[str, ...]:
    """The cell that ended the chapter by `sys.exit()`, which papermill takes for a good end; empty if none did."""
    for number, cell in enumerate(cells, 1):
        if any(output.output_type == "error" and output.ename == "SystemExit" for output in cell.get("outputs", ())):
            return _told(job, number, cells, "SystemExit: the cells after it did not run")
    return ()


def _told(job: Job, number: int, cells: list[NotebookNode], reason: str, line: str = "") -> tuple[str, ...]:
    """The problem in lines; the cell is counted as the analyst sees the notebook, without what papermill adds."""
    before = cells[:number]
    seen = sum(not _ADDED & set(cell.metadata.get("tags", [])) for cell in before)
    headings = [
        found[-1] for cell in before if cell.cell_type == "markdown" and (found := _HEADING.findall(cell.source))
    ]
    under = f", under “{headings[-1]}”" if headings else ""
    where = f"{job.chapter}: cell {seen}{under}"
    return (where, f"    {line}", f"  {reason}") if line else (where, f"  {reason}")
