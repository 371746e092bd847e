"""The estimates of some regions and their validation, from the marts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.model.estimates import Estimate, Quality, Validation

Row = dict[str, Any]
METHODS = ("model", "national_label", "neighbour_label", "raw_ratio")


@dataclass(frozen=True, slots=True)
class Estimates:
    """(region, occupation) -> estimate and reading; what the validation found, None where there was none."""

    of: dict[tuple[str, str], tuple[Estimate | None, str]]
    validation: Validation | None


def load(rows: Callable[..., list[Row]], regions: Sequence[str]) -> Estimates:
    """Read the marts once for all regions. An edition without estimates gives none."""
    found = rows(
        "select e.*, f.name as family from region_estimate e "
        "left join dim_occupation f on f.occupation_id = e.basis_id and f.level = 2 "
        "where list_contains(?, e.region_id)",
        list(regions),
    )
    terms = rows("select * from model_term")
    fitted = {t["input"]: (t["lowest"], t["highest"]) for t in terms if t["lowest"] is not None}
    return Estimates(
        {(r["region_id"], r["occupation_id"]): (_estimate(r, fitted), r["reading"] or "") for r in found},
        _validation(
            rows("select * from validation"),
            rows("select * from validation_coverage where size = 'all'"),
            rows("select * from validation_sensitivity"),
            rows("select * from validation_bin order by bin"),
        ),
    )


def _estimate(r: Row, fitted: Mapping[str, tuple[float, float]]) -> Estimate | None:
    """Take a row that has both a ratio and a probability; `fitted` are the ranges of the model's inputs."""
    if r["basis"] is None or r["probability"] is None:
        return None
    ranked = r["rank_low"] is not None
    inputs = ((*bounds, r[name]) for name, bounds in fitted.items() if r.get(name) is not None)
    return Estimate(
        basis=r["basis"],
        basis_name=(r["family"] or "") if r["basis"] == "family" else "",
        **{f"{name}{end}": r[f"{name}{end}"] for name in ("ratio", "probability") for end in ("", "_low", "_high")},
        klass=r["class"],
        rank=(r["rank_low"], r["rank_high"], r["rank_of"]) if ranked else None,
        outside=any(not low <= value <= high for low, high, value in inputs),
    )


def _validation(methods: list[Row], coverage: list[Row], choices: list[Row], bins: list[Row]) -> Validation | None:
    if not (methods and coverage and choices and bins):
        return None
    by_method = {r["method"]: r for r in methods}
    kept = [r["kept"] for r in choices]
    return Validation(
        cells=by_method["model"]["cells"],
        areas=by_method["model"]["areas"],
        qualities=tuple(
            Quality(m, r["title"], r["auc"], r["brier"], r["calibration_error"])
            for m, r in sorted(by_method.items(), key=lambda item: METHODS.index(item[0]))
        ),
        bins=tuple((r["predicted"], r["observed"], r["cells"]) for r in bins),
        coverage_year=coverage[0]["year"],
        coverage_cells=coverage[0]["cells"],
        coverage=coverage[0]["coverage"],
        kept=sum(kept) / len(kept),
        kept_lowest=min(kept),
    )
