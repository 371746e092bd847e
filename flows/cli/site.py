"""`brief site`: the site of an edition."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from flows.cli.arguments import name_regions, require_writable
from flows.cli.kit import json_option, plain, print_json, progress
from flows.settings import Settings


@click.command(short_help="Write the site of an edition: map, list, briefs as pages, downloads.")
@click.argument("regions", nargs=-1)
@click.option("--edition", metavar="ID", help="Edition. Default: the newest.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder of the site. Default: data/site.")
@click.option("--contact", metavar="ADDRESS", default="", help="Mail or web address for readers, on every page.")
@click.option("--render", is_flag=True, help="Make the PDFs that are missing or outdated.")
@json_option
@click.pass_obj
def site(
    settings: Settings,
    regions: tuple[str, ...],
    edition: str | None,
    out: Path | None,
    contact: str,
    render: bool,
    as_json: bool,
) -> None:
    """Write the site of an edition to DIR/EDITION and make DIR/index.html lead to the newest edition there.

    REGIONS are named by id, name or alias; by default all of the Land (BRIEF_LAND) the edition has figures of, or those
    a handed-over edition holds. Links are made to the files that `brief render` and `brief sheet` wrote before. The
    site works from disk and on any web server, and needs no JavaScript.
    """
    from flows.errors import STALE, VALIDATION
    from flows.steps.edition import open_edition
    from flows.steps.site import publish
    from flows.steps.status import name_old_sources

    require_writable(out or settings.site, "--out" if out else "BRIEF_DATA")
    opened = open_edition(settings, edition)
    wanted = name_regions(regions)
    with progress() as report:
        found = publish(opened, wanted, out, contact, report, render)
    if as_json:
        print_json(plain(found))
    else:
        for region, why in found.failed:
            click.echo(f"{region}: NO PAGE: {why}", err=True)
        _note("without figures in this edition, left out", found.without_figures)
        _note(
            "files damaged, or of other figures than the edition now gives; not linked; run brief render, brief sheet",
            found.outdated,
        )
        _note("without a PDF; run brief render, or brief site --render", set(found.without_pdf) - set(found.outdated))
        if not (settings.publisher and settings.imprint):
            click.echo(
                "note: no publisher on the pages; before the site goes online set BRIEF_PUBLISHER and BRIEF_IMPRINT "
                "(docs/operations.md)",
                err=True,
            )
        click.echo(f"{found.folder}/index.html: {len(found.pages)} regions")
    if found.failed:
        sys.exit(VALIDATION)
    if old := name_old_sources(opened):
        click.echo(f"note: {', '.join(old)} older than expected", err=True)
        sys.exit(STALE)


def _note(what: str, regions: Iterable[str]) -> None:
    if names := sorted(regions):
        more = f" and {len(names) - 8} more" if len(names) > 8 else ""
        click.echo(f"note: {what}: {', '.join(names[:8])}{more}", err=True)
