"""The workbook of Germany: six indicators with their points, by occupation and level."""

from __future__ import annotations

import re

from sources.datasets.ba_engpassanalyse.land import _EMPLOYEES
from sources.datasets.ba_engpassanalyse.rows import ID, LEVELS, MARKS_HERE, TITLE, make_row
from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.workbook import Grid, Workbook, column_letter, heading
from sources.records import Flag
from sources.reference import codes

INDICATORS = {
    "Vakanzzeit (Median)": "vacancy_time_days",
    "Arbeitsuchenden-Stellen-Relation": "jobseekers_per_vacancy",
    "Berufssp. Arbeitslosenquote": "occupational_unemployment_pct",
    "Veränderung des Anteils s.v. pfl. Beschäftigung von Ausländern": "foreign_share_change_pp",
    "Abgangsrate aus Arbeitslosigkeit": "unemployment_exit_pct",
    "Entwicklung der mittleren Entgelte": "wage_growth_pct",
}


def parse_germany(book: Workbook, year: str) -> list[tuple]:
    rows = []
    for sheet, level in LEVELS.items():
        rows += _germany_sheet(book.grid(ID, sheet), level, year)
    return rows


def _germany_sheet(grid: Grid, level: int, year: str) -> list[tuple]:
    sheet = grid.sheet
    grid.require("A4", f"{TITLE}{sheet}")
    grid.require("A5", "Deutschland")
    grid.require("A6", year)
    employees = heading(grid["B8"])
    found = _EMPLOYEES.fullmatch(employees)
    if found is None or found.group(1) != year:
        raise LayoutChanged(
            ID, grid.where(8, 2), f"sozialversicherungspflichtig Beschäftigte … (Juni {year})", employees
        )
    regulated = ["Geregelte Berufsausbildung"] if level == 2 else []
    first = 3 + len(regulated)
    blanks = [""] * 6
    grid.require_headings(
        8,
        [
            "",
            employees,
            *[""] * len(regulated),
            "Engpassindikatoren (Werte)",
            *blanks,
            "Engpassindikatoren (Punktwerte)",
        ],
    )
    grid.require_headings(
        9,
        [
            "",
            "",
            *regulated,
            *INDICATORS,
            "",
            *INDICATORS,
            "",
            "Anzahl der bewerteten Indikatoren",
            "Punktezahl",
            "Durchschnittliche Punktezahl",
        ],
    )
    rows: list[tuple] = []
    places: dict[str, str] = {}
    for at in range(11, grid.height + 1):
        name = german.strip(grid.at(at, 1))
        if not name and not any(heading(cell) for cell in grid.row(at)):
            continue
        occupation, label = _germany_occupation(grid, at, name, level)
        places.setdefault(occupation, grid.where(at, 1))
        rows += _germany_row(grid, at, level, year, occupation, label, first)
    codes.check_codes(places, codes.occupations(4), places, allowed={"Pfl"})
    if "Pfl" not in places:
        raise LayoutChanged(ID, f"sheet {sheet!r}, column A", "a row 'Pflegeberufe'", "none")
    return rows


def _germany_occupation(grid: Grid, at: int, name: str, level: int) -> tuple[str, str]:
    if name == "Pflegeberufe":
        return "Pfl", ""
    if name == "Berufe in der Kindererziehung" and level == 3:
        return "8311", "Fk+Sp"  # skilled workers and specialists together, without a code of its own
    found = re.fullmatch(r"(\d{4}) \S.*", name)
    if found is None:
        raise LayoutChanged(ID, grid.where(at, 1), "'<4-digit code> <name>', or an aggregate known so far", name)
    return found.group(1), ""


def _germany_row(grid: Grid, at: int, level: int, year: str, occupation: str, label: str, first: int) -> list[tuple]:
    def cell(column: int, indicator: str, value: tuple[float | None, Flag]) -> tuple:
        letter = column_letter(column)
        return make_row("DE", year, indicator, occupation, f"level={level}", label, value, grid.sheet, at, letter)

    def read(column: int, empty: Flag = Flag.NOT_APPLICABLE) -> tuple[float | None, Flag]:
        return german.number(
            grid.at(at, column), f"{ID}: {grid.where(at, column)}", marks=MARKS_HERE, empty=(None, empty)
        )

    rows = [cell(2, "employees_core_persons", read(2, Flag.UNKNOWN))]
    if level == 2:
        rows.append(cell(3, "regulated_training", _regulated(grid, at)))
    points = {}
    for offset, indicator in enumerate(INDICATORS.values()):
        rows.append(cell(first + offset, indicator, read(first + offset)))
        column = first + 7 + offset
        point = read(column)
        if point[0] is not None and point[0] not in (0, 1, 2, 3):
            raise BadContent(f"{ID}: {grid.where(at, column)}: {point[0]:g} points, possible are 0, 1, 2 and 3.")
        points[indicator] = point[0]
        rows.append(cell(column, f"points_{indicator}", point))
    rated, total, mean = (read(first + 14 + offset) for offset in range(3))
    _check_row(grid, at, first, [one for one in points.values() if one is not None], rated[0], total[0], mean[0])
    rows += [
        cell(first + 14, "rated_indicators", rated),
        cell(first + 15, "points_sum", total),
        cell(first + 16, "shortage_score", mean),
    ]
    return rows


def _regulated(grid: Grid, at: int) -> tuple[float | None, Flag]:
    text = german.strip(grid.at(at, 3))
    values = {"ja": (1.0, Flag.OK), "-": (0.0, Flag.OK), "*": (None, Flag.SECRET), "": (None, Flag.NOT_APPLICABLE)}
    if text not in values:
        raise BadContent(f"{ID}: {grid.where(at, 3)}: 'ja', '-' or '*' expected, found {text!r}.")
    return values[text]


def _check_row(
    grid: Grid, at: int, first: int, points: list[float], rated: float | None, total: float | None, mean: float | None
) -> None:
    for offset, (what, printed, computed) in enumerate(
        (
            ("rated indicators", rated, float(len(points))),
            ("points", total, sum(points)),
            ("mean", mean, None if mean is None else sum(points) / max(len(points), 1)),
        )
    ):
        if printed != computed and (printed is None or computed is None or abs(printed - computed) > 1e-9):
            raise BadContent(
                f"{ID}: {grid.where(at, first + 14 + offset)}: {what} {printed}, but the points of the row give "
                f"{computed}. Fetch the file again, or ask the BA."
            )
