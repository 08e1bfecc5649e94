"""What is published: the editions of `notebooks/editions.yml`, and their parameters, checked before any kernel starts.

Reads the list of editions and each chapter's `parameters` cell, and turns a name with overrides into a plan whose
every value has been checked. Knows nothing of how a chapter runs or what it says.
"""

from __future__ import annotations

import ast
import datetime as dt
import difflib
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from analysis import dataset
from analysis.dataset import DatasetError, schema
from analysis.dataset.cells import cells

FORMATS = ("html", "pdf")
PAGE_SIZES = ("a4", "us-letter")
TYPES = ("str", "int", "float", "bool", "date", "list")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class UsageError(Exception):
    """What the user can mend: one line for each fault, in `lines`."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@dataclass(frozen=True)
class Parameter:
    """What a parameter may be: its type, the values to choose from with their labels, or its bounds.

    A bound is a number or the name of another parameter. `also` are words allowed beside the choices.
    """

    name: str
    type: str
    label: str
    choices: Mapping[str, str] | None = None
    also: Mapping[str, str] = field(default_factory=dict)
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None

    def wording(self, value: Any) -> str:
        """The value as readers see it: labels instead of keys, a list as its labels, an empty list as "all"."""
        if isinstance(value, list):
            return ", ".join(self.wording(entry) for entry in value) or "all"
        return {**(self.choices or {}), **self.also}.get(str(value), str(value))


@dataclass(frozen=True)
class EditionPlan:
    """One edition, ready to be built: its chapters as files, its formats, and the checked parameters.

    `parameters` are all values that hold, defaults included, `wording` their labels and values as readers see them;
    `front` is what the title page says of them: the pairs that the list of editions names, or else all.
    """

    name: str
    title: str
    subtitle: str
    chapters: tuple[Path, ...]
    formats: tuple[str, ...]
    page_size: str
    parameters: Mapping[str, Any]
    wording: Mapping[str, str]
    front: Mapping[str, str]
    as_of: dt.date | None
    deadline: Mapping[str, float] = field(default_factory=dict)
    is_preview: bool = False

    def parameters_of(self, chapter: Path) -> dict[str, Any]:
        """The parameters that the chapter declares, with this edition's values."""
        return {name: self.parameters[name] for name in declared(chapter) if name in self.parameters}


def declared(notebook: Path) -> dict[str, Any]:
    """The names and default values in the notebook's `parameters` cell; none where it has no such cell.

    Raises `UsageError` where the cell holds anything but assignments of literals.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError([f"{notebook}: not a readable notebook ({error})"]) from error
    values: dict[str, Any] = {}
    for number, cell in enumerate(cells, 1):
        if "parameters" not in cell.get("metadata", {}).get("tags", []):
            continue
        try:
            for statement in ast.parse("".join(cell["source"])).body:
                target = (
                    statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
                )
                value = getattr(statement, "value", None)
                if not isinstance(target, ast.Name) or value is None:
                    raise ValueError(f"line {statement.lineno} is not an assignment to a name")
                values[target.id] = ast.literal_eval(value)
        except (SyntaxError, ValueError) as error:
            where = f"{notebook.name}: cell {number} (parameters)"
            raise UsageError([f"{where}: {error}; write one literal a line, such as first_year = 2005"]) from error
    return values


class Catalogue:
    """The editions of one project, read from `notebooks/editions.yml`; `plan` gives one of them, checked."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.path = project / "notebooks" / "editions.yml"
        try:
            content = yaml.safe_load(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise UsageError([f"{self.path}: not found; it lists what is published"]) from error
        except yaml.YAMLError as error:
            raise UsageError([f"{self.path}: not YAML: {' '.join(str(error).split())}"]) from error
        if not isinstance(content, dict) or not isinstance(content.get("editions"), dict):
            raise UsageError([f"{self.path}: expected a mapping with the key 'editions'"])
        known = ("report", "deadline", "parameters", "editions")
        faults = unknown_names(content, known, f"{self.path.name}: unknown key")
        self.report: dict[str, Any] = content.get("report") or {}
        self.deadline: dict[str, float] = content.get("deadline") or {}
        faults += _deadline_faults(self.deadline, f"{self.path.name}: deadline")
        self._parameters: dict[str, Any] = content.get("parameters") or {}
        self._editions: dict[str, Any] = {}
        for name, entry in content["editions"].items():
            found = self._faults(str(name), entry)
            for single, expanded in _expanded(str(name), entry) if not found else ():
                if single in self._editions:
                    found.append(f"{self.path.name}: edition {single}: a second one of this name; rename one")
                self._editions[single] = expanded
            faults += found
        if faults:
            raise UsageError(faults)

    def _faults(self, name: str, entry: Any) -> list[str]:
        where = f"{self.path.name}: edition {name}"
        if not _SLUG.match(name):
            return [f"{where}: a name has lower-case letters, digits and hyphens, such as belarus-2005-2013"]
        if not isinstance(entry, dict):
            return [f"{where}: expected a mapping"]
        known = ("title", "subtitle", "chapters", "formats", "page_size", "parameters", "matrix")
        faults = unknown_names(entry, known, f"{where}: unknown key")
        matrix = entry.get("matrix", {})
        if not isinstance(matrix, dict) or not all(isinstance(values, list) and values for values in matrix.values()):
            faults.append(f"{where}: a matrix gives a list of values for each parameter, such as actor: [BLR, PHL]")
        if not entry.get("title"):
            faults.append(f"{where}: a title is missing")
        formats, size = entry.get("formats", list(FORMATS)), entry.get("page_size", PAGE_SIZES[0])
        faults += unknown_names(formats, FORMATS, f"{where}: unknown format")
        faults += unknown_names([size], PAGE_SIZES, f"{where}: unknown page_size")
        return faults

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the editions in the order of the file; the first is the main edition."""
        return tuple(self._editions)

    @cached_property
    def chapters(self) -> dict[str, Path]:
        """Each chapter's name and notebook, in reading order."""
        return {path.stem: path for path in sorted((self.project / "notebooks").glob("[0-9][0-9]-*.ipynb"))}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters that editions may set, with what they may be."""
        return {name: self._parameter(name, entry or {}) for name, entry in self._parameters.items()}

    def _parameter(self, name: str, entry: Mapping[str, Any]) -> Parameter:
        where = f"{self.path.name}: parameter {name}"
        faults = unknown_names(entry, ("type", "label", "choices", "also", "min", "max"), f"{where}: unknown key")
        kind = entry.get("type", "str")
        faults += unknown_names([kind], TYPES, f"{where}: unknown type")
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
        entry = self._editions[name]
        wanted = entry.get("chapters", "all")
        chosen = list(self.chapters) if wanted == "all" else list(wanted)
        faults = unknown_names(chosen, tuple(self.chapters), f"{self.path.name}: edition {name}: unknown chapter")
        faults += unknown_names(only, tuple(chosen), f"{name}: unknown chapter")
        faults += unknown_names(formats, FORMATS, f"{name}: unknown format")
        if not chosen:
            faults.append(f"{self.path.parent}: no chapters; a chapter is a notebook named like 01-summary.ipynb")
        if faults:
            raise UsageError(faults)
        chapters = tuple(self.chapters[chapter] for chapter in chosen if not only or chapter in only)
        values = self._values(name, entry.get("parameters") or {}, given or {}, chapters)
        wording = {self.parameters[key].label: self.parameters[key].wording(value) for key, value in values.items()}
        days = [key for key in values if self.parameters[key].type == "date" and key == "as_of"]
        return EditionPlan(
            name=name,
            title=entry["title"],
            subtitle=entry.get("subtitle", ""),
            chapters=chapters,
            formats=tuple(formats) or tuple(entry.get("formats", FORMATS)),
            page_size=entry.get("page_size", PAGE_SIZES[0]),
            parameters=values,
            wording=wording,
            front=self._front({**values, "edition": name}) or wording,
            as_of=dt.date.fromisoformat(values[days[0]]) if days else None,
            deadline=self.deadline,
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
        self, edition: str, entry: Mapping[str, Any], given: Mapping[str, str], chapters: Sequence[Path]
    ) -> dict[str, Any]:
        """The value of each parameter that a chapter declares: the notebook's, the edition's or the user's."""
        declared_values = {key: value for chapter in reversed(chapters) for key, value in declared(chapter).items()}
        faults: list[str] = []
        values: dict[str, Any] = {}
        merged = {**declared_values, **entry, **given}
        order = [*self.parameters, *(key for key in merged if key not in self.parameters)]
        for key in order:
            if key not in merged:
                continue
            where = f"{edition}: parameter {key}"
            if key not in self.parameters:
                known = tuple(self.parameters)
                faults += unknown_names([key], known, f"{edition}: unknown parameter")
                continue
            value, fault = self._value(self.parameters[key], merged[key], from_text=key in given)
            if fault:
                faults.append(f"{where}: {fault}")
            else:
                values[key] = value
        faults += [f"{edition}: {fault}" for fault in self._out_of_bounds(values)]
        if faults:
            raise UsageError(faults)
        return values

    def _value(self, parameter: Parameter, value: Any, *, from_text: bool) -> tuple[Any, str]:
        """The value in its type, and what is wrong with it (empty where nothing is)."""
        if str(value) in parameter.also and parameter.type != "date":
            return value, ""
        if parameter.type == "list" and isinstance(value, str) and from_text:
            value = [part for part in value.split(",") if part]
        converted, fault = _converted(parameter, value, from_text=from_text, project=self.project)
        if fault or parameter.choices is None:
            return converted, fault
        options = tuple(parameter.choices) + tuple(parameter.also)
        for entry in converted if isinstance(converted, list) else [converted]:
            if str(entry) not in options:
                return None, _not_among(str(entry), parameter)
        return converted, ""

    def _out_of_bounds(self, values: Mapping[str, Any]) -> list[str]:
        faults = []
        for key, value in values.items():
            parameter = self.parameters[key]
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            for bound, is_low in ((parameter.minimum, True), (parameter.maximum, False)):
                limit = values.get(bound) if isinstance(bound, str) else bound
                if limit is not None and (value < limit if is_low else value > limit):
                    told = f"{bound} ({limit})" if isinstance(bound, str) else str(limit)
                    faults.append(f"parameter {key}: {value} is {'below' if is_low else 'above'} {told}")
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


def _deadline_faults(deadline: Any, where: str) -> list[str]:
    if not isinstance(deadline, dict):
        return [f"{where}: expected seconds, such as {{cell: 120, chapter: 600}}"]
    faults = unknown_names(deadline, ("cell", "chapter"), f"{where}: unknown key")
    return faults + [
        f"{where}: {key}: {value!r} is not a number of seconds"
        for key, value in deadline.items()
        if not isinstance(value, int | float) or value <= 0
    ]


def _converted(parameter: Parameter, value: Any, *, from_text: bool, project: Path) -> tuple[Any, str]:
    if parameter.type == "date":
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
        if text in parameter.also or text == "latest":
            return dataset.as_of("latest", project=project).isoformat(), ""
        try:
            if not _DAY.match(text):
                raise ValueError(text)
            return dt.date.fromisoformat(text).isoformat(), ""
        except ValueError:
            return None, f"{text!r} is not a date; expected a day such as 2013-12-31, or latest"
    kinds: dict[str, tuple[type, ...]] = {
        "int": (int,), "float": (int, float), "str": (str,), "bool": (bool,), "list": (list,),
    }  # fmt: skip
    if from_text and parameter.type in ("int", "float"):
        try:
            value = int(value) if parameter.type == "int" else float(value)
        except ValueError:
            return None, f"{value!r} is not {'a whole number' if parameter.type == 'int' else 'a number'}"
    if from_text and parameter.type == "bool":
        value = {"true": True, "false": False}.get(value.lower(), value)
    wrong_bool = isinstance(value, bool) and parameter.type != "bool"
    if wrong_bool or not isinstance(value, kinds[parameter.type]):
        return None, f"{value!r} is a {type(value).__name__}, expected {parameter.type}"
    return value, ""


def _not_among(value: str, parameter: Parameter) -> str:
    choices = {**(parameter.choices or {}), **parameter.also}
    by_label = {label.lower(): key for key, label in choices.items()}
    near = by_label.get(value.lower()) or next(iter(difflib.get_close_matches(value, choices, 1, 0.5)), "")
    near = near or by_label.get(next(iter(difflib.get_close_matches(value.lower(), by_label, 1, 0.6)), ""), "")
    if near:
        return f"{value!r} is not known; did you mean {near} ({choices[near]})?"
    shown = ", ".join(list(choices)[:12]) + (", …" if len(choices) > 12 else "")
    return f"{value!r} is not known; known are {shown}"


def unknown_names(names: Any, known: Sequence[str], what: str) -> list[str]:
    """A line for each of `names` that is not among `known`, with the nearest known name or all of them."""
    lines = []
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known) or 'none'}"
            lines.append(f"{what} {str(name)!r}; {hint}")
    return lines
