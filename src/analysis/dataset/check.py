"""Everything that is wrong with the data package: the schema's constraints, the rules, and the canonical form.

The schema is judged by `frictionless`, so that anyone's copy of that tool finds the same.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.dataset import canonical, constraints, content, schema
from analysis.dataset.constraints import SCHEMA
from analysis.dataset.content import Raw
from analysis.dataset.rules import citations, claims, dates, pathways, references, registry, symbols, text, votes
from analysis.dataset.rules.registry import RULES, Violation
from analysis.dataset.schema import DatasetError, Package

SUBJECTS = (
    references,
    text,
    dates,
    symbols,
    votes,
    pathways,
    citations,
    claims,
)  # importing them registers their rules
CANONICAL = "canonical"


def violations(project: Path) -> list[Violation]:
    """Every violation in the project's data and notebooks, by file and row; empty when all is well.

    When `datapackage.json` itself cannot be read, that is the one violation.
    """
    try:
        package = schema.package(project)
    except DatasetError as error:
        return [_unreadable(error)]
    descriptor = json.loads((package.folder / "datapackage.json").read_bytes())
    found: list[Violation] = []
    tables: dict[str, Raw] = {}
    for name, table in package.tables.items():
        try:
            tables[name] = content.parsed(content.read_bytes(package, table), table.path)
        except DatasetError as error:
            found.append(_unreadable(error))
    found += in_schema(descriptor, package, tables)
    found += in_rules(tables, package)
    found += in_form(project)
    return in_order(found)


def violations_in(tables: Mapping[str, Raw], descriptor: Mapping[str, Any], folder: Path) -> list[Violation]:
    """Every violation of schema and rules in tables held in memory, as `violations` finds them in files."""
    package = schema.package_of(descriptor, folder)
    return in_order([*in_schema(in_memory(descriptor, tables), package, tables), *in_rules(tables, package)])


def in_memory(descriptor: Mapping[str, Any], tables: Mapping[str, Raw]) -> dict[str, Any]:
    """The descriptor with the tables' records in the place of their files."""
    resources = [
        {key: resource[key] for key in ("name", "profile", "schema") if key in resource}
        | {"data": [tables[resource["name"]].header, *tables[resource["name"]].records]}
        for resource in descriptor["resources"]
    ]
    return {**descriptor, "resources": resources}


def in_rules(tables: Mapping[str, Raw], package: Package) -> Iterator[Violation]:
    """The violations of the rules across rows and tables; a table with a wrong header is left out of it all."""
    whole = {
        name: content.rows(raw, package.tables[name])
        for name, raw in tables.items()
        if tuple(raw.header) == package.tables[name].columns
    }
    return registry.broken(whole, package)


def in_schema(descriptor: Mapping[str, Any], package: Package, tables: Mapping[str, Raw]) -> Iterator[Violation]:
    """The violations of the schema's constraints that `frictionless` finds in the tables that could be read.

    Of a table with a wrong header only the header is told, and nobody's reference to it.
    """
    whole = {name for name, raw in tables.items() if tuple(raw.header) == package.tables[name].columns}
    frictionless = _frictionless()
    try:
        judged = frictionless.Package.from_descriptor(
            _without_references(descriptor, tables, whole), basepath=str(package.folder)
        )
    except frictionless.FrictionlessException as exception:
        for reason in exception.reasons or [exception.error]:
            yield Violation("data/datapackage.json", None, "", "", reason.message, "", SCHEMA)
        return
    report = judged.validate(limit_errors=0)
    for error in report.errors:
        yield Violation("data/datapackage.json", None, "", "", error.message, "", SCHEMA)
    for task in report.tasks:
        table = package.tables[task.name]
        keys = {row.line: row.key for row in content.rows(tables[task.name], table)}
        for error in task.errors:
            details = error.to_descriptor()
            if details["type"] == "primary-key" and len(table.primary_key) == 1:
                continue  # its column is required and unique, which says the same
            if task.name in whole or "rowNumber" not in details:
                yield constraints.violation(details, table, keys.get(details.get("rowNumber", 0), ""), tables)


def _without_references(descriptor: Mapping[str, Any], tables: Mapping[str, Raw], whole: set[str]) -> dict[str, Any]:
    """The descriptor of the tables that could be read, without foreign keys into those that are not whole."""
    resources = []
    for resource in descriptor["resources"]:
        if resource["name"] in tables:
            keys = [
                key
                for key in resource["schema"].get("foreignKeys", ())
                if (key["reference"]["resource"] or resource["name"]) in whole
            ]
            resources.append({**resource, "schema": {**resource["schema"], "foreignKeys": keys}})
    return {**descriptor, "resources": resources}


def in_form(project: Path) -> Iterator[Violation]:
    """The files that are not in canonical form; those that have none are named by the schema or as unreadable."""
    for path, form in canonical.canonical_files(project).items():
        if isinstance(form, DatasetError):
            if path.suffix != ".csv":
                yield _unreadable(form)
            continue
        now = path.read_bytes()
        if now != form:
            line = next(
                (
                    place
                    for place, (a, b) in enumerate(zip(now.split(b"\n"), form.split(b"\n"), strict=False), 1)
                    if a != b
                ),
                None,
            )
            file = path.relative_to(project).as_posix()
            yield Violation(
                file, line, "", "", "is not in canonical form from here on", "what `analysis format` writes", CANONICAL
            )


def line(violation: Violation) -> str:
    """The violation as one line for people."""
    return str(violation)


def in_order(found: list[Violation]) -> list[Violation]:
    """The violations by file, row and column; what a rule says of a cell replaces what the schema's pattern says."""
    ruled = {(each.file, each.row, each.column) for each in found if each.rule != SCHEMA}
    kept = [
        each
        for each in dict.fromkeys(found)
        if each.rule != SCHEMA or (each.file, each.row, each.column) not in ruled or "the form" not in each.wrong
    ]
    return sorted(kept, key=lambda each: (each.file, each.row or 0, each.column, each.rule, each.wrong))


def rule_names() -> dict[str, str]:
    """The name and description of every rule, in the order in which they are applied."""
    return {rule.name: rule.description for rule in RULES}


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
    return Violation(file, int(line) if line.isdecimal() else None, "", "", wrong, "", "readable")
