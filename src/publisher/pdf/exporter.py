"""nbconvert's exporter to PDF, by which the build writes as well: `jupyter nbconvert --to report-pdf …`."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from traitlets import Enum, default

from publisher.chapter.document import Edition
from publisher.chapter.exporter import ReportExporter
from publisher.pdf.columns import PAPER
from publisher.pdf.compiler import compile_edition


class ReportPDFExporter(ReportExporter):
    """Any notebook as a tagged, archival PDF."""

    output_mimetype = "application/pdf"
    export_from_notebook = "Report (PDF)"
    page_size = Enum([*PAPER], default_value="a4", help="The size of a page.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **more: Any
    ) -> tuple[bytes, dict[str, Any]]:
        chapter, resources = self.read_notebook(nb, resources)
        self.warn(chapter)
        looks: dict[str, Any] = {"language": chapter.language, "page_size": self.page_size, "strict": False}
        return self.write(Edition(chapter.name, chapter.title, (chapter,), **looks), code=True), resources

    def write(self, edition: Edition, *, code: bool = False) -> bytes:
        """Returns the edition as one PDF; `code` shows the source of the cells, where it was not excluded."""
        return compile_edition(edition, code=code)
