"""Who runs the chapters: threads here, and a real Dask cluster on this machine, one worker of which is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.build import build
from publisher.plan.catalogue import Catalogue
from publisher.plan.parameters import UsageError
from publisher.run import executors


@pytest.mark.parametrize("address", ["foo", "tcp://", "tcp://host", "http://host:1"])
def test_what_is_no_address_of_a_scheduler_is_told_in_one_line(address: str) -> None:
    with (
        pytest.raises(UsageError, match="no address of a scheduler; one is such as tcp://"),
        executors.open_pool(scheduler=address),
    ):
        pass


def test_chapters_at_once_are_bounded_by_cores_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    memory = type("Memory", (), {"available": 3 * executors.CHAPTER_BYTES})
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(os, "cpu_count", lambda: 16)
    assert executors.default_jobs() == 3
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert executors.default_jobs() == 2
    memory.available = 0
    assert executors.default_jobs() == 1


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers, each a process of its own."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    python = [sys.executable, "-m"]
    started: list[subprocess.Popen[bytes]] = []
    try:
        file = tmp_path / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        started.append(subprocess.Popen([*python, "distributed.cli.dask_scheduler", *options], **quiet))  # type: ignore[call-overload]
        for number in (1, 2):
            options = ["--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--no-nanny"]
            options += ["--local-directory", str(tmp_path / f"worker-{number}")]
            command = [*python, "distributed.cli.dask_worker", *options]
            started.append(subprocess.Popen(command, start_new_session=True, **quiet))  # type: ignore[call-overload]
        from distributed import Client

        with Client(scheduler_file=str(file), timeout="30s") as client:
            client.wait_for_workers(2, timeout="30s")
            address = client.scheduler.address
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_cluster_builds_the_same_edition_though_a_worker_is_lost(
    project: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, (first, _) = cluster
    for name in ("01-first", "02-second"):
        path = project / "notebooks" / f"{name}.ipynb"
        path.write_text(path.read_text().replace("print(until)", "import time\\ntime.sleep(4)\\nprint(until)"))
    catalogue = Catalogue(project)
    plans = [catalogue.plan(name) for name in catalogue.names]
    began = time.monotonic()

    def listen(event: str, details: object) -> None:
        if event == "plan":  # just before the jobs go out; one worker is lost while they run
            subprocess.Popen(["sh", "-c", f"sleep 3; kill -9 -{os.getpgid(first.pid)}"])

    outcomes = build(catalogue, plans, listen=listen, scheduler=address)
    assert [outcome.status for outcome in outcomes] == ["published", "published"], outcomes
    assert time.monotonic() - began > 4
    assert first.wait(timeout=10) == -signal.SIGKILL
    on_cluster = {path.name: path.read_bytes() for path in (project / "reports" / "small-edition").iterdir()}
    build(catalogue, plans[:1], force=True)
    here = {path.name: path.read_bytes() for path in (project / "reports" / "small-edition").iterdir()}
    assert on_cluster == here
