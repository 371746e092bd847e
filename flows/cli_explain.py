"""`brief explain`: why a region stands where it stands in one occupation."""

from __future__ import annotations

import click

from flows.cli_kit import json_option, print_json, progress
from flows.cli_regions import latest
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
    from flows import pipeline
    from reports.explain import to_json
    from transforms.occupations import UnknownOccupation, find

    region_id = pipeline.resolve_region(region)
    try:
        group = find(occupation)
    except UnknownOccupation as error:
        raise pipeline.PipelineError(str(error), pipeline.USAGE) from error
    chosen = latest(settings, edition)
    with progress() as report:
        found = pipeline.explain(settings, chosen, region_id, group, report)
    if note := pipeline.reference_note(settings, chosen):
        click.echo(note, err=True)
    if as_json:
        print_json(to_json(found))
    else:
        from reports.text_explain import to_text

        click.echo(to_text(found))
