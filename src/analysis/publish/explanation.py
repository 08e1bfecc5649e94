"""Why a chapter runs: what it was last made from beside what it would be made from now, in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from analysis.dataset.difference import changed_rows
from analysis.publish.store import Store


def remember(store: Store, edition: str, chapter: str, parts: Mapping[str, Any], loaded: Mapping[str, str]) -> None:
    """Notes what the chapter of the published edition was made from."""
    store.keep_note(f"{edition}/{chapter}", {"parts": dict(parts), "tables": dict(loaded)})


def reasons(
    store: Store,
    edition: str,
    chapter: str,
    parts: Mapping[str, Any],
    table_hash: Callable[[str], str],
    data: Mapping[str, bytes],
) -> list[str]:
    """What changed since the chapter's last published run, one line each; that it never ran is a reason too."""
    note = store.note(f"{edition}/{chapter}")
    if not note:
        return ["it has not run before"]
    before, found = note["parts"], []
    if before["notebook"] != parts["notebook"]:
        found.append(f"notebooks/{chapter}.ipynb changed")
    found += _changed_values("parameter", before["parameters"], parts["parameters"])
    found += [f"{name} changed" for name in _changed_names(before["modules"], parts["modules"])]
    for part, words in (("package data", "the package's tables, styles or fonts"), ("lock", "requirements.lock")):
        if before[part] != parts[part]:
            found.append(f"{words} changed")
    if before["python"] != parts["python"]:
        found.append(f"Python is {parts['python']}, was {before['python']}")
    for table, known in note["tables"].items():
        if table_hash(table) != known:
            found.append(f"data/{table}.csv changed{_rows_changed(store, edition, table, data)}")
    return found or ["its kept result is gone"]


def _changed_values(what: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return [f"{what} {name} is {now.get(name)!r}, was {before.get(name)!r}" for name in names]


def _changed_names(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {**before, **now} if before.get(name) != now.get(name))


def _rows_changed(store: Store, edition: str, table: str, data: Mapping[str, bytes]) -> str:
    """How many rows differ from the published edition's own copy of the data; empty where that can't be said."""
    published = store.reports / edition / f"{edition}-data.zip"
    try:
        with zipfile.ZipFile(io.BytesIO(published.read_bytes())) as archive:
            before = archive.read(f"data/{table}.csv")
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    count = changed_rows(before, data.get(f"{table}.csv", b""))
    return f": {count} row{'' if count == 1 else 's'}" if count else " in its schema"
