"""What is published: the editions of `editions.yml`, each with its parameters checked before any kernel.

The catalogue reads the project once (the list, the notebooks, the data) and turns a name with overrides into a plan.
It knows nothing of how a chapter runs or what it says.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from publisher.keep import fingerprint
from publisher.keep.fingerprint import canonical, digest
from publisher.plan.editions import FORMATS, PAGE_SIZES, default_listing, read_listing
from publisher.plan.notebook import Notebook
from publisher.plan.parameters import KINDS, Parameter, UsageError, faults_at, unknown_names
from publisher.plan.subject import DataTable, Subject, load_subject

_MANY = 20
"""Faults that are told one by one: a matrix may have one in each of its thousands of editions."""


@dataclass(frozen=True)
class EditionPlan:
    """One edition, ready to be built; `parameters` are all values that hold, checked, defaults included.

    `numbers` are the chapters' places in the whole edition, `wording` the parameters' labels and values as readers see
    them, `front` what the title page says of them, `date` the value of the parameter that is marked as the edition's.
    """

    name: str
    title: str
    subtitle: str
    chapters: tuple[Notebook, ...]
    numbers: Mapping[str, int]
    formats: tuple[str, ...]
    page_size: str
    parameters: Mapping[str, Any]
    wording: Mapping[str, str]
    front: Mapping[str, str]
    date: dt.date | None
    deadline: Mapping[str, float]
    nbconvert: Mapping[str, Mapping[str, Any]]
    is_preview: bool

    def parameters_of(self, chapter: Notebook) -> dict[str, Any]:
        """The parameters that the chapter declares, with this edition's values."""
        return {name: self.parameters[name] for name in chapter.defaults if name in self.parameters}


class Catalogue:
    """The editions of one project as its files are now; `plan` gives one of them, checked.

    A project is a folder with `notebooks/`, or with the notebooks themselves; `editions.yml` lies beside them or is
    missing, and then all of them are one edition.
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        self.folder = folder if (folder := project / "notebooks").is_dir() else project
        self.path = self.folder / "editions.yml"
        self._listing = read_listing(self.path) if self.path.exists() else default_listing(self.chapters, project)
        self.report = self._listing.report
        self.names = tuple(self._listing.editions)
        self._subject = self._listing.project.get("subject") or f"{Subject.__module__}:Subject"
        named = ["publisher", *self._listing.project.get("packages", ()), re.split("[.:]", self._subject)[0]]
        self.packages = tuple(dict.fromkeys(named))
        if missing := [package for package in self.packages if not fingerprint.package_path(package)]:
            raise UsageError([f"{self.path.name}: project: package {name!r} is not installed" for name in missing])

    @cached_property
    def templates(self) -> dict[str, str]:
        """The hashes of the project's own templates, by their paths within `templates/`."""
        folder = self.project / "templates"
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return {str(path.relative_to(folder)): digest(path.read_bytes()) for path in files}

    @cached_property
    def chapters(self) -> dict[str, Notebook]:
        """Each chapter by its name, in alphabetical order."""
        return {path.stem: Notebook.read(path) for path in sorted(self.folder.glob("[!.]*.ipynb"))}

    @cached_property
    def data(self) -> dict[str, bytes]:
        """The files of `data/` by name, in alphabetical order; none where there is no such folder."""
        try:
            files = sorted((self.project / "data").glob("[!.]*"))
            return {path.name: path.read_bytes() for path in files if path.is_file()}
        except OSError as error:
            raise UsageError([f"data: cannot be read: {error}"]) from error

    @cached_property
    def subject(self) -> Subject:
        """What the project tells of its data and words."""
        with faults_at(f"{self.path.name}: project"):
            return load_subject(self._subject, self.project, self.data)

    @cached_property
    def hashes(self) -> dict[str, Any]:
        """The hashes of what all editions share: the data by file, the code, the lock file, Python's version."""
        lock = self.project / "requirements.lock"
        return {
            "data": {name: digest(content) for name, content in self.data.items()},
            "code": fingerprint.code_hash(self.packages),
            "lock": digest(lock.read_bytes()) if lock.exists() else "",
            "python": fingerprint.python_minor(),
        }

    @property
    def hash(self) -> str:
        """One hash over all that any edition depends on: the list, every chapter, the data, the packages."""
        chapters = {name: chapter.hash for name, chapter in self.chapters.items()}
        return fingerprint.key([self._listing.hash, chapters, self.hashes, self.templates])

    @property
    def data_seal(self) -> str:
        """One hash over the data and all that judges them."""
        rules = fingerprint.import_closure([f"import {self._subject.partition(':')[0]}"], self.packages)
        return fingerprint.key([self.hashes["data"], rules, fingerprint.package_data_hash(self.packages)])

    @cached_property
    def tables(self) -> Mapping[str, DataTable]:
        """The tables of the data by the names that kernels note."""
        return self.subject.tables()

    def table_hash(self, table: str) -> str:
        """The hash of a table's content and schema, as kernels note it; empty if there is no such table."""
        return self.tables[table].hash if table in self.tables else ""

    def dependencies(self, chapter: Notebook, parameters: Mapping[str, Any]) -> dict[str, str]:
        """What decides, with the tables that it loads, whether a chapter must run: hashes and values by their names."""
        data = {} if self.tables else self.hashes["data"]
        return {
            f"{self.folder.name}/{chapter.path.name}": chapter.hash,
            **{f"parameter {name}": repr(json.loads(canonical(value))) for name, value in sorted(parameters.items())},
            **fingerprint.import_closure(chapter.sources("code"), self.packages),
            **{f"data/{name}": found for name, found in data.items()},
            "the package's tables, styles or fonts": fingerprint.package_data_hash(self.packages),
            "the environment of kernels": fingerprint.key(dict(self.subject.environment)),
            "requirements.lock": self.hashes["lock"],
            "Python": self.hashes["python"],
        }

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters that editions may set, with what they may be: as the list says, or as the chapters declare."""
        kinds = {name: type(value).__name__ for name, value in self._defaults(self.chapters.values()).items()}
        inferred = {name: {"type": kind if kind in KINDS else "any"} for name, kind in kinds.items()}
        found: dict[str, Parameter] = {}
        for name, entry in (self._listing.parameters or inferred).items():
            with faults_at(f"{self.path.name}: parameter {name}"):
                found[str(name)] = Parameter.from_entry(str(name), entry or {}, self.subject.choices)
        if len(marked := [name for name, parameter in found.items() if parameter.edition_date]) > 1:
            raise UsageError([f"{self.path.name}: edition_date marks {' and '.join(marked)}; only one can be the date"])
        return found

    @cached_property
    def _latest_day(self) -> str:
        return self.subject.latest_day()

    @staticmethod
    def _defaults(chapters: Iterable[Notebook]) -> dict[str, Any]:
        """The parameters of the chapters with their default values; of two the first chapter's holds."""
        return {name: value for chapter in reversed([*chapters]) for name, value in chapter.defaults.items()}

    def plans(self, names: Sequence[str] = (), **options: Any) -> list[EditionPlan]:
        """The plans of these editions, or of all; `UsageError` names the faults of all of them at once."""
        plans, faults = [], list[str]()
        for name in names or self.names:
            try:
                plans.append(self.plan(name, **options))
            except UsageError as error:
                faults += error.lines
        if lines := list(dict.fromkeys(faults)):
            more = [f"and {len(lines) - _MANY} more of this kind"] if len(lines) > _MANY else []
            raise UsageError([*lines[:_MANY], *more])
        return plans

    def plan(
        self, name: str, given: Mapping[str, str] | None = None, only: Sequence[str] = (), formats: Sequence[str] = ()
    ) -> EditionPlan:
        """The edition with every value checked; `UsageError` names each fault, with a suggestion where one is near.

        `given` are overrides as text from the command line. With overrides, a part of the chapters or a part of the
        formats, the plan is a preview: it never replaces the published edition.
        """
        if faults := unknown_names([name], self.names, "unknown edition"):
            raise UsageError(faults)
        entry = self._listing.editions[name]
        chosen = self._chosen(name, entry.get("chapters", "all"))
        faults = unknown_names(only, chosen, f"{name}: unknown chapter")
        if faults := faults + unknown_names(formats, FORMATS, f"{name}: unknown format"):
            raise UsageError(faults)
        chapters = tuple(self.chapters[chapter] for chapter in chosen if not only or chapter in only)
        values = self._values(name, entry.get("parameters") or {}, given or {}, chapters)
        wording = {self.parameters[key].label: self.parameters[key].wording(value) for key, value in values.items()}
        day = next((value for key, value in values.items() if self.parameters[key].edition_date), None)
        labels = (self.parameters[key].label for key in given or {})
        overrides = ", ".join(f"{label.lower()} {wording[label]}" for label in labels)
        return EditionPlan(
            name=name,
            title=f"Preview with {overrides}, of: {entry['title']}" if overrides else str(entry["title"]),
            subtitle=str(entry.get("subtitle", "")),
            chapters=chapters,
            numbers={chapter: number for number, chapter in enumerate(chosen, 1)},
            formats=tuple(formats) or tuple(entry.get("formats", FORMATS)),
            page_size=entry.get("page_size", PAGE_SIZES[0]),
            parameters=values,
            wording=wording,
            front=self._front({**values, "edition": name}) or wording,
            date=day and dt.date.fromisoformat(day),
            deadline=self._listing.deadline,
            nbconvert=entry.get("nbconvert") or {},
            is_preview=bool(given or only or formats),
        )

    def _chosen(self, edition: str, listed: Any) -> tuple[str, ...]:
        """The names of an edition's chapters, from its list of them or from the word `all`."""
        names = self.chapters if listed == "all" else listed
        faults = unknown_names(names, tuple(self.chapters), f"{self.path.name}: edition {edition}: unknown chapter")
        if not names:
            faults = [f"{self.folder}: no chapters; a chapter is a notebook, such as summary.ipynb"]
        elif not faults and "index" in names:
            faults = [f"{self.folder / 'index.ipynb'}: index is the name of an edition's first page; rename it"]
        if faults:
            raise UsageError(faults)
        return tuple(names)

    def _front(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The pairs of the title page, with the values as readers see them."""
        words = {key: self.parameters[key].wording(value) for key, value in values.items() if key in self.parameters}
        try:
            pairs: Mapping[str, str] = self.report.get("front") or {}
            return {label: text.format_map({**values, **words}) for label, text in pairs.items()}
        except (KeyError, ValueError, AttributeError) as error:
            raise UsageError([f"{self.path.name}: report: front: {error}; known are {', '.join(values)}"]) from error

    def _values(
        self, edition: str, entry: Mapping[str, Any], given: Mapping[str, str], chapters: Sequence[Notebook]
    ) -> dict[str, Any]:
        """The value of each parameter that a chapter declares: the notebook's, the edition's or the user's."""
        merged = {**self._defaults(chapters), **entry, **given}
        values: dict[str, Any] = {}
        faults = unknown_names(merged, tuple(self.parameters), f"{edition}: unknown parameter")
        for key in (key for key in self.parameters if key in merged):
            try:
                values[key] = self.parameters[key].read_value(merged[key], lambda: self._latest_day, key in given)
            except (ValueError, UsageError) as error:
                faults.append(f"{edition}: parameter {key}: {error}")
        faults += [f"{edition}: {fault}" for key in values for fault in self.parameters[key].bound_faults(values)]
        if faults:
            raise UsageError(sorted(faults))
        return values
