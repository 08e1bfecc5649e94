"""Who runs the chapters: threads of this process, or a Dask cluster, behind the one interface of `Executor`.

A thread is enough here, for each chapter runs in a kernel, a process of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from publisher.plan.parameters import UsageError

_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://.+:\d+\Z")
CHAPTER_BYTES = 500_000_000
"""The memory set aside for one chapter's kernel: about twice what pandas and matplotlib with the data take."""


@contextmanager
def open_pool(*, jobs: int | None = None, scheduler: str | None = None) -> Iterator[Executor]:
    """Gives an executor for chapters: at most `jobs` at once here, or the Dask cluster at `scheduler`.

    On a cluster a chapter whose worker is lost runs again elsewhere. Raises `UsageError` for what is no address,
    `ModuleNotFoundError` where a scheduler is named and `distributed` is not installed, and `OSError` where the
    scheduler does not answer.
    """
    if not scheduler:
        with ThreadPoolExecutor(max_workers=jobs or default_jobs()) as executor:
            yield executor
        return
    if not _ADDRESS.match(scheduler):
        raise UsageError([f"{scheduler!r} is no address of a scheduler; one is such as tcp://scheduler.example:8786"])
    from distributed import Client

    with Client(scheduler, timeout="20s") as client, client.get_executor(retries=3, pure=False) as executor:
        yield executor


def default_jobs() -> int:
    """How many chapters run at once by default: one a core, and as many as fit into the free memory."""
    import psutil

    free = int(psutil.virtual_memory().available // CHAPTER_BYTES)
    return max(1, min(os.cpu_count() or 1, free))
