"""Tables of published figures that are typed by hand into data/reference: CSV with a fixed line of headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.errors import BadContent, LayoutChanged
from sources.files.file import PublishedFile


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, column: str, problem: str) -> BadContent:
        """Return the error to raise about a cell."""
        return BadContent(f"{self.file}, line {self.line}, column {column!r}: {problem}")


def first_headings(file: PublishedFile) -> tuple[str, ...]:
    """Return the cells of the first line of a CSV file, () for everything else."""
    if file.kind != "csv":
        return ()
    line = next(iter(file.text().splitlines()), "")
    return tuple(next(iter(csv.reader([line])), ()))


def read_own(file: PublishedFile, source_id: str, headings: Sequence[str], needed: Sequence[str]) -> tuple[OwnRow, ...]:
    """Return the rows of a table. Raises LayoutChanged for other headings, BadContent naming line and column.

    Cells in the columns `needed` must not be empty; no cell may have blanks at its ends or control characters.
    """
    reader = csv.reader(io.StringIO(file.text(), newline=""), strict=True)
    rows = []
    try:
        found = tuple(next(reader, ()))
        if found != tuple(headings):
            raise LayoutChanged(source_id, f"{file.name}, line 1", ",".join(headings), ",".join(found))
        for cells in reader:
            if len(cells) != len(headings):
                raise BadContent(
                    f"{file.name}, line {reader.line_num}: {len(cells)} cells under {len(headings)} headings. A text "
                    "with a comma stands in double quotes."
                )
            row = OwnRow(file.name, reader.line_num, dict(zip(headings, cells, strict=True)))
            for column, text in row.cells.items():
                if text != text.strip() or not text.isprintable():
                    raise row.fault(column, f"{text!r} holds blanks at its ends or control characters.")
                if not text and column in needed:
                    raise row.fault(column, "empty.")
            rows.append(row)
    except csv.Error as error:
        raise BadContent(f"{file.name}, line {reader.line_num}: {error}. Close every double quote.") from error
    if not rows:
        raise BadContent(f"{file.name}: headings, but no rows.")
    return tuple(rows)
