"""From the values of the Germany workbook to the BA's points, with the bounds of an edition.

The bounds are data beside the module: half of them change every year. They serve to check a workbook, not to read it.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

BOUNDS_FILE = Path(__file__).with_name("engpass_bounds.csv")
TIGHT_WHEN_SMALL = frozenset({"jobseekers_per_vacancy", "occupational_unemployment_pct"})


def bounds(year: int, path: Path = BOUNDS_FILE) -> dict[tuple[str, int], tuple[float, float, float]]:
    """Return the bounds for 1, 2 and 3 points by indicator and level of an edition."""
    found: dict[tuple[str, int], dict[int, float]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if int(row["edition"]) == year:
                key = row["indicator_id"], int(row["level"])
                found.setdefault(key, {})[int(row["points"])] = float(row["bound"])
    return {key: (by[1], by[2], by[3]) for key, by in found.items()}


def points_of(indicator: str, value: float, three: tuple[float, float, float]) -> int:
    """Return 0-3 points of a value: as many as bounds are reached, or undercut where a small value is tight."""
    if indicator in TIGHT_WHEN_SMALL:
        return sum(value < bound for bound in three)
    return sum(value >= bound for bound in three)


def recompute_points(
    frame: pd.DataFrame, by_indicator: dict[tuple[str, int], tuple[float, float, float]]
) -> pd.DataFrame:
    """Return the published points of the Germany workbook that the published values and the bounds do not give.

    One row per mismatch: occupation, level, indicator, value, published and computed points, row in the sheet.
    """
    keys = ["sheet", "row", "occupation_id", "group_id"]
    texts = frame.astype({name: str for name in ("indicator_id", *keys) if name != "row"})
    table = texts.set_index([*keys, "indicator_id"])["value"].unstack("indicator_id")
    mismatches = []
    for (indicator, level), three in by_indicator.items():
        column = f"points_{indicator}"
        of_level = table[table.index.get_level_values("group_id") == f"level={level}"]
        pairs = of_level[[indicator, column]]
        for (_, row, occupation, _), (value, published) in zip(pairs.index, pairs.to_numpy(), strict=True):
            if pd.isna(value) and pd.isna(published):
                continue
            computed = None if pd.isna(value) else points_of(indicator, value, three)
            if computed != published:
                mismatches.append((occupation, level, indicator, value, published, computed, row))
    names = ["occupation_id", "level", "indicator_id", "value", "published", "computed", "row"]
    return pd.DataFrame(mismatches, columns=names)
