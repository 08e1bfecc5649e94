"""Builds killed at random moments: readers always find a whole edition, and the next build leaves no trace of it.

The moments are drawn, by seed, over the time that a build takes, so that they fall into planning, running, rendering
and publishing. PUBLISHER_KILLS sets how many there are, in steps of five.
"""

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.slow

EDITION = "small-edition"
KILLS_A_SEED = 5
SEEDS = range(int(os.environ.get("PUBLISHER_KILLS", "25")) // KILLS_A_SEED)


def edit(project: Path, number: int) -> None:
    path = project / "notebooks" / "02-second.ipynb"
    path.write_text(re.sub(r"print\([^)]*\)", f"print('round-{number}-')", path.read_text()))


def shown(project: Path) -> int:
    """The round that the published edition shows, after every file of it was found to be what its manifest says."""
    folder = (project / "reports" / EDITION).resolve(strict=True)
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert {path.name for path in folder.iterdir()} == {*files, "manifest.json"}
    for name, file in files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"], name
    (number,) = set(re.findall(r"round-(\d+)-", (folder / "02-second.html").read_text()))
    return int(number)


def litter(project: Path, temporary: Path) -> list[Any]:
    """Files that a build may leave only until the next has ended."""
    reports = project / "reports"
    expected = {".lock", ".store", "archive", "index.html", "status.json", EDITION}
    left: list[Any] = [path for path in reports.iterdir() if path.name not in expected]
    left += list(temporary.iterdir())
    for place in (reports / "archive" / EDITION).iterdir():
        files = json.loads((place / "manifest.json").read_text())["files"]
        left += [name for name in files if not (place / name).is_file()]
    return left


@pytest.mark.parametrize("seed", SEEDS)
def test_a_build_killed_at_any_moment_costs_no_reader_anything(
    project: Path,
    temporary: Path,
    tmp_path: Path,
    start: Callable[..., subprocess.Popen[str]],
    processes: Callable[[], list[psutil.Process]],
    seed: int,
) -> None:
    def build() -> subprocess.Popen[str]:
        with (tmp_path / "events").open("wb") as events:
            return start(EDITION, "--json", stdout=events.fileno())

    moments, duration, number = random.Random(seed), float("inf"), 0
    for number in (0, 1):  # the first does what only a first one does
        edit(project, number)
        began = time.monotonic()
        assert build().wait() == 0
        duration = time.monotonic() - began
    hit = Counter[str]()
    while hit.total() < KILLS_A_SEED:
        number += 1
        edit(project, number)
        began = time.monotonic()
        process = build()
        try:
            process.wait(moments.uniform(0, duration))
            duration = time.monotonic() - began  # it was quicker than the one measured: that was no kill
            continue
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        lines = (tmp_path / "events").read_text().splitlines()
        hit[json.loads(lines[-1])["event"] if lines else "before any event"] += 1

        assert shown(project) in (number - 1, number)
        assert build().wait() == 0, (tmp_path / "events").read_text()
        assert shown(project) == number
        assert litter(project, temporary) == []
        assert processes() == []
    print(f"\nseed {seed}: a build takes {duration:.1f} s; the last event before each kill: {dict(hit)}")
