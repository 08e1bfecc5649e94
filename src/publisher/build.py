"""Building editions: check everything, run what changed, render it, and publish what succeeded whole.

The order is such that nothing is lost: parameters first, then the data, then kernels, then rendering in a workspace,
and only then the one step that replaces the published edition. Progress goes to a listener; nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.edition_build import Listener, Outcome, Work, Workshop, told
from publisher.keep import fingerprint
from publisher.keep.archive import Archive
from publisher.keep.cache import Store
from publisher.keep.session import Session, held
from publisher.plan.catalogue import Catalogue, EditionPlan
from publisher.plan.parameters import UsageError
from publisher.run import executors

if TYPE_CHECKING:
    from concurrent.futures import Future

    from publisher.run.execution import Result


class DataError(UsageError):
    """The data package breaks its schema or a rule; `lines` tell of every fault."""


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
    good state, as they are. Raises `DataError` where the data are at fault and `BusyError` where another build is at
    work; then no edition was touched.
    """
    with held(catalogue.project / "reports") as session:
        archive, store = Archive(session), Store(session)
        shop = Workshop(catalogue, session, archive, store, listen, force)
        try:
            check(catalogue, store)
        except DataError as error:
            _tell_readers(shop, [Outcome(plan.name, "failed", problems=tuple(error.lines)) for plan in plans])
            raise
        works = [Work(shop, plan) for plan in plans]
        count = sum(len(work.jobs) for work in works)
        listen("plan", {"editions": [plan.name for plan in plans], "chapters": count})
        outcomes = _outcomes(works, session, jobs, scheduler) if count else [work.finish() for work in works]
        try:
            _tell_readers(shop, outcomes)
        except OSError as error:
            outcomes.append(Outcome("reports/index.html", "failed", problems=(f"reports/index.html: {told(error)}",)))
    return outcomes


def prune(reports: Path, keep: int) -> list[Path]:
    """Removes old builds and the kept results that no remaining edition was made of; returns what was removed."""
    with held(reports) as session:
        removed, used = Archive(session).prune(keep)
        return [*removed, *Store(session).prune(used)]


def _outcomes(works: Sequence[Work], session: Session, jobs: int | None, scheduler: str | None) -> list[Outcome]:
    """What becomes of editions with chapters to run; if the build is told to stop, no kernel outlives it."""
    running: dict[str, Future[Result]] = {}
    with executors.pool(jobs=jobs, scheduler=scheduler) as pool:
        try:
            for work in works:
                work.start(pool, running, is_local=not scheduler)
            return [work.finish() for work in works]
        except BaseException:
            for future in running.values():
                future.cancel()
            while not scheduler and any(future.running() for future in running.values()):
                session.end_processes()
            raise


def check(catalogue: Catalogue, store: Store) -> None:
    """Refuses data that break a rule; data found sound before, by the same rules, are not judged again."""
    seal = fingerprint.key({"data": catalogue.hashes["data"], "rules": fingerprint.rooms("dataset", "un")})
    if store.note("checked").get("seal") == seal:
        return
    from analysis.dataset import check as rules

    # An analyst builds before tidying: what is merely not in canonical form stops no build.
    found = [violation for violation in rules.violations(catalogue.project) if violation.rule != rules.CANONICAL]
    lines = list(rules.lines(found))
    if Catalogue(catalogue.project).data != catalogue.data:
        lines.append("data/ was edited while it was being checked; build again")
    if lines:
        raise DataError([*lines, f"{len(found)} fault{'' if len(found) == 1 else 's'} in the data; nothing was built"])
    store.keep_note("checked", {"seal": seal})


def _tell_readers(shop: Workshop, outcomes: Sequence[Outcome]) -> None:
    """Writes the page over all editions and the status again where anything that they say may have changed."""
    catalogue, reports = shop.catalogue, shop.archive.reports
    files = [reports / name for name in ("index.html", "status.json")]

    def seal() -> str:
        links = {path.name: str(path.readlink()) for path in reports.iterdir() if path.is_symlink()}
        written = [fingerprint.digest(path.read_bytes()) if path.exists() else "" for path in files]
        return fingerprint.key([catalogue.hash, links, written])

    if all(outcome.status == "unchanged" for outcome in outcomes) and shop.store.note("site").get("seal") == seal():
        return
    from publisher.edition import overview

    attempts = {entry.edition: {"status": entry.status, "problems": list(entry.problems)} for entry in outcomes}
    overview.write(shop, attempts, *files)
    shop.store.keep_note("site", {"seal": seal()})
