"""How a step tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # what, done, of


def no_progress(what: str, done: int, of: int) -> None:
    """Report nothing."""
