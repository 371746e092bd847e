from __future__ import annotations

from collections import Counter, defaultdict

import pyreadr
import pytest
from python_calamine import CalamineWorkbook

COUNTS = {"1": 10, "2": 37, "3": 144, "4": 703, "5": 1301}


@pytest.fixture(scope="module")
def occupations(table):
    return {row["occupation_id"]: row for row in table("occupation")}


@pytest.fixture(scope="module")
def groups(occupations):
    return {i: row for i, row in occupations.items() if row["level"] == "3"}


def test_the_classification_is_complete(occupations, table):
    assert len(table("occupation")) == len(occupations)
    assert Counter(row["level"] for row in occupations.values() if row["level"]) == COUNTS
    for code, row in occupations.items():
        if row["level"]:
            assert code.isdigit()
            assert len(code) == int(row["level"])
            assert row["parent_id"] == code[:-1]
            assert not row["parent_id"] or row["parent_id"] in occupations
    assert {i for i, row in occupations.items() if not row["level"]} == {"Pfl", "unknown", "total"}


def test_leading_zeros_are_kept(occupations):
    assert occupations["013"]["name"] == "Unteroffiziere ohne Portepee"
    assert occupations["01302"]["parent_id"] == "0130"


def test_every_code_and_name_of_the_ba_is_known(groups, occupations, originals):
    codes = pyreadr.read_r(str(originals / "ba_kreis_berufe" / "occupational_group_codes.rda"))
    frame = codes["occupational_group_codes"]
    named = dict(zip(frame["code"].fillna(""), frame["name"], strict=True))
    assert named.pop("") == occupations["unknown"]["name"]
    assert named == {code: row["name_short"] for code, row in groups.items()}


def test_every_5_digit_code_of_the_recognition_statistics_is_known(occupations, originals):
    workbook = CalamineWorkbook.from_path(str(originals / "destatis_anerkennung" / "destatis-21231-2024.xlsx"))
    head, *rows = workbook.get_sheet_by_name("csv-21231-02").to_python()
    cells = {str(row[head.index("Berufsgattung")]).strip() for row in rows}
    codes = {cell.split()[0].split("-")[0].removesuffix(".0") for cell in cells if cell[:5].isdigit()}
    assert len(codes) > 200
    assert codes <= set(occupations)


def test_everyday_names(groups):
    said = [row["everyday"] for row in groups.values()]
    assert all(said)
    assert [words for words in said if len(words) > 60 or words != words.strip()] == []
    assert len(set(said)) == len(said)
    assert {i: groups[i]["everyday"] for i in ("262", "293", "431")} == {
        "262": "Elektrikerinnen und Elektriker",
        "293": "Köchinnen und Köche",
        "431": "Informatikerinnen und Informatiker",
    }


def test_marks(groups, occupations, table):
    assert {row[mark] for row in groups.values() for mark in ("mint", "craft", "care")} == {"true", "false"}
    assert {i for i, row in occupations.items() if row["care"] == "true"} == {"813", "821", "Pfl"}
    assert {i for i, row in groups.items() if row["craft"] == "true"} == {r["occupation_id"] for r in table("craft")}
    mint = {i for i, row in groups.items() if row["mint"] == "true"}
    assert {"431", "434", "262", "413"} <= mint
    assert mint.isdisjoint({"813", "714", "321", "293"})
    assert all("unbestätigt" in groups[i]["mint_note"] for i in mint)


def test_crafts_stand_in_the_classification(occupations, table):
    rows = table("craft")
    assert len({row["craft"] for row in rows}) == len(rows) == 46
    for row in rows:
        for code in row["occupation_4_ids"].split("|"):
            assert occupations[code]["level"] == "4"
            assert code.startswith(row["occupation_id"])
    assert {row["status"] for row in rows} == {"unconfirmed"}


def test_isco_links(occupations, table):
    rows = table("occupation_isco")
    links = defaultdict(list)
    for row in rows:
        assert occupations[row["occupation_id"]]["level"] == "5"
        assert len(row["isco_id"]) == 4
        links[row["occupation_id"]].append(row)
    missing = {i for i, row in occupations.items() if row["level"] == "5"} - set(links)
    assert {i: occupations[i]["name"] for i in missing} == {"81122": "(weggefallen)"}
    for code, linked in links.items():
        assert sum(row["focus"] == "true" for row in linked) == 1, code
        assert {row["unique"] for row in linked} == {"true" if len(linked) == 1 else "false"}, code
