"""The body of an answer, piece by piece and never more than was allowed."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Iterator

import requests
import urllib3

from sources.errors import Unavailable
from sources.web.limits import Broken, Watch
from sources.web.transport import failure

_CHUNK = 1 << 16


def body(response: requests.Response, url: str, watch: Watch, most: int) -> Iterator[bytes]:
    """Yield the decoded body piece by piece. Raises Broken when it is cut off, Unavailable when it is too large."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise Unavailable(
            f"{url}: packed as {coding[:40]!r}, which was not asked for; nothing was read. Import the file by hand."
        )
    too_large = Unavailable(
        f"{url}: larger than {most:,} bytes, the most that is read; nothing was stored. Import the file by hand if it "
        "is what it should be."
    )
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > most:
        raise too_large
    gunzip = _Gunzip() if coding.endswith("gzip") else None
    size = 0
    for packed in _raw(response, watch):
        for chunk in gunzip.feed(packed) if gunzip else (packed,):
            size += len(chunk)
            if size > most:
                raise too_large
            yield chunk
    if gunzip and not gunzip.complete:
        raise Broken("the answer was cut off inside its gzip packing")


def framed(response: requests.Response) -> bool:
    """Say whether the answer itself tells where it ends; else only the content can."""
    headers = response.headers
    if "gzip" in headers.get("Content-Encoding", "").lower():
        return True
    return "chunked" in headers.get("Transfer-Encoding", "").lower() or "Content-Length" in headers


def _raw(response: requests.Response, watch: Watch) -> Iterator[bytes]:
    while True:
        try:
            chunk = response.raw.read1(_CHUNK, decode_content=False)
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise failure(error, watch)
        if not chunk:
            return
        yield chunk


class _Gunzip:
    """Unpack gzip in pieces of bounded size, whatever the ratio."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(31)
        self._fed = False

    @property
    def complete(self) -> bool:
        return self._unpack.eof or not self._fed

    def feed(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            if self._unpack.eof:
                self._unpack = zlib.decompressobj(31)
            self._fed = True
            try:
                chunk = self._unpack.decompress(packed, _CHUNK)
            except zlib.error:
                raise Broken("the answer's gzip packing is damaged")
            packed = self._unpack.unconsumed_tail or self._unpack.unused_data
            yield chunk
