"""The workbook "Gemeldete Arbeitsstellen nach Berufen (Engpassanalyse)": one Land and month on one sheet."""

from __future__ import annotations

from collections.abc import Mapping

from sources.datasets.ba_stellen_berufe import rows as common
from sources.datasets.ba_stellen_berufe.rows import ID, Cell, layouts
from sources.errors import BadContent, LayoutChanged
from sources.files.file import PublishedFile
from sources.files.workbook import Grid, column_letter, heading


def is_ours(file: PublishedFile) -> bool:
    """Say whether the workbook has the sheet, under its name or a similar one."""
    return any("Engpass_Tab" in name for name in file.open_workbook().sheet_names)


def about(file: PublishedFile) -> tuple[str, str]:
    """Return Land and month."""
    grid, title = _grid(file), layouts()["engpass"]["title_rows"]
    land, month = common.land_in(grid, title), common.month_in(grid, title)
    if not month:
        raise LayoutChanged(ID, f"sheet {grid.sheet!r}, rows 1 to {title}", "a month, as 'September 2026'", "none")
    common.check_name(file, land, month)
    return land, month


def read(file: PublishedFile) -> list[Cell]:
    """Return the figures of all 3-digit groups and the total. Raises LayoutChanged and BadContent naming the cell."""
    land, month = about(file)
    grid, layout = _grid(file), layouts()["engpass"]
    columns = _columns(grid)
    first, cells = layout["first_column"], []
    for row in range(layout["heading_row"] + 1, grid.height + 1):
        text, where = heading(grid.at(row, first)), grid.where(row, first)
        if not text:
            _require_no_figures(grid, row, columns)
            continue
        occupation = common.occupation_of(text, where)
        if occupation is None:
            continue
        found = {}
        for column, indicator in columns.items():
            value, flag = common.figure(grid.at(row, column), indicator, grid.where(row, column))
            found[indicator] = value
            cells.append(Cell(land, month, indicator, occupation, value, flag, grid.sheet, row, column_letter(column)))
        _check_row(found, grid.where(row, first))
    if not any(cell.occupation == "total" for cell in cells):
        raise LayoutChanged(ID, f"sheet {grid.sheet!r}", f"a row {layouts()['rows']['total'][0]!r}", "none")
    common.check_sums(cells)
    return [cell for cell in cells if cell.indicator != "share_over_3_months"]


def _grid(file: PublishedFile) -> Grid:
    return file.open_workbook().grid(ID, layouts()["engpass"]["sheet"])


def _columns(grid: Grid) -> Mapping[int, str]:
    """Check all headings and return the columns that hold a figure we read."""
    layout = layouts()["engpass"]
    row, first = layout["heading_row"], layout["first_column"]
    if any(heading(grid.at(row, column)) for column in range(1, first)):
        raise LayoutChanged(ID, grid.where(row, 1), "an empty first column", heading(grid.at(row, 1)))
    wanted = [
        next((one for one in entry["headings"] if one == heading(grid.at(row, first + at))), entry["headings"][0])
        for at, entry in enumerate(layout["columns"])
    ]
    grid.require_headings(row, wanted, first)
    return {
        first + at: entry["holds"]
        for at, entry in enumerate(layout["columns"])
        if entry["holds"] not in ("", "occupation")
    }


def _require_no_figures(grid: Grid, row: int, columns: Mapping[int, str]) -> None:
    for column in columns:
        if isinstance(grid.at(row, column), int | float):
            raise LayoutChanged(ID, grid.where(row, layouts()["engpass"]["first_column"]), "an occupation", "nothing")


def _check_row(found: Mapping[str, float | None], where: str) -> None:
    """Compare the columns of a row with each other: a swapped or shifted column shows here."""
    stock, long = found["month_vacancies"], found["month_vacancies_over_3_months"]
    share, ratio = found["share_over_3_months"], found["month_unemployed_per_100_vacancies"]
    unemployed = found["month_unemployed_persons"]
    if None not in (stock, long) and long > stock:
        raise BadContent(f"{ID}: {where}: {long:g} of {stock:g} vacancies open for more than 3 months.")
    if None not in (stock, long, share) and stock and abs(100 * long / stock - share) > 1:
        raise BadContent(f"{ID}: {where}: a share of {share:g} %, but {long:g} of {stock:g} vacancies. A changed unit?")
    if None not in (stock, unemployed, ratio) and stock >= 50 and unemployed >= 50:
        printed, ours = ratio, 100 * unemployed / stock
        if not 0.5 <= printed / ours <= 2:
            raise BadContent(
                f"{ID}: {where}: {printed:g} unemployed per 100 vacancies, but {unemployed:g} unemployed and "
                f"{stock:g} vacancies. Columns swapped?"
            )
