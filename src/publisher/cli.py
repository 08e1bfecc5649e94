"""The command line, `publisher …`: reads arguments, calls the rooms, prints. It decides nothing.

Exit codes: 0 for done (or nothing to do), 1 for what failed, 2 for what the user can mend. Rooms are imported where
they are used, so that help answers at once. A project's own command line takes the commands over: see `Program`.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path
from typing import Any

import click

from publisher.plan.parameters import UsageError, parse_assignments

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Program(click.Group):
    """A command line, which its commands are given; `find_project` gives the folder to work on, or raises `UsageError`.

    What the user can mend is told in the program's name, a line each, and ends with exit code 2.
    """

    def __init__(self, *arguments: Any, find_project: Callable[[], Path], **options: Any) -> None:
        super().__init__(*arguments, context_settings=SETTINGS, **options)
        self.find_project = find_project

    def invoke(self, ctx: click.Context) -> Any:
        ctx.obj = self
        try:
            return super().invoke(ctx)
        except UsageError as error:
            for line in error.lines:
                click.echo(f"{self.name}: {line}", err=True)
            ctx.exit(2)

    def take_over(self, other: click.Group, words: Mapping[str, str]) -> None:
        """Adds the commands of another program, with the words of their help replaced by this one's."""
        for name, command in other.commands.items():
            ours = copy(command)
            ours.params = [copy(parameter) for parameter in command.params]
            helped: list[Any] = [ours, *(option for option in ours.params if isinstance(option, click.Option))]
            for part, (word, other_word) in itertools.product(helped, words.items()):
                part.help = (part.help or "").replace(word, other_word)
            self.add_command(ours, name)


def find_project() -> Path:
    """The nearest folder upward with `notebooks/editions.yml`, or the working directory where notebooks lie in it."""
    here = Path.cwd()
    above = [here.parent] if here.name == "notebooks" and (here / "editions.yml").is_file() else []
    for folder in (*above, here, *here.parents):
        has_notebooks = folder == here and any((*here.glob("*.ipynb"), *here.glob("notebooks/*.ipynb")))
        if has_notebooks or (folder / "notebooks" / "editions.yml").is_file():
            return folder
    raise UsageError([f"no notebooks in {here}, and no project with notebooks/editions.yml in it or above it"])


@click.group(cls=Program, name="publisher", find_project=find_project)
@click.version_option(package_name="analysis", message="publisher %(version)s")
def main() -> None:
    """From a folder of notebooks to a report: checked, run, and published as pages and as a PDF.

    \b
    Examples:
      publisher build                             every edition that is not up to date
      publisher plan                              what would be built, with which parameters
    """


@main.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@click.option("--only", multiple=True, metavar="CHAPTER", help="Only this chapter, such as 03-trends; repeatable.")
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter; repeatable.")
@click.option("--format", "formats", multiple=True, metavar="html|pdf", help="Only this format; repeatable.")
@click.option("--force", is_flag=True, help="Run every chapter, changed or not.")
@click.option("--explain", is_flag=True, help="Say for each chapter why it runs or does not.")
@click.option("--jobs", type=click.IntRange(1), help="Chapters to run at once; by default as cores and memory allow.")
@click.option("--scheduler", metavar="ADDRESS", help="Run the chapters on the Dask cluster at tcp://HOST:PORT.")
@click.option("--json", "as_json", is_flag=True, help="Print events as JSON, one a line.")
@click.pass_obj
def build(
    program: Program, /, editions: tuple[str, ...], given: tuple[str, ...], explain: bool, as_json: bool, **options: Any
) -> None:
    """Build EDITIONS (all of notebooks/editions.yml by default) into reports/.

    Parameters and data are checked before any chapter runs. An edition is published only when all of it succeeded;
    until then, and after any failure, the last good one stands. With --only, -p or --format the result is a preview
    in reports/preview/ and the published edition is left alone.

    \b
    Examples:
      publisher build
      publisher build annual-2024 --only 03-trends --format html
      publisher build annual-2024 -p year=2023
    """
    # jsonschema would spend a second on importing this, for a format that no notebook has.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from publisher import progress
    from publisher.build import build
    from publisher.plan.catalogue import Catalogue

    with progress.exit_as_built(str(program.name), as_json=as_json) as outcomes:
        catalogue = Catalogue(program.find_project())
        only, formats = options.pop("only"), options.pop("formats")
        plans = catalogue.plans(editions, given=parse_assignments(given), only=only, formats=formats)
        with progress.listener(as_json=as_json, explain=explain) as listen:
            outcomes += build(catalogue, plans, listen=listen, **options)
        for outcome in outcomes:
            progress.print_outcome(outcome, as_json=as_json, project=catalogue.project)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an edition.")
@click.pass_obj
def plan(program: Program, /, as_json: bool) -> None:
    """Print the editions with their chapters, formats and parameters, checked."""
    from publisher.plan.catalogue import Catalogue

    for edition in Catalogue(program.find_project()).plans():
        chapters = [chapter.name for chapter in edition.chapters]
        if as_json:
            entry = {"edition": edition.name, "title": edition.title, "chapters": chapters}
            click.echo(json.dumps({**entry, "formats": edition.formats, "parameters": dict(edition.parameters)}))
        else:
            values = ", ".join(f"{name}={value}" for name, value in edition.parameters.items())
            click.echo(f"{edition.name}: {edition.title}")
            click.echo(f"  {', '.join(chapters)} ({', '.join(edition.formats)})\n  {values}")


@main.command()
@click.option("--keep", type=click.IntRange(0), default=10, show_default=True, help="Older builds to keep an edition.")
@click.pass_obj
def prune(program: Program, /, keep: int) -> None:
    """Remove old builds: of each edition the published one stays, and the KEEP built last beside it.

    Kept results of chapters that no remaining build was made of go too; what is published is never touched. Nothing
    else removes a build that was published.

    \b
    Example:
      publisher prune --keep 3
    """
    from publisher import build
    from publisher.keep.session import BusyError

    project = program.find_project()
    try:
        for path in build.prune(project / "reports", keep):
            click.echo(f"removed {path.relative_to(project)}")
    except (BusyError, OSError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
