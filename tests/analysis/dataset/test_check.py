"""Faults in files, found and told with file, row, key, column and advice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis import cli
from analysis.dataset import check
from analysis.dataset.rules.registry import Violation

ROOT = Path(__file__).parents[3]


def lines(project: Path) -> list[str]:
    return list(check.lines(check.violations(project)))


def damage(project: Path, old: str, new: str, file: str = "things.csv") -> None:
    path = project / "data" / file
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "b,zebra",
            "b,zebar",
            "things.csv:3 (b) kind: 'zebar' is not listed; expected perhaps zebra; one of zebra, ant",
        ),
        ("ant,3", "ant,three", "things.csv:2 (a) size: 'three' is not plain; expected an integer such as 42"),
        ("ant,3", "ant,0", "things.csv:2 (a) size: '0' is out of range; expected minimum is 1"),
        ("false,a", "false,A", "things.csv:3 (b) parent_id: 'A' is not a key of things; expected a key of things"),
        ("b,zebra", "a,zebra", "things.csv:3 (a) thing_id: 'a' is the same as in line 2; expected a value that no"),
        ("b,zebra", ",zebra", "things.csv:3 thing_id: is blank; expected a value"),
        ("b,zebra,,,false,a", "b,zebra,,,false", "things.csv:3 (b): the number of cells is 5; expected 6"),
        ("b,zebra,,,false,a", "b,zebra,,,false,a,", "things.csv:3 (b): the number of cells is 7; expected 6"),
        ("b,zebra,,,false,a", ",,,,,", "things.csv:3: the row is blank; expected no blank rows"),
        ("kind,size", "size,kind", "things.csv:1: the columns stand in another order; expected the columns thing_id,k"),
        ("is_open,parent_id\n", "is_open\n", "things.csv:1: the header lacks parent_id; expected the columns thing_id"),
        ("b,zebra", 'b,"zebra', "things.csv:4: unexpected end of data; is a quotation mark missing?"),
    ],
)
def test_broken_cell_is_told_in_one_line_with_advice(tiny: Path, old: str, new: str, line: str) -> None:
    damage(tiny, old, new)
    assert [found for found in lines(tiny) if found.startswith(f"data/{line}")]


def test_all_faults_of_all_tables_are_told_at_once_and_a_bad_header_brings_no_others(tiny: Path) -> None:
    damage(tiny, "b,zebra", "b,bee")
    damage(tiny, "s2,B,2021-03", "s2,B,2021-13", "sources.csv")
    damage(tiny, "citation_id,object_table", "citation,object_table", "citations.csv")
    found = check.violations(tiny)
    assert [(each.file, each.row, each.column) for each in found] == [
        ("data/citations.csv", 1, ""),
        ("data/sources.csv", 3, "date_accessed"),
        ("data/things.csv", 3, "kind"),
    ]


THINGS = b"thing_id,kind,size,share,is_open,parent_id\na,ant,3,0.5,true,\nb,zebra,,,false,a\nnan,,12,1,,\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (THINGS.replace(b"\n", b"\r\n"), "1: is not in canonical form from here on; expected what `analysis format`"),
        (b"\xef\xbb\xbf" + THINGS.replace(b"\n", b"\r\n"), "1: begins with a byte order mark"),
        (THINGS.replace(b"b,", b'"b",'), "3: is not in canonical form"),
        (THINGS.replace(b",", b";"), "1: the header is one column, as if another sign than the comma"),
        (THINGS.replace(b"\n", b",\n"), "1: the header has a column without a name; expected the columns thing_id,"),
        (THINGS.replace(b"\n", b",x\n", 1), "1: the header has x; expected the columns"),
        (THINGS.replace(b"share", b"part"), "1: the header lacks share and has part; expected the columns"),
        (THINGS.replace(b"share", b"size"), "1: the header lacks share; expected the columns"),
        (THINGS + b"nan,,12,1,,\n", "5 (nan): the row is the same as line 4; expected one of the two"),
        (THINGS[:-4], "4: ends within a row; was the file cut off?"),
        (THINGS.replace(b",a\n", b", a\n"), "3 (b) parent_id: ' a' begins or ends with a space"),
        (THINGS.replace(b"ant,3", b"ant,3.0"), "2 (a) size: '3.0' is not plain; expected an integer such as 42"),
    ],
)
def test_one_cause_is_one_line(tiny: Path, content: bytes, line: str) -> None:
    (tiny / "data" / "things.csv").write_bytes(content)
    assert [found[: len(line) + 16] for found in lines(tiny)] == [f"data/things.csv:{line}"]


def test_same_fault_in_many_rows_is_one_line_that_names_them_all(tiny: Path) -> None:
    more = "".join(f"t{number},ant,{number + 1},,,z\n" for number in range(7))
    cited = "".join(f"things/t{number}~1,things,t{number},,s1,partly\n" for number in range(7))
    for file, rows in (("things.csv", more), ("citations.csv", cited)):
        path = tiny / "data" / file
        path.write_text(path.read_text() + rows)
    found = check.violations(tiny)
    assert [each.row for each in found] == [5, 6, 7, 8, 9, 10, 11]
    assert lines(tiny) == [f"{found[0]}; and in 6 more rows, lines 6, 7, 8, 9, 10, 11"]
    damage(tiny, "t6,ant,7,,,z", "t6,ant,7,,,")
    damage(tiny, "t5,ant,6,,,z", "t5,ant,6,,,")
    assert len(lines(tiny)) == 5


def test_command_prints_every_fault_and_exits_with_two(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(tiny, "b,zebra", "b,bee")
    (tiny / "data" / "README.md").write_text("# Not the generated sections\n")
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tiny))
    told = CliRunner().invoke(cli.main, ["check"])
    assert told.exit_code == 2
    assert told.stdout.splitlines() == lines(tiny)
    assert [line.partition(":")[0] for line in lines(tiny)] == ["data/README.md", "data/things.csv"]
    machine = CliRunner().invoke(cli.main, ["check", "--json"])
    assert [json.loads(line)["row"] for line in machine.stdout.splitlines()] == [None, 3]
    refused = CliRunner().invoke(cli.main, ["format"])
    assert refused.exit_code == 2
    assert "data/README.md: expected one section between" in refused.stderr


@pytest.mark.parametrize("content", ["A,Página\n".encode("latin-1"), b"\xff\xfea", b"", b"\xef\xbb\xbfsource_id\n"])
def test_unreadable_file_is_one_fault_and_the_others_are_still_read(tiny: Path, content: bytes) -> None:
    damage(tiny, "b,zebra", "b,bee")
    (tiny / "data" / "sources.csv").write_bytes(content)
    files = [violation.file for violation in check.violations(tiny)]
    assert files.count("data/sources.csv") == 1
    assert "data/things.csv" in files


def test_file_that_the_descriptor_does_not_name_is_a_fault(tiny: Path) -> None:
    (tiny / "data" / "more.csv").write_text("a\n1\n")
    assert lines(tiny) == ["data/more.csv: is not in datapackage.json; expected its table there, or its removal"]


def test_missing_file_and_broken_descriptor_are_faults_not_tracebacks(tiny: Path) -> None:
    (tiny / "data" / "sources.csv").unlink()
    assert lines(tiny)[0].startswith("data/sources.csv: cannot be read")
    damage(tiny, '"type": "integer"', '"type": "whole"', "datapackage.json")
    assert any('type "whole" is not supported' in line for line in lines(tiny))
    (tiny / "data" / "datapackage.json").write_text('{"name": "tiny", ')
    assert len(lines(tiny)) == 1
    assert lines(tiny)[0].startswith("data/datapackage.json: is not JSON")


def test_other_bytes_than_the_canonical_ones_are_a_fault(tiny: Path) -> None:
    path = tiny / "data" / "things.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}
    (tiny / "notebooks" / "01-x.ipynb").write_text(json.dumps(notebook))
    found = check.violations(tiny)
    assert [(each.file, each.row, each.rule) for each in found] == [
        ("data/things.csv", 1, "canonical"),
        ("notebooks/01-x.ipynb", 1, "canonical"),
    ]


def test_violation_reads_as_file_row_key_column_fault_and_advice() -> None:
    violation = Violation(
        "data/documents.csv",
        17,
        "A/RES/61/180",
        "adoption_date",
        "'2006-13-20' is not an EDTF date",
        "e.g. 2006-12-20, 2010-09 or 2007",
    )
    assert str(violation) == (
        "data/documents.csv:17 (A/RES/61/180) adoption_date: '2006-13-20' is not an EDTF date; "
        "expected e.g. 2006-12-20, 2010-09 or 2007"
    )


def test_tiny_project_has_no_fault(tiny: Path) -> None:
    assert lines(tiny) == []


def test_project_has_no_fault() -> None:
    assert lines(ROOT) == []


def test_check_pays_neither_for_pandas_nor_for_grammars_of_addresses() -> None:
    """Every build begins with the check; these two imports would take longer than all of its work."""
    code = (
        "import sys; from pathlib import Path; from analysis.dataset import check; "
        "check.violations(Path(sys.argv[1])); "
        "sys.exit(' '.join({'pandas', 'rfc3987_syntax', 'nbformat'} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code, str(ROOT)], check=True)


def test_public_tool_alone_finds_the_package_valid() -> None:
    from frictionless import validate

    report = validate(str(ROOT / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:20]
