"""A tiny project, and the real schema for rules on tiny inline rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.dataset import check, content, schema
from analysis.dataset.rules import registry
from analysis.dataset.rules.registry import Violation

assert check.SUBJECTS  # importing check registers the rules

ROOT = Path(__file__).parents[3]

KEY = {"required": True, "unique": True}
TINY: dict[str, Any] = {
    "name": "tiny",
    "profile": "tabular-data-package",
    "resources": [
        {
            "name": "sources",
            "path": "sources.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "description": "Where things were read.",
            "schema": {
                "fields": [
                    {"name": "source_id", "type": "string", "constraints": KEY},
                    {"name": "title", "type": "string"},
                    {"name": "date_accessed", "type": "string", "analysis:type": "edtf"},
                ],
                "primaryKey": "source_id",
            },
        },
        {
            "name": "things",
            "path": "things.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "description": "Things that are.",
            "analysis:citations": {"required": ["row"]},
            "schema": {
                "fields": [
                    {"name": "thing_id", "type": "string", "title": "Thing", "constraints": KEY},
                    {
                        "name": "kind",
                        "type": "string",
                        "description": "What it is | or was.",
                        "constraints": {"enum": ["zebra", "ant"]},
                        "labels": {"zebra": "A zebra", "ant": "An ant"},
                    },
                    {"name": "size", "type": "integer", "unit": "cm", "constraints": {"minimum": 1}},
                    {"name": "share", "type": "number"},
                    {"name": "is_open", "type": "boolean"},
                    {"name": "parent_id", "type": "string"},
                ],
                "primaryKey": "thing_id",
                "foreignKeys": [{"fields": "parent_id", "reference": {"resource": "", "fields": "thing_id"}}],
            },
        },
        {
            "name": "citations",
            "path": "citations.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "description": "Who says so.",
            "schema": {
                "fields": [
                    {"name": "citation_id", "type": "string", "constraints": KEY},
                    {"name": "object_table", "type": "string", "constraints": {"enum": ["things"]}},
                    {"name": "object_id", "type": "string"},
                    {"name": "field", "type": "string"},
                    {"name": "source_id", "type": "string"},
                    {
                        "name": "grade",
                        "type": "string",
                        "constraints": {"enum": ["confirmed", "partly"]},
                    },
                ],
                "primaryKey": "citation_id",
                "foreignKeys": [{"fields": "source_id", "reference": {"resource": "sources", "fields": "source_id"}}],
            },
        },
    ],
}
FILES = {
    "sources.csv": "source_id,title,date_accessed\ns1,Página,2020-01-02\ns2,B,2021-03\ns3,C,\n",
    "things.csv": "thing_id,kind,size,share,is_open,parent_id\na,ant,3,0.5,true,\nb,zebra,,,false,a\nnan,,12,1,,\n",
    "citations.csv": (
        "citation_id,object_table,object_id,field,source_id,grade\n"
        "things/a.size~1,things,a,size,s3,confirmed\nthings/a~1,things,a,,s1,partly\n"
        "things/a~2,things,a,,s2,confirmed\nthings/b~1,things,b,,s2,partly\nthings/nan~1,things,nan,,s3,partly\n"
    ),
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A project with three small tables, in canonical form and without a fault."""
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps(TINY))
    for name, text in FILES.items():
        (tmp_path / "data" / name).write_bytes(text.encode())
    return tmp_path


@pytest.fixture(scope="session")
def package() -> schema.Package:
    """The schema of the project itself."""
    return schema.package(ROOT)


Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def broken(package: schema.Package) -> Callable[[str, Tables], list[Violation]]:
    """What one rule finds in inline rows; columns that are not given are blank."""

    def found(rule: str, tables: Tables) -> list[Violation]:
        assert rule in registry.RULES
        rows = {
            name: [
                content.Row(
                    name,
                    line,
                    content.key_text(str(cells.get(column, "")) for column in package.table(name).primary_key),
                    {column: str(cells.get(column, "")) for column in package.table(name).columns},
                )
                for line, cells in enumerate(given, 2)
            ]
            for name, given in tables.items()
        }
        return [violation for violation in registry.violations(rows, package) if violation.rule == rule]

    return found
