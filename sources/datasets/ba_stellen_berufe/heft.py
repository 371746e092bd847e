"""The workbook "Arbeitsmarkt nach Berufen": Germany, West, East and the Länder, one sheet each, several months."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from sources.datasets.ba_stellen_berufe import rows as common
from sources.datasets.ba_stellen_berufe.rows import ID, Cell, layouts
from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.workbook import Grid, column_letter, heading


def is_ours(file: PublishedFile) -> bool:
    """Say whether the first numbered sheet has the key columns of the Heft in its heading rows."""
    book = file.open_workbook()
    name = next((one for one in book.sheet_names if re.fullmatch(layouts()["heft"]["sheets"], one)), None)
    if name is None:
        return False
    rows = book.rows(name)[layouts()["heft"]["measure_row"] - 3 : layouts()["heft"]["number_row"] + 2]
    texts = {heading(cell) for row in rows for cell in row}
    return all(texts & set(spellings) for spellings in layouts()["heft"]["keys"].values())


def about(file: PublishedFile) -> str:
    """Return the newest month, which must be that of every sheet."""
    months = {}
    for grid in _grids(file):
        newest = max(month for _, _, month in _columns(grid))
        stated = common.month_in(grid, layouts()["heft"]["title_rows"])
        if stated not in ("", newest):
            raise BadContent(f"{ID}: sheet {grid.sheet!r}: titled {stated}, but its newest column is {newest}.")
        months.setdefault(newest, grid.sheet)
    if len(months) != 1:
        raise BadContent(f"{ID}: {file.name}: sheets of different months: {months}.")
    month = next(iter(months))
    common.check_name(file, "", month)
    return month


def read(file: PublishedFile) -> list[Cell]:
    """Return the figures of all Länder, 3-digit groups and totals over all levels of requirement."""
    about(file)
    layout, cells, seen = layouts()["heft"], [], {}
    for grid in _grids(file):
        land = common.land_in(grid, layout["title_rows"], layout["other_regions"])
        if not land:
            continue
        if land in seen:
            raise LayoutChanged(ID, f"sheets {seen[land]!r} and {grid.sheet!r}", "one sheet per Land", land)
        seen[land] = grid.sheet
        found = list(_cells(grid, land))
        if not any(cell.occupation == "total" for cell in found):
            raise LayoutChanged(ID, f"sheet {grid.sheet!r}", f"a row {layouts()['rows']['total'][0]!r}", "none")
        common.check_sums(found)
        cells += found
    if not cells:
        raise LayoutChanged(ID, f"{file.name}, sheets", "a sheet of a Land", [grid.sheet for grid in _grids(file)])
    return cells


def _grids(file: PublishedFile) -> Iterator[Grid]:
    book = file.open_workbook()
    for name in book.sheet_names:
        if re.fullmatch(layouts()["heft"]["sheets"], name):
            yield book.grid(ID, name)


def _columns(grid: Grid) -> list[tuple[int, str, str]]:
    """Return column, indicator and month of the columns that are read; a measure stands once above its months."""
    layout = layouts()["heft"]
    for column, spellings in layout["keys"].items():
        texts = {heading(grid.at(row, int(column))) for row in range(layout["measure_row"], layout["number_row"] + 1)}
        if not texts & set(spellings):
            where = grid.where(layout["measure_row"], int(column))
            raise LayoutChanged(ID, where, spellings, sorted(texts - {""}))
    measure, kind, columns = "", "", []
    for column in range(layout["first_value_column"], grid.width + 1):
        above = heading(grid.at(layout["measure_row"], column))
        measure, kind = above or measure, heading(grid.at(layout["kind_row"], column)) or ("" if above else kind)
        stated = grid.at(layout["month_row"], column)
        where = grid.where(layout["month_row"], column)
        if kind.startswith(layout["changes"]) or measure in layout["ignored_measures"]:
            continue
        if not above and not heading(stated) and not _has_figures(grid, column):
            continue
        if measure not in layout["measures"]:
            where = grid.where(layout["measure_row"], column)
            raise LayoutChanged(ID, where, [*layout["measures"], *layout["ignored_measures"]], measure)
        month = f"{stated:%Y-%m}" if isinstance(stated, dt.date) else german.month(heading(stated), where)
        columns.append((column, layout["measures"][measure], month))
    keys = [(indicator, month) for _, indicator, month in columns]
    if not columns or len(set(keys)) != len(keys):
        raise LayoutChanged(ID, f"sheet {grid.sheet!r}, row {layout['month_row']}", "each measure and month once", keys)
    return columns


def _has_figures(grid: Grid, column: int) -> bool:
    return any(heading(grid.at(row, column)) for row in range(layouts()["heft"]["first_row"], grid.height + 1))


def _cells(grid: Grid, land: str) -> Iterator[Cell]:
    layout, columns = layouts()["heft"], _columns(grid)
    for row in range(layout["first_row"], grid.height + 1):
        code, name, level = (heading(grid.at(row, column)) for column in (1, 2, 3))
        if not code and not name:
            if any(isinstance(grid.at(row, column), int | float) for column, _, _ in columns):
                raise LayoutChanged(ID, grid.where(row, 1), "an occupation", "nothing")
            continue
        if level not in (*layout["all_levels"], *layout["levels"]):
            raise LayoutChanged(ID, grid.where(row, 3), [*layout["all_levels"], *layout["levels"]], level)
        if isinstance(grid.at(row, 1), int | float):
            raise BadContent(f"{ID}: {grid.where(row, 1)}: a number where a code should be text: 013 would be lost.")
        if level in layout["levels"]:
            continue
        text = f"{code} {name}".strip() if re.fullmatch(r"\d{1,5}", code) else (name or code)
        occupation = common.occupation_of(text, grid.where(row, 1 if code else 2))
        if occupation is None:
            continue
        for column, indicator, month in columns:
            value, flag = common.figure(grid.at(row, column), indicator, grid.where(row, column))
            yield Cell(land, month, indicator, occupation, value, flag, grid.sheet, row, column_letter(column))
