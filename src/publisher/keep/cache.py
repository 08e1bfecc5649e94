"""What is kept so that nothing is done twice: chapters' results, renderings, and small notes, in `reports/.store/`.

Each lies under the hash of all that it depends on, with a hash of itself in front: what was damaged counts as absent
and is made again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from publisher.keep.fingerprint import canonical, digest
from publisher.keep.session import Session


class Store:
    """The kept things of one project; to be used while its reports are held."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept = session.reports / ".store"

    def keep(self, kind: str, name: str, content: bytes) -> None:
        path = self._kept / kind / name
        if path.is_dir():  # not ours, and in the way for ever
            shutil.rmtree(path)
        self._session.write(path, digest(content).encode() + b"\n" + content)

    def kept(self, kind: str, name: str) -> bytes | None:
        """What was kept, or None where there is nothing or it was damaged."""
        try:
            found, _, content = (self._kept / kind / name).read_bytes().partition(b"\n")
        except OSError:
            return None
        return content if found == digest(content).encode() else None

    def result(self, key: str, tables: Callable[[str], str]) -> tuple[bytes, dict[str, str]] | None:
        """The chapter run under `key` with the tables as they are now: its notebook and what it loaded, or None.

        `tables` gives the present hash of a table by its name.
        """
        names = self.kept("chapters", f"{key}/tables")
        if names is None:
            return None
        loaded = {name: tables(name) for name in json.loads(names)}
        notebook = self.kept("chapters", f"{key}/{_hash(loaded)}")
        return None if notebook is None else (notebook, loaded)

    def keep_result(self, key: str, notebook: bytes, loaded: Mapping[str, str]) -> None:
        """Keeps what a chapter gave, under its key and the tables that it loaded."""
        self.keep("chapters", f"{key}/{_hash(loaded)}", notebook)
        self.keep("chapters", f"{key}/tables", canonical(sorted(loaded)))

    def rendered(self, key: str, render: Callable[[], bytes]) -> bytes:
        """The rendering kept under `key`, or a fresh one, then kept."""
        content = self.kept("renderings", key)
        if content is None:
            content = render()
            self.keep("renderings", key, content)
        return content

    def note(self, name: str) -> dict[str, Any]:
        """The small record kept under `name`; empty where there is none."""
        content = self.kept("notes", name)
        note: dict[str, Any] = json.loads(content) if content else {}
        return note

    def keep_note(self, name: str, content: Mapping[str, Any]) -> None:
        self.keep("notes", name, canonical(content))

    def prune(self, used: set[str]) -> list[Path]:
        """Removes the results and renderings that are not among the used ones; returns them."""
        removed = [
            path
            for kind in ("chapters", "renderings")
            for path in sorted((self._kept / kind).glob("*"))
            if path.name not in used
        ]
        for path in removed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return removed


def _hash(loaded: Mapping[str, str]) -> str:
    return digest(canonical(loaded))
