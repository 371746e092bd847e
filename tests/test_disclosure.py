"""Nothing small can be recomputed from what the briefs of a Land print together."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from flows import pipeline
from reports.brief import load_briefs
from transforms.warehouse import open_marts

EDITION = "2025-12.r1"
FIELDS = {
    "vacancies": ("vacancies", 0),
    "unemployed": ("unemployed_persons", 0),
    "unemployed_foreigners": ("unemployed_foreign_persons", 0),
    "vacancies_previous": ("vacancies", 1),
    "unemployed_previous": ("unemployed_persons", 1),
}


@pytest.fixture(scope="module")
def world(real_world):
    path = pipeline.warehouse_path(real_world, EDITION)
    with open_marts(path) as connection:
        briefs = load_briefs(connection, pipeline.region_ids(real_world, "05"), EDITION, "2025-12")
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "select f.region_id, f.occupation_id, f.measure, p.year - f.year as ago, f.value "
            "from fct_region_occupation f join dim_period p on p.measure = f.measure and f.year >= p.year - 1"
        ).fetchall()
    return briefs, {(region, occupation, measure, ago): value for region, occupation, measure, ago, value in rows}


def determined(equations: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Say for each wanted sum of unknowns whether the equations fix it."""
    if not len(equations):
        return np.zeros(len(wanted), dtype=bool)
    _, sizes, basis = np.linalg.svd(equations)
    basis = basis[: int((sizes > 1e-9).sum())]
    return np.linalg.norm(wanted - wanted @ basis.T @ basis, axis=1) < 1e-7


def test_the_test_finds_what_a_sum_gives_away():
    equations = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    assert determined(equations, np.eye(3)).tolist() == [True, False, False]


@pytest.mark.parametrize("field", FIELDS)
def test_no_small_cell_follows_from_the_printed_sums(world, field):
    briefs, truth = world
    measure, ago = FIELDS[field]
    printed = {(b.region.id, o.occupation): getattr(o, field) for b in briefs for o in b.occupations}
    shares = {b.region.id: {k.ags: k.share for k in b.region.kreise} for b in briefs}
    found = []
    for occupation in {o.occupation for o in briefs[0].occupations}:

        def small(region: str, code: str = occupation) -> bool:
            value = truth.get((region, code, measure, ago))
            return value is not None and 0 < value < 3

        unknown = [
            kreis
            for kreis in shares["05"]
            if printed[kreis, occupation] is None and truth.get((kreis, occupation, measure, ago)) is not None
        ]
        if not unknown:
            continue
        sums = {
            r: np.array([members.get(k, 0.0) for k in unknown]) for r, members in shares.items() if r not in unknown
        }
        known = [row for region, row in sums.items() if printed[region, occupation] is not None and row.any()]
        equations = np.array(known).reshape(-1, len(unknown))
        for kreis, fixed in zip(unknown, determined(equations, np.eye(len(unknown))), strict=True):
            if fixed and small(kreis):
                found.append((kreis, occupation))
        hidden = [r for r, row in sums.items() if printed[r, occupation] is None and row.any() and small(r)]
        for region in hidden:
            if determined(equations, sums[region][None, :])[0]:
                found.append((region, occupation))
    assert found == []
