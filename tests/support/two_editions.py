"""Two small warehouses to be compared: only the tables and columns a comparison reads, all figures invented."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from transforms.edition.diff import Comparison, Difference, compare_attached

Row = dict[str, Any]
World = dict[str, list[Row]]
REGION, LAND, LAND_NAME = "05911", "05", "Nordrhein-Westfalen"

COLUMNS = {
    "dim_region": "region_id varchar, kind varchar, name varchar, land_id varchar, land_group_id varchar, "
    "valid_to varchar",
    "dim_membership": "region_id varchar, kreis_id varchar, share double",
    "dim_occupation": "occupation_id varchar, level integer, name varchar",
    "dim_period": "measure varchar, year smallint",
    "region_measure": "region_id varchar, measure varchar, occupation_id varchar, year smallint, value double, "
    "flag varchar, previous double, without_kreise varchar[]",
    "region_headline": "region_id varchar, measure varchar, year smallint, without_kreise varchar[]",
    "region_shortage": "region_id varchar, occupation_id varchar, vacancies_flag varchar, unemployed_flag varchar",
    "region_estimate": "region_id varchar, occupation_id varchar, basis varchar, ratio double, "
    "shrunken_log_ratio double, shrunken_variance double, class varchar, probability double, logit double, "
    "logit_variance double",
    "region_month": "region_id varchar, indicator_id varchar, month date, value double, flag varchar",
    "fct_month": "region_id varchar, indicator_id varchar, month date, value double, flag varchar",
    "land_official": "region_id varchar, occupation_id varchar, level integer, year bigint, score double, "
    "class varchar",
    "shortage_recognition": "year bigint, occupation_id varchar, level integer, reference_code varchar, "
    "full_equivalence integer, collective boolean",
    "recognition_series": "year bigint, full_equivalence integer",
}
YEARLY = ("vacancies", "unemployed_persons")


def region(id: str, kind: str, name: str) -> Row:
    return {"region_id": id, "kind": kind, "name": name, "land_id": LAND, "land_group_id": LAND, "valid_to": None}


def figure(occupation: str, measure: str, value: float | None, **more: Any) -> Row:
    flag = more.pop("flag", "ok" if value is not None else "unknown")
    return {"region_id": REGION, "measure": measure, "occupation_id": occupation, "year": 2025, "value": value,
            "flag": flag, "previous": None, "without_kreise": None} | more  # fmt: skip


def month(value: float, day: str, indicator: str = "month_unemployed_persons", flag: str = "ok") -> Row:
    return {"region_id": REGION, "indicator_id": indicator, "month": day, "value": value, "flag": flag}


def world() -> World:
    """Return an edition of December 2025: a Kreis, two groups, a month, a rating, recognitions."""
    names = {"262": "Energietechnik", "431": "Informatik"}
    counts = {("262", "vacancies"): 114.0, ("262", "unemployed_persons"): 70.0, ("431", "vacancies"): 40.0,
              ("431", "unemployed_persons"): 160.0, ("total", "vacancies"): 3200.0,
              ("total", "unemployed_persons"): 18000.0}  # fmt: skip
    return {
        "dim_region": [region(REGION, "kreis", "Bochum"), region("05916", "kreis", "Herne"),
                       region("ra-mitte", "ra", "Mitte"), region(LAND, "land", LAND_NAME)],
        "dim_membership": [{"region_id": r, "kreis_id": k, "share": 1.0}
                           for r, k in ((REGION, REGION), ("05916", "05916"), ("ra-mitte", REGION),
                                        ("ra-mitte", "05916"))],
        "dim_occupation": [{"occupation_id": code, "level": 3, "name": name} for code, name in names.items()],
        "dim_period": [{"measure": measure, "year": 2025} for measure in YEARLY],
        "region_measure": [figure(code, measure, value) for (code, measure), value in counts.items()],
        "region_headline": [{"region_id": REGION, "measure": m, "year": 2025, "without_kreise": None} for m in YEARLY],
        "region_shortage": [{"region_id": REGION, "occupation_id": code, "vacancies_flag": "ok",
                             "unemployed_flag": "ok"} for code in names],
        "region_estimate": [
            {"region_id": REGION, "occupation_id": "262", "basis": "group", "ratio": 0.61, "shrunken_log_ratio": -0.5,
             "shrunken_variance": 0.01, "class": "engpass", "probability": 0.94, "logit": 2.75, "logit_variance": 0.1},
            {"region_id": REGION, "occupation_id": "431", "basis": "group", "ratio": 4.06, "shrunken_log_ratio": 1.4,
             "shrunken_variance": 0.02, "class": "uneindeutig", "probability": 0.3, "logit": -0.85,
             "logit_variance": 0.1},
        ],
        "region_month": [month(18000.0, "2025-12-01")],
        "fct_month": [month(18000.0, "2025-12-01"), month(17900.0, "2025-11-01")],
        "land_official": [{"region_id": LAND, "occupation_id": code, "level": level, "year": 2025, "score": score,
                           "class": klass}
                          for code, level, score, klass in (("262", 2, 2.17, "engpass"), ("262", 3, 1.6, "beobachtung"),
                                                            ("431", 4, 1.2, "kein_engpass"))],
        "shortage_recognition": [
            {"year": 2024, "occupation_id": code[:3], "level": int(code[4]), "reference_code": code,
             "full_equivalence": count, "collective": False}
            for code, count in (("26212", 816), ("26252", 90), ("26262", 60), ("34212", 120))],
        "recognition_series": [{"year": 2024, "full_equivalence": 37017}],
    }  # fmt: skip


def write(connection: duckdb.DuckDBPyConnection, database: str, tables: World) -> None:
    connection.execute("begin")
    for name, columns in COLUMNS.items():
        connection.execute(f"create table {database}.{name} ({columns})")
        if rows := tables[name]:
            names = ", ".join(f'"{column}"' for column in rows[0])
            places = ", ".join(f"({', '.join('?' for _ in row)})" for row in rows)
            values = [row[column] for row in rows for column in rows[0]]
            connection.execute(f"insert into {database}.{name} ({names}) values {places}", values)
    connection.execute("commit")


def changed(change: Callable[[World], None] = lambda tables: None) -> World:
    tables = copy.deepcopy(world())
    change(tables)
    return tables


def the(tables: World, name: str, **key: Any) -> Row:
    """Return the one row with these values."""
    (row,) = [r for r in tables[name] if all(r[k] == v for k, v in key.items())]
    return row


def comparison(before: World, now: World, regions: Sequence[str] = (REGION,)) -> Comparison:
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, tables in (("earlier", before), ("later", now)):
            connection.execute(f"attach ':memory:' as {name}")
            write(connection, name, tables)
        return compare_attached(connection, regions)


def differences(before: World, now: World, regions: Sequence[str] = (REGION,)) -> list[Difference]:
    """Compare; of another year a figure that is the same is within its error, which is left out here."""
    found = comparison(before, now, regions).differences
    return [d for d in found if d.kind != "within_error" or d.before != d.now]


def next_year(tables: World) -> None:
    """Turn an edition into one of the year after, with the figures it had."""
    for name in ("dim_period", "region_measure", "region_headline"):
        for row in tables[name]:
            row["year"] += 1
    for row in tables["region_measure"]:
        row["previous"] = row["value"]
