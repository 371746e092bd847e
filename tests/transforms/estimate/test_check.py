"""An estimates.json that came from elsewhere: every wrong cell is told with table, row and column."""

from __future__ import annotations

import json

import duckdb
import pytest

from tests.support.worlds import PILOT
from transforms.edition.manifest import ESTIMATES, MANIFEST, loads
from transforms.estimate.check import METHODS, RULES, TERMS, check
from transforms.estimate.tables import ORDERED, SQL

TEXT = (PILOT / ESTIMATES).read_text(encoding="utf-8")
REGIONS = loads((PILOT / MANIFEST).read_text(encoding="utf-8"), "pilot").regions
COLUMNS = list(RULES["fct_estimate"])


def _first(**wanted: object) -> int:
    """Return the place of the first estimate with a rank and these values."""
    rows = [row + [None] * (len(COLUMNS) - len(row)) for row in json.loads(TEXT)["fct_estimate"]["rows"]]
    places = {COLUMNS.index(column): value for column, value in wanted.items()}
    return next(n for n, r in enumerate(rows) if r[-1] and all(r[place] == value for place, value in places.items()))


def _spoiled(table: str, row: int, column: str, value: object) -> str:
    tables = json.loads(TEXT)
    columns, rows = tables[table]["columns"], tables[table]["rows"]
    rows[row] += [None] * (len(columns) - len(rows[row]))
    rows[row][columns.index(column)] = value
    return json.dumps(tables)


def test_the_pilot_edition_holds_and_the_rules_are_of_todays_tables():
    check(TEXT, "pilot", REGIONS)
    with duckdb.connect() as connection:
        connection.execute((SQL / "tables.sql").read_text(encoding="utf-8"))
        for name in ORDERED:
            assert {row[0] for row in connection.execute(f"describe {name}").fetchall()} <= set(RULES[name])
    assert set(RULES) == set(ORDERED)


def test_the_methods_and_terms_are_those_of_the_estimate():
    from transforms.estimate.rules import INPUTS
    from transforms.estimate.validation import TITLES

    assert set(METHODS) == set(TITLES)
    assert set(TERMS) == {"intercept", *INPUTS}


SURE, RELAXED = _first(**{"class": "engpass"}), _first(**{"class": "kein_engpass"})
WRONG = [
    ("fct_estimate", SURE, column, value)
    for column, values in {
        "region_id": ["05913", 5112, None, ["05112"]],
        "occupation_id": [262, "26x", "٢٦٢", None],
        "reason": ["because", "few_cases", False],
        "basis": ["land", 1, None],
        "basis_id": ["999", 26],
        "log_ratio": ["1", True, float("nan"), 1e7],
        "log_ratio_variance": [-0.1],
        "between_variance": [-0.1],
        "weight": [1.01, -0.01],
        "ratio": [0, -1, 2e6, True, "1", None, 1e-9, 9e5],
        "ratio_low": [0, None, 9e5],
        "score_elsewhere": [3.1],
        "areas_elsewhere": [1.5, -1, 2**40, True],
        "logit_variance": [-1],
        "probability": [1.01, -0.01, None, 0.001],
        "probability_high": [1.5, 0.1],
        "class": ["kein_engpass", "Engpass", None, 1],
        "rank_low": [0, 1000, None, 1.0, True],
        "rank_of": [1],
    }.items()
    for value in values
    if (column, value) != ("rank_of", 1) or json.loads(TEXT)["fct_estimate"]["rows"][SURE][-2] > 1
] + [
    ("fct_estimate", RELAXED, "class", "engpass"),
    ("between_variance", 0, "pooled", 1),
    ("between_variance", 0, "between_variance", -1),
    ("between_variance", 0, "family_id", "11"),
    ("model_term", 0, "scale", 0),
    ("model_term", 0, "input", "wages"),
    ("model_term", 0, "coefficient", None),
    ("validation", 0, "method", "guess"),
    ("validation", 1, "method", "raw_ratio"),
    ("validation", 0, "auc", 1.2),
    ("validation", 0, "brier", "0.1"),
    ("validation", 0, "title", "\ud800"),
    ("validation", 0, "title", "x" * 300),
    ("validation_bin", 0, "bin", 2),
    ("validation_bin", 0, "observed", -0.1),
    ("validation_coverage", 0, "coverage", 90.2),
    ("validation_coverage", 0, "year", "2025"),
    ("validation_sensitivity", 0, "kept", None),
    ("validation_sensitivity", 0, "kept", 82),
]


@pytest.mark.parametrize(("table", "row", "column", "value"), WRONG, ids=str)
def test_a_wrong_cell_is_told_with_its_place(table, row, column, value):
    with pytest.raises(ValueError, match=rf"^here\.json.*(, table {table}, row \d+, column|NaN)") as told:
        check(_spoiled(table, row, column, value), "here.json", REGIONS)
    assert "expected" in str(told.value) or "NaN" in str(told.value)
    assert len(str(told.value)) < 400


def test_the_place_is_the_row_and_column_that_is_wrong():
    with pytest.raises(ValueError, match=f"table fct_estimate, row {SURE + 1}, column weight: expected .* found 7"):
        check(_spoiled("fct_estimate", SURE, "weight", 7), "here.json", REGIONS)


def test_a_rank_is_not_above_the_number_of_regions():
    with pytest.raises(ValueError, match=f"row {SURE + 1}, column rank_high"):
        check(_spoiled("fct_estimate", SURE, "rank_high", 10**6), "here.json", REGIONS)


@pytest.mark.parametrize("table", ["validation", "model_term"])
def test_a_row_that_the_pages_need_is_not_left_out(table):
    tables = json.loads(TEXT)
    tables[table]["rows"] = [row for row in tables[table]["rows"] if row[0] not in ("model", "deviation")]
    with pytest.raises(ValueError, match=f"table {table}, column .*: expected a row"):
        check(json.dumps(tables), "here.json", REGIONS)
    tables[table]["rows"] = []
    check(json.dumps(tables), "here.json", REGIONS)


@pytest.mark.parametrize(
    "text",
    ["", "{", "no", "[" * 200_000, '{"a":' * 200_000, "9" * 10_000, "Infinity", "-Infinity"],
    ids=["empty", "cut", "words", "deep", "deep objects", "long number", "infinity", "minus infinity"],
)
def test_what_is_not_json_is_told_with_the_file(text):
    with pytest.raises(ValueError, match=r"^here\.json is not JSON") as told:
        check(text, "here.json", REGIONS)
    assert len(str(told.value)) < 400


def test_a_number_that_overflows_is_no_figure():
    text = _spoiled("fct_estimate", SURE, "logit", 1234567.25).replace("1234567.25", "1e999")
    with pytest.raises(ValueError, match=r"column logit: .*too large"):
        check(text, "here.json", REGIONS)


@pytest.mark.parametrize("rows", [None, {}, [[]], [1], [[None] * 40]], ids=str)
def test_rows_are_lists_that_fit_the_columns(rows):
    tables = json.loads(TEXT)
    tables["validation"]["rows"] = rows
    if rows == {}:
        tables["validation"]["rows"] = {"0": []}
    with pytest.raises(ValueError, match="table validation"):
        check(json.dumps(tables), "here.json", REGIONS)
