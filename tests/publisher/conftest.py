"""A small project of two chapters about an orchard: its own package, its own data, in folders of its own."""

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

EDITIONS = """\
report:
  disclaimer: An independent compilation.
project: {subject: "orchard.for_publisher:Orchard"}
parameters:
  grower:
    type: str
    label: Grower
    choices: {table: growers, column: grower_id, label: name}
    also: {all: all growers}
  first_year: {type: int, label: First year, min: 1945, max: 2100}
  last_year: {type: int, label: Last year, min: first_year, max: 2100}
  fruits: {type: list, choices: {table: harvests, column: fruit}}
  until: {type: date, label: Until, also: [latest], edition_date: true}
editions:
  small-edition:
    title: A small edition
    parameters: {grower: HIL, until: 2013-12-31}
  second-edition:
    title: A second edition
    chapters: [01-first]
    formats: [html]
    parameters: {last_year: 2010, until: latest}
"""
PACKAGE = {
    "__init__.py": "from .tables import load\n",
    "tables.py": '''\
import csv, hashlib, json, os
from pathlib import Path

def load(name):
    """The rows of a table, which is noted as loaded."""
    content = Path(os.environ["ORCHARD"], "data", f"{name}.csv").read_bytes()
    with open(os.environ["PUBLISHER_LOADED"], "a") as lines:
        lines.write(json.dumps({"table": name, "sha256": hashlib.sha256(content).hexdigest()}) + "\\n")
    return list(csv.DictReader(content.decode().splitlines()))
''',
    "for_publisher.py": """\
import csv, hashlib, re
from collections import Counter
from publisher.plan.parameters import UsageError
from publisher.plan.subject import DataTable, Subject

class Orchard(Subject):
    command = "orchard build"
    environment = {"ORCHARD": "{project}"}

    def _rows(self, table):
        return list(csv.DictReader(self.data[f"{table}.csv"].decode().splitlines()))

    def choices(self, wanted):
        rows, column = self._rows(wanted["table"]), wanted["column"]
        if column not in rows[0]:
            raise UsageError([f"{wanted['table']} has no column {column!r}"])
        return {row[column]: row[wanted.get("label", column)] for row in rows}

    def latest_day(self):
        return max(row["visited"] for row in self._rows("visits"))

    def tables(self):
        return {name[:-4]: DataTable(name, hashlib.sha256(self.data[name]).hexdigest()) for name in self.data}

    def faults(self):
        days = [row["day"] for row in self._rows("harvests")]
        wrong = [day for day in days if not re.fullmatch(r"\\d{4}-(0[1-9]|1[0-2])-\\d\\d", day)]
        return [*(f"data/harvests.csv: {day!r} is no day" for day in wrong), f"{len(wrong)} faults"] if wrong else []

    def changed_rows(self, before, now):
        old, new = (Counter(content.splitlines()[1:]) for content in (before, now))
        return max((old - new).total(), (new - old).total())
""",
}
DATA = {
    "growers.csv": "grower_id,name\nHIL,Hillside\nVAL,Valley\n",
    "harvests.csv": "harvest_id,grower_id,fruit,day\n"
    "h1,HIL,cooking-apple,2006-12-20\nh2,HIL,pear,2008-09-30\nh3,VAL,cooking-apple,2010-10-01\n",
    "visits.csv": "visit_id,visited\nv1,2014-05-01\nv2,2015-06-01\n",
}


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


def write_files(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that the package lies in, found by this process and by those that it starts; not to be changed."""
    folder = tmp_path_factory.mktemp("packages")
    write_files(folder / "orchard", PACKAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")])))
        yield folder


@pytest.fixture
def project(tmp_path: Path, orchard: Path) -> Path:
    root = tmp_path / "project"
    write_files(root / "data", DATA)
    (root / "requirements.lock").write_text("papermill==2.6.0\n")
    notebooks = root / "notebooks"
    write_files(notebooks, {"editions.yml": EDITIONS})
    parameters = (
        'grower = "HIL"  # whose harvests\nfirst_year = 2005\nlast_year = 2013\nfruits = []\nuntil = "2013-12-31"'
    )
    write_chapter(
        notebooks / "01-first.ipynb",
        "What was harvested?",
        "from orchard import load\nlen(load('harvests'))",
        "print(grower, first_year, last_year, until)",
        parameters=parameters,
    )
    write_chapter(notebooks / "02-second.ipynb", "When?", "print(until)", parameters='until = "2013-12-31"')
    return root


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files that nobody else uses, with a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="test-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start(project: Path, temporary: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts `publisher build` as a process with a group of its own; further settings are environment variables."""

    def started(*arguments: str, stdout: int = subprocess.PIPE, **settings: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "TMPDIR": str(temporary), **settings}
        command = [sys.executable, "-m", "publisher.cli", "build", *arguments]
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored; that is inherited
        return subprocess.Popen(
            command, env=environment, cwd=project, stdout=stdout, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip

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
