"""Estimate regional shortage: what the BA's method would probably say of a region it does not rate.

Three steps, each a pure function of tables: the observed ratio of unemployed to vacancies with its sampling variance,
the ratio drawn towards the Land's (empirical Bayes), and the probability of "Engpass" from a logistic model that is
fitted on the BA's ratings of the Land groups. Every figure here is the project's own calculation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from transforms.estimate.intervals import between_variance, marginal, observe, shrunken, state_class, with_ranks
from transforms.estimate.rules import (
    DEFAULT,
    ENGPASS,
    FAMILY_CELLS,
    GERMANY,
    INPUTS,
    MIN_AREAS,
    MIN_CELLS,
    Z90,
    Choice,
)

COUNTS = ("vacancies", "vacancies_low", "vacancies_high", "unemployed", "unemployed_low", "unemployed_high")
OWN_PRIOR = ("land", "land_group", "country")


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted logistic model on standardised inputs; `covariance` covers intercept and coefficients."""

    mean: np.ndarray
    scale: np.ndarray
    coefficients: np.ndarray  # intercept first, of the standardised inputs
    covariance: np.ndarray

    def logit(self, inputs: np.ndarray) -> np.ndarray:
        return self._design(inputs) @ self.coefficients

    def variance(self, inputs: np.ndarray, deviation_variance: np.ndarray) -> np.ndarray:
        """Return the variance of the logit: of the coefficients, and of the region's own deviation."""
        design = self._design(inputs)
        fitted = np.einsum("ij,jk,ik->i", design, self.covariance, design)
        return fitted + (self.coefficients[2] / self.scale[1]) ** 2 * deviation_variance

    def _design(self, inputs: np.ndarray) -> np.ndarray:
        return np.column_stack([np.ones(len(inputs)), (inputs - self.mean) / self.scale])


def families(counts: pd.DataFrame) -> pd.DataFrame:
    """Sum the groups of each region to 2-digit groups; unknown where one of its groups is."""
    keys = ["region_id", "kind", "land_id", "land_group_id", "family_id"]
    grouped = counts.groupby(keys, dropna=False, sort=True)
    known = grouped[["vacancies", "unemployed"]].count().eq(grouped.size(), axis=0).all(axis=1)
    return grouped[[*COUNTS]].sum(min_count=1).where(known).reset_index()


def enough(counts: pd.DataFrame, threshold: float) -> pd.Series:
    return (counts["vacancies"] >= threshold) & (counts["unemployed"] >= threshold)


def with_prior(observed: pd.DataFrame, key: str) -> pd.DataFrame:
    """Add the Land's and Germany's log ratio of the same `key`; a Land, or a Kreis that is one, has no prior."""
    alone = observed[observed["kind"].eq("kreis")].groupby("land_id")["region_id"].nunique().loc[lambda n: n == 1].index
    own_prior = observed["kind"].isin(OWN_PRIOR) | (observed["kind"].eq("kreis") & observed["land_id"].isin(alone))
    land = observed[observed["kind"].eq("land")].set_index(["region_id", key])
    germany = observed[observed["region_id"].eq(GERMANY)].set_index(key)["log_ratio"]
    place = pd.MultiIndex.from_arrays([observed["land_id"], observed[key]])
    return observed.assign(
        prior=np.where(own_prior, np.nan, land["log_ratio"].reindex(place).to_numpy()),
        prior_variance=np.where(own_prior, np.nan, land["variance"].reindex(place).to_numpy()),
        germany=observed[key].map(germany),
    )


def between_table(observed: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Return one row per 2-digit group: Kreis cells, between-region variance, whether pooled, whether ranked."""
    cells = observed[observed["kind"].eq("kreis") & observed["prior"].notna() & enough(observed, choice.threshold)]
    cells = cells[["family_id", "log_ratio", "prior", "variance"]].sort_values(["family_id", "log_ratio", "variance"])
    deviation, variance = (cells["log_ratio"] - cells["prior"]).to_numpy(), cells["variance"].to_numpy()
    pooled = between_variance(deviation, variance)
    rows = []
    for family in sorted(observed["family_id"].unique()):
        inside = (cells["family_id"] == family).to_numpy()
        few = inside.sum() < FAMILY_CELLS or choice.shrink == "pooled"
        found = pooled if few else between_variance(deviation[inside], variance[inside])
        rows.append((family, int(inside.sum()), found, bool(few), found > 0))
    return pd.DataFrame(rows, columns=["family_id", "cells", "between_variance", "pooled", "ranked"])


def with_within(between: pd.DataFrame, groups: pd.DataFrame, folded: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Add `within_variance`: how much a group's distance from Germany differs from that of its 2-digit group.

    Over the Kreis cells with enough cases of their own; the sampling variance of the group beyond that of the 2-digit
    group, which contains it, is taken out. Under 20 cells the variance of all.
    """
    told = fold_error(groups, shrunken(folded, between, choice), choice)
    beyond = told["distance"] ** 2 - (told["own_variance"] - told["sampling_variance"]).clip(lower=0)
    pooled = max(float(beyond.mean()), 0.0) if len(beyond) else 0.0
    found = beyond.groupby(told["family_id"]).agg(["mean", "size"])
    own = found["mean"].where(found["size"] >= FAMILY_CELLS, pooled).clip(lower=0)
    return between.assign(within_variance=between["family_id"].map(own).fillna(pooled))


def fold_error(groups: pd.DataFrame, folded: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Return how far the 2-digit group misses the Kreis cells with enough cases, as distance from Germany.

    Columns family_id, distance, own_variance (of the cell), sampling_variance and value_variance (of the 2-digit group,
    raw and shrunken). `folded` is shrunken. A 2-digit group of one group says nothing.
    """
    cells = groups[groups["kind"].eq("kreis") & enough(groups, choice.threshold) & ~groups["closed"]]
    several = groups.groupby("family_id")["occupation_id"].nunique().loc[lambda n: n > 1].index
    cells = cells[cells["family_id"].isin(several)].reset_index(drop=True)
    family = folded.set_index(["region_id", "family_id"])[["value", "germany", "variance", "value_variance"]]
    family = family.reindex(pd.MultiIndex.from_frame(cells[["region_id", "family_id"]])).reset_index(drop=True)
    return pd.DataFrame(
        {
            "family_id": cells["family_id"],
            "distance": cells["log_ratio"] - cells["germany"] - (family["value"] - family["germany"]),
            "own_variance": cells["variance"],
            "sampling_variance": family["variance"],
            "value_variance": family["value_variance"],
        }
    ).dropna()


def score_elsewhere(
    regions: pd.DataFrame, scores: pd.DataFrame, choice: Choice, without: str | None = None
) -> pd.DataFrame:
    """Add the mean official score of each group over Germany and the Land groups, and how many scores that are.

    A Land or Land group is not told its own score. `without` leaves one more Land group out.
    """
    used = scores[scores["area_id"] != without]
    used = used.assign(weight=np.where(used["area_id"].eq(GERMANY), choice.germany_weight, 1.0))
    used = used.assign(weighted=used[choice.score] * used["weight"])
    total = used.groupby("occupation_id")[["weighted", "weight"]].sum()
    number = used.groupby("occupation_id").size()
    own_area = np.where(
        regions["kind"].isin(("land", "land_group")), regions["land_group_id"].fillna(regions["region_id"]),
        np.where(regions["kind"].eq("country"), GERMANY, None),
    )  # fmt: skip
    own = used.set_index(["area_id", "occupation_id"])[["weighted", "weight"]]
    own = own.reindex(pd.MultiIndex.from_arrays([own_area, regions["occupation_id"]])).fillna(0.0)
    place = regions["occupation_id"].to_numpy()
    weight = total["weight"].reindex(place).to_numpy() - own["weight"].to_numpy()
    weighted = total["weighted"].reindex(place).to_numpy() - own["weighted"].to_numpy()
    return regions.assign(
        score_elsewhere=np.divide(weighted, weight, out=np.full(len(regions), np.nan), where=weight > 1e-9),
        areas_elsewhere=np.nan_to_num(number.reindex(place).to_numpy() - (own["weight"].to_numpy() > 0)).astype(int),
    )


def training_cells(observed: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the cells a model is fitted on: Land group x 3-digit group with a rating and counts, Engpass or not."""
    areas = sorted(set(scores["area_id"]) - {GERMANY})
    cells = observed[observed["region_id"].isin(areas) & observed["kind"].isin(("land", "land_group"))]
    rated = scores[["area_id", "occupation_id", "best"]].rename(columns={"area_id": "region_id"})
    cells = cells.merge(rated, on=["region_id", "occupation_id"])
    cells = cells.assign(
        area_id=cells["region_id"],
        deviation=cells["log_ratio"] - cells["germany"],
        short=cells["best"] >= ENGPASS,
    )
    return cells.dropna(subset=["deviation"]).sort_values(["region_id", "occupation_id"]).reset_index(drop=True)


def fit(inputs: np.ndarray, short: np.ndarray, penalty: float) -> Model:
    """Fit the regularised logistic model; covariance by the curvature at the optimum."""
    scaler = StandardScaler().fit(inputs)
    standard = scaler.transform(inputs)
    fitted = LogisticRegression(C=penalty, tol=1e-10, max_iter=1000, random_state=0).fit(standard, short)
    coefficients = np.concatenate([fitted.intercept_, fitted.coef_[0]])
    design = np.column_stack([np.ones(len(standard)), standard])
    probability = expit(design @ coefficients)
    curvature = (design * (probability * (1 - probability))[:, None]).T @ design
    curvature[1:, 1:] += np.eye(len(coefficients) - 1) / penalty
    return Model(scaler.mean_, scaler.scale_, coefficients, np.linalg.inv(curvature))


def fit_cells(cells: pd.DataFrame, scores: pd.DataFrame, choice: Choice, without: str | None = None) -> Model:
    """Fit the model on the training cells, all areas or all but one."""
    cells = score_elsewhere(cells[cells["area_id"] != without], scores, choice, without)
    cells = cells.dropna(subset=["score_elsewhere"])
    return fit(cells[[*INPUTS]].to_numpy(), cells["short"].to_numpy(), choice.penalty)


def enough_to_fit(cells: pd.DataFrame) -> bool:
    return len(cells) >= MIN_CELLS and cells["area_id"].nunique() >= MIN_AREAS and cells["short"].nunique() == 2


def estimate(counts: pd.DataFrame, scores: pd.DataFrame, choice: Choice = DEFAULT) -> dict[str, pd.DataFrame]:
    """Return the tables `fct_estimate`, `between_variance` and `model_term`.

    `counts`: one row per region and 3-digit group (sql/estimate/count.sql); `scores`: one row per BA area and group
    (sql/estimate/score.sql). The order of the rows does not matter. Without enough ratings to fit and validate a model
    there are ratios but no probabilities.
    """
    counts = counts.sort_values(["region_id", "occupation_id"], ignore_index=True)
    groups = with_prior(observe(counts), "occupation_id")
    folded = with_prior(observe(families(counts)), "family_id")
    cells = training_cells(groups, scores)
    between = with_within(between_table(groups, choice), groups, folded, choice)
    rows, model = probabilities(groups, folded, cells, scores, between, choice)
    return {
        "fct_estimate": _rounded(_table(with_ranks(rows, between))),
        "between_variance": _rounded(between),
        "model_term": _rounded(_terms(model, cells, scores, choice)),
    }


def probabilities(
    groups: pd.DataFrame,
    folded: pd.DataFrame,
    cells: pd.DataFrame,
    scores: pd.DataFrame,
    between: pd.DataFrame,
    choice: Choice,
) -> tuple[pd.DataFrame, Model | None]:
    """Return a row per region and group with the shrunken ratio and the probability, and the model behind it.

    `groups` and `folded` are the observed 3-digit and 2-digit groups with their priors.
    """
    rows = _choose_basis(shrunken(groups, between, choice), shrunken(folded, between, choice), between, choice)
    model = fit_cells(cells, scores, choice) if enough_to_fit(cells) else None
    return _predict(score_elsewhere(rows, scores, choice), model), model


def _choose_basis(groups: pd.DataFrame, folded: pd.DataFrame, between: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Take the 2-digit group where the group has too few cases or a closed cell, if that has enough.

    The group is then as far from its own value in Germany as the 2-digit group is from its; that groups of a family
    differ in this widens the interval.
    """
    own = (enough(groups, choice.threshold) & ~groups["closed"]).to_numpy()
    columns = [
        "log_ratio", "variance", "prior", "between_variance", "weight", "germany", "value", "value_variance",
        "value_low", "value_high", "end_low", "end_high",
    ]  # fmt: skip
    large = folded[enough(folded, choice.threshold)].set_index(["region_id", "family_id"])[columns]
    family = large.reindex(pd.MultiIndex.from_frame(groups[["region_id", "family_id"]])).reset_index(drop=True)
    away = groups["germany"].to_numpy() - family["germany"].to_numpy()
    within = groups["family_id"].map(between.set_index("family_id")["within_variance"]).to_numpy()
    spread = Z90 * np.sqrt(family["value_variance"] + within)
    family = family.assign(
        germany=groups["germany"].to_numpy(),
        value=family["value"] + away,
        value_variance=family["value_variance"] + within,
        value_low=family["end_low"] + away - spread,
        value_high=family["end_high"] + away + spread,
        end_low=family["end_low"] + away,
        end_high=family["end_high"] + away,
    )
    known = groups["vacancies"].notna().to_numpy() & groups["unemployed"].notna().to_numpy()
    of_family = ~own & known & family["value"].notna().to_numpy()
    taken = {c: np.where(own, groups[c], np.where(of_family, family[c], np.nan)) for c in columns}
    return groups.assign(
        **taken,
        basis=np.select([own, of_family], ["group", "family"], default=None),
        basis_id=np.select([own, of_family], [groups["occupation_id"], groups["family_id"]], default=None),
        reason=np.where(own | of_family, None, np.where(known, "few_cases", "unknown")),
    )


def _predict(rows: pd.DataFrame, model: Model | None) -> pd.DataFrame:
    deviation = (rows["value"] - rows["germany"]).to_numpy()
    inputs = np.column_stack([rows["score_elsewhere"], deviation])
    usable = ~np.isnan(inputs).any(axis=1)
    logit, variance, low, high, least, most = (np.full(len(rows), np.nan) for _ in range(6))
    if model is not None and usable.any():
        slope = model.coefficients[2] / model.scale[1]
        logit[usable] = model.logit(inputs[usable])
        variance[usable] = model.variance(inputs[usable], rows["value_variance"].to_numpy()[usable])
        ends = [slope * (rows[end] - rows["value"]).to_numpy() for end in ("end_high", "end_low")]
        least, most = logit + np.minimum(*ends), logit + np.maximum(*ends)
        low, high = expit(least - Z90 * np.sqrt(variance)), expit(most + Z90 * np.sqrt(variance))
    reason = rows["reason"].where(rows["reason"].notna() | usable, "not_rated" if model is not None else "no_model")
    reason = reason.where(reason.notna() | (model is not None), "no_model")
    return rows.assign(
        deviation=deviation, logit=logit, logit_variance=variance, probability=marginal(logit, variance),
        probability_low=low, probability_high=high, reason=reason,
        stated=state_class(marginal(least, variance), marginal(most, variance)),
    )  # fmt: skip


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region_id": rows["region_id"],
            "occupation_id": rows["occupation_id"],
            "basis": rows["basis"],
            "basis_id": rows["basis_id"],
            "log_ratio": rows["log_ratio"],
            "log_ratio_variance": rows["variance"],
            "prior_log_ratio": rows["prior"],
            "between_variance": rows["between_variance"].replace(np.inf, np.nan),
            "weight": rows["weight"],
            "ratio": np.exp(rows["value"]),
            "ratio_low": np.exp(rows["value_low"]),
            "ratio_high": np.exp(rows["value_high"]),
            "shrunken_log_ratio": rows["value"],
            "shrunken_variance": rows["value_variance"],
            "score_elsewhere": rows["score_elsewhere"],
            "areas_elsewhere": rows["areas_elsewhere"],
            "germany_log_ratio": rows["germany"],
            "deviation": rows["deviation"],
            "logit": rows["logit"],
            "logit_variance": rows["logit_variance"],
            "probability": rows["probability"],
            "probability_low": rows["probability_low"],
            "probability_high": rows["probability_high"],
            "class": rows["stated"],
            "rank_low": rows["rank_low"].astype("Int64"),
            "rank_high": rows["rank_high"].astype("Int64"),
            "rank_of": rows["rank_of"].astype("Int64"),
            "reason": rows["reason"],
        }
    )


def _terms(model: Model | None, cells: pd.DataFrame, scores: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Return intercept and inputs: coefficient per standard deviation and per unit, its error, mean, scale, range."""
    names = ["input", "coefficient", "per_unit", "standard_error", "mean", "scale", "lowest", "highest", "cells"]
    if model is None:
        return pd.DataFrame({name: pd.Series(dtype="object" if name == "input" else "float64") for name in names})
    used = score_elsewhere(cells, scores, choice).dropna(subset=["score_elsewhere"])
    error = np.sqrt(np.diag(model.covariance))
    per_unit = model.coefficients[1:] / model.scale
    intercept = model.coefficients[0] - float(per_unit @ model.mean)
    rows = [("intercept", model.coefficients[0], intercept, error[0], 0.0, 1.0, np.nan, np.nan, len(used))]
    for position, name in enumerate(INPUTS):
        rows.append(
            (name, model.coefficients[position + 1], per_unit[position], error[position + 1], model.mean[position],
             model.scale[position], used[name].min(), used[name].max(), len(used))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Keep nine digits after the point: the last bits of a sum depend on the machine, a published figure must not."""
    floats = table.select_dtypes("float").columns
    return table.assign(**{name: table[name].round(9) for name in floats})
