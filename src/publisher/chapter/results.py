"""The outputs of a code cell as HTML: our own bundles, and whatever else a kernel may have sent.

Of the forms in which an output comes, the best that a page without script can show is taken. What cannot be
shown is said in its place.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from nbconvert.filters.ansi import ansi2html

from publisher import outputs
from publisher.chapter import markdown, tables
from publisher.chapter.document import RenderError
from publisher.chapter.gathering import Gathering
from publisher.outputs import Facts, Figure, OutputError, Table
from publisher.safe import drawings, sanitiser
from publisher.safe.sanitiser import escaped

LONGEST = 20_000
"""Characters of a text output that are shown: three quarters from its beginning, the rest from its end."""

SOURCES = "sources"
"""The name of a table that is a chapter's list of sources; its rows can be linked to."""

LONGEST_HTML = 500_000
"""Characters of an HTML output without pictures that are shown."""

_WIDGET = "application/vnd.jupyter.widget-view+json"
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_ORDER = ("text/html", *_PICTURES, "text/markdown", "text/latex", "application/json", "text/plain")
_TABULAR = re.compile(r"\\begin\{(?:tabular|longtable|table)\}")
_DELIMITED = re.compile(r"^\s*(\$\$|\$|\\\[|\\\()(.*?)(\$\$|\$|\\\]|\\\))\s*$", re.DOTALL)
_COMMAND = re.compile("\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")  # tells a terminal a link or a title; its text stays
_MIXED = re.compile(r"(?<!\\)\$|\\[()]")
_BLANK = re.compile(r"\n(?:[ \t]*\n){3,}")
_SPAN = re.compile(r'<span(?: class="([^"]*)")?(?: style="([^"]*)")?>')
_RGB = re.compile(r"(background-)?color: rgb\((\d+),(\d+),(\d+)\)")
_TERMINAL = {
    "black": (0, 0, 0),
    "red": (205, 49, 49),
    "green": (13, 160, 90),
    "yellow": (215, 150, 16),
    "blue": (36, 114, 200),
    "magenta": (188, 63, 188),
    "cyan": (17, 168, 205),
    "white": (200, 200, 200),
}
"""The eight colours of a terminal; the page has shades of them that can be read by day and by night."""
_HEAD = re.compile(r"(<thead\b.*?</thead>)|(<tbody\b.*?</tbody>)", re.DOTALL)
_TH = re.compile(r"<th\b([^>]*)>((?:\s|&nbsp;)*</th>)?")


def shown(results: Sequence[Mapping[str, Any]], cell: Mapping[str, Any], gathering: Gathering) -> list[str]:
    """The HTML of each output of the cell, in order; streams that follow one another are joined."""
    pieces: list[str] = []
    stream, words = "", ""
    for result in [*results, {"output_type": "end"}]:
        kind = result["output_type"]
        if stream and not (kind == "stream" and result.get("name") == stream):
            pieces.append(_text(_settled(words), gathering, f"stream {stream}"))
            stream, words = "", ""
        if kind == "stream":
            stream, words = ("stderr" if result.get("name") == "stderr" else "stdout"), words + _joined(result["text"])
        elif kind == "error":
            told = "\n".join(result.get("traceback") or [f"{result.get('ename')}: {result.get('evalue')}"])
            pieces.append(_text(told, gathering, "error"))
        elif kind in ("display_data", "execute_result"):
            pieces.append(_result(result, cell, gathering))
    return [piece for piece in pieces if piece]


def _result(result: Mapping[str, Any], cell: Mapping[str, Any], gathering: Gathering) -> str:
    data: Mapping[str, Any] = result.get("data", {})
    try:
        bundle = outputs.read(data)
    except (OutputError, ValueError) as error:
        if gathering.strict:
            raise RenderError(str(error), chapter=gathering.name, cell=gathering.cell) from error
        return gathering.notice(f"An output could not be read: {error}")
    if isinstance(bundle, Figure):
        return _figure(bundle, gathering)
    if isinstance(bundle, Table):
        return _table(bundle, gathering)
    if isinstance(bundle, Facts):
        gathering.facts.extend(bundle.facts)
        return f'<div class="say">{markdown.markup(bundle.markdown, gathering)}</div>'
    return _foreign(data, result.get("metadata", {}), cell, gathering)


# ------------------------------------------------------------------ ours


def _figure(figure: Figure, gathering: Gathering) -> str:
    label = gathering.label("Figure")
    anchor = _anchor("fig", figure.name, gathering)
    rows = _Rows(figure.table, f"{gathering.prefix}row-{anchor.removeprefix(f'{gathering.prefix}fig-')}")
    try:
        drawing = drawings.drawing(figure.svg, f"{anchor}-", link=rows.link, decimals=2)
    except drawings.UnsafeError as error:
        message = f"figure {figure.name!r}: {error}"
        if gathering.strict:
            raise RenderError(message, chapter=gathering.name, cell=gathering.cell) from error
        return gathering.notice(f"A figure cannot be shown here: {error}.")
    address = gathering.keep(f"{gathering.name}-{figure.name}.svg", drawing.encode())
    gathering.sources.update(dict.fromkeys([*figure.sources, *figure.table.sources]))
    told = tables.sources(figure.sources)
    return "\n".join(
        (
            f'<figure class="figure" id="{anchor}" data-cell="{gathering.cell}">',
            f'<img src="{address}" alt="{escaped(figure.alt)}">',
            f'<figcaption><span class="label">{label}</span> {escaped(figure.caption)}'
            + (f' <span class="sources">{told}</span>' if told else "")
            + "</figcaption>",
            *([f'<p class="description">{escaped(figure.description)}</p>'] if figure.description else []),
            f'<details class="data"><summary>Data of {label[0].lower()}{label[1:]}</summary>',
            tables.table(figure.table, rows=rows.wanted),
            "</details>",
            "</figure>",
        )
    )


class _Rows:
    """The rows of a figure's table as its marks lead to them: by `#row-KEY`, or by an address that a row holds."""

    def __init__(self, table: Table, stem: str) -> None:
        self.table, self.stem = table, stem
        self.names = tables.row_names(table, stem)
        self.keys = {name.removeprefix(f"{stem}-"): number for number, name in self.names.items()}
        self.addresses: dict[str, int] = {}
        for number, row in enumerate(table.rows):
            for cell in row:
                if cell.href:
                    self.addresses.setdefault(cell.href, number)
        self.wanted: dict[int, str] = {}

    def link(self, address: str) -> Mapping[str, str]:
        """What the link of a mark says: the words of its row as a title, and the row's id after the stem."""
        key = address.removeprefix("#row-")
        number = self.keys.get(key) if address != key else self.addresses.get(address)
        if number is None:
            return {"title": address.removeprefix("https://")}
        self.wanted[number] = name = self.names[number]
        own = [cell.text for cell in self.table.rows[number] if cell.text and cell.href in ("", address)]
        title = textwrap.shorten(" · ".join(own), 80, placeholder=" …")
        return (
            {"href": f"#{name}", "title": title}
            if address != key
            else {"data-row": name[len(self.stem) + 1 :], "title": title}
        )


def _table(table: Table, gathering: Gathering) -> str:
    anchor = _anchor("tbl", table.name, gathering)
    rows = tables.row_names(table, f"{gathering.prefix}row-{table.name}") if table.name == SOURCES else {}
    gathering.sources.update(dict.fromkeys(table.sources))
    told = tables.sources(table.sources)
    return "\n".join(
        (
            f'<div class="table" id="{anchor}" data-cell="{gathering.cell}">',
            tables.table(table, label=gathering.label("Table"), rows=rows),
            *([f'<p class="note">{escaped(table.note)}</p>'] if table.note else []),
            *([f'<p class="sources">{told}</p>'] if told else []),
            "</div>",
        )
    )


def _anchor(kind: str, name: str, gathering: Gathering) -> str:
    """The anchor of a figure or table: its kind and name, with a number where the name is taken."""
    anchor = f"{kind}-{name}"
    count = gathering.count(anchor)
    if count > 1:
        gathering.warn(f"the name {name!r} is given to more than one output", grave=True)
        anchor = f"{anchor}-{count}"
    return f"{gathering.prefix}{anchor}"


# ------------------------------------------------------------------ a stranger's


def _foreign(
    data: Mapping[str, Any], metadata: Mapping[str, Any], cell: Mapping[str, Any], gathering: Gathering
) -> str:
    forms = [form for form in _ORDER if form in data]
    html = _joined(data.get("text/html", ""))
    if sanitiser.is_active(html) and any(form in data for form in _PICTURES):
        forms.remove("text/html")
    if _WIDGET in data:
        forms = [form for form in forms if form != "text/plain"] + ["text/plain"] * ("text/plain" in forms)
    for form in forms:
        if piece := _form(form, data[form], metadata, cell, gathering):
            left_out = _WIDGET in data or (form == "text/html" and sanitiser.is_active(html))
            if left_out or (form == "text/plain" and _richer(data)):
                piece += "\n" + gathering.notice("The interactive part of this output is not shown here.")
            return piece
    return gathering.notice(f"An output of type {', '.join(sorted(data)) or 'none'} cannot be shown here.")


def _richer(data: Mapping[str, Any]) -> bool:
    """Whether the output says more to a front end that runs script than its plain text does."""
    return any(name.startswith("application/") and name != "application/json" for name in data) or (
        "text/html" in data and sanitiser.is_active(_joined(data["text/html"]))
    )


def _form(form: str, value: Any, metadata: Mapping[str, Any], cell: Mapping[str, Any], gathering: Gathering) -> str:
    """The output in that form; empty where there is nothing in it to show."""
    if form == "application/json":
        return _text(json.dumps(value, indent=1, ensure_ascii=False), gathering, "text")
    words = _joined(value)
    if form == "text/plain":
        return _text(words, gathering, "text")
    if form == "text/html":
        return _html(words, gathering)
    if form == "text/markdown":
        return f'<div class="output markdown">{markdown.markup(words, gathering)}</div>'
    if form == "text/latex":
        return _latex(words, gathering)
    address = gathering.picture(words, form)
    if address is None:
        return ""
    given = metadata.get(form)
    own: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    alt = next((text for place in (own, metadata, cell.get("metadata", {})) if (text := place.get("alt"))), "")
    size = "".join(f' {key}="{own[key]}"' for key in ("width", "height") if isinstance(own.get(key), int))
    return f'<div class="output picture">{gathering.image(address, escaped(str(alt)), size)}</div>'


def _html(markup: str, gathering: Gathering) -> str:
    if len(markup) > LONGEST_HTML and "data:image/" not in markup:
        return gathering.notice(f"An output of {len(markup):,} characters of HTML is too long to be shown here.")
    anchor = f"{gathering.prefix}out-{gathering.count('output')}"
    sheet = sanitiser.styles(markup, scope=f"#{anchor}", prefix=f"{gathering.prefix}c{gathering.cell}-")
    clean = gathering.fragment(sanitiser.text(markup), classes=bool(sheet)).strip()
    if not re.search(r"<(?:img|hr)\b", clean) and not re.sub(r"<[^>]*>|&nbsp;|\s", "", clean):
        return ""
    styled = " styled" if sheet or 'style="' in clean else ""
    style = f"<style>{sheet}</style>" if sheet else ""
    return (
        f'<div class="output html{styled}" id="{anchor}" tabindex="0" role="group"'
        f' aria-label="Output of cell {gathering.cell}">{style}{_HEAD.sub(_scoped, clean)}</div>'
    )


def _scoped(found: re.Match[str]) -> str:
    """A table's head or body with the scope of each heading said, and empty headings made plain cells."""
    scope = "col" if found[1] else "row"

    def heading(cell: re.Match[str]) -> str:
        if cell[2]:
            return f"<td{cell[1]}></td>"
        return f'<th{cell[1]} scope="{scope}">' if "scope=" not in cell[1] else cell[0]

    return _TH.sub(heading, found[0])


def _latex(tex: str, gathering: Gathering) -> str:
    if _TABULAR.search(tex):
        return ""
    found = _DELIMITED.match(tex)
    if _MIXED.search(found[2] if found else tex):  # words with formulas in them
        words = re.sub(r"\\\((.*?)\\\)", r"$\1$", tex)
        return f'<div class="output markdown">{markdown.markup(words, gathering)}</div>'
    bare = (found[2] if found else tex).replace("\\displaystyle", "").strip()
    bare = re.sub(r"\\(?:begin|end)\{(?:equation|math|displaymath)\*?\}", "", bare).strip("$ \n")
    return f'<div class="output maths"><p>{gathering.formula(bare, display=True)}</p></div>' if bare else ""


def _text(words: str, gathering: Gathering, kind: str) -> str:
    if not words.strip():
        return ""
    notice = ""
    words = _BLANK.sub("\n\n\n", _COMMAND.sub("", words))
    if len(words) > LONGEST:
        start, end = words[: LONGEST * 3 // 4], words[-LONGEST // 4 :]
        start, end = start.rpartition("\n")[0] or start, end.partition("\n")[2] or end
        left = len(words) - len(start) - len(end)
        notice = gathering.notice(f"{left:,} characters in the middle of this output are left out.")
        words = f"{start}\n…\n{end}"
    words = re.sub("\x1b(?!\\[)|[^\x1b\\S\n\t ]", "", words)
    cleaned = "\x1b".join(sanitiser.text(piece) for piece in words.split("\x1b"))
    coloured: str = ansi2html(cleaned)
    shown = sanitiser.text(_SPAN.sub(_named, coloured)).rstrip()
    return (
        f'<div class="output {kind}"><pre tabindex="0" role="group" aria-label="Output of cell {gathering.cell}">'
        f"{shown}</pre>{notice}</div>"
    )


def _named(span: re.Match[str]) -> str:
    """A span of terminal colours with each free colour replaced by the named one nearest to it."""
    names = (span[1] or "").split()
    for kind, *parts in _RGB.findall(span[2] or ""):
        place = tuple(map(int, parts))
        nearest = min(
            _TERMINAL, key=lambda name: sum((a - b) ** 2 for a, b in zip(_TERMINAL[name], place, strict=True))
        )
        names.append(f"ansi-{nearest}-{'bg' if kind else 'fg'}")
    return f'<span class="{" ".join(names)}">'


def _settled(words: str) -> str:
    """The stream as a terminal would leave it: a carriage return overwrites the line, a backspace a character."""
    words = words.replace("\r\n", "\n")
    if "\r" in words:
        words = "\n".join(reduce(_overwritten, line.split("\r")) for line in words.split("\n"))
    if "\b" in words:
        left: list[str] = []
        for character in words:
            if character != "\b":
                left.append(character)
            elif left and left[-1] != "\n":
                left.pop()
        words = "".join(left)
    return words


def _overwritten(line: str, by: str) -> str:
    """The line after a carriage return; with escapes, which may erase it and take no room, only what came last."""
    return by if "\x1b" in line + by else by + line[len(by) :]


def _joined(value: Any) -> str:
    """The text of an output, which a notebook may hold as one string or as a list of lines."""
    return "".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
