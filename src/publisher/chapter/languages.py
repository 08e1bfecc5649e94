"""Words in another script than the text's, marked with their language, so that they are read aloud rightly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from publisher.chapter.document import Block, every_words
from publisher.safe.nodes import Element, Formula, Node, Words

_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "yi")
_NOT_READ = ("code", "pre", "annotation")


def mark_languages(blocks: Sequence[Block], languages: Mapping[str, str]) -> None:
    """Puts words of the project's other languages into a `<span lang>`.

    `languages` has the letters of each as a character class, such as `\\u0400-\\u04ff` for `ru`. Words with a letter
    of a later language, such as `іў` for `be`, are taken to be of that one. Words of a language in the letters of the
    text around are for the author to mark. Code is left alone, and so is what the author marked.
    """
    if not languages:
        return
    # These read strangers' prose: words in the letters of one language, and the letters that tell which it is.
    foreign = re.compile("|".join(rf"[{letters}]+(?:[\s,،–-]+[{letters}]+)*" for letters in languages.values()))
    telling = [(tag, re.compile(f"[{letters}]")) for tag, letters in languages.items()][::-1]

    def mark(node: Node) -> Words:
        if isinstance(node, Formula) and node.mathml:
            mark(node.mathml)
        if isinstance(node, Element) and node.tag not in _NOT_READ and "lang" not in node.attributes:
            node.children = [piece for child in node.children for piece in mark(child)]
        if not isinstance(node, str) or node.isascii():
            return [node]
        words: Words = []
        end = 0
        for run in foreign.finditer(node):
            tag = next(tag for tag, letters in telling if letters.search(run[0]))
            direction = {"dir": "rtl"} if tag in _RIGHT_TO_LEFT else {}
            words += [node[end : run.start()], Element("span", {"lang": tag, **direction}, [run[0]])]
            end = run.end()
        return [one for one in (*words, node[end:]) if one]

    for nodes in every_words(blocks):
        nodes[:] = [piece for node in nodes for piece in mark(node)]
