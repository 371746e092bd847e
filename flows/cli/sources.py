"""`brief sources`."""

from __future__ import annotations

from typing import Any

import click

from flows.cli.kit import json_option, print_json, print_table
from flows.settings import Settings


@click.command(short_help="List what is stored of each source, and how old it is.")
@click.option("--edition", metavar="ID", help="Edition. Default: the newest.")
@click.option("--parts", is_flag=True, help="One line for each stored file instead of one for each source.")
@json_option
@click.pass_obj
def sources(settings: Settings, edition: str | None, parts: bool, as_json: bool) -> None:
    """List the sources: what is stored, which period, how old, how many figures, under which licence.

    "checked" says what its layout is known from: live, tested (real files), or unconfirmed (descriptions only).
    """
    from flows.steps.edition import open_edition
    from flows.steps.status import by_source, list_parts
    from transforms.edition.manifest import latest

    opened = open_edition(settings, edition) if edition or latest(settings.editions) else None
    rows = list_parts(settings, opened)
    if as_json:
        print_json(rows)
        return

    def age(row: dict[str, Any]) -> str:
        return "" if row["age_days"] is None else f"{row['age_days']} days"

    if parts:
        print_table(
            ("source", "part", "period", "issued", "age", "rows", "file", "snapshot"),
            [
                (r["source"], r["part"] or "nothing stored", r["period"], r["issued"], age(r), str(r["rows"] or ""),
                 r["file"], r["sha256"][:8])
                for r in rows
            ],
        )  # fmt: skip
        return
    print_table(
        ("source", "files", "period", "age", "rows", "snapshot", "in the edition", "checked", "licence"),
        [
            (r["source"], str(r["files"] or "none"), r["period"], age(r), str(r["rows"] or ""), r["sha256"][:8],
             r["state"].upper() if r["state"] == "stale" else r["state"], r["status"], r["licence"])
            for r in by_source(rows)
        ],
    )  # fmt: skip
