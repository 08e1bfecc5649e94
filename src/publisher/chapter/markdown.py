"""Markdown as a notebook knows it, made into safe HTML; and TeX formulas, made into MathML.

The Markdown is nbconvert's own (mistune with maths, tables, task lists …), so that a cell reads here as there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from mistune.plugins.footnotes import footnotes
from mistune.plugins.table import table_in_list, table_in_quote
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import token
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from publisher.chapter import maths
from publisher.chapter.gathering import Gathering
from publisher.safe import drawings, sanitiser

_TASK = re.compile(r'<input class="task-list-item-checkbox" type="checkbox" disabled( checked)?\s*/?>')
_EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
_SCROLL = '<div class="scroll" tabindex="0" role="group" aria-label="Table">'
_DIAGRAM = re.compile(r'<pre><code class="language-mermaid">.*?</pre>', re.DOTALL)

LONGEST = 50_000
"""Characters of a text that are read as Markdown; of a longer one, as many are shown as they are written."""
LONGEST_FORMULA = 4_000

_KINDS: tuple[tuple[Any, str], ...] = (
    (token.Comment, "c"),
    (token.Keyword, "k"),
    (token.Operator.Word, "k"),
    (token.String, "s"),
    (token.Number, "m"),
    (token.Name.Function, "f"),
    (token.Name.Class, "f"),
    (token.Name.Decorator, "f"),
)


def markup(source: str, gathering: Gathering, attachments: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The Markdown as sanitised HTML, with marks for its formulas and its pictures kept in `gathering`."""
    source = _EMBEDDED.sub(lambda found: gathering.embed(found[0]), sanitiser.text(source))
    if len(source) > LONGEST:
        notice = gathering.notice(f"{len(source) - LONGEST:,} characters at the end of this text are left out.")
        return f"<p>{escape(source[:LONGEST])}…</p>{notice}"
    attached = {form: forms for name, forms in (attachments or {}).items() for form in (unquote(name), name)}
    parser = MarkdownWithMath(renderer=_Renderer(gathering, attached))
    for plugin in (footnotes, table_in_quote, table_in_list):
        plugin(parser)
    html = _TASK.sub(lambda found: "☑ " if found[1] else "☐ ", parser.render(source))
    return _DIAGRAM.sub(
        lambda found: found[0] + gathering.notice("A diagram is shown as it is written."), passed(html, gathering)
    )


def passed(html: str, gathering: Gathering) -> str:
    """The HTML sanitised, with tables that scroll; what only works when it runs or loads is said to be missing."""
    clean = gathering.fragment(html).replace("<table", f"{_SCROLL}<table").replace("</table>", "</table></div>")
    if sanitiser.is_active(html):
        clean += gathering.notice("The interactive part of this text is not shown here.")
    return clean


def highlighted(source: str, language: str) -> str:
    """The source as HTML with comments, keywords, strings, numbers and definitions marked."""
    if len(source) > LONGEST:
        return sanitiser.escaped(source)
    source = sanitiser.text(source).strip("\n")
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(source)
    pieces: list[str] = []
    for kind, value in lexer.get_tokens(source):
        name = next((name for ancestor, name in _KINDS if kind in ancestor), "")
        pieces.append(f'<span class="{name}">{escape(value)}</span>' if name else escape(value))
    return "".join(pieces)


class _Renderer(IPythonRenderer):
    """nbconvert's renderer, with formulas handed over and code marked up as everywhere in the report."""

    def __init__(self, gathering: Gathering, attached: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.gathering, self.attached = gathering, attached

    def block_math(self, body: str) -> str:
        return self.gathering.formula(body, display=True)

    def inline_math(self, body: str) -> str:
        return self.gathering.formula(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        tex = body if name.startswith("equation") else f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self.gathering.formula(tex, display=True)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            name = unquote(url.removeprefix("attachment:"))
            forms = self.attached.get(name) or self.attached.get(unquote(name)) or {}
            pictures = ((kind, content) for kind, content in forms.items() if kind.startswith("image/"))
            held = next((f"data:{kind};base64,{''.join(content)}" for kind, content in pictures), "")
            url = self.gathering.embed(held) if held else ""
        return super().image(self.gathering.written(text), url, title)

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").split(maxsplit=1)[0] if (info or "").strip() else ""
        kind = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+-]+", language) else ""
        return f"<pre><code{kind}>{highlighted(code, language)}\n</code></pre>\n"


def formulas(given: Sequence[maths.Formula], warn: Callable[[str], None]) -> list[str]:
    """The MathML of each formula; the TeX itself where it has none. One call of pandoc for all of them."""
    made = maths.mathml([(tex, display) for tex, display in given if len(tex) <= LONGEST_FORMULA])
    return [_formula(tex, made.get((tex, display), ""), warn) for tex, display in given]


def _formula(tex: str, mathml: str, warn: Callable[[str], None]) -> str:
    try:
        return drawings.formula(mathml) if mathml else _as_written(tex, warn)
    except drawings.UnsafeError:
        return _as_written(tex, warn)


def _as_written(tex: str, warn: Callable[[str], None]) -> str:
    warn(f"a formula is shown as it is written, because it could not be set: {tex[:80]}")
    return f'<code class="tex">{escape(tex[:LONGEST_FORMULA])}{"…" if len(tex) > LONGEST_FORMULA else ""}</code>'
