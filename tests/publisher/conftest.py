"""A small project of two chapters over the real data package, in a folder of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]

EDITIONS = """\
report:
  disclaimer: An independent compilation.
parameters:
  actor:
    type: str
    label: Actor
    choices: {table: actors, column: actor_id, label: name}
    also: {all: all actors}
  first_year: {type: int, label: First year, min: 1945, max: 2100}
  last_year: {type: int, label: Last year, min: first_year, max: 2100}
  series: {type: list, choices: {table: documents, column: series}}
  as_of: {type: date, label: As of, also: [latest]}
editions:
  small-edition:
    title: A small edition
    parameters: {actor: BLR, as_of: 2013-12-31}
  second-edition:
    title: A second edition
    chapters: [01-first]
    formats: [html]
    parameters: {last_year: 2010, as_of: latest}
"""


def write_chapter(path: Path, title: str, *sources: str, parameters: str = "") -> Path:
    """A chapter: a title, its `parameters` cell, then one cell for each source under a heading of its own."""
    cells = [new_markdown_cell(f"# {title}")]
    if parameters:
        cells.append(new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for number, source in enumerate(sources, 1):
        cells += [new_markdown_cell(f"## Question {number}"), new_code_cell(source)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def chapter() -> Callable[..., Path]:
    return write_chapter


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy(ROOT / "requirements.lock", root)
    notebooks = root / "notebooks"
    notebooks.mkdir()
    (notebooks / "editions.yml").write_text(EDITIONS, encoding="utf-8")
    parameters = (
        'actor = "BLR"  # whose initiatives\nfirst_year = 2005\nlast_year = 2013\nseries = []\nas_of = "2013-12-31"'
    )
    write_chapter(
        notebooks / "01-first.ipynb",
        "What was adopted?",
        "from analysis import dataset\nlen(dataset.load('documents'))",
        "print(actor, first_year, last_year, as_of)",
        parameters=parameters,
    )
    write_chapter(notebooks / "02-second.ipynb", "When?", "print(as_of)", parameters='as_of = "2013-12-31"')
    return root


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files that nobody else uses, with a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="test-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start(project: Path, temporary: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts `analysis build` as a process with a group of its own; further settings are environment variables."""

    def started(*arguments: str, stdout: int = subprocess.PIPE, **settings: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "ANALYSIS_PROJECT": str(project), "TMPDIR": str(temporary), **settings}
        command = [sys.executable, "-m", "analysis.cli", "build", *arguments]
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored; that is inherited
        return subprocess.Popen(
            command, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    return started


@pytest.fixture
def processes(temporary: Path) -> Callable[[], list[psutil.Process]]:
    """The processes that use the folder for temporary files, kernels above all."""

    def found() -> list[psutil.Process]:
        using = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get("TMPDIR", "").startswith(str(temporary)):
                    using.append(process)
        return using

    return found
