"""From the chapters' blocks to Typst markup: one function a block, and one an element that stands on its own lines.

What a chapter marks as back matter stands behind them all; a line in its place says where.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import Any, TypeGuard

from publisher.chapter import document, maths
from publisher.chapter.document import BackMatter, Block, Chapter, Edition, Figure, Output, RenderError, Table
from publisher.pdf import cell_styles
from publisher.pdf.escaping import ENDLESS, WHOLE, break_lines, escape, quote, truth
from publisher.pdf.grid import Grid
from publisher.pdf.markup import Document, Piece, Place, join_pieces, name_of, names_in
from publisher.pdf.tables import write_table
from publisher.pdf.words import LONGEST, WordWriter
from publisher.safe.nodes import HEADINGS, Element, Formula, Image, Node, Words, elements, raw_text, walk
from publisher.safe.styles import words


def write_document(
    edition: Edition, formulas: maths.Sources, *, code: bool = False, refused: Collection[str] = ()
) -> Document:
    """Returns the chapters as Typst markup, each in a call of the template's `chapter`.

    `formulas` are the sources of the formulas; `code` shows the source of the cells; the characters `refused` are
    written as code points, and so are those that no font has. Where the edition is strict, a picture without alt text
    or a table without heads is a `RenderError`.
    """
    writer = _Writer(edition, formulas, refused, code=code)
    pieces = [Piece('#import "elements.typ": *')]
    for chapter in edition.chapters:
        writer.chapter, writer.place, writer.level = chapter, Place(chapter.name), 0
        number = "none" if chapter.number is None else chapter.number
        opening = f"#chapter(number: {number}, language: {quote(chapter.language)})["
        pieces += [Piece(opening, place=writer.place), *writer.write_blocks(chapter.blocks), Piece("]")]
    for chapter, some in writer.back:
        opening = f"#in-language({quote(chapter.language)})["
        pieces += [Piece(opening, place=Place(chapter.name)), *some, Piece("];")]
    return Document(pieces, writer.pictures, writer.unshown)


@dataclass
class _Writer(WordWriter):
    """Writes blocks, and knows how deep it is within something else.

    `back` is what stands at the end of the document, with the chapters that it comes from; `sheet` are the styles of
    cells that the style sheet of an output gives.
    """

    code: bool = False
    back: list[tuple[Chapter, list[Piece]]] = field(default_factory=list)
    sheet: Mapping[str, cell_styles.CellStyle] = field(default_factory=dict)
    level: int = 0
    depth: int = 0

    def write_blocks(self, blocks: Sequence[Block]) -> list[Piece]:
        pieces: list[Piece] = []
        for block, following in zip_longest(blocks, blocks[1:]):
            self.place = replace(self.place, cell=getattr(block, "cell", 0) or None)
            if isinstance(block, document.Code):
                leads = isinstance(following, Output | Figure | Table)
                written = self.write_listing(block.source, block.language, leads=leads) if self.code else []
            else:
                written = self.place_anchors(names_in(block), _BLOCKS[type(block)](self, block))
            pieces += [replace(piece, place=self.place) for piece in written]
        return pieces

    def write_figure(self, figure: Figure) -> list[Piece]:
        if figure.picture not in self.chapter.pictures:
            caption: Words = [figure.label, " ", *figure.caption, " ", *figure.sources]
            missing = Piece(self.write_missing_picture(figure.alt))
            return [missing, *self.write_line(caption), *self.write_line(figure.description, '#aside("description")')]
        about: dict[str, Words] = {"label": [figure.label], "words": figure.caption}
        about |= {"sources": figure.sources, "about": figure.description}
        arguments = [self.picture_arguments(Image(figure.picture, figure.alt)), *self.write_arguments(about)]
        return [Piece(f"#drawing({', '.join(arguments)}){self.label(figure.anchor)};")]

    def write_table(self, table: Table) -> list[Piece]:
        notes = [*self.write_line(table.note, '#aside("note")'), *self.write_line(table.sources, '#aside("sources")')]
        about: dict[str, Words] = {"label": [table.label], "words": table.caption}
        return self.write_grid(Grid(table), about, anchor=table.anchor, notes=join_pieces(notes))

    def write_output(self, output: Output) -> list[Piece]:
        self.sheet = cell_styles.read_sheet(output.sheet)
        inner = join_pieces(self.write_flow(output.nodes))
        self.sheet = {}
        return [Piece(f"#output({quote(output.kind)})[\n{inner}\n];")] if inner else []

    def write_back_matter(self, matter: BackMatter) -> list[Piece]:
        """Keeps the blocks for the end, and returns a line that leads there."""
        name = next(
            filter(None, (name for block in document.every_block(matter.blocks) for name in names_in(block))), ""
        )
        anchor = self.anchors.full(self.chapter.name, name)
        self.anchors.wanted.add(anchor)
        if not (pieces := self.write_blocks(matter.blocks)):
            return []
        if not self.back:
            pieces.insert(0, Piece("#heading(level: 1)[Tables in full];", is_heading=True))
        self.back.append((self.chapter, pieces))
        label = escape(self.chapter.labels.get(name, ""))
        return [Piece(f"#in-back({quote(anchor)})[{label}];")] if anchor in self.anchors.placed else []

    def write_heading(self, level: int, anchor: str, nodes: Words) -> list[Piece]:
        """Returns a heading, never more than one level below the one before."""
        self.level = min(level, self.level + 1)
        text = raw_text(nodes)
        is_named = any(isinstance(node, str) and node.strip() for node in walk(nodes))  # a formula alone names nothing
        if not is_named or len(text) > LONGEST:
            nodes = [text[:LONGEST] + " …" * (len(text) > LONGEST)]
        before, self.longest = self.longest, WHOLE
        written, self.longest = self.write_words(nodes), before
        self.place = replace(self.place, heading=" ".join(text.split()))
        return [Piece(f"#heading(level: {self.level})[{written}]{self.label(anchor)};", is_heading=True)]

    def write_listing(self, source: str, language: str, *, leads: bool = False) -> list[Piece]:
        """Returns lines of a program, which may lead to what it put out."""
        lines = quote(break_lines(self.legible(source).strip("\n").expandtabs(4)))
        leading = "leads: true, " if leads else ""
        return [Piece(f"#listing({leading}{lines}, language: {quote(language) if language else 'none'});")]

    def write_grid(self, grid: Grid, about: dict[str, Words], *, anchor: str = "", notes: str = "") -> list[Piece]:
        """Returns a table with what is said of it."""
        if not grid.cells:
            return []
        if not grid.heads and self.edition.strict:
            raise RenderError("a table has no heads", chapter=self.place.chapter, cell=self.place.cell)
        self.in_cell, self.longest = True, WHOLE
        bodies = [join_pieces(self.write_flow(cell.element.children)) for cell in grid.cells]
        self.in_cell, self.longest = False, ENDLESS
        name = self.anchors.claim(self.chapter.name, anchor, always=True)
        arguments = [f"anchor: {quote(name)}"] if name else []
        arguments += self.write_arguments(about)
        arguments += [f"notes: [{notes}]"] if notes else []
        styles = [cell_styles.style_of(cell.element, self.sheet) for cell in grid.cells]
        page_size = self.edition.page_size
        call = write_table(grid, bodies, styles, page_size=page_size, depth=self.depth, arguments=arguments)
        return [Piece(call, is_table=True)]

    def write_arguments(self, about: dict[str, Words]) -> list[str]:
        """Returns what is said of a figure or table as arguments of its call."""
        return [f"{name}: [{written}]" for name, nodes in about.items() if (written := self.write_words(nodes))]

    def label(self, name: str) -> str:
        """Returns the anchor of the heading or figure that stands before it, wanted or not."""
        anchor = self.anchors.claim(self.chapter.name, name, always=True)
        return f"#label({quote(anchor)})" if anchor else ""

    def place_anchors(self, names: Iterable[str], pieces: list[Piece]) -> list[Piece]:
        """Returns the pieces with the wanted anchors of these names before them, if they have no place as yet."""
        marks = "".join(f"{mark}\n" for name in names if (mark := self.mark(name)))
        first, *others = pieces or [Piece("")]
        return [replace(first, text=marks + first.text), *others] if marks else pieces

    def write_flow(self, nodes: Iterable[Node]) -> list[Piece]:
        """Returns paragraphs and blocks; running text between blocks becomes a paragraph."""
        pieces: list[Piece] = []
        line: Words = []
        for node in nodes:
            if _is_block(node):
                pieces += [*self.write_line(line), *self.write_element(node)]
                line = []
            else:
                line.append(node)
        return [*pieces, *self.write_line(line)]

    def write_line(self, nodes: Iterable[Node], call: str = "") -> list[Piece]:
        """Returns a line of words within such a call; nothing where there are no words."""
        written = self.write_words(nodes)
        return [Piece(f"{call}[{written}];" if call else written)] if written else []

    def write_element(self, element: Element) -> list[Piece]:
        pieces = _TAGS.get(element.tag, _Writer.write_container)(self, element)
        if (language := element.attributes.get("lang")) and pieces:
            pieces = [Piece(f"#in-language({quote(language)})[\n{join_pieces(pieces)}\n];")]
        return self.place_anchors(map(name_of, elements([element])), pieces)

    def write_container(self, element: Element) -> list[Piece]:
        return self.write_flow(element.children)

    def write_nested(self, element: Element) -> str:
        """Returns what is within a list's item or a quotation, where there is less room."""
        self.depth += 1
        inner = join_pieces(self.place_anchors([name_of(element)], self.write_flow(element.children)))
        self.depth -= 1
        return inner

    def write_paragraph(self, element: Element) -> list[Piece]:
        if "notice" in element.classes:
            return self.write_line(element.children, '#aside("notice")')
        formulas = (node.mathml for node in walk(element.children) if isinstance(node, Formula) and node.mathml)
        is_long = any(len(word) > ENDLESS for nodes in (element.children, formulas) for word in raw_text(nodes).split())
        return self.write_line(element.children, "#ragged" if is_long else "")

    def write_list(self, element: Element) -> list[Piece]:
        items: list[Element] = []
        for child in element.children:
            if isinstance(child, Element) and child.tag == "li":
                items.append(child)
            elif not isinstance(child, str) or child.strip():  # not allowed, and common: it belongs to the item before
                last = items.pop() if items else Element("li")
                items.append(replace(last, children=[*last.children, child]))
        if not items:
            return []
        is_loose = any(sum(one.tag == "p" for one in item.elements) > 1 for item in items)
        written = ",\n".join(f"[{self.write_nested(item)}]" for item in items)
        call = "list("
        if element.tag == "ol":
            start, kind = element.attributes.get("start", "1"), element.attributes.get("type", "1")
            first = f"start: {int(start)}, " if start.isdecimal() else ""
            call = f"enum({first}numbering: {quote(f'{kind}.' if kind in ('a', 'A', 'i', 'I') else '1.')}, "
        return [Piece(f"#{call}tight: {truth(not is_loose)},\n{written},\n);")]

    def write_terms(self, element: Element) -> list[Piece]:
        items: list[tuple[list[str], list[str]]] = []  # the terms, and what is said of them
        groups = (one.children if isinstance(one, Element) and one.tag == "div" else [one] for one in element.children)
        for node in chain.from_iterable(groups):
            is_term = isinstance(node, Element) and node.tag == "dt"
            if is_term and (not items or items[-1][1]):
                items.append(([], []))
            nested = node if isinstance(node, Element) and not is_term else None
            if written := self.write_nested(nested) if nested else self.write_words([node]):
                items = items or [([], [])]
                items[-1][0 if is_term else 1].append(written)
        lines = (f"terms.item([{'#linebreak();'.join(terms)}], [{chr(10).join(more)}])," for terms, more in items)
        return [Piece("\n".join(["#terms(", *lines, ");"]))] if items else []

    def write_preformatted(self, element: Element) -> list[Piece]:
        if any(name.startswith("ansi-") for span in elements(element.children, "span") for name in span.classes):
            return [Piece(f"#terminal[{self.write_coloured(element, ())}];")]
        code = next(elements(element.children, "code"), element)
        languages = (name.removeprefix("language-") for name in code.classes if name.startswith("language-"))
        return self.write_listing(raw_text(element.children), next(languages, ""))

    def write_coloured(self, element: Element, classes: Sequence[str]) -> str:
        """Returns terminal output, piece by piece with the classes of its colours."""
        written = []
        for child in element.children:
            if isinstance(child, Element):
                written.append(self.write_coloured(child, [*classes, *child.classes]))
            elif child:
                lines = break_lines(self.legible(raw_text([child])).expandtabs(8))
                written.append(f"#ink-of({quote(' '.join(classes))}, {quote(lines)});")
        return "".join(written)

    def write_html_table(self, element: Element) -> list[Piece]:
        """Returns a table; in a cell of another one, its rows in lines."""
        if self.in_cell:
            rows = elements(element.children, "tr")
            cells = ([self.write_words(cell.children) for cell in elements(row.children, "td", "th")] for row in rows)
            return [Piece(" · ".join(row)) for row in cells]
        caption = next((child.children for child in element.elements if child.tag == "caption"), [])
        return self.write_grid(Grid(element), {"words": caption})


_BLOCKS: dict[type[Block], Callable[[_Writer, Any], list[Piece]]] = {
    document.Heading: lambda writer, heading: writer.write_heading(heading.level, heading.anchor, heading.words),
    document.Text: lambda writer, text: writer.write_flow(text.nodes),
    document.Notice: lambda writer, notice: writer.write_line(notice.words, '#aside("notice")'),
    Figure: _Writer.write_figure,
    Table: _Writer.write_table,
    Output: _Writer.write_output,
    BackMatter: _Writer.write_back_matter,
}

_CONTAINERS = words(
    "address article aside center dd details div dt figcaption figure li section tbody td tfoot th thead tr"
)
_TAGS: dict[str, Callable[[_Writer, Element], list[Piece]]] = {
    **dict.fromkeys(_CONTAINERS, _Writer.write_container),
    **dict.fromkeys(
        HEADINGS, lambda writer, one: writer.write_heading(int(one.tag[1]), one.attributes.get("id", ""), one.children)
    ),
    "blockquote": lambda writer, one: [Piece(f"#quote(block: true)[\n{writer.write_nested(one)}\n];")],
    "dl": _Writer.write_terms,
    "hr": lambda *_: [Piece("#rule;")],
    "ol": _Writer.write_list,
    "p": _Writer.write_paragraph,
    "pre": _Writer.write_preformatted,
    "summary": lambda writer, one: writer.write_line(one.children, "#summary-line"),
    "table": _Writer.write_html_table,
    "ul": _Writer.write_list,
}
"""The elements that stand on lines of their own."""


def _is_block(node: Node) -> TypeGuard[Element]:
    return isinstance(node, Element) and any(one.tag in _TAGS for one in elements([node]))
