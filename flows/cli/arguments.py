"""Which regions a command is for, and the folder it writes to: asked before anything is made."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flows.steps.edition import Edition


def require_regions(regions: Sequence[str], land: str | None, everything: bool | None = None) -> None:
    """Refuse a call that names no regions, or names them in two ways; `everything` is None where there is no --all."""
    ways = "--land KEY" if everything is None else "--land KEY or --all"
    given = [way for way, there in (("REGIONS", regions), ("--land", land), ("--all", everything)) if there]
    if not given:
        raise click.UsageError(f"name at least one region, or use {ways}; `brief regions` lists them")
    if len(given) > 1:
        raise click.UsageError(
            f"{' and '.join(given)} were given together, and say different things; give one of them: names of regions, "
            f"or {ways}"
        )


def name_regions(terms: Sequence[str]) -> list[str]:
    """Return the ids of the regions meant, each once. Raises StepError that names every term nobody knows."""
    from flows.errors import USAGE, StepError
    from flows.steps.regions import resolve_region

    found, unknown = [], []
    for term in terms:
        try:
            found.append(resolve_region(term))
        except StepError as error:
            unknown.append(str(error))
    if unknown:
        raise StepError("\n       ".join(unknown), USAGE)
    return list(dict.fromkeys(found))


def choose_regions(edition: Edition, terms: Sequence[str], land: str | None, everything: bool) -> list[str]:
    """Return the ids of the regions a call is for. Of a Land, and of all, what gets no brief is left out and told."""
    from flows.steps.regions import check_regions, list_choices, list_regions

    if not land and not everything:
        return name_regions(terms)
    held = edition.manifest.regions
    wanted = list_regions(land) if land else [region for region, _ in list_choices()]
    if everything and held:
        return list(held)
    shown = [region for region in wanted if not held or region in held]
    if not shown:
        check_regions(edition.manifest, wanted)
    _note_left_out(land, len(wanted) - len(shown))
    return shown


def _note_left_out(land: str | None, outside: int) -> None:
    """Say what of a Land, or of Germany, is not among the regions."""
    from sources.reference.regions import BRIEF_KINDS, all_regions

    without = sum(r.kind not in BRIEF_KINDS and (not land or r.land_id == land) for r in all_regions().values())
    if without:
        click.echo(f"note: left out, since they get no brief: {without} districts of agencies and chambers", err=True)
    if outside:
        click.echo(f"note: left out, since this edition was handed over without them: {outside} regions", err=True)


def require_writable(folder: Path, option: str = "--out") -> None:
    """Refuse a folder nothing can be written to, before anything is made for it; what is missing is not made yet."""
    near = folder.absolute()
    while not os.path.lexists(near) and near != near.parent:
        near = near.parent
    if not near.is_dir():
        raise click.UsageError(f"{option} {folder}: {near} is not a folder; name a folder (a new one is made)")
    try:
        with tempfile.TemporaryFile(dir=near):
            pass
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise click.UsageError(
            f"{option} {folder}: nothing can be written to {near} ({error.strerror}); name a folder that is yours, or "
            "ask for the right to write there"
        ) from error
