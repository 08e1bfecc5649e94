"""Where built editions stand: the archive, the links that readers follow, previews, and what failed.

An edition is put together in a workspace, moved whole to `archive/<edition>/<date>-<hash8>/`, never changed there, and
then the link `<edition>` is replaced in one step. A second result of the same inputs, which only a build by force or a
damage of the first one can give, stands beside it with a number.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher.keep.session import Session

MANIFEST = "manifest.json"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Returns the manifest of a built edition, or None where a file that it names is missing or has another size."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        sizes = {name: file["bytes"] for name, file in manifest["files"].items()}
        is_whole = all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return manifest if is_whole else None


class Archive:
    """The folder `reports/` as readers see it; to be used while it is held."""

    def __init__(self, session: Session) -> None:
        self.session, self.reports = session, session.reports
        for aside in self.reports.glob(".*.aside"):  # killed between the two steps of `_swap`
            link = self.reports / aside.name[1 : -len(".aside")]
            shutil.rmtree(aside) if link.exists() else aside.rename(link)

    def find_build(self, edition: str, name: str) -> Path | None:
        """Returns the newest whole build of the edition under this name, or None."""
        builds = itertools.takewhile(Path.exists, self._places(edition, name))
        return next((build for build in reversed(list(builds)) if read_manifest(build)), None)

    def _places(self, edition: str, name: str) -> Iterator[Path]:
        """Where builds of this name stand: the place without a number, then those with one."""
        place = self.reports / "archive" / edition / name
        return itertools.chain([place], (place.with_name(f"{name}-{number}") for number in itertools.count(2)))

    def publish(self, workspace: Path, edition: str, name: str) -> Path:
        """Moves a finished workspace into the archive and points `reports/<edition>` at it; returns that link."""
        build = self.find_build(edition, name)
        if build and _content(build) == _content(workspace):
            return self.point_link(edition, build)
        for path in (*workspace.iterdir(), workspace):  # a power cut may not leave a whole folder of empty files
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        place = next(place for place in self._places(edition, name) if not place.exists())
        return self.point_link(edition, _move(workspace, place))

    def point_link(self, edition: str, place: Path) -> Path:
        """Makes `reports/<edition>` lead to `place`, in one step; where links are not to be had, a copy in two."""
        link, target = self.reports / edition, os.path.relpath(place, self.reports)
        if link.is_symlink() and link.readlink() == Path(target):
            return link
        self.refuse_folder(edition)
        fresh = self.session.make_workspace() / "link"
        try:
            fresh.symlink_to(target, target_is_directory=True)
        except (OSError, NotImplementedError):
            if not link.exists() or _content(link) != _content(place):
                shutil.copytree(place, fresh)
                self._swap(fresh, link)
            return link
        self._swap(fresh, link) if link.is_dir() and not link.is_symlink() else fresh.replace(link)
        return link

    def _swap(self, fresh: Path, link: Path) -> None:
        """Replaces a folder in two steps; a build killed between them is put right by the next."""
        aside = self.reports / f".{link.name}.aside"
        if os.path.lexists(link):
            link.rename(aside)
        fresh.rename(link)
        if aside.is_symlink():
            aside.unlink()
        shutil.rmtree(aside, ignore_errors=True)

    def refuse_folder(self, edition: str) -> None:
        """Raises `FileExistsError` where something that is no built edition stands in the place of the link."""
        link = self.reports / edition
        if os.path.lexists(link) and not link.is_symlink() and not (link / MANIFEST).is_file():
            raise FileExistsError(f"{link} is not a link to a built edition; move it away")

    def place_preview(self, workspace: Path, edition: str) -> Path:
        """Moves a finished workspace to where the edition's preview stands; returns that place."""
        place = self.reports / "preview" / edition
        if place.exists():
            self._remove(place)
        return _move(workspace, place)

    def keep_notebook(self, edition: str, name: str, notebook: bytes) -> Path:
        """Keeps the notebook of a failed chapter where its analyst can open it; returns that place."""
        place = self.reports / "failed" / edition / name
        self.session.write_file(place, notebook)
        return place

    def forget_failures(self, edition: str) -> None:
        """Removes what earlier failures of the edition left, once it has been built."""
        failed = self.reports / "failed"
        shutil.rmtree(failed / edition, ignore_errors=True)
        if failed.is_dir() and not any(failed.iterdir()):
            failed.rmdir()

    def manifests(self) -> dict[str, dict[str, Any]]:
        """The manifest of each published edition by name; those that are not whole are left out."""
        links = sorted(path.parent for path in self.reports.glob(f"*/{MANIFEST}"))
        return {link.name: manifest for link in links if (manifest := read_manifest(link))}

    def prune(self, keep: int) -> tuple[list[Path], set[str]]:
        """Removes from the archive all but each edition's published folder and the `keep` built last beside it.

        Returns what was removed, and the names of the kept results that the remaining ones were made of.
        """
        removed: list[Path] = []
        for edition in sorted((self.reports / "archive").glob("*")):
            current = (self.reports / edition.name).resolve()
            others = [place for place in edition.iterdir() if place.resolve() != current]
            others.sort(key=lambda place: (place.stat().st_mtime, place.name), reverse=True)
            removed += others[keep:]
        for place in removed:
            self._remove(place)
        remaining = (read_manifest(place) or {} for place in (self.reports / "archive").glob("*/*"))
        return removed, {key for manifest in remaining for key in manifest.get("kept", ())}

    def _remove(self, place: Path) -> None:
        """Removes a folder in one step, for a kill may come at any time; its files go with the session."""
        place.rename(self.session.make_workspace() / "old")


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _move(workspace: Path, place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    workspace.chmod(0o755)
    return workspace.rename(place)
