"""What an edition rests on: its rows, how well they are confirmed, where the record is thin, what each source bears."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from analysis.measures import grades, spans
from analysis.measures.parts import KEY

GRADED = {
    "Documents": ("documents", ""),
    "Dates of adoption": ("documents", "adoption_date"),
    "Manners of decisions": ("stages", "manner"),
    "Initiatives": ("initiatives", ""),
    "Dates of initiatives": ("initiatives", "initiative_date"),
    "Roles": ("roles", ""),
    "Relations": ("pathways", ""),
}
"""What is graded by itself: a table's rows, or one of its columns."""

NO_GRADE = "none"

DECIDING = ("adopted", "approved-in-committee", "amendment-voted")
"""The stages at which a body decides, and so in some manner; the other stages carry none that could be graded."""


def rows(events: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every row that an edition rests on: `object_table`, `object_id`, each once, and `decides` (for a stage at
    which a body decides).

    In: what `pathways.events` gives; the tables `stages`, `roles`, `statements`, `pathways`, `claims`, `memberships`.

    Rule: An edition rests on the documents and initiatives of its span, on the stages, roles and statements of
    these, on the relations between them, on every claim and every list of members. A row without a date is taken
    along with those of the span.
    """
    within = pd.MultiIndex.from_frame(events[KEY])
    stages = tables["stages"].assign(document_table="documents")

    def about(frame: pd.DataFrame, *ends: str) -> pd.DataFrame:
        for end in ends:
            frame = frame[pd.MultiIndex.from_frame(frame[[f"{end}_table", f"{end}_id"]].astype("str")).isin(within)]
        return frame

    kept = {
        "stages": about(stages, "document"),
        "roles": about(tables["roles"], "object"),
        "statements": about(tables["statements"], "subject"),
        "pathways": about(tables["pathways"], "from", "to"),
        "claims": tables["claims"],
        "memberships": tables["memberships"],
    }
    keys = [pd.DataFrame({"object_table": name, "object_id": frame.iloc[:, 0]}) for name, frame in kept.items()]
    found = pd.concat([frame.astype("str") for frame in (events[KEY], *keys)], ignore_index=True)
    deciding = stages.loc[stages["stage"].isin(DECIDING), "stage_id"]
    return found.assign(decides=(found["object_table"] == "stages") & found["object_id"].isin(deciding))


def by_body(events: pd.DataFrame, documents: pd.DataFrame, *, first_year: int, last_year: int) -> pd.DataFrame:
    """The documents of the span by body: `body`, `documents`, `years` (with how many in each), `years_without`.

    Rule: A document counts in the year of the first day that its date may mean. A year without a document of a body
    means that none is on record here, not that the body was silent.
    """
    dated = spans.with_date(events[events["object_table"] == "documents"])
    bodies = documents.set_index("document_id")["body"]
    dated = dated.assign(body=dated["object_id"].map(bodies).astype(bodies.dtype), year=dated["first_day"].dt.year)
    found = []
    for body, years in dated.groupby("body", observed=True)["year"]:
        number = years.clip(lower=first_year).value_counts().sort_index()
        missing = [year for year in range(first_year, last_year + 1) if year not in number.index]
        counted = ", ".join(f"{year}" + (f" ({count})" if count > 1 else "") for year, count in number.items())
        found.append((body, len(years), counted, _ranges(missing)))
    return pd.DataFrame(found, columns=["body", "documents", "years", "years_without"])


def by_grade(rows: pd.DataFrame, citations: pd.DataFrame) -> pd.DataFrame:
    """How well what is graded by itself is confirmed: `what`, one column a grade, `none` (no citation), `rows`.

    Rule: Each row counts once, with the best grade that any of its citations gives. Only a stage at which a body
    decides has a manner. A date or manner without a citation of its own is blank in the record, as a rule: nothing is
    known that could be graded.
    """
    graded = citations.assign(field=citations["field"].fillna("")).sort_values("grade", kind="stable")
    best = graded.drop_duplicates([*KEY, "field"]).astype({"grade": "str"})
    order = [str(grade) for grade in citations["grade"].cat.categories]
    found = []
    for what, (table, field) in GRADED.items():
        is_meant = (rows["object_table"] == table) & (rows["decides"] | (field != "manner"))
        held = rows.loc[is_meant, ["object_id"]]
        known = best[(best["object_table"] == table) & (best["field"] == field)]
        grade = held.merge(known, on="object_id", how="left", validate="1:1")["grade"].fillna(NO_GRADE)
        number = grade.value_counts().reindex([*order, NO_GRADE], fill_value=0)
        found.append({"what": what, **number.to_dict(), "rows": len(held)})
    return pd.DataFrame(found)


def gaps(by_grade: pd.DataFrame) -> pd.DataFrame:
    """What is not borne out, by kind: `what`, `narrative-only`, `unconfirmed`, `unknown`, `open` (their sum), `rows`.

    Rule: Open is what has a grade and no source that confirms it, wholly or in part. The kinds with most open rows
    come first; those without any are left out.
    """
    grade = [name for name in by_grade.columns if name not in (*grades.BORNE_OUT, "what", "rows", NO_GRADE)]
    found = by_grade[["what", *grade, "rows"]].assign(open=by_grade[grade].sum(axis=1))
    found = found[found["open"] > 0].sort_values(["open", "what"], ascending=[False, True], kind="stable")
    return found.reset_index(drop=True)


def sources(rows: pd.DataFrame, citations: pd.DataFrame, *tables: pd.DataFrame) -> pd.DataFrame:
    """Each source with the rows that rest on it: `source_id`, `rows` (how many), `rests` (in words), most rows first.

    In: what `rows` gives; `citations`; further tables that name a source for each row, such as `statements`.

    Rule: A row rests on a source if a citation says so, for the row or any of its cells, or if the row itself names
    the source. It counts once for each source, however many of its cells were read there.
    """
    named = []
    for table in tables:
        keys = table[[table.columns[0], "source_id"]].set_axis(["object_id", "source_id"], axis=1)
        named.append(keys.assign(object_table=str(table.columns[0]).removesuffix("_id") + "s"))
    cited = pd.concat([citations[[*KEY, "source_id"]], *named]).dropna().drop_duplicates()
    resting = cited.astype("str").merge(rows, on=KEY, how="inner", validate="m:1")
    grouped = resting.groupby("source_id", sort=True)
    rests = [(source, len(group), _rests(group)) for source, group in grouped]
    found = pd.DataFrame(rests, columns=["source_id", "rows", "rests"])
    return found.sort_values(["rows", "source_id"], ascending=[False, True], kind="stable").reset_index(drop=True)


def facts(rows: pd.DataFrame, by_body: pd.DataFrame, gaps: pd.DataFrame, sources: pd.DataFrame) -> dict[str, Any]:
    """The numbers that paragraphs on coverage state; of the kind with most open rows None where none is open."""
    return {
        "rows": len(rows),
        "row_tables": int(rows["object_table"].nunique()),
        "documents": int((rows["object_table"] == "documents").sum()),
        "document_bodies": len(by_body),
        "sources": len(sources),
        "open": int(gaps["open"].sum()),
        "open_most": spans.value_at(gaps, "what"),
        "open_most_rows": spans.value_at(gaps, "open"),
        "open_most_of": spans.value_at(gaps, "rows"),
    }


def _rests(group: pd.DataFrame, most: int = 3) -> str:
    """The rows of a source in words: how many of each table, and the first documents and initiatives by key."""
    said = []
    for table, keys in group.groupby("object_table", sort=True)["object_id"]:
        noun = str(table) if len(keys) > 1 else str(table).removesuffix("s")
        shown = sorted(keys)[:most] if table in ("documents", "initiatives") else []
        more = ", …" if shown and len(keys) > most else ""
        said.append(f"{len(keys)} {noun}" + (f" ({', '.join(shown)}{more})" if shown else ""))
    return "; ".join(said)


def _ranges(years: list[int]) -> str:
    """Years as ranges: "1994–1996, 2001"; "none" where there are none."""
    runs = [[year for _, year in run] for _, run in groupby(enumerate(years), lambda pair: pair[1] - pair[0])]
    return ", ".join("–".join(map(str, sorted({run[0], run[-1]}))) for run in runs) or "none"
