"""Each chapter executed for real by papermill, under ordinary and unusual parameters, from a folder of its own."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from publisher import outputs

PROJECT = Path(__file__).parents[3]
CHAPTERS = (
    "01-summary",
    "02-initiatives",
    "03-adoption",
    "04-pathways",
    "05-audit",
    "06-context",
    "07-sources",
)
WITHOUT_FIGURE = ("07-sources",)

MAIN: dict[str, Any] = {}
SETS: dict[str, dict[str, Any]] = {
    "everything, the second edition": {"actor": "all", "first_year": 1994, "last_year": 2025, "as_of": "latest"},
    "the whole span": {"first_year": 1945, "last_year": 2030, "as_of": "latest"},
    "an actor with nothing": {"actor": "FRA"},
    "an actor that only facilitates one text": {"actor": "PRT"},
    "an actor that only co-sponsors": {"actor": "BLR", "first_year": 2002, "last_year": 2002},
    "an organisation": {"actor": "UNODC", "first_year": 1994, "last_year": 2025, "as_of": "latest"},
    "a span with no resolutions": {"first_year": 1951, "last_year": 1952, "as_of": "1952-12-31"},
    "one year": {"first_year": 2010, "last_year": 2010},
    "cut within the span": {"as_of": "2009-06-30"},
    "one body": {
        "bodies": ["security-council"],
        "actor": "all",
        "first_year": 1994,
        "last_year": 2025,
        "as_of": "latest",
    },
    "one series": {"series": ["coordination"], "first_year": 1994, "last_year": 2025, "as_of": "latest"},
}


def executed(chapter: str, folder: Path, parameters: Mapping[str, Any]) -> Any:
    """The chapter after its run in `folder`, with no project around it but the one that the environment names."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chapter}.ipynb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_PROJECT", str(PROJECT))
        papermill.execute_notebook(
            str(PROJECT / "notebooks" / path.name),
            str(path),
            dict(parameters),
            cwd=str(folder),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
        )
    return nbformat.read(path, as_version=4)


def bundles(notebook: Any) -> list[outputs.Bundle]:
    """What the chapter hands over, in order; any other output is an error or a warning, and fails the test."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type in ("execute_result", "display_data"), (cell.id, output)
            bundle = outputs.read(output.data)
            assert bundle is not None, (cell.id, output)
            found.append(bundle)
    return found


def check(notebook: Any) -> list[outputs.Bundle]:
    """Holds a chapter to what every chapter promises, whatever its parameters."""
    found = bundles(notebook)
    facts: dict[str, Any] = {}
    names = [bundle.name for bundle in found if isinstance(bundle, outputs.Figure | outputs.Table)]
    assert len(set(names)) == len(names)
    for bundle in found:
        if isinstance(bundle, outputs.Facts):
            assert bundle.markdown.strip() and "{" not in bundle.markdown
            assert not re.search(r"\b(nan|NaT|None|<NA>)\b", bundle.markdown)
            for fact in bundle.facts:
                assert facts.setdefault(fact.key, fact.value) == fact.value, fact.key
        if isinstance(bundle, outputs.Figure):
            assert bundle.table.rows and bundle.sources and re.search(r"\d", bundle.alt)
        if isinstance(bundle, outputs.Table):
            assert bundle.rows
            assert not any(cell.text in ("nan", "NaT", "None", "<NA>") for row in bundle.rows for cell in row)
    return found


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_its_parts_and_nothing_else(chapter: str) -> None:
    notebook = nbformat.read(PROJECT / "notebooks" / f"{chapter}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.id for cell in code if "parameters" in cell.metadata.get("tags", [])] == ["parameters"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    for cell in code:
        assert len(cell.source.splitlines()) <= 11, cell.id
        assert not re.search(r"\bdef |\bread_csv\b|matplotlib|\bopen\(", cell.source), cell.id
    for line in next(cell for cell in code if cell.id == "parameters").source.splitlines():
        assert re.fullmatch(r"\w+: [\w\[\]]+ = .+  # .+", line), line
    headings = [
        line
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("#")
    ]
    assert headings[0].startswith("# ") and all(heading.startswith("## ") for heading in headings[1:])
    assert all(heading.endswith("?") for heading in headings)


def test_every_chapter_has_the_same_parameters() -> None:
    cells = set()
    for chapter in CHAPTERS:
        notebook = nbformat.read(PROJECT / "notebooks" / f"{chapter}.ipynb", as_version=4)
        cells.add(next(cell.source for cell in notebook.cells if cell.id == "parameters"))
    assert len(cells) == 1


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs_as_it_stands_from_any_folder(chapter: str, tmp_path: Path) -> None:
    found = check(executed(chapter, tmp_path, MAIN))
    assert any(isinstance(bundle, outputs.Facts) for bundle in found)
    assert chapter in WITHOUT_FIGURE or any(isinstance(bundle, outputs.Figure) for bundle in found)


def test_an_actor_with_nothing_in_a_span_with_nothing_is_told_in_words(tmp_path: Path) -> None:
    nothing = {
        "actor": "FRA",
        "first_year": 1951,
        "last_year": 1952,
        "as_of": "1952-12-31",
        "bodies": ["security-council"],
    }
    found = check(executed("03-adoption", tmp_path, nothing))
    assert all(isinstance(bundle, outputs.Facts) for bundle in found)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_works_under_unusual_parameters(chapter: str, name: str, tmp_path: Path) -> None:
    check(executed(chapter, tmp_path, SETS[name]))


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_two_runs_hand_over_the_same(chapter: str, tmp_path: Path) -> None:
    one, other = (executed(chapter, tmp_path / folder, MAIN) for folder in ("one", "other"))
    assert bundles(one) == bundles(other)


@pytest.mark.slow
def test_the_two_editions_state_the_same_facts_by_the_same_keys(tmp_path: Path) -> None:
    second = SETS["everything, the second edition"]
    for chapter in CHAPTERS:
        keys = []
        for number, parameters in enumerate((MAIN, second)):
            found = bundles(executed(chapter, tmp_path / f"{number}", parameters))
            keys.append({fact.key for bundle in found if isinstance(bundle, outputs.Facts) for fact in bundle.facts})
        assert len(keys[0] & keys[1]) >= 0.6 * len(keys[0] | keys[1]), chapter


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("actor", "PHL"),
        ("first_year", 2009),
        ("last_year", 2009),
        ("as_of", "2010-06-30"),
        ("bodies", ["general-assembly"]),
        ("series", ["coordination"]),
    ],
)
def test_every_parameter_changes_what_it_should(parameter: str, value: Any, tmp_path: Path) -> None:
    plain = bundles(executed("03-adoption", tmp_path / "plain", MAIN))
    other = bundles(executed("03-adoption", tmp_path / "other", {parameter: value}))
    assert plain != other


def test_editions_build_every_chapter_here() -> None:
    names = {path.stem for path in (PROJECT / "notebooks").glob("*.ipynb")}
    assert set(CHAPTERS) <= names
    assert all(
        json.loads((PROJECT / "notebooks" / f"{name}.ipynb").read_text())["nbformat_minor"] >= 5 for name in CHAPTERS
    )
