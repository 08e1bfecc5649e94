"""Why a text is no document symbol: the reasons, the error, and numbers of other kinds that are told apart."""

import re
from enum import StrEnum

from analysis.un import package_data

SHOWN = 120  # characters of a refused text that its message repeats


class Reason(StrEnum):
    """Why a text is refused; a closed list."""

    EMPTY = "empty"  # nothing to read
    TOO_LONG = "too-long"  # no symbol has so many characters
    UNKNOWN_BODY = "unknown-body"  # the first elements belong to no body of the table
    MALFORMED = "malformed"  # an element has not the form of one
    NO_NUMBER = "no-number"  # a series without the number of a document
    SESSION = "session"  # the session is missing, or cannot be one of this body
    PLACEHOLDER = "placeholder"  # dots stand for a number not yet known
    SEVERAL = "several"  # more than one symbol where one was asked for
    LEAGUE_OF_NATIONS = "league-of-nations"  # a document number of the League of Nations
    PRESS_RELEASE = "press-release"  # a press release has a number but no document symbol
    JOB_NUMBER = "job-number"  # a number of the printing shop or of the sales section


class SymbolError(ValueError):
    """A text is not one symbol: why (`reason`), from which character on (`position`), and of what (`text`).

    >>> error = SymbolError("A/RES/72/BAD", Reason.NO_NUMBER, 9, "no document number")
    >>> print(error)
    no document number at character 9 ('BAD') of 'A/RES/72/BAD'
    """

    def __init__(self, text: str, reason: Reason, position: int, message: str) -> None:
        shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
        found = f" ({text[position : position + 20]!r})" if position < len(text) else ""
        super().__init__(f"{message} at character {position}{found} of {shown!r}")
        self.text, self.reason, self.position, self.message = text, reason, position, message


def stranger(text: str) -> SymbolError:
    """The refusal of a text that begins with no known body: a number of another kind, or of a body unknown.

    >>> stranger("GA/10968").reason.value, stranger("O.C. 1167").reason.value, stranger("XYZ/1").reason.value
    ('press-release', 'league-of-nations', 'unknown-body')
    """
    for row in package_data.rows(__package__, "other_numbers.csv"):
        if re.match(row["beginning"], text):
            return SymbolError(text, Reason(row["reason"]), 0, row["message"])
    return SymbolError(text, Reason.UNKNOWN_BODY, 0, "no body known by what stands")
