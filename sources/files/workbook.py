"""Find a table in a workbook by its headings, and say exactly where it is not what it was."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import python_calamine

from sources.errors import BadContent, LayoutChanged
from sources.files.archive import check_sheet

_RAISED = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_FOOTNOTE = re.compile(rf"(?:\s*(?<!\d)\d{{1,2}}\)|[{_RAISED}]+\)?|\s*\*\))+$")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\s+(?!(?:und|oder|bzw)\b)(?=[a-zäöüß])")
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2007\u200b]+")


def column_letter(number: int) -> str:
    """Return the letters of a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the 1-based number of a column given by letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def heading(value: object) -> str:
    """Return a heading without line breaks, hyphenation, no-break spaces and trailing footnote marks."""
    return "" if value is None or value == "" else _normal(value if isinstance(value, str) else _plain(value))


@lru_cache(maxsize=20_000)
def _normal(text: str) -> str:
    text = _HYPHENATED.sub("", _BLANKS.sub(" ", text).strip())
    if text.count("(") < text.count(")") or text[-1:] in _RAISED:
        text = _FOOTNOTE.sub("", text).strip()
    return text


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) and value.is_integer() and abs(value) < 1e6 else str(value)


class Workbook:
    """The sheets of an XLSX that passed the archive checks. Values of formulas are the cached ones."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(path)
        except (python_calamine.CalamineError, OSError) as error:
            raise BadContent(f"{name}: cannot be read as a workbook ({error}). Fetch the file again.") from error
        self._grids: dict[str, list[list[Any]]] = {}

    @property
    def sheet_names(self) -> list[str]:
        """Names of all sheets, hidden ones included."""
        return list(self._book.sheet_names)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Names of the sheets a reader does not see."""
        visible = python_calamine.SheetVisibleEnum.Visible
        return frozenset(sheet.name for sheet in self._book.sheets_metadata if sheet.visible != visible)

    def rows(self, sheet: str) -> list[list[Any]]:
        """Return all cells of a sheet from A1 on; empty cells are ""."""
        if sheet not in self._grids:
            check_sheet(self.path, sheet, self.name)
            try:
                self._grids[sheet] = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except python_calamine.CalamineError as error:
                raise BadContent(f"{self.name}: sheet {sheet!r} cannot be read ({error}).") from error
        return self._grids[sheet]

    def texts(self, sheet: str, rows: int = 15) -> set[str]:
        """Return the normalised texts of the first rows of a sheet, to recognise it by."""
        return {heading(cell) for row in self.rows(sheet)[:rows] for cell in row} - {""}

    def grid(self, source: str, sheet: str) -> Grid:
        """Return a visible sheet by its exact name. Raises LayoutChanged when it is missing or hidden."""
        if sheet not in self.sheet_names:
            near = difflib.get_close_matches(sheet, self.sheet_names, 3, 0.5)
            raise LayoutChanged(source, f"{self.name}, sheets", f"a sheet {sheet!r}", near or self.sheet_names[:12])
        if sheet in self.hidden:
            raise LayoutChanged(source, f"{self.name}, sheet {sheet!r}", "a visible sheet", "a hidden sheet")
        return Grid(source, sheet, self.rows(sheet))


class Grid:
    """The cells of one sheet, addressed as a reader of the sheet does: "B12", or 1-based row and column."""

    def __init__(self, source: str, sheet: str, rows: Sequence[Sequence[Any]]) -> None:
        self.source, self.sheet, self._rows = source, sheet, rows
        self.height = len(rows)  # number of the last row with a value
        self.width = max((len(row) for row in rows), default=0)

    def at(self, row: int, column: int) -> Any:
        """Return a cell's value, "" outside the table."""
        if not 1 <= row <= len(self._rows):
            return ""
        cells = self._rows[row - 1]
        value = cells[column - 1] if column <= len(cells) else ""
        return "" if value is None else value

    def __getitem__(self, address: str) -> Any:
        found = re.fullmatch(r"([A-Z]+)([1-9]\d*)", address)
        if found is None:
            raise KeyError(address)
        return self.at(int(found.group(2)), column_number(found.group(1)))

    def row(self, number: int) -> list[Any]:
        """Return the cells of a row, filled up to the sheet's width."""
        return [self.at(number, column) for column in range(1, self.width + 1)]

    def where(self, row: int, column: int | str) -> str:
        """Name a cell for an error message."""
        letters = column if isinstance(column, str) else column_letter(column)
        return f"sheet {self.sheet!r}, cell {letters}{row}"

    def require(self, address: str, expected: object) -> None:
        """Raise LayoutChanged unless a cell holds the expected heading."""
        if heading(self[address]) != heading(expected):
            raise LayoutChanged(self.source, f"sheet {self.sheet!r}, cell {address}", expected, self[address])

    def require_headings(self, row: int, expected: Sequence[str], first_column: int = 1) -> None:
        """Raise LayoutChanged unless a row holds exactly these headings in this order and nothing beside them.

        An added, missing, renamed or moved column is named with its cell.
        """
        found = [heading(self.at(row, column)) for column in range(first_column, self.width + 1)]
        while found and not found[-1] and len(found) > len(expected):
            found.pop()
        wanted = [heading(text) for text in expected]
        if found == wanted:
            return
        added = [text for text in found if text and text not in wanted]
        missing = [text for text in wanted if text and text not in found]
        for offset, text in enumerate(wanted):
            if offset >= len(found) or found[offset] != text:
                got = found[offset] if offset < len(found) else ""
                break
        else:
            offset, text, got = len(wanted), "no further column", found[len(wanted)]
        elsewhere = self._row_of(wanted, first_column)
        notes = [f"added: {added}"] * bool(added) + [f"missing: {missing}"] * bool(missing)
        notes += [f"the headings stand in row {elsewhere}"] * (elsewhere not in (None, row))
        raise LayoutChanged(
            self.source,
            f"{self.where(row, first_column + offset)} (heading)",
            text,
            f"{got}" + (f" ({'; '.join(notes)})" if notes else " (order changed)"),
        )

    def _row_of(self, wanted: list[str], first_column: int) -> int | None:
        for row in range(1, min(self.height, 60) + 1):
            cells = [heading(self.at(row, first_column + offset)) for offset in range(len(wanted))]
            if cells == wanted:
                return row
        return None
