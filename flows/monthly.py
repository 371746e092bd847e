"""The month: pin an edition, stage its sources, build, check, render the briefs of a Land."""

from __future__ import annotations

from typing import Annotated

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows import pipeline, tasks
from flows.settings import load_settings

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Land = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-6])$")]


@flow(name="monthly", flow_run_name="Land {land}", task_runner=ThreadPoolTaskRunner(max_workers=2))
def monthly(month: Month | None = None, as_of: str | None = None, land: Land = "05") -> list[str]:
    """Make the briefs of a Land for a month. A failed check fails the run and nothing is rendered.

    Args:
        month: Reporting month, "2026-10". Empty: the newest month that the data hold.
        as_of: Use only what was known at this instant, "2026-11-05T06:00+01:00". Empty: now.
        land: Key of the Land, "05" is North Rhine-Westphalia.
    """
    settings = load_settings()
    edition = pipeline.pin(settings, month, as_of)
    tasks.stage_all(settings, edition)
    tasks.build(settings, edition)
    tasks.check(settings, edition)
    return tasks.render(settings, edition, pipeline.region_ids(settings, land))
