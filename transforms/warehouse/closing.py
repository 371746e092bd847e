"""Close cells that would give a small number away.

A cell of 1 or 2 persons (an annual mean between 0 and 3) is never printed. Where a printed sum would allow it to be
recomputed, a second cell is closed with it: within a region across the occupations, and within a composition of
Kreise across its members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from transforms.warehouse.layers import read_sql

BELOW = 3.0


def closed_cells(
    values: Mapping[str, np.ndarray], compositions: Sequence[tuple[str, Sequence[str]]]
) -> dict[str, np.ndarray]:
    """Return for each region which occupations are closed: 0 open, 1 below 3 or secret, 2 closed with another.

    `values` holds one array per region, one entry per occupation, NaN where the publisher gives none.
    `compositions` names regions that are printed as sums, each with its members; a Land is one of its Kreise and one of
    its Regionalagentur regions. Zero is not a small number.
    """
    state = {
        region: np.where(np.isnan(row) | ((row > 0) & (row < BELOW)), 1, 0).astype(np.int8)
        for region, row in values.items()
    }
    groups = [
        (region, [member for member in members if member in values])
        for region, members in compositions
        if region in values
    ]
    changed = True
    while changed:
        changed = False
        for region, row in values.items():
            changed |= _close_within_region(row, state[region])
        for region, members in groups:
            changed |= _close_within_composition(region, members, values, state)
    return state


def _close_within_region(row: np.ndarray, state: np.ndarray) -> bool:
    if (state > 0).sum() != 1:
        return False
    candidates = np.flatnonzero((state == 0) & (row > 0))
    if not candidates.size:
        return False
    state[candidates[np.argmin(row[candidates])]] = 2
    return True


def _close_within_composition(
    region: str, members: Sequence[str], values: Mapping[str, np.ndarray], state: Mapping[str, np.ndarray]
) -> bool:
    if not members:
        return False
    closed = np.stack([state[member] for member in members]) > 0
    number = closed.sum(axis=0)
    lonely = np.flatnonzero((number == 1) & (state[region] == 0))
    for position in lonely:
        state[_smallest_open(position, members, values, state) or region][position] = 2
    # a closed sum whose members are all printed is no secret
    bare = [p for p in np.flatnonzero((number == 0) & (state[region] > 0)) if values[region][p] > 0]
    for position in bare:
        target = _smallest_open(position, members, values, state)
        if target:
            state[target][position] = 2
    return bool(lonely.size or bare)


def _smallest_open(
    position: int, members: Sequence[str], values: Mapping[str, np.ndarray], state: Mapping[str, np.ndarray]
) -> str | None:
    sizes = [
        (values[member][position], member)
        for member in members
        if state[member][position] == 0 and values[member][position] > 0
    ]
    return min(sizes)[1] if sizes else None


def close_cells(connection: duckdb.DuckDBPyConnection, work: Path, already_closed: bool) -> None:
    """Write `closed_cell`: which figures of the two newest years carry no value from the marts on.

    Of vacancies and unemployed of earlier years too: their ratios are printed, and an edition of then printed counts.
    """
    connection.execute(read_sql("closing", "tables"))
    if already_closed:
        return
    compositions = connection.execute(read_sql("closing", "composition")).fetchall()
    parts = []
    for measure, year, figures in _figures(connection):
        state = closed_cells(dict(zip(figures.index, figures.to_numpy(), strict=True)), compositions)
        closed = np.stack([state[region] for region in figures.index]) > 0
        at_region, at_occupation = np.nonzero(closed)
        small = figures.to_numpy()[at_region, at_occupation]
        parts.append(
            pd.DataFrame(
                {
                    "region_id": figures.index.to_numpy()[at_region],
                    "occupation_id": figures.columns.to_numpy()[at_occupation],
                    "measure": measure,
                    "year": year,
                    "reason": np.where((small > 0) & (small < BELOW), "below_3", "secret"),
                }
            )
        )
    if not parts:
        return
    path = work / "closed_cell.parquet"
    pd.concat(parts).astype({"year": "int64"}).to_parquet(path, index=False)
    connection.execute("insert into closed_cell by name select * from read_parquet(?)", [str(path)])


def _figures(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, int, pd.DataFrame]]:
    """Yield measure, year and the figures that sums are made of, regions by occupations; NaN: the publisher's secret.

    A figure the publisher does not have is in no sum, so it gives nothing away: it counts as 0.
    """
    named = connection.execute(read_sql("closing", "name")).fetchone()
    regions, occupations, measures = (np.array(names or [], dtype=object) for names in named)
    cell = connection.execute(read_sql("closing", "figure")).fetchnumpy()
    block = cell["measure"] * 10_000 + cell["year"]
    order = np.argsort(block, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(block[order])) + 1) if len(order) else ():
        region, occupation, value = (cell[name][rows] for name in ("region", "occupation", "value"))
        table = np.zeros((len(regions), len(occupations)))
        table[region, occupation] = np.where(np.isnan(value) & cell["missing"][rows], 0.0, value)
        present = np.unique(region)
        figures = pd.DataFrame(table[present], index=regions[present], columns=occupations)
        yield measures[cell["measure"][rows[0]]], int(cell["year"][rows[0]]), figures
