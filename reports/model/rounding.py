"""What can be said of counts that were rounded to multiples of 3: shares, changes, and who stands before whom.

A rounded cell is off by 1 at most, a sum of n cells by n. Whatever that error could turn round is not said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Protocol, TypeVar

from reports.model.recognition import CountryCount

LEAST_APART = 3  # counts that differ by no more are not ranked
MOST_MOVED = 0.05  # a share that rounding could move further is not given


class Counted(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def count(self) -> int: ...


C = TypeVar("C", bound=Counted)


def share_range(part: int, whole: int, cells: int) -> tuple[float, float]:
    """Return the smallest and the greatest share that two sums of so many rounded cells can stand for."""
    low = max(part - cells, 0) / max(whole + cells, 1)
    high = (part + cells) / (whole - cells) if whole > cells else 1.0
    return low, min(high, 1.0)


def share(part: int, whole: int, cells: int) -> float | None:
    """Return a share of sums of rounded cells; None where rounding could move it by more than 5 points."""
    low, high = share_range(part, whole, cells)
    if not whole or max(high - part / whole, part / whole - low) > MOST_MOVED:
        return None
    return min(part / whole, 1.0)


def moved(now: int, now_cells: int, before: int, before_cells: int) -> int:
    """Return 1 or -1 where a sum of rounded cells certainly rose or fell, else 0."""
    if abs(now - before) <= now_cells + before_cells:
        return 0
    return 1 if now > before else -1


def ranked(counts: Sequence[C], cells: int = 1) -> list[list[C]]:
    """Return the counts, largest first, in groups within which there is no order; each group by name.

    Every count is a sum of `cells` rounded cells. Neighbours that differ by 3 or less, or by what rounding explains,
    are of one group, so that no count is placed before another one it cannot be told from.
    """
    apart = max(LEAST_APART, 2 * cells)
    groups: list[list[C]] = []
    for one in sorted(counts, key=lambda c: (-c.count, c.name)):
        if groups and groups[-1][-1].count - one.count <= apart:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [sorted(group, key=lambda c: alphabetical(c.name)) for group in groups]


def leading(groups: Sequence[Sequence[C]], most: int) -> list[Sequence[C]]:
    """Return the first groups with so many members together at most: no group is torn."""
    shown: list[Sequence[C]] = []
    for group in groups:
        if sum(map(len, shown)) + len(group) > most:
            break
        shown.append(group)
    return shown


def places(countries: Sequence[CountryCount]) -> list[list[CountryCount]]:
    """Return states in the order of their places, those of one place together."""
    return [list(group) for _, group in groupby(countries, key=lambda c: c.place)]


def alphabetical(name: str) -> str:
    """Return what a name is sorted by: Ägypten stands between Afghanistan and Albanien."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def round_figure(value: float | None, digits: int = 4) -> float | int | None:
    """Round to what the figure can bear; a whole number is written without a decimal point."""
    if value is None:
        return None
    found = round(float(value), digits)
    return int(found) if found.is_integer() else found
