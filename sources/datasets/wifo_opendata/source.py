"""Labour and economy series that cities publish as open data: one explicit contract per dataset.

The contracts are data (wifo_opendata.toml); wifo_opendata_portals finds a dataset in its catalogue, and
wifo_opendata_table reads its CSV. The series carry no occupations: they are context.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.wifo_opendata import portals as wifo_opendata_portals
from sources.datasets.wifo_opendata import table
from sources.datasets.wifo_opendata.contracts import (
    Dataset,
    Licence,
    datasets,
    licence_of,
    licences,
    portals,
)
from sources.datasets.wifo_opendata.table import Reading
from sources.errors import BadContent, LayoutChanged, Unavailable
from sources.files import bundle
from sources.files.archive import read_entry
from sources.files.file import PublishedFile, check_mojibake, decode
from sources.records import Fetched, Plan, Recognition, Request, Snapshot
from sources.reference import codes
from sources.web.client import Client

ID = "wifo_opendata"
HOSTS = tuple(sorted({host for portal in portals().values() for host in portal.hosts}))
_FACTS, _DATA = "dataset.json", "data.csv"


# Fetching


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return the catalogue of each dataset; a series is replaced as a whole, whatever the month."""
    return tuple(Request(wifo_opendata_portals.catalogue_url(one), one.id) for one in datasets().values())


def collect(client: Client, request: Request, target: Path, known: Snapshot | None = None) -> Fetched:
    """Find a dataset by name, check its licence, and bundle the catalogue's entry with the CSV as it came.

    Raises LayoutChanged when the catalogue has no such package or file, BadContent for a licence that was not expected,
    Unavailable when the file lies on a host that is not allowed, or is no CSV. A CSV the portal says is unchanged is
    taken from the bundle of `known`.
    """
    dataset = datasets()[request.part]
    entry = wifo_opendata_portals.find(client, dataset, HOSTS)
    _licence(dataset, entry.licence)
    part = target.with_name(f"{target.name}.csv")
    try:
        fetched = client.fetch(Request(entry.url, dataset.id), part, HOSTS, known)
        facts = bundle.facts({"id": dataset.id, **entry.facts()})
        if fetched.path is None:
            kept = {name: read_entry(known.path, name, known.name) for name in (_FACTS, _DATA)}
            if kept[_FACTS] == facts:
                return fetched
            entries = kept | {_FACTS: facts}
            return Fetched(bundle.write_bundle(target, entries), f"{dataset.id}.zip", known.http)
        file = PublishedFile(part, fetched.name)
        if file.kind != "csv":
            raise Unavailable(f"{entry.url}: {file.describe()} A CSV was expected. Nothing was stored.")
        entries = {_FACTS: facts, _DATA: part.read_bytes()}
    finally:
        part.unlink(missing_ok=True)
    return Fetched(bundle.write_bundle(target, entries), f"{dataset.id}.zip", fetched.http)


def _licence(dataset: Dataset, text: str) -> Licence:
    expected = " or ".join(licences()[one].name for one in dataset.licence)
    licence = licence_of(text)
    if licence is None:
        raise BadContent(
            f"{ID}: {dataset.id}: unknown licence {text!r}, expected {expected}. Read it, and add its form to "
            "sources/wifo_opendata.toml if the figures may be used. Nothing was stored."
        )
    if licence.id not in dataset.licence:
        raise BadContent(
            f"{ID}: {dataset.id}: the licence is now {licence.name} ({text!r}), expected {expected}. If the figures "
            "may still be used, correct the contract in sources/wifo_opendata.toml. Nothing was stored."
        )
    return licence


# Reading


def recognises(file: PublishedFile) -> Recognition | None:
    """Return dataset and period of a bundle, or of a CSV whose headings are those of exactly one contract."""
    dataset = _dataset_of(file)
    if dataset is None:
        return None
    period = _period(table.readings(_text(file), dataset, file.name))
    return Recognition(
        dataset.id, f"{dataset.title} {period.replace('-', '–') if len(period) == 9 else period}", period
    )


def _dataset_of(file: PublishedFile) -> Dataset | None:
    if file.kind == "csv":
        text = decode(file.head, partial=True)[0]
        found = [one for one in datasets().values() if table.fits(text, one)]
        if len(found) > 1:
            names = ", ".join(one.id for one in found)
            raise BadContent(f"{file.name}: the headings are those of {names}. Fetch it with `brief fetch {ID}`.")
        return found[0] if found else None
    if set(bundle.entry_names(file)) != {_FACTS, _DATA}:
        return None
    name = str(bundle.read_facts(file, _FACTS).get("id", ""))
    if name not in datasets():
        raise LayoutChanged(ID, f"{file.name}, {_FACTS}", f"one of {sorted(datasets())}", name)
    return datasets()[name]


def _text(file: PublishedFile) -> str:
    if file.kind == "csv":
        return file.text()
    text = decode(read_entry(file.path, _DATA, file.name), name=file.name)[0]
    check_mojibake(text, file.name)
    return text


def _period(readings: list[Reading]) -> str:
    """Return the newest month of a monthly series, the years of any other."""
    first, last = min(one.start for one in readings), max(one.start for one in readings)
    if readings[0].period == "M":
        return last[:7]
    return last[:4] if first[:4] == last[:4] else f"{first[:4]}-{last[:4]}"


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return the observations of a dataset, as its contract reads the file.

    Raises LayoutChanged naming the column, or the name, that is not in the contract; BadContent naming a faulty cell.
    """
    dataset = datasets()[recognition.part]
    codes.check_codes([dataset.region], codes.kreise(), f"contract {dataset.id}")
    facts = bundle.read_facts(file, _FACTS) if file.kind != "csv" else {}
    details = {unit: _detail(dataset, facts, unit) for unit in {one.unit for one in dataset.series.values()}}
    return observations.rows_frame(
        [
            (
                *(dataset.region, one.start, one.period, one.series.indicator, "total", "", one.label),
                *(one.value, one.flag, _DATA, one.row, one.column, details[one.series.unit]),
            )
            for one in table.readings(_text(file), dataset, file.name)
        ]
    )


def _detail(dataset: Dataset, facts: dict, unit: str) -> str:
    """Return what is printed beside a figure; a file by hand is printed under the licence the contract expects."""
    licence = _licence(dataset, str(facts["licence"])) if facts else licences()[dataset.licence[0]]
    provider = facts.get("attribution") or facts.get("publisher") or dataset.publisher
    uri = facts.get("uri") or portals()[dataset.portal].url
    title = facts.get("title") or dataset.package
    detail = {
        "titel": dataset.title,
        "einheit": unit,
        "uri": uri,
        "stand": facts.get("modified", ""),
        "lizenz": licence.name,
        "zeile": f"{provider}: {title}, {licence.name} ({licence.link}), {uri}, Daten verändert",
    }
    return json.dumps(detail, ensure_ascii=False, sort_keys=True)


def expect(part: str) -> Expect:
    """Return what a dataset must look like."""
    dataset = datasets()[part]
    indicators = frozenset(one.indicator for one in dataset.series.values())
    return Expect(dataset.rows, (1, 1), indicators, (0, 1e7), 10, 60)


SOURCE = Source(
    id=ID,
    title="Offene Daten der Städte und Kreise",
    publisher="Städte und Kreise in Nordrhein-Westfalen",
    page="https://opendata.ruhr",
    licence="je Datensatz: dl-de/by-2-0, dl-de/zero-2-0, CC BY oder CC0",
    attribution="© Städte und Kreise, je Datensatz genannt",
    cadence="as published",
    lag_days=60,
    required=False,
    max_age_days=800,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="a bundle of a municipal dataset, or its CSV with the headings of one contract in wifo_opendata.toml",
    reference=(codes.REGION_FILE,),
    hosts=HOSTS,
    collect=collect,
    by_hand="save the dataset's CSV from the city's portal",
    sets_month=False,
)
