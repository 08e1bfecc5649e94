"""What is kept so that nothing is done twice: chapters' results and small notes, in `reports/.store/`.

Each lies under the hash of all that it depends on, with a hash of itself in front: what was damaged counts as absent
and is made again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from publisher.keep.fingerprint import canonical, digest, key
from publisher.keep.session import Session


class Store:
    """The kept things of one project; to be used while its reports are held."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._folder = session.reports / ".store"

    def write(self, name: str, content: bytes) -> None:
        """Keeps the content under a name such as `notes/state`."""
        path = self._folder / name
        if path.is_dir():  # not ours, and in the way for ever
            shutil.rmtree(path)
        self._session.write_file(path, digest(content).encode() + b"\n" + content)

    def read(self, name: str) -> bytes | None:
        """Returns what is kept under the name, or None where there is nothing or it was damaged."""
        try:
            found, _, content = (self._folder / name).read_bytes().partition(b"\n")
        except OSError:
            return None
        return content if found == digest(content).encode() else None

    def find_result(self, chapter: str, table_hash: Callable[[str], str]) -> tuple[bytes, dict[str, str]] | None:
        """Returns the notebook of a chapter run under this key and the tables that it loaded, if those are the same.

        `table_hash` gives the present hash of a table by its name. None where no result is current.
        """
        names = self.read(f"chapters/{chapter}/tables")
        if names is None:
            return None
        loaded = {name: table_hash(name) for name in json.loads(names)}
        notebook = self.read(f"chapters/{chapter}/{key(loaded)}")
        return None if notebook is None else (notebook, loaded)

    def write_result(self, chapter: str, notebook: bytes, loaded: Mapping[str, str]) -> None:
        """Keeps what a chapter gave, under its key and the tables that it loaded."""
        self.write(f"chapters/{chapter}/{key(loaded)}", notebook)
        self.write(f"chapters/{chapter}/tables", canonical(sorted(loaded)))

    def read_note(self, name: str) -> dict[str, Any]:
        """Returns the small record kept under the name; empty where there is none."""
        note: dict[str, Any] = json.loads(self.read(f"notes/{name}") or b"{}")
        return note

    def write_note(self, name: str, content: Mapping[str, Any]) -> None:
        """Keeps a small record under the name."""
        self.write(f"notes/{name}", canonical(content))

    def prune(self, used: set[str]) -> list[Path]:
        """Removes the results that are not among the used keys, and what earlier versions kept; returns them."""
        removed = [path for path in sorted(self._folder.glob("chapters/*")) if path.name not in used]
        removed += self._folder.glob("renderings")
        for path in removed:
            shutil.rmtree(path)
        return removed
