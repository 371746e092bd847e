"""Write volunteer sheets of regions beside their briefs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows import pipeline
from flows.pipeline import USAGE, PipelineError, Progress, no_progress
from flows.settings import Settings

if TYPE_CHECKING:
    from reports.model import Brief


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the sheet of a region in one language; `error` is "" exactly when both files are there."""

    region_id: str
    language: str
    pdf: str
    png: str
    reviewed_by: str  # "" while the translation is not reviewed
    warnings: tuple[str, ...]  # statements of law that have expired, translations that lag behind
    error: str


def sheets(
    settings: Settings,
    edition: str,
    regions: Sequence[str],
    languages: Sequence[str] = (),
    out: Path | None = None,
    progress: Progress = no_progress,
) -> list[Written]:
    """Write the sheets of regions as PDF and PNG under `out` (default: the briefs folder of the edition).

    Without `languages` in all there are. A sheet that cannot be made is reported in its result; the others are made.
    """
    from reports import sheet

    unknown = [language for language in languages if language not in sheet.languages()]
    if unknown:
        raise PipelineError(f"no sheet in {', '.join(unknown)}; there are {', '.join(sheet.languages())}", USAGE)
    chosen = list(dict.fromkeys(languages)) or list(sheet.languages())
    briefs = pipeline.load(settings, edition, regions, progress)
    folder = out or settings.briefs / edition
    results, total = [], len(briefs) * len(chosen)
    for brief in briefs:
        for language in chosen:
            progress("sheets", len(results), total)
            results.append(_written(brief, language, folder))
    progress("sheets", total, total)
    return results


def _written(brief: Brief, language: str, folder: Path) -> Written:
    """Make one sheet; whatever is wrong with its words or its brief concerns no other, a full disk does."""
    from reports.errors import RenderError
    from reports.sheet.files import warnings, write_sheet
    from reports.sheet.words import words

    try:
        by, told = words(language).reviewed_by, warnings(brief, language)
        pdf, png = write_sheet(brief, language, folder)
    except (OSError, MemoryError):
        raise
    except Exception as failure:
        why = str(failure) if isinstance(failure, RenderError) else f"{type(failure).__name__}: {failure}"
        return Written(brief.region.id, language, "", "", "", (), why)
    return Written(brief.region.id, language, str(pdf), str(png), by, told, "")
