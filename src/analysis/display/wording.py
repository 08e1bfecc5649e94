"""Sentences with their facts: number words, lists, dates and intervals in words, all from the values themselves.

`say` shows a sentence and records what it states in one act. What is true is decided by the measures.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

import pandas as pd

from analysis.outputs import Fact, Facts, Value
from analysis.display import citations
from analysis.un import dates

NOT_KNOWN = "not known"
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#|~$&!])")
_FORMS = ("th", "date", "symbol", "title")
_ARTICLE = re.compile(
    r"(United|Group|President|General|Economic|Security|Human|International|Inter-|Special|Secretar|Commission|Conference|"
    r"Russian|Syrian|Lao|Dominican|Central|Democratic|Islamic|Philippines|Netherlands|Bahamas|Gambia|Comoros|Maldives)"
)


@dataclass(frozen=True)
class Stated:
    """A value and the Markdown that states it, where the words do not follow from the value alone."""

    value: Value
    markdown: str


def say(*templates: str, given: bool = True, otherwise: str = "", **values: Any) -> Facts:
    """The sentences as one paragraph, with their values in words, and one fact for each value that they state.

    A field may carry a noun, which then agrees with the number: `{texts:resolution}`, `{found:text is/texts are}`;
    or one of `th` (an ordinal), `date` (EDTF in words), `symbol` (a link to the document), `title` (in quotation
    marks); `{year!s}` gives the digits alone. A tuple of two numbers is an interval, a list is listed, a missing
    value is "not known", and text is escaped. An empty template is left out. Where `given` is false, `otherwise` is said.
    """
    return _Sentence(values).spoken(" ".join(filter(None, templates)) if given else otherwise)


class _Sentence(Formatter):
    """Formats one template and keeps the fact behind each field that it meets."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.facts: dict[str, Fact] = {}

    def spoken(self, template: str) -> Facts:
        parts: list[str] = []
        for literal, name, spec, conversion in self.parse(template):
            parts.append(literal)
            if name is not None:
                words = self._words(name, spec or "", conversion or "")
                parts.append(_capital(words) if _begins_sentence("".join(parts)) else words)
        return Facts("".join(parts), tuple(self.facts.values()))

    def _words(self, name: str, spec: str, conversion: str) -> str:
        value = self.values[name]
        words = str(value) if conversion == "s" else in_words(value, spec)
        plain = _plain(value)
        unit = "" if spec in _FORMS else spec.split("/")[0]
        stated = re.sub(r"\\(.)", r"\1", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", words))
        fact = Fact(name, plain, unit, stated)
        if self.facts.setdefault(name, fact).value != plain:
            raise ValueError(f"the fact {name!r} is stated with two values")
        return words


def in_words(value: Any, noun: str = "") -> str:
    """The value as Markdown in running text; with a noun, counted: "no resolutions", "between 2 and 3 bodies"."""
    if isinstance(value, Stated):
        return value.markdown
    if noun in _FORMS and not _is_missing(value):
        if isinstance(value, list):
            return listed([in_words(item, noun) for item in value])
        return {"th": _ordinal, "date": date_words, "symbol": _linked_symbol, "title": _quoted}[noun](value)
    if isinstance(value, tuple):
        low, high = value
        if low == high:
            return in_words(low, noun)
        return f"between {_digits(low)} and {_digits(high)}" + (f" {_plural(noun)}" if noun else "")
    if isinstance(value, list | pd.Series):
        return listed([in_words(item) for item in value])
    if isinstance(value, str):
        return escaped(value) if value else NOT_KNOWN
    if isinstance(value, dt.date):
        return NOT_KNOWN if pd.isna(value) else day(value)
    if value is None or pd.isna(value):
        return NOT_KNOWN
    if noun and noun not in _FORMS:
        singular = noun.split("/")[0]
        return f"{_number(value)} {singular if value == 1 else _plural(noun)}"
    return "none" if value == 0 else _number(value)


def escaped(text: str) -> str:
    """The text with every character that Markdown would read as markup escaped."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def listed(items: Sequence[str], last: str = "and") -> str:
    """The items as a list in words: "a", "a and b", "a, b and c"; "none" where there are none."""
    if not items:
        return "none"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def date_words(text: str) -> str:
    """An EDTF date in words; what is neither day, month, year nor interval of these stands as it is written."""
    try:
        span = dates.parse(text)
    except dates.DateError:
        return text
    prefix = "about " if span.is_approximate else "perhaps " if span.is_uncertain else ""
    if span.precision == "interval":
        start, _, end = text.partition("/")
        return _interval(*(date_words(part) if part not in ("", "..") else "" for part in (start, end)))
    forms = {"day": day(span.lower), "month": f"{span.lower:%B %Y}", "year": str(span.lower.year)}
    return prefix + forms.get(span.precision, text)


def _interval(start: str, end: str) -> str:
    """Two dates in words as one interval, without repeating the month or the year that they share."""
    if not start or not end:
        return f"since {start}" if start else f"until {end}"
    first, last = start.split(" "), end.split(" ")
    shared = 0
    while len(first) == len(last) and shared < len(first) - 1 and first[-1 - shared] == last[-1 - shared]:
        shared += 1
    return f"{' '.join(first[: len(first) - shared])} to {end}"


def day(date: dt.date) -> str:
    """A day in words: "20 December 2006"."""
    return f"{date.day} {date:%B %Y}"


def linked(text: str, href: str | None) -> Stated:
    """Text that leads to an address; plain text where there is none."""
    words = escaped(text) or NOT_KNOWN
    return Stated(text or None, f"[{words}](<{href}>)" if text and href else words)


def actor(actors: pd.DataFrame, actor: str) -> dict[str, str]:
    """The actor in a sentence: `who` for "the initiatives of …", `anyone` for "a role of … is on record".

    In: the table `actors`. An actor that the table does not name stands by its key.
    """
    if actor == "all":
        return {"who": "all actors", "anyone": "some actor"}
    known = actors[actors["actor_id"] == actor]
    name = str(known["short_name"].fillna(known["name"]).iloc[0]) if len(known) else actor
    name = f"the {name}" if _ARTICLE.match(name) else name
    return {"who": name, "anyone": name}


def span(first_year: int, last_year: int) -> Stated:
    """The years of a span in words: "in 2006", "from 2005 to 2013"."""
    words = f"in {first_year}" if first_year == last_year else f"from {first_year} to {last_year}"
    return Stated(f"{first_year}/{last_year}", words)


def _ordinal(value: Any) -> str:
    """1st, 2nd, 3rd, 11th, 61st; what is no number stands as it is."""
    if not str(value).isdecimal():
        return escaped(str(value))
    number = int(value)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _linked_symbol(text: str) -> str:
    return linked(text, citations.address(text)).markdown


def _quoted(text: str) -> str:
    return f"“{escaped(text)}”"


def _is_missing(value: Any) -> bool:
    if isinstance(value, list | tuple | Stated):
        return False
    return value is None or value == "" or bool(pd.isna(value))


def _number(value: float) -> str:
    if float(value).is_integer() and 0 <= value <= 10:
        return _WORDS[int(value)]
    return _digits(value)


def _digits(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _plural(noun: str) -> str:
    singular, _, plural = noun.partition("/")
    return plural or singular + "s"


def _plain(value: Any) -> Value:
    """The value as a fact holds it: numbers and text; an interval as `low/high`; a list joined by semicolons."""
    if isinstance(value, Stated):
        return value.value
    if isinstance(value, tuple):
        low, high = (_plain(bound) for bound in value)
        return low if low == high else f"{low}/{high}"
    if isinstance(value, list | pd.Series):
        return "; ".join(str(_plain(item)) for item in value)
    if isinstance(value, str | bool):
        return str(value) if isinstance(value, str) else value
    if value is None or pd.isna(value):
        return None
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    return int(value) if float(value).is_integer() else float(value)


def _begins_sentence(before: str) -> bool:
    return not before.strip() or bool(re.search(r"[.!?]\s+\Z", before))


def _capital(words: str) -> str:
    """The words with a capital first letter; a link, a symbol or a digit stays as it is."""
    return words[:1].upper() + words[1:]
