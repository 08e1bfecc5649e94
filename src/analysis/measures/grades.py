"""How well the record bears a row out: its grades, and what the report then treats as settled."""

import pandas as pd

BORNE_OUT = ("confirmed", "partly")


def graded(rows: pd.DataFrame, key: str, **grades: pd.Series) -> pd.DataFrame:
    """The rows with a column for each of the grades (such as `dataset.grades` gives), looked up by the `key` column."""
    return rows.assign(**{name: rows[key].map(found).astype(found.dtype) for name, found in grades.items()})


def doubted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `is_doubted`: whether the report shows them as not confirmed, by the grades that they have.

    Rule: The record bears a row out if a source confirms it, wholly or in part. A row is doubted if its existence or
    its date has no such source: the narrative alone states it, or no source was read. The actor's role is judged
    the same way where it has one. A doubted row is counted, and is shown hollow.
    """
    doubts = ~(is_borne_out(rows, "row_grade") & is_borne_out(rows, "date_grade"))
    if "role_grade" in rows:
        doubts |= ~is_borne_out(rows, "role_grade") & (rows["part"] != "other")
    return rows.assign(is_doubted=doubts)


def is_borne_out(rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether each row's grade says that a source confirms it, wholly or in part; a missing grade does not.

    Rows without that column are not graded, and are not doubted for it.

    >>> is_borne_out(pd.DataFrame({"row_grade": ["confirmed", "narrative-only"]}), "row_grade").tolist()
    [True, False]
    """
    return rows[column].astype("str").isin(BORNE_OUT) if column in rows else pd.Series(True, index=rows.index)
