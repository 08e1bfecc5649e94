"""The kernels that chapters run in, and papermill's engine for them.

A kernel is started from this very interpreter, whatever kernels the user has installed. It speaks over sockets in a
private folder rather than TCP, and sees neither the user's settings of IPython and matplotlib nor the order of a hash.
What a chapter is, and what its run means, is for `execution`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from traitlets import default

from publisher.keep.session import PROJECT

ENGINE = "publisher"
LOADED = "PUBLISHER_LOADED"
"""The environment variable that names the file in which a kernel notes the tables that it loads."""

OnCell = Callable[[int, int], None]


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
        notebook: Path,
        on_cell: OnCell,
        seconds_left: Callable[[], float],
        **ignored: Any,
    ) -> NotebookNode:
        count = len(nb_man.nb.cells)
        manager = KernelOfThisPython(kernel_name=kernel_name, connection_file=str(private / "kernel.json"))
        client = PapermillNotebookClient(
            nb_man,
            km=manager,
            resources={"metadata": {"path": str(notebook.parent)}},
            timeout_func=lambda cell: seconds_left(),
            on_cell_start=lambda cell, cell_index: on_cell(cell_index + 1, count),
        )
        try:
            with (private / "kernel.log").open("wb") as log:
                executed: NotebookNode = client.execute(env=dict(env), cleanup_kc=True, stdout=log, stderr=log)
        except (DeadKernelError, CellTimeoutError):
            notebook.write_text(nbformat.writes(nb_man.nb), encoding="utf-8")
            raise
        return executed


papermill_engines.register(ENGINE, ReportEngine)


def make_drawing_folder(folder: Path) -> Path:
    """Makes matplotlib's own folder: without the user's settings, with the list of fonts if the user has one."""
    drawing = folder / "matplotlib"
    drawing.mkdir(exist_ok=True)
    caches = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "matplotlib")  # noqa: PTH111
    for fonts in caches.glob("fontlist-*.json"):
        if not (drawing / fonts.name).exists():
            with suppress(OSError):
                shutil.copyfile(fonts, folder / f"{os.urandom(4).hex()}.json").replace(drawing / fonts.name)
    return drawing


def kernel_environment(given: Mapping[str, str], private: Path, drawing: Path) -> dict[str, str]:
    """The kernel's environment: the project and the folders of the run, and nothing that differs from run to run.

    `given` is what the project adds; `{project}` in a value stands for the project's folder.
    """
    project = str(private / "project")
    return {
        **os.environ,
        **{name: value.replace("{project}", project) for name, value in given.items()},
        PROJECT: project,
        LOADED: str(private / "loaded.jsonl"),
        "IPYTHONDIR": str(private / "ipython"),
        "MPLCONFIGDIR": str(drawing),
        "TMPDIR": str(private),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }


def last_log_line(private: Path) -> str:
    """What the kernel last wrote outside of any cell, such as a fault of a compiled library."""
    log = private / "kernel.log"
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return next((f"; it last wrote: {line.strip()}" for line in reversed(lines) if line.strip()), "")
