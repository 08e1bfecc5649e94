"""The outputs of a stranger's code as blocks.

Of the forms in which an output comes, the best that a page without script can show is taken. What cannot be shown is
said in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from publisher.chapter.document import Block, Output, Text
from publisher.chapter.draft import Draft
from publisher.chapter.rich_text import read_markdown, read_nodes
from publisher.safe import terminal
from publisher.safe.nodes import Element, Image, elements, is_blank, plain_text, walk
from publisher.safe.sanitiser import is_active, scoped_styles
from publisher.safe.text import clean_text, cut_text

LONGEST = 20_000
"""Characters of a text output that are shown: three quarters from its beginning, the rest from its end."""

LONGEST_HTML = 500_000
"""Characters of an HTML output without pictures that are shown."""

_WIDGET = "application/vnd.jupyter.widget-view+json"
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_ORDER = ("text/html", *_PICTURES, "text/markdown", "text/latex", "application/json", "text/plain")
_TABULAR = tuple(f"\\begin{{{name}}}" for name in ("tabular", "longtable", "table"))
_DELIMITERS = (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"))
# Reads strangers' TeX: what stands around a formula that would be set in any case.
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:equation|math|displaymath)\*?\}|\\displaystyle")

Metadata = Mapping[str, Any]


def read_text(words: str, kind: str, draft: Draft) -> list[Block]:
    """Returns what a program wrote, with its colours; of too long a text the middle is left out, with a notice."""
    if not words.strip():
        return []
    words = terminal.drop_commands(words)
    notices: list[Block] = []
    if len(words) > LONGEST:
        start, end = words[: LONGEST * 3 // 4], words[-LONGEST // 4 :]
        start, end = start.rpartition("\n")[0] or start, end.partition("\n")[2] or end
        left = len(words) - len(start) - len(end)
        notices = [draft.notice(f"{left:,} characters in the middle of this output are left out.")]
        words = f"{start}\n…\n{end}"
    return [Output(kind, [Element("pre", {}, terminal.read_colours(words))], draft.cell), *notices]


def read_data(data: Mapping[str, Any], metadata: Metadata, cell: Mapping[str, Any], draft: Draft) -> list[Block]:
    """Returns the best form of a displayed output that can be shown."""
    forms = [form for form in _ORDER if form in data]
    is_html_active = is_active(joined(data.get("text/html", "")))
    if is_html_active and any(form in data for form in _PICTURES):
        forms.remove("text/html")
    # what says more to a front end that runs script than its plain text does
    is_richer = is_html_active or any(name.startswith("application/") and name != "application/json" for name in data)
    for form in forms:
        if blocks := _read_form(form, data[form], metadata, cell, draft):
            is_left_out = {"text/html": is_html_active, "text/plain": is_richer}.get(form, False)
            if is_left_out or _WIDGET in data:
                blocks.append(draft.notice("The interactive part of this output is not shown here."))
            return blocks
    return [draft.notice(f"An output of type {', '.join(sorted(data)) or 'none'} cannot be shown here.")]


def _read_form(form: str, value: Any, metadata: Metadata, cell: Mapping[str, Any], draft: Draft) -> list[Block]:
    """The output in that form; nothing where there is nothing in it to show."""
    words = json.dumps(value, indent=1, ensure_ascii=False) if form == "application/json" else joined(value)
    if form in _READERS:
        return _READERS[form](words, draft)
    name = draft.read_picture(words, form)
    if not name:
        return []
    given = metadata.get(form)
    own: Metadata = given if isinstance(given, Mapping) else {}
    alt = next((text for place in (own, metadata, cell.get("metadata", {})) if (text := place.get("alt"))), "")
    width, height = (own[side] if isinstance(own.get(side), int) else None for side in ("width", "height"))
    return [Output("picture", [draft.describe_image(name, cut_text(str(alt)), width, height)], draft.cell)]


def _read_markdown(source: str, draft: Draft) -> list[Block]:
    blocks = read_markdown(source, draft)
    return [Output("markdown", block.nodes, block.cell) if isinstance(block, Text) else block for block in blocks]


def _read_html(markup: str, draft: Draft) -> list[Block]:
    if len(markup) > LONGEST_HTML and "data:image/" not in markup:
        return [draft.notice(f"An output of {len(markup):,} characters of HTML is too long to be shown here.")]
    draft.labelled["output"] += 1
    anchor = f"out-{draft.labelled['output']}"
    sheet = scoped_styles(markup, scope=f"#{anchor}", prefix=draft.prefix)
    nodes = read_nodes(clean_text(markup), draft, classes=bool(sheet))
    is_seen = any(isinstance(node, Image) or (isinstance(node, Element) and node.tag == "hr") for node in walk(nodes))
    if not is_seen and not plain_text(nodes):
        return []
    is_styled = sheet or any("style" in element.attributes for element in elements(nodes))
    for part, scope in (("thead", "col"), ("tbody", "row")):
        for heading in elements(elements(nodes, part), "th"):
            if is_blank(heading.children):  # an empty heading is a plain cell
                heading.tag = "td"
            else:
                heading.attributes.setdefault("scope", scope)
    return [Output("html styled" if is_styled else "html", nodes, draft.cell, anchor, sheet)]


def _read_latex(tex: str, draft: Draft) -> list[Block]:
    """A formula, or words with formulas in them; nothing for a table."""
    if any(start in tex for start in _TABULAR):
        return []
    bare = tex.strip()
    for start, end in _DELIMITERS:
        if bare.startswith(start) and bare.endswith(end) and len(bare) >= len(start + end):
            bare = bare[len(start) : -len(end)]
            break
    if any(sign in bare.replace("\\$", "") for sign in ("$", "\\(", "\\)")):
        return _read_markdown(tex.replace("\\(", "$").replace("\\)", "$"), draft)
    bare = _ENVIRONMENT.sub("", bare).strip()
    formula = Element("p", {}, [draft.add_formula(bare, display=True)])
    return [Output("maths", [formula], draft.cell)] if bare else []


def _read_plain(words: str, draft: Draft) -> list[Block]:
    return read_text(words, "text", draft)


_READERS = {
    "text/html": _read_html,
    "text/markdown": _read_markdown,
    "text/latex": _read_latex,
    "application/json": _read_plain,
    "text/plain": _read_plain,
}


def joined(value: Any) -> str:
    """The text of an output, which a notebook may hold as one string or as a list of lines."""
    return "".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
