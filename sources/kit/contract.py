"""The contract between a published file and everything after it.

A source module turns the bytes a publisher sent into `Observations`: one long, tidy table in which each row says
what was counted, for whom, where and when, and in which cell of the publisher's file it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sources.kit.files import PublishedFile
    from sources.kit.http import Client


class Flag(StrEnum):
    """Why a value is there, or is not. A value is present exactly when the flag is in `WITH_VALUE`."""

    OK = "ok"
    SECRET = "secret"  # 1 or 2 persons, or closed to protect another cell; never 0
    UNKNOWN = "unknown"  # the publisher has no figure
    NOT_APPLICABLE = "not_applicable"  # the combination does not exist, or the publisher does not rate it
    UNCERTAIN = "uncertain"  # published in brackets or as too uncertain
    ROUNDED_TO_ZERO = "rounded_to_zero"  # published 0 that stands for 0 or 1
    PROVISIONAL = "provisional"
    REVISED = "revised"


WITH_VALUE = frozenset({Flag.OK, Flag.UNCERTAIN, Flag.ROUNDED_TO_ZERO, Flag.PROVISIONAL, Flag.REVISED})

OBSERVATION_COLUMNS = {
    "region_id": "category",  # AGS of the Kreis, Land key, "DE", or a composition of dim_region
    "period_start": "category",  # ISO date of the first day, "2025-01-01"
    "period": "category",  # M, Q, Y, or D for a figure of one day
    "indicator_id": "category",
    "occupation_id": "category",  # KldB 2010 V2020 code of 1-5 digits as text, or an aggregate of dim_occupation
    "group_id": "category",  # "dimension=member" joined by ";" in alphabetical order, "" for everybody
    "label": "category",  # the publisher's own words for what has no code (reference occupation, state), else ""
    "value": "float64",
    "flag": "category",
    "sheet": "category",  # sheet, R object or file that holds the value
    "row": "int32",  # 1-based row there
    "column": "category",  # column letter, or column name where columns have names
    "detail": "category",  # JSON object: what a statement says beyond its figure; "" for a figure
}


class SourceError(Exception):
    """Something in a publisher's file or answer that must stop the import; the message says what, where, what to do."""


class UnknownFile(SourceError):
    """No source recognises the file."""


class SkipFile(SourceError):
    """The file is known and deliberately not used; the message says why. An import passes over it."""


class LayoutChanged(SourceError):
    """The publisher moved or renamed something the parser relies on."""

    def __init__(self, source: str, where: str, expected: object, found: object, advice: str = "") -> None:
        self.source, self.where, self.expected, self.found = source, where, expected, found
        advice = advice or (
            f"Compare the file with docs/sources/{source}.md; if the publisher changed the layout for good, "
            "adapt the source module. Nothing was stored."
        )
        super().__init__(f"{source}: layout changed at {where}: expected {expected!r}, found {found!r}. {advice}")


class BadContent(SourceError):
    """The layout is as expected but the content cannot be right (duplicates, broken totals, impossible values)."""


class Unavailable(SourceError):
    """A publisher cannot be reached, or answers with an error, or with something that is not what was asked for."""


class NotPublished(Unavailable):
    """The publisher answers, and does not have the file yet."""


class SwitchedOff(SourceError):
    """The operator has not allowed this source, or has not given what it needs; the message says how."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a file turned out to be.

    `part` names the series the file continues: a newer file of the same part replaces the older one in later
    editions. Files that hold one year each carry the year in `part` ("laender-2025"), so that years stand side by side.
    """

    part: str
    what: str  # one German line for the user: "Engpassanalyse 2025, Länderergebnisse"
    period: str  # "2025" or "2012-2025": what the figures cover
    issued: dt.date | None = None  # the publisher's own date in the file


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run asks the publishers for."""

    month: str  # the running month, "2026-10"; a publisher's lag is the source's business
    kreise: tuple[str, ...] = ()  # AGS of the Kreise in scope, for publishers that answer one Kreis at a time


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to fetch; it becomes one snapshot."""

    url: str
    part: str
    method: str = "GET"
    data: tuple[tuple[str, str], ...] = ()  # form body of a POST; never a secret
    later_days: int = 0  # how much later than the source's lag this part comes out
    month: str = ""  # the one month the address is about; "" where it always leads to the newest

    @property
    def key(self) -> str:
        """What makes two requests the same; kept as `Snapshot.origin`."""
        return self.url + ("#" + "&".join(f"{name}={value}" for name, value in self.data) if self.data else "")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a request brought. `path` is None when the publisher says that nothing has changed."""

    path: Path | None
    name: str  # file name to show
    http: tuple[tuple[str, str], ...] = ()  # status, etag, last-modified, date, url after redirects


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file as it came from the publisher, kept for ever."""

    source: str
    part: str
    what: str
    period: str
    issued: dt.date | None
    name: str  # file name or last piece of the address
    origin: str  # "import" or the address
    fetched_at: dt.datetime  # UTC
    sha256: str
    size: int
    path: Path = field(compare=False)
    http: tuple[tuple[str, str], ...] = ()


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
    modules: tuple[Any, ...] = ()  # further modules and data files whose change makes a staged file stale
    hosts: tuple[str, ...] = ()  # the only hosts a request or a redirect may lead to
    # how to bring what one request means where one GET is not enough (pages, catalogues, jobs): writes to the path,
    # or says that nothing has changed since the snapshot the request brought last
    collect: Callable[[Client, Request, Path, Snapshot | None], Fetched] | None = None
    switch: str = ""  # environment variable that must be "1" before the source is fetched
    secrets: tuple[str, ...] = ()  # environment variables it needs
    by_hand: str = ""  # what to do without the network: which page, which file, then `brief import`
    local: tuple[str, ...] = ()  # files of data/reference it reads; they are taken in by themselves
    sets_month: bool = True  # its figures date an edition; False for statements and context
