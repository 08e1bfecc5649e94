"""Each rule of the audit on both sides: what it bears out and what it does not, on a record of one or two rows."""

from typing import Any

import pandas as pd
import pytest

from analysis.measures.audit import comparisons, contradictions, counts, forms, verdicts
from analysis.measures.audit.outcomes import Outcome, Rule
from analysis.measures.audit.record import TABLES, Record

COLUMNS = {
    "claims": "claim_id paragraph kind subject_table subject_id field asserted_value as_written verdict",
    "actors": "actor_id name short_name kind parent_id",
    "citations": "citation_id object_table object_id field source_id grade",
    "documents": "document_id symbol title body session adoption_date series",
    "initiatives": "initiative_id title body place country initiative_date",
    "memberships": "membership_id group_id actor_id source_id",
    "pathways": "pathway_id from_id to_id relation",
    "roles": "role_id actor_id object_table object_id role",
    "sources": "source_id kind",
    "stages": "stage_id document_id stage manner",
    "statements": "statement_id subject_table subject_id quantity value_count qualifier value_text as_of_date "
    "source_id",
}
TALE = {"source_id": "tale", "kind": "narrative"}
TEXT = {
    "document_id": "A/RES/61/180",
    "symbol": "A/RES/61/180",
    "title": "Improving the coordination of efforts",
    "body": "general-assembly",
    "session": "61",
    "adoption_date": "2006-12-20",
}
EVENT = {
    "initiative_id": "forum",
    "title": "River Forum",
    "place": "Minsk",
    "country": "BLR",
    "initiative_date": "2007",
}


def record(**tables: list[dict[str, str]]) -> Record:
    tables.setdefault("sources", [TALE])
    frames = {name: pd.DataFrame(tables.get(name, []), columns=COLUMNS[name].split()) for name in TABLES}
    return Record(frames)


def claim(table: str, key: str, field: str, value: str, written: str = "", kind: str = "name") -> dict[str, str]:
    blank = dict.fromkeys(COLUMNS["claims"].split(), "")
    given = {"claim_id": "c", "kind": kind, "subject_table": table, "subject_id": key, "paragraph": "1"}
    return {**blank, **given, "field": field, "asserted_value": value, "as_written": written}


def of_text(field: str, value: str, written: str = "", kind: str = "name") -> dict[str, str]:
    return claim("documents", TEXT["document_id"], field, value, written, kind)


def of_event(field: str, value: str, kind: str = "name") -> dict[str, str]:
    return claim("initiatives", "forum", field, value, kind=kind)


def grade(table: str, key: str, grade: str, field: str = "") -> dict[str, str]:
    return {"citation_id": f"{key}~{field}", "object_table": table, "object_id": key, "field": field, "grade": grade}


def verdict(rule: Rule, given: dict[str, str], known: Record) -> str | None:
    outcome: Outcome | None = rule.find(given, known)
    assert outcome is None or outcome.reason.endswith((".", ". "))
    return outcome.verdict if outcome else None


@pytest.mark.parametrize(
    ("field", "right", "written", "expected"),
    [
        ("symbol", "A/RES/61/180", "A/res/61/180", "slip"),
        ("symbol", "A/RES/61/180", "A-RES-61-180", "slip"),
        ("symbol", "A/RES/61/180", "A/RES/61/180", "borne-out"),
        ("as_written", "(see above)", "(see above", "slip"),
        ("as_written", "31 August 2010", "31August, 2010", "slip"),
        ("as_written", "31 August 2010", "31 August 2010", "borne-out"),
    ],
)
def test_form_is_as_printed_or_a_slip(field: str, right: str, written: str, expected: str) -> None:
    assert verdict(forms.form_as_printed, of_text(field, right, written, "form"), record()) == expected


def test_only_a_claim_of_form_is_judged_by_its_form() -> None:
    assert verdict(forms.form_as_printed, of_text("symbol", "A/RES/61/180", "x"), record()) is None


@pytest.mark.parametrize(
    ("symbol", "graded", "expected"),
    [
        ("A/RES/62/180", "confirmed", "contradicted"),
        ("A/RES/62/180", "narrative-only", "unverified"),
        ("Resolution sixty-one", "confirmed", "slip"),
        ("A/RES/61/180", "narrative-only", "unverified"),
        ("A/RES/61/180", "partly", "partly"),
        ("A/RES/61/180", "confirmed", "borne-out"),
    ],
)
def test_symbol_is_on_record(symbol: str, graded: str, expected: str) -> None:
    known = record(documents=[TEXT], citations=[grade("documents", "A/RES/61/180", graded)])
    assert verdict(forms.symbol_on_record, of_text("document_id", symbol), known) == expected


@pytest.mark.parametrize(
    ("title", "written", "expected"),
    [
        ("Protection of migrants", "", "contradicted"),
        ("Improving coordination of efforts", "", "slip"),
        ("Improving the Coordination of Efforts", "", "slip"),
        ("Improving the coordination of efforts", "Improving the co-ordination", "slip"),
        ("Improving the coordination of efforts", "improving the coordination", "borne-out"),
    ],
)
def test_title_is_the_records(title: str, written: str, expected: str) -> None:
    known = record(documents=[TEXT], citations=[grade("documents", "A/RES/61/180", "confirmed")])
    assert verdict(forms.title_on_record, of_text("title", title, written), known) == expected


@pytest.mark.parametrize(
    ("date", "known", "graded", "expected"),
    [
        ("2007", "2006-12-20", "confirmed", "contradicted"),
        ("2007", "2006-12-20", "unconfirmed", "unverified"),
        ("2006-12-20", "2006", "confirmed", "partly"),  # the record is less exact
        ("2006", "2006~", "confirmed", "partly"),  # the source itself doubts
        ("2006", "", "confirmed", "unverified"),
        ("2006", "2006-12-20", "narrative-only", "unverified"),
        ("2006", "2006-12-20", "confirmed", "borne-out"),
        ("2006-12", "2006-12", "confirmed", "borne-out"),
    ],
)
def test_date_is_on_record(date: str, known: str, graded: str, expected: str) -> None:
    text = {**TEXT, "adoption_date": known}
    held = record(documents=[text], citations=[grade("documents", "A/RES/61/180", graded, "adoption_date")])
    assert verdict(comparisons.date_on_record, of_text("adoption_date", date), held) == expected


@pytest.mark.parametrize(
    ("date", "session", "expected"),
    [
        ("2010-07-30", "65", "contradicted"),
        ("2010", "64", "unverified"),  # two sessions fell in that year
        ("", "64", "unverified"),
        ("2010-07-30", "64", "borne-out"),
    ],
)
def test_session_of_an_event_follows_from_its_date(date: str, session: str, expected: str) -> None:
    event = {**EVENT, "initiative_date": date}
    held = record(initiatives=[event], citations=[grade("initiatives", "forum", "confirmed", "initiative_date")])
    assert verdict(comparisons.session_on_record, of_event("session", session), held) == expected


@pytest.mark.parametrize(("session", "expected"), [("62", "contradicted"), ("61", "borne-out")])
def test_session_of_a_document_is_the_records(session: str, expected: str) -> None:
    known = record(documents=[TEXT], citations=[grade("documents", "A/RES/61/180", "confirmed")])
    assert verdict(comparisons.session_on_record, of_text("session", session), known) == expected


@pytest.mark.parametrize(
    ("stage", "manner", "expected"),
    [
        ("approved-in-committee", "without-a-vote", "unverified"),  # a Committee's manner is none of the plenary's
        ("adopted", "", "unverified"),
        ("adopted", "recorded-vote", "contradicted"),
        ("adopted", "without-a-vote", "borne-out"),
    ],
)
def test_manner_is_that_of_the_adoption(stage: str, manner: str, expected: str) -> None:
    held = {"stage_id": "s", "document_id": "A/RES/61/180", "stage": stage, "manner": manner}
    known = record(documents=[TEXT], stages=[held], citations=[grade("stages", "s", "confirmed", "manner")])
    assert verdict(comparisons.manner_on_record, of_text("manner", "without-a-vote"), known) == expected


@pytest.mark.parametrize(("source", "expected"), [("tale", "unverified"), ("list", "borne-out")])
def test_member_is_listed_by_another_than_the_narrative(source: str, expected: str) -> None:
    listed = [{"membership_id": "m", "group_id": "ICAT", "actor_id": "ILO", "source_id": source}]
    known = record(memberships=listed, sources=[TALE, {"source_id": "list", "kind": "un-page"}])
    assert verdict(comparisons.member_listed, claim("actors", "ICAT", "member", "ILO"), known) == expected
    assert verdict(comparisons.member_listed, claim("actors", "ICAT", "member", "IOM"), known) == "unverified"


@pytest.mark.parametrize(("place", "expected"), [("Oslo", "contradicted"), ("minsk", "borne-out")])
def test_place_is_on_record(place: str, expected: str) -> None:
    known = record(initiatives=[EVENT], citations=[grade("initiatives", "forum", "confirmed")])
    assert verdict(comparisons.place_on_record, of_event("place", place), known) == expected


@pytest.mark.parametrize(
    ("actor", "graded", "expected"),
    [
        ("PHL", "confirmed", "unverified"),  # that another sponsored is no evidence against it
        ("BLR", "narrative-only", "unverified"),
        ("BLR", "partly", "partly"),
        ("BLR", "confirmed", "borne-out"),
    ],
)
def test_actor_is_in_the_recorded_role(actor: str, graded: str, expected: str) -> None:
    held = {"role_id": "r", "actor_id": "BLR", "object_table": "initiatives", "object_id": "forum", "role": "host"}
    known = record(initiatives=[EVENT], roles=[held], citations=[grade("roles", "r", graded)])
    assert verdict(comparisons.role_on_record, of_event("role:host", actor), known) == expected


@pytest.mark.parametrize(("end", "expected"), [("fund", "borne-out"), ("other", "unverified")])
def test_relation_is_stated_not_inferred(end: str, expected: str) -> None:
    tie = {"pathway_id": "p", "from_id": "A/RES/61/180", "to_id": "fund", "relation": "establishes"}
    known = record(pathways=[tie], citations=[grade("pathways", "p", "confirmed")])
    assert verdict(comparisons.relation_on_record, of_text("relation:establishes", end), known) == expected


@pytest.mark.parametrize(
    ("body", "expected"), [("security-council", "contradicted"), ("general-assembly", "borne-out")]
)
def test_any_other_value_is_on_record(body: str, expected: str) -> None:
    known = record(documents=[TEXT], citations=[grade("documents", "A/RES/61/180", "confirmed")])
    assert verdict(comparisons.value_on_record, of_text("body", body), known) == expected
    assert verdict(comparisons.value_on_record, of_text("other:purpose", body), known) is None


def stated(key: str, count: str, source: str = "release", **more: str) -> dict[str, str]:
    given = {"statement_id": key, "subject_table": "initiatives", "subject_id": "forum", "quantity": "participants"}
    return {**given, "value_count": count, "qualifier": "exactly", "as_of_date": "2007", "source_id": source, **more}


@pytest.mark.parametrize(
    ("asserted", "others", "expected"),
    [
        (">400", [], "unverified"),
        (">400", [stated("s", "430", as_of_date="2011")], "unverified"),  # another year
        (">400", [stated("s", "400")], "contradicted"),
        ("~20", [stated("s", "23")], "contradicted"),
        (">400", [stated("s", "430"), stated("t", "390")], "partly"),
        ("430", [stated("s", "400", qualifier="more-than")], "partly"),
        (">400", [stated("s", "430")], "borne-out"),
        ("~20", [stated("s", "21")], "borne-out"),
    ],
)
def test_count_is_within_what_sources_state_for_that_time(
    asserted: str, others: list[dict[str, str]], expected: str
) -> None:
    known = record(initiatives=[EVENT], statements=[stated("own", "400", "tale"), *others])
    assert verdict(counts.count_in_sources, of_event("participants", asserted), known) == expected


def test_what_is_no_count_is_left_to_others() -> None:
    assert verdict(counts.count_in_sources, of_event("convener", "Belarus"), record(initiatives=[EVENT])) is None


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        ("5", ["3", "1"], "self-contradictory"),
        ("2", ["3", "1"], "self-contradictory"),
        ("4", ["3", "1"], None),
        ("~5", ["3", "2"], None),
        ("5", ["3"], None),  # one part is no sum
    ],
)
def test_parts_make_the_whole(whole: str, parts: list[str], expected: str | None) -> None:
    told = [stated(part, part, "tale", quantity="place", value_text=f"Place {part}") for part in parts]
    given = of_event("conferences", whole, kind="count")
    assert verdict(counts.parts_make_the_whole, given, record(initiatives=[EVENT], statements=told)) == expected


@pytest.mark.parametrize(
    ("place", "host", "expected"),
    [
        ("Moscow", "BLR", "self-contradictory"),
        ("Moscow", "ACADEMY", "self-contradictory"),  # an institution of the State
        ("Minsk", "BLR", None),
        ("Geneva", "BLR", None),  # a seat of the United Nations
        ("Springfield", "BLR", None),  # of which nothing is known
        ("Moscow", "IOM", None),  # no State
    ],
)
def test_place_is_the_hosts(place: str, host: str, expected: str | None) -> None:
    actors: list[dict[str, Any]] = [
        {"actor_id": "BLR", "name": "Belarus", "kind": "state", "parent_id": ""},
        {"actor_id": "ACADEMY", "name": "Academy", "kind": "other", "parent_id": "BLR"},
    ]
    hosted = {**of_event("role:host", host), "claim_id": "h"}
    known = record(actors=actors, claims=[hosted])
    assert verdict(contradictions.place_of_the_host, of_event("place", place), known) == expected


@pytest.mark.parametrize(
    ("date", "field", "value", "expected"),
    [
        ("2009", "session", "61", "self-contradictory"),
        ("2009", "document_id", "A/RES/61/180", "self-contradictory"),
        ("2006", "session", "61", None),
        ("2007", "document_id", "A/RES/61/180", None),  # a session runs on into the next year
    ],
)
def test_date_is_in_the_session(date: str, field: str, value: str, expected: str | None) -> None:
    placed = {**of_text(field, value), "claim_id": "other"}
    known = record(documents=[TEXT], claims=[placed])
    assert verdict(contradictions.date_in_the_session, of_text("adoption_date", date), known) == expected


@pytest.mark.parametrize(
    ("field", "one", "other", "expected"),
    [
        ("adoption_date", "2006", "2007-01", "self-contradictory"),
        ("session", "61", "62", "self-contradictory"),
        ("participants", ">400", "350", "self-contradictory"),
        ("adoption_date", "2006", "2006-12", None),
        ("participants", ">400", "450", None),
        ("role:host", "BLR", "PHL", None),  # there may be two
    ],
)
def test_what_is_told_twice_can_be_the_same(field: str, one: str, other: str, expected: str | None) -> None:
    known = record(documents=[TEXT], claims=[{**of_text(field, other), "claim_id": "other"}])
    assert verdict(contradictions.told_twice, of_text(field, one), known) == expected


def test_reviewer_stands_where_no_rule_decides_and_the_record_never_worsens() -> None:
    known = {name: pd.DataFrame(columns=COLUMNS[name].split()) for name in TABLES}
    asked = [
        {**of_event("other:purpose", ""), "verdict": "partly", "reviewer_reason": "Weaker.", "source_id": "page"},
        {**of_event("other:purpose", ""), "claim_id": "d"},
    ]
    known["claims"] = pd.DataFrame(asked).replace("", None).assign(paraphrase="Said", reviewer_reason=["Weaker.", None])
    found = verdicts.verdicts(known)
    assert found["verdict"].astype("str").tolist() == ["partly", "unverified"]
    assert found["rule"].tolist() == ["reviewer", "reviewer"]
    assert found["evidence"].tolist() == [[("sources", "page")], []]
    (first, _) = verdicts.lines(found)
    assert list(first) == list(verdicts.KEYS)
    assert first["evidence"] == [{"table": "sources", "key": "page"}]


def test_every_rule_has_a_name_a_text_and_a_remedy() -> None:
    rules = verdicts.COMPARISONS + verdicts.CONTRADICTIONS
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.text.endswith(".") for rule in rules)
    assert [rule.name for rule in verdicts.COMPARISONS if not rule.needs] == ["form-as-printed"]
