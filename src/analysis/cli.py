"""The command line, `analysis …`: the publisher's commands, and those for our data and for symbols.

It reads arguments, calls the rooms, prints, and decides nothing. Rooms are imported where they are used, so that help
and small commands answer at once.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import click

from publisher import cli as publisher
from publisher.plan.parameters import UsageError


def find_project() -> Path:
    """The project's folder, as `paths` finds it."""
    from analysis import paths

    try:
        return paths.project()
    except paths.ProjectError as error:
        raise UsageError([str(error)]) from error


@click.group(cls=publisher.Program, name="analysis", find_project=find_project)
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


WORDS = {"publisher ": "analysis ", "annual-2024": "belarus-2005-2013", "03-trends": "03-adoption"}
main.take_over(publisher.main, {**WORDS, "year=2023": "last_year=2010"})


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a fault.")
def check(as_json: bool) -> None:
    """Validate data/: the schema and the rules across tables; print every fault and exit 2 if there is one."""
    from dataclasses import asdict

    from analysis.dataset import check as rules

    project = find_project()
    found = rules.violations(project)
    as_lines = (json.dumps(asdict(each), ensure_ascii=False, default=str) for each in found)
    for line in as_lines if as_json else rules.lines(found):
        click.echo(line)
    if found:
        raise UsageError([f"{_count(len(found), 'fault')} in the data"])
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

    project = find_project()
    try:
        tables = {name: dataset.load(name, project=project) for name in record.TABLES}
    except dataset.DatasetError as error:
        raise UsageError([str(error)]) from error
    for claim in verdicts.lines(verdicts.verdicts(tables, words.date)):
        shown = "{claim_id}  {verdict} ({rule})  {paraphrase}. {reason}".format_map(claim)
        click.echo(json.dumps(claim, ensure_ascii=False) if as_json else shown)


@main.command("format")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what would change and exit 2.")
def format_command(only_check: bool) -> None:
    """Write the canonical bytes of the tables, notebooks without their outputs, and what data/README.md generates."""
    from analysis.dataset import DatasetError, canonical
    from analysis.measures import rules

    project = find_project()
    try:
        changed = canonical.format_project(project, check=only_check, measures=rules.every())
    except DatasetError as error:
        raise UsageError([str(error)]) from error
    for path in changed:
        click.echo(f"{'would write' if only_check else 'wrote'} {Path(path).relative_to(project)}")
    if only_check and changed:
        raise UsageError([f"{_count(len(changed), 'file')} not in canonical form; run analysis format"])


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
        raise UsageError([str(error)]) from error
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
