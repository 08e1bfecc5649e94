"""The command line, `analysis …`: reads arguments, calls the rooms, prints. It decides nothing.

Exit codes: 0 for done (or nothing to do), 1 for what failed, 2 for what the user can mend. Rooms are imported where
they are used, so that help and small commands answer at once.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import click

MENDABLE, FAILED = 2, 1


class Mend(click.ClickException):
    """What the user can mend: one line each, exit code 2."""

    exit_code = MENDABLE

    def show(self, file: IO[Any] | None = None) -> None:
        for line in self.message.splitlines():
            click.echo(f"analysis: {line}", err=True)


def _project() -> Path:
    from analysis import paths

    try:
        return paths.project()
    except paths.ProjectError as error:
        raise Mend(str(error)) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="analysis", message="analysis %(version)s")
def main() -> None:
    """The analytical report: build its editions, check its data, read the symbols of UN documents.

    \b
    Examples:
      analysis build                              every edition that is not up to date
      analysis build belarus-2005-2013            one of them
      analysis check                              validate the data, with every fault at once
      echo 'A/res/61/180' | analysis symbols -    read symbols as people write them
    """


@main.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@click.option("--only", multiple=True, metavar="CHAPTER", help="Only this chapter, such as 03-adoption; repeatable.")
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter; repeatable.")
@click.option("--format", "formats", multiple=True, metavar="html|pdf", help="Only this format; repeatable.")
@click.option("--force", is_flag=True, help="Run every chapter, changed or not.")
@click.option("--explain", is_flag=True, help="Say for each chapter why it runs or does not.")
@click.option("--jobs", type=click.IntRange(1), help="Chapters to run at once; by default as cores and memory allow.")
@click.option("--scheduler", metavar="ADDRESS", help="Run the chapters on the Dask cluster at tcp://HOST:PORT.")
@click.option("--json", "as_json", is_flag=True, help="Print events as JSON, one a line.")
def build(
    editions: tuple[str, ...],
    only: tuple[str, ...],
    given: tuple[str, ...],
    formats: tuple[str, ...],
    force: bool,
    explain: bool,
    jobs: int | None,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Build EDITIONS (all of notebooks/editions.yml by default) into reports/.

    Parameters and data are checked before any chapter runs. An edition is published only when all of it succeeded;
    until then, and after any failure, the last good one stands. With --only, -p or --format the result is a preview
    in reports/preview/ and the published edition is left alone.

    \b
    Examples:
      analysis build
      analysis build belarus-2005-2013 --only 03-adoption --format html
      analysis build belarus-2005-2013 -p last_year=2010
    """
    # jsonschema would spend a second on importing this, for a format that no notebook has.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from analysis import paths
    from publisher import build, progress
    from publisher.plan.catalogue import Catalogue
    from publisher.plan.parameters import assignments

    with progress.ending(paths.ProjectError, as_json=as_json) as outcomes:
        project = paths.project()
        catalogue = Catalogue(project)
        plans = catalogue.plans(editions, given=assignments(given), only=only, formats=formats)
        with progress.listener(as_json=as_json, explain=explain) as listen:
            built = build.build(catalogue, plans, listen=listen, force=force, jobs=jobs, scheduler=scheduler)
        outcomes += built
        for outcome in outcomes:
            progress.tell(outcome, as_json=as_json, project=project)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an edition.")
def plan(as_json: bool) -> None:
    """Print the editions with their chapters, formats and parameters, checked."""
    from publisher.plan.catalogue import Catalogue
    from publisher.plan.parameters import UsageError

    try:
        plans = Catalogue(_project()).plans()
    except UsageError as error:
        raise Mend(str(error)) from error
    for edition in plans:
        chapters = [chapter.name for chapter in edition.chapters]
        if as_json:
            entry = {"edition": edition.name, "title": edition.title, "chapters": chapters}
            click.echo(json.dumps({**entry, "formats": edition.formats, "parameters": dict(edition.parameters)}))
        else:
            shown = ", ".join(f"{name}={value}" for name, value in edition.parameters.items())
            click.echo(f"{edition.name}: {edition.title}")
            click.echo(f"  {', '.join(chapters)} ({', '.join(edition.formats)})\n  {shown}")


@main.command()
@click.option("--keep", type=click.IntRange(0), default=10, show_default=True, help="Older builds to keep an edition.")
def prune(keep: int) -> None:
    """Remove old builds: of each edition the published one stays, and the KEEP built last beside it.

    Kept results of chapters that no remaining build was made of go too; what is published is never touched. Nothing
    else removes a build that was published.

    \b
    Example:
      analysis prune --keep 3
    """
    from publisher import build
    from publisher.keep.session import BusyError

    project = _project()
    try:
        for path in build.prune(project / "reports", keep):
            click.echo(f"removed {path.relative_to(project)}")
    except (BusyError, OSError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a fault.")
def check(as_json: bool) -> None:
    """Validate data/: the schema and the rules across tables; print every fault and exit 2 if there is one."""
    from dataclasses import asdict

    from analysis.dataset import check as rules

    project = _project()
    found = rules.violations(project)
    as_lines = (json.dumps(asdict(each), ensure_ascii=False, default=str) for each in found)
    for line in as_lines if as_json else rules.lines(found):
        click.echo(line)
    if found:
        raise Mend(f"{_count(len(found), 'fault')} in the data")
    if not as_json:
        click.echo("The data package is sound.")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a claim.")
def audit(as_json: bool) -> None:
    """Set every claim of the narrative beside the record: print its verdict, by which rule, and why.

    \b
    Example:
      analysis audit --json | grep contradict
    """
    from analysis import dataset
    from analysis.display import words
    from analysis.measures.audit import record, verdicts

    project = _project()
    try:
        tables = {name: dataset.load(name, project=project) for name in record.TABLES}
    except dataset.DatasetError as error:
        raise Mend(str(error)) from error
    for claim in verdicts.lines(verdicts.verdicts(tables, words.date)):
        shown = "{claim_id}  {verdict} ({rule})  {paraphrase}. {reason}".format_map(claim)
        click.echo(json.dumps(claim, ensure_ascii=False) if as_json else shown)


@main.command("format")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what would change and exit 2.")
def format_command(only_check: bool) -> None:
    """Write the canonical bytes of the tables, notebooks without their outputs, and what data/README.md generates."""
    from analysis.dataset import DatasetError, canonical
    from analysis.measures import rules

    project = _project()
    try:
        changed = canonical.format_project(project, check=only_check, measures=rules.every())
    except DatasetError as error:
        raise Mend(str(error)) from error
    for path in changed:
        click.echo(f"{'would write' if only_check else 'wrote'} {Path(path).relative_to(project)}")
    if only_check and changed:
        raise Mend(f"{_count(len(changed), 'file')} not in canonical form; run analysis format")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), metavar="FILE|-")
@click.option("--strict", is_flag=True, help="Accept canonical forms only; repair nothing.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of JSON lines.")
def symbols(file: IO[str], strict: bool, as_csv: bool) -> None:
    """Read one document symbol a line from FILE (- for standard input); print one JSON object a line.

    What cannot be read is a record with an error that says where and why.

    \b
    Example:
      echo 'A/res/61/180' | analysis symbols -
    """
    from analysis.un import lines

    _print_records(lines.of_symbols(file, strict=strict), lines.SYMBOL_KEYS, as_csv=as_csv)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), metavar="FILE|-")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of JSON lines.")
def mentions(file: IO[str], as_csv: bool) -> None:
    """Find the UN documents that a running text names; print one JSON object a line.

    \b
    Example:
      echo 'its resolution 64/293 of 30 July 2010' | analysis mentions -
    """
    from analysis.un import lines

    _print_records(lines.of_mentions(file.read()), lines.MENTION_KEYS, as_csv=as_csv)


@main.command()
@click.argument("day", metavar="YYYY-MM-DD")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of JSON lines.")
def session(day: str, as_csv: bool) -> None:
    """Say which sessions of which bodies a day fell in, with the rule or source of each.

    \b
    Example:
      analysis session 2010-07-30
    """
    from analysis.un import dates, lines

    try:
        records = list(lines.of_sessions(day))
    except dates.DateError as error:
        raise Mend(str(error)) from error
    _print_records(records, lines.SESSION_KEYS, as_csv=as_csv)


def _print_records(records: Iterable[dict[str, Any]], keys: Sequence[str], *, as_csv: bool) -> None:
    """Prints each record as it comes: a JSON object a line, or CSV with the given columns."""
    from analysis.un import lines

    writer = csv.DictWriter(sys.stdout, fieldnames=keys, lineterminator="\n")
    if as_csv:
        writer.writeheader()
    for record in records:
        if as_csv:
            writer.writerow(lines.csv_row(record, keys))
        else:
            click.echo(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
