"""Sentences with their facts: `say` shows a paragraph and records what it states in one act.

What is true is decided by the measures; how a single value is worded by `words`.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

import pandas as pd

from analysis.display import words
from publisher.outputs import Fact, Facts, Value

_FORMS = {"th": words.ordinal, "date": words.date, "symbol": words.symbol, "title": words.quote}
_ARTICLE = re.compile(
    r"(United|Group|President|General|Economic|Security|Human|International|Inter-|Special|Secretar|Commission|Conference|"
    r"Russian|Syrian|Lao|Dominican|Central|Democratic|Islamic|Philippines|Netherlands|Bahamas|Gambia|Comoros|Maldives)"
)
_CONDITION = re.compile(r"\{(?P<negated>not )?(?P<name>\w+)\?\}")
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(<[^>]*>\)")


@dataclass(frozen=True)
class Stated:
    """A value and the Markdown that states it, where the words do not follow from the value alone."""

    value: Value
    markdown: str


def say(*sentences: str, given: str = "", otherwise: str = "", **values: Any) -> Facts:
    """The sentences as one paragraph, with their values in words, and one fact for each value that they state.

    A field may carry a noun, which then agrees with the number: `{texts:resolution}`, `{found:text is/texts are}`;
    or one of `th` (an ordinal), `date` (EDTF in words), `symbol` (a link to the document), `title` (in quotation
    marks); `{year!s}` gives the digits alone. A tuple of two numbers is an interval, a list is listed, a missing
    value is "not known", and text is escaped.

    A sentence that begins with `{x?}` is said only where there is such a thing: where `x` is neither 0 nor missing
    nor empty; one that begins with `{not x?}` only where there is none. Where there is no `given`, `otherwise` is
    said instead of it all. Raises `KeyError` for a field without a value.

    >>> say("{texts?}{texts:text} of {bodies:body/bodies}.", texts=17, bodies=(2, 3)).markdown
    '17 texts of between 2 and 3 bodies.'
    """
    if given and not _is_there(values[given]):
        sentences = (otherwise,)
    parts: list[str] = []
    facts: dict[str, Fact] = {}
    for literal, name, spec, conversion in Formatter().parse(" ".join(_sentences_said(sentences, values))):
        parts.append(literal)
        if name is not None:
            said = str(values[name]) if conversion == "s" else in_words(values[name], spec or "")
            begins = re.search(r"(?:\A|[.!?])\s+\Z", " " + "".join(parts))
            parts.append(said[:1].upper() + said[1:] if begins else said)
            stated = re.sub(r"\\(.)", r"\1", _LINK.sub(r"\1", said))
            unit = "" if spec in _FORMS else (spec or "").split("/")[0]
            if not (isinstance(values[name], Stated) and values[name].value is None):
                facts.setdefault(name, Fact(name, plain(values[name]), unit, stated))
    return Facts(words.paragraph("".join(parts)), tuple(facts.values()))


def _sentences_said(sentences: Iterable[str], values: Mapping[str, Any]) -> Iterator[str]:
    """The sentences whose condition holds, without it."""
    for sentence in sentences:
        condition = _CONDITION.match(sentence)
        if condition is None:
            yield sentence
        elif _is_there(values[condition["name"]]) != bool(condition["negated"]):
            yield sentence[condition.end() :]


def _is_there(value: Any) -> bool:
    """Whether a value is neither 0 nor missing nor empty; an interval is there if its most is."""
    if isinstance(value, tuple):
        return _is_there(value[-1])
    if isinstance(value, Stated | list):
        return not isinstance(value, list) or bool(value)
    return not _is_missing(value) and bool(value)


def in_words(value: Any, spec: str = "") -> str:
    """The value as Markdown in running text; with a noun, counted: "no resolutions", "between 2 and 3 bodies"."""
    if isinstance(value, Stated):
        return value.markdown
    if isinstance(value, tuple):
        low, high = value
        if low == high:
            return in_words(low, spec)
        return f"between {words.digits(low)} and {words.digits(high)}" + (f" {words.plural(spec)}" if spec else "")
    if isinstance(value, list):
        return words.listing([in_words(item, spec) for item in value])
    if _is_missing(value):
        return words.NOT_KNOWN
    if spec in _FORMS:
        return _FORMS[spec](value)
    if isinstance(value, str):
        return words.escape(value)
    if isinstance(value, dt.date):
        return words.day(value)
    if spec:
        return words.count(value, spec)
    return "none" if value == 0 else words.number(value)


def plain(value: Any) -> Value:
    """The value as a fact holds it: numbers and text; an interval as `low/high`; a list joined by semicolons."""
    if isinstance(value, Stated):
        return value.value
    if isinstance(value, tuple):
        low, high = (plain(bound) for bound in value)
        return low if low == high else f"{low}/{high}"
    if isinstance(value, list):
        return "; ".join(str(plain(item)) for item in value)
    if isinstance(value, str | bool):
        return str(value) if isinstance(value, str) else value
    if _is_missing(value):
        return None
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    return int(value) if float(value).is_integer() else float(value)


def span(first_year: int, last_year: int) -> Stated:
    """The years of a span: "in 2006", "from 2005 to 2013"."""
    return Stated(f"{first_year}/{last_year}", words.years(first_year, last_year))


def actor(actors: pd.DataFrame, actor: str) -> dict[str, str]:
    """The actor in a sentence: `who` for "the initiatives of …", `anyone` for "a role of … is on record".

    An actor that the table does not name stands by its key.
    """
    if actor == "all":
        return {"who": "all actors", "anyone": "some actor"}
    known = actors[actors["actor_id"] == actor]
    name = str(known["short_name"].fillna(known["name"]).iloc[0]) if len(known) else actor
    name = f"the {name}" if _ARTICLE.match(name) else name
    return {"who": name, "anyone": name}


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value)) or value == ""
