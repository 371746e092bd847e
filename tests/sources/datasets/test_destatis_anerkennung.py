"""Recognition statistics: keys, rounding, cross-checks between the sheets."""

from __future__ import annotations

import datetime as dt

import pytest

from sources.datasets.destatis_anerkennung import source as module
from sources.errors import BadContent, LayoutChanged
from sources.files.file import PublishedFile
from sources.records import Plan
from tests.support.layouts import destatis_anerkennung as layout
from tests.support.layouts.destatis_anerkennung import ALL, ELECTRIC, NURSES
from tests.support.reading import one, read, values

SOURCE = module.SOURCE


def workbook(tmp_path, edit=None):
    return read(SOURCE, layout.write_workbook(tmp_path / "x.xlsx", edit=edit))


def test_recognition_reads_the_title(tmp_path):
    recognition = SOURCE.recognises(PublishedFile(layout.write_workbook(tmp_path / "x.xlsx")))
    assert (recognition.part, recognition.period) == ("berichtsjahr-2024", "2016-2024")
    assert recognition.issued == dt.date(2025, 9, 4)


def test_headline_series(tmp_path):
    frame = workbook(tmp_path)
    headline = {"indicator_id": "recognition_full", "occupation_id": "total", "group_id": ""}
    assert one(frame, period_start="2023-01-01", **headline) == 30
    row = frame[(frame["occupation_id"] == "total") & (frame["indicator_id"] == "recognition_conditions")]
    assert row[["sheet", "row", "column", "value"]].values.tolist() == [["csv-21231-02", 6, "K", 36.0]]


def test_reference_occupations_main_groups_and_sex(tmp_path):
    frame = workbook(tmp_path)
    assert one(frame, occupation_id="26212", indicator_id="recognition_procedures", group_id="") == 39
    assert one(frame, occupation_id="26", label=ELECTRIC, indicator_id="recognition_full", group_id="") == 21
    assert one(frame, occupation_id="81302", indicator_id="recognition_full", group_id="sex=women") == 39
    zero = frame[(frame["occupation_id"] == "81302") & (frame["group_id"] == "sex=men")]
    assert zero["flag"].tolist() == ["rounded_to_zero"]


def test_aggregates_and_their_parts(tmp_path):
    frame = workbook(tmp_path)
    assert one(frame, occupation_id="aggregate", label=NURSES, group_id="") == 39
    assert one(frame, occupation_id="81302", group_id=f"aggregate={NURSES};sex=women") == 39


def test_world_regions_do_not_repeat_the_total(tmp_path):
    frame = workbook(tmp_path)
    assert one(frame, occupation_id="81302", group_id="world_region=Asien") == 36
    assert one(frame, occupation_id="total", group_id="world_region=Europa") == 21
    assert len(values(frame, occupation_id="81302", indicator_id="recognition_full", group_id="")) == 1


def test_states_are_rounded_at_ingest(tmp_path):
    frame = workbook(tmp_path)
    key = {"occupation_id": "top20", "indicator_id": "recognition_full"}
    assert one(frame, label=NURSES, group_id="state=PHL", **key) == 36
    assert one(frame, label=ALL, group_id="", **key) == 60
    assert one(frame, label=ALL, group_id="continent=Europa", **key) == 21
    assert one(frame, label=NURSES, group_id="state=AUT", **key) == 0
    assert (frame["value"].dropna() % 3 == 0).all()
    hidden = frame[(frame["group_id"] == "state=AUT") & (frame["label"] == NURSES) & (frame["value"] == 0)]
    assert set(hidden["flag"].astype(str)) == {"rounded_to_zero"}


@pytest.mark.parametrize(("count", "value"), [(0, 0), (1, 0), (2, 3), (3, 3), (4, 3), (5, 6), (37016, 37017)])
def test_rounding_is_the_offices(count, value):
    assert module.rounded(count)[0] == value


def sheet(number):
    return f"csv-21231-{number}"


def put(number, cell, value):
    return lambda book: book[sheet(number)].__setitem__(cell, value)


def drop(number, row):
    return lambda book: book[sheet(number)].delete_rows(row)


def rename(number, title):
    return lambda book: setattr(book[sheet(number)], "title", title)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (put("02", "K1", "Anzahl"), ["csv-21231-02", "K1", "Verfahren_Anzahl", "Anzahl"]),
        (put("02", "L1", "Quote"), ["L1", "no further column", "Quote"]),
        (lambda book: book[sheet("28")].delete_cols(7), ["csv-21231-28", "G1", "Rechtsgrundlage", "missing"]),
        (lambda book: book[sheet("33")].insert_cols(4), ["csv-21231-33", "D1", "Kontinent"]),
        (lambda book: book[sheet("33")].insert_rows(1), ["csv-21231-33", "A1", "row 2"]),
        (rename("03", "csv-21231-3"), ["'csv-21231-03'", "csv-21231-3"]),
        (lambda book: setattr(book[sheet("12")], "sheet_state", "hidden"), ["csv-21231-12", "hidden"]),
        (put("02", "J3", "beschieden"), ["J3", "beschieden"]),
        (put("02", "I3", "divers"), ["I3", "divers"]),
        (put("02", "F25", ALL), ["F25", "reference occupation"]),
        (put("28", "I3", "Antarktis"), ["I3", "Antarktis"]),
        (put("b01", "D2", "Prozent"), ["D2", "Anzahl", "Prozent"]),
        (put("33", "A3", 12411), ["A3", "21231", "12411"]),
        (lambda book: book["Titel"].__setitem__("A6", "Stand 2025"), ["Titel", "Erschienen am"]),
        (lambda book: book["Titel"].__setitem__("A2", "Löhne"), ["A2", "Anerkennung ausländischer"]),
    ],
)
def test_moved_layout_is_named(tmp_path, edit, words):
    with pytest.raises(LayoutChanged) as raised:
        workbook(tmp_path, edit)
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (put("02", "E25", None), ["E25", "empty"]),
        (put("02", "D25", " "), ["D25", "empty"]),
        (put("02", "K3", 100), ["K3", "no multiple of 3"]),
        (put("02", "K3", "*"), ["K3", "'*'"]),
        (put("02", "K3", 102), ["csv-21231-b01", "F2", "csv-21231-02", "K3", "contradict"]),
        (put("02", "K6", 60), ["K6", "total 60", "2 parts sum to 36"]),
        (put("28", "J6", 36), ["csv-21231-28", "J6"]),
        (put("03", "K3", 42), ["csv-21231-03", "K3", "csv-21231-02"]),
        (put("33", "H10", 40), ["csv-21231-33", "states", "do not add up"]),
        (put("33", "H10", 36.5), ["H10", "no count"]),
        (drop("33", 11), ["csv-21231-33", "do not add up"]),
        (put("12", "C2", 2023), ["C2", "2023", "2024"]),
        (put("b01", "C3", 2025), ["C3", "2025"]),
        (put("33", "E12", "Österreichh"), ["'Österreichh'", "E12", "Österreich"]),
        (put("02", "E25", 8130), ["E25", "5 digits"]),
        (put("02", "E25", 99999), ["D18", "['26', '99']"]),
        (put("02", "E25", 26999), ["26999", "unknown KldB"]),
    ],
)
def test_contradictions_are_named(tmp_path, edit, words):
    with pytest.raises(BadContent) as raised:
        workbook(tmp_path, edit)
    for word in words:
        assert word in str(raised.value)


def test_missing_figures_are_unknown(tmp_path):
    frame = workbook(tmp_path, put("b01", "I3", "X"))
    row = frame[(frame["period_start"] == "2023-01-01") & (frame["indicator_id"] == "recognition_negative")]
    assert row["flag"].tolist() == ["unknown"]


def test_misnamed_sheet_39_is_not_read():
    assert "39" not in module.BY_STATE


def test_locate_names_the_report_current_in_a_month():
    assert SOURCE.locate(Plan("2026-10"))[0].part == "berichtsjahr-2025"
    assert "5212301257005" in SOURCE.locate(Plan("2026-10"))[0].url
    assert SOURCE.locate(Plan("2026-08"))[0].part == "berichtsjahr-2024"
