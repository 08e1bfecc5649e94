"""An executed notebook as one body of HTML, which the page inlines and the PDF is set from.

Cells become text, folded code, figures, tables and outputs; headings are closed up under one `h1`, anchors made,
figures and tables numbered, references resolved. How a page or a document looks is for `html` and `pdf`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from publisher.chapter import markdown, results
from publisher.chapter.document import Chapter, Heading
from publisher.chapter.gathering import MARK, Gathering
from publisher.chapter.tables import slug
from publisher.safe import sanitiser

_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MATHML = re.compile(r"<math\b.*?<annotation[^>]*>(.*?)</annotation>.*?</math>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_ID = re.compile(r'<[^>]*?\b(?:id|name)="([^"]+)"')
_NAME = re.compile(r' id="([^"]*)"')
_LABELLED = re.compile(
    r'<(?:figure|div) class="(?:figure|table)" id="([^"]+)".*?<span class="label">(.*?)</span>', re.DOTALL
)
_REFERENCE = re.compile(r'<a\b([^>]*?) href="#([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_NOTEBOOK = re.compile(r'(<a\b[^>]*? href="[^":#]+)\.ipynb(?=["#])')


def chapter(
    notebook: NotebookNode,
    *,
    name: str,
    number: int | None = None,
    prefix: str = "",
    strict: bool = False,
    folder: Path | None = None,
) -> Chapter:
    """The chapter made from the notebook as it stands; nothing is run.

    `prefix` stands before every anchor, so that chapters can share a document. `folder` is where the notebook
    lies, if pictures beside it may be read. With `strict`, a picture without alt text, a broken bundle or a
    reference to nothing is a `RenderError`. What a cell tagged `at-a-glance` shows is kept for the front of the
    edition, and what one tagged `back-matter` shows is marked as such.
    """
    gathering = Gathering(name, number, prefix, strict, folder)
    metadata: Mapping[str, Any] = notebook.get("metadata", {})
    language = _language(metadata)
    parts: list[str] = []
    glance: list[str] = []
    for gathering.cell, cell in enumerate(notebook.cells, 1):
        tags = _tags(cell)
        shown = _cell(cell, tags, language, gathering)
        if "back-matter" in tags and shown:
            shown = ['<section class="back-matter">', *shown, "</section>"]
        (glance if "at-a-glance" in tags else parts).extend(shown)
    gathering.cell = 0
    title, body, headings = _headed("\n".join(parts), metadata, gathering)
    formulas = dict(enumerate(markdown.formulas(gathering.formulas, gathering.warn)))
    body = MARK.sub(lambda found: formulas.get(int(found[1]), ""), body)
    body = _marked(_resolved(_unique(body), gathering))
    return Chapter(
        name=name,
        title=title,
        body=body,
        number=number,
        figures=dict(gathering.figures),
        headings=headings,
        facts=tuple(gathering.facts),
        sources=tuple(gathering.sources),
        summary=next(_paragraphs(body), ""),
        at_a_glance=tuple(_paragraphs("\n".join(glance))),
        language=_tag_of(metadata),
        warnings=tuple(gathering.warnings),
    )


def _tags(cell: NotebookNode) -> set[str]:
    return {str(tag).replace("_", "-") for tag in cell.metadata.get("tags", [])}


def _cell(cell: NotebookNode, tags: Collection[str], language: str, gathering: Gathering) -> list[str]:
    if "remove-cell" in tags:
        return []
    if cell.cell_type == "markdown":
        return [markdown.markup(cell.source, gathering, cell.get("attachments"))]
    if cell.cell_type == "raw":
        return _raw(cell, gathering)
    parts = []
    hidden = "remove-input" in tags or cell.metadata.get("transient", {}).get("remove_source")
    if not hidden and cell.source.strip():
        code = markdown.highlighted(cell.source, language)
        kind = f' class="language-{language}"' if language else ""
        parts.append(
            f'<details class="code"><summary>Code</summary><pre tabindex="0"><code{kind}>{code}</code></pre></details>'
        )
    if "remove-output" not in tags:
        parts.extend(results.shown(cell.get("outputs", []), cell, gathering))
    return parts


def _raw(cell: NotebookNode, gathering: Gathering) -> list[str]:
    """A raw cell: HTML and Markdown as such, plain text as it stands, another format left out as nbconvert does."""
    form = cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or ""
    if form == "text/markdown":
        return [markdown.markup(cell.source, gathering)]
    if form == "text/html" or (not form and _TAG.search(cell.source)):
        return [markdown.passed(sanitiser.text(cell.source), gathering)]
    if form in ("", "text/plain") and cell.source.strip():
        return [f'<pre class="raw" tabindex="0">{sanitiser.escaped(cell.source)}</pre>']
    return []


def _language(metadata: Mapping[str, Any]) -> str:
    """The name by which pygments knows the notebook's language."""
    info = metadata.get("language_info", {})
    name = str(info.get("name") or metadata.get("kernelspec", {}).get("language") or "python").lower()
    return name if re.fullmatch(r"[\w+-]+", name) else ""


def _tag_of(metadata: Mapping[str, Any]) -> str:
    """The language of the text, from the notebook's metadata; English where it does not say."""
    tag = str(metadata.get("lang") or metadata.get("language") or "en")
    return tag if sanitiser.LANGUAGE.fullmatch(tag) else "en"


# ------------------------------------------------------------------ headings


def _headed(body: str, metadata: Mapping[str, Any], gathering: Gathering) -> tuple[str, str, tuple[Heading, ...]]:
    """The title, the body with its headings closed up under one `h1`, and the headings.

    The first heading is the title where it is of level 1 or nothing but folded code stands before it.
    """
    first = _HEADING.search(body)
    given = metadata.get("title")
    opening = first and not _visible(body[: first.start()])
    if first and _plain(first[2]) and (first[1] == "1" or (opening and not given)):
        words, body = first[2], body[: first.start()] + body[first.end() :]
    else:
        words = sanitiser.escaped(str(given or gathering.name))
    taken = dict.fromkeys((known.removeprefix(gathering.prefix) for known in _ID.findall(body)), 1)
    headings: list[Heading] = []
    above: list[int] = []

    def plain(words: str) -> str:
        return _plain(gathering.written(words))

    def heading(level: int, words: str) -> str:
        anchor = slug(plain(words)) or "section"
        taken[anchor] = taken.get(anchor, 0) + 1
        anchor = gathering.prefix + anchor + (f"-{taken[anchor]}" if taken[anchor] > 1 else "")
        headings.append(Heading(level, anchor, plain(words)))
        return f'<h{level} id="{anchor}">{words.strip()}</h{level}>'

    def closed_up(found: re.Match[str]) -> str:
        if not plain(found[2]):
            return ""
        while above and above[-1] >= int(found[1]):
            above.pop()
        above.append(int(found[1]))
        return heading(min(len(above) + 1, 6), found[2])

    top = heading(1, words)
    return headings[0].text, f"{top}\n{_HEADING.sub(closed_up, body)}", tuple(headings)


def _visible(markup: str) -> bool:
    return bool(_plain(re.sub(r"<details class=\"code\">.*?</details>", "", markup, flags=re.DOTALL)))


def _paragraphs(markup: str) -> Iterator[str]:
    """The words of each paragraph that has any."""
    return (words for found in _PARAGRAPH.findall(markup) if (words := _plain(found)))


def _plain(markup: str) -> str:
    """The words of a piece of HTML; of a formula, its TeX."""
    return " ".join(html.unescape(_TAG.sub("", MARK.sub("", _MATHML.sub(r"\1", markup)))).split())


# ------------------------------------------------------------------ languages

_FOREIGN = re.compile("[\u0400-\u04ff\u0600-\u06ff\u3400-\u9fff]")
_PIECE = re.compile(r"<annotation\b.*?</annotation>|<[^>]*>|[^<]+", re.DOTALL)  # what is annotated is TeX, not words
_OTHER = re.compile(
    r"(?P<ru>[\u0400-\u04ff]+(?:[\s,–-]+[\u0400-\u04ff]+)*)|(?P<ar>[\u0600-\u06ff]+(?:[\s،]+[\u0600-\u06ff]+)*)"
    r"|(?P<zh>[\u3400-\u9fff]+)"
)


def _marked(body: str) -> str:
    """The body with words in another script marked with their language, taken to be one of the United Nations'.

    Cyrillic with a Belarusian letter is Belarusian. Words of a language in Latin letters are for the author to mark.
    """
    if body.isascii() or not _FOREIGN.search(body):
        return body

    def span(found: re.Match[str]) -> str:
        language = "be" if re.search("[іўІЎ]", found[0]) else found.lastgroup
        direction = ' dir="rtl"' if language == "ar" else ""
        return f'<span lang="{language}"{direction}>{found[0]}</span>'

    return _PIECE.sub(
        lambda piece: piece[0] if piece[0][0] == "<" or piece[0].isascii() else _OTHER.sub(span, piece[0]), body
    )


# ------------------------------------------------------------------ references


def _unique(body: str) -> str:
    """The body with each id left where it stands first."""
    seen: set[str] = set()

    def first(found: re.Match[str]) -> str:
        if found[1] in seen:
            return ""
        seen.add(found[1])
        return found[0]

    return _TAG.sub(lambda tag: _NAME.sub(first, tag[0]) if ' id="' in tag[0] else tag[0], body)


def _resolved(body: str, gathering: Gathering) -> str:
    """The body with links within it led to what they name; an empty one gets its label as words.

    A link may name a figure or table (`#fig-by-year`), a heading in words or as JupyterLab writes it, or an id of
    the author's own. One that leads nowhere becomes plain text.
    """
    body = _NOTEBOOK.sub(r"\1.html", body)
    ids = dict.fromkeys(_ID.findall(body))
    labels: dict[str, str] = dict(_LABELLED.findall(body))
    own = {re.sub(r"^c\d+-", "", known.removeprefix(gathering.prefix)): known for known in reversed([*ids])}

    def led(found: re.Match[str]) -> str:
        named = html.unescape(found[2])
        target = named if named in ids else own.get(named) or own.get(slug(named.replace("%20", " ")))
        words = found[4]
        if target is None:
            gathering.warn(f"a link leads to #{named}, which is not in this chapter", grave=bool(named))
            return words
        if not words.strip():
            words = labels.get(target, named)
        return f'<a{found[1]} href="#{html.escape(target)}"{found[3]}>{words}</a>'

    return _REFERENCE.sub(led, body)
