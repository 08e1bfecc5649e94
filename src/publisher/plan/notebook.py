"""A chapter's notebook as it was read, once: its bytes, its cells, the parameters that it declares.

Everything about a build's chapters is answered from these bytes, so that an edit during the build belongs whole to the
next one.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from publisher.keep import fingerprint
from publisher.plan.parameters import UsageError

_HEADING = re.compile(r"^#{1,6}\s+(.*?)[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """A chapter before its run; `name` is the file's name without its suffix, such as 03-adoption."""

    path: Path
    content: bytes

    @classmethod
    def read(cls, path: Path) -> Notebook:
        """Reads the notebook in the file; `UsageError` where there is none that can be read."""
        try:
            notebook = cls(path, path.read_bytes())
            _ = notebook.cells
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError([f"{path}: not a readable notebook ({error})"]) from error
        return notebook

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def cells(self) -> list[tuple[str, str, list[str]]]:
        """What in a notebook makes the report: cells and their tags, not outputs or an editor's metadata."""
        return [
            (cell["cell_type"], "".join(cell["source"]), cell.get("metadata", {}).get("tags", []))
            for cell in json.loads(self.content)["cells"]
        ]

    def sources(self, kind: str) -> list[str]:
        """The sources of the cells of a kind, such as code."""
        return [source for cell_type, source, _ in self.cells if cell_type == kind]

    @cached_property
    def title(self) -> str:
        """The first heading, or else the file's name in words."""
        found = _HEADING.search("\n".join(self.sources("markdown")))
        return found[1] if found and found[1] else words_of(self.name)

    @cached_property
    def hash(self) -> str:
        """The hash of the cells and their tags, and of what else of the notebook is shown, where there is any."""
        notebook = json.loads(self.content)
        shown = [_selected(notebook.get("metadata", {}), "title", "lang", "language")]
        for cell in notebook["cells"]:
            shown.append(_selected(cell.get("metadata", {}), "alt", "raw_mimetype", "format"))
            shown.append(_selected(cell, "attachments"))
        return fingerprint.key([self.cells, shown] if any(shown) else self.cells)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """The names and default values in the `parameters` cell; none where there is no such cell.

        Raises `UsageError` where the cell holds anything but assignments of literals.
        """
        values: dict[str, Any] = {}
        for number, (_, source, tags) in enumerate(self.cells, 1):
            if "parameters" in tags:
                try:
                    values.update(map(_parse_assignment, ast.parse(source).body))
                except (SyntaxError, ValueError) as error:
                    where = f"{self.path.name}: cell {number} (parameters)"
                    remedy = "write one literal a line, such as first_year = 2005"
                    raise UsageError([f"{where}: {error}; {remedy}"]) from error
        return values


def words_of(name: str) -> str:
    """A file's name as a title: `sales_2024-final` is “Sales 2024 final”."""
    words = " ".join(re.split(r"[\s_-]+", name)).strip()
    return words[:1].upper() + words[1:]


def _parse_assignment(statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
            return name, ast.literal_eval(value)
    raise ValueError(f"line {statement.lineno} is not an assignment to a name")


def _selected(given: Any, *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}
