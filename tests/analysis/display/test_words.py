import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from analysis.display import words


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("soon", "soon"),  # no date: as it is written
        ("2006-12-20", "20 December 2006"),
        ("2010-09", "September 2010"),
        ("2007", "2007"),
        ("2012~", "about 2012"),
        ("2012?", "perhaps 2012"),
        ("2010-05/2010-06", "May to June 2010"),
        ("2013-05-13/2013-05-14", "13 to 14 May 2013"),
        ("2009-12-30/2010-01-02", "30 December 2009 to 2 January 2010"),
        ("2010-02/..", "since February 2010"),
    ],
)
def test_dates_are_said_at_their_own_precision(edtf: str, said: str) -> None:
    assert words.date(edtf) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "no texts"), (1, "one text"), (2, "two texts"), (17, "17 texts"), (1200, "1,200 texts"), (2.5, "2.5 texts")],
)
def test_a_noun_agrees_with_its_number(value: float, said: str) -> None:
    assert words.count(value, "text") == said


def test_an_irregular_plural_is_given() -> None:
    assert words.count(3, "body/bodies") == "three bodies"


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (61, "61st"), ("S-9", "S-9")]
)
def test_ordinals(number: object, said: str) -> None:
    assert words.ordinal(number) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(items: list[str], said: str) -> None:
    assert words.listing(items) == said


def test_a_symbol_links_to_its_document_and_what_is_none_does_not() -> None:
    assert words.symbol("A/RES/61/180") == "[A/RES/61/180](<https://docs.un.org/en/A/RES/61/180>)"
    assert words.symbol("CCPCJ resolution 20/3") == "CCPCJ resolution 20/3"


def rendered(markdown: str) -> str:
    """The Markdown as the page shows it: HTML."""
    return str(markdown2html_mistune(markdown)).strip()


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_shown_as_it_stands(text: str) -> None:
    shown = rendered(words.paragraph(f"said: {words.escape(text)}."))
    assert html.unescape(shown.removeprefix("<p>").removesuffix("</p>")) == f"said: {' '.join(text.split())}."


@pytest.mark.parametrize("text", ["# A", "- A", "+ A", "12. A", "3) A"])
def test_a_paragraph_never_becomes_a_heading_or_a_list(text: str) -> None:
    assert rendered(words.paragraph(text)) == f"<p>{text}</p>"
