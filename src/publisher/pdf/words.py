"""The words of a line as Typst markup, with the elements, formulas and images among them.

Every word is written as escaped text and every value as a string literal, so that nothing a notebook says is ever read
as code. How the calls look is for `templates/elements.typ`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from publisher.chapter import maths
from publisher.chapter.document import Chapter, Edition, RenderError
from publisher.pdf import escaping
from publisher.pdf.escaping import escape, quote, truth
from publisher.pdf.markup import Anchors, Place, name_of
from publisher.safe.nodes import Element, Formula, Image, Node, raw_text

LONGEST = 5000  # characters of a heading or an alt text at most: archival PDF has no room for more than some
_CALLS = {
    "em": "emph", "i": "emph", "cite": "emph", "dfn": "emph", "var": "emph", "strong": "strong", "b": "strong",
    "sub": "sub", "sup": "super", "del": "strike", "s": "strike", "strike": "strike", "ins": "underline",
    "u": "underline", "mark": "highlight", "small": "small", "kbd": "keys", "samp": "keys", "tt": "keys", "q": "quote",
}  # fmt: skip


@dataclass
class WordWriter:
    """Writes words, and knows where they stand; those beyond the `longest` may be broken.

    `pictures` are the places where a picture stands first, `unshown` the characters that no font has.
    """

    edition: Edition
    formulas: maths.Sources
    refused: Collection[str]
    chapter: Chapter = field(init=False)
    place: Place = field(init=False)
    pictures: dict[str, Place] = field(default_factory=dict)
    unshown: set[str] = field(default_factory=set)
    longest: int = escaping.ENDLESS
    in_cell: bool = False

    def __post_init__(self) -> None:
        self.anchors = Anchors(self.edition.chapters)

    def write_words(self, nodes: Iterable[Node]) -> str:
        """Returns running text, without blanks around it."""
        return "".join(map(self._write_node, nodes)).strip()

    def mark(self, name: str) -> str:
        """Returns the anchor alone, if it is wanted and has no place as yet."""
        anchor = self.anchors.claim(self.chapter.name, name)
        return f"#metadata(none)#label({quote(anchor)});" if anchor else ""

    def legible(self, text: str) -> str:
        """Returns the text with the code points of what no font can show, and keeps what that is."""
        shown = escaping.replace_missing(text, self.refused)
        if shown != text:
            self.unshown |= escaping.missing_characters(text)
        return shown

    def write_missing_picture(self, alt: str) -> str:
        """Returns what stands for a picture that was left out."""
        return f"#emph[{escape(self.legible(f'[Picture not available: {alt}]'))}];"

    def picture_arguments(self, picture: Image) -> str:
        if not picture.alt.strip() and self.edition.strict:
            raise RenderError("a picture has no alt text", chapter=self.place.chapter, cell=self.place.cell)
        self.pictures.setdefault(picture.name, self.place)
        size = "".join(
            f", {side}: {length * 0.75}pt"
            for side, length in (("width", picture.width), ("height", picture.height))
            if length and 0 < length <= 10_000
        )
        alt = picture.alt.strip()[:LONGEST] or "Picture without a description"
        return f"{quote(f'figures/{picture.name}')}, alt: {quote(alt)}{size}"

    def _write_node(self, node: Node) -> str:
        if isinstance(node, str):
            return escape(escaping.collapse(self.legible(node)), self.longest)
        if isinstance(node, Formula):
            return self._write_formula(node)
        if isinstance(node, Image):
            if node.name not in self.chapter.pictures:
                return self.write_missing_picture(node.alt)
            return f"#picture({self.picture_arguments(node)}, in-cell: {truth(self.in_cell)});"
        written = self._write_element(node)
        if (language := node.attributes.get("lang")) and written:
            written = f"#in-language({quote(language)})[{written}];"
        return self.mark(name_of(node)) + written

    def _write_element(self, element: Element) -> str:
        if element.tag == "br":
            return "#linebreak();"
        if element.tag == "code":
            return self._write_code(raw_text(element.children))
        written = "".join(map(self._write_node, element.children))
        if element.tag == "a":
            return self._write_link(element.attributes.get("href", "").strip(), written)
        call = _CALLS.get(element.tag)
        return f"#{call}[{written}];" if call and written else written

    def _write_code(self, text: str) -> str:
        words = escaping.collapse(self.legible(text)).split(" ")
        broken = " ".join("\u200b".join(escaping.break_word(word, self.longest)) for word in words)
        return f"#raw({quote(broken)});"

    def _write_formula(self, formula: Formula) -> str:
        source = self.formulas.get((formula.tex, formula.display)) if formula.mathml else None
        if source is None:
            return self._write_code(formula.as_written) if formula.tex else ""
        return f"#{'displayed' if formula.display else 'maths'}({quote(formula.tex[:LONGEST])})[{source}];"

    def _write_link(self, address: str, written: str) -> str:
        if address.lower().startswith(("http://", "https://", "mailto:")) and len(address) < 2000:
            return f"#link({quote(address)})[{written or escape(self.legible(address))}];"
        target = self.anchors.target(self.chapter.name, address) if address else ""
        written = written or escape(self.legible(self.anchors.words.get(target, "")))
        return f"#link(label({quote(target)}))[{written}];" if target and written.strip() else written
