"""`brief sheet`: the volunteer sheet of a region, one page for a messenger."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.cli.arguments import choose_regions, require_regions, require_writable
from flows.cli.kit import json_option, plain, print_json, print_table, progress
from flows.settings import Settings


@click.command(short_help="Write the volunteer sheet of a region, in nine languages.")
@click.argument("regions", nargs=-1)
@click.option("--land", metavar="KEY", help="All regions of a Land, e.g. 05 for Nordrhein-Westfalen.")
@click.option("--lang", "languages", metavar="LANG", multiple=True, help="de, en, tr ...; repeatable. Default: all.")
@click.option("--edition", metavar="ID", help="Edition, e.g. 2025-12.r1. Default: the newest.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder. Default: beside the briefs.")
@click.option("--languages", "listing", is_flag=True, help="List the languages, and who reviewed each translation.")
@json_option
@click.pass_obj
def sheet(
    settings: Settings,
    regions: tuple[str, ...],
    land: str | None,
    languages: tuple[str, ...],
    edition: str | None,
    out: Path | None,
    listing: bool,
    as_json: bool,
) -> None:
    """Write one page for volunteers of REGIONS as PDF and PNG, small enough for a messenger.

    It names short occupations in everyday words, the legal way with its date, and official addresses as QR codes. It
    informs and recruits nobody. A translation that no organisation has reviewed says so on the page.
    """
    from flows.errors import STALE, VALIDATION
    from flows.steps.edition import open_edition
    from flows.steps.sheets import write_sheets

    if listing:
        _list_languages(as_json)
        return
    require_regions(regions, land)
    require_writable(out or settings.briefs, "--out" if out else "BRIEF_DATA")
    opened = open_edition(settings, edition)
    wanted = choose_regions(opened, regions, land, False)
    languages = tuple(language.lower() for language in languages)
    with progress() as report:
        results = write_sheets(opened, wanted, languages, out, report)
    if opened.reference_note:
        click.echo(opened.reference_note, err=True)
    if as_json:
        print_json([plain(result) for result in results])
    else:
        for result in results:
            if result.error:
                click.echo(f"{result.region_id}, {result.language}: NOT WRITTEN: {result.error}", err=True)
            else:
                click.echo(f"{result.pdf}\n{result.png}")
        unreviewed = list(dict.fromkeys(r.language for r in results if not r.reviewed_by))
        if unreviewed:
            click.echo(
                f"not reviewed, and marked so on the page: {', '.join(unreviewed)} (docs/translations.md)", err=True
            )
    warnings = list(dict.fromkeys(warning for result in results for warning in result.warnings))
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    if any(result.error for result in results):
        sys.exit(VALIDATION)
    if warnings:
        sys.exit(STALE)


def _list_languages(as_json: bool) -> None:
    from reports.sheet import words as words_sheet
    from reports.sheet.words import words

    found = [words(language) for language in words_sheet.languages()]
    if as_json:
        print_json(
            [
                {"language": w.language, "name": w.name, "direction": w.direction, "reviewed_by": w.reviewed_by,
                 "fingerprint": w.fingerprint, "note": w.note}
                for w in found
            ]
        )  # fmt: skip
        return
    print_table(
        ("language", "name", "reviewed by", "fingerprint"),
        [(w.language, w.name, w.reviewed_by or w.note or "nobody yet", w.fingerprint) for w in found],
    )
