"""Disks that are full, read-only or broken: the last good edition stands, and the next build needs no help.

The tests run as whoever starts them, whom no permission may stop; so each operation that writes is made to fail, one
after the other, as the system would fail it.
"""

import errno
import io
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from publisher.cli import main
from publisher.run import execution

pytestmark = pytest.mark.slow

EDITION = "second-edition"
WRITING = ("open", "mkdir", "rename", "replace", "symlink")
REMOVING = ("unlink", "rmdir")


def build() -> Result:
    return CliRunner().invoke(main, ["build", EDITION])


def shown(project: Path) -> bytes:
    """The chapter's page, after every file of the edition was found to be there with its size."""
    folder = project / "reports" / EDITION
    for name, file in json.loads((folder / "manifest.json").read_text())["files"].items():
        assert (folder / name).stat().st_size == file["bytes"]
    return (folder / "01-first.html").read_bytes()


@pytest.fixture
def between(
    project: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], tuple[bytes, bytes]]]:
    """Puts the project between two editions, as often as wanted: the first stands, the next is to be built.

    Gives the pages of both. Kernels ran once; from then on their results are handed over as they were.
    """
    monkeypatch.chdir(project)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    chapter, ran = project / "notebooks" / "01-first.ipynb", {}
    run_job = execution.run_job

    def once(job: execution.Job, **options: Any) -> execution.Result:
        if job.notebook not in ran:
            ran[job.notebook] = run_job(job, **options)
        return ran[job.notebook]

    monkeypatch.setattr(execution, "run_job", once)
    assert build().exit_code == 0
    first, before = shown(project), project.with_name("before")
    chapter.write_text(chapter.read_text().replace("What was harvested?", "What was changed?"))
    shutil.copytree(project / "reports", before, symlinks=True)
    assert build().exit_code == 0
    second = shown(project)

    def reset() -> tuple[bytes, bytes]:
        shutil.rmtree(project / "reports")
        shutil.copytree(before, project / "reports", symlinks=True)
        return first, second

    yield reset


class Disk:
    """Counts what is written below some folders, and fails from the `fails`-th time on, or that once."""

    def __init__(self, folders: tuple[Path, ...], number: int, *, for_ever: bool) -> None:
        self.folders, self.number, self.for_ever = tuple(map(str, folders)), number, for_ever
        self.count, self.fails = 0, 0
        self._opens = (io.open, os.open)

    def install(self, patch: pytest.MonkeyPatch, names: tuple[str, ...]) -> None:
        for name in names:
            patch.setattr(os, name, self._failing(getattr(os, name)))
        patch.setattr(io, "open", self._failing(io.open))

    def _failing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, **options: Any) -> Any:
            if not isinstance(path, int) and str(path).startswith(self.folders) and self._writes(real, arguments):
                self.count += 1
                if self.count == self.fails or (self.for_ever and self.count > self.fails):
                    if real is io.open and self.number == errno.ENOSPC:
                        real(path, *arguments, **options).close()  # there is room for a name, but for no content
                    raise OSError(self.number, os.strerror(self.number), str(path))
            return real(path, *arguments, **options)

        return call

    def _writes(self, real: Callable[..., Any], arguments: tuple[Any, ...]) -> bool:
        if real is self._opens[0]:
            return bool(arguments) and bool(set(str(arguments[0])) & set("wax+"))
        if real is self._opens[1]:
            return bool(arguments) and bool(arguments[0] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR))
        return True


@pytest.mark.parametrize(
    ("number", "for_ever", "names"),
    [
        (errno.ENOSPC, True, WRITING),
        (errno.EIO, False, WRITING),
        (errno.EROFS, True, WRITING + REMOVING),
    ],
    ids=["full", "broken once", "read-only"],
)
def test_whatever_cannot_be_written_the_last_good_edition_stands_and_the_next_build_recovers(
    project: Path,
    temporary: Path,
    between: Callable[[], tuple[bytes, bytes]],
    number: int,
    for_ever: bool,
    names: tuple[str, ...],
) -> None:
    at, codes, ended_well = 0, Counter[int](), False
    while not ended_well:
        at += 1
        first, second = between()
        disk = Disk((project / "reports", temporary), number, for_ever=for_ever)
        disk.fails = at
        with pytest.MonkeyPatch.context() as patch:
            disk.install(patch, names)
            failed = build()
        ended_well = disk.count < at
        assert failed.exit_code == 0 or (failed.exit_code == 1 and os.strerror(number) in failed.stderr), failed.output
        codes[failed.exit_code] += 1
        assert isinstance(failed.exception, SystemExit | None), failed.exception
        assert shown(project) in (first, second)
        recovered = build()
        assert recovered.exit_code == 0, (at, recovered.output)
        assert shown(project) == second
        expected = {".lock", ".store", "archive", "index.html", "status.json", EDITION}
        assert {path.name for path in (project / "reports").iterdir()} == expected, at
        assert list(temporary.iterdir()) == [], at
    assert codes[1] > 25
    print(f"\n{os.strerror(number)}: {at - 1} places, by exit code {dict(codes)}")
