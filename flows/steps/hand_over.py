"""An edition for another agency, and one from there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.errors import USAGE, StepError
from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings
from flows.steps.build import build_warehouse, is_ready, stage_source
from flows.steps.edition import Edition
from flows.steps.pin import DRAFT
from transforms.edition.manifest import ESTIMATES, MANIFEST, Manifest, load, save


def export_edition(edition: Edition, regions: Sequence[str], folder: Path, name: str) -> Manifest:
    """Write the figures that briefs of the regions print to a folder another agency can import."""
    from transforms.edition import handover

    manifest = edition.manifest
    if manifest.handed_over:
        raise StepError(f"{edition.id} was itself handed over; export an edition built from files", USAGE)
    edition.marts()  # made again where it is gone
    staged = {source: stage_source(edition.settings, manifest, source) for source in manifest.sources}
    return handover.write(manifest, staged, edition.warehouse, regions, folder, name)


def import_edition(settings: Settings, folder: Path, progress: Progress = no_progress) -> str:
    """Take in an edition another agency handed over; return its id. Importing it twice changes nothing."""
    import shutil

    from transforms.edition import handover

    with writing(settings.data, "edition import"):
        manifest, frame = handover.read(folder)
        handover.stage(frame, manifest.observations, settings.staged)
        target = settings.editions / manifest.edition
        if (target / MANIFEST).exists():
            if load(settings.editions, manifest.edition) != manifest:
                raise StepError(
                    f"there is another edition {manifest.edition} here already, and a published edition never changes"
                )
        else:
            target.mkdir(parents=True, exist_ok=True)
            for name in (handover.OBSERVATIONS, *([ESTIMATES] if manifest.estimates else ())):
                shutil.copyfile(folder / name, target / name)
            save(settings.editions, manifest, DRAFT)
        if not is_ready(settings, manifest):
            try:
                build_warehouse(settings, manifest, progress)
            except Exception:  # what its checks refuse was never here
                if not (target / MANIFEST).exists():
                    shutil.rmtree(target)
                raise
        return manifest.edition
