"""Rules on keys and on references between tables that the schema cannot state."""

import re
from collections import defaultdict
from collections.abc import Iterator

from analysis.dataset.content import Row
from analysis.dataset.rules.registry import Tables, Violation, by_key, rows, rule, suggestion, violation
from analysis.dataset.schema import Field, Package, Table
from analysis.un import package_data

# By table: how its key is made of other columns (a number may follow, and spaces may be written as hyphens); and the
# columns that together make a statement, where a row has more to it: no two rows agree in all of them.
KEYS = {row["table"]: row for row in package_data.rows(__package__, "keys.csv")}
REMARKS = {"note"}


@rule
def reference_exists(tables: Tables, package: Package) -> Iterator[Violation]:
    """A pair of columns such as `object_table` and `object_id` names a row that exists."""
    known = {name: by_key(tables, name) for name in tables}
    for row, column, target in _references(tables, package):
        key = row[column]
        if target in known and key not in known[target]:
            right = suggestion(key, known[target]) or f"a key of {target}"
            yield violation(row, column, f"{key!r} is not a key of {target}", right)


NUMBERED = re.compile(r"[#~]\d+$")


@rule
def key_is_derived(tables: Tables, package: Package) -> Iterator[Violation]:
    """A key that is made of other columns is made of them: symbol, document and stage, ISO code, paragraph."""
    for table in (table for table in KEYS if KEYS[table]["key"]):
        for row in rows(tables, table):
            is_whole = set(package.tables[table].columns) <= set(row.cells)
            right = KEYS[table]["key"].format_map(row.cells) if is_whole else row.key
            right = right.removesuffix(".")  # of a citation of the row itself
            right = right.lower() if table == "memberships" else right
            if NUMBERED.sub("", row.key).replace(" ", "-") != right.replace(" ", "-"):
                column = package.tables[table].primary_key[0]
                yield violation(row, column, f"{row.key!r} does not fit the row", right)
    for row in rows(tables, "documents"):
        if row["symbol"] and row["document_id"] != row["symbol"]:
            yield violation(row, "document_id", f"differs from the symbol {row['symbol']!r}", "the symbol itself")
    for row in rows(tables, "sources"):
        slug = re.sub(r"[^a-z0-9]+", "-", row["symbol"].lower()).strip("-")
        if slug and f"-{slug}-" not in f"-{row['source_id']}-":
            yield violation(row, "source_id", f"does not name the symbol {row['symbol']!r}", f"…-{slug}")
    for row in rows(tables, "actors"):
        if row["iso3"] and row["iso3"] != row["actor_id"]:
            yield violation(row, "actor_id", f"differs from the ISO code {row['iso3']!r}", "the ISO code itself")
        if (row["kind"] == "state") != bool(row["iso3"]):
            yield violation(row, "iso3", f"is {row['iso3']!r} for kind {row['kind']!r}", "a code for States alone")
    for row in rows(tables, "claims"):
        if row["paragraph"].isdecimal() and not row["claim_id"].startswith(f"p{row['paragraph']:0>2}-"):
            yield violation(row, "claim_id", "does not fit the paragraph", f"p{row['paragraph']:0>2}-…")


@rule
def nothing_contains_itself(tables: Tables, package: Package) -> Iterator[Violation]:
    """Where rows name a row of their own table, as an office its organ, the line of them ends."""
    for table in package.tables.values():
        for column in (key.columns[0] for key in table.foreign_keys if key.table == table.name):
            above = {row.key: row[column] for row in rows(tables, table.name)}
            for row in rows(tables, table.name):
                line = [row.key]
                while (parent := above.get(line[-1], "")) and parent not in line:
                    line.append(parent)
                if parent == row.key:
                    yield violation(row, column, f"leads back to {row.key}", "a row that is not below this one")


@rule
def rows_differ(tables: Tables, package: Package) -> Iterator[Violation]:
    """No two rows of a table say the same, whatever their keys and remarks."""
    for table in package.tables.values():
        stated = KEYS[table.name]["statement"].split() if table.name in KEYS else ()
        columns = stated or [column for column in table.columns if column not in {*table.primary_key, *REMARKS}]
        first: dict[tuple[str, ...], str] = {}
        for row in rows(tables, table.name):
            statement = tuple(row[column] for column in columns)
            if any(statement) and first.get(statement, row.key) != row.key:
                yield violation(row, "", f"says the same as {first[statement]}", "one row of the two")
            first.setdefault(statement, row.key)


@rule
def nothing_idle(tables: Tables, package: Package) -> Iterator[Violation]:
    """Every source and every actor is referred to by some row, and every listed value is used or has a label."""
    used = defaultdict[str, set[str]](set)
    for row, column, target in _references(tables, package):
        used[target].add(row[column])
    for table in package.tables.values():
        for row in rows(tables, table.name):
            for key in table.foreign_keys:
                used[key.table].add(row[key.columns[0]])
        for field in table.fields if rows(tables, table.name) else ():
            values = {row[field.name] for row in rows(tables, table.name)}
            for value in (value for value in field.enum if value not in values and not field.labels.get(value)):
                yield _of_field(table, field, f"{value!r} is never used", "a label, or its removal")
    if len(tables) == len(package.tables):
        for name in ("sources", "actors"):
            for row in rows(tables, name):
                if row.key not in used[name]:
                    yield violation(row, "", "is referred to by no row", "a row that refers to it, or its removal")


@rule
def labels_fit(tables: Tables, package: Package) -> Iterator[Violation]:
    """Where the values of a field have labels, every value has one, in the same order, and no two are the same."""
    for table in package.tables.values():
        for field in (field for field in table.fields if field.labels):
            if tuple(field.labels) != field.enum:
                yield _of_field(table, field, "labels and enum differ", "the same values in one order")
            if len(set(field.labels.values())) < len(field.labels):
                yield _of_field(table, field, "two values have one label", "a label for each")


def _of_field(table: Table, field: Field, wrong: str, right: str) -> Violation:
    return Violation("data/datapackage.json", None, table.name, field.name, wrong, right)


def _references(tables: Tables, package: Package) -> Iterator[tuple[Row, str, str]]:
    """Every row with a column such as `object_id`, and the table that the column beside it names."""
    for table in package.tables.values():
        for column in (name for name in table.columns if name.endswith("_table")):
            key = column.removesuffix("table") + "id"
            yield from ((row, key, row[column]) for row in rows(tables, table.name) if key in table.columns)
