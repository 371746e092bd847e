"""The only code that reaches the network: bounded, polite, and believing nothing."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import json
import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode, urlsplit

import requests

from sources.kit import addresses, content, robots
from sources.kit.addresses import Address
from sources.kit.contract import Fetched, NotPublished, Request, Snapshot, SwitchedOff, Unavailable
from sources.kit.files import decode, safe_name
from sources.kit.transport import Broken, Limits, Watch, Way, body, exchange, framed

__all__ = ["Answer", "Client", "Limits"]

AGENT = "regional-shortage-briefs"
MAX_REDIRECTS = 5

_T = TypeVar("_T")
_OPEN_HEADERS = {"accept", "accept-language", "content-type", "origin", "referer", "x-requested-with"}
_KEPT_HEADERS = ("etag", "last-modified", "date")


@dataclass(frozen=True, slots=True)
class Answer:
    """A small answer read into memory: a list, a catalogue page, a page of hits."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    hide: Callable[[str], str] = field(default=str, repr=False, compare=False)  # takes secrets out of a text

    def text(self) -> str:
        """Return the body decoded as the answer says, else UTF-8, else Windows-1252."""
        charset = _message("Content-Type", self.headers.get("content-type", "")).get_param("charset")
        try:
            named = codecs.lookup(charset).name if isinstance(charset, str) else ""
            if named and named not in ("utf-8", "ascii"):
                return self.body.decode("cp1252" if named == "iso8859-1" else named)
        except (LookupError, ValueError):
            pass
        return decode(self.body, name=self.url)[0]

    def json(self) -> Any:
        """Return the body as JSON. Raises Unavailable naming the address and what stands there instead."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            found = content.outline(self.body)
        raise Unavailable(
            self.hide(f"{self.url}: JSON was asked for, found {found}. Open the address in a browser to see why.")
        )


@dataclass(frozen=True, slots=True)
class _Order:
    """One request with all it may use up."""

    url: str
    hosts: Sequence[str]
    watch: Watch
    method: str = "GET"
    data: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    check_robots: bool = True


@dataclass(slots=True)
class _Host:
    """What a run knows about one publisher's host."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    robots_lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0  # when the next request may start
    robots: robots.Robots | None = None
    closed: str = ""  # why nothing may be asked in this run
    cookies: dict[str, str] = field(default_factory=dict)


class Secret(str):
    """A secret that shows itself to nobody who prints variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class Client:
    """One run's way to the publishers; may be shared by threads.

    `contact` (mail or web address) stands in the User-Agent. `mirror` is the address of a server that serves the
    publishers' paths as `<mirror>/<host>/<path>`: a cache of a closed network, or the loopback publisher of the tests.
    With a mirror there is no pause between requests unless `limits` says so. `ca` holds the only certificates trusted.
    """

    def __init__(
        self,
        contact: str,
        *,
        mirror: str = "",
        limits: Limits | None = None,
        environ: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] | None = None,
        ca: Path | None = None,
        resolve: Callable[[str, int], Sequence[str]] = addresses.resolve,
    ) -> None:
        contact = contact.strip()
        if not contact or not contact.isascii() or not contact.isprintable():
            raise SwitchedOff(
                "BRIEF_CONTACT: publishers are asked only by someone they can write to. Set it to a mail or web "
                f"address in plain letters (found {contact!r}), or import the files by hand."
            )
        self.limits = limits or (Limits(pause=0.0) if mirror else Limits())
        self.asked: Counter[str] = Counter()  # requests sent so far, by host
        self._agent = f"{AGENT}/{_version()} (+{contact})"
        self._mirror = mirror.rstrip("/")
        self._environ = os.environ if environ is None else environ
        self._sleep = sleep or time.sleep
        self._ca, self._resolve = ca, resolve
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._secrets: set[Secret] = set()
        self._answers: dict[object, Answer] = {}
        self._asking: dict[object, threading.Lock] = {}

    def fetch(self, request: Request, target: Path, hosts: Sequence[str], known: Snapshot | None = None) -> Fetched:
        """Download a file to `target`; `Fetched.path` is None when it is unchanged since `known` (HTTP 304).

        An HTML page is taken only where the address ends in .html or .htm. Raises Unavailable, NotPublished for 404
        and 410; then nothing stands at `target`.
        """
        order = _Order(
            request.url,
            hosts,
            Watch(self.limits),
            request.method,
            _form(request.method, request.data),
            {"Accept-Encoding": "identity", **_conditions(request, known)},
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False) as stream:
            part = Path(stream.name)
        seen: list[str] = []
        try:
            fetched = self._ask(order, partial(self._save, order, request.url, part, seen))
            if fetched.path is not None:
                os.replace(part, target)
                fetched = Fetched(target, fetched.name, fetched.http)
            return fetched
        finally:
            part.unlink(missing_ok=True)

    def read(
        self,
        url: str,
        hosts: Sequence[str],
        *,
        method: str = "GET",
        data: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        once: bool = True,
        accept: Sequence[int] = (200,),
    ) -> Answer:
        """Read a small answer into memory; with `once` a second GET of the same address is answered from memory.

        Cookies are kept for the run, by host. Raises Unavailable for any other status than `accept`.
        """
        own = {name: self._keep_hidden(name, value) for name, value in (headers or {}).items()}
        order = _Order(url, hosts, Watch(self.limits), method, _form(method, data), {"Accept-Encoding": "gzip", **own})
        consume = partial(self._load, order.watch, tuple(accept))
        if method != "GET" or not once:
            return self._ask(order, consume)
        key = (url, tuple(sorted(own.items())), tuple(accept))
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            if key not in self._answers:
                addresses.check(url, hosts)
                self._answers[key] = self._ask(order, consume)
        addresses.check(url, hosts)
        return self._answers[key]

    def wait(self, seconds: float) -> None:
        """Give a publisher time for something it works on: a job, a queue."""
        self._sleep(seconds)

    def secret(self, name: str) -> str:
        """Return a secret from the environment. Raises SwitchedOff naming the variable when it is not set."""
        value = Secret(self._environ.get(name, "").strip())
        if not value:
            raise SwitchedOff(f"{name}: not set. Set this environment variable, or import the file by hand.")
        if not value.isprintable():
            raise SwitchedOff(f"{name}: holds a line break or a control character. Set it again without.")
        with self._lock:
            self._secrets.add(value)
        return value

    # one request with its attempts

    def _ask(self, order: _Order, consume: Callable[[requests.Response, str], _T]) -> _T:
        host = urlsplit(order.url).hostname or order.url
        limits, reason = self.limits, ""
        for attempt in range(1, limits.attempts + 1):
            wait: float | None = None
            problem = ""
            try:
                with self._open(order) as (response, url):
                    return consume(response, url)
            except Broken as broken:
                reason, wait = broken.reason, broken.wait
            except Unavailable as error:
                kind, problem = type(error), str(error)
            if problem:
                raise kind(self._hide(problem))
            if wait is not None and wait > limits.retry_after:
                reason += f" and wants {wait:,.0f} s of patience, at most {limits.retry_after:g} s are waited"
                break
            if wait is None:
                wait = limits.backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
            if attempt == limits.attempts:
                reason += f" ({attempt} attempts)"
            elif order.watch.left <= wait:
                reason += f" (attempt {attempt}; the time of {limits.deadline:g} s is used up)"
                break
            else:
                self._sleep(wait)
        raise Unavailable(
            self._hide(f"{host}: {reason}. Asked for {order.url}. Try again later, or import the file by hand.")
        )

    @contextmanager
    def _open(self, order: _Order) -> Iterator[tuple[requests.Response, str]]:
        """Send a request and follow redirects; hand over the answer and the publisher's address it came from."""
        url, method, data, headers = order.url, order.method, order.data, dict(order.headers)
        for _ in range(MAX_REDIRECTS + 1):
            address = addresses.check(url, order.hosts)
            if order.check_robots:
                self._obey_robots(address, order)
            with self._send(address, method, data, headers, order.watch) as response:
                location = response.headers.get("Location", "")
                if response.status_code not in (301, 302, 303, 307, 308) or not location:
                    yield response, address.url
                    return
                status = response.status_code
            url = addresses.follow(address, location, self._mirror)
            if method == "POST" and status in (301, 302, 303):
                method, data = "GET", None
            if addresses.check(url, order.hosts).host != address.host:
                if data is not None:
                    raise Unavailable(
                        f"{address.host}: hands a form on to {urlsplit(url).hostname}, which is not followed. "
                        "Correct the source's address."
                    )
                headers = {name: value for name, value in headers.items() if name.lower() in _FOLLOWING}
        raise Unavailable(
            f"{address.host}: more than {MAX_REDIRECTS} redirects from {order.url}. Open the address in a browser and "
            "correct it in the source module."
        )

    @contextmanager
    def _send(
        self, address: Address, method: str, data: bytes | None, headers: Mapping[str, str], watch: Watch
    ) -> Iterator[requests.Response]:
        host = self._host(address.host)
        self._wait_turn(host, address.host, watch)
        sent = {"User-Agent": self._agent, "Accept": "*/*", "Connection": "close", **headers}
        if data is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
        if host.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in host.cookies.items())
        if not all(_is_header(value) for value in sent.values()):
            raise Unavailable(f"{address.host}: a header holds letters that cannot be sent. Correct the secret.")
        url = f"{self._mirror}/{address.host}{address.path}" if self._mirror else address.url
        with self._lock:
            self.asked[address.host] += 1
        way = Way(watch, self._allowed)
        with exchange(way, method, url, sent, data, self._ca) as response:
            self._keep_cookies(host, response)
            yield response

    def _allowed(self, host: str, port: int) -> Sequence[str]:
        found = self._resolve(host, port)
        if self._mirror:
            return found
        inside = [one for one in found if not addresses.public(one)]
        if inside:
            raise Unavailable(
                f"{host}: its name leads to {inside[0]}, an address inside a private network; nothing was asked. "
                "Check the name servers of this machine; for a cache in a closed network set BRIEF_MIRROR."
            )
        return found

    # what an answer says

    def _save(
        self, order: _Order, asked: str, part: Path, seen: list[str], response: requests.Response, url: str
    ) -> Fetched:
        kept = self._kept(response, url)
        if response.status_code == 304 and any(name.startswith("If-") for name in order.headers):
            return Fetched(None, "", kept)
        _check_status(response.status_code, (200,), response, url)
        name = _file_name(response.headers.get("Content-Disposition", ""), url)
        digest = hashlib.sha256()
        with part.open("wb") as stream:
            for chunk in _named(url, body(response, order.watch, self.limits.size)):
                stream.write(chunk)
                digest.update(chunk)
        content.check_file(part, name, asked, url, response.headers.get("Content-Type", ""), framed(response))
        if digest.hexdigest() not in seen and self._replaced(order, response, url):
            seen.append(digest.hexdigest())
            raise Broken("the file was replaced while it was downloaded")
        return Fetched(part, name, kept)

    def _load(self, watch: Watch, accept: tuple[int, ...], response: requests.Response, url: str) -> Answer:
        _check_status(response.status_code, accept, response, url)
        data = b"".join(_named(url, body(response, watch, self.limits.small)))
        if response.status_code == 200:
            content.check_answer(data, framed(response))
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url, response.status_code, headers, data, self._hide)

    def _replaced(self, order: _Order, response: requests.Response, url: str) -> bool:
        """Ask for the file's marks once more; a publisher who does not answer that is believed."""
        before = _marks(response)
        if order.method != "GET" or not before:
            return False
        address = addresses.check(url, order.hosts)
        try:
            with self._send(address, "HEAD", None, {"Accept-Encoding": "identity"}, order.watch) as again:
                after = _marks(again) if again.status_code == 200 else {}
        except (Broken, Unavailable):
            return False
        return any(before[name] != after[name] for name in before.keys() & after.keys())

    def _kept(self, response: requests.Response, url: str) -> tuple[tuple[str, str], ...]:
        found = [("status", str(response.status_code))]
        found += [(name, response.headers[name]) for name in _KEPT_HEADERS if name in response.headers]
        return tuple((name, self._hide(value)) for name, value in [*found, ("url", url)] if len(value) <= 1_000)

    # one host

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    def _wait_turn(self, host: _Host, name: str, watch: Watch) -> None:
        delay = min(host.robots.delay, self.limits.crawl_delay) if host.robots else 0.0
        with host.lock:
            now = time.monotonic()
            start = max(now, host.free_at)
            host.free_at = start + max(self.limits.pause, delay)
        if start - now >= watch.left:
            raise Unavailable(f"{name}: too many requests are waiting for their turn. Run again later.")
        if start > now:
            self._sleep(start - now)

    def _obey_robots(self, address: Address, order: _Order) -> None:
        host = self._host(address.host)
        with host.robots_lock:
            if host.robots is None and not host.closed:
                self._ask_robots(host, address, order)
        if host.closed:
            raise Unavailable(host.closed)
        if not host.robots.allows(address.path):
            raise Unavailable(
                f"{address.host}: its robots.txt does not allow {address.path.split('?')[0]}. Import the file by hand."
            )

    def _ask_robots(self, host: _Host, address: Address, order: _Order) -> None:
        rules = _Order(
            f"https://{address.host}/robots.txt",
            order.hosts,
            order.watch,
            headers={"Accept-Encoding": "gzip"},
            check_robots=False,
        )
        try:
            host.robots = self._ask(rules, partial(self._read_robots, order.watch))
        except Unavailable as error:
            host.closed = f"{address.host}: its robots.txt cannot be read, so nothing else is asked there: {error}"

    def _read_robots(self, watch: Watch, response: requests.Response, url: str) -> robots.Robots:
        if 400 <= response.status_code < 500 and response.status_code != 429:
            return robots.Robots()
        _check_status(response.status_code, (200,), response, url)
        data = b"".join(_named(url, body(response, watch, robots.MAX_BYTES)))
        return robots.parse(data.decode("utf-8", errors="replace"), AGENT)

    def _keep_cookies(self, host: _Host, response: requests.Response) -> None:
        for cookie in response.raw.headers.getlist("Set-Cookie"):
            name, equals, value = cookie.partition(";")[0].partition("=")
            if equals and name.strip() and len(value) < 4_096 and _is_header(value):
                with host.lock:
                    host.cookies = {**host.cookies, name.strip(): value.strip()}

    # secrets

    def _keep_hidden(self, name: str, value: str) -> str:
        if name.lower() in _OPEN_HEADERS:
            return value
        with self._lock:
            self._secrets.add(Secret(value))
        return Secret(value)

    def _hide(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            if len(secret) >= 4:
                for form in {str(secret), quote(secret), quote(secret, safe=""), urlencode({"": secret})[1:]}:
                    text = text.replace(form, "***")
        return text


_FOLLOWING = _OPEN_HEADERS - {"origin", "referer"} | {"accept-encoding", "if-none-match", "if-modified-since"}

_ADVICE = {
    401: "it wants a login. Check the user name and password set for this source",
    403: "it refuses to answer this program. Ask the publisher for access, or import the file by hand",
    429: "it wants fewer requests. Run again later",
}


def _check_status(status: int, accept: Sequence[int], response: requests.Response, url: str) -> None:
    """Raise Broken for what may pass, NotPublished for 404 and 410, Unavailable for the rest."""
    if status in accept:
        return
    if status in (408, 425, 429) or status >= 500:
        raise Broken(f"answered {status}", _retry_after(response.headers.get("Retry-After", "")))
    if status in (404, 410):
        raise NotPublished(
            f"{url}: not there (status {status}). It is not published yet, or the publisher moved it: look at the "
            "source's page."
        )
    advice = _ADVICE.get(status, "open the address in a browser to see why, and correct it in the source module")
    raise Unavailable(f"{url}: answered {status}; {advice}.")


def _retry_after(value: str) -> float | None:
    value = value.strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def _named(url: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Put the address before what is wrong with a body."""
    problem = ""
    try:
        yield from chunks
    except Unavailable as error:
        problem = str(error)
    if problem:
        raise Unavailable(f"{url}: {problem}. Nothing was stored; import the file by hand if it is right.")


def _conditions(request: Request, known: Snapshot | None) -> dict[str, str]:
    """Ask "only if changed" for a file that is still there and came from the same address."""
    if known is None or request.method != "GET" or known.origin != request.key or not known.path.exists():
        return {}
    facts = dict(known.http)
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {names[key]: facts[key] for key in names if _is_header(facts.get(key, ""))}


def _marks(response: requests.Response) -> dict[str, str]:
    return {name: response.headers[name] for name in ("ETag", "Last-Modified") if response.headers.get(name)}


def _form(method: str, data: Sequence[tuple[str, str]]) -> bytes | None:
    if method == "POST":
        return urlencode(list(data)).encode()
    if data or method != "GET":
        raise ValueError(f"{method} with {len(data)} fields: only GET without a form and POST are sent")
    return None


def _file_name(disposition: str, url: str) -> str:
    """Return the file's name as the publisher gives it (RFC 6266), else the last piece of its address."""
    name = None
    if disposition:
        try:
            name = _message("Content-Disposition", _utf8(disposition)).get_filename()
        except (ValueError, LookupError, TypeError):
            name = None
    return safe_name(name or unquote(urlsplit(url).path.rstrip("/")) or "unnamed")


def _utf8(value: str) -> str:
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _message(name: str, value: str) -> Message:
    message = Message()
    message[name] = value.replace("\r", " ").replace("\n", " ")
    return message


def _is_header(value: str) -> bool:
    return bool(value) and value.isprintable() and all(ord(letter) < 256 for letter in value)


def _version() -> str:
    try:
        return version(AGENT)
    except PackageNotFoundError:
        return "0"
