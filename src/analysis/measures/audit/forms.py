"""The rules on forms: what is printed, symbols, titles and names, beside the right form and the record's."""

from analysis.measures.audit import differences
from analysis.measures.audit.outcomes import BORNE_OUT, SLIP, Outcome, judge, key_of, leave_open, rule
from analysis.measures.audit.record import Record, Row
from analysis.un import dates, sessions, symbols

SAME_NAME = 0.6  # from this likeness on, two names are taken for one with slips; below, for two different names

NAMES = ("title", "name", "short_name")


@rule()
def form_as_printed(claim: Row, record: Record) -> Outcome | None:
    """A form of words or of a symbol is compared with the right one.

    Rule: A claim of form alone is a slip if what is printed differs from the right form in any character, and borne
    out if not. A symbol must be canonical by the United Nations' own rules; what differs is named.
    """
    if claim["kind"] != "form":
        return None
    written, right = claim["as_written"], claim["asserted_value"]
    found = (differences.symbol_in_words if claim["field"] == "symbol" else differences.in_words)(written, right)
    if found:
        return Outcome(SLIP, f"As printed: {found}.", (key_of(claim),))
    return Outcome(BORNE_OUT, f"“{written}” is the right form.", (key_of(claim),))


@rule(needs="the document itself, or a list of documents that has it")
def symbol_on_record(claim: Row, record: Record) -> Outcome | None:
    """A symbol is well formed, names a document on record, and fits its date.

    Rule: A symbol that is malformed is a slip. One that the record has for this document is as good as the grade of
    the document's row; another than the record has is contradicted, unless the record itself is not confirmed.
    """
    row = record.subject(claim)
    if claim["field"] not in ("symbol", "document_id") or row is None or claim["subject_table"] != "documents":
        return None
    asserted, known = claim["asserted_value"], (row["document_id"], row["symbol"])
    if asserted not in known:
        try:
            symbols.parse(asserted)
        except symbols.SymbolError as error:
            return Outcome(SLIP, f"“{asserted}” is no symbol: {error.reason.replace('-', ' ')}.", (key_of(claim),))
        return judge(claim, record, f"The record has {row['document_id']} here, not {asserted}", False)
    fit = ""
    if row["symbol"] and row["adoption_date"]:
        answer = sessions.fits(symbols.parse(row["symbol"]), dates.parse(row["adoption_date"]))
        fit = {"yes": " and fits its date", "no": " but does not fit its date"}.get(answer.verdict, "")
    return judge(claim, record, f"The symbol is on record{fit}")


@rule(needs="the text, or a source that prints the name")
def title_on_record(claim: Row, record: Record) -> Outcome | None:
    """A title or name is compared with the record's, and small differences are named.

    Rule: A title or name is borne out if it is the record's, and is printed so. It is a slip if it differs but is
    recognizably the same (the letters of its words agree to six tenths, in whatever order), and is contradicted if
    it is another one.
    """
    row = record.subject(claim)
    if claim["field"] not in NAMES or row is None or claim["field"] not in row:
        return None
    known, asserted, written = row[claim["field"]], claim["asserted_value"], claim["as_written"]
    if not known:
        return leave_open(claim, "The record has no such name of it.")
    if known == asserted:
        if written and written.casefold() not in known.casefold() and known.casefold() not in written.casefold():
            told = f"It is printed as “{written}”: {differences.in_words(written, known)}."
            return Outcome(SLIP, told, (key_of(claim),))
        return judge(claim, record, "The name is that of the record")
    if differences.likeness(asserted, known) < SAME_NAME:
        return judge(claim, record, f"The record has “{known}”", False)
    return Outcome(SLIP, f"The record has “{known}”: {differences.in_words(asserted, known)}.", (key_of(claim),))
