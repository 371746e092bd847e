"""What both monthly workbooks on occupations have in common: month, Land, rows, marks, sums."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.workbook import Grid, heading
from sources.records import WITH_VALUE, Flag
from sources.reference import codes

ID = "ba_stellen_berufe"
LAYOUTS_FILE = Path(__file__).with_name("layouts.toml")

COUNT_MARKS = {**german.MARKS, **german.DASH_IS_NOTHING, **german.DOT_IS_UNKNOWN}
#: A vacancy time or ratio of nothing does not exist; only a count of nothing is 0.
MEASURE_MARKS = {**german.MARKS, **german.DASH_IS_NOT_APPLICABLE, **german.DOT_IS_UNKNOWN}
MEASURES = frozenset({"vacancy_time_days", "month_unemployed_per_100_vacancies", "share_over_3_months"})

_MONTH = re.compile(rf"(?<!\w)(?:{'|'.join(german.MONTHS)})\s+20\d\d(?!\d)")
_NAMED = re.compile(r"kldb2010-([a-z]+)-0-(20\d{2})(0[1-9]|1[0-2])(?!\d)")
_CODED = re.compile(r"(\d{1,5})\s+([^\d\s].*)")
_OTHER_DATE = re.compile(r"Datenstand|Erstell|Gebietsstand|Stand\b|Nächste")
_NOTE = re.compile(r"©|\d{1,2}\)|\*\)|(Quelle|Datenquelle|Erstellungsdatum|Stand|Hinweis|Berichtsmonat)\b")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure that was read; `where` names it for messages."""

    land: str
    month: str
    indicator: str
    occupation: str
    value: float | None
    flag: Flag
    sheet: str
    row: int
    column: str

    @property
    def where(self) -> str:
        return f"sheet {self.sheet!r}, cell {self.column}{self.row}"


@lru_cache(maxsize=1)
def layouts() -> Mapping[str, Any]:
    """Return the data file."""
    return tomllib.loads(LAYOUTS_FILE.read_text(encoding="utf-8"))


def month_in(grid: Grid, rows: int) -> str:
    """Return the month the first rows of a sheet are about, "" when they name none.

    "Berichtsmonat: September 2026" counts; else the last month of each text, as in "Oktober 2025 bis September 2026".
    Raises LayoutChanged when they differ.
    """
    stated, named = set(), {}
    for row in range(1, rows + 1):
        for column, cell in enumerate(grid.row(row), 1):
            text = f"{german.MONTHS[cell.month - 1]} {cell.year}" if isinstance(cell, dt.date) else heading(cell)
            found = _MONTH.findall(text)
            if not found or _OTHER_DATE.match(text) or _OTHER_DATE.match(heading(grid.at(row, column - 1))):
                continue
            month = german.month(found[-1], "")
            named.setdefault(month, grid.where(row, column))
            if "Berichtsmonat" in text or "Berichtsmonat" in heading(grid.at(row, column - 1)):
                stated.add(month)
    months = stated or set(named)
    if len(months) > 1:
        raise LayoutChanged(ID, f"sheet {grid.sheet!r}, rows 1 to {rows}", "one month", named)
    return next(iter(months), "")


def land_in(grid: Grid, rows: int, others: Iterable[str] = ()) -> str:
    """Return the key of the Land named in the first rows of a sheet, "" when it is one of the other regions."""
    texts = [heading(cell) for row in range(1, rows + 1) for cell in grid.row(row) if isinstance(cell, str)]
    names = {key: name for key, name in codes.laender().names.items() if _names(name, texts)}
    if len(names) == 1:
        return next(iter(names))
    if not names and any(_names(other, texts) for other in others):
        return ""
    raise LayoutChanged(
        ID, f"sheet {grid.sheet!r}, rows 1 to {rows}", "the name of one Land", sorted(names.values()) or texts[:6]
    )


def _names(name: str, texts: Sequence[str]) -> bool:
    """Say whether a text names the Land: "Sachsen" stands in "Sachsen-Anhalt" and "Niedersachsen" but is not meant."""
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for text in texts)


def check_name(file: PublishedFile, land: str, month: str) -> None:
    """Compare month and Land of the sheet with the file name, where the name still carries them."""
    found = _NAMED.search(file.name.lower())
    if found is None:
        return
    short, named = found.group(1), f"{found.group(2)}-{found.group(3)}"
    if named != month:
        raise BadContent(
            f"{ID}: {file.name}: the name says {named}, the sheet says {month}. One of them is wrong: fetch it again."
        )
    if land and short in layouts()["laender"].values() and short != layouts()["laender"][land]:
        raise BadContent(
            f"{ID}: {file.name}: the name says {short!r}, the sheet is about {codes.laender().names[land]}."
        )


def occupation_of(text: str, where: str) -> str | None:
    """Return a 3-digit group or "total" for a row's text, None for a row that is not used.

    Groups of other length, notes and rows without an occupation are passed over. Raises BadContent with near matches
    for everything else.
    """
    rows = layouts()["rows"]
    if text in rows["total"]:
        return "total"
    if text in rows["ignored"] or _NOTE.match(text):
        return None
    found = _CODED.fullmatch(text)
    if found is None:
        names = codes.occupations(3).names
        near = difflib.get_close_matches(text, [*names.values(), *rows["total"], *rows["ignored"]], 3, 0.6)
        raise BadContent(f"{ID}: {where}: {text!r} is no occupation, total or note; near are {near}.")
    code, name = found.groups()
    codes.check_codes([code], codes.occupations(len(code)), where)
    if len(code) != 3:
        return None
    other = next((one for one, official in codes.occupations(3).names.items() if official == name and one != code), "")
    if other and codes.occupations(3).names[code] != name:
        raise BadContent(
            f"{ID}: {where}: {text!r}, but {name!r} is {other} and {code} is {codes.occupations(3).names[code]!r}. "
            "Rows shifted? Use the publisher's original file."
        )
    return code


def figure(cell: object, indicator: str, where: str) -> german.Value:
    """Return value and flag of a cell. A count must be whole, and nothing is below zero."""
    value, flag = german.number(cell, where, marks=MEASURE_MARKS if indicator in MEASURES else COUNT_MARKS)
    if value is not None and (value < 0 or not (indicator in MEASURES or value.is_integer())):
        raise BadContent(f"{ID}: {where}: {value:g} where a count of 0 or more should be.")
    return value, flag


def check_sums(cells: Sequence[Cell]) -> None:
    """Compare the groups with their total: more than the total is wrong, less than half of it is not a whole table."""
    rows = layouts()["rows"]
    totals = {
        (cell.land, cell.month, cell.indicator): cell
        for cell in cells
        if cell.occupation == "total" and cell.flag in WITH_VALUE and cell.indicator not in MEASURES
    }
    for key, total in totals.items():
        groups = [one for one in cells if (one.land, one.month, one.indicator) == key and one.occupation != "total"]
        added = sum(one.value or 0.0 for one in groups)
        hidden = sum(one.flag not in WITH_VALUE for one in groups)
        least = 0.0 if hidden > len(groups) / 3 else rows["least_share"] * total.value
        if not least <= added <= rows["most_share"] * total.value + 5:
            raise BadContent(
                f"{ID}: {total.where}: total {total.value:g} of {total.indicator}, but its {len(groups)} groups "
                f"({hidden} of them secret) sum to {added:g}. Is the table complete, and are the columns in order?"
            )
