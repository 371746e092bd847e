"""What has not happened yet is not taken in."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.steps.take_in import refuse_future
from sources.errors import BadContent
from sources.records import Recognition

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("period", ["2026-11", "2026-10", "2026", "2012-2026"])
def test_what_has_begun_may_be_told_of(period):
    refuse_future("x.csv", Recognition("p", "x", period), TODAY)


@pytest.mark.parametrize(
    ("period", "issued"), [("2026-12", None), ("2027", None), ("2012-2027", None), ("2026-11", dt.date(2026, 11, 23))]
)
def test_what_has_not_come_is_refused(period, issued):
    with pytest.raises(BadContent, match="in the future"):
        refuse_future("x.csv", Recognition("p", "x", period, issued), TODAY)
