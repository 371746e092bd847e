"""How sure an estimate is: sampling variance, shrinkage towards the Land, intervals, stated classes and ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit

from transforms.estimate.rules import GERMANY, MIN_RANKED, SURE, Z90, Choice


def log_ratio(unemployed: np.ndarray, vacancies: np.ndarray) -> np.ndarray:
    """Return the logarithm of unemployed per vacancy; the half keeps a zero finite."""
    return np.log((unemployed + 0.5) / (vacancies + 0.5))


def sampling_variance(unemployed: np.ndarray, vacancies: np.ndarray) -> np.ndarray:
    """Return the variance of `log_ratio` where both counts vary as Poisson counts do."""
    return 1 / (unemployed + 0.5) + 1 / (vacancies + 0.5)


def between_variance(deviation: np.ndarray, variance: np.ndarray) -> float:
    """Return how much regions differ beyond chance (Paule-Mandel about a known centre); 0 where they do not.

    `deviation` is the distance of each region's log ratio to its Land's, `variance` its sampling variance.
    """

    def excess(between: float) -> float:
        return float(np.sum(deviation**2 / (variance + between))) - len(deviation)

    if not len(deviation) or excess(0) <= 0:
        return 0.0
    return float(brentq(excess, 0, float(np.sum(deviation**2)) + 1, xtol=1e-10))


def shrink(
    own: np.ndarray, own_variance: np.ndarray, prior: np.ndarray, prior_variance: np.ndarray, between: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw log ratios towards a prior: return the value, its variance and the weight of the prior.

    The fewer the cases, the larger the weight. A missing prior leaves the value as it is.
    """
    weight = np.where(np.isnan(prior), 0.0, own_variance / (own_variance + between))
    value = np.where(weight > 0, weight * np.nan_to_num(prior) + (1 - weight) * own, own)
    return value, (1 - weight) * own_variance + weight**2 * np.nan_to_num(prior_variance), weight


def observe(counts: pd.DataFrame) -> pd.DataFrame:
    """Add `log_ratio`, its variance, and its bounds where closed cells are inside."""
    return counts.assign(
        log_ratio=log_ratio(counts["unemployed"], counts["vacancies"]),
        variance=sampling_variance(counts["unemployed"], counts["vacancies"]),
        log_ratio_low=log_ratio(counts["unemployed_low"], counts["vacancies_high"]),
        log_ratio_high=log_ratio(counts["unemployed_high"], counts["vacancies_low"]),
    )


def shrunken(observed: pd.DataFrame, between: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Add the shrunken log ratio, its variance and 90 % bounds, and the weight of the Land."""
    tau = observed["family_id"].map(between.set_index("family_id")["between_variance"]).to_numpy()
    tau = np.full(len(observed), np.inf) if choice.shrink == "none" else tau
    own_variance, prior, prior_variance = (observed[c].to_numpy() for c in ("variance", "prior", "prior_variance"))
    value, variance, weight = shrink(observed["log_ratio"].to_numpy(), own_variance, prior, prior_variance, tau)
    spread = Z90 * np.sqrt(variance)
    ends = [
        shrink(observed[end].to_numpy(), own_variance, prior, prior_variance, tau)[0]
        for end in ("log_ratio_low", "log_ratio_high")
    ]
    return observed.assign(
        between_variance=tau, value=value, value_variance=variance, weight=weight,
        value_low=ends[0] - spread, value_high=ends[1] + spread, end_low=ends[0], end_high=ends[1],
    )  # fmt: skip


def marginal(logit: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Return the probability averaged over the uncertainty of the logit: the less is known, the nearer to one half."""
    return expit(logit / np.sqrt(1 + np.pi / 8 * variance))


def state_class(least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Return the class, stated only where it holds whatever the closed cells inside are."""
    known = ~np.isnan(least)
    return np.select(
        [known & (least >= SURE), known & (most <= 1 - SURE), known],
        ["engpass", "kein_engpass", "uneindeutig"],
        default=None,
    )


def with_ranks(rows: pd.DataFrame, between: pd.DataFrame) -> pd.DataFrame:
    """Add the set of ranks among the regions of the same kind in the Land, tightest first.

    The set spans from the regions that are tighter to those that are more relaxed beyond chance, each pair at 90 %.
    None where the between-region variance is 0, since then the regions cannot be told apart, and among too few.
    """
    ranked = rows["basis"].eq("group") & rows["family_id"].isin(between.loc[between["ranked"], "family_id"])
    low, high, of = (np.full(len(rows), np.nan) for _ in range(3))
    peers = rows.assign(among=rows["land_id"].where(rows["kind"] != "land", GERMANY))[ranked]
    peers = peers[peers["kind"].isin(("kreis", "ra", "aa", "hwk", "ihk", "land"))]
    for _, block in peers.groupby(["kind", "among", "occupation_id"], sort=False):
        if len(block) < MIN_RANKED:
            continue
        value, variance = block["value"].to_numpy(), block["value_variance"].to_numpy()
        distance = value[:, None] - value[None, :]
        error = Z90 * np.sqrt(variance[:, None] + variance[None, :])
        place = block.index.to_numpy()
        low[place] = 1 + (distance > error).sum(axis=1)
        high[place] = len(block) - (distance < -error).sum(axis=1)
        of[place] = len(block)
    return rows.assign(rank_low=low, rank_high=high, rank_of=of)
