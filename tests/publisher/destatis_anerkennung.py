"""Destatis' yearly workbook on recognition, reporting year 2024."""

from __future__ import annotations

from tests.publisher.originals import MISSING, original
from tests.publisher.world import Asked, Reply, World

ID = "destatis_anerkennung"


def answer(world: World, asked: Asked) -> Reply | None:
    """Serve reporting year 2024; a later one is not out."""
    if asked.host != "www.destatis.de":
        return None
    return original(ID, "destatis-21231-2024.xlsx") if "5212301247005" in asked.path else MISSING
