"""`brief editions`."""

from __future__ import annotations

import click

from flows.cli.kit import json_option, print_json, print_table
from flows.settings import Settings


@click.command()
@json_option
@click.pass_obj
def editions(settings: Settings, as_json: bool) -> None:
    """List the published editions, oldest first."""
    from transforms.edition.manifest import published

    found = published(settings.editions)
    if as_json:
        print_json(
            [
                {"edition": m.edition, "month": m.month, "as_of": m.as_of, "snapshots": len(m.pinned),
                 "handed_over": m.handed_over, "regions": list(m.regions)}
                for m in found
            ]
        )  # fmt: skip
    else:
        print_table(
            ("edition", "month", "known until", "files", "regions"),
            [(m.edition, m.month, m.as_of, str(len(m.pinned)), ", ".join(m.regions) or "all") for m in found],
        )
