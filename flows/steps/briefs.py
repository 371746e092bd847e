"""The briefs of an edition, loaded and rendered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import USAGE, StepError
from flows.progress import Progress, no_progress
from flows.steps.edition import Edition
from flows.steps.regions import check_regions

if TYPE_CHECKING:
    from reports.model.brief import Brief
    from reports.model.explanation import Explanation
    from sources.reference.occupations import Group


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a brief; `error` is "" exactly when its files are there."""

    region_id: str
    pdf: str
    json: str
    error: str
    files: tuple[str, ...] = ()
    unchanged: bool = False  # the files were there already
    seconds: float = 0.0


def render_briefs(
    edition: Edition,
    regions: Sequence[str],
    out: Path | None = None,
    progress: Progress = no_progress,
    focus: str | None = None,
    again: bool = False,
) -> list[Rendered]:
    """Write the files of briefs under `out` (default: the briefs folder of the edition).

    A brief whose files would come out the same is not rendered, unless `again`.

    `focus` chooses the occupations that the list "Wo anfangen" counts, from data/reference/focus.toml; briefs of
    another focus than the file's default lie in a folder of their own.
    """
    from reports.files.write import render_many

    chosen, default = _choose_focus(focus)
    briefs = read_briefs(edition, regions, progress, focus)
    folder = out or edition.briefs
    folder = folder if chosen == default else folder / chosen
    done = 0

    def on_done(result: Any) -> None:
        nonlocal done
        done += 1
        progress("briefs", done, len(briefs))

    progress("briefs", 0, len(briefs))
    results = render_many(briefs, folder, workers=edition.settings.workers, on_done=on_done, again=again)
    return [
        Rendered(
            region_id=r.region_id,
            pdf=str(r.pdf or ""),
            json=str(r.json or ""),
            error=r.error or "",
            files=tuple(map(str, r.files)),
            unchanged=r.unchanged,
            seconds=round(r.seconds, 2),
        )
        for r in results
    ]


def read_briefs(
    edition: Edition, regions: Sequence[str], progress: Progress = no_progress, focus: str | None = None
) -> list[Brief]:
    """Return the briefs of regions, compared with the edition before; `focus` as in `render_briefs`."""
    from flows.steps.compare import compare_with_previous
    from reports.load.brief import load_briefs

    check_regions(edition.manifest, regions)
    chosen, _ = _choose_focus(focus)
    marts = edition.marts(progress)
    compared = compare_with_previous(edition, regions, progress)
    return load_briefs(
        marts, regions, edition.id, edition.manifest.month, chosen, compared, bool(edition.reference_note)
    )


def explain_group(edition: Edition, region: str, group: Group, progress: Progress = no_progress) -> Explanation:
    """Explain what the edition says of an occupation group in a region."""
    from reports.load.explanation import load

    check_regions(edition.manifest, [region])
    return load(edition.marts(progress), region, group, edition.id, edition.manifest.handed_over)


def _choose_focus(name: str | None) -> tuple[str, str]:
    """Return the focus of a run and the default one."""
    from sources.reference import focus

    rules = focus.read()
    if name is not None and name not in rules:
        known = ", ".join(one.id for one in rules.focuses)
        raise StepError(f"there is no focus {name!r}; data/reference/focus.toml holds {known}", USAGE)
    return name or rules.default, rules.default
