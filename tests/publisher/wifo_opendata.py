"""Open-data portals: CKAN (opendata.ruhr, GovData), DKAN (Duisburg) and Opendatasoft (Dortmund).

Packages keep their names; ids of files change with each month, as they do at each upload. Each city writes CSV in its
own way: Windows-1252 or UTF-8 with BOM, line breaks in headings, no-break spaces for nothing, dates once per block.
"""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from sources.datasets.wifo_opendata.contracts import Dataset, Portal, datasets, licences, portals
from sources.files.german import MONTHS
from tests.publisher.world import Asked, Reply, World, before

ID = "wifo_opendata"
NBSP = "\u00a0"


def answer(world: World, asked: Asked) -> Reply | None:
    portal = next((one for one in portals().items() if asked.host == urlsplit(one[1].url).hostname), None)
    if portal is None:
        return None
    own = {key: one for key, one in datasets().items() if one.portal == portal[0]}
    for one in own.values():
        if asked.host + asked.path == file_address(world, one):
            return Reply(csv_of(world, one), "text/csv")
    return {"ckan": _ckan, "dkan": _dkan, "opendatasoft": _opendatasoft}[portal[1].kind](world, asked, portal[1], own)


def file_address(world: World, dataset: Dataset) -> str:
    """Return host and path of a dataset's file in this month."""
    host, number = urlsplit(portals()[dataset.portal].url).hostname, upload(world, dataset)
    kind = portals()[dataset.portal].kind
    if kind == "ckan":
        return f"{host}/dataset/{dataset.id}/resource/{number}/download/{dataset.id}.csv"
    if kind == "dkan":
        return f"{host}/sites/default/files/{dataset.resource} {world.month_of(ID)}.csv"
    return f"{host}/api/explore/v2.1/catalog/datasets/fb3-{dataset.id}/exports/csv"


def upload(world: World, dataset: Dataset) -> str:
    digest = hashlib.sha256(f"{dataset.id} {world.month_of(ID)}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


# Catalogues


def _ckan(world: World, asked: Asked, portal: Portal, own: Mapping[str, Dataset]) -> Reply | None:
    if asked.path != "/api/3/action/package_search":
        return _json({"success": False, "error": {"__type": "Not Found Error", "message": "Nicht gefunden"}}, 404)
    rows = int(asked.value("rows") or 10)
    if rows > 1000:
        error = {"__type": "Validation Error", "message": "rows: at most 1000"}
        return _json({"success": False, "error": error}, 409)
    wanted, organization = asked.value("q"), asked.value("fq").removeprefix("organization:")
    packages = [ckan_package(world, one) for one in own.values() if organization in ("", one.organization)]
    if wanted.startswith('title:"'):
        packages = [one for one in packages if one["title"] == wanted[7:-1]]
    start = int(asked.value("start") or 0)
    result = {"count": len(packages), "results": packages[start : start + rows]}
    return _json({"help": "…", "success": True, "result": result})


def ckan_package(world: World, dataset: Dataset) -> dict:
    files = [
        {"name": dataset.resource, "format": "CSV", "url": f"https://{file_address(world, dataset)}"},
        {"name": "Beschreibung", "format": "PDF", "url": f"https://{file_address(world, dataset)}.pdf"},
    ]
    return {
        "id": upload(world, dataset),
        "name": dataset.id,
        "title": dataset.package,
        "organization": {"name": dataset.organization, "title": dataset.publisher},
        "license_id": licences()[dataset.licence[0]].forms[0],
        "metadata_modified": f"{world.month_of(ID)}-15T08:00:00.123456",
        "extras": [{"key": "licenseAttributionByText", "value": f"<p>{dataset.publisher}&nbsp;– Statistik</p>"}],
        "resources": files,
    }


def _dkan(world: World, asked: Asked, portal: Portal, own: Mapping[str, Dataset]) -> Reply | None:
    if asked.path != "/data.json":
        return None
    listed = [
        {
            "title": one.package,
            "identifier": one.id,
            "license": "http://dcat-ap.de/def/licenses/cc-by",
            "modified": f"{world.month_of(ID)}-15",
            "landingPage": f"{portal.url}/dataset/{one.id}",
            "publisher": {"@type": "org:Organization", "name": one.publisher},
            "distribution": [
                {"title": one.resource, "format": "csv", "downloadURL": f"http://{file_address(world, one)}"},
                {"title": one.resource, "format": "xlsx", "downloadURL": f"https://{file_address(world, one)}.xlsx"},
            ],
        }
        for one in own.values()
    ]
    return _json({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": listed})


def _opendatasoft(world: World, asked: Asked, portal: Portal, own: Mapping[str, Dataset]) -> Reply | None:
    if asked.path != "/api/explore/v2.1/catalog/datasets":
        return _json({"error_code": "InvalidRESTParameterError", "message": "Unknown dataset"}, 404)
    limit, offset = int(asked.value("limit") or 10), int(asked.value("offset") or 0)
    others = [{"dataset_id": f"fb62-{at}", "metas": {"default": {"title": f"Straßen {at}"}}} for at in range(120)]
    listed = [
        *others,
        *(
            {
                "dataset_id": f"fb3-{one.id}",
                "metas": {
                    "default": {
                        "title": one.package,
                        "publisher": one.publisher,
                        "license": licences()[one.licence[0]].name,
                        "modified": f"{world.month_of(ID)}-15T08:00:00+00:00",
                        "attributions": None,
                    }
                },
            }
            for one in own.values()
        ),
    ]
    return _json({"total_count": len(listed), "results": listed[offset : offset + limit]})


def _json(content: object, status: int = 200) -> Reply:
    return Reply(json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8", status)


# Files


def csv_of(world: World, dataset: Dataset) -> bytes:
    """Return a dataset's file as its city would write it, with invented figures."""
    rows = [[*dataset.headings], *_ROWS[dataset.layout](world, dataset)]
    if ID in world.moved:
        rows[0][-1] += " (neu)"
    return _STYLE[dataset.portal](rows)


def _comma(rows: list[list[str]]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def _ruhr(rows: list[list[str]]) -> bytes:
    if "Datum" in rows[0]:
        return _comma(rows)
    quoted = (";".join(f'"{cell}"' for cell in row) for row in rows)
    return "".join(f"{line}\r\n" for line in quoted).encode("cp1252")


def _govdata(rows: list[list[str]]) -> bytes:
    broken = [[f'"{cell}"'.replace(" ", "\n") for cell in rows[0]], *rows[1:]]
    return "".join(";".join(row) + "\r\n" for row in broken).encode("utf-8-sig")


def _duisburg(rows: list[list[str]]) -> bytes:
    filled = [[cell or NBSP for cell in row] for row in rows]
    return "".join(";".join(row) + "\r\n" for row in filled).encode("cp1252")


def _dortmund(rows: list[list[str]]) -> bytes:
    return "".join(";".join(row) + "\n" for row in rows).encode("utf-8-sig")


_STYLE: Mapping[str, Callable[[list[list[str]]], bytes]] = {
    "opendata-ruhr": _ruhr,
    "govdata": _govdata,
    "duisburg": _duisburg,
    "dortmund": _dortmund,
}


def _figure(world: World, dataset: Dataset, *key: str) -> int:
    return world.figure(ID, dataset.id, *key, low=1200, high=1500) + 5 * (ID in world.revised)


def _text(number: float, dataset: Dataset) -> str:
    if dataset.numbers == "plain":
        return f"{number:g}"
    return f"{number:,.0f}".replace(",", ".")


def _months(world: World, count: int) -> list[str]:
    return [before(world.month_of(ID), back) for back in reversed(range(count))]


def _dates(world: World, dataset: Dataset) -> list[list[str]]:
    newest = world.month_of(ID)
    form = dataset.date.form
    if form == "month-end":
        ends = [(one, calendar.monthrange(int(one[:4]), int(one[5:]))[1]) for one in _months(world, 36)]
        return [[f"{month}-{day:02d}"] for month, day in ends]
    if form == "german-month":
        return [[f"{MONTHS[int(one[5:]) - 1]} {one[:4]}"] for one in _months(world, 15)]
    if form == "year-month":
        return [[one[:4], MONTHS[int(one[5:]) - 1]] for one in _months(world, 15)]
    years = range(int(newest[:4]) - 8, int(newest[:4]))
    return [[f"30.06.{year}"] if form == "german-day" else [str(year)] for year in years]


def _wide(world: World, dataset: Dataset) -> list[list[str]]:
    rows = []
    for (date,) in _dates(world, dataset):
        figures: dict[str, float] = {}
        for column in dataset.headings:
            rate = column in dataset.series and dataset.series[column].unit == "Prozent"
            figures[column] = 11.5 if rate else _figure(world, dataset, date, column)
        if dataset.total:
            figures[dataset.total.column] = sum(figures[part] for part in dataset.total.parts)
        cells = {column: _text(value, dataset) for column, value in figures.items()}
        if "n/a" in dataset.marks and date < "2024":
            cells["Dieselfahrzeuge"] = cells["Elektro-Kennzeichen"] = "n/a"
        cells[dataset.date.columns[0]] = date
        rows.append([cells[column] for column in dataset.headings])
    return rows


def _long(world: World, dataset: Dataset) -> list[list[str]]:
    rows = []
    for date in _dates(world, dataset):
        for at, name in enumerate(dataset.series):
            figure = _text(_figure(world, dataset, *date, name), dataset)
            rows.append([*(date if at == 0 else ["", ""]), name, figure])  # the date stands once
    return rows


def _years(world: World, dataset: Dataset) -> list[list[str]]:
    names = ["Verwaltungsfachangestellte/r", "Fachinformatiker/in", "Gärtner/in"]
    rows = [[name, *(str(_figure(world, dataset, name, year)) for year in dataset.headings[1:])] for name in names]
    rows[2][1] = ""
    return rows


def _count(world: World, dataset: Dataset) -> list[list[str]]:
    day = f"{world.month_of(ID)}-15"
    rows = []
    for number in range(1, 6):
        for kind in (dataset.count.value, "Bildung")[: 1 + number % 2]:
            known = {dataset.count.distinct: str(number), dataset.count.column: kind, dataset.date.columns[0]: day}
            rows.append([known.get(column, "Text, mit Komma") for column in dataset.headings])
    return rows


_ROWS = {"wide": _wide, "long": _long, "years": _years, "count": _count}
