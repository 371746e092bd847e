"""`brief build`."""

from __future__ import annotations

import sys

import click

from flows.cli.kit import json_option, plain, print_json, progress
from flows.settings import Settings


@click.command(short_help="Make an edition of what is stored; publish it if its checks hold.")
@click.option("--month", metavar="YYYY-MM", help="Reporting month. Default: the month the newest figures end in.")
@click.option(
    "--as-of", metavar="TIME", help="Use only what was known then, e.g. 2026-05-31 or 2026-05-31T12:00+02:00."
)
@json_option
@click.pass_obj
def build(settings: Settings, month: str | None, as_of: str | None, as_json: bool) -> None:
    """Make an edition: pin what is stored, stage, build, check, publish.

    The same files give the same edition; new files give a new revision (2025-12.r2). An edition whose checks fail is
    not published.
    """
    from flows.errors import STALE
    from flows.steps.build import build_edition
    from flows.steps.edition import open_edition
    from flows.steps.status import name_old_sources, read_checks, read_revisions

    with progress() as report:
        edition = build_edition(settings, month, as_of, report)
    opened = open_edition(settings, edition)
    checks = read_checks(opened)
    warnings = [result for result in checks if result.severity == "warn" and result.rows]
    old = name_old_sources(opened)
    revised = read_revisions(opened)
    if as_json:
        print_json({"edition": edition, "checks": [plain(c) for c in checks], "stale": old, "revisions": revised})
    else:
        click.echo(f"edition {edition}: {len(checks)} checks, {len(warnings)} with warnings")
        for result in warnings:
            click.echo(f"  {result.name}: {result.rows} rows ({result.question}) e.g. {result.sample[0]}")
        for row in revised:
            click.echo(
                f"  revised: {row['source_id']}, {row['indicator_id']} {row['period_start']}: {row['cells']} figures, "
                f"e.g. {row['example']}"
            )
        click.echo("next: brief render REGION...")
    if old:
        sys.exit(STALE)
