"""A stranger's HTML and Markdown as safe nodes, with their formulas and pictures in place.

The Markdown is nbconvert's own (mistune with maths, tables, task lists …), so that a cell reads here as there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import unquote

from mistune.plugins.footnotes import footnotes
from mistune.plugins.table import table_in_list, table_in_quote
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from publisher.chapter.document import Block, Text
from publisher.chapter.draft import Draft
from publisher.safe.nodes import HEADINGS, Element, Node, Words, elements, transform
from publisher.safe.sanitiser import INLINE, is_active, sanitise_html
from publisher.safe.text import clean_text, cut_text, is_name

LONGEST = 50_000
"""Characters of a text that are read as Markdown; of a longer one, as many are shown as they are written."""

_TASK = '<input class="task-list-item-checkbox" type="checkbox" disabled'
"""How mistune begins the box of a task."""

# These read strangers' text: a picture written out in its address, and a drawing within HTML.
_EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
_DRAWING = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)


def read_markdown(source: str, draft: Draft, attachments: Mapping[str, Mapping[str, str]] | None = None) -> list[Block]:
    """Returns the Markdown as text, and notices of what it has that cannot be shown."""
    source = _EMBEDDED.sub(lambda found: draft.mark_picture(draft.find_picture(found[0])), clean_text(source))
    if len(source) > LONGEST:
        cut = Element("p", {}, [f"{source[:LONGEST]}…"])
        return [
            Text([cut], draft.cell),
            draft.notice(f"{len(source) - LONGEST:,} characters at the end of this text are left out."),
        ]
    attached = {form: forms for name, forms in (attachments or {}).items() for form in (unquote(name), name)}
    parser = MarkdownWithMath(renderer=_Renderer(draft, attached))
    for plugin in (footnotes, table_in_quote, table_in_list):
        plugin(parser)
    return read_html(parser.render(source).replace(f"{_TASK} checked/>", "☑ ").replace(f"{_TASK}/>", "☐ "), draft)


def read_html(markup: str, draft: Draft) -> list[Block]:
    """Returns the HTML as text, and notices of what only works when it runs or loads."""
    nodes = read_nodes(markup, draft)
    text: list[Block] = [Text(nodes, draft.cell)] if nodes else []
    if is_active(markup):
        text.append(draft.notice("The interactive part of this text is not shown here."))
    return text


def read_nodes(markup: str, draft: Draft, *, classes: bool = False) -> Words:
    """Returns the HTML sanitised, with its formulas and pictures, and with headings of words alone."""
    markup = _DRAWING.sub(
        lambda found: f'<img src="{draft.mark_picture(draft.read_picture(found[0], "image/svg+xml"))}">', markup
    )
    nodes = sanitise_html(markup, prefix=draft.prefix, classes=classes)
    own = {element.attributes.get(key) for element in elements(nodes) for key in ("id", "name")}

    def change(node: Node) -> Words | None:
        if isinstance(node, str):
            return draft.replace_marks(node)
        if not isinstance(node, Element):
            return None
        if node.tag == "img":
            return draft.read_image(node)
        address = node.attributes.get("href", "")
        if address.startswith("#") and draft.prefix + address[1:] in own:
            node.attributes["href"] = f"#{draft.prefix}{address[1:]}"
        if node.tag in HEADINGS:  # words, and what words are in
            node.children = _dissolve(node.children, lambda tag: tag not in INLINE)
        if node.tag == "a":  # a picture on the web has become a link
            node.children = _dissolve(node.children, lambda tag: tag == "a")
        if node.tag == "pre" and any("language-mermaid" in code.classes for code in node.elements):
            return [node, Element("p", {"class": "notice"}, draft.notice("A diagram is shown as it is written.").words)]
        return None

    return transform(nodes, change)


def _dissolve(nodes: Words, is_dissolved: Callable[[str], bool]) -> Words:
    """The nodes, with what is in them in the places of elements of those tags."""
    return transform(
        nodes, lambda node: node.children if isinstance(node, Element) and is_dissolved(node.tag) else None
    )


class _Renderer(IPythonRenderer):
    """nbconvert's renderer, with formulas handed over and code marked up as everywhere in the report."""

    def __init__(self, draft: Draft, attached: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.draft, self.attached = draft, attached

    def block_math(self, body: str) -> str:
        return self.draft.mark_formula(body, display=True)

    def inline_math(self, body: str) -> str:
        return self.draft.mark_formula(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        tex = body if name.startswith("equation") else f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self.draft.mark_formula(tex, display=True)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            name = unquote(url.removeprefix("attachment:"))
            forms = self.attached.get(name) or self.attached.get(unquote(name)) or {}
            kind = next((kind for kind in forms if kind.startswith("image/")), "")
            found = self.draft.find_picture(f"data:{kind};base64,{''.join(forms[kind])}") if kind else ""
            url = self.draft.mark_picture(found)
        return super().image(self.draft.write_formulas(text), url, title)

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").split(maxsplit=1)[0] if (info or "").strip() else ""
        kind = f' class="language-{escape(language)}"' if is_name(language) else ""
        return f"<pre><code{kind}>{escape(cut_text(code, LONGEST).strip(chr(10)), quote=False)}\n</code></pre>\n"
