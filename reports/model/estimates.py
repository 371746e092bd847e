"""The project's own estimate of an occupation group, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

READINGS = {
    "beide_eng": "Land und Region eng",
    "land_eng": "im Land eng, in der Region entspannt",
    "region_eng": "in der Region eng, im Land nicht",
    "beobachten": "beobachten",
    "kein_zeichen": "kein Zeichen",
    "zu_wenige": "zu wenige Fälle",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The project's own estimate for the group in the region: never an official figure."""

    basis: str  # "group": its own counts; "family": those of its 2-digit group, since its own are too few
    basis_name: str  # name of the 2-digit group where it is the basis, else ""
    ratio: float  # unemployed per vacancy, drawn towards the Land's
    ratio_low: float  # 90 % interval
    ratio_high: float
    probability: float  # that the BA's method would call it short, 0..1
    probability_low: float  # 90 % interval
    probability_high: float
    klass: str  # "engpass", "kein_engpass": probability at least 0.8 or at most 0.2; else "uneindeutig"
    rank: tuple[int, int, int] | None = None  # 90 % set of ranks among the Land's regions of its kind: (2, 7, 53)
    outside: bool = False  # an input lies outside the range the model was fitted on


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a way of telling shortage does on Land groups it was not fitted on."""

    method: str  # "model", "national_label", "neighbour_label", "raw_ratio"
    title: str  # "Schätzung des Berichts"
    auc: float
    brier: float
    calibration_error: float  # mean distance of predicted and observed share over ten bins of equal size


@dataclass(frozen=True, slots=True)
class Validation:
    """What the estimate can and cannot do, measured on this edition."""

    cells: int  # Land group x 3-digit group with an official rating
    areas: int  # Land groups, each left out once
    qualities: tuple[Quality, ...]  # the model first
    bins: tuple[tuple[float, float, int], ...]  # predicted share, observed share, cells
    coverage_year: int
    coverage_cells: int  # held-out counts of every third Kreis
    coverage: float  # share of them inside their 90 % interval
    kept: float  # mean share of the five most probable shortages that stay so under other choices
    kept_lowest: float  # the same under the choice that changes most
