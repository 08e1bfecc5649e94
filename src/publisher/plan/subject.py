"""What a project may tell the publisher of its data and its words.

A project's package derives a class from `Subject` and overrides what it has to say; `project: {subject: module:Class}`
in `editions.yml` names it. Nothing of this is needed: as it stands, `Subject` serves a project that has no data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from publisher.plan.parameters import UsageError


class DataTable(NamedTuple):
    """A table that chapters may load: its file in `data/`, and a hash of all that a chapter can see of it."""

    file: str
    hash: str


class Subject:
    """What a project is about; `data` are the files of `data/` by name, read once for the whole build.

    A method raises `UsageError` where the data do not allow an answer.
    """

    command = "publisher build"
    """What readers are told to type, with the edition's name, to build it again."""

    versions: Sequence[str] = ("papermill", "nbconvert", "typst", "pypandoc-binary")
    """The installed packages whose versions readers are told."""

    environment: Mapping[str, str] = {}
    """The environment variables that kernels get; `{project}` in a value becomes the project's folder there.

    The kernel notes a table that it loads as a line `{"table": …, "sha256": …}` in the file `$PUBLISHER_LOADED`.
    """

    not_numbers: Sequence[str] = ()
    """Regular expressions for what has digits and yet states no number, such as the symbol of a document."""

    languages: Mapping[str, str] = {}
    """The languages in other scripts that texts may hold: tag → its characters, as in a regular expression's brackets.

    Where those of one lie among another's, as Ukrainian's among the Cyrillic ones, a single one tells the former.
    """

    def __init__(self, project: Path, data: Mapping[str, bytes]) -> None:
        self.project, self.data = project, data

    def choices(self, wanted: Mapping[str, Any]) -> Mapping[str, str]:
        """The values of a parameter with their labels, from the mapping that `editions.yml` has under `choices`."""
        raise UsageError([f"{dict(wanted)} is no list, and the project names no subject that makes one of it"])

    def latest_day(self) -> str:
        """The day, as YYYY-MM-DD, that the word `latest` stands for."""
        raise UsageError(["the project names no subject that could tell the latest day; give a date"])

    def tables(self) -> Mapping[str, DataTable]:
        """The tables by the names that kernels note; without any, all of `data/` counts as loaded by each chapter."""
        return {}

    def faults(self) -> Sequence[str]:
        """A line for each fault of the data, and a last one that sums up; empty where all is well."""
        return ()

    def changed_rows(self, before: bytes, now: bytes) -> int:
        """How many rows differ between two versions of a table's file; none where only its description differs."""
        return int(before != now)


def load_subject(named: str, project: Path, data: Mapping[str, bytes]) -> Subject:
    """Imports the class that `named` gives as `module:Class` and makes a subject of it."""
    module, _, name = named.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(
            [f"subject {named!r}: {error}; expected module:Class, of a package that is installed"]
        ) from error
    if not (isinstance(found, type) and issubclass(found, Subject)):
        raise UsageError([f"subject {named!r}: is no class derived from publisher.plan.subject.Subject"])
    return found(project, data)
