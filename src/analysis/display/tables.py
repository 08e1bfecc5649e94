"""Frames as tables to publish: headings, labels, dates in words, linked symbols, intervals, grades and sources.

How a column is set follows from its name, as the names of the data's columns tell their type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.display import citations, wording
from analysis.outputs import Cell, Column, Facts, Table

Labels = Mapping[str, Mapping[str, str]]
"""What readers see for the values of a column, by the column's name."""

LISTS = {"roles": "role", "actors": "actor", "leading": "actor", "others": "actor"}
"""Columns that hold several values, joined by semicolons, and whose labels they have."""


def labels(read: Callable[[str, str], Mapping[str, str]], actors: pd.DataFrame, actor: str) -> dict[str, dict[str, str]]:
    """Every label that the charts and tables of a chapter need, by column.

    `read` gives the labels of an enumerated column by table and column, as `dataset.labels` does; `actors` is that
    table. The labels of `part` name the actor, or anybody for `all`.
    """
    names = dict(zip(actors["actor_id"], actors["short_name"].fillna(actors["name"]), strict=True))
    name = "somebody" if actor == "all" else names.get(actor, actor)
    of_parts = {"own": f"{name} in a leading role", "joined": f"{name} in another role", "other": f"no role of {name}"}
    if actor == "all":
        of_parts["other"] = "no role on record"
    return {
        "actor": names,
        "actor_id": names,
        "body": dict(read("documents", "body")) | dict(read("stages", "body")),
        "grade": dict(read("citations", "grade")),
        "kind": {"adopted-text": "Adopted text"} | dict(read("initiatives", "kind")),
        "manner": dict(read("stages", "manner")) | {"not-known": "Not known"},
        "part": of_parts,
        "quantity": dict(read("statements", "quantity")),
        "relation": dict(read("pathways", "relation")),
        "role": dict(read("roles", "role")),
        "series": dict(read("documents", "series")),
        "stage": dict(read("stages", "stage")),
    }


def first(rows: pd.DataFrame, labels: Labels) -> dict[str, Any]:
    """The first row's roles and grade in words, as `first_roles` and `first_grade`."""
    row = rows.head(1).to_dict("records")
    grade = row[0].get("row_grade") if row else None
    return {
        "first_roles": [labels["role"][role].lower() for role in row[0]["roles"].split("; ") if role] if row else [],
        "first_grade": wording.NOT_KNOWN if _is_blank(grade) else labels["grade"][str(grade)].lower(),
    }


def sources(rows: pd.DataFrame, evidence: pd.DataFrame, *, name: str = "sources", caption: str) -> Table | Facts:
    """The sources of the rows, each with how many of them it bears and the best grade it gives."""
    found = citations.weighed(rows, evidence)
    if found.empty:
        return Facts("No source is needed here, since no row on record falls in this span.")
    heads = (Column("source", "Source"), Column("rows", "Rows", "number"))
    cells = tuple((Cell(row.text, row.href), Cell(str(row.rows))) for row in found.itertuples())
    return Table(name, caption, heads, cells)


def table(
    rows: pd.DataFrame,
    *,
    name: str,
    caption: str,
    columns: Mapping[str, str],
    labels: Labels,
    evidence: pd.DataFrame | None = None,
    note: str = "",
    empty: str = "No row on record answers this.",
) -> Table | Facts:
    """The rows as a table with these columns (name to heading); without rows the sentence `empty`.

    A column `x` whose bounds stand in `x_fewest` and `x_most` (or `fewest` and `most` for `count`) is shown as an
    interval. With `evidence`, rows need `object_table` and `object_id`, and a last column links to where each was
    read.
    """
    return Facts(empty) if rows.empty else behind(
        rows, name=name, caption=caption, columns=columns, labels=labels, evidence=evidence, note=note
    )


def behind(
    rows: pd.DataFrame,
    *,
    name: str,
    caption: str,
    columns: Mapping[str, str],
    labels: Labels,
    evidence: pd.DataFrame | None = None,
    note: str = "",
) -> Table:
    """The table of rows that are there, such as those behind a figure."""
    heads = [Column(key, label, _kind(rows, key)) for key, label in columns.items()]
    cells = [_cells(rows, key, labels) for key in columns]
    sources = ()
    if evidence is not None:
        heads.append(Column("source", "Read in"))
        found = citations.first_source(rows, evidence)
        cells.append([Cell(source.text, source.href) if source else Cell("no source on record") for source in found])
        sources = citations.sources(rows, evidence)
    return Table(name, caption, tuple(heads), tuple(zip(*cells, strict=True)), sources, note)


def interval(fewest: Any, most: Any) -> str:
    """Both bounds as one number or as "17–19"; "not known" where either is missing."""
    if pd.isna(fewest) or pd.isna(most):
        return wording.NOT_KNOWN
    return f"{fewest:,}" if fewest == most else f"{fewest:,}–{most:,}"


def _cells(rows: pd.DataFrame, key: str, labels: Labels) -> list[Cell]:
    if bounds := _bounds(rows, key):
        return [Cell(interval(*pair)) for pair in zip(*(rows[bound] for bound in bounds), strict=True)]
    if _is_symbol(key):
        return [Cell("" if pd.isna(text) else text, citations.address(text)) for text in rows[key]]
    written = _writer(key, labels)
    return [Cell(written(value)) for value in rows[key]]


def _writer(key: str, labels: Labels) -> Callable[[Any], str]:
    """How a value of the column is written."""
    if key in LISTS:
        known = labels.get(LISTS[key], {})
        return lambda value: ", ".join(known.get(part, part) for part in value.split("; ") if part)
    known = labels.get("grade" if key.endswith("grade") else key, {})
    if known:
        return lambda value: wording.NOT_KNOWN if _is_blank(value) else known.get(str(value), str(value))
    if _is_date(key):
        return lambda value: wording.NOT_KNOWN if _is_blank(value) else wording.date_words(value)
    return _text


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_text(part) for part in value)
    if _is_blank(value):
        return wording.NOT_KNOWN
    if isinstance(value, pd.Timestamp):
        return wording.day(value.date())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return str(value)


def _is_blank(value: Any) -> bool:
    return value is None or (not isinstance(value, list | tuple) and bool(pd.isna(value)))


def _kind(rows: pd.DataFrame, key: str) -> str:
    if _is_symbol(key):
        return "symbol"
    if _is_date(key) or key.endswith("_day"):
        return "date"
    if _bounds(rows, key):
        return "number"
    numeric = pd.api.types.is_numeric_dtype(rows[key]) and not key.endswith("year")
    return "number" if numeric else "text"


def _bounds(rows: pd.DataFrame, key: str) -> Sequence[str]:
    names = ("fewest", "most") if key == "count" else (f"{key}_fewest", f"{key}_most")
    return names if key not in rows and set(names) <= set(rows.columns) else ()


def _is_symbol(key: str) -> bool:
    return key in ("symbol", "document_id") or key.endswith("_symbol")


def _is_date(key: str) -> bool:
    return key == "date" or key.endswith("_date")
