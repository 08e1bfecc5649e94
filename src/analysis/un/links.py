"""The address at which readers find a document: on the UN's own document server."""

from urllib.parse import quote

from analysis.un.symbols import Symbol


def document_link(symbol: Symbol | str) -> str:
    """The permanent English address of the document; slashes stay, blanks and brackets are encoded.

    >>> document_link("S/RES/2331 (2016)")
    'https://docs.un.org/en/S/RES/2331%20%282016%29'
    """
    return f"https://docs.un.org/en/{quote(str(symbol), safe='/')}"
