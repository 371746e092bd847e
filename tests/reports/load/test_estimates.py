"""Estimates of the marts as a Brief holds them."""

from __future__ import annotations

import pytest

from reports.load.estimates import load
from reports.model.estimates import Estimate

ROW = {
    "region_id": "05911", "occupation_id": "262", "basis": "group", "basis_id": "262", "family": None, "ratio": 0.63,
    "ratio_low": 0.5, "ratio_high": 0.8, "probability": 0.94, "probability_low": 0.9, "probability_high": 0.97,
    "class": "engpass", "rank_low": 4, "rank_high": 35, "rank_of": 51, "reading": "beide_eng",
}  # fmt: skip
QUALITY = {"cells": 888, "areas": 12, "auc": 0.9, "brier": 0.1, "calibration_error": 0.02}
TABLES = {
    "region_estimate": [ROW],
    "validation": [
        {"method": "raw_ratio", "title": "nur Arbeitslose je Stelle", **QUALITY},
        {"method": "model", "title": "Schätzung dieses Berichts", **QUALITY},
    ],
    "validation_coverage": [{"year": 2025, "cells": 4312, "coverage": 0.903}],
    "validation_sensitivity": [{"kept": 0.9}, {"kept": 0.8}],
    "model_term": [
        {"input": "intercept", "lowest": None, "highest": None},
        {"input": "deviation", "lowest": -1.1, "highest": 1.4},
    ],
    "validation_bin": [{"bin": 1, "cells": 89, "predicted": 0.01, "observed": 0.02}],
}


def rows_of(tables: dict):
    def rows(sql: str, *_: object) -> list[dict]:
        return tables[sql.split("from ")[1].split()[0]]

    return rows


def loaded(**changed):
    return load(rows_of(TABLES | changed), ["05911"])


def test_a_row_becomes_an_estimate_with_its_reading():
    estimate, reading = loaded().of["05911", "262"]
    assert estimate == Estimate("group", "", 0.63, 0.5, 0.8, 0.94, 0.9, 0.97, "engpass", (4, 35, 51))
    assert reading == "beide_eng"


def test_a_row_of_its_two_digit_group_names_it_and_may_have_no_rank():
    family = ROW | {"basis": "family", "basis_id": "26", "family": "Mechatronik-, Energie- und Elektroberufe",
                    "rank_low": None, "rank_high": None, "rank_of": None}  # fmt: skip
    estimate, _ = loaded(region_estimate=[family]).of["05911", "262"]
    assert (estimate.basis, estimate.basis_name, estimate.rank) == (
        "family", "Mechatronik-, Energie- und Elektroberufe", None
    )  # fmt: skip


def test_no_basis_or_no_probability_is_no_estimate():
    for missing in ({"basis": None}, {"probability": None}):
        estimate, reading = loaded(region_estimate=[ROW | missing | {"reading": None}]).of["05911", "262"]
        assert (estimate, reading) == (None, "")


def test_the_validation_has_the_estimate_first():
    validation = loaded().validation
    assert [q.method for q in validation.qualities] == ["model", "raw_ratio"]
    assert (validation.cells, validation.areas, validation.coverage_cells) == (888, 12, 4312)
    assert (round(validation.kept, 3), validation.kept_lowest) == (0.85, 0.8)
    assert validation.bins == ((0.01, 0.02, 89),)


def test_an_edition_without_estimates_has_none():
    found = load(rows_of({name: [] for name in TABLES}), ["05911"])
    assert (found.of, found.validation) == ({}, None)


@pytest.mark.parametrize(("deviation", "outside"), [(1.4, False), (1.41, True), (-1.2, True), (None, False)])
def test_an_input_beyond_what_the_model_was_fitted_on_is_told(deviation, outside):
    estimate, _ = loaded(region_estimate=[ROW | {"deviation": deviation}]).of["05911", "262"]
    assert estimate.outside is outside
