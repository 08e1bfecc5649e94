"""Pieces of markup: headings travel with the table that they lead to, and each line knows where it comes from."""

from dataclasses import replace

from publisher.pdf.markup import Document, Piece, Place, join_pieces, lead_tables

HEADING = Piece("#heading(level: 2)[h];", is_heading=True)
TABLE = Piece("#data-table(\nx)", is_table=True)


def test_headings_directly_before_a_table_are_in_its_call() -> None:
    deeper = Piece("#heading(level: 3)[i];", is_heading=True)
    marked = replace(TABLE, text=f"mark\n{TABLE.text}")
    first, table = lead_tables([Piece("words"), HEADING, deeper, marked])
    assert first.text == "words"
    assert table.text == "mark\n#data-table(\nx)[#heading(level: 2)[h];\n\n#heading(level: 3)[i];];"


def test_only_a_table_takes_headings_and_only_those_before_it() -> None:
    pieces = [HEADING, Piece("words #data-table("), TABLE, HEADING]
    assert [piece.text for piece in lead_tables(pieces)] == [
        HEADING.text, "words #data-table(", "#data-table(\nx)[];", HEADING.text,
    ]  # fmt: skip
    assert join_pieces([Piece("a"), Piece("mark\nb")]) == "a\n\nmark\nb"


def test_a_line_is_placed_where_its_piece_comes_from() -> None:
    one, two = Place("one", 7, "What #1?"), Place("two")
    document = Document([Piece("import"), Piece("a\nb", place=one), Piece("c", place=two)], {}, set())
    lines = document.text.split("\n")
    assert [document.place_of(lines.index(line) + 1) for line in ("import", "a", "b", "c")] == [Place(), one, one, two]
    assert document.place_of(len(lines) + 2) == Place()
