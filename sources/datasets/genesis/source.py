"""Any table of the GENESIS databases by its code: Destatis, Regionaldatenbank, Landesdatenbank NRW, Zensus 2022.

Which tables are read, and what their variables mean, is data: genesis_tables.toml. The flat CSV is read by
genesis_ffcsv, the service is asked by genesis_client.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.genesis import client as genesis_client
from sources.datasets.genesis import ffcsv
from sources.datasets.genesis.ffcsv import Cell, Table, bases, tables
from sources.errors import BadContent, LayoutChanged, UnknownFile
from sources.files import bundle
from sources.files.archive import read_entry
from sources.files.file import PublishedFile, check_mojibake, decode
from sources.records import Fetched, Plan, Recognition, Request, Snapshot
from sources.reference import codes as known
from sources.web.client import Client

ID = "genesis"
HOSTS = tuple(str(urlsplit(base.url).hostname) for base in bases().values())
_REQUEST, _TABLE = "request.json", "table_flat.csv"
_LICENCE = "Datenlizenz Deutschland – Namensnennung – Version 2.0 (www.govdata.de/dl-de/by-2-0)"


# Fetching


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return the configured tables; a table is asked for as a whole, whatever the month."""
    return tuple(
        Request(bases()[table.base].url + "data/tablefile", table.part, "POST", _form(table))
        for table in tables().values()
    )


def _form(table: Table) -> tuple[tuple[str, str], ...]:
    fixed = {"name": table.code, "area": "all", "compress": "true", "transpose": "false", "format": "ffcsv"}
    return tuple({**fixed, "language": "de", **table.parameters}.items())


def collect(client: Client, request: Request, target: Path, _known: Snapshot | None = None) -> Fetched:
    """Bring one table, over a job if it is large, and bundle it with what was asked for.

    The rows are put in order: the service sends them in another one each time. Raises SwitchedOff without an account.
    """
    table = tables()[request.part]
    session = genesis_client.Session(client, bases()[table.base], HOSTS)
    brought = session.table(table.code, request.data)
    if brought is None:
        return Fetched(None, table.code)
    asked = {"base": table.base, "table": table.code, "parameters": dict(request.data)}
    entries = {_REQUEST: bundle.facts(asked), _TABLE: genesis_client.in_order(brought.body)}
    path = bundle.write_bundle(target, entries)
    notes = (("note", brought.note),) if brought.note else ()
    return Fetched(path, f"{table.code}.zip", (("url", request.url), ("job", str(brought.job).lower()), *notes))


# Reading


def recognises(file: PublishedFile) -> Recognition | None:
    """Return table and years of a bundle, of the zip the databases' pages offer, or of the flat CSV alone.

    Raises UnknownFile for a flat CSV of a table that is not configured, LayoutChanged for other headings.
    """
    text = _text(file)
    if text is None:
        return None
    table = _table_of(file, text)
    first, last = ffcsv.years(text, file.name)
    period = first if first == last else f"{first}-{last}"
    return Recognition(table.part, f"{table.title} {period.replace('-', '–')} ({table.code})", period)


def _text(file: PublishedFile) -> str | None:
    """Return the flat CSV in a file, None when there is none."""
    if file.kind == "csv":
        start = decode(file.head, partial=True)[0]
        return file.text() if ffcsv.is_flat(start) else None
    names = bundle.entry_names(file)
    if len(names) == 1 and names[0].endswith("_flat.csv"):
        entry = names[0]
    elif set(names) == {_REQUEST, _TABLE}:
        entry = _TABLE
    else:
        return None
    text = decode(read_entry(file.path, entry, file.name), name=file.name)[0]
    check_mojibake(text, file.name)
    return text


def _table_of(file: PublishedFile, text: str) -> Table:
    shape = ffcsv.shape(text, file.name)
    if _REQUEST in bundle.entry_names(file):
        named = str(bundle.read_facts(file, _REQUEST).get("table", ""))
        table = tables().get(named.lower())
        if table is not None:
            return table
        raise UnknownFile(f"{file.name}: table {named!r} is not in sources/genesis_tables.toml.")
    found = [table for table in tables().values() if _fits(table, shape)]
    if len(found) == 1:
        return found[0]
    what = f"statistic {shape.statistics} by {', '.join(sorted(shape.variables))}"
    if found:
        names = ", ".join(table.code for table in found)
        raise BadContent(f"{file.name}: {what}: may be {names}. Fetch the table with `brief fetch genesis`.")
    raise UnknownFile(
        f"{file.name}: a flat CSV of GENESIS with {what}. No table of sources/genesis_tables.toml is like that: add "
        "it there, or leave the file out."
    )


def _fits(table: Table, shape: ffcsv.Shape) -> bool:
    read = {*table.regions, *table.dimensions}
    return (
        (table.statistics, table.time) == (shape.statistics, shape.time_code)
        and shape.variables <= {*read, *table.ignored_variables}
        and set(table.dimensions) <= shape.variables
        and bool(set(table.regions) & shape.variables)
    )


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return the observations of a table, sorted; totals carry no group.

    Raises LayoutChanged for unknown variables, values and units, BadContent for unknown regions.
    """
    text = _text(file)
    if text is None:
        raise BadContent(f"{file.describe()} A flat CSV of GENESIS was expected.")
    return observe(text, tables()[recognition.part], file.name)


def observe(text: str, table: Table, name: str) -> pd.DataFrame:
    """Return the observations of a flat CSV, read as a table is configured."""
    rows = []
    for cell in ffcsv.cells(text, name):
        row = _observation(cell, table, f"{name}, line {cell.line}")
        if row is not None:
            rows.append(row)
    if not rows:
        raise LayoutChanged(ID, f"{name}, table {table.code}", f"rows with {dict(table.keep) or 'values'}", "none")
    return observations.rows_frame(sorted(rows, key=lambda row: (*row[:7], row[10])))


def _observation(cell: Cell, table: Table, where: str) -> tuple | None:
    """Return a row of the long table, None for one that is passed over on purpose."""
    if (cell.statistics, cell.time_code) != (table.statistics, table.time):
        expected = f"{table.statistics}, {table.time}"
        raise LayoutChanged(ID, f"{where}, statistics and time", expected, f"{cell.statistics}, {cell.time_code}")
    members = {member.variable: member for member in cell.members}
    if members.keys() & set(table.ignored_variables) or cell.unit in table.ignored_units:
        return None
    places = [one for one in members.values() if one.variable in table.regions]
    if len(places) != 1 or members.keys() - {places[0].variable} != table.dimensions.keys():
        expected = f"one of {sorted(table.regions)}, and {sorted(table.dimensions) or 'nothing else'}"
        raise LayoutChanged(ID, f"{where}, variables", expected, sorted(members))
    measure = table.measures.get(cell.measure)
    if measure is None:
        raise LayoutChanged(ID, f"{where}, column 'value_variable_code'", sorted(table.measures), cell.measure)
    if cell.unit not in measure.published:
        raise LayoutChanged(ID, f"{where}, column 'value_unit'", measure.published, cell.unit)
    if any(members[variable].code not in codes for variable, codes in table.keep.items()):
        return None
    start, period = ffcsv.period(cell.time_code, cell.time, f"{where}, column 'time'")
    place = places[0]
    region = ffcsv.region(place.code, table.regions[place.variable], start, cell.value, where)
    if region is None:
        return None
    parts = [one for variable, one in members.items() if variable in table.dimensions and one.code != "total"]
    group = ";".join(sorted(f"{table.dimensions[one.variable]}={one.code}" for one in parts))
    value = None if cell.value is None else cell.value * measure.factor
    return (
        *(region, start, period, measure.indicator, "total", group, measure.name, value, cell.flag),
        *("flat.csv", cell.line, "value", _detail(table, measure, parts)),
    )


def _detail(table: Table, measure: ffcsv.Measure, parts: list[ffcsv.Member]) -> str:
    base = bases()[table.base]
    uri = base.page.format(code=table.code, statistics=table.statistics)
    detail = {
        "titel": table.title,
        "einheit": measure.unit,
        "brief": table.brief and not parts,
        "uri": uri,
        "zeile": f"{base.name}, Tabelle {table.code}, {_LICENCE}, {uri}, Daten verändert",
    }
    if parts:
        detail["merkmale"] = {one.name: one.label for one in sorted(parts, key=lambda one: one.variable)}
    return json.dumps(detail, ensure_ascii=False, sort_keys=True)


def expect(part: str) -> Expect:
    """Return what a table must look like."""
    table = tables()[part]
    indicators = frozenset(measure.indicator for measure in table.measures.values())
    return Expect(table.rows, table.kreise, indicators, (0, 1e9), 30, 60)


SOURCE = Source(
    id=ID,
    title="Amtliche Tabellen (GENESIS)",
    publisher="Statistische Ämter des Bundes und der Länder",
    page="https://www-genesis.destatis.de",
    licence=_LICENCE,
    attribution="© Statistische Ämter des Bundes und der Länder, {year}",
    cadence="by table",
    lag_days=365,
    required=False,
    max_age_days=1100,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="a flat CSV (ffcsv, *_flat.csv or its zip) of a table named in sources/genesis_tables.toml",
    reference=(known.REGION_FILE,),
    hosts=HOSTS,
    collect=collect,
    secrets=tuple(name for base in bases().values() for name in (base.user, base.password)),
    by_hand="save the table as flat CSV on the database's page (Download: CSV flach)",
    sets_month=False,
)
