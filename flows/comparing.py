"""Two editions side by side: what a brief says of the edition before, and what `brief diff` compares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows import pipeline
from flows.settings import Settings
from transforms import edition as editions
from transforms.edition import EditionError, Manifest
from transforms.regions import BRIEF_KINDS, all_regions

if TYPE_CHECKING:
    from reports.model import Brief
    from transforms.diff import Comparison

FIRST = "Erste Ausgabe, noch kein Vergleich."
IMPOSSIBLE = "Ein Vergleich mit der vorigen Ausgabe ist nicht möglich: "
TAKEN_OVER = IMPOSSIBLE + "Diese Ausgabe wurde von einer anderen Stelle übernommen."
NOT_LISTED = IMPOSSIBLE + "Die Ausgabe {0} ist hier nicht vorhanden."
FILES_GONE = IMPOSSIBLE + "Dateien der Ausgabe {0} fehlen oder lassen sich nicht mehr lesen."
NOT_SOUND = IMPOSSIBLE + "Die Ausgabe {0} besteht die heutigen Prüfungen nicht."


def with_previous(
    settings: Settings, manifest: Manifest, briefs: Sequence[Brief], progress: pipeline.Progress
) -> list[Brief]:
    """Return the briefs with what changed since the edition before theirs, or with the reason why nothing is said."""
    from reports.marts.changes import not_compared, with_changes
    from transforms.diff import compare

    earlier, why = _previous(settings, manifest, progress)
    if earlier is None:
        return not_compared(briefs, why)
    later = pipeline.warehouse_path(settings, manifest.edition)
    found = compare(earlier, later, [brief.region.id for brief in briefs])
    return with_changes(briefs, found, manifest.previous)


def _previous(settings: Settings, manifest: Manifest, progress: pipeline.Progress) -> tuple[Path | None, str]:
    """Return the warehouse of the edition before, built again where need be, or why there is none."""
    from sources.kit.contract import SourceError

    before = manifest.previous
    if manifest.handed_over:
        return None, TAKEN_OVER
    if not before:
        return None, FIRST
    try:
        editions.load(settings.editions, before)
        return pipeline.ensure_warehouse(settings, before, progress), ""
    except EditionError:
        return None, NOT_LISTED.format(before)
    except SourceError:
        return None, FILES_GONE.format(before)
    except pipeline.PipelineError:
        return None, NOT_SOUND.format(before)


def diff(
    settings: Settings, earlier: str, later: str, region: str | None, progress: pipeline.Progress
) -> tuple[list[str], Comparison]:
    """Compare two published editions, for one region or all that get a brief; return the regions and what differs.

    Raises PipelineError for an edition compared with itself, or one built here with one that was handed over, and
    EditionError for one that is not there.
    """
    from transforms.diff import compare

    before, now = editions.load(settings.editions, earlier), editions.load(settings.editions, later)
    if earlier == later:
        raise pipeline.PipelineError(
            f"{earlier} is the same edition twice; name two of those `brief editions` lists", pipeline.USAGE
        )
    if before.handed_over != now.handed_over:
        handed, own = (earlier, later) if before.handed_over else (later, earlier)
        raise pipeline.PipelineError(
            f"{handed} was handed over and holds the printed figures of some regions only, {own} was built here from "
            "the publishers' files: what differs would mostly be what was not handed over. Name two of one kind.",
            pipeline.USAGE,
        )
    regions = [region] if region else _regions(before, now)
    for manifest in (before, now):
        pipeline.check_regions(manifest, regions)
    paths = [pipeline.ensure_warehouse(settings, edition, progress) for edition in (earlier, later)]
    return regions, compare(*paths, regions)


def _regions(before: Manifest, now: Manifest) -> list[str]:
    """Return the regions both editions print."""
    printed = [r.id for r in all_regions().values() if r.kind in BRIEF_KINDS]
    common = [r for r in printed if all(not m.regions or r in m.regions for m in (before, now))]
    if not common:
        raise pipeline.PipelineError(f"{before.edition} and {now.edition} have no region in common", pipeline.USAGE)
    return common
