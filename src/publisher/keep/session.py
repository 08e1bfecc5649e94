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
from typing import Any

from filelock import FileLock, Timeout

PREFIX = "publisher-"
PROJECT = "PUBLISHER_PROJECT"
"""The environment variable that names a kernel's project: a folder in the build's temporary one, so it tells whose."""

LONGEST_PATH = 60
"""Characters that the path of temporary folders may have, so that the sockets in them stay under the system's 107."""


class BusyError(Exception):
    """Another build holds the project; the text names it."""


class StopRequest(KeyboardInterrupt):
    """The build was told to stop, by the signal that is the only argument."""


@contextmanager
def hold_reports(reports: Path) -> Iterator[Session]:
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
        with _raise_on_signals():
            session = Session(reports)
            session.remove_leftovers()
            try:
                yield session
            finally:
                session.remove_leftovers()
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def _raise_on_signals() -> Iterator[None]:
    """Makes the signals that ask to stop raise `StopRequest`, once, so that what is unfinished is removed."""

    def stop(number: int, frame: Any) -> None:
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise StopRequest(number)

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
        self._unfinished = reports / ".work"
        self._temporary_name = self._unfinished / "temporary"
        self._tempdir = tempfile.tempdir
        self._naming = threading.Lock()

    def make_workspace(self) -> Path:
        """Makes an empty folder on the same file system as the reports."""
        self._unfinished.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self._unfinished))

    def write_file(self, path: Path, content: bytes | str) -> None:
        """Writes the file whole or not at all."""
        fresh = self.make_workspace() / "file"
        fresh.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(path)
        fresh.parent.rmdir()

    def temporary_folder(self) -> Path:
        """The build's temporary folder, where Python's own temporary files go as well; made anew if it vanished."""
        with self._naming:
            folder = self._read_temporary()
            if folder is None or not folder.is_dir():
                system = Path(tempfile.gettempdir() if folder is None else folder.parent)
                parent = system if len(str(system)) <= LONGEST_PATH and system.is_dir() else Path("/tmp")
                folder = parent / f"{PREFIX}{os.urandom(6).hex()}"
                self._unfinished.mkdir(exist_ok=True)
                self._temporary_name.write_text(str(folder), encoding="utf-8")  # first: a kill finds it either way
                folder.mkdir(mode=0o700)
                tempfile.tempdir = str(folder)
            return folder

    def _read_temporary(self) -> Path | None:
        try:
            folder = Path(self._temporary_name.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return folder if folder.is_absolute() and folder.name.startswith(PREFIX) else None

    def end_processes(self) -> None:
        """Ends the kernels of the session and whatever they started, and waits until they are gone."""
        import psutil

        found, folder = [], self._read_temporary()
        for process in psutil.process_iter() if folder else ():
            with suppress(psutil.Error, OSError):
                if process.environ().get(PROJECT, "").startswith(f"{folder}{os.sep}"):
                    process.kill()
                    found.append(process)
        psutil.wait_procs(found, timeout=5)

    def remove_leftovers(self) -> None:
        """Removes everything unfinished, of this build or of one that was killed."""
        if not self._unfinished.exists():
            return
        tempfile.tempdir = self._tempdir
        folder = self._read_temporary()
        if folder:
            self.end_processes()
            shutil.rmtree(folder, ignore_errors=True)
        if not folder or not folder.exists():  # else its name stays noted, for the next build to try again
            shutil.rmtree(self._unfinished, ignore_errors=True)
