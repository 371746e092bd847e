"""Compare ways to estimate shortage, each on Land groups it has not seen: python -m benchmarks.estimate WAREHOUSE

The estimate of the project is the simplest that does best; this shows what was tried beside it, on the same cells.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import duckdb
import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from transforms.estimate.intervals import observe
from transforms.estimate.model import score_elsewhere, training_cells, with_prior
from transforms.estimate.rules import ENGPASS, GERMANY, Choice
from transforms.estimate.tables import SQL
from transforms.estimate.validation import NEIGHBOURS, quality

MORE = """
with wide as (
    select case when r.kind = 'country' then r.region_id else coalesce(r.land_group_id, r.region_id) end as region_id,
           f.occupation_id, f.year, f.measure, sum(f.value) as value
    from fct_region_occupation f join dim_region r using (region_id)
    where r.kind in ('land', 'country') and f.year >= (select max(year) - 3 from dim_period)
    group by all
)
select region_id, occupation_id, (select max(year) from dim_period) - year as back,
       max(value) filter (measure = 'vacancies') as v, max(value) filter (measure = 'unemployed_persons') as u,
       max(value) filter (measure = 'employees_persons') as e
from wide group by all order by all
"""
LEVELS = (
    "select region_id, occupation_id, level, max(score) as score from land_official "
    "where score is not null group by all order by all"
)
ELSEWHERE = "elsewhere"
Make = Callable[[], object]


def main() -> None:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        tables = [connection.execute((SQL / f"{n}.sql").read_text(encoding="utf-8")).df() for n in ("count", "score")]
        more, levels = connection.execute(MORE).df(), connection.execute(LEVELS).df()
    counts, scores = tables
    cells = _cells(counts, scores, more, levels)
    logistic = partial(make_pipeline, StandardScaler(), LogisticRegression(C=1.0, max_iter=5000))
    boosted = partial(HistGradientBoostingClassifier, max_iter=80, learning_rate=0.05, max_leaf_nodes=6, random_state=0)
    forest = partial(RandomForestClassifier, 400, min_samples_leaf=8, random_state=0)
    six = ["national", "ratio", "unemployed", "vacant", "ratio_3", "unemployed_3"]
    apart = ["level_2", "level_3", "level_4", "has_2", "has_3", "has_4"]
    away = ["deviation", "unemployed_away", "vacant_away"]
    ways: list[tuple[str, Make, list[str]]] = [
        ("national score", logistic, ["national"]),
        ("six inputs: national score, U/V, unemployment, vacancy rate, two changes over 3 years", logistic, six),
        ("national scores of the levels apart", logistic, apart),
        ("levels apart, and the six", logistic, [*apart, *six]),
        ("national score, and distance from Germany in U/V, unemployment, vacancy rate", logistic, ["national", *away]),
        ("score elsewhere", logistic, [ELSEWHERE]),
        ("**score elsewhere, distance in U/V** (chosen)", logistic, [ELSEWHERE, "deviation"]),
        ("the chosen, and the national score", logistic, [ELSEWHERE, "deviation", "national"]),
        ("the chosen, and distance in unemployment and vacancy rate", logistic, [ELSEWHERE, *away]),
        ("the chosen, and change of the vacancy rate over 3 years", logistic, [ELSEWHERE, "deviation", "vacant_3"]),
        ("the chosen, and the neighbours' scores", logistic, [ELSEWHERE, "deviation", "neighbours"]),
        ("the chosen, and a mark for the east", logistic, [ELSEWHERE, "deviation", "east"]),
        ("ordinal: linear on the score itself", partial(make_pipeline, StandardScaler(), Ridge(1.0)),
         [ELSEWHERE, "deviation"]),
        ("gradient boosting, all inputs", boosted, [ELSEWHERE, *apart, *six, *away]),
        ("random forest, all inputs", forest, [ELSEWHERE, *apart, *six, *away]),
    ]  # fmt: skip
    print("| inputs | AUC | Brier | calibration error |\n|---|---|---|---|")
    short = cells["short"].to_numpy()
    for title, make, names in ways:
        auc, brier, error, _ = quality(short, _left_out(cells, scores, make, names))
        print(f"| {title} | {auc:.3f} | {brier:.4f} | {error:.3f} |", flush=True)


def _cells(counts: pd.DataFrame, scores: pd.DataFrame, more: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    cells = training_cells(with_prior(observe(counts), "occupation_id"), scores)
    wide = more.pivot(index=["region_id", "occupation_id"], columns="back", values=["u", "v", "e"])
    figures = pd.DataFrame(
        {
            f"{name}{suffix}": value
            for back, suffix in ((0, ""), (3, "_then"))
            for name, value in (
                ("ratio", np.log((wide["u"][back] + 0.5) / (wide["v"][back] + 0.5))),
                ("unemployed", np.log((wide["u"][back] + 0.5) / (wide["u"][back] + wide["e"][back] + 1))),
                ("vacant", np.log((wide["v"][back] + 0.5) / (wide["v"][back] + wide["e"][back] + 1))),
            )
        }
    )
    for name in ("ratio", "unemployed", "vacant"):
        figures[f"{name}_3"] = figures[name] - figures[f"{name}_then"]
    germany = figures.loc[GERMANY]
    cells = cells.drop(columns="unemployed").join(figures, on=["region_id", "occupation_id"])
    for name in ("unemployed", "vacant"):
        cells[f"{name}_away"] = cells[name] - cells["occupation_id"].map(germany[name])
    national = levels[levels["region_id"] == GERMANY].pivot(index="occupation_id", columns="level", values="score")
    best = cells["occupation_id"].map(national.max(axis=1))
    cells["national"] = best
    for level in (2, 3, 4):
        own = cells["occupation_id"].map(national[level])
        cells[f"level_{level}"], cells[f"has_{level}"] = own.fillna(best), own.notna().astype(float)
    return cells.assign(east=cells["area_id"].isin(("13", "14", "15", "16", "ba-11-12")).astype(float))


def _left_out(cells: pd.DataFrame, scores: pd.DataFrame, make: Make, names: list[str]) -> np.ndarray:
    probability = np.empty(len(cells))
    for area in sorted(cells["area_id"].unique()):
        held = (cells["area_id"] == area).to_numpy()
        told = score_elsewhere(cells, scores, Choice(), without=area)
        table = told.assign(**{ELSEWHERE: told["score_elsewhere"]})
        table["neighbours"] = _neighbours(table, scores, area) - table[ELSEWHERE]
        inputs, model = table[names].fillna(0.0).to_numpy(), make()
        if hasattr(model, "predict_proba"):
            model.fit(inputs[~held], cells["short"][~held])
            probability[held] = model.predict_proba(inputs[held])[:, 1]
        else:
            score = cells["best"].to_numpy()
            model.fit(inputs[~held], score[~held])
            error = (score[~held] - model.predict(inputs[~held])).std()
            probability[held] = norm.sf((ENGPASS - 0.05 - model.predict(inputs[held])) / error)
    return probability


def _neighbours(cells: pd.DataFrame, scores: pd.DataFrame, held: str) -> np.ndarray:
    best = scores[scores["area_id"] != held].set_index(["area_id", "occupation_id"])["best"].to_dict()
    found = []
    for area, group, prior in zip(cells["area_id"], cells["occupation_id"], cells[ELSEWHERE], strict=True):
        near = [best[n, group] for n in NEIGHBOURS[area] if (n, group) in best]
        found.append((sum(near) + prior) / (len(near) + 1))
    return np.array(found)


if __name__ == "__main__":
    main()
