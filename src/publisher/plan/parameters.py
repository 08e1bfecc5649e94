"""What a parameter of a chapter may be, and whether a value is that: its type, its choices, its bounds.

Each fault is one line for the person who gave the value, with a suggestion where one is near.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from typing import Any

KINDS: Mapping[str, tuple[type, ...]] = {
    "str": (str,), "int": (int,), "float": (int, float), "bool": (bool,), "date": (str,), "list": (list,),
    "any": (object,),
}  # fmt: skip


class UsageError(Exception):
    """What the user can mend: one line for each fault, in `lines`."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@contextmanager
def faults_at(where: str) -> Iterator[None]:
    """Says of each fault found inside where it is."""
    try:
        yield
    except UsageError as error:
        raise UsageError([f"{where}: {line}" for line in error.lines]) from error


@dataclass(frozen=True)
class Parameter:
    """What a parameter may be: its type, the values to choose from with their labels, or its bounds.

    A bound is a number or another parameter's name. `also` are words allowed beside the choices; `edition_date` marks
    the date that the edition bears. The fields are named as the keys in `editions.yml`.
    """

    name: str
    type: str = "str"
    label: str = ""
    choices: Mapping[str, str] | None = None
    also: Mapping[str, str] = field(default_factory=dict)
    min: int | float | str | None = None
    max: int | float | str | None = None
    edition_date: bool = False

    @classmethod
    def from_entry(cls, name: str, entry: Any, choices: Callable[[Mapping[str, Any]], Mapping[str, str]]) -> Parameter:
        """The parameter as `editions.yml` describes it; `choices` makes labelled values of a mapping under that key."""
        if not isinstance(entry, dict):
            raise UsageError(["expected a mapping, such as {type: int, min: 1945}"])
        kind, listed, also = entry.get("type", "str"), entry.get("choices"), entry.get("also") or {}
        faults = unknown_names(entry, [field.name for field in fields(cls)][1:], "unknown key")
        faults += unknown_names([kind], tuple(KINDS), "unknown type")
        if not isinstance(listed, list | dict | None):
            faults.append(f"choices: expected a list or a mapping, not {listed!r}")
        if entry.get("edition_date") and kind != "date":
            faults.append(f"edition_date: the type is {kind}, expected date")
        if kind not in ("int", "float"):
            faults += [
                f"{bound}: the type is {kind}, expected int or float" for bound in ("min", "max") if bound in entry
            ]
        if faults:
            raise UsageError(faults)
        with faults_at("choices"):
            found = choices(listed) if isinstance(listed, dict) else _as_labels(listed)
        labelled = {"choices": found, "also": also if isinstance(also, dict) else _as_labels(also)}
        return cls(name, **{"label": name.replace("_", " "), **entry, **labelled})

    @property
    def _labels(self) -> dict[str, str]:
        return {**(self.choices or {}), **self.also}

    def wording(self, value: Any) -> str:
        """The value as readers see it: labels instead of keys, a list as its labels, an empty list as "all"."""
        if isinstance(value, list):
            return ", ".join(map(self.wording, value)) or "all"
        return self._labels.get(str(value), str(value))

    def read_value(self, value: Any, latest: Callable[[], str], from_text: bool) -> Any:
        """Returns the value in its type; `ValueError` says what is wrong with it.

        `latest` gives the day that the word stands for; `from_text` is for what was typed on a command line.
        """
        if self.type == "date":
            return self._read_day(str(value), latest)
        if str(value) in self.also:
            return value
        value = self._parse_text(value) if from_text else value
        if not isinstance(value, KINDS[self.type]) or (isinstance(value, bool) and self.type not in ("bool", "any")):
            raise ValueError(f"{value!r} is a {type(value).__name__}, expected {self.type}")
        for entry in value if isinstance(value, list) else [value]:
            if self.choices is not None and str(entry) not in self._labels:
                raise ValueError(self._suggestion(str(entry)))
        return value

    def _read_day(self, text: str, latest: Callable[[], str]) -> str:
        if text in self.also or text == "latest":
            return latest()
        with suppress(ValueError):
            if dt.date.fromisoformat(text).isoformat() == text:
                return text
        raise ValueError(f"{text!r} is not a date; expected a day such as 2013-12-31, or latest")

    def _parse_text(self, text: str) -> Any:
        if self.type in ("int", "float"):
            try:
                return int(text) if self.type == "int" else float(text)
            except ValueError:
                raise ValueError(f"{text!r} is not {'a whole number' if self.type == 'int' else 'a number'}") from None
        if self.type == "list":
            return [part for part in text.split(",") if part]
        return {"true": True, "false": False}.get(text.lower(), text) if self.type == "bool" else text

    def _suggestion(self, value: str) -> str:
        choices = self._labels
        by_label = {label.lower(): key for key, label in choices.items()}
        near = by_label.get(value.lower()) or nearest(value, choices, 0.5)
        if near := near or by_label.get(nearest(value.lower(), by_label), ""):
            return f"{value!r} is not known; did you mean {near} ({choices[near]})?"
        return f"{value!r} is not known; known are {', '.join(list(choices)[:12])}{', …' if len(choices) > 12 else ''}"

    def bound_faults(self, values: Mapping[str, Any]) -> list[str]:
        """A line for each bound that the parameter's value among `values` breaks."""
        value, faults = values[self.name], list[str]()
        for bound, is_low in ((self.min, True), (self.max, False)):
            limit = values.get(bound) if isinstance(bound, str) else bound
            are_numbers = isinstance(value, int | float) and isinstance(limit, int | float)
            if are_numbers and (value < limit if is_low else value > limit):
                words = f"{bound} ({limit})" if isinstance(bound, str) else str(limit)
                faults.append(f"parameter {self.name}: {value} is {'below' if is_low else 'above'} {words}")
        return faults


def _as_labels(values: Iterable[Any] | None) -> dict[str, str] | None:
    return None if values is None else {str(value): str(value) for value in values}


def parse_assignments(given: Iterable[str]) -> dict[str, str]:
    """Returns names and values, both as text, of what was typed as NAME=VALUE; `UsageError` where it is not that."""
    found = {}
    for entry in given:
        name, equals, value = entry.partition("=")
        if not equals or not name:
            raise UsageError([f"-p {entry!r}: write NAME=VALUE, such as -p last_year=2010"])
        found[name.strip()] = value.strip()
    return found


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name that is most like this one; empty where none is near."""
    import difflib

    return next(iter(difflib.get_close_matches(name, list(known), 1, cutoff)), "")


def unknown_names(names: Any, known: Sequence[str], what: str) -> list[str]:
    """A line for each of `names` that is not among `known`, with the nearest known name or all of them."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        return [f"{what}: {names!r} is not a list"]
    unknown = [str(name) for name in names if name not in known]
    hints = [f"did you mean {near}?" if (near := nearest(name, known)) else "" for name in unknown]
    others = f"known are {', '.join(known) or 'none'}"
    return [f"{what} {name!r}; {hint or others}" for name, hint in zip(unknown, hints, strict=True)]
