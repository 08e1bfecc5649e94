"""`report-html`: a notebook as one self-contained page that asks nobody for anything, through nbconvert and Jinja.

The same exporter writes the chapters of an edition, its first page, and any other page in the same clothes.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbformat import NotebookNode
from traitlets import default

from publisher import fonts
from publisher.chapter.document import BackMatter, Block, Chapter, Code, Edition, Output, every_block, every_words
from publisher.chapter.exporter import ReportExporter
from publisher.pages.drawings import page_drawing
from publisher.pages.words import PageWords, highlight_code
from publisher.safe.nodes import Element, elements, raw_text, to_xml
from publisher.safe.text import clean_text

TEMPLATES = Path(__file__).parent / "templates"

_FONTS = (
    ("Source Serif 4", 400, "normal", "source-serif-4-latin-400-normal.woff2"),
    ("Source Serif 4", 400, "italic", "source-serif-4-latin-400-italic.woff2"),
    ("Source Sans 3", 400, "normal", "source-sans-3-latin-400-normal.woff2"),
    ("Source Sans 3", 700, "normal", "source-sans-3-latin-700-normal.woff2"),
)
_SLANTED = ("em", "i", "cite", "dfn", "var", "address")


class ReportHTMLExporter(ReportExporter):
    """Any notebook as one self-contained page; `--template` names a template that extends `report`."""

    output_mimetype = "text/html"
    export_from_notebook = "Report (HTML)"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "report"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(Path.cwd()), str(TEMPLATES)]

    @default("extra_loaders")
    def _default_extra_loaders(self) -> list[FileSystemLoader]:
        return [FileSystemLoader(TEMPLATES)]  # `report/…` is ours, whatever stands in the user's folders

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """Returns the page of the notebook, and nbconvert's resources."""
        chapter, resources = self.read_notebook(nb, resources)
        self.warn(chapter)
        edition = Edition(name="", title=chapter.title, chapters=(chapter,), language=chapter.language)
        return self.write_chapter(chapter, edition, nb=nb, resources=resources), resources

    def write_chapter(self, chapter: Chapter, edition: Edition, **more: Any) -> str:
        """Returns the chapter as a page of the edition, with the way to its neighbours, the contents and the PDF."""
        names = [one.name for one in edition.chapters]
        words, text = (PageWords(chapter, edition, scrolls=scrolls) for scrolls in (False, True))
        count = itertools.count(1)
        return self._render(
            self.template.name or "",
            is_slanted=_is_slanted(chapter),
            title=f"{chapter.title} – {edition.title}" if edition.title != chapter.title else chapter.title,
            language=chapter.language,
            edition=edition,
            chapter=chapter,
            blocks=list(_grouped(chapter.blocks)),
            contents=[entry for entry in chapter.headings if entry.level == 2],
            before=dict(zip(names[1:], edition.chapters, strict=False)).get(chapter.name),
            after=dict(zip(names, edition.chapters[1:], strict=False)).get(chapter.name),
            alone=not edition.name,
            parameters=_parameters(edition),
            sources=chapter.sources_beside(words.listed),
            words=lambda nodes: Markup(words.html(nodes)),
            text=lambda nodes: Markup(text.html(nodes)),
            drawing=lambda name, alt: Markup(to_xml(page_drawing(chapter.pictures[name], alt, is_ours=True))),
            number_of=lambda anchor: Markup(words.number(anchor)),
            highlight_code=lambda source, kind: Markup(highlight_code(source, kind)),
            next_name=lambda: f"_caption-{next(count)}",
            **more,
        )

    def write_index(self, edition: Edition, *, downloads: Sequence[tuple[str, str, str]] = ()) -> str:
        """Returns the first page of the edition: what it is, its chapters, what can be taken along.

        `downloads` are labels, addresses and sizes.
        """
        return self._render(
            "report/edition.html.j2",
            title=edition.title,
            language=edition.language,
            edition=edition,
            parameters=_parameters(edition),
            downloads=downloads,
        )

    def write_page(self, title: str, body: str, *, language: str = "en") -> str:
        """Returns any other page in the same clothes; `body` is HTML with one `h1`."""
        return self._render("report/base.html.j2", title=title, language=language, body=Markup(body))

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.autoescape = True
        environment.undefined = StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = environment.keep_trailing_newline = True
        environment.finalize = _clean
        environment.filters["kind"] = lambda it: "code" if isinstance(it, list) else type(it).__name__.lower()
        return environment

    def _render(self, template: str, *, is_slanted: bool = False, **values: Any) -> str:
        page: str = self.environment.get_template(template).render(**_clothes(is_slanted), **values)
        return page


def _clean(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


# ------------------------------------------------------------------ what every page wears


@cache
def _clothes(is_slanted: bool) -> Mapping[str, Markup]:
    """Style, script and policy: the same for every page, but for the italic, which only comes where it is used."""
    style = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};font-display:block;'
        f"src:url(data:font/woff2;base64,{_base64((fonts.FOLDER / name).read_bytes())})}}"
        for family, weight, style, name in _FONTS
        if is_slanted or style == "normal"
    )
    style += _compact("style.css")
    for sign in "{};>":
        style = style.replace(f" {sign}", sign).replace(f"{sign} ", sign)
    style = style.replace(": ", ":").replace(", ", ",")
    script = _compact("script.js")
    policy = (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{_base64(hashlib.sha256(script.encode()).digest())}'; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _compact(name: str) -> str:
    """The style sheet or script without indents and comments, which have lines of their own."""
    lines = map(str.strip, (TEMPLATES / "report" / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


def _is_slanted(chapter: Chapter) -> bool:
    """Whether anything in the chapter is set in italics, in its words or in its drawings."""
    words = [node for nodes in every_words(chapter.blocks) for node in nodes]
    drawings = [picture for picture in chapter.pictures.values() if isinstance(picture, Element)]
    sheets = [block.sheet for block in every_block(chapter.blocks) if isinstance(block, Output)]
    for element in elements([*words, *drawings]):
        sheets += [element.attributes.get("style", ""), raw_text(element.children) if element.tag == "style" else ""]
        if element.tag in _SLANTED:
            return True
    return any("italic" in sheet for sheet in sheets)


# ------------------------------------------------------------------ what a page says


def _grouped(blocks: Sequence[Block]) -> Iterator[Block | list[Block]]:
    """The blocks, with cells of code that follow one another in a list: they fold as one."""
    flat = (one for block in blocks for one in (block.blocks if isinstance(block, BackMatter) else [block]))
    for is_code, group in itertools.groupby(flat, lambda block: isinstance(block, Code)):
        same = list(group)
        yield from [same] if is_code else same


def _parameters(edition: Edition) -> dict[str, str]:
    """The edition's parameters as readers see them, with the edition's date."""
    is_said = edition.as_of is None or "as of" in map(str.casefold, edition.parameters)
    return {**edition.parameters, **({} if is_said else {"As of": str(edition.as_of)})}
