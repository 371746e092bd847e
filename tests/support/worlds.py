"""Worlds for tests: data folders with an edition, made once for all test processes of a run."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

from flows.settings import Settings
from flows.steps.build import build_edition
from flows.steps.hand_over import import_edition
from flows.steps.take_in import import_files

REPOSITORY = Path(__file__).resolve().parents[2]
PILOT = REPOSITORY / "data" / "pilot"


def shared(base: Path, name: str, make: Callable[[Settings], None]) -> Settings:
    """Make the data folder `name` once, whichever process comes first; the others wait for it."""
    settings = Settings(base / name, workers=2)
    base.mkdir(parents=True, exist_ok=True)
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (base / f"{name}.done").exists():
            shutil.rmtree(settings.data, ignore_errors=True)
            make(settings)
            (base / f"{name}.done").touch()
    return settings


def import_pilot(settings: Settings) -> None:
    import_edition(settings, PILOT)


def import_originals(originals: Path) -> Callable[[Settings], None]:
    def make(settings: Settings) -> None:
        folders = [originals / name for name in ("ba_engpassanalyse", "ba_kreis_berufe", "destatis_anerkennung")]
        refused = [r for r in import_files(settings, folders) if r.status == "refused"]
        assert not refused, refused
        build_edition(settings)

    return make
