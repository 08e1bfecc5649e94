"""The record that claims are set beside: rows by key, the grade of each, who says what. Nothing is judged here."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from analysis.un import bodies

Row = Mapping[str, str]
Key = tuple[str, str]  # a table and the key of one of its rows

TABLES = (
    "claims", "actors", "citations", "documents", "initiatives", "memberships", "pathways", "roles", "sources",
    "stages", "statements",
)  # fmt: skip
"""The tables that an audit reads."""

GRADES = ("confirmed", "partly", "narrative-only", "unconfirmed", "unknown")
NARRATIVE = "narrative"


class Record:
    """The tables as rows of text, blank where unknown, looked up by key; the first column of a table is its key.

    `date_words` puts an EDTF date into the words of a reason.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], date_words: Callable[[str], str] = str) -> None:
        self.date_words = date_words
        self._rows: dict[str, list[Row]] = {
            name: tables[name].astype(object).where(tables[name].notna(), "").astype("str").to_dict("records")
            for name in TABLES
        }
        self._keyed = {(name, next(iter(row.values()))): row for name, rows in self._rows.items() for row in rows}
        self._citations = defaultdict[tuple[str, str, str], list[Row]](list)
        for row in self._rows["citations"]:
            self._citations[row["object_table"], row["object_id"], row["field"]].append(row)
        self._narratives = {row["source_id"] for row in self._rows["sources"] if row["kind"] == NARRATIVE}

    def rows(self, table: str, **where: str) -> Iterator[Row]:
        """The rows of a table in which these columns have these values."""
        return (row for row in self._rows[table] if all(row[column] == value for column, value in where.items()))

    def row(self, table: str, key: str) -> Row | None:
        """The row of that key, if there is one."""
        return self._keyed.get((table, key))

    def subject(self, claim: Row) -> Row | None:
        """The row that the claim speaks of."""
        return self.row(claim["subject_table"], claim["subject_id"])

    def beside(self, claim: Row) -> Iterator[Row]:
        """The other claims on the same subject."""
        same = self.rows("claims", subject_table=claim["subject_table"], subject_id=claim["subject_id"])
        return (other for other in same if other["claim_id"] != claim["claim_id"])

    def statements(self, claim: Row, *, by_narrative: bool) -> list[Row]:
        """What a narrative, or what every other source, states of the claim's subject."""
        rows = self.rows("statements", subject_table=claim["subject_table"], subject_id=claim["subject_id"])
        return [row for row in rows if self.is_narrative(row["source_id"]) == by_narrative]

    def is_narrative(self, source_id: str) -> bool:
        """Whether the source is an account whose claims are examined, and so no evidence for them."""
        return source_id in self._narratives

    def grade(self, table: str, key: str, field: str = "") -> tuple[str, tuple[Key, ...]]:
        """The best grade of a cell, else of its row, with the citations that give it; blank where there are none."""
        cited = self._citations[table, key, field] or self._citations[table, key, ""]
        best = min((row["grade"] for row in cited), key=GRADES.index, default="")
        return best, tuple(("citations", row["citation_id"]) for row in cited if row["grade"] == best)

    def words(self, value: str) -> str:
        """A value as a reason names it: actors, initiatives and bodies by name, a category without hyphens."""
        actor, initiative = self.row("actors", value), self.row("initiatives", value)
        if actor:
            return actor["short_name"] or actor["name"]
        if initiative:
            return f"“{initiative['title']}”"
        if value in bodies.table():
            return bodies.body(value).name
        return re.sub(r"(?<!\bco)-", " ", value) if value.islower() else value
