"""From the chapters' bodies (HTML) to Typst markup: which call of `templates/elements.typ` stands for which element.

Every word is written as escaped text and every value as a string literal, so that nothing a notebook says is ever
read as code. How the calls look is the template's; where a failure lies is told by the marks written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeGuard

from publisher.chapter import maths, tree
from publisher.chapter.document import Chapter, RenderError
from publisher.chapter.tree import Element
from publisher.pdf import glyphs, tables
from publisher.pdf.cell_styles import CellStyle, read_sheet, style_of
from publisher.pdf.escaping import ENDLESS, breakable, escaped, quoted, wrapped
from publisher.pdf.grid import WHOLE, Grid
from publisher.safe.styles import words

LONGEST = 5000
"""Characters of a heading or an alt text at most: archival PDF has no room for more than some."""

_SPACE = re.compile(r"[ \t\r\n\f]+")
_NAMED = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "figure", "div"))
_LINK = re.compile(r"(?:https?://|mailto:)\S{1,2000}\Z", re.IGNORECASE)
_PAGE = re.compile(r"([\w-]+)\.(?:html|ipynb)(?:#(.+))?\Z")
_HEADING = re.compile(r"#heading\(level: \d\)\[(.*)\](?:#label\(.*\))?;\Z")
_CALL = re.compile(r"#[\w-]+(?:\([^)]*\))?\[|\];")
_MARK = re.compile(r"//(chapter|cell) (\S+)")

_INLINE = {
    "em": "emph", "i": "emph", "cite": "emph", "dfn": "emph", "var": "emph", "strong": "strong", "b": "strong",
    "sub": "sub", "sup": "super", "del": "strike", "s": "strike", "strike": "strike", "ins": "underline",
    "u": "underline", "mark": "highlight", "small": "small", "kbd": "keys", "samp": "keys", "tt": "keys",
}  # fmt: skip
_BLOCKS = words(
    "address article aside blockquote center dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre"
    " section summary table tbody td tfoot th thead tr ul"
)


def formulas(chapters: Sequence[Chapter]) -> list[tuple[str, bool]]:
    """The TeX of every formula in the chapters, and whether it stands by itself."""
    bodies = (tree.parsed(chapter.body) for chapter in chapters if "<math" in chapter.body)
    return [_tex(formula) for body in bodies for formula in body.all("math")]


def markup(
    chapters: Sequence[Chapter],
    formulas: maths.Formulas,
    *,
    page_size: str = "a4",
    strict: bool = False,
    code: bool = False,
) -> str:
    """The chapters as Typst markup, each in a call of the template's `chapter`; `code` shows their source cells.

    What a chapter marks as back matter stands behind them all; a line in its place says where. With `strict`, a picture
    without alt text or a table without heads is a `RenderError`.
    """
    hidden = {"data"} if code else {"code", "data"}
    bodies = [tree.parsed(chapter.body, without=hidden) for chapter in chapters]
    everything = [element for body in bodies for element in body.all() if element.attributes]
    anchors = {name: element for element in everything if (name := _name(element))}
    targets = {element.attributes.get("href", "").rpartition("#")[2] for element in everything}
    names = {chapter.name for chapter in chapters}
    writer = _Writer(anchors, targets, names, formulas, page_size=page_size, strict=strict)
    written = [writer.chapter(chapter, body) for chapter, body in zip(chapters, bodies, strict=True)]
    if lost := writer.linked - writer.placed:  # a link to nowhere would fail the whole
        anchors_alone = "".join(f"#metadata(none)#label({quoted(name)});" for name in sorted(lost))
        written[0] = f"{written[0].removesuffix(']')}{anchors_alone}\n]"
    return "\n".join(written + writer.back)


def place(text: str, line: int) -> tuple[str, int | None, str]:
    """The chapter, the cell and the heading in which that line of the markup lies; empty where there is none."""
    chapter, cell, heading = "", None, ""
    for written in text.splitlines()[:line]:
        if found := _MARK.match(written):
            if found[1] == "cell":
                cell = int(found[2])
            else:
                chapter, cell, heading = found[2], None, ""
        elif found := _HEADING.match(written):
            cell, heading = None, re.sub(r"\\(.)", r"\1", _CALL.sub("", found[1]))
    return chapter, cell, heading


def _name(element: Element) -> str:
    """What links call the element; nothing where none may lead to it."""
    return element.attributes.get("id") or (element.attributes.get("name", "") if element.tag == "a" else "")


def _is_group(child: Element | str) -> TypeGuard[Element]:
    """Whether a part of a list of terms is a group of them."""
    return isinstance(child, Element) and child.tag == "div"


def _is_output(element: Element) -> bool:
    return not {"output", "figure", "table"}.isdisjoint(element.classes)


def _tex(formula: Element) -> tuple[str, bool]:
    """The TeX source that a MathML formula carries, and whether it stands by itself."""
    source = next((note.text for note in formula.all("annotation")), formula.attributes.get("alttext", formula.text))
    return source.strip(), formula.attributes.get("display") == "block"


class _Writer:
    """Writes the markup of one document; knows its anchors, its formulas, and where it is."""

    def __init__(
        self,
        anchors: dict[str, Element],
        targets: Iterable[str],
        chapters: Iterable[str],
        formulas: maths.Formulas,
        *,
        page_size: str,
        strict: bool,
    ) -> None:
        self.anchors, self.chapters, self.formulas = anchors, set(chapters), formulas
        self.page_size, self.strict = page_size, strict
        self.placed: set[str] = set()
        self.targets = set(targets)
        self.wanted = self.targets & anchors.keys()
        self.linked: set[str] = set()
        self.back: list[str] = []
        self.name = self.language = ""
        self.cell: int | None = None
        self.images: set[str] = set()
        self.level = 0
        self.depth = 0
        self.in_cell = False
        self.longest = ENDLESS
        self.looks: dict[str, CellStyle] = {}
        self.leading: set[int] = set()

    def chapter(self, chapter: Chapter, body: Element) -> str:
        self.name, self.language, self.cell, self.level = chapter.name, chapter.language, None, 0
        self.images = {f"figures/{name}" for name in chapter.figures}
        number = "none" if chapter.number is None else str(chapter.number)
        opening = f"#chapter(number: {number}, language: {quoted(chapter.language)})["
        return f"{self.mark}\n{opening}\n{self.blocks(body.children)}\n]"

    @property
    def mark(self) -> str:
        """The line that says to which chapter what follows belongs."""
        return "//chapter " + re.sub(r"[^-.\w]", "_", self.name)

    # ------------------------------------------------------------------ blocks

    def blocks(self, children: Iterable[Element | str]) -> str:
        """Paragraphs and blocks, each on lines of its own; running text between blocks becomes a paragraph."""
        children = list(children)
        if all(isinstance(child, str) for child in children):
            return self.inlines(children).strip()
        blocks = [child for child in children if isinstance(child, Element)]
        self.leading |= {id(code) for code, output in pairwise(blocks) if "code" in code.classes and _is_output(output)}
        written: list[str] = []
        line: list[Element | str] = []

        def flush() -> None:
            if words := self.inlines(line).strip():
                written.append(words)
            line.clear()

        for child in children:
            if isinstance(child, Element) and (child.tag in _BLOCKS or any(child.all(*_BLOCKS))):
                flush()
                if block := self.block(child):
                    written.append(tables.led(block, written))
            else:
                line.append(child)
        flush()
        return "\n\n".join(written)

    def block(self, element: Element) -> str:
        """The element as blocks, with the mark of its cell before it."""
        mark = ""
        if (cell := element.attributes.get("data-cell", "")).isdecimal():
            self.cell, mark = int(cell), f"//cell {cell}\n"
        method: Callable[[Element], str] = getattr(self, f"_{element.tag}", self._container)
        written = method(element)
        if (language := element.attributes.get("lang")) and written:
            written = f"#in-language({quoted(language)})[\n{written}\n];"
        written = "".join(map(self._anchor_before, self._left_over(element))) + written
        return mark + written if written else ""

    def _left_over(self, element: Element) -> list[Element]:
        """What is in the element, or is it, that a link leads to and that has no place of its own in the markup."""
        left = self.wanted - self.placed
        is_container = element.tag in ("div", "section", "details") and "table" not in element.classes
        return (
            [one for one in (element, *(() if is_container else element.all())) if _name(one) in left] if left else []
        )

    def _anchor_before(self, element: Element) -> str:
        return self._anchor(element, alone=True) + "\n"

    def _container(self, element: Element) -> str:
        inner = self.blocks(element.children)
        return f"{self._anchor(element, alone=True)}\n{inner}" if "id" in element.attributes else inner

    def _p(self, element: Element) -> str:
        words = self.inlines(element.children).strip()
        kind = next(iter(element.classes), "")
        if kind in ("description", "note", "sources", "notice") and words:
            return f"#aside({quoted(kind)})[{words}];"
        if any(len(word) > ENDLESS for word in element.text.split()):
            words = f"#ragged[{words}];"
        return self._anchor(element, alone=True) + words if words else ""

    def _div(self, element: Element) -> str:
        classes = element.classes
        if "table" in classes and (table := next(element.all("table"), None)):
            notes = [child for child in element.elements if child is not table]
            return self._set_table(table, element, self.blocks(notes))
        self.looks = read_sheet("".join(style.text for style in element.all("style"))) if "styled" in classes else {}
        inner = self._container(element)
        if "output" in classes and inner:
            return f"#output({quoted(' '.join(classes))})[\n{inner}\n];"
        return inner

    def _section(self, element: Element) -> str:
        if "back-matter" not in element.classes:
            return self._container(element)
        named = next((child for child in element.all() if "id" in child.attributes), element)
        name = named.attributes.get("id", "")
        self.targets.add(name)
        if not (inner := self._container(element)):
            return ""
        leading = [] if self.back else ["#heading(level: 1)[Tables in full];"]
        inner = "\n".join([tables.led(inner, leading), *leading][::-1])
        self.back.append(f"{self.mark}\n#in-language({quoted(self.language)})[\n{inner}\n];")
        label = next((span.text for span in named.all("span") if "label" in span.classes), "")
        return f"#in-back({quoted(name)})[{escaped(label)}];" if name in self.placed else ""

    def _details(self, element: Element) -> str:
        inner = self.blocks(element.children)
        return inner.replace("#listing(", "#listing(leads: true, ", 1) if id(element) in self.leading else inner

    def _summary(self, element: Element) -> str:
        words = self.inlines(element.children).strip()
        return f"#summary-line[{words}];" if words and words != "Code" else ""

    def _heading(self, element: Element) -> str:
        self.level = min(int(element.tag[1]), self.level + 1)
        if not self.in_cell:
            self.cell = None
        before, self.longest = self.longest, WHOLE
        is_long = len(element.text) > LONGEST
        words = self.inlines([f"{element.text[:LONGEST]} …"] if is_long else element.children).strip()
        self.longest = before
        return f"#heading(level: {self.level})[{words}]{self._anchor(element)};"

    _h1 = _h2 = _h3 = _h4 = _h5 = _h6 = _heading

    def _hr(self, element: Element) -> str:
        return "#rule;"

    def _blockquote(self, element: Element) -> str:
        return f"#quote(block: true)[\n{self._nested(element)}\n];"

    def _ul(self, element: Element) -> str:
        items = self._items(element)
        return f"#list({items});" if items else ""

    def _ol(self, element: Element) -> str:
        start = element.attributes.get("start", "1")
        numbering = {"a": "a.", "A": "A.", "i": "i.", "I": "I."}.get(element.attributes.get("type", ""), "1.")
        first = f"start: {int(start)}, " if start.isdecimal() else ""
        items = self._items(element)
        return f"#enum({first}numbering: {quoted(numbering)}, {items});" if items else ""

    def _items(self, element: Element) -> str:
        items: list[Element] = []
        for child in element.children:
            if isinstance(child, Element) and child.tag == "li":
                items.append(child)
            elif isinstance(child, Element) or child.strip():  # not allowed, and common: it belongs to the item before
                last = items.pop() if items else Element("li")
                items.append(Element("li", last.attributes, [*last.children, child]))
        if not items:
            return ""
        loose = any(sum(child.tag == "p" for child in item.elements) > 1 for item in items)
        written = ",\n".join(f"[{self._nested(item)}]" for item in items)
        return f"tight: {tables.truth(not loose)},\n{written},\n"

    def _nested(self, element: Element) -> str:
        self.depth += 1
        inner = self._container(element)
        self.depth -= 1
        return inner

    def _dl(self, element: Element) -> str:
        items: list[tuple[list[str], list[str]]] = []
        parts = [part for child in element.children for part in (child.children if _is_group(child) else [child])]
        for part in parts:
            is_term = isinstance(part, Element) and part.tag == "dt"
            if is_term and (not items or items[-1][1]):
                items.append(([], []))
            if isinstance(part, Element):
                words = self.inlines(part.children).strip() if is_term else self._nested(part)
            else:
                words = self.inlines([part]).strip()
            if words:
                items = items or [([], [])]
                items[-1][0 if is_term else 1].append(words)
        written = (f"terms.item([{'#linebreak();'.join(terms)}], [{chr(10).join(said)}])," for terms, said in items)
        return "#terms(\n" + "\n".join(written) + "\n);" if items else ""

    def _pre(self, element: Element) -> str:
        code = next(element.all("code"), None)
        language = next((name[9:] for name in (code.classes if code else ()) if name.startswith("language-")), "")
        if any(name.startswith("ansi-") for span in element.all("span") for name in span.classes):
            return f"#terminal[{self._coloured(element, ())}];"
        text = wrapped(glyphs.replace_missing(element.text).strip("\n").expandtabs(4))
        return f"#listing({quoted(text)}, language: {quoted(language) if language else 'none'});"

    def _coloured(self, element: Element, classes: Sequence[str]) -> str:
        """Terminal output, piece by piece with the classes of its colours."""
        written = []
        for child in element.children:
            if isinstance(child, Element):
                written.append(self._coloured(child, [*classes, *child.classes]))
            elif child:
                text = quoted(wrapped(glyphs.replace_missing(child).expandtabs(8)))
                written.append(f"#ink-of({quoted(' '.join(classes))}, {text});")
        return "".join(written)

    # ------------------------------------------------------------------ figures and tables

    def _figure(self, element: Element) -> str:
        image = next(element.all("img"), None)
        if image is None or image.attributes.get("src") not in self.images:
            return self._container(element)
        caption = next((child for child in element.elements if child.tag == "figcaption"), None)
        parts = self._caption(caption)
        if about := next((child for child in element.elements if "description" in child.classes), None):
            parts += f", about: [{self.inlines(about.children).strip()}]"
        return f"#drawing({self._image_arguments(image)}, {parts}){self._anchor(element)};"

    def _caption(self, caption: Element | None) -> str:
        """`label: […], words: […], sources: […]` of a caption, for a call."""
        if caption is None:
            return ""
        parts: dict[str, list[Element | str]] = {"label": [], "words": [], "sources": []}
        for child in caption.children:
            kind = next(iter(child.classes), "") if isinstance(child, Element) else ""
            if isinstance(child, Element) and kind in ("label", "sources"):
                parts[kind] += child.children
            else:
                parts["words"].append(child)
        set_ = {name: self.inlines(children).strip() for name, children in parts.items()}
        return ", ".join(f"{name}: [{words}]" for name, words in set_.items() if words)

    def _image_arguments(self, image: Element) -> str:
        alt = image.attributes.get("alt", "").strip()
        if not alt and self.strict:
            raise RenderError("a picture has no alt text", chapter=self.name, cell=self.cell)
        size = "".join(
            f", {name}: {int(value) * 0.75}pt"
            for name in ("width", "height")
            if (value := image.attributes.get(name, "")).isdecimal() and 0 < int(value) <= 10_000
        )
        return (
            f"{quoted(image.attributes['src'])}, alt: {quoted(alt[:LONGEST] or 'Picture without a description')}{size}"
        )

    def _table(self, element: Element) -> str:
        return self._set_table(element, element, "")

    def _set_table(self, table: Element, named: Element, notes: str) -> str:
        grid = Grid(table)
        if not grid.cells:
            return ""
        if not grid.heads and self.strict:
            raise RenderError("a table has no heads", chapter=self.name, cell=self.cell)
        if self.in_cell:
            rows = ((self.inlines(cell.children).strip() for cell in row.all("td", "th")) for row in table.all("tr"))
            return "\n\n".join(" · ".join(row) for row in rows)
        self.in_cell, self.longest = True, WHOLE
        bodies = [self.blocks(cell.element.children) for cell in grid.cells]
        self.in_cell, self.longest = False, ENDLESS
        more = []
        if name := self._anchor_name(named):
            more.append(f"anchor: {quoted(name)}")
        if caption := self._caption(next((child for child in table.elements if child.tag == "caption"), None)):
            more.append(caption)
        styles = [style_of(cell.element, self.looks) for cell in grid.cells]
        return tables.call(grid, bodies, styles, page_size=self.page_size, depth=self.depth, more=more, notes=notes)

    # ------------------------------------------------------------------ words

    def inlines(self, children: Iterable[Element | str]) -> str:
        return "".join(map(self._inline, children))

    def _inline(self, child: Element | str) -> str:
        if isinstance(child, str):
            return escaped(_SPACE.sub(" ", glyphs.replace_missing(child)), self.longest)
        words = self._words(child)
        if (language := child.attributes.get("lang")) and words:
            words = f"#in-language({quoted(language)})[{words}];"
        return self._anchor(child, alone=True) + words

    def _words(self, child: Element) -> str:
        tag = child.tag
        if tag == "br":
            return "#linebreak();"
        if tag == "img":
            return self._image(child)
        if tag == "math":
            return self._math(child)
        if tag == "code":
            return f"#raw({quoted(breakable(_SPACE.sub(' ', glyphs.replace_missing(child.text)), self.longest))});"
        if tag in ("style", "wbr", "col", "colgroup"):
            return ""
        words = self.inlines(child.children)
        if tag == "a":
            return self._link(child, words)
        if (call := _INLINE.get(tag)) and words:
            return f"#{call}[{words}];"
        return f"#quote[{words}];" if tag == "q" else words

    def _image(self, image: Element) -> str:
        if image.attributes.get("src") not in self.images:
            words = f"[Picture not available: {image.attributes.get('alt', '')}]"
            return f"#emph[{escaped(glyphs.replace_missing(words))}];"
        return f"#picture({self._image_arguments(image)}, in-cell: {tables.truth(self.in_cell)});"

    def _math(self, formula: Element) -> str:
        tex, display = _tex(formula)
        if source := self.formulas.get((tex, display)):
            return f"#{'displayed' if display else 'maths'}({quoted(tex[:LONGEST])})[{source}];"
        return f"#raw({quoted(glyphs.replace_missing(tex))});"

    def _link(self, element: Element, words: str) -> str:
        address = element.attributes.get("href", "").strip()
        if _LINK.match(address):
            return f"#link({quoted(address)})[{words or escaped(address)}];"
        target = address[1:] if address.startswith("#") else self._elsewhere(address)
        if target not in self.anchors:
            return words
        label = next((span.text for span in self.anchors[target].all("span") if "label" in span.classes), "")
        words = words or escaped(label or self.anchors[target].text)
        if not words.strip():
            return ""
        self.linked.add(target)
        return f"#link(label({quoted(target)}))[{words}];"

    def _elsewhere(self, address: str) -> str:
        """The anchor in this document for a link to another chapter's page."""
        found = _PAGE.match(address)
        if not found or found[1] not in self.chapters:
            return ""
        if found[2]:
            return f"{found[1]}--{found[2]}"
        return next((name for name in self.anchors if name.startswith(f"{found[1]}--")), "")

    def _anchor(self, element: Element, *, alone: bool = False) -> str:
        """The element's anchor behind what it belongs to, or `alone`."""
        if not (name := self._anchor_name(element)):
            return ""
        return f"{'#metadata(none)' if alone else ''}#label({quoted(name)}){';' if alone else ''}"

    def _anchor_name(self, element: Element) -> str:
        """The name of the element's anchor, once in the document."""
        name = _name(element)
        if not name or name in self.placed or not (element.tag in _NAMED or name in self.targets):
            return ""
        self.placed.add(name)
        return name
