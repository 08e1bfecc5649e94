"""How time and memory of the measures grow, on made-up records of a thousand to a million documents.

Prints a table and draws the curve into benchmarks/out/measures.svg. Each size runs in a process of its own, so that
its peak memory is its own. Usage: python benchmarks/measures.py [MOST_DOCUMENTS]
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.display import drawing, layout, style
from analysis.measures import adoption, context, pathways, rhythm, spans, timeline

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MOST_RELATIONS = 100_000
AS_OF = dt.date(2025, 12, 31)
OUT = Path(__file__).parent / "out" / "measures.svg"


def record(size: int) -> dict[str, pd.DataFrame]:
    """A made-up record of so many documents: a tenth of the dates are months or years, as in a real one."""
    random = np.random.default_rng(size)
    days = pd.Timestamp(1950, 1, 1) + pd.to_timedelta(random.integers(0, 27_700, size), unit="D")
    texts = pd.Series(days.strftime("%Y-%m-%d"), dtype="str")
    vague = random.random(size)
    texts = texts.where(vague > 0.1, texts.str[:7]).where(vague > 0.03, texts.str[:4])
    keys = pd.Series([f"A/RES/{n}" for n in range(size)], dtype="str")
    session = pd.Series((days.year - 1945).astype(str), dtype="str")
    series = pd.Categorical.from_codes(random.integers(0, 40, size), [f"series-{n}" for n in range(40)], ordered=True)
    body = pd.Categorical.from_codes(
        random.integers(0, 6, size), ["general-assembly", *(f"body-{n}" for n in range(5))]
    )
    documents = pd.DataFrame({"document_id": keys, "symbol": keys, "title": keys, "body": body, "series": series})
    documents = documents.assign(session=session, kind="resolution", adoption_date=texts)
    manner = pd.Categorical.from_codes(random.integers(-1, 2, size), ["without-a-vote", "recorded-vote"])
    adopted = pd.DataFrame({"stage_id": keys + "#adopted", "document_id": keys, "stage": "adopted", "body": body})
    adopted = adopted.assign(stage_date=texts, manner=manner, manner_as_stated=None, meeting=None, yes_count=None)
    approved = adopted.assign(stage_id=keys + "#approved", stage="approved-in-committee").iloc[::3]
    names = ["proposer", "main-sponsor", "co-sponsor"]
    role = pd.Categorical.from_codes(random.integers(0, 3, size), names, ordered=True)
    roles = pd.DataFrame({"actor_id": random.choice(["AAA", "BBB", "CCC"], size), "object_table": "documents"})
    roles = roles.assign(object_id=keys, role=role)
    number = min(size, MOST_RELATIONS)
    ends = np.sort(random.integers(0, size, (number, 2)), axis=1)
    stated = pd.DataFrame({"from_id": keys.to_numpy()[ends[:, 1]], "to_id": keys.to_numpy()[ends[:, 0]]})
    stated = stated.assign(pathway_id=range(number), from_table="documents", to_table="documents")
    stated = stated.assign(relation=random.choice(["follows", "recalls"], number))
    started = pd.DataFrame(
        {"initiative_id": "initiative " + keys, "title": keys, "kind": "conference", "initiative_date": texts}
    )
    started = started.head(1000).assign(document_id=None, body=None, place=None, country=None, paragraph=None)
    stages = pd.concat([adopted, approved], ignore_index=True)
    return {"documents": documents, "stages": stages, "roles": roles, "pathways": stated, "initiatives": started}


def measured(size: int) -> dict[str, float]:
    """Seconds of each measure on a record of that size, and the peak memory of the process in MB."""
    tables = record(size)
    found: dict[str, float] = {"before MB": _peak()}
    kept: dict[str, Any] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        kept[name] = work()
        found[name] = time.perf_counter() - start
        return kept[name]

    cut = {"first_year": 1950, "last_year": 2025, "as_of": AS_OF}
    documents, stages, roles = tables["documents"], tables["stages"], tables["roles"]
    texts = timed("adopted", lambda: adoption.adopted(documents, stages, roles, actor="AAA", **cut))
    timed("yearly", lambda: spans.yearly(texts, first_year=1950, last_year=2025))
    timed("rhythm", lambda: rhythm.returns(texts, as_of=AS_OF))
    timed("lead times", lambda: adoption.lead_times(texts, stages))
    timed("manners", lambda: adoption.manners(texts, stages))
    timed("shares", lambda: context.shares(texts, "series"))
    timed("pauses", lambda: timeline.pauses(texts))
    begun = tables["initiatives"]
    events = timed("events", lambda: pathways.events(begun, documents, stages, roles, actor="AAA", **cut))
    directions = {"follows": "backward", "recalls": "backward"}
    relations = timed("relations", lambda: pathways.relations(tables["pathways"], events, directions))
    timed("chains", lambda: pathways.facts(relations, events, str(relations["earlier_id"].iloc[0])))
    return found | {"peak MB": _peak()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def drawn(results: dict[int, dict[str, float]], names: list[str]) -> str:
    """The curve: seconds by documents, both in powers of ten, each measure named at its end."""
    with style.sheet():
        axes = style.canvas(260, left=40, right=90, top=20, bottom=30)
        axes.set(xscale="log", yscale="log", xlabel="documents")
        axes.set_title("seconds", loc="left", fontsize=9, color=style.MUTED)
        for name in names:
            seconds = [max(result[name], 1e-4) for result in results.values()]
            axes.plot(list(results), seconds, color=style.MUTED, marker="o", markersize=3)
        room = drawing.Room(axes, [], [])
        for name in sorted(names, key=lambda one: results[max(results)][one]):
            room.label(max(results), results[max(results)][name], name)
        return style.svg(axes)


def main(most: int) -> None:
    """Measures every size up to `most`, prints the table and writes the curve."""
    results = {}
    for size in (size for size in SIZES if size <= most):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            results[size] = pool.apply(measured, (size,))
    names = [name for name in next(iter(results.values())) if not name.endswith("MB")]
    print(f"{'':14}" + "".join(f"{size:>12,}" for size in results))
    for name in [*names, "before MB", "peak MB"]:
        print(f"{name:14}" + "".join(f"{result[name]:>12,.3f}" for result in results.values()))
    totals = (sum(result[name] for name in names) for result in results.values())
    print(f"{'total s':14}" + "".join(f"{total:>12,.3f}" for total in totals))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(drawn(results, names), encoding="utf-8")
    print(f"curve: {OUT.relative_to(Path(__file__).parents[1])} (labels at most {layout.SMALL} pt)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1])
