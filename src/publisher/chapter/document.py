"""What the renderers are given: chapters made from executed notebooks, and the edition that binds them.

Plain values between `body`, which reads notebooks, and `html` and `pdf`, which render them. No rendering here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.outputs import Fact, Source


class RenderError(Exception):
    """A chapter that cannot be rendered; `chapter` and `cell` (counted from 1) say where, the text says why."""

    def __init__(self, message: str, *, chapter: str = "", cell: int | None = None) -> None:
        where = f"{chapter}: " if chapter else ""
        where += f"cell {cell}: " if cell is not None else ""
        super().__init__(where + message)
        self.chapter = chapter
        self.cell = cell


@dataclass(frozen=True)
class Heading:
    """A heading in the text: level 1 to 6, its anchor and its words."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """One executed notebook as a body of HTML, with everything the body refers to.

    `name` is the notebook's file name without suffix; `figures` maps the file names in `figures/` that the body
    refers to onto their bytes; `summary` is the first paragraph as plain text, `at_a_glance` are the
    sentences that the chapter gives for the front of the edition; `warnings` say what could not be shown as intended.
    """

    name: str
    title: str
    body: str
    number: int | None = None
    figures: Mapping[str, bytes] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    summary: str = ""
    at_a_glance: tuple[str, ...] = ()
    language: str = "en"
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file that travels with the edition: in the PDF as an associated file, in the folder beside the pages.

    `relationship` is one of PDF's: source, data, alternative, supplement.
    """

    name: str
    content: bytes
    mime_type: str
    description: str
    relationship: str = "data"


@dataclass(frozen=True)
class Edition:
    """The whole of what is rendered: chapters in reading order and what stands around them.

    `parameters` holds each parameter's name and its value as readers see it, in the order of `editions.yml`;
    `as_of` is the date that cuts the record, and the only date that a rendering knows. `strict` makes missing alt
    texts and missing table heads errors. `front` are label and text pairs for the title page (actor, span …);
    `colophon` the same for "How this edition was made".
    """

    name: str
    title: str
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    as_of: dt.date | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    front: tuple[tuple[str, str], ...] = ()
    at_a_glance: tuple[str, ...] = ()
    colophon: tuple[tuple[str, str], ...] = ()
    disclaimer: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = "en"
    page_size: str = "a4"
    formats: tuple[str, ...] = ("html", "pdf")
    attachments: tuple[Attachment, ...] = ()
    strict: bool = True
