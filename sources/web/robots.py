"""Which paths of a host a robots.txt leaves open (RFC 9309: longest match, `*` and `$`)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

MAX_BYTES = 512_000  # the standard asks for at least 500 KiB


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one user agent."""

    rules: tuple[tuple[str, bool], ...] = ()  # pattern, allowed
    delay: float = 0.0  # seconds between two requests

    def allows(self, path: str) -> bool:
        """Say whether a path (with query) may be asked."""
        path = _plain(path)
        best = max(((len(rule), allowed) for rule, allowed in self.rules if _matches(rule, path)), default=(0, True))
        return best[1]


def parse(text: str, agent: str) -> Robots:
    """Return the rules for an agent; those for `*` where it is not named. Lines that make no sense are passed over."""
    groups: dict[str, list[tuple[str, str]]] = {}
    named: list[str] = []
    in_rules = False
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            named = [*([] if in_rules else named), value.lower()]
            in_rules = False
            groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for name in named:
                groups[name].append((key, value))
    lines = groups.get(agent.lower(), groups.get("*", []))
    rules = tuple((_plain(value), key == "allow") for key, value in lines if key != "crawl-delay" and value)
    return Robots(rules, max((_seconds(value) for key, value in lines if key == "crawl-delay"), default=0.0))


def _seconds(value: str) -> float:
    try:
        return max(0.0, float(value)) if float(value) < float("inf") else 0.0
    except ValueError:
        return 0.0


def _plain(path: str) -> str:
    return quote(unquote(path, errors="surrogateescape"), safe="/?=&*$,;:@!+'()~", errors="surrogateescape")


def _matches(rule: str, path: str) -> bool:
    anchored = rule.endswith("$")
    first, *pieces = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not pieces:
        return not anchored or path == first
    position = len(first)
    for piece in pieces[:-1]:
        position = path.find(piece, position)
        if position < 0:
            return False
        position += len(piece)
    if anchored:
        return len(path) - len(pieces[-1]) >= position and path.endswith(pieces[-1])
    return path.find(pieces[-1], position) >= 0
