"""Tables with one figure in each row: observations of editions that were handed over, and tidy tables of briefs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reports.disclosure.meaning import (
    EMPLOYEES,
    FOREIGN,
    FOREIGN_UNEMPLOYED,
    FREE,
    ROUNDED,
    STATED,
    TOTAL,
    UNEMPLOYED,
    UNKNOWN,
    VACANCIES,
    Kind,
    Meaning,
    Names,
    Stated,
    number,
)
from reports.disclosure.read.content import Grid
from reports.model.measures import MEASURES, Secrecy

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
_TIDY = ("edition", "region_id", "region_name", "section", "code")
# what the unit decides: series of cities count persons and firms, or are indices and shares
_COUNT_UNITS, _SHARE_UNITS = ("Personen", "Betriebe", "Stellen"), ("pct", "%", "Prozent")
_KINDS = {
    Secrecy.CLOSED: Kind.COUNT, Secrecy.RATIO: Kind.RATIO, Secrecy.ESTIMATE: Kind.ESTIMATE,
    Secrecy.STATED: Kind.STATED, Secrecy.ROUNDED: Kind.ROUNDED, Secrecy.FREE: Kind.FREE,
}  # fmt: skip


def known(grid: Grid) -> bool:
    """Say whether this module can read a table."""
    return _begins(grid, _HANDED) or _begins(grid, _TIDY)


def _begins(grid: Grid, head: tuple[str, ...]) -> bool:
    return bool(grid.rows) and tuple(grid.rows[0][: len(head)]) == head


def figures(grid: Grid, names: Names) -> Iterator[Stated]:
    """Yield the figures of a table."""
    yield from _tidy(grid, names) if _begins(grid, _TIDY) else _handed_over(grid)


def _tidy(grid: Grid, names: Names) -> Iterator[Stated]:
    head = [str(cell) for cell in grid.rows[0]]
    for line, cells in enumerate(grid.rows[1:], 1):
        row = dict(zip(head, map(str, cells), strict=False))
        meaning = _meaning(row)
        for column in ("value", "low", "high"):
            if (found := _exact(row.get(column, ""))) is None:
                continue
            told = meaning if column == "value" or meaning.kind is Kind.FREE else _interval(meaning)
            year = re.match(r"\d{4}", row.get("period", ""))
            yield Stated(
                grid.file, grid.at(line, head.index(column)), f"{row.get('section')}.{row.get('measure')}", told,
                _region(row, names), TOTAL if row.get("section") == "headline" else names.group(row.get("code", "")),
                found[0], found[1], int(year[0]) if year and told.dated else None,
            )  # fmt: skip


def _meaning(row: Mapping[str, str]) -> Meaning:
    if row.get("level") == "deutschland" and row.get("measure") == "ratio":
        return FREE[0]
    measure = MEASURES.get((row.get("section", ""), row.get("measure", "")))
    if measure is None:
        return UNKNOWN[0]
    kind, unit = _KINDS[measure.secrecy], row.get("unit", "")
    if kind is Kind.STATED and (unit in _SHARE_UNITS or (row["section"] == "context" and unit not in _COUNT_UNITS)):
        return FREE[0]
    if kind is Kind.ESTIMATE:  # rests on the counts that its label names
        kind = {"group": Kind.ESTIMATE, "family": Kind.FAMILY}.get(row.get("label", ""), Kind.UNKNOWN)
    counts = (measure.mart,) if kind is Kind.COUNT else measure.parts if kind is not Kind.FREE else ()
    return Meaning(kind, counts, dated=kind in (Kind.COUNT, Kind.RATIO))


def _interval(meaning: Meaning) -> Meaning:
    """Say what the bounds of a figure are: those of an estimate count nobody, others are not known to be there."""
    return FREE[0] if meaning.kind in (Kind.ESTIMATE, Kind.FAMILY) else UNKNOWN[0]


def _region(row: Mapping[str, str], names: Names) -> str:
    return names.region(row.get("area_id", "")) or names.region(row.get("region_id", ""))


def _exact(text: str) -> tuple[float, int] | None:
    """Read a figure with a decimal point, or else as briefs write it."""
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text.strip()):
        return float(text), len(text.strip().partition(".")[2])
    found = number(text)
    return None if found is None else found[:2]


def _handed_over(grid: Grid) -> Iterator[Stated]:
    head = [str(cell) for cell in grid.rows[0]]
    for line, cells in enumerate(grid.rows[1:], 1):
        row = dict(zip(head, cells, strict=False))
        value = _exact(row.get("value", ""))
        if value is None:
            continue
        measure = _MEASURES.get((row["indicator_id"], row["group_id"]))
        if row["source"] == "ba_kreis_berufe":
            meaning = Meaning(Kind.COUNT, (measure,), dated=True) if measure else UNKNOWN[0]
        elif row["source"] == "destatis_anerkennung":
            meaning = (FREE if row["indicator_id"].endswith("_pct") else ROUNDED)[0]
        elif row["indicator_id"].endswith(("_places", "_persons", "_firms", "_vacancies")):
            meaning = STATED[0]
        else:
            meaning = FREE[0]
        yield Stated(
            grid.file, grid.at(line, head.index("value")), row["indicator_id"], meaning, row["region_id"],
            row["occupation_id"], value[0], value[1], int(row["period_start"][:4]),
        )  # fmt: skip
