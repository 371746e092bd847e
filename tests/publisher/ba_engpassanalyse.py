"""The BA's yearly workbooks of the Engpassanalyse 2025 on its statistics host."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import openpyxl

from tests.publisher.originals import MISSING, original
from tests.publisher.world import Asked, Reply, World
from tests.support.layouts.ba_engpassanalyse import write_laender

ID = "ba_engpassanalyse"
FILES = {
    "laenderergebnisse-d-0-202512-xlsx.xlsx": "2025_Laenderergebnisse.xlsx",
    "deutschland-engpass-d-0-202512-xlsx.xlsx": "2025_Deutschland_Engpass.xlsx",
}


def answer(world: World, asked: Asked) -> Reply | None:
    """Serve the edition 2025; `moved`: an invented workbook with a new name for the sheet of the specialists."""
    if asked.host != "statistik.arbeitsagentur.de" or "/fachkraefte-engpassanalyse/" not in asked.path:
        return None
    name = FILES.get(asked.path.rpartition("/")[2])
    if name is None:
        return MISSING
    return _moved() if ID in world.moved else original(ID, name)


@cache
def _moved() -> Reply:
    def rename(book: openpyxl.Workbook) -> None:
        book["Spezialisten"].title = "Spezialist"

    with tempfile.TemporaryDirectory() as folder:
        return Reply(write_laender(Path(folder) / "moved.xlsx", edit=rename).read_bytes())
