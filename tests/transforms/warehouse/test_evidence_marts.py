"""What may be told of small numbers that chambers and cities state, and how places of cut Kreise are counted."""

from __future__ import annotations

import duckdb
import pytest

from transforms.warehouse.layers import SQL

SOURCES = (
    "hwk_kammerzahlen", "hwk_lehrstellen", "bedarfsmeldung", "wifo_opendata", "genesis", "amm_export",
    "itnrw_anerkennung",
)  # fmt: skip
COLUMNS = (
    "region_id varchar, period_start date, period varchar, indicator_id varchar, occupation_id varchar, "
    "group_id varchar, label varchar, value double, flag varchar, detail json, part varchar, sheet varchar, "
    '"row" integer, "column" varchar'
)


@pytest.fixture
def staged():
    with duckdb.connect() as connection:
        for source in SOURCES:
            connection.execute(f"create table stg_{source} ({COLUMNS})")
        yield connection


def told(connection, source, rows, unit="Personen", indicator="municipal_x"):
    """Return (value, flag) by label after the core has taken small numbers out."""
    for label, value in rows.items():
        connection.execute(
            f"insert into stg_{source} "
            "values ('05911', '2026-10-01', 'M', ?, 'total', '', ?, ?, 'ok', ?, 'p', 'CSV', 2, 'a')",
            [indicator, label, value, f'{{"einheit": "{unit}"}}'],
        )
    connection.execute((SQL / "core" / "fct_evidence.sql").read_text(encoding="utf-8"))
    return {
        label: (value, flag)
        for label, value, flag in connection.execute("select label, value, flag from fct_evidence").fetchall()
    }


@pytest.mark.parametrize("unit", ["Personen", "Betriebe", "Stellen"])
def test_a_small_number_takes_the_next_larger_one_with_it(staged, unit):
    found = told(staged, "wifo_opendata", {"insgesamt": 19, "Männer": 17, "Frauen": 2}, unit)
    assert found == {"insgesamt": (19, "ok"), "Männer": (None, "secret"), "Frauen": (None, "below_3")}


def test_two_small_numbers_hide_each_other(staged):
    found = told(staged, "wifo_opendata", {"insgesamt": 20, "Männer": 17, "Frauen": 2, "divers": 1})
    assert {label for label, (value, _) in found.items() if value is not None} == {"insgesamt", "Männer"}


def test_nothing_is_small_no_figure_is_closed(staged):
    found = told(staged, "wifo_opendata", {"insgesamt": 20, "Männer": 20, "Frauen": 0})
    assert {flag for _, flag in found.values()} == {"ok"}


def test_a_statement_of_a_chamber_stands_alone(staged):
    found = told(staged, "bedarfsmeldung", {"HWK": 2, "IHK": 40}, "", "reported_places")
    assert found == {"HWK": (None, "below_3"), "IHK": (40, "ok")}


FIGURE = "insert into fct_evidence values"


def tables(connection):
    """Make the tables that places are counted from."""
    connection.execute("create table dim_region (region_id varchar, kind varchar)")
    connection.execute("create table dim_overlap (region_id varchar, area_id varchar, relation varchar)")
    connection.execute("create table dim_membership (region_id varchar, kreis_id varchar, share double)")
    connection.execute(
        "create table fct_evidence (source_id varchar, area_id varchar, occupation_id varchar, day date, "
        "value double, flag varchar)"
    )


def test_places_of_a_kreis_that_is_cut_count_by_its_share():
    with duckdb.connect() as connection:
        tables(connection)
        for kreis in ("05911", "05954"):
            connection.execute("insert into dim_region values (?, 'kreis')", [kreis])
            connection.execute("insert into dim_overlap values (?, ?, 'inside'), ('ra', ?, 'inside')", [kreis] * 3)
            connection.execute("insert into dim_membership values (?, ?, 1)", [kreis, kreis])
        connection.execute("insert into dim_membership values ('ra', '05911', 1), ('ra', '05954', 0.4656)")
        figures = [
            ("05911", "262", 7),
            ("05954", "262", 20),
            ("05954", "342", 4),
            ("05911", "245", 2),
            ("05911", "245", 1),
        ]
        for area, occupation, value in figures:
            connection.execute(
                "insert into fct_evidence values ('hwk_lehrstellen', ?, ?, '2026-11-03', ?, 'ok')",
                [area, occupation, value],
            )
        connection.execute((SQL / "marts" / "region_places.sql").read_text(encoding="utf-8"))
        found = connection.execute(
            "select region_id, occupation_id, places, kreise, missing from region_places"
        ).fetchall()
    assert ("ra", "262", 16, 2, 0) in found  # 7 + 0.4656 * 20
    assert ("05954", "342", 4, 1, 0) in found
    assert not [row for row in found if row[:2] == ("ra", "342")], "0.4656 * 4 is below 3"
    assert ("ra", "245", 3, 2, 0) in found


def test_a_handed_over_kreis_whose_numbers_are_all_closed_is_covered_all_the_same():
    """A Kreis with small numbers only is one the exchange has; a Kreis without any number is one it says nothing of."""
    with duckdb.connect() as connection:
        tables(connection)
        for kreis, flag in (("05512", "ok"), ("05513", "secret"), ("05562", "unknown")):
            connection.execute("insert into dim_region values (?, 'kreis')", [kreis])
            connection.execute("insert into dim_overlap values ('ra', ?, 'inside')", [kreis])
            connection.execute("insert into dim_membership values ('ra', ?, 1)", [kreis])
            value = 8 if flag == "ok" else None
            connection.execute(f"{FIGURE} ('hwk_lehrstellen', ?, '262', '2026-11-03', ?, ?)", [kreis, value, flag])
        connection.execute((SQL / "marts" / "region_places.sql").read_text(encoding="utf-8"))
        assert connection.execute("select places, kreise, missing from region_places").fetchall() == [(8, 2, 1)]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2025-07-30", "2024-07-31"),
        ("2025-07-30", "2023-07-05"),
        ("2026-01-05", "2024-12-31"),  # the turn of the year lies between
        ("2024-12-31", "2024-01-10"),
        ("2024-02-29", "2023-02-28"),
        ("2025-07-30", "2015-07-30"),
    ],
)
def test_a_chamber_is_compared_with_the_same_time_of_an_earlier_year(day, before):
    assert compared(day, before) == [(900, 800, before)]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2025-07-30", "2025-07-01"),
        ("2026-01-05", "2025-12-31"),
        ("2025-07-30", "2024-12-31"),
        ("2025-07-30", "2024-06-20"),
    ],
)
def test_and_with_no_other_time(day, before):
    assert compared(day, before) == [(900, None, None)]


def compared(day, before):
    with duckdb.connect() as connection:
        tables(connection)
        connection.execute("alter table dim_region add column name varchar")
        connection.execute("alter table fct_evidence add column indicator_id varchar default 'training_contracts_new'")
        connection.execute("alter table fct_evidence add column detail json default '{}'")
        connection.execute("insert into dim_region values ('05911', 'kreis', 'Bochum')")
        connection.execute("insert into dim_overlap values ('05911', '05911', 'inside')")
        for when, value in ((before, 800), (day, 900)):
            connection.execute(
                "insert into fct_evidence (source_id, area_id, occupation_id, day, value, flag) "
                "values ('hwk_kammerzahlen', '05911', 'total', ?, ?, 'ok')",
                [when, value],
            )
        connection.execute((SQL / "marts" / "region_chamber.sql").read_text(encoding="utf-8"))
        return connection.execute("select value, previous, previous_day::varchar from region_chamber").fetchall()
