from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pyreadr
import pytest

from sources.reference.regions import fold

REFERENCE = Path(__file__).resolve().parents[4] / "data" / "reference"
BA_AREAS = {
    *("Schleswig-Holstein / Hamburg", "Mecklenburg-Vorpommern", "Niedersachsen / Bremen", "Nordrhein-Westfalen"),
    *("Hessen", "Rheinland-Pfalz / Saarland", "Baden-Württemberg", "Bayern", "Brandenburg / Berlin"),
    *("Sachsen-Anhalt", "Thüringen", "Sachsen"),
}


@pytest.fixture(scope="module")
def regions(table):
    return {row["region_id"]: row for row in table("region")}


@pytest.fixture(scope="module")
def kreise(regions):
    return {i: row for i, row in regions.items() if row["kind"] == "kreis" and not row["valid_to"]}


@pytest.fixture(scope="module")
def shares(table):
    """Share of each Kreis by region and Kreis."""
    found = defaultdict(dict)
    for row in table("membership"):
        assert row["kreis_id"] not in found[row["region_id"]], row
        found[row["region_id"]][row["kreis_id"]] = float(row["share"])
    return found


@pytest.fixture(scope="module")
def aliases(table):
    return {row["alias"]: row["region_id"] for row in table("region_alias")}


def test_germany_has_401_kreise_and_nrw_53(kreise):
    assert len(kreise) == 401
    assert sum(row["land_id"] == "05" for row in kreise.values()) == 53
    assert all(re.fullmatch(r"\d{5}", i) and i[:2] == row["land_id"] for i, row in kreise.items())


def test_the_kreise_are_those_of_the_ba(kreise, originals):
    codes = pyreadr.read_r(str(originals / "ba_kreis_berufe" / "region_codes.rda"))["region_codes"]
    assert set(codes["code"]) == set(kreise)
    assert {row["region_id"]: row["name_official"] for row in kreise.values()} == dict(
        zip(codes["code"], codes["name"], strict=True)
    )


def test_number_of_regions_by_kind(regions):
    kinds = Counter(row["kind"] for row in regions.values() if not row["valid_to"])
    assert kinds == {
        **{"country": 1, "unassigned": 1, "land": 16, "land_group": 4, "kreis": 401},
        **{"ra": 16, "aa": 30, "hwk": 7, "ihk": 16},
    }


def test_names_are_readable_and_unique(regions):
    names = Counter(row["name"] for row in regions.values())
    assert [name for name, count in names.items() if count > 1 or not name] == []
    assert {
        i: regions[i]["name"] for i in ("05911", "05562", "03151", "05334", "03241", "05382", "09162", "09184")
    } == {
        **{"05911": "Bochum", "05562": "Kreis Recklinghausen", "03151": "Landkreis Gifhorn"},
        **{"05334": "Städteregion Aachen", "03241": "Region Hannover", "05382": "Rhein-Sieg-Kreis"},
        **{"09162": "München", "09184": "Landkreis München"},
    }


def test_no_name_is_abbreviated_like_an_official_list(regions):
    assert [row["name"] for row in regions.values() if re.search(r"\b[a-z]\.", row["name"])] == []


def test_retired_kreise_are_in_no_region_and_have_a_successor(regions, shares, table):
    retired = {i for i, row in regions.items() if row["valid_to"]}
    assert retired == {"03152", "03156", "16056"}
    assert retired.isdisjoint(kreis for members in shares.values() for kreis in members)
    mergers = {row["from_id"]: row["to_id"] for row in table("region_change") if row["kind"] == "merger"}
    assert set(mergers) == retired
    assert all(not regions[successor]["valid_to"] for successor in mergers.values())


def test_changes_fit_the_validity_of_the_kreise(regions, table):
    for change in table("region_change"):
        old, new = regions[change["from_id"]], regions[change["to_id"]]
        if change["kind"] == "merger":
            assert old["valid_to"] < change["date"]
        if change["kind"] == "split":
            assert new["valid_from"] == change["date"]
        assert change["what"]
        assert change["source"]


@pytest.mark.parametrize("kind", ["ra", "aa", "hwk", "ihk"])
def test_bodies_of_nrw_partition_its_kreise(kind, regions, kreise, shares):
    whole = Counter()
    for region_id, row in regions.items():
        if row["kind"] == kind:
            assert shares[region_id], region_id
            for kreis, share in shares[region_id].items():
                whole[kreis] += share
    assert whole == dict.fromkeys((i for i in kreise if i[:2] == "05"), 1.0)


def test_laender_and_ba_areas_partition_germany(regions, kreise, shares):
    for areas in (
        [i for i, row in regions.items() if row["kind"] == "land"],
        {row["land_group_id"] for row in kreise.values()},
    ):
        assert Counter(kreis for area in areas for kreis in shares[area]) == dict.fromkeys(kreise, 1)
    assert set(shares["DE"]) == {*kreise, "DE-NA"}
    assert all(share == 1 for members in (shares["DE"], shares["05"]) for share in members.values())


def test_the_ba_rates_12_areas(regions, kreise):
    areas = {row["land_group_id"] for row in kreise.values()}
    assert {regions[area]["name"] for area in areas} == BA_AREAS
    assert {row["land_group_id"] for row in regions.values() if row["land_id"] == "05"} == {"05"}


def test_only_ennepe_ruhr_is_cut_and_its_shares_are_explained(table):
    cut = [row for row in table("membership") if row["share"] != "1"]
    assert {(row["region_id"], row["kreis_id"]) for row in cut} == {
        (region, "05954") for region in ("ra-mittleres-ruhrgebiet", "ra-maerkisch", "ihk-bochum", "ihk-hagen")
    }
    for row in cut:
        assert "Einwohneranteil" in row["share_basis"]
        assert row["status"] == "unconfirmed"
        part, whole = re.search(r"\(31\.12\.2019: (.*) von (.*)\)", row["share_basis"]).groups()
        numbers = [int(n.replace("\u202f", "")) for n in part.split(" + ")]
        assert float(row["share"]) == round(sum(numbers) / int(whole.replace("\u202f", "")), 4)


def test_the_pilot_regions(shares):
    assert set(shares["emscher-lippe"]) == {"05512", "05513", "05562"}
    assert set(shares["aa-345"]) | set(shares["aa-375"]) == set(shares["emscher-lippe"])


def test_every_alias_is_folded_and_means_one_known_region(table, regions):
    rows = table("region_alias")
    assert len({row["alias"] for row in rows}) == len(rows)
    assert [row["alias"] for row in rows if row["alias"] != fold(row["alias"])] == []
    assert {row["region_id"] for row in rows} <= set(regions)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *[("Bochum", "05911"), ("Stadt Bochum", "05911"), ("05911", "05911"), ("Kreis Recklinghausen", "05562")],
        *[("Recklinghausen", "05562"), ("Düsseldorf", "05111"), ("Duesseldorf", "05111"), ("Aachen", "05334")],
        *[("Region Aachen", "ra-aachen"), ("NRW", "05"), ("Nordrhein-Westfalen", "05"), ("Berlin", "11000")],
        *[("Emscher-Lippe", "emscher-lippe"), ("ra-emscher-lippe", "emscher-lippe"), ("Land Berlin", "11")],
        *[("Berlin / Brandenburg", "ba-11-12"), ("Brandenburg / Berlin", "ba-11-12"), ("Brandenburg", "12")],
        *[("Agentur für Arbeit Bochum", "aa-321"), ("aa-321", "aa-321"), ("HWK Dortmund", "hwk-dortmund")],
        *[("Oldenburg", "03403"), ("Offenbach", "06413"), ("Landkreis Offenbach", "06438"), ("Kassel", "06611")],
        *[("Handwerkskammer zu Köln", "hwk-koeln"), ("Mülheim", "05117"), ("Hannover", "03241")],
    ],
)
def test_what_people_say(said, meant, aliases):
    assert aliases[fold(said)] == meant


def test_a_name_of_several_towns_means_none(aliases):
    assert {"frankfurt", "neustadt"}.isdisjoint(aliases)


def test_every_region_of_today_is_found_by_its_name_and_id(regions, aliases):
    for region_id, row in regions.items():
        if row["valid_to"] or row["kind"] == "unassigned":
            continue
        assert aliases[fold(row["name"])] == region_id
        if row["kind"] != "land_group":
            assert aliases[fold(region_id)] == region_id


def test_tables_are_what_the_build_script_makes(tmp_path):
    subprocess.run([sys.executable, REFERENCE / "build" / "regions.py", "--out", tmp_path], check=True)
    for name in ("region.csv", "membership.csv", "region_alias.csv"):
        assert (tmp_path / name).read_bytes() == (REFERENCE / name).read_bytes(), f"{name}: run build/regions.py"


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.csv")), ids=lambda path: path.name)
def test_form_of_the_tables(path):
    text = path.read_bytes().decode()
    assert "\r" not in text
    assert text.endswith("\n")
    rows = list(csv.reader(text.splitlines()))
    assert {len(row) for row in rows} == {len(rows[0])}
    if "position" in rows[0]:
        places = list(dict.fromkeys(row[rows[0].index("position")] for row in rows[1:]))
        assert places == [str(n) for n in range(1, len(places) + 1)]
    else:
        assert rows[1:] == sorted(rows[1:]) or [row[:2] for row in rows[1:]] == sorted(row[:2] for row in rows[1:])
    assert len({tuple(row) for row in rows}) == len(rows)
    source = rows[0].index("quelle" if "quelle" in rows[0] else "source")  # tables typed by hand are in German
    assert all(row[source] for row in rows[1:])
    if "status" in rows[0]:
        assert {row[rows[0].index("status")] for row in rows[1:]} <= {"confirmed", "unconfirmed"}
