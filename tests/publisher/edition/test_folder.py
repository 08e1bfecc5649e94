"""What the package's own documentation shows: a folder of notebooks is built, with settings and a look of its own."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbformat.v4 import new_code_cell

import publisher
from publisher.cli import main

README = (Path(publisher.__file__).parent / "README.md").read_text(encoding="utf-8")
FIGURE = """\
from publisher.outputs import Cell, Column, Figure, Table
rows = Table("rows", "Rows", (Column("year", "Year"),), ((Cell("2006"),),))
svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text x="1" y="8">mark</text></svg>'
Figure("by-year", svg, "One mark in 2006.", "Harvests by year.", rows)
"""


def example(language: str, heading: str = "nbconvert's settings") -> str:
    """The first block of code in that language below a heading of the documentation."""
    found = re.search(rf"^#+ {heading}.*?^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def build(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", *arguments])


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(("names", "edition"), [(["summary"], "summary"), (["a", "b"], "my-notebooks")])
def test_notebooks_and_nothing_else_give_pages_and_a_pdf(
    tmp_path: Path, chapter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, names: list[str], edition: str
) -> None:
    _, cd, command = (line.removeprefix("$ ").split(" #")[0].split() for line in example("console", "pub").splitlines())
    assert (cd, command) == (["cd", "my-notebooks"], ["publisher", "build"])
    folder = tmp_path / cd[1]
    folder.mkdir()
    for name in names:
        chapter(folder / f"{name}.ipynb", f"What is {name}?", "print('ran')")
    monkeypatch.chdir(folder)
    assert build().exit_code == 0
    report = folder / "reports" / edition
    pages = {"index.html", *(f"{name}.html" for name in names)}
    assert {path.name for path in report.iterdir()} == {*pages, f"{edition}.pdf", "facts.json", "manifest.json"}
    assert all("ran" in (report / f"{name}.html").read_text(encoding="utf-8") for name in names)
    assert (report / f"{edition}.pdf").read_bytes().startswith(b"%PDF-")


@pytest.fixture
def styled(project: Path, chapter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project with the settings and the template of the documentation, and a cell that is tagged as a draft."""
    path = chapter(project / "notebooks" / "01-first.ipynb", "What was harvested?", FIGURE, "print('kept')")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell("print('not yet')", metadata={"tags": ["draft"]}))
    nbformat.write(notebook, path)
    (project / "notebooks" / "02-second.ipynb").unlink()
    (project / "notebooks" / "editions.yml").write_text(example("yaml"), encoding="utf-8")
    house = project / "templates" / "house"
    house.mkdir(parents=True)
    (house / "conf.json").write_text(example("json"), encoding="utf-8")
    (house / "index.html.j2").write_text(example("jinja"), encoding="utf-8")
    monkeypatch.chdir(project)
    return project


def page(project: Path) -> str:
    return (project / "reports" / "north" / "01-first.html").read_text(encoding="utf-8")


def test_settings_and_template_of_the_documentation_shape_the_edition_and_a_change_of_them_builds_again(
    styled: Path,
) -> None:
    built = build()
    assert built.exit_code == 0, built.output
    assert "kept" in page(styled) and "not yet" not in page(styled)
    assert re.search(r'<div class="framed">\s*<figure class="figure" id="fig-by-year"', page(styled))
    assert "<style>h1 { color: rebeccapurple }</style>" in page(styled)
    assert "<footer><p>Made by the house.</p></footer>" in page(styled)
    assert build().output.splitlines()[-1] == "publisher build: 1 unchanged"

    change(styled / "templates" / "house" / "index.html.j2", "Made by the house", "Made at home")
    assert build().output.splitlines()[-1] == "publisher build: 1 published"
    assert "<footer><p>Made at home.</p></footer>" in page(styled)
    change(styled / "notebooks" / "editions.yml", "[draft]", "[other]")
    assert build().output.splitlines()[-1] == "publisher build: 1 published"
    assert "not yet" in page(styled)


def test_a_preprocessor_of_the_project_is_named_and_a_change_of_it_builds_again(
    styled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shouting.py").write_text(
        "from nbconvert.preprocessors import Preprocessor\n\n\n"
        "class Shout(Preprocessor):\n"
        "    def preprocess_cell(self, cell, resources, index):\n"
        "        if cell.cell_type == 'markdown':\n"
        "            cell.source = cell.source.upper()\n"
        "        return cell, resources\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    editions = styled / "notebooks" / "editions.yml"
    change(editions, "editions:", "project: {packages: [shouting]}\neditions:")
    change(editions, "{template_name: house}", "{preprocessors: [shouting.Shout]}")
    built = build("--format", "html")
    assert built.exit_code == 0, built.output
    shown = (styled / "reports" / "preview" / "north" / "01-first.html").read_text(encoding="utf-8")
    assert "WHAT WAS HARVESTED?" in shown


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (example("yaml").partition("nbconvert:")[2], " [draft]\n", "nbconvert: expected settings by class, such as"),
        ("{template_name: house}", "house", "nbconvert: expected settings by class, such as TagRemovePreprocessor"),
        ("TagRemovePreprocessor:", "TagRemovePreprocesor:", "unknown class 'TagRemovePreprocesor'; did you mean Tag"),
        ("remove_cell_tags", "remove_cel_tags", "TagRemovePreprocessor: unknown setting 'remove_cel_tags'; did you"),
        ("[draft]", "5", "edition north: nbconvert: The 'remove_cell_tags' trait of a TagRemovePreprocessor instance"),
        ("enabled: true", "enabled: perhaps", "edition north: nbconvert: The 'enabled' trait of a TagRemovePreproc"),
        (
            "template_name: house",
            "preprocessors: [nowhere.Shout]",
            "edition north: nbconvert: No module named 'nowhere'",
        ),
        (
            "template_name: house",
            "template_name: horse",
            "north: nbconvert: No template sub-directory with name 'horse'",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_one_line(styled: Path, old: str, new: str, told: str) -> None:
    change(styled / "notebooks" / "editions.yml", old, new)
    built = build("--json")
    line = built.stderr.splitlines()[0]
    assert told in line
    assert built.exit_code == 2
    assert json.loads(built.stdout.splitlines()[0])["event"] == "end"  # no chapter was planned, none ran


def test_what_the_user_has_set_for_nbconvert_stays_out_of_builds(
    styled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, templates = tmp_path / "config", tmp_path / "data" / "nbconvert" / "templates"
    settings.mkdir()
    mine = {"ReportHTMLExporter": {"exclude_input": True, "template_name": "report"}, "Exporter": {"enabled": False}}
    (settings / "jupyter_nbconvert_config.json").write_text(json.dumps(mine))
    for name in ("report", "house", "base", "index"):
        (templates / name).mkdir(parents=True)
        (templates / name / "conf.json").write_text('{"preprocessors": {"x": {"type": "nowhere.X", "enabled": true}}}')
        for file in ("index.html.j2", "base.html.j2", "edition.html.j2"):
            (templates / name / file).write_text("mine")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(settings))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    built = build()
    assert built.exit_code == 0, built.output
    assert "Made by the house" in page(styled) and "Figure(" in page(styled)
    for index in (styled / "reports" / "index.html", styled / "reports" / "north" / "index.html"):
        assert "The north" in index.read_text(encoding="utf-8")
