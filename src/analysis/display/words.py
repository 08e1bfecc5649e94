"""Words and Markdown for single values: dates, days, lists, ordinals, number words, links. No facts are kept here."""

import datetime as dt
import re
from collections.abc import Sequence

from analysis.display import citations
from analysis.un import dates

NOT_KNOWN = "not known"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&])")
_BLOCK = re.compile(r"\A(?=#|[-+]\s)|\A(\d+)(?=[.)]\s)")


def escape(text: str) -> str:
    """The text in one line, with every character that Markdown would read as markup within a line escaped."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def paragraph(text: str) -> str:
    """The Markdown as one paragraph, even where it begins with what would open a heading or a list."""
    return _BLOCK.sub(r"\1\\", text.strip())


def listing(items: Sequence[str], last: str = "and") -> str:
    """The items as a list in words; "none" where there are none.

    >>> listing(["a", "b", "c"]), listing(["a", "b"])
    ('a, b and c', 'a and b')
    """
    if not items:
        return "none"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def day(date: dt.date) -> str:
    """A day in words: "20 December 2006"."""
    return f"{date.day} {date:%B %Y}"


def date(text: str) -> str:
    """An EDTF date in words; what is neither day, month, year nor interval of these stands as it is written.

    >>> [date(text) for text in ("2006-12-20", "2010-05/2010-06", "2012~")]
    ['20 December 2006', 'May to June 2010', 'about 2012']
    """
    span = dates.span_of(text)
    if span is None:
        return text
    prefix = "about " if span.is_approximate else "perhaps " if span.is_uncertain else ""
    if span.precision == "interval":
        start, _, end = text.partition("/")
        return _interval(*(date(part) if part not in ("", "..") else "" for part in (start, end)))
    forms = {"day": day(span.lower), "month": f"{span.lower:%B %Y}", "year": str(span.lower.year)}
    return prefix + forms.get(span.precision, text)


def _interval(start: str, end: str) -> str:
    """Two dates in words as one interval, without repeating the month or the year that they share."""
    if not start or not end:
        return f"since {start}" if start else f"until {end}"
    first, last = start.split(" "), end.split(" ")
    while len(first) == len(last) > 1 and first[-1] == last[-1]:
        del first[-1], last[-1]
    return f"{' '.join(first)} to {end}"


def number(value: float) -> str:
    """A number in running text: words up to ten ("no" for 0), else digits with separators."""
    if float(value).is_integer() and 0 <= value <= 10:
        return _NUMBERS[int(value)]
    return digits(value)


def digits(value: float) -> str:
    """A number in digits with separators; one decimal where it is not whole."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def count(value: float, noun: str) -> str:
    """A number with its noun, which is `text` or, with its plural, `body/bodies`.

    >>> count(0, "text"), count(1, "body/bodies"), count(17, "body/bodies")
    ('no texts', 'one body', '17 bodies')
    """
    return f"{number(value)} {noun.split('/')[0] if value == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The plural of `text` (by rule) or of `body/bodies` (as given)."""
    singular, _, irregular = noun.partition("/")
    return irregular or singular + "s"


def ordinal(value: object) -> str:
    """1st, 2nd, 3rd, 11th, 61st; what is no number stands as it is."""
    text = str(value)
    if not text.isdecimal():
        return escape(text)
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
    return text + ("th" if text[-2:] in ("11", "12", "13") else ending)


def link(text: str, href: str) -> str:
    """Text that leads to an address, or the text alone where there is none."""
    return f"[{escape(text)}](<{href}>)" if href else escape(text)


def symbol(text: str) -> str:
    """A document's symbol as a link to the document, or as plain text where there is nothing to link to."""
    return link(text, citations.address(text))


def quote(text: str) -> str:
    """A title in quotation marks."""
    return f"“{escape(text)}”"


def years(first_year: int, last_year: int) -> str:
    """The years of a span: "in 2006", "from 2005 to 2013"."""
    return f"in {first_year}" if first_year == last_year else f"from {first_year} to {last_year}"
