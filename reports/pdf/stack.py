"""Room for deep calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

ROOM = 70_000  # references: more than half a MB, so that the interpreter takes one MB and leaves the rest to callees

P = ParamSpec("P")
R = TypeVar("R")


def in_one_piece(function: Callable[P, R]) -> Callable[P, R]:
    """Let everything a function calls use one piece of the interpreter's stack.

    CPython 3.11 to 3.13 take the stack from the system in pieces of 16 KB and give each back when the last call on it
    returns. Where a loop happens to lie at the end of a piece, every call in it maps and unmaps memory: a tenth of the
    time of a brief, now here, now there. A function that says it needs much gets a piece as large as that.
    """

    @wraps(function)
    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=ROOM)
    return roomy
