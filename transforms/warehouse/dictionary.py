"""Write the data dictionary from a built warehouse: `python -m transforms.warehouse.dictionary WAREHOUSE`."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import duckdb

from transforms.warehouse.layers import SQL, build_order

COLUMNS = Path(__file__).resolve().parent / "columns.toml"
TARGET = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
_HEAD = """# Data dictionary

Made from the tables by `python -m transforms.warehouse.dictionary WAREHOUSE`; a test holds it to be current.
Dimensions and facts are the core, the others are marts: reports read the marts and the dimensions only.
"""
_OWN = {
    "fct_estimate": (
        "marts",
        "Region x 3-digit group: the regional estimate (docs/estimate.md).",
    ),
    "between_variance": ("marts", "2-digit group: how much the Kreise of a Land differ beyond chance."),
    "model_term": ("marts", "Intercept and inputs of the logistic model behind the probability."),
    "validation": ("marts", "How the model and the simple ways tell the ratings of a Land group left out."),
    "validation_bin": ("marts", "Reliability curve of the model: ten bins of equal size."),
    "validation_coverage": (
        "marts",
        "Held-out counts of every third Kreis: share inside their 90 % interval.",
    ),
    "validation_sensitivity": ("marts", "Other choice: how many of the five most probable shortages of a Kreis stay."),
    "closed_cell": (
        "core",
        "Figures closed from the marts on: the two newest years, and the years of a course of ratios.",
    ),
    "check_result": ("marts", "What the checks found when the warehouse was published."),
    "built_with": ("marts", "The code the warehouse was built with."),
}


def meanings() -> dict[str, str]:
    """Return what each column name means."""
    return tomllib.loads(COLUMNS.read_text(encoding="utf-8"))


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Return the columns of each table as (name, type), tables in the order they are built."""
    rows = connection.execute(
        "select table_name, column_name, lower(data_type) from information_schema.columns "
        "where table_schema = 'main' order by table_name, ordinal_position"
    ).fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in rows:
        found.setdefault(table, []).append((column, kind))
    order = [*(table for step in build_order() for table in step.creates if table not in _OWN), *_OWN]
    return {table: found[table] for table in order if table in found}


def describe(table: str) -> str:
    """Return what one row of a table is: the comment its SQL file begins with."""
    if table in _OWN:
        return _OWN[table][1]
    layer = next(step.layer for step in build_order() if table in step.creates)
    lines = []
    for line in (SQL / layer / f"{table}.sql").read_text(encoding="utf-8").splitlines():
        if not line.startswith("-- "):
            break
        lines.append(line.removeprefix("-- "))
    return " ".join(lines)


def render(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the dictionary as Markdown; raise KeyError for a column that `columns.toml` does not explain."""
    meaning = meanings()
    parts = [_HEAD]
    for table, columns in tables(connection).items():
        parts.append(f"## {table}\n\n{describe(table)}\n\n| column | type | meaning |\n|---|---|---|")
        parts += [f"| `{name}` | {kind} | {meaning[name]} |" for name, kind in columns]
        parts.append("")
    return "\n".join(parts)


def main() -> None:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        TARGET.write_text(render(connection), encoding="utf-8")


if __name__ == "__main__":
    main()
