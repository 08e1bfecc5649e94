"""What an edition was made from: every input hashed, so that equal hashes mean equal reports.

Inputs are the chapters with all that they depend on, the wording around them, the data package, the code and
templates of `analysis`, the lock file, and Python's minor version. No clock, no path, no commit.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from analysis.publish import dependencies
from analysis.publish.dependencies import canonical, digest
from analysis.publish.editions import EditionPlan

PARTS = ("jupyterlab", "pandas", "matplotlib", "papermill", "nbconvert", "typst", "pypandoc-binary", "frictionless")
"""The packages whose versions readers are told."""


def inputs(plan: EditionPlan, project: Path, data: Mapping[str, bytes], report: Mapping[str, Any]) -> dict[str, Any]:
    """The hashes of all that the edition depends on, by kind and name.

    `data` are the files of the data package; `report` what `editions.yml` says of all editions.
    """
    around = [plan.title, plan.subtitle, plan.page_size, plan.formats, dict(plan.wording), dict(report)]
    return {
        "notebooks": {path.name: dependencies.notebook_hash(path) for path in plan.chapters},
        "parameters": digest(canonical(dict(plan.parameters))),
        "wording": digest(canonical(around)),
        "data": {name: digest(content) for name, content in data.items()},
        "code": dependencies.code(),
        "lock": dependencies.lock(project),
        "python": dependencies.python_minor(),
    }


def inputs_hash(hashes: Mapping[str, Any]) -> str:
    """One hash over all inputs: the edition's own name for its content."""
    return digest(canonical(dict(hashes)))


def data_files(project: Path) -> dict[str, bytes]:
    """The files of the data package by name, in alphabetical order."""
    found = (path for path in (project / "data").iterdir() if path.is_file() and not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in sorted(found)}


def data_zip(data: Mapping[str, bytes]) -> bytes:
    """The data package as one zip file, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in data.items():
            entry = zipfile.ZipInfo(f"data/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def versions() -> dict[str, str]:
    """The versions of Python (minor) and of the parts that make the report."""
    found = {"python": dependencies.python_minor()}
    for name in PARTS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def json_bytes(value: Any) -> bytes:
    """The value as indented JSON, as files carry it."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
