"""What a run knows about the publishers' hosts: whose turn it is, what they allow, the cookies they set."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable

from sources.web.replies import is_header
from sources.web.robots import Robots

MAX_COOKIES = 50
PATIENT = 3  # downloads given up in a row, after which each further one gets a single attempt


class Host:
    """One publisher's host; shared by threads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.robots: Robots | None = None
        self.closed = ""  # why nothing may be asked in this run
        self.robots_lock = threading.Lock()
        self._lock = threading.Lock()
        self._free_at = 0.0
        self._given_up = 0
        self._cookies: dict[str, str] = {}

    def turn(self, pause: float) -> float:
        """Take the next turn; return the seconds to wait for it. Turns are at least `pause` seconds apart."""
        with self._lock:
            now = time.monotonic()
            start = max(now, self._free_at)
            self._free_at = start + pause
        return start - now

    @property
    def is_down(self) -> bool:
        return self._given_up >= PATIENT

    def note(self, answered: bool) -> None:
        """Note how a download ended."""
        with self._lock:
            self._given_up = 0 if answered else self._given_up + 1

    @property
    def cookies(self) -> str:
        """All cookies as one header, "" for none."""
        with self._lock:
            return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def keep_cookies(self, lines: Iterable[str]) -> None:
        """Keep what the host set, for this run; paths and ends of validity are not looked at."""
        for line in lines:
            name, equals, value = line.partition(";")[0].partition("=")
            name, value = name.strip(), value.strip()
            if equals and is_header(name) and is_header(value) and len(line) < 8_000:
                with self._lock:
                    if name in self._cookies or len(self._cookies) < MAX_COOKIES:
                        self._cookies[name] = value


class Hosts:
    """All hosts of a run, and how often each was asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hosts: dict[str, Host] = {}
        self.asked: Counter[str] = Counter()

    def __getitem__(self, name: str) -> Host:
        with self._lock:
            return self._hosts.setdefault(name, Host(name))

    def count(self, name: str) -> None:
        """Count a request."""
        with self._lock:
            self.asked[name] += 1
