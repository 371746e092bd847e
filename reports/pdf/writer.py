"""Write the objects of a PDF to bytes: each is put into words once, and the same objects give the same bytes."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any, BinaryIO

BINARY = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# A stream's Length counts to the end of line before `endstream`. After a stream that ends in CR, a lone LF is read as
# one end of line together with it, and the Length is wrong by one: every 256th stream, hence CR LF.
END = b"\r\nendstream"
LEVEL = 6  # of 9: half the time for two hundredths more bytes
_FREE, _PLAIN, _PACKED = 0, 1, 2  # kinds of entry in the cross-reference stream


def write(pdf: Any, output: BinaryIO, version: object, identifier: object, compress: bool) -> None:
    """Write a `pydyf.PDF` as PDF 1.7 with an object stream, as its own `write` does.

    The identifier of the file is the checksum of what stands in it. Objects whose `free` is "f" are left out. The
    other arguments are those WeasyPrint calls `pydyf.PDF.write` with; the standards fix what they would say.
    """
    pdf.add_object(pdf.info)
    parts, position = [BINARY], len(BINARY)
    packed: list[bytes] = []
    packed_numbers: list[int] = []
    container = len(pdf.objects)  # number of the object stream
    places: list[tuple[int, int, int]] = []
    for number, thing in enumerate(pdf.objects):
        if thing.free == "f":
            places.append((_FREE, 0, 65535))
        elif hasattr(thing, "stream"):
            places.append((_PLAIN, position, 0))
            parts.append(_indirect(number, _stream(thing.extra, _content(thing), thing.compress)))
            position += len(parts[-1])
        else:
            places.append((_PACKED, container, len(packed)))
            packed.append(thing.data)
            packed_numbers.append(number)

    index, at = [], 0
    for number, data in zip(packed_numbers, packed, strict=True):
        index.append(f"{number} {at}")
        at += len(data) + 1
    head = " ".join(index).encode()
    about = {"Type": "/ObjStm", "N": len(packed), "First": len(head) + 1}
    places.append((_PLAIN, position, 0))
    parts.append(_indirect(container, _stream(about, b"\n".join((head, *packed)), True)))
    position += len(parts[-1])

    places.append((_PLAIN, position, 0))
    mark = hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    about = {
        "Type": "/XRef",
        "Size": len(places),
        "W": "[1 4 2]",
        "Root": pdf.catalog.reference.decode(),
        "Info": pdf.info.reference.decode(),
        "ID": f"[<{mark}> <{mark}>]",
    }
    table = b"".join(kind.to_bytes(1, "big") + a.to_bytes(4, "big") + b.to_bytes(2, "big") for kind, a, b in places)
    parts.append(_indirect(container + 1, _stream(about, table, True)))
    parts.append(f"startxref\n{position}\n%%EOF\n".encode())
    output.write(b"".join(parts))


def _indirect(number: int, data: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, data)


def _stream(about: dict[str, Any], content: bytes, compress: bool) -> bytes:
    entries = dict(about)
    if compress:
        entries["Filter"] = "/FlateDecode"
        content = zlib.compress(content, LEVEL)
    entries["Length"] = len(content)
    head = b"".join(b"/%b %b" % (key.encode(), _bytes(value)) for key, value in entries.items())
    return b"<<%b>>\nstream\n%b%b" % (head, content, END)


def _content(stream: Any) -> bytes:
    return b"\n".join([item if type(item) is bytes else _bytes(item) for item in stream.stream])


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, float):
        return f"{value:f}".encode()  # never 1e-07
    return value.data if hasattr(value, "data") else str(value).encode("ascii")
