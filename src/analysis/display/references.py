"""The documents and sources of an edition as tables of references, which the publisher also hands to readers as files.

Their columns bear the names of CSL variables, by which the publisher knows them; dates stand as the data have them.
"""

import pandas as pd

from analysis.display import citations
from analysis.display.names import Labels
from publisher.outputs import Cell, Column, Facts, Table

_DATES = "Dates stand as year, month and day; a stroke joins the two ends of an interval, and ~ means about."


def sources(resting: pd.DataFrame, sources: pd.DataFrame, *, name: str, caption: str) -> Table | Facts:
    """Every source of `measures.coverage.sources` with what rests on it."""
    if resting.empty:
        return Facts("No row on record here names a source.")
    known = resting.merge(sources, on="source_id", how="left", validate="1:1").astype("object").fillna("")
    known["href"] = [url or citations.address(symbol) for url, symbol in known[["url", "symbol"]].to_numpy()]
    known = known.rename(columns={"source_id": "id", "date_published": "issued", "date_accessed": "accessed"})
    headings = ("Key", "Title", "Publisher", "Published", "Read", "Rests on it")
    columns = dict(zip(("id", "title", "publisher", "issued", "accessed", "rests"), headings, strict=True))
    return _table(known, columns, name, caption, f"The rows are those of this edition. {_DATES}")


def documents(
    events: pd.DataFrame, documents: pd.DataFrame, *, name: str, caption: str, labels: Labels
) -> Table | Facts:
    """The documents among the events of an edition (`measures.pathways.events`), in order of time."""
    held = events.loc[events["object_table"] == "documents", ["object_id", "date"]]
    if held.empty:
        return Facts("No document on record falls in this span.")
    known = held.merge(documents, left_on="object_id", right_on="document_id", how="left", validate="1:1")
    known = known.assign(publisher=known["body"].astype("str").map(labels["body"])).astype({"date": "object"})
    known = known.rename(columns={"document_id": "number", "date": "issued"})
    known = known[["number", "title", "publisher", "issued"]].fillna("")
    known["href"] = known["number"].map(citations.address)
    columns = {"number": "Document", "title": "Title", "publisher": "Body", "issued": "Adopted or issued"}
    return _table(known, columns, name, caption, _DATES)


def _table(rows: pd.DataFrame, columns: dict[str, str], name: str, caption: str, note: str) -> Table:
    kinds = {"issued": "date", "accessed": "date", "number": "symbol"}
    heads = tuple(Column(key, heading, kinds.get(key, "text")) for key, heading in columns.items())
    cells = [[Cell(str(text)) for text in rows[key]] for key in columns]
    cells[list(columns).index("title")] = [Cell(*row) for row in rows[["title", "href"]].astype("str").to_numpy()]
    return Table(name, caption, heads, tuple(zip(*cells, strict=True)), note=note)
