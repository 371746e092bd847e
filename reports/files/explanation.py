"""An explanation as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from math import exp
from typing import Any

from reports.model.estimates import READINGS
from reports.model.explanation import (
    OWN_CALCULATION,
    Count,
    Estimate,
    Explanation,
    Flip,
    Observed,
    Score,
    Shrinkage,
    roundly,
)


def to_json(e: Explanation) -> dict[str, Any]:
    """Return the explanation as plain values, rounded to what they can bear. Keys:

    edition, handed_over; region {id, name}; occupation {code, name, everyday, family, family_name};
    observed: kind "beobachtet", year, vacancies, unemployed, ratio, land_ratio, germany_ratio, without (Kreise left
      out), kreise [{id, name, share, vacancies, unemployed}]; a count is {value, flag, place}, value and place null
      where it may not be shown; a place is {source, title, file, sheet, row, column}, row null for a sum;
    official: kind "amtlich", land and germany (by level), best_elsewhere (best level of each area that is told to the
      model): lists of {area_id, area, level, score, class, place}; score_elsewhere (their mean), areas_elsewhere;
    estimate: kind "geschätzt", note "eigene Berechnung", reason (why there is none, a key of REASONS), basis ("group",
      or "family": the 2-digit group, whose counts are not told),
      shrinkage {own_ratio, log_ratio, variance, land_ratio, land_log_ratio, between_variance, between_cells, pooled,
        weight_land, weight_region, ratio, low, high}, own and Land's values null on the basis "family",
      probability, low, high, class, model {logit, logit_variance, start {log_odds, probability}, cells, contributions
        [{input, value, mean, slope, lowest, highest, log_odds, points}]},
      flips [{probability, ratio, ratio_plausible, unemployed, score, score_plausible}], rank {from, to, of};
    reading {key, words, land_class}; validation [{method, title, auc, brier, calibration_error}]; sources [{id, title,
      period, attribution}].
    Ratios are unemployed per vacancy, contributions log odds against the mean of the fitted cells, `points` the same in
    parts of a probability.
    """
    return {
        "edition": e.edition,
        "handed_over": e.handed_over,
        "region": {"id": e.region.id, "name": e.region.name},
        "occupation": {
            "code": e.occupation,
            "name": e.name,
            "everyday": e.everyday,
            "family": e.family,
            "family_name": e.family_name,
        },
        "observed": _observed(e.observed),
        "official": {
            "kind": "amtlich",
            "land": [_score(score) for score in e.official],
            "germany": [_score(score) for score in e.germany],
            "best_elsewhere": [_score(score) for score in e.elsewhere],
            "score_elsewhere": _number(e.score_elsewhere, 2),
            "areas_elsewhere": e.areas_elsewhere,
        },
        "estimate": {
            "kind": "geschätzt",
            "note": OWN_CALCULATION,
            "reason": e.reason or None,
            "basis": e.shrinkage.basis if e.shrinkage else None,
            "shrinkage": _shrinkage(e.shrinkage),
            **_estimate(e.estimate),
            "flips": [_flip(flip) for flip in e.flips],
            "rank": None if e.rank is None else dict(zip(("from", "to", "of"), e.rank, strict=True)),
        },
        "reading": {"key": e.reading or None, "words": READINGS.get(e.reading), "land_class": e.land_class},
        "validation": [
            {"method": q.method, "title": q.title}
            | {name: _number(getattr(q, name), 3) for name in ("auc", "brier", "calibration_error")}
            for q in e.quality
        ],
        "sources": [asdict(source) for source in e.sources],
    }


def _observed(o: Observed) -> dict[str, Any]:
    return {
        "kind": "beobachtet",
        "year": o.year,
        "vacancies": _count(o.vacancies),
        "unemployed": _count(o.unemployed),
        **{name: _ratio(getattr(o, name)) for name in ("ratio", "land_ratio", "germany_ratio")},
        "without": list(o.without),
        "kreise": [
            {"id": k.id, "name": k.name, "share": k.share}
            | {"vacancies": _count(k.vacancies), "unemployed": _count(k.unemployed)}
            for k in o.kreise
        ],
    }


def _count(count: Count) -> dict[str, Any]:
    return {"value": _number(count.value, 2), "flag": count.flag, "place": count.place and asdict(count.place)}


def _score(s: Score) -> dict[str, Any]:
    return {
        "area_id": s.area_id,
        "area": s.area,
        "level": s.level,
        "score": _number(s.score, 2),
        "class": s.klass,
        "place": asdict(s.place),
    }


def _shrinkage(s: Shrinkage | None) -> dict[str, Any] | None:
    """Write the way to the estimated ratio; of a 2-digit group only its end, since the way tells its counts."""
    if s is None:
        return None
    own = s.basis == "group"
    land = own and s.land_log_ratio is not None
    return {
        "own_ratio": _ratio(s.own_ratio) if own else None,
        "log_ratio": _number(s.log_ratio, 2) if own else None,
        "variance": _number(s.variance, 3) if own else None,
        "land_ratio": _ratio(exp(s.land_log_ratio)) if land else None,
        "land_log_ratio": _number(s.land_log_ratio, 2) if land else None,
        "between_variance": _number(s.between_variance, 3),
        "between_cells": s.between_cells,
        "pooled": s.pooled,
        "weight_land": _number(s.weight, 2),
        "weight_region": _number(1 - s.weight, 2),
        **{name: _ratio(getattr(s, name)) for name in ("ratio", "low", "high")},
    }


def _estimate(e: Estimate | None) -> dict[str, Any]:
    if e is None:
        return dict.fromkeys(("probability", "low", "high", "class", "model"))
    return {
        **{name: _number(getattr(e, name), 2) for name in ("probability", "low", "high")},
        "class": e.klass,
        "model": {
            "logit": _number(e.logit, 2),
            "logit_variance": _number(e.variance, 2),
            "start": {"log_odds": _number(e.start, 2), "probability": _number(e.start_probability, 2)},
            "cells": e.cells,
            "contributions": [
                {"input": t.input}
                | {n: _number(getattr(t, n), 2) for n in ("value", "mean", "slope", "lowest", "highest", "log_odds")}
                | {"points": _number(t.points, 2)}
                for t in e.terms
            ],
        }
        if e.terms
        else None,
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "probability": flip.probability,
        "ratio": _ratio(flip.ratio),
        "ratio_plausible": flip.ratio_plausible,
        "unemployed": None if flip.unemployed is None else roundly(flip.unemployed),
        "score": _number(flip.score, 2),
        "score_plausible": flip.score_plausible,
    }


def _ratio(value: float | None) -> float | None:
    return _number(value, 2)


def _number(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
