"""`brief register`."""

from __future__ import annotations

import sys

import click

from flows.cli.kit import json_option, plain, print_json


@click.group(short_help="The register of initiatives and networks.")
def register() -> None:
    """The register of initiatives, networks and advice centres in data/reference/register."""


@register.command("check")
@json_option
def check(as_json: bool) -> None:
    """Check register and next steps against schema and reference tables; list what was not looked at for a year."""
    import datetime as dt

    from flows.errors import STALE, VALIDATION
    from sources.datasets.register import source as entries
    from sources.reference import next_steps
    from sources.reference.codes import REFERENCE

    today = dt.date.today()
    findings = [
        *entries.check(REFERENCE / "register", today),
        *next_steps.check(REFERENCE / "next_step.csv", today),
    ]
    if as_json:
        print_json([plain(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{finding.severity:>8}  {finding.text}", err=finding.severity == "error")
        errors = sum(finding.severity == "error" for finding in findings)
        click.echo(f"{errors} errors, {len(findings) - errors} warnings")
    if any(finding.severity == "error" for finding in findings):
        sys.exit(VALIDATION)
    if findings:
        sys.exit(STALE)
