"""Tiny frames shaped as the measures give them, and the texts of a drawing as boxes, for the tests of display."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from analysis.display import style
from analysis.measures import parts, spans

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
LABELS = {
    "actor": {"BLR": "Belarus", "ICAT": "ICAT", "GOF": "Group of Friends"},
    "body": {"general-assembly": "General Assembly", "security-council": "Security Council"},
    "grade": {"confirmed": "Confirmed", "partly": "Partly confirmed", "unconfirmed": "Not confirmed"},
    "kind": {"proposal": "Proposal", "conference": "Conference", "adopted-text": "Adopted text"},
    "manner": {"without-a-vote": "Without a vote", "recorded-vote": "By a recorded vote", "not-known": "Not known"},
    "part": {"own": "Belarus in a leading role", "joined": "Belarus in another role", "other": "no role of Belarus"},
    "relation": {"proposes": "Proposes", "part-of": "Is part of", "recalls": "Recalls"},
    "role": {"proposer": "Proposer", "host": "Host", "main-sponsor": "Main sponsor"},
    "series": {
        "coordination": "Improving the coordination of efforts",
        "women-and-girls": "Trafficking in women and girls",
    },
}
Rows = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Box:
    """A text of a drawing with its edges in points; `top` is the smaller number."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", slack: float = 0.5) -> bool:
        across = self.left < other.right - slack and other.left < self.right - slack
        return across and self.top < other.bottom - slack and other.top < self.bottom - slack


@dataclass(frozen=True)
class Drawing:
    """A chart's SVG, read back."""

    svg: str

    def texts(self) -> list[Box]:
        """Every text, as wide as the report's font sets it and as high as its capitals and descenders."""
        found = []
        for text in ET.fromstring(self.svg).iter(f"{SVG}text"):
            said = "".join(text.itertext())
            look = dict(re.findall(r"([a-z-]+): ([^;]+)", text.get("style", "")))
            size = float(look["font-size"].removesuffix("px"))
            width = style.text_width(said, size)
            shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[look.get("text-anchor", "start")]
            left, base = float(text.get("x", "0")) - shift * width, float(text.get("y", "0"))
            found.append(Box(said, left, base - 0.68 * size, left + width, base + 0.2 * size))
        return found

    def overlaps(self) -> list[tuple[str, str]]:
        """Pairs of texts that meet."""
        found = self.texts()
        return [(one.text, other.text) for n, one in enumerate(found) for other in found[n + 1 :] if one.meets(other)]

    def outside(self) -> list[str]:
        """Texts that stick out of the drawing."""
        _, _, width, height = (float(end) for end in ET.fromstring(self.svg).get("viewBox", "").split())
        return [
            box.text
            for box in self.texts()
            if box.left < -2 or box.top < -2 or box.right > width + 2 or box.bottom > height + 2
        ]

    def links(self) -> list[str]:
        """The addresses that marks and texts lead to."""
        return [link.get(f"{XLINK}href", "") for link in ET.fromstring(self.svg).iter(f"{SVG}a")]


@pytest.fixture(scope="session")
def labels() -> dict[str, dict[str, str]]:
    return LABELS


@pytest.fixture(scope="session")
def evidence() -> pd.DataFrame:
    columns = ["object_table", "object_id", "field", "grade", "source_id", "text", "href"]
    return pd.DataFrame(columns=columns, dtype="str")


@pytest.fixture(scope="session")
def read() -> Callable[[str], Drawing]:
    return Drawing


@pytest.fixture(scope="session")
def events() -> Rows:
    return make_events


@pytest.fixture(scope="session")
def texts() -> Rows:
    return make_texts


def make_events(rows: Sequence[dict[str, Any]], first_year: int = 2005, last_year: int = 2013) -> pd.DataFrame:
    """Events as `measures.timeline` gives them, from dates and whatever else matters."""
    base = {"title": "An event of some length", "kind": "conference", "date": "2010", "part": "own", "roles": "host"}
    base |= {"is_doubted": False, "row_grade": "confirmed", "symbol": None, "object_table": "initiatives"}
    frame = pd.DataFrame(
        [base | {"object_id": f"E{n}"} | row for n, row in enumerate(rows)], columns=[*base, "object_id"]
    )
    rows = _within(frame.assign(name=frame["title"]), "date", first_year, last_year)
    return rows.assign(number=range(1, len(rows) + 1))


def make_texts(rows: Sequence[dict[str, Any]], first_year: int = 2005, last_year: int = 2013) -> pd.DataFrame:
    """Texts as `measures.adoption` gives them, from dates and whatever else matters."""
    base = {"title": "A text", "body": "general-assembly", "series": "coordination", "adoption_date": "2010-12-20"}
    base |= {"part": "own", "roles": "main-sponsor", "is_doubted": False, "date_grade": "confirmed", "session": "65"}
    whole = []
    for n, row in enumerate(rows):
        symbol = row.get("symbol", f"A/RES/61/{n + 1}")
        whole.append(base | {"symbol": symbol, "document_id": symbol, "object_id": symbol} | row)
    frame = pd.DataFrame(whole, columns=[*base, "symbol", "document_id", "object_id"]).assign(object_table="documents")
    return _within(frame, "adoption_date", first_year, last_year)


def _within(frame: pd.DataFrame, column: str, first_year: int, last_year: int) -> pd.DataFrame:
    frame["part"] = pd.Categorical(frame["part"], parts.PARTS, ordered=True)
    frame = frame.astype({column: "str"})
    as_of = pd.Timestamp(last_year, 12, 31).date()
    return spans.within(frame, column, first_year=first_year, last_year=last_year, as_of=as_of)
