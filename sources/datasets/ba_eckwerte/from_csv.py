"""CSV of the BA-Statistik API: lines about the table, headings, one line per figure, footers.

Columns are the newest month, the month before, the month a year before, and changes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from sources.datasets.ba_eckwerte.tables import ID, MARKS, Figure, Line, Reading, Table, region_of, settings, tables
from sources.errors import BadContent, LayoutChanged, SkipFile
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.workbook import column_letter, heading
from sources.records import Flag

HEADER = "Ausgewählte Merkmale"
FOOTER = "©"
CHANGE = "Veränderung"


def is_ours(file: PublishedFile) -> bool:
    """Say whether a CSV has the line of headings of the key figures."""
    return re.search(rf"^{HEADER}\s*;", file.text(), re.MULTILINE) is not None


class CsvTable:
    """Metadata lines, a line of headings, the table, footers."""

    def __init__(self, file: PublishedFile) -> None:
        self.name = file.name
        rows = list(_rows(file))
        at = next((at for at, (_, cells) in enumerate(rows) if cells[0] == HEADER), None)
        if at is None:
            raise LayoutChanged(ID, file.name, f"a line starting {HEADER!r}", [cells[0] for _, cells in rows[:8]])
        self.meta = {cells[0].rstrip(":"): (row, cells) for row, cells in rows[:at] if cells[0].endswith(":")}
        self.header_row, header = rows[at]
        while header and not header[-1]:
            header = header[:-1]
        self.header = header
        end = next((to for to, (_, cells) in enumerate(rows) if to > at and cells[0].startswith(FOOTER)), None)
        if end is None:
            raise BadContent(f"{ID}: {file.name}: no line starting {FOOTER!r} at the end. Cut off? Fetch it again.")
        self.body = rows[at + 1 : end]
        stray = next((row for row, cells in rows[end:] if sum(map(bool, cells)) > 2), None)
        if stray is not None:
            raise LayoutChanged(ID, f"{file.name}, row {stray}", "notes under the table", "further columns")

    def where(self, row: int, column: int = 1) -> str:
        return f"{self.name}, row {row}, column {column_letter(column)}"

    def about(self) -> Reading:
        """Return table, Kreis and newest month."""
        return Reading(self._table(), self._region(), self._months()[0][1])

    def read(self) -> Reading:
        """Return all figures. Raises LayoutChanged and BadContent naming the cell."""
        table, region, months = self._table(), self._region(), self._months()
        newest = months[0][1]
        provisional = "vorläufig" in " ".join(self.meta.get("Hinweis", (0, []))[1])
        figures, seen, current = [], set(), None
        for row, cells in self.body:
            line, group = self._line(table, cells[0], row, current, seen)
            if line is None:
                current = None if cells[0] in table.ignored else current
                continue
            current = line
            if (line.indicator, group) in seen:
                raise LayoutChanged(ID, self.where(row), f"{cells[0]!r} once in its section", "a second time")
            seen.add((line.indicator, group))
            if any(cells[len(self.header) :]) or len(cells) < len(self.header):
                raise LayoutChanged(ID, self.where(row), f"{len(self.header)} cells", f"{len(cells)}: {cells}")
            found = {}
            for column, month in months:
                value, flag = german.number(cells[column - 1], self.where(row, column), marks=MARKS)
                if flag is Flag.OK and provisional and month == newest:
                    flag = Flag.PROVISIONAL
                found[month] = value
                figures.append(Figure(line, group, month, value, flag, "CSV", row, column_letter(column)))
            self._check_change(line, row, cells, found)
        missing = [line.labels[0] for line in table.lines if (line.indicator, "") not in seen]
        missing += [
            part for line in table.lines for part, group in line.parts.items() if (line.indicator, group) not in seen
        ]
        if missing:
            raise LayoutChanged(ID, f"{self.name}, lines of the table", missing, [cells[0] for _, cells in self.body])
        return Reading(table, region, newest, tuple(figures))

    def _table(self) -> Table:
        labels = {cells[0] for _, cells in self.body}
        found = [one for one in tables().values() if any(labels & set(line.labels) for line in one.lines)]
        if len(found) != 1:
            wanted = {one.id: [line.labels[0] for line in one.lines] for one in tables().values()}
            raise LayoutChanged(
                ID, f"{self.name}, lines of the table", f"those of one table of {wanted}", sorted(labels)
            )
        return found[0]

    def _region(self) -> str:
        for label in settings()["kreis_lines"]:
            if label in self.meta:
                row, cells = self.meta[label]
                return region_of(cells[1] if len(cells) > 1 else "", self.where(row, 2))
        for label in settings()["other_lines"]:
            if label in self.meta:
                raise SkipFile(f"{self.name}: key figures of a {label}: known, not used; ask for a Kreis.")
        raise LayoutChanged(ID, f"{self.name}, lines above the table", settings()["kreis_lines"], sorted(self.meta))

    def _months(self) -> list[tuple[int, str]]:
        """Return the columns that hold months, the newest first; everything else must be a change."""
        months = []
        for column, text in enumerate(self.header[1:], 2):
            if text.startswith(CHANGE):
                continue
            try:
                if not re.fullmatch(r"[A-Za-zä]+\.? \d{4}", text):
                    raise BadContent("")
                months.append((column, german.month(text, "")))
            except BadContent:
                raise LayoutChanged(ID, self.where(self.header_row, column), f"a month, or {CHANGE} …", text) from None
        names = [month for _, month in months]
        if len(set(names)) != len(names) or not names:
            raise LayoutChanged(ID, self.where(self.header_row), "different months", self.header)
        newest, year_before = names[0], f"{int(names[0][:4]) - 1}{names[0][4:]}"
        if max(names) != newest or year_before not in names:
            raise LayoutChanged(
                ID, self.where(self.header_row), f"the newest month first, and {year_before} to compare with", names
            )
        for label in settings()["month_lines"]:
            if label in self.meta:
                row, cells = self.meta[label]
                stated = german.month(cells[1] if len(cells) > 1 else "", self.where(row, 2))
                if stated != newest:
                    raise BadContent(f"{ID}: {self.where(row, 2)}: {stated}, but the table's newest month is {newest}.")
                return months
        raise LayoutChanged(ID, f"{self.name}, lines above the table", settings()["month_lines"], sorted(self.meta))

    def _line(self, table: Table, label: str, row: int, current: Line | None, seen: set) -> tuple[Line | None, str]:
        for line in table.lines:
            if label in line.labels:
                return line, ""
        if current is not None and label in current.parts:
            return current, current.parts[label]
        if label in table.ignored or (table.others == "ignored" and not any(label in one.parts for one in table.lines)):
            return None, ""
        expected = [line.labels[0] for line in table.lines if (line.indicator, "") not in seen]
        expected += list(current.parts) if current else []
        raise LayoutChanged(ID, self.where(row), [*expected, *table.ignored], label)

    def _check_change(self, line: Line, row: int, cells: list[str], found: Mapping[str, float | None]) -> None:
        """Compare the printed change against last year with the two months: swapped columns show here."""
        newest = max(found)
        value, before = found[newest], found[f"{int(newest[:4]) - 1}{newest[4:]}"]
        for column, text in enumerate(self.header, 1):
            if not (text.startswith(CHANGE) and "Vorjahr" in text and text.endswith("absolut")):
                continue
            change, _ = german.number(cells[column - 1], self.where(row, column), marks=MARKS)
            if None not in (change, value, before) and abs(value - before - change) > line.slack:
                raise BadContent(
                    f"{ID}: {self.where(row, column)}: change {change:g} against last year, but the months say "
                    f"{value:g} and {before:g}. Columns swapped?"
                )


def _rows(file: PublishedFile) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(file.text(), newline=""), delimiter=";", strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [heading(cell) for cell in cells]
    except csv.Error as error:
        raise BadContent(f"{ID}: {file.name}: line {reader.line_num}: {error}. Fetch the file again.") from error
