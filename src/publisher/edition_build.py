"""One edition on its way: its inputs, its chapters, kept from before or to be run, and what becomes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.edition import manifest
from publisher.keep import fingerprint
from publisher.keep.archive import Archive
from publisher.keep.cache import Store
from publisher.keep.session import BusyError
from publisher.plan.catalogue import Catalogue, EditionPlan
from publisher.plan.notebook import Notebook

if TYPE_CHECKING:
    from publisher.edition.folder import EditionFolder
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
class BuildContext:
    """What the editions of one build share: the project as it was read, where things are kept, the listener."""

    catalogue: Catalogue
    archive: Archive
    store: Store
    listen: Listener
    force: bool = False


class EditionBuild:
    """One edition; `jobs` are the chapters that must run, by the hash of what they depend on.

    Raises `UsageError` where the edition's settings for nbconvert are at fault.
    """

    def __init__(self, context: BuildContext, plan: EditionPlan) -> None:
        self.context, self.plan = context, plan
        self.began = time.monotonic()
        self.inputs = manifest.inputs(plan, context.catalogue)
        self.build_name = f"{plan.date or 'undated'}-{fingerprint.key(self.inputs)[:8]}"
        is_needed = context.force or plan.is_preview
        self.existing = None if is_needed else context.archive.find_build(plan.name, self.build_name)
        self.dependencies: dict[str, dict[str, str]] = {}
        self.results: dict[str, Result] = {}
        self.jobs: dict[str, Job] = {}
        self.running: dict[str, Future[Result]] = {}
        if self.existing:
            return
        if plan.nbconvert:
            _ = self.rendering.pages
        for chapter in plan.chapters:
            self._plan_chapter(chapter)

    @cached_property
    def rendering(self) -> EditionFolder:
        """What writes the edition's files."""
        from publisher.edition.folder import EditionFolder

        return EditionFolder(self.context.catalogue, self.plan, self.inputs)

    def _plan_chapter(self, chapter: Notebook) -> None:
        """Takes the chapter's result from the store, or makes it a job, and says why."""
        from publisher import why
        from publisher.run.execution import Job, Result

        store, catalogue, edition = self.context.store, self.context.catalogue, self.plan.name
        parameters = self.plan.parameters_of(chapter)
        dependencies = catalogue.dependencies(chapter, parameters)
        key = fingerprint.key(dependencies)
        self.dependencies[key] = dependencies
        kept = None if self.context.force else store.find_result(key, catalogue.table_hash)
        reasons: list[str] = []
        if kept:
            self.results[key] = Result(chapter.name, *kept)
        else:
            note = store.read_note(f"{edition}/{chapter.name}")
            data = self.context.archive.reports / edition / f"{edition}-data.zip"
            reasons = ["forced"] if self.context.force else why.reasons(note, dependencies, catalogue, data)
            self.jobs[key] = Job(
                chapter=chapter.name,
                notebook=chapter.content,
                parameters=parameters,
                data=catalogue.data,
                packages=catalogue.packages,
                code=self.inputs["code"],
                folder=catalogue.folder.relative_to(catalogue.project).as_posix(),
                environment=catalogue.subject.environment,
                deadline=self.plan.deadline,
            )
        self._announce("explain", chapter=chapter.name, runs=not kept, why=reasons)

    def _announce(self, event: str, **details: Any) -> None:
        self.context.listen(event, {"edition": self.plan.name, **details})

    def start(self, pool: Executor, running: dict[str, Future[Result]], *, is_local: bool) -> None:
        """Hands the jobs to the pool; one that another edition handed over already is shared.

        Where the chapters run in this process, they use the build's temporary folder and tell of their cells.
        """
        for key, job in self.jobs.items():
            if key not in running:
                running[key] = self._submit(job, pool, is_local)
            self.running[key] = running[key]

    def _submit(self, job: Job, pool: Executor, is_local: bool) -> Future[Result]:
        from publisher.run import execution

        def tell_cell(cell: int, count: int) -> None:
            self._announce("cell", chapter=job.chapter, cell=cell, cells=count)

        def tell_end(done: Future[Result]) -> None:
            if not done.cancelled() and not done.exception() and not done.result().problem:
                self._announce("chapter", chapter=job.chapter, seconds=done.result().seconds)

        within = self.context.archive.session.temporary_folder
        options: dict[str, Any] = {"within": within, "on_cell": tell_cell} if is_local else {}
        future = pool.submit(execution.run_job, job, **options)
        future.add_done_callback(tell_end)
        return future

    def finish(self) -> Outcome:
        """Waits for the chapters, keeps what succeeded, and publishes the edition if all of it did.

        Whatever befalls the edition is its own failure: the others, and its own last good state, stay as they are.
        Every chapter is waited for, so that all failures are told at once and none ran in vain.
        """
        problems = [problem for key, future in self.running.items() if (problem := self._problem(key, future))]
        status, folder, warnings = "failed", None, tuple[str, ...]()
        try:
            for key, result in self.results.items():  # for the next explanation
                note = {"dependencies": self.dependencies[key], "tables": dict(result.loaded)}
                self.context.store.write_note(f"{self.plan.name}/{result.chapter}", note)
            if not problems:
                status, folder, warnings = self._publish()
        except Exception as error:
            problems.append(f"{self.plan.name}: {error_message(error)}")
        seconds = round(time.monotonic() - self.began, 2)
        self._announce("failed" if problems else "edition", status=status, seconds=seconds)
        return Outcome(self.plan.name, status, folder, tuple(problems), warnings, seconds)

    def _problem(self, key: str, future: Future[Result]) -> str:
        """What went wrong with a chapter, in lines; empty where nothing did, and then its result is kept."""
        chapter, context = self.jobs[key].chapter, self.context
        try:
            result = future.result()
            lines = list(result.problem)
            if lines:
                lines.append(self._keep_notebook(result))
            elif not fingerprint.are_unchanged(self.dependencies[key]):
                lines = [f"{chapter}: a module that it imports was edited while it ran; build again"]
            else:
                context.store.write_result(key, result.notebook, result.loaded)
                self.results[key] = result
                return ""
        except Exception as error:  # whatever befell the worker
            lines = [f"{chapter}: {error_message(error)}"]
        return "\n".join([f"{self.plan.name}: {lines[0]}", *lines[1:]])

    def _keep_notebook(self, result: Result) -> str:
        try:
            place = self.context.archive.keep_notebook(self.plan.name, f"{result.chapter}.ipynb", result.notebook)
            return f"  as far as it got: {place.relative_to(self.context.catalogue.project)}"
        except OSError as error:
            return f"  its notebook could not be kept: {error}"

    def _publish(self) -> tuple[str, Path, tuple[str, ...]]:
        """Renders the edition and puts it where readers find it, if it does not stand there already.

        Returns its status, its place, and what the renderers warned of.
        """
        archive, name = self.context.archive, self.plan.name
        if self.existing:
            return "unchanged", archive.point_link(name, self.existing), ()
        archive.refuse_folder(name)
        archive.session.temporary_folder()  # the renderers put their files there, and a kill leaves none of them
        workspace = archive.session.make_workspace()
        warnings = self.rendering.write({key: self.results[key] for key in self.dependencies}, workspace)
        if self.plan.is_preview:
            return "preview", archive.place_preview(workspace, name), warnings
        link = archive.publish(workspace, name, self.build_name)
        archive.forget_failures(name)
        return "published", link, warnings


def error_message(error: Exception) -> str:
    """The error as its reader needs it: what the system refused, or what is at fault, with the kind if unexpected."""
    from publisher.chapter.document import RenderError

    if isinstance(error, OSError) and error.strerror:
        return ": ".join(map(str, filter(None, (error.strerror, error.filename2 or error.filename))))
    return str(error) if isinstance(error, OSError | RenderError | BusyError) else f"{type(error).__name__}: {error}"
