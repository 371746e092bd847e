"""What the workbooks of the Länder and of Germany have in common."""

from __future__ import annotations

from sources.errors import LayoutChanged
from sources.files import german
from sources.files.german import DASH_IS_NOT_APPLICABLE, MARKS
from sources.files.workbook import Grid, heading
from sources.records import Flag

ID = "ba_engpassanalyse"
LEVELS = {"Fachkräfte": 2, "Spezialisten": 3, "Experten": 4}
NOT_RATED = (None, Flag.NOT_APPLICABLE)
MARKS_HERE = {**MARKS, **DASH_IS_NOT_APPLICABLE}
TITLE = "Fachkräfteengpassanalyse - "
LEGEND = "Legende:"


def shortage_class(score: float) -> str:
    """Return the BA's class of an unrounded mean: exactly 2.0 is a shortage, exactly 1.5 is watched."""
    return "shortage_groups" if score >= 2.0 else "watch_groups" if score >= 1.5 else "no_shortage_groups"


def make_row(region, year, indicator, occupation, group, label, value, sheet, row, column) -> tuple:
    number, flag = value
    return (region, f"{year}-01-01", "Y", indicator, occupation, group, label, number, flag, sheet, row, column)


def require_end(grid: Grid, at: int) -> None:
    """Require that nothing but the copyright line and the legend follows the table."""
    for row in range(at, grid.height + 1):
        text = heading(grid.at(row, 1))
        if text == LEGEND:
            return
        others = [heading(cell) for cell in grid.row(row) if heading(cell) and not heading(cell).startswith("©")]
        if others:
            raise LayoutChanged(ID, grid.where(row, 1), f"an empty row or {LEGEND!r} below the table", others[0])
    raise LayoutChanged(ID, f"sheet {grid.sheet!r}, column A", f"{LEGEND!r} below the table", "nothing")


def read_count(grid: Grid, row: int, column: int) -> tuple[float | None, Flag]:
    return german.number(grid.at(row, column), grid.where(row, column), marks={})
