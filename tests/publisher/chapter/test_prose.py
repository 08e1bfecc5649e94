"""Numbers in prose: what is found, and what is no number."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from publisher.chapter import prose, reader
from publisher.chapter.document import RenderError
from publisher.chapter.draft import Draft
from publisher.outputs import FACTS, Fact, Facts

OF_THE_PROJECT = (
    r"(?i:\b(?:resolution|decision|document|session|meeting|article|annex)s?\s+\d[\d./-]*(?:(?:, | and )\d[\d./-]*)*)",
    r"[\w.()-]*[A-Za-z][\w.()-]*(?:/[\w.()-]+)+|\b[\d.()-]+/[\w.()-]*[A-Za-z][\w.()/-]*",  # symbols of documents
    r"\b\d+(?:st|nd|rd|th)(?:(?:, | and )\d+(?:st|nd|rd|th))*(?=(?: [\w-]+){0,3} (?:session|meeting)s?\b)",
)
"""What a project that reads documents of the United Nations does not take for numbers."""


def said(facts: Facts) -> nbformat.NotebookNode:
    cell = new_code_cell("say(…)")
    cell.outputs = [new_output("execute_result", data=facts._repr_mimebundle_())]
    return cell


def problems(*cells: nbformat.NotebookNode | str) -> list[prose.Problem]:
    """What is found in the blocks of a chapter of these cells; a string is a Markdown cell."""
    nodes = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in ("# A title", *cells)]
    chapter = reader.read_chapter(new_notebook(cells=nodes), name="x")
    return prose.unrecorded_numbers(chapter.blocks, OF_THE_PROJECT)


def stray(markdown: str, *facts: Fact, written: bool = False) -> list[str]:
    """The numbers found in a paragraph with these facts, or in a Markdown cell."""
    cell = new_markdown_cell(markdown) if written else said(Facts(markdown, facts))
    draft = Draft("x", cell=1)
    blocks = reader._read_cell(cell, (), "python", draft)
    return [problem.number for problem in prose.unrecorded_numbers(blocks, OF_THE_PROJECT)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The Assembly adopted 23 texts.", ["23"]),
        ("It took 2,014 days, or 5.5 years.", ["2,014", "5.5"]),
        ("Of these, three are doubted.", ["three"]),
        ("Seven bodies met.", ["Seven"]),
        ("It has two sponsors.", ["two"]),
        ("Forty instruments were deposited.", ["Forty"]),
        ("This is 50% more.", ["50"]),
        ("Between 2 and 3 texts.", ["2", "3"]),
        ("About 3/4 of them.", ["3", "4"]),
        ("A 10-year plan.", ["10"]),
        ("The 40th text.", ["40"]),
        ("In 2006 it adopted 4.", ["4"]),
        ("It may 5 times, on 6 march.", ["5", "6"]),  # no months
        ("- a point with 17 in it", ["17"]),
        ("| one | 5 |\n|---|---|", ["5"]),
        ("**12** of them", ["12"]),
        ("1. a first point with 18 in it\n2. and 19", ["18", "19"]),
        ("> A quotation of 20.", ["20"]),
        ("Two lines  \nof 23<br>and 24.", ["Two", "23", "24"]),
        ("![A line through 25 points](data:image/png;base64,iVBORw0KGgouLi4u)", ["25"]),
        ("See [the 26 texts](#texts).", ["26"]),
        ("## Of 27", ["27"]),
        ("<div><p>In HTML 28</p></div>", ["28"]),
        ("Term\n: 29", ["29"]),
        ("A note[^1].\n\n[^1]: On 30 of them.", ["30"]),
        ("On 20 December 2006 the 61st session adopted A/RES/61/180 and 3 more.", ["3"]),
    ],
)
def test_number_without_a_fact_is_found(text: str, numbers: list[str]) -> None:
    assert stray(text, written=True) == numbers
    assert stray(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "On 20 December 2006, in May 2009 and in 2013.",
        "From 13 to 14 May 2013, from 1994 to 2025, in the 1990s, 2005–2013.",
        "By 2006-12-20, and on December 20, 2006.",
        "At the 61st session, the 63rd and 64th sessions, and the 82nd plenary meeting.",
        "In the 21st century, session 64.",
        "Resolution A/RES/61/180, S/RES/2331 (2016), E/CN.15/2011/21, A/67/L.62 and resolution 64/293.",
        "See [A/RES/61/180](<https://docs.un.org/en/A/RES/61/180>) and https://example.org/2/3.",
        "Resolutions 61/180 and 63/194, article 17, paragraph 1, paragraphs 15, 18 and 24, Figure 2.1, page 5.",
        "The claim p06-03, the encoding UTF-8, the licence CC-BY-4.0, ISO 3166-1.",
        "Run `analysis build -p last_year=2010` for `17`.",
        "## 3. What was adopted?",
        "1. the first point\n2. the second",
        "```\n99 bottles\n```",
        "One of the first, and no one else; nobody is the one.",
        "Between two events, fewer than two, the last two times. No event has two origins.",
        "The formula $n = 40$ stands alone.",
        "A draft: A/C.3/63/L.20/Rev.1.",
        "Noted[^1] and noted[^2].\n\n[^1]: Once.\n\n[^2]: Again.",
        "<pre>12 lines</pre>",
    ],
)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert stray(text, written=True) == []


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Seven texts.", Fact("texts", 7, "text", "seven texts")),
        ("7 texts.", Fact("texts", 7)),
        ("2,014 days.", Fact("days", 2014, "day", "2,014 days")),
        ("Between 2 and 3 texts.", Fact("texts", "2/3", "text", "between 2 and 3 texts")),
        ("Half, 50 per cent.", Fact("share", 0.5, "", "50 per cent")),
        ("The 40th instrument.", Fact("instrument", 40, "", "40th")),
        ("“The 4th Conference”.", Fact("title", "The 4th Conference", "", "“The 4th Conference”")),
    ],
)
def test_recorded_fact_may_be_stated(text: str, fact: Fact) -> None:
    assert stray(text, fact) == []


def test_fact_of_another_paragraph_is_none_of_this_one() -> None:
    cells = [said(Facts("Seven texts.", (Fact("texts", 7),))), said(Facts("Again 7.")), "And 7."]
    assert [problem.cell for problem in problems(*cells)] == [3, 4]


def test_problem_names_cell_sentence_and_remedy() -> None:
    (problem,) = problems("All is well. It has 23\ntexts. Good.")
    assert str(problem) == (
        "cell 2: “It has 23 texts.” states 23, which is no recorded fact; let code say it, as a field of say(…)"
    )


def test_outputs_and_raw_cells_are_left_alone() -> None:
    cell = new_code_cell("print(23)")
    data = [{"text/plain": "23"}, {"text/html": "<p>23</p>"}, {"text/markdown": "23"}]
    cell.outputs = [new_output("stream", text="23"), *(new_output("display_data", data=one) for one in data)]
    assert problems(cell, new_raw_cell("23")) == []
    assert FACTS not in cell.outputs[1]["data"]


def test_what_only_the_project_knows_is_a_number_elsewhere() -> None:
    draft = Draft("x", cell=1)
    blocks = reader._read_cell(new_markdown_cell("At the 61st session: resolution 61/180."), (), "python", draft)
    assert [one.number for one in prose.unrecorded_numbers(blocks)] == ["61", "180"]
    assert prose.unrecorded_numbers(blocks, OF_THE_PROJECT) == []


@pytest.mark.parametrize("tags", [[], ["at-a-glance"], ["back-matter"]])
def test_strict_chapter_fails_for_stray_numbers_and_names_them_all(tags: list[str]) -> None:
    cell = said(Facts("It has 23 texts."))
    cell.metadata.tags = tags
    notebook = new_notebook(cells=[new_markdown_cell("# A title\n\nOf 24 texts."), cell])
    with pytest.raises(RenderError) as caught:
        reader.read_chapter(notebook, name="01-first", strict=True)
    told = str(caught.value).splitlines()
    assert told[0].startswith("01-first: cell 1: “Of 24 texts.” states 24") and "cell 2: “It has 23 texts.”" in told[1]
    rules = reader.TextRules(not_numbers=(r"\b2[34] texts",))
    reader.read_chapter(notebook, name="01-first", strict=True, rules=rules)
    reader.read_chapter(notebook, name="01-first")


@given(st.integers(min_value=2, max_value=1_000_000).filter(lambda number: not 1600 <= number <= 2199))
def test_every_number_is_found_unless_recorded(number: int) -> None:
    text = f"The record holds {number:,} rows."
    assert stray(text) == [f"{number:,}"]
    assert stray(text, Fact("rows", number)) == []


def test_an_edition_fails_for_a_stray_number_and_names_it(project: Path, chapter: Callable[..., Path]) -> None:
    chapter(
        project / "notebooks" / "01-first.ipynb", "The Assembly adopted 23 texts", parameters="until = '2013-12-31'"
    )
    from publisher import build
    from publisher.plan.catalogue import Catalogue

    catalogue = Catalogue(project)
    (outcome,) = build.build(catalogue, [catalogue.plan("second-edition")])
    assert outcome.status == "failed"
    assert outcome.problems[0].startswith("second-edition: 01-first: cell 1: “The Assembly adopted 23 texts” states 23")
