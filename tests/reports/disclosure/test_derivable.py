"""What printed sums, totals and ratios fix."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure.derivable import Printed, given_away
from transforms.warehouse.closing import closed_cells

U, V = "unemployed_persons", "vacancies"
SHARES = {
    "a": {"a": 1.0},
    "b": {"b": 1.0},
    "c": {"c": 1.0},
    "ab": {"a": 1.0, "b": 1.0},
    "abc": dict.fromkeys("abc", 1.0),
}
A, B, C = ({"1": 2.0, "2": 5.0}, {"1": 7.0, "2": 1.0}, {"1": 20.0, "2": 30.0})


def world(measure: str = V, scale: float = 1.0) -> dict:
    """Return the cells of three Kreise, two groups each, and of their compositions."""
    kreise = {"a": A, "b": B, "c": C}
    found = {(k, g, measure): scale * v for k, cells in kreise.items() for g, v in cells.items()}
    for region in ("ab", "abc"):
        found |= {(region, g, measure): scale * sum(kreise[k][g] for k in region) for g in "12"}
    totals = {(r, "total", measure): sum(found[r, g, measure] for g in "12") for r in ("a", "b", "c", "ab", "abc")}
    return found | totals


def follows(*counts: str, secret: str = "a1", ratios: dict | None = None, values: dict | None = None, shares=SHARES):
    """Print cells written as "ab1" (region, group; "t" for the total) and ask whether a secret one follows."""

    def cell(text: str, measure: str = V):
        measure = U if text.endswith("u") else measure
        text = text.removesuffix("u")
        return (text[:-1], "total" if text[-1] == "t" else text[-1], measure)

    values = world() if values is None else values
    printed = Printed(frozenset(map(cell, counts)), ratios or {})
    return given_away(printed, values, shares, {cell(secret)}) == [cell(secret)]


@pytest.mark.parametrize(
    ("counts", "fixed"),
    [
        (("ab1", "b1"), True),  # a sum less its other part
        (("ab1",), False),
        (("abc1", "c1", "b1"), True),
        (("abc1", "ab1"), False),
        (("abc1", "c1", "ab1"), False),  # c follows, a and b together
        (("at", "a2"), True),  # a total less the other group
        (("at",), False),
        (("ab1", "bt", "b2"), True),  # two steps: b from its total, then a
        (("abt", "ab2", "bt", "b2"), True),
        (("abt", "ab2", "bt"), False),
        (("ab1", "ab2", "at", "bt"), False),  # a square of four unknowns keeps one free
        (("ab1", "ab2", "at", "bt", "b2"), True),
    ],
)
def test_what_follows_from_sums(counts, fixed):
    assert follows(*counts) is fixed


def test_a_group_printed_without_the_rest_of_its_kreis_fixes_nothing():
    without_rest = {**world(), ("a", "unknown", V): 11.0}
    assert not follows("at", "a2", values=without_rest)


def test_a_ratio_gives_one_count_from_the_other():
    values = world() | world(U, 3.0)
    ratio = {("b", "1", U, V): 3.0}
    assert follows("ab1", "b1u", ratios=ratio, values=values)
    assert not follows("ab1", ratios=ratio, values=values)
    assert not follows("ab1", "b1u", values=values)


def test_a_part_of_a_kreis_counts_with_its_share():
    shares = {"a": {"a": 1.0}, "b": {"b": 1.0}, "x": {"a": 0.4, "b": 1.0}, "y": {"a": 0.6}}
    values = {("a", "1", V): 2.0, ("b", "1", V): 7.0, ("x", "1", V): 7.8, ("y", "1", V): 1.2}
    assert follows("x1", "b1", values=values, shares=shares)
    assert follows("y1", values=values, shares=shares)


def test_a_sum_that_was_revised_is_no_equation_with_the_old_cells():
    values = world() | {("ab", "1", V): 9.5}
    assert not follows("ab1", "b1", values=values)


def test_a_composition_that_is_not_printed_is_found_too():
    values = world() | {("ab", "2", V): 2.5, ("a", "2", V): 1.5}
    assert follows("abc2", "c2", secret="ab2", values=values | {("abc", "2", V): 32.5})


cells = st.one_of(st.just(0.0), st.floats(0.5, 40).map(lambda x: round(x * 12) / 12))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=3, max_size=5), st.integers(2, 4))
def test_what_is_found_is_what_a_solver_finds(rows, cut):
    """Against the plain way: one matrix of all equations, and the projection on its rows."""
    kreise = [f"k{i}" for i in range(len(rows))]
    shares = {k: {k: 1.0} for k in kreise} | {"r": dict.fromkeys(kreise[:cut], 1.0), "l": dict.fromkeys(kreise, 1.0)}
    values = {(k, f"g{j}", V): value for k, row in zip(kreise, rows, strict=True) for j, value in enumerate(row)}
    values |= {
        (r, f"g{j}", V): sum(values[k, f"g{j}", V] for k in shares[r]) for r in ("r", "l") for j in range(3)
    }  # fmt: skip
    arrays = {r: np.array([values[r, f"g{j}", V] for j in range(3)]) for r in shares}
    state = closed_cells(arrays, [("r", kreise[:cut]), ("l", kreise)])
    open_ = {(r, f"g{j}", V) for r in shares for j in range(3) if not state[r][j]}
    values |= {(r, "total", V): float(arrays[r].sum()) for r in shares}
    printed = open_ | {(r, "total", V) for r in shares}
    secret = {cell for cell, value in values.items() if 0 < value < 3 and cell[1] != "total"}
    unknown = {c: i for i, c in enumerate((k, f"g{j}", V) for k, j in itertools.product(kreise, range(3)))}

    def form(cell):
        row = np.zeros(len(unknown))
        for k, j in itertools.product(shares[cell[0]], range(3)):
            if cell[1] in ("total", f"g{j}") and (k, f"g{j}", V) not in printed:
                row[unknown[k, f"g{j}", V]] = 1
        return row

    matrix = np.array([form(cell) for cell in sorted(printed)])
    _, sizes, basis = np.linalg.svd(matrix)
    basis = basis[: (sizes > 1e-9).sum()]
    wanted = [c for c in sorted(secret - printed) if form(c).any()]
    expected = [c for c in wanted if np.linalg.norm(form(c) - form(c) @ basis.T @ basis) < 1e-6]
    assert given_away(Printed(frozenset(printed), {}), values, shares, secret) == expected
