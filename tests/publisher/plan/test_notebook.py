"""A chapter's notebook before its run: what of it counts as a change."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from publisher.plan.notebook import Notebook


@pytest.mark.parametrize(
    "change",
    [
        lambda notebook: notebook.cells[1].metadata.update(alt="A line"),
        lambda notebook: notebook.cells[0].update(attachments={"a.png": {"image/png": "eA=="}}),
        lambda notebook: notebook.metadata.update(lang="de"),
    ],
    ids=["alt text", "attachment", "language"],
)
def test_what_is_shown_of_a_notebook_beside_its_cells_counts(
    tmp_path: Path, chapter: Callable[..., Path], change: Callable[[nbformat.NotebookNode], None]
) -> None:
    path = chapter(tmp_path / "01-a.ipynb", "A", "x = 1", parameters="year = 2000")
    before = Notebook.read(path).hash
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata["collapsed"] = True  # an editor's own
    nbformat.write(notebook, path)
    assert Notebook.read(path).hash == before
    change(notebook)
    nbformat.write(notebook, path)
    assert Notebook.read(path).hash != before
