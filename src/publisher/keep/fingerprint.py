"""What a chapter depends on, hashed: equal hashes mean that running it again would give the same notebook.

A chapter depends on its cells, its resolved parameters, the tables it loads, the modules of `analysis` that it imports
(followed through their own imports, read as text, never run), the package's own tables, styles and fonts, the lock
file, and Python's minor version. Which tables it loads is known only from a run: `key` leaves them out, and the store
keeps them beside the result.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.plan.notebook import Notebook

SOURCE = Path(__file__).parent.parent.parent
PACKAGES = ("analysis", "publisher")
NOT_RUN = ("publisher/pages/templates", "publisher/pdf/templates")
"""Folders of the package that only a rendering depends on."""


def digest(content: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """The value as JSON with sorted keys: the same bytes for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()


def chapter_parts(notebook: Notebook, parameters: Mapping[str, Any], lock: str) -> dict[str, Any]:
    """The hashes that decide, with the tables, whether a chapter must run; `key` makes one hash of them.

    `lock` is the hash of the lock file.
    """
    sources = [source for kind, source, _ in notebook.cells if kind == "code"]
    return {
        "notebook": notebook.hash,
        "parameters": {name: json.loads(canonical(value)) for name, value in sorted(parameters.items())},
        "modules": closure(sources),
        "package data": package_data(),
        "lock": lock,
        "python": python_minor(),
    }


def key(parts: Any) -> str:
    return digest(canonical(parts))


def closure(sources: Iterable[str]) -> dict[str, str]:
    """The modules of `analysis` that the sources import, directly or through one another: name → hash.

    Names that are no modules (functions, classes) count as their module. A cell that is no Python, such as one with a
    magic command, imports nothing that can be seen.
    """
    wanted = {name for source in sources for name in _imported(source)}
    found: dict[str, str] = {}
    while wanted:
        name = wanted.pop()
        path = _module(name)
        if path is None or name in found:
            continue
        found[name] = _file_hash(path)
        wanted |= _imported_by(path) - set(found)
    return dict(sorted(found.items()))


def _imported(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    parents = {name.rsplit(".", count)[0] for name in names for count in range(name.count(".") + 1)}
    return {name for name in names | parents if name.split(".")[0] in PACKAGES}


def still(modules: Mapping[str, str]) -> bool:
    """Whether the files of the modules are as they were hashed: not so where one was edited in the meantime."""
    return all(digest(path.read_bytes()) == modules[name] for name in modules if (path := _module(name)))


@cache
def _imported_by(path: Path) -> set[str]:
    return _imported(path.read_text(encoding="utf-8"))


@cache
def _module(name: str) -> Path | None:
    base = SOURCE.joinpath(*name.split("."))
    return next((path for path in (base / "__init__.py", base.with_suffix(".py")) if path.is_file()), None)


@cache
def _file_hash(path: Path) -> str:
    return digest(path.read_bytes())


@cache
def package_data() -> str:
    """One hash over the tables, styles and fonts that travel in the package and that a chapter may read."""
    return _hash_of(path for path in _package_files() if path.suffix != ".py" and not _only_rendered(path))


@cache
def code() -> str:
    """One hash over every file of the package: modules, templates, tables, fonts."""
    return _hash_of(_package_files())


@cache
def rooms(*names: str) -> str:
    """One hash over the files of some rooms of the package."""
    return _hash_of(path for path in _package_files() if path.relative_to(SOURCE).parts[1] in names)


@cache
def rendering_code() -> str:
    """One hash over what renders: the modules that `publish.rendering` imports, all templates and fonts."""
    modules = canonical(closure(["import publisher.edition.folder"]))
    return digest(modules + _hash_of(path for path in _package_files() if path.suffix != ".py").encode())


def python_minor() -> str:
    """Python's version without the patch level, such as 3.11."""
    return "{}.{}".format(*sys.version_info)


@cache
def _package_files() -> tuple[Path, ...]:
    found = (
        path
        for package in PACKAGES
        for path in (SOURCE / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    return tuple(sorted(found))


def _only_rendered(path: Path) -> bool:
    return path.relative_to(SOURCE).as_posix().startswith(NOT_RUN)


def _hash_of(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + _file_hash(path).encode())
    return found.hexdigest()
