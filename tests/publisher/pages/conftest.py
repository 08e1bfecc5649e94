"""What the tests of this room share: a chapter from a few cells, and its page."""

from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publisher.chapter import reader
from publisher.chapter.document import Chapter, Edition
from publisher.outputs import Facts, Figure, Table
from publisher.pages.exporter import ReportHTMLExporter

Part = NotebookNode | str | Figure | Table | Facts
"""A cell, the Markdown of one, or what one put out."""


def _cell(part: Part) -> NotebookNode:
    if isinstance(part, str):
        return new_markdown_cell(part)
    if isinstance(part, Figure | Table | Facts):
        return new_code_cell(outputs=[new_output("display_data", data=part._repr_mimebundle_())])
    return part


@pytest.fixture(scope="session")
def chapter() -> Callable[..., Chapter]:
    """Reads a chapter from its parts."""

    def read(*parts: Part, name: str = "02-second", number: int | None = 2, **options: Any) -> Chapter:
        notebook = new_notebook(cells=[_cell(part) for part in parts])
        return reader.read_chapter(notebook, name=name, number=number, **options)

    return read


@pytest.fixture(scope="session")
def page(chapter: Callable[..., Chapter]) -> Callable[..., str]:
    """Writes the page of a chapter, or of its parts."""
    exporter = ReportHTMLExporter()

    def written(*parts: Part | Chapter, others: tuple[Chapter, ...] = ()) -> str:
        own = parts[0] if isinstance(parts[0], Chapter) else chapter(*parts)
        return exporter.write_chapter(own, Edition("small", "A small edition", (own, *others)))

    return written
