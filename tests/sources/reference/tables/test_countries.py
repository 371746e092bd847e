from __future__ import annotations

import re
from collections import Counter

import pytest
from python_calamine import CalamineWorkbook

from reports.model.rounding import alphabetical
from reports.words.evidence import LANGUAGES
from sources.reference.codes import country_spellings

SHEETS = ("12", "19", "26", "33", "40")
RANKED = ("10", "17", "24", "31", "38")
NO_STATE = {"Insgesamt", ""}
REGIONS = {"Europa", "Afrika", "Amerika", "Asien", "Australien/Ozeanien"}


@pytest.fixture(scope="module")
def countries(table):
    return {row["country_id"]: row for row in table("country")}


@pytest.fixture(scope="module")
def spellings(table):
    return {row["spelling"]: row["country_id"] for row in table("country_spelling")}


@pytest.fixture(scope="module")
def workbook(originals):
    return CalamineWorkbook.from_path(str(originals / "destatis_anerkennung" / "destatis-21231-2024.xlsx"))


def rows_of(workbook, sheet: str) -> list[dict]:
    head, *rows = workbook.get_sheet_by_name(sheet).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_states_are_unique_and_complete(countries, table):
    assert len(table("country")) == len(countries)
    assert all(re.fullmatch("[A-Z]{3}", i) for i in countries)
    names = Counter(row["name"] for row in countries.values())
    assert [name for name, count in names.items() if count > 1] == []
    assert {row["world_region"] for i, row in countries.items() if i not in ("XXX", "XOT")} == REGIONS


def test_groups(countries):
    groups = {
        group: {i for i, row in countries.items() if row["group"] == group} for group in ("eu", "eea", "ch", "uk")
    }
    assert len(groups["eu"]) == 27
    assert groups["eea"] == {"ISL", "LIE", "NOR"}
    assert groups["ch"] == {"CHE"}
    assert groups["uk"] == {"GBR"}
    assert {row["group"] for row in countries.values()} == {*groups, "third"}


@pytest.mark.parametrize("number", [*SHEETS, *RANKED])
def test_every_spelling_of_the_machine_readable_sheets_resolves(number, workbook, spellings):
    said = {row["Ausbildungsstaat"] for row in rows_of(workbook, f"csv-21231-{number}")} - NO_STATE
    assert len(said) > 95
    assert said - set(spellings) == set()


@pytest.mark.parametrize("number", SHEETS)
def test_every_spelling_of_the_layout_sheets_resolves(number, workbook, spellings):
    rows = workbook.get_sheet_by_name(f"21231-{number}").to_python()
    start = next(n for n, row in enumerate(rows) if row[0] == "Insgesamt")
    said = {row[1] for row in rows[start:]} - NO_STATE
    assert len(said) > 150
    assert said - set(spellings) == set()


def test_world_regions_are_those_of_the_publisher(workbook, spellings, countries):
    for row in rows_of(workbook, "csv-21231-12"):
        if row["Ausbildungsstaat"] not in NO_STATE and row["Kontinent"] in REGIONS:
            state = countries[spellings[row["Ausbildungsstaat"]]]
            assert state["world_region"] == row["Kontinent"], row["Ausbildungsstaat"]


def test_no_state_is_meant_by_two_spellings_on_one_sheet(workbook, spellings):
    said = {row["Ausbildungsstaat"] for row in rows_of(workbook, "csv-21231-12")} - NO_STATE
    assert [i for i, count in Counter(spellings[name] for name in said).items() if count > 1] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *[("Österreich", "AUT"), ("Oesterreich", "AUT"), ("Türkei", "TUR"), ("Türkiye", "TUR"), ("USA", "USA")],
        *[("Bosnien-Herzegowina", "BIH"), ("Cote d Ivoire", "CIV"), ("Côte d'Ivoire", "CIV"), ("Moldau", "MDA")],
        *[("Republik Moldau", "MDA"), ("Vereinigte Staaten", "USA"), ("Kosovo", "XKX"), ("Ungeklärt", "XXX")],
        *[("ehem. Jugoslawien, Bundesrepublik", "XFY"), ("ehem. Sowjetunion", "SUN"), ("Kongo", "COG")],
        *[("Korea, Republik", "KOR"), ("Korea, Demokratische Volksrepublik", "PRK"), ("Aegypten", "EGY")],
    ],
)
def test_spellings(said, meant, spellings):
    assert spellings[said] == meant


def test_spellings_are_unique_and_mean_known_states(table, spellings, countries):
    assert len(table("country_spelling")) == len(spellings)
    assert set(spellings.values()) == set(countries)
    assert country_spellings() is not None


def test_every_state_of_today_has_official_languages(countries):
    today = {i for i, row in countries.items() if not row["valid_to"] and (i[0] != "X" or i == "XKX")}
    assert {i for i, row in countries.items() if row["languages"]} == today
    for row in countries.values():
        languages = row["languages"].split(";") if row["languages"] else []
        assert languages == sorted(set(languages), key=alphabetical), row["country_id"]
        assert all(re.fullmatch(r"[A-ZÄÖÜ][\w-]+", language) for language in languages), languages
        assert bool(languages) == bool(row["languages_source"])


def test_languages_are_those_of_cldr_but_where_a_constitution_says_otherwise(countries):
    own = {i for i, row in countries.items() if row["languages_source"] not in ("", "Unicode CLDR 47")}
    assert own == {
        "AFG", "BFA", "CHE", "COM", "DZA", "IRQ", "ISR", "MAR", "MDG", "MKD", "MLI", "MNE", "NER", "NGA", "RWA",
        "SYC", "TUN", "TWN", "ZAF",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("country", "languages"),
    [
        ("PHL", "Englisch;Filipino"), ("TUN", "Arabisch"), ("IND", "Englisch;Hindi"), ("TUR", "Türkisch"),
        ("BIH", "Bosnisch;Kroatisch;Serbisch"), ("SYR", "Arabisch"), ("UKR", "Ukrainisch"),
        ("XKX", "Albanisch;Serbisch"),
        ("CHE", "Deutsch;Französisch;Italienisch;Rätoromanisch"), ("BEL", "Deutsch;Französisch;Niederländisch"),
        ("CSK", ""),
    ],
)  # fmt: skip
def test_languages(country, languages, countries):
    assert countries[country]["languages"] == languages


def test_languages_are_called_as_in_the_register(countries):
    said = {language for row in countries.values() for language in row["languages"].split(";")}
    assert {"Albanisch", "Arabisch", "Mazedonisch", "Persisch", "Thailändisch", "Türkisch"} <= said & set(
        LANGUAGES.values()
    )
