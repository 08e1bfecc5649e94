"""A PDF of the typesetter made small: its objects in compressed streams, which PDF has known since version 1.5.

The typesetter writes every object in clear, and the tags of a page are many small ones: most of the file. Only what it
writes is read here: one table of cross-references at the end, and objects that end with a line of their own. A general
library reads any PDF, takes five times as long, and ends streams in a way that archival PDF forbids.
"""

from __future__ import annotations

import re
import struct

import deflate  # with the package, not the interpreter, comes the compressor: the same bytes on every machine

TOGETHER = 200
"""Objects in one compressed stream: more are smaller, fewer are quicker to come by."""

_LEVEL = 6
_FREE, _PLAIN, _WITHIN = range(3)
_END = b"\r\nendstream"
"""The end of a stream: before a mere line feed, a last byte of 13 would pass for half of the line's end."""
_ENTRY = struct.Struct(">BIH")
_NOT_SUSPECT = re.compile(rb"(/MarkInfo<</Marked true)/Suspects false(>>)")  # poppler takes it for a fault


def packed(made: bytes) -> bytes:
    """The same document with compressed objects; anything but a PDF as the typesetter writes it, as it is."""
    start = int(made[made.rindex(b"startxref") :].split()[1])
    if not made.startswith(b"xref\n0 ", start):
        return made
    lines = made[start : made.rindex(b"startxref")].splitlines()
    offsets = [int(line[:10]) if line.endswith(b"n") else 0 for line in lines[2 : lines.index(b"trailer")]]
    trailer = re.sub(rb"/Size \d+", b"", lines[-1].removeprefix(b"<<").removesuffix(b">>"))

    out = bytearray(made[: min(filter(None, offsets))])
    entries = [(_FREE, 0, 0xFFFF if number == 0 else 0) for number in range(len(offsets))]
    small: list[tuple[int, bytes]] = []

    def place(number: int, content: bytes) -> None:
        entries[number] = (_PLAIN, len(out), 0)
        out.extend(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    in_order = sorted((offset, number) for number, offset in enumerate(offsets) if offset)
    for (offset, number), end in zip(in_order, [*(offset for offset, _ in in_order[1:]), start], strict=True):
        content = made[made.index(b"obj", offset) + 4 : made.rindex(b"endobj", offset, end)].strip(b"\n")
        if content.endswith(b"\nendstream"):
            place(number, content.removesuffix(b"\nendstream") + _END)
        else:
            small.append((number, _NOT_SUSPECT.sub(rb"\1\2", content)))
    for first in range(0, len(small), TOGETHER):
        group = small[first : first + TOGETHER]
        holder = len(entries)
        entries.append((_FREE, 0, 0))
        for index, (number, _) in enumerate(group):
            entries[number] = (_WITHIN, holder, index)
        place(holder, _object_stream(group))
    place_of_table = len(out)
    entries.append((_PLAIN, place_of_table, 0))
    table = b"".join(_ENTRY.pack(*entry) for entry in entries)
    keys = b"/Type/XRef/Size %d/W[1 4 2]%b" % (len(entries), trailer)
    place(len(entries) - 1, _stream(keys, table))
    out.extend(b"startxref\n%d\n%%%%EOF\n" % place_of_table)
    return bytes(out)


def _object_stream(group: list[tuple[int, bytes]]) -> bytes:
    """These objects as one stream: where each stands in it, then all of them."""
    places, at = [], 0
    for number, content in group:
        places.append(b"%d %d" % (number, at))
        at += len(content) + 1
    head = b" ".join(places) + b"\n"
    keys = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return _stream(keys, head + b"\n".join(content for _, content in group))


def _stream(keys: bytes, content: bytes) -> bytes:
    short = bytes(deflate.zlib_compress(content, _LEVEL))
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b%b" % (keys, len(short), short, _END)
