"""An edition as one PDF: typeset by Typst, tagged (PDF/UA-1), archival (PDF/A-3a), with its evidence attached.

The typesetter works in a temporary folder of its own and can read nothing outside it. What it reads there is put
together here; which call stands for what is for `writer`, and how it looks for `templates/`.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import typst

from publisher import fonts
from publisher.chapter import maths
from publisher.chapter.document import Chapter, Edition, Picture, RenderError, every_words
from publisher.pdf import columns, escaping
from publisher.pdf.markup import Document, Place
from publisher.pdf.packing import pack_pdf
from publisher.pdf.writer import write_document
from publisher.safe.nodes import Element, Formula, raw_text, to_xml, walk

UNDATED = dt.date(1970, 1, 1)
"""The date of a document whose edition has none: archival PDF wants one, and the clock is not asked."""

_log = logging.getLogger(__name__)


def compile_edition(edition: Edition, *, code: bool = False) -> bytes:
    """Returns the edition as a PDF, the same bytes for the same edition; `code` shows the source of the cells.

    Characters that no font has are shown as code points and logged once. Raises `RenderError`, with chapter and
    cell, for what cannot be typeset; where the edition is not strict, a damaged picture or formula is left out.
    """
    formulas = _set_formulas(edition)
    try:
        return _typeset(edition, formulas, code=code)
    except RenderError:
        if edition.strict:
            raise
        chapters = tuple(map(_leave_out_damaged, edition.chapters))
        sound = {key: source for key, source in formulas.items() if _compiles(f'#let _ = "";#box[{source}]')}
        if sound == formulas and chapters == edition.chapters:
            raise
        _log_unset(formulas.keys() - sound.keys())
        return _typeset(replace(edition, chapters=chapters), sound, code=code)


def formulas_in(chapters: Iterable[Chapter]) -> list[maths.Key]:
    """The formulas in the chapters that can be set, each once."""
    nodes = walk(node for chapter in chapters for words in every_words(chapter.blocks) for node in words)
    return list(dict.fromkeys((node.tex, node.display) for node in nodes if isinstance(node, Formula) and node.mathml))


def _set_formulas(edition: Edition) -> maths.Sources:
    """Returns the source of the formulas; none where pandoc fails and the edition is not strict."""
    wanted = formulas_in(edition.chapters)
    try:
        found = maths.typst_sources(wanted)
    except maths.PandocError as error:
        name = next(chapter.name for chapter in edition.chapters if formulas_in([chapter]))
        failure = RenderError(f"the formulas could not be set: {error}", chapter=name)
        if edition.strict:
            raise failure from error
        _log.warning("%s", failure)
        return {}
    _log_unset(key for key in wanted if key not in found)
    return found


def _log_unset(formulas: Iterable[maths.Key]) -> None:
    for tex in sorted({tex for tex, _ in formulas}):
        _log.warning("a formula is shown as it is written, because it could not be set: %.80s", tex)


def _leave_out_damaged(chapter: Chapter) -> Chapter:
    """Returns the chapter without the pictures that the typesetter cannot read; each is logged."""
    sound = {name: picture for name, picture in chapter.pictures.items() if _is_sound(name, picture)}
    for name in sorted(chapter.pictures.keys() - sound.keys()):
        _log.warning("%s: the picture %s is damaged and was left out", chapter.name, name)
    return replace(chapter, pictures=sound)


def _is_sound(name: str, picture: Picture) -> bool:
    """Whether the typesetter can read the picture, and an archive may hold it."""
    return _compiles(f'#image("{name}", alt: "x")', {name: picture})


def _compiles(source: str, pictures: Mapping[str, Picture] | None = None) -> bool:
    """Whether a piece of markup can be typeset by itself, by both standards, beside these pictures."""
    date = "datetime(year: 1970, month: 1, day: 1)"
    source = f'#set document(title: "x", date: {date})\n#set math.equation(alt: "x")\n{source}'
    with tempfile.TemporaryDirectory(prefix="publisher-pdf-") as folder:
        root = Path(folder)
        _write_pictures(pictures or {}, root)
        try:
            _compile(source.encode(), root)
        except typst.TypstError:
            return False
    return True


def _compile(main: Path | bytes, root: Path) -> bytes:
    setting: dict[str, Any] = {"ignore_system_fonts": True, "pdf_standards": ["a-3a", "ua-1"]}
    return bytes(typst.compile(main, root=str(root), **setting, font_paths=_fonts()))


@cache
def _fonts() -> Any:
    """The fonts of the package, the typesetter's own and the one fallback; none of the system's."""
    with tempfile.TemporaryDirectory(prefix="publisher-fonts-") as folder:  # for the fallback: only folders are taken
        (Path(folder) / escaping.FALLBACK.name).symlink_to(escaping.FALLBACK)
        return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.FOLDER), folder])


def _typeset(edition: Edition, formulas: maths.Sources, *, code: bool) -> bytes:
    record = _record(edition)
    drawings = [one for chapter in edition.chapters for one in chapter.pictures.values() if isinstance(one, Element)]
    unshown = escaping.missing_characters(record + raw_text(drawings))
    refused: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="publisher-pdf-") as folder:
        root = Path(folder)
        _write_files(edition, root)
        while True:
            document = write_document(edition, formulas, code=code, refused=refused)
            (root / "body.typ").write_text(document.text, encoding="utf-8")
            (root / "edition.json").write_text(escaping.replace_missing(record, refused), encoding="utf-8")
            try:
                made = _compile(root / "report.typ", root)
                break
            except typst.TypstError as error:
                is_glyph = "could not be displayed" in error.message
                more = {sign for sign in error.message if is_glyph and not sign.isascii()} - refused
                if not more:
                    raise _trace(error, document, edition) from error
                refused |= more
    if unshown := unshown | document.unshown | refused:
        _log.warning("%s: no font has %s; shown as code points", edition.name, escaping.code_points(unshown))
    return pack_pdf(made)


def _write_files(edition: Edition, root: Path) -> None:
    """The templates, the figures and the attachments, in the folder from which the typesetter reads."""
    shutil.copytree(Path(__file__).parent / "templates", root, dirs_exist_ok=True)
    for folder in ("figures", "attachments"):
        (root / folder).mkdir()
    for chapter in edition.chapters:
        _write_pictures(chapter.pictures, root / "figures")
    for number, attachment in enumerate(edition.attachments):
        (root / "attachments" / str(number)).write_bytes(attachment.content)


def _write_pictures(pictures: Mapping[str, Picture], folder: Path) -> None:
    """Writes each picture under its name; in a drawing, what no font has is shown as code points."""
    for name, picture in pictures.items():
        content = escaping.replace_missing(to_xml(picture)).encode() if isinstance(picture, Element) else picture
        (folder / name).write_bytes(content)


def _record(edition: Edition) -> str:
    """What the template reads of the edition, as JSON."""
    date = edition.as_of or UNDATED
    plain = ("name", "subtitle", "authors", "keywords", "language", "front", "at_a_glance", "colophon", "disclaimer")
    record = {name: getattr(edition, name) for name in plain} | {
        "title": _cut(edition.title, 500),
        "running_title": _cut(edition.title, 120),
        "description": _cut(edition.subtitle or next((chapter.summary for chapter in edition.chapters), ""), 500),
        "date": [date.year, date.month, date.day],
        "page": columns.page_measures(edition.page_size),
        "is_book": len(edition.chapters) > 1 or bool(edition.front),
        "imprint": f"{edition.name}, as of {date.isoformat()}" if edition.as_of else edition.name,
        "attachments": [{**vars(attachment), "content": None} for attachment in edition.attachments],
    }
    return json.dumps(record, ensure_ascii=False)


def _cut(text: str, most: int) -> str:
    """The text on one line, or as much of it as there is room for."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _trace(error: typst.TypstError, document: Document, edition: Edition) -> RenderError:
    """Returns the failure in words, with the chapter, the cell and the heading in which it lies."""
    lines = (text.partition("body.typ:")[2].partition(":")[0] for text in (error.diagnostic, *error.trace))
    line = next((int(number) for number in lines if number.isdecimal()), 0)
    pictures = (item for chapter in edition.chapters for item in chapter.pictures.items())
    damaged = (name for name, picture in pictures if name in document.pictures and not _is_sound(name, picture))
    place = document.place_of(line) if line else document.pictures.get(next(damaged, ""), Place())
    where = f" under “{place.heading}”" if place.heading else ""
    said = " ".join(error.message.split())
    return RenderError(f"the PDF could not be typeset{where}: {said}", chapter=place.chapter, cell=place.cell)
