"""Secrets that do not show: not in messages, not in printed variables."""

from __future__ import annotations

import threading
from urllib.parse import quote, quote_plus

_SHORTEST = 4  # shorter ones would take harmless letters out of messages


class Secret(str):
    """A text that shows itself to nobody who prints variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class Secrets:
    """The secrets a run has used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: frozenset[Secret] = frozenset()

    def keep(self, value: str) -> Secret:
        """Remember a secret."""
        secret = Secret(value)
        with self._lock:
            self._known |= {secret}
        return secret

    def hide(self, text: str) -> str:
        """Return a text without any secret, also where it is written as in an address."""
        for secret in sorted(self._known, key=len, reverse=True):
            if len(secret) >= _SHORTEST:
                for form in (str(secret), quote(secret), quote(secret, safe=""), quote_plus(secret)):
                    text = text.replace(form, "***")
        return text
