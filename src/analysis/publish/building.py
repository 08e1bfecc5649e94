"""Building editions: check everything, run what changed, render it, and publish what succeeded whole.

The order is such that nothing is lost: parameters first, then the data, then kernels, then rendering in a workspace,
and only then the one step that replaces the published edition. Progress goes to a listener; nothing is printed here.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import dataset
from analysis.publish import dependencies, explanation, manifest, workers
from analysis.publish.document import RenderError
from analysis.publish.editions import Catalogue, EditionPlan
from analysis.publish.store import MANIFEST, Store

if TYPE_CHECKING:
    from analysis.publish.execution import Job, Result

Listener = Callable[[str, dict[str, Any]], None]
"""Called with an event's name and its details: `plan`, `explain`, `cell`, `chapter`, `edition`, `failed`."""


@dataclass(frozen=True)
class Outcome:
    """What became of one edition: published, unchanged, preview or failed; where it stands; what went wrong."""

    edition: str
    status: str
    folder: Path | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    files: tuple[str, ...] = field(default=())


class DataError(Exception):
    """The data package breaks its schema or a rule; `lines` has every fault."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


def build(
    catalogue: Catalogue,
    plans: Sequence[EditionPlan],
    *,
    listen: Listener = lambda event, details: None,
    force: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> list[Outcome]:
    """Builds each plan and returns what became of it, in the order given.

    An edition whose inputs are those of one that stands in the archive is not built again (`unchanged`), and a
    chapter is run only where something that it depends on changed; `force` runs all. At most `jobs` chapters run at
    once, or they run on the Dask cluster at `scheduler`. A failure of one edition leaves the others, and its own last
    good state, as they are. Raises `DataError` where the data are at fault and `store.BusyError` where another build
    is at work; then nothing was touched.
    """
    store = Store(catalogue.project / "reports")
    with store.locked():
        data = manifest.data_files(catalogue.project)
        _check(catalogue.project, data, store)
        works = [_Work(catalogue, plan, store, data, listen, force) for plan in plans]
        listen("plan", {"editions": [plan.name for plan in plans], "chapters": sum(len(work.jobs) for work in works)})
        with workers.pool(sum(len(work.jobs) for work in works), jobs=jobs, scheduler=scheduler) as pool:
            running: dict[str, Future[Result]] = {}
            for work in works:
                work.start(pool, running)
            outcomes = [work.finish() for work in works]
        was_stale = any(store.note(f"state/{plan.name}").get("since") for plan in plans)
        is_listed = (store.reports / "index.html").exists()
        if was_stale or not is_listed or any(outcome.status != "unchanged" for outcome in outcomes):
            from analysis.publish import site

            attempts = {entry.edition: {"status": entry.status, "problems": list(entry.problems)} for entry in outcomes}
            site.write(store, catalogue, data, attempts)
    return outcomes


def _check(project: Path, data: dict[str, bytes], store: Store) -> None:
    """Refuses data that break a rule; data found sound before, by the same rules, are not judged again."""
    rules = dependencies.closure(["import analysis.dataset.check"])
    seal = dependencies.key({"data": manifest.inputs_hash(_hashes(data)), "rules": rules})
    if store.note("checked").get("seal") == seal:
        return
    from analysis.dataset import check

    # An analyst builds before tidying: what is merely not in canonical form stops no build.
    if found := [violation for violation in check.violations(project) if violation.rule != check.CANONICAL]:
        raise DataError([str(violation) for violation in found])
    store.keep_note("checked", {"seal": seal})


def _hashes(data: dict[str, bytes]) -> dict[str, str]:
    return {name: dependencies.digest(content) for name, content in data.items()}


class _Work:
    """One edition on its way: its inputs, and its chapters, kept from before or to be run."""

    def __init__(
        self,
        catalogue: Catalogue,
        plan: EditionPlan,
        store: Store,
        data: dict[str, bytes],
        listen: Listener,
        force: bool,
    ) -> None:
        self.catalogue, self.plan, self.store, self.data, self.listen = catalogue, plan, store, data, listen
        self.began = time.monotonic()
        self.inputs = manifest.inputs(plan, catalogue.project, data, catalogue.report)
        as_of = plan.as_of.isoformat() if plan.as_of else "undated"
        self.place = store.place(plan.name, as_of, manifest.inputs_hash(self.inputs))
        self.stands = not force and not plan.is_preview and (self.place / MANIFEST).exists()
        self.keys: list[str] = []
        self.results: dict[str, Result] = {}
        self.jobs: dict[str, Job] = {}
        self.running: dict[str, Future[Result]] = {}
        if not self.stands:
            for chapter in plan.chapters:
                self._consider(chapter, force)

    def _consider(self, chapter: Path, force: bool) -> None:
        """Takes the chapter's result from the store, or makes it a job, and says why."""
        from analysis.publish.execution import Job, Result

        name, parameters = chapter.stem, self.plan.parameters_of(chapter)
        parts = dependencies.chapter_parts(chapter, parameters, self.catalogue.project)
        key = dependencies.key(parts)
        self.keys.append(key)
        kept = None if force else self.store.result(key, self._table_hash)
        why = (
            explanation.reasons(self.store, self.plan.name, name, parts, self._table_hash, self.data)
            if not kept
            else []
        )
        told = ["forced"] if force else why
        self.listen("explain", {"edition": self.plan.name, "chapter": name, "runs": not kept, "why": told})
        if kept:
            self.results[key] = Result(name, kept[0], kept[1])
            return
        self.jobs[key] = Job(
            chapter=name,
            notebook=chapter.read_bytes(),
            parameters=parameters,
            data=self.data,
            code=dependencies.code(),
            cell_seconds=self.plan.deadline.get("cell"),
            chapter_seconds=self.plan.deadline.get("chapter"),
        )

    def _table_hash(self, table: str) -> str:
        return dataset.content_hash(table, project=self.catalogue.project)

    def start(self, pool: Executor, running: dict[str, Future[Result]]) -> None:
        """Hands the jobs to the pool; one that another edition handed over already is shared."""
        for key, job in self.jobs.items():
            if key not in running:
                from analysis.publish import execution

                call = execution.run
                if workers.is_local(pool):
                    call = functools.partial(execution.run, on_cell=functools.partial(self._on_cell, job.chapter))
                running[key] = pool.submit(call, job)
                running[key].add_done_callback(functools.partial(self._on_done, job.chapter))
            self.running[key] = running[key]

    def _on_cell(self, chapter: str, cell: int, count: int) -> None:
        self.listen("cell", {"edition": self.plan.name, "chapter": chapter, "cell": cell, "cells": count})

    def _on_done(self, chapter: str, future: Future[Result]) -> None:
        if not future.cancelled() and not future.exception() and not future.result().problem:
            seconds = future.result().seconds
            self.listen("chapter", {"edition": self.plan.name, "chapter": chapter, "seconds": seconds})

    def finish(self) -> Outcome:
        """Waits for the chapters, keeps what succeeded, and publishes the edition if all of it did."""
        if self.stands:
            return self._outcome("unchanged", folder=self.store.point(self.plan.name, self.place))
        if problems := self._problems():
            return self._outcome("failed", problems=problems)
        from analysis.publish import rendering

        results = [self.results[key] for key in self.keys]
        try:
            workspace = self.store.workspace()
            rendered = rendering.Rendering(
                self.catalogue, self.plan, self.inputs, self.data, self.store, list(self.keys)
            )
            warnings = rendered.write(results, workspace)
            if self.plan.is_preview:
                return self._outcome("preview", folder=self.store.show(workspace, self.plan.name), warnings=warnings)
            folder = self.store.publish(workspace, self.plan.name, self.place)
        except (RenderError, OSError) as error:
            return self._outcome("failed", problems=(f"{self.plan.name}: {error}",))
        self.store.forget_failed(self.plan.name)
        self._remember(results)
        return self._outcome("published", folder=folder, warnings=warnings)

    def _problems(self) -> tuple[str, ...]:
        """The failures, told whole; every chapter is waited for, so that all are told at once and none runs in vain."""
        problems: list[str] = []
        for key, future in self.running.items():
            name = self.jobs[key].chapter
            try:
                result = future.result()
                if not result.problem:
                    self.store.keep_result(key, result.notebook, result.loaded)
                    self.results[key] = result
                    continue
                kept = self.store.keep_failed(self.plan.name, f"{name}.ipynb", result.notebook)
                told = [*result.problem, f"  as far as it got: {kept.relative_to(self.catalogue.project)}"]
            except Exception as error:  # whatever befell the worker is this edition's failure, not the build's
                told = [f"{name}: {type(error).__name__}: {error}"]
            problems.append("\n".join([f"{self.plan.name}: {told[0]}", *told[1:]]))
        return tuple(problems)

    def _remember(self, results: Sequence[Result]) -> None:
        """Notes what each chapter was made from, for the next explanation."""
        for chapter, result in zip(self.plan.chapters, results, strict=True):
            parts = dependencies.chapter_parts(chapter, self.plan.parameters_of(chapter), self.catalogue.project)
            explanation.remember(self.store, self.plan.name, chapter.stem, parts, result.loaded)

    def _outcome(
        self, status: str, folder: Path | None = None, problems: tuple[str, ...] = (), warnings: tuple[str, ...] = ()
    ) -> Outcome:
        files = tuple(sorted(path.name for path in folder.iterdir())) if folder else ()
        seconds = round(time.monotonic() - self.began, 2)
        outcome = Outcome(self.plan.name, status, folder, problems, warnings, seconds, files)
        details = {"edition": self.plan.name, "status": status, "seconds": seconds}
        self.listen("failed" if problems else "edition", details)
        return outcome
