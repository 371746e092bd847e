"""Close cells that would give a small number away.

A cell of 1 or 2 persons (an annual mean between 0 and 3) is never printed. Where a printed sum would allow it to be
recomputed, a second cell is closed with it: within a region across the occupations, and within a composition of
Kreise across its members.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

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
