"""Flat CSV files in the layout of GENESIS, with few and invented figures, alone, zipped or as our bundle."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from sources.datasets.genesis.ffcsv import tables
from sources.files import bundle
from tests.publisher.genesis import Row, flat

KREIS = ("KREISE", "Kreise und kreisfreie Städte")
#: code, name, value; 09178 to 16056 as the Regionaldatenbank lists them, retired Kreise and parts of a Kreis included
MUNICIPALITIES = [
    ("05911", "Bochum, Stadt", "1"),
    ("05562", "Recklinghausen, Kreis", "10"),
    ("05117", "Mülheim an der Ruhr, Stadt", "1"),
    ("03241", "Region Hannover", "21"),
    ("03241001", "Hannover, Landeshauptstadt", "."),
    ("16056", "Eisenach, kreisfreie Stadt", "-"),
    ("14193", "Zwickauer Land, Landkreis", "-"),
]


def municipalities(rows=MUNICIPALITIES, day: str = "2024-12-31", unit: str = "Anzahl", **more) -> str:
    made: list[Row] = [(((*KREIS, code, name),), value, unit, "GEM001") for code, name, value in rows]
    return flat(tables()["11111-02-01-4"], made, day, **more)


def write_csv(path: Path, text: str | None = None) -> Path:
    path.write_bytes((text or municipalities()).encode("utf-8-sig"))
    return path


def write_zip(path: Path, text: str | None = None, name: str = "11111-02-01-4_de_flat.csv") -> Path:
    """Write the zip a database's page offers."""
    path.write_bytes(zip_of({name: text or municipalities()}))
    return path


def write_bundle(path: Path, text: str | None = None, table: str = "11111-02-01-4") -> Path:
    """Write what `collect` stores."""
    entries = {
        "request.json": bundle.facts({"base": "regio", "table": table, "parameters": {}}),
        "table_flat.csv": (text or municipalities()).encode("utf-8-sig"),
    }
    return bundle.write_bundle(path, entries)


def zip_of(entries: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text.encode("utf-8-sig"))
    return stream.getvalue()
