"""The only code that reaches the network: bounded, polite, and believing nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.kit.contract import Fetched, Request, Snapshot


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much a publisher may take. Seconds and bytes."""

    attempts: int = 4
    deadline: float = 600.0  # for one download with all its attempts
    connect: float = 10.0
    silence: float = 60.0  # longest time without a byte
    rate: float = 2_000.0  # bytes a second, on average after the first 30 seconds
    retry_after: float = 120.0  # longest wait a publisher may ask for
    size: int = 400_000_000  # decoded bytes of a file
    small: int = 32_000_000  # decoded bytes of an answer that is read into memory
    pause: float = 1.0  # between two requests to one host


@dataclass(frozen=True, slots=True)
class Answer:
    """A small answer read into memory: a list, a catalogue page, a page of hits."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def text(self) -> str:
        """Return the body decoded as the answer says, else UTF-8, else Windows-1252."""
        raise NotImplementedError

    def json(self) -> Any:
        """Return the body as JSON. Raises Unavailable naming the address and what stands there instead."""
        raise NotImplementedError


class Client:
    """One run's way to the publishers; may be shared by threads.

    `contact` (mail or web address) stands in the User-Agent. `mirror` is the address of a server that serves the
    publishers' paths as `<mirror>/<host>/<path>`: a cache of a closed network, or the loopback publisher of the tests.
    """

    def __init__(
        self,
        contact: str,
        *,
        mirror: str = "",
        limits: Limits | None = None,
        environ: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        raise NotImplementedError

    def fetch(self, request: Request, target: Path, hosts: Sequence[str], known: Snapshot | None = None) -> Fetched:
        """Download a file to `target`; `Fetched.path` is None when it is unchanged since `known` (HTTP 304)."""
        raise NotImplementedError

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

        Cookies are kept for the run, by host. Raises Unavailable for any other status than `accept`.
        """
        raise NotImplementedError

    def secret(self, name: str) -> str:
        """Return a secret from the environment. Raises SwitchedOff naming the variable when it is not set."""
        raise NotImplementedError
