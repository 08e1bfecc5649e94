"""Rules on the order of things in time: stages of a document, and edges between things."""

from collections import defaultdict
from collections.abc import Iterator

from analysis.dataset.content import Row
from analysis.dataset.rules.registry import Tables, Violation, by_key, field_of, rows, rule, violation
from analysis.dataset.schema import Package
from analysis.un import package_data
from analysis.un.dates import Span, span_of

AMENDMENT, APPROVAL = "amendment-voted", "approved-in-committee"
# The tables that the ends of a relation are in; blank is either.
ENDS = {row["relation"]: row for row in package_data.rows(__package__, "relations.csv")}
EDGE = ("from_table", "from_id", "to_table", "to_id", "relation")
INTO_WHOLE = {"part-of", "funds"}
STANDING = {"group", "inter-agency-group", "training-centre", "fund", "mandate", "convention"}
BACKWARD, ANY = "backward", "any"  # of an edge's direction in time; forward where the schema says nothing


@rule
def stages_run_forward(tables: Tables, package: Package) -> Iterator[Violation]:
    """A document's stages follow one another in the schema's order of stages: none is surely before an earlier kind.

    An amendment comes before approval in committee, but one that is put in the adopting organ only before adoption.
    """
    documents = by_key(tables, "documents")
    order = {stage: place for place, stage in enumerate(field_of(package, "stages", "stage").enum)}
    dated = defaultdict[str, list[tuple[float, Span, Row]]](list)
    for row in rows(tables, "stages"):
        span = span_of(row["stage_date"])
        if span and row["stage"] in order:
            place: float = order[row["stage"]]
            document = documents.get(row["document_id"])
            if row["stage"] == AMENDMENT and document and row["body"] == document["body"]:
                place = order.get("adopted", 0) - 0.5
            dated[row["document_id"]].append((place, span, row))
    for stages in dated.values():
        for place, span, row in stages:
            for earlier_place, earlier, other in stages:
                if earlier_place < place and span.upper < earlier.lower:
                    wrong = f"{row['stage_date']} is before the stage {other['stage']!r} ({other['stage_date']})"
                    yield violation(row, "stage_date", wrong, f"{other['stage_date']} or later")


@rule
def approval_is_not_adoption(tables: Tables, package: Package) -> Iterator[Violation]:
    """The day of a committee's approval is not that of the adoption: one that is was copied from the other stage.

    Only the Fifth Committee's texts, at the end of a session, go to the plenary on the same day.
    """
    documents = by_key(tables, "documents")
    for row in rows(tables, "stages"):
        document, span = documents.get(row["document_id"]), span_of(row["stage_date"])
        if document is None or row["stage"] != APPROVAL or row["body"] == "fifth-committee" or span is None:
            continue
        if span.precision == "day" and row["stage_date"] == document["adoption_date"]:
            wrong = f"{row['stage_date']} is the day of the approval in {row['body']}"
            yield violation(document, "adoption_date", wrong, "the day of the plenary meeting, or a blank")


@rule
def edge_runs_forward(tables: Tables, package: Package) -> Iterator[Violation]:
    """An edge leads from the earlier thing to the later, unless its relation looks back or may run either way."""
    directions = field_of(package, "pathways", "relation").direction
    dates = _dates(tables)
    for row in rows(tables, "pathways"):
        ends = [dates.get((row[f"{end}_table"], row[f"{end}_id"])) for end in ("from", "to")]
        direction = directions.get(row["relation"], "forward")
        if direction == ANY or ends[0] is None or ends[1] is None:
            continue
        earlier, later = (ends[1], ends[0]) if direction == BACKWARD else (ends[0], ends[1])
        if earlier.lower > later.upper:
            order = "before" if direction == BACKWARD else "after"
            wrong = f"{row['relation']!r} runs {direction}, but {ends[0].lower} comes {order} {ends[1].upper}"
            yield violation(row, "", wrong, "from and to the other way round, or another relation")


@rule
def edge_joins_two_things(tables: Tables, package: Package) -> Iterator[Violation]:
    """An edge joins two different things, and two edges of one relation do not join them in both directions."""
    edges = {tuple(row[column] for column in EDGE): row for row in rows(tables, "pathways")}
    for (*source, table, key, relation), row in edges.items():
        against = edges.get((table, key, *source, relation))
        if source == [table, key]:
            yield violation(row, "to_id", "is the thing that the edge starts from", "another thing")
        elif against:
            yield violation(row, "", f"runs against {against.key}, with the same relation", "one of the two")


@rule
def edge_has_its_ends(tables: Tables, package: Package) -> Iterator[Violation]:
    """An edge starts and ends in the tables that its relation joins: what puts forward a text is an initiative.

    What stands, such as a group or a fund, is no part of what happens once, and does not fund it.
    """
    kinds = {row.key: row["kind"] for row in rows(tables, "initiatives")}
    for row in rows(tables, "pathways"):
        for column in ("from_table", "to_table") if row["relation"] in ENDS else ():
            table = ENDS[row["relation"]][column]
            if table and row[column] != table:
                wrong = f"is {row[column]!r} for {row['relation']!r}"
                yield violation(row, column, wrong, f"{table}, or the edge the other way round")
        part, whole = kinds.get(row["from_id"]), kinds.get(row["to_id"])
        if row["relation"] in INTO_WHOLE and part in STANDING and whole and whole not in STANDING:
            wrong = f"a {part} is {row['relation']!r} of a {whole}"
            yield violation(row, "", wrong, "from and to the other way round, or another relation")


def _dates(tables: Tables) -> dict[tuple[str, str], Span]:
    """When each thing came about: adoption or first dated stage of a document, the date of an initiative."""
    found: dict[tuple[str, str], Span] = {}
    for row in rows(tables, "stages"):
        span = span_of(row["stage_date"])
        key = ("documents", row["document_id"])
        if span and (key not in found or span.lower < found[key].lower):
            found[key] = span
    for table, column in (("documents", "adoption_date"), ("initiatives", "initiative_date")):
        for row in rows(tables, table):
            if span := span_of(row[column]):
                found[table, row.key] = span
    return found
