"""The canonical bytes of tables and notebooks."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis.dataset import canonical, schema
from analysis.dataset.schema import DatasetError, Field, Table

TABLE = Table("t", "t.csv", (Field("key", "string"), Field("text", "string")), ("key",))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"key\na\n", r"t\.csv:1: no column text"),
        (b"key,text,more\na,b,c\n", r"unknown column 'more'"),
        (b"key,text,text\na,b,c\n", "a column stands twice"),
        (b"key,text\na,b\nc\n", r"t\.csv:3: has 1 cells; expected 2"),
        (b"key,text\na,\xe9\n", r"t\.csv:2: byte 0xe9 is not UTF-8"),
    ],
)
def test_table_that_only_a_person_can_mend_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        canonical.canonical_table(TABLE, content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"text,key\nb,2\na,1\n", b"key,text\n1,a\n2,b\n"),  # columns and rows out of order
        (b'"key","text"\r\n"1","a"\r\n', b"key,text\n1,a\n"),
        (b"key,text\n\n1,a\n,\n, \n", b"key,text\n1,a\n"),  # blank rows
        ("\ufeffkey,text\n1, e\u0301 \n".encode(), "key,text\n1,\u00e9\n".encode()),
        (b"key,text\n10,a\n9,b\n", b"key,text\n10,a\n9,b\n"),  # keys are text: 1 comes before 9
        (b'key,text\n1,"a,b"\n2,"say ""x"""\n', b'key,text\n1,"a,b"\n2,"say ""x"""\n'),
        (b"key,text", b"key,text\n"),
    ],
)
def test_table_gets_one_form(content: bytes, expected: bytes) -> None:
    assert canonical.canonical_table(TABLE, content) == expected


cells = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_canonical_form_of_the_canonical_form_is_itself_and_loses_no_row(records: list[tuple[str, str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("key", "text"), *records])
    once = canonical.canonical_table(TABLE, text.getvalue().encode())
    assert canonical.canonical_table(TABLE, once) == once
    kept = sum(any(cell.strip() for cell in record) for record in records)
    assert len(list(csv.reader(io.StringIO(once.decode(), newline="")))) - 1 == kept


def notebook(*cells: dict[str, Any], **metadata: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": list(cells)}).encode()


def code(source: str | list[str], **cell: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None} | cell


def form(*cells: dict[str, Any], **metadata: Any) -> Any:
    return json.loads(canonical.canonical_notebook(notebook(*cells, **metadata), "n.ipynb"))


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"nbformat": 4}', b'{"nbformat": 3, "worksheets": []}'])
def test_what_is_no_notebook_is_refused(content: bytes) -> None:
    with pytest.raises(DatasetError, match=r"^n\.ipynb: is "):
        canonical.canonical_notebook(content, "n.ipynb")


def test_notebook_loses_outputs_counts_and_traces_of_tools_and_keeps_what_is_meant() -> None:
    result = form(
        code("1 + 1", outputs=[{"output_type": "stream"}], execution_count=7, id="zzz"),
        code("x", metadata={"tags": ["parameters"], "papermill": {}, "execution": {}, "collapsed": True, "own": 1}),
        {"cell_type": "markdown", "source": "![](attachment:a.png)", "metadata": {}, "attachments": {"a.png": {}}},
        papermill={},
        widgets={},
        title="Kept",
        kernelspec={"name": "venv-3.12", "display_name": "My venv"},
        language_info={"name": "python", "version": "3.12.1"},
    )
    assert [(cell.get("outputs"), cell.get("execution_count")) for cell in result["cells"]] == [
        ([], None),
        ([], None),
        (None, None),
    ]
    assert result["cells"][1]["metadata"] == {"tags": ["parameters"], "own": 1}
    assert result["cells"][2]["attachments"] == {"a.png": {}}
    assert result["metadata"] == {
        "title": "Kept",
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    assert (result["nbformat"], result["nbformat_minor"]) == (4, 5)


def test_ids_of_machines_give_way_to_ones_made_from_what_cells_say() -> None:
    first = form(code("a", id="c0ffee12"), code("b", id="0b9d2f3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b"), code("b"))
    second = form(code("new"), code(["a"], id="dZ93kx_A"), code("b", id="#VSC-1"), code("b", id="deadbeef"))
    ids = [cell["id"] for cell in first["cells"]]
    assert len(set(ids)) == 3
    assert [cell["id"] for cell in second["cells"]][1:] == ids


def test_ids_in_words_stay_unless_they_stand_twice() -> None:
    result = form(code("a", id="answer-figure-2"), code("b", id="answer-figure-2"), code("c", id="title"))
    ids = [cell["id"] for cell in result["cells"]]
    assert (ids[0], ids[2]) == ("answer-figure-2", "title")
    assert len(set(ids)) == 3


def test_canonical_notebook_is_a_valid_notebook_and_its_own_form() -> None:
    once = canonical.canonical_notebook(notebook(code("a\nb"), code("")), "n.ipynb")
    nbformat.validate(nbformat.reads(once.decode(), as_version=4))
    assert canonical.canonical_notebook(once, "n.ipynb") == once
    assert once.endswith(b"}\n")


def test_format_writes_what_differs_and_names_it(tiny: Path) -> None:
    things, sources = tiny / "data" / "things.csv", tiny / "data" / "sources.csv"
    before = things.read_bytes()
    things.write_bytes(before.replace(b"\n", b"\r\n"))
    things.chmod(0o600)
    written = sources.stat().st_mtime_ns
    (tiny / "notebooks" / "01-x.ipynb").write_bytes(notebook(code("1", execution_count=3)))
    differing = [things, tiny / "notebooks" / "01-x.ipynb"]
    assert canonical.format_project(tiny, check=True) == differing
    assert things.read_bytes() != before
    assert canonical.format_project(tiny) == differing
    assert things.read_bytes() == before
    assert things.stat().st_mode & 0o777 == 0o600
    assert sources.stat().st_mtime_ns == written
    assert canonical.format_project(tiny) == []
    assert sorted(path.name for path in (tiny / "data").iterdir()) == [
        "citations.csv",
        "datapackage.json",
        "sources.csv",
        "things.csv",
    ]


def test_format_tells_all_faults_and_writes_the_rest(tiny: Path) -> None:
    for name in ("things.csv", "citations.csv"):
        (tiny / "data" / name).write_bytes(b"x\n")
    (tiny / "data" / "sources.csv").write_bytes(b"title,source_id,date_accessed\n")
    with pytest.raises(DatasetError) as caught:
        canonical.format_project(tiny)
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "data/things.csv",
        "data/citations.csv",
    ]
    assert (tiny / "data" / "sources.csv").read_bytes() == b"source_id,title,date_accessed\n"


def test_failed_write_leaves_the_old_file_and_no_other(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tiny / "data" / "things.csv"
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(canonical.os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        canonical.write_atomically(path, b"new")
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 4


def test_project_is_in_canonical_form() -> None:
    root = Path(__file__).parents[3]
    assert schema.package(root).tables
    assert canonical.format_project(root, check=True) == []


def test_every_commit_is_formatted_and_checked() -> None:
    [repository] = yaml.safe_load((Path(__file__).parents[3] / ".pre-commit-config.yaml").read_text())["repos"]
    assert [hook["entry"] for hook in repository["hooks"]] == ["analysis format", "analysis check"]
    assert all(hook["language"] == "system" and not hook["pass_filenames"] for hook in repository["hooks"])
