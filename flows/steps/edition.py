"""The steps of a month as plain functions: import, pin, stage, build, check, render, hand over.

The command line calls them one after the other; the Prefect flows call the same functions as tasks.
Heavy libraries are imported inside the functions, so that the command line answers at once.
"""

from __future__ import annotations

from flows.settings import Settings
from sources.reference.codes import reference_hash
from transforms.edition.manifest import MANIFEST, Manifest, check_id, latest, load

DRAFT = "manifest.building.json"


def load_manifest(settings: Settings, edition: str) -> Manifest:
    """Load the manifest of an edition that is published or being built."""
    folder = settings.editions / edition
    check_id(edition)
    published = (folder / MANIFEST).exists() or not (folder / DRAFT).exists()
    return load(settings.editions, edition, MANIFEST if published else DRAFT)


def find_latest(settings: Settings, month: str | None = None) -> str | None:
    manifest = latest(settings.editions, month)
    return manifest.edition if manifest else None


def note_reference(settings: Settings, edition: str) -> str:
    """Say that the reference tables are others than those the edition was made with; "" where they are the same."""
    if load_manifest(settings, edition).reference == reference_hash():
        return ""
    return (
        f"note: the reference tables have changed since edition {edition} was made; today's rules are used. "
        "Build a new edition: brief build"
    )
