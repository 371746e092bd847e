"""A plain table with named columns, from CSV or the first sheet of a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sources.errors import BadContent
from sources.files.file import PublishedFile
from sources.files.workbook import column_letter, heading

_SEARCHED_ROWS = 15
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class PlainTable:
    """Column names in plain spelling ("Arbeitslose (Ausländer)" is `arbeitslose_auslaender`) and the rows below."""

    sheet: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    letters: tuple[str, ...]  # how a reader of the file finds each column
    rows: tuple[tuple[int, tuple[Any, ...]], ...]  # 1-based row (CSV: line) and cells

    def where(self, row: int, name: str) -> str:
        """Name a cell for an error message."""
        at = self.names.index(name)
        return f"{self.sheet}, row {row}, column {self.letters[at]} ({self.headings[at]!r})"


def plain_name(text: object) -> str:
    """Return a heading in plain spelling: lower case, no umlauts, underscores for everything else."""
    return re.sub(r"[^a-z0-9]+", "_", heading(text).lower().translate(_UMLAUTS)).strip("_")


def find_headings(file: PublishedFile, *needed: frozenset[str]) -> tuple[str, ...] | None:
    """Return the column names of the first row that holds one name of each needed set, or None."""
    if file.kind == "xlsx":
        book = file.open_workbook()
        rows: Iterator[Any] = iter(book.rows(book.sheet_names[0])[:_SEARCHED_ROWS])
    elif file.kind == "csv":
        rows = (cells for _, cells in _lines(file))
    else:
        return None
    for position, cells in enumerate(rows):
        if position >= _SEARCHED_ROWS:
            return None
        names = tuple(plain_name(cell) for cell in cells)
        if all(one & set(names) for one in needed):
            return names
    return None


def read_table(file: PublishedFile, *needed: frozenset[str], notes: tuple[str, ...] = ()) -> PlainTable:
    """Return the table under the first row of headings that holds one name of each needed set.

    A row with nothing but a text that starts with one of `notes` is passed over. Raises BadContent for rows longer
    than the headings, and for headings that stand twice.
    """
    if file.kind == "xlsx":
        book = file.open_workbook()
        sheet = book.sheet_names[0]
        numbered = list(enumerate(book.rows(sheet), 1))
    else:
        sheet = "CSV"
        numbered = list(_lines(file))
    found = [
        (at, names)
        for at, (_, cells) in enumerate(numbered[:_SEARCHED_ROWS])
        if all(one & set(names := tuple(plain_name(cell) for cell in cells)) for one in needed)
    ]
    if not found:
        wanted = " and ".join("/".join(sorted(one)) for one in needed)
        raise BadContent(f"{file.name}: no row of headings with {wanted}.")
    at, names = found[0]
    while names and not names[-1]:
        names = names[:-1]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or "" in names:
        raise BadContent(f"{file.name}: {sheet}: headings empty or standing twice: {twice or names}.")
    rows = []
    for number, cells in numbered[at + 1 :]:
        texts = [text for cell in cells if (text := heading(cell))]
        if not texts or (notes and len(texts) == 1 and texts[0].startswith(notes)):
            continue
        if len(cells) < len(names) or any(heading(cell) for cell in cells[len(names) :]):
            raise BadContent(
                f"{file.name}: {sheet}, row {number}: {len(cells)} cells under {len(names)} headings. A separator "
                "inside an unquoted text?"
            )
        rows.append((number, tuple(cells[: len(names)])))
    headings = tuple(heading(cell) for cell in numbered[at][1][: len(names)])
    letters = tuple(column_letter(column) for column in range(1, len(names) + 1))
    return PlainTable(sheet, names, headings, letters, tuple(rows))


def _lines(file: PublishedFile) -> Iterator[tuple[int, list[str]]]:
    text = file.text()
    delimiter = max(";\t,", key="\n".join(text.splitlines()[:_SEARCHED_ROWS]).count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadContent(f"{file.name}: line {reader.line_num}: {error}. Export the table again.") from error
