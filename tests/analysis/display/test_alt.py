"""Alt texts say what is drawn: no first among equals, no day that is not known, no number that stands for another."""

import pandas as pd
import pytest

from analysis.display import alt


def days(*written: str) -> pd.Series:
    return pd.to_datetime(pd.Series(written))


def texts(*adopted: str) -> pd.DataFrame:
    return pd.DataFrame({"body": "GA", "first_day": days(*adopted), "last_day": days(*adopted)})


@pytest.mark.parametrize(
    ("adopted", "said"),
    [
        (["2008-12-18", "2008-12-19", "2010-07-30"], "The fullest year is 2008, with 2."),
        (["2008-12-18", "2010-07-30"], "The fullest years are 2008 and 2010, each with 1."),
    ],
)
def test_years_that_are_equally_full_are_all_named(adopted: list[str], said: str) -> None:
    assert alt.strips(texts(*adopted), "body", {"GA": "General Assembly"}).endswith(said)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([1, 2, 2], "Three texts recalled by later ones, five times in all. Most often, two times: B and C."),
        ([1, 1, 1], "Three texts recalled by later ones, three times in all. Each, one time: A, B and C."),
    ],
)
def test_texts_that_are_recalled_as_often_are_all_named(times: list[int], said: str) -> None:
    assert alt.recalls(pd.DataFrame({"document_id": list("ABC"), "times": times})) == said


def test_a_committee_s_day_is_known_where_it_is_one_day() -> None:
    rows = texts("2006-12-20", "2007-12-18", "2008-12-18").assign(
        opening_fewest=[10, 20, 31],
        committee_fewest=[5, 2, None],
        committee_after_fewest=[5, 2, None],
        committee_after_most=[5, 9, None],  # the second is known by its month alone
    )
    said = alt.lead_times(rows.iloc[:2])
    assert "half of them within 15 days" in said
    assert "The day of the Committee’s approval is known of 1." in said
    assert "within 20.5 days" in alt.lead_times(rows.iloc[[0, 2]])


def test_of_many_numbers_the_last_stand_together() -> None:
    rows = texts(*["2008-12-18"] * 45).assign(body=[f"b{place}" for place in range(9) for _ in range(9 - place)])
    assert "b0 9, b1 8, b2 7, b3 6, b4 5, b5 4, b6 3 and 2 others 3 together." in alt.strips(rows, "body", {})


def test_a_manner_confirmed_in_part_is_not_said_to_be_unconfirmed() -> None:
    rows = pd.DataFrame({"manner": ["without-a-vote"] * 3, "is_doubted": [True, True, False]})
    assert alt.manners(rows, {}) == "Three decisions, one mark each: without-a-vote 3 (2 not confirmed, or in part)."
