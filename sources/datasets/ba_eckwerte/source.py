"""Unemployed, unemployment rate, reported vacancies and employees of a Kreis by month: the BA-Statistik API.

The API answers one Kreis at a time and takes its *name*; a list in a script of the web site says which name belongs to
which key. Files say themselves which Kreis and month they are about. Persons seem to be rounded to tens.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.ba_eckwerte import from_csv, from_json, tables
from sources.datasets.ba_eckwerte.tables import Reading
from sources.errors import BadContent, LayoutChanged
from sources.files.file import PublishedFile
from sources.records import Fetched, Plan, Recognition, Request, Snapshot
from sources.reference import codes
from sources.web.client import Client

ID = tables.ID
HOSTS = ("statistik-dr.arbeitsagentur.de", "statistik.arbeitsagentur.de")

_MAX_BYTES = 20_000_000
_LIST = re.compile(r"\s*var\s+persistListenfelderJSON\s*=\s*(\{.*\})\s*;?\s*", re.DOTALL)


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return one request per table and Kreis; `data` holds the key, for which `collect` asks by the API's name."""
    base = tables.settings()["csv"]
    return tuple(
        Request(base + table.table, f"{table.id}-{ags}", data=((table.parameter, ags),), later_days=table.later_days)
        for table in tables.tables().values()
        for ags in plan.kreise
    )


def collect(client: Client, request: Request, target: Path, last: Snapshot | None = None) -> Fetched:
    """Fetch one table of one Kreis by the name the publisher's list has for its key; the list is read once per run.

    Raises LayoutChanged with near matches for a key that is not in the list, BadContent when the answer is about
    another Kreis.
    """
    ((parameter, ags),) = request.data
    listed = tables.settings()["list_of_regions"]
    name = region_name(client.read(listed, HOSTS).text(), ags)
    url = f"{request.url}?{quote(parameter)}={quote(name, safe='')}"
    fetched = client.fetch(Request(url, request.part), target, HOSTS, last)
    if fetched.path is None:
        return fetched
    about = _about(PublishedFile(target, f"{request.part}.csv"))
    if about is not None and f"{about.table.id}-{about.region_id}" != request.part:
        target.unlink()
        raise BadContent(
            f"{ID}: asked for {request.part} ({name}), but the answer is {about.table.id}-{about.region_id} "
            f"({codes.kreise().names[about.region_id]}). Nothing was stored; try again, and tell the BA if it stays so."
        )
    return dataclasses.replace(fetched, name=f"{request.part}.csv")


def region_name(script: str, ags: str) -> str:
    """Return the name the API wants for a Kreis, from the publisher's list of names and keys."""
    names = _names(script).get(ags, ())
    where = f"list of regions ({tables.settings()['list_of_regions'].rpartition('/')[2]})"
    if len(names) != 1:
        alike = [f"{key} ({'/'.join(found)})" for key, found in _names(script).items() if key[:3] == ags[:3]]
        official = codes.kreise().names.get(ags, "")
        by_name = [name for found in _names(script).values() for name in found]
        near = difflib.get_close_matches(official, by_name, 2, 0.6) if official else []
        raise LayoutChanged(ID, where, f"one name for the key {ags} ({official})", list(names) or near or alike[:5])
    if tables.region_of(names[0], where) != ags:
        raise LayoutChanged(ID, where, f"{ags} {codes.kreise().names.get(ags, '')}", f"{ags} {names[0]}")
    return names[0]


@lru_cache(maxsize=2)
def _names(script: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names of each Kreis by AGS: the lists whose filter is "Kreis"; there are two, which should agree."""
    found = _LIST.fullmatch(script.lstrip("\ufeff"))
    try:
        lists = json.loads(found.group(1)) if found else None
    except (ValueError, RecursionError):
        lists = None
    if not isinstance(lists, dict):
        raise LayoutChanged(ID, "list of regions", "var persistListenfelderJSON = {…}", script[:80])
    names: dict[str, dict[str, None]] = {}
    entries = [one for entry in lists.values() if isinstance(entry, list) for one in entry if isinstance(one, dict)]
    for entry in entries:
        values = entry.get("formValues")
        if isinstance(values, dict) and values.get("Filtername") == tables.settings()["filter"]:
            key, name = str(values.get("BA_SCHL", "")), str(values.get("DESC", "")).strip()
            if not re.fullmatch(r"\d{5,}", key) or not name:
                raise LayoutChanged(ID, "list of regions", "BA_SCHL of at least five digits, and DESC", values)
            names.setdefault(key[:5], {})[name] = None
    if not names:
        raise LayoutChanged(ID, "list of regions", 'entries with Filtername "Kreis"', sorted(lists)[:10])
    return {key: tuple(found) for key, found in names.items()}


def _about(file: PublishedFile) -> Reading | None:
    if file.size > _MAX_BYTES:
        return None
    if file.kind == "csv" and from_csv.is_ours(file):
        return from_csv.CsvTable(file).about()
    return _read(file) if file.kind == "unknown" and from_json.is_ours(file) else None


def _read(file: PublishedFile) -> Reading:
    found = from_csv.CsvTable(file).read() if file.kind == "csv" else from_json.read(file)
    tables.check_values(found)
    return found


def recognises(file: PublishedFile) -> Recognition | None:
    """Return Kreis and month of a CSV of key figures or a JSON time series, None for any other file."""
    about = _about(file)
    if about is None:
        return None
    name = codes.kreise().names[about.region_id]
    part = f"{about.table.id}-{about.region_id}"
    return Recognition(part, f"{about.table.what}, {name}, {about.month}", about.month)


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return persons, vacancies and rates of one Kreis for the file's months: newest, one before, one year before."""
    found = _read(file)
    return observations.rows_frame(
        [
            (
                found.region_id,
                f"{figure.month}-01",
                "M",
                figure.line.indicator,
                "total",
                figure.group,
                "",
                figure.value,
                figure.flag,
                figure.sheet,
                figure.row,
                figure.column,
            )
            for figure in found.figures
        ]
    )


def expect(part: str) -> Expect:
    """Return what a part must look like. CSV and JSON of one part differ in rows, and one Kreis may change a lot."""
    return Expect((2, 5_000), (1, 1), values=(0, 3_000_000), max_lost_rows_pct=100, max_total_change_pct=60)


SOURCE = Source(
    id=ID,
    title="Eckwerte der Kreise, Monatszahlen",
    publisher="Statistik der Bundesagentur für Arbeit",
    page="https://statistik.arbeitsagentur.de/DE/Navigation/Service/API/API-Start-Nav.html",
    licence="freie Nutzung mit Quellenangabe, eigene Berechnungen gekennzeichnet",
    attribution="© Statistik der Bundesagentur für Arbeit",
    cadence="monthly",
    lag_days=2,
    required=False,
    max_age_days=130,
    status="unconfirmed",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="a CSV or JSON of the BA-Statistik API with the key figures of one Kreis",
    reference=(codes.REGION_FILE,),
    hosts=HOSTS,
    collect=collect,
    by_hand="statistik.arbeitsagentur.de > Service > API: open the CSV addresses of your Kreise and save the answers",
)
