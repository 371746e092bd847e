"""Check an `estimates.json` that came from elsewhere: what it holds is printed, so it is held to what can be."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from transforms.estimate.rules import INPUTS, SURE
from transforms.estimate.tables import SQL

MOST = 2**31 - 1  # of an INTEGER
NEAR, ROUNDED = 1e-4, 1e-3  # relative, of ratios; absolute, of probabilities
METHODS = ("model", "national_label", "neighbour_label", "raw_ratio")
TERMS = ("intercept", *INPUTS)


@dataclass(frozen=True, slots=True)
class Rule:
    """What stands in a column: the words for it, and the test of a value that is there."""

    words: str
    holds: Callable[[Any], bool]
    needed: bool = False


def _real(low: float = -1e6, high: float = 1e6, *, above: bool = False, needed: bool = False) -> Rule:
    def holds(value: object) -> bool:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and low <= value <= high and not (above and value == low)

    return Rule(f"a number {'above' if above else 'from'} {low:g} to {high:g}", holds, needed)


def _whole(low: int = 0, high: int = MOST, *, needed: bool = False) -> Rule:
    def holds(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return Rule(f"a whole number from {low} to {high}", holds, needed)


def _text(pattern: str, words: str, *, needed: bool = False) -> Rule:
    return Rule(words, lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value)), needed)


def _one_of(*values: str, needed: bool = False) -> Rule:
    words = f"one of {', '.join(values)}"
    return Rule(words, lambda value: isinstance(value, str) and value in values, needed)


_NAME = _text(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,200}", "text of at most 200 characters", needed=True)
_BOOL = Rule("true or false", lambda value: isinstance(value, bool), needed=True)
_POSITIVE, _SHARE, _VARIANCE, _ANY = _real(0, above=True), _real(0, 1), _real(0), _real()
_COUNT, _RANK = _whole(needed=True), _whole(1)

# table -> column -> rule, for the columns of sql/estimate/tables.sql, where the first are the key
RULES: Mapping[str, Mapping[str, Rule]] = {
    "fct_estimate": {
        "region_id": _NAME,
        "occupation_id": _text("[0-9]{3}", "three digits as text", needed=True),
        "reason": _one_of("few_cases", "unknown", "not_rated", "no_model"),
        "basis": _one_of("group", "family"),
        "basis_id": _text("[0-9]{2,3}", "two or three digits as text"),
        "log_ratio": _ANY,
        "log_ratio_variance": _VARIANCE,
        "prior_log_ratio": _ANY,
        "between_variance": _VARIANCE,
        "weight": _SHARE,
        "ratio": _POSITIVE,
        "ratio_low": _POSITIVE,
        "ratio_high": _POSITIVE,
        "shrunken_log_ratio": _ANY,
        "shrunken_variance": _VARIANCE,
        "score_elsewhere": _real(0, 3),
        "areas_elsewhere": _whole(),
        "germany_log_ratio": _ANY,
        "deviation": _ANY,
        "logit": _ANY,
        "logit_variance": _VARIANCE,
        "probability": _SHARE,
        "probability_low": _SHARE,
        "probability_high": _SHARE,
        "class": _one_of("engpass", "kein_engpass", "uneindeutig"),
        "rank_low": _RANK,
        "rank_high": _RANK,
        "rank_of": _RANK,
    },
    "between_variance": {
        "family_id": _text("[0-9]{2}", "two digits as text", needed=True),
        "cells": _COUNT,
        "between_variance": _VARIANCE,
        "pooled": _BOOL,
        "ranked": _BOOL,
        "within_variance": _VARIANCE,
    },
    "model_term": {
        "input": _one_of(*TERMS, needed=True),
        "coefficient": _real(needed=True),
        "per_unit": _real(needed=True),
        "standard_error": _real(0, needed=True),
        "mean": _real(needed=True),
        "scale": _real(0, above=True, needed=True),
        "lowest": _ANY,
        "highest": _ANY,
        "cells": _COUNT,
    },
    "validation": {
        "method": _one_of(*METHODS, needed=True),
        "title": _NAME,
        "cells": _COUNT,
        "areas": _COUNT,
        **dict.fromkeys(("auc", "brier", "calibration_error", "calibration_max"), _real(0, 1, needed=True)),
    },
    "validation_bin": {
        "bin": _whole(1, 1000, needed=True),
        "cells": _COUNT,
        "predicted": _real(0, 1, needed=True),
        "observed": _real(0, 1, needed=True),
    },
    "validation_coverage": {
        "size": _NAME,
        "year": _whole(1990, 2199, needed=True),
        "cells": _COUNT,
        "coverage": _real(0, 1, needed=True),
        "rmse_shrunk": _VARIANCE,
        "rmse_raw": _VARIANCE,
        "rmse_land": _VARIANCE,
    },
    "validation_sensitivity": {
        "variant": _NAME,
        "title": _NAME,
        "regions": _COUNT,
        "kept": _real(0, 1, needed=True),
        "same_five": _SHARE,
    },
}
_KEYS = {"fct_estimate": 2}  # columns of the key; elsewhere the first
_TOGETHER = (
    ("basis", "basis_id", "ratio", "ratio_low", "ratio_high"),
    ("probability", "probability_low", "probability_high", "class"),
    ("rank_low", "rank_high", "rank_of"),
)

Row = Mapping[str, Any]


def check(text: str, where: str, regions: Collection[str]) -> None:
    """Raise ValueError naming file, table, row and column where the text is not what `estimates.export` writes."""
    try:
        tables = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{where} is not JSON: {error}") from None
    if not isinstance(tables, dict) or set(tables) != set(RULES):
        raise ValueError(f"{where}: expected the tables {', '.join(RULES)}")
    columns = _columns()
    for name, table in tables.items():
        rows = _rows(table, name, columns[name], where)
        for number, row in enumerate(rows, 1):
            for column, expected in _faults(name, row, regions):
                raise ValueError(
                    f"{where}, table {name}, row {number}, column {column}: expected {expected}, "
                    f"found {_shown(row[column])}"
                )
        _check_whole(name, columns[name][: _KEYS.get(name, 1)], rows, where)


def _columns() -> dict[str, list[str]]:
    with duckdb.connect() as connection:
        connection.execute((SQL / "tables.sql").read_text(encoding="utf-8"))
        return {name: [row[0] for row in connection.execute(f"describe {name}").fetchall()] for name in RULES}


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no figure")


def _rows(table: object, name: str, columns: list[str], where: str) -> list[Row]:
    """Return the rows by column; a row ends with its last value."""
    if not isinstance(table, dict) or table.get("columns") != columns:
        raise ValueError(f"{where}: table {name} has not the columns {', '.join(columns)}")
    rows = table.get("rows")
    if not isinstance(rows, list):
        raise ValueError(f"{where}: table {name} has no list of rows")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or not 0 < len(row) <= len(columns):
            raise ValueError(
                f"{where}, table {name}, row {number}: expected a list of 1 to {len(columns)} values, "
                f"found {_shown(row)}"
            )
    return [dict.fromkeys(columns) | dict(zip(columns, row, strict=False)) for row in rows]


def _faults(name: str, row: Row, regions: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the column that does not hold and what was expected; the first is the one that is told."""
    for column in row:
        rule = RULES[name][column]
        if rule.needed if row[column] is None else not rule.holds(row[column]):
            yield column, rule.words + ("" if rule.needed else " or null")
    if name == "fct_estimate":
        yield from _contradictions(row, regions)


def _contradictions(row: Row, regions: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what contradicts the rest of a row of estimates whose columns hold by themselves."""
    if row["region_id"] not in regions:
        yield "region_id", "a region that the manifest names"
    for columns in _TOGETHER:
        there = [column for column in columns if row[column] is not None]
        if there and len(there) < len(columns):
            missing = next(column for column in columns if row[column] is None)
            yield missing, f"a value, as {there[0]} has one"
    if (row["reason"] is None) == (row["probability"] is None):
        yield "reason", "a reason where there is no probability, and only there"
    if row["basis"] == "group" and row["basis_id"] != row["occupation_id"]:
        yield "basis_id", "the occupation group itself"
    if row["basis"] == "family" and row["basis_id"] != row["occupation_id"][:2]:
        yield "basis_id", "the occupation's 2-digit group"
    ratio, probability, low = row["ratio"], row["probability"], row["rank_low"]
    if ratio is not None and not row["ratio_low"] * (1 - NEAR) <= ratio <= row["ratio_high"] * (1 + NEAR):
        yield "ratio", f"a number from ratio_low {row['ratio_low']} to ratio_high {row['ratio_high']}"
    if probability is not None:
        if not row["probability_low"] - ROUNDED <= probability <= row["probability_high"] + ROUNDED:
            yield "probability", f"a number from {row['probability_low']} to {row['probability_high']}, its interval"
        if row["class"] == "engpass" and probability < SURE - 1e-6:
            yield "class", f"no engpass at the probability {probability}, below {SURE}"
        if row["class"] == "kein_engpass" and probability > 1 - SURE + 1e-6:
            yield "class", f"no kein_engpass at the probability {probability}, above {1 - SURE:g}"
    if low is not None and not low <= row["rank_high"] <= row["rank_of"]:
        yield "rank_high", f"a rank from rank_low {low} to rank_of {row['rank_of']}"


def _check_whole(name: str, key: Sequence[str], rows: Sequence[Row], where: str) -> None:
    """Check what no row shows alone: keys that stand twice, rows that are missing."""
    seen: dict[tuple, int] = {}
    for number, row in enumerate(rows, 1):
        first = seen.setdefault(tuple(row[column] for column in key), number)
        if first != number:
            raise ValueError(
                f"{where}, table {name}, row {number}, column {key[-1]}: expected each {' and '.join(key)} once, "
                f"found {_shown([row[column] for column in key])}, which is row {first} too"
            )
    found = {row[key[0]] for row in rows}
    needed = {"validation": ("model",), "model_term": TERMS}.get(name, ())
    missing = [one for one in needed if one not in found]
    if rows and missing:
        raise ValueError(f"{where}, table {name}, column {key[0]}: expected a row {missing[0]}, found none")


def _shown(value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "a number that is too large"
    try:
        text = json.dumps(value, ensure_ascii=True)
    except (ValueError, RecursionError):  # a number of thousands of digits, deep nesting
        return "what cannot be shown"
    return text if len(text) <= 60 else f"{text[:57]}…"
