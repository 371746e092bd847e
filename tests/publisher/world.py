"""What the publishers know in a month of the play, and how they behave."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class World:
    """State of all publishers. Sets name source ids."""

    month: str = "2026-09"  # newest month whose monthly figures are out
    kreise: tuple[str, ...] = ("05112", "05512", "05513", "05562", "05911")
    down: frozenset[str] = frozenset()  # answers 503
    late: frozenset[str] = frozenset()  # has not published `month` yet: still the month before
    moved: frozenset[str] = frozenset()  # changed its layout
    revised: frozenset[str] = frozenset()  # restated figures of earlier months

    def month_of(self, source_id: str) -> str:
        """Return the newest month a source has published."""
        return before(self.month) if source_id in self.late else self.month

    def figure(self, *key: object, low: int = 100, high: int = 1000) -> int:
        """Return an invented figure that always is the same for the same key."""
        digest = hashlib.sha256("|".join(map(str, key)).encode()).digest()
        return low + int.from_bytes(digest[:6], "big") % (high - low + 1)


def before(month: str, months: int = 1) -> str:
    """Return the month so many months earlier: "2026-01" minus 1 is "2025-12"."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a publisher sees it."""

    host: str
    method: str
    path: str  # decoded, without the query
    query: dict[str, list[str]]
    headers: dict[str, str]  # names in lower case
    body: bytes = b""

    def form(self) -> dict[str, str]:
        """Return the fields of a form body."""
        return {name: values[-1] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    def value(self, name: str) -> str:
        """Return a parameter of the query, "" when it is not there."""
        return self.query.get(name, [""])[-1]


@dataclass(frozen=True, slots=True)
class Reply:
    body: bytes
    kind: str = "application/octet-stream"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
