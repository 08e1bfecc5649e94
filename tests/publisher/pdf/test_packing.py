"""Packing: smaller, the same document, and nothing that either standard forbids."""

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
import typst

from publisher.pdf.packing import TOGETHER, pack_pdf

MARKUP = """
#set document(title: "A title", date: datetime(year: 2013, month: 12, day: 31))
#outline()
#for number in range(60) [
  = Heading #number
  See #link("https://example.org/")[a page]. #lorem(30)
  #table(columns: 3, table.header[a][b][c], ..range(30).map(str))
]
// Their streams, compressed or not, end with what may pass for the end of a line.
#for last in (9, 10, 12, 13) {
  pdf.attach(str(last), bytes((last,)), mime-type: "application/octet-stream", relationship: "data", description: "x")
}
"""


@pytest.fixture(scope="module")
def made() -> bytes:
    return bytes(typst.compile(MARKUP.encode(), ignore_system_fonts=True, pdf_standards=["a-3a", "ua-1"]))


def objects(content: bytes) -> dict[int, bytes]:
    """Every object by its number, but for the two kinds that packing adds."""
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.check_pdf_syntax() == []
        found = {}
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                if item.get("/Type") not in ("/ObjStm", "/XRef"):
                    found[item.objgen[0]] = item.unparse() + item.read_raw_bytes()
            else:
                found[item.objgen[0]] = item.unparse(resolved=True)
        return {number: held for number, held in found.items() if held != b"null"}


def ends(content: bytes) -> list[int]:
    return [found.start() for found in re.finditer(b"endstream", content)]


def test_every_object_is_the_same_in_less_room(made: bytes) -> None:
    packed = pack_pdf(made)
    assert len(packed) < len(made) / 3
    before, after = objects(made), objects(packed)
    assert len(before) > 2 * TOGETHER
    changed = [number for number in before if before[number] != after[number]]
    assert [before[number].replace(b"/Suspects false ", b"") for number in changed] == [after[n] for n in changed]
    assert len(changed) == 1  # the catalogue, which says “not suspect” no more
    assert set(before) == set(after)


def test_trailer_keeps_its_keys(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as one, pikepdf.open(io.BytesIO(pack_pdf(made))) as other:
        assert [bytes(part) for part in one.trailer.ID] == [bytes(part) for part in other.trailer.ID]
        assert one.trailer.Root.objgen == other.trailer.Root.objgen
        assert one.trailer.Info.objgen == other.trailer.Info.objgen


def test_a_validator_finds_no_fault(made: bytes, faults: Callable[[bytes], list[str]]) -> None:
    packed = pack_pdf(made)
    assert {b"\n\r\nendstream", b"\r\r\nendstream"} <= {packed[at - 3 : at + 9] for at in ends(packed)}
    assert faults(packed) == []
