"""Which figures an output states, and of what: region, occupation group, measure, year.

Keys of documents and headings of tables say what a figure is; `FIELDS` knows them. A figure that stands for a region
and a group under a name that is not known there is told as `UNKNOWN`, so that a new column is never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.disclosure import stated_rows
from reports.disclosure.fields import meanings
from reports.disclosure.meaning import FREE, TOTAL, Kind, Meaning, Names, Stated, number, plain
from reports.disclosure.read.content import Content, Document, Grid, Passage

_REGION_HEADS = ("region", "region_id", "kreis", "ags", "regionsschlüssel", "kreisschlüssel")
_GROUP_HEADS = (
    "occupation", "occupation_id", "group", "beruf", "berufsgruppe", "kldb",
    "engpassberufimland,niveau", "amtlicherengpassberuf,niveau",
)  # fmt: skip
_ROW_SAYS = ("kennzahl", "einheit")  # headings of what the figures of a row are
_BASIS = ("basis", "geschätztaus")
_FAMILY = "hauptgruppe"


def figures(content: Content, names: Names) -> Iterator[Stated]:
    """Yield the figures of a document or table."""
    if isinstance(content, Document):
        yield from _document(content, names)
    elif isinstance(content, Grid):
        yield from stated_rows.figures(content, names) if stated_rows.known(content) else _grid(content, names)


def passages(content: Content) -> Iterator[Passage]:
    """Yield the sentences of an output: of a document each text in it, of a table the cells with words."""
    if isinstance(content, Passage):
        yield content
    elif isinstance(content, Grid):
        for i, row in enumerate(content.rows):
            for j, cell in enumerate(row):
                if isinstance(cell, str) and re.search(r"\d[^\d]*\w\w", cell):
                    yield Passage(content.file, content.at(i, j), cell)
    elif isinstance(content, Document):
        for path, text in _texts(content.data, "$"):
            yield Passage(content.file, path, text)


def region_of(file: str, names: Names) -> str:
    """Find the region a file is about by its name or its folder's; "" where neither says so."""
    for part in reversed(re.split(r"[/\\]| » ", file)):
        stem = part.rsplit(".", 1)[0] if "." in part else part
        own = re.fullmatch(r"fachkraefte-kompass-(.+)-\d{4}-\d\d\.[a-z0-9-]+(?:-tidy)?(?:\.(?:pdf|xlsx|csv))?", part)
        for candidate in (own[1] if own else "", stem, stem.partition("_")[0]):
            if candidate in names.regions:
                return candidate
    return ""


# --- documents ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Where:
    path: str = "$"
    name: str = ""
    region: str = ""
    group: str = ""
    year: int | None = None


def _document(document: Document, names: Names) -> Iterator[Stated]:
    yield from _walk(document.data, _Where(region=region_of(document.file, names)), document.file, names)


def _walk(value: Any, where: _Where, file: str, names: Names) -> Iterator[Stated]:
    if isinstance(value, dict) and {"columns", "rows"} <= set(value):
        rows = (tuple(value["columns"]), *(tuple(row) for row in value["rows"]))
        yield from _grid(Grid(file, where.path, rows), names)
    elif isinstance(value, dict) and {"measure", "before", "now"} <= set(value):
        yield from _difference(value, _inside(value, where, names), file)
    elif isinstance(value, dict):
        inside = _inside(value, where, names)
        for key, inner in value.items():
            name = f"{inside.name}.{key}" if inside.name else str(key)
            if isinstance(inner, (dict, list, int, float)):
                at = _Where(f"{where.path}.{key}", name, inside.region, inside.group, inside.year)
                yield from _walk(inner, at, file, names)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            if isinstance(inner, (dict, list, int, float)):
                at = _Where(f"{where.path}[{i}]", where.name, where.region, where.group, where.year)
                yield from _walk(inner, at, file, names)
    elif (found := number(value) if isinstance(value, (int, float)) else None) is not None:
        group = TOTAL if where.name.startswith("headline.") else where.group
        for meaning in meanings(where.name)[:1]:
            yield _stated(file, where.path, where.name, meaning, where.region, group, found, where.year, names)


def _difference(row: Mapping[str, Any], where: _Where, file: str) -> Iterator[Stated]:
    """Read a row of two editions compared: what a measure was and is, each with its year."""
    told = meanings(str(row["measure"]))[0]
    for side in ("before", "now"):
        found, year = number(row[side]), re.match(r"\d{4}", str(row.get(f"period_{side}") or ""))
        if found is not None and told.kind is not Kind.UNKNOWN and row.get("subject") == "count":
            yield Stated(
                file, f"{where.path}.{side}", str(row["measure"]), replace(told, dated=True), where.region, where.group,
                found[0], found[1], int(year[0]) if year else None,
            )  # fmt: skip


def _inside(value: Mapping[str, Any], where: _Where, names: Names) -> _Where:
    """Take from an object what it says of region, group, year, unit and basis of the figures in it."""
    region, group = where.region, where.group
    for key in ("region_id", "region", "ags", "area_id", "kreis"):
        found = value.get(key)
        found = found.get("id") if isinstance(found, dict) else found
        if isinstance(found, str) and found in names.regions:
            region = found
    if where.name.endswith("kreise") and value.get("id") in names.regions:
        region = value["id"]
    for key in ("occupation", "occupation_id", "group"):
        found = value.get(key)
        found = found.get("code") if isinstance(found, dict) else found
        if isinstance(found, str) and found:
            group = names.group(found)
    year = value.get("year")
    tag = value.get("basis", value.get("unit"))
    name = f"{where.name}({tag})" if isinstance(tag, str) and where.name else where.name
    return _Where(where.path, name, region, group, year if isinstance(year, int) else where.year)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{i}]")
    elif isinstance(value, str) and " " in value:
        yield path, value


# --- tables ---------------------------------------------------------------------------------------------------------


def _grid(grid: Grid, names: Names) -> Iterator[Stated]:
    own = names.region(grid.name) or region_of(grid.file, names)
    head: Sequence[object] = ()
    regions = groups = basis = says = None
    for number_, row in enumerate(grid.rows):
        found = [plain(str(cell)) for cell in row]
        heads = [i for i, text in enumerate(found) if text in (*_REGION_HEADS, *_GROUP_HEADS, _ROW_SAYS[0])]
        if heads and all(number(cell) is None for cell in row):
            head = found
            regions = next((i for i, text in enumerate(found) if text in _REGION_HEADS), None)
            groups = next((i for i, text in enumerate(found) if text in _GROUP_HEADS), None)
            basis = next((i for i, text in enumerate(found) if text in _BASIS), None)
            says = next((found.index(text) for text in _ROW_SAYS if text in found), None)
            continue
        if not head:
            head = found if any(meanings(text)[0].kind in (Kind.STATED, Kind.ROUNDED) for text in found) else ()
            continue
        region = names.region(row[regions]) if regions is not None and regions < len(row) else own
        group = names.group(row[groups]) if groups is not None and groups < len(row) else TOTAL
        for column, cell in enumerate(row[: len(head)]):
            if column in (regions, groups) or not head[column]:
                continue
            lines = str(cell).split("\n") if isinstance(cell, str) else [cell]
            name = head[column]
            if basis is not None and (head[basis] == "basis" or name.startswith("geschätzt:")):
                name = f"estimate({_basis(str(row[basis]))}).{name}"
            elif says is not None:
                name = f"({plain(str(row[says]))}){name}"
            told = meanings(name)
            for line, meaning in zip(lines, (*told, *[told[-1]] * len(lines)), strict=False):
                if (value := number(line)) is not None:
                    place = f"{grid.at(number_, column)} („{name}“)"
                    yield _stated(grid.file, place, name, meaning, region, group, value, None, names)


def _basis(cell: str) -> str:
    """Say whose figures an estimate rests on: "group", "family", or "" where there is none."""
    told = plain(cell)
    return "family" if told.startswith(_FAMILY) else "group" if told == "eigenezahlen" else told


def _stated(
    file: str, place: str, name: str, meaning: Meaning, region: str, group: str,
    value: tuple[float, int, bool], year: int | None, names: Names,
) -> Stated:  # fmt: skip
    if value[2] and meaning.kind not in (Kind.RATIO, Kind.ROUNDED):
        meaning = FREE[0]  # a change or share in percent
    if meaning.of == "land":
        region = names.lands.get(region, "")
    return Stated(
        file, place, name, meaning, region, group, value[0], value[1], year if meaning.dated else None
    )  # fmt: skip
