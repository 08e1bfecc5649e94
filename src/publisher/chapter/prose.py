"""Numbers in prose: a sentence states none that is not a recorded fact, so that no edition can falsify the text.

Sentences are those of Markdown cells, which record no facts, and of the paragraphs that cells hand over with their
facts. Dates, identifiers and the numbering of headings are no numbers in this sense, and neither is what the project
says of its own field. How a number is worded is for whoever states it: digits, or a word up to ninety. "One" is a
pronoun too often to be judged, and "between two" or "no two" are no counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.chapter.document import Block, Text, every_block
from publisher.outputs import Fact
from publisher.safe.nodes import HEADINGS, Element, Image, Node, Words
from publisher.safe.sanitiser import INLINE

_ONES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: float(value) for value, word in enumerate(_ONES.split(), 2)}
_WORDS |= {word: float(10 * value) for value, word in enumerate(_TENS.split(), 2)}
# These read the prose of strangers: numbers in it, what is none, and where a sentence ends.
_NUMBER = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[6-9]|2[01])\d\d"
_JOIN = r"(?:, | and | or | to |, and |–|-|/)"
_NUMBERED = "chapter section figure table paragraph item rule page version appendix part question step cell ISO RFC"
_EXEMPT = (
    r"https?://\S+",
    rf"(?i:\b(?:{'|'.join(_NUMBERED.split())})s?\s+\d[\d./-]*(?:{_JOIN}\d[\d./-]*)*)",
    r"\b[A-Za-z]+[-_.]?\d[\w.-]*",  # identifiers, such as p06-03 and UTF-8
    rf"\b{_YEAR}-\d\d(?:-\d\d)?\b",
    rf"\b\d{{1,2}}(?:{_JOIN}\d{{1,2}})* {_MONTH}\b(?: {_YEAR}\b)?|\b{_MONTH} \d{{1,2}}\b(?!\d)",
    rf"\b{_YEAR}s?\b",
    r"(?i:\b(?:between|than|no|last|first|these|those|the|any|or) two\b|^\W*No (?:[\w’-]+ )+two\b)",  # a pair, no count
    r"\b\d+(?:st|nd|rd|th) centur(?:y|ies)\b",
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“‘(\[])")


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


def unrecorded_numbers(blocks: Sequence[Block], not_numbers: Sequence[str] = ()) -> list[Problem]:
    """Returns every number in the prose of the blocks that is not among the facts of its own paragraph.

    `not_numbers` are regular expressions for what the project does not take for numbers. They are tried before ours.
    """
    exempt = re.compile("|".join(f"(?:{pattern})" for pattern in (*not_numbers, *_EXEMPT)))
    problems = []
    for block in every_block(blocks):
        if isinstance(block, Text) and block.facts is not None:
            known = _recorded(block.facts)
            for sentence in _sentences(block.nodes):
                stray = [number for number in _NUMBER.findall(exempt.sub(" ", sentence)) if _value(number) not in known]
                problems += [Problem(block.cell, number, sentence) for number in dict.fromkeys(stray)]
    return problems


def _recorded(facts: Sequence[Fact]) -> set[float]:
    texts = [text for fact in facts for text in (fact.stated, str(fact.value))]
    return {_value(number) for text in texts for number in _NUMBER.findall(text)}


def _sentences(nodes: Words) -> Iterator[str]:
    """The sentences of each paragraph, heading, item or cell, without code, formulas and numbering."""
    for is_heading, line in _lines(nodes):
        words = line.split()
        if is_heading and len(words) > 1 and words[0].replace(".", "").isdecimal():
            del words[0]
        yield from filter(None, _SENTENCE.split(" ".join(words)))


def _lines(nodes: Sequence[Node], is_heading: bool = False) -> Iterator[tuple[bool, str]]:
    """The running text between the edges of blocks, and whether it is a heading's."""
    line = ""
    for node in _inline(nodes):
        if isinstance(node, str):
            line += node
            continue
        yield is_heading, line
        line = ""
        if node.tag != "pre":
            yield from _lines(node.children, node.tag in HEADINGS)
    yield is_heading, line


def _inline(nodes: Sequence[Node]) -> Iterator[str | Element]:
    """The nodes with what stands within a line as words, with alt texts, and what does not as elements."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Image):
            yield f" {node.alt} "
        elif not isinstance(node, Element) or node.tag in ("code", "br") or _is_footnote(node):
            yield " "
        elif node.tag in INLINE:
            yield from _inline(node.children)
        else:
            yield node


def _is_footnote(element: Element) -> bool:
    return element.tag == "sup" and any(child.tag == "a" for child in element.elements)


def _value(number: str) -> float:
    return _WORDS.get(number.lower()) or float(number.replace(",", ""))
