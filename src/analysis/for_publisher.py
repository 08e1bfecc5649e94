"""What the publisher is told of our data and of the words of the United Nations; `editions.yml` names this module."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from analysis import paths
from analysis.dataset import DatasetError, as_of, content, schema
from analysis.dataset.cells import cells
from publisher.plan.parameters import UsageError
from publisher.plan.subject import DataTable, Subject

_NAMED = "resolution|decision|document|session|meeting|article|item|rule|annex"
_JOIN = r"(?:, | and | or | to |, and |–|-|/)"
_TH = r"\d+(?:st|nd|rd|th)"


class Record(Subject):
    """The record of the United Nations: `data/` is a Data Package, and its tables are loaded by `dataset`."""

    command = "analysis build"
    versions = (
        "jupyterlab", "pandas", "matplotlib", "papermill", "nbconvert", "typst", "pypandoc-binary", "frictionless",
    )  # fmt: skip
    environment: Mapping[str, str] = {paths.VARIABLE: "{project}"}
    not_numbers = (
        rf"(?i:\b(?:{_NAMED})s?\s+\d[\d./-]*(?:{_JOIN}\d[\d./-]*)*)",
        r"[\w.()-]*[A-Za-z][\w.()-]*(?:/[\w.()-]+)+|\b[\d.()-]+/[\w.()-]*[A-Za-z][\w.()/-]*",  # symbols
        rf"\b{_TH}(?:{_JOIN}{_TH})*(?=(?: [\w-]+){{0,3}} (?:session|meeting)s?\b)",
    )
    languages: Mapping[str, str] = {
        "ru": "\u0400-\u04ff",
        "be": "іўІЎ",
        "ar": "\u0600-\u06ff",
        "zh": "\u3400-\u9fff",
    }

    def choices(self, wanted: Mapping[str, Any]) -> Mapping[str, str]:
        """The values of a column: `{table: …, column: …, label: …}`, labelled by another column or by the schema."""
        if not {"table", "column"} <= set(wanted):
            raise UsageError(["expected a list, or {table: …, column: …, label: …}"])
        table, column = wanted["table"], wanted["column"]
        with _mendable():
            values = cells(table, column, project=self.project)
            if "label" in wanted:
                labels = dict(zip(values, cells(table, wanted["label"], project=self.project), strict=True))
            else:
                labels = dict(schema.package(self.project).table(table).field(column).labels)
        return {value: labels.get(value, value) for value in dict.fromkeys(values) if value}

    def latest_day(self) -> str:
        """The newest day on which a source was read."""
        with _mendable():
            return as_of("latest", project=self.project).isoformat()

    def tables(self) -> Mapping[str, DataTable]:
        """The tables of the package, each with the hash that `dataset.load` notes."""
        with _mendable():
            descriptor = json.loads(self.data.get("datapackage.json", b"{}"))
            package = schema.package_of(descriptor, self.project / "data")
        return {
            table.name: DataTable(table.path, content.digest(table, self.data[table.path]))
            for table in package.tables.values()
            if table.path in self.data
        }

    def faults(self) -> Sequence[str]:
        """What breaks the schema or a rule; that a file is merely not in canonical form stops no build."""
        from analysis.dataset import check

        found = [violation for violation in check.violations(self.project) if violation.rule != check.CANONICAL]
        return [*check.lines(found), f"{len(found)} fault{'' if len(found) == 1 else 's'} in the data"] if found else []

    def changed_rows(self, before: bytes, now: bytes) -> int:
        """How many rows were added, removed or altered."""
        from analysis.dataset.difference import changed_rows

        return changed_rows(before, now)


@contextmanager
def _mendable() -> Iterator[None]:
    try:
        yield
    except (DatasetError, ValueError) as error:
        raise UsageError([str(error)]) from error
