"""Which counts follow from what is printed: sums over groups, sums over Kreise, and ratios are linear equations.

The unknowns are the cells of the Kreise that nothing prints. Every printed total, composition and ratio is an equation
between them. A cell is given away where the equations fix it, alone or together: it lies in the space their rows span.
Equations of one occupation group stand for themselves; only totals over all groups join them. So each group is solved
alone, and the totals are looked at in what the groups leave open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

TOTAL = "total"
EXACT = 1e-6  # annual means are twelfths with ten digits; sums are rounded to six
FIXED = 1e-7

Cell = tuple[str, str, str]  # region, occupation group, measure


@dataclass(frozen=True, slots=True)
class Printed:
    """What outputs print of one Land and year. Ratios: of the first measure to the second, by region and group."""

    counts: frozenset[Cell]
    ratios: Mapping[tuple[str, str, str, str], float]  # region, group, measure above, measure below


def given_away(
    printed: Printed, values: Mapping[Cell, float], shares: Mapping[str, Mapping[str, float]], secret: Collection[Cell]
) -> list[Cell]:
    """Return the secret cells, of Kreise or of their compositions, that follow from what is printed.

    `values` holds every cell of a Kreis that enters sums, by group and also the one without a group, and the cells of
    compositions; `shares` the Kreise of each region, a Kreis being its own. An equation that does not hold for the
    values, as after a revision, is left out. NaN is a value that is not known here: its equations are taken to hold.
    """
    found: list[Cell] = []
    told = {cell[2] for cell in printed.counts}
    for measures in _linked(printed, told):
        groups = _Groups(printed.counts, {c: v for c, v in values.items() if c[2] in measures}, shares)
        by_group: dict[str, list[_Row]] = defaultdict(list)
        totals: list[_Row] = []
        for region, group, measure in sorted(cell for cell in printed.counts if cell[2] in measures):
            row = groups.row(region, group, measure)
            if row and groups.holds(row, values.get((region, group, measure), np.nan)):
                (totals if group == TOTAL else by_group[group]).append(row)
        for (region, group, above, below), ratio in sorted(printed.ratios.items()):
            row = groups.ratio(region, group, above, below, ratio) if above in measures and group != TOTAL else None
            if row:
                by_group[group].append(row)
        touched = {cell for rows in (totals, *by_group.values()) for row in rows for cell in row.factors}
        asked = (cell for cell in sorted(secret) if cell[2] in measures and cell not in printed.counts)
        wanted = [(cell, row) for cell in asked if (row := groups.row(*cell)) and row.factors.keys() <= touched]
        found += groups.solve(by_group, totals, wanted)
    return sorted(found)


def _linked(printed: Printed, measures: Collection[str]) -> list[set[str]]:
    """Put measures together that a ratio joins; the others stand for themselves."""
    found = [{measure} for measure in sorted(measures)]
    for pair in {frozenset(key[2:]) for key in printed.ratios}:
        joined = set(pair).union(*(one for one in found if one & pair))
        found = [*(one for one in found if not one & pair), joined]
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    """A sum of unknowns, each with its factor, and what the known cells add to it."""

    factors: Mapping[Cell, float]
    known: float


class _Groups:
    def __init__(
        self, counts: Collection[Cell], values: Mapping[Cell, float], shares: Mapping[str, Mapping[str, float]]
    ) -> None:
        self.values, self.shares = values, shares
        kreise = {kreis for members in shares.values() for kreis in members}
        self.unknown: dict[str, dict[Cell, int]] = defaultdict(dict)  # by group: cell -> place
        self.of_kreis: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in sorted(values):
            kreis, group, measure = cell
            if kreis in kreise and group != TOTAL:
                self.of_kreis[kreis, measure].append(cell)
                if cell not in counts:
                    self.unknown[group][cell] = len(self.unknown[group])

    def row(self, region: str, group: str, measure: str) -> _Row | None:
        """Write a cell as a sum over Kreise; None where nothing in it is unknown."""
        factors: dict[Cell, float] = {}
        known = 0.0
        for kreis, share in self.shares.get(region, {}).items():
            cells = self.of_kreis[kreis, measure] if group == TOTAL else [(kreis, group, measure)]
            for cell in cells:
                if cell in self.unknown[cell[1]]:
                    factors[cell] = share
                else:
                    known += share * self.values.get(cell, 0.0)
        return _Row(factors, known) if factors else None

    def ratio(self, region: str, group: str, above: str, below: str, ratio: float) -> _Row | None:
        """Write a ratio as a sum that is 0: what is above less `ratio` times what is below."""
        factors: dict[Cell, float] = {}
        constant = 0.0
        for measure, factor in ((above, 1.0), (below, -ratio)):
            row = self.row(region, group, measure)
            if row is None:
                members = self.shares.get(region, {})
                constant += factor * sum(s * self.values.get((k, group, measure), 0.0) for k, s in members.items())
                continue
            constant += factor * row.known
            for cell, share in row.factors.items():
                factors[cell] = factors.get(cell, 0.0) + factor * share
        return _Row(factors, constant) if factors else None

    def holds(self, row: _Row, value: float) -> bool:
        found = row.known + sum(share * self.values[cell] for cell, share in row.factors.items())
        return not abs(found - value) > EXACT * max(1.0, len(row.factors))

    def solve(
        self, by_group: Mapping[str, list[_Row]], totals: list[_Row], wanted: Iterable[tuple[Cell, _Row]]
    ) -> list[Cell]:
        bases = {group: _basis(self._matrices(rows)[group]) for group, rows in by_group.items()}
        left = {group: _left(part, bases.get(group)) for group, part in self._matrices(totals).items()}
        gram = sum((part @ part.T for part in left.values()), np.zeros((len(totals), len(totals))))
        sizes, vectors = np.linalg.eigh(gram)
        keep = sizes > 1e-9 * max(1.0, sizes.max(initial=0.0))
        scaled = vectors[:, keep] / np.sqrt(sizes[keep])
        found = []
        for cell, row in wanted:
            rest = {group: _left(part, bases.get(group)) for group, part in self._matrices([row]).items()}
            along = sum((part @ left[g].T for g, part in rest.items() if g in left), np.zeros((1, len(totals))))
            open_ = sum(float((part**2).sum()) for part in rest.values())
            if open_ - float(((along @ scaled) ** 2).sum()) < FIXED:
                found.append(cell)
        return found

    def _matrices(self, rows: list[_Row]) -> dict[str, np.ndarray]:
        """Write rows as matrices over the unknowns, one for each group that is in them."""
        found: dict[str, np.ndarray] = {}
        for number, row in enumerate(rows):
            for cell, factor in row.factors.items():
                group = cell[1]
                if group not in found:
                    found[group] = np.zeros((len(rows), len(self.unknown[group])))
                found[group][number, self.unknown[group][cell]] = factor
        return found


def _basis(matrix: np.ndarray) -> np.ndarray:
    """Return an orthonormal basis of what the rows span."""
    _, sizes, basis = np.linalg.svd(matrix, full_matrices=False)
    return basis[sizes > 1e-9 * max(1.0, sizes.max(initial=0.0))]


def _left(rows: np.ndarray, basis: np.ndarray | None) -> np.ndarray:
    """Return what is left of rows outside the space a basis spans."""
    return rows if basis is None or not len(basis) else rows - (rows @ basis.T) @ basis
