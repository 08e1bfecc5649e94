"""Tables as calls of the template: each cell where it stands, with what is its own."""

import pytest

from publisher.pdf.grid import Grid
from publisher.pdf.tables import write_table
from publisher.safe.nodes import Element, parse_html


def call(rows: str, head: str = "<tr><th>a</th><th>b</th></tr>", **given: object) -> str:
    [table] = parse_html(f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>")
    assert isinstance(table, Element)
    grid = Grid(table)
    texts = [cell.text for cell in grid.cells]
    looks = given.pop("looks", [{}] * len(texts))
    return write_table(grid, texts, looks, page_size="a4", **given)  # type: ignore[arg-type]


def part(written: str, name: str) -> list[str]:
    return written.split(f"\n{name}: (\n")[1].split("),\n")[0].split("\n")[:-1]


def test_a_cell_without_anything_of_its_own_is_plain_content() -> None:
    written = call("<tr><td>x</td><td>1</td></tr>")
    assert part(written, "head") == ["head-cell(align: bottom)[a],", "head-cell(align: right + bottom)[b],"]
    assert part(written, "body") == ["[x],", "[1],"]
    assert "aligns: (auto, right,)" in written


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ('<td colspan="2">x</td>', "body-cell(colspan: 2, align: auto)[x],"),
        ('<td colspan="2">7</td>', "body-cell(colspan: 2, align: right)[7],"),
        (f"<td>{'long ' * 3000}</td><td>y</td>", f"body-cell(breakable: true)[{('long ' * 3000).strip()}],"),
        ("<td><pre>x</pre></td><td>y</td>", "tall-cell()[x],"),
        ("<td>x</td>", "body-cell(x: 0, y: 1)[x],"),  # a place is left open, so each cell says where it stands
    ],
)
def test_a_cell_says_what_is_its_own(row: str, cell: str) -> None:
    assert part(call(f"<tr>{row}</tr>"), "body")[0] == cell


def test_a_heading_over_several_columns_spans_them() -> None:
    written = call("<tr><td>1</td><td>2</td></tr>", '<tr><th colspan="2">both</th></tr><tr><th>a</th><th>b</th></tr>')
    assert part(written, "head")[0] == "span-cell(colspan: 2)[both],"


def test_coloured_cells_touch() -> None:
    row = "<tr><td>1</td><td>2</td></tr>"
    looks = [{}, {}, {"fill": "#ff0000"}, {"bar": "#00ff00 0.0 50.0"}]
    written = call(row, looks=looks)
    assert "gutter: 0.0pt" in written
    assert part(written, "body") == ['body-cell(fill: "#ff0000")[1],', 'body-cell(bar: "#00ff00 0.0 50.0")[2],']
    assert "gutter: 7.0pt" in call(row)


def test_what_is_said_of_a_table_is_an_argument_of_its_call() -> None:
    row = "<tr><td>1</td><td>2</td></tr>"
    assert "\nnotes: [n],\n" in call(row, arguments=["notes: [n]"])
    assert "notes" not in call(row)
