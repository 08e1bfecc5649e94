"""One edition on its way: its inputs, its chapters, kept from before or to be run, and what becomes of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.edition import manifest
from publisher.keep import fingerprint
from publisher.keep.archive import Archive
from publisher.keep.cache import Store
from publisher.keep.session import Session
from publisher.plan.catalogue import Catalogue, EditionPlan
from publisher.plan.notebook import Notebook

if TYPE_CHECKING:
    from publisher.run.execution import Job, Result

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


@dataclass(frozen=True)
class Workshop:
    """What the works of one build share: the project as it was read, the places to keep things, the listener."""

    catalogue: Catalogue
    session: Session
    archive: Archive
    store: Store
    listen: Listener
    force: bool = False


class Work:
    """One edition; `jobs` are the chapters that must run, by the hash of what they depend on."""

    def __init__(self, shop: Workshop, plan: EditionPlan) -> None:
        self.shop, self.plan = shop, plan
        self.began = time.monotonic()
        self.inputs = manifest.inputs(plan, shop.catalogue)
        as_of = plan.as_of.isoformat() if plan.as_of else "undated"
        self.place = f"{as_of}-{manifest.inputs_hash(self.inputs)[:8]}"
        must = shop.force or plan.is_preview
        self.stands = None if must else shop.archive.standing(plan.name, self.place)
        self.parts: dict[str, dict[str, Any]] = {}
        self.results: dict[str, Result] = {}
        self.jobs: dict[str, Job] = {}
        self.running: dict[str, Future[Result]] = {}
        if not self.stands:
            for chapter in plan.chapters:
                self._consider(chapter)

    def _consider(self, chapter: Notebook) -> None:
        """Takes the chapter's result from the store, or makes it a job, and says why."""
        from publisher import why
        from publisher.run.execution import Job, Result

        shop, edition = self.shop, self.plan.name
        parameters = self.plan.parameters_of(chapter)
        parts = fingerprint.chapter_parts(chapter, parameters, self.inputs["lock"])
        key = fingerprint.key(parts)
        self.parts[key] = parts
        kept = None if shop.force else shop.store.result(key, shop.catalogue.table_hash)
        reasons = ["forced"] if shop.force else []
        if kept:
            self.results[key] = Result(chapter.name, *kept)
        else:
            reasons = reasons or why.reasons(
                shop.store.note(f"{edition}/{chapter.name}"), chapter.name, parts, shop.catalogue,
                shop.archive.reports / edition / f"{edition}-data.zip",
            )  # fmt: skip
            self.jobs[key] = Job(
                chapter=chapter.name,
                notebook=chapter.content,
                parameters=parameters,
                data=shop.catalogue.data,
                code=fingerprint.code(),
                cell_seconds=self.plan.deadline.get("cell"),
                chapter_seconds=self.plan.deadline.get("chapter"),
            )
        shop.listen("explain", {"edition": edition, "chapter": chapter.name, "runs": not kept, "why": reasons})

    def start(self, pool: Executor, running: dict[str, Future[Result]], *, is_local: bool) -> None:
        """Hands the jobs to the pool; one that another edition handed over already is shared.

        Where the chapters run in this process, they use the build's temporary folder and tell of their cells.
        """
        for key, job in self.jobs.items():
            if key not in running:
                from publisher.run import execution

                call = execution.run
                if is_local:
                    call = partial(
                        call, on_cell=partial(self._on_cell, job.chapter), within=self.shop.session.temporary
                    )
                running[key] = pool.submit(call, job)
                running[key].add_done_callback(partial(self._on_done, job.chapter))
            self.running[key] = running[key]

    def _on_cell(self, chapter: str, cell: int, count: int) -> None:
        self.shop.listen("cell", {"edition": self.plan.name, "chapter": chapter, "cell": cell, "cells": count})

    def _on_done(self, chapter: str, future: Future[Result]) -> None:
        if not future.cancelled() and not future.exception() and not future.result().problem:
            seconds = future.result().seconds
            self.shop.listen("chapter", {"edition": self.plan.name, "chapter": chapter, "seconds": seconds})

    def finish(self) -> Outcome:
        """Waits for the chapters, keeps what succeeded, and publishes the edition if all of it did.

        Whatever befalls the edition is its own failure: the others, and its own last good state, stay as they are.
        """
        problems = [problem for key, future in self.running.items() if (problem := self._problem(key, future))]
        try:
            outcome = self._outcome("failed", problems=problems) if problems else self._published()
        except Exception as error:
            outcome = self._outcome("failed", problems=[f"{self.plan.name}: {told(error)}"])
        details = {"edition": outcome.edition, "status": outcome.status, "seconds": outcome.seconds}
        self.shop.listen("failed" if outcome.problems else "edition", details)
        return outcome

    def _problem(self, key: str, future: Future[Result]) -> str:
        """What went wrong with a chapter, empty where nothing did: then its result is kept.

        Every chapter is waited for, so that all failures are told at once and none ran in vain.
        """
        chapter = self.jobs[key].chapter
        try:
            result = future.result()
            lines = list(result.problem)
            if not lines and not fingerprint.still(self.parts[key]["modules"]):
                lines = [f"{chapter}: a module that it imports was edited while it ran; build again"]
            elif lines:
                lines.append(self._kept_failed(chapter, result.notebook))
            else:
                self.shop.store.keep_result(key, result.notebook, result.loaded)
                self.results[key] = result
                self._remember(key)
                return ""
        except Exception as error:  # whatever befell the worker
            lines = [f"{chapter}: {told(error)}"]
        return "\n".join([f"{self.plan.name}: {lines[0]}", *lines[1:]])

    def _remember(self, key: str) -> None:
        """Notes what the chapter was made from, for the next explanation."""
        result = self.results[key]
        note = {"parts": self.parts[key], "tables": dict(result.loaded)}
        self.shop.store.keep_note(f"{self.plan.name}/{result.chapter}", note)

    def _kept_failed(self, chapter: str, notebook: bytes) -> str:
        try:
            kept = self.shop.archive.keep_failed(self.plan.name, f"{chapter}.ipynb", notebook)
        except OSError as error:
            return f"  its notebook could not be kept: {error}"
        return f"  as far as it got: {kept.relative_to(self.shop.catalogue.project)}"

    def _published(self) -> Outcome:
        """Renders the edition and puts it where readers find it, if it does not stand there already."""
        shop, plan = self.shop, self.plan
        if self.stands:
            return self._outcome("unchanged", shop.archive.point(plan.name, self.stands))
        shop.archive.refuse_folder(plan.name)
        from publisher.edition import folder

        results = [self.results[key] for key in self.parts]
        shop.session.temporary()  # the renderers put their files there, and a kill leaves none of them
        workspace = shop.session.workspace()
        kept = folder.Rendering(shop.catalogue, plan, self.inputs, shop.store, list(self.parts))
        warnings = kept.write(results, workspace)
        if plan.is_preview:
            return self._outcome("preview", shop.archive.show(workspace, plan.name), warnings=warnings)
        link = shop.archive.publish(workspace, plan.name, self.place)
        shop.archive.forget_failed(plan.name)
        for key in self.parts:
            self._remember(key)
        return self._outcome("published", link, warnings=warnings)

    def _outcome(
        self, status: str, folder: Path | None = None, *, problems: Sequence[str] = (), warnings: Sequence[str] = ()
    ) -> Outcome:
        seconds = round(time.monotonic() - self.began, 2)
        return Outcome(self.plan.name, status, folder, tuple(problems), tuple(warnings), seconds)


def told(error: Exception) -> str:
    """The error as its reader needs it: what the system refused, or what is at fault, with the kind if unexpected."""
    from publisher.chapter.document import RenderError

    if isinstance(error, OSError) and error.strerror:
        return ": ".join(map(str, filter(None, (error.strerror, error.filename2 or error.filename))))
    return str(error) if isinstance(error, OSError | RenderError) else f"{type(error).__name__}: {error}"
