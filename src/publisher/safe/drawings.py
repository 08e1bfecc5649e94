"""The drawings and formulas that may pass from a notebook into a page: allow-lists for SVG and MathML.

Both are XML: they go through expat and come out as new text, so that no string of the sender's syntax survives.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from publisher.safe.sanitiser import ADDRESS, NAME, escaped, raster, text
from publisher.safe.styles import BOXES, MARKS, safe_declarations, safe_rules, words

_XLINK = "http://www.w3.org/1999/xlink "
_XML = "http://www.w3.org/XML/1998/namespace "
_SVG = "http://www.w3.org/2000/svg "
_MATHML = "http://www.w3.org/1998/Math/MathML "


class UnsafeError(ValueError):
    """A drawing or formula that is not well formed, or that holds what no allow-list can make safe."""


_ELEMENTS = words(
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath a"
    " clipPath mask marker pattern linearGradient radialGradient stop image title desc"
)
_GEOMETRY = words(
    "d x y x1 x2 y1 y2 dx dy cx cy r rx ry fx fy width height points transform viewBox"
    " preserveAspectRatio rotate textLength lengthAdjust offset gradientUnits gradientTransform"
    " spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits"
    " maskContentUnits markerUnits markerWidth markerHeight orient refX refY startOffset pathLength"
)
_REFUSED = words("script foreignObject iframe object embed audio video canvas handler")
_PLACE = re.compile(r"[-\w\s.,%+()#]*\Z")
_FRACTION = re.compile(r"-?\d+\.\d+(?![\deE])")
_TURNED_BY_NOTHING = re.compile(r"rotate\(-?0(?: -?[\d.]+){0,2}\)\Z")
_AROUND_LETTER = re.compile(r" ?([A-Za-z]) ?")
_REFERENCE = re.compile(r"""(?:url\(\s*["']?#|href\s*=\s*["']#)([^"')\s]+)""")
_PICTURE = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,(.*)\Z", re.DOTALL)


Link = Callable[[str], Mapping[str, str]]
"""Given the address of a mark's link, more attributes of the `<a>`; `title` says what the mark is."""


def _titled(address: str) -> Mapping[str, str]:
    return {"title": re.sub(r"^https?://", "", address)}


def drawing(svg: str, prefix: str, *, link: Link | None = None, decimals: int | None = None) -> str:
    """The SVG with only listed elements, attributes and declarations, in canonical form, its ids prefixed.

    Ids to which nothing refers are left out. Links lead to the web or to an anchor, and have a title. Coordinates
    are cut to `decimals`, if given, for drawings whose units are known to be points, and groups without a say are
    dissolved. Raises `UnsafeError` for script, foreign objects, entities and a document that is not well formed.
    """
    writer = _Drawing(prefix, frozenset(_REFERENCE.findall(svg)), link, decimals)
    _parsed(svg, writer)
    if not writer.out or not writer.out[0].startswith("<svg"):
        raise UnsafeError("the drawing is not an SVG document")
    return "".join(writer.out)


class _Writer:
    """Elements and text of one XML document on their way into `out`; `depth` counts what is being skipped."""

    spaced = frozenset[str]()
    """Elements within which white space counts."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[str] = []
        self.depth = 0

    def element(self, name: str, attributes: Mapping[str, str]) -> tuple[str, ...]:
        """What to write for the start tag; nothing skips the element and all within it, an empty text its tags."""
        raise NotImplementedError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tags = () if self.depth else self.element(name, attributes)
        if tags:
            self.out.extend(tags)
            self.open.append(name.rpartition(" ")[2] if tags[0] else "")
        else:
            self.depth += 1

    def end(self, name: str) -> None:
        if self.depth:
            self.depth -= 1
            return
        local = self.open.pop()
        if not local:
            return
        last = self.out[-1]
        if last.startswith(f"<{local}") and not last.endswith("/>"):
            self.out[-1] = f"{last[:-1]}/>"
        else:
            self.out.append(f"</{local}>")

    def characters(self, data: str) -> None:
        if self.depth or not self.open:
            return
        if data.strip():
            self.out.append(html.escape(text(data), quote=False))
        elif self.spaced.intersection(self.open):
            self.out.append(" ")


def _parsed(markup: str, writer: _Writer) -> None:
    """The document, fed to the writer; an internal DTD or an entity is refused before it can be expanded."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.ordered_attributes = False
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.characters

    def doctype(name: str, system: str | None, public: str | None, internal: bool) -> None:
        if internal:
            raise UnsafeError("the document declares entities")

    def entity(*_: object) -> None:
        raise UnsafeError("the document declares entities")

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(markup.strip().encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise UnsafeError(f"not well formed: {error}") from error


def _attributes(given: Mapping[str, str]) -> str:
    return "".join(f' {key}="{html.escape(text(value))}"' for key, value in given.items() if value)


class _Drawing(_Writer):
    spaced = frozenset(("text", "title", "desc"))

    def __init__(self, prefix: str, referenced: frozenset[str], link: Link | None, decimals: int | None) -> None:
        super().__init__()
        self.prefix, self.referenced, self.link = prefix, referenced, link
        self.root = f"{prefix}drawing"
        self.css: list[str] | None = None
        self.decimals = decimals

    def element(self, name: str, attributes: Mapping[str, str]) -> tuple[str, ...]:
        space, _, local = name.rpartition(" ")
        if local in _REFUSED:
            raise UnsafeError(f"the drawing holds a <{local}>")
        if space and f"{space} " != _SVG:
            return ()
        if local == "style":
            self.css = []
            return ()
        if local not in _ELEMENTS or {"title", "desc"}.intersection(self.open):
            return ()
        kept: dict[str, str] = {}
        style = []
        for key, value in attributes.items():
            key = key.removeprefix(_XLINK)
            if key in MARKS and key != "transform":
                style.append(f"{key}:{value}")
            elif key == "style":
                style.append(value)
            elif key == "id":
                if value in self.referenced and NAME.match(value):
                    kept["id"] = f"{self.prefix}{value}"
            elif key == "class":
                kept["class"] = " ".join(f"{self.prefix}{one}" for one in value.split() if NAME.match(one))
            elif key == f"{_XML}space":
                kept["xml:space"] = "preserve" if value == "preserve" else "default"
            elif key == "href":
                kept.update(self._href(local, value))
            elif key in _GEOMETRY and (_PLACE.match(value)):
                kept[key] = self._place(key, " ".join(value.split()))
        if not self.out:
            kept = {"xmlns": _SVG.strip(), "id": self.root, **{k: v for k, v in kept.items() if k != "id"}}
        if local in ("use", "image") and "href" not in kept:
            return ()
        if plain := safe_declarations(";".join(style), MARKS, self.prefix):
            kept["style"] = plain
        title = kept.pop("title", "")
        if local == "g" and not kept and self.decimals is not None:
            return ("",)
        return (f"<{local}{_attributes(kept)}>", *((f"<title>{escaped(title)}</title>",) if title else ()))

    def _place(self, key: str, value: str) -> str:
        if _TURNED_BY_NOTHING.match(value):
            return ""
        if self.decimals is None or "ransform" in key:  # a factor is not a coordinate
            return value
        value = _FRACTION.sub(self._rounded, value)
        return _AROUND_LETTER.sub(r"\1", value) if key == "d" else value

    def _rounded(self, found: re.Match[str]) -> str:
        short = f"{float(found[0]):.{self.decimals}f}".rstrip("0").rstrip(".")
        return "0" if short == "-0" else short.replace("0.", ".", 1) if short.lstrip("-").startswith("0.") else short

    def _href(self, local: str, value: str) -> Mapping[str, str]:
        value = value.strip()
        if local == "a":
            if not ADDRESS.match(value):
                return {}
            return {"href": value, **(self.link or _titled)(value)}
        if local == "image":
            found = _PICTURE.match(value)
            kept = raster(found[2]) if found else None
            return {"href": f"data:{kept[0]};base64,{base64.b64encode(kept[1]).decode()}"} if kept else {}
        if value.startswith("#") and NAME.match(value[1:]):
            return {"href": f"#{self.prefix}{value[1:]}"}
        return {}

    def end(self, name: str) -> None:
        if self.css is not None and self.depth == 1:
            if confined := safe_rules("".join(self.css), MARKS, scope=f"#{self.root}", prefix=self.prefix):
                self.out.append(f"<style>{confined}</style>")
            self.css = None
        super().end(name)

    def characters(self, data: str) -> None:
        if self.css is not None:
            self.css.append(data)
        else:
            super().characters(data)


_MATHS = words(
    "math semantics annotation mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom"
    " menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd"
)
_MATH_ATTRIBUTES = words(
    "display encoding mathvariant stretchy fence separator form accent accentunder lspace rspace"
    " minsize maxsize movablelimits symmetric largeop width height depth voffset linethickness"
    " columnalign columnspacing rowspacing displaystyle scriptlevel notation bevelled"
)


class _Formula(_Writer):
    spaced = frozenset(("mtext", "ms", "annotation"))

    def element(self, name: str, attributes: Mapping[str, str]) -> tuple[str, ...]:
        space, _, local = name.rpartition(" ")
        if local not in _MATHS or (space and f"{space} " != _MATHML):
            return ()
        style = safe_declarations(attributes.get("style", ""), BOXES)
        kept = {key: value for key, value in attributes.items() if key in _MATH_ATTRIBUTES}
        written = _attributes({**kept, "style": style})
        namespace = f' xmlns="{_MATHML.strip()}"' if local == "math" else ""
        return (f"<{local}{namespace}{written}>",)


def formula(mathml: str) -> str:
    """The MathML with only listed elements and attributes; raises `UnsafeError` where it is not well formed."""
    writer = _Formula()
    _parsed(mathml, writer)
    return "".join(writer.out)
