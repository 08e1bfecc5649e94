"""One edition on its way: its inputs, its chapters, kept from before or to be run, and what becomes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.edition import manifest
from publisher.keep import fingerprint
from publisher.keep.archive import Archive
from publisher.keep.cache import Store
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
class BuildContext:
    """What the editions of one build share: the project as it was read, where things are kept, the listener."""

    catalogue: Catalogue
    archive: Archive
    store: Store
    listen: Listener
    force: bool = False


class EditionBuild:
    """One edition; `jobs` are the chapters that must run, by the hash of what they depend on."""

    def __init__(self, context: BuildContext, plan: EditionPlan) -> None:
        self.context, self.plan = context, plan
        self.began = time.monotonic()
        self.inputs = manifest.inputs(plan, context.catalogue)
        self.build_name = f"{plan.date or 'undated'}-{manifest.inputs_hash(self.inputs)[:8]}"
        is_needed = context.force or plan.is_preview
        self.existing = None if is_needed else context.archive.find_build(plan.name, self.build_name)
        self.dependencies: dict[str, dict[str, str]] = {}
        self.results: dict[str, Result] = {}
        self.jobs: dict[str, Job] = {}
        self.running: dict[str, Future[Result]] = {}
        for chapter in plan.chapters if not self.existing else ():
            self._plan_chapter(chapter)

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
        if kept:
            self.results[key], reasons = Result(chapter.name, *kept), list[str]()
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
                cell_seconds=self.plan.deadline["cell"],
                chapter_seconds=self.plan.deadline["chapter"],
            )
        self._announce("explain", chapter=chapter.name, runs=not kept, why=reasons)

    def _announce(self, event: str, **details: Any) -> None:
        self.context.listen(event, {"edition": self.plan.name, **details})

    def start(self, pool: Executor, running: dict[str, Future[Result]], *, is_local: bool) -> None:
        """Hands the jobs to the pool; one that another edition handed over already is shared.

        Where the chapters run in this process, they use the build's temporary folder and tell of their cells.
        """
        from publisher.run import execution

        for key, job in self.jobs.items():
            if key not in running:
                within, on_cell = self.context.archive.session.temporary_folder, partial(self._on_cell, job.chapter)
                options: dict[str, Any] = {"within": within, "on_cell": on_cell} if is_local else {}
                running[key] = pool.submit(execution.run_job, job, **options)
                running[key].add_done_callback(partial(self._on_done, job.chapter))
            self.running[key] = running[key]

    def _on_cell(self, chapter: str, cell: int, count: int) -> None:
        self._announce("cell", chapter=chapter, cell=cell, cells=count)

    def _on_done(self, chapter: str, future: Future[Result]) -> None:
        if not future.cancelled() and not future.exception() and not future.result().problem:
            self._announce("chapter", chapter=chapter, seconds=future.result().seconds)

    def finish(self) -> Outcome:
        """Waits for the chapters, keeps what succeeded, and publishes the edition if all of it did.

        Whatever befalls the edition is its own failure: the others, and its own last good state, stay as they are.
        """
        problems = [problem for key, future in self.running.items() if (problem := self._problem(key, future))]
        status, folder, warnings = "failed", None, tuple[str, ...]()
        try:
            if not problems:
                status, folder, warnings = self._publish()
        except Exception as error:
            problems = [f"{self.plan.name}: {error_message(error)}"]
        seconds = round(time.monotonic() - self.began, 2)
        self._announce("failed" if problems else "edition", status=status, seconds=seconds)
        return Outcome(self.plan.name, status, folder, tuple(problems), warnings, seconds)

    def _problem(self, key: str, future: Future[Result]) -> str:
        """What went wrong with a chapter, empty where nothing did: then its result is kept.

        Every chapter is waited for, so that all failures are told at once and none ran in vain.
        """
        chapter = self.jobs[key].chapter
        try:
            result = future.result()
            lines = list(result.problem)
            if lines:
                lines.append(self._keep_notebook(chapter, result.notebook))
            elif not fingerprint.are_unchanged(self.dependencies[key]):
                lines = [f"{chapter}: a module that it imports was edited while it ran; build again"]
            else:
                self.context.store.write_result(key, result.notebook, result.loaded)
                self.results[key] = result
                self._note_dependencies(key)
                return ""
        except Exception as error:  # whatever befell the worker
            lines = [f"{chapter}: {error_message(error)}"]
        return "\n".join([f"{self.plan.name}: {lines[0]}", *lines[1:]])

    def _note_dependencies(self, key: str) -> None:
        """Notes what the chapter was made from, for the next explanation."""
        result = self.results[key]
        note = {"dependencies": self.dependencies[key], "tables": dict(result.loaded)}
        self.context.store.write_note(f"{self.plan.name}/{result.chapter}", note)

    def _keep_notebook(self, chapter: str, notebook: bytes) -> str:
        try:
            place = self.context.archive.keep_notebook(self.plan.name, f"{chapter}.ipynb", notebook)
            return f"  as far as it got: {place.relative_to(self.context.catalogue.project)}"
        except OSError as error:
            return f"  its notebook could not be kept: {error}"

    def _publish(self) -> tuple[str, Path, tuple[str, ...]]:
        """Renders the edition and puts it where readers find it, if it does not stand there already.

        Returns its status, its place, and what the renderers warned of.
        """
        context, plan, session = self.context, self.plan, self.context.archive.session
        if self.existing:
            return "unchanged", context.archive.point_link(plan.name, self.existing), ()
        context.archive.refuse_folder(plan.name)
        from publisher.edition.folder import Rendering

        session.temporary_folder()  # the renderers put their files there, and a kill leaves none of them
        workspace = session.make_workspace()
        rendering = Rendering(context.catalogue, plan, self.inputs, context.store, list(self.dependencies))
        warnings = rendering.write([self.results[key] for key in self.dependencies], workspace)
        if plan.is_preview:
            return "preview", context.archive.place_preview(workspace, plan.name), warnings
        link = context.archive.publish(workspace, plan.name, self.build_name)
        context.archive.forget_failures(plan.name)
        for key in self.dependencies:
            self._note_dependencies(key)
        return "published", link, warnings


def error_message(error: Exception) -> str:
    """The error as its reader needs it: what the system refused, or what is at fault, with the kind if unexpected."""
    from publisher.chapter.document import RenderError

    if isinstance(error, OSError) and error.strerror:
        return ": ".join(map(str, filter(None, (error.strerror, error.filename2 or error.filename))))
    return str(error) if isinstance(error, OSError | RenderError) else f"{type(error).__name__}: {error}"
