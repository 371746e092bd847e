"""The month: fetch what is due, make an edition, render and test the briefs and sheets of a Land, hand them over."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.delivery import planning
from flows.lock import writing
from flows.scheduled import tasks
from flows.settings import load_settings
from flows.steps import fetch as fetching
from flows.steps.pin import pin_edition
from flows.steps.regions import list_regions
from reports.sheet.words import LANGUAGES

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Language = Literal[LANGUAGES]
Land = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-6])$")]


@flow(name="monthly", flow_run_name="Land {land}", task_runner=ThreadPoolTaskRunner(max_workers=2))
def monthly(
    month: Month | None = None,
    as_of: str | None = None,
    land: Land = "05",
    fetch: bool = True,
    languages: list[Language] = list(LANGUAGES),  # noqa: B006 (the form shows it)
    site: bool = True,
    recipients: str = "",
) -> list[str]:
    """Make the briefs, volunteer sheets and the site of a Land for a month, and test them for small numbers.

    A failed check fails the run and nothing is published. A number below 3 that follows from the finished briefs and
    sheets fails it too: they must not be handed out, the site stays as it was, and nothing is sent.

    Args:
        month: Reporting month, "2026-10". Empty: the newest month that the data hold.
        as_of: Use only what was known at this time, "2026-11-05T06:00+01:00". Empty: now.
        land: Key of the Land, "05" is North Rhine-Westphalia.
        fetch: Ask the publishers for what is due first. A month or time that is named is made of what is stored.
        languages: Languages of the volunteer sheets; none: no sheets.
        site: Write the site of the edition.
        recipients: File that lists who gets which briefs by e-mail. Empty: nobody.
    """
    settings = replace(load_settings(), land=land)
    if recipients:
        planning.require_ready(recipients)
    if fetch and not month and not as_of:
        fetching.require_contact(settings)
        with writing(settings.data, "fetch"):
            fetching.tidy(settings)
            fetched = [tasks.fetch.submit(settings, source.id) for source in fetching.fetched_sources(settings)]
            tasks.show_fetched([outcome for one in fetched for outcome in one.result()])
        fetching.require_usable(settings)
    with writing(settings.data, "build"):
        manifest = pin_edition(settings, month, as_of)
        edition = manifest.edition
        for staged in [tasks.stage.submit(settings, edition, source) for source in manifest.sources]:
            staged.result()
        tasks.build(settings, edition)
    tasks.check(settings, edition)
    regions = list_regions(land)
    briefs = tasks.render(settings, edition, regions)
    if languages:
        tasks.sheets(settings, edition, regions, languages)
    tasks.disclosure(settings, edition)
    if site:
        tasks.site(settings, edition, regions)
    if recipients:
        tasks.delivery(settings, edition, recipients)
    return briefs
