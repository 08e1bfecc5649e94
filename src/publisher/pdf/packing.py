"""A PDF of the typesetter made small: its objects in compressed streams, which PDF has known since version 1.5.

The typesetter writes every object in clear, and the tags of a page are many small ones: most of the file. Only what it
writes is read here: one table of cross-references at the end, and objects that end with a line of their own.

qpdf, which reads any PDF, takes ten times as long and ends streams with a mere line feed: where the last byte is 13, as
in one of 256 streams of objects, page-validation takes both for the line's end, and the length for one too many.
"""

from __future__ import annotations

import struct

import deflate  # with the package, not the interpreter, comes the compressor: the same bytes on every machine

TOGETHER = 200  # objects in one compressed stream: more are smaller, fewer are quicker to come by
_LEVEL = 6
_FREE, _PLAIN, _WITHIN = 0, 1, 2
_ENTRY = struct.Struct(">BIH")
_END = b"\r\nendstream"  # before a mere line feed, a last byte of 13 would pass for half of the line's end


def pack_pdf(made: bytes) -> bytes:
    """The same document as the typesetter made it, its objects compressed; poppler takes “not suspect” for a fault."""
    start = int(made[made.rindex(b"startxref") :].split()[1])
    table, _, trailer = made[start:].partition(b"trailer")
    lines = table.splitlines()[2:]
    offsets = {number: int(line[:10]) for number, line in enumerate(lines) if line.endswith(b"n")}
    numbers = sorted(offsets, key=offsets.__getitem__)
    size = len(lines)
    streams: dict[int, bytes] = {}
    small: list[tuple[int, bytes]] = []
    for number, end in zip(numbers, (*(offsets[number] for number in numbers[1:]), start), strict=True):
        content = made[made.index(b"obj\n", offsets[number]) + 4 : made.rindex(b"\nendobj", offsets[number], end)]
        if content.endswith(b"\nendstream"):
            streams[number] = content.removesuffix(b"\nendstream") + _END
        else:
            small.append((number, content.replace(b"<</Marked true/Suspects false>>", b"<</Marked true>>")))
    entries: dict[int, tuple[int, int, int]] = {}
    for first in range(0, len(small), TOGETHER):
        some = small[first : first + TOGETHER]
        entries |= {number: (_WITHIN, size, index) for index, (number, _) in enumerate(some)}
        streams[size] = _object_stream(some)
        size += 1
    out = bytearray(made[: offsets[numbers[0]]])
    for number, content in streams.items():
        entries[number] = (_PLAIN, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    entries[size] = (_PLAIN, len(out), 0)
    packed = b"".join(_ENTRY.pack(*entries.get(number, (_FREE, 0, 0))) for number in range(size + 1))
    keys = b"/Type/XRef/Size %d/W[1 4 2]" % (size + 1) + trailer[trailer.index(b"/Root") : trailer.rindex(b">>")]
    return bytes(out + b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, _stream(keys, packed), len(out)))


def _object_stream(objects: list[tuple[int, bytes]]) -> bytes:
    """These objects as one stream: where each stands in it, then all of them."""
    places, at = [], 0
    for number, content in objects:
        places.append(b"%d %d" % (number, at))
        at += len(content) + 1
    head = b" ".join(places) + b"\n"
    keys = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(keys, head + b"\n".join(content for _, content in objects))


def _stream(keys: bytes, content: bytes) -> bytes:
    short = bytes(deflate.zlib_compress(content, _LEVEL))
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b%b" % (keys, len(short), short, _END)
