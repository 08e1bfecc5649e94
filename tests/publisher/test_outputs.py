"""The contract between a notebook and the publisher: what goes out comes back, and nothing forged gets through."""

import json

import pytest

from publisher.outputs import (
    FACTS,
    FIGURE,
    TABLE,
    Cell,
    Column,
    Fact,
    Facts,
    Figure,
    OutputError,
    Source,
    Table,
    read,
)

TABLE_VALUE = Table(
    name="by-year",
    caption="Resolutions by year",
    columns=(Column("year", "Year", "date"), Column("count", "Resolutions", "number")),
    rows=((Cell("2006"), Cell("1", "https://docs.un.org/en/A/RES/61/180")),),
    sources=(Source("A/61/PV.82", "https://docs.un.org/en/A/61/PV.82", "a-61-pv-82"),),
)
FIGURE_VALUE = Figure(
    name="timeline", svg="<svg xmlns='http://www.w3.org/2000/svg'/>", alt="One mark.", caption="C", table=TABLE_VALUE
)
FACTS_VALUE = Facts("The Assembly adopted **1** text.", (Fact("adopted", 1, "resolutions", "1"),))


@pytest.mark.parametrize(
    ("bundle", "mime"),
    [(TABLE_VALUE, TABLE), (FIGURE_VALUE, FIGURE), (FACTS_VALUE, FACTS)],
    ids=["table", "fig", "facts"],
)
def test_what_goes_out_comes_back(bundle: Table | Figure | Facts, mime: str) -> None:
    data = bundle._repr_mimebundle_()
    assert read(json.loads(json.dumps(data))) == bundle
    assert set(data) - {mime} >= {"text/plain"}


def test_outputs_of_others_are_not_ours() -> None:
    assert read({"text/html": "<b>x</b>"}) is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({TABLE: []}, "table: expected an object, found list"),
        ({TABLE: {"name": "x", "columns": "no"}}, "table columns: expected a list, found str"),
        ({TABLE: {"name": "x", "columns": [], "rows": [[{"text": 5}]]}}, "table row text is a int, not text"),
        ({TABLE: {"name": "X y", "caption": "", "columns": [], "rows": []}}, "use lower-case words"),
        ({TABLE: {"name": "x", "caption": "", "columns": [], "rows": [[{"text": "a"}]]}}, "row 1 has 1 cells, not 0"),
        (
            {TABLE: {"name": "x", "columns": [{"name": "a", "label": "A", "kind": "html"}], "rows": []}},
            "kind 'html' is not one of",
        ),
        (
            {FACTS: {"markdown": "x", "facts": [{"key": "k", "value": {}}]}},
            "facts fact value is a dict, not a number or text",
        ),
        ({FACTS: {"markdown": "x", "html": "<script>"}}, "facts: unknown 'html'"),
        (
            {FIGURE: {"name": "x", "svg": "<svg/>", "alt": " ", "caption": "", "table": {}}},
            "figure table: caption, columns, name",
        ),
    ],
)
def test_a_forged_bundle_is_refused_with_its_place(data: dict[str, object], told: str) -> None:
    with pytest.raises(OutputError) as caught:
        read(data)
    assert told in str(caught.value)


def test_a_figure_needs_words_for_those_who_cannot_see_it() -> None:
    with pytest.raises(OutputError, match="no alt text"):
        Figure(name="x", svg="<svg/>", alt=" ", caption="", table=TABLE_VALUE)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//evil", "https://a b", "file:///etc"])
def test_a_forged_address_becomes_plain_text(href: str) -> None:
    data = TABLE_VALUE._repr_mimebundle_()
    data[TABLE]["rows"][0][1]["href"] = href
    table = read(data)
    assert isinstance(table, Table)
    assert table.rows[0][1] == Cell("1", "")


def test_the_fallback_for_jupyterlab_is_escaped() -> None:
    table = Table("x", "<b>", (Column("a", "<i>"),), ((Cell("<script>"),),))
    assert "<script>" not in table._repr_mimebundle_()["text/html"]
