"""An invented country for the estimate: 12 rated areas, 5 Kreise each, 60 groups; all figures invented."""

from __future__ import annotations

import numpy as np
import pandas as pd

AREAS = ("05", "06", "08", "09", "13", "14", "15", "16", "01", "03", "07", "11")
GROUPS = tuple(f"{family}{digit}" for family in (22, 24, 26, 34, 43, 82) for digit in range(10))
COUNTS = ("vacancies", "unemployed")


def country(seed: int = 1, noise: float = 0.3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return counts as sql/estimate/count.sql gives them, and scores as sql/estimate/score.sql does."""
    random = np.random.default_rng(seed)
    level = dict(zip(GROUPS, random.uniform(0.8, 2.8, len(GROUPS)), strict=True))
    rows, scores = [], []
    for area in AREAS:
        for group in GROUPS:
            tight = random.normal(0, 0.4)
            scores.append((area, group, round(level[group] - 0.6 * tight + random.normal(0, noise), 2)))
            for number in range(1, 6):
                ratio = np.exp(2.5 - level[group] + tight + random.normal(0, 0.3))
                vacancies = float(random.integers(4, 120))
                rows.append(
                    (f"{area}{number:03d}", "kreis", area, area, group, vacancies, float(round(vacancies * ratio)))
                )
    scores += [("DE", group, round(level[group], 2)) for group in GROUPS]
    kreise = pd.DataFrame(rows, columns=["region_id", "kind", "land_id", "land_group_id", "occupation_id", *COUNTS])
    whole = [kreise]
    for place, kind in (("land_id", "land"), (None, "country")):
        keys = ["occupation_id"] if place is None else [place, "occupation_id"]
        summed = kreise.groupby(keys)[[*COUNTS]].sum().reset_index()
        own = "DE" if place is None else summed[place]
        whole.append(summed.assign(region_id=own, kind=kind, land_id=own, land_group_id=None if place is None else own))
    counts = pd.concat(whole, ignore_index=True)
    counts = counts.assign(family_id=counts["occupation_id"].str[:2], closed=False)
    for name in COUNTS:
        counts[f"{name}_low"] = counts[f"{name}_high"] = counts[name]
    table = pd.DataFrame(scores, columns=["area_id", "occupation_id", "best"])
    return counts, table.assign(average=table["best"] - random.choice([0.0, 0.3], len(table)))


def history(seed: int = 2) -> pd.DataFrame:
    """Return two years of Kreis counts that follow their Land with Poisson noise, as sql/estimate/history.sql gives."""
    random = np.random.default_rng(seed)
    rows = []
    for area in AREAS:
        for group in GROUPS[:20]:
            for number in range(1, 16):
                vacancies, ratio = random.uniform(15, 90), np.exp(random.normal(0.5, 0.4))
                for year in (2024, 2025):
                    counted = random.poisson(vacancies), random.poisson(vacancies * ratio)
                    rows.append((f"{area}{number:03d}", area, group, group[:2], year, *map(float, counted)))
    names = ["region_id", "land_id", "occupation_id", "family_id", "year", *COUNTS]
    table = pd.DataFrame(rows, columns=names)
    sums = table.groupby(["land_id", "occupation_id", "year"])[[*COUNTS]].transform("sum")
    return table.assign(land_vacancies=sums["vacancies"], land_unemployed=sums["unemployed"])
