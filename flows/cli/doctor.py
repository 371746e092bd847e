"""`brief doctor`."""

from __future__ import annotations

import sys

import click

from flows.cli.kit import json_option, plain, print_json, progress
from flows.settings import Settings


@click.command(short_help="Try the system and every source; tell what to do by hand.")
@click.option("--offline", is_flag=True, help="Ask no publisher.")
@json_option
@click.pass_obj
def doctor(settings: Settings, offline: bool, as_json: bool) -> None:
    """Try system libraries, folders and every source, and tell for each what to do by hand.

    Nothing is stored. Exit code 5 when something required is missing.
    """
    from flows.errors import UNAVAILABLE
    from flows.steps.doctor import examine
    from sources.registry import SOURCES

    with progress() as report:
        findings = examine(settings, SOURCES, report, network=not offline)
    if as_json:
        print_json([plain(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{finding.state:>8}  {finding.name}: {finding.text}")
            if finding.state != "ok" and finding.advice:
                click.echo(f"{'':>10}{finding.advice}")
    if any(finding.required and finding.state == "problem" for finding in findings):
        sys.exit(UNAVAILABLE)
