"""From the marts to a Brief's statements: names, dates, marks of age, and what must not leave the store."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from reports.load import evidence
from reports.model.region import Kreis, RegionInfo
from reports.words import evidence as words

BOCHUM = RegionInfo("05911", "Bochum", "kreis", (Kreis("05911", "Bochum", 1.0),), "05", "Nordrhein-Westfalen", "NRW")
NAMES = {"262": "Energietechnik", "813": "Pflege"}
UNTIL = dt.date(2026, 10, 31)
MARTS = {
    "dim_country": "country_id varchar, name varchar",
    "region_month": "region_id varchar, indicator_id varchar, month date, value double, previous double, flag varchar, "
    "kreise integer, missing integer",
    "land_vacancy_time": "land_id varchar, occupation_id varchar, month date, vacancy_days double, flag varchar, "
    "vacancies double, over_3_months double, unemployed_per_100 double",
    "region_chamber": "region_id varchar, area_id varchar, area_name varchar, area_kind varchar, indicator_id varchar, "
    "name varchar, day date, value double, previous double, previous_day date, quoted varchar, source_id varchar",
    "region_places": "region_id varchar, occupation_id varchar, day date, places integer, kreise integer, "
    "missing integer",
    "region_report": "region_id varchar, area_id varchar, area_name varchar, occupation_id varchar, "
    "organisation varchar, organisation_kind varchar, day date, severity integer, places double, places_flag varchar, "
    "since varchar, doing varchar, quoted varchar",
    "region_context": "region_id varchar, area_id varchar, area_name varchar, source_id varchar, title varchar, "
    "series varchar, unit varchar, day date, period varchar, value double, flag varchar, previous double, "
    "previous_day date, uri varchar, attribution varchar, modified varchar, occupation_id varchar",
    "region_register": "region_id varchar, entry_id varchar, name varchar, kind varchar, area varchar, "
    "occupation_ids varchar[], countries varchar[], languages varchar[], since varchar, link varchar, checked date, "
    "quoted varchar, note varchar, exact boolean",
    "land_recognition": "land_id varchar, year smallint, dimension varchar, name varchar, indicator_id varchar, "
    "count double, quoted varchar",
    "legal_pointer": "step_id varchar, land_id varchar, position integer, kind varchar, text varchar, link varchar, "
    "link_name varchar, as_of date, checked date, valid_until date, expired boolean",
    "source_status": "source_id varchar, title varchar, status varchar, period varchar, age_days integer, "
    "reason varchar, tried date",
    "revision": "source_id varchar, indicator_id varchar, period_start date, cells integer, largest_pct double, "
    "example varchar",
}
ROWS = {
    "dim_country": [("TUR", "Türkei")],
    "region_month": [
        ("05911", "month_vacancies", dt.date(2026, 10, 1), 3000.0, 3100.0, "ok", 1, 0),
        ("05911", "month_unemployed_persons", dt.date(2026, 10, 1), 18000.0, None, "ok", 1, 0),
        ("05911", "month_unemployment_rate_pct", dt.date(2026, 10, 1), None, 9.0, "unknown", 1, 0),
        ("05911", "month_employees_persons", dt.date(2026, 3, 1), 138000.0, 137000.0, "ok", 1, 2),
        ("05", "month_unemployed_persons", dt.date(2026, 10, 1), 770000.0, 760000.0, "ok", 53, 0),
        ("05", "month_employees_persons", dt.date(2025, 12, 1), 7e6, 7e6, "ok", 53, 0),
    ],
    "land_vacancy_time": [
        ("05", "262", dt.date(2026, 10, 1), 180.0, "ok", 100.0, 50.0, 70.0),
        ("05", "813", dt.date(2026, 10, 1), None, "secret", 100.0, 50.0, 70.0),
    ],
    "region_chamber": [
        ("05911", "hwk-dortmund", "Handwerkskammer Dortmund", "hwk", "craft_firms", "Betriebe", dt.date(2022, 12, 31),
         20227.0, None, None, "hwk-do.de", "hwk_kammerzahlen"),
        ("05911", "05911", "Bochum", "kreis", "training_contracts_new", "neue Lehrverträge", dt.date(2025, 7, 30),
         659.0, 632.0, dt.date(2023, 7, 26), "Pressemitteilung", "hwk_kammerzahlen"),
    ],
    "region_places": [
        ("05911", "262", dt.date(2026, 10, 12), 7, 1, 0),
        ("05911", "813", dt.date(2026, 10, 12), 2, 1, 0),
        ("05911", "unknown", dt.date(2026, 10, 12), 9, 1, 1),
    ],
    "region_report": [
        ("05911", "05911", "Bochum", "813", "Klinik Süd", "Verband", dt.date(2024, 1, 5), 3, 2.0, "ok", None, None, ""),
        ("05911", "05911", "Bochum", "262", "Kammer", "IHK", dt.date(2026, 5, 5), 2, None, "below_3", "2020", "nichts",
         ""),
    ],
    "region_context": [
        ("05911", "05911", "Bochum", "wifo_opendata", "Arbeitslose", "gesamt", "Personen", dt.date(2020, 12, 31), "D",
         5.0, "ok", None, None, "u", "Stadt Bochum", "2021-03-12T08:00:00", "total"),
        ("05911", "05911", "Bochum", "genesis", "Bevölkerung", "gesamt", "Personen", dt.date(2025, 7, 1), "Q", 6.0,
         "ok", 5.0, dt.date(2024, 1, 1), "u", "Destatis", None, "total"),
        ("05911", "05911", "Bochum", "amm_export", "Stellen", "Beruf", "Stellen", dt.date(2025, 7, 1), "M", 2.0, "ok",
         None, None, "u", "BA", None, "262"),
    ],
    "region_register": [
        ("05911", "weit", "Netz", "network", "Nordrhein-Westfalen", [], [], [], None, None, dt.date(2026, 1, 1), "q",
         None, False),
        ("05911", "nah", "Verein", "migrant_organisation", "Bochum", ["262"], ["TUR", "XXX"], ["tr"], "2001", "https://x.de",
         dt.date(2019, 11, 12), "q", "n", True),
    ],
    "land_recognition": [
        ("05", 2024, "total", "bearbeitete Verfahren", "recognition_processed", 21567.0, "q"),
        ("05", 2024, "state", "Türkei", "recognition_share_pct", 11.7, "q"),
    ],
    "legal_pointer": [
        ("b", "", 2, "law", "Gesetz", "https://x.de", "X", dt.date(2024, 6, 1), dt.date(2026, 1, 1),
         dt.date(2026, 6, 1), True),
        ("a", "", 1, "inform", "Sagen", None, None, None, None, None, False),
        ("a", "09", 1, "inform", "Sagen in Bayern", None, None, None, None, None, False),
        ("d", "09", 4, "help", "Nur in Bayern", None, None, None, None, None, False),
        ("c", "", 3, "way_third", "Drittstaaten", None, None, dt.date(2025, 3, 12), None, dt.date(2027, 3, 12), False),
    ],
    "source_status": [
        ("ba_eckwerte", "Eckwerte", "late", "2026-09", 31, "unreachable", dt.date(2026, 11, 3)),
        ("register", "Register", "ok", "2026-10", 0, "", None),
    ],
    "revision": [
        ("ba_eckwerte", "month_vacancies", dt.date(2026, 8, 1), 11, 3.25, "05911, total: 2 -> 1"),
        ("ba_eckwerte", "month_vacancies", dt.date(2026, 9, 1), 1, None, "05911, total: unknown -> 1"),
    ],
}  # fmt: skip


class Counting:
    """A connection that counts what it is asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection, self.asked = connection, []

    def rows(self, sql: str, *parameters: object) -> list[dict]:
        self.asked.append(sql)
        cursor = self.connection.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def marts():
    with duckdb.connect() as connection:
        for name, columns in MARTS.items():
            connection.execute(f"create table {name} ({columns})")
            for row in ROWS[name]:
                connection.execute(f"insert into {name} values ({', '.join('?' * len(row))})", row)
        yield connection


@pytest.fixture(scope="module")
def found(marts) -> dict:
    return evidence.fields(evidence.load(Counting(marts).rows, ["05911"], ["05"]), BOCHUM, NAMES, UNTIL)


def test_one_query_per_mart_whatever_the_number_of_regions(marts):
    few, many = Counting(marts), Counting(marts)
    evidence.load(few.rows, ["05911"], ["05"])
    evidence.load(many.rows, [f"05{n:03}" for n in range(400)], ["05", "06"])
    assert len(few.asked) == len(many.asked) == len(MARTS)


def test_a_region_of_which_nothing_is_known_has_empty_fields(marts):
    nowhere = RegionInfo("01001", "Flensburg", "kreis", (), "01", "Schleswig-Holstein", "Schleswig-Holstein")
    fields = evidence.fields(evidence.load(Counting(marts).rows, ["01001"], ["01"]), nowhere, NAMES, UNTIL)
    empty = {"month_figures", "chamber_figures", "places", "reports", "context", "register", "land_recognition"}
    assert {name for name, value in fields.items() if value == ()} == empty
    assert fields["vacancy_days_month"] == ""


def test_months(found):
    figures = {f.measure: f for f in found["month_figures"]}
    assert list(figures) == ["unemployed", "unemployment_rate", "vacancies", "employees"]
    assert figures["unemployed"].month == "Oktober 2026"
    assert (figures["unemployed"].land, figures["unemployed"].land_previous) == (770000, 760000)
    assert figures["unemployment_rate"].value is None
    assert figures["unemployment_rate"].flag == "unknown"
    assert figures["employees"].month == "März 2026"
    assert figures["employees"].land is None  # the Land's is of another month
    assert (figures["employees"].flag, figures["employees"].note) == ("incomplete", "ohne 2 Kreise der Region")


def test_vacancy_times(marts, found):
    assert found["vacancy_days_month"] == "Oktober 2026"
    days = evidence.vacancy_days(evidence.load(Counting(marts).rows, ["05911"], ["05"]), "05")
    assert days == {"262": (180.0, ""), "813": (None, "secret")}


def test_chamber_figures_are_quoted_newest_first(found):
    first, second = found["chamber_figures"]
    assert (first.name, first.date, first.previous_date) == ("neue Lehrverträge", "30.07.2025", "26.07.2023")
    assert (second.area, second.previous, second.previous_date) == ("Kammerbezirk Dortmund", None, "")


def test_small_numbers_of_places_do_not_leave_the_store(found):
    assert [(p.occupation, p.name, p.places) for p in found["places"]] == [
        ("unknown", "andere Berufe", 9),
        ("262", "Energietechnik", 7),
    ]
    assert found["places"][0].note == "ohne einen Kreis der Region"
    old = next(r for r in found["reports"] if r.occupation == "813")
    assert (old.places, old.places_flag) == (None, "below_3")
    assert "2 -> 1" not in str(found)


def test_reports_put_the_fresh_ones_first_and_mark_the_old(found):
    assert [(r.occupation, r.stale) for r in found["reports"]] == [("262", False), ("813", True)]
    assert (found["reports"][1].since, found["reports"][1].doing) == ("", "")


def test_context_is_dated_by_its_period_and_holds_no_occupation(found):
    fresh, old = found["context"]
    assert (fresh.date, fresh.previous_date, fresh.stale) == ("3. Quartal 2025", "1. Quartal 2024", False)
    assert (old.date, old.modified, old.stale) == ("31.12.2020", "12.03.2021", True)


def test_the_register_is_in_german_with_the_region_first(found):
    near, far = found["register"]
    assert (near.id, near.countries, near.languages, near.checked, near.stale) == (
        "nah", ("Türkei", "XXX"), ("Türkisch",), "12.11.2019", True,
    )  # fmt: skip
    assert (far.exact, far.since, far.link, far.stale) == (False, "", "", False)


def test_steps_stand_in_their_order_with_their_dates(found):
    plain, law = found["steps"]
    assert (plain.as_of, plain.checked, plain.expired, plain.link) == ("", "", False, "")
    assert (law.as_of, law.checked, law.expired) == ("Stand 01.06.2024", "01.01.2026", True)
    assert (plain.valid_until, law.valid_until) == ("", "01.06.2026")


def test_a_step_of_a_land_stands_there_in_place_of_the_general_one(marts, found):
    region = RegionInfo("09763", "Kempten (Allgäu)", "kreis", (), "09", "Bayern", "Bayern", "")
    there = evidence.fields(evidence.load(Counting(marts).rows, ["09763"], ["09"]), region, NAMES, UNTIL)
    assert [s.text for s in there["steps"]] == ["Sagen in Bayern", "Gesetz", "Nur in Bayern"]
    assert [s.text for s in found["steps"]] == ["Sagen", "Gesetz"]
    assert there["ways"] == found["ways"]


def test_legal_ways_are_no_steps(found):
    (way,) = found["ways"]
    assert (way.kind, way.as_of, way.valid_until) == ("way_third", "Stand 12.03.2025", "12.03.2027")


def test_land_recognition_knows_cases_from_shares(found):
    assert [(r.unit, r.measure) for r in found["land_recognition"]] == [("cases", "processed"), ("pct", "share_pct")]


def test_states_and_revisions_are_sentences(found):
    late, fine = found["status"]
    assert (late.status, late.text) == ("late", "Stand September 2026; für Oktober 2026 nicht erreichbar")
    assert fine.text == ""
    (revision,) = found["revisions"]
    assert (revision.title, revision.text) == (
        "Eckwerte",
        "12 Werte für August 2026 und September 2026, höchstens um 3,3\u202f%",
    )


@pytest.mark.parametrize(
    ("status", "period", "reason", "text"),
    [
        ("ok", "2026-10", "", ""),
        ("late", "2026-09", "", "Stand September 2026; Oktober 2026 noch nicht veröffentlicht"),
        ("late", "2026-09", "not_published", "Stand September 2026; Oktober 2026 noch nicht veröffentlicht"),
        ("late", "2025", "not_published", "Stand 2025; neuere Zahlen noch nicht veröffentlicht"),
        ("late", "2026-09", "unreachable", "Stand September 2026; für Oktober 2026 nicht erreichbar"),
        ("late", "2025", "unreachable", "Stand 2025; am 03.11.2026 nicht erreichbar"),
        ("late", "2026-10", "unreachable", "Stand Oktober 2026; am 03.11.2026 nicht erreichbar"),
        ("late", "2025", "layout", "Stand 2025; am 03.11.2026 Aufbau der Datei geändert, nicht übernommen"),
        ("stale", "2018-2025", "", "Stand 2018–2025, älter als vorgesehen"),
        ("missing", "", "unreachable", "Quelle nicht erreichbar"),
        ("missing", "", "", "bisher nicht eingegangen"),
        ("off", "", "off", "Abruf nicht freigegeben"),
    ],
)
def test_how_a_source_stands(status, period, reason, text):
    assert words.status_text(status, period, reason, dt.date(2026, 11, 3), "2026-10") == text


def test_without_the_day_of_the_attempt_a_source_is_late_since_its_date():
    text = "Stand 2025; seither Aufbau der Datei geändert, nicht übernommen"
    assert words.status_text("late", "2025", "layout") == text


def test_a_source_of_many_files_says_how_many_are_old():
    assert words.partly_old(1, 8) == "einzelne Reihen älter als vorgesehen (1 von 8 Dateien)"
    assert words.partly_old(8, 8) == "älter als vorgesehen"


def test_yearly_revisions_are_told_by_years():
    row = {"cells": 2, "largest_pct": 1.0, "period_start": dt.date(2025, 1, 1)}
    years = [{**row, "period_start": dt.date(year, 1, 1)} for year in range(2012, 2026)]
    assert words.revision_text(years) == "28 Werte für 2012 bis 2025, höchstens um 1,0\u202f%"
    assert words.revision_text([{**row, "cells": 1}]) == "1 Wert für 2025, höchstens um 1,0\u202f%"
