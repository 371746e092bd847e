"""The three validations, on an invented country where the right answer is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.support.rated_land import country, history
from transforms.estimate import validation
from transforms.estimate.intervals import observe
from transforms.estimate.model import training_cells, with_prior
from transforms.estimate.validation import coverage, leave_one_out, quality, reliability, sensitivity, validate


@pytest.fixture(scope="module")
def world() -> tuple[pd.DataFrame, pd.DataFrame]:
    return country()


@pytest.fixture(scope="module")
def cells(world) -> pd.DataFrame:
    counts, scores = world
    return training_cells(with_prior(observe(counts), "occupation_id"), scores)


def test_the_model_beats_the_simple_ways_where_there_is_something_to_tell(world):
    tables = validate(*world, history())
    found = tables["validation"].set_index("method")
    assert list(found.index) == list(validation.TITLES)
    assert (found["areas"] == 12).all()
    assert found["cells"].nunique() == 1
    others = found.drop(index="model")
    assert found.loc["model", "auc"] > others["auc"].max()
    assert found.loc["model", "brier"] < others["brier"].min()
    assert tables["validation_bin"]["cells"].sum() == found.loc["model", "cells"]


def test_labels_drawn_by_lot_cannot_be_told(world):
    counts, scores = world
    lot = np.random.default_rng(5).permutation(scores["best"].to_numpy())
    shuffled = scores.assign(best=lot, average=lot)
    cells = training_cells(with_prior(observe(counts), "occupation_id"), shuffled)
    auc = quality(cells["short"].to_numpy(), leave_one_out(cells, shuffled, "model"))[0]
    assert auc == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("method", list(validation.TITLES))
def test_the_held_out_labels_are_not_seen(world, cells, method):
    _, scores = world
    there = scores["area_id"] == "05"
    spoiled = scores.assign(best=np.where(there, 3 - scores["best"], scores["best"]))
    labels = cells.assign(short=np.where(cells["area_id"] == "05", ~cells["short"], cells["short"]).astype(bool))
    held = (cells["area_id"] == "05").to_numpy()
    before, after = leave_one_out(cells, scores, method)[held], leave_one_out(labels, spoiled, method)[held]
    np.testing.assert_array_equal(before, after)


def test_reliability_of_a_right_and_a_wrong_probability():
    random = np.random.default_rng(7)
    truth = random.uniform(0, 1, 20000)
    short = random.uniform(0, 1, 20000) < truth
    assert quality(short, truth)[2] < 0.01
    assert quality(short, truth**3)[2] > 0.1
    curve = reliability(short, truth)
    assert curve["cells"].tolist() == [2000] * 10
    assert curve["predicted"].is_monotonic_increasing


def test_intervals_hold_nine_of_ten_held_out_counts(world):
    table = coverage(history(), world[0]).set_index("size")
    row = table.loc["all"]
    assert row["coverage"] == pytest.approx(0.9, abs=0.03)
    assert row["year"] == 2025
    assert row["rmse_shrunk"] < row["rmse_raw"]
    assert row["rmse_shrunk"] < row["rmse_land"]
    by_size = table.drop(index=["all", "folded"])
    assert by_size["cells"].sum() == row["cells"]
    assert table.loc["folded", "coverage"] > 0.85


@pytest.mark.parametrize(("factor", "low", "high"), [(0.1, 0.0, 0.75), (10, 0.97, 1.0)], ids=["narrow", "wide"])
def test_wrong_intervals_do_not_pass(world, monkeypatch, factor, low, high):
    right = validation.sampling_variance
    monkeypatch.setattr(validation, "sampling_variance", lambda u, v: factor * right(u, v))
    assert low <= coverage(history(), world[0]).set_index("size").loc["all", "coverage"] <= high


def test_held_out_counts_do_not_shape_their_intervals(world):
    table = history()
    number = {region: n for n, region in enumerate(sorted(table["region_id"].unique()))}
    held = table["region_id"].map(number) % validation.HELD_OUT == validation.HELD_OUT - 1
    wild = held & (table["year"] == 2025)
    spoiled = table.assign(unemployed=np.where(wild, table["unemployed"] * 40, table["unemployed"]))
    assert coverage(spoiled, world[0]).set_index("size").loc["all", "coverage"] < 0.1


def test_other_choices_keep_most_of_the_five(world):
    table = sensitivity(*world)
    assert len(table) == 9
    assert table["kept"].between(0, 1).all()
    assert (table["kept"] >= table["same_five"]).all()
    assert table["regions"].max() == 60


def test_too_little_to_validate_gives_empty_tables_of_the_same_form(world):
    counts, scores = world
    full, none = validate(*world, history()), validate(counts, scores[scores["area_id"] == "DE"], history())
    assert {name: list(table) for name, table in full.items()} == {name: list(table) for name, table in none.items()}
    assert all(table.empty for table in none.values())
