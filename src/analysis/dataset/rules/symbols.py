"""Rules on document symbols: canonical, and at one with body, kind, session and date."""

import re
from collections import defaultdict
from collections.abc import Iterator

from analysis.dataset.content import Row
from analysis.dataset.rules.pathways import APPROVAL
from analysis.dataset.rules.registry import Tables, Violation, by_key, cells, rows, rule, violation
from analysis.dataset.schema import Package
from analysis.un import bodies, readings, sessions
from analysis.un.dates import Answer, span_of
from analysis.un.sessions import Verdict
from analysis.un.symbols import ACTS, Kind, Symbol, SymbolError, symbol_of

# The kind of symbol that a kind of document has.
ADOPTED = {kind.value: kind for kind in ACTS}
NOT_ADOPTED = {"report": Kind.DOCUMENT, "letter": Kind.DOCUMENT}
KINDS = {"draft-resolution": Kind.DRAFT, **ADOPTED, **NOT_ADOPTED}
# The stages at which the organ or its committee acts, or the document comes out; and those of drafts.
IN_SESSION = {"approved-in-committee", "amendment-voted", "adopted", "issued"}
DRAFTED = {"tabled", "revised"}
FIRST_TOLD = 31  # the Assembly's session stands in all its symbols since the thirty-first
CITED = re.compile(r"\b(\d{1,3})/\d{1,3}$")  # a resolution without a document of its own, cited by session and number
# What the stage `adopted` tells as its document does, and under which name; a blank may stand for the last two.
TOLD_TWICE = {"stage_date": "adoption_date"} | {name: name for name in ("body", "committee_report", "agenda_item")}


@rule
def symbol_is_canonical(tables: Tables, package: Package) -> Iterator[Violation]:
    """A symbol is written as the United Nations prints it."""
    found = [(row, field.name) for row, field, _ in cells(tables, package, lambda field: field.kind == "symbol")]
    found += [(row, "meeting") for row in rows(tables, "stages") if "/" in row["meeting"]]
    for row, column in found:
        text = row[column]
        symbol = symbol_of(text)
        if symbol is None or symbol.text != text:
            yield violation(row, column, f"{text!r} is not a symbol", _reading(text))


@rule
def symbol_fits_document(tables: Tables, package: Package) -> Iterator[Violation]:
    """A document's symbol says the same of body, session and kind as the row does."""
    for row in rows(tables, "documents"):
        symbol = symbol_of(row["symbol"])
        if symbol is None:
            cited = CITED.search(row["document_id"])
            if not row["symbol"] and cited and cited[1] != row["session"]:
                yield violation(row, "session", f"is {row['session']!r} for {row['document_id']}", cited[1])
            continue
        if row["body"] and symbol.body != row["body"]:
            yield violation(row, "body", f"is {row['body']!r} for {symbol}", symbol.body)
        if symbol.session is not None and row["session"] != symbol.session:
            yield violation(row, "session", f"is {row['session']!r} for {symbol}", symbol.session)
        if symbol.kind is not KINDS.get(row["kind"], symbol.kind):
            yield violation(row, "kind", f"is {row['kind']!r} for {symbol}", symbol.kind.value)


@rule
def date_fits_session(tables: Tables, package: Package) -> Iterator[Violation]:
    """A date is within the session that the symbol beside it tells of; a report may also come out before it."""
    documents = by_key(tables, "documents")
    for row in rows(tables, "documents"):
        yield from _outside(row, "adoption_date", row["symbol"], row)
    for row in rows(tables, "stages"):
        document = documents.get(row["document_id"])
        if document and row["stage"] in IN_SESSION:
            yield from _outside(row, "stage_date", document["symbol"], document)
        if row["stage"] in DRAFTED:
            yield from _outside(row, "stage_date", row["draft_symbol"])
        yield from _outside(row, "stage_date", row["meeting"])
    for row in rows(tables, "sources"):
        yield from _outside(row, "date_published", row["symbol"])


@rule
def stage_fits_document(tables: Tables, package: Package) -> Iterator[Violation]:
    """Body, draft, report and meeting of a stage are of the document's organ or bodies below it, and of its session."""
    documents = by_key(tables, "documents")
    for row in (*rows(tables, "documents"), *rows(tables, "stages")):
        document = row if row.table == "documents" else documents.get(row["document_id"])
        if document is None or document["body"] not in bodies.table():
            continue
        if document["body"] not in _line(row["body"]):
            yield violation(row, "body", f"{row['body']!r} is not below {document['body']}", document["body"])
        if row["stage"] == APPROVAL and row["body"] == document["body"]:
            yield violation(row, "body", f"{row['body']!r} is the adopting organ", "the committee that approved it")
        for column in ("draft_symbol", "committee_report", "meeting"):
            if symbol := symbol_of(row[column]):
                yield from _at_odds(row, column, symbol, document)


def _at_odds(row: Row, column: str, symbol: Symbol, document: Row) -> Iterator[Violation]:
    organ, session = document["body"], document["session"]
    if organ not in _line(symbol.body):
        yield violation(row, column, f"{symbol} is not of {organ} or a body below it", f"a symbol of {organ}")
    elif column == "draft_symbol" and row["stage"] in DRAFTED and symbol.body != row["body"]:
        yield violation(row, "body", f"is {row['body']!r} for the draft {symbol}", symbol.body)
    elif session and bodies.body(symbol.body).numbering == (numbering := bodies.body(organ).numbering):
        early = session.isdecimal() and int(session) < FIRST_TOLD
        untold = symbol.session is None and (early or numbering != "assembly")
        if symbol.session != session and not untold:
            yield violation(row, column, f"{symbol} is not of session {session}", f"a symbol of session {session}")
    elif symbol.session and session:
        its, ours = sessions.span(symbol.session, symbol.body), sessions.span(session, organ)
        if its and ours and its.fits(ours) is Answer.NO:
            yield violation(row, column, f"{symbol} is of {its.lower.year}", f"a symbol of session {session}")


@rule
def document_is_adopted_once(tables: Tables, package: Package) -> Iterator[Violation]:
    """A resolution, decision or statement has one stage `adopted`, a draft at most one, a report or letter none.

    Day, body, report and agenda item are told alike by document and stage.
    """
    adoptions = defaultdict[str, list[Row]](list)
    for row in rows(tables, "stages"):
        if row["stage"] == "adopted":
            adoptions[row["document_id"]].append(row)
    for row in rows(tables, "documents"):
        stages = adoptions[row.key]
        adopts = row["kind"] in ADOPTED or bool(row["adoption_date"])
        if row["kind"] in NOT_ADOPTED and (stages or row["adoption_date"]):
            yield violation(row, "adoption_date", f"a {row['kind']} is not adopted", "a stage 'issued' instead")
        elif len(stages) > 1 or (adopts and not stages and "stages" in tables):
            yield violation(row, "", f"has {len(stages)} stages 'adopted'", "one")
        for stage in stages:
            for column, there in TOLD_TWICE.items():
                told, known = stage[column], row[there]
                is_open = there not in ("body", "adoption_date") and not (told and known)
                is_no_date = column == "stage_date" and any(text and not span_of(text) for text in (told, known))
                if told != known and not is_open and not is_no_date:
                    wrong = f"{told!r} differs from the document's {known!r}"
                    yield violation(stage, column, wrong, "the same in both")


def _reading(text: str) -> str:
    try:
        return f"perhaps {readings.read(text).symbol}"
    except SymbolError:
        return "a symbol such as A/RES/61/180"


def _line(body: str) -> set[str]:
    """The body and the bodies above it."""
    line = set()
    while body and body not in line:
        line.add(body)
        body = bodies.table()[body].parent if body in bodies.table() else ""
    return line


def _outside(row: Row, column: str, text: str, document: Row | None = None) -> Iterator[Violation]:
    date, symbol = span_of(row[column]), symbol_of(text)
    if date and symbol:
        fit = sessions.fits(symbol, date)
        if fit.verdict is Verdict.NO:
            yield violation(row, column, fit.reason, f"a day of the session that {symbol} tells of")
    elif date and document and document["session"] and document["body"] in bodies.table():
        session = sessions.span(document["session"], document["body"])
        if session and date.fits(session) is Answer.NO:
            wrong = f"{row[column]} is outside of session {document['session']} of {document['body']}"
            yield violation(row, column, wrong, f"{session.lower} to {session.upper}")
