"""One build at a time, and nothing unfinished left of one that ended, was stopped, or was killed."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from publisher.keep.session import PREFIX, PROJECT, BusyError, hold_reports


def test_a_second_build_is_refused_while_one_is_at_work_and_told_whose_it_is(tmp_path: Path) -> None:
    with hold_reports(tmp_path), pytest.raises(BusyError, match=f"process {os.getpid()} on "), hold_reports(tmp_path):
        raise AssertionError("two builds at once")


def test_a_lock_of_a_dead_process_holds_nobody(tmp_path: Path) -> None:
    script = "import os, sys; from pathlib import Path; from publisher.keep.session import hold_reports\n"
    script += "with hold_reports(Path(sys.argv[1])) as session:\n"
    script += "    session.temporary_folder(), session.make_workspace(), os._exit(9)"
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    left = Path((tmp_path / ".work" / "temporary").read_text())
    assert left.is_dir()
    with hold_reports(tmp_path):
        assert not left.exists()
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_temporary_files_go_with_the_build(tmp_path: Path) -> None:
    with hold_reports(tmp_path) as session:
        folder = session.temporary_folder()
        assert session.temporary_folder() == folder
        with tempfile.NamedTemporaryFile(delete=False) as file:
            assert Path(file.name).parent == folder
    assert not folder.exists()
    assert tempfile.gettempdir() != str(folder)


def test_a_temporary_folder_that_vanished_is_made_anew(tmp_path: Path) -> None:
    with hold_reports(tmp_path) as session:
        first = session.temporary_folder()
        first.rmdir()
        second = session.temporary_folder()
        assert second.is_dir()
        assert second.parent == first.parent
    assert not second.exists()


def test_a_note_of_another_folder_removes_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    work = tmp_path / "reports" / ".work"
    work.mkdir(parents=True)
    (work / "temporary").write_text(str(mine))
    with hold_reports(tmp_path / "reports"):
        assert not work.exists()
    assert mine.is_dir()


def test_what_a_session_started_ends_with_it(tmp_path: Path) -> None:
    with hold_reports(tmp_path) as session:
        environment = {**os.environ, PROJECT: str(session.temporary_folder() / "x" / "project")}
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], env=environment)
        while not Path(f"/proc/{process.pid}/environ").read_bytes().count(PREFIX.encode()):
            time.sleep(0.01)  # not yet the program that it becomes
    process.wait(timeout=5)


def test_write_leaves_the_old_content_until_the_new_is_whole(tmp_path: Path) -> None:
    with hold_reports(tmp_path / "reports") as session:
        session.write_file(tmp_path / "a.html", "old")
        with pytest.raises(UnicodeEncodeError):
            session.write_file(tmp_path / "a.html", "new\udc80")
        assert (tmp_path / "a.html").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "reports"]
