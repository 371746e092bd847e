"""`brief import`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from flows.cli.kit import json_option, plain, print_json, progress
from flows.settings import Settings


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_files(settings: Settings, paths: tuple[Path, ...], as_json: bool) -> None:
    """Recognise each file by its content, check it, and store it once.

    PATHS are files or folders. File names do not matter. A file that no source recognises, or whose layout moved,
    is refused with the place; nothing of it is stored, and the other files are stored all the same.
    """
    from flows.errors import VALIDATION
    from flows.steps import take_in

    with progress() as report:
        results = take_in.import_files(settings, paths, report)
    if as_json:
        print_json([plain(result) for result in results])
    else:
        _print_imported(results)
    if any(result.status == "refused" for result in results):
        sys.exit(VALIDATION)


def _print_imported(results: Sequence[Any]) -> None:
    """Say of each file what it is; equal reasons for a refusal are said once."""
    marks = {"new": "stored", "known": "already stored", "skipped": "not used"}
    for result in sorted(results, key=lambda r: r.path):
        if result.status in ("new", "known"):
            click.echo(f"{marks[result.status]:>14}  {Path(result.path).name}: {result.what} ({result.rows} figures)")
        elif result.status == "skipped":
            click.echo(f"{marks[result.status]:>14}  {result.message}")
    reasons: dict[str, list[str]] = {}
    for result in results:
        if result.status == "refused":
            first, _, rest = result.message.partition("\n")
            reasons.setdefault(rest, []).append(f"{'REFUSED':>14}  {first}  [{result.path}]")
    for rest, firsts in reasons.items():
        click.echo("\n".join([*sorted(firsts), *rest.splitlines()]), err=True)
    counts = {status: sum(r.status == status for r in results) for status in ("new", "known", "skipped", "refused")}
    click.echo(
        f"{counts['new']} stored, {counts['known']} already stored, {counts['skipped']} not used, "
        f"{counts['refused']} refused"
    )
