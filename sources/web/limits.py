"""How long and how much a publisher may take."""

from __future__ import annotations

import time
from dataclasses import dataclass


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
    piece: int = 65_536  # a body up to this size comes in one piece and cannot be half of an older file
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
        self._end = time.monotonic() + limits.deadline
        self._since: float | None = None
        self._received = 0

    @property
    def left(self) -> float:
        return self._end - time.monotonic()

    def start(self) -> None:
        """Begin a new answer; its rate counts from its first byte on."""
        self._since, self._received = None, 0

    def count(self, received: int) -> None:
        """Note bytes that arrived."""
        if self._since is None:
            self._since = time.monotonic()
        self._received += received

    @property
    def complaint(self) -> str:
        """What is wrong with the time an answer takes, "" for nothing."""
        if self.left <= 0:
            return f"it was not finished after {self.limits.deadline:g} s"
        spent = 0.0 if self._since is None else time.monotonic() - self._since
        if spent > self.limits.grace and self._received < self.limits.rate * spent:
            return f"it sent less than {self.limits.rate:g} bytes a second"
        return ""

    def patience(self) -> float:
        """Return how long the next byte may take. Raises TimeoutError when the answer takes too long altogether."""
        if complaint := self.complaint:
            raise TimeoutError(complaint)
        return min(self.limits.silence, self.left)
