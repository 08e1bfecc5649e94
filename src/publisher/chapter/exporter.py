"""What both exporters of nbconvert share: a notebook goes through nbconvert's preprocessors, then it is read once.

So `--no-input`, `--TagRemovePreprocessor.remove_cell_tags`, a preprocessor of the user's and every other setting of
nbconvert that is about cells mean for pages, for PDFs and in a build what its documentation says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from publisher.chapter.document import Chapter
from publisher.chapter.reader import TextRules, read_chapter


class ReportExporter(TemplateExporter):
    """Reads notebooks into chapters; what is written from them is for those who inherit."""

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        return True  # once after all preprocessors, not after each of eleven

    def read_notebook(
        self,
        notebook: NotebookNode,
        resources: Any = None,
        *,
        number: int | None = None,
        strict: bool = False,
        rules: TextRules = TextRules(),  # noqa: B008
    ) -> tuple[Chapter, dict[str, Any]]:
        """Returns the chapter that the notebook gives after nbconvert's preprocessors, and nbconvert's resources.

        The name and folder of the notebook stand in `resources["metadata"]`, as nbconvert puts them there.
        """
        preprocessed, resources = Exporter.from_notebook_node(self, notebook, resources)
        excluded = {"code": self.exclude_code_cell, "markdown": self.exclude_markdown, "raw": self.exclude_raw}
        cells = []
        for cell in preprocessed.cells:
            is_code = cell.cell_type == "code"
            is_without_source = cell.metadata.get("transient", {}).get("remove_source")
            if excluded.get(cell.cell_type, self.exclude_unknown) or (is_without_source and not is_code):
                continue
            if is_code and self.exclude_input:
                cell.metadata.setdefault("transient", {})["remove_source"] = True
            if is_code and self.exclude_output:
                cell.outputs = []
            cells.append(cell)
        preprocessed.cells = cells
        metadata = resources.get("metadata", {})
        folder = metadata.get("path")  # empty for a notebook in the working directory
        chapter = read_chapter(
            preprocessed,
            name=str(metadata.get("name") or "notebook"),
            number=number,
            strict=strict,
            folder=None if folder is None else Path(folder),
            files={**(resources.get("outputs") or {}), **(resources.get("attachments") or {})},
            rules=rules,
        )
        return chapter, resources

    def warn(self, chapter: Chapter) -> None:
        """Logs what could not be shown as intended."""
        for warning in chapter.warnings:
            self.log.warning(warning)
