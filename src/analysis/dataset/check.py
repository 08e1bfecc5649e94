"""Everything that is wrong with the data package: the schema's constraints, the rules, and the canonical form.

The schema is judged by `frictionless`, so that anyone's copy of that tool finds the same.
"""

import importlib
import json
import sys
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from analysis.dataset import canonical, constraints, content, schema
from analysis.dataset.constraints import SCHEMA
from analysis.dataset.content import Raw
from analysis.dataset.rules import citations, claims, dates, pathways, references, registry, symbols, text, votes
from analysis.dataset.rules.registry import Violation
from analysis.dataset.schema import DatasetError, Package

# Importing these registers their rules.
SUBJECTS = (references, text, dates, symbols, votes, pathways, citations, claims)
CANONICAL, DERIVED = "canonical", "key-is-derived"
MANY = 5


def violations(project: Path) -> list[Violation]:
    """Every violation in the project's data and notebooks, by file and row; or the one that keeps the schema unread."""
    try:
        package = schema.package(project)
    except DatasetError as error:
        return [_unreadable(error)]
    descriptor = json.loads((package.folder / "datapackage.json").read_bytes())
    found: list[Violation] = []
    tables: dict[str, Raw] = {}
    for path in sorted(package.folder.glob("*.csv")):
        if path.name not in {table.path for table in package.tables.values()}:
            wrong, right = "is not in datapackage.json", "its table there, or its removal"
            found.append(Violation(f"data/{path.name}", wrong=wrong, right=right, rule="readable"))
    for name, table in package.tables.items():
        try:
            tables[name] = content.parse_csv(content.read_bytes(package, table), table.path)
        except DatasetError as error:
            found.append(_unreadable(error))
    found += schema_violations(descriptor, package, tables)
    found += rule_violations(tables, package)
    found += form_violations(project, {each.file for each in found})
    return sort_violations(found)


def rule_violations(tables: Mapping[str, Raw], package: Package) -> Iterator[Violation]:
    """The violations of the rules across rows and tables; a table with a wrong header is left out of it all."""
    whole = {name: content.rows(tables[name], package.tables[name]) for name in _whole(tables, package)}
    return registry.violations(whole, package)


def schema_violations(
    descriptor: Mapping[str, Any], package: Package, tables: Mapping[str, Raw]
) -> Iterator[Violation]:
    """The violations of the schema: wrong headers and rows, and the constraints that `frictionless` finds broken.

    Of a table with a wrong header only the header is told, and nobody's reference to it.
    """
    for name, raw in tables.items():
        yield from constraints.shape_violations(raw, package.tables[name])
    frictionless = _frictionless()
    described = _only(_whole(tables, package), descriptor)
    try:
        judged = frictionless.Package.from_descriptor(described, basepath=str(package.folder))
    except frictionless.FrictionlessException as exception:
        yield from map(_in_descriptor, exception.reasons or [exception.error])
        return
    report = judged.validate(limit_errors=0)
    yield from map(_in_descriptor, report.errors)
    for task in report.tasks:
        table = package.tables[task.name]
        keys = {row.line: row.key for row in content.rows(tables[task.name], table)}
        for error in task.errors:
            details = error.to_descriptor()
            if details["type"] == "primary-key" and len(table.primary_key) == 1:
                continue  # its column is required and unique, which says the same
            if details["type"] not in constraints.SHAPES:
                yield constraints.violation(details, table, keys.get(details.get("rowNumber", 0), ""), tables)


def _in_descriptor(error: Any) -> Violation:
    return Violation("data/datapackage.json", wrong=error.message, rule=SCHEMA)


def _whole(tables: Mapping[str, Raw], package: Package) -> list[str]:
    """The names of the tables whose header is the schema's."""
    return [name for name, raw in tables.items() if tuple(raw.header) == package.tables[name].columns]


def _only(whole: Container[str], descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor of the tables named, without foreign keys into others."""
    resources = [deepcopy(resource) for resource in descriptor["resources"] if resource["name"] in whole]
    for resource in resources:
        keys = resource["schema"].get("foreignKeys", ())
        kept = [key for key in keys if (key["reference"]["resource"] or resource["name"]) in whole]
        resource["schema"]["foreignKeys"] = kept
    return {**descriptor, "resources": resources}


def form_violations(project: Path, faulty: Container[str] = ()) -> Iterator[Violation]:
    """The files that are not in canonical form; of a file with other faults the form is not judged as well."""
    for path, form in canonical.canonical_files(project).items():
        file = path.relative_to(project).as_posix()
        if isinstance(form, DatasetError):
            if path.suffix != ".csv":
                yield _unreadable(form)
        elif file not in faulty and (now := path.read_bytes()) != form:
            pairs = zip(now.split(b"\n"), form.split(b"\n"), strict=False)
            line = next((place for place, (ours, right) in enumerate(pairs, 1) if ours != right), None)
            wrong, right = "is not in canonical form from here on", "what `analysis format` writes"
            yield Violation(file, line, wrong=wrong, right=right, rule=CANONICAL)


def lines(found: Iterable[Violation]) -> Iterator[str]:
    """The violations as lines for people; one that stands alike in more than five rows of a file is one line."""
    alike = defaultdict[tuple[str, ...], list[Violation]](list)
    for each in found:
        alike[each.file, each.column, each.wrong, each.right, each.rule].append(each)
    for same in alike.values():
        if len(same) > MANY:
            others = ", ".join(str(each.row) for each in same[1:])
            yield f"{same[0]}; and in {len(same) - 1} more rows, lines {others}"
        else:
            yield from map(str, same)


def sort_violations(found: list[Violation]) -> list[Violation]:
    """The violations by file, row and column, without those that only follow from another one.

    Of a row of the wrong shape nothing else is told; what a rule says of a cell replaces what the schema says; and a
    key that does not fit its row is told when nothing else in the row is wrong.
    """
    shapeless = {(each.file, each.row) for each in found if each.rule == constraints.SHAPE}
    ruled = {(each.file, each.row, each.column) for each in found if each.rule != SCHEMA}
    wrong = {(each.file, each.row) for each in found if each.rule != DERIVED}
    kept = [
        each
        for each in dict.fromkeys(found)
        if each.rule == constraints.SHAPE or (each.file, each.row) not in shapeless
        if each.rule != SCHEMA or (each.file, each.row, each.column) not in ruled
        if each.rule != DERIVED or (each.file, each.row) not in wrong
    ]
    return sorted(kept, key=lambda each: (each.file, each.row or 0, each.column, each.rule, each.wrong))


def _frictionless() -> Any:
    # jsonschema, which frictionless imports, takes two seconds to build grammars for IRIs where rfc3987_syntax is
    # installed (JupyterLab brings it); the profiles of data packages have no IRIs.
    if "jsonschema" not in sys.modules and "rfc3987_syntax" not in sys.modules:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
        try:
            importlib.import_module("jsonschema")
        finally:
            del sys.modules["rfc3987_syntax"]
    return importlib.import_module("frictionless")


def _unreadable(error: DatasetError) -> Violation:
    """An unreadable file as a violation: the error's text begins with the file and, if it is known, the line."""
    place, _, wrong = str(error).partition(": ")
    file, _, line = place.partition(":")
    return Violation(file, int(line) if line.isdecimal() else None, wrong=wrong, rule="readable")
