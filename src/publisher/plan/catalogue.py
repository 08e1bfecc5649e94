"""What is published: the editions of `notebooks/editions.yml`, each with its parameters checked before any kernel.

The catalogue reads the project once (the list, the notebooks, the data) and turns a name with overrides into a plan.
It knows nothing of how a chapter runs or what it says.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis import dataset
from analysis.dataset import DatasetError, content, schema
from analysis.dataset.cells import cells
from publisher.keep import fingerprint
from publisher.keep.fingerprint import digest
from publisher.plan import editions
from publisher.plan.editions import FORMATS, PAGE_SIZES
from publisher.plan.notebook import Notebook
from publisher.plan.parameters import KINDS, Parameter, UsageError, unknown_names

MANY = 20
"""Faults that are told one by one: a matrix may have one in each of its thousands of editions."""


@dataclass(frozen=True)
class EditionPlan:
    """One edition, ready to be built: its chapters as files, its formats, and the checked parameters.

    `parameters` are all values that hold, defaults included, `wording` their labels and values as readers see them;
    `front` is what the title page says of them: the pairs that the list of editions names, or else all.
    """

    name: str
    title: str
    subtitle: str
    chapters: tuple[Notebook, ...]
    formats: tuple[str, ...]
    page_size: str
    parameters: Mapping[str, Any]
    wording: Mapping[str, str]
    front: Mapping[str, str]
    as_of: dt.date | None
    deadline: Mapping[str, float] = field(default_factory=dict)
    is_preview: bool = False

    def parameters_of(self, chapter: Notebook) -> dict[str, Any]:
        """The parameters that the chapter declares, with this edition's values."""
        return {name: self.parameters[name] for name in chapter.declared if name in self.parameters}


class Catalogue:
    """The editions of one project as its files are now; `plan` gives one of them, checked."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.path = project / "notebooks" / "editions.yml"
        self._listed = editions.read(self.path)
        self.report = self._listed.report

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the editions in the order of the file; the first is the main edition."""
        return tuple(self._listed.editions)

    @cached_property
    def chapters(self) -> dict[str, Notebook]:
        """Each chapter by its name, in reading order."""
        paths = sorted((self.project / "notebooks").glob("[0-9][0-9]-*.ipynb"))
        return {path.stem: Notebook.read(path) for path in paths}

    @cached_property
    def data(self) -> dict[str, bytes]:
        """The files of the data package by name, in alphabetical order."""
        try:
            found = (path for path in (self.project / "data").iterdir() if path.is_file())
            return {path.name: path.read_bytes() for path in sorted(found) if not path.name.startswith(".")}
        except OSError as error:
            raise UsageError([f"data: cannot be read: {error}"]) from error

    @cached_property
    def hashes(self) -> dict[str, Any]:
        """The hashes of what all editions share: the data by file, the package, the lock file, Python's version."""
        lock = self.project / "requirements.lock"
        return {
            "data": {name: digest(content) for name, content in self.data.items()},
            "code": fingerprint.code(),
            "lock": digest(lock.read_bytes()) if lock.exists() else "",
            "python": fingerprint.python_minor(),
        }

    @property
    def hash(self) -> str:
        """One hash over all that any edition depends on: the list, every chapter, the data, the package."""
        chapters = {name: chapter.hash for name, chapter in self.chapters.items()}
        return fingerprint.key([self._listed.hash, chapters, self.hashes])

    def table_hash(self, table: str) -> str:
        """The hash of a table's content and schema, as `dataset.load` records it; empty if there is no such table."""
        return self._table_hashes.get(table, "")

    @cached_property
    def _table_hashes(self) -> dict[str, str]:
        package = schema.package_of(json.loads(self.data["datapackage.json"]), self.project / "data")
        tables = [table for table in package.tables.values() if table.path in self.data]
        return {table.name: content.digest(table, self.data[table.path]) for table in tables}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters that editions may set, with what they may be."""
        return {str(name): self._parameter(str(name), entry or {}) for name, entry in self._listed.parameters.items()}

    @cached_property
    def _latest(self) -> str:
        return dataset.as_of("latest", project=self.project).isoformat()

    def _parameter(self, name: str, entry: Any) -> Parameter:
        where = f"{self.path.name}: parameter {name}"
        if not isinstance(entry, dict):
            raise UsageError([f"{where}: expected a mapping, such as {{type: int, min: 1945}}"])
        faults = unknown_names(entry, ("type", "label", "choices", "also", "min", "max"), f"{where}: unknown key")
        kind = entry.get("type", "str")
        faults += unknown_names([kind], tuple(KINDS), f"{where}: unknown type")
        if faults:
            raise UsageError(faults)
        also = entry.get("also") or {}
        return Parameter(
            name=name,
            type=kind,
            label=entry.get("label", name.replace("_", " ")),
            choices=self._choices(where, entry["choices"]) if "choices" in entry else None,
            also=also if isinstance(also, dict) else {str(word): str(word) for word in also},
            minimum=entry.get("min"),
            maximum=entry.get("max"),
        )

    def _choices(self, where: str, choices: Any) -> dict[str, str]:
        """The values to choose from: a plain list, or a column of a table with its labels."""
        if isinstance(choices, list):
            return {str(choice): str(choice) for choice in choices}
        if not isinstance(choices, dict) or not {"table", "column"} <= set(choices):
            raise UsageError([f"{where}: choices are a list, or {{table: …, column: …, label: …}}"])
        table, column = choices["table"], choices["column"]
        try:
            values = cells(table, column, project=self.project)
            if "label" in choices:
                labels = dict(zip(values, cells(table, choices["label"], project=self.project), strict=True))
            else:
                labels = dict(schema.package(self.project).table(table).field(column).labels)
        except (DatasetError, KeyError) as error:
            raise UsageError([f"{where}: choices: {error}"]) from error
        return {value: labels.get(value, value) for value in dict.fromkeys(values) if value}

    def plans(self, names: Sequence[str] = (), **options: Any) -> list[EditionPlan]:
        """The plans of these editions, or of all; `UsageError` names the faults of all of them at once."""
        plans, faults = [], unknown_names(names, self.names, "unknown edition")
        for name in (names or self.names) if not faults else ():
            try:
                plans.append(self.plan(name, **options))
            except UsageError as error:
                faults += error.lines
        if faults:
            told = list(dict.fromkeys(faults))
            more = [f"and {len(told) - MANY} more of this kind"] if len(told) > MANY else []
            raise UsageError([*told[:MANY], *more])
        return plans

    def plan(
        self,
        name: str,
        *,
        given: Mapping[str, str] | None = None,
        only: Sequence[str] = (),
        formats: Sequence[str] = (),
    ) -> EditionPlan:
        """The edition with every value checked; `UsageError` names each fault, with a suggestion where one is near.

        `given` are overrides as text from the command line. With overrides, a part of the chapters or a part of the
        formats, the plan is a preview: it never replaces the published edition.
        """
        if faults := unknown_names([name], self.names, "unknown edition"):
            raise UsageError(faults)
        entry = self._listed.editions[name]
        wanted = entry.get("chapters", "all")
        chosen = list(self.chapters) if wanted == "all" else wanted
        faults = unknown_names(chosen, tuple(self.chapters), f"{self.path.name}: edition {name}: unknown chapter")
        faults += unknown_names(only, tuple(chosen), f"{name}: unknown chapter") if not faults else []
        faults += unknown_names(formats, FORMATS, f"{name}: unknown format")
        if not chosen:
            faults.append(f"{self.path.parent}: no chapters; a chapter is a notebook named like 01-summary.ipynb")
        if faults:
            raise UsageError(faults)
        chapters = tuple(self.chapters[chapter] for chapter in chosen if not only or chapter in only)
        values = self._values(name, entry.get("parameters") or {}, given or {}, chapters)
        wording = {self.parameters[key].label: self.parameters[key].wording(value) for key, value in values.items()}
        is_dated = "as_of" in values and self.parameters["as_of"].type == "date"
        told = ", ".join(
            f"{self.parameters[key].label.lower()} {wording[self.parameters[key].label]}" for key in given or {}
        )
        return EditionPlan(
            name=name,
            title=f"Preview with {told}, of: {entry['title']}" if told else str(entry["title"]),
            subtitle=str(entry.get("subtitle", "")),
            chapters=chapters,
            formats=tuple(formats) or tuple(entry.get("formats", FORMATS)),
            page_size=entry.get("page_size", PAGE_SIZES[0]),
            parameters=values,
            wording=wording,
            front=self._front({**values, "edition": name}) or wording,
            as_of=dt.date.fromisoformat(values["as_of"]) if is_dated else None,
            deadline=self._listed.deadline,
            is_preview=bool(given or only or formats),
        )

    def _front(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The pairs of the title page, with the values as readers see them."""
        told = {key: self.parameters[key].wording(value) for key, value in values.items() if key in self.parameters}
        try:
            pairs: Mapping[str, str] = self.report.get("front") or {}
            return {label: text.format_map({**values, **told}) for label, text in pairs.items()}
        except (KeyError, ValueError, AttributeError) as error:
            raise UsageError([f"{self.path.name}: report: front: {error}; known are {', '.join(values)}"]) from error

    def _values(
        self, edition: str, entry: Mapping[str, Any], given: Mapping[str, str], chapters: Sequence[Notebook]
    ) -> dict[str, Any]:
        """The value of each parameter that a chapter declares: the notebook's, the edition's or the user's."""
        declared = {key: value for chapter in reversed(chapters) for key, value in chapter.declared.items()}
        merged = {**declared, **entry, **given}
        faults = unknown_names(
            merged.keys() - self.parameters.keys(), tuple(self.parameters), f"{edition}: unknown parameter"
        )
        values: dict[str, Any] = {}
        for key in self.parameters.keys() & merged.keys():
            try:
                values[key] = self.parameters[key].checked(merged[key], latest=self._latest, from_text=key in given)
            except (ValueError, DatasetError) as error:
                faults.append(f"{edition}: parameter {key}: {error}")
        values = {key: values[key] for key in self.parameters if key in values}
        faults += [f"{edition}: {fault}" for key in values for fault in self.parameters[key].out_of_bounds(values)]
        if faults:
            raise UsageError(sorted(faults))
        return values
