"""Cities and their States."""

import re

from analysis.un import package_data, places


def test_unknown_place_has_no_country() -> None:
    assert places.country("") is None
    assert not places.is_seat("Atlantis")


def test_capital_that_is_a_seat_counts_as_a_seat() -> None:
    assert (places.country("vienna"), places.is_seat("Vienna")) == ("AUT", True)


def test_table_is_sound() -> None:
    rows = package_data.rows("analysis.un", "places.csv")
    faults = [row for row in rows if not re.fullmatch("[A-Z]{3}", row["iso3"])]
    faults += [row for row in rows if row["standing"] not in ("capital", "seat")]
    states: dict[str, set[str]] = {}
    for row in rows:
        states.setdefault(row["place"], set()).add(row["iso3"])
    assert faults == []
    assert {place: found for place, found in states.items() if len(found) > 1} == {}
    assert [row["place"] for row in rows if row["standing"] == "seat"] == ["Geneva", "Nairobi", "New York", "Vienna"]
