"""Where the project is on disk. Only finding folders belongs here; no file is opened."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "ANALYSIS_PROJECT"


class ProjectError(Exception):
    """No project where one was looked for; the text is one line for the person who started the command."""


def project() -> Path:
    """The project's folder: `$ANALYSIS_PROJECT`, else upward from the working directory, else the checkout.

    A project is a folder with `data/datapackage.json` and `notebooks/`. The checkout counts when the package is
    installed from it in place (`pip install -e .`). Raises `ProjectError` when none of the three is a project, and
    when the variable names a folder that is not one: a wrong setting is never passed over in silence.
    """
    named = os.environ.get(VARIABLE)
    if named:
        folder = Path(named).expanduser()
        if not is_project(folder):
            raise ProjectError(f"{VARIABLE}={named} is not a project: it has no data/datapackage.json or no notebooks/")
        return folder.resolve()
    here = Path.cwd()
    checkout = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, checkout):
        if is_project(folder):
            return folder
    raise ProjectError(
        f"no project in {here} or above it (a folder with data/datapackage.json and notebooks/); "
        f"run inside a checkout, or set {VARIABLE} to one"
    )


def is_project(folder: Path) -> bool:
    """Whether the folder holds a data package and notebooks."""
    return (folder / "data" / "datapackage.json").is_file() and (folder / "notebooks").is_dir()


def data() -> Path:
    """The folder of the data package."""
    return project() / "data"


def notebooks() -> Path:
    """The folder of the chapters and of `editions.yml`."""
    return project() / "notebooks"


def reports() -> Path:
    """The folder that built editions go to; it need not exist yet."""
    return project() / "reports"
