"""What a rule is, what a violation is, and the list of all rules.

A rule is a function from the raw tables and the schema to violations; its docstring is what people are told about it.
It never raises: a table, column or cell that is broken in another way is passed over, since another rule names it.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.dataset.content import Row
from analysis.dataset.schema import Field, Package

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong: where, what, and what would be right."""

    file: str
    row: int | None = None
    key: str = ""
    column: str = ""
    wrong: str = ""
    right: str = ""
    rule: str = ""

    def __str__(self) -> str:
        """The violation as one line: `data/documents.csv:17 (A/RES/61/180) adoption_date: … is not …; expected …`.

        What cannot be printed is shown as �, for the fault may be a character that drives a terminal.
        """
        place = self.file + (f":{self.row}" if self.row else "")
        place += f" ({self.key})" if self.key else ""
        place += f" {self.column}" if self.column else ""
        line = f"{place}: {self.wrong}" + (f"; expected {self.right}" if self.right else "")
        return "".join(character if character.isprintable() else "\ufffd" for character in line)


Find = Callable[[Tables, Package], Iterator[Violation]]


@dataclass(frozen=True)
class Rule:
    """A named rule; the description is the first paragraph of its docstring."""

    description: str
    find: Find


RULES: dict[str, Rule] = {}  # every rule by its name, in the order in which they are applied


def rule(find: Find) -> Find:
    """Registers a rule under its own name."""
    description = " ".join((find.__doc__ or "").split("\n\n")[0].split())
    RULES[find.__name__.replace("_", "-")] = Rule(description, find)
    return find


def violations(tables: Tables, package: Package) -> Iterator[Violation]:
    """Every violation of every rule, with the rule's name."""
    for name, each in RULES.items():
        for found in each.find(tables, package):
            yield replace(found, rule=name)


def violation(row: Row, column: str, wrong: str, right: str) -> Violation:
    """A violation in one cell, or in the row as a whole when the column is blank."""
    return Violation(f"data/{row.table}.csv", row.line, row.key, column, wrong, right)


def rows(tables: Tables, table: str) -> Sequence[Row]:
    """The rows of a table; none if it could not be read."""
    return tables.get(table, ())


def by_key(tables: Tables, table: str) -> dict[str, Row]:
    """The rows of a table by primary key; of rows with one key, the last."""
    return {row.key: row for row in rows(tables, table)}


def cells(tables: Tables, package: Package, is_meant: Callable[[Field], object]) -> Iterator[tuple[Row, Field, str]]:
    """Every cell that is not blank in the columns that are meant, with its row and field."""
    for table in package.tables.values():
        meant = [field for field in table.fields if is_meant(field)]
        for row in rows(tables, table.name):
            yield from ((row, field, row[field.name]) for field in meant if row[field.name])


def field_of(package: Package, table: str, column: str) -> Field:
    """The field of that name, or one of which nothing is known where the schema has none."""
    fields = package.tables[table].fields if table in package.tables else ()
    return next((field for field in fields if field.name == column), Field(column, "string"))


def suggestion(word: str, known: Iterable[str]) -> str:
    """The known word most like a misspelt one, as advice; blank when none is near.

    >>> suggestion("adoptd", ["adopted", "issued"])
    'perhaps adopted'
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"perhaps {found[0]}" if found else ""
