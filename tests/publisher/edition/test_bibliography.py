"""References for reference managers, read back by libraries that cite from them."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pybtex.database
import pytest
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from publisher import build
from publisher.chapter.document import Chapter
from publisher.chapter.reader import read_chapter
from publisher.edition import bibliography
from publisher.outputs import Cell, Column, Table
from publisher.plan.catalogue import Catalogue

COLUMNS = ("id", "title", "publisher", "number", "issued", "accessed")
TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).map(str.strip)


def chapter_of(
    *rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS, href: str = "", name: str = "references"
) -> Chapter:
    cells = tuple(
        tuple(Cell(text, href if column == "title" else "") for column, text in zip(columns, row, strict=True))
        for row in rows
    )
    table = Table(name, "Sources", tuple(Column(column, column) for column in columns), cells)
    cell = new_code_cell("references")
    cell.outputs = [new_output("execute_result", data=table._repr_mimebundle_())]
    return read_chapter(new_notebook(cells=[cell]), name="sources")


def test_other_tables_are_no_references() -> None:
    assert bibliography.read_references([chapter_of(("a", "b"), columns=("id", "title"), name="texts")]) == []


def test_rows_without_id_or_title_are_left_out() -> None:
    assert (
        bibliography.read_references([chapter_of(("", "A title", "", "", "", ""), ("key", "", "", "", "", ""))]) == []
    )


def test_number_stands_for_the_id() -> None:
    (work,) = bibliography.read_references([chapter_of(("A/RES/61/180", "A title"), columns=("number", "title"))])
    assert work == {"id": "A/RES/61/180", "type": "report", "title": "A title", "number": "A/RES/61/180"}


def test_work_is_what_its_row_says() -> None:
    row = ("A/RES/61/180", "On trafficking", "General Assembly", "A/RES/61/180", "2006-12-20", "2026-11-23")
    other = ("A/RES/61/180", "Another of the same id", "", "", "", "")
    (work,) = bibliography.read_references([chapter_of(row, other, href="https://docs.un.org/x?a=1%20b&c_d")])
    assert work == {
        "id": "A/RES/61/180",
        "type": "report",
        "title": "On trafficking",
        "publisher": "General Assembly",
        "number": "A/RES/61/180",
        "issued": {"date-parts": [[2006, 12, 20]]},
        "accessed": {"date-parts": [[2026, 11, 23]]},
        "URL": "https://docs.un.org/x?a=1%20b&c_d",
    }
    (entry,) = pybtex.database.parse_string(bibliography.bibtex([work]).decode(), "bibtex").entries.values()
    assert entry.type == "techreport"
    assert entry.fields["url"] == "https://docs.un.org/x?a=1%20b&c_d"
    assert (entry.fields["year"], entry.fields["month"], entry.fields["urldate"]) == ("2006", "December", "2026-11-23")
    assert [str(person) for person in entry.persons["author"]] == ["{General Assembly}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("not known", None),
        ("2007", {"date-parts": [[2007]]}),
        ("2010-09", {"date-parts": [[2010, 9]]}),
        ("2012~", {"date-parts": [[2012]], "circa": True}),
        ("2010-05/2010-06", {"date-parts": [[2010, 5], [2010, 6]]}),
    ],
)
def test_date_keeps_its_precision(text: str, expected: object) -> None:
    (work,) = bibliography.read_references([chapter_of(("key", "A title", "", "", text, ""))])
    assert work.get("issued") == expected


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=5))
def test_any_words_load_in_both_formats_without_warnings(rows: list[tuple[str, str, str]]) -> None:
    works = bibliography.read_references([chapter_of(*((*row, "", "2012-03", "") for row in rows))])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = CiteProcJSON(json.loads(bibliography.csl_json(works)))
        entries = pybtex.database.parse_string(bibliography.bibtex(works).decode(), "bibtex").entries
    assert len(entries) == len(works)
    assert set(read) == {work["id"].lower() for work in works}


def test_an_edition_carries_its_references_and_links_to_them(project: Path, chapter: Callable[..., Path]) -> None:
    code = (
        "from publisher.outputs import Cell, Column, Table\n"
        "columns = (Column('number', 'Document'), Column('title', 'Title'))\n"
        "Table('references', 'Documents', columns, ((Cell('A/RES/61/180'), Cell('A text')),))"
    )
    chapter(project / "notebooks" / "01-first.ipynb", "What was read?", code, parameters="until = '2013-12-31'")
    catalogue = Catalogue(project)
    (outcome,) = build.build(catalogue, [catalogue.plan("second-edition")])
    assert outcome.folder
    assert b"A/RES/61/180" in (outcome.folder / "second-edition.bib").read_bytes()
    assert json.loads((outcome.folder / "second-edition-csl.json").read_bytes())[0]["title"] == "A text"
    index = (outcome.folder / "index.html").read_text(encoding="utf-8")
    assert 'href="second-edition.bib"' in index
    assert 'href="second-edition-csl.json"' in index
