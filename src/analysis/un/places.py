"""Cities whose State is beyond doubt: capitals of Member States, and the four seats of the United Nations.

A capital that Member States dispute is left out; a State may have several. The list does not replace the record,
which knows where its own events were held.
"""

from collections.abc import Mapping
from functools import cache

from analysis.un import package_data


def country(place: str) -> str | None:
    """The ISO 3166-1 code of the State in which the city lies; None for a place that is not listed.

    >>> country("Minsk"), country("Geneva"), country("Springfield")
    ('BLR', 'CHE', None)
    """
    row = _table().get(place.casefold())
    return row["iso3"] if row else None


def is_seat(place: str) -> bool:
    """Whether the United Nations itself has a seat there, so that any State may hold an event as at home.

    >>> is_seat("New York"), is_seat("Paris")
    (True, False)
    """
    row = _table().get(place.casefold())
    return row is not None and row["standing"] == "seat"


@cache
def _table() -> dict[str, Mapping[str, str]]:
    """The rows by the city's name; a city that is capital and seat counts as a seat."""
    rows = sorted(package_data.rows(__package__, "places.csv"), key=lambda row: row["standing"] == "seat")
    return {row["place"].casefold(): row for row in rows}
