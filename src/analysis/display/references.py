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
    columns = {
        "id": ("Key", "source_id"),
        "title": ("Title", "title"),
        "publisher": ("Publisher", "publisher"),
        "issued": ("Published", "date_published"),
        "accessed": ("Read", "date_accessed"),
        "rests": ("Rests on it", "rests"),
    }
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
    known = known[["document_id", "title", "publisher", "date"]].fillna("")
    known["href"] = known["document_id"].map(citations.address)
    columns = {
        "number": ("Document", "document_id"),
        "title": ("Title", "title"),
        "publisher": ("Body", "publisher"),
        "issued": ("Adopted or issued", "date"),
    }
    return _table(known, columns, name, caption, _DATES)


def _table(rows: pd.DataFrame, columns: dict[str, tuple[str, str]], name: str, caption: str, note: str) -> Table:
    kinds = {"issued": "date", "accessed": "date", "number": "symbol"}
    heads = tuple(Column(key, heading, kinds.get(key, "text")) for key, (heading, _) in columns.items())
    cells = [
        [Cell(str(text), href if key == "title" else "") for text, href in zip(rows[column], rows["href"], strict=True)]
        for key, (_, column) in columns.items()
    ]
    return Table(name, caption, heads, tuple(zip(*cells, strict=True)), note=note)
