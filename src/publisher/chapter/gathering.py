"""What collects while the cells of one notebook become a body: pictures, formulas, warnings, facts and sources.

The pieces of a body are made in several modules (`markdown`, `results`); this is the one thing they share.
"""

from __future__ import annotations

import base64
import binascii
import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from publisher.chapter.document import RenderError
from publisher.outputs import Fact, Source
from publisher.safe import drawings, sanitiser
from publisher.safe.sanitiser import escaped

_DATA = re.compile(r"data:(image/[\w.+-]+)((?:;[\w=.-]+)*),(.*)\Z", re.DOTALL)
_EMBEDDED = re.compile(r"embedded:(\d{1,6})\Z")
_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(src|alt|width|height)="([^"]*)"')
_ANCHOR = re.compile(r'href="#([^"]*)"')
_ID = re.compile(r' (?:id|name)="([^"]*)"')
_INLINE = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
MARK = re.compile("\ue000(\\d{1,6})\ue001")
"""What stands for a formula, by its number, until all formulas of a chapter are set in one go."""
_ELSEWHERE = "\ue002"


@dataclass
class Gathering:
    """One chapter in the making; `cell` is the number of the cell at work, counted from 1, or 0 for the whole."""

    name: str
    number: int | None = None
    prefix: str = ""
    strict: bool = False
    folder: Path | None = None
    cell: int = 0
    figures: dict[str, bytes] = field(default_factory=dict)
    formulas: list[tuple[str, bool]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    sources: dict[Source, None] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)
    embedded: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)

    def warn(self, message: str, *, grave: bool = False) -> None:
        """Keeps a warning with the cell's number; a grave one is an error where the chapter is strict."""
        if grave and self.strict:
            raise RenderError(message, chapter=self.name, cell=self.cell or None)
        where = f"cell {self.cell}: " if self.cell else ""
        self.warnings[f"{self.name}: {where}{message}"] = None

    def formula(self, tex: str, *, display: bool) -> str:
        """A mark that stands for the formula until all formulas are set at once."""
        self.formulas.append((sanitiser.text(tex).strip(), display))
        return f"\ue000{len(self.formulas) - 1}\ue001"

    def written(self, markup: str) -> str:
        """The HTML with the TeX of its formulas in place of their marks, for where only words can stand."""
        tex = [escaped(tex) for tex, _ in self.formulas]
        return MARK.sub(lambda found: tex[int(found[1])] if int(found[1]) < len(tex) else "", markup)

    def label(self, kind: str) -> str:
        """The next label of that kind, such as `Figure 2.1`; without the chapter's number if it has none."""
        chapter = "" if self.number is None else f"{self.number}."
        return f"{kind} {chapter}{self.count(kind)}"

    def count(self, kind: str) -> int:
        """How many of the kind there are, this one included."""
        self.counted[kind] = self.counted.get(kind, 0) + 1
        return self.counted[kind]

    # -------------------------------------------------------------- pictures

    def keep(self, name: str, content: bytes) -> str:
        """Keeps a file under the name, or under the next free one, and returns its address in the body."""
        stem, _, suffix = name.rpartition(".")
        count, chosen = 1, name
        while self.figures.get(chosen, content) != content:
            count += 1
            chosen = f"{stem}-{count}.{suffix}"
        self.figures[chosen] = content
        return f"figures/{chosen}"

    def picture(self, content: str, mime_type: str) -> str | None:
        """The address of an image given as SVG or as base64, kept; None where it is not such an image."""
        if mime_type == "image/svg+xml":
            try:
                drawn = drawings.drawing(content, f"c{self.cell}-{len(self.figures)}-")
            except drawings.UnsafeError as error:
                self.warn(f"a drawing was left out: {error}")
                return None
            return self.keep(f"{self.name}-{self.cell}.svg", drawn.encode())
        kept = sanitiser.raster(content) if mime_type in sanitiser.SUFFIXES else None
        return self.keep(f"{self.name}-{self.cell}.{sanitiser.SUFFIXES[kept[0]]}", kept[1]) if kept else None

    def embed(self, address: str) -> str:
        """A short address that stands for a picture written out in another."""
        self.embedded.append(address)
        return f"embedded:{len(self.embedded) - 1}"

    def fragment(self, markup: str, *, classes: bool = False) -> str:
        """The HTML sanitised, with its pictures kept; what they were is said where they cannot be shown."""
        if "<svg" in markup.lower():
            markup = _INLINE.sub(self._inline, markup)
        prefix = f"{self.prefix}c{self.cell}-"
        clean = sanitiser.fragment(markup, prefix=prefix, classes=classes, picture=self._address)
        if 'href="#' in clean:  # a link leads first to what has that name in the same cell
            ids = set(_ID.findall(clean))
            clean = _ANCHOR.sub(
                lambda found: f'href="#{prefix}{found[1]}"' if prefix + found[1] in ids else found[0], clean
            )
        return _IMAGE.sub(self._image, clean) if "<img" in clean else clean

    def _inline(self, found: re.Match[str]) -> str:
        address = self.picture(found[0], "image/svg+xml")
        return f'<img src="{address}">' if address else self._missing("A drawing")

    def _address(self, address: str) -> str | None:
        """Where a picture at that address is kept, or a mark and the address of one that is elsewhere."""
        if address.removeprefix("figures/") in self.figures:
            return address
        if found := _EMBEDDED.match(address):
            address = self.embedded[int(found[1])] if int(found[1]) < len(self.embedded) else ""
        if found := _DATA.match(address):
            content = found[3]
            if found[1] == "image/svg+xml":
                content = _decoded(content) if ";base64" in found[2] else unquote(content)
            return self.picture(content, found[1])
        if re.match(r"(?i)https?://", address):
            return _ELSEWHERE + address
        return self._local(address)

    def _local(self, address: str) -> str | None:
        """A picture file in or below the notebook's folder, kept; nothing outside of it is read."""
        if self.folder is None or ":" in address:
            return None
        folder = self.folder.resolve()
        path = (folder / unquote(address)).resolve()
        mime_type = mimetypes.guess_type(path.name)[0] or ""
        if mime_type not in sanitiser.SUFFIXES or not path.is_relative_to(folder) or not path.is_file():
            return None
        content = path.read_bytes()
        if mime_type == "image/svg+xml":
            return self.picture(content.decode("utf-8", "replace"), mime_type)
        return self.picture(base64.b64encode(content).decode(), mime_type)

    def _image(self, found: re.Match[str]) -> str:
        given = dict(_ATTRIBUTE.findall(found[0]))
        source, alt = given.get("src", ""), given.get("alt", "").strip()
        if source.startswith(_ELSEWHERE):
            address = source.removeprefix(_ELSEWHERE)
            self.warn(f"a picture on the web was not fetched: {address}")
            return f'<a href="{address}">{alt or "Picture"}</a> <span class="notice">(a picture on the web)</span>'
        if not source:
            return self._missing(f"The picture “{alt}”" if alt else "A picture")
        size = "".join(f' {key}="{given[key]}"' for key in ("width", "height") if key in given)
        return self.image(source, alt, size)

    def image(self, address: str, alt: str, more: str = "") -> str:
        """The `<img>`, with an alt text that says so where none was given. `alt` is HTML already."""
        if not alt:
            self.warn("a picture has no alt text; say what it shows in the metadata key 'alt'", grave=True)
            alt = "Picture without a description"
        return f'<img src="{address}" alt="{alt}"{more}>'

    def _missing(self, what: str) -> str:
        self.warn(f"{what[0].lower()}{what[1:]} cannot be shown")
        return f'<span class="notice">({what} cannot be shown here.)</span>'

    def notice(self, message: str) -> str:
        """A line in the text that says what is not shown, and a warning."""
        self.warn(message)
        return f'<p class="notice">{escaped(message)}</p>'


def _decoded(encoded: str) -> str:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
