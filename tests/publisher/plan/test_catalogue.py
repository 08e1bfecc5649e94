"""Plans: every value checked before anything runs, each fault in one line with a suggestion."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

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
        ({"actor": "BLRX"}, "small-edition: parameter actor: 'BLRX' is not known; did you mean BLR (Belarus)?"),
        ({"actor": "belarus"}, "small-edition: parameter actor: 'belarus' is not known; did you mean BLR (Belarus)?"),
        (
            {"as_of": "31.12.2013"},
            "small-edition: parameter as_of: '31.12.2013' is not a date; expected a day such as 2013-12-31, or latest",
        ),
        ({"as_of": "2013-02-30"}, "parameter as_of: '2013-02-30' is not a date"),
        ({"series": "co-ordination"}, "'co-ordination' is not known; did you mean coordination"),
    ],
)
def test_a_wrong_value_is_one_line_with_a_remedy(project: Path, given: dict[str, str], told: str) -> None:
    (line,) = faults(project, given=given)
    assert told in line


def test_all_faults_are_told_at_once(project: Path) -> None:
    assert len(faults(project, given={"last_year": "soon", "actor": "X", "who": "me"})) == 3


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
        ("column: series", "column: serie", "documents has no column 'serie'"),
        ("editions:", "editions: [", "not YAML"),
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
    plan = Catalogue(project).plan("second-edition", given={"first_year": "2007", "series": "coordination,global-plan"})
    assert plan.parameters["first_year"] == 2007
    assert plan.parameters["last_year"] == 2010
    assert plan.parameters["series"] == ["coordination", "global-plan"]
    assert plan.is_preview and plan.title.startswith("Preview with first year 2007, series ")
    assert not Catalogue(project).plan("second-edition").title.startswith("Preview")
    assert [chapter.name for chapter in plan.chapters] == ["01-first"]


def test_latest_is_a_day_of_the_data_and_never_the_clock(project: Path) -> None:
    plan = Catalogue(project).plan("second-edition")
    newest = max(row.split(",")[0] for row in _accessed(project))
    assert plan.as_of == dt.date.fromisoformat(newest)
    assert plan.parameters["as_of"] == newest


def _accessed(project: Path) -> list[str]:
    import csv

    with (project / "data" / "sources.csv").open(encoding="utf-8") as file:
        return [row["date_accessed"] for row in csv.DictReader(file) if row["date_accessed"]]


def test_a_chapter_is_given_only_what_it_declares(project: Path) -> None:
    plan = Catalogue(project).plan("small-edition")
    assert plan.parameters_of(plan.chapters[1]) == {"as_of": "2013-12-31"}
    assert not plan.is_preview
    assert plan.wording["Actor"] == "Belarus"


def test_a_matrix_makes_an_edition_for_each_combination(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text() + "    matrix: {actor: [BLR, PHL], first_year: [2000, 2005]}\n")
    catalogue = Catalogue(project)
    assert catalogue.names[1:] == tuple(f"second-edition-{a}-{y}" for a in ("blr", "phl") for y in (2000, 2005))
    plan = catalogue.plan("second-edition-phl-2000")
    assert (plan.parameters["actor"], plan.parameters["first_year"], plan.parameters["last_year"]) == (
        "PHL",
        2000,
        2010,
    )
    assert plan.title == "A second edition: PHL, 2000"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("    matrix: {actor: BLR}", "a matrix gives a list of values"),
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
        ("    parameters: {last_year: 2010, as_of: latest}", "    parameters: [1]", "parameters: expected a mapping"),
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
        path.read_text() + f"    matrix: {{actor: [BLR, PHL], first_year: [2004, 2005], last_year: {years}}}\n"
    )
    first, second = (Catalogue(project).plans() for _ in range(2))
    assert len({plan.name for plan in first}) == 201
    assert first == second
    assert (first[200].name, first[200].parameters["last_year"]) == ("second-edition-phl-2005-2054", 2054)


@pytest.mark.parametrize("source", ["first_year = 2000 + 5", "import os", "first_year: int", "a, b = 1, 2", "x ="])
def test_parameters_that_are_no_literals_are_refused(tmp_path: Path, chapter: Callable[..., Path], source: str) -> None:
    notebook = chapter(tmp_path / "01-bad.ipynb", "Bad", parameters=source)
    with pytest.raises(UsageError, match=r"01-bad.ipynb: cell 2 \(parameters\)"):
        _ = Notebook.read(notebook).declared


def test_a_broken_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "01-bad.ipynb").write_text("{")
    with pytest.raises(UsageError, match=r"01-bad.ipynb: not a readable notebook"):
        Notebook.read(tmp_path / "01-bad.ipynb")


def test_the_title_page_says_what_the_list_of_editions_names(project: Path) -> None:
    path = project / "notebooks" / "editions.yml"
    told = path.read_text(encoding="utf-8")
    plan = Catalogue(project).plan("small-edition")
    assert plan.front == plan.wording
    path.write_text(told.replace("report:\n", 'report:\n  front: {Who: "{actor}, {edition}"}\n'), encoding="utf-8")
    assert Catalogue(project).plan("small-edition").front == {"Who": "Belarus, small-edition"}
    path.write_text(told.replace("report:\n", 'report:\n  front: {Span: "{lastyear}"}\n'), encoding="utf-8")
    with pytest.raises(UsageError, match="report: front: 'lastyear'; known are actor, first_year"):
        Catalogue(project).plan("small-edition")
