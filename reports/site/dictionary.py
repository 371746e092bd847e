"""The data dictionary of a warehouse, for its page."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from transforms import dictionary


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
