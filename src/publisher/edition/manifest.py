"""What an edition was made from: every input hashed, so that equal hashes mean equal reports.

Inputs are the chapters with all that they depend on, the wording around them, the data, the code and templates of the
packages, the lock file, and Python's minor version. No clock, no path, no commit.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from publisher.keep import fingerprint
from publisher.keep.fingerprint import key
from publisher.plan.catalogue import Catalogue, EditionPlan


def inputs(plan: EditionPlan, catalogue: Catalogue) -> dict[str, Any]:
    """The hashes of all that the edition depends on, by kind and name; one hash over them names its content."""
    around = [plan.title, plan.subtitle, plan.page_size, plan.formats, plan.wording, catalogue.report]
    return {
        **({"nbconvert": key([plan.nbconvert, catalogue.templates])} if plan.nbconvert else {}),
        "notebooks": {f"{chapter.name}.ipynb": chapter.hash for chapter in plan.chapters},
        "parameters": key(plan.parameters),
        "wording": key(around),
        **catalogue.hashes,
    }


def data_zip(data: Mapping[str, bytes]) -> bytes:
    """The data as one zip file, the same bytes for the same files."""
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in data.items():
            entry = zipfile.ZipInfo(f"data/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The versions of Python (minor) and of the packages that are installed."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": fingerprint.python_minor()}
    for name in packages:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def json_bytes(value: Any) -> bytes:
    """The value as indented JSON, as files carry it."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
