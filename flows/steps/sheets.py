"""Write volunteer sheets of regions beside their briefs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import USAGE, StepError
from flows.progress import Progress, no_progress
from flows.steps.briefs import read_briefs
from flows.steps.edition import Edition

if TYPE_CHECKING:
    from reports.files.batch import Result
    from reports.model.brief import Brief


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


def write_sheets(
    edition: Edition,
    regions: Sequence[str],
    languages: Sequence[str] = (),
    out: Path | None = None,
    progress: Progress = no_progress,
) -> list[Written]:
    """Write the sheets of regions as PDF and PNG under `out` (default: the briefs folder of the edition).

    Without `languages` in all there are. A sheet that cannot be made is reported in its result; the others are made.
    """
    from reports.sheet import words as words_sheet
    from reports.sheet.write import render_sheets

    unknown = [language for language in languages if language not in words_sheet.languages()]
    if unknown:
        raise StepError(f"no sheet in {', '.join(unknown)}; there are {', '.join(words_sheet.languages())}", USAGE)
    chosen = list(dict.fromkeys(languages)) or list(words_sheet.languages())
    briefs = read_briefs(edition, regions, progress)
    planned = [[_planned(brief, language) for language in chosen] for brief in briefs]
    wanted = [
        (brief, [one.language for one in row if not one.error]) for brief, row in zip(briefs, planned, strict=True)
    ]
    done, total = 0, len(briefs) * len(chosen)

    def on_done(_: Any) -> None:
        nonlocal done
        done += 1
        if done < total:
            progress("sheets", done, total)

    progress("sheets", 0, total)
    made = iter(render_sheets(wanted, out or edition.briefs, edition.settings.workers, on_done))
    progress("sheets", total, total)
    return [one if one.error else _written(one, next(made)) for row in planned for one in row]


def _planned(brief: Brief, language: str) -> Written:
    """Say what is known of a sheet before it is made; whatever is wrong with its words concerns no other."""
    from reports.sheet.words import words
    from reports.sheet.write import explain_error, warnings

    try:
        by, told = words(language).reviewed_by, warnings(brief, language)
    except Exception as failure:
        return Written(brief.region.id, language, "", "", "", (), explain_error(failure))
    return Written(brief.region.id, language, "", "", by, told, "")


def _written(planned: Written, result: Result) -> Written:
    if result.error:
        return replace(planned, reviewed_by="", warnings=(), error=result.error)
    pdf, png = map(str, result.files)
    return replace(planned, pdf=pdf, png=png)
