"""Rules on what is told: claims can be compared with the record or have been judged, and statements count plainly."""

import re
from collections.abc import Iterator

from analysis.dataset.rules.registry import Tables, Violation, by_key, field_of, rows, rule, suggestion, violation
from analysis.dataset.schema import Field, Package
from analysis.un.dates import span_of

# What a claim may speak of besides the columns of its subject's row: those of its document and of that one's adoption.
BESIDES = ("documents", "stages")
ENDS = ("initiatives", "documents", "actors")
MEMBER, AS_WRITTEN = "member", "as_written"


@rule
def verdict_is_reasoned(tables: Tables, package: Package) -> Iterator[Violation]:
    """A reviewer's verdict stands with a reason, and a reason with a verdict."""
    for row in rows(tables, "claims"):
        if bool(row["verdict"]) != bool(row["reviewer_reason"]):
            missing = "reviewer_reason" if row["verdict"] else "verdict"
            yield violation(row, missing, "is blank", "a verdict and its reason, or neither")


@rule
def subject_is_named(tables: Tables, package: Package) -> Iterator[Violation]:
    """A claim's subject says where the narrative first names it, and that is not after the claim."""
    subjects = {name: by_key(tables, name) for name in ("initiatives", "documents")}
    for row in rows(tables, "claims"):
        subject = subjects.get(row["subject_table"], {}).get(row["subject_id"])
        if subject is None or not row["paragraph"].isdecimal():
            continue
        first = subject["paragraph"]
        if not first or (first.isdecimal() and int(first) > int(row["paragraph"])):
            wrong = f"is {first or 'blank'}, but claim {row.key} is of paragraph {row['paragraph']}"
            yield violation(subject, "paragraph", wrong, "the first paragraph that names it")


@rule
def count_is_as_stated(tables: Tables, package: Package) -> Iterator[Violation]:
    """A statement says something; a count has a qualifier, and is the number that the source prints in figures."""
    for row in rows(tables, "statements"):
        count, printed = row["value_count"], re.findall(r"\d[\d,]*", row["as_stated"])
        if not count and not row["value_text"]:
            yield violation(row, "value_text", "is blank, and so is value_count", "what is stated")
        elif bool(count) != bool(row["qualifier"]):
            missing = "qualifier" if count else "value_count"
            yield violation(row, missing, "is blank", "a count and how exact it is, or neither")
        if count and printed and count not in {number.replace(",", "") for number in printed}:
            wrong = f"{count} is not in {row['as_stated']!r}"
            yield violation(row, "value_count", wrong, "the number as stated")


@rule
def claim_is_comparable(tables: Tables, package: Package) -> Iterator[Violation]:
    """A claim without a reviewer's verdict names a field of the record, and asserts a value that the field can have.

    The field is a column of the subject, of its document or of that one's adoption, `role:` or `relation:` with one
    that is listed, a quantity of a statement, `member` or `as_written`. Dates are EDTF, ends and actors are keys.
    """
    words = {f"role:{role}" for role in field_of(package, "roles", "role").enum}
    words |= {f"relation:{relation}" for relation in field_of(package, "pathways", "relation").enum}
    words |= {MEMBER, AS_WRITTEN, *field_of(package, "statements", "quantity").enum}
    keys = {name: set(by_key(tables, name)) for name in tables}
    for row in rows(tables, "claims"):
        name, value = row["field"], row["asserted_value"]
        fields = {
            field.name: field
            for table in (*BESIDES, row["subject_table"])
            if table in package.tables
            for field in package.tables[table].fields
        }
        if row["verdict"] or not name:
            continue
        if name not in words and name not in fields:
            right = suggestion(name, {*words, *fields}) or "a column, role:…, relation:…, or a reviewer's verdict"
            yield violation(row, "field", f"{name!r} is no field of the record", right)
        elif name not in words and value and (right := _right_value(fields[name], value)):
            yield violation(row, "asserted_value", f"{value!r} cannot be the value of {name}", right)
        elif value and (name == MEMBER or name.startswith(("role:", "relation:"))):
            targets = ENDS if name.startswith("relation:") else ("actors",)
            known = set().union(*(keys.get(target, set()) for target in targets))
            if value not in known and all(target in tables for target in targets):
                right = suggestion(value, known) or f"a key of {' or '.join(targets)}"
                yield violation(row, "asserted_value", f"{value!r} is no key", right)


def _right_value(field: Field, value: str) -> str:
    """What a value of the field must be, if the asserted one is not; else blank."""
    if field.kind == "edtf" and span_of(value) is None:
        return "an EDTF date, e.g. 2006-12-20, 2010-09 or 2007"
    if field.name == "session" and not value.isdecimal():
        return "the number of a session, e.g. 61"
    if field.enum and value not in field.enum:
        return suggestion(value, field.enum) or f"one of {', '.join(field.enum)}"
    return ""
