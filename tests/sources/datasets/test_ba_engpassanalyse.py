"""The official shortage score: layout, marks, cross-checks."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from sources.datasets.ba_engpassanalyse import source
from sources.datasets.ba_engpassanalyse.germany import INDICATORS
from sources.datasets.ba_engpassanalyse.rows import shortage_class
from sources.errors import BadContent, LayoutChanged, SkipFile
from sources.files.file import PublishedFile
from sources.records import Plan
from tests.support import engpass_points as points
from tests.support.layouts import ba_engpassanalyse as layout
from tests.support.reading import one, read, values

SOURCE = source.SOURCE


def laender(tmp_path, edit=None):
    return read(SOURCE, layout.write_laender(tmp_path / "x.xlsx", edit=edit))


def germany(tmp_path, edit=None):
    return read(SOURCE, layout.write_germany(tmp_path / "x.xlsx", edit=edit))


def test_laender_scores_are_unrounded_and_keep_their_cell(tmp_path):
    frame = laender(tmp_path)
    assert one(frame, region_id="05", occupation_id="262", group_id="level=2", label="") == pytest.approx(13 / 6)
    row = frame[(frame["region_id"] == "05") & (frame["occupation_id"] == "262") & (frame["group_id"] == "level=2")]
    assert row[["sheet", "row", "column", "period_start"]].values.tolist() == [["Fachkräfte", 13, "G", "2025-01-01"]]
    assert one(frame, region_id="ba-11-12", occupation_id="111", group_id="level=2") == 2.25


def test_not_rated_is_not_zero(tmp_path):
    frame = laender(tmp_path)
    empty = frame[(frame["region_id"] == "06") & (frame["occupation_id"] == "111")]
    assert empty["flag"].tolist() == ["not_applicable"]
    assert math.isnan(empty["value"].iloc[0])


def test_aggregates_have_their_own_code_and_remark(tmp_path):
    frame = laender(tmp_path)
    assert one(frame, region_id="05", occupation_id="Pfl", group_id="level=3") == pytest.approx(11 / 6)
    assert one(frame, region_id="DE", occupation_id="831", label="Fk+Sp") == 2.0


def test_overviews_are_stored_and_recounted(tmp_path):
    frame = laender(tmp_path)
    assert one(frame, region_id="05", indicator_id="shortage_groups", group_id="") == 4
    assert one(frame, region_id="05", indicator_id="rated_groups", group_id="level=2") == 4
    assert one(frame, region_id="05", indicator_id="no_shortage_groups", group_id="level=3") == 1


@pytest.mark.parametrize(("score", "name"), [(2.0, "shortage"), (1.5, "watch"), (1.9999999, "watch"), (1.4999, "no_")])
def test_class_is_of_the_unrounded_mean(score, name):
    assert shortage_class(score).startswith(name)


def test_recognition_carries_year_and_date(tmp_path):
    recognition = SOURCE.recognises(PublishedFile(layout.write_laender(tmp_path / "x.xlsx", 2026)))
    assert (recognition.part, recognition.issued) == ("laender-2026", dt.date(2027, 5, 29))
    recognition = SOURCE.recognises(PublishedFile(layout.write_germany(tmp_path / "y.xlsx")))
    assert (recognition.part, recognition.issued) == ("deutschland-2025", None)


def test_risk_indicators_are_known_and_passed_over(tmp_path):
    file = PublishedFile(layout.write_germany(tmp_path / "x.xlsx", risk=True))
    with pytest.raises(SkipFile, match="Risiko- und Ergänzungsindikatoren: known, not used"):
        SOURCE.recognises(file)


def _move(book, sheet, rows):
    book[sheet].move_range("A10:O30", rows=rows)


def _swap(book, sheet, left, right, row=10):
    cells = book[sheet]
    cells[f"{left}{row}"].value, cells[f"{right}{row}"].value = (
        cells[f"{right}{row}"].value,
        cells[f"{left}{row}"].value,
    )


def _set(sheet, cell, value):
    return lambda book: book[sheet].__setitem__(cell, value)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda book: _move(book, "Fachkräfte", 1), ["Fachkräfte", "C10", "Deutschland", "row 11"]),
        (lambda book: _swap(book, "Experten", "G", "H"), ["Experten", "G10", "Nordrhein-Westfalen", "Hessen"]),
        (_set("Experten", "G10", "NRW"), ["Experten", "G10", "'Nordrhein-Westfalen'", "NRW", "added", "missing"]),
        (_set("Experten", "P10", "Saarland"), ["P10", "no further column", "Saarland"]),
        (lambda book: book["Spezialisten"].delete_cols(8), ["Spezialisten", "H10", "Hessen", "missing"]),
        (
            lambda book: setattr(book["Experten"], "title", "Expertinnen"),
            ["'Experten'", "Expertinnen"],
        ),
        (lambda book: setattr(book["Spezialisten"], "sheet_state", "hidden"), ["Spezialisten", "hidden sheet"]),
        (lambda book: book.remove(book["Experten"]), ["a sheet 'Experten'"]),
        (_set("Spezialisten", "O6", 2), ["Spezialisten", "O6", "'3'"]),
        (_set("Fachkräfte", "A8", 2024), ["A8", "2025", "2024"]),
        (_set("Fachkräfte", "A16", "Summe"), ["B16", "Summe"]),
        (_set("Fachkräfte", "A15", "Pflegekräfte"), ["sheet 'Fachkräfte'", "B15"]),
        (_set("Gesamtübersicht", "A14", "NRW"), ["Gesamtübersicht", "A14", "Nordrhein-Westfalen"]),
        (_set("Gesamtübersicht (2)", "E9", "Engpässe"), ["E9", "Engpassberufe", "Engpässe"]),
    ],
)
def test_moved_layout_is_named(tmp_path, edit, words):
    with pytest.raises((LayoutChanged, BadContent)) as raised:
        laender(tmp_path, edit)
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize("mark", [" 1)", " 2) 4)", "\u00a0", "¹"])
def test_footnote_marks_come_and_go(tmp_path, mark):
    frame = laender(tmp_path, _set("Fachkräfte", "G10", f"Nordrhein-Westfalen{mark}"))
    assert one(frame, region_id="05", occupation_id="262", group_id="level=2") == pytest.approx(13 / 6)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_set("Fachkräfte", "G13", 1.9), ["Gesamtübersicht", "B14", "shortage_groups 3", "give 2"]),
        (_set("Gesamtübersicht", "E14", 5), ["E14", "not the sum"]),
        (_set("Gesamtübersicht (2)", "E15", 2), ["F15", "not 2 of 4"]),
        (_set("Gesamtübersicht (2)", "C15", 5), ["5 of 120"]),
        (_set("Fachkräfte", "G13", 3.5), ["G13", "possible are 0 to 3"]),
        (_set("Fachkräfte", "G13", "*"), ["G13", "'*' is neither a number"]),
        (_set("Fachkräfte", "B13", "26"), ["B13", "no code of 3 digits"]),
        (_set("Fachkräfte", "B13", 13), ["A leading zero may be lost: '013'"]),
        (_set("Fachkräfte", "B13", dt.date(2025, 3, 1)), ["B13", "code of 3 digits"]),
    ],
)
def test_contradictions_are_named(tmp_path, edit, words):
    with pytest.raises(BadContent) as raised:
        laender(tmp_path, edit)
    for word in words:
        assert word in str(raised.value)


def test_unknown_occupation_is_named_with_near_matches(tmp_path):
    def edit(book):
        book["Fachkräfte"]["A13"], book["Fachkräfte"]["B13"] = "268 Energietechnik", "268"

    with pytest.raises(BadContent, match=r"'268' at sheet 'Fachkräfte', row 13: near are .*26[123]"):
        laender(tmp_path, edit)


def test_duplicate_rows_are_named(tmp_path):
    def edit(book):
        sheet = book["Experten"]
        sheet.insert_rows(13)
        for column in range(1, 16):
            sheet.cell(13, column, sheet.cell(12, column).value)
        overview = book["Gesamtübersicht"]
        overview["D42"], overview["E42"] = 2, overview["E42"].value + 1
        second = book["Gesamtübersicht (2)"]
        second["C45"], second["D45"], second["F45"] = 3, 100 * 3 / 120, 100 / 3

    with pytest.raises(BadContent, match=r"stand more than once.*(?s:.)*equal.*431.*Experten!C12.*Experten!C13"):
        laender(tmp_path, edit)


def test_figures_of_the_future_are_refused(tmp_path):
    with pytest.raises(BadContent, match="cannot lie in the future"):
        laender(tmp_path, _set("Impressum", "B14", dt.date(2024, 5, 29)))


def test_germany_values_points_and_marks(tmp_path):
    frame = germany(tmp_path)
    bauelektrik = {"occupation_id": "2621", "group_id": "level=2"}
    assert one(frame, indicator_id="vacancy_time_days", **bauelektrik) == 95
    assert one(frame, indicator_id="points_wage_growth_pct", **bauelektrik) == 1
    assert one(frame, indicator_id="shortage_score", **bauelektrik) == pytest.approx(14 / 6)
    flags = frame[frame["label"] == ""].set_index(["indicator_id", "occupation_id", "group_id"])["flag"].astype(str)
    assert flags["occupational_unemployment_pct", "4311", "level=2"] == "not_applicable"
    assert flags["regulated_training", "9470", "level=2"] == "secret"
    assert flags["employees_core_persons", "9470", "level=2"] == "unknown"
    assert one(frame, indicator_id="regulated_training", occupation_id="4311") == 0
    assert math.isnan(one(frame, indicator_id="shortage_score", occupation_id="4311"))


def test_uncoded_rows_get_their_place(tmp_path):
    frame = germany(tmp_path)
    assert one(frame, indicator_id="employees_core_persons", occupation_id="Pfl", group_id="level=3") == 52000
    assert one(frame, indicator_id="shortage_score", occupation_id="8311", label="Fk+Sp") == pytest.approx(8 / 6)
    assert values(frame, indicator_id="rated_indicators", occupation_id="8311", group_id="level=4") == [0]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_set("Fachkräfte", "R11", 5), ["R11", "rated indicators 5.0", "give 6"]),
        (_set("Fachkräfte", "S11", 13), ["S11", "points 13.0", "give 14"]),
        (_set("Spezialisten", "S11", 2.1), ["S11", "mean 2.1", "give 2.0"]),
        (_set("Fachkräfte", "K11", 4), ["K11", "possible are 0, 1, 2 and 3"]),
        (_set("Fachkräfte", "C11", "nein"), ["C11", "'nein'"]),
        (_set("Fachkräfte", "A12", "Berufe im Glück"), ["A12", "Berufe im Glück"]),
        (_set("Fachkräfte", "D9", "Vakanzzeit (Mittel)"), ["D9", "Vakanzzeit (Median)", "Vakanzzeit (Mittel)"]),
        (_set("Fachkräfte", "B8", "sozialversicherungspflichtig Beschäftigte (Juni 2025)"), ["B8", "Juni 2025"]),
        (_set("Experten", "A12", "Pflege"), ["A12", "'Pflege'"]),
    ],
)
def test_germany_contradictions_are_named(tmp_path, edit, words):
    with pytest.raises((BadContent, LayoutChanged)) as raised:
        germany(tmp_path, edit)
    for word in words:
        assert word in str(raised.value)


def test_points_recompute_from_values_and_bounds(tmp_path):
    frame = germany(tmp_path)
    mismatches = points.recompute_points(frame, points.bounds(2025))
    assert mismatches.empty, mismatches
    wrong = germany(tmp_path, _set("Fachkräfte", "D11", 79))
    found = points.recompute_points(wrong, points.bounds(2025)).to_dict("records")
    assert [(row["occupation_id"], row["published"], row["computed"]) for row in found] == [("2621", 3, 2)]


@pytest.mark.parametrize(
    ("indicator", "value", "expected"),
    [
        ("vacancy_time_days", 39.5, 0),
        ("vacancy_time_days", 40, 1),
        ("vacancy_time_days", 80, 3),
        ("jobseekers_per_vacancy", 4, 0),
        ("jobseekers_per_vacancy", 3.999, 1),
        ("jobseekers_per_vacancy", 1.9, 3),
    ],
)
def test_direction_of_the_bounds(indicator, value, expected):
    assert points.points_of(indicator, value, points.bounds(2025)[indicator, 2]) == expected


def test_bounds_are_complete():
    bounds = points.bounds(2025)
    assert set(bounds) == {(indicator, level) for indicator in INDICATORS.values() for level in (2, 3, 4)}
    assert points.bounds(1999) == {}


def test_locate_names_the_edition_current_in_a_month():
    assert [request.part for request in SOURCE.locate(Plan("2026-05"))] == ["laender-2024", "deutschland-2024"]
    assert [request.part for request in SOURCE.locate(Plan("2026-10"))] == ["laender-2025", "deutschland-2025"]
