"""What the publisher is told of the real data: choices, the latest day, hashes of tables, faults; and of UN words."""

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from analysis.dataset import content_hash
from analysis.for_publisher import Record
from publisher.keep.cache import Store
from publisher.keep.session import hold_reports
from publisher.plan.catalogue import Catalogue
from publisher.plan.parameters import UsageError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(ROOT)


def test_the_project_names_the_record_as_its_subject(catalogue: Catalogue) -> None:
    assert isinstance(catalogue.subject, Record)
    assert catalogue.packages == ("publisher", "analysis")
    assert [len(plan.chapters) for plan in catalogue.plans()] == [7, 7]


def test_choices_are_a_column_with_its_labels(catalogue: Catalogue) -> None:
    actors = catalogue.subject.choices({"table": "actors", "column": "actor_id", "label": "name"})
    assert actors["BLR"] == "Belarus"
    series = catalogue.subject.choices({"table": "documents", "column": "series"})
    assert "coordination" in series and "" not in series


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"table": "documents"}, r"expected a list, or \{table: …, column: …, label: …\}"),
        ({"table": "documents", "column": "serie"}, "documents has no column 'serie'"),
        ({"table": "document", "column": "series"}, "no table 'document'"),
    ],
)
def test_choices_that_are_not_in_the_data_are_named(catalogue: Catalogue, wanted: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        catalogue.subject.choices(wanted)


def test_latest_is_the_newest_day_on_which_a_source_was_read(catalogue: Catalogue) -> None:
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8") as file:
        assert catalogue.subject.latest_day() == max(row["date_accessed"] for row in csv.DictReader(file))


def test_tables_bear_the_hashes_that_their_loading_notes(catalogue: Catalogue) -> None:
    assert {table.file for table in catalogue.tables.values()} == {path.name for path in ROOT.glob("data/*.csv")}
    assert catalogue.table_hash("documents") == content_hash("documents", project=ROOT)
    assert catalogue.table_hash("nothing") == ""


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_table_runs_again_just_the_chapters_that_load_it(tmp_path: Path, notebook: Path) -> None:
    tables = [path.stem for path in (ROOT / "data").glob("*.csv")]
    now = {table: f"{table}-1" for table in tables}
    loaded = {table for table in tables if f'\\"{table}\\"' in notebook.read_text(encoding="utf-8")}
    with hold_reports(tmp_path) as session:
        store = Store(session)
        store.write_result("key", b"x", {table: now[table] for table in loaded})
        runs = {table for table in tables if store.find_result("key", {**now, table: f"{table}-2"}.__getitem__) is None}
    assert loaded
    assert runs == loaded


def test_faults_are_told_and_summed_up_and_the_form_is_none(tmp_path: Path) -> None:
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "data" / "documents.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text("\r\n".join(text.split("\n")), encoding="utf-8", newline="")
    assert Catalogue(tmp_path).subject.faults() == []
    path.write_text(text.replace("2006-12-20", "2006-13-20"), encoding="utf-8")
    *lines, last = Catalogue(tmp_path).subject.faults()
    assert any("2006-13-20" in line for line in lines)
    assert re.fullmatch(r"\d+ faults? in the data", last)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Resolution 64/293 was adopted", "was adopted"),
        ("resolutions 61/180 and 63/194 of 3 texts", "of 3 texts"),
        ("A/RES/61/180 and E/2010/31, of 3", "and , of 3"),
        ("the 71st and 72nd plenary meetings and 3", "the plenary meetings and 3"),
        ("the 21st century", "the 21st century"),  # which is nothing of the United Nations'
        ("23 texts", "23 texts"),
    ],
)
def test_symbols_and_ordinals_of_sessions_state_no_number(text: str, rest: str) -> None:
    for pattern in Record.not_numbers:
        text = re.sub(pattern, " ", text)
    assert " ".join(text.split()) == rest
