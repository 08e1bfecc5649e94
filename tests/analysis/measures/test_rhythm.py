import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis.measures import adoption, rhythm

Maker = Callable[..., pd.DataFrame]
DAY = dt.date(2025, 12, 31)
SPAN: dict[str, Any] = {"first_year": 1994, "last_year": 2025, "as_of": DAY, "actor": "BLR"}


def test_a_span_without_texts_has_no_returns(documents: Maker, stages: Maker, roles: Maker) -> None:
    rows = adoption.adopted(documents({"document_id": "D", "adoption_date": "1949"}), stages(), roles(), **SPAN)
    assert rhythm.returns(rows, as_of=DAY).empty
    assert rhythm.facts(rhythm.returns(rows, as_of=DAY), {})["rhythms"] == 0


@pytest.mark.parametrize(
    ("years", "steady", "next_year", "lapsed"),
    [
        ([2010], False, None, False),
        ([2010, 2012], False, None, False),  # one gap is no rhythm
        ([2012, 2013, 2015, 2017], True, 2019, True),
        ([2019, 2021, 2023, 2025], True, 2027, False),
        ([2019, 2021, 2024], False, None, False),
        ([2021, 2023], False, None, False),
        ([2021, 2023, 2025, 2025], True, 2027, False),  # two texts of one year are one return
    ],
)
def test_a_rhythm_is_steady_if_the_last_two_gaps_agree(
    documents: Maker, stages: Maker, roles: Maker, years: list[int], steady: bool, next_year: int | None, lapsed: bool
) -> None:
    table = documents(
        *(
            {"document_id": f"D{n}", "adoption_date": f"{year}-12-20", "session": str(year - 1945)}
            for n, year in enumerate(years)
        )
    )
    found = rhythm.returns(adoption.adopted(table, stages(), roles(), **SPAN), as_of=DAY).iloc[0]
    assert (bool(found["is_steady"]), bool(found["has_lapsed"])) == (steady, lapsed)
    assert (None if pd.isna(found["next_year"]) else int(found["next_year"])) == next_year
    if next_year:
        assert found["next_session"] == next_year - 1945


def test_texts_of_another_kind_make_no_rhythm(documents: Maker, stages: Maker, roles: Maker) -> None:
    kinds = {"2015": "presidential-statement", "2016": "resolution", "2017": "resolution"}
    table = documents(*({"document_id": y, "adoption_date": f"{y}-12-20", "kind": kind} for y, kind in kinds.items()))
    found = rhythm.returns(adoption.adopted(table, stages(), roles(), **SPAN), as_of=DAY).iloc[0]
    assert (found["texts"], found["gaps"], bool(found["is_steady"])) == (3, [1], False)


def test_where_the_rhythm_changed_is_named_by_session(documents: Maker, stages: Maker, roles: Maker) -> None:
    days = {"61": "2006-12-20", "63": "2008-12-18", "64": "2009-12-18", "67": "2012-12-20"}
    table = documents(*({"document_id": s, "session": s, "adoption_date": day} for s, day in days.items()))
    found = rhythm.returns(adoption.adopted(table, stages(), roles(), **SPAN), as_of=DAY).iloc[0]
    assert (found["gaps"], found["moved"]) == ([2, 1, 3], ["64", "67"])


def test_returns_are_those_of_the_body_of_the_latest_text(documents: Maker, stages: Maker, roles: Maker) -> None:
    table = documents(
        {"document_id": "A", "session": "61", "adoption_date": "2006-12-20"},
        {"document_id": "B", "session": "2008", "adoption_date": "2008-07-25", "body": "economic-and-social-council"},
        {"document_id": "C", "session": "63", "adoption_date": "2008-12-18"},
    )
    found = rhythm.returns(adoption.adopted(table, stages(), roles(), **SPAN), as_of=DAY).iloc[0]
    assert (found["sessions"], found["gaps"], found["texts"]) == (["61", "63"], [2], 3)
