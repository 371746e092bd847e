"""Municipal files in the layouts of their cities, alone or as our bundle, with few and invented figures."""

from __future__ import annotations

from pathlib import Path

from sources.datasets.wifo_opendata.contracts import datasets, licences
from sources.files import bundle
from tests.publisher import wifo_opendata as portals
from tests.publisher.world import World

WORLD = World()


def text(part: str) -> str:
    """Return a dataset's file decoded."""
    return portals.csv_of(WORLD, datasets()[part]).decode("cp1252" if "duisburg" in part else "utf-8-sig")


def write_csv(path: Path, part: str = "bochum-fahrzeuge", data: bytes | None = None) -> Path:
    path.write_bytes(data if data is not None else portals.csv_of(WORLD, datasets()[part]))
    return path


def facts(part: str, **changed: str) -> dict[str, str]:
    dataset = datasets()[part]
    return {
        "id": part,
        "title": dataset.package,
        "publisher": dataset.publisher,
        "licence": licences()[dataset.licence[0]].forms[0],
        "attribution": "",
        "uri": f"https://opendata.ruhr/dataset/{part}",
        "modified": "2026-09-15",
        "resource": dataset.resource,
        "url": f"https://opendata.ruhr/{part}.csv",
        **changed,
    }


def write_bundle(path: Path, part: str = "bochum-fahrzeuge", data: bytes | None = None, **changed: str) -> Path:
    """Write what `collect` stores."""
    csv = data if data is not None else portals.csv_of(WORLD, datasets()[part])
    return bundle.write_bundle(path, {"dataset.json": bundle.facts(facts(part, **changed)), "data.csv": csv})
