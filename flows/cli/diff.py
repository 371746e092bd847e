"""`brief diff`: what is different between two editions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from flows.cli.kit import json_option, plain, print_json, print_table, progress
from flows.settings import Settings

if TYPE_CHECKING:
    from transforms.edition.diff import Comparison, Difference

COUNTED = ("within_error", "closed")  # told one by one for a single region and in JSON only
MOST = 20


@click.command(short_help="Show what is different between two editions, and of what kind it is.")
@click.argument("earlier")
@click.argument("later")
@click.option("--region", metavar="REGION", help="One region by id, name or alias. Default: all, as a summary.")
@json_option
@click.pass_obj
def diff(settings: Settings, earlier: str, later: str, region: str | None, as_json: bool) -> None:
    """Compare edition EARLIER with edition LATER: real changes beyond their error, revisions, rounding, borders.

    \b
    Example:
      brief diff 2026-09.r1 2026-10.r1 --region bochum

    Classes are told apart by who states them, the BA for the Land or the project's estimate for the region. A figure
    that either edition keeps secret is told as "gesperrt" and nothing more. `brief editions` lists the editions.
    """
    from flows.steps import compare
    from flows.steps.regions import resolve_region

    wanted = resolve_region(region) if region else None
    with progress() as report:
        regions, found = compare.compare_editions(settings, earlier, later, wanted, report)
    if as_json:
        print_json(_document(earlier, later, regions, found, whole=bool(region)))
        return
    place = f"{len(regions)} regions" if wanted is None else found.regions.get(wanted, wanted)
    click.echo(f"from {earlier} to {later}: {place}")
    if not found.differences:
        click.echo("nothing is different")
    elif wanted is None:
        _print_summary(found)
    else:
        _print_region(found)


def _document(earlier: str, later: str, regions: list[str], found: Comparison, whole: bool) -> dict[str, Any]:
    from reports.words.changes import KIND_NAMES, sentence, title

    def described(d: Difference) -> dict[str, Any]:
        return plain(d) | {"kind_name": KIND_NAMES[d.kind], "title": title(d, found), "text": sentence(d, found)}

    return {
        "from": earlier,
        "to": later,
        "regions": regions,
        "counts": Counter(d.kind for d in found.differences),
        "differences": [described(d) for d in found.differences if whole or d.kind not in COUNTED],
    }


def _print_region(found: Comparison) -> None:
    from reports.words.changes import KIND_NAMES, sentence, title

    rows = [
        (KIND_NAMES[d.kind], title(d, found), sentence(d, found)) for d in found.differences if d.kind not in COUNTED
    ]
    if rows:
        print_table(("kind", "of", "difference"), rows)
    else:
        click.echo("nothing that is told apart is different")
    counts = Counter(d.kind for d in found.differences)
    click.echo(", ".join(f"{counts[kind]} {name}" for kind, name in KIND_NAMES.items() if counts[kind]))


def _print_summary(found: Comparison) -> None:
    from reports.words.changes import KIND_NAMES, sentence, title

    cells, places = Counter(), {}
    for d in found.differences:
        cells[d.kind] += 1
        places.setdefault(d.kind, set()).add(d.region)
    print_table(
        ("kind", "cells", "regions"),
        [(name, str(cells[kind]), str(len(places[kind]))) for kind, name in KIND_NAMES.items() if cells[kind]],
    )
    official = [d for d in found.differences if d.subject == "official"]
    if official:
        click.echo("")
        print_table(
            ("area", "of", "difference"),
            [(found.regions.get(d.region, d.region), title(d, found), sentence(d, found)) for d in official[:MOST]],
        )
        if len(official) > MOST:
            click.echo(f"and {len(official) - MOST} more; --json lists all")
    click.echo("--region REGION shows one region")
