"""What a finished file holds, as it is read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON file."""

    file: str
    data: Any


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands: rows of cells. `name` says which one in its file; lines inside a cell stay apart."""

    file: str
    name: str  # "page 2, table", sheet, or "" for a file that is one table
    rows: tuple[tuple[object, ...], ...]

    def at(self, row: int, column: int) -> str:
        """Say where a cell is: as a spreadsheet names it, or by row and column of a page."""
        if self.name.startswith("page "):
            return f"{self.name}, row {row + 1}, column {column + 1}"
        return f"{self.name}!{_letters(column)}{row + 1}" if self.name else f"line {row + 1}, column {column + 1}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or one line of a drawing. `about` is the heading above it and what it says."""

    file: str
    place: str
    text: str
    about: str = ""
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of a kind this module does not know, or a damaged one."""

    file: str
    why: str


Content = Document | Grid | Passage | Unread


def _letters(column: int) -> str:
    first, last = divmod(column, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
