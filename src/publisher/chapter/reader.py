"""A run notebook as a chapter of typed blocks, which both writers are given.

Cells become text, code, figures, tables and outputs, made safe as they are read; then formulas are set, headings closed
up under one title, anchors made, links resolved, and words in other languages marked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nbformat import NotebookNode

from publisher import outputs
from publisher.chapter import foreign, languages, maths, prose, references
from publisher.chapter.bundles import read_bundle
from publisher.chapter.document import BackMatter, Block, Chapter, Code, RenderError, Text, every_words
from publisher.chapter.draft import Draft
from publisher.chapter.rich_text import LONGEST, read_html, read_markdown
from publisher.safe import terminal
from publisher.safe.nodes import Element, elements, plain_text
from publisher.safe.sanitiser import LANGUAGE
from publisher.safe.text import clean_text, cut_text, is_name


@dataclass(frozen=True)
class TextRules:
    """What a project says of its texts: what is no number in prose, and the letters of the languages in them."""

    not_numbers: Sequence[str] = ()
    languages: Mapping[str, str] = field(default_factory=dict)


def read_chapter(
    notebook: NotebookNode,
    *,
    name: str,
    number: int | None = None,
    strict: bool = False,
    folder: Path | None = None,
    files: Mapping[str, bytes] = MappingProxyType({}),
    rules: TextRules = TextRules(),
) -> Chapter:
    """Returns the chapter made from the notebook as it stands; nothing is run.

    `folder` is where the notebook lies, if pictures beside it may be read; `files` are pictures that it brings, by the
    addresses that its text has for them. With `strict`, a picture without alt text, a broken bundle, a reference to
    nothing or a number in prose that is no fact is a `RenderError`. What a cell tagged `at-a-glance` shows is kept for
    the front of the edition, and what one tagged `back-matter` shows is marked as such.
    """
    draft = Draft(name, number, strict, folder, files)
    metadata: Mapping[str, Any] = notebook.get("metadata", {})
    blocks: list[Block] = []
    glance: list[Block] = []
    for draft.cell, cell in enumerate(notebook.cells, 1):
        tags = {str(tag).replace("_", "-") for tag in cell.metadata.get("tags", [])}
        found = _read_cell(cell, tags, _code_language(metadata), draft)
        if "back-matter" in tags and found:
            found = [BackMatter(found)]
        (glance if "at-a-glance" in tags else blocks).extend(found)
    draft.cell = 0
    if strict and (problems := prose.unrecorded_numbers([*blocks, *glance], rules.not_numbers)):
        raise RenderError("\n  ".join(map(str, problems)), chapter=name)
    maths.set_formulas(draft.formulas, draft.warn)
    blocks, headings = references.number_headings(blocks, str(metadata.get("title") or ""), draft)
    references.drop_repeated_ids(blocks)
    references.resolve_links(blocks, draft)
    languages.mark_languages(blocks, rules.languages)
    return Chapter(
        name=name,
        title=headings[0].text,
        blocks=tuple(blocks),
        number=number,
        pictures=dict(draft.pictures),
        headings=tuple(headings),
        facts=tuple(draft.facts),
        sources=tuple(draft.sources),
        summary=next(iter(_paragraphs(blocks)), ""),
        at_a_glance=tuple(_paragraphs(glance)),
        language=_text_language(metadata),
        warnings=tuple(draft.warnings),
    )


def _paragraphs(blocks: Sequence[Block]) -> list[str]:
    """The words of each plain paragraph that has any."""
    paragraphs = elements(chain(*every_words(blocks)), "p")
    return list(filter(None, (plain_text(one.children) for one in paragraphs if not one.attributes)))


def _read_cell(cell: NotebookNode, tags: Collection[str], language: str, draft: Draft) -> list[Block]:
    if "remove-cell" in tags:
        return []
    if cell.cell_type == "markdown":
        blocks = read_markdown(cell.source, draft, cell.get("attachments"))
        for block in blocks:
            if isinstance(block, Text):
                block.facts = ()
        return blocks
    if cell.cell_type == "raw":
        return _read_raw(cell, draft)
    is_hidden = "remove-input" in tags or cell.metadata.get("transient", {}).get("remove_source")
    code = [Code(cut_text(cell.source, LONGEST), language)] if cell.source.strip() and not is_hidden else []
    return [*code, *([] if "remove-output" in tags else _read_outputs(cell, draft))]


def _read_raw(cell: NotebookNode, draft: Draft) -> list[Block]:
    """A raw cell: HTML and Markdown as such, plain text as it stands, another format left out as nbconvert does."""
    form = cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or ""
    if form == "text/markdown":
        return read_markdown(cell.source, draft)
    if form == "text/html" or (not form and ">" in cell.source.partition("<")[2]):
        return read_html(clean_text(cell.source), draft)
    if form in ("", "text/plain") and cell.source.strip():
        return [Text([Element("pre", {"class": "raw", "tabindex": "0"}, [cut_text(cell.source)])], draft.cell)]
    return []


def _read_outputs(cell: NotebookNode, draft: Draft) -> list[Block]:
    """The outputs of a cell in order; streams that follow one another are joined."""
    blocks: list[Block] = []
    for stream, group in groupby(cell.get("outputs", ()), _stream):
        pieces = list(group)
        if stream:
            words = terminal.overwrite("".join(foreign.joined(output["text"]) for output in pieces))
            blocks += foreign.read_text(words, f"stream {stream}", draft)
            continue
        for output in pieces:
            if output["output_type"] == "error":
                lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
                blocks += foreign.read_text("\n".join(lines), "error", draft)
            elif output["output_type"] in ("display_data", "execute_result"):
                blocks += _read_display(output, cell, draft)
    return blocks


def _stream(output: Mapping[str, Any]) -> str:
    """The stream that the output is a piece of; none for any other output."""
    if output["output_type"] != "stream":
        return ""
    return "stderr" if output.get("name") == "stderr" else "stdout"


def _read_display(output: Mapping[str, Any], cell: NotebookNode, draft: Draft) -> list[Block]:
    data: Mapping[str, Any] = output.get("data", {})
    try:
        bundle = outputs.read(data)
    except ValueError as error:  # of its JSON, or of its shape
        if draft.strict:
            raise RenderError(str(error), chapter=draft.name, cell=draft.cell) from error
        return [draft.notice(f"An output could not be read: {error}")]
    return read_bundle(bundle, draft) if bundle else foreign.read_data(data, output.get("metadata", {}), cell, draft)


def _code_language(metadata: Mapping[str, Any]) -> str:
    """The name by which pygments knows the notebook's language."""
    info = metadata.get("language_info", {})
    name = str(info.get("name") or metadata.get("kernelspec", {}).get("language") or "python").lower()
    return name if is_name(name.replace("+", "-")) else ""


def _text_language(metadata: Mapping[str, Any]) -> str:
    """The language of the text, from the notebook's metadata; English where it does not say."""
    tag = str(metadata.get("lang") or metadata.get("language") or "en")
    return tag if LANGUAGE.fullmatch(tag) else "en"
