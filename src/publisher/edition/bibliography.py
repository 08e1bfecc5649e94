"""The works that an edition names, for reference managers: BibTeX and CSL-JSON, made from its tables of references.

A table of references is a table output whose name begins with `references` and whose columns bear the names of CSL
variables: `title`, `id` or `number`, and where it has them `publisher`, `issued`, `accessed` and `note`. The title's
link is the address. Dates are years, months or days as ISO 8601 writes them; two joined by a stroke are an interval.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbformat import NotebookNode

from publisher import outputs
from publisher.outputs import Cell, Table

_TEXTS = ("title", "publisher", "number", "note")
_DATES = ("issued", "accessed")
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = {"~": "asciitilde", "\\": "backslash", "{": "braceleft", "}": "braceright", "^": "asciicircum"}
_SPECIAL = str.maketrans({sign: rf"\text{name}{{}}" for sign, name in _NAMED.items()} | {x: rf"\{x}" for x in "&%$#_"})

Work = Mapping[str, Any]


def works(notebooks: Iterable[NotebookNode]) -> list[Work]:
    """The works in the tables of references of executed notebooks, as CSL items by id; of one id the first is taken.

    One with a number is a report, one with an address a web page, any other a document.
    """
    found: dict[str, Work] = {}
    for notebook in notebooks:
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                bundle = outputs.read(output.get("data", {}))
                if isinstance(bundle, Table) and bundle.name.startswith("references"):
                    for work in _works(bundle):
                        found.setdefault(work["id"], work)
    return [found[key] for key in sorted(found)]


def csl_json(works: Iterable[Work]) -> bytes:
    """The works as CSL-JSON."""
    return (json.dumps(list(works), ensure_ascii=False, indent=1) + "\n").encode()


def bibtex(works: Iterable[Work]) -> bytes:
    """The works as BibTeX in UTF-8: reports by number and institution, everything else as `misc`."""
    entries, taken = [], set[str]()
    for work in works:
        key = re.sub(r"[^A-Za-z0-9.:/-]+", "-", work["id"])
        while key.casefold() in taken:
            key += "+"
        taken.add(key.casefold())
        entries.append(_entry(key, work))
    return "\n".join(entries).encode()


def _works(table: Table) -> Iterable[Work]:
    names = [column.name for column in table.columns]
    for row in table.rows:
        cells = dict(zip(names, row, strict=True))
        work: dict[str, Any] = {"id": cells.get("id", cells.get("number", Cell(""))).text, "type": "document"}
        work |= {name: cells[name].text for name in _TEXTS if name in cells and cells[name].text}
        work |= {name: date for name in _DATES if name in cells and (date := _date(cells[name].text))}
        if "title" in work and cells["title"].href.startswith("http"):
            work |= {"URL": cells["title"].href, "type": "webpage"}
        if "number" in work:
            work["type"] = "report"
        if work["id"] and "title" in work:
            yield work


def _date(text: str) -> dict[str, Any]:
    """A CSL date of one or two days, months or years; nothing for what is no date."""
    parts = [[int(part) for part in day.split("-")] for day in _DATE.findall(text)[:2]]
    return {"date-parts": parts} | ({"circa": True} if text.endswith("~") else {}) if parts else {}


def _entry(key: str, work: Work) -> str:
    is_report = work["type"] == "report"
    fields = {"title": f"{{{_escaped(work['title'])}}}"}
    if "publisher" in work:
        publisher = f"{{{_escaped(work['publisher'])}}}"
        fields |= {"author": publisher, "institution" if is_report else "publisher": publisher}
    fields |= {name: _escaped(work[name]) for name in ("number", "note") if name in work}
    if "issued" in work:
        year, *rest = work["issued"]["date-parts"][0]
        fields["year"] = str(year)
        fields |= {"month": _MONTHS[rest[0] - 1]} if rest else {}
    if "URL" in work:
        fields["url"] = work["URL"]
    if "accessed" in work:
        fields["urldate"] = "-".join(f"{part:02}" for part in work["accessed"]["date-parts"][0])
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items()]
    return f"@{'techreport' if is_report else 'misc'}{{{key},\n{''.join(lines)}}}\n"


def _escaped(text: str) -> str:
    return text.translate(_SPECIAL)
