"""What the page of data says: the files to download, column by column, and the tables of the warehouse behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from reports.files import meanings
from reports.files.csv_files import TIDY
from transforms.warehouse import dictionary

VALUES = (
    ("arten", "Arten", "kind", meanings.KINDS),
    ("ebenen", "Ebenen", "level", meanings.LEVELS),
    ("einheiten", "Einheiten", "unit", meanings.UNITS),
    ("zeichen", "Zeichen", "flag", meanings.FLAGS),
    ("woerter", "Wörter", "label", meanings.LABELS),
)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    about: str
    columns: tuple[Column, ...]


def read(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Describe the tables of an open warehouse."""
    meanings = dictionary.meanings()
    return [
        Table(table, dictionary.describe(table), tuple(Column(name, kind, meanings[name]) for name, kind in columns))
        for table, columns in dictionary.tables(connection).items()
    ]


def files() -> dict[str, Any]:
    """Arrange what the downloads hold."""
    return {
        "tidy": [(name, meanings.COLUMNS[name]) for name in TIDY],
        "sections": [(name, about, measures) for name, (about, measures) in meanings.SECTIONS.items()],
        "values": VALUES,
        "german": list(meanings.german_columns()),
        "sheets": [
            (f"blatt-{number}", name, about, list(meanings.sheet_columns(columns)))
            for number, (name, (about, columns)) in enumerate(meanings.SHEETS.items(), 1)
        ],
    }
