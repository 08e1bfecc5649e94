"""The list of editions as `editions.yml` has it: its shape checked, its matrices expanded.

What parameters and chapters there are, and whether an edition's are among them, is for `catalogue`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from publisher.keep.fingerprint import digest, key
from publisher.plan.notebook import Notebook, words_of
from publisher.plan.parameters import UsageError, unknown_names

FORMATS = ("html", "pdf")
PAGE_SIZES = ("a4", "us-letter")
DEADLINE = {"cell": 600.0, "chapter": 1800.0}
"""The seconds that a cell and a chapter may take where the list says nothing: a hung kernel ends some time."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_RESERVED = ("archive", "preview", "failed")


class Listing(NamedTuple):
    """What the list says: of each edition by its name, and of them all."""

    hash: str
    editions: Mapping[str, Mapping[str, Any]]
    report: Mapping[str, Any] = {}
    project: Mapping[str, Any] = {}
    deadline: Mapping[str, float] = DEADLINE
    parameters: Mapping[str, Any] = {}


def default_listing(chapters: Mapping[str, Notebook], folder: Path) -> Listing:
    """The list of a folder without one: a single edition of all its notebooks, named after it or its only notebook."""
    only = next(iter(chapters.values())) if len(chapters) == 1 else None
    name = _slug(only.name if only else folder.name)
    title = only.title if only else words_of(folder.name) or "Report"
    editions = {"report" if name in ("", *_RESERVED) else name: {"title": title}}
    return Listing(key(editions), editions)


def read_listing(path: Path) -> Listing:
    """Reads the list in the file; `UsageError` names each fault of its shape."""
    try:
        content = path.read_bytes()
        listed = yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise UsageError([f"{path}: not YAML: {' '.join(str(error).split())}"]) from error
    where = path.name
    if not isinstance(listed, dict) or not isinstance(listed.get("editions") or None, dict):
        raise UsageError([f"{path}: expected a mapping with the key 'editions'"])
    kinds = ("report", "project", "deadline", "parameters")
    faults = unknown_names(listed, (*kinds, "editions"), f"{where}: unknown key")
    parts = {kind: listed.get(kind) or {} for kind in kinds}
    if other := [kind for kind, part in parts.items() if not isinstance(part, dict)]:
        raise UsageError([f"{where}: {kind}: expected a mapping" for kind in other])
    parts["deadline"] = {**DEADLINE, **parts["deadline"]}
    faults += _deadline_faults(parts["deadline"], f"{where}: deadline")
    faults += _project_faults(parts["project"], f"{where}: project")
    for name, entry in parts["parameters"].items():
        bounds = [entry.get(key) for key in ("min", "max")] if isinstance(entry, dict) else []
        named = [bound for bound in bounds if isinstance(bound, str)]
        faults += unknown_names(named, tuple(parts["parameters"]), f"{where}: parameter {name}: unknown bound")
    editions: dict[str, dict[str, Any]] = {}
    for name, entry in listed["editions"].items():
        found = _entry_faults(str(name), entry, f"{where}: edition {name}")
        for single, expanded in _expand_matrix(str(name), entry) if not found else ():
            if not _SLUG.match(single):
                found.append(f"{where}: edition {single}: a value of its matrix gives no name in a-z and digits")
            if single in editions:
                found.append(f"{where}: edition {single}: a second one of this name; rename one")
            editions[single] = expanded
        faults += found
    if faults:
        raise UsageError(faults)
    return Listing(digest(content), editions, **parts)


def _entry_faults(name: str, entry: Any, where: str) -> list[str]:
    if not _SLUG.match(name) or name in _RESERVED:
        return [f"{where}: a name has lower-case letters, digits and hyphens, such as report-2005-2013"]
    if not isinstance(entry, dict):
        return [f"{where}: expected a mapping"]
    known = ("title", "subtitle", "chapters", "formats", "page_size", "parameters", "matrix", "nbconvert")
    faults = unknown_names(entry, known, f"{where}: unknown key")
    matrix = entry.get("matrix") or {}
    if not isinstance(matrix, dict) or not all(isinstance(values, list) and values for values in matrix.values()):
        faults.append(f"{where}: a matrix gives a list of values for each parameter, such as year: [2012, 2013]")
    if not isinstance(entry.get("parameters") or {}, dict):
        faults.append(f"{where}: parameters: expected a mapping, such as {{first_year: 2005}}")
    settings = entry.get("nbconvert") or {}
    if not isinstance(settings, dict) or not all(isinstance(values, dict) for values in settings.values()):
        faults.append(
            f"{where}: nbconvert: expected settings by class, such as TagRemovePreprocessor: {{enabled: true}}"
        )
    if not entry.get("title"):
        faults.append(f"{where}: a title is missing")
    faults += unknown_names(entry.get("formats", list(FORMATS)), FORMATS, f"{where}: unknown format")
    faults += unknown_names([entry.get("page_size", PAGE_SIZES[0])], PAGE_SIZES, f"{where}: unknown page_size")
    return faults


def _expand_matrix(name: str, entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The entry itself, or one edition for each combination of its matrix: named and titled by the values."""
    matrix: dict[str, list[Any]] = entry.get("matrix") or {}
    if not matrix:
        return [(name, entry)]
    editions = []
    for values in itertools.product(*matrix.values()):
        parameters = {**(entry.get("parameters") or {}), **dict(zip(matrix, values, strict=True))}
        title = f"{entry['title']}: {', '.join(map(str, values))}"
        editions.append(("-".join([name, *map(_slug, values)]), {**entry, "title": title, "parameters": parameters}))
    return editions


def _slug(value: Any) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-")


def _deadline_faults(deadline: Mapping[str, Any], where: str) -> list[str]:
    wrong = [key for key, value in deadline.items() if type(value) not in (int, float) or value <= 0]
    faults = [f"{where}: {key}: {deadline[key]!r} is not a number of seconds" for key in wrong]
    return unknown_names(deadline, tuple(DEADLINE), f"{where}: unknown key") + faults


def _project_faults(project: Mapping[str, Any], where: str) -> list[str]:
    faults = unknown_names(project, ("packages", "subject"), f"{where}: unknown key")
    packages, subject = project.get("packages") or [], project.get("subject") or "x:x"
    if not isinstance(packages, list) or not all(isinstance(name, str) and name.isidentifier() for name in packages):
        faults.append(f"{where}: packages: expected a list of names that Python imports, such as [analysis]")
    if not isinstance(subject, str) or not re.fullmatch(r"\w+(\.\w+)*:\w+", subject):
        faults.append(f"{where}: subject: expected module:Class, such as analysis.for_publisher:Record")
    return faults
