"""Tables as HTML: heads with scope, cells as text, rows that can be linked to."""

import pytest

from publisher.chapter import tables
from publisher.outputs import Cell, Column, Source, Table


def _table(*rows: tuple[str, ...], kinds: tuple[str, ...] = ("text", "number")) -> Table:
    columns = tuple(Column(f"c{n}", f"Head {n}", kind) for n, kind in enumerate(kinds))
    return Table("t", "What & when", columns, tuple(tuple(map(Cell, row)) for row in rows))


def test_table_has_caption_scoped_heads_and_kinds() -> None:
    assert tables.table(_table(("a", "1"), ("b", "2")), label="Table 2.1") == (
        '<table class="data"><caption><span class="label">Table 2.1</span> What &amp; when</caption>\n'
        '<thead><tr><th scope="col" class="text">Head 0</th><th scope="col" class="number">Head 1</th></tr></thead>\n'
        "<tbody>\n"
        '<tr><th scope="row">a</th><td class="number">1</td></tr>\n'
        '<tr><th scope="row">b</th><td class="number">2</td></tr>\n'
        "</tbody></table>"
    )


@pytest.mark.parametrize("rows", [[("a", "1"), ("a", "2")], [("", "1"), ("b", "2")]])
def test_first_column_heads_no_row_where_it_repeats_or_is_blank(rows: list[tuple[str, ...]]) -> None:
    assert 'scope="row"' not in tables.table(_table(*rows))


def test_cell_is_text_whatever_it_holds() -> None:
    markup = tables.table(_table(("<script>alert(1)</script>", "\u202e1"), ("b", "</td></table>")))
    assert "&lt;script&gt;" in markup and "&lt;/td&gt;" in markup and "\u202e" not in markup


def test_cell_that_is_too_long_is_cut_and_says_so() -> None:
    markup = tables.table(_table(("a" * 1_000_000, "1")))
    assert len(markup) < 6_000
    assert "… (and 995,000 more characters)" in markup


def test_cell_with_an_address_is_a_link() -> None:
    given = Table("t", "", (Column("a", "A", "symbol"),), ((Cell("A/RES/61/180", "https://docs.un.org/x?a=1&b=2"),),))
    assert '<td class="symbol"><a href="https://docs.un.org/x?a=1&amp;b=2">A/RES/61/180</a></td>' in tables.table(given)


def test_column_of_sentences_is_marked_long() -> None:
    assert 'class="text long"' in tables.table(_table(("word " * 20, "1"), ("word " * 20 + "x", "2")))


def test_rows_are_named_by_their_first_cell_and_unique() -> None:
    given = _table(("A/RES/61/180", "1"), ("A/RES/61/180", "2"), ("", "3"), ("Ж", "4"))
    assert list(tables.row_names(given, "row-t").values()) == [
        "row-t-a-res-61-180",
        "row-t-a-res-61-180-2",
        "row-t-3",
        "row-t-ж",
    ]
    assert '<tr id="row-t-3">' in tables.table(given, rows={2: "row-t-3"})


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([], ""),
        ([Source("A & B")], "Source: A &amp; B."),
        (
            [Source("A", "https://a.example/", "a"), Source("", "https://b.example/")],
            'Sources: <a href="https://a.example/" data-source="a">A</a>; '
            '<a href="https://b.example/">https://b.example/</a>.',
        ),
    ],
)
def test_sources_stand_in_a_line(sources: list[Source], line: str) -> None:
    assert tables.sources(sources) == line
