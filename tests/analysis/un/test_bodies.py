"""The table of bodies: sound, and found by the longest prefix."""

import re

import pytest

from analysis.un import bodies

WAYS = {"assembly", "session", "annual", "year", "marked", "reports", "none"}


def test_unknown_body_is_an_error() -> None:
    with pytest.raises(KeyError):
        bodies.body("league-of-nations")


def test_table_is_sound() -> None:
    table = bodies.table()
    faults = [one.body_id for one in table.values() if not re.fullmatch(r"[a-z-]+", one.body_id)]
    faults += [one.body_id for one in table.values() if one.parent and one.parent not in table]
    faults += [one.body_id for one in table.values() if one.numbering not in WAYS or not one.prefixes]
    prefixes = [prefix for one in table.values() for prefix in one.prefixes]
    faults += [prefix for prefix in prefixes if prefixes.count(prefix) > 1]
    assert faults == []


@pytest.mark.parametrize(
    ("elements", "body", "count"),
    [
        (["A", "61", "444"], "general-assembly", 1),
        (["A", "C.3", "61", "L.5"], "third-committee", 2),
        (["A", "AC.105", "L.5"], "general-assembly-ad-hoc-committee", 2),
        (["A", "S-10", "AC.1", "9"], "general-assembly-ad-hoc-committee", 3),
        (["E", "CN.4", "1988", "5"], "commission-on-human-rights", 2),
        (["E", "CN.4", "Sub.2", "1988", "5"], "sub-commission-on-human-rights", 3),
        (["E", "CN.99", "5"], "economic-and-social-council-commission", 2),
        (["E", "ECE", "505"], "economic-commission-for-europe", 2),
    ],
)
def test_longest_prefix_wins(elements: list[str], body: str, count: int) -> None:
    found = bodies.prefix_of("/".join(elements))
    assert found
    assert (found[0].body_id, found[1]) == (body, count)


def test_no_prefix() -> None:
    assert bodies.prefix_of("X/1") is None
    assert bodies.prefix_of("") is None
