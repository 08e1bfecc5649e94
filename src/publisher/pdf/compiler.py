"""The edition as one PDF: typeset by Typst, tagged (PDF/UA-1), archival (PDF/A-3a), with its evidence attached.

The typesetter works in a temporary folder of its own and can read nothing outside it. What it reads there is put
together here; which call stands for which element is for `typesetting`, and how it looks for `templates/`.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import logging
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode
from traitlets import Unicode

from publisher import fonts
from publisher.chapter import maths
from publisher.chapter import reader as bodies
from publisher.chapter.document import Chapter, Edition, RenderError
from publisher.pdf import columns, glyphs, writer
from publisher.pdf.packing import pack_pdf

UNDATED = dt.date(1970, 1, 1)
"""The date of a document whose edition has none: archival PDF wants one, and the clock is not asked."""

_SETTING: Mapping[str, Any] = {"ignore_system_fonts": True, "pdf_standards": ["a-3a", "ua-1"]}
_log = logging.getLogger(__name__)
_PLACE = re.compile(r"body\.typ:(\d+):")
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_UNSHOWN = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)


class ReportPDFExporter(Exporter):
    """Any notebook as a PDF: `jupyter nbconvert --to report-pdf notebook.ipynb`."""

    file_extension = ".pdf"
    output_mimetype = "application/pdf"
    export_from_notebook = "Report (PDF)"
    page_size = Unicode("a4", help="The size of a page: a4 or us-letter.").tag(config=True)

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **more: Any
    ) -> tuple[bytes, dict[str, Any]]:
        notebook, resources = super().from_notebook_node(nb, resources, **more)
        metadata = resources.get("metadata", {})
        name, folder = str(metadata.get("name") or "notebook"), metadata.get("path")
        chapter = bodies.chapter(notebook, name=name, folder=Path(folder) if folder else None)
        for warning in chapter.warnings:
            self.log.warning(warning)
        edition = Edition(
            name=name,
            title=chapter.title,
            chapters=(chapter,),
            language=chapter.language,
            page_size=self.page_size,
            strict=False,
        )
        return render(edition, code=not self.config.TemplateExporter.get("exclude_input")), resources


def render(edition: Edition, *, code: bool = False) -> bytes:
    """The edition as a PDF, the same bytes for the same edition; `code` shows the source of the cells.

    Characters that no font has are shown as code points and logged once. Raises `RenderError`, with chapter and
    cell, for what cannot be typeset; where the edition is not strict, a damaged picture or formula is left out.
    """
    formulas = _formulas(edition)
    try:
        return _typeset(edition, formulas, code=code)
    except RenderError:
        if edition.strict:
            raise
        chapters = tuple(_without(chapter, _damaged(chapter)) for chapter in edition.chapters)
        sound = {key: source for key, source in formulas.items() if _compiles(f'#let _ = "";#box[{source}]')}
        if sound == formulas and chapters == edition.chapters:
            raise
        _log_unset(tex for tex, display in formulas if (tex, display) not in sound)
        return _typeset(replace(edition, chapters=chapters), sound, code=code)


def _formulas(edition: Edition) -> maths.Formulas:
    """The source of the formulas; where pandoc fails and the edition is not strict, none: they are shown as TeX."""
    wanted = writer.formulas(edition.chapters)
    try:
        found = maths.typst(wanted)
        _log_unset(tex for tex, display in wanted if (tex, display) not in found)
        return found
    except maths.PandocError as error:
        name = next(chapter.name for chapter in edition.chapters if writer.formulas([chapter]))
        told = RenderError(f"the formulas could not be set: {error}", chapter=name)
        if edition.strict:
            raise told from error
        _log.warning("%s", told)
        return {}


def _log_unset(formulas: Iterable[str]) -> None:
    for tex in dict.fromkeys(formulas):
        _log.warning("a formula is shown as it is written, because it could not be set: %.80s", tex)


def _typeset(edition: Edition, formulas: maths.Formulas, *, code: bool) -> bytes:
    text = '#import "elements.typ": *\n'
    text += writer.markup(edition.chapters, formulas, page_size=edition.page_size, strict=edition.strict, code=code)
    record = json.dumps(_record(edition), ensure_ascii=False)
    unshown = set(_unshown(edition, record))
    with tempfile.TemporaryDirectory(prefix="analysis-pdf-") as folder:
        root = Path(folder)
        _write_files(edition, root)
        while True:
            (root / "body.typ").write_text(glyphs.replace_missing(text, unshown), encoding="utf-8")
            (root / "edition.json").write_text(glyphs.replace_missing(record, unshown), encoding="utf-8")
            try:
                made = _compiled(root / "report.typ")
                break
            except typst.TypstError as error:
                found = _UNSHOWN.search(error.message)
                more = {character for character in found[1] if not character.isascii()} - unshown if found else set()
                if not more:
                    raise _traced(error, text, edition) from error
                unshown |= more
    if unshown:
        _log.warning("%s: no font has %s; shown as code points", edition.name, glyphs.code_points(unshown))
    return pack_pdf(made)


def _compiled(main: Path) -> bytes:
    return bytes(typst.compile(str(main), root=str(main.parent), **_SETTING, font_paths=_fonts()))


def _write_files(edition: Edition, root: Path) -> None:
    """The templates, the figures and the attachments, in the folder from which the typesetter reads."""
    for name, content in _templates().items():
        (root / name).write_bytes(content)
    for folder in ("figures", "attachments"):
        (root / folder).mkdir()
    for chapter in edition.chapters:
        for name, content in chapter.figures.items():
            if name.endswith(".svg") and not content.isascii():
                content = glyphs.replace_missing(content.decode("utf-8")).encode()
            (root / "figures" / name).write_bytes(content)
    for number, attachment in enumerate(edition.attachments):
        (root / "attachments" / str(number)).write_bytes(attachment.content)


def _record(edition: Edition) -> dict[str, Any]:
    """What the template reads of the edition."""
    date = edition.as_of or UNDATED
    return {
        "name": edition.name,
        "title": _cut(edition.title, 500),
        "running_title": _cut(edition.title, 120),
        "subtitle": edition.subtitle,
        "authors": list(edition.authors),
        "keywords": list(edition.keywords),
        "description": _cut(edition.subtitle or next((chapter.summary for chapter in edition.chapters), ""), 500),
        "date": [date.year, date.month, date.day],
        "language": edition.language,
        "page": columns.page_measures(edition.page_size),
        "is_book": len(edition.chapters) > 1 or bool(edition.front),
        "imprint": f"{edition.name}, as of {date.isoformat()}" if edition.as_of else edition.name,
        "front": [list(pair) for pair in edition.front],
        "at_a_glance": list(edition.at_a_glance),
        "colophon": [list(pair) for pair in edition.colophon],
        "disclaimer": edition.disclaimer,
        "attachments": [
            {
                "name": attachment.name,
                "relationship": attachment.relationship,
                "mime_type": attachment.mime_type,
                "description": attachment.description,
            }
            for attachment in edition.attachments
        ],
    }


def _cut(text: str, most: int) -> str:
    """The text on one line, or as much of it as there is room for."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _unshown(edition: Edition, record: str) -> Iterable[str]:
    """The characters in the edition's texts and drawings that no font has; formulas have a font of their own."""
    texts = [record, *(_FORMULA.sub("", chapter.body) for chapter in edition.chapters)]
    drawings = [held for chapter in edition.chapters for name, held in chapter.figures.items() if name.endswith(".svg")]
    texts += [drawing.decode("utf-8") for drawing in drawings if not drawing.isascii()]
    told = (html.unescape(text) if "&#" in text else text for text in texts)
    return sorted({character for text in told for character in glyphs.missing_characters(text)})


def _damaged(chapter: Chapter) -> list[str]:
    """The names of the chapter's pictures that the typesetter cannot read, or that no archive may hold."""
    return [
        name for name, held in chapter.figures.items() if not _compiles(f'#image("{name}", alt: "x")', {name: held})
    ]


def _without(chapter: Chapter, names: Collection[str]) -> Chapter:
    """The chapter without these pictures; each is logged."""
    for name in names:
        _log.warning("%s: the picture %s is damaged and was left out", chapter.name, name)
    return replace(chapter, figures={name: held for name, held in chapter.figures.items() if name not in names})


def _compiles(source: str, files: Mapping[str, bytes] | None = None) -> bool:
    """Whether a piece of markup can be typeset by itself, by both standards, beside these files."""
    date = "datetime(year: 1970, month: 1, day: 1)"
    source = f'#set document(title: "x", date: {date})\n#set math.equation(alt: "x")\n{source}'
    with tempfile.TemporaryDirectory(prefix="analysis-pdf-") as folder:
        root = Path(folder)
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        try:
            typst.compile(source.encode(), root=str(root), **_SETTING, font_paths=_fonts())
        except typst.TypstError:
            return False
    return True


@cache
def _templates() -> Mapping[str, bytes]:
    folder = Path(__file__).parent / "templates"
    return {name: (folder / name).read_bytes() for name in ("report.typ", "elements.typ")}


@cache
def _fonts() -> Any:
    """The fonts of the package, the typesetter's own and the one fallback; none of the system's."""
    with tempfile.TemporaryDirectory(
        prefix="analysis-fonts-"
    ) as folder:  # it holds the fallback: folders only are taken
        (Path(folder) / glyphs.FALLBACK.name).symlink_to(glyphs.FALLBACK)
        return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.FOLDER), folder])


def _traced(error: typst.TypstError, text: str, edition: Edition) -> RenderError:
    """The failure in words, with the chapter and the cell or heading in which it lies."""
    found = next(filter(None, map(_PLACE.search, (error.diagnostic, *error.trace))), None)
    line = int(found[1]) if found else _line_of_damage(text, edition)
    chapter, cell, heading = writer.place(text, line)
    where = f" under “{heading}”" if heading and cell is None else ""
    said = " ".join(error.message.split())
    return RenderError(f"the PDF could not be typeset{where}: {said}", chapter=chapter, cell=cell)


def _line_of_damage(text: str, edition: Edition) -> int:
    """The line of the markup that shows a damaged picture; 0 if there is none."""
    for name in (name for chapter in edition.chapters for name in _damaged(chapter)):
        for number, line in enumerate(text.splitlines(), 1):
            if f'"figures/{name}"' in line:
                return number
    return 0
