"""How two forms of a name, a title or a symbol differ, in words, and how much alike they are."""

import re
from difflib import SequenceMatcher

from analysis.un import readings, symbols

BRACKETS = (("(", ")"), ("[", "]"))


def in_words(written: str, right: str) -> str:
    """The differences word by word: “personas” for “persons”; “the” is missing; “Joint” is added.

    An unclosed bracket is named as such, and differences of capitals once for all. Blank where the forms are equal.
    """
    found = [f"a bracket {a}{b} is not closed" for a, b in BRACKETS if written.count(a) != written.count(b)]
    ours, theirs = written.split(), right.split()
    folded = [word.casefold() for word in ours], [word.casefold() for word in theirs]
    is_cased = False
    for kind, one, end, other, stop in SequenceMatcher(None, *folded, autojunk=False).get_opcodes():
        a, b = " ".join(ours[one:end]), " ".join(theirs[other:stop])
        if kind == "replace":
            found.append(f"“{a}” for “{b}”")
        elif kind != "equal":
            found.append(f"“{a}” is added" if kind == "delete" else f"“{b}” is missing")
        else:
            is_cased |= a != b
    return "; ".join([*found, "capitals and small letters differ"] if is_cased else found)


def likeness(one: str, other: str) -> float:
    """How much alike two names are, from 0 to 1, whatever the order of their words and their capitals."""
    ours, theirs = (" ".join(sorted(re.findall(r"\w+", name.casefold()))) for name in (one, other))
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def symbol_in_words(written: str, right: str) -> str:
    """What is wrong with a symbol as printed: the repairs that it takes, or why it cannot be read; blank if nothing."""
    if str(symbols.symbol_of(written)) == right == written:
        return ""
    try:
        read = readings.read(written)
        told = f"“{written}” reads as {read.symbol}"
    except symbols.SymbolError as error:
        return f"“{written}” cannot be read as a symbol ({error.reason.replace('-', ' ')})"
    if str(read.symbol) != right:
        return f"{told}, not as {right}"
    return f"{told} after repair ({', '.join(read.repairs)})"
