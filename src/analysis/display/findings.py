"""Findings and doubts as a table to publish: what was chosen, what it is, and beside it the rule that chose it."""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.display import citations, tables, words
from analysis.display.names import Labels
from publisher.outputs import Cell, Column, Facts, Table

_HEADS = (Column("what", "Chosen"), Column("finding", "What it is"), Column("rule", "By the rule"))


def table(found: Mapping[str, Any], *, name: str, caption: str, labels: Labels) -> Table | Facts:
    """Each finding and each doubt that the functions of `measures.findings` give, with its rule."""
    rows = tuple((Cell(what), cell, Cell(found[rule])) for what, cell, rule in _rows(found, labels))
    return Table(name, caption, _HEADS, rows) if rows else Facts("No rule finds anything in this span.")


def _rows(found: Mapping[str, Any], labels: Labels) -> Iterator[tuple[str, Cell, str]]:
    if found["chain_steps"]:
        ends = f"from “{found['chain_first']}” to “{found['chain_last']}”"
        steps = words.count(found["chain_steps"], "step").capitalize()
        yield "The longest chain", Cell(f"{steps}, {ends}"), "chain_rule"
    if found["top_series"]:
        series, texts = labels["series"][found["top_series"]], tables.interval(*found["top_texts"])
        cell = Cell(f"“{series}”: {texts} of {tables.interval(*found['top_of'])}")
        yield "The most frequent series", cell, "top_rule"
    if found["recalled"]:
        first, others = found["recalled"][0], len(found["recalled"]) - 1
        each = f"each named by {words.count(found['recalled_times'], 'other text')}"
        also = ", ".join(found["recalled"][1:4]) + (f" and {others - 3} more" if others > 3 else "")
        told = f"{first}, {each.removeprefix('each ')}" if not others else f"{first}; {also}: {each}"
        yield "The text recalled most", Cell(told, "" if others else citations.address(first)), "recalled_rule"
    if found["gap_open"]:
        number = f"{found['gap_open']} of {words.count(found['gap_claims'], 'claim')} not borne out in full"
        cell = Cell(f"Paragraph {found['gap_paragraph']} of the narrative: {number}")
        yield "The largest gap, claim to record", cell, "gap_rule"
    if found["doubt"]:
        cell = Cell(f"{found['doubt']}: {found['doubt_open']} of {found['doubt_of']}")
        yield "The largest group in doubt", cell, "doubt_rule"
    if found["dispute"]:
        quantity = labels["quantity"][found["dispute_of"]].lower()
        ways = words.count(found["dispute_ways"], "way")
        cell = Cell(f"“{found['dispute']}”, {quantity}: told in {ways}")
        yield "The most disputed point", cell, "dispute_rule"
