"""Write the data dictionary from a built warehouse: `python -m transforms.warehouse.dictionary WAREHOUSE`."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import takewhile
from pathlib import Path

import duckdb

from transforms.warehouse.layers import FILLED, build_order, read_sql

COLUMNS = Path(__file__).resolve().parent / "columns.toml"
TARGET = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
_HEAD = """# Data dictionary

Made from the tables by `python -m transforms.warehouse.dictionary WAREHOUSE`; a test holds it to be current.
Dimensions and facts are the core, the others are marts: reports read the marts and the dimensions only.
"""
PUBLISHED = ("check_result", "built_with")  # made when all the steps are done


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
    order = [*(table for step in build_order() for table in step.creates), *PUBLISHED]
    return {table: found[table] for table in order if table in found}


def describe(table: str) -> str:
    """Return what one row of a table is: the comment right above its `create` in SQL."""
    layer = "published" if table in PUBLISHED else next(s.layer for s in build_order() if table in s.creates)
    text = read_sql(layer, "tables" if layer in FILLED else table)
    lines = text[: re.search(rf"^create \w+ {table}\b", text, re.MULTILINE).start()].splitlines()
    comment = [*takewhile(lambda line: line.startswith("-- "), reversed(lines))]
    return " ".join(line.removeprefix("-- ") for line in reversed(comment))


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
