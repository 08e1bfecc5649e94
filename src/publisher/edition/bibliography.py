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

from publisher.chapter.document import Chapter, Table, every_block
from publisher.safe.nodes import Words, elements, raw_text

_TEXTS = ("title", "publisher", "number", "note")
_DATES = ("issued", "accessed")
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = {"~": "asciitilde", "\\": "backslash", "{": "braceleft", "}": "braceright", "^": "asciicircum"}
_SPECIAL = str.maketrans({sign: rf"\text{name}{{}}" for sign, name in _NAMED.items()} | {x: rf"\{x}" for x in "&%$#_"})

Item = Mapping[str, Any]


def read_references(chapters: Iterable[Chapter]) -> list[Item]:
    """The rows of the chapters' tables of references as CSL items by id; of one id the first is taken.

    One with a number is a report, one with an address a web page, any other a document.
    """
    found: dict[str, Item] = {}
    for block in (block for chapter in chapters for block in every_block(chapter.blocks)):
        if isinstance(block, Table) and block.anchor.startswith("tbl-references"):
            names = [column.name for column in block.columns]
            for item in (_item(dict(zip(names, row.cells, strict=True))) for row in block.rows):
                if item["id"] and "title" in item:
                    found.setdefault(item["id"], item)
    return [found[key] for key in sorted(found)]


def csl_json(items: Iterable[Item]) -> bytes:
    """The references as CSL-JSON."""
    return (json.dumps(list(items), ensure_ascii=False, indent=1) + "\n").encode()


def bibtex(items: Iterable[Item]) -> bytes:
    """The references as BibTeX in UTF-8: reports by number and institution, everything else as `misc`."""
    entries, taken = [], set[str]()
    for item in items:
        key = re.sub(r"[^A-Za-z0-9.:/-]+", "-", item["id"])
        while key.casefold() in taken:
            key += "+"
        taken.add(key.casefold())
        entries.append(_entry(key, item))
    return "\n".join(entries).encode()


def _item(cells: Mapping[str, Words]) -> Item:
    texts = {name: raw_text(words) for name, words in cells.items()}
    item: dict[str, Any] = {"id": texts.get("id", texts.get("number", "")), "type": "document"}
    item |= {name: texts[name] for name in _TEXTS if texts.get(name)}
    item |= {name: date for name in _DATES if (date := _date(texts.get(name, "")))}
    for link in elements(cells.get("title", ()), "a"):
        if link.attributes.get("href", "").startswith("http"):
            item |= {"URL": link.attributes["href"], "type": "webpage"}
    if "number" in item:
        item["type"] = "report"
    return item


def _date(text: str) -> dict[str, Any]:
    """A CSL date of one or two days, months or years; nothing for what is no date."""
    parts = [[int(part) for part in day.split("-")] for day in _DATE.findall(text)[:2]]
    return {"date-parts": parts} | ({"circa": True} if text.endswith("~") else {}) if parts else {}


def _entry(key: str, item: Item) -> str:
    is_report = item["type"] == "report"
    fields = {"title": f"{{{_escape(item['title'])}}}"}
    if "publisher" in item:
        publisher = f"{{{_escape(item['publisher'])}}}"
        fields |= {"author": publisher, "institution" if is_report else "publisher": publisher}
    fields |= {name: _escape(item[name]) for name in ("number", "note") if name in item}
    if "issued" in item:
        year, *rest = item["issued"]["date-parts"][0]
        fields["year"] = str(year)
        fields |= {"month": _MONTHS[rest[0] - 1]} if rest else {}
    if "URL" in item:
        fields["url"] = item["URL"]
    if "accessed" in item:
        fields["urldate"] = "-".join(f"{part:02}" for part in item["accessed"]["date-parts"][0])
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items()]
    return f"@{'techreport' if is_report else 'misc'}{{{key},\n{''.join(lines)}}}\n"


def _escape(text: str) -> str:
    return text.translate(_SPECIAL)
