"""Why a chapter runs: what it was last made from beside what it would be made from now, in words."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher.plan.catalogue import Catalogue


def reasons(note: Mapping[str, Any], now: Mapping[str, str], catalogue: Catalogue, data: Path) -> list[str]:
    """What changed since the chapter's last good run, one line each; that it never ran is a reason too.

    `note` has the dependencies and tables of that run, `now` its dependencies now, `data` the zip file that its
    edition was made from.
    """
    if not note:
        return ["it has not run before"]
    if "dependencies" not in note:  # an earlier version noted them otherwise
        return ["what counts as a change has changed"]
    before, found = note["dependencies"], []
    for name in [name for name in {**now, **before} if before.get(name) != now.get(name)]:
        is_value = name == "Python" or name.startswith("parameter ")
        found.append(f"{name} is {now.get(name)}, was {before.get(name)}" if is_value else f"{name} changed")
    for name, known in note["tables"].items():
        if catalogue.table_hash(name) != known:
            file = catalogue.tables[name].file if name in catalogue.tables else name
            found.append(f"data/{file} changed{_changed_rows(catalogue, file, data)}")
    return found or ["its kept result is gone"]


def _changed_rows(catalogue: Catalogue, file: str, data: Path) -> str:
    """How many rows differ from the published edition's own copy of the data; empty where that can't be said."""
    try:
        with zipfile.ZipFile(data) as archive:
            count = catalogue.subject.changed_rows(archive.read(f"data/{file}"), catalogue.data.get(file, b""))
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return f": {count} row{'' if count == 1 else 's'}" if count else " in its schema"
