"""Telling how a build goes: a live display on a terminal, plain lines in a log, events as JSON for machines.

Nobody listening is no reason to stop: where a pipe has been closed or the disk of a log is full, the build goes on.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import click

from publisher.edition_build import Listener, Outcome, error_message
from publisher.keep.archive import MANIFEST
from publisher.keep.session import BusyError
from publisher.plan.parameters import UsageError

_one_line_at_a_time = threading.Lock()


def print_line(text: str, *, err: bool = False) -> None:
    """Prints a line; a stream that takes no more is led to nowhere from then on."""
    with _one_line_at_a_time:
        try:
            click.echo(text, err=err)
        except OSError:
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())


def print_event(name: str, details: Mapping[str, Any]) -> None:
    """Prints an event as one line of JSON on standard output."""
    print_line(json.dumps({"event": name, **details}, ensure_ascii=False))


@contextmanager
def exit_as_built(program: str, *, as_json: bool) -> Iterator[list[Outcome]]:
    """Ends the process as the build ended: gathers its outcomes, and says in one line what came of them.

    The exit code is 0 for published or unchanged, 1 for what failed, 2 for what the user can mend, and 128 and the
    number of the signal for a build that was told to stop.
    """
    outcomes: list[Outcome] = []
    try:
        yield outcomes
        code, lines = int(any(outcome.status == "failed" for outcome in outcomes)), [_summary(program, outcomes)]
    except UsageError as error:
        code, lines = 2, str(error).splitlines()
    except (BusyError, OSError, ModuleNotFoundError) as error:
        code, lines = 1, [error_message(error)]
    except KeyboardInterrupt as error:
        stopped_by = signal.Signals(*error.args or (signal.SIGINT,))
        code, lines = 128 + stopped_by, [f"stopped by {stopped_by.name}; what was published stands"]
    for line in lines:
        print_line(line if outcomes else f"{program}: {line}", err=True)
    if as_json:
        print_event("end", {"exit": code, "told": lines})
    sys.exit(code)


@contextmanager
def listener(*, as_json: bool, explain: bool = False) -> Iterator[Listener]:
    """The listener that suits where the output goes: a display if standard error is a terminal, else lines.

    With `explain` it also says, before anything runs, why each chapter runs or does not.
    """
    if as_json:
        yield print_event
        return
    with _display() if sys.stderr and sys.stderr.isatty() else nullcontext(_log_line) as tell:

        def listen(name: str, details: dict[str, Any]) -> None:
            if name != "explain":
                tell(name, details)
            elif explain:
                runs = "runs" if details["runs"] else "does not run"
                reasons = "; ".join(details["why"]) or "nothing that it depends on changed"
                print_line(f"{details['edition']}: {details['chapter']} {runs}: {reasons}")

        yield listen


def _log_line(name: str, details: dict[str, Any]) -> None:
    """Tells in a line of a log what is to run, and what ran."""
    if name == "plan" and (count := details["chapters"]):
        editions = ", ".join(details["editions"][:5]) + (", …" if len(details["editions"]) > 5 else "")
        print_line(f"building {editions}: {count} chapter{'' if count == 1 else 's'} to run", err=True)
    elif name == "chapter":
        print_line(f"{details['edition']}: {details['chapter']} ran in {details['seconds']:.1f} s", err=True)


@contextmanager
def _display() -> Iterator[Listener]:
    """Shows on a terminal how far each running chapter is."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        tasks: dict[str, TaskID] = {}

        def show(name: str, details: dict[str, Any]) -> None:
            chapter = f"{details.get('edition')}: {details.get('chapter')}"
            if name == "cell":
                if chapter not in tasks:
                    tasks[chapter] = display.add_task(chapter, total=details["cells"])
                display.update(tasks[chapter], completed=details["cell"])
            elif name == "chapter" and chapter in tasks:
                display.remove_task(tasks.pop(chapter))
            elif name in ("edition", "failed"):
                display.console.print(f"{details['edition']}: {details['status']}", highlight=False)

        yield show


def print_outcome(outcome: Outcome, *, as_json: bool, project: Path) -> None:
    """Prints what became of an edition: where it is, or what failed, where, and that the last good one stands."""
    edition, folder = outcome.edition, outcome.folder.relative_to(project) if outcome.folder else None
    if as_json:
        print_event("outcome", {**dataclasses.asdict(outcome), "folder": folder and str(folder)})
        return
    for line in (*(f"{edition}: {warning}" for warning in outcome.warnings), *outcome.problems):
        print_line(line, err=True)
    if folder:
        print_line(f"{edition}: {outcome.status} in {outcome.seconds:.1f} s")
        for path in (folder / "index.html", folder / f"{edition}.pdf"):
            if (project / path).exists():
                print_line(f"  {path}")
    elif "/" not in edition:  # else it is no edition but the page over all of them
        is_published = (project / "reports" / edition / MANIFEST).exists()
        stands = "the last good one stands" if is_published else "none stands yet"
        print_line(f"{edition}: failed, not published; {stands}", err=True)


def _summary(program: str, outcomes: Sequence[Outcome]) -> str:
    """One line for the subject of a mail: how many editions are in which state, and which failed."""
    counts = Counter(outcome.status for outcome in outcomes)
    statuses = ("failed", "published", "preview", "unchanged")
    parts = [f"{counts[status]} {status}" for status in statuses if counts[status]]
    failed = ", ".join(outcome.edition for outcome in outcomes if outcome.status == "failed")
    return f"{program} build: {', '.join(parts)}{f' ({failed})' if failed else ''}"
