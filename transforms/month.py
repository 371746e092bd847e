"""Calendar months as the unit of reporting."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
_NAMES = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read "2026-10"; anything else is a ValueError that says so."""
        match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
        if not match:
            raise ValueError(f"{text!r} is not a month; write YYYY-MM, for example 2026-10")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, moment: dt.datetime) -> Month:
        """Name the month in Germany at a UTC instant: 31 October 23:30 UTC is November in Berlin."""
        local = moment.astimezone(BERLIN)
        return cls(local.year, local.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def last_day(self) -> dt.date:
        following = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def before(self) -> Month:
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def german(self) -> str:
        return f"{_NAMES[self.month - 1]} {self.year}"


def period_end(start: dt.date, period: str) -> dt.date:
    """Return the last day of the day, month, quarter or year that begins on `start`."""
    if period == "D":
        return start
    months = {"M": 1, "Q": 3, "Y": 12}[period]
    last = start.month - 1 + months - 1
    return Month(start.year + last // 12, last % 12 + 1).last_day


def last_day_of(period: str) -> dt.date:
    """Return the last day of "2025", "2012-2025" or "2026-10"."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        return Month.parse(period).last_day
    match = re.search(r"(\d{4})$", period)
    if not match:
        raise ValueError(f"{period!r} is not a period; expected a year, a span of years or a month")
    return period_end(dt.date(int(match[1]), 1, 1), "Y")


def first_end_of(period: str) -> dt.date:
    """Return the last day of the first year of a span, of a single year, or of a month: when figures began to exist."""
    return last_day_of(re.sub(r"^(\d{4})-\d{4}$", r"\1", period))
