"""What a chapter depends on in code, hashed: equal hashes mean that running it again would give the same notebook.

Packages are found as Python finds them, and their modules are read as text, never imported. Which packages count is
for the caller to say; data and parameters are for `plan`.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_ONLY_RENDERED = ("publisher/pages/templates/", "publisher/pdf/templates/")
"""Folders that no chapter reads while it runs."""

_MAGIC = re.compile(r"^(\s*)[%!].*", re.MULTILINE)


def digest(content: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """The value as JSON with sorted keys: the same bytes for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()


def key(value: Any) -> str:
    """One hash over a value of any shape."""
    return digest(canonical(value))


def python_minor() -> str:
    """Python's version without the patch level, such as 3.11."""
    return "{}.{}".format(*sys.version_info)


def import_closure(sources: Iterable[str], packages: tuple[str, ...]) -> dict[str, str]:
    """The modules of the packages that the sources import, directly or through one another: name → hash.

    Names that are no modules (functions, classes) count as their module. A source that is no Python, but for magic
    commands, imports nothing that can be seen.
    """
    wanted = {name for source in sources for name in _imported_names(source)}
    found: dict[str, str] = {}
    while wanted:
        name = wanted.pop()
        path = module_path(name) if name.partition(".")[0] in packages and name not in found else None
        if path:
            found[name] = _file_hash(path)
            wanted |= _names_imported_by(name, path)
    return dict(sorted(found.items()))


def _imported_names(source: str, package: str = "") -> set[str]:
    """The names that a source imports and all that they lie in; `package` is what relative imports start from."""
    try:
        tree = ast.parse(_MAGIC.sub(r"\1pass", source))
    except SyntaxError:
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(filter(None, (above, node.module)))
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names | {name.rsplit(".", count)[0] for name in names for count in range(1, name.count(".") + 1)}


@cache
def _names_imported_by(name: str, path: Path) -> set[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return _imported_names(path.read_text(encoding="utf-8"), package)


def are_unchanged(modules: Mapping[str, str]) -> bool:
    """Whether the files of the modules are as they were hashed; names of other things are passed over."""
    return all(digest(path.read_bytes()) == modules[name] for name in modules if (path := module_path(name)))


@cache
def package_path(package: str) -> Path | None:
    """The folder, or the only file, of an installed package; None where there is none of that name."""
    with suppress(ImportError, ValueError):
        if spec := find_spec(package):
            place = Path(next(iter(spec.submodule_search_locations or ()), spec.origin or ""))
            return place if place.name and place.exists() else None
    return None


@cache
def module_path(name: str) -> Path | None:
    """The file of a module; None where the name is no module that is written in Python."""
    package, *rest = name.split(".")
    place = package_path(package)
    if place is None or place.is_file():
        return None if rest else place
    base = place.joinpath(*rest)
    return next((path for path in (base / "__init__.py", base.with_suffix(".py")) if path.is_file()), None)


@cache
def _file_hash(path: Path) -> str:
    return digest(path.read_bytes())


@cache
def _file_hashes(package: str) -> dict[str, str]:
    """The hash of every file of a package, by its path: modules, templates, tables, fonts."""
    place = package_path(package) or Path("missing")
    root, paths = (place, sorted(place.rglob("*"))) if place.is_dir() else (place.parent, [place])
    files = [path for path in paths if path.is_file() and "__pycache__" not in path.parts]
    return {f"{package}/{path.relative_to(root).as_posix()}": _file_hash(path) for path in files}


@cache
def code_hash(packages: tuple[str, ...]) -> str:
    """One hash over every file of the packages."""
    return key([_file_hashes(package) for package in packages])


@cache
def package_data_hash(packages: tuple[str, ...]) -> str:
    """One hash over the tables, styles and fonts that travel in the packages and that a chapter may read."""
    files = {name: found for package in packages for name, found in _file_hashes(package).items()}
    return key({name: files[name] for name in files if not (name.endswith(".py") or name.startswith(_ONLY_RENDERED))})
