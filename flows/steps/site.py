"""The site of an edition: briefs of its regions as pages, with the files that were rendered before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import USAGE, StepError
from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.steps.briefs import read_briefs, render_briefs
from flows.steps.edition import Edition
from flows.steps.regions import list_regions

if TYPE_CHECKING:
    from reports.model.brief import Brief

_CONTACT = re.compile(r"https?://[^\s\"'<>@\\]{3,200}|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Published:
    """What `brief site` made."""

    edition: str
    folder: str
    pages: tuple[str, ...]  # regions with a page
    without_figures: tuple[str, ...]  # regions left out, since the edition has nothing of them
    failed: tuple[tuple[str, str], ...]  # region, why
    without_pdf: tuple[str, ...]
    outdated: tuple[str, ...]  # regions whose files show other figures than the edition now gives; they are not linked


def publish(
    edition: Edition,
    regions: Sequence[str] = (),
    out: Path | None = None,
    contact: str = "",
    progress: Progress = no_progress,
    render: bool = False,
) -> Published:
    """Write the site of an edition to `out` (default: the data folder's `site`).

    Without `regions` those of the settings' Land, or those a handed-over edition holds, that the edition has figures
    of. `render` makes the PDFs that are missing or outdated. Raises StepError where there is nothing to show, and
    for a contact that is no mail or web address.
    """
    from reports.site.dictionary import read
    from reports.site.frame import Publisher
    from reports.site.write import write

    if contact and not _CONTACT.fullmatch(contact):
        raise StepError(f"--contact is {contact!r}; it must be a mail or web address", USAGE)
    chosen = list(dict.fromkeys(regions)) or default_regions(edition)
    settings = edition.settings
    briefs = read_briefs(edition, chosen, progress)
    shown = [brief for brief in briefs if _has_figures(brief)]
    if not shown:
        raise StepError(f"edition {edition.id} has no figures of {', '.join(chosen[:10])}", USAGE)
    folder = out or settings.site
    tables = read(edition.marts(progress))
    if render and (wanted := [b.region.id for b in shown if not is_current(b, edition.briefs)]):
        render_briefs(edition, wanted, progress=progress)
    with writing(settings.data, "site"):
        named = Publisher(settings.publisher, settings.imprint)
        written = write(
            shown, edition.briefs, tables, folder, contact, lambda done, of: progress("pages", done, of), named
        )
    with_pdf = {path.parent.name for path in written.folder.glob("*/*.pdf") if not path.name.startswith("blatt-")}
    return Published(
        edition.id,
        str(written.folder),
        written.regions,
        tuple(b.region.id for b in briefs if b not in shown),
        written.failed,
        tuple(region for region in written.regions if region not in with_pdf),
        written.old,
    )


def default_regions(edition: Edition) -> list[str]:
    """Return the regions a site shows unless others are named."""
    return list(edition.manifest.regions) or list_regions(edition.settings.land)


def _has_figures(brief: Brief) -> bool:
    figures = (figure.value for figure in brief.headline.values())
    return any(value is not None for value in figures) or any(o.employees is not None for o in brief.occupations)


def is_current(brief: Brief, folder: Path) -> bool:
    """Say whether a brief's files are there as they were made and show what the edition now gives."""
    from reports.files import keep
    from reports.files.document import to_json
    from reports.files.write import target

    pdf, json = target(brief, folder)[:2]
    return {pdf, json} <= set(keep.find_complete(pdf.parent)) and json.read_bytes() == to_json(brief).encode()
