"""Tables on paper: columns fitted to the room, turned or folded."""

import pytest

from publisher.pdf import columns
from publisher.pdf.escaping import text_width
from publisher.pdf.grid import PICTURE, Grid
from publisher.safe.nodes import Element, Image, parse_html


def grid(heads: list[str], *rows: list[str]) -> Grid:
    def line(tag: str, cells: list[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line("td", row) for row in rows)
    return Grid(parse_html(f"<table><thead>{line('th', heads)}</thead><tbody>{body}</tbody></table>")[0])


NARROW = 210 * columns.MM - (2 * columns.SIDE + columns.HANG) * columns.MM
BROAD = 210 * columns.MM - 2 * columns.SIDE * columns.MM


def test_small_table_has_its_natural_widths_in_the_text_column() -> None:
    made = columns.layout(grid(["Year", "Texts"], ["2006", "3"], ["2007", "12"]), "a4")
    assert (made.size, made.turned, made.across, made.whole) == (8.5, False, False, True)
    [part] = made.parts
    assert part.aligns == ("right", "right")
    assert sum(part.widths) < NARROW / 3


def test_coloured_cells_touch_and_have_their_distance_within() -> None:
    given = grid(["Year", "Texts"], ["2006", "3"])
    plain, coloured = (columns.layout(given, "a4", coloured=coloured) for coloured in (False, True))
    assert (plain.gutter, coloured.gutter) == (2 * columns.INSET, 0)
    for one, other in zip(plain.parts[0].widths, coloured.parts[0].widths, strict=True):
        assert other == pytest.approx(one + 2 * columns.INSET)


def test_no_word_is_squeezed_and_no_room_exceeded() -> None:
    words = "Trafficking in persons, especially women and children"
    made = columns.layout(grid(["Symbol", "Title"], *[["A/HRC/DEC/13/117", f"{words} {words} {words}"]] * 3), "a4")
    [part] = made.parts
    assert part.widths[0] >= text_width("A/HRC/DEC/13/117") * made.size
    assert sum(part.widths) + made.gutter <= BROAD + 0.01
    assert made.across and not made.turned


def test_columns_have_room_by_what_makes_their_rows_high() -> None:
    rows = [[f"{number} {'word ' * 60}", "word " * 15, "7"] for number in range(9)]
    [part] = columns.layout(grid(["a", "b", "c"], *rows), "a4").parts
    assert part.widths[0] > 2 * part.widths[1] > 4 * part.widths[2]


def test_table_turns_the_page_where_that_spares_many_lines() -> None:
    wide = columns.layout(grid([f"Column {n}" for n in range(9)], *[["Uncharacteristically " * 3] * 9] * 3), "a4")
    assert wide.turned
    assert sum(wide.parts[0].widths) <= 297 * columns.MM - 2 * columns.SIDE * columns.MM


def test_table_that_fits_nowhere_is_folded_and_led_by_its_first_column() -> None:
    made = columns.layout(grid(["Name", *map(str, range(1980, 2030))], ["x", *["1,234"] * 50]), "us-letter")
    assert len(made.parts) > 1
    assert {part.columns[0] for part in made.parts} == {0}
    assert sorted(place for part in made.parts for place in part.columns if place) == list(range(1, 51))
    assert all(sum(part.widths) <= (215.9 - 2 * columns.SIDE) * columns.MM for part in made.parts)
    assert made.size >= 7.5


def test_nested_table_never_turns_the_page() -> None:
    given = grid([f"Column {n}" for n in range(9)], *[["Uncharacteristically " * 3] * 9] * 3)
    made = columns.layout(given, "a4", depth=1)
    assert not made.turned and not made.across


@pytest.mark.parametrize(("rows", "whole"), [(16, True), (17, False)])
def test_short_table_stays_on_one_page(rows: int, whole: bool) -> None:
    assert columns.layout(grid(["a"], *[["x"]] * (rows - 1)), "a4").whole is whole


def test_long_table_asks_for_room_to_begin_with() -> None:
    made = columns.layout(grid(["a"], *[["word " * 100]] * 30), "a4")
    assert not made.whole
    assert 60 * columns.MM <= made.need <= 70 * columns.MM or made.need < 70 * columns.MM


@pytest.mark.parametrize("heads", [[], ["a"]])
def test_table_of_empty_cells_has_a_layout(heads: list[str]) -> None:
    made = columns.layout(grid(heads or ["", ""], ["", ""]), "a4")
    assert all(width > 0 for part in made.parts for width in part.widths)


def test_heads_that_span_columns_have_room_for_their_words() -> None:
    head = '<tr><th colspan="2">Administration</th><th colspan="2">Infrastructure</th></tr>'
    body = "<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>"
    [part] = columns.layout(Grid(parse_html(f"<table><thead>{head}</thead>{body}</table>")[0]), "a4").parts
    for first in (0, 2):
        assert sum(part.widths[first : first + 2]) >= text_width("Infrastructure", bold=True) * 8


def test_bold_words_and_those_of_other_faces_are_measured_as_they_are_set() -> None:
    plain, bold = (
        columns.layout(Grid(parse_html(f"<table><tr><td>{cell}</td></tr></table>")[0]), "a4").parts[0].widths[0]
        for cell in ("Total of everything", "<b>Total of everything</b>")
    )
    assert bold > plain
    assert text_width("⟹") > text_width("w")  # by the face that takes over


def test_columns_of_a_folded_table_share_the_room() -> None:
    made = columns.layout(grid(["a", *map(str, range(15)), "z"], ["k", *["x" * 24] * 15, "word " * 300]), "a4")
    assert sum(made.parts[-1].widths) + made.gutter * (len(made.parts[-1].widths) - 1) == pytest.approx(BROAD, abs=1)


@pytest.mark.parametrize("rows", [[["1", "2"], ["3", "4"]], [["1" * 60] * 3], [["1", "2"], ["5", "word " * 100]]])
def test_numbers_without_heads_make_no_noise(rows: list[list[str]], recwarn: pytest.WarningsRecorder) -> None:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    columns.layout(Grid(parse_html(f"<table>{body}</table>")[0]), "a4")
    assert not recwarn.list


def test_picture_beside_long_words_is_not_made_small() -> None:
    cells = [Element("td", {}, [Image("x.png", "x")]), Element("td", {}, ["word " * 80])]
    made = columns.layout(Grid(Element("table", {}, [Element("tr", {}, [*cells])])), "a4")
    assert made.size == 8.5  # smaller words would spare no line
    assert made.parts[0].widths[0] > 0.8 * PICTURE * made.size


def test_columns_of_equal_length_are_equally_wide_and_short_words_are_whole() -> None:
    rows = [[f"{number} {'word ' * 60}", f"{number} {'word ' * 60}", "two words", "7"] for number in range(5)]
    made = columns.layout(grid(["a", "b", "c", "d"], *rows), "a4")
    [part] = made.parts
    assert part.widths[0] == pytest.approx(part.widths[1])
    assert part.widths[2] >= text_width("words") * made.size
