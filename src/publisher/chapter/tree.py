"""A body of HTML as a tree of elements, for what reads it rather than shows it.

Made for the bodies of `body`, which are sanitised and balanced: nothing is judged here, and markup out of order never
fails.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

DEEPEST = 40
"""Elements nested deeper than this are left out; their text is kept."""

_VOID = frozenset(("br", "col", "hr", "img", "wbr"))
_TOKEN = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>"]*(?:"[^"]*"[^<>"]*)*)>|(<?[^<]+|<)')
_ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')


@dataclass(slots=True)
class Element:
    """An element: its tag, its attributes, and its children, which are elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All words in it, as they stand."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element below this one, of those tags if any are given, in order."""
        waiting = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                waiting += child.children[::-1]


def parsed(html: str, *, without: Collection[str] = ()) -> Element:
    """The tree of a body, under an element without a tag; `without` are the classes of disclosures left out."""
    root = Element("")
    open_ = [root]
    for found in _TOKEN.finditer(_folded(without).sub("", html) if without else html):
        closing, tag, attributes, text = found.groups()
        if text:
            open_[-1].children.append(unescape(text) if "&" in text else text)
        elif closing:
            _close(open_, tag.lower())
        else:
            element = Element(tag.lower(), _attributes(attributes) if attributes else {})
            if len(open_) <= DEEPEST or element.tag in _VOID:
                open_[-1].children.append(element)
                if element.tag not in _VOID and not attributes.endswith("/"):
                    open_.append(element)
    return root


def _folded(names: Collection[str]) -> re.Pattern[str]:
    """Disclosures of these classes; what they hold has none within."""
    listed = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf'<details class="(?:[^"]* )?(?:{listed})(?: [^"]*)?">.*?(?:</details>|\Z)', re.DOTALL)


@lru_cache(maxsize=2000)
def _attributes(written: str) -> dict[str, str]:
    """What an opening tag says; cells say the same by the hundred, and nobody changes it."""
    return {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _close(open_: list[Element], tag: str) -> None:
    for place in range(len(open_) - 1, 0, -1):
        if open_[place].tag == tag:
            del open_[place:]
            return
