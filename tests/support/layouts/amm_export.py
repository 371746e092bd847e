"""Tables as an analyst exports them, with invented headings and figures, and mappings for them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

WIDE = ["Regionsname", "Regionsschlüssel", "Berufsgruppe (KldB 2010)", "Berichtsmonat"]
WIDE += ["Bestand Arbeitslose", "Bestand gemeldete Stellen", "Arbeitslose je Stelle"]
WIDE_ROWS: list[list[object]] = [
    ["Bochum, Stadt", "05911", "262 Energietechnik", "September 2026", "1.069,8", "114", "9,4"],
    ["Bochum, Stadt", "05911", "Insgesamt", "September 2026", "18.079", "3.196", "5,7"],
    ["Recklinghausen", "05562", "Energietechnik", "09/2026", "*", "-", "x"],
    ["Gelsenkirchen", "05513", "011", "September 2025", "2", "...", "-"],
]
LONG = ["Gebiet", "Strukturmerkmal", "Stichjahr", "Ausprägung", "Maßeinheit"]
LONG_ROWS: list[list[object]] = [
    ["Bochum, Stadt", "Beschäftigungsquote", 2024, "57,3 %", "%"],
    ["Bochum, Stadt", "Beschäftigungsquote", 2025, "57,9", "%"],
    ["Nordrhein-Westfalen", "Beschäftigungsquote", 2025, "62,1", "%"],
    ["Bochum, Stadt", "Sozialversicherungspflichtig Beschäftigte", 2025, "141.207", "Personen"],
]

MAPPING = """
title = "Betriebe im Handwerk"
app = "Handwerk in Zahlen"
period = "Q"
empty = "unknown"
digits = 2
notes = ["Quelle"]

[columns]
"Stadt" = "region"
"Hauptgruppe" = "occupation"
"Quartal" = "period"

[values."Betriebe"]
indicator = "firms"
unit = "Betriebe"

[regions]
"Herne (Stadt)" = "05916"

[occupations]
"Elektro" = "26"
"""
OWN = ["Stadt", "Hauptgruppe", "Quartal", "Betriebe"]
OWN_ROWS: list[list[object]] = [
    ["Herne (Stadt)", "Elektro", "2. Quartal 2026", "41"],
    ["Herne (Stadt)", "26", "2026-Q1", ""],
    ["Herne (Stadt)", "total", "I/2025", "399"],
]


def csv_text(headings: list[str], rows: list[list[object]], delimiter: str = ";") -> str:
    """Return a table with a title above and a note below, as an app writes it."""
    lines = [delimiter.join(str(cell) for cell in row) for row in (headings, *rows)]
    return "\r\n".join(["Export aus der App", "", *lines, "", "Quelle: Statistik der Bundesagentur für Arbeit", ""])


def write_csv(path: Path, headings=None, rows=None, encoding: str = "utf-8-sig", delimiter: str = ";") -> Path:
    text = csv_text(headings or WIDE, WIDE_ROWS if rows is None else rows, delimiter)
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(path: Path, headings=None, rows=None) -> Path:
    book = openpyxl.Workbook()
    for row in (["Export aus der App"], [], headings or WIDE, *(WIDE_ROWS if rows is None else rows), ["Quelle: BA"]):
        book.active.append(list(row))
    book.save(path)
    return path


def write_zip(path: Path, **entries: str | bytes) -> Path:
    """Write a zip; __ in a name stands for the dot."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "."), content)
    return path
