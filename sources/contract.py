"""The contract between a published file and everything after it.

A source module turns the bytes a publisher sent into `Observations`: one long, tidy table in which each row says
what was counted, for whom, where and when, and in which cell of the publisher's file it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sources.records import Fetched, Plan, Recognition, Request, Snapshot

if TYPE_CHECKING:
    import pandas as pd

    from sources.files.file import PublishedFile
    from sources.web.client import Client


@dataclass(frozen=True, slots=True)
class Expect:
    """What a parsed part must look like, else the import stops. Ranges are inclusive."""

    rows: tuple[int, int]
    regions: tuple[int, int] = (1, 1000)
    indicators: frozenset[str] = frozenset()
    values: tuple[float, float] = (0.0, 1e9)
    max_lost_rows_pct: float = 10.0  # against the previous snapshot of the same part
    max_total_change_pct: float = 40.0  # of each indicator's sum, against the previous snapshot
    every_kreis: bool = False  # each of today's Kreise has rows in the newest period


@dataclass(frozen=True, slots=True)
class Source:
    """One published dataset. The callables are pure: no clock, no network, no global state."""

    id: str
    title: str  # German, as printed in the brief
    publisher: str
    page: str
    licence: str
    attribution: str  # the line to print; {year} is replaced by the year of publication
    cadence: str  # "monthly", "yearly", "when imported"
    lag_days: int  # how long after the period's end the publisher usually releases
    required: bool
    max_age_days: int  # age of the period's end beyond which the source is called stale
    status: str  # "live", "tested" or "unconfirmed"
    expect: Callable[[str], Expect]  # part -> expectations
    locate: Callable[[Plan], tuple[Request, ...]]  # what to fetch, () where files only come by hand
    recognises: Callable[[PublishedFile], Recognition | None]
    parse: Callable[[PublishedFile, Recognition], pd.DataFrame]
    looks_like: str = ""  # one line for whoever imports a file no source knows: what a file of this source holds
    reference: tuple[Path, ...] = ()  # tables of data/reference whose change makes a staged file stale
    hosts: tuple[str, ...] = ()  # the only hosts a request or a redirect may lead to
    # how to bring what one request means where one GET is not enough (pages, catalogues, jobs): writes to the path,
    # or says that nothing has changed since the snapshot the request brought last
    collect: Callable[[Client, Request, Path, Snapshot | None], Fetched] | None = None
    switch: str = ""  # environment variable that must be "1" before the source is fetched
    secrets: tuple[str, ...] = ()  # environment variables it needs
    by_hand: str = ""  # what to do without the network: which page, which file, then `brief import`
    local: tuple[str, ...] = ()  # files of data/reference it reads; they are taken in by themselves
    sets_month: bool = True  # its figures date an edition; False for statements and context
