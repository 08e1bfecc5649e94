"""Numbers in prose: a sentence states none that is not a recorded fact, so that no edition can falsify the text.

Sentences are the Markdown cells of a notebook, which record no facts, and the paragraphs that cells hand over with
their facts. Dates, symbols, ordinals of sessions, identifiers and the numbering of headings and lists are no numbers
in this sense. How a number is worded is for whoever states it: digits, or a word up to ninety. "One" is a
pronoun too often to be judged, and "between two" or "no two" are no counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from publisher import outputs
from publisher.outputs import Facts

_ONES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: float(value) for value, word in enumerate(_ONES.split(), 2)}
_WORDS |= {word: float(10 * value) for value, word in enumerate(_TENS.split(), 2)}
_NUMBER = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[6-9]|2[01])\d\d"
_JOIN = r"(?:, | and | or | to |, and |–|-|/)"
_NAMED = (
    "resolution decision document session meeting chapter section figure table paragraph article item rule annex page "
    "version appendix part question step cell ISO RFC"
)
_TH = r"\d+(?:st|nd|rd|th)"

_MARKUP = (
    re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1", re.DOTALL | re.MULTILINE),  # code
    re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL),
    re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL),  # formulas
    re.compile(r"(?<=\])\((?:<[^>]*>|[^)\s]*)(?:\s+\"[^\"]*\")?\)|<[^>\s][^>]*>|https?://\S+"),  # where links lead
    re.compile(r"^\s*#+\s+\d+(?:\.\d+)*\.?(?=\s)|^\s*\d+[.)](?=\s)", re.MULTILINE),  # numbering
)
_EXEMPT = (
    re.compile(rf"\b(?:{'|'.join(_NAMED.split())})s?\s+\d[\d./-]*(?:{_JOIN}\d[\d./-]*)*", re.IGNORECASE),
    re.compile(r"[\w.()-]*[A-Za-z][\w.()-]*(?:/[\w.()-]+)+|\b[\d.()-]+/[\w.()-]*[A-Za-z][\w.()/-]*"),  # symbols
    re.compile(r"\b[A-Za-z]+[-_.]?\d[\w.-]*"),  # identifiers, such as p06-03 and UTF-8
    re.compile(rf"\b{_YEAR}-\d\d(?:-\d\d)?\b"),
    re.compile(rf"\b\d{{1,2}}(?:{_JOIN}\d{{1,2}})* {_MONTH}\b(?: {_YEAR}\b)?|\b{_MONTH} \d{{1,2}}\b(?!\d)"),
    re.compile(rf"\b{_YEAR}s?\b"),
    re.compile(  # a pair, no count
        r"\b(?:between|than|no|last|first|these|those|the|any|or) two\b|^\W*No (?:[\w’-]+ )+two\b", re.IGNORECASE
    ),
    re.compile(rf"\b{_TH}(?:{_JOIN}{_TH})*(?=(?: [\w-]+){{0,3}} (?:session|meeting|century)s?\b)"),
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“‘*_\[(])|\n\s*\n|\n(?=\s*(?:[-*+]|#+|\|)\s)")


@dataclass(frozen=True)
class Problem:
    """A number that a sentence states without a fact: in which cell (counted from 1), and the sentence."""

    cell: int
    number: str
    sentence: str

    def __str__(self) -> str:
        return (
            f"cell {self.cell}: “{self.sentence}” states {self.number}, which is no recorded fact; "
            "let code say it, as a field of say(…)"
        )


def problems(notebook: NotebookNode) -> list[Problem]:
    """Every number in the prose of an executed notebook that is not among the facts of its own paragraph."""
    found = []
    for place, cell in enumerate(notebook.cells, 1):
        for text, known in _prose(cell):
            for sentence in _sentences(text):
                stray = [number for number in _numbers(sentence) if _value(number) not in known]
                found += [Problem(place, number, " ".join(sentence.split())) for number in dict.fromkeys(stray)]
    return found


def _prose(cell: NotebookNode) -> Iterator[tuple[str, set[float]]]:
    """Each piece of prose of a cell with the numbers that it may state."""
    if cell.cell_type == "markdown":
        yield cell.source, set()
    for output in cell.get("outputs", ()):
        bundle = outputs.read(output.get("data", {}))
        if isinstance(bundle, Facts):
            yield bundle.markdown, _known(bundle)


def _known(given: Facts) -> set[float]:
    texts = [text for fact in given.facts for text in (fact.stated, str(fact.value))]
    return {_value(number) for text in texts for number in _NUMBER.findall(text)}


def _sentences(text: str) -> Iterable[str]:
    """The sentences without their markup, with escapes undone."""
    for markup in _MARKUP:
        text = markup.sub(" ", text)
    return (re.sub(r"\\(?=\W)", "", part) for part in _SENTENCE.split(text) if part and part.strip())


def _numbers(sentence: str) -> list[str]:
    for exempt in _EXEMPT:
        sentence = exempt.sub(" ", sentence)
    return _NUMBER.findall(sentence)


def _value(number: str) -> float:
    return _WORDS.get(number.lower()) or float(number.replace(",", ""))
