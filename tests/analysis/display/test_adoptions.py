from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.display import adoptions
from publisher.outputs import Facts, Figure

Rows = Callable[..., pd.DataFrame]
MANNERS = ["without-a-vote", "unanimous-vote", "recorded-vote", "not-known"]


def timed(rows: pd.DataFrame, *days: tuple[int | None, int | None]) -> pd.DataFrame:
    """Texts with days from the opening: fewest and, where they are vague, most."""
    table = pd.DataFrame(days, columns=["opening_fewest", "opening_most"]).astype("Int64")
    empty = {
        f"{name}_{end}": pd.array([None] * len(rows), dtype="Int64")
        for name in ("tabled", "committee")
        for end in ("fewest", "most")
    }
    committee = {
        "committee_after_fewest": table["opening_fewest"] - 40,
        "committee_after_most": table["opening_fewest"] - 40,
    }
    return rows.assign(**{column: table[column] for column in table}, **empty, **committee)


def lead_times(rows: pd.DataFrame, labels: Any, evidence: Any) -> Figure | Facts:
    look = {"first_year": 2005, "last_year": 2013, "labels": labels, "evidence": evidence}
    return adoptions.lead_times(rows, name="lead-times", title="Texts", **look)


def decided(*manners: tuple[str, bool]) -> pd.DataFrame:
    rows = pd.DataFrame(manners, columns=["manner", "is_doubted"])
    rows["manner"] = pd.Categorical(rows["manner"], MANNERS, ordered=True)
    rows = rows.assign(manner_grade="confirmed", stage="adopted", stage_date="2010-12-20", manner_as_stated=None)
    keys = [f"A/RES/61/{n}" for n in range(len(rows))]
    return rows.assign(body="general-assembly", symbol=keys, document_id=keys, object_table="stages", object_id=keys)


def manners(rows: pd.DataFrame, labels: Any, evidence: Any) -> Figure | Facts:
    look = {"first_year": 2005, "last_year": 2013, "labels": labels, "evidence": evidence}
    return adoptions.manners(rows, name="manners", title="Decisions", **look)


def test_without_texts_a_sentence_stands_instead_of_a_chart(texts: Rows, labels: Any, evidence: Any) -> None:
    assert isinstance(lead_times(timed(texts([])), labels, evidence), Facts)
    assert isinstance(lead_times(timed(texts([{}]), (None, None)), labels, evidence), Facts)
    assert isinstance(manners(decided(), labels, evidence), Facts)


def test_the_slowest_text_is_named_and_the_days_are_in_the_alt_text(
    texts: Rows, labels: Any, evidence: Any, read: Any
) -> None:
    rows = texts([{"adoption_date": "2008-12-18"}, {"adoption_date": "2010-07-30", "symbol": "A/RES/64/293"}])
    found = lead_times(timed(rows, (93, 93), (318, 318)), labels, evidence)
    assert isinstance(found, Figure)
    assert "A/RES/64/293" in [box.text for box in read(found.svg).texts()]
    assert "from 93 to 318 days" in found.alt


def test_what_is_not_known_has_a_mark_of_its_own(labels: Any, evidence: Any) -> None:
    known = manners(decided(("without-a-vote", False)), labels, evidence)
    unknown = manners(decided(("not-known", False)), labels, evidence)
    assert isinstance(known, Figure) and isinstance(unknown, Figure)
    assert "Not known</text>" in unknown.svg and "Not known</text>" not in known.svg
    assert unknown.alt == "One decision, one mark each: not known 1."


def test_a_doubted_manner_is_hollow_and_the_key_says_so(labels: Any, evidence: Any) -> None:
    found = manners(decided(("without-a-vote", True)), labels, evidence)
    assert isinstance(found, Figure) and "hollow: not confirmed" in found.svg


@settings(deadline=None, max_examples=12)
@given(days=st.lists(st.tuples(st.integers(1, 360), st.integers(0, 60)), min_size=1, max_size=40))
def test_no_label_of_the_days_meets_another(
    texts: Rows, labels: Any, evidence: Any, read: Any, days: list[tuple[int, int]]
) -> None:
    rows = texts([{"adoption_date": f"20{5 + n % 9:02}-{1 + n % 12:02}-20"} for n in range(len(days))])
    found = lead_times(timed(rows, *((low, low + more) for low, more in days)), labels, evidence)
    assert isinstance(found, Figure)
    assert read(found.svg).overlaps() == [] and read(found.svg).outside() == []


@settings(deadline=None, max_examples=12)
@given(some=st.lists(st.tuples(st.sampled_from(MANNERS), st.booleans()), min_size=1, max_size=120))
def test_no_label_of_the_manners_meets_another(
    labels: Any, evidence: Any, read: Any, some: list[tuple[str, bool]]
) -> None:
    found = manners(decided(*some), labels, evidence)
    assert isinstance(found, Figure)
    assert read(found.svg).overlaps() == [] and read(found.svg).outside() == []
