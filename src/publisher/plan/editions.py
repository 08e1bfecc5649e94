"""The list of editions as `notebooks/editions.yml` has it: its shape checked, its matrices expanded.

What parameters and chapters there are, and whether an edition's are among them, is for `editions`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from publisher.keep.fingerprint import digest
from publisher.plan.parameters import UsageError, unknown_names

FORMATS = ("html", "pdf")
PAGE_SIZES = ("a4", "us-letter")
DEADLINE = {"cell": 600.0, "chapter": 1800.0}
"""The seconds that a cell and a chapter may take where the list says nothing: a hung kernel ends some time."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_RESERVED = ("archive", "preview", "failed")


@dataclass(frozen=True)
class Listing:
    """What the file says: of all editions, of deadlines, of parameters, and of each edition by its name."""

    hash: str
    report: dict[str, Any]
    deadline: dict[str, float]
    parameters: dict[str, Any]
    editions: dict[str, dict[str, Any]]


def read(path: Path) -> Listing:
    """The list in the file; `UsageError` names each fault of its shape."""
    try:
        content = path.read_bytes()
        listed = yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError as error:
        raise UsageError([f"{path}: not found; it lists what is published"]) from error
    except (OSError, yaml.YAMLError) as error:
        raise UsageError([f"{path}: not YAML: {' '.join(str(error).split())}"]) from error
    where = path.name
    if not isinstance(listed, dict) or not isinstance(listed.get("editions") or None, dict):
        raise UsageError([f"{path}: expected a mapping with the key 'editions'"])
    faults = unknown_names(listed, ("report", "deadline", "parameters", "editions"), f"{where}: unknown key")
    report, deadline, parameters = (listed.get(key) or {} for key in ("report", "deadline", "parameters"))
    for key, held in (("report", report), ("deadline", deadline), ("parameters", parameters)):
        if not isinstance(held, dict):
            raise UsageError([f"{where}: {key}: expected a mapping"])
    deadline = {**DEADLINE, **deadline}
    faults += _deadline_faults(deadline, f"{where}: deadline")
    editions: dict[str, dict[str, Any]] = {}
    for name, entry in listed["editions"].items():
        found = _entry_faults(str(name), entry, f"{where}: edition {name}")
        for single, expanded in _expanded(str(name), entry) if not found else ():
            if not _SLUG.match(single):
                found.append(f"{where}: edition {single}: a value of its matrix gives no name in a-z and digits")
            if single in editions:
                found.append(f"{where}: edition {single}: a second one of this name; rename one")
            editions[single] = expanded
        faults += found
    if faults:
        raise UsageError(faults)
    return Listing(digest(content), report, deadline, parameters, editions)


def _entry_faults(name: str, entry: Any, where: str) -> list[str]:
    """What is wrong with an entry of the list, whatever its chapters and parameters are."""
    if not _SLUG.match(name) or name in _RESERVED:
        return [f"{where}: a name has lower-case letters, digits and hyphens, such as belarus-2005-2013"]
    if not isinstance(entry, dict):
        return [f"{where}: expected a mapping"]
    known = ("title", "subtitle", "chapters", "formats", "page_size", "parameters", "matrix")
    faults = unknown_names(entry, known, f"{where}: unknown key")
    matrix = entry.get("matrix") or {}
    if not isinstance(matrix, dict) or not all(isinstance(values, list) and values for values in matrix.values()):
        faults.append(f"{where}: a matrix gives a list of values for each parameter, such as actor: [BLR, PHL]")
    if not isinstance(entry.get("parameters") or {}, dict):
        faults.append(f"{where}: parameters: expected a mapping, such as {{first_year: 2005}}")
    if not entry.get("title"):
        faults.append(f"{where}: a title is missing")
    faults += unknown_names(entry.get("formats", list(FORMATS)), FORMATS, f"{where}: unknown format")
    faults += unknown_names([entry.get("page_size", PAGE_SIZES[0])], PAGE_SIZES, f"{where}: unknown page_size")
    return faults


def _expanded(name: str, entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The entry itself, or one edition for each combination of its matrix: named and titled by the values."""
    matrix: dict[str, list[Any]] = entry.get("matrix") or {}
    if not matrix:
        return [(name, entry)]
    editions = []
    for values in itertools.product(*matrix.values()):
        slugs = [re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-") for value in values]
        parameters = {**(entry.get("parameters") or {}), **dict(zip(matrix, values, strict=True))}
        title = f"{entry['title']}: {', '.join(map(str, values))}"
        editions.append(("-".join([name, *slugs]), {**entry, "title": title, "parameters": parameters}))
    return editions


def _deadline_faults(deadline: Mapping[str, Any], where: str) -> list[str]:
    faults = unknown_names(deadline, tuple(DEADLINE), f"{where}: unknown key")
    return faults + [
        f"{where}: {key}: {value!r} is not a number of seconds"
        for key, value in deadline.items()
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0
    ]
