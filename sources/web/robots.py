"""Which paths of a host a robots.txt leaves open (RFC 9309: longest match, `*` and `$`)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from protego import Protego

MAX_BYTES = 512_000  # the standard asks for at least 500 KiB


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one user agent; without any, everything is open."""

    rules: Protego | None = None
    agent: str = ""

    @property
    def delay(self) -> float:
        """Seconds between two requests."""
        delay = self.rules.crawl_delay(self.agent) if self.rules else None
        return delay if delay and isfinite(delay) and delay > 0 else 0.0

    def allows(self, path: str) -> bool:
        """Say whether a path (with query) may be asked."""
        return self.rules is None or self.rules.can_fetch(f"https://host{path}", self.agent)


def parse(text: str, agent: str) -> Robots:
    """Return the rules for an agent; those for `*` where it is not named. Lines that make no sense are passed over."""
    return Robots(Protego.parse(text.lstrip("\ufeff")), agent)
