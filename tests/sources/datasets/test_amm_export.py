"""Tables exported by hand: matched with a mapping by their headings, or with their own mapping in a zip."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from sources.datasets.amm_export import mapping as mappings
from sources.datasets.amm_export import source as module
from sources.errors import BadContent, LayoutChanged, SkipFile
from sources.files.file import PublishedFile
from sources.records import Plan
from tests.support.layouts import amm_export as layout
from tests.support.layouts import ba_kreis_berufe
from tests.support.reading import one, read

SOURCE = module.SOURCE


def flag(frame, **key):
    chosen = frame
    for name, value in key.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1, chosen
    return str(chosen["flag"].iloc[0])


def check_wide(frame):
    assert len(frame) == 12
    energy = {"region_id": "05911", "occupation_id": "262", "period_start": "2026-09-01"}
    assert one(frame, indicator_id="amm_unemployed_persons", **energy) == 1069.8
    assert one(frame, indicator_id="amm_unemployed_per_vacancy", **energy) == 9.4
    assert one(frame, region_id="05911", occupation_id="total", indicator_id="amm_vacancies") == 3196
    assert one(frame, region_id="05562", indicator_id="amm_vacancies") == 0
    assert flag(frame, region_id="05562", indicator_id="amm_unemployed_persons") == "secret"
    assert flag(frame, region_id="05562", indicator_id="amm_unemployed_per_vacancy") == "not_applicable"
    assert flag(frame, region_id="05513", indicator_id="amm_vacancies") == "unknown"
    assert flag(frame, region_id="05513", indicator_id="amm_unemployed_persons") == "secret"
    assert set(frame["label"]) == {"Bestand Arbeitslose", "Bestand gemeldete Stellen", "Arbeitslose je Stelle"}
    details = [json.loads(one) for one in frame["detail"].unique()]
    assert {one["einheit"] for one in details} == {"Personen", "Stellen", "Arbeitslose je Stelle"}
    assert {(one["titel"], one["app"]) for one in details} == {
        ("Arbeitslose und gemeldete Stellen nach Berufsgruppen", "Arbeitsmarktmonitor")
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_wide_csv_is_matched_by_its_headings(tmp_path, encoding, delimiter):
    path = layout.write_csv(tmp_path / "export (3)", encoding=encoding, delimiter=delimiter)
    recognition = SOURCE.recognises(PublishedFile(path))
    assert recognition.part == "arbeitslose-und-gemeldete-stellen-nach-berufsgruppen"
    assert recognition.period == "2026-09"
    check_wide(read(SOURCE, path))


def test_a_wide_workbook(tmp_path):
    rows = [list(row) for row in layout.WIDE_ROWS]
    rows[0][3:] = [dt.datetime(2026, 9, 1), 1069.8, 114, 9.4]
    frame = read(SOURCE, layout.write_xlsx(tmp_path / "x", rows=rows))
    check_wide(frame)
    cell = frame[(frame["occupation_id"] == "262") & (frame["indicator_id"] == "amm_vacancies")].iloc[0]
    assert (cell["row"], cell["column"]) == (4, "F")


def test_a_long_table(tmp_path):
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", layout.LONG, layout.LONG_ROWS))
    assert SOURCE.recognises(PublishedFile(tmp_path / "x")).period == "2024-2025"
    rate = {"indicator_id": "amm_employment_rate_pct", "period_start": "2025-01-01", "occupation_id": "total"}
    assert one(frame, region_id="05", **rate) == 62.1
    assert one(frame, region_id="05911", **rate) == 57.9
    assert one(frame, region_id="05911", indicator_id="amm_employees_persons") == 141207
    assert set(frame["period"]) == {"Y"}


def test_columns_may_stand_in_any_order_and_spelling(tmp_path):
    headings = [text.upper() for text in reversed(layout.WIDE)]
    rows = [list(reversed(row)) for row in layout.WIDE_ROWS]
    check_wide(read(SOURCE, layout.write_csv(tmp_path / "x", headings, rows)))


def wide(row, column, cell):
    rows = [list(cells) for cells in layout.WIDE_ROWS]
    rows[row][column] = cell
    return layout.WIDE, rows


def headed(*headings):
    return list(headings), layout.WIDE_ROWS


def long(row, column, cell):
    rows = [list(cells) for cells in layout.LONG_ROWS]
    rows[row][column] = cell
    return layout.LONG, rows


@pytest.mark.parametrize(
    ("error", "table", "words"),
    [
        (
            LayoutChanged,
            headed(*layout.WIDE[:4], "Bestand der Arbeitslosen", *layout.WIDE[5:]),
            ["renamed", "Bestand Arb"],
        ),
        (LayoutChanged, headed("Kreis", *layout.WIDE[1:]), ["missing ['Regionsname']", "not mapped ['kreis']"]),
        (LayoutChanged, headed(*layout.WIDE[:-1]), ["missing ['Arbeitslose je Stelle']"]),
        (LayoutChanged, headed(*layout.WIDE, "Quote"), ["not mapped ['quote']", "ignored"]),
        (BadContent, headed(*layout.WIDE[:-1], layout.WIDE[-1], layout.WIDE[0]), ["standing twice"]),
        (BadContent, wide(0, 0, "Bochumm, Stadt"), ["row 4, column A ('Regionsname')", "'Bochum, Stadt'", "[regions]"]),
        (BadContent, wide(0, 0, "5911"), ["column A", "'05911' (Bochum, Stadt)"]),
        (BadContent, wide(0, 0, "16056"), ["retired", "Eisenach"]),
        (BadContent, wide(0, 0, "München"), ["09162", "09184", "[regions]"]),
        (BadContent, wide(0, 2, "269 Energietechnik"), ["'269'", "row 4, column C"]),
        (BadContent, wide(0, 2, "26 Energietechnik"), ["'26'", "3-digit"]),
        (BadContent, wide(0, 2, "11"), ["'011'", "leading zero"]),
        (
            BadContent,
            wide(0, 2, "Energietechnick"),
            ["'Energietechnick'", "near are ['Energietechnik'", "[occupations]"],
        ),
        (BadContent, wide(0, 3, "Herbst 2026"), ["row 4, column D", "Herbst 2026"]),
        (BadContent, wide(0, 3, "13/2026"), ["column D", "no month"]),
        (BadContent, wide(0, 3, "2026"), ["column D", "no month"]),
        (BadContent, wide(0, 4, "1069.8"), ["row 4, column E ('Bestand Arbeitslose')", "neither a number"]),
        (BadContent, wide(0, 4, ""), ["column E", "empty"]),
        (BadContent, wide(0, 4, "12 %"), ["column E", "neither a number"]),
        (BadContent, wide(0, 4, "-5"), ["column E", "count"]),
        (BadContent, (layout.WIDE, [*layout.WIDE_ROWS, layout.WIDE_ROWS[0]]), ["more than once", "equal", "E4", "E8"]),
        (BadContent, long(0, 1, "Beschäftigungsrate"), ["row 4, column B", "near are ['Beschäftigungsquote'"]),
        (BadContent, long(0, 4, "Promille"), ["row 4, column E", "'Promille'", "'%'"]),
        (BadContent, long(0, 2, "24"), ["column C", "no year"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path, error, table, words):
    headings, rows = table
    rows = [[*row, *[""] * (len(headings) - len(row))][: len(headings)] for row in rows]
    with pytest.raises(error) as raised:
        read(SOURCE, layout.write_csv(tmp_path / "x", headings, rows))
    for word in words:
        assert word in str(raised.value)


def test_headings_without_rows_are_named(tmp_path):
    with pytest.raises(BadContent, match="no rows"):
        SOURCE.recognises(PublishedFile(layout.write_xlsx(tmp_path / "x", rows=[])))


# With its own mapping


def own(tmp_path, mapping=layout.MAPPING, rows=None, headings=None, **more):
    table = layout.csv_text(headings or layout.OWN, layout.OWN_ROWS if rows is None else rows)
    return layout.write_zip(tmp_path / "own.zip", mapping__toml=mapping, table__csv=table, **more)


def test_a_zip_of_a_table_and_its_mapping(tmp_path):
    path = own(tmp_path)
    recognition = SOURCE.recognises(PublishedFile(path))
    assert (recognition.part, recognition.period) == ("betriebe-im-handwerk", "2025-2026")
    frame = read(SOURCE, path)
    assert one(frame, period_start="2026-04-01", occupation_id="26", region_id="05916") == 41
    assert one(frame, period_start="2025-01-01", occupation_id="total") == 399
    assert flag(frame, period_start="2026-01-01") == "unknown"
    assert json.loads(frame["detail"].iloc[0])["app"] == "Handwerk in Zahlen"


def test_a_zip_of_a_workbook_and_its_mapping(tmp_path):
    table = layout.write_xlsx(tmp_path / "t.xlsx", layout.OWN, layout.OWN_ROWS).read_bytes()
    path = layout.write_zip(tmp_path / "z", my__toml=layout.MAPPING, t__xlsx=table)
    assert one(read(SOURCE, path), period_start="2026-04-01") == 41


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "Betriebe im Handwerk"', "", ["'title' is missing"]),
        ('period = "Q"', 'period = "W"', ["period", "'W'"]),
        ('period = "Q"', "", ["period", "None"]),
        ('"Stadt" = "region"', '"Stadt" = "Region"', ["[columns], 'Stadt'", "'Region'"]),
        ('"Quartal" = "period"', '"Quartal" = "ignored"', ["'period' must be one of", "found 0"]),
        ('"Quartal" = "period"', '"Quartal" = "name"', ["'period' must be one of"]),
        ("[columns]", '[constants]\nregion = "05"\n[columns]', ["'region' must be one of", "found 2"]),
        ('"Hauptgruppe" =', '"Gruppe" = "value"\n"Hauptgruppe" =', ["[values] names the figures"]),
        ('"Hauptgruppe" =', '"STADT" = "ignored"\n"Hauptgruppe" =', ["differ only in case"]),
        ('indicator = "firms"', 'indicator = "Firms"', ["indicator 'Firms'"]),
        ('unit = "Betriebe"', "", ["'unit' is missing"]),
        ('unit = "Betriebe"', 'unti = "Betriebe"', ["'unti'", "'unit' is meant"]),
        ('"05916"', '"05999"', ["[regions]", "'05999'"]),
        ('"Elektro" = "26"', '"Elektro" = "2x"', ["[occupations]", "'2x'"]),
        ("[columns]", "[columns", ["no valid TOML"]),
        ("[regions]", "[regoins]", ["'regoins'", "'regions' is meant"]),
    ],
)
def test_faults_of_a_mapping_are_named(tmp_path, old, new, words):
    assert old in layout.MAPPING
    with pytest.raises(BadContent) as raised:
        SOURCE.recognises(PublishedFile(own(tmp_path, layout.MAPPING.replace(old, new))))
    for word in ["own.zip", "mapping.toml", *words]:
        assert word in str(raised.value)


def test_a_mapping_nested_without_end_is_no_mapping():
    with pytest.raises(BadContent, match="no valid TOML"):
        mappings.read_mapping("a = " + "[" * 50_000, "mapping.toml")


def test_a_table_that_does_not_fit_its_mapping(tmp_path):
    with pytest.raises(LayoutChanged, match=r"Betriebe.*betriebe_anzahl"):
        SOURCE.recognises(PublishedFile(own(tmp_path, headings=[*layout.OWN[:3], "Betriebe Anzahl"])))


@pytest.mark.parametrize("more", [{"two__csv": "a;b"}, {"notes__pdf": b"%PDF"}], ids=["two tables", "something else"])
def test_a_zip_holds_one_table_and_nothing_else(tmp_path, more):
    with pytest.raises(BadContent, match="one table"):
        SOURCE.recognises(PublishedFile(own(tmp_path, **more)))


def test_a_page_instead_of_a_table(tmp_path):
    path = layout.write_zip(tmp_path / "z", my__toml=layout.MAPPING, t__csv="<html><title>Anmeldung</title></html>")
    with pytest.raises(BadContent, match="HTML page titled 'Anmeldung'"):
        SOURCE.recognises(PublishedFile(path))


def test_a_mapping_alone_is_told_where_it_belongs(tmp_path):
    (tmp_path / "mapping.toml").write_text(layout.MAPPING, encoding="utf-8")
    with pytest.raises(SkipFile, match="Put both into one zip"):
        SOURCE.recognises(PublishedFile(tmp_path / "mapping.toml"))


def test_other_files_are_not_ours(tmp_path):
    (tmp_path / "x").write_text("Name;Ort\nSchule;Bochum\n", encoding="utf-8")
    assert SOURCE.recognises(PublishedFile(tmp_path / "x")) is None
    assert SOURCE.recognises(PublishedFile(layout.write_zip(tmp_path / "z", a__csv="a;b"))) is None
    for write in (ba_kreis_berufe.write_csv, ba_kreis_berufe.write_xlsx):
        assert SOURCE.recognises(PublishedFile(write(tmp_path / "k"))) is None


# The mappings that come with the program


def test_two_mappings_are_shipped_and_make_staged_files_stale():
    assert [one.file for one in mappings.shipped()] == ["stellen_nach_berufen.toml", "strukturdaten.toml"]
    assert set(mappings.files()) <= set(SOURCE.reference)
    assert len({one.part for one in mappings.shipped()}) == 2
    assert SOURCE.locate(Plan("2026-10", ("05911",))) == ()


@pytest.mark.parametrize(
    ("text", "kind", "start"),
    [
        ("September 2026", "M", "2026-09-01"),
        ("Sep 2026", "M", "2026-09-01"),
        ("09.2026", "M", "2026-09-01"),
        ("2026-09", "M", "2026-09-01"),
        ("2026-09-01", "M", "2026-09-01"),
        ("01.09.2026", "M", "2026-09-01"),
        ("1. Quartal 2026", "Q", "2026-01-01"),
        ("Q4 2026", "Q", "2026-10-01"),
        ("IV. Quartal 2026", "Q", "2026-10-01"),
        ("2026 Q2", "Q", "2026-04-01"),
        ("2026", "Y", "2026-01-01"),
        (2026.0, "Y", "2026-01-01"),
        ("30.06.2026", "D", "2026-06-30"),
        ("2026-06-30", "D", "2026-06-30"),
    ],
)
def test_periods_as_people_write_them(text, kind, start):
    from sources.datasets.amm_export.cells import period_of

    assert period_of(text, "here", kind) == start


@pytest.mark.parametrize(
    ("text", "kind"),
    [("5. Quartal 2026", "Q"), ("2026-02-30", "D"), ("1826", "Y"), ("September 1826", "M"), ("15.09.2026", "M")],
)
def test_other_periods_are_refused(text, kind):
    from sources.datasets.amm_export.cells import period_of

    with pytest.raises(BadContent, match="here"):
        period_of(text, "here", kind)
