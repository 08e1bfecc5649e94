"""Where drawn rows were read: captions, source lists and grades, from the citations of exactly these rows."""

from collections.abc import Mapping

import pandas as pd

from analysis.un import links, symbols
from publisher.outputs import Source

KEY = ["object_table", "object_id"]
SHOWN = 3  # how many sources stand under a figure or table; the others are in the list of sources and in the data


def evidence(citations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Each citation with the text and address of its source: best grade first, then the most official kind of source.

    Out: `object_table`, `object_id`, `field` (blank: the row itself), `grade`, `source_id`, `text`, `href`. Sources
    that nothing cites stand at the end, without an object.
    """
    texts = sources[["publisher", "title", "url", "symbol"]].astype("object").fillna("")
    pairs, addresses = texts[["publisher", "title"]].to_numpy(), texts[["url", "symbol"]].to_numpy()
    known = sources[["source_id", "kind"]].assign(
        text=[title if publisher in title else f"{publisher}, {title}" for publisher, title in pairs],
        href=[url or address(symbol) for url, symbol in addresses],
    )
    found = citations.merge(known, on="source_id", how="outer", validate="m:1").fillna({"field": ""})
    columns = ["object_table", "object_id", "field", "grade", "source_id", "text", "href"]
    return found.sort_values(["grade", "kind", "source_id"], kind="stable")[columns].reset_index(drop=True)


def address(text: object) -> str:
    """Where a document is read, by its symbol; nothing for what is no symbol."""
    symbol = symbols.symbol_of(text) if isinstance(text, str) else None
    return links.document_link(symbol) if symbol else ""


def sources(rows: pd.DataFrame, evidence: pd.DataFrame, shown: int = SHOWN) -> tuple[Source, ...]:
    """The best source of each row, those that bear most rows first; beyond `shown`, how many more there are."""
    best = _of(rows, evidence).drop_duplicates(KEY)
    cited = _rank(best).to_dict("records")
    more = [Source(f"and {len(cited) - shown} more, named row by row in the data")] if len(cited) > shown else []
    return (*map(_source, cited[:shown]), *more)


def ranked_sources(rows: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Every source of the rows (`source_id`, `text`, `href`) with how many `rows` it bears, most first."""
    return _rank(_of(rows, evidence))


def _rank(cited: pd.DataFrame) -> pd.DataFrame:
    number = cited.groupby("source_id")["source_id"].transform("size")
    cited = cited.assign(rows=number).sort_values(["rows", "source_id"], ascending=[False, True], kind="stable")
    return cited.drop_duplicates("source_id")[["source_id", "text", "href", "rows"]].reset_index(drop=True)


def first_source(rows: pd.DataFrame, evidence: pd.DataFrame) -> list[Source | None]:
    """For each row the source that bears it best, None where none does."""
    best = _of(rows, evidence).drop_duplicates(KEY)
    known = dict(zip(best[KEY].itertuples(index=False, name=None), map(_source, best.to_dict("records")), strict=True))
    return [known.get(key) for key in rows[KEY].itertuples(index=False, name=None)]


def _of(rows: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Each row's sources, the best first; rows that name a source of their own (`source_id`) have that one alone.

    An `object_id` may name several rows, joined by semicolons.
    """
    if "source_id" in rows:
        known = evidence.drop_duplicates("source_id")[["source_id", "text", "href"]]
        found = rows[[*KEY, "source_id"]].merge(known, on="source_id", how="inner", validate="m:1")
    else:
        each = rows[KEY].drop_duplicates()
        each = each.assign(cited=each["object_id"].str.split("; ")).explode("cited")
        cited = evidence.rename(columns={"object_id": "cited"})
        found = cited.merge(each, on=["object_table", "cited"], how="inner", validate="m:m")
    return found.dropna(subset=["source_id"]).drop_duplicates([*KEY, "source_id"])


def _source(entry: Mapping[str, str]) -> Source:
    return Source(entry["text"], entry["href"], entry["source_id"])
