"""Findings and doubts: each is what its stated rule chooses, and nothing where there is nothing."""

import pandas as pd

from analysis.measures import findings


def texts(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["series", "certainty"])
    return frame.assign(series=pd.Categorical(frame["series"], ["a", "b", "c"], ordered=True))


def test_most_frequent_series_of_equals_begins_first() -> None:
    found = findings.most_frequent_series(
        texts(("b", "certain"), ("a", "certain"), ("a", "undated"), ("b", "possible"))
    )
    assert found == {"top_series": "b", "top_texts": (1, 2), "top_of": (2, 3)}
    equal = findings.most_frequent_series(texts(("c", "certain"), ("a", "certain")))
    assert equal["top_series"] == "c"


def test_no_text_has_no_series() -> None:
    assert findings.most_frequent_series(texts(("a", "undated")))["top_series"] is None


def audited(*rows: tuple[int, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["paragraph", "verdict"])


def test_largest_gap_is_the_paragraph_with_most_open_claims() -> None:
    rows = audited((1, "partly"), (2, "unverified"), (2, "contradicted"), (2, "borne-out"), (3, "slip"), (3, "slip"))
    assert findings.largest_gap(rows) == {"gap_paragraph": 2, "gap_open": 2, "gap_claims": 3}


def test_slips_and_borne_out_claims_leave_no_gap() -> None:
    assert findings.largest_gap(audited((1, "slip"), (1, "borne-out")))["gap_paragraph"] is None
    assert findings.largest_gap(audited())["gap_open"] == 0


def test_largest_doubt_is_the_first_gap() -> None:
    gaps = pd.DataFrame({"what": ["Roles", "Documents"], "open": [4, 2], "rows": [9, 3]})
    assert findings.largest_doubt(gaps) == {"doubt": "Roles", "doubt_open": 4, "doubt_of": 9}
    assert findings.largest_doubt(gaps.head(0))["doubt"] is None


EVENTS = pd.DataFrame(
    {
        "object_table": ["initiatives"] * 2,
        "object_id": ["late", "early"],
        "title": ["Late", "Early"],
        "first_day": pd.to_datetime(["2009-01-01", "2007-01-01"]),
    }
)


def told(subject: str, *values: str) -> list[dict[str, str]]:
    base = {"subject_table": "initiatives", "subject_id": subject, "quantity": "convener"}
    return [base | {"statement_id": f"{subject}{n}", "value_text": value} for n, value in enumerate(values)]


def test_most_disputed_point_is_told_in_three_ways_at_least() -> None:
    both = pd.DataFrame([*told("late", "A", "B", "C"), *told("early", "A", "B", "C")]).assign(value_count=pd.NA)
    assert findings.most_disputed(both, EVENTS) == {"dispute": "Early", "dispute_of": "convener", "dispute_ways": 3}
    two = pd.DataFrame(told("late", "A", "B", "B")).assign(value_count=pd.NA)
    assert findings.most_disputed(two, EVENTS)["dispute"] is None


def test_settled_events_are_those_dated_and_not_doubted() -> None:
    rows = pd.DataFrame({"certainty": ["certain", "possible", "undated"], "is_doubted": [False, True, True]})
    assert findings.settled(rows) == {"settled": 1, "settled_of": 2}


def relations(*ties: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(ties, columns=["earlier_id", "relation", "later_id"])
    days = {"earlier_first_day": pd.Timestamp("2005-01-01"), "later_first_day": pd.Timestamp("2006-01-01")}
    return frame.assign(
        is_step=frame["relation"] != "recalls",
        earlier_title=frame["earlier_id"].str.upper(),
        later_title=frame["later_id"].str.upper(),
        earlier_symbol=frame["earlier_id"],
        earlier_last_day=days["earlier_first_day"],
        **days,
    )


def test_longest_chain_begins_with_an_own_initiative() -> None:
    events = pd.DataFrame(
        {
            "object_table": ["initiatives", "documents", "documents"],
            "object_id": ["i", "d", "e"],
            "part": ["own", "other", "other"],
            "first_day": pd.to_datetime(["2005-01-01"] * 3),
            "certainty": "certain",
        }
    )
    ties = relations(("i", "proposes", "d"), ("d", "establishes", "e"))
    assert findings.longest_chain(ties, events) == {"chain_steps": 2, "chain_first": "I", "chain_last": "E"}
    assert findings.longest_chain(ties, events.assign(part="other"))["chain_steps"] == 0


def test_most_recalled_counts_texts_that_recall() -> None:
    ties = relations(("a", "recalls", "x"), ("a", "recalls", "y"), ("b", "recalls", "y"))
    assert findings.most_recalled(ties) == {"recalled": ["a"], "recalled_times": 2}
    assert findings.most_recalled(relations(("a", "proposes", "x")))["recalled"] == []
    equals = relations(("a", "recalls", "x"), ("b", "recalls", "y"))
    assert findings.most_recalled(equals)["recalled"] == ["a", "b"]


def test_every_finding_has_a_stated_rule() -> None:
    assert all(rule.endswith(".") for rule in findings.stated_rules().values())
