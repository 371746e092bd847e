"""The BA's yearly workbooks of the Engpassanalyse 2025 on its statistics host."""

from __future__ import annotations

from tests.publisher.originals import MISSING, original
from tests.publisher.world import Asked, Reply, World

ID = "ba_engpassanalyse"
FILES = {
    "laenderergebnisse-d-0-202512-xlsx.xlsx": "2025_Laenderergebnisse.xlsx",
    "deutschland-engpass-d-0-202512-xlsx.xlsx": "2025_Deutschland_Engpass.xlsx",
}


def answer(world: World, asked: Asked) -> Reply | None:
    """Serve the edition 2025; `moved` renames the sheet of the specialists."""
    if asked.host != "statistik.arbeitsagentur.de" or "/fachkraefte-engpassanalyse/" not in asked.path:
        return None
    name = FILES.get(asked.path.rpartition("/")[2])
    if name is None:
        return MISSING
    return original(ID, name, rename_sheet=("Spezialisten", "Spezialist") if ID in world.moved else None)
