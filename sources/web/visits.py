"""One run's requests: politely spaced, with attempts and redirects, each address checked before it is asked."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests

from sources.errors import NotPublished, Unavailable
from sources.web import addresses, replies, robots
from sources.web.addresses import Address
from sources.web.body import body
from sources.web.hidden import Secrets
from sources.web.hosts import Host, Hosts
from sources.web.limits import Broken, Limits, Watch
from sources.web.transport import Way, exchange

MAX_REDIRECTS = 5

_T = TypeVar("_T")
_TO_OTHER_HOSTS = {"accept", "accept-encoding", "accept-language", "if-none-match", "if-modified-since"}


@dataclass(frozen=True, slots=True)
class Order:
    """One request with all it may use up."""

    url: str
    hosts: Sequence[str]
    watch: Watch
    method: str = "GET"
    data: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    obeys_robots: bool = True


class Visits:
    """All requests of a run; `agent` is the whole User-Agent, its first piece the name that robots.txt files know."""

    def __init__(
        self,
        agent: str,
        limits: Limits,
        secrets: Secrets,
        *,
        mirror: str = "",
        sleep: Callable[[float], None] | None = None,
        ca: Path | None = None,
    ) -> None:
        self._agent, self._name = agent, agent.partition("/")[0]
        self._limits, self._secrets, self._ca = limits, secrets, ca
        self._mirror = mirror.rstrip("/")
        self.sleep = sleep or time.sleep
        self._hosts = Hosts()

    @property
    def asked(self) -> Mapping[str, int]:
        """How many requests were sent so far, by host."""
        return dict(self._hosts.asked)

    def ask(self, order: Order, consume: Callable[[requests.Response, str], _T]) -> _T:
        """Send a request until an answer can be used, as often and as long as the limits allow."""
        host, limits = self._hosts[urlsplit(order.url).hostname or ""], self._limits
        attempts = 1 if host.is_down else limits.attempts
        for attempt in range(1, attempts + 1):
            problem, broken = None, None
            try:
                with self._open(order) as (response, url):
                    found = consume(response, url)
                host.note(answered=True)
                return found
            except Broken as error:
                broken = error
            except Unavailable as error:
                problem = type(error)(self._secrets.hide(str(error)))
            if isinstance(problem, NotPublished):
                host.note(answered=True)
            if problem:
                raise problem
            reason, wait = broken.reason, broken.wait
            if wait is None:
                wait = limits.backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
            elif wait > limits.retry_after:
                reason += f" and wants {wait:.0f} s of patience, at most {limits.retry_after:g} s are waited"
                break
            if attempt == attempts:
                reason += f" ({attempts} attempts)" if attempts > 1 else ""
            elif wait >= order.watch.left:
                reason += f" (attempt {attempt}; no time is left of {limits.deadline:g} s)"
                break
            else:
                self.sleep(wait)
        host.note(answered=False)
        raise Unavailable(
            self._secrets.hide(
                f"{host.name}: {reason}. Asked for {order.url}. Run again later, or import the file by hand."
            )
        )

    @contextmanager
    def _open(self, order: Order) -> Iterator[tuple[requests.Response, str]]:
        """Send a request and follow redirects; hand over the answer and the publisher's address it came from."""
        url, method, data, headers = order.url, order.method, order.data, dict(order.headers)
        for _ in range(MAX_REDIRECTS + 1):
            address = addresses.check(url, order.hosts)
            if order.obeys_robots:
                self._obey_robots(address, order)
            with self.send(address, method, data, headers, order.watch) as response:
                status, location = response.status_code, response.headers.get("Location", "")
                if status not in (301, 302, 303, 307, 308) or not location:
                    yield response, address.url
                    return
            url = addresses.follow(address, location, self._mirror)
            if method == "POST" and status in (301, 302, 303):
                method, data = "GET", None
            if addresses.check(url, order.hosts).host != address.host:
                if data is not None:
                    raise Unavailable(
                        f"{address.host}: hands a form on to {urlsplit(url).hostname}, which is not followed. Open "
                        "the source's page in a browser and correct the address in the source module."
                    )
                headers = {name: value for name, value in headers.items() if name.lower() in _TO_OTHER_HOSTS}
        raise Unavailable(
            f"{address.host}: more than {MAX_REDIRECTS} redirects from {order.url}. Open the address in a browser and "
            "correct it in the source module."
        )

    @contextmanager
    def send(
        self, address: Address, method: str, data: bytes | None, headers: Mapping[str, str], watch: Watch
    ) -> Iterator[requests.Response]:
        host = self._hosts[address.host]
        self._wait_turn(host, watch)
        sent = {"User-Agent": self._agent, "Accept": "*/*", **headers}
        if data is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
        if host.cookies:
            sent["Cookie"] = host.cookies
        if not all(map(replies.is_header, sent.values())):
            raise Unavailable(f"{address.host}: a header holds letters that cannot be sent. Correct its value.")
        url = f"{self._mirror}/{address.host}{address.path}" if self._mirror else address.url
        self._hosts.count(address.host)
        way = Way(watch, addresses.resolve if self._mirror else addresses.resolve_public)
        with exchange(way, method, url, sent, data, self._ca) as response:
            host.keep_cookies(response.raw.headers.getlist("Set-Cookie"))
            yield response

    def _wait_turn(self, host: Host, watch: Watch) -> None:
        wanted = host.robots.delay if host.robots else 0.0
        wait = host.turn(max(self._limits.pause, min(wanted, self._limits.crawl_delay)))
        if wait >= watch.left:
            raise Unavailable(f"{host.name}: too many requests wait for their turn. Run again later.")
        if wait > 0:
            self.sleep(wait)

    def _obey_robots(self, address: Address, order: Order) -> None:
        host = self._hosts[address.host]
        with host.robots_lock:
            if host.robots is None and not host.closed:
                rules = Order(
                    f"https://{host.name}/robots.txt",
                    order.hosts,
                    order.watch,
                    headers={"Accept-Encoding": "gzip"},
                    obeys_robots=False,
                )
                try:
                    host.robots = self.ask(rules, partial(self._read_robots, order.watch))
                except Unavailable as error:
                    host.closed = f"{host.name}: its robots.txt cannot be read, so nothing else is asked. {error}"
        if host.closed:
            raise Unavailable(host.closed)
        if not host.robots.allows(address.path):
            raise Unavailable(
                f"{address.url}: the host's robots.txt does not allow this address. Import the file by hand."
            )

    def _read_robots(self, watch: Watch, response: requests.Response, url: str) -> robots.Robots:
        if 400 <= response.status_code < 500 and response.status_code != 429:
            return robots.Robots()
        replies.check_status(response.status_code, (200,), response.headers, url)
        data = b""
        for chunk in body(response, url, watch, self._limits.small):
            data += chunk
            if len(data) >= robots.MAX_BYTES:
                break
        return robots.parse(data[: robots.MAX_BYTES].decode("utf-8", errors="replace"), self._name)
