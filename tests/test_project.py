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

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "analysis"
MAIN_PACKAGES = ("jupyterlab", "pandas", "matplotlib", "papermill", "nbconvert", "pytest")

# The arrows of the house: which rooms a room may import. The halls (outputs, paths) import nothing of ours.
ARROWS = {
    "un": {"un"},
    "dataset": {"dataset", "un", "paths"},
    "measures": {"measures", "un"},
    "display": {"display", "un", "outputs"},
    "publish": {"publish", "dataset", "outputs"},
    "outputs": set(),
    "paths": set(),
}


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


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_follow_the_arrows_of_the_house(module: Path) -> None:
    room = module.relative_to(SOURCE).parts[0].removesuffix(".py")
    if room in ("cli", "__init__"):
        return
    imported: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "analysis":
            parts = (node.module or "").split(".")
            imported |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("analysis.")}
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{module}: relative import"
    assert imported <= ARROWS[room]


def test_every_room_is_in_the_house() -> None:
    rooms = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in modules()}
    assert rooms - {"cli", "__init__"} == set(ARROWS)


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
