"""Each rule on rows that break it, and on rows that come near but do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dataset import content
from analysis.dataset.rules import registry
from analysis.dataset.rules.registry import Violation
from analysis.dataset.schema import Field, Package, Table

Tables = dict[str, list[dict[str, Any]]]
Broken = Callable[[str, Tables], list[Violation]]


def document(key: str = "A/RES/61/180", **cells: Any) -> dict[str, Any]:
    row = {
        "document_id": key,
        "symbol": key,
        "body": "general-assembly",
        "session": "61",
        "kind": "resolution",
        "adoption_date": "2006-12-20",
    }
    return row | cells


def stage(kind: str = "adopted", document_id: str = "A/RES/61/180", **cells: Any) -> dict[str, Any]:
    row = {
        "stage_id": f"{document_id}#{kind}",
        "document_id": document_id,
        "stage": kind,
        "body": "general-assembly",
        "stage_date": "2006-12-20",
    }
    return row | cells


def vote(yes: Any = 35, no: Any = 2, abstain: Any = 15, **cells: Any) -> dict[str, Any]:
    tally = {"yes_count": yes, "no_count": no, "abstain_count": abstain}
    return stage(**{"manner": "recorded-vote", "manner_as_stated": "adopted by 35-2-15", **tally, **cells})


def edge(from_id: str, to_id: str, relation: str = "recalls", **cells: Any) -> dict[str, Any]:
    row = {"pathway_id": f"{from_id}#{relation}#{to_id}", "from_table": "documents", "to_table": "documents"}
    return row | {"from_id": from_id, "to_id": to_id, "relation": relation} | cells


def citation(object_id: str = "A/RES/61/180", **cells: Any) -> dict[str, Any]:
    row = {"citation_id": f"documents/{object_id}~1", "object_table": "documents", "object_id": object_id}
    return row | {"source_id": "s1", "grade": "confirmed"} | cells


def claim(field: str, value: str, **cells: Any) -> dict[str, Any]:
    row = {"claim_id": "p06-01", "paragraph": 6, "subject_table": "documents", "subject_id": "A/RES/61/180"}
    return row | {"field": field, "asserted_value": value} | cells


def count(**cells: Any) -> dict[str, Any]:
    return {"value_count": 17, "qualifier": "exactly", "as_stated": "17 UN agencies"} | cells


MEMBER = {
    "membership_id": "gof#blr#2010#s1",
    "group_id": "GOF",
    "actor_id": "BLR",
    "as_of_date": "2010",
    "source_id": "s1",
}
APPROVAL = stage("approved-in-committee", body="third-committee")
SOURCES = [{"source_id": "s1", "kind": "news"}, {"source_id": "told", "kind": "narrative"}]
GROUP = [{"initiative_id": "group", "kind": "group"}, {"initiative_id": "visit", "kind": "visit"}]
BOTH = {"from_table": "initiatives", "to_table": "initiatives"}
LATER = document("A/RES/63/194", session="63", adoption_date="2008-12-18")
UNDATED = document("A/RES/64/178", session="64", adoption_date="")

# rule, tables that break it, the columns that it names
BAD: list[tuple[str, Tables, list[str]]] = [
    ("reference-exists", {"documents": [], "roles": [{"object_table": "documents", "object_id": "x"}]}, ["object_id"]),
    ("reference-exists", {"initiatives": [], "claims": [{"subject_table": "initiatives"}]}, ["subject_id"]),
    ("citation-is-of-something", {"citations": [citation(field="adopted_date")]}, ["field"]),
    ("key-is-derived", {"documents": [document(document_id="A/RES/61/181")]}, ["document_id"]),
    ("key-is-derived", {"stages": [stage(stage_id="A/RES/61/180#tabled")]}, ["stage_id"]),
    ("key-is-derived", {"stages": [stage(stage_id="A/RES/61/180#adopted2")]}, ["stage_id"]),
    ("key-is-derived", {"actors": [{"actor_id": "BLR", "kind": "state"}]}, ["iso3"]),
    ("key-is-derived", {"actors": [{"actor_id": "BY", "kind": "state", "iso3": "BLR"}]}, ["actor_id"]),
    ("key-is-derived", {"claims": [{"claim_id": "p07-01", "paragraph": 6}]}, ["claim_id"]),
    ("rows-differ", {"roles": [{"role_id": "a", "actor_id": "BLR"}, {"role_id": "b", "actor_id": "BLR"}]}, [""]),
    ("rows-differ", {"citations": [citation(), citation(citation_id="x", grade="partly", locator="p. 2")]}, [""]),
    ("text-is-plain", {"documents": [document(title="<b>Bold</b>")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="a &amp; b")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="see [this](that)")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="line\nbreak")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="zero\u200bwidth")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="no\u00a0break")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="Tu\u0308rkiye")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="TÃ¼rkiye")]}, ["title"]),
    (
        "text-is-plain",
        {"documents": [document(title="T?rkiye"), document("A/RES/61/181", title="the ?first?")]},
        ["title", "title"],
    ),
    ("text-is-plain", {"documents": [document(title=" spaced")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="two  spaces")]}, ["title"]),
    ("text-is-plain", {"documents": [document(title='=HYPERLINK("x")')]}, ["title"]),
    ("text-is-plain", {"documents": [document(title="@SUM(A1)")]}, ["title"]),
    ("number-is-plain", {"stages": [vote(yes="035")]}, ["yes_count"]),
    ("number-is-plain", {"stages": [vote(yes="+35")]}, ["yes_count"]),
    ("date-is-edtf", {"documents": [document(adoption_date="2006-13-20")]}, ["adoption_date"]),
    ("date-is-edtf", {"initiatives": [{"initiative_date": "2010-06/2010-05"}]}, ["initiative_date"]),
    (
        "dates-are-in-order",
        {"ratifications": [{"signature_date": "2003", "consent_date": "2002-12"}]},
        ["consent_date"],
    ),
    ("dates-are-in-order", {"memberships": [{"from_date": "2012", "to_date": "2011"}]}, ["to_date"]),
    (
        "date-is-past",
        {"sources": [{"source_id": "s", "date_accessed": "2026-11-23"}], "documents": [document(adoption_date="2062")]},
        ["adoption_date"],
    ),
    ("date-is-past", {"documents": [document(adoption_date="1206")]}, ["adoption_date"]),
    ("form-fits-kind", {"sources": [{"source_id": "s", "url": "www.un.org"}]}, ["url"]),
    ("form-fits-kind", {"initiatives": [{"country": "by"}]}, ["country"]),
    ("symbol-is-canonical", {"documents": [document("A/res/61/180")]}, ["symbol"]),
    ("symbol-is-canonical", {"documents": [document("A/RES//61/180")]}, ["symbol"]),
    ("symbol-is-canonical", {"stages": [stage(meeting="A/61/PV 82")]}, ["meeting"]),
    ("symbol-fits-document", {"documents": [document(body="human-rights-council")]}, ["body"]),
    ("symbol-fits-document", {"documents": [document(session="16")]}, ["session"]),
    ("symbol-fits-document", {"documents": [document(kind="decision")]}, ["kind"]),
    ("symbol-fits-document", {"documents": [document("CCPCJ resolution 20/3", symbol="", session="21")]}, ["session"]),
    ("date-fits-session", {"documents": [document(adoption_date="2008-12-20")]}, ["adoption_date"]),
    (
        "date-fits-session",
        {
            "documents": [
                document(
                    "CCPCJ resolution 20/3",
                    symbol="",
                    session="20",
                    body="commission-on-crime-prevention-and-criminal-justice",
                )
            ]
        },
        ["adoption_date"],
    ),
    (
        "date-fits-session",
        {"documents": [document()], "stages": [stage("approved-in-committee", stage_date="2005-11")]},
        ["stage_date"],
    ),
    ("date-fits-session", {"stages": [stage("tabled", draft_symbol="A/C.3/63/L.2")]}, ["stage_date"]),
    ("date-fits-session", {"sources": [{"symbol": "A/61/PV.82", "date_published": "2016-12-20"}]}, ["date_published"]),
    ("stage-fits-document", {"documents": [document(committee_report="A/62/444")]}, ["committee_report"]),
    ("stage-fits-document", {"documents": [document()], "stages": [stage(meeting="A/66/PV.82")]}, ["meeting"]),
    (
        "stage-fits-document",
        {"documents": [document()], "stages": [stage(draft_symbol="E/2006/L.2")]},
        ["draft_symbol"],
    ),
    ("stage-fits-document", {"documents": [document()], "stages": [stage(body="security-council")]}, ["body"]),
    (
        "stage-fits-document",
        {"documents": [document()], "stages": [stage("tabled", draft_symbol="A/C.3/61/L.2")]},
        ["body"],
    ),
    (
        "stage-fits-document",
        {
            "documents": [document("E/RES/2013/41", body="economic-and-social-council", session="2013")],
            "stages": [
                stage(document_id="E/RES/2013/41", body="economic-and-social-council", draft_symbol="E/CN.15/2012/L.5")
            ],
        },
        ["draft_symbol"],
    ),
    ("document-is-adopted-once", {"documents": [document()], "stages": []}, [""]),
    ("document-is-adopted-once", {"documents": [document()], "stages": [stage(), stage(stage_id="x#2")]}, [""]),
    (
        "document-is-adopted-once",
        {"documents": [document()], "stages": [stage(stage_date="2006-12-19")]},
        ["stage_date"],
    ),
    ("document-is-adopted-once", {"documents": [document()], "stages": [stage(body="third-committee")]}, ["body"]),
    ("document-is-adopted-once", {"documents": [document(kind="letter")], "stages": []}, ["adoption_date"]),
    (
        "document-is-adopted-once",
        {"documents": [document(agenda_item="98")], "stages": [stage(agenda_item="89")]},
        ["agenda_item"],
    ),
    ("tally-goes-with-recorded-vote", {"stages": [vote(no="")]}, ["no_count"]),
    ("tally-goes-with-recorded-vote", {"stages": [stage(manner="without-a-vote", yes_count=1)]}, ["yes_count"]),
    ("tally-goes-with-recorded-vote", {"stages": [stage(yes_count=1)]}, ["yes_count"]),
    ("tally-adds-up", {"stages": [vote(yes=53)]}, ["yes_count"]),
    ("tally-adds-up", {"stages": [vote(manner_as_stated="")]}, ["manner_as_stated"]),
    ("tally-adds-up", {"stages": [vote(yes=2, no=35, manner_as_stated="2-35-15")]}, ["yes_count"]),
    ("tally-adds-up", {"stages": [vote(yes=180, manner_as_stated="180-2-15")]}, [""]),
    (
        "tally-adds-up",
        {"stages": [vote(stage="amendment-voted", manner_as_stated="rejected by 35-2-15")]},
        ["yes_count"],
    ),
    ("manner-fits-words", {"stages": [stage(manner="without-a-vote", manner_as_stated="35-2-15")]}, ["manner"]),
    ("manner-fits-words", {"stages": [vote(manner_as_stated="by consensus")]}, ["manner"]),
    ("manner-is-of-a-decision", {"stages": [stage("tabled", manner="without-a-vote")]}, ["manner"]),
    (
        "stages-run-forward",
        {"stages": [stage(), stage("approved-in-committee", stage_date="2006-12-21")]},
        ["stage_date"],
    ),
    (
        "stages-run-forward",  # an amendment in plenary comes after the committee
        {
            "documents": [document()],
            "stages": [
                stage("amendment-voted", stage_date="2006-11-01"),
                stage("approved-in-committee", body="third-committee", stage_date="2006-11-20"),
            ],
        },
        ["stage_date"],
    ),
    (
        "edge-runs-forward",
        {"documents": [document(), LATER], "pathways": [edge("A/RES/61/180", "A/RES/63/194")]},
        [""],
    ),
    (
        "edge-runs-forward",
        {"documents": [document(), LATER], "pathways": [edge("A/RES/63/194", "A/RES/61/180", "mandates")]},
        [""],
    ),
    ("edge-has-its-ends", {"pathways": [edge("A", "B", "tables")]}, ["from_table"]),
    ("edge-has-its-ends", {"pathways": [edge("A", "B", "convenes")]}, ["to_table"]),
    ("edge-has-its-ends", {"initiatives": GROUP, "pathways": [edge("group", "visit", "part-of", **BOTH)]}, [""]),
    ("key-is-derived", {"sources": [{"source_id": "text-a-res-61-18", "symbol": "A/RES/61/180"}]}, ["source_id"]),
    ("key-is-derived", {"pathways": [edge("A", "B", pathway_id="B#recalls#A")]}, ["pathway_id"]),
    ("key-is-derived", {"citations": [citation(field="series")]}, ["citation_id"]),
    ("edge-joins-two-things", {"pathways": [edge("A", "A")]}, ["to_id"]),
    ("edge-joins-two-things", {"pathways": [edge("A", "B"), edge("B", "A")]}, ["", ""]),
    ("fact-is-cited", {"documents": [document(adoption_date="")], "citations": []}, [""]),
    ("fact-is-cited", {"documents": [document()], "citations": [citation()]}, ["adoption_date"]),
    ("citation-is-of-something", {"documents": [document()], "citations": [citation(field="series")]}, ["grade"]),
    ("grade-fits-source", {"sources": SOURCES, "citations": [citation(source_id="")]}, ["source_id"]),
    ("grade-fits-source", {"sources": SOURCES, "citations": [citation(grade="unknown")]}, ["grade"]),
    ("grade-fits-source", {"sources": SOURCES, "citations": [citation(grade="narrative-only")]}, ["grade"]),
    (
        "grade-fits-source",
        {"sources": SOURCES, "citations": [citation(), citation(source_id="told", grade="narrative-only")]},
        ["grade"],
    ),
    ("claim-is-comparable", {"claims": [claim("adopted_date", "2006")]}, ["field"]),
    ("claim-is-comparable", {"claims": [claim("role:sponsor", "BLR")]}, ["field"]),
    ("claim-is-comparable", {"claims": [claim("adoption_date", "December 2006")]}, ["asserted_value"]),
    ("claim-is-comparable", {"claims": [claim("manner", "by consensus")]}, ["asserted_value"]),
    ("claim-is-comparable", {"claims": [claim("role:main-sponsor", "Belarus")], "actors": []}, ["asserted_value"]),
    ("verdict-is-reasoned", {"claims": [{"claim_id": "p06-01", "verdict": "slip"}]}, ["reviewer_reason"]),
    ("verdict-is-reasoned", {"claims": [{"claim_id": "p06-01", "reviewer_reason": "x"}]}, ["verdict"]),
    (
        "blank-is-unknown",
        {"documents": [document(agenda_item="N/A", note="-", title="unknown")]},
        ["agenda_item", "note"],
    ),
    ("approval-is-not-adoption", {"documents": [document()], "stages": [APPROVAL]}, ["adoption_date"]),
    (
        "stage-fits-document",
        {"documents": [document()], "stages": [APPROVAL | {"body": "general-assembly"}]},
        ["body"],
    ),
    ("grade-fits-source", {"sources": SOURCES, "citations": [citation(source_id="told")]}, ["grade"]),
    (
        "citation-is-of-something",  # a manner filled in though nobody was found to tell it
        {
            "stages": [stage(manner="without-a-vote")],
            "citations": [citation("A/RES/61/180#adopted", object_table="stages", field="manner", grade="unknown")],
        },
        ["grade"],
    ),
    ("subject-is-named", {"documents": [document(paragraph=7)], "claims": [claim("title", "x")]}, ["paragraph"]),
    ("subject-is-named", {"documents": [document()], "claims": [claim("title", "x")]}, ["paragraph"]),
    ("count-is-as-stated", {"statements": [count(value_count=71)]}, ["value_count"]),
    ("count-is-as-stated", {"statements": [count(qualifier="")]}, ["qualifier"]),
    ("count-is-as-stated", {"statements": [count(value_count="", value_text="many")]}, ["value_count"]),
    ("count-is-as-stated", {"statements": [count(value_count="", qualifier="")]}, ["value_text"]),
    ("claim-is-comparable", {"claims": [claim("session", "sixty-first")]}, ["asserted_value"]),
    ("key-is-derived", {"memberships": [MEMBER | {"as_of_date": "2012"}]}, ["membership_id"]),
    ("consent-is-whole", {"ratifications": [{"consent_date": "2003-06-25"}]}, ["consent_kind"]),
    ("consent-is-whole", {"ratifications": [{"consent_kind": "accession"}]}, ["consent_date"]),
    (
        "consent-is-whole",
        {"ratifications": [{"signature_date": "2000", "consent_date": "2003", "consent_kind": "accession"}]},
        ["consent_kind"],
    ),
    ("nothing-contains-itself", {"actors": [{"actor_id": "UN", "parent_id": "UN"}]}, ["parent_id"]),
    (
        "nothing-contains-itself",
        {"actors": [{"actor_id": "A", "parent_id": "B"}, {"actor_id": "B", "parent_id": "A"}]},
        ["parent_id", "parent_id"],
    ),
]


@pytest.mark.parametrize(("rule", "tables", "columns"), BAD)
def test_rule_names_the_broken_column(broken: Broken, rule: str, tables: Tables, columns: list[str]) -> None:
    found = broken(rule, tables)
    assert [violation.column for violation in found] == columns
    assert all(violation.wrong and violation.right for violation in found)


GOOD: list[tuple[str, Tables]] = [
    ("reference-exists", {"roles": [{"object_table": "documents", "object_id": "x"}]}),  # documents could not be read
    ("key-is-derived", {"stages": [stage(stage_id="A/RES/61/180#adopted#2")]}),
    ("key-is-derived", {"documents": [document("CCPCJ resolution 20/3", symbol="")]}),
    ("rows-differ", {"citations": [citation(), citation(source_id="s2")]}),
    ("text-is-plain", {"documents": [document(title="Women & girls: “a < b”, 5 > 3, Türkiye, Côte d’Ivoire (*)")]}),
    ("text-is-plain", {"sources": [{"url": "https://x.org/?a=1&lt;=2"}]}),
    ("text-is-plain", {"documents": [document(title="Who? What (when?)")]}),
    ("date-is-edtf", {"initiatives": [{"initiative_date": "2010-05/2010-06"}, {"initiative_date": "2012~"}]}),
    ("dates-are-in-order", {"ratifications": [{"signature_date": "2003", "consent_date": "2003-01-02"}]}),
    ("date-fits-session", {"documents": [document("A/RES/64/293", session="64", adoption_date="2010-07-30")]}),
    ("date-fits-session", {"documents": [UNDATED]}),
    ("symbol-fits-document", {"documents": [document("CCPCJ resolution 20/3", symbol="", session="20")]}),
    (
        "document-is-adopted-once",
        {"documents": [document("A/67/L.62", kind="draft-resolution")], "stages": [stage(document_id="A/67/L.62")]},
    ),
    ("tally-adds-up", {"stages": [vote(manner_as_stated="by 35 votes to 2, with 15 abstentions")]}),
    ("tally-goes-with-recorded-vote", {"stages": [vote(abstain=0)]}),
    (
        "stages-run-forward",  # a month may hold the day; an amendment in plenary follows the committee
        {
            "documents": [document()],
            "stages": [
                stage(),
                stage("approved-in-committee", body="third-committee", stage_date="2006-12"),
                stage("amendment-voted", stage_date="2006-12-20"),
            ],
        },
    ),
    ("edge-runs-forward", {"documents": [document(), LATER], "pathways": [edge("A/RES/63/194", "A/RES/61/180")]}),
    (
        "edge-has-its-ends",
        {"pathways": [edge("A", "B", "follows"), edge("A", "B", "tables", from_table="initiatives")]},
    ),
    (
        "key-is-derived",
        {"citations": [citation("CCPCJ resolution 20/3", citation_id="documents/CCPCJ-resolution-20/3~2")]},
    ),
    ("edge-runs-forward", {"documents": [document(), UNDATED], "pathways": [edge("A/RES/61/180", "A/RES/64/178")]}),
    ("fact-is-cited", {"documents": [document(adoption_date="")], "citations": [citation()]}),
    ("grade-fits-source", {"sources": SOURCES, "citations": [citation(source_id="", grade="unconfirmed")]}),
    ("claim-is-comparable", {"claims": [claim("other:purpose", "", verdict="partly", reviewer_reason="x")]}),
    ("claim-is-comparable", {"claims": [claim("as_written", "(A/RES/61/180)"), claim("participants", ">400")]}),
    ("claim-is-comparable", {"claims": [claim("member", "BLR")], "actors": [{"actor_id": "BLR"}]}),
    ("blank-is-unknown", {"citations": [citation(grade="unknown")], "actors": [{"actor_id": "NA", "name": "Nil"}]}),
    ("approval-is-not-adoption", {"documents": [document(adoption_date="2006-12")], "stages": [APPROVAL]}),
    ("approval-is-not-adoption", {"documents": [document()], "stages": [APPROVAL | {"body": "fifth-committee"}]}),
    ("key-is-derived", {"memberships": [MEMBER]}),
    ("nothing-contains-itself", {"actors": [{"actor_id": "SG", "parent_id": "UN"}, {"actor_id": "UN"}]}),
    ("consent-is-whole", {"ratifications": [{"signature_date": "2000-12-14"}]}),
    ("subject-is-named", {"documents": [document(paragraph=6)], "claims": [claim("title", "x")]}),
    ("count-is-as-stated", {"statements": [count(value_count=50000, as_stated="50,000 dollars"), count(as_stated="")]}),
    ("document-is-adopted-once", {"documents": [document(adoption_date="20.12.2006")], "stages": [stage()]}),
]


@pytest.mark.parametrize(("rule", "tables"), GOOD)
def test_rule_lets_pass_what_is_right(broken: Broken, rule: str, tables: Tables) -> None:
    assert broken(rule, tables) == []


def test_every_rule_is_described_and_has_a_bad_case() -> None:
    assert all(rule.description.endswith(".") for rule in registry.RULES.values())
    assert {rule for rule, _, _ in BAD} | {"labels-fit", "nothing-idle"} == set(registry.RULES)


def test_idle_sources_and_unused_values_without_a_label_are_named(package: Package, broken: Broken) -> None:
    everything: Tables = {name: [] for name in package.tables}
    assert broken("labels-fit", everything) == []
    idle = broken("nothing-idle", everything | {"sources": SOURCES, "statements": [{"source_id": "s1"}]})
    assert [violation.key for violation in idle] == ["told"]
    assert broken("nothing-idle", {"sources": SOURCES}) == []  # unknown while other tables cannot be read


CELLS = st.sampled_from(
    ["", "A/RES/61/180", "documents", "2006", "x", "-1", "\0", "=", "\ud800", "CCPCJ resolution 9/9"]
)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_rules_never_raise_whatever_stands_in_the_cells(package: Package, data: st.DataObject) -> None:
    tables = {}
    for name, table in package.tables.items():
        drawn = st.fixed_dictionaries(
            {},
            optional={
                field.name: st.one_of(CELLS, st.sampled_from(field.enum) if field.enum else st.text(max_size=12))
                for field in table.fields
            },
        )
        rows = data.draw(st.lists(drawn, max_size=3))
        tables[name] = [
            content.Row(name, line, row.get(table.primary_key[0], ""), row) for line, row in enumerate(rows, 2)
        ]
    for violation in registry.violations(tables, package):
        assert str(violation).isprintable()


@pytest.mark.parametrize(
    ("labels", "wrong"),
    [
        ({}, ["'b' is never used"]),
        ({"a": "A"}, ["'b' is never used", "labels and enum differ"]),
        ({"b": "B", "a": "A"}, ["labels and enum differ"]),
        ({"a": "A", "b": "A"}, ["two values have one label"]),
    ],
)
def test_unused_value_without_label_and_labels_at_odds_with_values_are_named(
    labels: dict[str, str], wrong: list[str]
) -> None:
    field = Field("kind", "string", enum=("a", "b"), labels=labels)
    package = Package(Path(), {"t": Table("t", "t.csv", (field,), ("kind",))})
    found = list(registry.violations({"t": [content.Row("t", 2, "a", {"kind": "a"})]}, package))
    assert [violation.wrong for violation in found] == wrong
