"""Validate the regional estimate, on every build: three questions to data it was not fitted on.

Does it tell the BA's ratings of a Land group it has not seen? Do its intervals hold counts it has not seen? Do the
tightest occupations stay the tightest under other choices?
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from transforms.estimate.intervals import (
    between_variance,
    log_ratio,
    marginal,
    observe,
    sampling_variance,
    shrink,
    shrunken,
)
from transforms.estimate.model import (
    between_table,
    enough_to_fit,
    families,
    fit_cells,
    fold_error,
    probabilities,
    score_elsewhere,
    training_cells,
    with_prior,
    with_within,
)
from transforms.estimate.rules import ENGPASS, FEW, GERMANY, INPUTS, Z90, Choice, variants

BINS = 10
TOP = 5
SIZES = (("all", FEW, np.inf), ("10-19", FEW, 20), ("20-49", 20, 50), ("50-99", 50, 100), ("100+", 100, np.inf))
HELD_OUT = 3  # every third Kreis
MODEL = "model"
TITLES = {
    MODEL: "Schätzung dieses Berichts",
    "national_label": "Einstufung Deutschlands übernehmen",
    "neighbour_label": "Einstufung der Nachbarländer übernehmen",
    "raw_ratio": "nur Arbeitslose je Stelle",
}
# Land groups of the BA that share a border
NEIGHBOURS = {
    "ba-01-02": ("13", "ba-03-04"),
    "ba-03-04": ("ba-01-02", "13", "ba-11-12", "15", "16", "06", "05"),
    "05": ("ba-03-04", "06", "ba-07-10"),
    "06": ("05", "ba-03-04", "16", "09", "08", "ba-07-10"),
    "ba-07-10": ("05", "06", "08"),
    "08": ("ba-07-10", "06", "09"),
    "09": ("08", "06", "16", "14"),
    "ba-11-12": ("13", "ba-03-04", "15", "14"),
    "13": ("ba-01-02", "ba-03-04", "ba-11-12"),
    "14": ("ba-11-12", "15", "16", "09"),
    "15": ("ba-03-04", "ba-11-12", "14", "16"),
    "16": ("ba-03-04", "15", "14", "09", "06"),
}


def validate(counts: pd.DataFrame, scores: pd.DataFrame, history: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables `validation`, `validation_bin`, `validation_coverage` and `validation_sensitivity`.

    Tables without rows where there is too little to validate on. `history` is sql/estimate/history.sql.
    """
    cells = training_cells(with_prior(observe(counts), "occupation_id"), scores)
    if not enough_to_fit(cells):
        return {name: frame.iloc[:0] for name, frame in _empty().items()}
    found = {method: leave_one_out(cells, scores, method) for method in TITLES}
    short, areas = cells["short"].to_numpy(), cells["area_id"].nunique()
    return {
        "validation": pd.DataFrame([(m, TITLES[m], len(cells), areas, *quality(short, p)) for m, p in found.items()],
                                   columns=list(_empty()["validation"])),
        "validation_bin": reliability(short, found[MODEL]),
        "validation_coverage": coverage(history, counts),
        "validation_sensitivity": sensitivity(counts, scores),
    }  # fmt: skip


def leave_one_out(cells: pd.DataFrame, scores: pd.DataFrame, method: str) -> np.ndarray:
    """Return the probability of each cell from a fit that has not seen its Land group, neither label nor score."""
    probability = np.empty(len(cells))
    for area in sorted(cells["area_id"].unique()):
        held = (cells["area_id"] == area).to_numpy()
        if method == MODEL:
            model = fit_cells(cells, scores, Choice(), without=area)
            inputs = score_elsewhere(cells[held], scores, Choice(), without=area)[[*INPUTS]].to_numpy()
            inputs[:, 0] = np.where(np.isnan(inputs[:, 0]), model.mean[0], inputs[:, 0])
            probability[held] = marginal(model.logit(inputs), model.variance(inputs, np.zeros(held.sum())))
        else:
            told = _baseline_input(cells, scores, method, area)
            fitted = LogisticRegression(random_state=0).fit(told[~held], cells["short"].to_numpy()[~held])
            probability[held] = fitted.predict_proba(told[held])[:, 1]
    return probability


def _baseline_input(cells: pd.DataFrame, scores: pd.DataFrame, method: str, held: str) -> np.ndarray:
    """Return the one input of a baseline. The held-out Land group's own label is in none of them."""
    if method == "raw_ratio":
        return cells[["log_ratio"]].to_numpy()
    label = (scores.set_index(["area_id", "occupation_id"])["best"] >= ENGPASS).astype(float)
    national = label[GERMANY].reindex(cells["occupation_id"]).fillna(0.0).to_numpy()
    if method == "national_label":
        return national[:, None]
    told = []
    for area, occupation, fallback in zip(cells["area_id"], cells["occupation_id"], national, strict=True):
        near = [label.get((n, occupation)) for n in NEIGHBOURS.get(area, ()) if n != held or area == held]
        near = [value for value in near if value is not None]
        told.append(np.mean(near) if near else fallback)
    return np.array(told)[:, None]


def quality(short: np.ndarray, probability: np.ndarray) -> tuple[float, float, float, float]:
    """Return AUC, Brier score, and the mean and greatest distance of the reliability curve from the diagonal."""
    curve = reliability(short, probability)
    distance = (curve["predicted"] - curve["observed"]).abs()
    return (
        float(roc_auc_score(short, probability)),
        float(brier_score_loss(short, probability)),
        float(np.average(distance, weights=curve["cells"])),
        float(distance.max()),
    )


def reliability(short: np.ndarray, probability: np.ndarray, bins: int = BINS) -> pd.DataFrame:
    """Return per bin of equal size, by rising probability: cells, mean probability, observed share of Engpass."""
    order = np.lexsort((short, probability))
    rows = [
        (number + 1, len(part), float(probability[part].mean()), float(short[part].mean()))
        for number, part in enumerate(np.array_split(order, bins))
        if len(part)
    ]
    return pd.DataFrame(rows, columns=["bin", "cells", "predicted", "observed"])


def coverage(history: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Say how many held-out values lie in 90 % intervals made as the printed ones are, for every third Kreis.

    Rows by `size`: the newest counts of a Kreis, predicted from the year before and the Land, all and by the smaller of
    both counts; the interval joins the variance of the shrunken earlier value and the sampling variance of counts that
    follow the Land. `folded`: groups with enough cases, predicted from their 2-digit group. Between-region and
    within-family variances come from the other Kreise; nothing is fitted to the coverage. What a year changes beyond
    chance is in no printed interval and shows in the large cells.
    """
    pairs = _pairs(history)
    held = _held(pairs["region_id"])
    if held.sum() == 0 or (~held).sum() < 100:
        return _empty()["validation_coverage"].iloc[:0]
    told = pairs[~held].groupby("family_id")[["deviation_before", "variance_before"]]
    between = {name: between_variance(*(part[c].to_numpy() for c in part)) for name, part in told}
    pooled = between_variance(*(pairs.loc[~held, c].to_numpy() for c in ("deviation_before", "variance_before")))
    tau = pairs["family_id"].map(between).fillna(pooled).to_numpy() + 1e-9
    before, zero = pairs["deviation_before"].to_numpy(), np.zeros(len(pairs))
    value, variance, _ = shrink(before, pairs["variance_before"].to_numpy(), zero, zero, tau)
    now = pairs["deviation"].to_numpy()
    inside = np.abs(now - value) <= Z90 * np.sqrt(variance + pairs["variance_expected"].to_numpy())
    smaller = pairs[["vacancies_before", "unemployed_before"]].min(axis=1).to_numpy()
    year, rows = int(pairs["year"].iloc[0]), []
    for size, least, most in SIZES:
        part = held & (smaller >= least) & (smaller < most)
        if part.any():
            errors = [float(np.sqrt(np.mean(miss[part] ** 2))) for miss in (now - value, now - before, now)]
            rows.append((size, year, int(part.sum()), float(inside[part].mean()), *errors))
    return pd.DataFrame([*rows, *_folded(counts, year)], columns=list(_empty()["validation_coverage"]))


def _held(regions: pd.Series) -> np.ndarray:
    number = {region: n for n, region in enumerate(sorted(regions.unique()))}
    return (regions.map(number) % HELD_OUT == HELD_OUT - 1).to_numpy()


def _folded(counts: pd.DataFrame, year: int) -> list[tuple]:
    """Return the row `folded` of `coverage`."""
    ordered = counts.sort_values(["region_id", "occupation_id"], ignore_index=True)
    groups = with_prior(observe(ordered), "occupation_id")
    folded, choice = with_prior(observe(families(counts)), "family_id"), Choice()
    kreise = groups["kind"].eq("kreis")
    held = kreise & groups["region_id"].isin(groups["region_id"][kreise][_held(groups["region_id"][kreise])])
    between = with_within(between_table(groups[~held], choice), groups[~held], folded, choice)
    told = fold_error(groups[held], shrunken(folded, between, choice), choice)
    if told.empty:
        return []
    within = told["family_id"].map(between.set_index("family_id")["within_variance"])
    inside = told["distance"].abs() <= Z90 * np.sqrt(told["value_variance"] + told["own_variance"] + within)
    error = float(np.sqrt(np.mean(told["distance"] ** 2)))
    return [("folded", year, len(told), float(inside.mean()), error, None, None)]


def _pairs(history: pd.DataFrame) -> pd.DataFrame:
    """Return Kreis x group with the deviation from the Land in the newest year and the year before."""
    year = history["year"].max()
    keys = ["region_id", "family_id", "occupation_id"]
    now, then = (history[history["year"] == y].set_index(keys) for y in (year, year - 1))
    both = now.join(then.add_suffix("_before"), how="inner").reset_index()
    several = both.groupby("land_id")["region_id"].nunique().loc[lambda n: n > 1].index  # a city Land is its Land
    both = both[both["land_id"].isin(several)]
    both = both[(both["vacancies_before"] >= FEW) & (both["unemployed_before"] >= FEW)].dropna(
        subset=["vacancies", "unemployed"]
    )
    expected = [
        both[f"{what}_before"] * both[f"land_{what}"] / both[f"land_{what}_before"]
        for what in ("unemployed", "vacancies")
    ]
    return both.assign(
        deviation=log_ratio(both["unemployed"], both["vacancies"])
        - log_ratio(both["land_unemployed"], both["land_vacancies"]),
        deviation_before=log_ratio(both["unemployed_before"], both["vacancies_before"])
        - log_ratio(both["land_unemployed_before"], both["land_vacancies_before"]),
        variance_before=sampling_variance(both["unemployed_before"], both["vacancies_before"]),
        variance_expected=sampling_variance(*expected),
    ).sort_values(keys, ignore_index=True)


def sensitivity(counts: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return for other choices how many of the five most probable shortages of a Kreis stay among its five.

    Compared are the groups that both ways give an estimate, from their own counts or their 2-digit group's. `kept` is
    the mean share over the Kreise, `same_five` the share of Kreise in which all five stay.
    """
    observed = observe(counts.sort_values(["region_id", "occupation_id"], ignore_index=True))
    groups = with_prior(observed, "occupation_id")
    cells = training_cells(groups, scores)
    needed = groups["kind"].eq("kreis") & groups["prior"].notna()
    groups, folded = groups[needed].reset_index(drop=True), with_prior(observe(families(counts)), "family_id")

    def likely(choice: Choice) -> pd.Series:
        between = with_within(between_table(groups, choice), groups, folded, choice)
        rows, _ = probabilities(groups, folded, cells, scores, between, choice)
        own = rows[rows["probability"].notna()]
        return own.set_index(["region_id", "occupation_id"])["probability"]

    base, found = likely(Choice()), []
    for name, (title, choice) in variants().items():
        both = pd.DataFrame({"base": base, "other": likely(choice)}).dropna()
        tops = [_top(both[way]) for way in ("base", "other")]
        shares = np.array([len(tops[0][k] & tops[1][k]) / TOP for k in tops[0]])
        found.append((name, title, len(shares), float(shares.mean()), float((shares == 1).mean())))
    return pd.DataFrame(found, columns=list(_empty()["validation_sensitivity"]))


def _top(probability: pd.Series) -> dict[str, set[str]]:
    """Return the five most probable shortages of each region that has five."""
    ordered = probability.sort_index().sort_values(ascending=False, kind="stable").reset_index()
    found = ordered.groupby("region_id", sort=True)["occupation_id"].apply(lambda s: s.head(TOP).tolist())
    return {region: set(five) for region, five in found.items() if len(five) == TOP}


def _empty() -> dict[str, pd.DataFrame]:
    text, whole, real = "object", "int64", "float64"
    kinds = {
        "validation": {"method": text, "title": text, "cells": whole, "areas": whole, "auc": real, "brier": real,
                       "calibration_error": real, "calibration_max": real},
        "validation_bin": {"bin": whole, "cells": whole, "predicted": real, "observed": real},
        "validation_coverage": {"size": text, "year": whole, "cells": whole, "coverage": real, "rmse_shrunk": real,
                                "rmse_raw": real, "rmse_land": real},
        "validation_sensitivity": {"variant": text, "title": text, "regions": whole, "kept": real, "same_five": real},
    }  # fmt: skip
    return {name: pd.DataFrame({c: pd.Series(dtype=k) for c, k in columns.items()}) for name, columns in kinds.items()}
