"""Which figures an output states, and of what: region, occupation group, measure, year.

Keys of documents and headings of tables say what a figure is; `FIELDS` knows them. A figure that stands for a region
and a group under a name that is not known there is told as `UNKNOWN`, so that a new column is never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

from reports.secrecy.readback import Content, Document, Grid, Passage

TOTAL = "total"
CARE = {"Pfl": ("813", "821")}  # the BA's aggregate Pflegeberufe is printed as one
VACANCIES, UNEMPLOYED = "vacancies", "unemployed_persons"
EMPLOYEES, FOREIGN = "employees_persons", "foreign_employees_persons"
FOREIGN_UNEMPLOYED = "unemployed_foreign_persons"


class Kind(StrEnum):
    COUNT = "count"  # of persons or vacancies, from the cells of the Kreise
    RATIO = "ratio"  # unemployed per vacancy, or a share: it stands for both its counts
    ESTIMATE = "estimate"  # rests on the counts of the group itself
    FAMILY = "family"  # rests on the counts of the 2-digit group
    STATED = "stated"  # persons, places or firms from elsewhere: never below 3
    ROUNDED = "rounded"  # recognition statistics: always a multiple of 3
    FREE = "free"  # no count of anybody: scores, ranks, probabilities, days
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    kind: Kind
    measures: tuple[str, ...] = ()
    ago: int = 0  # years before the edition's newest
    of: str = "region"  # "land", "country": the figure stands for another region than its row
    dated: bool = False  # its own year is stated beside it


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure, and where it stands."""

    file: str
    place: str
    name: str  # key or heading
    meaning: Meaning
    region: str
    group: str  # KldB group, "total", "Pfl", or ""
    value: float
    digits: int  # decimals it is written with
    year: int | None = None  # where it is dated itself


@dataclass(frozen=True, slots=True)
class Names:
    """Regions and groups as outputs may write them."""

    regions: Mapping[str, str]  # id -> name
    lands: Mapping[str, str]  # region -> Land
    groups: Mapping[str, str]  # KldB 3-digit -> name
    by_name: Mapping[str, str] = field(default_factory=dict)  # plain name -> region
    plain: Mapping[str, str] = field(default_factory=dict)  # plain name -> group, longest first

    @classmethod
    def of(cls, regions: Mapping[str, str], lands: Mapping[str, str], groups: Mapping[str, str]) -> Names:
        plain_groups = sorted(((plain(name), code) for code, name in groups.items()), key=lambda p: -len(p[0]))
        return cls(regions, lands, groups, {plain(n): r for r, n in regions.items()}, dict(plain_groups))

    def region(self, text: object) -> str:
        """Find the region a cell or a part of a file's name means; "" where none."""
        found = str(text).strip()
        if found.isdigit() and len(found) in (1, 4):  # a spreadsheet took the zero in front away
            found = "0" + found
        return found if found in self.regions else self.by_name.get(plain(found), "")

    def group(self, text: object) -> str:
        """Find the occupation group a cell means: by number, or by a name at its beginning, also one cut with "…"."""
        found = str(text).strip()
        if found in self.groups or found in CARE or found == TOTAL:
            return found
        code = found[:3]
        if code in self.groups and (len(found) == 3 or not found[3].isdigit()):
            return code
        found = plain(found)
        for name, code in self.plain.items():
            if found.startswith(name):
                return code
        head, dots, _ = found.partition("…")
        cut = [code for name, code in self.plain.items() if dots and len(head) > 5 and name.startswith(head)]
        return cut[0] if len(cut) == 1 else ""


def plain(text: str) -> str:
    """Leave out what only sets a text: blanks, hyphens at line ends, capitals."""
    return re.sub(r"[\s\u00ad\u2010]+", "", text).lower()


def _count(measure: str, ago: int = 0, of: str = "region") -> tuple[Meaning, ...]:
    return (Meaning(Kind.COUNT, (measure,), ago, of),)


def _ratio(ago: int = 0, of: str = "region", dated: bool = False) -> tuple[Meaning, ...]:
    return (Meaning(Kind.RATIO, (UNEMPLOYED, VACANCIES), ago, of, dated),)


_SHARE = (Meaning(Kind.RATIO, (FOREIGN, EMPLOYEES)),)
_FREE = (Meaning(Kind.FREE),)
_STATED = (Meaning(Kind.STATED),)
_ROUNDED = (Meaning(Kind.ROUNDED),)
_UNKNOWN = (Meaning(Kind.UNKNOWN),)
BRIEF_NAMES = {  # as brief.json calls them
    "vacancies": VACANCIES,
    "unemployed": UNEMPLOYED,
    "employees": EMPLOYEES,
    "foreign_employees": FOREIGN,
    "unemployed_foreigners": FOREIGN_UNEMPLOYED,
}
# Path in a document, or heading of a column; one meaning for each line of a cell.
FIELDS: tuple[tuple[str, tuple[Meaning, ...]], ...] = (
    *((rf"(?:(?:occupations|recognition)\.)?{name}", _count(m)) for name, m in BRIEF_NAMES.items()),
    *((rf"(?:occupations\.)?{name}_previous", _count(m, 1)) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.value", _count(m)) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.previous", _count(m, 1)) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.land", _count(m, 0, "land")) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.land_previous", _count(m, 1, "land")) for name, m in BRIEF_NAMES.items()),
    *((rf"observed\.(?:kreise\.)?{name}\.value", _count(m)) for name, m in BRIEF_NAMES.items()),
    *((m, _count(m)) for m in BRIEF_NAMES.values()),
    (r"headline\.ratio\..*", _FREE),
    (r"(?:(?:occupations|observed)\.)?ratio", _ratio()),
    (r"(?:occupations\.)?ratio_previous", _ratio(1)),
    (r"(?:(?:occupations|observed)\.)?land_ratio", _ratio(0, "land")),
    (r"(?:(?:occupations|observed)\.)?germany_ratio", _FREE),
    (r"occupations\.trend\.ratio", _ratio(dated=True)),
    (r"map\.areas\.value", _ratio()),
    (r"(?:.*\.)?estimate\(group\)\.(?:shrinkage\(group\)\.)?ratio", (Meaning(Kind.ESTIMATE, (UNEMPLOYED, VACANCIES)),)),
    (r"(?:.*\.)?estimate\(family\)\.(?:shrinkage\(family\)\.)?ratio", (Meaning(Kind.FAMILY, (UNEMPLOYED, VACANCIES)),)),
    (r"(?:.*\.)?estimate(?:\(\w*\))?\..*|occupations\.(?:official|trend)\..*", _FREE),
    (r"occupations\.(?:position|vacancy_days)|map\.areas\.share|observed\.(?:year|kreise\.share|.*place\.row)", _FREE),
    (r"(?:recognition\.(?:.*\.)?|gap\.)full_equivalence|recognition\.(?:.*\.)?count", _ROUNDED),
    (r"recognition_total\.(?:value|previous)|recognition_series\.count", _ROUNDED),
    (r"counts\.recognition_(?:cells|all)_full", _ROUNDED),
    (r"recognition\.(?:decisions\.(?:decided|positive)|ways\.(?:eu_eea|third))", _ROUNDED),
    (r"recognition\.(?:.*\.)?(?:level|cells|year|place|positive_share|growth)", _FREE),
    (r"gap\..*|official\..*|reading\..*|validation\..*", _FREE),
    (r"(?:places|reports)\.places|chamber_figures\.(?:value|previous)", _STATED),
    (r"(?:month_figures|context)\((?:pct|%|Prozent)\)\..*|land_recognition\(pct\)\.count", _FREE),
    (r"month_figures\(\w+\)\.(?:value|previous|land|land_previous)", _STATED),
    (r"context\((?:Personen|Betriebe|Stellen)\)\.(?:value|previous)|land_recognition\(cases\)\.count", _STATED),
    (r"reports\.severity|context\(.*\)\..*|changes\..*", _FREE),
    # headings of the briefs, without blanks
    (r"stellenarbeitslose", (*_count(VACANCIES), *_count(UNEMPLOYED))),
    (r"(?:gemeldete)?stellen", _count(VACANCIES)),
    (r"arbeitslose", _count(UNEMPLOYED)),
    (r"jestelle", _ratio()),
    (r"jestelle.+", (*_ratio(), *_FREE)),
    (r"beschäftigte", _count(EMPLOYEES)),
    (r"ausländer", _SHARE),
    (r"davonausländer|ausländischebeschäftigte", _count(FOREIGN)),
    (r"arbeitsloseausl\.|arbeitsloseausländer", _count(FOREIGN_UNEMPLOYED)),
    (r"vollgleichwertig\w*|davonausdrittstaaten", _ROUNDED),
    (r"plätze|lehrstellen", _STATED),
    (r"fachkraft|spezialist|experte|niveau|verlauf|vakanzzeit.*|rang|engpass|×.*|=wert", _FREE),
    (r"arbeitslosejestelle\(spanne\).*|engpasswahrscheinlich|landundregion.*", _FREE),
)  # fmt: skip
_KNOWN = tuple((re.compile(pattern), meanings) for pattern, meanings in FIELDS)
_REGION_HEADS = ("region", "region_id", "kreis", "ags", "regionsschlüssel", "kreisschlüssel")
_GROUP_HEADS = ("occupation", "occupation_id", "group", "beruf", "berufsgruppe", "kldb", "engpassberufimland")
_NUMBER = re.compile(r"\(?([−+-]?\d{1,3}(?:[\u202f\u00a0 .]\d{3})+|[−+-]?\d+)(?:([,.])(\d+))?\)?\*?(\s?%)?")


@cache
def meanings(name: str) -> tuple[Meaning, ...]:
    """Say what stands under a key or heading, line by line of a cell."""
    return next((found for pattern, found in _KNOWN if pattern.fullmatch(name)), _UNKNOWN)


def figures(content: Content, names: Names) -> Iterator[Stated]:
    """Yield the figures of a document or table."""
    if isinstance(content, Document):
        yield from _document(content, names)
    elif isinstance(content, Grid):
        yield from _handed_over(content) if _is_handed_over(content) else _grid(content, names)


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
        own = re.fullmatch(r"fachkraefte-kompass-(.+)-\d{4}-\d\d\.[a-z0-9-]+(?:\.pdf)?", part)
        for candidate in (own[1] if own else "", stem, stem.partition("_")[0]):
            if candidate in names.regions:
                return candidate
    return ""


def number(text: object) -> tuple[float, int, bool] | None:
    """Read a figure as briefs and tables write it: value, decimals, whether percent; None for words."""
    if isinstance(text, bool):
        return None
    if isinstance(text, (int, float)):
        decimals = repr(round(float(text), 6)).partition(".")[2].rstrip("0")
        return (float(text), len(decimals), False) if text == text else None
    found = _NUMBER.fullmatch(str(text).strip())
    if not found:
        return None
    whole = re.sub(r"[\u202f\u00a0 .+]", "", found[1]).replace("−", "-")
    decimals = found[3] or ""
    return float(f"{whole}.{decimals or 0}"), len(decimals), bool(found[4])


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
    regions = groups = basis = None
    for number_, row in enumerate(grid.rows):
        found = [plain(str(cell)) for cell in row]
        heads = [i for i, text in enumerate(found) if text in (*_REGION_HEADS, *_GROUP_HEADS)]
        if heads and all(number(cell) is None for cell in row):
            head = found
            regions = next((i for i, text in enumerate(found) if text in _REGION_HEADS), None)
            groups = next((i for i, text in enumerate(found) if text in _GROUP_HEADS), None)
            basis = found.index("basis") if "basis" in found else None
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
            if basis is not None:
                name = f"estimate({row[basis] or ''}).{name}"
            told = meanings(name)
            for line, meaning in zip(lines, (*told, *[told[-1]] * len(lines)), strict=False):
                if (value := number(line)) is not None:
                    place = f"{grid.at(number_, column)} („{name}“)"
                    yield _stated(grid.file, place, name, meaning, region, group, value, None, names)


def _stated(
    file: str, place: str, name: str, meaning: Meaning, region: str, group: str,
    value: tuple[float, int, bool], year: int | None, names: Names,
) -> Stated:  # fmt: skip
    if value[2] and meaning.kind not in (Kind.RATIO, Kind.ROUNDED):
        meaning = _FREE[0]  # a change or share in percent
    if meaning.of == "land":
        region = names.lands.get(region, "")
    return Stated(
        file, place, name, meaning, region, group, value[0], value[1], year if meaning.dated else None
    )  # fmt: skip


# --- editions that were handed over ---------------------------------------------------------------------------------

_HANDED = ("source", "part", "region_id", "period_start", "period", "indicator_id", "occupation_id", "group_id")
_MEASURES = {
    ("unemployed_persons", ""): UNEMPLOYED,
    ("unemployed_persons", "nationality=foreign"): FOREIGN_UNEMPLOYED,
    ("vacancies", ""): VACANCIES,
    ("vacancies", "basis=unemployed"): "vacancies_matched",
    ("unemployed_persons", "basis=vacancies"): "unemployed_matched",
    ("employees_persons", ""): EMPLOYEES,
    ("employees_persons", "nationality=foreign"): FOREIGN,
}


def _is_handed_over(grid: Grid) -> bool:
    return bool(grid.rows) and tuple(grid.rows[0][: len(_HANDED)]) == _HANDED


def _handed_over(grid: Grid) -> Iterator[Stated]:
    head = [str(cell) for cell in grid.rows[0]]
    for line, cells in enumerate(grid.rows[1:], 1):
        row = dict(zip(head, cells, strict=False))
        value = number(row.get("value", ""))
        if value is None:
            continue
        measure = _MEASURES.get((row["indicator_id"], row["group_id"]))
        if row["source"] == "ba_kreis_berufe":
            meaning = Meaning(Kind.COUNT, (measure,), dated=True) if measure else _UNKNOWN[0]
        elif row["source"] == "destatis_anerkennung":
            meaning = (_FREE if row["indicator_id"].endswith("_pct") else _ROUNDED)[0]
        elif row["indicator_id"].endswith(("_places", "_persons", "_firms", "_vacancies")):
            meaning = _STATED[0]
        else:
            meaning = _FREE[0]
        yield Stated(
            grid.file, grid.at(line, head.index("value")), row["indicator_id"], meaning, row["region_id"],
            row["occupation_id"], value[0], value[1], int(row["period_start"][:4]),
        )  # fmt: skip
