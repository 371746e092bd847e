"""`brief fetch`, `brief doctor`, `brief form`, `brief register`: how figures and statements come in."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import click

from flows.cli_kit import json_option, plain, print_json, print_table, progress
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
    from flows import fetching, pipeline

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
        sys.exit(pipeline.UNAVAILABLE)
    if any(outcome.status == "failed" for outcome in outcomes):
        sys.exit(pipeline.STALE)


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


@click.command(short_help="Try the system and every source; tell what to do by hand.")
@click.option("--offline", is_flag=True, help="Ask no publisher.")
@json_option
@click.pass_obj
def doctor(settings: Settings, offline: bool, as_json: bool) -> None:
    """Try system libraries, folders and every source, and tell for each what to do by hand.

    Nothing is stored. Exit code 5 when something required is missing.
    """
    from flows.doctor import examine
    from flows.pipeline import UNAVAILABLE
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


@click.command(short_help="Write the form on which agencies report shortages.")
@click.option("--region", required=True, metavar="REGION", help="Region by id, name or alias, e.g. bochum.")
@click.option("--lang", default="de", show_default=True, help="Language of the form.")
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path), help="Default: bedarfsmeldung-REGION.xlsx here."
)
@click.pass_obj
def form(_settings: Settings, region: str, lang: str, out: Path | None) -> None:
    """Write a one-page XLSX with drop-downs; the filled form comes back through `brief import`."""
    from flows.pipeline import USAGE, PipelineError, find_region
    from reports.form import write_form

    found = find_region(region)
    target = out or Path(f"bedarfsmeldung-{found.id}.xlsx")
    try:
        write_form(found, target, lang)
    except ValueError as error:
        raise PipelineError(str(error), USAGE) from error
    click.echo(str(target))


@click.group(short_help="The register of initiatives and networks.")
def register() -> None:
    """The register of initiatives, networks and advice centres in data/reference/register."""


@register.command("check")
@json_option
def check(as_json: bool) -> None:
    """Check register and next steps against schema and reference tables; list what was not looked at for a year."""
    import datetime as dt

    from flows.pipeline import STALE, VALIDATION
    from sources import next_steps
    from sources import register as entries
    from transforms.regions import REFERENCE

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
