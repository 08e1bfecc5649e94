"""Telling how a build goes: a live display on a terminal, plain lines in a log, events as JSON for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click

from analysis.publish.building import Listener, Outcome

STATUSES = ("failed", "published", "preview", "unchanged")


@contextmanager
def listener(*, as_json: bool, explain: bool = False) -> Iterator[Listener]:
    """The listener that suits where the output goes: a display if standard error is a terminal, else lines.

    With `explain` it also says, before anything runs, why each chapter runs or does not.
    """
    if as_json:
        yield lambda event, details: click.echo(json.dumps({"event": event, **details}, ensure_ascii=False))
        return
    with _display() if sys.stderr.isatty() else nullcontext(_line) as show:

        def listen(event: str, details: dict[str, Any]) -> None:
            if event == "explain" and explain:
                reasons = "; ".join(details["why"]) or "nothing that it depends on changed"
                verb = "runs" if details["runs"] else "does not run"
                click.echo(f"{details['edition']}: {details['chapter']} {verb}: {reasons}")
            show(event, details)

        yield listen


def _line(event: str, details: dict[str, Any]) -> None:
    if event == "plan" and details["chapters"]:
        click.echo(f"building {', '.join(details['editions'])}: {details['chapters']} chapters to run", err=True)
    elif event == "chapter":
        click.echo(f"{details['edition']}: {details['chapter']} ran in {details['seconds']:.1f} s", err=True)


@contextmanager
def _display() -> Iterator[Listener]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        tasks: dict[tuple[str, str], Any] = {}

        def listen(event: str, details: dict[str, Any]) -> None:
            if event == "cell":
                key = (details["edition"], details["chapter"])
                if key not in tasks:
                    tasks[key] = display.add_task(f"{key[0]}: {key[1]}", total=details["cells"])
                display.update(tasks[key], completed=details["cell"])
            elif event == "chapter":
                key = (details["edition"], details["chapter"])
                if key in tasks:
                    display.remove_task(tasks.pop(key))
            elif event == "edition":
                display.console.print(f"{details['edition']}: {details['status']}", highlight=False)

        yield listen


def tell(outcome: Outcome, *, as_json: bool, project: Path) -> None:
    """Prints what became of an edition: where it is, or what failed, where, and that the last good one stands."""
    if as_json:
        entry = {
            "event": "outcome",
            "edition": outcome.edition,
            "status": outcome.status,
            "seconds": outcome.seconds,
        }
        folder = str(outcome.folder.relative_to(project)) if outcome.folder else None
        problems, warnings = list(outcome.problems), list(outcome.warnings)
        click.echo(
            json.dumps({**entry, "folder": folder, "problems": problems, "warnings": warnings}, ensure_ascii=False)
        )
        return
    for warning in outcome.warnings:
        click.echo(f"{outcome.edition}: {warning}", err=True)
    if outcome.folder is None:
        for problem in outcome.problems:
            click.echo(problem, err=True)
        stands = "the last good one stands" if (project / "reports" / outcome.edition).exists() else "none stands yet"
        click.echo(f"{outcome.edition}: failed, not published; {stands}", err=True)
        return
    click.echo(f"{outcome.edition}: {outcome.status} in {outcome.seconds:.1f} s")
    shown = [name for name in ("index.html", f"{outcome.edition}.pdf") if name in outcome.files]
    for name in shown or [name for name in outcome.files if name.endswith(".html")]:
        click.echo(f"  {(outcome.folder / name).relative_to(project)}")


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line for the subject of a mail: how many editions are in which state, and which failed."""
    counts = {status: [o.edition for o in outcomes if o.status == status] for status in STATUSES}
    told = [f"{len(names)} {status}" for status, names in counts.items() if names]
    failed = f" ({', '.join(counts['failed'])})" if counts["failed"] else ""
    return f"analysis build: {', '.join(told)}{failed}"
