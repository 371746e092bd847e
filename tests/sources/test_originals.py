"""The publishers' real files: recognised, parsed, checked, and the published figures found again."""

from __future__ import annotations

import hashlib
import math

import pandas as pd
import pytest

from sources import observations
from sources.datasets.ba_engpassanalyse.rows import shortage_class
from sources.datasets.ba_kreis_berufe import source as ba_kreis_berufe
from sources.datasets.destatis_anerkennung import source as destatis_anerkennung
from sources.errors import SkipFile
from sources.files import rdata
from sources.files.file import PublishedFile
from sources.reference import codes as known
from sources.registry import recognise
from tests.support import engpass_points as points
from tests.support.reading import one, values
from transforms.staging import staged_path

EMSCHER_LIPPE = ["05512", "05513", "05562"]
REGIONS = {
    "Emscher-Lippe": EMSCHER_LIPPE,
    "Duisburg": ["05112"],
    "Bochum": ["05911"],
    "NRW": [code for code in known.kreise().names if code.startswith("05")],
}


def whole(path):
    source, recognition = recognise(PublishedFile(path))
    frame = source.parse(PublishedFile(path), recognition)
    observations.check(frame, source, recognition)
    return frame, recognition


@pytest.fixture(scope="module")
def laender(originals):
    return whole(originals / "ba_engpassanalyse" / "2025_Laenderergebnisse.xlsx")[0]


@pytest.fixture(scope="module")
def germany(originals):
    return whole(originals / "ba_engpassanalyse" / "2025_Deutschland_Engpass.xlsx")[0]


@pytest.fixture(scope="module")
def recognition_2024(originals):
    return whole(originals / "destatis_anerkennung" / "destatis-21231-2024.xlsx")[0]


@pytest.fixture(scope="module")
def staged(originals, real_world):
    """Return a large file of Kreise and years as the world of the real files read it: the reading takes 10 s."""

    def read(name):
        content = (originals / "ba_kreis_berufe" / f"{name}.rda").read_bytes()
        path = staged_path(real_world.staged, "ba_kreis_berufe", hashlib.sha256(content).hexdigest())
        return pd.read_parquet(path)

    return read


@pytest.fixture(scope="module")
def kreise(staged):
    """Unemployed and vacancies, all Kreise and years."""
    return {name: staged(name) for name in ("unemployed_total", "unemployed_foreigners", "jobs")}


@pytest.fixture(scope="module")
def employees(staged):
    """4.4 million rows."""
    return staged("employees_by_workplace")


def total(frame, regions, **key):
    frame = frame[frame["region_id"].isin(regions) & (frame["period_start"] == "2025-01-01")]
    return math.fsum(value for value in values(frame, **key) if not math.isnan(value))


# Engpassanalyse


@pytest.mark.parametrize(("level", "rated", "shortage"), [(2, 81, 18), (3, 47, 14), (4, 47, 7)])
def test_nrw_groups_per_level(laender, level, rated, shortage):
    key = {"region_id": "05", "group_id": f"level={level}", "occupation_id": "total"}
    assert one(laender, indicator_id="rated_groups", **key) == rated
    assert one(laender, indicator_id="shortage_groups", **key) == shortage


def test_nrw_classes(laender):
    names = ("shortage_groups", "watch_groups", "no_shortage_groups")
    assert [one(laender, region_id="05", group_id="", indicator_id=name) for name in names] == [39, 50, 86]


def test_nrw_energietechnik_is_short(laender):
    assert round(one(laender, region_id="05", occupation_id="262", group_id="level=2"), 2) == 2.17


def test_germany_classes(germany):
    scores = germany.loc[(germany["indicator_id"] == "shortage_score") & (germany["flag"] == "ok"), "value"]
    classes = scores.map(shortage_class).value_counts()
    assert len(scores) == 519
    assert classes.to_dict() == {"no_shortage_groups": 201, "watch_groups": 161, "shortage_groups": 157}


def test_germany_points_recompute_without_mismatch(germany):
    mismatches = points.recompute_points(germany, points.bounds(2025))
    assert mismatches.empty, mismatches
    given = germany["indicator_id"].astype(str).str.startswith("points_") & (germany["indicator_id"] != "points_sum")
    assert germany.loc[given, "value"].notna().sum() == 3982


def test_bounds_round_to_the_printed_ones_and_lie_between_the_published_cells(germany):
    import csv

    with points.BOUNDS_FILE.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["edition"] == "2025"]
    assert len(rows) == 54
    wide = germany.astype({"indicator_id": str}).pivot_table(
        index=["group_id", "row"], columns="indicator_id", values="value", observed=True
    )
    for row in rows:
        indicator, level, bound = row["indicator_id"], f"level={row['level']}", float(row["bound"])
        assert abs(bound - float(row["printed"])) <= 0.05 + 1e-9, row
        if row["status"] != "derived":
            assert row["bound"] == row["printed"], row
            continue
        cells = wide.loc[level][[indicator, f"points_{indicator}"]].dropna()
        reached = cells[f"points_{indicator}"] >= int(row["points"])
        assert cells.loc[~reached, indicator].max() < bound <= cells.loc[reached, indicator].min(), row


def test_published_only_with_enough_to_rate(germany):
    """At least 500 employees, four indicators, a vacancy time, and for Fachkräfte a regulated training."""
    wide = germany.astype({"indicator_id": str}).pivot_table(
        index=["group_id", "row"], columns="indicator_id", values="value", observed=True, dropna=False
    )
    wide = wide[wide["rated_indicators"].notna()]
    level_2 = wide.index.get_level_values("group_id") == "level=2"
    enough = (wide["employees_core_persons"] >= 500) & (wide["rated_indicators"] >= 4)
    enough &= wide["vacancy_time_days"].notna() & (~level_2 | (wide["regulated_training"] == 1))
    assert (enough == wide["shortage_score"].notna()).all()


def test_risk_indicators_are_passed_over(originals):
    with pytest.raises(SkipFile, match="not used"):
        recognise(PublishedFile(originals / "ba_engpassanalyse" / "2025_Deutschland_Risiko_Ergaenzung.xlsx"))


# Kreis x occupation


@pytest.mark.parametrize(
    ("region", "vacancies", "unemployed"),
    [
        ("Emscher-Lippe", 6766, 54596),
        ("Duisburg", 3619, 35261),
        ("Bochum", 3196, 18079),
        ("NRW", 127047, 773997),
    ],
)
def test_all_occupations_2025(kreise, region, vacancies, unemployed):
    found = total(kreise["jobs"], REGIONS[region], indicator_id="vacancies")
    assert found == pytest.approx(vacancies, abs=0.5)
    assert total(kreise["unemployed_total"], REGIONS[region], group_id="") == pytest.approx(unemployed, abs=0.5)


@pytest.mark.parametrize(
    ("region", "vacancies", "unemployed"),
    [("Emscher-Lippe", 249.5, 286.9), ("Duisburg", 109.4, 167.3), ("Bochum", 114.2, 69.8)],
)
def test_energietechnik_2025(kreise, region, vacancies, unemployed):
    jobs = total(kreise["jobs"], REGIONS[region], indicator_id="vacancies", occupation_id="262")
    persons = total(kreise["unemployed_total"], REGIONS[region], group_id="", occupation_id="262")
    assert (jobs, persons) == (pytest.approx(vacancies, abs=0.051), pytest.approx(unemployed, abs=0.051))


def test_employees_of_energietechnik(employees):
    key = {"indicator_id": "employees_persons", "occupation_id": "262"}
    assert total(employees, EMSCHER_LIPPE, group_id="", **key) == 5244
    assert total(employees, EMSCHER_LIPPE, group_id="nationality=foreign", **key) == 566


def test_secret_employees_stay_secret(employees):
    assert len(employees) == 4_410_198
    assert (employees["flag"] == "secret").sum() == 632_625
    assert employees.loc[employees["value"] > 0, "value"].min() == 3
    assert employees["region_id"].nunique() == 401


def test_kreise_and_years_without_figures(kreise):
    table = kreise["unemployed_total"]
    missing = table[(table["flag"] == "unknown") & (table["group_id"] == "")]
    assert len(missing) == 106 * 144
    assert len(missing.drop_duplicates(["region_id", "period_start"])) == 106


def test_vacancies_of_no_kreis(kreise):
    table = kreise["jobs"]
    assert sum(values(table, region_id="DE-NA", indicator_id="vacancies")) == pytest.approx(27208.58, abs=0.01)


@pytest.mark.parametrize("name", ["region_codes", "occupational_group_codes"])
def test_code_lists_hold_nothing_we_do_not_know(originals, name):
    file = PublishedFile(originals / "ba_kreis_berufe" / f"{name}.rda")
    with pytest.raises(SkipFile):
        ba_kreis_berufe.SOURCE.recognises(file)
    codes = [str(code) for code in rdata.read_frame(file, name)["code"].dropna()]
    known.check_codes(codes, known.kreise() if name == "region_codes" else known.occupations(3), name)
    assert len(codes) == (401 if name == "region_codes" else 144)


# Recognition


def test_full_equivalence_by_year(recognition_2024):
    key = {"indicator_id": "recognition_full", "occupation_id": "total", "group_id": ""}
    series = [one(recognition_2024, period_start=f"{year}-01-01", **key) for year in range(2016, 2025)]
    assert series == [17136, 19029, 20211, 22692, 24858, 25467, 26301, 31659, 37017]


def test_positive_is_mostly_conditions(recognition_2024):
    key = {"period_start": "2024-01-01", "occupation_id": "total", "group_id": ""}
    assert one(recognition_2024, indicator_id="recognition_positive", **key) == 79104
    assert one(recognition_2024, indicator_id="recognition_conditions", **key) == 35115


@pytest.mark.parametrize(
    ("label", "group", "count"),
    [
        ("Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)", "", 12027),
        ("Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)", "state=PHL", 1734),
        ("Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)", "state=TUN", 1473),
        ("Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)", "state=IND", 1041),
        ("Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)", "state=BIH", 876),
        ("Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)", "state=TUR", 828),
        ("Arzt/Ärztin (im Rahmen der Approbationserteilung)", "", 6993),
        ("Arzt/Ärztin (im Rahmen der Approbationserteilung)", "state=SYR", 669),
        ("Ingenieur/in", "", 4350),
        ("Ingenieur/in", "state=UKR", 1434),
        ("Elektroanlagenmonteur/in", "", 816),
        ("Elektroanlagenmonteur/in", "state=BIH", 222),
        ("Elektroanlagenmonteur/in", "state=TUR", 216),
    ],
)
def test_largest_occupations_by_state(recognition_2024, label, group, count):
    key = {"indicator_id": "recognition_full", "occupation_id": "top20"}
    assert one(recognition_2024, label=label, group_id=group, **key) == count


def test_nursing_aggregate(recognition_2024):
    key = {"occupation_id": "aggregate", "group_id": "", "indicator_id": "recognition_full"}
    assert one(recognition_2024, label="Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)", **key) == 12027


def test_no_unrounded_count_reaches_the_table(recognition_2024):
    assert (recognition_2024["value"].dropna() % 3 == 0).all()


def test_rounded_states_equal_the_printed_table(recognition_2024, originals):
    """Sheet 21231-33 prints the same counts, rounded by the office: every cell must agree with ours."""
    book = PublishedFile(originals / "destatis_anerkennung" / "destatis-21231-2024.xlsx").open_workbook()
    grid = book.grid("destatis_anerkennung", "21231-33")
    names = {column: str(grid.at(5, column)) for column in range(4, grid.width + 1)} | {3: "Insgesamt"}
    ours = recognition_2024[recognition_2024["sheet"] == "csv-21231-33"]
    table = {(row.group_id, row.label): row.value for row in ours.itertuples()}
    spellings = known.country_spellings().names
    compared = filled = 0
    continent = ""
    for at in range(6, grid.height):
        continent = str(grid.at(at, 1)) or continent
        state = str(grid.at(at, 2))
        group = f"state={spellings[state]}" if state not in ("", "Insgesamt") else f"continent={continent}"
        group = "" if continent == "Insgesamt" else group
        for column, name in names.items():
            printed = grid.at(at, column)
            assert printed == table.get((group, name), 0.0), (at, column, group, name)
            compared += 1
            filled += printed > 0
    assert set(names.values()) == set(ours["label"].astype(str))
    assert (compared, filled > 700) == (22 * 169, True)
    assert len(destatis_anerkennung.BY_STATE) == 5
