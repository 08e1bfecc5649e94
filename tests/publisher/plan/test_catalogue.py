"""Plans: every value checked before anything runs, each fault in one line with a suggestion."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from publisher.plan.catalogue import Catalogue
from publisher.plan.notebook import Notebook
from publisher.plan.parameters import UsageError


def faults(project: Path, name: str = "small-edition", **options: object) -> list[str]:
    with pytest.raises(UsageError) as caught:
        Catalogue(project).plan(name, **options)  # type: ignore[arg-type]
    return list(caught.value.lines)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"last_yaer": "2010"}, "small-edition: unknown parameter 'last_yaer'; did you mean last_year?"),
        ({"last_year": "soon"}, "small-edition: parameter last_year: 'soon' is not a whole number"),
        ({"last_year": "2101"}, "small-edition: parameter last_year: 2101 is above 2100"),
        ({"first_year": "1900"}, "small-edition: parameter first_year: 1900 is below 1945"),
        ({"last_year": "2004"}, "small-edition: parameter last_year: 2004 is below first_year (2005)"),
        ({"grower": "HILX"}, "small-edition: parameter grower: 'HILX' is not known; did you mean HIL (Hillside)?"),
        (
            {"grower": "hillside"},
            "small-edition: parameter grower: 'hillside' is not known; did you mean HIL (Hillside)?",
        ),
        (
            {"until": "31.12.2013"},
            "small-edition: parameter until: '31.12.2013' is not a date; expected a day such as 2013-12-31, or latest",
        ),
        ({"until": "2013-02-30"}, "parameter until: '2013-02-30' is not a date"),
        ({"fruits": "cookingapple"}, "'cookingapple' is not known; did you mean cooking-apple"),
    ],
)
def test_a_wrong_value_is_one_line_with_a_remedy(project: Path, given: dict[str, str], told: str) -> None:
    (line,) = faults(project, given=given)
    assert told in line


def test_all_faults_are_told_at_once(project: Path) -> None:
    assert len(faults(project, given={"last_year": "soon", "grower": "X", "who": "me"})) == 3


def test_unknown_edition_chapter_and_format_are_named(project: Path) -> None:
    assert faults(project, "smal-edition") == ["unknown edition 'smal-edition'; did you mean small-edition?"]
    assert "did you mean 01-first?" in faults(project, only=["01-frist"])[0]
    assert "known are html, pdf" in faults(project, formats=["docx"])[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("editions:", "edition:", "expected a mapping with the key 'editions'"),
        ("    title: A small edition", "    titel: A small edition", "unknown key 'titel'; did you mean title?"),
        ("    formats: [html]", "    formats: [html, doc]", "unknown format 'doc'"),
        ("small-edition", "Small Edition", "a name has lower-case letters"),
        ("chapters: [01-first]", "chapters: [01-frist]", "did you mean 01-first?"),
        ("type: list", "type: lists", "unknown type 'lists'; did you mean list?"),
        ("column: fruit", "column: fruits", "parameter fruits: choices: harvests has no column 'fruits'"),
        ("editions:", "editions: [", "not YAML"),
        ("project: {", "project: {packages: orchard, ", "packages: expected a list of names that Python imports"),
        ("project: {", "project: {packages: [orchid], ", "project: package 'orchid' is not installed"),
        ("project: {", "project: {package: [orchard], ", "unknown key 'package'; did you mean packages?"),
        ("orchard.for_publisher:Orchard", "orchard.for_publisher", "subject: expected module:Class"),
        (
            ":Orchard",
            ":Orchid",
            "project: subject 'orchard.for_publisher:Orchid': module 'orchard.for_publisher' has no",
        ),
        ("orchard.for_publisher", "orchard.publisher", "No module named 'orchard.publisher'"),
        (":Orchard", ":DataTable", "is no class derived from publisher.plan.subject.Subject"),
        ("max: 2100}", "max: 2100, edition_date: true}", "edition_date: the type is int, expected date"),
        (
            "min: first_year",
            "min: frist_year",
            "parameter last_year: unknown bound 'frist_year'; did you mean first_year?",
        ),
        ("edition_date: true}", "edition_date: true, min: 2000-01-01}", "min: the type is date, expected int or float"),
        ("editions:", "  x: {type: date, edition_date: true}\neditions:", "edition_date marks until and x; only one"),
    ],
)
def test_a_fault_in_the_list_of_editions_is_named(project: Path, old: str, new: str, told: str) -> None:
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(UsageError) as caught:
        catalogue = Catalogue(project)
        for name in catalogue.names:
            catalogue.plan(name)
    assert told in str(caught.value)


def test_plan_merges_the_notebooks_values_the_editions_and_the_users(project: Path) -> None:
    plan = Catalogue(project).plan("second-edition", given={"first_year": "2007", "fruits": "cooking-apple,pear"})
    assert plan.parameters["first_year"] == 2007
    assert plan.parameters["last_year"] == 2010
    assert plan.parameters["fruits"] == ["cooking-apple", "pear"]
    assert plan.is_preview and plan.title.startswith("Preview with first year 2007, fruits ")
    assert not Catalogue(project).plan("second-edition").title.startswith("Preview")
    assert [chapter.name for chapter in plan.chapters] == ["01-first"]


def test_latest_is_a_day_of_the_data_and_never_the_clock(project: Path) -> None:
    plan = Catalogue(project).plan("second-edition")
    assert plan.date == dt.date(2015, 6, 1)
    assert plan.parameters["until"] == "2015-06-01"


def test_a_chapter_is_given_only_what_it_declares(project: Path) -> None:
    plan = Catalogue(project).plan("small-edition")
    assert plan.parameters_of(plan.chapters[1]) == {"until": "2013-12-31"}
    assert not plan.is_preview
    assert plan.wording["Grower"] == "Hillside"


def test_a_matrix_makes_an_edition_for_each_combination(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text() + "    matrix: {grower: [HIL, VAL], first_year: [2000, 2005]}\n")
    catalogue = Catalogue(project)
    assert catalogue.names[1:] == tuple(f"second-edition-{a}-{y}" for a in ("hil", "val") for y in (2000, 2005))
    plan = catalogue.plan("second-edition-val-2000")
    assert (plan.parameters["grower"], plan.parameters["first_year"], plan.parameters["last_year"]) == (
        "VAL",
        2000,
        2010,
    )
    assert plan.title == "A second edition: VAL, 2000"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("    matrix: {grower: HIL}", "a matrix gives a list of values"),
        ("    matrix: {first_year: [2000, '2000']}", "a second one of this name"),
        ("deadline: {cell: soon}", "cell: 'soon' is not a number of seconds"),
        ("deadline: {cells: 5}", "unknown key 'cells'; did you mean cell?"),
    ],
)
def test_a_faulty_matrix_or_deadline_is_named(project: Path, line: str, told: str) -> None:
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        Catalogue(project)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    parameters: {last_year: 2010, until: latest}", "    parameters: [1]", "parameters: expected a mapping"),
        ("    formats: [html]", "    formats: html", "unknown format: 'html' is not a list"),
        ("    chapters: [01-first]", "    chapters: 1", "unknown chapter: 1 is not a list"),
        ("  small-edition:", "  archive:", "a name has lower-case letters"),
        ("report:", "report: [1]\nx:", "report: expected a mapping"),
        ("  first_year: {type: int, label: First year, min: 1945, max: 2100}", "  first_year: 5", "expected a mapping"),
    ],
)
def test_an_entry_of_another_shape_is_one_line(project: Path, old: str, new: str, told: str) -> None:
    path = project / "notebooks" / "editions.yml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(UsageError) as caught:
        Catalogue(project).plans()
    assert told in str(caught.value)


def test_a_kernel_that_hangs_ends_some_time_though_the_list_says_nothing(project: Path) -> None:
    assert Catalogue(project).plan("small-edition").deadline == {"cell": 600, "chapter": 1800}
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text() + "deadline: {cell: 60}\n")
    assert Catalogue(project).plan("small-edition").deadline == {"cell": 60, "chapter": 1800}


def test_two_hundred_editions_come_from_one_matrix(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    years = list(range(2005, 2055))
    path.write_text(
        path.read_text() + f"    matrix: {{grower: [HIL, VAL], first_year: [2004, 2005], last_year: {years}}}\n"
    )
    first, second = (Catalogue(project).plans() for _ in range(2))
    assert len({plan.name for plan in first}) == 201
    assert first == second
    assert (first[200].name, first[200].parameters["last_year"]) == ("second-edition-val-2005-2054", 2054)


@pytest.mark.parametrize("source", ["first_year = 2000 + 5", "import os", "first_year: int", "a, b = 1, 2", "x ="])
def test_parameters_that_are_no_literals_are_refused(tmp_path: Path, chapter: Callable[..., Path], source: str) -> None:
    notebook = chapter(tmp_path / "01-bad.ipynb", "Bad", parameters=source)
    with pytest.raises(UsageError, match=r"01-bad.ipynb: cell 2 \(parameters\)"):
        _ = Notebook.read(notebook).defaults


def test_a_broken_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "01-bad.ipynb").write_text("{")
    with pytest.raises(UsageError, match=r"01-bad.ipynb: not a readable notebook"):
        Notebook.read(tmp_path / "01-bad.ipynb")


def test_the_title_page_says_what_the_list_of_editions_names(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    told = path.read_text(encoding="utf-8")
    plan = Catalogue(project).plan("small-edition")
    assert plan.front == plan.wording
    path.write_text(told.replace("report:\n", 'report:\n  front: {Who: "{grower}, {edition}"}\n'), encoding="utf-8")
    assert Catalogue(project).plan("small-edition").front == {"Who": "Hillside, small-edition"}
    path.write_text(told.replace("report:\n", 'report:\n  front: {Span: "{lastyear}"}\n'), encoding="utf-8")
    with pytest.raises(UsageError, match="report: front: 'lastyear'; known are grower, first_year"):
        Catalogue(project).plan("small-edition")


def test_a_chapter_is_any_notebook_and_its_number_is_its_place_in_the_edition(
    project: Path, chapter: Callable[..., Path]
) -> None:
    chapter(project / "notebooks" / "Zuletzt ß.ipynb", "Last")
    chapter(project / "notebooks" / ".hidden.ipynb", "Hidden")
    plan = Catalogue(project).plan("small-edition")
    assert plan.numbers == {"01-first": 1, "02-second": 2, "Zuletzt ß": 3}
    assert [chapter.name for chapter in plan.chapters] == list(plan.numbers)
    part = Catalogue(project).plan("small-edition", only=["02-second"])
    assert part.numbers == plan.numbers
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text().replace("chapters: [01-first]", "chapters: [Zuletzt ß, 01-first]"))
    assert Catalogue(project).plan("second-edition").numbers == {"Zuletzt ß": 1, "01-first": 2}


def test_a_notebook_named_as_the_first_page_is_refused(project: Path, chapter: Callable[..., Path]) -> None:
    chapter(project / "notebooks" / "index.ipynb", "Index")
    (line,) = faults(project)
    assert line.endswith("index.ipynb: index is the name of an edition's first page; rename it")


@pytest.mark.parametrize(
    ("folder", "notebooks", "name", "title"),
    [
        ("x", {"Sales 2024": "# Sales of 2024 #"}, "sales-2024", "Sales of 2024"),
        ("x", {"sales_2024": "no heading"}, "sales-2024", "Sales 2024"),
        ("Sales_per-year", {"a": "# A", "b": "# B"}, "sales-per-year", "Sales per year"),
        ("x", {"archive": "# All"}, "report", "All"),  # a folder of ours has that name
        ("x", {"売上": "# 売上"}, "report", "売上"),
    ],
)
def test_a_folder_of_notebooks_alone_is_one_edition(
    tmp_path: Path, folder: str, notebooks: dict[str, str], name: str, title: str
) -> None:
    (tmp_path / folder).mkdir()
    for file, text in notebooks.items():
        declared = "year = 2024\nrate = 0.5\nlimits = {'a': 1}"
        cells = [new_markdown_cell(text), new_code_cell(declared, metadata={"tags": ["parameters"]})]
        nbformat.write(new_notebook(cells=cells), tmp_path / folder / f"{file}.ipynb")
    (plan,) = Catalogue(tmp_path / folder).plans()
    assert (plan.name, plan.title, plan.date) == (name, title, None)
    assert [chapter.name for chapter in plan.chapters] == list(notebooks)
    assert plan.parameters == {"year": 2024, "rate": 0.5, "limits": {"a": 1}}
    (plan,) = Catalogue(tmp_path / folder).plans(given={"year": "2023"})
    assert plan.parameters["year"] == 2023
    with pytest.raises(UsageError, match="parameter year: 'soon' is not a whole number"):
        Catalogue(tmp_path / folder).plans(given={"year": "soon"})


def test_without_a_subject_nothing_is_known_of_the_data(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text().replace("project: {subject", "x: {subject").replace("\nx:", "\n#"))
    with pytest.raises(UsageError, match=r"grower: choices: .* the project names no subject that makes one of it"):
        Catalogue(project).plans()
    editions = "parameters: {until: {type: date}}\neditions: {a: {title: A, parameters: {until: latest}}}\n"
    path.write_text(editions)
    for notebook in (project / "notebooks").glob("*.ipynb"):
        notebook.write_text(notebook.read_text().replace('"tags"', '"labels"'))
    with pytest.raises(UsageError, match="parameter until: the project names no subject that could tell the latest"):
        Catalogue(project).plans()
