"""A table as a grid: places, spans, kinds of columns, and the room that they need."""

import pytest

from publisher.chapter.document import Row, Table
from publisher.outputs import Column
from publisher.pdf.escaping import text_width
from publisher.pdf.grid import CODE, PICTURE, TOGETHER, Grid, kind_of
from publisher.safe.nodes import Element, Formula, Image, parse_html, raw_text


def table(rows: str) -> Element:
    [found] = parse_html(f"<table>{rows}</table>")
    assert isinstance(found, Element)
    return found


def places(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(raw_text(cell.element.children), cell.x, cell.y, cell.colspan, cell.rowspan) for cell in grid.cells]


def test_table_without_rows_has_no_cells() -> None:
    grid = Grid(table(""))
    assert (grid.cells, grid.heads, grid.width, grid.by_column()) == ([], 0, 0, [])


def test_spans_push_later_cells_aside() -> None:
    grid = Grid(
        table(
            "<thead><tr><th rowspan=2>a</th><th colspan=2>b</th></tr><tr><th>c</th><th>d</th></tr></thead>".replace(
                "=2", '="2"'
            )
            + "<tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody>"
        )
    )
    assert grid.heads == 2
    assert places(grid) == [
        ("a", 0, 0, 1, 2), ("b", 1, 0, 2, 1), ("c", 1, 1, 1, 1), ("d", 2, 1, 1, 1),
        ("1", 0, 2, 1, 1), ("2", 1, 2, 1, 1), ("3", 2, 2, 1, 1),
    ]  # fmt: skip


def test_spans_end_with_the_heads_and_with_the_table() -> None:
    grid = Grid(table('<thead><tr><th rowspan="9">a</th></tr></thead><tr><td rowspan="9">b</td></tr>'))
    assert places(grid) == [("a", 0, 0, 1, 1), ("b", 0, 1, 1, 1)]


@pytest.mark.parametrize("span", ["0", "-1", "x", "²", "99999"])
def test_absurd_spans_are_one(span: str) -> None:
    assert places(Grid(table(f'<tr><td colspan="{span}" rowspan="{span}">a</td></tr>'))) == [("a", 0, 0, 1, 1)]


def test_first_row_of_headings_heads_the_table() -> None:
    assert Grid(table("<tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr>")).heads == 1


def test_row_of_plain_cells_heads_nothing() -> None:
    assert Grid(table("<tr><td>a</td></tr><tr><td>1</td></tr>")).heads == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", "number"), ("-1.5e-3", "number"), ("12 %", "number"), ("1 000", "number"), ("NaN", "number"),
        ("−3", "number"), ("2006-12-20", "date"), ("2010-09", "date"), ("2006-12-20 10:00:00", "date"), ("NaT", "date"),
        ("A/RES/61/180", "text"), ("61st", "text"), ("", "text"), ("2005–2013 or so", "text"),
    ],
)  # fmt: skip
def test_kind_is_guessed_from_the_words(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_what_the_head_says_of_its_column_holds_for_the_cells() -> None:
    head = '<thead><tr><th style="text-align:left">a</th></tr></thead>'
    grid = Grid(table(f"{head}<tr><td>90</td></tr><tr><td>b</td></tr>"))
    assert [cell.kind for cell in grid.cells] == ["text", "text", "text"]


def test_a_table_of_ours_has_the_kinds_of_its_columns_and_heads_where_its_rows_have_names() -> None:
    columns = (Column("name", "Name", "symbol"), Column("number", "Number"))
    grid = Grid(Table("t", columns, [Row([["a"], ["1"]]), Row([["b"], []])], ["Caption"]))
    assert [(cell.text, cell.kind) for cell in grid.cells] == [
        ("Name", "symbol"), ("Number", "text"), ("a", "symbol"), ("1", "text"), ("b", "symbol"), ("", "text"),
    ]  # fmt: skip
    assert (grid.heads, grid.rows, grid.width, grid.head_columns) == (1, 3, 2, 1)
    assert Grid(Table("t", columns, [Row([["a"], ["1"]]), Row([["a"], ["2"]])], [])).head_columns == 0
    assert Grid(Table("t", (), [Row([])], [])).cells == []


@pytest.mark.parametrize(
    ("nodes", "found", "width"),
    [
        (["a", Element("br"), "b"], (1, False, False), text_width("ab")),
        ([Element("pre", {}, ["a\nb\nc"])], (2, False, True), text_width("a b c")),
        ([Element("b", {}, ["x"])], (0, False, False), text_width("x", bold=True)),
        ([Element("b", {}, [Element("code", {}, ["x"])])], (0, False, False), CODE),
        ([Image("x.png", "x")], (0, True, True), PICTURE),
        ([Formula("x", False)], (0, False, False), CODE),  # one that could not be set is shown as code
        ([Formula("x", False, Element("math"))], (0, False, False), text_width("x")),
    ],
)
def test_a_cell_knows_what_is_in_it(nodes: list[Element], found: tuple[int, bool, bool], width: float) -> None:
    [cell] = Grid(Table("t", (Column("x", "X"),), [Row([[*nodes]])], [])).cells[1:]
    assert (cell.breaks, cell.is_picture, cell.is_tall) == found
    assert cell.width == width


def test_a_cell_is_at_least_as_wide_as_what_stays_on_one_line() -> None:
    head, words, code = Grid(
        table("<tr><th>a bold</th></tr><tr><td>a word</td></tr><tr><td><code>a it</code></td></tr>")
    ).cells
    assert (head.least, words.least) == (text_width("bold", bold=True), text_width("word"))
    assert code.least == 2 * CODE


@pytest.mark.parametrize(
    ("rows", "full"),
    [
        ("", True),
        ("<tr><td>1</td><td>2</td></tr><tr><td>3</td></tr>", False),  # a place left open
        ('<tr><td colspan="2">1</td></tr><tr><td>3</td><td>4</td></tr>', True),
        ('<tr><td rowspan="2">1</td><td>2</td></tr><tr><td>4</td></tr>', True),
        ('<tr><td rowspan="2">1</td><td>2</td></tr><tr></tr>', True),  # the span ends with the last row that has cells
    ],
)
def test_a_grid_is_full_where_no_place_is_left_open(rows: str, full: bool) -> None:
    assert Grid(table(rows)).is_full is full


TITLE = "Trafficking in Women and Girls: Meeting the Challenge Together"


def rows(*titles: str) -> Grid:
    body = "".join(f"<tr><td>{title}</td><td>{number}</td></tr>" for number, title in enumerate(titles))
    return Grid(table(f"<thead><tr><th>a</th><th>b</th></tr></thead>{body}"))


def test_long_words_repeated_down_the_first_column_are_said_once() -> None:
    spans = [cell.rowspan for cell in rows(*[TITLE] * 6, "x").cells if cell.x == 0]
    assert spans == [1, TOGETHER, 2, 1]


@pytest.mark.parametrize("titles", [["short"] * 6, [TITLE, TITLE, *map(str, range(9))], [TITLE, "x"] * 3])
def test_short_or_rarely_repeated_words_are_said_in_every_row(titles: list[str]) -> None:
    assert {cell.rowspan for cell in rows(*titles).cells} == {1}
