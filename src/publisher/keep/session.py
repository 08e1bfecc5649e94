"""One build's hold on the project: the lock, its folders, the processes it starts, and what a killed build left.

Everything unfinished lies in `reports/.work/` or in one temporary folder that is named there, so that the next build
finds and removes it. Kernels need the temporary folder: their sockets must have short paths.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    import psutil

PREFIX = "analysis-"
MARK = "ANALYSIS_PROJECT"
"""The environment variable by which the processes of a session are known: it names a folder of its temporary one."""

LONGEST = 60
"""Characters that the path of temporary folders may have, so that the sockets in them stay under the system's 107."""


class BusyError(Exception):
    """Another build holds the project; the text names it."""


class Stopped(KeyboardInterrupt):
    """The build was told to stop by the signal `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def held(reports: Path) -> Iterator[Session]:
    """Holds the folder of reports for one build, and ends with nothing unfinished left.

    Raises `BusyError` at once where another process holds it, and `OSError` where it cannot be written.
    """
    reports.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(reports / ".lock"), reports / ".holder"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        named = holder.read_text(encoding="utf-8").strip() if holder.exists() else "unknown"
        raise BusyError(f"another build (process {named}) is at work in {reports}; wait for it to end") from None
    try:
        with suppress(OSError):  # only a courtesy to the one who finds the lock taken
            holder.write_text(f"{os.getpid()} on {os.uname().nodename}\n", encoding="utf-8")
        with _stoppable():
            session = Session(reports)
            session.clear()
            try:
                yield session
            finally:
                session.clear()
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def _stoppable() -> Iterator[None]:
    """Makes the signals that ask to stop raise `Stopped`, once, so that what is unfinished is cleared away."""

    def stop(number: int, frame: Any) -> None:
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for asked in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            if signal.getsignal(asked) in (signal.SIG_DFL, signal.default_int_handler):
                before[asked] = signal.signal(asked, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Session:
    """What one build has in hand; `reports` is the folder that it holds."""

    def __init__(self, reports: Path) -> None:
        self.reports = reports
        self._work = reports / ".work"
        self._noted = self._work / "temporary"
        self._tempdir = tempfile.tempdir
        self._naming = threading.Lock()

    def workspace(self) -> Path:
        """A new empty folder on the same file system as the reports."""
        self._work.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self._work))

    def write(self, path: Path, content: bytes | str) -> None:
        """Writes the file whole or not at all."""
        fresh = self.workspace() / "file"
        fresh.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(path)
        fresh.parent.rmdir()

    def temporary(self) -> Path:
        """The build's temporary folder, which Python's own temporary files go to as well; made anew if it vanished."""
        with self._naming:
            folder = self._temporary()
            if folder is None or not folder.is_dir():
                system = Path(tempfile.gettempdir() if folder is None else folder.parent)
                parent = system if len(str(system)) <= LONGEST and system.is_dir() else Path("/tmp")
                folder = parent / f"{PREFIX}{os.urandom(6).hex()}"
                self._work.mkdir(exist_ok=True)
                self._noted.write_text(str(folder), encoding="utf-8")  # first of all: a kill finds it either way
                folder.mkdir(mode=0o700)
                tempfile.tempdir = str(folder)
            return folder

    def _temporary(self) -> Path | None:
        try:
            folder = Path(self._noted.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return folder if folder.is_absolute() and folder.name.startswith(PREFIX) else None

    def end_processes(self) -> None:
        """Ends the kernels of the session and whatever they started, and waits until they are gone."""
        import psutil

        found = list(_processes_of(self._temporary()))
        for process in found:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(found, timeout=5)

    def clear(self) -> None:
        """Removes everything unfinished, of this build or of one that was killed."""
        if not self._work.exists():
            return
        tempfile.tempdir = self._tempdir
        folder = self._temporary()
        if folder:
            self.end_processes()
            shutil.rmtree(folder, ignore_errors=True)
        if not folder or not folder.exists():  # else its name stays noted, for the next build to try again
            shutil.rmtree(self._work, ignore_errors=True)


def _processes_of(folder: Path | None) -> Iterator[psutil.Process]:
    import psutil

    for process in psutil.process_iter() if folder else ():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK, "").startswith(f"{folder}{os.sep}"):
                yield process
