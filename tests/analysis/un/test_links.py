"""Links: every symbol becomes an address that reads back as the symbol."""

from urllib.parse import unquote, urlsplit

import pytest

from analysis.un.links import document_link
from analysis.un.symbols import parse

SYMBOLS = ["A/RES/61/180", "S/RES/2331 (2016)", "A/RES/217(III)[A]", "A/RES/80/236 A-B", "A/32/34 (Part I)"]


@pytest.mark.parametrize("text", SYMBOLS)
def test_links_read_back_as_the_symbol(text: str) -> None:
    document = urlsplit(document_link(parse(text)))
    assert unquote(document.path) == f"/en/{text}"
    assert not set(' ()[]"<>') & set(document.geturl())


def test_link_of_text_is_the_link_of_the_symbol() -> None:
    assert (
        document_link("A/RES/61/180") == document_link(parse("A/RES/61/180")) == "https://docs.un.org/en/A/RES/61/180"
    )
