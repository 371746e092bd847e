"""`brief fetch`."""

from __future__ import annotations

import sys
from collections import Counter
from urllib.parse import urlsplit

import click

from flows.cli.kit import json_option, plain, print_json, print_table, progress
from flows.settings import Settings


@click.command(short_help="Fetch from the publishers what is due.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="Only list what would be fetched, from where, and what is stale.")
@json_option
@click.pass_obj
def fetch(settings: Settings, sources: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Fetch from the publishers what is due: new months, and files that may have been revised.

    Without SOURCE everything that is due is fetched; a SOURCE that is named is asked in any case. What cannot be
    fetched keeps its last good file, and the briefs say how old it is. BRIEF_CONTACT must name an address.
    """
    from flows.errors import STALE, UNAVAILABLE
    from flows.steps import fetch as fetching

    if dry_run:
        _print_due(fetching.would_fetch(settings, sources), as_json)
        return
    with progress() as report:
        outcomes = fetching.fetch(settings, sources, report)
    unusable = [s for s in fetching.unusable(settings) if not sources or s.id in sources]
    if as_json:
        print_json([plain(outcome) for outcome in outcomes])
    else:
        _print_outcomes(outcomes)
    for source in unusable:
        click.echo(
            f"Error: {source.id} is required and has no file that is young enough. By hand: {source.by_hand} "
            f"({source.page}), then `brief import FILE`.",
            err=True,
        )
    if unusable:
        sys.exit(UNAVAILABLE)
    if any(outcome.status == "failed" for outcome in outcomes):
        sys.exit(STALE)


def _print_due(entries, as_json: bool) -> None:
    if as_json:
        print_json([plain(entry) for entry in entries])
        return
    rows = [(e.source, e.part, "yes" if e.due else "no", e.why, e.period or "nothing", _short(e.url)) for e in entries]
    print_table(("source", "part", "now", "why", "stored", "from"), rows)
    click.echo(f"{sum(entry.due for entry in entries)} of {len(entries)} requests would be made")


def _short(url: str) -> str:
    """Name host and file of an address; `--json` has it whole."""
    parts = urlsplit(url)
    return f"{parts.hostname}/…/{parts.path.rstrip('/').rpartition('/')[2]}"


def _print_outcomes(outcomes) -> None:
    """Say of each source what came; of a publisher that answers Kreis by Kreis one line for each kind of answer."""
    for source in dict.fromkeys(outcome.source for outcome in outcomes):
        kinds = Counter((o.status, o.period, o.message) for o in outcomes if o.source == source)
        by_status: dict[str, list[tuple[str, str, int]]] = {}
        for (status, period, message), number in kinds.items():
            by_status.setdefault(status, []).append((period, message, number))
        for status, found in by_status.items():
            number = sum(count for *_, count in found)
            newest = max(period for period, *_ in found)
            files = f"{number} file{'s' if number > 1 else ''}"
            note = found[0][1] if status in ("failed", "late", "off") or number == 1 else ""
            click.echo(f"{status:>10}  {source}: {files}, {newest or 'nothing stored'}{': ' + note if note else ''}",
                       err=status == "failed")  # fmt: skip
