"""The difference between two versions of a table."""

import csv
import io
from collections import Counter


def changed_rows(before: bytes, after: bytes) -> int:
    """How many rows of a CSV file were added, removed or altered; a row altered in place counts once.

    >>> changed_rows(b"a\\n1\\n2\\n", b"a\\n1\\n3\\n4\\n")
    2
    """
    old, new = _rows(before), _rows(after)
    return max((old - new).total(), (new - old).total())


def _rows(content: bytes) -> Counter[tuple[str, ...]]:
    lines = csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=""))
    return Counter(tuple(row) for row in list(lines)[1:])
