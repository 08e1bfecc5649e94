"""Building editions: check everything, run what changed, render it, and publish what succeeded whole.

The order is such that nothing is lost: parameters first, then the data, then kernels, then rendering in a workspace,
and only then the one step that replaces the published edition. Progress goes to a listener; nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.edition_build import BuildContext, EditionBuild, Listener, Outcome, error_message
from publisher.keep import fingerprint
from publisher.keep.archive import Archive
from publisher.keep.cache import Store
from publisher.keep.session import hold_reports
from publisher.plan.catalogue import Catalogue, EditionPlan
from publisher.plan.parameters import UsageError
from publisher.run import executors

if TYPE_CHECKING:
    from concurrent.futures import Future

    from publisher.run.execution import Result


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
    good state, as they are. Raises `UsageError` where the data or settings are at fault and `BusyError` where
    another build is at work; then no edition was touched.
    """
    with hold_reports(catalogue.project / "reports") as session:
        context = BuildContext(catalogue, Archive(session), Store(session), listen, force)
        try:
            check_data(catalogue, context.store)
        except UsageError as error:
            _update_overview(context, [Outcome(plan.name, "failed", problems=error.lines) for plan in plans])
            raise
        builds = [EditionBuild(context, plan) for plan in plans]
        count = sum(len(each.jobs) for each in builds)
        listen("plan", {"editions": [plan.name for plan in plans], "chapters": count})
        outcomes = _run_and_finish(builds, jobs, scheduler) if count else [each.finish() for each in builds]
        try:
            _update_overview(context, outcomes)
        except OSError as error:
            problem = f"reports/index.html: {error_message(error)}"
            outcomes.append(Outcome("reports/index.html", "failed", problems=(problem,)))
    return outcomes


def prune(reports: Path, keep: int) -> list[Path]:
    """Removes old builds and the kept results that no remaining edition was made of; returns what was removed."""
    with hold_reports(reports) as session:
        removed, used = Archive(session).prune(keep)
        return [*removed, *Store(session).prune(used)]


def _run_and_finish(builds: Sequence[EditionBuild], jobs: int | None, scheduler: str | None) -> list[Outcome]:
    """Runs the chapters and finishes the editions; if the build is told to stop, no kernel outlives it."""
    running: dict[str, Future[Result]] = {}
    with executors.open_pool(jobs=jobs, scheduler=scheduler) as pool:
        try:
            for each in builds:
                each.start(pool, running, is_local=not scheduler)
            return [each.finish() for each in builds]
        except BaseException:
            for future in running.values():
                future.cancel()
            while not scheduler and any(future.running() for future in running.values()):
                builds[0].context.archive.session.end_processes()
            raise


def check_data(catalogue: Catalogue, store: Store) -> None:
    """Refuses data that break a rule; data found sound before, by the same rules, are not judged again."""
    note, quick = store.read_note("checked"), fingerprint.key([catalogue.hashes["data"], catalogue.hashes["code"]])
    if note.get("quick") == quick:  # it takes a while to find out which of the code judges data
        return
    lines = [] if note.get("seal") == catalogue.data_seal else [*catalogue.subject.faults()]
    if Catalogue(catalogue.project).data != catalogue.data:
        raise UsageError(["data/ was edited while it was being checked; build again"])
    if lines:
        raise UsageError([*lines[:-1], f"{lines[-1]}; nothing was built"])
    store.write_note("checked", {"quick": quick, "seal": catalogue.data_seal})


def _update_overview(context: BuildContext, outcomes: Sequence[Outcome]) -> None:
    """Writes the page over all editions and the status again where anything that they say may have changed."""
    reports = context.archive.reports

    def seal() -> str:
        links = {path.name: str(path.readlink()) for path in reports.iterdir() if path.is_symlink()}
        files = [reports / name for name in ("index.html", "status.json")]
        contents = [fingerprint.digest(path.read_bytes()) if path.exists() else "" for path in files]
        return fingerprint.key([context.catalogue.hash, links, contents])

    is_same = all(outcome.status == "unchanged" for outcome in outcomes)
    if is_same and context.store.read_note("site").get("seal") == seal():
        return
    from publisher.edition.overview import write_overview

    attempts = {each.edition: {"status": each.status, "problems": list(each.problems)} for each in outcomes}
    write_overview(context.catalogue, context.archive, context.store, attempts)
    context.store.write_note("site", {"seal": seal()})
