"""nbconvert's exporter to PDF: what its settings mean there, and that a build writes the same way."""

import base64
import io
import subprocess
import sys
from pathlib import Path

import nbformat
import pikepdf
import pytest
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from traitlets import TraitError
from traitlets.config import Config

from publisher.chapter.document import Edition
from publisher.pdf.exporter import ReportPDFExporter


def picture() -> str:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "#1f4e79").save(content, format="PNG")
    return base64.b64encode(content.getvalue()).decode()


def notebook() -> NotebookNode:
    attached = new_markdown_cell("![A blue plate](attachment:blue.png)")
    attached.attachments = {"blue.png": {"image/png": picture()}}
    cells = [
        new_markdown_cell("# A title\n\n### Skipped"),
        new_code_cell("first_source", outputs=[new_output("stream", text="first output")]),
        new_code_cell("second_source", metadata={"tags": ["private"]}),
        attached,
    ]
    return new_notebook(cells=cells, metadata={"lang": "fr"})


def words(content: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


def kinds(document: pikepdf.Pdf, *names: str) -> list[str]:
    return [
        str(one.S)[1:] for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") in names
    ]


def test_any_notebook_can_be_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "stranger.ipynb"
    nbformat.write(notebook(), path)
    monkeypatch.chdir(tmp_path)
    content, resources = get_exporter("report-pdf")().from_filename(str(path))
    assert resources["output_extension"] == ".pdf"
    with pikepdf.open(io.BytesIO(content)) as made:
        assert (str(made.docinfo.Title), str(made.Root.Lang), len(made.pages)) == ("A title", "fr", 1)
        assert kinds(made, "/H1", "/H2", "/H3", "/Figure") == ["H1", "H2", "Figure"]


def test_an_empty_notebook_is_a_page_with_its_name() -> None:
    content, _ = ReportPDFExporter().from_notebook_node(new_notebook(), {"metadata": {"name": "nothing"}})
    with pikepdf.open(io.BytesIO(content)) as made:
        assert (str(made.docinfo.Title), len(made.pages)) == ("nothing", 1)


def test_a_build_writes_what_the_exporter_writes() -> None:
    exporter = ReportPDFExporter(config=Config({"TemplateExporter": {"exclude_input": True}}))
    content, _ = exporter.from_notebook_node(notebook(), {"metadata": {"name": "one"}})
    chapter, _ = exporter.read_notebook(notebook(), {"metadata": {"name": "one"}})
    edition = Edition("one", "A title", (chapter,), language="fr", strict=False)
    assert ReportPDFExporter().write(edition) == content
    with_code, _ = ReportPDFExporter().read_notebook(notebook(), {"metadata": {"name": "one"}})
    edition = Edition("one", "A title", (with_code,), language="fr", strict=False)
    assert ReportPDFExporter().write(edition) == content


def test_a_page_has_a_known_size() -> None:
    content, _ = ReportPDFExporter(page_size="us-letter").from_notebook_node(notebook())
    with pikepdf.open(io.BytesIO(content)) as made:
        assert [round(float(edge)) for edge in made.pages[0].MediaBox[2:]] == [612, 792]
    with pytest.raises(TraitError, match=r"page_size.*us-letter"):
        ReportPDFExporter(page_size="a5")


@pytest.mark.system
@pytest.mark.parametrize(
    ("options", "present", "absent"),
    [
        ([], "first_source first output second_source", "cannot be shown"),
        (["--no-input"], "first output", "first_source second_source"),
        (["--TagRemovePreprocessor.remove_cell_tags=private"], "first_source first output", "second_source"),
        (["--TagRemovePreprocessor.remove_input_tags=private"], "first_source first output", "second_source"),
        (["--ExtractAttachmentsPreprocessor.enabled=True"], "first_source", "cannot be shown"),
        (["--ReportPDFExporter.page_size=us-letter"], "first_source", "cannot be shown"),
    ],
)
def test_the_settings_of_nbconvert_mean_what_they_mean_everywhere(
    options: list[str], present: str, absent: str, tmp_path: Path
) -> None:
    nbformat.write(notebook(), tmp_path / "stranger.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "report-pdf", "stranger.ipynb", *options]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    content = (tmp_path / "stranger.pdf").read_bytes()
    found = words(content)
    assert {word for word in present.split() if word not in found} == set()
    assert {word for word in absent.split() if word in found} == set()
    with pikepdf.open(io.BytesIO(content)) as made:
        assert kinds(made, "/Figure") == ["Figure"]
        assert round(float(made.pages[0].MediaBox[2])) == (612 if "us-letter" in "".join(options) else 595)
