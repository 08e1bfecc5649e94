"""The command line as its users meet it: exit codes, one clear line each, output that can be piped."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.cli import main

ROOT = Path(__file__).parents[2]


def run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=text)


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project whose data has one bad date."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "data" / "documents.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2006-12-20", "2006-13-20"), encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    return tmp_path


def test_every_command_has_help_with_an_example() -> None:
    for name, command in main.commands.items():
        result = run(name, "--help")
        assert result.exit_code == 0
        assert result.output.startswith(f"Usage: analysis {name}")
        assert command.help
        assert "publisher" not in result.output and "annual" not in result.output
        if name not in ("plan", "check", "format"):
            assert "Example" in result.output, name


def test_bad_data_stops_a_build_before_any_kernel_and_is_named(damaged: Path) -> None:
    result = run("build")
    assert result.exit_code == 2
    assert "data/documents.csv" in result.stderr
    assert "A/RES/61/180" in result.stderr
    assert "adoption_date" in result.stderr
    assert "nothing was built" in result.stderr
    assert not (damaged / "reports" / "archive").exists()


def test_check_prints_every_fault_and_exits_with_2(damaged: Path) -> None:
    result = run("check", "--json")
    assert result.exit_code == 2
    entries = [json.loads(line) for line in result.stdout.splitlines()]
    assert any(entry["column"] == "adoption_date" for entry in entries)


def test_check_of_the_real_data_is_clean() -> None:
    result = run("check")
    assert result.output == "The data package is sound.\n"


def test_format_of_the_real_project_changes_nothing() -> None:
    assert run("format", "--check").output == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build", "belarus-2005-2031"], "unknown edition 'belarus-2005-2031'; did you mean belarus-2005-2013?"),
        (["build", "-p", "last_year"], "write NAME=VALUE, such as -p last_year=2010"),
        (["build", "-p", "lastyear=2010"], "unknown parameter 'lastyear'; did you mean last_year?"),
        (["build", "--only", "03-adoptions"], "did you mean 03-adoption?"),
        (["build", "--fromat", "pdf"], "--format"),
        (["session", "2010-02-30"], "2010-02-30"),
    ],
)
def test_what_the_user_can_mend_is_one_clear_line_and_exit_2(arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_outside_of_a_project_the_remedy_is_said(tmp_path: Path) -> None:
    environment = {**os.environ, "ANALYSIS_PROJECT": str(tmp_path)}
    command = [sys.executable, "-m", "analysis.cli", "check"]
    result = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert str(tmp_path) in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_symbols_can_be_piped() -> None:
    result = run("symbols", "-", text="A/res/61/180\nnonsense\nA/47/277-S/24111\n")
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["canonical"], first["session"], first["kind"]) == ("A/RES/61/180", "61", "resolution")
    assert first["repairs"]
    assert second["error"]
    assert [symbol["canonical"] for symbol in third["symbols"]] == ["A/47/277", "S/24111"]


def test_strict_symbols_are_not_repaired() -> None:
    (record,) = map(json.loads, run("symbols", "-", "--strict", text="A/res/61/180\n").stdout.splitlines())
    assert record["error"]


def test_symbols_as_csv_has_one_header() -> None:
    rows = list(csv.DictReader(run("symbols", "-", "--csv", text="A/RES/61/180\nx\n").stdout.splitlines()))
    assert rows[0]["canonical"] == "A/RES/61/180"
    assert rows[1]["error"]


def test_mentions_in_running_text() -> None:
    text = "as in its resolution 64/293 of 30 July 2010, and in A/65/497."
    found = [json.loads(line) for line in run("mentions", "-", text=text).stdout.splitlines()]
    assert [entry["symbol"] for entry in found] == ["A/RES/64/293", "A/65/497"]
    assert all(text[entry["start"] : entry["end"]] == entry["text"] for entry in found)


def test_session_names_the_assembly_session_of_a_day() -> None:
    records = [json.loads(line) for line in run("session", "2010-07-30").stdout.splitlines()]
    assert any(record["body"] == "general-assembly" and record["session"] == "64" for record in records)


def test_plan_names_the_two_editions() -> None:
    names = [json.loads(line)["edition"] for line in run("plan", "--json").stdout.splitlines()]
    assert names[:2] == ["belarus-2005-2013", "trafficking-1994-2025"]


def test_audit_prints_every_claim_with_its_verdict_and_evidence() -> None:
    records = [json.loads(line) for line in run("audit", "--json").stdout.splitlines()]
    keys = ["claim_id", "paragraph", "kind", "paraphrase", "verdict", "rule", "reason", "evidence"]
    assert all(list(record) == keys for record in records)
    assert sum(record["rule"] != "reviewer" for record in records) >= len(records) * 2 / 3
    assert all(set(row) == {"table", "key"} for record in records for row in record["evidence"])
    assert len(run("audit").stdout.splitlines()) == len(records)
