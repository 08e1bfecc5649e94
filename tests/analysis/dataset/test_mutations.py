"""Some three hundred seeded damages to the real tables: what share of each kind do schema and rules catch?

A damage works on tables in memory, as strings, or on the bytes of one file; a sample goes through real files. A
wrong title, name, place, sponsor or page, a date moved within its session and a digit of a serial number are not
among the damages: no rule can know.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis.dataset import canonical, check, content, schema
from analysis.dataset.content import Raw
from analysis.dataset.schema import DatasetError
from analysis.un import symbols

ROOT = Path(__file__).parents[3]
SEED = 20061220
TIMES = 12
PACKAGE = schema.package(ROOT)
DESCRIPTOR: dict[str, Any] = json.loads((ROOT / "data" / "datapackage.json").read_text())

ENDS = ("from", "to")

Tables = dict[str, Raw]
Bytes = dict[str, bytes]  # files damaged as bytes, by table
Damage = Callable[[Tables, random.Random], Bytes | None]
STRUCTURAL: dict[str, Damage] = {}
SEMANTIC: dict[str, Damage] = {}


def structural(damage: Damage) -> Damage:
    STRUCTURAL[damage.__name__.replace("_", " ")] = damage
    return damage


def semantic(damage: Damage) -> Damage:
    SEMANTIC[damage.__name__.replace("_", " ")] = damage
    return damage


@cache
def pristine() -> Tables:
    return {
        name: content.parse_csv(content.read_bytes(PACKAGE, table), table.path)
        for name, table in PACKAGE.tables.items()
    }


def get(tables: Tables, table: str, row: int, column: str) -> str:
    return tables[table].records[row][tables[table].header.index(column)]


def put(tables: Tables, table: str, row: int, column: str, cell: str) -> None:
    assert get(tables, table, row, column) != cell
    tables[table].records[row][tables[table].header.index(column)] = cell


def filled(tables: Tables, table: str, column: str) -> list[int]:
    return [row for row in range(len(tables[table].records)) if get(tables, table, row, column)]


def where(tables: Tables, table: str, **cells: str) -> list[int]:
    rows = range(len(tables[table].records))
    return [row for row in rows if all(get(tables, table, row, column) == cell for column, cell in cells.items())]


def append(tables: Tables, table: str, record: list[str]) -> None:
    tables[table].records.append(record)
    tables[table].lines.append(len(tables[table].records) + 1)


def remove(tables: Tables, table: str, row: int) -> None:
    del tables[table].records[row], tables[table].lines[row]


def cell_of(tables: Tables, rng: random.Random, wanted: Callable[[Any], bool]) -> tuple[str, int, str]:
    """A filled cell of a field that is wanted: table, row and column."""
    columns = [
        (table.name, field.name)
        for table in PACKAGE.tables.values()
        for field in table.fields
        if wanted(field) and field.name not in table.primary_key and filled(tables, table.name, field.name)
    ]
    table, column = rng.choice(columns)
    return table, rng.choice(filled(tables, table, column)), column


def some_text(tables: Tables, rng: random.Random) -> tuple[str, int, str]:
    return cell_of(tables, rng, lambda field: field.type == "string" and not field.enum and not field.kind)


# Structural damages: each of them must be caught.


@structural
def broken_reference(tables: Tables, rng: random.Random) -> None:
    references = [
        (table.name, column)
        for table in PACKAGE.tables.values()
        for column in table.columns
        if column in {key.columns[0] for key in table.foreign_keys}
        or column in ("object_id", "subject_id", "from_id", "to_id")
    ]
    table, column = rng.choice([each for each in references if filled(tables, *each)])
    row = rng.choice(filled(tables, table, column))
    put(tables, table, row, column, get(tables, table, row, column) + rng.choice("x1-"))


@structural
def deleted_row_that_others_refer_to(tables: Tables, rng: random.Random) -> None:
    table = rng.choice(["sources", "actors", "documents", "initiatives", "stages", "pathways", "roles"])
    remove(tables, table, rng.randrange(len(tables[table].records)))


@structural
def duplicate_key(tables: Tables, rng: random.Random) -> None:
    table = rng.choice(list(PACKAGE.tables.values()))
    one, two = rng.sample(range(len(tables[table.name].records)), 2)
    for column in table.primary_key:
        if get(tables, table.name, one, column) != get(tables, table.name, two, column):
            put(tables, table.name, one, column, get(tables, table.name, two, column))


@structural
def duplicate_row(tables: Tables, rng: random.Random) -> None:
    table = rng.choice(list(PACKAGE.tables.values()))
    record = list(rng.choice(tables[table.name].records))
    if len(table.primary_key) == 1 and rng.random() < 0.8:  # else the row with its key
        place = tables[table.name].header.index(table.primary_key[0])
        record[place] += "#2" if table.name == "stages" else "-2"
    append(tables, table.name, record)


@structural
def missing_source(tables: Tables, rng: random.Random) -> None:
    citations = [
        row
        for row in filled(tables, "citations", "source_id")
        if get(tables, "citations", row, "grade") in ("confirmed", "partly", "narrative-only")
    ]
    row = rng.choice(citations)
    same = {column: get(tables, "citations", row, column) for column in ("object_table", "object_id", "field")}
    alone = len(where(tables, "citations", **same)) == 1
    if alone and (same["field"] or "row") in PACKAGE.tables[same["object_table"]].cited and rng.random() < 0.5:
        remove(tables, "citations", row)
    else:
        put(tables, "citations", row, "source_id", "")


@structural
def unlisted_category(tables: Tables, rng: random.Random) -> None:
    table, row, column = cell_of(tables, rng, lambda field: bool(field.enum))
    cell = get(tables, table, row, column)
    put(tables, table, row, column, rng.choice([cell.capitalize(), cell + "s", "other things", cell[:-1]]))


@structural
def malformed_symbol(tables: Tables, rng: random.Random) -> None:
    table, row, column = cell_of(tables, rng, lambda field: field.kind == "symbol")
    symbol = get(tables, table, row, column)
    slash = rng.choice([place for place, character in enumerate(symbol) if character == "/"])
    damages = [symbol[:slash] + symbol[slash + 1 :], symbol[:slash] + "/" + symbol[slash:], symbol + "/", "A" + symbol]
    put(tables, table, row, column, rng.choice([*damages, symbol.replace("/", "-"), symbol[:slash] + "/..."]))


@structural
def symbol_not_canonical(tables: Tables, rng: random.Random) -> None:
    table, row, column = cell_of(tables, rng, lambda field: field.kind == "symbol")
    symbol = get(tables, table, row, column)
    slash = symbol.index("/")
    forms = [symbol.lower(), f"{symbol[:slash]}/ {symbol[slash + 1 :]}", f"UN Doc. {symbol}", symbol + "."]
    put(tables, table, row, column, rng.choice(forms))


@structural
def bad_date(tables: Tables, rng: random.Random) -> None:
    table, row, column = cell_of(tables, rng, lambda field: field.kind == "edtf")
    date = get(tables, table, row, column)
    forms = [
        f"{date[:4]}-13-01",
        f"{date[:4]}-02-30",
        f"20 December {date[:4]}",
        f"{date[:4]}/12/20",
        f"{date[:4]}1220",
    ]
    put(
        tables,
        table,
        row,
        column,
        rng.choice([*forms, f"{date[:4]}-12/{date[:4]}-11", "0000", "unknown"]),
    )


@structural
def missing_column(tables: Tables, rng: random.Random) -> None:
    raw = tables[rng.choice(list(tables))]
    place = rng.randrange(len(raw.header))
    for record in [raw.header, *raw.records]:
        del record[place]


@structural
def extra_column(tables: Tables, rng: random.Random) -> None:
    raw = tables[rng.choice(list(tables))]
    place = rng.randrange(len(raw.header) + 1)
    name = rng.choice(["remarks", "", raw.header[0]])
    for record in [raw.header, *raw.records]:
        record.insert(place, name if record is raw.header else "x")


@structural
def reordered_columns(tables: Tables, rng: random.Random) -> None:
    raw = tables[rng.choice(list(tables))]
    one, two = rng.sample(range(len(raw.header)), 2)
    for record in [raw.header, *raw.records] if rng.random() < 0.5 else [raw.header]:
        record[one], record[two] = record[two], record[one]


@structural
def control_character(tables: Tables, rng: random.Random) -> None:
    table, row, column = some_text(tables, rng)
    cell = get(tables, table, row, column)
    place = rng.randrange(len(cell) + 1)
    put(
        tables,
        table,
        row,
        column,
        cell[:place] + rng.choice("\0\x07\t\n\x1b\x7f\x85\u200b\u202e\ufeff\u00ad") + cell[place:],
    )


@structural
def markup(tables: Tables, rng: random.Random) -> None:
    table, row, column = some_text(tables, rng)
    cell = get(tables, table, row, column)
    forms = [
        "<b>{}</b>",
        "{}<script>alert(1)</script>",
        "{}<br/>",
        "&amp;{}",
        "{}&#60;",
        "[{}](https://example.org)",
        "**{}**",
    ]
    put(
        tables,
        table,
        row,
        column,
        rng.choice([*forms, "`{}`", "<!-- {} -->", "<img src=x onerror=y>{}"]).replace("{}", cell),
    )


@structural
def sign_for_a_blank(tables: Tables, rng: random.Random) -> None:
    fields = [
        (table.name, field.name)
        for table in PACKAGE.tables.values()
        for field in table.fields
        if not field.required and not field.name.endswith("_id")
    ]
    table, column = rng.choice(fields)
    blank = [row for row in range(len(tables[table].records)) if not get(tables, table, row, column)]
    if not blank:
        return sign_for_a_blank(tables, rng)
    put(tables, table, rng.choice(blank), column, rng.choice(["NaN", "N/A", "null", "-", "None", "?"]))


@structural
def formula(tables: Tables, rng: random.Random) -> None:
    table, row, column = some_text(tables, rng)
    cell = get(tables, table, row, column)
    forms = ["=1+1", '=HYPERLINK("http://example.org")', "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1", f"={cell}", f"＝{cell}"]
    put(tables, table, row, column, rng.choice(forms))


@structural
def wrong_encoding(tables: Tables, rng: random.Random) -> Bytes | None:
    table = rng.choice(
        [name for name, table in PACKAGE.tables.items() if not content.read_bytes(PACKAGE, table).isascii()]
    )
    text = content.read_bytes(PACKAGE, PACKAGE.tables[table]).decode()
    if rng.random() < 0.4:  # UTF-8 taken for a Western code page, and saved as UTF-8
        places = [
            (row, place)
            for row, record in enumerate(tables[table].records)
            for place, cell in enumerate(record)
            if not cell.isascii()
        ]
        row, place = rng.choice(places)
        record = tables[table].records[row]
        record[place] = record[place].encode().decode("latin-1")
        return None
    encoding = rng.choice(["cp1252", "latin-1", "utf-16", "utf-8-sig", "cp1250"])
    return {table: text.encode(encoding, errors="replace")}


@structural
def truncated_file(tables: Tables, rng: random.Random) -> Bytes:
    table = rng.choice(list(PACKAGE.tables.values()))
    file_content = content.read_bytes(PACKAGE, table)
    cut = rng.randrange(len(file_content))
    return {table.name: file_content[:cut] if file_content[cut - 1 : cut] != b"\n" else file_content[: cut + 1]}


# Semantic damages: nine in ten must be caught.


def with_session(symbol: str, rng: random.Random) -> str:
    """The symbol with one digit of its session replaced, or two swapped; blank where it tells no session."""
    match = re.match(r"(A/(?:C\.\d/|HRC/)?(?:RES/|DEC/)?|E/(?:CN\.4/)?RES/|E/CN\.15/)(\d{1,4})(?=/)", symbol)
    if match is None:
        return ""
    digits = list(match[2])
    place = rng.randrange(len(digits))
    if len(set(digits)) > 1 and rng.random() < 0.4:
        digits = digits[::-1] if len(digits) == 2 else [*digits[:2], digits[3], digits[2]]
    else:
        digits[place] = rng.choice([digit for digit in "123456789" if digit != digits[place]])
    other = "".join(digits)
    return match[1] + other + symbol[match.end() :] if other != match[2] else ""


@semantic
def digit_swapped_in_session(tables: Tables, rng: random.Random) -> None:
    """In one cell; or wherever the document is named, with or without the column that tells the session.

    Sources keep their symbols: what was read is written down apart from what it says.
    """
    manner = rng.choice(["cell", "everywhere", "everywhere and session"])
    while True:
        table, row, column = cell_of(tables, rng, lambda field: field.kind == "symbol")
        if manner != "cell":
            table, row, column = "documents", rng.choice(filled(tables, "documents", "adoption_date")), "symbol"
        symbol = get(tables, table, row, column)
        if other := with_session(symbol, rng):
            break
    if manner == "cell":
        put(tables, table, row, column, other)
        return
    for name in tables.keys() - {"sources"}:
        for record in tables[name].records:
            record[:] = [re.sub(re.escape(symbol) + r"(?!\d)", other, cell) for cell in record]
    if manner == "everywhere and session" and re.fullmatch(r"[AE]/.*", other):
        try:
            session = symbols.parse(other).session or ""
        except symbols.SymbolError:
            return
        put(tables, "documents", row, "session", session)


@semantic
def date_moved_out_of_session(tables: Tables, rng: random.Random) -> None:
    """Told alike by the document and by its adoption, so that no difference between the two gives it away."""
    row = rng.choice(
        [row for row in filled(tables, "documents", "adoption_date") if get(tables, "documents", row, "session")]
    )
    date = get(tables, "documents", row, "adoption_date")
    moved = f"{int(date[:4]) + rng.choice([-10, -2, -1, 1, 2, 10])}{date[4:]}"
    put(tables, "documents", row, "adoption_date", moved)
    for stage in where(tables, "stages", document_id=get(tables, "documents", row, "document_id"), stage="adopted"):
        put(tables, "stages", stage, "stage_date", moved)


@semantic
def tally_changed(tables: Tables, rng: random.Random) -> None:
    row = rng.choice(filled(tables, "stages", "yes_count"))
    column = rng.choice(["yes_count", "no_count", "abstain_count"])
    put(tables, "stages", row, column, str(int(get(tables, "stages", row, column)) + rng.choice([1, 2, 9, 10])))


@semantic
def manner_without_tally(tables: Tables, rng: random.Random) -> None:
    voted = set(filled(tables, "stages", "yes_count"))
    row = rng.choice([row for row in filled(tables, "stages", "manner") if row not in voted])
    put(tables, "stages", row, "manner", "recorded-vote")


@semantic
def tally_without_manner(tables: Tables, rng: random.Random) -> None:
    row = rng.choice(filled(tables, "stages", "yes_count"))
    put(tables, "stages", row, "manner", rng.choice(["", "without-a-vote", "unanimous-vote"]))


@semantic
def stage_order(tables: Tables, rng: random.Random) -> None:
    """Two stages of a document change their dates, and the document's date goes with that of its adoption."""
    dated = filled(tables, "stages", "stage_date")
    pairs = [
        (one, two)
        for one in dated
        for two in dated
        if get(tables, "stages", one, "document_id") == get(tables, "stages", two, "document_id")
        and get(tables, "stages", one, "stage_date")[:7] < get(tables, "stages", two, "stage_date")[:7]
        and len(get(tables, "stages", one, "stage_date")) >= 7
    ]
    one, two = rng.choice(pairs)
    dates = [get(tables, "stages", row, "stage_date") for row in (one, two)]
    for row, date in ((one, dates[1]), (two, dates[0])):
        put(tables, "stages", row, "stage_date", date)
        if get(tables, "stages", row, "stage") == "adopted":
            [document] = where(tables, "documents", document_id=get(tables, "stages", row, "document_id"))
            put(tables, "documents", document, "adoption_date", date)


@semantic
def committee_date_copied_to_plenary(tables: Tables, rng: random.Random) -> None:
    """In both tables that tell the adoption, so that they agree with each other."""
    approvals = where(tables, "stages", stage="approved-in-committee")
    row = rng.choice([row for row in approvals if len(get(tables, "stages", row, "stage_date")) == len("2012-11-16")])
    key, date = (get(tables, "stages", row, column) for column in ("document_id", "stage_date"))
    [document] = where(tables, "documents", document_id=key)
    [adoption] = where(tables, "stages", document_id=key, stage="adopted")
    put(tables, "documents", document, "adoption_date", date)
    put(tables, "stages", adoption, "stage_date", date)


@semantic
def manner_guessed(tables: Tables, rng: random.Random) -> None:
    """A manner that is graded as not known."""
    unknown = where(tables, "citations", object_table="stages", field="manner", grade="unknown")
    key = get(tables, "citations", rng.choice(unknown), "object_id")
    [row] = where(tables, "stages", stage_id=key)
    put(tables, "stages", row, "manner", "without-a-vote")


@semantic
def narrative_taken_for_confirmation(tables: Tables, rng: random.Random) -> None:
    row = rng.choice(where(tables, "citations", grade="narrative-only"))
    put(tables, "citations", row, "grade", rng.choice(["confirmed", "partly"]))


@semantic
def edge_reversed(tables: Tables, rng: random.Random) -> None:
    """With its key, and the citations of it, so that only what the edge says can give it away."""
    row = rng.randrange(len(tables["pathways"].records))
    old = get(tables, "pathways", row, "pathway_id")
    ends = [(get(tables, "pathways", row, f"{end}_table"), get(tables, "pathways", row, f"{end}_id")) for end in ENDS]
    relation = get(tables, "pathways", row, "relation")
    new = f"{ends[1][1]}#{relation}#{ends[0][1]}"
    for end, (table, key) in zip(reversed(ENDS), ends, strict=True):
        put(tables, "pathways", row, f"{end}_id", key)
        if get(tables, "pathways", row, f"{end}_table") != table:
            put(tables, "pathways", row, f"{end}_table", table)
    for raw in tables.values():
        for record in raw.records:
            record[:] = [cell.replace(old, new) for cell in record]


@semantic
def body_and_symbol_at_odds(tables: Tables, rng: random.Random) -> None:
    table = rng.choice(["documents", "stages"])
    column = "symbol" if table == "documents" else rng.choice(["draft_symbol", "meeting"])
    rows = [row for row in filled(tables, table, column) if "/" in get(tables, table, row, column)]
    row = rng.choice(rows)
    bodies = PACKAGE.table(table).field("body").enum
    put(tables, table, row, "body", rng.choice([body for body in bodies if body != get(tables, table, row, "body")]))


# Judging


def in_memory(tables: Tables) -> dict[str, Any]:
    """The descriptor with the tables' records in the place of their files."""
    resources = [
        {key: resource[key] for key in ("name", "profile", "schema") if key in resource}
        | {"data": [tables[resource["name"]].header, *tables[resource["name"]].records]}
        for resource in DESCRIPTOR["resources"]
    ]
    return {**DESCRIPTOR, "resources": resources}


def catchers(tables: Tables, files: Bytes) -> Iterator[str]:
    """The names of the rules that see the damage; the schema is asked last, since it takes longest."""
    for name, file_content in files.items():
        try:
            tables = tables | {name: content.parse_csv(file_content, PACKAGE.tables[name].path)}
            if canonical.canonical_table(PACKAGE.tables[name], file_content) != file_content:
                yield "canonical"
        except DatasetError:
            yield "readable"
    yield from (violation.rule for violation in check.rule_violations(tables, PACKAGE))
    yield from (violation.rule for violation in check.schema_violations(in_memory(tables), PACKAGE, tables))


def damaged(kind: str, number: int) -> tuple[Tables, Bytes]:
    tables = deepcopy(pristine())
    files = (STRUCTURAL | SEMANTIC)[kind](tables, random.Random(f"{SEED} {kind} {number}"))
    assert files or tables != pristine()
    return tables, files or {}


def is_caught(kind: str, number: int) -> bool:
    return next(catchers(*damaged(kind, number)), None) is not None


def test_undamaged_tables_are_caught_by_nothing() -> None:
    """Without this every damage would count as caught."""
    assert list(catchers(pristine(), {})) == []


# Not all: `frictionless` has to read every table before it says what is wrong. The slow test takes all kinds.
QUICK = ["malformed symbol", "formula", "wrong encoding", "truncated file", "broken reference", *SEMANTIC]


@pytest.mark.parametrize("kind", QUICK)
def test_first_damage_of_each_kind_is_caught(kind: str) -> None:
    assert is_caught(kind, 0)


@pytest.mark.slow
def test_share_of_damages_caught_by_kind() -> None:
    shares = {kind: sum(is_caught(kind, number) for number in range(TIMES)) for kind in [*STRUCTURAL, *SEMANTIC]}
    print(f"\nseed {SEED}: {TIMES * len(shares)} damages")
    for kind, caught in shares.items():
        print(
            f"{kind:34} {'structural' if kind in STRUCTURAL else 'semantic':10} {caught}/{TIMES} {caught / TIMES:.0%}"
        )
    meaning = sum(shares[kind] for kind in SEMANTIC) / (TIMES * len(SEMANTIC))
    print(f"semantic, all kinds together: {meaning:.0%}")
    assert {kind: caught for kind, caught in shares.items() if kind in STRUCTURAL and caught < TIMES} == {}
    assert {kind: caught for kind, caught in shares.items() if caught < 0.9 * TIMES} == {}


SAMPLE = ["wrong encoding", "truncated file", "broken reference", "unlisted category", "reordered columns"]
SAMPLE += ["control character", "digit swapped in session", "tally changed", "stage order", "edge reversed"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAMPLE)
def test_damage_in_files_is_caught_by_the_whole_check(kind: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    tables, files = damaged(kind, TIMES)
    for name, raw in tables.items():
        (tmp_path / "data" / f"{name}.csv").write_bytes(files.get(name) or content.format_csv(raw.header, raw.records))
    damaged_files = {violation.file for violation in check.violations(tmp_path)}
    assert damaged_files
    assert all(file.startswith("data/") for file in damaged_files)
