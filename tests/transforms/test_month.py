from __future__ import annotations

import datetime as dt

import pytest

from transforms.month import Month, first_end_of, last_day_of, period_end


def test_a_month_in_berlin_is_not_the_month_in_utc():
    assert str(Month.of(dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC))) == "2026-11"
    assert str(Month.of(dt.datetime(2026, 3, 31, 21, 59, tzinfo=dt.UTC))) == "2026-03"
    assert str(Month.of(dt.datetime(2026, 3, 31, 22, 0, tzinfo=dt.UTC))) == "2026-04"


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-10", "2026-1", "2026-10-01", "", "oktober"])
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("period", "end"),
    [("2025", "2025-12-31"), ("2012-2025", "2025-12-31"), ("2026-10", "2026-10-31"), ("2024-02", "2024-02-29")],
)
def test_last_day(period, end):
    assert last_day_of(period).isoformat() == end


def test_quarters_end_with_their_third_month():
    assert period_end(dt.date(2025, 10, 1), "Q") == dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    ("period", "end"), [("2025", "2025-12-31"), ("2012-2025", "2012-12-31"), ("2026-10", "2026-10-31")]
)
def test_first_end(period, end):
    assert first_end_of(period).isoformat() == end
