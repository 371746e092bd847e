"""Monthly vacancies by Land and occupation: the shortage analysis of a Land, and the book of all Länder."""

from __future__ import annotations

import openpyxl
import pytest

from sources import observations
from sources.datasets.ba_stellen_berufe import source as module
from sources.errors import BadContent, LayoutChanged, NotPublished
from sources.files.file import PublishedFile
from sources.records import Plan
from sources.web.client import Client
from tests.publisher.server import publisher as running
from tests.publisher.world import World
from tests.support.layouts import ba_stellen_berufe as layout
from tests.support.reading import one, read, values

SOURCE = module.SOURCE
NAME = "analyse-gemeldete-arbeitsstellen-kldb2010-nw-0-202609-xlsx.xlsx"


def flag(frame, **key):
    chosen = frame
    for name, value in key.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1, chosen
    return str(chosen["flag"].iloc[0])


# The shortage analysis


def test_the_shortage_analysis_of_a_land(tmp_path):
    path = layout.write_engpass(tmp_path / NAME)
    recognition = SOURCE.recognises(PublishedFile(path))
    assert (recognition.part, recognition.period) == ("land-05", "2026-09")
    frame = read(SOURCE, path)
    assert set(frame["occupation_id"]) == {"total", "011", "261", "262", "813"}
    assert set(frame["region_id"]) == {"05"}
    assert one(frame, indicator_id="vacancy_time_days", occupation_id="262") == 201
    assert one(frame, indicator_id="month_vacancies", occupation_id="total") == 118000
    assert one(frame, indicator_id="month_unemployed_per_100_vacancies", occupation_id="261") == 667
    assert one(frame, indicator_id="month_vacancies_over_3_months", occupation_id="813") == 9000
    cell = frame[(frame["occupation_id"] == "262") & (frame["indicator_id"] == "vacancy_time_days")].iloc[0]
    assert (cell["sheet"], cell["row"], cell["column"]) == (layout.SHEET, 13, "K")


def test_marks(tmp_path):
    frame = read(SOURCE, layout.write_engpass(tmp_path / "x"))
    assert one(frame, indicator_id="month_vacancies", occupation_id="011") == 0
    assert flag(frame, indicator_id="vacancy_time_days", occupation_id="813") == "secret"
    assert flag(frame, indicator_id="month_unemployed_persons", occupation_id="011") == "secret"
    assert flag(frame, indicator_id="vacancy_time_days", occupation_id="011") == "not_applicable"
    assert flag(frame, indicator_id="month_unemployed_per_100_vacancies", occupation_id="011") == "not_applicable"


@pytest.mark.parametrize("land", ["Sachsen", "Sachsen-Anhalt", "Niedersachsen", "Rheinland-Pfalz", "Baden-Württemberg"])
def test_laender_are_told_apart(tmp_path, land):
    recognition = SOURCE.recognises(PublishedFile(layout.write_engpass(tmp_path / "x", land)))
    assert land in recognition.what
    key = {"Sachsen": "14", "Sachsen-Anhalt": "15", "Niedersachsen": "03", "Rheinland-Pfalz": "07"}.get(land, "08")
    assert recognition.part == f"land-{key}"


def test_footnote_marks_come_and_go(tmp_path):
    headings = [f"{text} {number})" if number < 10 else text for number, text in enumerate(layout.HEADINGS, 1)]
    rows = [[str(cells[0]).replace(" 2) 4)", "").replace(" 1)", " 3)"), *cells[1:]] for cells in layout.ROWS]
    plain = read(SOURCE, layout.write_engpass(tmp_path / "a"))
    marked = read(SOURCE, layout.write_engpass(tmp_path / "b", rows=rows, headings=headings))
    assert plain.equals(marked)


def test_the_month_of_a_range_is_its_last(tmp_path):
    title = ["Engpassanalyse", "Hessen", "Gleitende Jahreswerte Oktober 2025 bis September 2026"]
    assert SOURCE.recognises(PublishedFile(layout.write_engpass(tmp_path / "x", title=title))).period == "2026-09"


def changed(row, column, cell):
    """Return the rows with one cell changed; row and column count from 0."""
    rows = [list(cells) for cells in layout.ROWS]
    rows[row][column] = cell
    return {"rows": rows}


def headed(at, text):
    return {"headings": [*layout.HEADINGS[:at], text, *layout.HEADINGS[at + 1 :]]}


def swapped(first, second):
    headings = list(layout.HEADINGS)
    headings[first], headings[second] = headings[second], headings[first]
    return {"headings": headings}


@pytest.mark.parametrize(
    ("error", "how", "words"),
    [
        (LayoutChanged, headed(9, "Vakanzzeit"), ["cell K8", "Abgeschlossene Vakanzzeit in Tagen", "Vakanzzeit"]),
        (LayoutChanged, swapped(1, 3), ["cell C8", "order changed"]),
        (LayoutChanged, {"headings": layout.HEADINGS[:-1]}, ["cell P8", "Arbeitslose je 100"]),
        (LayoutChanged, {"headings": [*layout.HEADINGS, "Neu"]}, ["cell Q8", "Neu"]),
        (LayoutChanged, {"heading_row": 9}, ["cell B8", "stand in row 9"]),
        (LayoutChanged, {"sheet": "3.2 Engpass_Tab2"}, ["3.1 Engpass_Tab1", "3.2 Engpass_Tab2"]),
        (LayoutChanged, {"title": ["Engpassanalyse", "Hessen", "Berichtsmonat: 2026"]}, ["a month", "rows 1 to 7"]),
        (LayoutChanged, {"title": ["Mai 2026", "Hessen", "Juni 2026"]}, ["one month", "2026-05", "cell B3"]),
        (LayoutChanged, {"title": ["Deutschland", "Berichtsmonat: Mai 2026"]}, ["name of one Land", "Deutschland"]),
        (LayoutChanged, {"title": ["Hessen und Bayern", "Berichtsmonat: Mai 2026"]}, ["Bayern", "Hessen"]),
        (LayoutChanged, changed(4, 0, ""), ["cell B13", "an occupation"]),
        (LayoutChanged, {"rows": layout.ROWS[1:]}, ["Insgesamt"]),
        (BadContent, changed(4, 0, "269 Energietechnik"), ["'269'", "cell B13", "262"]),
        (BadContent, changed(4, 0, "26 2 Energie"), ["cell B13"]),
        (BadContent, changed(4, 0, "Energietechnick"), ["'Energietechnick'", "near are ['Energietechnik'"]),
        (BadContent, changed(4, 0, "261 Energietechnik"), ["'Energietechnik' is 262", "Rows shifted"]),
        (BadContent, changed(4, 9, "lang"), ["cell K13", "'lang'"]),
        (BadContent, changed(4, 9, ""), ["cell K13", "empty"]),
        (BadContent, changed(4, 3, 50000.5), ["cell E13", "count"]),
        (BadContent, changed(4, 3, -1), ["cell E13", "-1"]),
        (BadContent, changed(4, slice(5, 8), [51000, 1, 102.0]), ["cell B13", "51000 of 50000", "3 months"]),
        (BadContent, changed(4, 7, 0.5), ["a share of 0.5 %", "unit"]),
        (BadContent, changed(4, 14, 8), ["8 unemployed per 100", "400000 unemployed"]),
        (BadContent, changed(0, 11, 690000), ["cell M9", "total 690000"]),
        (BadContent, changed(0, 1, 30000), ["cell C9", "sum to 920", "complete"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path, error, how, words):
    with pytest.raises(error) as raised:
        read(SOURCE, layout.write_engpass(tmp_path / "x", **how))
    for word in words:
        assert word in str(raised.value)


def test_a_group_that_stands_twice_is_refused(tmp_path):
    rows = [*layout.ROWS, layout.ROWS[-1]]
    with pytest.raises(BadContent, match=r"stand more than once .*\n.*C16.*C17"):
        read(SOURCE, layout.write_engpass(tmp_path / "x", rows=rows))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (NAME.replace("202609", "202608"), ["the name says 2026-08, the sheet says 2026-09"]),
        (NAME.replace("-nw-", "-he-"), ["the name says 'he'", "Nordrhein-Westfalen"]),
    ],
)
def test_name_and_sheet_must_agree(tmp_path, name, words):
    with pytest.raises(BadContent) as raised:
        SOURCE.recognises(PublishedFile(layout.write_engpass(tmp_path / name)))
    for word in words:
        assert word in str(raised.value)


def test_a_hidden_sheet_is_refused(tmp_path):
    path = layout.write_engpass(tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    book[layout.SHEET].sheet_state = "hidden"
    book.save(path)
    with pytest.raises(LayoutChanged, match="a hidden sheet"):
        SOURCE.recognises(PublishedFile(path))


# The book of all Länder


def test_the_book_of_all_laender(tmp_path):
    path = layout.write_heft(tmp_path / "berufe-heft-kldb2010-dwol-0-202609-xlsx.xlsx")
    recognition = SOURCE.recognises(PublishedFile(path))
    assert (recognition.part, recognition.period) == ("laender", "2026-09")
    frame = read(SOURCE, path)
    assert set(frame["region_id"]) == {"05", "06"}
    assert set(frame["occupation_id"]) == {"total", "011", "261", "262"}
    place = {"region_id": "05", "occupation_id": "262"}
    assert one(frame, indicator_id="month_vacancies", period_start="2026-09-01", **place) == 60000
    assert one(frame, indicator_id="month_unemployed_persons", period_start="2025-09-01", **place) == 398000
    assert len(values(frame, indicator_id="month_vacancies", **place)) == 2
    cell = frame[(frame["region_id"] == "06") & (frame["flag"] == "secret")].iloc[0]
    assert (cell["sheet"], cell["row"], cell["column"]) == ("1.3", 24, "D")


def book(row, column, cell):
    rows = [list(cells) for cells in layout.HEFT_ROWS]
    rows[row][column] = cell
    return {"rows": rows}


@pytest.mark.parametrize(
    ("error", "how", "words"),
    [
        (LayoutChanged, {"measures": ("Personen", "Gemeldete Arbeitsstellen")}, ["cell D11", "Personen"]),
        (LayoutChanged, {"measures": ("Arbeitslose", "Arbeitslose")}, ["each measure and month once"]),
        (LayoutChanged, {"regions": ("Hessen", "Hessen")}, ["'1.1' and '1.2'", "one sheet per Land"]),
        (LayoutChanged, {"regions": ("Deutschland",)}, ["a sheet of a Land"]),
        (LayoutChanged, {"regions": ("Saarpfalz",)}, ["name of one Land"]),
        (LayoutChanged, book(4, 2, "Meister"), ["cell C20", "Meister"]),
        (LayoutChanged, {"rows": layout.HEFT_ROWS[1:]}, ["Insgesamt"]),
        (
            LayoutChanged,
            book(4, 1, "") | {"rows": [*book(4, 1, "")["rows"][:4], ["", "", "", 1, 1, 1, 1, 1, 1]]},
            ["A20"],
        ),
        (BadContent, book(4, 0, 261), ["cell A20", "a number where a code"]),
        (BadContent, book(4, 0, "269"), ["'269'", "cell A20"]),
        (BadContent, book(4, 3, 990000), ["cell D16", "total 774000"]),
    ],
)
def test_faults_of_the_book_are_named(tmp_path, error, how, words):
    with pytest.raises(error) as raised:
        read(SOURCE, layout.write_heft(tmp_path / "x", **how))
    for word in words:
        assert word in str(raised.value)


def test_title_and_columns_of_the_book_must_agree(tmp_path):
    path = layout.write_heft(tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    book["1.2"]["A5"] = "Berichtsmonat: August 2026"
    book.save(path)
    with pytest.raises(BadContent, match=r"sheet '1.2': titled 2026-08, but its newest column is 2026-09"):
        SOURCE.recognises(PublishedFile(path))


def test_the_book_and_its_name_must_agree(tmp_path):
    path = layout.write_heft(tmp_path / "berufe-heft-kldb2010-dwol-0-202608-xlsx.xlsx")
    with pytest.raises(BadContent, match="the name says 2026-08, the sheet says 2026-09"):
        SOURCE.recognises(PublishedFile(path))


@pytest.mark.parametrize("name", ["Umsteiger", "1.1"])
def test_other_workbooks_are_not_ours(tmp_path, name):
    other = openpyxl.Workbook()
    other.active.title = name
    other.active["A11"] = "Schlüssel"
    other.save(tmp_path / "x.xlsx")
    assert SOURCE.recognises(PublishedFile(tmp_path / "x.xlsx")) is None
    (tmp_path / "y").write_text("Name;Ort\n", encoding="utf-8")
    assert SOURCE.recognises(PublishedFile(tmp_path / "y")) is None


# Fetching


def test_one_workbook_per_land_of_the_two_months_before():
    requests = SOURCE.locate(Plan("2026-01", ("05911", "05513", "06411")))
    assert [(request.part, request.month) for request in requests] == [
        ("land-05", "2025-11"),
        ("land-06", "2025-11"),
        ("land-05", "2025-12"),
        ("land-06", "2025-12"),
    ]
    assert "Detail/202512/" in requests[2].url
    assert "kldb2010-nw-0-202512-xlsx.xlsx" in requests[2].url
    assert SOURCE.locate(Plan("2026-01")) == ()


def fetch(server, tmp_path, month="2026-10"):
    client = Client("test@example.org", mirror=server.url)
    *_, request = SOURCE.locate(Plan(month, ("05911",)))
    return client.fetch(request, tmp_path / month, SOURCE.hosts)


def test_over_http_with_a_late_file_and_a_renamed_heading(tmp_path):
    with running(World("2026-09")) as server:
        fetched = fetch(server, tmp_path)
        file = PublishedFile(fetched.path, name=fetched.name)
        assert file.name == NAME
        recognition = SOURCE.recognises(file)
        observations.check(SOURCE.parse(file, recognition), SOURCE, recognition)
        server.world = World("2026-10", late=frozenset({SOURCE.id}))
        with pytest.raises(NotPublished):
            fetch(server, tmp_path, "2026-11")
        server.world = World("2026-10", moved=frozenset({SOURCE.id}))
        moved = PublishedFile(fetch(server, tmp_path, "2026-11").path)
        with pytest.raises(LayoutChanged, match="cell K8"):
            SOURCE.parse(moved, SOURCE.recognises(moved))


def test_a_revision_restates_the_month_before(tmp_path):
    key = {"indicator_id": "month_vacancies", "occupation_id": "262"}
    with running(World("2026-09")) as server:
        plain = read(SOURCE, fetch(server, tmp_path, "2026-09").path)
        server.world = World("2026-09", revised=frozenset({SOURCE.id}))
        revised = read(SOURCE, fetch(server, tmp_path, "2026-09").path)
        assert one(revised, **key) == one(plain, **key) + 10
