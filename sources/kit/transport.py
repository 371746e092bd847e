"""One exchange with one server: connects to checked addresses only, and never waits or reads without an end."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from sources.kit.contract import Unavailable

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much a publisher may take. Seconds and bytes."""

    attempts: int = 4
    deadline: float = 600.0  # for one download with all its attempts
    connect: float = 10.0
    silence: float = 60.0  # longest time without a byte
    rate: float = 2_000.0  # bytes a second, on average once `grace` is over
    grace: float = 30.0
    backoff: float = 1.0  # before the second attempt; doubled for each further one, with jitter
    retry_after: float = 120.0  # longest wait a publisher may ask for
    size: int = 400_000_000  # decoded bytes of a file
    small: int = 32_000_000  # decoded bytes of an answer that is read into memory
    pause: float = 1.0  # between two requests to one host
    crawl_delay: float = 30.0  # longest pause a robots.txt may ask for


class Broken(Exception):
    """An exchange failed in a way that may pass; `wait` is how long the publisher asked to wait."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


class Watch:
    """What is left of a download's time; asked before each byte that is waited for."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.reason = ""
        self._end = time.monotonic() + limits.deadline
        self._since: float | None = None
        self._received = 0

    @property
    def left(self) -> float:
        return self._end - time.monotonic()

    def start(self) -> None:
        """Begin a new answer."""
        self._since, self._received, self.reason = None, 0, ""

    def count(self, received: int) -> None:
        """Note bytes that arrived."""
        if self._since is None:
            self._since = time.monotonic()
        self._received += received

    def patience(self) -> float:
        """Return how long the next byte may take. Raises TimeoutError when the answer takes too long altogether."""
        limits, left = self.limits, self.left
        if left <= 0:
            self.reason = f"it was not finished after {limits.deadline:g} s"
        elif self._since is not None:
            spent = time.monotonic() - self._since
            if spent > limits.grace and self._received < limits.rate * spent:
                self.reason = f"it sent less than {limits.rate:g} bytes a second"
        if self.reason:
            raise TimeoutError(self.reason)
        return min(limits.silence, left)


@dataclass(frozen=True, slots=True)
class Way:
    """How connections of one exchange are made."""

    watch: Watch
    addresses: Callable[[str, int], Sequence[str]]  # host, port -> IP addresses it is allowed to connect to


class _Reader(io.RawIOBase):
    """A socket's stream that asks the watch before each read."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, watch: Watch) -> None:
        self._raw, self._sock, self._watch = raw, sock, watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int | None:
        self._sock.settimeout(self._watch.patience())
        count = self._raw.readinto(buffer)
        self._watch.count(count or 0)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, way: Way, sock: socket.socket, *args, **options) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Reader(self.fp.detach(), sock, way.watch))


class _Checked:
    """Connect to the very addresses that were checked, so that a second look-up cannot lead elsewhere."""

    way: Way

    @property
    def response_class(self):
        return partial(_Response, self.way)

    def _new_conn(self) -> socket.socket:
        watch = self.way.watch
        try:
            addresses = self.way.addresses(self._dns_host, self.port)
        except OSError as error:
            raise NameResolutionError(self.host, self, error)
        reason = "no address"
        for address in addresses:
            patience = min(watch.limits.connect, watch.patience())
            try:
                return create_connection((address, self.port), patience, socket_options=self.socket_options)
            except OSError as error:
                reason = "no answer" if isinstance(error, TimeoutError) else error.strerror or type(error).__name__
        raise NewConnectionError(self, reason)


class _Adapter(HTTPAdapter):
    def __init__(self, way: Way) -> None:
        self._way = way
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args, **options) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            scheme: type(
                pool.__name__, (pool,), {"ConnectionCls": type(kind.__name__, (_Checked, kind), {"way": self._way})}
            )
            for scheme, pool, kind in (
                ("http", urllib3.HTTPConnectionPool, HTTPConnection),
                ("https", urllib3.HTTPSConnectionPool, HTTPSConnection),
            )
        }


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow nothing: even asked not to, requests would read the whole body of a redirect."""


@contextmanager
def exchange(
    way: Way, method: str, url: str, headers: Mapping[str, str], data: bytes | None, ca: Path | None
) -> Iterator[requests.Response]:
    """Send one request and hand over the answer before its body is read.

    Raises Broken when it may help to ask again, Unavailable when the server's certificate is not trusted.
    """
    way.watch.start()
    with _Session() as session:
        session.trust_env = False
        session.headers.clear()
        adapter = _Adapter(way)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        order = requests.Request(method, url, headers=dict(headers), data=data)
        failure: Exception | None = None
        try:
            response = session.send(
                session.prepare_request(order),
                stream=True,
                allow_redirects=False,
                timeout=(way.watch.limits.connect, way.watch.limits.silence),
                verify=str(ca) if ca else True,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            failure = _failure(error, way.watch)
        if failure is not None:
            raise failure
        with response:
            yield response


def body(response: requests.Response, watch: Watch, most: int) -> Iterator[bytes]:
    """Yield the decoded body piece by piece. Raises Broken when it is cut off, Unavailable when it is too large."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise Unavailable(f"the answer is packed as {coding[:40]!r}, which was not asked for")
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > most:
        raise Unavailable(f"the answer is to have {int(announced):,} bytes, at most {most:,} are read")
    gunzip = _Gunzip() if coding.endswith("gzip") else None
    size = 0
    for packed in _raw(response, watch):
        for chunk in gunzip.feed(packed) if gunzip else (packed,):
            size += len(chunk)
            if size > most:
                raise Unavailable(f"the answer does not end: {most:,} bytes are read at most")
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
        failure = None
        try:
            chunk = response.raw.read1(_CHUNK, decode_content=False)
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            failure = _failure(error, watch)
        if failure is not None:
            raise failure
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
            failed = False
            try:
                chunk = self._unpack.decompress(packed, _CHUNK)
            except zlib.error:
                failed = True
            if failed:
                raise Broken("the answer's gzip packing is damaged")
            packed = self._unpack.unconsumed_tail or self._unpack.unused_data
            yield chunk


def _failure(error: BaseException, watch: Watch) -> Exception:
    """Say what went wrong in words that hold nothing of the request; the libraries' own words may hold headers."""
    seen: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            todo += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    for one in seen:
        if isinstance(one, ssl.SSLCertVerificationError):
            return Unavailable(
                f"its certificate is not trusted ({one.verify_message}), so nothing was read. Check the clock of this "
                "machine; if the publisher's certificate is broken, wait until it is repaired"
            )
    if watch.reason:
        return Broken(watch.reason)
    for kinds, words in _WORDS:
        if any(isinstance(one, kinds) for one in seen):
            return Broken(words.format(silence=watch.limits.silence, connect=watch.limits.connect))
    return Broken(f"the exchange failed ({type(error).__name__})")


_WORDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((NameResolutionError,), "its name could not be resolved"),
    ((requests.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError), "no connection within {connect:g} s"),
    ((NewConnectionError,), "no connection"),
    ((urllib3.exceptions.IncompleteRead, http.client.IncompleteRead), "the answer was cut off"),
    ((requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError, TimeoutError), "it was silent for {silence:g} s"),
    ((ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected), "the connection was broken off"),
    ((ssl.SSLError,), "no encrypted connection came about"),
    ((http.client.HTTPException, urllib3.exceptions.ProtocolError), "the answer is not HTTP or was cut off"),
)
