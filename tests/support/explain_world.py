"""A warehouse of a few rows, as far as an explanation reads it: invented figures in a country of two Länder."""

from __future__ import annotations

from math import exp, log, pi, sqrt

import duckdb

KREIS, CLOSED, REGION, LAND = "05911", "05916", "ra-mittleres-ruhrgebiet", "05"
GROUP, SMALL, STRANGE = "262", "261", "523"  # its own counts; counts of the 2-digit group; rated nowhere
VACANCIES, UNEMPLOYED = 100.0, 250.0
LAND_RATIO, GERMANY_RATIO = 0.8, 0.6
BETWEEN, Z90 = 0.15, 1.6448536269514722
INTERCEPT = -0.8
SCORE = {"coefficient": 2.5, "mean": 1.8, "scale": 0.4, "lowest": 0.6, "highest": 2.8}
DEVIATION = {"coefficient": -0.8, "mean": 0.0, "scale": 0.4, "lowest": -1.2, "highest": 1.5}
SCORES = {"DE": 2.5, "05": 2.2, "06": 2.3}

_TABLES = """
create table dim_region (region_id varchar, kind varchar, name varchar, land_id varchar, land_group_id varchar,
    valid_to varchar);
create table dim_membership (region_id varchar, kreis_id varchar, share double);
create table dim_period (measure varchar, year smallint);
create table source_state (source_id varchar, part varchar, what varchar, title varchar, file_name varchar,
    period varchar, issued date, attribution varchar);
create table region_measure (region_id varchar, occupation_id varchar, measure varchar, year smallint, value double,
    flag varchar, without_kreise varchar[]);
create table region_shortage (region_id varchar, occupation_id varchar, ratio double, land_ratio double,
    germany_ratio double);
create table fct_observation (region_id varchar, occupation_id varchar, measure varchar, year smallint, value double,
    part varchar, sheet varchar, "row" integer, "column" varchar);
create table land_official (region_id varchar, occupation_id varchar, level integer, score double, class varchar,
    sheet varchar, "row" integer, "column" varchar, part varchar);
create table between_variance (family_id varchar, cells integer, between_variance double, pooled boolean,
    ranked boolean);
create table model_term (input varchar, coefficient double, mean double, scale double, lowest double, highest double,
    cells integer);
create table validation (method varchar, title varchar, cells integer, areas integer, auc double, brier double,
    calibration_error double, calibration_max double);
create table region_estimate (region_id varchar, occupation_id varchar, reason varchar, basis varchar,
    log_ratio double, log_ratio_variance double, prior_log_ratio double, between_variance double, weight double,
    ratio double, ratio_low double, ratio_high double, score_elsewhere double, areas_elsewhere integer,
    germany_log_ratio double, deviation double, logit double, logit_variance double, probability double,
    probability_low double, probability_high double, class varchar, rank_low integer, rank_high integer,
    rank_of integer, land_class varchar, reading varchar);
"""


def warehouse() -> duckdb.DuckDBPyConnection:
    """Return the warehouse: a Kreis, a region that cuts it, and a Kreis with a closed cell."""
    connection = duckdb.connect()
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    _add(connection, "dim_region", [
        ("DE", "country", "Deutschland", None, None, None),
        (LAND, "land", "Nordrhein-Westfalen", LAND, "05", None),
        ("06", "land", "Hessen", "06", "06", None),
        (KREIS, "kreis", "Bochum", LAND, "05", None),
        (CLOSED, "kreis", "Herne", LAND, "05", None),
        (REGION, "ra", "Mittleres Ruhrgebiet", LAND, "05", None),
    ])  # fmt: skip
    _add(connection, "dim_membership", [
        (KREIS, KREIS, 1.0), (CLOSED, CLOSED, 1.0), (REGION, KREIS, 0.5), (REGION, CLOSED, 1.0),
    ])  # fmt: skip
    _add(connection, "dim_period", [("vacancies", 2025), ("unemployed_persons", 2025)])
    _add(connection, "source_state", [
        ("ba_engpassanalyse", "laender", "Engpässe 2025", "", "laender.xlsx", "2025", "2026-05-29", "© BA {year}"),
        ("ba_kreis_berufe", "jobs", "Gemeldete Stellen", "", "jobs.rda", "2012-2025", None, "© BA"),
        ("ba_kreis_berufe", "people", "Arbeitslose", "", "people.rda", "2012-2025", None, "© BA"),
        ("register", "organisations", "Register", "", "organisations.yaml", "2019", None, "© Projekt"),
    ])  # fmt: skip
    _counts(connection)
    _add(connection, "land_official", [
        (area, GROUP, level, score if level == 2 else None, "engpass" if level == 2 else None, f"Blatt{level}", 40, "G",
         "laender")
        for area, score in SCORES.items() for level in (2, 3, 4)
    ])  # fmt: skip
    _add(connection, "between_variance", [("26", 700, BETWEEN, False, True), ("52", 5, 0.2, True, True)])
    _add(connection, "model_term", [
        ("intercept", INTERCEPT, 0.0, 1.0, None, None, 888),
        ("score_elsewhere", *SCORE.values(), 888),
        ("deviation", *DEVIATION.values(), 888),
    ])  # fmt: skip
    _add(connection, "validation", [
        ("raw_ratio", "nur Arbeitslose je Stelle", 888, 12, 0.73, 0.198, 0.06, 0.1),
        ("model", "Schätzung dieses Berichts", 888, 12, 0.912, 0.112, 0.018, 0.03),
    ])  # fmt: skip
    _estimates(connection)
    return connection


def _counts(connection: duckdb.DuckDBPyConnection) -> None:
    """A cell of 2 unemployed stays in the facts and is closed in the mart, as in a real warehouse."""
    counts = {
        (KREIS, GROUP): (VACANCIES, "ok", UNEMPLOYED, "ok"),
        (CLOSED, GROUP): (20.0, "ok", 2.0, "below_3"),
        (REGION, GROUP): (70.0, "ok", 127.0, "secret"),
        (KREIS, SMALL): (5.0, "ok", 30.0, "ok"),
        (KREIS, STRANGE): (0.0, "ok", 1.0, "below_3"),
        (LAND, GROUP): (4000.0, "ok", 3200.0, "ok"),
    }
    for (region, group), (vacancies, flag, unemployed, unemployed_flag) in counts.items():
        shown = unemployed if unemployed_flag == "ok" else None
        _add(connection, "region_measure", [
            (region, group, "vacancies", 2025, vacancies, flag, None),
            (region, group, "unemployed_persons", 2025, shown, unemployed_flag, None),
        ])  # fmt: skip
        ratio = unemployed / vacancies if shown and vacancies >= 10 else None
        _add(connection, "region_shortage", [(region, group, ratio, LAND_RATIO, GERMANY_RATIO)])
        if region in (KREIS, CLOSED):
            row = 10 * int(group) + (region == CLOSED)
            _add(connection, "fct_observation", [
                (region, group, "vacancies", 2025, vacancies, "jobs", "jobs", row, "total"),
                (region, group, "vacancies", 2024, 77.0, "jobs", "jobs", 1, "total"),
                (region, group, "unemployed_persons", 2025, unemployed, "people", "people", row, "total"),
            ])  # fmt: skip


def _estimates(connection: duckdb.DuckDBPyConnection) -> None:
    """The estimate as the model makes it, written out once more."""
    own = log((UNEMPLOYED + 0.5) / (VACANCIES + 0.5))
    variance = 1 / (UNEMPLOYED + 0.5) + 1 / (VACANCIES + 0.5)
    weight = variance / (variance + BETWEEN)
    value = weight * log(LAND_RATIO) + (1 - weight) * own
    spread = (1 - weight) * variance
    score = sum(SCORES.values()) / len(SCORES)
    deviation = value - log(GERMANY_RATIO)
    logit = INTERCEPT + sum(
        term["coefficient"] * (x - term["mean"]) / term["scale"] for term, x in ((SCORE, score), (DEVIATION, deviation))
    )
    uncertain = (DEVIATION["coefficient"] / DEVIATION["scale"]) ** 2 * spread + 0.01
    probability = 1 / (1 + exp(-logit / sqrt(1 + pi / 8 * uncertain)))
    drawn = (own, variance, log(LAND_RATIO), BETWEEN, weight, exp(value), exp(value - Z90 * sqrt(spread)),
             exp(value + Z90 * sqrt(spread)))  # fmt: skip
    ends = [1 / (1 + exp(-(logit + sign * Z90 * sqrt(uncertain)))) for sign in (-1, 1)]
    said = (score, 3, log(GERMANY_RATIO), deviation, logit, uncertain, probability, *ends, "uneindeutig")
    _add(connection, "region_estimate", [
        (KREIS, GROUP, None, "group", *drawn, *said, 40, 51, 51, "engpass", "beobachten"),
        (KREIS, SMALL, None, "family", *drawn, *said, None, None, None, None, "beobachten"),
        (REGION, GROUP, "few_cases", *[None] * 9, score, 3, *[None] * 11, "engpass", "zu_wenige"),
        (KREIS, STRANGE, "not_rated", "family", *drawn, None, 0, *[None] * 13),
    ])  # fmt: skip


def _add(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    for row in rows:
        connection.execute(f"insert into {table} values ({', '.join('?' * len(row))})", list(row))
