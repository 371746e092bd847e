"""One brief, on request: the run form offers the regions by name."""

from __future__ import annotations

from typing import Literal

from prefect import flow

from flows.scheduled import tasks
from flows.scheduled.monthly import Month
from flows.settings import load_settings
from flows.steps.regions import list_choices
from sources.reference.focus import read as focus_rules
from transforms.edition.manifest import latest

SEPARATOR = " · "
REGIONS = tuple(f"{region_id}{SEPARATOR}{name}" for region_id, name in list_choices())
Region = Literal[REGIONS]  # the values of the drop-down, "05911 · Bochum"
FOCUSES = tuple(one.id for one in focus_rules().focuses)
Focus = Literal[FOCUSES]


@flow(name="regional-brief", flow_run_name="{region}")
def regional_brief(region: Region, month: Month | None = None, focus: Focus | None = None) -> list[str]:
    """Render one region's brief from the newest edition of a month.

    Args:
        region: The region the brief is about.
        month: Reporting month, "2026-10". Empty: the newest edition.
        focus: Occupations that the list "Wo anfangen" counts. Empty: the default of data/reference/focus.toml.
    """
    settings = load_settings()
    edition = latest(settings.editions, month)
    if edition is None:
        raise LookupError(f"No edition of {month or 'any month'} is there yet: run the flow `monthly` first.")
    return tasks.render(settings, edition.edition, [region.split(SEPARATOR)[0]], focus)
