"""`brief send`: hand finished briefs over, by e-mail or as a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.arguments import name_regions, require_writable
from flows.cli.kit import json_option, plain, print_json, print_table, progress
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.steps.edition import Edition


@click.command(short_help="Send finished briefs by e-mail, or copy them to a folder.")
@click.argument("regions", nargs=-1)
@click.option("--list", "recipients", metavar="FILE", type=click.Path(path_type=Path), help="Who gets what, as CSV.")
@click.option("--folder", metavar="DIR", type=click.Path(path_type=Path), help="Copy to DIR/EDITION/REGION instead.")
@click.option("--files", metavar="WORDS", default="", help='With --folder: only these, e.g. "pdf xlsx". Default: all.')
@click.option("--edition", metavar="ID", help="Edition, e.g. 2025-12.r1. Default: the newest.")
@click.option("--send", "really", is_flag=True, help="Do it. Without this the plan is shown and nothing leaves.")
@click.option("--again", is_flag=True, help="Also send what has changed since it was sent, or may not have arrived.")
@json_option
@click.pass_obj
def send(
    settings: Settings,
    regions: tuple[str, ...],
    recipients: Path | None,
    folder: Path | None,
    files: str,
    edition: str | None,
    really: bool,
    again: bool,
    as_json: bool,
) -> None:
    """Show who would get which finished briefs; with --send, send or copy them.

    FILE has the columns region_id;address;files (UTF-8, semicolons). `files` are words separated by blanks: pdf xlsx
    csv tidy json, and blatt-tr for the volunteer sheet in Turkish; empty means pdf. REGIONS go with --folder only, by
    default all that are rendered.

    List, briefs and sizes are checked before anything leaves, and all faults are named. Before sending, the briefs are
    tested for small numbers. What was sent is noted, so that nothing is sent twice. The server is named by BRIEF_SMTP,
    BRIEF_SMTP_FROM, BRIEF_SMTP_USER and BRIEF_SMTP_PASSWORD (docs/operations.md).
    """
    from flows.delivery.recipients import Refused
    from flows.errors import STALE, UNAVAILABLE
    from flows.steps.edition import open_edition
    from flows.steps.status import name_old_sources

    if (recipients is None) == (folder is None):
        raise click.UsageError("name either --list FILE or --folder DIR")
    if recipients and (regions or files):
        raise click.UsageError(
            "with --list the list says which regions and files; REGIONS and --files go with --folder"
        )
    if folder:
        require_writable(folder, "--folder")
    opened = open_edition(settings, edition)
    try:
        if recipients:
            complete = _mail(opened, recipients, really, again, as_json)
        else:
            complete = _folder(opened, folder, name_regions(regions), files.split(), really, as_json)
    except Refused as refused:
        if as_json:
            print_json({"faults": [plain(fault) for fault in refused.faults]})
        raise
    if not complete:
        sys.exit(UNAVAILABLE)
    if old := name_old_sources(opened):
        click.echo(f"note: {', '.join(old)} older than expected", err=True)
        sys.exit(STALE)


def _mail(edition: Edition, recipients: Path, really: bool, again: bool, as_json: bool) -> bool:
    """Show or send; say whether all that was due has been sent."""
    from flows.delivery import planning, sending
    from flows.delivery.post import load_server

    server = load_server(needed=really)
    with progress() as report:
        plan = planning.plan(edition, recipients, server, report)
        if really:
            planning.require_tested(edition, report)
            outcomes = sending.send(edition.settings, server, plan, again, report)
    if not really:
        print_json(_plan(plan)) if as_json else _show_plan(plan, server)
        return True
    if as_json:
        print_json({"edition": edition.id, "rows": [plain(outcome) for outcome in outcomes]})
    else:
        for text in sending.remarks(outcomes, recipients.name):
            click.echo(text, err=True)
        click.echo(f"{edition.id}: {sending.summary(outcomes)}")
    return sending.complete(outcomes)


def _plan(plan) -> dict:
    return {
        "edition": plan.edition,
        "sent": False,
        "messages": [
            {"line": p.letter.line, "region_id": p.letter.about.region_id, "address": p.letter.address,
             "files": [file.name for file in p.letter.files], "bytes": p.octets, "state": p.state, "at": p.at}
            for p in plan.messages
        ],
    }  # fmt: skip


def _show_plan(plan, server) -> None:
    from flows.delivery.letters import size

    print_table(
        ("line", "region", "address", "files", "size", ""),
        [
            (str(p.letter.line), f"{p.letter.about.region_id} {p.letter.about.region}", p.letter.address,
             _words(p.letter.files), size(p.octets), _state(p.state, p.at))
            for p in plan.messages
        ],
    )  # fmt: skip
    due = [p for p in plan.messages if p.state == "new"]
    addresses = len({p.letter.address.casefold() for p in due})
    largest = max((p.octets for p in plan.messages), default=0)
    click.echo(
        f"\n{plan.edition} ({plan.month}): {len(due)} messages to send, to {addresses} addresses, "
        f"{size(sum(p.octets for p in due))} in all; the largest has {size(largest)} of {size(server.max_bytes)}."
    )
    click.echo("Nothing was sent. With --send the briefs are tested for small numbers, then sent.")


def _words(files) -> str:
    return " ".join(dict.fromkeys(file.word for file in files))


def _state(state: str, at: str) -> str:
    told = {"new": "", "known": "sent", "changed": "changed since it was sent, --again sends it:"}
    return f"{told.get(state, 'may have arrived, --again sends it:')} {at[:10]}".strip()


def _folder(edition: Edition, folder: Path, regions: list[str], words: list[str], really: bool, as_json: bool) -> bool:
    from flows.delivery import handing, planning
    from flows.delivery.letters import size

    with progress() as report:
        parcels = handing.plan(edition, folder, regions, words, report)
        if really:
            planning.require_tested(edition, report)
            handing.hand_over(edition.settings, parcels, report)
    if as_json:
        rows = [
            {"region_id": p.region_id, "folder": str(p.place), "files": [file.name for file in p.files],
             "missing": [file.name for file in p.missing]} for p in parcels
        ]  # fmt: skip
        print_json({"edition": edition.id, "copied": really, "regions": rows})
        return True
    print_table(
        ("region", "files", "size", ""),
        [
            (f"{p.region_id} {p.region}", _words(p.files), size(sum(file.size for file in p.files)),
             "" if p.missing else "there already")
            for p in parcels
        ],
    )  # fmt: skip
    missing = [file for parcel in parcels for file in parcel.missing]
    told = f"{len(missing)} files {'copied' if really else 'to copy'}"
    octets = sum(file.size for file in missing)
    click.echo(f"\n{folder / edition.id}: {f'{told}, {size(octets)}' if missing else 'everything is there already'}.")
    if not really:
        click.echo("Nothing was copied. With --send the briefs are tested for small numbers, then copied.")
    return True
