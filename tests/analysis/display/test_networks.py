from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.display import networks
from publisher.outputs import Facts, Figure

Rows = Callable[..., pd.DataFrame]


def related(events: pd.DataFrame, *pairs: tuple[int, int, str], doubted: bool = False) -> pd.DataFrame:
    """Relations from (earlier row, later row, relation), as `measures.pathways` gives them."""
    rows = []
    for earlier, later, relation in pairs:
        ends = {"earlier": events.iloc[earlier], "later": events.iloc[later]}
        row = {
            f"{side}_{name}": end[name]
            for side, end in ends.items()
            for name in ("name", "symbol", "date", "first_day")
        }
        row |= {f"{side}_id": end["object_id"] for side, end in ends.items()}
        rows.append(
            row | {"relation": relation, "is_doubted": doubted, "fewest_days": 1, "most_days": 9, "grade": "confirmed"}
        )
    frame = pd.DataFrame(rows, columns=[*rows[0]] if rows else ["relation", "earlier_id", "later_id"])
    return frame.assign(object_table="pathways", object_id="P")


def staircase(events: pd.DataFrame, relations: pd.DataFrame, labels: Any, evidence: Any) -> Figure | Facts:
    look = {"first_year": 2005, "last_year": 2013, "labels": labels, "evidence": evidence}
    return networks.staircase(events, relations, name="pathways", title="Relations", **look)


def test_without_relations_a_sentence_stands_instead_of_a_chart(events: Rows, labels: Any, evidence: Any) -> None:
    rows = events([{"date": "2005"}, {"date": "2006"}])
    assert isinstance(staircase(events([]), related(rows), labels, evidence), Facts)
    assert isinstance(staircase(rows, related(rows, (0, 1, "recalls")), labels, evidence), Facts)


def test_a_relation_is_drawn_and_told_in_the_table(events: Rows, labels: Any, evidence: Any) -> None:
    rows = events([{"date": "2005-09-15", "title": "first"}, {"date": "2006-12-20", "title": "then"}])
    found = staircase(rows, related(rows, (0, 1, "proposes")), labels, evidence)
    assert isinstance(found, Figure)
    assert [cell.text for cell in found.table.rows[0]][:5] == ["first", "15 September 2005", "Proposes", "then", "1–9"]
    assert "“proposes” 1" in found.alt


def test_a_doubted_relation_is_a_broken_line(events: Rows, labels: Any, evidence: Any) -> None:
    rows = events([{"date": "2005-09-15"}, {"date": "2006-12-20"}])
    drawn = [
        staircase(rows, related(rows, (0, 1, "proposes"), doubted=doubted), labels, evidence)
        for doubted in (True, False)
    ]
    broken, whole = (figure.svg.count("stroke-dasharray") for figure in drawn if isinstance(figure, Figure))
    assert broken == whole + 1


def test_recalls_are_ticks_after_the_mark(events: Rows, labels: Any, evidence: Any, read: Callable[[str], Any]) -> None:
    rows = events([{"date": "2006-12-20", "symbol": "A/RES/61/180"}, {"date": "2010-07-30", "symbol": "A/RES/64/293"}])
    cited = rows.head(1).assign(
        document_id="E0",
        times=1,
        first_recall=rows.loc[1, "first_day"],
        last_recall=rows.loc[1, "first_day"],
        by=[["E1"]],
    )
    look = {"first_year": 2005, "last_year": 2013, "labels": labels, "evidence": evidence}
    relations = related(rows, (0, 1, "recalls"))
    found = networks.recalls(cited, relations, name="recalls", title="Recalls", **look)
    assert isinstance(found, Figure)
    assert read(found.svg).links() == ["https://docs.un.org/en/A/RES/64/293", "https://docs.un.org/en/A/RES/61/180"]
    assert isinstance(networks.recalls(cited.head(0), relations, name="recalls", title="Recalls", **look), Facts)


@settings(deadline=None, max_examples=12)
@given(
    days=st.lists(
        st.one_of(
            st.dates(pd.Timestamp(2005, 1, 1).date(), pd.Timestamp(2013, 12, 31).date()).map(str),
            st.sampled_from(["2005", "2013", "2010-05", "2009-12/2010-01"]),
        ),
        min_size=2,
        max_size=networks.MOST_EVENTS,
    ),
    data=st.data(),
)
def test_no_label_of_a_staircase_meets_another(
    events: Rows, labels: Any, evidence: Any, read: Callable[[str], Any], days: list[str], data: st.DataObject
) -> None:
    rows = events([{"date": day, "title": "A rather long title of an event that came about " * 2} for day in days])
    number = st.integers(0, len(rows) - 1)
    pairs = data.draw(
        st.lists(st.tuples(number, number, st.sampled_from(["proposes", "part-of"])), min_size=1, max_size=30)
    )
    found = staircase(rows, related(rows, *pairs), labels, evidence)
    assert isinstance(found, Figure)
    assert read(found.svg).overlaps() == [] and read(found.svg).outside() == []
