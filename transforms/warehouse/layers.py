"""The SQL of a warehouse, in the order in which it is run, and the finished file as reports open it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from sources.reference.codes import reference_hash

SQL = Path(__file__).resolve().parents[1] / "sql"
TABLES = ("core", "figures", "marts")  # a file a table, named as it
FILLED = ("closing", "estimate")  # a step in Python each: tables.sql says what it leaves, the others what it reads
MAKERS = ("sql", "warehouse", "estimate")  # folders of transforms a warehouse is made by
_CREATED = re.compile(r"^create (?:table|view|macro) (\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """What makes some tables of a warehouse: a query, or a step in Python between them."""

    name: str
    layer: str
    creates: tuple[str, ...]
    reads: frozenset[str]  # words of its queries, tables of other steps among them


@cache
def build_order() -> tuple[Step, ...]:
    """Return the steps of a build, each after those whose tables it reads.

    Of steps that could follow one another in either order, the layer and then the name decides.
    Raises graphlib.CycleError for tables that read each other.
    """
    steps = [_query(path, layer) for layer in ("staging", *TABLES) for path in sorted((SQL / layer).glob("*.sql"))]
    steps += [_filled(folder) for folder in FILLED]
    made_by = {table: number for number, step in enumerate(steps) for table in step.creates}
    sorter = TopologicalSorter(
        {n: {made_by[word] for word in step.reads & made_by.keys()} - {n} for n, step in enumerate(steps)}
    )
    sorter.prepare()
    order: list[Step] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += [steps[number] for number in ready]
        sorter.done(*ready)
    return tuple(order)


def _query(path: Path, layer: str) -> Step:
    text = path.read_text(encoding="utf-8")
    return Step(path.stem, layer, tuple(_CREATED.findall(text)), _words(text))


def _filled(folder: str) -> Step:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((SQL / folder).glob("*.sql"))}
    reads = frozenset().union(*(_words(text) for name, text in texts.items() if name != "tables"))
    return Step(folder, folder, tuple(_CREATED.findall(texts["tables"])), reads)


def _words(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", re.sub("--.*", "", sql)))


def read_sql(layer: str, name: str) -> str:
    """Return the text of a query."""
    return (SQL / layer / f"{name}.sql").read_text(encoding="utf-8")


def set_variable(connection: duckdb.DuckDBPyConnection, name: str, value: object) -> None:
    """Set what queries ask for by `getvariable(name)`."""
    connection.execute(f"set variable {name} = ?", [value])


def open_marts(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse for reports: read-only, no file or network access from SQL."""
    return duckdb.connect(
        str(path), read_only=True, config={"enable_external_access": "false", "lock_configuration": "true"}
    )


def read_rows(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: object) -> list[dict[str, Any]]:
    """Run a query and return its rows, each a dict by column."""
    cursor = connection.execute(sql, list(parameters) or None)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def code_hash() -> str:
    """Hash everything a warehouse is made by, beside its inputs: SQL, the code around it, reference tables."""
    digest = hashlib.sha256(reference_hash().encode())
    for folder in (*(SQL.parent / name for name in MAKERS), SQL.parents[1] / "sources" / "reference"):
        for path in sorted(path for ending in ("*.py", "*.sql") for path in folder.rglob(ending)):
            if path.parent.name != "diff":  # those only read warehouses
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
