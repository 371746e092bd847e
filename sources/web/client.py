"""The only code that reaches the network: bounded, polite, and believing nothing."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlencode

import requests

from sources.errors import SwitchedOff, Unavailable
from sources.files.file import decode
from sources.records import Fetched, Request, Snapshot
from sources.web import addresses, content, replies
from sources.web.body import body, framed
from sources.web.hidden import Secrets
from sources.web.limits import Broken, Limits, Watch
from sources.web.visits import Order, Visits

__all__ = ["Answer", "Client", "Limits"]

AGENT = "regional-shortage-briefs"

_HARMLESS = {"accept", "accept-language", "content-type", "origin", "referer", "x-requested-with"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A small answer read into memory: a list, a catalogue page, a page of hits."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = field(repr=False)
    hide: Callable[[str], str] = field(default=str, repr=False, compare=False)  # takes secrets out of a message

    def text(self) -> str:
        """Return the body decoded as the answer says, else UTF-8, else Windows-1252."""
        charset = replies.parameters("Content-Type", self.headers.get("content-type", "")).get_param("charset")
        try:
            named = codecs.lookup(charset).name if isinstance(charset, str) else "utf-8"
            if named not in ("utf-8", "ascii"):
                return self.body.decode("cp1252" if named == "iso8859-1" else named)
        except (LookupError, ValueError):
            pass
        return decode(self.body, name=self.url)[0]

    def json(self) -> Any:
        """Return the body as JSON. Raises Unavailable naming the address and what stands there instead."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            found = self.hide(f"{self.url}: JSON was asked for, found {content.outline(self.body)}")
        raise Unavailable(f"{found}. Open the address in a browser to see why.")


class Client:
    """One run's way to the publishers; may be shared by threads.

    `contact` (mail or web address) stands in the User-Agent. `mirror` is the address of a server that serves the
    publishers' paths as `<mirror>/<host>/<path>`: a cache of a closed network, or the loopback publisher of the tests.
    With a mirror there is no pause between requests unless `limits` says so. `ca` names a file with the only
    certificates to trust.
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
    ) -> None:
        contact = contact.strip()
        if not contact or not contact.isascii() or not contact.isprintable():
            raise SwitchedOff(
                "BRIEF_CONTACT: publishers are asked only by someone they can write to. Set it to a mail or web "
                f"address in plain letters (found {contact!r}), or import the files by hand."
            )
        if mirror and not mirror.startswith(("https://", "http://")):
            raise SwitchedOff(f"BRIEF_MIRROR: {mirror!r} is no address. Set it to http://… or https://…, or unset it.")
        if ca and not ca.is_file():
            raise SwitchedOff(f"{ca}: the file with the trusted certificates is not there.")
        self.limits = limits or (Limits(pause=0.0) if mirror else Limits())
        self._environ = os.environ if environ is None else environ
        self._secrets = Secrets()
        agent = f"{AGENT}/{_version()} (+{contact})"
        self._visits = Visits(agent, self.limits, self._secrets, mirror=mirror, sleep=sleep, ca=ca)
        self._lock = threading.Lock()
        self._answers: dict[object, Answer] = {}
        self._asking: dict[object, threading.Lock] = {}

    @property
    def asked(self) -> Mapping[str, int]:
        """How many requests were sent so far, by host."""
        return self._visits.asked

    def fetch(self, request: Request, target: Path, hosts: Sequence[str], known: Snapshot | None = None) -> Fetched:
        """Download a file to `target`; `Fetched.path` is None when it is unchanged since `known` (HTTP 304).

        An HTML page is taken only where the address ends in .html or .htm. Raises Unavailable, or NotPublished for
        404 and 410; then nothing new stands at `target`.
        """
        asks_if_changed = replies.conditions(request, known)
        order = Order(
            request.url,
            hosts,
            Watch(self.limits),
            request.method,
            _form(request.method, request.data),
            {"Accept-Encoding": "identity", **asks_if_changed},
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False) as stream:
            part = Path(stream.name)
        try:
            fetched = self._visits.ask(order, partial(self._save, order, part, []))
            if fetched.path is None:
                return Fetched(None, known.name if known else "", fetched.http)
            os.replace(part, target)
            return Fetched(target, fetched.name, fetched.http)
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

        Cookies are kept for the run, by host. Headers other than Accept… and the like count as secret. Raises
        Unavailable for any other status than `accept`, NotPublished for 404 and 410.
        """
        addresses.check(url, hosts)
        headers = {
            name: value if name.lower() in _HARMLESS else self._secrets.keep(value)
            for name, value in (headers or {}).items()
        }
        order = Order(
            url, hosts, Watch(self.limits), method, _form(method, data), {"Accept-Encoding": "gzip", **headers}
        )
        ask = partial(self._visits.ask, order, partial(self._load, order.watch, tuple(accept)))
        if method != "GET" or not once:
            return ask()
        key = (url, tuple(sorted(headers.items())), tuple(accept))
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            if key not in self._answers:
                self._answers[key] = ask()
            return self._answers[key]

    def wait(self, seconds: float) -> None:
        """Give a publisher time for something it works on: a job, a queue."""
        self._visits.sleep(seconds)

    def secret(self, name: str) -> str:
        """Return a secret from the environment. Raises SwitchedOff naming the variable when it is not set."""
        value = self._environ.get(name, "").strip()
        if not value:
            raise SwitchedOff(f"{name}: not set. Set this environment variable, or import the file by hand.")
        if not replies.is_header(value):
            raise SwitchedOff(f"{name}: holds a line break or a letter that cannot be sent. Set it again without.")
        return self._secrets.keep(value)

    def _save(self, order: Order, part: Path, seen: list[str], response: requests.Response, url: str) -> Fetched:
        """Write a file's body to `part` and look at it; `seen` holds the hashes of earlier attempts."""
        facts = tuple(
            (name, self._secrets.hide(value))
            for name, value in replies.facts(response.status_code, response.headers, url)
        )
        if response.status_code == 304 and any(name.startswith("If-") for name in order.headers):
            return Fetched(None, "", facts)
        replies.check_status(response.status_code, (200,), response.headers, url)
        name = replies.file_name(response.headers.get("Content-Disposition", ""), url)
        digest = hashlib.sha256()
        with part.open("wb") as stream:
            for chunk in body(response, url, order.watch, self.limits.size):
                stream.write(chunk)
                digest.update(chunk)
        kind = response.headers.get("Content-Type", "")
        content.check_file(part, name, content.Asked(order.url, url, kind, framed(response)))
        large = part.stat().st_size > self.limits.piece
        if large and digest.hexdigest() not in seen and self._was_replaced(order, response, url):
            seen.append(digest.hexdigest())
            raise Broken("the file was replaced while it was downloaded")
        return Fetched(part, self._secrets.hide(name), facts)

    def _was_replaced(self, order: Order, response: requests.Response, url: str) -> bool:
        """Ask for the file's marks once more; a publisher who does not answer that is believed."""
        if order.method != "GET" or not replies.has_marks(response.headers):
            return False
        address = addresses.check(url, order.hosts)
        try:
            with self._visits.send(address, "HEAD", None, {"Accept-Encoding": "identity"}, order.watch) as again:
                return again.status_code == 200 and not replies.same_file(response.headers, again.headers)
        except (Broken, Unavailable):
            return False

    def _load(self, watch: Watch, accept: tuple[int, ...], response: requests.Response, url: str) -> Answer:
        replies.check_status(response.status_code, accept, response.headers, url)
        data = b"".join(body(response, url, watch, self.limits.small))
        if response.status_code == 200:
            content.check_answer(data, framed(response))
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url, response.status_code, headers, data, self._secrets.hide)


def _form(method: str, data: Sequence[tuple[str, str]]) -> bytes | None:
    if method == "POST":
        return urlencode(list(data)).encode()
    if data or method != "GET":
        raise ValueError(f"{method} with {len(data)} fields: only GET without a form and POST are sent")
    return None


def _version() -> str:
    try:
        return version(AGENT)
    except PackageNotFoundError:
        return "0"
