"""Why a chapter runs: what it was last made from beside what it would be made from now, in words."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher.plan.catalogue import Catalogue

_WORDS = {
    "package data": "the tables, styles or fonts of a package changed",
    "environment": "the environment of kernels changed",
    "lock": "requirements.lock changed",
}


def reasons(
    note: Mapping[str, Any], chapter: str, now: Mapping[str, Any], catalogue: Catalogue, data: Path
) -> list[str]:
    """What changed since the chapter's last good run, one line each; that it never ran is a reason too.

    `note` has the dependencies and tables of that run, `now` its dependencies now, `data` the zip file that its
    edition was made from.
    """
    if not note:
        return ["it has not run before"]
    before = note["parts"]
    if before.keys() != now.keys():
        return ["what counts as a change has changed"]
    changed = {
        part: [name for name in {**before[part], **now[part]} if before[part].get(name) != now[part].get(name)]
        for part in ("parameters", "modules", "data")
    }
    found = [f"{catalogue.folder.name}/{chapter}.ipynb changed"] if before["notebook"] != now["notebook"] else []
    for name in changed["parameters"]:
        found.append(f"parameter {name} is {now['parameters'].get(name)!r}, was {before['parameters'].get(name)!r}")
    found += [f"{name} changed" for name in sorted(changed["modules"])]
    found += [f"data/{name} changed" for name in changed["data"]]
    found += [words for part, words in _WORDS.items() if before[part] != now[part]]
    if before["python"] != now["python"]:
        found.append(f"Python is {now['python']}, was {before['python']}")
    for name, known in note["tables"].items():
        if catalogue.table_hash(name) != known:
            file = catalogue.tables[name].file if name in catalogue.tables else name
            found.append(f"data/{file} changed{_changed_rows(catalogue, file, data)}")
    return found or ["its kept result is gone"]


def _changed_rows(catalogue: Catalogue, file: str, zipped: Path) -> str:
    """How many rows differ from the published edition's own copy of the data; empty where that can't be said."""
    try:
        with zipfile.ZipFile(zipped) as archive:
            count = catalogue.subject.changed_rows(archive.read(f"data/{file}"), catalogue.data.get(file, b""))
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return f": {count} row{'' if count == 1 else 's'}" if count else " in its schema"
