"""The text, HTML and images that may pass from a notebook into a page.

A notebook's Markdown and outputs are nobody's word: whatever is not listed here is left out. Nothing that comes
back can run, fetch, submit or leave the box it is put in. Drawings and formulas have a list of their own (`svg`),
and so have styles (`css`). Which pieces are put through, and what is said for one that is missing, is for `body`.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
from collections.abc import Callable, Mapping

import nh3
from PIL import Image, ImageOps

from publisher.safe.styles import BOXES, safe_declarations, safe_rules, words

# ------------------------------------------------------------------ text

# Controls that no text needs, bidi embeddings and overrides that outlive the words they stand in, the byte order
# mark, noncharacters, and halves of surrogate pairs, which cannot be written as UTF-8.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
LONGEST = 20_000
"""Characters of one text, such as a caption or a cell, that are shown."""

_MARKS = re.compile("[\ue000-\ue004]")
"""Private-use characters that stand for what is put in later: three for `gathering`, two for angle brackets."""


def text(value: str) -> str:
    """The text without control characters, bidi overrides and what cannot be written as UTF-8."""
    if value.isascii() and value.isprintable():
        return value
    return _MARKS.sub("", _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))


def escaped(value: str, longest: int = LONGEST) -> str:
    """The text as HTML shows it: cleaned by `text`, cut where it is too long, the characters of markup escaped."""
    more = f"… (and {len(value) - longest:,} more characters)" if len(value) > longest else ""
    return html.escape(text(value[:longest])) + more


# ------------------------------------------------------------------ HTML

_TAGS = words(
    "a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup dd del"
    " details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q"
    " rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead"
    " time tr tt u ul var wbr"
)
_INLINE = words(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strike strong sub sup"
    " time tt u var wbr"
)
_HEADING = re.compile(r"<h[1-6]\b")
_DROPPED = words("script style iframe object embed applet svg math template noscript title textarea select")
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset(("id", "class", "style", "lang", "dir", "title", "align")),
    "a": frozenset(("href", "name")),
    "img": frozenset(("src", "alt", "width", "height")),
    "td": frozenset(("colspan", "rowspan", "headers", "valign")),
    "th": frozenset(("colspan", "rowspan", "headers", "scope", "valign", "abbr")),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "ol": frozenset(("start", "type", "reversed")),
    "li": frozenset(("value",)),
    "details": frozenset(("open",)),
    "time": frozenset(("datetime",)),
    "del": frozenset(("datetime",)),
    "ins": frozenset(("datetime",)),
}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""The tag of a language, such as `fr` or `zh-Hans`."""
_CODE = re.compile(r"(?:language-[\w+-]+|[ckmsf])\Z")
_NUMBERS = frozenset(("width", "height", "colspan", "rowspan", "span", "start", "value"))
NAME = re.compile(r"[-\w.:]{1,200}\Z")
ADDRESS = re.compile(r"(?:https?://|mailto:|#)[^\s\"'<>`]+\Z", re.IGNORECASE)
_PAGE = re.compile(r"[\w][-\w.%/]*\.(?:ipynb|html)(?:#[^\s\"'<>]*)?\Z")
_STYLE = re.compile(r"<style(?![^>]*scoped)[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_ACTIVE = re.compile(r"<(?:script|iframe|object|embed|applet|video|audio|canvas|form|input|button)\b", re.IGNORECASE)

Picture = Callable[[str], str | None]
"""Given the address of an image, the address under which it may be shown, or None."""


def fragment(markup: str, *, prefix: str = "", classes: bool = False, picture: Picture | None = None) -> str:
    """The HTML with only listed tags, attributes, addresses and declarations; balanced, without its own styles.

    Ids become `prefix` and the id, and so do the classes, if they are kept. Links lead to the web, to an anchor, or
    to another notebook or page; images stay where `picture` gives an address for theirs.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        kept = allowed(tag, name, text(value))
        return kept.replace("<", "\ue003").replace(">", "\ue004") if kept else kept

    def allowed(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return safe_declarations(value, BOXES) or None
        if name == "class":
            names = [one for one in value.split() if NAME.match(one)]
            kept = [one if _CODE.match(one) else f"{prefix}{one}" for one in names if classes or _CODE.match(one)]
            return " ".join(kept) or None
        if name in ("id", "name"):
            return f"{prefix}{value}" if NAME.match(value) else None
        if name == "headers":
            return " ".join(f"{prefix}{one}" for one in value.split() if NAME.match(one)) or None
        if name == "href":
            address = value.strip()
            return address if ADDRESS.match(address) or _PAGE.match(address) else None
        if name == "lang":
            return value if LANGUAGE.fullmatch(value) else None
        if name == "src":
            return picture(value.strip()) if picture else None
        if name in _NUMBERS:
            return value if value.isascii() and value.isdigit() and int(value) <= 10_000 else None
        return value

    clean = nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "data", "attachment", "embedded"},  # `attribute` decides
        link_rel=None,
    )
    # nh3 leaves angle brackets in attributes as they are; escaped, a tag can be told by its brackets
    clean = _UNPRINTABLE.sub("", clean).replace("\ue003", "&lt;").replace("\ue004", "&gt;")
    return _flat(clean) if _HEADING.search(clean) else clean


def _flat(clean: str) -> str:
    """The HTML, balanced before and after, with nothing in its headings but words and what words are in."""
    pieces: list[str] = []
    inside = nested = 0
    for piece in re.split(r"(<[^>]*>)", clean):
        name = re.sub(r"[^a-z0-9]", "", piece.split(None, 1)[0]) if piece[:1] == "<" else ""
        heading, end = bool(_HEADING.match(f"<{name}")), piece.startswith("</")
        if inside and heading:
            nested += -1 if end else 1
            if nested >= 0:
                continue
            inside = nested = 0
        elif heading:
            inside = 1
        if not inside or not name or heading or name in _INLINE:
            pieces.append(piece)
    return "".join(pieces)


def styles(markup: str, *, scope: str, prefix: str) -> str:
    """The rules of the `<style>` elements in the HTML (a pandas Styler's, say), confined to `scope`."""
    return "".join(safe_rules(sheet, BOXES, scope=scope, prefix=prefix) for sheet in _STYLE.findall(markup))


def is_active(markup: str) -> bool:
    """Whether the HTML holds what only works when it runs or loads something."""
    return bool(_ACTIVE.search(markup))


# ------------------------------------------------------------------ images

_SIGNATURES: Mapping[str, bytes] = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
SUFFIXES: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


def raster(encoded: str) -> tuple[str, bytes] | None:
    """The type of a base64 image, told by how it begins, and its bytes; None where it is none that may be shown."""
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = next((kind for kind, start in _SIGNATURES.items() if content.startswith(start)), None)
    return (kind, _plain(content)) if kind else None


def _plain(content: bytes) -> bytes:
    """The image; in RGB and without its profile, if its colours are of another space or it claims one that is not its.

    A damaged one stays as it is.
    """
    try:
        with Image.open(io.BytesIO(content)) as image:
            profile = image.info.get("icc_profile") or b""
            if image.mode not in ("CMYK", "YCbCr", "LAB", "HSV") and profile[16:20] in (b"", b"RGB ", b"GRAY"):
                return content
            made = io.BytesIO()
            mode = image.mode if image.mode in ("L", "LA", "P", "RGBA") else "RGB"
            ImageOps.exif_transpose(image).convert(mode).save(made, format=image.format, icc_profile=None, quality=95)
            return made.getvalue()
    except Exception:  # whatever a damaged picture makes a reader raise
        return content
