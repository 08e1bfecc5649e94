"""The CSV tables that travel in the package beside the code."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def rows(package: str, name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a CSV table in a package, each by its columns.

    >>> rows("analysis.un", "numbering.csv")[0]["body_id"]
    'security-council'
    """
    return tuple(csv.DictReader(files(package).joinpath(name).read_text(encoding="utf-8").splitlines()))
