"""`brief explain`: why a region stands where it stands in one occupation."""

from __future__ import annotations

import click

from flows.cli.kit import json_option, print_json, progress
from flows.settings import Settings


@click.command(short_help="Explain the estimate of a region for one occupation.")
@click.argument("region")
@click.argument("occupation")
@click.option("--edition", metavar="ID", help="Edition, e.g. 2025-12.r1. Default: the newest.")
@json_option
@click.pass_obj
def explain(settings: Settings, region: str, occupation: str, edition: str | None, as_json: bool) -> None:
    """Say in German how a region's figures, the official scores and the estimate for one occupation come about.

    REGION is an id, a name or an alias; OCCUPATION a KldB number or words: brief explain bochum 262, brief explain
    "kreis recklinghausen" elektriker. Every figure names its cell in the publisher's file; cells below 3 are closed.
    """
    from flows.errors import USAGE, StepError
    from flows.steps.briefs import explain_group
    from flows.steps.edition import open_edition
    from flows.steps.regions import resolve_region
    from reports.files.explanation import to_json
    from sources.reference.occupations import UnknownOccupation, find

    region_id = resolve_region(region)
    try:
        group = find(occupation)
    except UnknownOccupation as error:
        raise StepError(str(error), USAGE) from error
    opened = open_edition(settings, edition)
    with progress() as report:
        found = explain_group(opened, region_id, group, report)
    if opened.reference_note:
        click.echo(opened.reference_note, err=True)
    if as_json:
        print_json(to_json(found))
    else:
        from reports.words.explanation import to_text

        click.echo(to_text(found))
