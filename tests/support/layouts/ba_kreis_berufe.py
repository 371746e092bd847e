"""R files in the layout of RegioHub/badata, and plain tables, with few and invented figures."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadr

NAN = math.nan

#: region, group, year, total, women; no group is "ohne Angabe zum Zielberuf"; 05558 has no figures in 2024
UNEMPLOYED = [
    ("05911", "111", 2024, 15.25, 1.0 + 1 / 12),
    ("05911", "262", 2024, 69.75, 2.0),
    ("05911", None, 2024, 100.5, 50.0),
    ("05558", "111", 2024, NAN, NAN),
    ("05558", "262", 2024, NAN, NAN),
    ("05558", None, 2024, 333.0, 160.0),
    ("01001", "111", 2025, 0.0, 0.0),
    ("01001", "262", 2025, 4.5, 0.25),
    ("01001", None, 2025, 7.0, 3.0),
]
#: region, group, year, total, social insurance; no region is a vacancy the BA assigns to no Kreis
JOBS = [
    ("05911", "262", 2024, 114.25, 110.5),
    ("05911", None, 2024, 1.0, 0.5),
    (None, "262", 2024, 1.75, 1.75),
    ("01001", "262", 2025, 2.0, 2.0),
]
#: region, group, year, type, nationality or sex, n; NaN is secret
EMPLOYEES = [
    ("05911", "262", 2024, "social insurance", "total", 5244.0),
    ("05911", "262", 2024, "social insurance", "foreigners", NAN),
    ("05911", "262", 2024, "social insurance", "women", 3.0),
    ("05911", None, 2024, "marginal part-time", "total", 0.0),
    ("05911", None, 2024, "marginal part-time", "foreigners", 0.0),
    ("05911", None, 2024, "marginal part-time", "women", 0.0),
]
COLUMNS = {
    "unemployed_total": ["region", "occupational_group", "year", "total", "women"],
    "unemployed_foreigners": ["region", "occupational_group", "year", "total", "women"],
    "jobs": ["region", "occupational_group", "year", "total", "social_insurance"],
    "employees_by_workplace": ["region", "occupational_group", "year", "type", "group", "n"],
}
ROWS = {
    "unemployed_total": UNEMPLOYED,
    "unemployed_foreigners": UNEMPLOYED,
    "jobs": JOBS,
    "employees_by_workplace": EMPLOYEES,
}


def write_rda(path: Path, name: str, rows: list | None = None, columns: list[str] | None = None) -> Path:
    """Write one R object; pyreadr packs with gzip, the publisher with bzip2."""
    frame = pd.DataFrame(rows if rows is not None else ROWS[name], columns=columns or COLUMNS[name])
    if "year" in frame:
        frame["year"] = frame["year"].astype("int32")
    pyreadr.write_rdata(str(path), frame, df_name=name, compress="gzip")
    return path


HEADINGS = ("Kreis", "Kreisname", "Beruf", "Berufsname", "Jahr", "Arbeitslose", "Stellen", "Beschäftigte Ausländer")
TABLE = [
    ("05117", "Mülheim an der Ruhr, Stadt", "111", "Landwirtschaft", "2025", "1.015,3", "12,5", "*"),
    ("05117", "Mülheim an der Ruhr, Stadt", "262", "Energietechnik", "2025", "69,8", "114,3", "566"),
    ("05117", "Mülheim an der Ruhr, Stadt", "Insgesamt", "", "2025", "1.085,0", "126,7", "570"),
    ("01001", "Flensburg, Stadt", "262", "Energietechnik", "2025", "4,5", "-", "x"),
]


def write_csv(path: Path, rows=None, headings=HEADINGS, encoding: str = "utf-8-sig", delimiter: str = ";") -> Path:
    """Write a plain table as an office would export it."""
    lines = [delimiter.join(str(cell) for cell in row) for row in (headings, *(rows or TABLE))]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def write_xlsx(path: Path, rows=None, headings=HEADINGS) -> Path:
    """Write a plain table as a workbook with a title above it."""
    book = openpyxl.Workbook()
    book.active.append(["Sonderauswertung der Statistik der BA"])
    book.active.append([])
    for row in (headings, *(rows or TABLE)):
        book.active.append(list(row))
    book.save(path)
    return path
