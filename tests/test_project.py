"""The project as a whole: its two lists of dependencies, its lock, its house."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
MAIN_PACKAGES = ("jupyterlab", "pandas", "matplotlib", "papermill", "nbconvert", "pytest")

# The arrows of the house: which rooms of the two packages a room may import, besides itself. No room of the publisher
# may import the subject.
ARROWS = {
    "analysis.un": "",
    "analysis.paths": "",
    "analysis.dataset": "analysis.un analysis.paths",
    "analysis.measures": "analysis.un",
    "analysis.display": "analysis.un publisher.outputs publisher.fonts",
    "analysis.for_publisher": "analysis.paths analysis.dataset publisher.plan",
    "publisher.fonts": "",
    "publisher.outputs": "",
    "publisher.keep": "",
    "publisher.plan": "publisher.keep",
    "publisher.run": "publisher.keep publisher.plan",
    "publisher.safe": "",
    "publisher.chapter": "publisher.outputs publisher.safe",
    "publisher.pages": "publisher.fonts publisher.chapter publisher.safe",
    "publisher.pdf": "publisher.fonts publisher.chapter publisher.safe",
    "publisher.edition": "publisher.safe publisher.keep publisher.plan publisher.run publisher.chapter"
    " publisher.pages publisher.pdf",
    "publisher.why": "publisher.plan",
    "publisher.edition_build": "publisher.keep publisher.plan publisher.run publisher.chapter publisher.edition"
    " publisher.why",
    "publisher.build": "publisher.keep publisher.plan publisher.run publisher.edition publisher.edition_build",
    "publisher.progress": "publisher.keep publisher.plan publisher.edition_build",
    "publisher.cli": "publisher.keep publisher.plan publisher.build publisher.progress",
}
ENTRANCES = {"analysis.cli"}
"""What may import any room."""

LEAVE_THEIR_FOLDER = {"test_browser.py"}
"""Tests of the publisher that still look at what the project built; the list may only become shorter."""


def test_conda_lists_the_main_packages_with_the_bounds_of_pyproject() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    bounds = {re.split(r"[<>=]", entry)[0]: entry for entry in declared}
    named = [entry for entry in conda if isinstance(entry, str) and not entry.startswith(("python", "pip"))]
    assert named == [bounds[name] for name in MAIN_PACKAGES]
    assert {"pip": ["-e .[dev]"]} in conda


def test_lock_pins_every_declared_package_with_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE))
    assert {re.split(r"[<>=\[]", entry)[0].lower() for entry in declared} <= pinned
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--index|--find-links", lock)


def room_of(name: str) -> str:
    return ".".join(name.split(".")[:2])


def modules() -> dict[str, Path]:
    """Each module of both packages by its name."""
    paths = {path.relative_to(SOURCE).with_suffix(""): path for path in sorted(SOURCE.rglob("*.py"))}
    return {".".join(path.parts).removesuffix(".__init__"): file for path, file in paths.items()}


def imports(module: Path) -> set[str]:
    """The modules of ours that a module imports, anywhere in it."""
    known, found = modules(), set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: relative import"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                found.add(name if name in known else str(node.module))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & known.keys()


@pytest.mark.parametrize("name", modules())
def test_imports_follow_the_arrows_of_the_house(name: str) -> None:
    room = room_of(name)
    if "." in name and room not in ENTRANCES:
        rooms = {room_of(imported) for imported in imports(modules()[name]) if "." in imported}
        assert rooms - {room} <= set(ARROWS[room].split())


def test_no_modules_import_one_another() -> None:
    """Imports inside functions and for types count as well."""
    graph = {name: imports(path) - {name} for name, path in modules().items()}

    def reachable(name: str) -> set[str]:
        found, waiting = set[str](), [name]
        while waiting:
            new = graph[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    reached = {name: reachable(name) for name in graph}
    circles = {frozenset(other for other in found if name in reached[other]) for name, found in reached.items()}
    assert circles == {frozenset()}


def test_every_room_is_in_the_house() -> None:
    assert {room_of(name) for name in modules() if "." in name} - ENTRANCES == set(ARROWS)


def test_notebooks_carry_no_outputs_and_name_their_parameters() -> None:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert len(notebooks) >= 3
    for path in notebooks:
        cells = json.loads(path.read_text())["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code), path.name
        assert sum("parameters" in cell["metadata"].get("tags", []) for cell in code) == 1, path.name


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "publisher").rglob("*.py")), ids=lambda path: path.stem)
def test_the_publisher_is_tested_without_the_subject(path: Path) -> None:
    tree = ast.parse(path.read_text())
    names = {name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in (a.name for a in node.names)}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in names if name.split(".")[0] == "analysis"]
    above = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "parents"]
    assert not above or path.name in LEAVE_THEIR_FOLDER


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_a_benchmark_still_fits_what_it_measures(path: Path) -> None:
    command = [sys.executable, "-c", f"import runpy; runpy.run_path({str(path)!r}, run_name='benchmark')"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stderr == ""
