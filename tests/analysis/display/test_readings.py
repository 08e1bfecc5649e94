import pandas as pd

from analysis.display import readings

LABELS = {"role": {"host": "Host"}, "grade": {"partly": "Partly confirmed"}, "relation": {"follows": "Follows"}}


def test_without_a_row_there_is_nothing_to_read() -> None:
    assert readings.first_initiative(pd.DataFrame({"roles": []}), LABELS) == {}
    assert readings.first_relation(pd.DataFrame({"is_step": pd.Series([], dtype=bool)}), LABELS) == {}


def test_a_row_is_read_by_its_labels() -> None:
    rows = pd.DataFrame({"held": ["BLR=host?"], "row_grade": ["partly"]})
    assert readings.first_initiative(rows, LABELS) == {
        "first_roles": "Host (not confirmed)",
        "first_grade": "partly confirmed",
    }
    assert readings.first_initiative(rows.assign(row_grade=None), LABELS)["first_grade"] == "not known"


def test_the_first_step_is_read_and_a_recall_is_not() -> None:
    ends = {f"{end}_{part}": end for end in ("earlier", "later") for part in ("name", "date")}
    rows = pd.DataFrame(
        [ends | {"is_step": False, "relation": "recalls"}, ends | {"is_step": True, "relation": "follows"}]
    )
    found = readings.first_relation(rows, LABELS)
    assert (found["from_name"], found["first_relation"], found["to_name"]) == ("earlier", "follows", "later")


def test_a_chain_names_documents_by_symbol_and_others_by_title() -> None:
    rows = pd.DataFrame(
        {
            "earlier_id": ["proposal"],
            "earlier_name": ["A proposal"],
            "later_id": ["A/RES/61/180"],
            "later_name": ["A/RES/61/180"],
        }
    )
    found = readings.chain(rows)
    assert found.value == "proposal; A/RES/61/180"
    assert found.markdown == "“A proposal”, then [A/RES/61/180](<https://docs.un.org/en/A/RES/61/180>)"
    assert readings.chain(rows.head(0)).markdown == ""


def test_sizes_are_told_from_the_first_number_to_the_last() -> None:
    rows = pd.DataFrame(
        {"subject_id": ["ICAT", "ICAT", "GOF"], "members": [7, 31, 22], "as_of_date": ["2006-09", "2023-10-03", "2013"]}
    )
    assert readings.sizes(rows.assign(certainty="certain"), {"GOF": "Group"}) == [
        "Group 22 (2013)",
        "ICAT 7 (September 2006) to 31 (3 October 2023)",
    ]


def test_roles_are_told_with_their_number() -> None:
    assert readings.roles(pd.DataFrame({"role": ["host", "chair"], "texts": [2, 1]}), {"host": "Host"}) == [
        "host 2",
        "chair 1",
    ]
