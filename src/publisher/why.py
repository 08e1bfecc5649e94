"""Why a chapter runs: what it was last made from beside what it would be made from now, in words."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.dataset.difference import changed_rows
from publisher.plan.catalogue import Catalogue


def reasons(
    note: Mapping[str, Any], chapter: str, parts: Mapping[str, Any], catalogue: Catalogue, published: Path
) -> list[str]:
    """What changed since the chapter's last good run, one line each; that it never ran is a reason too.

    `note` has the parts and tables of that run, `published` is the zip of the data that its edition was made from.
    """
    if not note:
        return ["it has not run before"]
    before, found = note["parts"], []
    if before.keys() != parts.keys():
        return ["what counts as a change has changed"]
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
        if catalogue.table_hash(table) != known:
            rows = _rows_changed(published, f"{table}.csv", catalogue.data.get(f"{table}.csv", b""))
            found.append(f"data/{table}.csv changed{rows}")
    return found or ["its kept result is gone"]


def _changed_values(what: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return [f"{what} {name} is {now.get(name)!r}, was {before.get(name)!r}" for name in names]


def _changed_names(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {**before, **now} if before.get(name) != now.get(name))


def _rows_changed(published: Path, file: str, now: bytes) -> str:
    """How many rows differ from the published edition's own copy of the data; empty where that can't be said."""
    try:
        with zipfile.ZipFile(published) as archive:
            count = changed_rows(archive.read(f"data/{file}"), now)
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return f": {count} row{'' if count == 1 else 's'}" if count else " in its schema"
