"""Builds as processes of a hostile world: told to stop, two at once, nobody listening, no home, no room."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

Start = Callable[..., subprocess.Popen[str]]
Processes = Callable[[], list[psutil.Process]]

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def slow_chapter(project: Path) -> Path:
    """The second chapter says in a file that it runs, then waits until the file is gone."""
    running = project / "running"
    path = project / "notebooks" / "02-second.ipynb"
    waits = f"from pathlib import Path\\nimport time\\nrunning = Path({str(running)!r})\\nrunning.touch()\\n"
    waits += "while running.exists():\\n    time.sleep(0.05)\\nprint(until)"
    path.write_text(path.read_text().replace("print(until)", waits))
    return running


def reached(running: Path, process: subprocess.Popen[str]) -> None:
    while not running.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_build_that_is_told_to_stop_ends_its_kernels_and_says_so(
    start: Start, processes: Processes, slow_chapter: Path, project: Path, temporary: Path, number: signal.Signals
) -> None:
    process = start("small-edition", "--json")
    reached(slow_chapter, process)
    assert len(processes()) > 1
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert err == f"publisher: stopped by {number.name}; what was published stands\n"
    assert json.loads(out.splitlines()[-1]) == {"event": "end", "exit": 128 + number, "told": [err.strip()[11:]]}
    assert processes() == []
    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in (project / "reports").iterdir()) == [".lock", ".store"]


def test_of_two_builds_at_once_the_second_is_refused_and_told_whose_turn_it_is(
    start: Start, slow_chapter: Path
) -> None:
    first = start("small-edition")
    reached(slow_chapter, first)
    second = start("--json")
    out, err = second.communicate(timeout=30)
    assert second.returncode == 1
    assert f"another build (process {first.pid} on {os.uname().nodename}) is at work" in err
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["end"]
    slow_chapter.unlink()
    out, err = first.communicate(timeout=60)
    assert (first.returncode, err.splitlines()[-1]) == (0, "publisher build: 1 published")


def test_nobody_listening_stops_no_build(start: Start, slow_chapter: Path, project: Path) -> None:
    process = start("small-edition", "--json")
    reached(slow_chapter, process)
    assert process.stdout
    process.stdout.close()
    slow_chapter.unlink()
    assert process.wait(timeout=60) == 0
    assert (project / "reports" / "small-edition" / "index.html").exists()


@pytest.mark.parametrize(
    "settings",
    [
        {"HOME": "/nonexistent", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"HOME": "", "XDG_CONFIG_HOME": "/proc", "XDG_CACHE_HOME": "/proc", "TMPDIR": "/nonexistent"},
    ],
)
def test_neither_a_home_nor_a_locale_is_needed(
    start: Start, slow_chapter: Path, project: Path, settings: dict[str, str]
) -> None:
    path = project / "notebooks" / "01-first.ipynb"
    path.write_text(path.read_text().replace("print(grower", "import matplotlib.pyplot as plt\\nprint(grower"))
    editions = project / "notebooks" / "editions.yml"
    text = editions.read_text(encoding="utf-8").replace("A small edition", "Édition – “ß”")
    editions.write_text(text, encoding="utf-8")
    process = start("small-edition", "--explain", **settings)
    reached(slow_chapter, process)
    slow_chapter.unlink()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (0, "publisher build: 1 published")
    page = (project / "reports" / "small-edition" / "01-first.html").read_text(encoding="utf-8")
    assert "HIL 2005 2013" in page
    assert 'class="output stream stderr"' not in page
    assert "Traceback" not in err


def test_a_temporary_folder_that_vanishes_fails_the_build_and_not_the_next(
    start: Start, slow_chapter: Path, project: Path, temporary: Path
) -> None:
    process = start("small-edition")
    reached(slow_chapter, process)
    for folder in temporary.iterdir():
        subprocess.run(["rm", "-rf", str(folder)], check=True)
    slow_chapter.unlink()
    _, err = process.communicate(timeout=60)
    assert process.returncode in (0, 1), err  # the kernel may have had all that it needed
    assert "Traceback" not in err
    process = start("small-edition")
    while process.poll() is None:
        slow_chapter.unlink(missing_ok=True)
        time.sleep(0.05)
    assert process.returncode == 0
    assert list(temporary.iterdir()) == []


def test_an_edit_during_the_build_belongs_to_the_next(start: Start, slow_chapter: Path, project: Path) -> None:
    process = start("small-edition")
    reached(slow_chapter, process)
    path = project / "notebooks" / "01-first.ipynb"
    path.write_text(path.read_text().replace("What was harvested?", "What was edited?"))
    slow_chapter.unlink()
    assert process.wait(timeout=60) == 0
    page = project / "reports" / "small-edition" / "01-first.html"
    assert "What was harvested?" in page.read_text()
    out, _ = start("small-edition", "--explain").communicate(timeout=60)
    assert "01-first runs: notebooks/01-first.ipynb changed" in out
    assert "02-second does not run" in out
    assert "What was edited?" in page.read_text()
