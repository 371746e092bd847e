"""Where to begin: short occupation groups, weighed."""

from __future__ import annotations

from dataclasses import dataclass


def counts(point: StartingPoint) -> bool:
    """Say whether the list counts a group: in focus, with a priority above 0."""
    return point.in_focus and bool(point.priority)


REASONS_FOR_NONE = {
    "few_cases": "zu wenige Fälle",
    "unknown": "Zahlen fehlen",
    "not_rated": "nirgends bewertet",
    "no_model": "ohne Schätzung",
    "no_recognition": "ohne Anerkennungsstatistik",
}


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A short occupation group and whether to begin with it: shortage x potential x not covered."""

    occupation: str
    name: str
    in_focus: bool
    shortage: float | None  # estimated probability; 1 or 0 where the BA rates the area itself
    shortage_low: float | None  # 90 % interval
    shortage_high: float | None
    reason: str  # key of GAP_REASONS: why there is no priority; "" where there is one
    levels: tuple[int, ...]  # requirement levels whose recognitions count
    full_equivalence: int | None  # Germany, sum of `cells` rounded cells
    cells: int
    step: int | None  # of Brief.potential_from: that many bounds are reached for sure
    step_open: bool  # the rounding leaves open whether a further bound is reached
    potential: float | None
    covered_by: str  # "rule", "initiative", or "": nobody known
    covered_reason: str
    covered_quoted: str  # where that is known from
    covered_checked: str  # "12.11.2019"
    covered_stale: bool
    initiatives: tuple[str, ...]  # names; those that reach a part of the region alone say so
    white_spot: bool  # nobody known who does something about it
    priority: float | None
    priority_low: float | None
    priority_high: float | None
    rank: tuple[int, int, int] | None = None  # places possible among those in focus with a priority above 0: (1, 3, 9)
