"""Rules on sources and citations: how we know."""

from collections import defaultdict
from collections.abc import Iterator

from analysis.dataset.rules.registry import Tables, Violation, by_key, rows, rule, suggestion, violation
from analysis.dataset.schema import Package

UNREAD = {"unconfirmed", "unknown"}
NARRATIVE, ALONE = "narrative", "narrative-only"


@rule
def fact_is_cited(tables: Tables, package: Package) -> Iterator[Violation]:
    """Every row and every filled cell that the schema says must have a citation has one."""
    if "citations" not in tables:
        return
    cited = {(row["object_table"], row["object_id"], row["field"]) for row in tables["citations"]}
    for table in package.tables.values():
        for column in ("" if part == "row" else part for part in table.cited):
            for row in rows(tables, table.name):
                if (not column or row[column]) and (table.name, row.key, column) not in cited:
                    right = f"a row of citations for {table.name}, {row.key}, field {column or 'blank'}"
                    yield violation(row, column, "has no citation", right)


@rule
def citation_is_of_something(tables: Tables, package: Package) -> Iterator[Violation]:
    """A citation is of a row or of a filled cell in it; only of what is unknown the cell is blank."""
    known = {name: by_key(tables, name) for name in tables}
    for row in rows(tables, "citations"):
        table = package.tables.get(row["object_table"])
        if table and row["field"] and row["field"] not in table.columns:
            right = suggestion(row["field"], table.columns) or f"one of {', '.join(table.columns)}"
            yield violation(row, "field", f"{row['field']!r} is not a column of {table.name}", right)
        target = known.get(row["object_table"], {}).get(row["object_id"])
        if target is None or row["field"] not in target.cells:
            continue
        cell, place = target[row["field"]], f"{row['object_table']}.{row['field']}"
        if not cell and row["grade"] != "unknown":
            wrong = f"{row['grade']!r} is the grade of a blank cell"
            yield violation(row, "grade", wrong, f"unknown, or a value in {place}")
        if cell and row["grade"] == "unknown":
            yield violation(row, "grade", f"is 'unknown' for {cell!r}", f"another grade, or a blank in {place}")


@rule
def grade_fits_source(tables: Tables, package: Package) -> Iterator[Violation]:
    """What is confirmed, partly confirmed or told by the narrative alone names its source; what is unknown names none.

    A narrative confirms nothing: what it states alone has a grade of its own, and none beside it.
    """
    sources = by_key(tables, "sources")
    grades = defaultdict[tuple[str, str, str], set[str]](set)
    for row in rows(tables, "citations"):
        grades[row["object_table"], row["object_id"], row["field"]].add(row["grade"])
    for row in rows(tables, "citations"):
        grade, source = row["grade"], sources.get(row["source_id"])
        if not row["source_id"] and grade not in UNREAD:
            yield violation(row, "source_id", f"is blank though the grade is {grade!r}", "a key of sources")
        if row["source_id"] and grade == "unknown":
            yield violation(row, "grade", "is 'unknown' though a source is named", "another grade, or no source")
        if source and grade not in UNREAD and (grade == ALONE) != (source["kind"] == NARRATIVE):
            right = ALONE if grade != ALONE else f"a source of kind {NARRATIVE!r}"
            yield violation(row, "grade", f"is {grade!r} for a source of kind {source['kind']!r}", right)
        others = grades[row["object_table"], row["object_id"], row["field"]] & {"confirmed", "partly"}
        if grade == ALONE and others:
            yield violation(row, "grade", f"is {grade!r} beside {', '.join(sorted(others))}", "one or the other")
