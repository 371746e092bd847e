"""What the marts say of recognition when the workbooks of one and of two reporting years are there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from sources import observations
from sources.records import OBSERVATION_COLUMNS
from sources.reference.codes import REFERENCE
from transforms.warehouse.layers import SQL

LAYERS = (
    ("staging", "period"), ("staging", "stg_country"), ("staging", "stg_destatis_anerkennung"), ("core", "dim_country"),
    ("core", "fct_recognition"), ("core", "fct_recognition_origin"), ("marts", "shortage_recognition"),
    ("marts", "recognition_group"), ("marts", "recognition_aggregate"), ("marts", "recognition_member"),
    ("marts", "shortage_origin"), ("marts", "recognition_series"),
)  # fmt: skip
CARE = "Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)"
FULL, DECIDED, POSITIVE = "recognition_full", "recognition_decided", "recognition_positive"
Cell = tuple[int, str, str, str, str, float | None]  # year, indicator, code, group, label, count


def year_of(year: int, more: int) -> list[Cell]:
    """Return the workbook of a year; every count grows by `more`."""

    def cells(code: str, label: str, full: float | None, decided: float, positive: float) -> list[Cell]:
        told = [(year, DECIDED, code, "", label, decided), (year, POSITIVE, code, "", label, positive)]
        return told if full is None else [*told, (year, FULL, code, "", label, full + more)]

    return [
        *cells("26252", "Elektroanlagenmonteur/in", 816, 1152, 1131),
        *cells("26212", "Elektroniker/in", 60, 90, 87),
        *cells("26222", "Ohne volle Gleichwertigkeit", None, 33, 0),
        *cells("81302", "Pfleger/in", 93, 300, 297),
        *cells("82102", "Altenpfleger/in", 6, 9, 9),
        *cells("81342", "Rettungssanitäter/in", 3, 3, 3),
        *cells("27103", "Ingenieur/in", 4350, 4464, 4350),
        *cells("aggregate", CARE, 102, 309, 306),
        (year, FULL, "81302", f"aggregate={CARE}", "Pfleger/in", 93),
        (year, FULL, "82102", f"aggregate={CARE}", "Altenpfleger/in", 6),
        (year, FULL, "top20", "state=BIH", "Elektroanlagenmonteur/in", 222 + more),
        (year, FULL, "top20", "state=TUN", CARE, 30),
        (year, FULL, "26252", "world_region=Drittstaaten", "Elektroanlagenmonteur/in", 744),
        (year, FULL, "total", "", "", 5430 + more),
        (year - 1, FULL, "total", "", "", 5000 + more),
    ]


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., Callable[[str], list[tuple]]]:
    """Return a function that builds the marts of some workbooks and returns a query on them."""
    connections: list[duckdb.DuckDBPyConnection] = []

    def build(*workbooks: tuple[int, list[Cell]]) -> Callable[[str], list[tuple]]:
        connection = duckdb.connect()
        connections.append(connection)
        paths = []
        for year, cells in workbooks:
            rows = [
                ("DE", f"{y}-01-01", "Y", i, code, group, label, v, "ok" if v is not None else "unknown", "csv", n, "K")
                for n, (y, i, code, group, label, v) in enumerate(cells)
            ]
            frame = observations.rows_frame(rows).assign(part=f"berichtsjahr-{year}")
            paths.append(str(tmp_path / f"{year}.parquet"))
            observations.write_parquet(frame.astype({**OBSERVATION_COLUMNS, "part": "category"}), Path(paths[-1]))
        connection.execute("set variable reference = ?", [str(REFERENCE)])
        connection.execute("set variable month_end = date '2025-12-31'")
        connection.execute("set variable staged_destatis_anerkennung = ?", [paths])
        for layer, name in LAYERS:
            connection.execute((SQL / layer / f"{name}.sql").read_text(encoding="utf-8"))
        return lambda sql: connection.execute(sql).fetchall()

    yield build
    for connection in connections:
        connection.close()


def test_decisions_are_summed_over_all_reference_occupations_of_a_group(built):
    marts = built((2024, year_of(2024, 0)))
    groups = {code: row for code, *row in marts("select occupation_id, level, decided, positive, decided_cells "
                                                "from recognition_group")}  # fmt: skip
    assert groups["262"] == [2, 1152 + 90 + 33, 1131 + 87, 3]
    assert groups["Pfl"] == [2, 309, 306, 2]
    assert groups["813"] == [2, 3, 3, 1]  # 8134 is no nursing
    assert groups["27103"] == [3, 4464, 4350, 1]
    assert "271" not in groups


def test_a_reference_occupation_without_a_full_equivalence_is_no_row_of_them(built):
    marts = built((2024, year_of(2024, 0)))
    names = {name for (name,) in marts("select reference from shortage_recognition")}
    assert "Elektroniker/in" in names
    assert "Ohne volle Gleichwertigkeit" not in names


def test_one_missing_figure_takes_the_sum_away(built):
    cells = [(*c[:5], None) if c[1:3] == (POSITIVE, "26212") else c for c in year_of(2024, 0)]
    assert built((2024, cells))("select decided, positive from recognition_group where occupation_id = '262'") == [
        (None, None)
    ]


def test_with_one_reporting_year_there_is_no_year_before(built):
    marts = built((2024, year_of(2024, 0)))
    assert marts("select distinct previous, previous_cells from recognition_group") == [(None, None)]
    assert marts("select full_equivalence, decided, positive, previous from recognition_aggregate") == [
        (102, 309, 306, None)
    ]


def test_with_two_reporting_years_the_year_before_stands_beside(built):
    before = [c for c in year_of(2023, -6) if c[2] != "81342"]
    marts = built((2024, year_of(2024, 0)), (2023, before))
    previous = {code: row for code, *row in marts("select occupation_id, year, previous, previous_cells "
                                                  "from recognition_group")}  # fmt: skip
    assert previous["262"] == [2024, 816 + 60 - 12, 2]
    assert previous["27103"] == [2024, 4344, 1]
    assert previous["813"] == [2024, 0, 0]  # the workbook of the year before has none
    assert marts("select full_equivalence, previous from recognition_aggregate") == [(102, 96)]
    assert marts("select count(*) from shortage_recognition") == [(6,)]  # of the newest year alone
    assert marts("select count from shortage_origin where country_id = 'BIH'") == [(222,)]


def test_a_gap_of_a_year_is_no_growth(built):
    marts = built((2024, year_of(2024, 0)), (2022, year_of(2022, -6)))
    assert marts("select distinct previous from recognition_group") == [(None,)]
    assert marts("select previous from recognition_aggregate") == [(None,)]


def test_a_year_that_two_workbooks_hold_is_that_of_the_newer(built):
    marts = built((2024, year_of(2024, 0)), (2023, year_of(2023, -30)))
    assert marts("select year, full_equivalence from recognition_series") == [(2022, 4970), (2023, 5000), (2024, 5430)]


def test_states_carry_their_languages(built):
    marts = built((2024, year_of(2024, 0)))
    assert marts("select languages from shortage_origin where country_id = 'BIH'") == [("Bosnisch;Kroatisch;Serbisch",)]


def test_an_edition_handed_over_before_has_neither_decisions_nor_a_year_before(built):
    older = [c for c in year_of(2024, 0) if c[1] == FULL]
    marts = built((2024, older))
    assert marts("select distinct decided, positive, previous from recognition_group") == [(None, None, None)]
    assert marts("select full_equivalence, decided from recognition_aggregate") == [(102, None)]
    assert marts("select count(*) from shortage_recognition") == [(6,)]
