"""Addresses at which readers find a document: the UN's own document server and the UN Digital Library."""

from urllib.parse import quote, quote_plus

from analysis.un.symbols import Symbol


def document_link(symbol: Symbol | str) -> str:
    """The permanent English address of the document; slashes stay, blanks and brackets are encoded.

    >>> document_link("S/RES/2331 (2016)")
    'https://docs.un.org/en/S/RES/2331%20%282016%29'
    """
    return f"https://docs.un.org/en/{quote(str(symbol), safe='/')}"


def library_link(symbol: Symbol | str) -> str:
    """The search of the UN Digital Library for the symbol, as an exact value of MARC field 191.

    >>> library_link("A/RES/61/180")
    'https://digitallibrary.un.org/search?ln=en&p=191__a%3A%22A%2FRES%2F61%2F180%22'
    """
    field = f'191__a:"{symbol}"'
    return f"https://digitallibrary.un.org/search?ln=en&p={quote_plus(field)}"
