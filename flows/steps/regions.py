"""Which regions a call is for."""

from __future__ import annotations

from collections.abc import Sequence

from flows.errors import USAGE, StepError
from sources.reference.regions import BRIEF_KINDS, Region, UnknownRegion, all_regions, of_land, resolve
from transforms.edition.manifest import Manifest


def list_regions(land: str) -> list[str]:
    """Regions of a Land that get a brief."""
    found = [region.id for region in of_land(land)]
    if not found:
        raise StepError(f"{land!r} is no Land; use its key, for example 05 for Nordrhein-Westfalen", USAGE)
    return found


def resolve_region(term: str) -> str:
    """Return the id of the region meant; near matches are named on a miss."""
    return find_region(term).id


def find_region(term: str) -> Region:
    try:
        return resolve(term)
    except UnknownRegion as error:
        raise StepError(str(error), USAGE) from error


def list_choices() -> list[tuple[str, str]]:
    """Regions with a brief, as (id, name), for run forms and lists."""
    return [(r.id, r.name) for r in sorted(all_regions().values(), key=lambda r: (r.land_id, r.kind, r.id))
            if r.kind in BRIEF_KINDS]  # fmt: skip


def check_regions(manifest: Manifest, regions: Sequence[str]) -> None:
    """Refuse regions that get no brief, and those a handed-over edition does not hold."""
    without = [all_regions()[region] for region in regions if all_regions()[region].kind not in BRIEF_KINDS]
    if without:
        names = ", ".join(f"{region.name} ({region.id})" for region in without[:10])
        more = f" and {len(without) - 10} more" if len(without) > 10 else ""
        get, them = ("gets", "it") if len(without) == 1 else ("get", "them")
        raise StepError(
            f"{names}{more} {get} no brief: the sums of districts of agencies and chambers, of groups of Länder and of "
            f"Germany would give small numbers of their Kreise away. Nothing was made; leave {them} out. "
            "`brief regions` lists the regions that get one.",
            USAGE,
        )
    outside = [region for region in regions if manifest.regions and region not in manifest.regions]
    if outside:
        raise StepError(
            f"edition {manifest.edition} was handed over for {', '.join(manifest.regions)} only; it has no figures for "
            f"{', '.join(outside)}. Build an edition from the publishers' files: brief import, brief build.",
            USAGE,
        )
