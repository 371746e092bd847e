"""`brief render`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.cli.arguments import choose_regions, require_regions, require_writable
from flows.cli.kit import json_option, plain, print_json, progress
from flows.settings import Settings


@click.command()
@click.argument("regions", nargs=-1)
@click.option("--land", metavar="KEY", help="All regions of a Land, e.g. 05 for Nordrhein-Westfalen.")
@click.option("--all", "everything", is_flag=True, help="All regions of the edition.")
@click.option(
    "--focus",
    metavar="NAME",
    help='Occupations that the list "Wo anfangen" counts: mint, alle, or another of data/reference/focus.toml. '
    "Default: the file's.",
)
@click.option("--edition", metavar="ID", help="Edition, e.g. 2025-12.r1. Default: the newest.")
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder for the briefs. Default: data/briefs."
)
@click.option("--again", is_flag=True, help="Render briefs whose files would come out the same, too.")
@json_option
@click.pass_obj
def render(
    settings: Settings,
    regions: tuple[str, ...],
    land: str | None,
    everything: bool,
    focus: str | None,
    edition: str | None,
    out: Path | None,
    again: bool,
    as_json: bool,
) -> None:
    """Write the briefs of REGIONS: PDF, brief.json, workbook and CSV files.

    A brief that would come out the same is not rendered again; its files are checked by their checksums.
    A region is named by id, name or alias: bochum, 05911, emscher-lippe, "kreis recklinghausen".
    """
    from flows.errors import STALE, VALIDATION
    from flows.steps.briefs import render_briefs
    from flows.steps.edition import open_edition
    from flows.steps.status import name_old_sources

    require_regions(regions, land, everything)
    require_writable(out or settings.briefs, "--out" if out else "BRIEF_DATA")
    opened = open_edition(settings, edition)
    wanted = choose_regions(opened, regions, land, everything)
    with progress() as report:
        results = render_briefs(opened, wanted, out, report, focus, again)
    old = name_old_sources(opened)
    if opened.reference_note:
        click.echo(opened.reference_note, err=True)
    if as_json:
        print_json([plain(result) for result in results])
    else:
        for result in results:
            if result.error:
                click.echo(f"{result.region_id}: NOT RENDERED: {result.error}", err=True)
            else:
                click.echo(result.pdf)
                if result.unchanged:
                    click.echo(f"{result.region_id}: unchanged", err=True)
    if any(result.error for result in results):
        sys.exit(VALIDATION)
    if old:
        click.echo(f"note: {', '.join(old)} older than expected", err=True)
        sys.exit(STALE)
