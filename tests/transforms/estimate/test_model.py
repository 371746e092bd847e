"""The regional estimate: shrinkage, probability, intervals, ranks, on invented figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.rated_land import country
from transforms.estimate import rules
from transforms.estimate.intervals import between_variance, log_ratio, sampling_variance, shrink
from transforms.estimate.model import estimate
from transforms.estimate.rules import Choice

counts_of = st.floats(0, 5000)
number = st.floats(-5, 5)
variance = st.floats(0.001, 4)


@pytest.fixture(scope="module")
def world() -> tuple[pd.DataFrame, pd.DataFrame]:
    return country()


@pytest.fixture(scope="module")
def found(world) -> pd.DataFrame:
    return table(*world)


def table(counts, scores, choice=None) -> pd.DataFrame:
    return estimate(counts, scores, choice or Choice())["fct_estimate"].set_index(["region_id", "occupation_id"])


@given(number, variance, number, variance, st.floats(0, 4))
def test_shrinkage_stays_between_raw_and_prior(own, own_variance, prior, prior_variance, between):
    value, spread, weight = shrink(*(np.array([x]) for x in (own, own_variance, prior, prior_variance, between)))
    assert min(own, prior) - 1e-9 <= value[0] <= max(own, prior) + 1e-9
    assert 0 <= weight[0] <= 1
    assert 0 <= spread[0] <= max(own_variance, prior_variance) + 1e-9


@given(counts_of, counts_of, st.floats(1.01, 50), number, variance, st.floats(0.01, 4))
def test_more_cases_narrow_the_interval(unemployed, vacancies, factor, prior, prior_variance, between):
    few, many = (sampling_variance(np.array([unemployed * f]), np.array([vacancies * f])) for f in (1, factor))
    own = log_ratio(np.array([unemployed]), np.array([vacancies]))
    spreads = [shrink(own, v, np.array([prior]), np.array([prior_variance]), np.array([between])) for v in (few, many)]
    # towards a prior that is itself less sure than the region there is nothing to gain
    assert spreads[1][1][0] <= max(spreads[0][1][0], prior_variance) + 1e-12
    assert spreads[1][2][0] <= spreads[0][2][0] + 1e-12


def test_without_a_prior_the_value_stays():
    value, spread, weight = shrink(*(np.array([x]) for x in (1.5, 0.2, np.nan, np.nan, 0.3)))
    assert (value[0], spread[0], weight[0]) == (1.5, 0.2, 0.0)


def test_between_variance_is_found_again():
    random = np.random.default_rng(3)
    sampling = random.uniform(0.01, 0.3, 4000)
    deviation = random.normal(0, np.sqrt(0.25 + sampling))
    assert between_variance(deviation, sampling) == pytest.approx(0.25, abs=0.03)


def test_regions_alike_beyond_chance_have_no_between_variance():
    assert between_variance(np.array([0.1, -0.1, 0.05]), np.array([0.3, 0.3, 0.3])) == 0.0
    assert between_variance(np.array([]), np.array([])) == 0.0


def test_no_ranks_where_regions_cannot_be_told_apart(world):
    counts, scores = world
    land = counts[counts["kind"] == "land"].set_index(["region_id", "occupation_id"])
    place = pd.MultiIndex.from_frame(counts[["land_id", "occupation_id"]])
    same = (land["unemployed"] / land["vacancies"]).reindex(place).to_numpy()
    even = counts.assign(
        unemployed=np.where(counts["kind"] == "kreis", counts["vacancies"] * same, counts["unemployed"])
    )
    even = even.assign(unemployed_low=even["unemployed"], unemployed_high=even["unemployed"])
    tables = estimate(even, scores)
    assert (tables["between_variance"]["between_variance"] == 0).all()
    assert not tables["between_variance"]["ranked"].any()
    own = tables["fct_estimate"].query("basis == 'group'")
    assert len(own)
    assert own["rank_low"].isna().all()
    kreise = own[own["region_id"].str.len() == 5]
    assert (kreise["weight"] == 1).all()  # nothing of its own to tell


def test_ranks_are_sets_that_hold_the_own_place(found):
    ranked = found.dropna(subset=["rank_low"])
    assert ((ranked["rank_low"] >= 1) & (ranked["rank_low"] <= ranked["rank_high"])).all()
    assert (ranked["rank_high"] <= ranked["rank_of"]).all()
    kreise = ranked[ranked.index.get_level_values("region_id").str.match(r"05\d{3}")]
    place = kreise.groupby("occupation_id")["ratio"].rank(method="first")
    assert ((kreise["rank_low"] <= place) & (place <= kreise["rank_high"])).all()


def test_a_set_of_one_kreis_is_that_kreis(world, found):
    counts, scores = world
    twin = counts[counts["region_id"] == "05001"].assign(region_id="twin", kind="ra")
    both = table(pd.concat([counts, twin]), scores)
    columns = ["ratio", "ratio_low", "ratio_high", "probability", "probability_low", "probability_high"]
    pd.testing.assert_frame_equal(both.loc["twin"][columns], both.loc["05001"][columns])
    pd.testing.assert_frame_equal(both.loc["05001"][columns], found.loc["05001"][columns])


def test_a_composition_lies_between_its_kreise(world):
    counts, scores = world
    parts = counts[counts["region_id"].isin(["05001", "05002", "05003"])]
    figures = [c for c in counts if c.startswith(("vacancies", "unemployed"))]
    summed = parts.groupby(["occupation_id", "family_id", "land_id", "land_group_id"])[figures].sum().reset_index()
    whole = table(pd.concat([counts, summed.assign(region_id="three", kind="ra", closed=False)]), scores).loc["three"]
    ratio = (parts["unemployed"] + 0.5) / (parts["vacancies"] + 0.5)
    ends = ratio.groupby(parts["occupation_id"]).agg(["min", "max"])
    own = np.exp(whole.query("basis == 'group'")["log_ratio"])
    # a half is added once to the sum and three times to the parts
    assert (own >= ends["min"].reindex(own.index) * 0.9).all()
    assert (own <= ends["max"].reindex(own.index) * 1.1).all()


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_permuting_rows_changes_nothing(seed):
    counts, scores = country()
    before = estimate(counts, scores)
    after = estimate(counts.sample(frac=1, random_state=seed), scores.sample(frac=1, random_state=seed))
    for name in before:
        pd.testing.assert_frame_equal(before[name], after[name], check_exact=True)


def test_too_few_cases_fold_into_the_two_digit_group(world):
    counts, scores = world
    row = (counts["region_id"] == "05001") & (counts["occupation_id"] == "262")
    small = counts.copy()
    small.loc[row, [c for c in counts if c.startswith("vacancies")]] = 9.9
    folded = table(small, scores).loc[("05001", "262")]
    assert (folded["basis"], folded["basis_id"]) == ("family", "26")
    family = small[(small["region_id"] == "05001") & (small["family_id"] == "26")]
    assert folded["log_ratio"] == pytest.approx(
        log_ratio(family["unemployed"].sum(), family["vacancies"].sum()), abs=1e-9
    )
    assert pd.isna(folded["rank_low"])


def test_the_bound_of_ten_counts_as_enough(world):
    counts, scores = world
    row = (counts["region_id"] == "05001") & (counts["occupation_id"] == "262")
    exact = counts.copy()
    exact.loc[row, [c for c in counts if c.startswith(("vacancies", "unemployed"))]] = 10.0
    assert table(exact, scores).loc[("05001", "262"), "basis"] == "group"


def test_nothing_is_estimated_from_too_few_cases_or_unknown_figures(world):
    counts, scores = world
    tiny = counts.copy()
    family = (tiny["region_id"] == "05001") & (tiny["family_id"] == "26")
    tiny.loc[family, [c for c in counts if c.startswith(("vacancies", "unemployed"))]] = 0.5
    other = (tiny["region_id"] == "05002") & (tiny["occupation_id"] == "262")
    tiny.loc[other, [c for c in counts if c.startswith("unemployed")]] = np.nan
    result = table(tiny, scores)
    assert result.loc[("05001", "262"), "reason"] == "few_cases"
    assert result.loc[("05002", "262"), "reason"] == "unknown"
    assert result.loc[[("05001", "262"), ("05002", "262")], ["ratio", "probability", "class"]].isna().all(axis=None)
    assert result.loc[("05002", "261"), "basis"] == "group"


def test_a_closed_cell_enters_as_an_interval_and_opens_the_class(world):
    counts, scores = world
    family = (counts["region_id"] == "05001") & (counts["family_id"] == "26")
    group = family & (counts["occupation_id"] == "262")
    known = counts.copy()
    known.loc[group, ["vacancies", "vacancies_low", "vacancies_high"]] = 1.5
    closed = known.copy()
    closed.loc[group, "closed"] = True
    closed.loc[group, ["vacancies_low", "vacancies_high"]] = 0.0, 400.0
    sure, open_ = (table(c, scores).loc[("05001", "262")] for c in (known, closed))
    assert open_["basis"] == sure["basis"] == "family"
    assert open_["ratio"] == sure["ratio"]
    assert open_["ratio_low"] < sure["ratio_low"] * 0.8
    assert open_["ratio_high"] >= sure["ratio_high"]
    assert open_["probability_high"] > sure["probability_high"]
    classes = table(closed, scores).query("region_id == '05001' and basis_id == '26'")["class"]
    assert set(classes) <= {"uneindeutig", "engpass", "kein_engpass"}


def test_a_closed_group_is_never_its_own_basis(world):
    counts, scores = world
    row = (counts["region_id"] == "05001") & (counts["occupation_id"] == "262")
    closed = counts.assign(closed=counts["closed"] | row)
    assert table(closed, scores).loc[("05001", "262"), "basis"] == "family"


def test_a_class_needs_four_fifths(found):
    given_ = found.dropna(subset=["class"])
    high, low = given_["class"] == "engpass", given_["class"] == "kein_engpass"
    assert min(high.sum(), low.sum(), (~high & ~low).sum()) > 0
    assert given_["probability"][high].min() >= 0.8
    assert given_["probability"][low].max() <= 0.2
    assert given_["probability"][~high & ~low].between(0.2, 0.8).all()
    assert (
        (given_["probability_low"] <= given_["probability"]) & (given_["probability"] <= given_["probability_high"])
    ).all()


def test_tighter_is_more_probable(world):
    counts, scores = world
    row = (counts["region_id"] == "05001") & (counts["occupation_id"] == "262")
    chances = []
    for factor in (0.5, 1, 2, 8):
        changed = counts.copy()
        changed.loc[row, [c for c in counts if c.startswith("unemployed")]] *= factor
        chances.append(table(changed, scores).loc[("05001", "262"), "probability"])
    assert chances == sorted(chances, reverse=True)


def test_an_area_is_not_told_its_own_score(world):
    counts, scores = world
    own = (scores["area_id"] == "05") & (scores["occupation_id"] == "262")
    changed = scores.assign(best=np.where(own, 0.0, scores["best"]))
    inputs = ["score_elsewhere", "areas_elsewhere"]
    before, after = table(counts, scores)[inputs], table(counts, changed)[inputs]
    pd.testing.assert_series_equal(before.loc[("05", "262")], after.loc[("05", "262")])
    assert after.loc[("05001", "262"), "score_elsewhere"] < before.loc[("05001", "262"), "score_elsewhere"]
    assert before.loc[("05", "262"), "areas_elsewhere"] == 12  # Germany and the eleven others
    assert before.loc[("05001", "262"), "areas_elsewhere"] == 13


def test_a_group_rated_nowhere_has_a_ratio_and_no_probability(world):
    counts, scores = world
    row = table(counts, scores[scores["occupation_id"] != "262"]).loc[("05001", "262")]
    assert row["reason"] == "not_rated"
    assert row["ratio"] > 0
    assert pd.isna(row["probability"])


@pytest.mark.parametrize("left", [("05", "DE"), ("DE",)], ids=["one area", "Germany only"])
def test_too_few_ratings_give_no_model(world, left):
    counts, scores = world
    tables = estimate(counts, scores[scores["area_id"].isin(left)])
    assert tables["model_term"].empty
    assert tables["fct_estimate"]["probability"].isna().all()
    assert set(tables["fct_estimate"]["reason"].dropna()) == {"no_model"}


def test_the_terms_give_the_logit_again(world, found):
    counts, scores = world
    terms = estimate(counts, scores)["model_term"].set_index("input")["per_unit"]
    logit = terms["intercept"] + sum(terms[name] * found[name] for name in rules.INPUTS)
    known = found["logit"].notna()
    np.testing.assert_allclose(logit[known], found["logit"][known], atol=1e-6)


def test_every_choice_of_the_sensitivity_run_changes_something(world):
    counts, scores = world
    base = table(counts, scores)["probability"]
    for name, (_, choice) in rules.variants().items():
        assert not table(counts, scores, choice)["probability"].equals(base), name
