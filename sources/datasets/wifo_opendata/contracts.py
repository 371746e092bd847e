"""The contracts of the municipal datasets, the portals and the licences: wifo_opendata.toml as frozen values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

CONTRACTS_FILE = Path(__file__).with_name("contracts.toml")


@dataclass(frozen=True, slots=True)
class Portal:
    """An open-data portal and the hosts its files may lie on."""

    kind: str  # ckan, dkan, opendatasoft
    url: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence with the line it wants printed."""

    id: str
    name: str
    link: str
    forms: tuple[str, ...]  # how catalogues write it


@dataclass(frozen=True, slots=True)
class Date:
    """Where a row's date stands, and how it is written."""

    columns: tuple[str, ...]
    form: str


@dataclass(frozen=True, slots=True)
class Series:
    """What a column or a name in a file counts."""

    label: str
    indicator: str
    unit: str


@dataclass(frozen=True, slots=True)
class Total:
    """A column that is the sum of others, and the periods known to break that."""

    column: str
    parts: tuple[str, ...]
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Rows with a value in a column are counted, each distinct key once."""

    column: str
    value: str
    distinct: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset: where it is found, what it must look like, what its columns mean."""

    id: str
    portal: str
    package: str
    resource: str
    title: str
    region: str
    publisher: str
    licence: tuple[str, ...]
    cadence: str
    status: str
    lead: str
    layout: str
    headings: tuple[str, ...]
    date: Date
    series: Mapping[str, Series]
    organization: str = ""
    value: str = ""
    name: str = ""
    numbers: str = "german"
    marks: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    total: Total | None = None
    count: Count | None = None
    rows: tuple[int, int] = (1, 20_000)


@lru_cache(maxsize=1)
def _config() -> Mapping:
    return tomllib.loads(CONTRACTS_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def portals() -> Mapping[str, Portal]:
    return {key: Portal(one["kind"], one["url"], tuple(one["hosts"])) for key, one in _config()["portals"].items()}


@lru_cache(maxsize=1)
def licences() -> Mapping[str, Licence]:
    return {
        key: Licence(key, one["name"], one["link"], tuple(one["forms"])) for key, one in _config()["licences"].items()
    }


@lru_cache(maxsize=1)
def datasets() -> Mapping[str, Dataset]:
    return {one["id"]: _dataset(one) for one in _config()["dataset"]}


def _dataset(block: Mapping) -> Dataset:
    fixed = {name: tuple(value) if isinstance(value, list) else value for name, value in block.items()}
    columns = fixed["date"]["column"]
    fixed["date"] = Date((columns,) if isinstance(columns, str) else tuple(columns), fixed["date"]["form"])
    fixed["series"] = {name: Series(**one) for name, one in fixed["series"].items()}
    if "total" in fixed:
        fixed["total"] = Total(**{name: tuple(v) if isinstance(v, list) else v for name, v in fixed["total"].items()})
    if "count" in fixed:
        fixed["count"] = Count(**fixed["count"])
    return Dataset(**fixed)


def licence_of(text: str) -> Licence | None:
    """Return the licence that a catalogue's slug, address or title means, None when we do not know it."""
    wanted = _plain(text)
    return next((one for one in licences().values() if wanted in {_plain(form) for form in one.forms}), None)


def _plain(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip().lower()
    return re.sub(r"^(https?://)?(www\.)?", "", text).removesuffix("/").removesuffix(".html")
