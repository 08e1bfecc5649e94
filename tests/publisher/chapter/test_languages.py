"""Words in another script: marked with their language, once, and nowhere where they are not words."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publisher.chapter import languages, reader
from publisher.chapter.document import Block, Heading, Notice, Text
from publisher.outputs import Cell, Column, Table
from publisher.safe.nodes import Element, Formula, elements, raw_text

LANGUAGES = {"ru": "\u0400-\u04ff", "be": "іўІЎ", "ar": "\u0600-\u06ff", "zh-Hans": "\u3400-\u9fff"}
"""The official languages of a project, in scripts of their own, and a language with letters of its own."""


def _marked(source: str) -> list[tuple[str, str]]:
    """What is marked in a text in Markdown: the language and the words."""
    rules = reader.TextRules(languages=LANGUAGES)
    chapter = reader.read_chapter(new_notebook(cells=[new_markdown_cell(f"# T\n\n{source}")]), name="x", rules=rules)
    nodes = [node for block in chapter.blocks if isinstance(block, Text) for node in block.nodes]
    found = [one for one in elements(nodes) if "lang" in one.attributes]
    return [(one.attributes["lang"], raw_text(one.children)) for one in found]


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("Так, и так далее.", [("ru", "Так, и так далее")]),
        ("ініцыятыва", [("be", "ініцыятыва")]),
        ("الجمعية العامة", [("ar", "الجمعية العامة")]),
        ("大会", [("zh-Hans", "大会")]),
        ("один two 大会", [("ru", "один"), ("zh-Hans", "大会")]),
        ("один – *два*", [("ru", "один"), ("ru", "два")]),
        ("<i lang='fr'>mot</i>", [("fr", "mot")]),
        ("<i lang='uk'>слово <b>слово</b></i>", [("uk", "слово слово")]),  # the author knows better
        ("α and β", []),  # letters of formulas
        ("`слово`", []),
        ("```\nслово\n```", []),
    ],
)
def test_words_in_another_script_are_marked(words: str, marked: list[tuple[str, str]]) -> None:
    assert _marked(words) == marked


def test_words_stay_where_they_stood_and_those_from_right_to_left_say_so() -> None:
    blocks: list[Block] = [Text(["a الجمعية b"])]
    languages.mark_languages(blocks, LANGUAGES)
    assert blocks == [Text(["a ", Element("span", {"lang": "ar", "dir": "rtl"}, ["الجمعية"]), " b"])]


def test_nothing_is_marked_for_a_project_that_names_no_languages() -> None:
    blocks: list[Block] = [Text(["слово"])]
    languages.mark_languages(blocks, {})
    assert blocks == [Text(["слово"])]


def test_words_are_marked_in_blocks_of_every_kind() -> None:
    blocks: list[Block] = [Heading(2, "a", ["слово"]), Notice(["слово"])]
    languages.mark_languages(blocks, LANGUAGES)
    assert blocks == [
        Heading(2, "a", [Element("span", {"lang": "ru"}, ["слово"])]),
        Notice([Element("span", {"lang": "ru"}, ["слово"])]),
    ]


def test_words_of_a_table_are_marked_and_what_a_terminal_showed_is_not() -> None:
    table = Table("t", "слово", (Column("a", "A"),), ((Cell("слово", "https://x.example/"),),))
    data = table._repr_mimebundle_()
    cell = new_code_cell(
        outputs=[new_output("display_data", data=data), new_output("stream", name="stdout", text="слово")]
    )
    rules = reader.TextRules(languages=LANGUAGES)
    chapter = reader.read_chapter(new_notebook(cells=[cell]), name="x", rules=rules)
    assert str(chapter.blocks).count("Element(tag='span', attributes={'lang': 'ru'}, children=['слово'])") == 2


def test_words_within_a_formula_are_marked_once_and_its_source_is_left() -> None:
    rules = reader.TextRules(languages=LANGUAGES)
    notebook = new_notebook(cells=[new_markdown_cell("# T\n\nSaid $\\text{中文}$.")])
    chapter = reader.read_chapter(notebook, name="x", rules=rules)
    (text,) = [block for block in chapter.blocks if isinstance(block, Text)]
    (paragraph, *_) = elements(text.nodes, "p")
    (formula,) = [node for node in paragraph.children if isinstance(node, Formula)]
    assert formula.mathml is not None and "中文" in formula.tex
    assert [one.attributes for one in elements([formula.mathml], "span")] == [{"lang": "zh-Hans"}]
    assert [one.children for one in elements([formula.mathml], "annotation")] == [[formula.tex]]
