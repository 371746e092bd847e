"""Workbooks in the layout of the BA's Fachkräfteengpassanalyse, with few and invented figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl

OVERVIEW_AREAS = (
    "Deutschland",
    "Schleswig-Holstein / Hamburg",
    "Mecklenburg-Vorpommern",
    "Niedersachsen / Bremen",
    "Nordrhein-Westfalen",
    "Hessen",
    "Rheinland-Pfalz / Saarland",
    "Baden-Württemberg",
    "Bayern",
    "Berlin / Brandenburg",
    "Sachsen-Anhalt",
    "Thüringen",
    "Sachsen",
)
SHEETS = {"Fachkräfte": 2, "Spezialisten": 3, "Experten": 4}

#: name, code, scores of Germany, SH/HH, MV, NI/HB, NW, HE, RP/SL, BW, BY, BE/BB, ST, TH, SN
SCORES = {
    "Fachkräfte": (
        ("111 Landwirtschaft", "111", (2.0, None, 2.25, 2.0, 2.2, *[None] * 4, 2.25, None, None, None)),
        ("262 Energietechnik", "262", (2.5, 2.0, 1.5, 1.8, 13 / 6, 2.0, 2.0, 2.0, 2.2, 1.4, 2.0, 2.0, 1.9999)),
        ("431 Informatik", "431", (0.5, *[None] * 3, 0.25, *[None] * 8)),
        ("Pflegeberufe", "Pfl", (8 / 3, *[2.5] * 12)),
    ),
    "Spezialisten": (
        ("262 Energietechnik", "262", (1.5, *[None] * 3, 1.4999, *[None] * 8)),
        ("Pflegeberufe", "Pfl", (7 / 3, *[None] * 3, 11 / 6, *[None] * 8)),
        ("831 Erziehung,Sozialarb.,Heilerziehungspfl. (Fk+Sp)", "831", (2.0, *[2.0] * 12)),
    ),
    "Experten": (
        ("431 Informatik", "431", (1.0, *[None] * 12)),
        ("Pflegeberufe", "Pfl", (2.5, *[None] * 12)),
    ),
}
INDICATORS = (
    "Vakanzzeit (Median)",
    "Arbeitsuchenden-Stellen-Relation",
    "Berufssp. Arbeitslosenquote",
    "Veränderung des Anteils s.v. pfl. Beschäftigung von Ausländern",
    "Abgangsrate aus Arbeitslosigkeit",
    "Entwicklung der mittleren Entgelte",
)
#: name, employees, regulated training (Fachkräfte only), six values, six points; None is an empty cell
GERMANY = {
    "Fachkräfte": (
        ("2621 Berufe in der Bauelektrik", 160000, "ja", (95, 1.2, 2.1, 2.4, 9.5, 12.0), (3, 3, 3, 2, 2, 1)),
        ("4311 Berufe in der Informatik (o.S.)", 900, "-", (35, 6.5, "x", 0.1, None, 9.0), (0, 0, None, 0, None, 0)),
        ("9470 Museumsberufe (o.S.)", None, "*", (None,) * 6, (None,) * 6),
        ("Pflegeberufe", 931000, "ja", (85, 1.3, 1.1, 3.6, 14.4, 16.8), (3, 3, 3, 2, 3, 2)),
    ),
    "Spezialisten": (
        ("2621 Berufe in der Bauelektrik", 4000, None, (60, 2.5, 3.5, 1.2, 10.2, 10.8), (2, 2, 2, 2, 2, 2)),
        ("Pflegeberufe", 52000, None, (90, 1.5, 1.0, 0.5, 6.0, 7.0), (3, 3, 3, 1, 1, 1)),
        ("Berufe in der Kindererziehung", 700000, None, (50, 3.5, 1.4, 0.6, 8.0, 9.9), (1, 1, 3, 1, 1, 1)),
    ),
    "Experten": (
        ("8311 Berufe i.d. Kinderbetreuung, -erziehung", None, None, (None,) * 6, (None,) * 6),
        ("Pflegeberufe", 9000, None, (70, 4.5, 2.0, 1.5, 12.0, 9.0), (2, 2, 3, 2, 2, 1)),
    ),
}

Edit = Callable[[openpyxl.Workbook], None]


def write_laender(path: Path, year: int = 2025, edit: Edit | None = None) -> Path:
    """Write the Länder workbook: Impressum, two overviews, three level sheets."""
    book = openpyxl.Workbook()
    book.active.title = "Deckblatt"
    imprint = book.create_sheet("Impressum")
    imprint["A4"], imprint["A8"], imprint["B8"] = "Impressum", "Titel:", "Fachkräfteengpassanalyse nach Ländern "
    imprint["A14"], imprint["B14"] = "Erstellungsdatum:", dt.date(year + 1, 5, 29)
    _overview(book.create_sheet("Gesamtübersicht"), year)
    _coverage(book.create_sheet("Gesamtübersicht (2)"), year)
    for name, level in SHEETS.items():
        _level_sheet(book.create_sheet(name), name, level, year)
    if edit:
        edit(book)
    book.save(path)
    return path


def _counts(sheet: str, area: int) -> tuple[int, int, int]:
    scores = [row[2][area] for row in SCORES[sheet] if row[2][area] is not None]
    short = sum(score >= 2 for score in scores)
    watch = sum(1.5 <= score < 2 for score in scores)
    return short, watch, len(scores) - short - watch


def _title(sheet, year: int) -> None:
    sheet["A5"], sheet["A6"], sheet["A7"] = "Fachkräfteengpassanalyse nach Ländern", "Gesamtübersicht", year


def _overview(sheet, year: int) -> None:
    _title(sheet, year)
    titles = ("Engpassberufe", "Berufe unter Beobachtung", "keine Engpassberufe")
    for position, (row, title) in enumerate(zip((9, 25, 41), titles, strict=True)):
        for column, text in enumerate((title, *SHEETS, "Gesamt "), 1):
            sheet.cell(row, column, text)
        for area, name in enumerate(OVERVIEW_AREAS):
            counts = [_counts(level, area)[position] for level in SHEETS]
            for column, value in enumerate((name, *counts, sum(counts)), 1):
                sheet.cell(row + 1 + area, column, value)


def _coverage(sheet, year: int) -> None:
    _title(sheet, year)
    for row, level in zip((9, 26, 43), SHEETS, strict=True):
        headings = ("Belegte Berufsgruppen", "Bewertete Berufsgruppen", "Anteil Sp.3 an Sp.2 (in %)")
        headings = (f"{level} ", *headings, "Engpass- berufe", "Anteil Sp.5 an Sp.3 (in %)")
        for column, text in enumerate(headings, 1):
            sheet.cell(row, column, text)
            sheet.cell(row + 1, column, column)
        for area, name in enumerate(OVERVIEW_AREAS):
            short, rated = _counts(level, area)[0], sum(_counts(level, area))
            share = 100 * short / rated if rated else 0
            for column, value in enumerate((name, 120, rated, 100 * rated / 120, short, share), 1):
                sheet.cell(row + 2 + area, column, value)


def _level_sheet(sheet, name: str, level: int, year: int) -> None:
    sheet["A5"] = f"Fachkräfteengpassanalyse für {name}"
    sheet["A6"], sheet["O6"] = "Gesamtwert der Engpassindikatoren", level
    sheet["A7"], sheet["A8"] = "nach Ländern", year
    for column, area in enumerate(OVERVIEW_AREAS, 3):
        sheet.cell(10, column, "Brandenburg / Berlin" if area.startswith("Berlin") else area)
    for row, (text, code, scores) in enumerate(SCORES[name], 12):
        for column, value in enumerate((text, code, *scores), 1):
            sheet.cell(row, column, value)
    end = 12 + len(SCORES[name])
    sheet.cell(end, 15, "© Statistik der Bundesagentur für Arbeit")
    sheet.cell(end + 1, 1, "Legende:")
    sheet.cell(end + 2, 1, "n 3,0 bis 2,0: Engpassberuf")


def write_germany(path: Path, year: int = 2025, edit: Edit | None = None, risk: bool = False) -> Path:
    """Write the Germany workbook, or the one with risk indicators that is not used."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, level in SHEETS.items():
        _germany_sheet(book.create_sheet(name), name, level, year, risk)
    if edit:
        edit(book)
    book.save(path)
    return path


def _germany_sheet(sheet, name: str, level: int, year: int, risk: bool) -> None:
    kind = "Risiko- und Ergänzungsindikatoren" if risk else "Engpassindikatoren"
    sheet["A4"], sheet["A5"], sheet["A6"] = f"Fachkräfteengpassanalyse - {name}", "Deutschland", year
    first = 4 if level == 2 else 3
    sheet["B8"] = f"sozialversicherungspflichtig Beschäftigte; ohne Arbeitnehmerüberlassung und Azubis (Juni {year})"
    sheet.cell(8, first, f"{kind} (Werte)")
    sheet.cell(8, first + 7, f"{kind} (Punktwerte)")
    if level == 2:
        sheet["C9"] = "Geregelte Berufsausbildung"
    for offset, indicator in enumerate(INDICATORS):
        sheet.cell(9, first + offset, indicator)
        sheet.cell(9, first + 7 + offset, indicator)
    last = ("Anzahl der bewerteten Indikatoren", "Punktezahl", "Durchschnittliche Punktezahl")
    for offset, text in enumerate(last, first + 14):
        sheet.cell(9, offset, text)
    for row, (text, employees, regulated, values, points) in enumerate(GERMANY[name], 11):
        sheet.cell(row, 1, text)
        sheet.cell(row, 2, employees)
        if level == 2:
            sheet.cell(row, 3, regulated)
        for offset, value in enumerate(values):
            sheet.cell(row, first + offset, value)
        given = [point for point in points if point is not None]
        for offset, point in enumerate(points):
            sheet.cell(row, first + 7 + offset, point)
        rated = len(given) >= 4 and regulated in (None, "ja")
        mean = sum(given) / len(given) if rated else None
        for offset, value in enumerate((len(given), sum(given), mean), first + 14):
            sheet.cell(row, offset, value)
