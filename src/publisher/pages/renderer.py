"""Chapters and editions as pages: each one self-contained file that asks nobody for anything.

`page` and `index` make the pages of an edition, `shell` any other page in the same clothes, `ReportHTMLExporter`
a page of any notebook (`jupyter nbconvert --to report-html`). The text comes from `body`, the look from `templates/`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from publisher import fonts
from publisher.chapter import reader as bodies
from publisher.chapter.document import Chapter, Edition
from publisher.chapter.results import SOURCES
from publisher.safe.sanitiser import escaped, text

_HERE = Path(__file__).parent
_FONTS = (
    ("Source Serif 4", 400, "normal", "source-serif-4-latin-400-normal.woff2"),
    ("Source Serif 4", 400, "italic", "source-serif-4-latin-400-italic.woff2"),
    ("Source Sans 3", 400, "normal", "source-sans-3-latin-400-normal.woff2"),
    ("Source Sans 3", 700, "normal", "source-sans-3-latin-700-normal.woff2"),
)

GROUND = {
    "#1a1a1a": "var(--ink)",
    "#000000": "var(--ink)",
    "#595959": "var(--muted)",
    "#d9d9d9": "var(--grid)",
    "#ffffff": "var(--paper)",
}
"""Colours of a figure that are not data, and the page's own colours that stand for them, by day and by night."""

_IMAGE = re.compile(r'<img src="figures/([^"]+)" alt="([^"]*)"((?: (?:width|height)="\d+")*)>')
_FIGURE = re.compile(r'<figure class="figure".*?</figure>', re.DOTALL)
_TEXT = re.compile(r"<a [^>]*>|</a>|<text\b")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_TABLE = re.compile(r'<table class="data"><caption>(.*?)</caption>(.*?)</table>', re.DOTALL)
_DESCRIPTION = re.compile(r'<p class="description">(.*?)</p>', re.DOTALL)
_SOURCE = re.compile(r'<a href="([^"]*)" data-source="([^"]*)">')
_LIST = re.compile(rf'<div class="table" id="tbl-{SOURCES}".*?</div>', re.DOTALL)
_ROW = re.compile(r'<tr id="([^"]*)">(?:(?!</tr>).)*?<a href="([^"]*)">', re.DOTALL)
_EMPTY = re.compile(r'<a href="([\w.-]+)\.html#([^"]+)"></a>')
_LABEL = re.compile(
    r'<(?:figure|div) class="(?:figure|table)" id="([^"]+)".*?<span class="label">(.*?)</span>', re.DOTALL
)
_SLANTED = re.compile(r"<(?:em|i|cite|dfn|var|address)\b|italic")
_NAMED = re.compile(r' id="([^"]*)"')
_REFERRED = re.compile(r'(?<= id=")[^"]*|(?<=href="#)[^"]*|(?<=url\(#)[^)]*')
_STYLE = re.compile(r' style="([^"]*)"')
_NEXT_CODE = '</details>\n<details class="code"><summary>Code</summary>'
_H = re.compile(r'<h[23] id="([^"]*)">')
_MIME = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


def page(chapter: Chapter, edition: Edition) -> str:
    """The chapter as a page of the edition, with the way to its neighbours, the contents and the PDF."""
    chapters = list(edition.chapters)
    place = next((n for n, one in enumerate(chapters) if one.name == chapter.name), None)
    return _rendered(
        "page.html.j2",
        title=f"{chapter.title} – {edition.title}" if edition.title != chapter.title else chapter.title,
        language=chapter.language,
        edition=edition,
        chapter=chapter,
        before=chapters[place - 1] if place else None,
        after=chapters[place + 1] if place is not None and place + 1 < len(chapters) else None,
        alone=not edition.name,
        parameters=_parameters(edition),
        **_numbered(chapter, _inlined(chapter, edition)),
        sources=_sources(chapter, _listed(chapter)),
    )


def index(edition: Edition, *, downloads: tuple[tuple[str, str, str], ...] = ()) -> str:
    """The first page of the edition: what it is, its chapters, what can be taken along (label, address, size)."""
    return _rendered(
        "index.html.j2",
        title=edition.title,
        language=edition.language,
        edition=edition,
        parameters=_parameters(edition),
        downloads=downloads,
    )


def shell(title: str, body: str, *, language: str = "en") -> str:
    """Any other page in the same clothes; `body` is HTML with one `h1`."""
    return _rendered("base.html.j2", title=title, language=language, body=Markup(body))


class ReportHTMLExporter(Exporter):
    """Any notebook as one self-contained page."""

    file_extension = ".html"
    output_mimetype = "text/html"
    export_from_notebook = "Report (HTML)"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        notebook, resources = super().from_notebook_node(nb, resources, **more)
        if self.config.TemplateExporter.get("exclude_input"):  # what `--no-input` sets
            for cell in notebook.cells:
                cell.metadata.setdefault("transient", {})["remove_source"] = True
        metadata = resources.get("metadata", {})
        folder = metadata.get("path")  # empty for a notebook in the working directory
        chapter = bodies.chapter(
            notebook, name=str(metadata.get("name") or "notebook"), folder=None if folder is None else Path(folder)
        )
        for warning in chapter.warnings:
            self.log.warning(warning)
        return page(
            chapter, Edition(name="", title=chapter.title, chapters=(chapter,), language=chapter.language)
        ), resources


# ------------------------------------------------------------------ what stands around


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: text(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _clothes(italic: bool) -> Mapping[str, Markup]:
    """Style, script and policy: the same for every page, but for the italic, which only comes where it is used."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};font-display:block;'
        f"src:url(data:font/woff2;base64,{base64.b64encode((fonts.FOLDER / name).read_bytes()).decode()})}}"
        for family, weight, style, name in _FONTS
        if italic or style == "normal"
    )
    sheet = _compact((_HERE / "templates" / "style.css").read_text(encoding="utf-8"))
    style = faces + re.sub(r" ?([{};>]) ?|(?<=[:,]) ", r"\1", sheet)
    script = _compact((_HERE / "templates" / "script.js").read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}


def _compact(source: str) -> str:
    """The style sheet or script without the comments that have lines of their own, and without indents."""
    without = re.sub(r"/\*.*?\*/|^\s*// [^\n]*$", "", source, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\s*\n\s*", "\n", without).strip()


def _rendered(template: str, **values: Any) -> str:
    return (
        _environment()
        .get_template(template)
        .render(**_clothes(bool(_SLANTED.search(str(values.get("body", ""))))), **values)
    )


# ------------------------------------------------------------------ the text in its page


def _inlined(chapter: Chapter, edition: Edition) -> str:
    """The body with its pictures put in, its tables made to scroll, and its citations led to the list of sources."""
    body = chapter.body.replace(_NEXT_CODE, "\n")  # cells of code that follow one another fold as one
    body = _FIGURE.sub(lambda found: _themed(found[0], chapter), body)
    body = _IMAGE.sub(lambda found: _picture(found, chapter, themed=False), body)
    count = itertools.count(1)

    def scrolling(found: re.Match[str]) -> str:
        name = f"_caption-{next(count)}"
        return (
            f'<div class="scroll" tabindex="0" role="group" aria-labelledby="{name}"><table class="data">'
            f'<caption id="{name}"><span>{found[1]}</span></caption>{found[2]}</table></div>'
        )

    body = _TABLE.sub(scrolling, body)
    listed = _listed(chapter)
    body = _SOURCE.sub(lambda found: f'<a href="#{listed.get(found[1]) or f"_source-{found[2]}"}">', body)
    labels = {(one.name, anchor): label for one in edition.chapters for anchor, label in _LABEL.findall(one.body)}
    return _EMPTY.sub(
        lambda found: f'<a href="{found[1]}.html#{found[2]}">{labels.get((found[1], found[2]), found[2])}</a>', body
    )


def _themed(figure: str, chapter: Chapter) -> str:
    figure = _DESCRIPTION.sub(r'<details class="description"><summary>Description</summary><p>\1</p></details>', figure)
    return _IMAGE.sub(lambda found: _picture(found, chapter, themed=True), figure)


def _picture(found: re.Match[str], chapter: Chapter, *, themed: bool) -> str:
    name, alt, size = found.groups()
    content = chapter.figures[name]
    suffix = name.rpartition(".")[2]
    if suffix != "svg":
        return f'<img src="data:{_MIME[suffix]};base64,{base64.b64encode(content).decode()}" alt="{alt}"{size}>'
    drawing = content.decode("utf-8")
    if themed:
        drawing = _classed(drawing)
        drawing = _COLOUR.sub(lambda colour: GROUND.get(colour[0].lower(), colour[0]), drawing)
    role = "img"
    if "<a " in drawing:  # links within an image would be lost to a screen reader
        role, drawing = "graphics-document", _silenced(drawing)
    drawing = drawing.replace("<svg ", f'<svg role="{role}" aria-label="{alt}" ', 1)
    return f'<div class="scroll" tabindex="0" role="group" aria-label="Drawing">{drawing}</div>' if themed else drawing


def _classed(drawing: str) -> str:
    """The drawing with short ids, and with styles that come often as classes: a third less to send."""
    ids = _NAMED.findall(drawing)
    short = {name: f"{ids[0].removesuffix('drawing')}{number}" for number, name in enumerate(ids) if number}
    drawing = _REFERRED.sub(lambda found: short.get(found[0], found[0]), drawing) if short else drawing
    counts = Counter(_STYLE.findall(drawing))
    root = re.search(r' id="([^"]*)"', drawing)
    often = [style for style, count in counts.items() if count > 2]
    if not often or root is None or " class=" in drawing:
        return drawing
    names = {style: f"s{number}" for number, style in enumerate(often)}
    drawing = _STYLE.sub(lambda found: f' class="{names[found[1]]}"' if found[1] in names else found[0], drawing)
    sheet = "".join(f"#{root[1]} .{name}{{{html.unescape(style)}}}" for style, name in names.items())
    end = drawing.index(">") + 1
    return f"{drawing[:end]}<style>{sheet}</style>{drawing[end:]}"


def _silenced(drawing: str) -> str:
    """The drawing with the text outside its links hidden from screen readers, which have the alt text."""
    inside = False

    def step(found: re.Match[str]) -> str:
        nonlocal inside
        if found[0] == "<text":
            return found[0] if inside else '<text aria-hidden="true"'
        inside = found[0] != "</a>"
        return found[0]

    return _TEXT.sub(step, drawing)


def _numbered(chapter: Chapter, body: str) -> dict[str, Any]:
    """The body with its sections numbered, and the contents; authors who number theirs are left alone."""
    by_hand = any(heading.level == 2 and heading.text[:1].isdigit() for heading in chapter.headings)
    lead = "" if chapter.number is None else f"{chapter.number}."
    numbers: dict[str, str] = {}
    section = part = 0
    for heading in chapter.headings:
        if heading.level == 2:
            section, part = section + 1, 0
            numbers[heading.anchor] = f"{lead}{section}"
        elif heading.level == 3:
            part += 1
            numbers[heading.anchor] = f"{lead}{section}.{part}"
    if by_hand:
        numbers = {}

    def numbered(found: re.Match[str]) -> str:
        number = numbers.get(found[1])
        return f'{found[0]}<span class="number">{number}</span> ' if number else found[0]

    contents = [
        {"anchor": heading.anchor, "number": numbers.get(heading.anchor), "words": heading.text}
        for heading in chapter.headings
        if heading.level == 2
    ]
    return {"body": Markup(_H.sub(numbered, body)), "contents": contents}


def _parameters(edition: Edition) -> dict[str, str]:
    """The edition's parameters as readers see them, with the date that cuts the record."""
    shown = {text(name): text(value) for name, value in edition.parameters.items()}
    if edition.as_of and not any(name.casefold() == "as of" for name in shown):
        shown["As of"] = edition.as_of.isoformat()
    return shown


def _listed(chapter: Chapter) -> dict[str, str]:
    """The row of each address in the chapter's own list of sources, if it has one."""
    found = _LIST.search(chapter.body)
    return {address: row for row, address in reversed(_ROW.findall(found[0]))} if found else {}


def _sources(chapter: Chapter, listed: Mapping[str, str]) -> list[dict[str, str]]:
    """The sources that the chapter names and does not list itself, each once, in the order of their naming."""
    sources: dict[str, dict[str, str]] = {}
    for source in chapter.sources:
        if source.source_id and source.href and escaped(source.href) not in listed:
            sources.setdefault(
                source.source_id, {"id": source.source_id, "text": text(source.text), "href": source.href}
            )
    return list(sources.values())
