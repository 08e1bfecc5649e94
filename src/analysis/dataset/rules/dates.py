"""Rules on single dates and on dates of one row: EDTF text, in order, none after the record was read."""

import re
from collections.abc import Iterator

from analysis.dataset.rules.registry import Tables, Violation, cells, rows, rule, violation
from analysis.dataset.schema import Field, Package
from analysis.un.dates import DateError, parse, span_of

EXAMPLES = "e.g. 2006-12-20, 2010-09 or 2007"
# Pairs of columns of one row, the second never surely before the first.
ORDERED = {
    "sources": ("date_published", "date_accessed"),
    "memberships": ("from_date", "to_date"),
    "ratifications": ("signature_date", "consent_date"),
}
KINDS = {
    "url": (re.compile(r"https?://[^\s/]+\.[^\s]+"), "an address that begins with https://"),
    "iso3": (re.compile(r"[A-Z]{3}"), "three capital letters, as in ISO 3166-1 alpha-3"),
}


@rule
def date_is_edtf(tables: Tables, package: Package) -> Iterator[Violation]:
    """A date is EDTF text at its true precision, and an interval does not end before it begins."""
    for row, field, text in cells(tables, package, _is_date):
        try:
            parse(text)
        except DateError as error:
            wrong = str(error) if "ends before" in str(error) else f"{text!r} is not an EDTF date"
            yield violation(row, field.name, wrong, EXAMPLES)


@rule
def dates_are_in_order(tables: Tables, package: Package) -> Iterator[Violation]:
    """What is published, begun or signed is not accessed, ended or ratified before."""
    for table, (first, second) in ORDERED.items():
        for row in rows(tables, table):
            begin, end = span_of(row[first]), span_of(row[second])
            if begin and end and end.upper < begin.lower:
                wrong = f"{row[second]} is before {first} ({row[first]})"
                yield violation(row, second, wrong, f"{row[first]} or later")


@rule
def consent_is_whole(tables: Tables, package: Package) -> Iterator[Violation]:
    """A consent to be bound has its date and its kind, or neither; a State that accedes has not signed."""
    for row in rows(tables, "ratifications"):
        if bool(row["consent_date"]) != bool(row["consent_kind"]):
            missing = "consent_kind" if row["consent_date"] else "consent_date"
            yield violation(row, missing, "is blank", "the date and the kind of a consent, or neither")
        if row["consent_kind"] == "accession" and row["signature_date"]:
            wrong = f"is 'accession' though it was signed on {row['signature_date']}"
            yield violation(row, "consent_kind", wrong, "ratification, acceptance or approval")


@rule
def date_is_past(tables: Tables, package: Package) -> Iterator[Violation]:
    """Nothing is dated after the newest day on which a source was read, or before 1900."""
    accessed = [span for row in rows(tables, "sources") if (span := span_of(row["date_accessed"]))]
    newest = max((span.upper for span in accessed), default=None)
    for row, field, text in cells(tables, package, _is_date):
        span = span_of(text)
        if span and newest and span.lower > newest and field.name != "date_accessed":
            yield violation(row, field.name, f"{text} is after {newest}", "a day that has been")
        if span and span.upper.year < 1900:
            yield violation(row, field.name, f"{text} is before 1900", EXAMPLES)


@rule
def form_fits_kind(tables: Tables, package: Package) -> Iterator[Violation]:
    """An address and a country code have the form of one."""
    for row, field, text in cells(tables, package, lambda field: field.kind in KINDS):
        pattern, right = KINDS[field.kind]
        if not pattern.fullmatch(text):
            yield violation(row, field.name, f"{text!r} is not {field.kind}", right)


def _is_date(field: Field) -> bool:
    return field.kind == "edtf"
