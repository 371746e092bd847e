"""Checks of a warehouse: queries that find nothing when all is well."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from transforms.warehouse.layers import SQL, read_rows, read_sql

SAMPLE_ROWS = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    name: str
    severity: str  # "fail" or "warn"
    question: str  # what the check asks, its first comment line
    rows: int
    sample: tuple[str, ...]


class CheckFailed(Exception):
    """A check that must hold does not; nothing was published."""

    def __init__(self, failed: Sequence[CheckResult]) -> None:
        self.failed = tuple(failed)
        lines = [f"{c.name}: {c.rows} rows ({c.question}) e.g. {'; '.join(c.sample[:2])}" for c in failed]
        super().__init__("the warehouse fails its checks, nothing was published:\n  " + "\n  ".join(lines))


def stored_checks(connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Return the results of the checks that the warehouse was published with."""
    stored = read_rows(connection, "select * from check_result order by name")
    return [CheckResult(**row | {"sample": tuple(row["sample"])}) for row in stored]


def keep_checks(connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult], work: Path) -> None:
    """Write what the checks found into the warehouse; `work` is the folder of the build, its `manifest` in SQL."""
    (work / "checks.json").write_text(json.dumps([asdict(result) for result in results]), encoding="utf-8")
    connection.execute(read_sql("published", "check_result"))


def run_checks(
    connection: duckdb.DuckDBPyConnection, on_step: Callable[[str], None] = lambda step: None
) -> list[CheckResult]:
    """Run every check query; a check finds nothing when all is well."""
    results = []
    for path in sorted((SQL / "checks").glob("*.sql")):
        on_step(path.stem)
        text = path.read_text(encoding="utf-8")
        found = read_rows(connection, text)
        sample = tuple(", ".join(f"{name}={value}" for name, value in row.items()) for row in found[:SAMPLE_ROWS])
        question = text.splitlines()[0].removeprefix("-- ")
        results.append(CheckResult(path.stem, path.stem.split("_")[0], question, len(found), sample))
    return results
