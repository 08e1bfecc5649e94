"""One chapter while it is read: what its cells add up to. The modules that read cells share nothing else."""

from __future__ import annotations

import base64
import mimetypes
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from publisher.chapter.document import Notice, Picture, RenderError
from publisher.outputs import Fact, Source
from publisher.safe.drawings import UnsafeError, sanitise_drawing
from publisher.safe.images import SUFFIXES, decode_base64, decode_image
from publisher.safe.nodes import Element, Formula, Image, Words
from publisher.safe.text import clean_text, cut_text


@dataclass
class Draft:
    """A chapter while it is read; `cell` is the number of the cell at work, counted from 1, or 0 for the whole.

    With `strict`, what is gravely wrong is a `RenderError`. Pictures are read from `files`, by the addresses that the
    text has for them, and from `folder` and below, if it is given. `anchors` are those that are taken, `marked` the
    pictures for which marks stand while a text is Markdown or HTML, by number.
    """

    name: str
    number: int | None = None
    strict: bool = False
    folder: Path | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    cell: int = 0
    pictures: dict[str, Picture] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    sources: dict[Source, None] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)
    anchors: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)

    @property
    def prefix(self) -> str:
        """What stands before the ids of the cell's own HTML, so that two cells never share one."""
        return f"c{self.cell}-"

    def warn(self, message: str, *, grave: bool = False) -> None:
        """Keeps a warning with the cell's number; a grave one is an error where the chapter is strict."""
        if grave and self.strict:
            raise RenderError(message, chapter=self.name, cell=self.cell or None)
        where = f"cell {self.cell}: " if self.cell else ""
        self.warnings[f"{self.name}: {where}{message}"] = None

    def notice(self, message: str) -> Notice:
        """Returns a line that says what is not shown, and warns of it."""
        self.warn(message)
        return Notice([cut_text(message)])

    def label(self, kind: str) -> str:
        """Returns the next label of that kind, such as `Figure 2.1`; without a number if the chapter has none."""
        self.labelled[kind] += 1
        return f"{kind} {'' if self.number is None else f'{self.number}.'}{self.labelled[kind]}"

    def take_anchor(self, wanted: str) -> str:
        """Returns the anchor, with a number behind it where it is taken, and takes it."""
        return take_name(wanted, self.anchors)

    # -------------------------------------------------------------- formulas

    def add_formula(self, tex: str, *, display: bool) -> Formula:
        """Returns the formula, which is set with all others when the whole chapter has been read."""
        self.formulas.append(Formula(clean_text(tex).strip(), display))
        return self.formulas[-1]

    def mark_formula(self, tex: str, *, display: bool) -> str:
        """Returns a mark that stands for the formula in text, by its number."""
        self.add_formula(tex, display=display)
        return f"\ue000{len(self.formulas) - 1}\ue001"

    def replace_marks(self, words: str) -> Words:
        """Returns the words with the formulas in the places of their marks; a forged mark stands for nothing."""
        if "\ue000" not in words:
            return [words]
        text, *pieces = words.split("\ue000")
        nodes: Words = [text]
        for piece in pieces:
            number, _, text = piece.partition("\ue001")
            nodes += [*_at(self.formulas, number), text]
        return [node for node in nodes if node]

    def write_formulas(self, words: str) -> str:
        """Returns the words with the TeX of the formulas in the places of their marks, where only text can stand."""
        return "".join(node.tex if isinstance(node, Formula) else str(node) for node in self.replace_marks(words))

    # -------------------------------------------------------------- pictures

    def keep_picture(self, name: str, content: Picture) -> str:
        """Keeps a picture under the name, or under the next free one, and returns that."""
        stem, _, suffix = name.rpartition(".")
        others = Counter(one.removesuffix(f".{suffix}") for one, kept in self.pictures.items() if kept != content)
        chosen = f"{take_name(stem, others)}.{suffix}"
        self.pictures[chosen] = content
        return chosen

    def read_picture(self, content: str, mime_type: str) -> str:
        """Keeps a picture given as SVG or as base64 and returns its name; nothing where it is not such a picture."""
        if mime_type == "image/svg+xml":
            try:
                drawing = sanitise_drawing(content, f"{self.prefix}{len(self.pictures)}-")
            except UnsafeError as error:
                self.warn(f"a drawing was left out: {error}")
                return ""
            return self.keep_picture(f"{self.name}-{self.cell}.svg", drawing)
        decoded = decode_image(content) if mime_type in SUFFIXES else None
        return self.keep_picture(f"{self.name}-{self.cell}.{SUFFIXES[decoded[0]]}", decoded[1]) if decoded else ""

    def mark_picture(self, name: str) -> str:
        """Returns an address that stands for a kept picture while its text is Markdown or HTML, by its number."""
        self.marked.append(name)
        return f"kept:{len(self.marked) - 1}"

    def find_picture(self, address: str) -> str:
        """Returns the name of the picture at that address, kept now or before; nothing where there is none to be had.

        The notebook may bring it as a file, or it lies in or below its folder; no other file is read.
        """
        scheme, _, rest = address.partition(":")
        if scheme == "kept":
            return "".join(_at(self.marked, rest))
        if scheme == "data":
            form, _, encoded = rest.partition(",")
            mime_type, *options = form.split(";")
            if mime_type == "image/svg+xml":
                is_encoded = "base64" in options
                encoded = decode_base64(encoded).decode("utf-8", "replace") if is_encoded else unquote(encoded)
            return self.read_picture(encoded, mime_type)
        name = unquote(address)
        mime_type = mimetypes.guess_type(name)[0] or ""
        content = self.files[name] if name in self.files else _read_below(self.folder, name, mime_type)
        if not content:
            return ""
        is_drawing = mime_type == "image/svg+xml"
        text = content.decode("utf-8", "replace") if is_drawing else base64.b64encode(content).decode()
        return self.read_picture(text, mime_type)

    def describe_image(self, name: str, alt: str, width: int | None, height: int | None) -> Image:
        """Returns the image, with an alt text that says so where none was given."""
        if not alt:
            self.warn("a picture has no alt text; say what it shows in the metadata key 'alt'", grave=True)
        return Image(name, alt or "Picture without a description", width, height)

    def read_image(self, element: Element) -> Words:
        """Returns what stands for an `<img>`: the picture, a link to one on the web, or a word that it is missing."""
        given = element.attributes
        address, alt = given.get("src", "").strip(), given.get("alt", "").strip()
        if address.lower().startswith(("http://", "https://")):
            self.warn(f"a picture on the web was not fetched: {address}")
            notice = Element("span", {"class": "notice"}, ["(a picture on the web)"])
            return [Element("a", {"href": address}, [alt or "Picture"]), " ", notice]
        if name := self.find_picture(address):
            width, height = (int(given[side]) if side in given else None for side in ("width", "height"))
            return [self.describe_image(name, alt, width, height)]
        kind = "A drawing" if address.startswith("kept:") else "A picture"
        missing = f"The picture “{alt}”" if alt else kind
        self.warn(f"{missing[0].lower()}{missing[1:]} cannot be shown")
        return [Element("span", {"class": "notice"}, [f"({missing} cannot be shown here.)"])]


def _at(known: list[Any], number: str) -> list[Any]:
    """The one that a mark names by its number; none where it names none."""
    return known[int(number) :][:1] if number.isascii() and number.isdecimal() and len(number) < 8 else []


def take_name(wanted: str, taken: Counter[str]) -> str:
    """Returns the name, with the next number from 2 behind it that makes it free where it is taken, and takes it.

    Names are counted, so that the ten thousandth of a kind is found as soon as the first.

    >>> take_name("by-year", Counter(["by-year", "by-year-2"]))
    'by-year-3'
    """
    name = wanted
    while name in taken:
        taken[wanted] += 1
        name = f"{wanted}-{taken[wanted]}"
    taken[name] = 1
    return name


def _read_below(folder: Path | None, name: str, mime_type: str) -> bytes:
    """The content of a picture in the folder or below it; none where there is no such file."""
    if folder is None or ":" in name or mime_type not in SUFFIXES:
        return b""
    try:
        path = (folder / name).resolve()
        return path.read_bytes() if path.is_relative_to(folder.resolve()) and path.is_file() else b""
    except (OSError, ValueError):  # a name that no file can have
        return b""
