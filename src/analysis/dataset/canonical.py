"""The one form in which tables and notebooks are kept: same content, same bytes.

`analysis format` writes it and `check` holds it. Nothing here changes what a table or notebook says.
"""

import hashlib
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from analysis.dataset import content, dictionary, schema
from analysis.dataset.schema import DatasetError, Table

# What editors and runners leave behind in a notebook; everything else in the metadata is kept.
TRANSIENT = {
    "notebook": {"papermill", "widgets", "vscode", "colab", "toc", "signature", "orig_nbformat", "varInspector"},
    "cell": {"papermill", "execution", "ExecuteTime", "collapsed", "scrolled", "jupyter", "vscode", "trusted"},
}
WORDS = re.compile(r"(?![0-9a-f]{8}(-|$))[a-z]+(-[a-z0-9]+)*")
Measures = Iterable[tuple[str, str]] | None
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def canonical_table(table: Table, file_content: bytes) -> bytes:
    """The canonical bytes of a table's file: columns in the schema's order, rows sorted by primary key.

    Cells lose surrounding blanks and are in Unicode's composed form (NFC); a byte order mark, carriage returns and
    needless quotation marks go. `DatasetError` when a column is missing or unknown, or a row has another number of
    cells than the header: what was meant, only a person can say.
    """
    raw = content.parse_csv(file_content.removeprefix(b"\xef\xbb\xbf"), table.path)
    header = [column.strip() for column in raw.header]
    if sorted(header) != sorted(table.columns):
        missing = [f"no column {column}" for column in table.columns if column not in header]
        unknown = [f"unknown column {column!r}" for column in header if column not in table.columns]
        raise DatasetError(f"data/{table.path}:1: {'; '.join(missing + unknown) or 'a column stands twice'}")
    order = [header.index(column) for column in table.columns]
    records = []
    for line, record in zip(raw.lines, raw.records, strict=True):
        if not "".join(record).strip():
            continue
        if len(record) != len(header):
            raise DatasetError(f"data/{table.path}:{line}: has {len(record)} cells; expected {len(header)}")
        records.append([unicodedata.normalize("NFC", record[place].strip()) for place in order])
    keys = [table.columns.index(column) for column in table.primary_key]
    records.sort(key=lambda record: ([record[place] for place in keys], record))
    return content.format_csv(table.columns, records)


def canonical_notebook(file_content: bytes, file: str) -> bytes:
    """The canonical bytes of a notebook: no outputs, no execution counts, no traces of editors; nbformat 4.5.

    An id in words, which a person has given, stays. A machine's is replaced by one made from the cell's kind and
    source (and, among equal cells, from its place), so that it depends on nothing but what the notebook says.
    `DatasetError` when the file is not a notebook of format 4.
    """
    try:
        notebook = json.loads(file_content)
        if notebook["nbformat"] != 4:
            raise DatasetError(f"{file}: is a notebook of format {notebook['nbformat']}; save it in format 4")
        cells = [_cell(cell) for cell in notebook["cells"]]
        metadata = _lasting(notebook["metadata"], "notebook") | KERNEL
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DatasetError(f"{file}: is not a notebook") from None
    seen: set[str] = set()
    for cell in cells:
        if not WORDS.fullmatch(cell["id"]) or cell["id"] in seen:
            cell["id"] = _identifier(cell, seen)
        seen.add(cell["id"])
    kept = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _lasting(metadata: dict[str, Any], whose: str) -> dict[str, Any]:
    return {key: value for key, value in metadata.items() if key not in TRANSIENT[whose]}


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    source = "".join(cell["source"])
    kept = {
        "cell_type": cell["cell_type"],
        "metadata": _lasting(cell["metadata"], "cell"),
        "source": source.splitlines(keepends=True),
        "id": str(cell.get("id", "")),
    }
    if "attachments" in cell:
        kept["attachments"] = cell["attachments"]
    if cell["cell_type"] == "code":
        kept |= {"execution_count": None, "outputs": []}
    return kept


def _identifier(cell: dict[str, Any], seen: set[str]) -> str:
    text = cell["cell_type"] + "\0" + "".join(cell["source"])
    names = (hashlib.sha256(f"{text}\0{copy}".encode()).hexdigest()[:8] for copy in count())
    return next(name for name in names if name not in seen)


def canonical_files(project: Path, measures: Measures = None) -> dict[Path, bytes | DatasetError]:
    """Every file of the project that has a canonical form, with that form, or with the fault that prevents it.

    `measures` are names and counting rules for `data/README.md`; without them, these stay as they are.
    """
    package = schema.package(project)
    tables = {project / "data" / table.path: table for table in package.tables.values()}
    readme = project / "data" / "README.md"
    files: dict[Path, bytes | DatasetError] = {}
    for path in (*tables, *sorted((project / "notebooks").glob("*.ipynb")), *([readme] if readme.exists() else [])):
        try:
            if path in tables:
                files[path] = canonical_table(tables[path], content.read_bytes(package, tables[path]))
            elif path == readme:
                text = dictionary.dictionary(package, readme.read_text(encoding="utf-8"))
                files[path] = (dictionary.counting_rules(text, measures) if measures else text).encode("utf-8")
            else:
                files[path] = canonical_notebook(path.read_bytes(), path.relative_to(project).as_posix())
        except DatasetError as error:
            files[path] = error
    return files


def format_project(project: Path, check: bool = False, measures: Measures = None) -> list[Path]:
    """The files that were not in canonical form, now rewritten; with `check` they are only named.

    Each file is replaced in one step. Raises one `DatasetError` with all faults, a line each, that keep files from
    having a canonical form; the other files are written before.
    """
    changed, faults = [], []
    for path, form in canonical_files(project, measures).items():
        if isinstance(form, DatasetError):
            faults.append(str(form))
        elif path.read_bytes() != form:
            changed.append(path)
            if not check:
                write_atomically(path, form)
    if faults:
        raise DatasetError("\n".join(faults))
    return changed


def write_atomically(path: Path, new: bytes) -> None:
    """Replace the file's content in one step: a reader or a crash sees the old bytes or the new, never half."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
