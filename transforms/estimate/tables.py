"""Bring the regional estimate into a warehouse: computed from its marts, or taken from a handed-over edition.

`estimates.json` is how the estimate travels: it rests on all Kreise and all ratings, which a handed-over edition does
not hold, so the results go along, with the model and its validation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

SQL = Path(__file__).resolve().parents[1] / "sql" / "estimate"
INPUTS = ("count", "score", "history")
PER_REGION = "fct_estimate"
_PRINTED = ("ratio", "probability")
ORDERED = {
    PER_REGION: "region_id, occupation_id",
    "between_variance": "family_id",
    "model_term": "input",
    "validation": "method",
    "validation_bin": "bin",
    "validation_coverage": "size",
    "validation_sensitivity": "variant",
}


def compute(connection: duckdb.DuckDBPyConnection, work: Path) -> None:
    """Create the tables of sql/estimate/tables.sql and fill them from the marts that are there."""
    from transforms.estimate.model import estimate
    from transforms.estimate.validation import validate

    # sums over many threads differ in their last bits from run to run
    counts, scores, history = (connection.execute(_sql(name)).df().round(6) for name in INPUTS)
    _fill(connection, estimate(counts, scores) | validate(counts, scores, history), work)


def take_over(connection: duckdb.DuckDBPyConnection, path: Path | None, work: Path) -> None:
    """Create the tables and fill them from a handed-over `estimates.json`; leave them empty where there is none."""
    tables = json.loads(path.read_text(encoding="utf-8")) if path else {}
    _fill(connection, {name: _frame(table) for name, table in tables.items()}, work)


def export(connection: duckdb.DuckDBPyConnection, regions: Sequence[str]) -> str:
    """Write the tables as JSON text, five digits a figure, eight where it is printed; estimates for `regions` only.

    A row ends with its last value: what follows is null.
    """
    tables: dict[str, Any] = {}
    for name, order in ORDERED.items():
        own = "where list_contains(?, region_id)" if name == PER_REGION else ""
        cursor = connection.execute(f"select * from {name} {own} order by {order}", [list(regions)] if own else [])
        columns = [column[0] for column in cursor.description]
        rows = [_row(columns, row) for row in cursor.fetchall()]
        tables[name] = {"columns": columns, "rows": rows}
    lines = [
        f'"{name}": {{"columns": {json.dumps(t["columns"])}, "rows": [\n'
        + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in t["rows"])
        + "\n]}"
        for name, t in tables.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _row(columns: Sequence[str], values: Sequence[object]) -> list[object]:
    filled = [place for place, value in enumerate(values) if value is not None]
    pairs = list(zip(columns, values, strict=True))[: filled[-1] + 1]
    return [float(f"{v:.{8 if c.startswith(_PRINTED) else 5}g}") if isinstance(v, float) else v for c, v in pairs]


def _frame(table: Mapping[str, Any]) -> pd.DataFrame:
    columns = table["columns"]
    return pd.DataFrame([row + [None] * (len(columns) - len(row)) for row in table["rows"]], columns=columns)


def _fill(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame], work: Path) -> None:
    connection.execute(_sql("tables"))
    for name, table in tables.items():
        if len(table):
            path = work / f"{name}.parquet"
            table.to_parquet(path, index=False)
            connection.execute(f"insert into {name} by name select * from read_parquet(?)", [str(path)])


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
