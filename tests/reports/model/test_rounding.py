"""Shares, changes and places of counts that were rounded to multiples of 3, against every count they can stand for."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.model import rounding
from reports.model.recognition import CountryCount


def as_published(count: int) -> int:
    """Round a true count as the office does."""
    return 3 * ((count + 1) // 3)


def states(*counts: int, names: str = "abcdefghijklmnop") -> list[CountryCount]:
    return [CountryCount("AAA", name, count, False) for name, count in zip(names, counts, strict=False)]


cases = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 40)), min_size=1, max_size=6)


@given(cases)
def test_the_true_share_lies_in_the_range_and_a_share_given_is_off_by_5_points_at_most(cells):
    """Each cell holds so many positive and so many negative decisions."""
    positive = sum(as_published(p) for p, _ in cells)
    decided = sum(as_published(p + n) for p, n in cells)
    true_decided = sum(p + n for p, n in cells)
    low, high = rounding.share_range(positive, decided, len(cells))
    given_share = rounding.share(positive, decided, len(cells))
    if true_decided:
        true = sum(p for p, _ in cells) / true_decided
        assert low <= true <= high
        assert given_share is None or abs(given_share - true) <= 0.05 + 1e-9
    assert given_share is None or 0 <= given_share <= 1


@pytest.mark.parametrize(
    ("positive", "decided", "cells", "share"),
    [
        (1131, 1152, 1, 1131 / 1152),
        (32454, 32832, 1, 32454 / 32832),
        (21, 39, 1, 21 / 39),  # from 20/40 to 22/38
        (21, 39, 2, None),
        (30, 33, 1, None),  # from 29/34 = 85 %
        (3, 3, 1, None),
        (0, 0, 1, None),
        (99, 99, 2, 1.0),  # 97/101 is 96 %: within 5 points
        (102, 99, 1, 1.0),  # the sums are rounded apart from each other
    ],
)
def test_a_share_is_given_only_where_rounding_cannot_move_it_far(positive, decided, cells, share):
    assert rounding.share(positive, decided, cells) == share


@pytest.mark.parametrize(
    ("now", "now_cells", "before", "before_cells", "sign"),
    [
        (12, 1, 9, 1, 1),
        (9, 1, 12, 1, -1),
        (12, 2, 9, 1, 0),
        (12, 1, 12, 1, 0),
        (300, 8, 285, 7, 0),
        (303, 8, 285, 7, 1),
    ],
)
def test_a_change_is_one_where_rounding_cannot_explain_it(now, now_cells, before, before_cells, sign):
    assert rounding.moved(now, now_cells, before, before_cells) == sign


def test_counts_that_differ_by_3_or_less_are_not_ranked():
    found = rounding.ranked(states(27, 30, 216, 222, 24, names=["Polen", "Ägypten", "Türkei", "Bosnien", "Albanien"]))
    assert [[c.name for c in group] for group in found] == [["Bosnien"], ["Türkei"], ["Ägypten", "Albanien", "Polen"]]


def test_a_sum_of_several_cells_must_be_further_apart():
    assert [len(group) for group in rounding.ranked(states(36, 30, 24), cells=3)] == [3]
    assert [len(group) for group in rounding.ranked(states(36, 30, 24), cells=2)] == [1, 1, 1]


@given(st.lists(st.integers(0, 40), max_size=12), st.randoms())
def test_nobody_is_placed_before_one_it_cannot_be_told_from(counts, random):
    published = states(*map(as_published, counts))
    shuffled = random.sample(published, len(published))
    found = rounding.ranked(shuffled)
    assert found == rounding.ranked(published)
    assert sorted(c.name for group in found for c in group) == sorted(c.name for c in published)
    for earlier, later in pairwise(found):
        assert all(a.count - b.count > 3 for a, b in product(earlier, later))


def test_no_group_is_torn():
    groups = rounding.ranked(states(90, 60, 57, 30))
    assert [[c.count for c in group] for group in rounding.leading(groups, 2)] == [[90]]
    assert [[c.count for c in group] for group in rounding.leading(groups, 3)] == [[90], [60, 57]]
    assert rounding.leading(rounding.ranked(states(6, 6, 3)), 2) == []


def test_letters_with_marks_stand_beside_those_without():
    assert sorted(["Österreich", "Oman", "Ägypten", "Albanien", "Zypern"], key=rounding.alphabetical) == [
        "Ägypten", "Albanien", "Oman", "Österreich", "Zypern",
    ]  # fmt: skip
