"""The rule that a function states of itself: the paragraphs of its docstring that begin with `Rule:`."""

import inspect


def stated_rule(function: object) -> str:
    """The rule that a function's docstring states, as one plain paragraph; blank where it states none.

    >>> stated_rule(len)
    ''
    """
    paragraphs = inspect.cleandoc(function.__doc__ or "").replace("`", "").split("\n\n")
    ruled = [" ".join(part.split()).removeprefix("Rule: ") for part in paragraphs if part.startswith("Rule:")]
    return " ".join(ruled)
