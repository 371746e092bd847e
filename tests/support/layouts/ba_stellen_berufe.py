"""The two monthly workbooks of the BA on occupations in their layout, with invented figures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from sources.files.german import MONTHS

SHEET = "3.1 Engpass_Tab1"
HEADINGS = [
    "Beruf",
    "Zugang",
    "Zugang: Veränderung zum Vorjahr in %",
    "Bestand",
    "Bestand: Veränderung zum Vorjahr in %",
    "über 3 Monate vakant",
    "über 3 Monate vakant: Veränderung zum Vorjahr in %",
    "über 3 Monate vakant: Anteil am Bestand in %",
    "über 3 Monate vakant: Veränderung des Anteils in %-Punkten",
    "Abgeschlossene Vakanzzeit in Tagen",
    "Abgeschlossene Vakanzzeit: Veränderung zum Vorjahr in Tagen",
    "Arbeitslose",
    "Arbeitslose: SGB III",
    "Arbeitslose: SGB II",
    "Arbeitslose je 100 gemeldete Arbeitsstellen",
]
#: a row of the analysis: occupation and the cells behind it
ROWS: list[list] = [
    ["Insgesamt 1)", 1200, 1.5, 118000, -3.1, 59000, 2.0, 50.0, 1.1, 145, 5, 774000, "", "", 655.9],
    ["01 Angehörige der regulären Streitkräfte", "-", "x", "-", "x", "-", "x", "x ", "x", "-", "x", 12, "", "", "x"],
    ["26 Mechatronik-, Energie- u. Elektroberufe", 800, 1, 7000, 1, 4000, 1, 57.1, 1, 190, 1, 9000, "", "", 128.6],
    ["261 Mechatronik und Automatisierungstechnik", 200, 1, 30000, 1, 15000, 1, 50.0, 1, 170, 1, 200000, "", "", 667],
    ["262 Energietechnik 2) 4)", 420, 1, 50000, 1, 25000, 1, 50.0, 1, "201 ", 1, 400000, "", "", 800],
    ["2621 Berufe in der Bauelektrik", 420, 1, 50000, 1, 25000, 1, 50.0, 1, 201, 1, 400000, "", "", 800],
    ["813 Gesundh.,Krankenpfl.,Rettungsd.Geburtsh.", 300, 1, 20000, 1, 9000, 1, 45.0, 1, "* ", 1, 100000, "", "", 500],
    ["011 Offiziere", "-", "x", "-", "x", "-", "x", "x", "x", "-", "x", "*", "", "", "x"],
]


def in_words(month: str) -> str:
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def engpass(
    land: str,
    month: str,
    rows: Sequence[Sequence[object]] = ROWS,
    headings: Sequence[str] = HEADINGS,
    sheet: str = SHEET,
    heading_row: int = 8,
    title: Sequence[str] | None = None,
) -> bytes:
    """Return the shortage analysis of a Land: title, headings in row 8, first column blank, notes below."""
    stream = io.BytesIO()
    book = _book(stream)
    book.add_worksheet("Impressum").write("A1", f"Erstellungsdatum: 01.01.2027, {in_words(month)}")
    page = book.add_worksheet(sheet)
    titles = title or [
        "Engpassanalyse: Berufsgruppen",
        land,
        f"Berichtsmonat: {in_words(month)}",
        "Datenstand: Januar 2027",
    ]
    for row, text in enumerate(titles):
        page.write(row, 1, text)
    page.write_row(heading_row - 1, 1, headings)
    for row, cells in enumerate(rows, heading_row):
        page.write_row(row, 1, cells)
    for row, note in enumerate(["1) einschließlich ohne Angabe", "© Statistik der Bundesagentur für Arbeit"]):
        page.write(heading_row + len(rows) + 1 + row, 1, note)
    book.close()
    return stream.getvalue()


#: code, name, level, then unemployed in three months and their change, vacancies in two months
HEFT_ROWS: list[list] = [
    ["", "Insgesamt", "", 774000, 773000, 760000, 1.8, 118000, 121000],
    ["", "Insgesamt", "Helfer", 400000, 400000, 390000, 2.6, 20000, 21000],
    ["", "Keine Angabe", "", 900, 900, 900, 0, 5, 5],
    ["26", "Mechatronik-, Energie- u. Elektroberufe", "Insgesamt", 9000, 9000, 9000, 0, 7000, 7000],
    ["261", "Mechatronik und Automatisierungstechnik", "Insgesamt", 300000, 300000, 300000, 0, 40000, 40000],
    ["262", "Energietechnik 1)", "Insgesamt", 400000, 399000, 398000, 0.5, 60000, 61000],
    ["262", "Energietechnik", "Fachkraft", 300000, 300000, 300000, 0, 50000, 50000],
    ["26212", "Berufe in der Bauelektrik - Fachkraft", "Fachkraft", 200, 200, 200, 0, 900, 900],
    ["011", "Offiziere", "Insgesamt", "*", "-", "x ", "x", "-", "-"],
]


def heft(
    month: str,
    regions: Sequence[str] = ("Deutschland", "Nordrhein-Westfalen", "Hessen"),
    rows: Sequence[Sequence[object]] = HEFT_ROWS,
    measures: Sequence[str] = ("Bestand an Arbeitslosen", "Bestand an gemeldeten Arbeitsstellen"),
) -> bytes:
    """Return the book of all Länder: headings in rows 11 to 14, months as dates, figures from row 16."""
    year, number = int(month[:4]), int(month[5:])
    newest, year_before = dt.date(year, number, 1), dt.date(year - 1, number, 1)
    before = dt.date(year, number - 1, 1) if number > 1 else dt.date(year - 1, 12, 1)
    stream = io.BytesIO()
    book = _book(stream)
    day = book.add_format({"num_format": "mmmm yyyy"})
    for name in ("Titel", "Impressum", "Inhaltsverzeichnis"):
        book.add_worksheet(name).write("A1", name)
    for position, region in enumerate(regions, 1):
        page = book.add_worksheet(f"1.{position}")
        page.write("A2", "Arbeitsmarkt nach Berufen (KldB 2010)")
        page.write("A4", region)
        page.write("A5", f"Berichtsmonat: {in_words(month)}")
        page.write_row(10, 0, ["Schlüssel", "Beruf", "Anforderungsniveau", measures[0], "", "", "", measures[1]])
        page.write(11, 6, "Veränderung zum Vorjahr in %")
        page.write(11, 7, "absolut")
        for column, cell in ((3, newest), (4, before), (5, year_before), (7, newest), (8, before)):
            page.write_datetime(12, column, cell, day)
        page.write_row(13, 3, [1, 2, 3, 4, 5, 6])
        for row, cells in enumerate(rows, 15):
            page.write_row(row, 0, cells)
        page.write(17 + len(rows), 0, "© Statistik der Bundesagentur für Arbeit")
    book.close()
    return stream.getvalue()


def _book(stream: io.BytesIO) -> xlsxwriter.Workbook:
    """Return a workbook whose bytes depend on nothing but its cells."""
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2026, 1, 1)})
    return book


def write_engpass(path: Path, land: str = "Nordrhein-Westfalen", month: str = "2026-09", **how) -> Path:
    path.write_bytes(engpass(land, month, **how))
    return path


def write_heft(path: Path, month: str = "2026-09", **how) -> Path:
    path.write_bytes(heft(month, **how))
    return path
