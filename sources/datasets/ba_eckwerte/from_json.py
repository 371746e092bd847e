"""JSON of the BA-Statistik API: a list of cells, each one figure of one month."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sources.datasets.ba_eckwerte.tables import ID, MARKS, Figure, Line, Reading, region_of, settings, tables
from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.workbook import heading
from sources.records import Flag
from sources.reference import codes


def is_ours(file: PublishedFile) -> bool:
    """Say whether a text file starts as a list of cells."""
    return file.head.lstrip()[:1] in (b"[", b"{") and b'"metricName"' in file.head


def read(file: PublishedFile) -> Reading:
    """Read the time series: a list of cells, index 0 the newest month.

    The list names its Kreis in an attribute, or is wrapped as {"Kreis": "Bochum, Stadt", "Daten": [...]}.
    """
    try:
        payload = json.loads(file.text())
    except (ValueError, RecursionError) as error:
        raise BadContent(f"{ID}: {file.name}: damaged JSON ({error}). Fetch the file again.") from None
    name = ""
    if isinstance(payload, dict):
        if set(payload) != {"Kreis", "Daten"}:
            raise LayoutChanged(ID, file.name, ["Daten", "Kreis"], sorted(payload))
        name, payload = str(payload["Kreis"]), payload["Daten"]
    if not isinstance(payload, list) or not all(isinstance(one, dict) for one in payload) or not payload:
        raise LayoutChanged(ID, file.name, "a list of cells", type(payload).__name__)
    metrics = {str(cell.get("metricName")) for cell in payload}
    found = [one for one in tables().values() if any(metrics & set(line.metrics) for line in one.lines)]
    if len(found) != 1:
        wanted = {one.id: [line.metrics[0] for line in one.lines] for one in tables().values()}
        raise LayoutChanged(ID, f"{file.name}, metricName", f"those of one of {wanted}", sorted(metrics))
    names = {name} if name else {text for cell in payload for text in _attributes(cell)[1:]} & _kreis_names()
    if len(names) != 1:
        raise BadContent(
            f"{ID}: {file.name}: the series does not say which Kreis it is about. Take the CSV of the same table, or "
            'wrap the list: {"Kreis": "Bochum, Stadt", "Daten": [...]}.'
        )
    region = region_of(heading(names.pop()), f"{file.name}, Kreis")
    figures = []
    for line in found[0].lines:
        cells = [(at, cell) for at, cell in enumerate(payload, 1) if cell.get("metricName") in line.metrics]
        if not cells:
            raise LayoutChanged(ID, f"{file.name}, metricName", line.metrics[0], sorted(metrics))
        figures += _series(line, cells, file.name)
    return Reading(found[0], region, max(figure.month for figure in figures), tuple(figures))


def _series(line: Line, cells: list[tuple[int, dict]], name: str) -> list[Figure]:
    figures = []
    for number, (at, cell) in enumerate(sorted(cells, key=lambda one: _index(one[1], name, one[0]))):
        where = f"{name}, cell {at} ({line.metrics[0]})"
        texts = _attributes(cell)
        month = german.month(texts[0] if texts else "", where)
        if cell["index"] != number or (figures and month >= figures[-1].month):
            raise LayoutChanged(
                ID, where, "index 0 for the newest month, then each earlier one", (cell["index"], month)
            )
        value, flag = _json_value(cell, where)
        figures.append(Figure(line, "", month, value, flag, "JSON", at, "value"))
    return figures


def _index(cell: Mapping[str, Any], name: str, at: int) -> int:
    index = cell.get("index")
    if not isinstance(index, int) or isinstance(index, bool):
        raise LayoutChanged(ID, f"{name}, cell {at}", "a whole number as index", index)
    return index


def _attributes(cell: Mapping[str, Any]) -> list[str]:
    attributes = cell.get("attributes")
    if not isinstance(attributes, dict):
        return []
    return [str(one.get("DESC", "")) for _, one in sorted(attributes.items()) if isinstance(one, dict)]


def _json_value(cell: Mapping[str, Any], where: str) -> tuple[float | None, Flag]:
    """Return the value after comparing it with what is shown: "2.950.460" for 2950460, "6,3" for 6.2845."""
    value, shown = cell.get("value"), cell.get("showValue")
    if not isinstance(shown, str):
        raise LayoutChanged(ID, where, "showValue as text", shown)
    printed, flag = german.number(shown, f"{where}, showValue", marks=MARKS, percent=True)
    if value is None and printed is None:
        return None, flag
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadContent(f"{ID}: {where}: value {value!r} where {shown!r} is shown.")
    decimals = len(shown.partition(",")[2].rstrip("% "))
    if printed is None or abs(value - printed) > 0.5 * 10.0**-decimals + 1e-9:
        raise BadContent(
            f"{ID}: {where}: value {value!r}, but {shown!r} is shown. One of the two is wrong: ask the BA."
        )
    return float(printed), flag


def _kreis_names() -> set[str]:
    return set(codes.kreise().names.values()) | set(settings()["spellings"])
