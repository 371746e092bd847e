"""Why a region stands where it stands in one occupation: every step from the counts to the reading.

An `Explanation` holds observed, official and estimated figures apart. What the model says can be followed by hand:
`logit_for`, `probability_for` and the flips are the formula of transforms/estimate/model.py, solved for one input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import exp, floor, log, pi, sqrt

from reports.model.estimates import Quality
from reports.model.region import RegionInfo
from transforms.estimate.rules import INPUTS, OPEN, SURE, SURELY_NOT

SCORE, DEVIATION = INPUTS
OWN_CALCULATION = "eigene Berechnung"
REASONS = {
    "few_cases": "Weder die Gruppe noch ihre Berufshauptgruppe hat hier 10 Stellen und 10 Arbeitslose.",
    "unknown": "Die Arbeitslosen nach Berufen sind hier nicht bekannt.",
    "not_rated": "Die BA bewertet die Gruppe in keinem Gebiet, also fehlt der Maßstab.",
    "no_model": "Für ein Modell enthält diese Ausgabe zu wenige amtliche Bewertungen.",
    "not_handed_over": "Diese Ausgabe wurde ohne Schätzungen weitergegeben.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in the publisher's file."""

    source: str  # id of the source
    title: str
    file: str
    sheet: str
    row: int | None  # None: the figure is a sum of several rows
    column: str


@dataclass(frozen=True, slots=True)
class Count:
    """A count as it may be printed. `value` is None exactly when `flag` says why; then there is no place either."""

    value: float | None
    flag: str  # ok, below_3, secret, unknown, incomplete, uncertain
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class KreisCounts:
    id: str
    name: str
    share: float  # part of the Kreis that belongs to the region
    vacancies: Count
    unemployed: Count


@dataclass(frozen=True, slots=True)
class Observed:
    """Counts of the region, annual means; `kreise` is empty where an edition was handed over without them."""

    year: int
    vacancies: Count
    unemployed: Count
    ratio: float | None  # unemployed per vacancy; None below 10 of either
    land_ratio: float | None
    germany_ratio: float | None
    without: tuple[str, ...]  # Kreise whose unemployed are not known by occupation: left out of the ratio
    kreise: tuple[KreisCounts, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The BA's score of the group in one area and requirement level; `score` None: not rated there."""

    area_id: str
    area: str
    level: int
    score: float | None
    klass: str | None  # engpass, beobachtung, kein_engpass
    place: Place


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How the region's value is drawn towards the Land's. Logarithms are of unemployed per vacancy."""

    basis: str  # "group", or "family": the counts of the 2-digit group
    log_ratio: float
    variance: float
    land_log_ratio: float | None  # None: nothing to draw towards, the region is a Land
    between_variance: float | None
    between_cells: int
    pooled: bool  # too few Kreise in the 2-digit group: the variance of all
    ranked: bool
    weight: float  # of the Land, 0..1
    ratio: float
    low: float  # 90 % interval
    high: float
    germany_log_ratio: float

    @property
    def own_ratio(self) -> float:
        return exp(self.log_ratio)


@dataclass(frozen=True, slots=True)
class Term:
    """An input of the model: its value here, the mean of the fitted cells, and what the difference does."""

    input: str  # score_elsewhere, deviation
    value: float
    mean: float
    slope: float  # log odds per unit
    lowest: float  # range of the fitted cells
    highest: float
    log_odds: float  # slope * (value - mean)
    points: float  # the same in probability, 0..1

    def holds(self, value: float) -> bool:
        """Say whether a value lies in the range the model was fitted on."""
        return self.lowest <= value <= self.highest


@dataclass(frozen=True, slots=True)
class Estimate:
    """The probability that the BA's method would say Engpass. `terms` is empty where an edition lacks the model."""

    probability: float
    low: float  # 90 % interval
    high: float
    klass: str  # engpass, kein_engpass, uneindeutig
    logit: float
    variance: float  # of the logit
    start: float | None  # log odds of a cell with mean inputs
    start_probability: float | None
    cells: int  # the model was fitted on
    terms: tuple[Term, ...]

    def term(self, name: str) -> Term:
        return next(term for term in self.terms if term.input == name)


@dataclass(frozen=True, slots=True)
class Flip:
    """What one input would have to be for the probability to reach a bound, all else equal."""

    probability: float  # 0.8, 0.5, 0.2
    deviation: float
    ratio: float  # unemployed per vacancy, as estimated
    ratio_plausible: bool  # inside the range of the fitted cells
    unemployed: float | None  # the count that leads there at the vacancies of today; None where it cannot be said
    score: float  # score elsewhere
    score_plausible: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A source quoted in the explanation, with the line its licence asks for."""

    id: str
    title: str
    period: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Explanation:
    edition: str
    handed_over: bool
    region: RegionInfo
    occupation: str
    name: str
    everyday: str
    family: str
    family_name: str
    observed: Observed
    official: tuple[Score, ...]  # the region's Land group, by level
    germany: tuple[Score, ...]  # by level
    elsewhere: tuple[Score, ...]  # best level of each area whose score is told to the model
    score_elsewhere: float | None
    areas_elsewhere: int
    shrinkage: Shrinkage | None
    estimate: Estimate | None
    flips: tuple[Flip, ...]
    land_class: str | None
    reading: str  # key of READINGS, "" without one
    reason: str  # why there is no estimate, see REASONS; "" where there is one
    rank: tuple[int, int, int] | None  # lowest and highest rank of the 90 % set, number of regions
    quality: tuple[Quality, ...]  # the model first
    tested: tuple[int, int]  # rated cells and Land groups the model was tested on
    sources: tuple[Source, ...]


def probability_for(logit: float, variance: float) -> float:
    """Return the probability averaged over the uncertainty of the logit."""
    return 1 / (1 + exp(-logit / sqrt(1 + pi / 8 * variance)))


def logit_for(probability: float, variance: float) -> float:
    """Return the logit that gives a probability, where its variance is held."""
    return log(probability / (1 - probability)) * sqrt(1 + pi / 8 * variance)


def points(start: float, log_odds: Sequence[float], variance: float) -> tuple[float, ...]:
    """Share the way from the starting probability to the final one among the inputs.

    What an input adds depends on what is there already, so each counts with its mean over all orders; the parts add up.
    """
    orders = list(permutations(range(len(log_odds))))
    shares = [0.0] * len(log_odds)
    for order in orders:
        logit = start
        for place in order:
            before = probability_for(logit, variance)
            logit += log_odds[place]
            shares[place] += (probability_for(logit, variance) - before) / len(orders)
    return tuple(shares)


def flips(estimate: Estimate, shrinkage: Shrinkage, vacancies: float | None) -> tuple[Flip, ...]:
    """Solve the model for what would take the probability to 0.8, 0.5 and 0.2, one input at a time.

    The variances and the weight of the Land are held. `vacancies` turns the ratio back into a count of unemployed.
    """
    if not estimate.terms:
        return ()
    score, deviation = estimate.term(SCORE), estimate.term(DEVIATION)
    found = []
    for bound in (SURE, OPEN, SURELY_NOT):
        missing = logit_for(bound, estimate.variance) - estimate.logit
        new_deviation = deviation.value + missing / deviation.slope
        new_score = score.value + missing / score.slope
        value = new_deviation + shrinkage.germany_log_ratio
        found.append(
            Flip(
                bound, new_deviation, exp(value), deviation.holds(new_deviation),
                _unemployed(value, shrinkage, vacancies), new_score, score.holds(new_score),
            )
        )  # fmt: skip
    return tuple(found)


def _unemployed(log_ratio: float, shrinkage: Shrinkage, vacancies: float | None) -> float | None:
    """Return the count that is drawn to a log ratio at the given vacancies; None where no count is."""
    if vacancies is None or shrinkage.basis != "group" or shrinkage.weight >= 1:
        return None
    pull = shrinkage.weight * (shrinkage.land_log_ratio or 0.0)
    count = exp((log_ratio - pull) / (1 - shrinkage.weight)) * (vacancies + 0.5) - 0.5
    return count if count > 0 else None


def roundly(value: float) -> float:
    """Round a count that is only meant as "rund": the larger, the coarser."""
    step = 1 if value < 20 else 5 if value < 100 else 10 if value < 1000 else 100
    return floor(value / step + 0.5) * step
