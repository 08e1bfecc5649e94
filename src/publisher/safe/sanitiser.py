"""The HTML that may pass from a notebook: listed tags, attributes, addresses and declarations; all else is left out.

Nothing that comes back can run, fetch, submit or leave the box it is put in. Drawings and formulas have lists of their
own (`drawings`), and so have styles (`styles`).
"""

from __future__ import annotations

import re

import nh3

from publisher.safe.nodes import Words, parse_html
from publisher.safe.styles import BOXES, safe_declarations, safe_rules, words
from publisher.safe.text import UNPRINTABLE, clean_text, is_address, is_name

_TAGS = words(
    "a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup dd del"
    " details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q"
    " rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead"
    " time tr tt u ul var wbr"
)
INLINE = words(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strike strong sub sup"
    " time tt u var wbr"
)
"""The elements that stand within a line of text."""
_DROPPED = words("script style iframe object embed applet svg math template noscript title textarea select")
_ATTRIBUTES = {
    tag: words(names)
    for tag, names in {
        "*": "id class style lang dir title align",
        "a": "href name",
        "img": "src alt width height",
        "td": "colspan rowspan headers valign",
        "th": "colspan rowspan headers scope valign abbr",
        "col": "span",
        "colgroup": "span",
        "ol": "start type reversed",
        "li": "value",
        "details": "open",
        "time": "datetime",
        "del": "datetime",
        "ins": "datetime",
    }.items()
}
_NUMBERS = words("width height colspan rowspan span start value")
_CODE = words("c k m s f")
"""The classes of kinds of words in code, of which the page knows the colours; so it does of `language-…`."""

# These read strangers' text: a language, the address of another notebook, and HTML before it is sanitised.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PAGE = re.compile(r"\w[-\w.%/]*\.(?:ipynb|html)(?:#[^\s\"'<>]*)?")
_STYLE = re.compile(r"<style(?![^>]*scoped)[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_ACTIVE = re.compile(r"<(?:script|iframe|object|embed|applet|video|audio|canvas|form|input|button)\b", re.IGNORECASE)


def sanitise_html(markup: str, *, prefix: str = "", classes: bool = False) -> Words:
    """Returns the HTML as nodes, with only what is listed, and without its own style sheets.

    Ids become `prefix` and the id, and so do the classes, if they are kept. Links lead to the web, to an anchor, or
    to another notebook or page. Images keep the address that they were given: nobody may write it as it is.
    """

    def filtered(tag: str, name: str, value: str) -> str | None:
        allowed = _attribute(name, clean_text(value), prefix, classes)
        return allowed.replace("<", "\ue003").replace(">", "\ue004") if allowed else allowed

    clean = nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=filtered,
        url_schemes={"http", "https", "mailto", "data", "attachment", "embedded", "kept"},  # `_attribute` decides
        link_rel=None,
    )
    # nh3 leaves angle brackets in attributes as they are; escaped, a tag can be told by its brackets
    return parse_html(UNPRINTABLE.sub("", clean).replace("\ue003", "&lt;").replace("\ue004", "&gt;"))


def _attribute(name: str, value: str, prefix: str, classes: bool) -> str | None:
    """The value of an attribute as it may pass; None where it may not."""
    if name == "style":
        return safe_declarations(value, BOXES) or None
    if name == "class":
        names = [(one, one in _CODE or one.startswith("language-")) for one in value.split() if is_name(one)]
        return " ".join(one if is_code else f"{prefix}{one}" for one, is_code in names if classes or is_code) or None
    if name in ("id", "name"):
        return f"{prefix}{value}" if is_name(value) else None
    if name == "headers":
        return " ".join(f"{prefix}{one}" for one in value.split() if is_name(one)) or None
    if name == "href":
        address = value.strip()
        return address if is_address(address) or _PAGE.fullmatch(address) else None
    if name == "lang":
        return value if LANGUAGE.fullmatch(value) else None
    if name in _NUMBERS:
        return value if value.isascii() and value.isdigit() and len(value) < 6 and int(value) <= 10_000 else None
    return value


def scoped_styles(markup: str, *, scope: str, prefix: str) -> str:
    """The rules of the `<style>` elements in the HTML (a pandas Styler's, say), confined to `scope`."""
    return "".join(safe_rules(sheet, BOXES, scope=scope, prefix=prefix) for sheet in _STYLE.findall(markup))


def is_active(markup: str) -> bool:
    """Whether the HTML holds what only works when it runs or loads something."""
    return bool(_ACTIVE.search(markup))
