"""The edition as one PDF: typeset by Typst, tagged (PDF/UA-1), archival (PDF/A-3a), with its evidence attached.

The typesetter works in a temporary folder of its own and can read nothing outside. What it reads there is made
here; how it looks is in `templates/report.typ`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, default

from analysis.publish import glyphs, typesetting
from analysis.publish.document import Edition, RenderError

TEMPLATES = tuple(Path(__file__).parent / "templates" / name for name in ("report.typ", "elements.typ"))
STANDARDS = ("a-3a", "ua-1")
UNDATED = dt.date(1970, 1, 1)
"""The date of a document whose edition has none: archival PDF wants one, and the clock is not asked."""

_PLACE = re.compile(r"body\.typ:(\d+):")


class ReportPDFExporter(Exporter):  # type: ignore[misc]
    """Any notebook as a PDF: `jupyter nbconvert --to report-pdf notebook.ipynb`."""

    export_from_notebook = "Report (PDF)"
    output_mimetype = "application/pdf"
    code = Bool(True, help="Show the source of code cells.").tag(config=True)
    page_size = "a4"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """The PDF of `nb` and nbconvert's resources."""
        from analysis.publish import body

        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        name = resources.get("metadata", {}).get("name") or "notebook"
        chapter = body.chapter(nb, name=name, number=None)
        edition = Edition(name=name, title=chapter.title, chapters=(chapter,), language=chapter.language, strict=False)
        return render(edition, code=self.code), resources


def render(edition: Edition, *, code: bool = False) -> bytes:
    """The edition as a PDF, the same bytes for the same edition; `code` shows the source of the cells.

    Raises `RenderError` naming chapter and cell where a text cannot be typeset.
    """
    text = typesetting.markup(edition.chapters, strict=edition.strict, code=code)
    with tempfile.TemporaryDirectory(prefix="analysis-pdf-") as folder:
        root = Path(folder)
        _write_inputs(edition, text, root)
        try:
            return typst.compile(
                str(root / "report.typ"),
                root=str(root),
                font_paths=_fonts(),
                ignore_system_fonts=True,
                pdf_standards=list(STANDARDS),
                timestamp=0,
            )
        except typst.TypstError as error:
            raise _traced(error, text) from error


def _write_inputs(edition: Edition, text: str, root: Path) -> None:
    for folder in ("figures", "attachments"):
        (root / folder).mkdir()
    for template in TEMPLATES:
        (root / template.name).write_bytes(template.read_bytes())
    (root / "body.typ").write_text('#import "elements.typ": *\n' + text, encoding="utf-8")
    for chapter in edition.chapters:
        for name, content in chapter.figures.items():
            (root / "figures" / Path(name).name).write_bytes(content)
    for attachment in edition.attachments:
        (root / "attachments" / attachment.name).write_bytes(attachment.content)
    (root / "edition.json").write_text(json.dumps(_record(edition), ensure_ascii=False), encoding="utf-8")


def _record(edition: Edition) -> dict[str, Any]:
    """What the template reads of the edition, every text fit to be shown."""
    date = edition.as_of or UNDATED
    return {
        "name": glyphs.shown(edition.name),
        "title": glyphs.shown(edition.title),
        "subtitle": glyphs.shown(edition.subtitle),
        "authors": list(edition.authors),
        "keywords": list(edition.keywords),
        "description": edition.subtitle or None,
        "date": [date.year, date.month, date.day],
        "language": edition.language,
        "page_size": edition.page_size,
        "is_book": len(edition.chapters) > 1 or bool(edition.front),
        "imprint": glyphs.shown(edition.name),
        "front": [[glyphs.shown(part) for part in pair] for pair in edition.front],
        "at_a_glance": [glyphs.shown(line) for line in edition.at_a_glance],
        "colophon": [[glyphs.shown(part) for part in pair] for pair in edition.colophon],
        "disclaimer": glyphs.shown(edition.disclaimer),
        "attachments": [
            {
                "path": attachment.name,
                "relationship": attachment.relationship,
                "mime_type": attachment.mime_type,
                "description": attachment.description,
            }
            for attachment in edition.attachments
        ],
    }


@cache
def _fonts() -> Any:
    """The fonts of the package, the typesetter's own and the one fallback; none of the system's."""
    folder = tempfile.TemporaryDirectory(prefix="analysis-fonts-")
    os.symlink(glyphs.FALLBACK, Path(folder.name) / glyphs.FALLBACK.name)
    return typst.Fonts(include_system_fonts=False, font_paths=[str(glyphs.FOLDER), folder.name])


def _traced(error: typst.TypstError, text: str) -> RenderError:
    """The failure in words, with the chapter and the cell in which it lies."""
    found = _PLACE.search(error.diagnostic) or next(filter(None, map(_PLACE.search, error.trace)), None)
    chapter, cell, heading = typesetting.place(text, int(found[1])) if found else ("", None, "")
    where = f" under “{heading}”" if heading and cell is None else ""
    return RenderError(f"the PDF could not be typeset{where}: {error.message}", chapter=chapter, cell=cell)
