"""Rules on the characters in cells: plain text, whatever a page, a terminal or a spreadsheet would make of it."""

import re
import unicodedata
from collections.abc import Iterator

from analysis.dataset.content import EXAMPLES, PLAIN
from analysis.dataset.rules.registry import Tables, Violation, cells, rows, rule, violation
from analysis.dataset.schema import Field, Package

MARKUP = re.compile(r"</?[A-Za-z!?][^>]*>|&(?:[A-Za-z]+|#\d+|#x[0-9A-Fa-f]+);|\]\(|\*\*|`|\\[a-z]+\{|\{\{|\}\}")
SUSPECT = re.compile(r"[^ -~]|  |^[ =+@-]| $|[<&`\\*\]{}]|\?\w")  # cells without any of these need no closer look
LOST = re.compile(r"\?\w")  # what a program leaves of a letter or a quotation mark that its code page does not have
# What people and programs write where nothing is known; here that is a blank.
SENTINELS = {"#n/a", "-", "--", "?", "n.a.", "n/a", "na", "nan", "nil", "none", "null", "tbd", "todo", "unknown", "xxx"}
FORMULA = tuple("=+-@＝＋－＠")  # what a spreadsheet takes for the beginning of a formula, in both widths


@rule
def text_is_plain(tables: Tables, package: Package) -> Iterator[Violation]:
    """Text holds no markup, no control, private or invisible characters, no damaged encoding, and no formula."""
    for table in package.tables.values():
        textual = {field.name: field.kind for field in table.fields if field.type == "string"}
        for row in rows(tables, table.name):
            for column, cell in row.cells.items():
                if SUSPECT.search(cell) and (fault := _fault(cell, textual.get(column, ""), column in textual)):
                    yield violation(row, column, f"{cell[:60]!r} {fault[0]}", fault[1])


@rule
def blank_is_unknown(tables: Tables, package: Package) -> Iterator[Violation]:
    """An unknown value is a blank cell, and no word or sign for it; a key may look like one."""
    for row, field, text in cells(tables, package, _is_free):
        if text.lower() in SENTINELS:
            yield violation(row, field.name, f"{text!r} stands for something unknown", "a blank cell")


@rule
def number_is_plain(tables: Tables, package: Package) -> Iterator[Violation]:
    """Numbers and truth values are written in one way: no sign of plus, no leading zero, no other word for true."""
    for row, field, text in cells(tables, package, lambda field: field.type in PLAIN):
        if not PLAIN[field.type].fullmatch(text):
            yield violation(row, field.name, f"{text!r} is not plain", EXAMPLES[field.type])


def _is_free(field: Field) -> bool:
    return field.type == "string" and not (field.enum or field.required or field.name.endswith("_id"))


def _fault(cell: str, kind: str, textual: bool) -> tuple[str, str] | None:
    for character in cell:
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} or character == "\ufffd":
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            return f"holds the character {name}", "text without it"
        if unicodedata.category(character) == "Zs" and character != " ":
            return f"holds {unicodedata.name(character)}", "an ordinary space"
    if cell != cell.strip() or "  " in cell:
        return "begins or ends with a space or holds two in a row", "single spaces between words"
    if unicodedata.normalize("NFC", cell) != cell:
        return "has letters and accents apart", "the composed form (NFC)"
    if right := _mojibake(cell):
        return "was decoded wrongly", f"perhaps {right!r}"
    if LOST.search(cell) and kind != "url":
        return "has a question mark where a character was lost", "the character that the source has"
    if MARKUP.search(cell) and kind != "url":
        return "holds markup", "plain text"
    if textual and cell.startswith(FORMULA):
        return "would run as a formula in a spreadsheet", "text that does not begin with = + - @"
    return None


def _mojibake(cell: str) -> str:
    """What the text was before its UTF-8 bytes were read as a Western code page; blank if it was not."""
    if cell.isascii():
        return ""
    for encoding in ("cp1252", "latin-1"):
        try:
            return cell.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return ""
