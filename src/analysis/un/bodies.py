"""The bodies whose documents this package knows: names, parents, symbol prefixes and ways of numbering."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from analysis.un import package_data

DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Body:
    """One row of `bodies.csv`.

    `numbering` says what the first number of a symbol means: `assembly` (session since the 31st, Roman before),
    `session` (the session), `annual` (the year, whose session the table of numbering gives), `year` (the year is
    the session), `marked` (a marked element such as `EA.2`), `reports` (no session; `5-6` is one combined report of
    a State), `none` (no session).
    """

    body_id: str
    name: str
    short_name: str
    parent: str
    prefixes: tuple[str, ...]
    numbering: str


@cache
def table() -> Mapping[str, Body]:
    """All bodies by their id, in the order of the file.

    >>> table()["security-council"].name
    'Security Council'
    """
    rows = package_data.rows(__package__, "bodies.csv")
    bodies = [Body(**{**row, "prefixes": tuple(row["prefixes"].split())}) for row in rows]  # type: ignore[arg-type]
    return MappingProxyType({body.body_id: body for body in bodies})


def body(body_id: str) -> Body:
    """The body of that id; KeyError where there is none.

    >>> body("human-rights-council").short_name
    'HRC'
    """
    return table()[body_id]


@lru_cache(maxsize=4096)
def prefix_of(stem: str) -> tuple[Body, int] | None:
    """The body of a symbol's first three elements, and how many of them name it; the longest prefix wins.

    >>> body, length = prefix_of("E/CN.4/Sub.2")
    >>> body.body_id, length
    ('sub-commission-on-human-rights', 3)
    """
    elements = stem.partition("#")[0].split("/")  # the sign stands for figures in the table only
    for length in range(len(elements), 0, -1):
        prefix = "/".join(elements[:length])
        found = _prefixes().get(prefix) or _prefixes().get(DIGITS.sub("#", prefix))
        if found is not None:
            return found, length
    return None


@cache
def _prefixes() -> dict[str, Body]:
    return {prefix: one for one in table().values() for prefix in one.prefixes}
