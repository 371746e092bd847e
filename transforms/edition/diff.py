"""What is different between two editions, and of what kind the difference is.

A figure of a later period is a real change only beyond its error; the same period with another value is a revision;
what rounding explains is rounding. A cell that either edition closes is told as closed and nothing else, so that the
comparison gives away no more than the two editions printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from transforms.warehouse.layers import SQL, read_rows

# the order in which they are told
KINDS = (
    "class",
    "real",
    "new",
    "gone",
    "revision",
    "rounding",
    "border",
    "classification",
    "within_error",
    "closed",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell in which two editions differ, or which they do not tell."""

    kind: str  # see KINDS
    region: str  # region, BA area of an official class, or "DE"
    subject: str  # region, membership, coverage, occupation, count, month, estimate, official, recognition
    measure: str  # "vacancies", "month_unemployed_persons", "ratio", "class"; a Kreis for `membership`
    occupation: str = ""  # KldB group; "total" = all
    level: int | None = None
    period_before: str = ""  # "2025", "2026-10"
    period_now: str = ""
    before: float | None = None  # never of a closed cell
    now: float | None = None
    sureness: float | None = None  # distance over its error: beyond it above 1
    word_before: str = ""  # class, name or Kreis
    word_now: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of some regions, and the names of what they are about."""

    differences: tuple[Difference, ...]
    occupations: dict[str, str]  # code -> name
    regions: dict[str, str]  # id -> name, Kreise of before included


def compare(earlier: Path, later: Path, regions: Sequence[str]) -> Comparison:
    """Compare two warehouses for some regions, their BA areas, and Germany's recognition statistics.

    The number of queries does not depend on the number of regions.
    """
    with duckdb.connect() as connection:
        for name, path in (("earlier", earlier), ("later", later)):
            connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {name} (read_only)")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        return compare_attached(connection, regions)


def compare_attached(connection: duckdb.DuckDBPyConnection, regions: Sequence[str]) -> Comparison:
    """Compare the databases `earlier` and `later` of a connection."""
    connection.execute("create table wanted as select distinct unnest(?::varchar[]) as region_id", [list(regions)])
    connection.execute((SQL / "diff" / "macros.sql").read_text(encoding="utf-8"))
    found = [
        difference
        for path in sorted((SQL / "diff").glob("*.sql"))
        if path.stem != "macros"
        for difference in _differences(connection, path)
    ]
    return Comparison(
        tuple(sorted(found, key=_order)),
        _names(connection, "dim_occupation", "occupation_id"),
        _names(connection, "dim_region", "region_id"),
    )


def _differences(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Difference]:
    text = [field.name for field in fields(Difference) if field.type == "str"]
    rows = (
        {name.removesuffix("_id"): value for name, value in row.items()}
        for row in read_rows(connection, path.read_text(encoding="utf-8"))
    )
    return [Difference(**row | {name: row.get(name) or "" for name in text}) for row in rows]


def _order(d: Difference) -> tuple[object, ...]:
    """Order by kind, then the surest first, then by key: the same differences come in the same order."""
    return (
        KINDS.index(d.kind), d.region, -(d.sureness or 0), d.subject, d.measure, d.occupation, d.level or 0,
        d.period_before, d.period_now, d.word_before, d.word_now,
    )  # fmt: skip


def _names(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> dict[str, str]:
    """Return the names of both editions; the later one's where they differ."""
    return {
        id: name
        for edition in ("earlier", "later")
        for id, name in connection.execute(f"select {key}, name from {edition}.{table} order by {key}").fetchall()
    }
