"""A workbook in the layout of Destatis, EVAS 21231, with few and invented figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl

LABEL = "Erhebung nach §17 Berufsqualifikationsfeststellungsgesetz (BQFG)"
ALL = "Insgesamt"
NURSES = "Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)"
HEALTH = "Medizinische Gesundheitsberufe"
ELECTRIC = "Mechatronik-, Energie- und Elektroberufe"

OVERVIEW = [(2024, "Anzahl", 120, 99, 96, 60, 3), (2023, "Anzahl", 81, 66, 63, 30, 3)]

_TOTAL = (ALL, ALL, ALL, ALL, ALL)
_NURSE = (HEALTH, 81302, "Pflegefachmann/Pflegefachfrau", "Bundesrecht", "Reglementiert")
_OLD = (HEALTH, 82102, "Altenpfleger/in", "Bundesrecht", "Reglementiert")
_FITTER = (ELECTRIC, 26212, "Elektroanlagenmonteur/in", "Bundesrecht", "Nicht reglementiert")
_HEALTH = (HEALTH, ALL, ALL, ALL, ALL)
_ELECTRIC = (ELECTRIC, ALL, ALL, ALL, ALL)
_FULL = "positiv - volle Gleichwertigkeit"
_NURSES = {
    ALL: 81,
    "Verfahren beschieden": 66,
    "Positiv beschieden": 66,
    _FULL: 39,
    "Auflage einer Ausgleichsmaßnahme": 27,
}
_FITTERS = {
    ALL: 39,
    "Verfahren beschieden": 33,
    "Positiv beschieden": 30,
    _FULL: 21,
    "Auflage einer Ausgleichsmaßnahme": 9,
    "negativ beschieden": 3,
}
OCCUPATIONS = [
    *((*_TOTAL, ALL, outcome, _NURSES.get(outcome, 0) + count) for outcome, count in _FITTERS.items()),
    *((*start, ALL, outcome, count) for start in (_HEALTH, _NURSE) for outcome, count in _NURSES.items()),
    *((*start, ALL, outcome, count) for start in (_ELECTRIC, _FITTER) for outcome, count in _FITTERS.items()),
    *((*start, "Frauen", _FULL, 39) for start in (_TOTAL, _HEALTH, _NURSE)),
    (*_NURSE, "Männer", _FULL, 0),
]
AGGREGATES = [
    (NURSES, ALL, ALL, ALL, ALL, ALL, _FULL, 39),
    (NURSES, *_NURSE[1:], ALL, _FULL, 39),
    (NURSES, *_NURSE[1:], "Frauen", _FULL, 39),
]
WORLD = [
    (*_TOTAL, ALL, 60),
    (*_TOTAL, "Europa", 21),
    (*_TOTAL, "Asien", 39),
    (*_HEALTH, ALL, 39),
    (*_NURSE, ALL, 39),
    (*_NURSE, "Asien", 36),
    (*_NURSE, "Drittstaaten", 39),
    (*_FITTER, ALL, 21),
    (*_FITTER, "Europa", 21),
]
#: continent, state, rank, occupation, unrounded count
STATES = [
    (ALL, ALL, "Übrige", ALL, 59),
    (ALL, ALL, 1, NURSES, 38),
    (ALL, ALL, 2, "Elektroanlagenmonteur/in", 21),
    ("Asien", ALL, "Übrige", ALL, 37),
    ("Europa", ALL, "Übrige", ALL, 22),
    ("Asien", ALL, 1, NURSES, 37),
    ("Europa", ALL, 1, NURSES, 1),
    ("Europa", ALL, 2, "Elektroanlagenmonteur/in", 21),
    ("Asien", "Philippinen", "Übrige", ALL, 37),
    ("Asien", "Philippinen", 1, NURSES, 37),
    ("Europa", "Oesterreich", "Übrige", ALL, 22),
    ("Europa", "Oesterreich", 1, NURSES, 1),
    ("Europa", "Oesterreich", 2, "Elektroanlagenmonteur/in", 21),
]
_OCCUPATION = ("Berufsgattung", "Referenzberuf", "Rechtsgrundlage", "Reglementierung")
_STATE = ("Kontinent", "Ausbildungsstaat", "Rang", "Beruf")
SHEETS = {
    "b01": (
        ("Masseinheit", "Gesamt", "Beschieden", "Positiv_Beschieden", "Volle_Gleichwertigkeit", "Negativ_Beschieden"),
        OVERVIEW,
    ),
    "02": (("Berufshauptgruppe", *_OCCUPATION, "Geschlecht", "Entscheidung", "Verfahren_Anzahl"), OCCUPATIONS),
    "03": (
        (
            *("Zusammenfassungen ausgewaehlter Berufe", *_OCCUPATION),
            *("Geschlecht", "Entscheidung", "Verfahren_Anzahl"),
        ),
        AGGREGATES,
    ),
    "12": ((*_STATE, "Verfahren_Anzahl"), None),
    "19": ((*_STATE, "Beschieden_Anzahl"), None),
    "26": ((*_STATE, "Positiv_Beschieden_Anzahl"), None),
    "28": (("Berufshauptgruppe", *_OCCUPATION, "Ausbildungsstaat", "Positiv_Voll_G_Anzahl"), WORLD),
    "33": ((*_STATE, "Positiv_Voll_G_Anzahl"), STATES),
    "40": ((*_STATE, "Neuantraege_Anzahl"), STATES),
}
#: Unrounded totals of the sheets whose rounded total stands in sheet 02
TOTALS = {"12": 119, "19": 98, "26": 97}


def write_workbook(path: Path, year: int = 2024, edit: Callable[[openpyxl.Workbook], None] | None = None) -> Path:
    """Write the title sheet and the csv-sheets that are read."""
    book = openpyxl.Workbook()
    title = book.active
    title.title = "Titel"
    lines = ("Statistischer Bericht", "Anerkennung ausländischer Berufsqualifikationen", year, "EVAS-Nummer", "21231")
    for row, line in enumerate((*lines, "Erschienen am\u00a04. September 2025", "Inhaltsübersicht"), 1):
        title.cell(row, 1, line)
    book.create_sheet("21231-b01")["A1"] = "zur Inhaltsübersicht"
    for number, (headings, rows) in SHEETS.items():
        sheet = book.create_sheet(f"csv-21231-{number}")
        sheet.append(["Statistik_Code", "Statistik_Label", "Berichtsjahr", *headings])
        for row in _states(TOTALS[number]) if rows is None else rows:
            start = (row[0], row[1:]) if number == "b01" else (year, row)
            sheet.append([21231, LABEL, start[0], *start[1]])
    if edit:
        edit(book)
    book.save(path)
    return path


def _states(total: int) -> list[tuple]:
    return [
        (ALL, ALL, "Übrige", ALL, total),
        ("Asien", ALL, "Übrige", ALL, total),
        ("Asien", "Philippinen", "Übrige", ALL, total),
    ]
