"""What passes between a source and the rest: requests, answers, snapshots, marks of a value, columns of a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


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
