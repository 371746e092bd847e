"""Kreis x occupation: R data frames and plain tables."""

from __future__ import annotations

import math

import pytest

from sources import observations
from sources.datasets.ba_kreis_berufe import source as module
from sources.errors import BadContent, LayoutChanged, SkipFile
from sources.files.file import PublishedFile
from sources.records import Plan
from sources.reference import codes
from tests.support.layouts import ba_kreis_berufe as layout
from tests.support.reading import one, read

SOURCE = module.SOURCE


def rda(tmp_path, name, rows=None, columns=None):
    return read(SOURCE, layout.write_rda(tmp_path / "any-name", name, rows, columns))


def flag(frame, **key):
    chosen = frame
    for name, value in key.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1, chosen
    return str(chosen["flag"].iloc[0])


@pytest.mark.parametrize(
    ("name", "part", "period"),
    [
        ("unemployed_total", "unemployed", "2024-2025"),
        ("unemployed_foreigners", "unemployed_foreigners", "2024-2025"),
        ("jobs", "vacancies", "2024-2025"),
        ("employees_by_workplace", "employees", "2024"),
    ],
)
def test_recognised_by_object_and_columns(tmp_path, name, part, period):
    recognition = SOURCE.recognises(PublishedFile(layout.write_rda(tmp_path / "x.bin", name)))
    assert (recognition.part, recognition.period) == (part, period)


def test_annual_means_with_women_and_no_stated_occupation(tmp_path):
    frame = rda(tmp_path, "unemployed_total")
    assert one(frame, region_id="05911", occupation_id="111", group_id="") == 15.25
    assert one(frame, region_id="05911", occupation_id="111", group_id="sex=women") == 1 + 1 / 12
    assert one(frame, region_id="05911", occupation_id="unknown", group_id="") == 100.5
    row = frame[(frame["occupation_id"] == "unknown") & (frame["region_id"] == "05558") & (frame["group_id"] == "")]
    assert row[["sheet", "row", "column"]].values.tolist() == [["unemployed_total", 6, "total"]]


def test_foreigners_are_a_group_of_the_same_indicator(tmp_path):
    frame = rda(tmp_path, "unemployed_foreigners")
    assert set(frame["group_id"].unique()) == {"nationality=foreign", "nationality=foreign;sex=women"}
    assert set(frame["indicator_id"].unique()) == {"unemployed_persons"}


def test_a_whole_kreis_without_figures_is_unknown_not_zero(tmp_path):
    frame = rda(tmp_path, "unemployed_total")
    assert flag(frame, region_id="05558", occupation_id="111", group_id="") == "unknown"
    assert flag(frame, region_id="01001", occupation_id="111", group_id="") == "ok"


def test_a_single_missing_figure_is_an_error(tmp_path):
    rows = [*layout.UNEMPLOYED]
    rows[1] = ("05911", "262", 2024, math.nan, math.nan)
    with pytest.raises(BadContent, match="row 2: no figure for group 262 in Kreis 05911"):
        rda(tmp_path, "unemployed_total", rows)


def test_vacancies_of_no_kreis(tmp_path):
    frame = rda(tmp_path, "jobs")
    assert one(frame, region_id="DE-NA", indicator_id="vacancies") == 1.75
    assert one(frame, region_id="05911", occupation_id="262", indicator_id="vacancies_social_insurance") == 110.5


def test_unemployed_of_no_kreis_are_an_error(tmp_path):
    with pytest.raises(BadContent, match="row 10, column 'region': empty"):
        rda(tmp_path, "unemployed_total", [*layout.UNEMPLOYED, (None, "111", 2025, 1.0, 0.0)])


def test_employees_keep_secrecy(tmp_path):
    frame = rda(tmp_path, "employees_by_workplace")
    assert one(frame, occupation_id="262", group_id="") == 5244
    assert flag(frame, occupation_id="262", group_id="nationality=foreign") == "secret"
    assert flag(frame, occupation_id="unknown", group_id="") == "ok"
    assert one(frame, indicator_id="marginal_employees_persons", group_id="sex=women") == 0


def test_a_count_below_three_is_refused(tmp_path):
    rows = [*layout.EMPLOYEES]
    rows[1] = (*rows[1][:5], 2.0)
    with pytest.raises(BadContent, match="row 2: a count of 1 or 2 employees"):
        rda(tmp_path, "employees_by_workplace", rows)


def test_new_kinds_of_employees_are_named(tmp_path):
    rows = [(*row[:3], "midijob", *row[4:]) for row in layout.EMPLOYEES]
    with pytest.raises(LayoutChanged, match=r"column 'type'.*'marginal part-time', 'social insurance'.*midijob"):
        rda(tmp_path, "employees_by_workplace", rows)


@pytest.mark.parametrize(
    "columns",
    [
        ["region", "occupational_group", "year", "women", "total"],
        ["region", "occupational_group", "year", "total", "men"],
        ["kreis", "occupational_group", "year", "total", "women"],
    ],
    ids=["moved", "renamed", "renamed key"],
)
def test_other_columns_are_named(tmp_path, columns):
    with pytest.raises(LayoutChanged, match="'unemployed_total', columns") as raised:
        rda(tmp_path, "unemployed_total", columns=columns)
    assert columns[-2] in str(raised.value)


def test_added_column_is_named(tmp_path):
    rows = [(*row, 1.0) for row in layout.UNEMPLOYED]
    columns = [*layout.COLUMNS["unemployed_total"], "youth"]
    with pytest.raises(LayoutChanged, match="youth"):
        rda(tmp_path, "unemployed_total", rows, columns)


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("1001", ["'1001'", "a leading zero is lost, '01001'", "Flensburg"]),
        ("16056", ["'16056'", "retired", "Eisenach", "2021-06-30", "16063"]),
        ("05919", ["'05919'", "near are", "05916"]),
    ],
)
def test_unknown_regions_are_named_with_a_proposal(tmp_path, region, words):
    rows = [(region, *row[1:]) if row[0] == "01001" else row for row in layout.UNEMPLOYED]
    with pytest.raises(BadContent) as raised:
        rda(tmp_path, "unemployed_total", rows)
    for word in words:
        assert word in str(raised.value)


def test_lost_zero_of_an_occupation(tmp_path):
    rows = [(row[0], "13" if row[1] == "111" else row[1], *row[2:]) for row in layout.UNEMPLOYED]
    with pytest.raises(BadContent, match=r"a leading zero is lost, '013'"):
        rda(tmp_path, "unemployed_total", rows)


@pytest.mark.parametrize(("second", "kind"), [(15.25, "equal"), (16.0, "conflicting")])
def test_duplicates_are_named(tmp_path, second, kind):
    rows = [*layout.UNEMPLOYED, ("05911", "111", 2024, second, 1 + 1 / 12)]
    with pytest.raises(BadContent, match=rf"{kind}.*05911.*total1 = 15.25.*total10 = {second:g}"):
        rda(tmp_path, "unemployed_total", rows)


@pytest.mark.parametrize("name", ["region_codes", "occupational_group_codes"])
def test_code_lists_are_passed_over(tmp_path, name):
    path = layout.write_rda(tmp_path / "x.rda", name, [("05911", "Bochum, Stadt")], ["code", "name"])
    with pytest.raises(SkipFile, match=name):
        SOURCE.recognises(PublishedFile(path))


def test_other_r_objects_are_not_ours(tmp_path):
    path = layout.write_rda(tmp_path / "x.rda", "mtcars", [("a", 2020)], ["model", "year"])
    assert SOURCE.recognises(PublishedFile(path)) is None


# Plain tables


def check_table(frame):
    assert one(frame, region_id="05117", occupation_id="111", indicator_id="unemployed_persons") == 1015.3
    assert flag(frame, region_id="05117", occupation_id="111", indicator_id="employees_persons") == "secret"
    assert one(frame, region_id="01001", indicator_id="vacancies") == 0
    assert flag(frame, region_id="01001", indicator_id="employees_persons") == "not_applicable"
    assert set(frame["occupation_id"].unique()) == {"111", "262"}
    assert set(frame.loc[frame["indicator_id"] == "employees_persons", "group_id"]) == {"nationality=foreign"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_in_the_usual_encodings(tmp_path, encoding, delimiter):
    path = layout.write_csv(tmp_path / "x", encoding=encoding, delimiter=delimiter)
    check_table(read(SOURCE, path))
    recognition = SOURCE.recognises(PublishedFile(path))
    assert recognition.part == "tabelle-arbeitslose-stellen-beschaeftigte_auslaender"


def test_xlsx_with_a_title_above(tmp_path):
    frame = read(SOURCE, layout.write_xlsx(tmp_path / "x.xlsx"))
    check_table(frame)
    place = frame[(frame["region_id"] == "01001") & (frame["indicator_id"] == "vacancies")]
    assert place[["row", "column"]].values.tolist() == [[7, "G"]]


def test_long_form(tmp_path):
    headings = ("AGS", "KldB", "Jahr", "Merkmal", "Wert")
    rows = [("05911", "262", "2025", "arbeitslose", "69,8"), ("05911", "262", "2025", "stellen", "114,2")]
    frame = read(SOURCE, layout.write_csv(tmp_path / "x.csv", rows, headings))
    assert one(frame, indicator_id="vacancies") == 114.2


def table(tmp_path, change, headings=layout.HEADINGS, encoding="utf-8"):
    rows = [list(row) for row in layout.TABLE]
    change(rows)
    return read(SOURCE, layout.write_csv(tmp_path / "x.csv", rows, headings, encoding))


def put(row, column, text):
    return lambda rows: rows[row].__setitem__(column, text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put(3, 0, "1001"), ["'1001'", "row 5", "'01001' (Flensburg"]),
        (put(3, 0, "16056"), ["retired", "Eisenach"]),
        (put(0, 2, "999"), ["'999'", "unknown KldB"]),
        (put(2, 2, ""), ["row 4", "where a code, or 'Insgesamt', should be"]),
        (put(0, 5, "1.015,30 Personen"), ["row 2", "Arbeitslose", "neither a number"]),
        (put(0, 5, "1015.3"), ["row 2", "neither a number"]),
        (put(0, 5, ""), ["row 2", "empty"]),
        (put(0, 5, "-3"), ["row 2", "negative"]),
        (put(1, 7, "2"), ["row 3", "secret"]),
        (put(2, 5, "1.099,0"), ["row 4", "total 1099", "2 groups of 05117 in 2025 sum to 1085.1"]),
        (put(2, 7, "500"), ["row 4", "total 500", "sum to 566"]),
        (put(0, 4, "25"), ["row 2", "no year"]),
        (put(0, 1, "MŸlheim an der Ruhr, Stadt"), ["MŸlheim", "Mülheim an der Ruhr", "encoding"]),
        (lambda rows: rows.append(list(rows[3])), ["equal", "F5", "F6"]),
        (lambda rows: rows[0].append("1"), ["row 2", "9 cells under 8 headings"]),
    ],
)
def test_faults_of_a_table_are_named(tmp_path, change, words):
    with pytest.raises(BadContent) as raised:
        table(tmp_path, change)
    for word in words:
        assert word in str(raised.value)


def test_rounded_totals_and_secret_parts_are_accepted(tmp_path):
    frame = table(tmp_path, put(2, 5, "1.085,2"))
    assert len(frame) == 9


@pytest.mark.parametrize(
    "headings",
    [
        (*layout.HEADINGS[:5], "Arbeitslosenquote", *layout.HEADINGS[6:]),
        ("Kreis", "Kreisname", "Beruf", "Berufsname", "Jahr", "Berichtsjahr", "Stellen", "Arbeitslose"),
    ],
    ids=["unknown", "two years"],
)
def test_other_headings_are_named(tmp_path, headings):
    with pytest.raises(LayoutChanged) as raised:
        table(tmp_path, lambda rows: None, headings)
    assert "headings" in str(raised.value)


def test_text_decoded_wrongly_once_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    text = layout.write_csv(tmp_path / "good.csv", encoding="utf-8").read_bytes().decode("cp1252")
    path.write_bytes(text.encode("utf-8"))
    with pytest.raises(BadContent, match=r"line 1 holds 'Ã¤', which is 'ä' read in the wrong"):
        read(SOURCE, path)


def test_a_foreign_csv_is_not_ours(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Name;Strasse\nSchule;Weg 1\n", encoding="utf-8")
    assert SOURCE.recognises(PublishedFile(path)) is None


def test_half_a_file_is_noticed(tmp_path):
    file = PublishedFile(layout.write_rda(tmp_path / "x", "unemployed_total"))
    recognition = SOURCE.recognises(file)
    with pytest.raises(BadContent, match=r"18 observations, expected 1,200,000 to 2,600,000. Is the file complete"):
        observations.check(SOURCE.parse(file, recognition), SOURCE, recognition)


def test_hanau_is_known_and_goettingen_retired():
    assert "06415" in codes.kreise()
    assert "03152" in codes.kreise().retired


def test_locate_names_the_four_files():
    assert {request.part for request in SOURCE.locate(Plan("2026-10"))} == {
        spec.part for spec in module.OBJECTS.values()
    }
