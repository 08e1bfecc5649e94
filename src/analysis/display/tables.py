"""Frames as tables to publish: headings, labels, dates in words, linked symbols, intervals, grades and sources.

How a column is set follows from its name, as the names of the data's columns tell their type.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.display import citations, words
from analysis.display.names import HEADINGS, LISTS, Labels
from publisher.outputs import Cell, Column, Facts, Source, Table

Columns = Sequence[str] | Mapping[str, str]
"""The columns to show, in order: their names, or their names with headings other than those of `names`."""


NAMES = ("name", "after", "earlier_name", "later_name")
"""Columns that hold a document's symbol, which is linked, or another thing's title."""

SOURCES_SHOWN = 12  # how many sources a chapter names of its own; the chapter on sources names all


def table(
    rows: pd.DataFrame,
    *,
    name: str,
    caption: str,
    columns: Columns,
    labels: Labels,
    evidence: pd.DataFrame | None = None,
    note: str = "",
    empty: str = "No row on record answers this.",
) -> Table | Facts:
    """The rows as a table with these columns; without rows the sentence `empty`.

    A column `x` whose bounds stand in `x_fewest` and `x_most` (or `fewest` and `most` for `count`) is shown as an
    interval. With `evidence`, rows need `object_table` and `object_id`, and a last column links to where each was
    read.
    """
    if rows.empty:
        return Facts(empty)
    named = columns if isinstance(columns, Mapping) else {column: HEADINGS[column] for column in columns}
    heads = [Column(column, heading, _kind(rows, column)) for column, heading in named.items()]
    cells = [_cells(rows, column, labels) for column in named]
    sources: tuple[Source, ...] = ()
    if evidence is not None:
        heads.append(Column("source", "Read in"))
        found = citations.first_source(rows, evidence)
        cells.append([Cell(source.text, source.href) if source else Cell("no source on record") for source in found])
        sources = citations.sources(rows, evidence)
    return Table(name, caption, tuple(heads), tuple(zip(*cells, strict=True)), sources, note)


def sources(rows: pd.DataFrame, evidence: pd.DataFrame, *, name: str = "sources", caption: str) -> Table | Facts:
    """The sources that bear the most of the rows, each with how many; a note says how many more there are."""
    found = citations.ranked_sources(rows, evidence)
    if found.empty:
        return Facts("No source is needed here, since no row on record falls in this span.")
    heads = (Column("source", "Source"), Column("rows", "Rows", "number"))
    most = found.head(SOURCES_SHOWN)
    cells = tuple((Cell(row.text, row.href), Cell(str(row.rows))) for row in most.itertuples())
    left = len(found) - len(most)
    note = f"{left} more bear fewer rows; the chapter on sources lists them all." if left else ""
    return Table(name, caption, heads, cells, note=note)


def interval(fewest: Any, most: Any) -> str:
    """Both bounds as one number or as "17–19"; "not known" where either is missing."""
    if pd.isna(fewest) or pd.isna(most):
        return words.NOT_KNOWN
    between = "–" if fewest >= 0 else " to "
    return (f"{fewest:,}" if fewest == most else f"{fewest:,}{between}{most:,}").replace("-", "−")


def _cells(rows: pd.DataFrame, column: str, labels: Labels) -> list[Cell]:
    if bounds := _bounds(rows, column):
        return [Cell(interval(*pair)) for pair in zip(*(rows[bound] for bound in bounds), strict=True)]
    if column == "roles" and "held" in rows:
        return [Cell(text) for text in roles(rows, labels)]
    if column in NAMES or _is_symbol(column):
        return [Cell(text, citations.address(text)) for text in rows[column].fillna("")]
    return [Cell(_words(value, column, labels)) for value in rows[column]]


def roles(rows: pd.DataFrame, labels: Labels) -> list[str]:
    """Who has which role in each row: "Proposer, Host (not confirmed)"; with names where there are several actors."""
    each = [[entry.partition("=")[::2] for entry in held.split("; ") if entry] for held in rows["held"].fillna("")]
    is_named = len({actor for entries in each for actor, _ in entries}) > 1
    return [_roles_in_words(entries, labels, is_named) for entries in each]


def _roles_in_words(entries: list[tuple[str, str]], labels: Labels, is_named: bool) -> str:
    by_actor = defaultdict[str, list[str]](list)
    for actor, role in entries:
        key = role.rstrip("?")
        by_actor[actor].append(labels["role"].get(key, key) + (" (not confirmed)" if role.endswith("?") else ""))
    if not is_named:
        return ", ".join(role for roles in by_actor.values() for role in roles)
    named = sorted((labels["actor"].get(actor, actor), ", ".join(roles)) for actor, roles in by_actor.items())
    return "; ".join(f"{name}: {roles}" for name, roles in named)


def _words(value: Any, column: str, labels: Labels) -> str:
    """The value in the words of its column: its label, its date, its number."""
    if column in LISTS:
        known = labels.get(LISTS[column], {})
        return ", ".join(sorted(known.get(part, part) for part in value.split("; ") if part))
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if _is_blank(value):
        return "none" if column.startswith("next_") else words.NOT_KNOWN
    if known := labels.get("grade" if column.endswith("grade") else column, {}):
        return known.get(str(value), str(value))
    if column.startswith("next_") or column.endswith("year"):
        return str(value)
    if _is_date(column) or column == "value":
        return words.date(value)
    if isinstance(value, pd.Timestamp):
        return words.day(value.date())
    return words.digits(value) if isinstance(value, int | float) else str(value)


def _is_blank(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _kind(rows: pd.DataFrame, column: str) -> str:
    if _is_symbol(column):
        return "symbol"
    if _is_date(column) or column.endswith("_day"):
        return "date"
    return "number" if _bounds(rows, column) or pd.api.types.is_numeric_dtype(rows[column]) else "text"


def _bounds(rows: pd.DataFrame, column: str) -> Sequence[str]:
    names = ("fewest", "most") if column == "count" else (f"{column}_fewest", f"{column}_most")
    return names if column not in rows and set(names) <= set(rows.columns) else ()


def _is_symbol(column: str) -> bool:
    return column in ("symbol", "document_id") or column.endswith("_symbol")


def _is_date(column: str) -> bool:
    return column == "date" or column.endswith("_date")
