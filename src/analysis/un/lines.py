"""What the commands print: one record a line, ready for JSON or CSV."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from analysis.un import bodies, dates, links, mentions, readings, sessions
from analysis.un.symbols import Symbol, SymbolError, parse

Record = dict[str, Any]

READ_KEYS = ("canonical", "body", "session", "kind", "number", "part", "suffixes", "repairs", "link")
SYMBOL_KEYS = ("input", *READ_KEYS, "symbols", "error", "reason", "position")
MENTION_KEYS = ("start", "end", "text", "symbol", "citation", "date", "confidence", "repairs", "note", "candidates")
SESSION_KEYS = ("date", "body", "name", "session", "verdict", "basis", "source")


def of_symbols(lines: Iterable[str], strict: bool = False) -> Iterator[Record]:
    """A record for each line that is not blank: the symbol as read, or the error; several under `symbols`.

    >>> next(of_symbols(["A/res/61/180"]))["canonical"], next(of_symbols(["A/res/61/180"], strict=True))["reason"]
    ('A/RES/61/180', 'malformed')
    """
    for line in lines:
        text = line.rstrip("\r\n").removeprefix("\ufeff")  # the mark at the head of some files
        if text.strip():
            yield _read(text, strict)


def of_mentions(text: str, citing: str | None = None) -> Iterator[Record]:
    """A record for each mention in the text; `symbol` is null where the act has none or is not decided.

    >>> [(one["symbol"], one["date"]) for one in of_mentions("resolution 64/293 of 30 July 2010")]
    [('A/RES/64/293', '2010-07-30')]
    """
    for one in mentions.find(text, citing):
        symbol = str(one.symbol) if one.symbol else None
        yield _record(one, MENTION_KEYS, symbol=symbol, repairs=[*one.repairs], candidates=[*one.candidates])


def of_sessions(day: str) -> Iterator[Record]:
    """A record for each session in which the day fell; DateError where the text is no day.

    >>> first = next(of_sessions("2010-07-30"))
    >>> first["name"], first["session"], str(first["verdict"])
    ('General Assembly', '64', 'yes')
    """
    span = dates.parse(day)
    if span.precision != "day":
        raise dates.DateError(f"{day!r} is not one day such as 2010-07-30")
    for one in sessions.sessions_on(span.lower):
        yield _record(one, SESSION_KEYS, date=day, name=bodies.body(one.body).name)


def csv_row(record: Record, keys: Iterable[str]) -> dict[str, str]:
    """The record as text for a CSV line: blank for null, lists of words joined by "; ", lists of records as JSON.

    >>> csv_row(next(of_symbols(["A/47/277-S/24111"])), ("input", "symbols"))["symbols"][:28]
    '[{"canonical": "A/47/277", "'
    """
    return {key: _cell(record.get(key)) for key in keys}


def _read(text: str, strict: bool) -> Record:
    try:
        found = (parse(text),) if strict else ()
        reading = readings.Reading(text, found, ()) if strict else readings.read(text)
    except SymbolError as error:
        return {"input": text, "error": str(error), "reason": error.reason.value, "position": error.position}
    if len(reading.symbols) == 1:
        return {"input": text, **_fields(reading.symbols[0], reading.repairs)}
    return {"input": text, "symbols": [_fields(symbol, reading.repairs) for symbol in reading.symbols]}


def _fields(symbol: Symbol, repairs: tuple[str, ...]) -> Record:
    link, suffixes = links.document_link(symbol), [*symbol.suffixes]
    return _record(symbol, READ_KEYS, canonical=symbol.text, suffixes=suffixes, repairs=[*repairs], link=link)


def _record(found: object, keys: Iterable[str], **others: Any) -> Record:
    """The attributes of these names, in this order; some of them given here instead."""
    return {key: others[key] if key in others else getattr(found, key) for key in keys}


def _cell(value: object) -> str:
    if isinstance(value, list):
        is_records = any(isinstance(one, dict) for one in value)
        return json.dumps(value, ensure_ascii=False) if is_records else "; ".join(map(str, value))
    return "" if value is None else str(value)
