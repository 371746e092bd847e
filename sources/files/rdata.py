"""Read R data frames. The only module that imports pyreadr (AGPL): see the README on licences."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.errors import BadContent

if TYPE_CHECKING:
    import pandas as pd

    from sources.files.file import PublishedFile

MAX_UNPACKED_BYTES = 1_500_000_000  # the employees file unpacks to 334 MB

_CHUNK = 1 << 20
_OPENERS = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}
_SYMBOL = re.compile(rb"\x00\x00\x00\x01\x00.\x00\t(.{4})", re.DOTALL)
_NAMES = re.compile(rb"\x00\x00\x00\x05names\x00\x00\x00\x10(.{4})", re.DOTALL)
_INTEGERS = b"\x00\x00\x00\x0d"


@dataclass(frozen=True, slots=True)
class RHeader:
    """What an .rda file says of itself without being loaded."""

    name: str  # name of the (first) R object
    rows: int
    columns: tuple[str, ...]
    years: tuple[int, int] | None  # smallest and largest value of the first integer column


def read_header(file: PublishedFile) -> RHeader:
    """Return name, columns and years of the data frame in an .rda file, without holding it in memory.

    R writes the object's name first, then column after column, then the column names. Raises BadContent for a damaged
    file or one that unpacks to more than MAX_UNPACKED_BYTES.
    """
    head, window, years, want = b"", b"", None, None
    for chunk in _unpacked(file):
        if not head:
            head = chunk[:4096]
            want = _integer_vector(head)
        window += chunk
        if want and years is None:
            start = window.find(want[0])
            if start >= 0:
                if len(window) < start + 8 + 4 * want[1]:
                    continue
                years = _range(window, start, want[1])
        window = window[-_CHUNK:]
    symbol = _SYMBOL.search(head)
    names = max(_NAMES.finditer(window), key=lambda found: found.start(), default=None)
    if symbol is None or want is None or names is None:
        raise BadContent(f"{file.name}: no R data frame in it. Save one data frame with save(), or as CSV.")
    start = symbol.end()
    name = head[start : start + int.from_bytes(symbol.group(1))].decode("utf-8", "replace")
    return RHeader(name, want[1], _texts(window, names.end(), int.from_bytes(names.group(1))), years)


def _integer_vector(head: bytes) -> tuple[bytes, int] | None:
    """Return the start of an integer column of a data frame whose first column is text, and its length."""
    first = re.search(rb"\x00\x00\x03\x13.{4}\x00\x00\x00\x10(.{4})", head, re.DOTALL)
    if first is None:
        return None
    return _INTEGERS + first.group(1), int.from_bytes(first.group(1))


def _range(window: bytes, start: int, length: int) -> tuple[int, int]:
    import numpy as np

    values = np.frombuffer(window, dtype=">i4", count=length, offset=start + 8)
    return int(values.min()), int(values.max())


def _texts(data: bytes, at: int, count: int) -> tuple[str, ...]:
    texts = []
    for _ in range(min(count, 1000)):
        (size,) = struct.unpack_from(">i", data, at + 4)
        texts.append(data[at + 8 : at + 8 + max(size, 0)].decode("utf-8", "replace"))
        at += 8 + max(size, 0)
    return tuple(texts)


def _unpacked(file: PublishedFile) -> Iterator[bytes]:
    opener = _OPENERS.get(file.head[:2], open)
    size = 0
    try:
        with opener(file.path, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > MAX_UNPACKED_BYTES:
                    raise BadContent(
                        f"{file.name}: unpacks to more than {MAX_UNPACKED_BYTES:,} bytes; it was not opened. Fetch the "
                        "file again from the publisher."
                    )
                yield chunk
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise BadContent(f"{file.name}: cannot be unpacked ({error}). Fetch the file again.") from error


def read_frame(file: PublishedFile, name: str) -> pd.DataFrame:
    """Return the data frame of that name, texts as categories. NA becomes NaN in both texts and numbers."""
    import pyreadr

    try:
        frame = pyreadr.read_r(str(file.path), use_objects=[name])[name]
    except (pyreadr.PyreadrError, pyreadr.LibrdataError, KeyError) as error:
        raise BadContent(f"{file.name}: R object {name!r} cannot be read ({error}). Fetch the file again.") from error
    for column in frame.columns:
        if frame[column].dtype.kind not in "iufb":
            frame[column] = frame[column].astype("category")
    return frame.reset_index(drop=True)
