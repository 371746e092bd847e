"""The workbook of the Länder: scores by area, counts of the overview, coverage."""

from __future__ import annotations

import re

from sources.datasets.ba_engpassanalyse.rows import (
    ID,
    LEGEND,
    LEVELS,
    NOT_RATED,
    make_row,
    read_count,
    require_end,
    shortage_class,
)
from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.workbook import Grid, Workbook, column_letter
from sources.reference import codes as known

AREAS = {
    "Deutschland": "DE",
    "Schleswig-Holstein / Hamburg": "ba-01-02",
    "Mecklenburg-Vorpommern": "13",
    "Niedersachsen / Bremen": "ba-03-04",
    "Nordrhein-Westfalen": "05",
    "Hessen": "06",
    "Rheinland-Pfalz / Saarland": "ba-07-10",
    "Baden-Württemberg": "08",
    "Bayern": "09",
    "Berlin / Brandenburg": "ba-11-12",
    "Sachsen-Anhalt": "15",
    "Thüringen": "16",
    "Sachsen": "14",
}
#: The overview says "Berlin / Brandenburg", the level sheets "Brandenburg / Berlin".
SHEET_AREAS = {"Brandenburg / Berlin" if name.startswith("Berlin") else name: area for name, area in AREAS.items()}
CLASSES = {"Engpassberufe": "shortage_groups", "Berufe unter Beobachtung": "watch_groups"}
_EMPLOYEES = re.compile(
    r"sozialversicherungspflichtig Beschäftigte; ohne Arbeitnehmerüberlassung und Azubis \(Juni (\d{4})\)"
)


def parse_land(book: Workbook, year: str) -> list[tuple]:
    scores = []
    for sheet, level in LEVELS.items():
        scores += _land_scores(book.grid(ID, sheet), level, year)
    counts = _overview(book.grid(ID, "Gesamtübersicht"), year)
    coverage, counted_twice = _coverage(book.grid(ID, "Gesamtübersicht (2)"), year)
    _check_counts(scores, counts + coverage + counted_twice)
    return scores + counts + coverage


def _land_scores(grid: Grid, level: int, year: str) -> list[tuple]:
    sheet = grid.sheet
    grid.require("A5", f"Fachkräfteengpassanalyse für {sheet}")
    grid.require("A6", "Gesamtwert der Engpassindikatoren")
    grid.require("A8", year)
    grid.require_headings(10, ["", "", *SHEET_AREAS])
    grid.require("O6", str(level))
    rows = []
    for at in range(12, grid.height + 1):
        name, code = german.strip(grid.at(at, 1)), german.strip(grid.at(at, 2))
        if not name and not code:
            require_end(grid, at)
            break
        occupation, label = _land_occupation(grid, at, name, code)
        for column, area in enumerate(SHEET_AREAS.values(), 3):
            where = grid.where(at, column)
            value = german.number(grid.at(at, column), where, marks={}, empty=NOT_RATED)
            if value[0] is not None and not 0 <= value[0] <= 3:
                raise BadContent(f"{ID}: {where}: a score of {value[0]:g}, possible are 0 to 3.")
            letter = column_letter(column)
            rows.append(
                make_row(area, year, "shortage_score", occupation, f"level={level}", label, value, sheet, at, letter)
            )
    else:
        raise LayoutChanged(ID, f"sheet {sheet!r}, column A", f"{LEGEND!r} below the table", "no end of the table")
    codes = {row[4]: f"sheet {sheet!r}, row {row[10]}" for row in rows}
    known.check_codes(codes, known.occupations(3), codes, allowed={"Pfl"})
    if "Pfl" not in codes:
        raise LayoutChanged(ID, f"sheet {sheet!r}, column A", "a row 'Pflegeberufe'", "none")
    return rows


def _land_occupation(grid: Grid, at: int, name: str, code: str) -> tuple[str, str]:
    if name == "Pflegeberufe" and code in ("", "Pfl"):
        return "Pfl", ""
    if not code:
        raise LayoutChanged(
            ID, grid.where(at, 2), "a code of 3 digits, or an aggregate known so far", f"none for {name!r}"
        )
    code = german.code(grid.at(at, 2), 3, f"{ID}: {grid.where(at, 2)}")
    if not name.startswith(f"{code} "):
        raise LayoutChanged(ID, grid.where(at, 1), f"a name that starts with {code}", name)
    remark = re.search(r"\(((?:Fk|Sp|Ex)(?:\+(?:Fk|Sp|Ex))+)\)$", name)
    return code, remark.group(1) if remark else ""


def _areas(grid: Grid, first: int) -> dict[int, str]:
    for offset, name in enumerate(AREAS):
        grid.require(f"A{first + offset}", name)
    return {first + offset: area for offset, area in enumerate(AREAS.values())}


def _overview(grid: Grid, year: str) -> list[tuple]:
    grid.require("A6", "Gesamtübersicht")
    grid.require("A7", year)
    rows = []
    for first, (title, indicator) in zip((9, 25, 41), CLASSES.items(), strict=True):
        grid.require_headings(first, [title, *LEVELS, "Gesamt"])
        for at, area in _areas(grid, first + 1).items():
            values = [read_count(grid, at, column) for column in range(2, 6)]
            if values[3][0] != sum(value for value, _ in values[:3]):
                raise BadContent(f"{ID}: {grid.where(at, 5)}: {values[3][0]:g} is not the sum of the three levels.")
            for column, (value, level) in enumerate(zip(values, (2, 3, 4, None), strict=True), 2):
                group = f"level={level}" if level else ""
                letter = column_letter(column)
                rows.append(make_row(area, year, indicator, "total", group, "", value, grid.sheet, at, letter))
    return rows


def _coverage(grid: Grid, year: str) -> tuple[list[tuple], list[tuple]]:
    """Return occupied and rated groups, and the shortage groups that the first overview already gave."""
    grid.require("A6", "Gesamtübersicht")
    grid.require("A7", year)
    rows, counted_twice = [], []
    for first, (sheet, level) in zip((9, 26, 43), LEVELS.items(), strict=True):
        grid.require_headings(
            first,
            [
                sheet,
                "Belegte Berufsgruppen",
                "Bewertete Berufsgruppen",
                "Anteil Sp.3 an Sp.2 (in %)",
                "Engpassberufe",
                "Anteil Sp.5 an Sp.3 (in %)",
            ],
        )
        grid.require_headings(first + 1, ["1", "2", "3", "4", "5", "6"])
        for at, area in _areas(grid, first + 2).items():
            occupied, rated, shortage = (read_count(grid, at, column) for column in (2, 3, 5))
            for column, part, whole in ((4, rated, occupied), (6, shortage, rated)):
                share = read_count(grid, at, column)[0]
                if whole[0] and abs(share - 100 * part[0] / whole[0]) > 0.05:
                    raise BadContent(
                        f"{ID}: {grid.where(at, column)}: {share:g} % is not {part[0]:g} of {whole[0]:g}. Compare with "
                        "the publisher's PDF."
                    )
            group = f"level={level}"
            for column, indicator, value, into in (
                (2, "occupied_groups", occupied, rows),
                (3, "rated_groups", rated, rows),
                (5, "shortage_groups", shortage, counted_twice),
            ):
                letter = column_letter(column)
                into.append(make_row(area, year, indicator, "total", group, "", value, grid.sheet, at, letter))
    return rows, counted_twice


def _check_counts(scores: list[tuple], counts: list[tuple]) -> None:
    """Recount the classes from the scores; the overview sheets must say the same for every area and level."""
    recounted: dict[tuple[str, str, str], int] = {}
    for region, _, _, _, _, group, _, value, *_ in scores:
        if value is not None:
            for indicator in (shortage_class(value), "rated_groups"):
                recounted[region, group, indicator] = recounted.get((region, group, indicator), 0) + 1
    for region, _, _, indicator, _, group, _, value, _, sheet, row, column in counts:
        if indicator == "occupied_groups" or not group:
            continue
        found = recounted.get((region, group, indicator), 0)
        if found != value:
            raise BadContent(
                f"{ID}: sheet {sheet!r}, cell {column}{row}: {indicator} {value:g}, but the scores of {group} give "
                f"{found}. The overview and the level sheets contradict each other: ask the BA."
            )
