"""Headings, columns, cells."""

from __future__ import annotations

import openpyxl
import pytest

from sources.errors import LayoutChanged
from sources.files.file import PublishedFile
from sources.files.workbook import Grid, column_letter, column_number, heading


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Anforderungs- niveau", "Anforderungsniveau"),
        ("Engpass-\nberufe", "Engpassberufe"),
        ("Gesamt ", "Gesamt"),
        ("Insgesamt\u00a01)", "Insgesamt"),
        ("Insgesamt 2) 4)", "Insgesamt"),
        ("Insgesamt²", "Insgesamt"),
        ("Unterhaltungs- und Medienberufe", "Unterhaltungs- und Medienberufe"),
        ("Risiko- oder Ergänzung", "Risiko- oder Ergänzung"),
        ("Techniker/in (§ 4 Abs. 1)", "Techniker/in (§ 4 Abs. 1)"),
        ("Kunststoffherstellung und -verarbeitung", "Kunststoffherstellung und -verarbeitung"),
        (2025.0, "2025"),
        (0.5, "0.5"),
        (None, ""),
        ("  \u202f ", ""),
    ],
)
def test_headings_are_normalised(text, plain):
    assert heading(text) == plain


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_column_letters(number, letters):
    assert column_letter(number) == letters
    assert column_number(letters) == number


GRID = Grid("source", "Blatt", [["", "", ""], ["", "Titel", ""], ["Name", "Jahr 1)", "Wert"], ["x", 2025.0, 3.5]])


def test_cells_have_addresses():
    assert (GRID["B2"], GRID["C4"], GRID["Z99"], GRID.row(4)) == ("Titel", 3.5, "", ["x", 2025.0, 3.5])
    assert GRID.where(4, 3) == "sheet 'Blatt', cell C4"


def test_required_headings():
    GRID.require("B2", "Titel")
    GRID.require_headings(3, ["Name", "Jahr", "Wert"])


@pytest.mark.parametrize(
    ("row", "wanted", "words"),
    [
        (3, ["Name", "Wert", "Jahr"], ["B3", "'Wert'", "Jahr (order changed)"]),
        (3, ["Name", "Jahr", "Anzahl"], ["C3", "'Anzahl'", "added: ['Wert']", "missing: ['Anzahl']"]),
        (3, ["Name", "Jahr"], ["C3", "no further column", "Wert"]),
        (3, ["Name", "Jahr", "Wert", "Anteil"], ["D3", "'Anteil'", "missing"]),
        (2, ["Name", "Jahr", "Wert"], ["A2", "the headings stand in row 3"]),
    ],
)
def test_other_headings_are_named(row, wanted, words):
    with pytest.raises(LayoutChanged) as raised:
        GRID.require_headings(row, wanted)
    for word in [*words, "source", "Blatt"]:
        assert word in str(raised.value)


def test_sheets_are_found_by_exact_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Fachkräfte "
    book.create_sheet("Geheim").sheet_state = "veryHidden"
    book.save(tmp_path / "x.xlsx")
    workbook = PublishedFile(tmp_path / "x.xlsx").open_workbook()
    with pytest.raises(LayoutChanged, match=r"a sheet 'Fachkräfte'.*'Fachkräfte '"):
        workbook.grid("source", "Fachkräfte")
    with pytest.raises(LayoutChanged, match="hidden sheet"):
        workbook.grid("source", "Geheim")


def test_rows_keep_their_numbers_above_an_empty_start(tmp_path):
    book = openpyxl.Workbook()
    book.active["C7"] = "here"
    book.save(tmp_path / "x.xlsx")
    grid = PublishedFile(tmp_path / "x.xlsx").open_workbook().grid("source", "Sheet")
    assert (grid["C7"], grid.height, grid.width) == ("here", 7, 3)
