"""Which group the map of a Land shows, on a small warehouse."""

from __future__ import annotations

import duckdb
import pytest

from transforms.warehouse.layers import SQL

KREISE = {"09": 6, "04": 2, "10": 3}  # Land -> Kreise
TABLES = {
    "dim_region": "region_id varchar, kind varchar, land_id varchar, land_group_id varchar, valid_to varchar",
    "land_official": "region_id varchar, occupation_id varchar, class varchar",
    "region_estimate": "region_id varchar, occupation_id varchar, reading varchar, probability double",
    "region_shortage": "region_id varchar, occupation_id varchar, ratio double, vacancies double",
}


@pytest.fixture
def shown():
    """Return what builds the mart from ratios, group -> Kreise of each Land that have one, tightest group first."""
    with duckdb.connect() as connection:

        def build(known: dict[str, int], land: str, retired: int = 0) -> dict[str, str]:
            for name, columns in TABLES.items():
                connection.execute(f"create or replace table {name} ({columns})")
            kreise = [f"{land}{n:03}" for n in range(1, KREISE[land] + 1 + retired)]
            for n, kreis in enumerate(kreise):
                left = "2020-12-31" if n >= KREISE[land] else ""
                connection.execute("insert into dim_region values (?, 'kreis', ?, ?, ?)", [kreis, land, land, left])
            for place, (group, count) in enumerate(known.items()):
                connection.execute("insert into land_official values (?, ?, 'engpass')", [land, group])
                for n, kreis in enumerate(kreise[: KREISE[land]]):
                    ratio = 0.1 * (place + 1) if n < count else None
                    connection.execute("insert into region_shortage values (?, ?, ?, 20)", [kreis, group, ratio])
            connection.execute("drop table if exists region_shown")
            connection.execute((SQL / "marts" / "region_shown.sql").read_text(encoding="utf-8"))
            return dict(connection.execute("select region_id, occupation_id from region_shown where mapped").fetchall())

        yield build


def test_the_map_is_of_the_first_group_with_a_figure_in_half_of_the_kreise(shown):
    found = shown({"821": 2, "262": 3, "817": 6}, "09")
    assert found == dict.fromkeys(("09001", "09002", "09003"), "262") | dict.fromkeys(
        ("09004", "09005", "09006"), "817"
    ), "a group without a figure in the region itself is passed over"
    assert set(shown({"821": 3}, "09", retired=3).values()) == {"821"}, "Kreise of before do not count"


def test_where_no_group_reaches_half_of_the_kreise_there_is_no_map(shown):
    assert shown({"821": 2, "262": 1}, "09") == {}


def test_two_kreise_are_no_map(shown):
    assert shown({"821": 2}, "04") == {}
    assert set(shown({"821": 3}, "10").values()) == {"821"}
