"""Two editions side by side: what a brief says of the edition before, and what `brief diff` compares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import USAGE, StepError
from flows.progress import Progress
from flows.settings import Settings
from flows.steps.build import name_warehouse, open_warehouse
from flows.steps.edition import Edition
from flows.steps.regions import check_regions
from sources.reference.regions import BRIEF_KINDS, all_regions
from transforms.edition.manifest import EditionError, Manifest, load

if TYPE_CHECKING:
    from reports.words.changes import Compared
    from transforms.edition.diff import Comparison

FIRST = "Erste Ausgabe, noch kein Vergleich."
IMPOSSIBLE = "Ein Vergleich mit der vorigen Ausgabe ist nicht möglich: "
TAKEN_OVER = IMPOSSIBLE + "Diese Ausgabe wurde von einer anderen Stelle übernommen."
NOT_LISTED = IMPOSSIBLE + "Die Ausgabe {0} ist hier nicht vorhanden."
FILES_GONE = IMPOSSIBLE + "Dateien der Ausgabe {0} fehlen oder lassen sich nicht mehr lesen."
NOT_SOUND = IMPOSSIBLE + "Die Ausgabe {0} besteht die heutigen Prüfungen nicht."


def compare_with_previous(edition: Edition, regions: Sequence[str], progress: Progress) -> Compared:
    """Compare an edition with the one before it for some regions; or say why nothing is said of changes."""
    from reports.words.changes import Compared
    from transforms.edition.diff import compare

    earlier, why = _find_previous(edition, progress)
    if earlier is None:
        return Compared(why_not=why)
    return Compared(edition.manifest.previous, compare(earlier, edition.warehouse, regions))


def _find_previous(edition: Edition, progress: Progress) -> tuple[Path | None, str]:
    """Return the warehouse of the edition before, built again where need be, or why there is none."""
    from sources.errors import SourceError

    before = edition.manifest.previous
    if edition.manifest.handed_over:
        return None, TAKEN_OVER
    if not before:
        return None, FIRST
    try:
        return _make_sure(edition.settings, load(edition.settings.editions, before), progress), ""
    except EditionError:
        return None, NOT_LISTED.format(before)
    except SourceError:
        return None, FILES_GONE.format(before)
    except StepError:
        return None, NOT_SOUND.format(before)


def _make_sure(settings: Settings, manifest: Manifest, progress: Progress) -> Path:
    """Return the warehouse of an edition when it is there as today's code makes it."""
    open_warehouse(settings, manifest, progress).close()
    return name_warehouse(settings, manifest.edition)


def compare_editions(
    settings: Settings, earlier: str, later: str, region: str | None, progress: Progress
) -> tuple[list[str], Comparison]:
    """Compare two published editions, for one region or all that get a brief; return the regions and what differs.

    Raises StepError for an edition compared with itself, or one built here with one that was handed over, and
    EditionError for one that is not there.
    """
    from transforms.edition.diff import compare

    before, now = load(settings.editions, earlier), load(settings.editions, later)
    if earlier == later:
        raise StepError(f"{earlier} is the same edition twice; name two of those `brief editions` lists", USAGE)
    if before.handed_over != now.handed_over:
        handed, own = (earlier, later) if before.handed_over else (later, earlier)
        raise StepError(
            f"{handed} was handed over and holds the printed figures of some regions only, {own} was built here from "
            "the publishers' files: what differs would mostly be what was not handed over. Name two of one kind.",
            USAGE,
        )
    regions = [region] if region else _find_common(before, now)
    for manifest in (before, now):
        check_regions(manifest, regions)
    paths = [_make_sure(settings, manifest, progress) for manifest in (before, now)]
    return regions, compare(*paths, regions)


def _find_common(before: Manifest, now: Manifest) -> list[str]:
    """Return the regions both editions print."""
    printed = [r.id for r in all_regions().values() if r.kind in BRIEF_KINDS]
    common = [r for r in printed if all(not m.regions or r in m.regions for m in (before, now))]
    if not common:
        raise StepError(f"{before.edition} and {now.edition} have no region in common", USAGE)
    return common
