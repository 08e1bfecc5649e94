"""Where built editions stand, and how they get there: the archive, the links, the results, the lock.

An edition is put together in a workspace of its own, moved whole into `archive/<edition>/<as_of>-<hash8>/`, and then
the link `<edition>` is replaced in one step. What a killed build left in its workspace goes with the next build.
Results of chapters and renderings are kept in `.store/` under the hash of all that they depend on.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

MANIFEST = "manifest.json"


class BusyError(Exception):
    """Another build holds the project; the text names it."""


class Store:
    """The folder `reports/`: built editions, previews, kept results, and what failed builds left to look at."""

    def __init__(self, reports: Path) -> None:
        self.reports = reports
        self._work = reports / ".work"
        self._kept = reports / ".store"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the folder for one build; raises `BusyError` at once where another process holds it."""
        self.reports.mkdir(parents=True, exist_ok=True)
        lock, holder = FileLock(self.reports / ".lock"), self.reports / ".holder"
        try:
            lock.acquire(timeout=0)
        except Timeout:
            named = holder.read_text(encoding="utf-8").strip() if holder.exists() else "unknown"
            raise BusyError(
                f"another build (process {named}) is at work in {self.reports}; wait for it to end"
            ) from None
        try:
            write(holder, f"{os.getpid()}\n")
            self._recover()
            yield
        finally:
            shutil.rmtree(self._work, ignore_errors=True)
            holder.unlink(missing_ok=True)
            lock.release()

    def _recover(self) -> None:
        """Undoes what a killed build left: its workspaces, and a folder set aside where links are not to be had."""
        shutil.rmtree(self._work, ignore_errors=True)
        for aside in self.reports.glob(".*.aside"):
            name = aside.name[1 : -len(".aside")]
            if (self.reports / name).exists():
                shutil.rmtree(aside)
            else:
                aside.rename(self.reports / name)

    def workspace(self) -> Path:
        """A new empty folder on the same file system as the archive, gone when the lock is released."""
        self._work.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self._work))

    def place(self, edition: str, as_of: str, inputs_hash: str) -> Path:
        """Where an edition of these inputs stands in the archive."""
        return self.reports / "archive" / edition / f"{as_of}-{inputs_hash[:8]}"

    def current(self, edition: str) -> Path | None:
        """The folder that `reports/<edition>` leads to, or None where nothing whole is published."""
        link = self.reports / edition
        return link.resolve() if (link / MANIFEST).exists() else None

    def publish(self, workspace: Path, edition: str, place: Path) -> Path:
        """Moves a finished workspace into the archive and points `reports/<edition>` at it; returns that link."""
        self._move(workspace, place)
        return self.point(edition, place)

    def point(self, edition: str, place: Path) -> Path:
        """Makes `reports/<edition>` lead to `place`, in one step; where links are not to be had, a copy in two."""
        link = self.reports / edition
        if link.is_symlink() and link.resolve() == place.resolve():
            return link
        fresh = self.workspace() / "link"
        try:
            fresh.symlink_to(os.path.relpath(place, self.reports), target_is_directory=True)
        except (OSError, NotImplementedError):
            return self._copy(place, link)
        if link.is_dir() and not link.is_symlink():
            raise FileExistsError(f"{link} is a folder, not a link to a built edition; move it away")
        fresh.replace(link)
        return link

    def _copy(self, place: Path, link: Path) -> Path:
        fresh, aside = self.workspace() / "copy", self.reports / f".{link.name}.aside"
        shutil.copytree(place, fresh)
        if link.exists():
            link.rename(aside)
        fresh.rename(link)
        shutil.rmtree(aside, ignore_errors=True)
        return link

    def show(self, workspace: Path, edition: str) -> Path:
        """Moves a finished workspace to where the edition's preview stands."""
        place = self.reports / "preview" / edition
        self._move(workspace, place)
        return place

    def _move(self, workspace: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        workspace.chmod(0o755)
        if place.exists():
            place.rename(self.workspace() / "old")
        workspace.rename(place)

    def keep_failed(self, edition: str, name: str, notebook: bytes) -> Path:
        """Keeps the notebook of a failed chapter where its analyst can open it; returns that place."""
        place = self.reports / "failed" / edition / name
        write(place, notebook)
        return place

    def forget_failed(self, edition: str) -> None:
        """Removes what earlier failures of the edition left, once it has been built."""
        failed = self.reports / "failed"
        shutil.rmtree(failed / edition, ignore_errors=True)
        if failed.is_dir() and not any(failed.iterdir()):
            failed.rmdir()

    def result(self, key: str, tables: Callable[[str], str]) -> tuple[bytes, dict[str, str]] | None:
        """The chapter run under `key` with the tables as they are now: its notebook and what it loaded, or None.

        `tables` gives the present hash of a table by its name.
        """
        try:
            names = json.loads((self._chapter(key) / "tables.json").read_text(encoding="utf-8"))
            loaded = {name: tables(name) for name in names}
            return (self._chapter(key) / f"{_hash(loaded)}.ipynb").read_bytes(), loaded
        except (OSError, ValueError, KeyError):
            return None

    def keep_result(self, key: str, notebook: bytes, loaded: Mapping[str, str]) -> None:
        """Keeps what a chapter gave, under its key and the tables that it loaded."""
        write(self._chapter(key) / f"{_hash(loaded)}.ipynb", notebook)
        write(self._chapter(key) / "tables.json", json.dumps(sorted(loaded)))

    def _chapter(self, key: str) -> Path:
        return self._kept / "chapters" / key

    def rendered(self, key: str, render: Callable[[], bytes]) -> bytes:
        """The rendering kept under `key`, or a fresh one, then kept."""
        path = self._kept / "renderings" / key
        if not path.exists():
            write(path, render())
        return path.read_bytes()

    def note(self, name: str) -> dict[str, Any]:
        """The small record kept under `name`; empty where there is none that can be read."""
        try:
            content = json.loads((self._kept / "notes" / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def keep_note(self, name: str, content: Mapping[str, Any]) -> None:
        write(self._kept / "notes" / f"{name}.json", json.dumps(content, ensure_ascii=False, indent=1))

    def manifests(self) -> dict[str, dict[str, Any]]:
        """The manifest of each published edition by name; those that can't be read are left out."""
        found = {}
        for path in sorted(self.reports.glob(f"*/{MANIFEST}")):
            try:
                found[path.parent.name] = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
        return found

    def prune(self, keep: int) -> list[Path]:
        """Removes from the archive all but each edition's published folder and the `keep` built last beside it.

        Kept results and renderings that no remaining edition was made of go too. Returns what was removed.
        """
        removed: list[Path] = []
        for edition in sorted((self.reports / "archive").glob("*")):
            current = self.current(edition.name)
            others = [place for place in edition.iterdir() if place.resolve() != current]
            others.sort(key=lambda place: (place.stat().st_mtime, place.name), reverse=True)
            removed += others[keep:]
        remaining = {path for path in (self.reports / "archive").glob("*/*") if path not in removed}
        used: set[str] = set()
        for place in remaining:
            used |= set(json.loads((place / MANIFEST).read_text(encoding="utf-8")).get("kept", []))
        for kind in ("chapters", "renderings"):
            removed += [path for path in sorted((self._kept / kind).glob("*")) if path.name not in used]
        for path in removed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return removed


def _hash(loaded: Mapping[str, str]) -> str:
    from analysis.publish.dependencies import canonical, digest

    return digest(canonical(dict(loaded)))


def write(path: Path, content: bytes | str) -> None:
    """Writes the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
