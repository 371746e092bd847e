"""One exchange with one server: connects to checked addresses only, and never waits or reads without an end."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from sources.errors import Unavailable
from sources.web.limits import Broken, Watch


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


class _NoConnection(NewConnectionError):
    def __init__(self, connection: HTTPConnection, why: str) -> None:
        super().__init__(connection, why)
        self.why = why


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
        raise _NoConnection(self, reason)


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
        try:
            response = session.send(
                session.prepare_request(order),
                stream=True,
                allow_redirects=False,
                timeout=(way.watch.limits.connect, way.watch.limits.silence),
                verify=str(ca) if ca else True,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise failure(error, way.watch, urlsplit(url).hostname or url)
        with response:
            yield response


def failure(error: BaseException, watch: Watch, host: str = "") -> Exception:
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
                f"{host}: its certificate is not trusted ({one.verify_message}); nothing was sent or read. Check the "
                "clock of this machine; if the publisher's certificate is at fault, wait until it is renewed."
            )
        if isinstance(one, _NoConnection):
            return Broken(f"no connection ({one.why})")
    if complaint := watch.complaint:
        return Broken(complaint)
    for kinds, words in _WORDS:
        if any(isinstance(one, kinds) for one in seen):
            return Broken(words.format(silence=watch.limits.silence, connect=watch.limits.connect))
    return Broken(f"the exchange failed ({type(error).__name__})")


_WORDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((NameResolutionError,), "its name could not be resolved"),
    ((requests.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError), "no connection within {connect:g} s"),
    ((urllib3.exceptions.IncompleteRead, http.client.IncompleteRead), "the answer was cut off"),
    ((requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError, TimeoutError), "it was silent for {silence:g} s"),
    ((ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected), "the connection was broken off"),
    ((ssl.SSLError,), "no encrypted connection came about"),
    ((http.client.HTTPException, urllib3.exceptions.ProtocolError), "the answer is not HTTP or was cut off"),
)
