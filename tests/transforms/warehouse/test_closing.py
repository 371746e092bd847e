from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.warehouse.closing import closed_cells

NAN = float("nan")


def _closed(values, compositions=None):
    arrays = {region: np.array(row, dtype=float) for region, row in values.items()}
    return {region: list(state) for region, state in closed_cells(arrays, compositions or []).items()}


def test_small_cells_are_closed_and_zero_is_not_small():
    assert _closed({"a": [0, 1, 2.9, 3, 50]}) == {"a": [0, 1, 1, 0, 0]}


def test_a_single_closed_cell_takes_the_smallest_other_with_it():
    assert _closed({"a": [2, 9, 4, 0, 70]}) == {"a": [1, 0, 2, 0, 0]}


def test_a_cell_the_publisher_closed_counts_as_closed():
    assert _closed({"a": [NAN, 9, 4]}) == {"a": [1, 0, 2]}


def test_a_sum_over_kreise_does_not_give_a_small_cell_away():
    state = _closed({"a": [2, 2, 30], "b": [40, 10, 30], "r": [42, 12, 60]}, [("r", ["a", "b"])])
    assert state["a"][:2] == [1, 1]
    assert state["b"][:2] == [2, 2]
    assert state["r"] == [0, 0, 0]


def test_a_composition_of_one_kreis_closes_with_it():
    state = _closed({"a": [2, 1, 30], "r": [2, 1, 30]}, [("r", ["a"])])
    assert state["r"] == [1, 1, 0]


def test_a_land_does_not_give_the_closed_region_away():
    kreise = {"a": [2, 1, 30], "b": [50, 60, 30], "c": [70, 80, 30]}
    regions = {"ra1": [2, 1, 30], "ra2": [120, 140, 60], "land": [122, 141, 90]}
    groups = [("ra1", ["a"]), ("ra2", ["b", "c"]), ("land", ["a", "b", "c"]), ("land", ["ra1", "ra2"])]
    state = _closed(kreise | regions, groups)
    assert state["ra1"][:2] == [1, 1]
    # the other region closes with it, and so does one of its Kreise, else it could be added up
    assert state["ra2"][:2] == [2, 2]
    assert any(state[k][0] for k in ("b", "c"))


cells = st.one_of(st.just(0.0), st.floats(0.1, 40), st.just(NAN))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, min_size=4, max_size=4), min_size=2, max_size=5))
def test_no_small_cell_can_be_recomputed_from_one_sum(rows):
    values = {f"k{i}": np.array(row) for i, row in enumerate(rows)}
    values["r"] = np.nansum(np.stack(list(values.values())), axis=0)
    members = [region for region in values if region != "r"]
    state = closed_cells(values, [("r", members)])
    for region, row in values.items():
        closed = state[region] > 0
        assert not (~closed & (row > 0) & (row < 3)).any()
        # alone in its region only where nothing else is there to close
        if closed.sum() == 1:
            assert not (~closed & (row > 0)).any()
    for position in range(4):
        alone = [m for m in members if state[m][position] > 0]
        if len(alone) == 1 and state["r"][position] == 0:
            raise AssertionError((alone, position))
