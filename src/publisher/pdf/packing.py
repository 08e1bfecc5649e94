"""A PDF of the typesetter made small: its objects in compressed streams, which PDF has known since version 1.5.

The typesetter writes every object in clear, and the tags of a page are many small ones: most of the file. Only what it
writes is read here: one table of cross-references at the end, and objects that end with a line of their own. A general
library reads any PDF, takes five times as long, and ends streams in a way that archival PDF forbids.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping

import deflate  # with the package, not the interpreter, comes the compressor: the same bytes on every machine

TOGETHER = 200
"""Objects in one compressed stream: more are smaller, fewer are quicker to come by."""

_LEVEL = 6
_PLAIN, _WITHIN = 1, 2
_ENTRY = struct.Struct(">BIH")
_END = b"\r\nendstream"
"""The end of a stream: before a mere line feed, a last byte of 13 would pass for half of the line's end."""
_NOT_SUSPECT = re.compile(rb"(/MarkInfo<</Marked true)/Suspects false(>>)")  # poppler takes it for a fault


def packed(made: bytes) -> bytes:
    """The same document with compressed objects; anything but a PDF as the typesetter writes it, as it is."""
    told = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", made)
    if not told or not made.startswith(b"xref\n0 ", start := int(told[1])):
        return made
    lines = made[start : made.rindex(b"startxref")].splitlines()
    offsets = [int(line[:10]) if line.endswith(b"n") else 0 for line in lines[2 : lines.index(b"trailer")]]
    trailer = re.sub(rb"/Size \d+", b"", lines[-1].removeprefix(b"<<").removesuffix(b">>"))
    used = sorted((number for number, offset in enumerate(offsets) if offset), key=offsets.__getitem__)
    ends = [*(offsets[number] for number in used[1:]), start]
    new = len(offsets)

    out = bytearray(made[: offsets[used[0]]])
    small: dict[int, bytes] = {}
    table = bytearray(_ENTRY.size * new)  # first all are free

    def place(number: int, content: bytes) -> None:
        table[_ENTRY.size * number : _ENTRY.size * (number + 1)] = _ENTRY.pack(_PLAIN, len(out), 0)
        out.extend(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    for number, end in zip(used, ends, strict=True):
        offset = offsets[number]
        content = made[made.index(b"obj", offset) + 4 : made.rindex(b"endobj", offset, end)].strip(b"\n")
        if content.endswith(b"\nendstream"):
            place(number, content.removesuffix(b"\nendstream") + _END)
        else:
            small[number] = _NOT_SUSPECT.sub(rb"\1\2", content) if b"/Type/Catalog" in content else content
    waiting = list(small)
    for first in range(0, len(waiting), TOGETHER):
        group = waiting[first : first + TOGETHER]
        place(new, _object_stream({number: small[number] for number in group}))
        for index, number in enumerate(group):
            _ENTRY.pack_into(table, _ENTRY.size * number, _WITHIN, new, index)
        new += 1
    at = len(out)
    table += _ENTRY.pack(_PLAIN, at, 0)
    place(new, _stream(b"/Type/XRef/Size %d/W[1 4 2]%b" % (new + 1, trailer), table))
    out += b"startxref\n%d\n%%%%EOF\n" % at
    return bytes(out)


def _object_stream(objects: Mapping[int, bytes]) -> bytes:
    """These objects as one stream: where each stands in it, then all of them."""
    places, at = [], 0
    for number, content in objects.items():
        places.append(b"%d %d" % (number, at))
        at += len(content) + 1
    head = b" ".join(places) + b"\n"
    keys = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(keys, head + b"\n".join(objects.values()))


def _stream(keys: bytes, content: bytes | bytearray) -> bytes:
    short = bytes(deflate.zlib_compress(content, _LEVEL))
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b%b" % (keys, len(short), short, _END)
