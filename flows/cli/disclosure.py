"""`brief disclosure`: does anything small follow from what an edition prints?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.cli.kit import json_option, plain, print_json, progress
from flows.settings import Settings

SHOWN = 40


@click.command(short_help="Test finished outputs for small numbers.")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--edition", metavar="ID", help="Edition the outputs were made from. Default: the newest.")
@json_option
@click.pass_obj
def disclosure(settings: Settings, folder: Path | None, edition: str | None, as_json: bool) -> None:
    """Read finished outputs back and test whether a cell below 3 stands there or follows from them.

    FOLDER holds briefs, tables or an exported edition; by default the briefs of the edition. PDF with attachments,
    JSON, XLSX, CSV and text are read, all of them together, and beside the briefs of the other editions that are
    there. Exit code 4 when something small is found.
    """
    from flows.errors import VALIDATION
    from flows.steps.disclosure import examine
    from flows.steps.edition import open_edition

    opened = open_edition(settings, edition)
    with progress() as report:
        found = examine(opened, folder, report)
    if as_json:
        print_json(plain(found))
    else:
        for finding in found.findings[:SHOWN]:
            click.echo(finding, err=True)
        if len(found.findings) > SHOWN:
            click.echo(f"… and {len(found.findings) - SHOWN} more; --json lists all", err=True)
        beside = f", beside {', '.join(found.others)}" if found.others else ""
        click.echo(
            f"{found.edition}: {found.files} files with {found.figures} figures{beside}: "
            f"{len(found.findings) or 'no'} finding{'' if len(found.findings) == 1 else 's'}"
        )
    if found.findings:
        sys.exit(VALIDATION)
