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

# The arrows of the house: which rooms of the two packages a room may import, besides itself.
ARROWS = {
    "analysis.un": "",
    "analysis.paths": "",
    "analysis.dataset": "analysis.un analysis.paths",
    "analysis.measures": "analysis.un",
    "analysis.display": "analysis.un publisher.outputs publisher.fonts",
    "publisher.fonts": "",
    "publisher.outputs": "",
    "publisher.plan": "analysis.dataset publisher.keep",
    "publisher.run": "publisher.keep publisher.plan",
    "publisher.keep": "publisher.plan",
    "publisher.safe": "",
    "publisher.chapter": "publisher.outputs publisher.safe",
    "publisher.pages": "publisher.fonts publisher.chapter publisher.safe",
    "publisher.pdf": "publisher.fonts publisher.chapter publisher.safe",
    "publisher.edition": "publisher.outputs publisher.plan publisher.run publisher.keep publisher.chapter"
    " publisher.pages publisher.pdf publisher.edition_build",
    "publisher.edition_build": "publisher.plan publisher.run publisher.keep publisher.chapter publisher.edition"
    " publisher.why",
    "publisher.build": "analysis.dataset publisher.plan publisher.run publisher.keep publisher.edition"
    " publisher.edition_build",
    "publisher.why": "analysis.dataset publisher.plan",
    "publisher.progress": "analysis.dataset publisher.plan publisher.keep publisher.edition_build",
}
ENTRANCES = {"analysis.cli"}
"""What may import any room."""


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


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_a_benchmark_still_fits_what_it_measures(path: Path) -> None:
    command = [sys.executable, "-c", f"import runpy; runpy.run_path({str(path)!r}, run_name='benchmark')"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stderr == ""
