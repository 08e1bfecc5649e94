"""The drawings and formulas that may pass from a notebook: allow-lists for SVG and MathML.

Both are XML: they go through expat and come out as new elements, so that no string of the sender's syntax survives.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import ascii_letters, digits
from xml.parsers import expat

from publisher.safe.images import decode_image
from publisher.safe.nodes import Element, Words, elements, raw_text
from publisher.safe.styles import BOXES, MARKS, safe_declarations, safe_rules, words
from publisher.safe.text import clean_text, cut_text, is_address, is_name

DEEPEST = 100
"""Elements within one another that a drawing or formula may have."""

_SVG = "http://www.w3.org/2000/svg"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_XLINK = "http://www.w3.org/1999/xlink "
_SPACE = "http://www.w3.org/XML/1998/namespace space"

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
_PLACE = frozenset(ascii_letters + digits + " \t\r\n-_.,%+()#")
"""The characters of a coordinate, a path or a transformation."""

# These read strangers' drawings: names that something refers to, and what can be written shorter in a path.
_REFERENCE = re.compile(r"#([-\w.:]+)")
_FRACTION = re.compile(r"-?\d+\.\d+(?![\deE])")
_AROUND_LETTER = re.compile(r" ?([A-Za-z]) ?")

_MATHS = words(
    "math semantics annotation mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom"
    " menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd"
)
_MATH_ATTRIBUTES = words(
    "display encoding mathvariant stretchy fence separator form accent accentunder lspace rspace"
    " minsize maxsize movablelimits symmetric largeop width height depth voffset linethickness"
    " columnalign columnspacing rowspacing displaystyle scriptlevel notation bevelled"
)


class UnsafeError(ValueError):
    """A drawing or formula that is not well formed, or that holds what no allow-list can make safe."""


Link = Callable[[str], Mapping[str, str]]
"""Given the address of a mark's link, more attributes of the `<a>`; `title` says what the mark is."""


def sanitise_drawing(svg: str, prefix: str, *, link: Link | None = None, decimals: int | None = None) -> Element:
    """Returns the SVG with only listed elements, attributes and declarations, its ids prefixed.

    Ids to which nothing refers are left out. Links lead to the web or to an anchor, and have a title. Coordinates
    are cut to `decimals`, if given, for drawings whose units are known to be points, and groups without a say are
    dissolved. Raises `UnsafeError` for script, foreign objects, entities and a document that is not well formed.
    """
    root = _parse(svg)
    if root.tag.removeprefix(f"{_SVG} ") != "svg":
        raise UnsafeError("the drawing is not an SVG document")
    drawing = _Drawing(prefix, frozenset(_REFERENCE.findall(svg)), link, decimals)
    made = next(elements(drawing.read(root, False)))
    made.attributes.pop("id", None)
    made.attributes = {"xmlns": _SVG, "id": drawing.name, **made.attributes}
    return made


def sanitise_formula(mathml: str) -> Element:
    """Returns the MathML with only listed elements and attributes; raises `UnsafeError` where it is not well formed."""
    root = next(elements(_read_maths(_parse(mathml), False)), None)
    if root is None:
        raise UnsafeError("the formula is empty")
    return root


def _parse(markup: str) -> Element:
    """The XML as it stands, names after their namespaces; refuses entities before they can be expanded."""
    around = [Element("")]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(around) > DEEPEST:
            raise UnsafeError(f"more than {DEEPEST} elements stand within one another")
        element = Element(name, attributes)
        around[-1].children.append(element)
        around.append(element)

    def refuse(*_: object) -> None:
        raise UnsafeError("the document declares entities")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: around.pop()
    parser.CharacterDataHandler = lambda words: around[-1].children.append(words)
    parser.StartDoctypeDeclHandler = lambda name, system, public, internal: refuse() if internal else None
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(markup.strip().encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise UnsafeError(f"not well formed: {error}") from error
    return around[0].elements[0]


def _read_within(element: Element, read: Callable[[Element, bool], Words], is_spaced: bool) -> Words:
    """What is within the element, each element as `read` makes it; white space alone counts if it `is_spaced`."""
    nodes: Words = []
    for child in element.children:
        if isinstance(child, Element):
            nodes += read(child, is_spaced)
        elif str(child).strip():
            nodes.append(clean_text(str(child)))
        elif is_spaced:
            nodes.append(" ")
    return nodes


def _read_maths(element: Element, is_spaced: bool) -> Words:
    space, _, local = element.tag.rpartition(" ")
    if local not in _MATHS or space not in ("", _MATHML):
        return []
    kept = {"xmlns": _MATHML} if local == "math" else {}
    kept |= {key: clean_text(value) for key, value in element.attributes.items() if key in _MATH_ATTRIBUTES and value}
    if style := safe_declarations(element.attributes.get("style", ""), BOXES):
        kept["style"] = style
    within = _read_within(element, _read_maths, is_spaced or local in ("mtext", "ms", "annotation"))
    return [Element(local, kept, within)]


@dataclass(frozen=True)
class _Drawing:
    """One drawing while it is read: what its names become, which are `referenced`, and how its marks are linked."""

    prefix: str
    referenced: frozenset[str]
    link: Link | None
    decimals: int | None

    @property
    def name(self) -> str:
        """The id of the drawing."""
        return f"{self.prefix}drawing"

    def read(self, element: Element, is_spaced: bool) -> Words:
        """The element as it may pass: nothing where it may not, what is in it where it has no say itself."""
        space, _, local = element.tag.rpartition(" ")
        if local in _REFUSED:
            raise UnsafeError(f"the drawing holds a <{local}>")
        if space not in ("", _SVG):
            return []
        if local == "style":
            sheet = safe_rules(raw_text(element.children), MARKS, scope=f"#{self.name}", prefix=self.prefix)
            return [Element("style", {}, [sheet])] if sheet else []
        if local not in _ELEMENTS:
            return []
        if local in ("title", "desc"):  # words alone
            element.children = [child for child in element.children if isinstance(child, str)]
        kept = self._attributes(local, element.attributes)
        if local in ("use", "image") and "href" not in kept:
            return []
        title = kept.pop("title", "")
        within = _read_within(element, self.read, is_spaced or local in ("text", "title", "desc"))
        if local == "g" and not kept and self.decimals is not None:
            return within
        titled: Words = [Element("title", {}, [cut_text(title)])] if title else []
        return [Element(local, {key: clean_text(value) for key, value in kept.items() if value}, titled + within)]

    def _attributes(self, local: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes that may pass; presentation attributes become one `style`."""
        kept: dict[str, str] = {}
        style = []
        for key, value in attributes.items():
            key = key.removeprefix(_XLINK)
            if key == "style":
                style.append(value)
            elif key in MARKS and key != "transform":
                style.append(f"{key}:{value}")
            elif key == "id":
                kept |= {"id": f"{self.prefix}{value}"} if value in self.referenced and is_name(value) else {}
            elif key == "class":
                kept["class"] = " ".join(f"{self.prefix}{one}" for one in value.split() if is_name(one))
            elif key == _SPACE:
                kept["xml:space"] = "preserve" if value == "preserve" else "default"
            elif key == "href":
                kept |= self._href(local, value.strip())
            elif key in _GEOMETRY and _PLACE.issuperset(value):
                kept[key] = self._place(key, " ".join(value.split()))
        if plain := safe_declarations(";".join(style), MARKS, self.prefix):
            kept["style"] = plain
        return kept

    def _place(self, key: str, value: str) -> str:
        """The coordinates, cut where they are to be; nothing for a turn by nothing."""
        if value.partition(" ")[0].removesuffix(")") in ("rotate(0", "rotate(-0") and value.find(")") == len(value) - 1:
            return ""
        if self.decimals is None or "ransform" in key:  # a factor is not a coordinate
            return value
        value = _FRACTION.sub(self._round, value)
        return _AROUND_LETTER.sub(r"\1", value) if key == "d" else value

    def _round(self, found: re.Match[str]) -> str:
        short = f"{float(found[0]):.{self.decimals}f}".rstrip("0").rstrip(".")
        return "0" if short == "-0" else short.replace("0.", ".", 1) if short.lstrip("-").startswith("0.") else short

    def _href(self, local: str, value: str) -> Mapping[str, str]:
        """Where a link leads and its title, the picture that is written out in an address, or a part of the drawing."""
        if local == "a" and is_address(value):
            return {"href": value, **(self.link or _titled)(value)}
        if local == "image":
            form, _, encoded = value.partition(",")
            decoded = decode_image(encoded) if form.endswith(";base64") else None
            return {"href": f"data:{decoded[0]};base64,{base64.b64encode(decoded[1]).decode()}"} if decoded else {}
        is_part = local != "a" and value.startswith("#") and is_name(value[1:])
        return {"href": f"#{self.prefix}{value[1:]}"} if is_part else {}


def _titled(address: str) -> Mapping[str, str]:
    return {"title": address.removeprefix("https://").removeprefix("http://")}
