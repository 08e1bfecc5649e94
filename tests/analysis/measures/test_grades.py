import pandas as pd
import pytest

from analysis.measures import grades

ORDER = ["confirmed", "partly", "narrative-only", "unconfirmed", "unknown"]


def graded(**columns: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Categorical(values, ORDER, ordered=True) for name, values in columns.items()})


def test_rows_without_a_citation_have_no_grade_and_are_doubted() -> None:
    found = grades.graded(
        pd.DataFrame({"key": ["a", "b"]}),
        "key",
        row_grade=pd.Series(pd.Categorical(["confirmed"], ORDER, ordered=True), index=["a"]),
    )
    assert found["row_grade"].tolist()[0] == "confirmed" and pd.isna(found["row_grade"].tolist()[1])
    assert grades.doubted(found)["is_doubted"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("row", "date", "doubted"),
    [
        ("confirmed", "confirmed", False),
        ("confirmed", "partly", False),
        ("confirmed", "unconfirmed", True),
        ("narrative-only", "confirmed", True),
        ("unknown", "unknown", True),
    ],
)
def test_a_row_is_doubted_if_its_existence_or_its_date_is(row: str, date: str, doubted: bool) -> None:
    found = grades.doubted(graded(row_grade=[row], date_grade=[date]))
    assert found["is_doubted"].tolist() == [doubted]


def test_a_doubted_role_counts_only_where_the_actor_has_one() -> None:
    rows = graded(row_grade=["confirmed"] * 2, role_grade=["narrative-only"] * 2).assign(part=["own", "other"])
    assert grades.doubted(rows)["is_doubted"].tolist() == [True, False]


def test_ungraded_rows_are_not_doubted() -> None:
    assert not grades.doubted(pd.DataFrame({"key": ["a"]}))["is_doubted"].any()
