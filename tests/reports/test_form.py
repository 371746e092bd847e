"""The form as people get it: prefilled, locked where it must be, one page, the same bytes each time."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pypdf
import pytest

from reports.form import UnknownLanguage, form_bytes, write_form
from sources.datasets.bedarfsmeldung import layout
from sources.reference import codes
from sources.reference.regions import Region, all_regions, of_land

BOCHUM = all_regions()["05911"]


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> Path:
    return write_form(BOCHUM, tmp_path_factory.mktemp("form") / "form.xlsx")


@pytest.fixture(scope="module")
def book(form):
    return openpyxl.load_workbook(form)


@pytest.fixture(scope="module")
def sheet(book):
    return book[layout.SHEET]


def inputs() -> list[str]:
    cells = [f"{column}{row}" for row in range(12, 24) for column in "BCDEFG"]
    return [*cells, layout.KIND_CELL, layout.ORGANISATION_CELL, layout.DATE_CELL]


def test_the_same_bytes_whenever_it_is_written(form, tmp_path):
    assert form.read_bytes() == form_bytes(BOCHUM)
    with zipfile.ZipFile(form) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"(\d{4}-\d\d-\d\dT[\d:]+Z)", core) == ["2026-01-01T00:00:00Z"] * 2
    again = write_form(BOCHUM, tmp_path / "x.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == [again.name]


def test_prefilled_and_marked(sheet):
    assert (sheet["C4"].value, sheet["G4"].value) == ("Bochum", "05911")
    assert sheet["G1"].value == "bedarfsmeldung/1"
    assert sheet["A1"].value == "Bedarfsmeldung"
    assert all(sheet[cell].value is None for cell in inputs())


def test_only_what_people_fill_in_is_unlocked(sheet):
    assert sheet.protection.sheet
    unlocked = {cell.coordinate for row in sheet["A1:G40"] for cell in row if not cell.protection.locked}
    merged = {f"{column}{row}" for row in (5, 6, 7) for column in "DEFG"}
    assert unlocked - merged == set(inputs())


def test_the_list_offers_every_group_by_its_everyday_name(book):
    lists = book[layout.LISTS]
    assert lists.sheet_state == "veryHidden"
    entries = [cell.value for cell in lists["A"][1:]]
    with codes.OCCUPATION_FILE.open(encoding="utf-8", newline="") as stream:
        groups = [row for row in csv.DictReader(stream) if row["level"] == "3"]
    assert [entry[:3] for entry in entries] == [row["occupation_id"] for row in groups]
    assert len(entries) == 144
    assert "262 · Energietechnik (Elektrikerinnen und Elektriker)" in entries
    assert all(row["everyday"] in entry for row, entry in zip(groups, entries, strict=True))


def test_drop_downs_and_checks(book, sheet):
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    for cells, values in {
        "B12:B23": [layout.entry(code) for code in layout.occupations()],
        "C12:C23": list(layout.SEVERITIES),
        "C5": list(layout.KINDS),
    }.items():
        name, first, last = re.fullmatch(r"(\w+)!(\$[A-Z]\$2):(\$[A-Z]\$\d+)", rules[cells].formula1).groups()
        listed = [cell.value for (cell,) in book[name][f"{first}:{last}".replace("$", "")]]
        assert listed == values
    assert rules["B12:B23"].errorStyle == "warning"
    assert (rules["D12:D23"].type, rules["D12:D23"].formula1) == ("whole", "0")
    assert (rules["C7"].type, rules["C7"].formula2) == ("date", "TODAY()")
    assert (rules["E12:E23"].type, rules["E12:E23"].formula2) == ("date", "TODAY()")
    assert (rules["F12:F23"].type, rules["F12:F23"].formula2) == ("textLength", str(layout.MAX_DOING))
    assert (rules["G12:G23"].type, rules["G12:G23"].formula2) == ("textLength", str(layout.MAX_QUOTED))
    assert sheet["D12"].number_format == "0"
    assert sheet["E12"].number_format == "mm/yyyy"


def test_what_people_must_know_is_on_it(sheet):
    text = " ".join(str(cell.value) for row in sheet["A1:G40"] for cell in row if cell.value)
    for words in (
        "in welchen Berufen in Ihrer Region Fachkräfte fehlen",
        "Namen Ihrer Organisation",
        "unter 3",
        "keine Telefonnummern",
        "ersetzt die ältere",
        *layout.SEVERITIES,
    ):
        assert words in text


def test_no_formula_and_no_link_in_a_cell(form):
    with zipfile.ZipFile(form) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                data = archive.read(name)
                assert b"<f>" not in data
                assert b"hyperlink" not in data


def test_prints_on_one_page(sheet):
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 1), (None, None))
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    height = sum(sheet.row_dimensions[row].height or 15 for row in range(1, 31))  # points
    width = sum((sheet.column_dimensions[column].width * 7 + 5) * 0.75 for column in "ABCDEFG")
    scale = (595 - 2 * 0.45 * 72) / width
    assert 0.82 < scale < 1  # small type stays legible
    assert height * scale < 842 - (0.5 + 0.6) * 72


def test_a_pdf_of_it_has_one_page(form, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed; test_prints_on_one_page checks the page setup")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(form)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = pypdf.PdfReader(tmp_path / "form.pdf").pages
    assert len(pages) == 1
    assert "Bedarfsmeldung" in pages[0].extract_text()


def test_every_region_of_a_land_gets_one(tmp_path):
    for region in of_land("05"):
        assert form_bytes(region).startswith(b"PK")


def test_unknown_languages_and_regions_are_refused(tmp_path):
    with pytest.raises(UnknownLanguage, match="no form in 'tr'; there is: de"):
        write_form(BOCHUM, tmp_path / "x.xlsx", "tr")
    made_up = Region("05999", "kreis", "Nirgends", "05", "05", "confirmed")
    with pytest.raises(ValueError, match="Nirgends"):
        write_form(made_up, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_every_entry_reads_back_as_itself():
    assert all(layout.entry(code).startswith(f"{code} · ") for code in layout.occupations())
    assert all(len(layout.entry(code)) < 160 for code in layout.occupations())
