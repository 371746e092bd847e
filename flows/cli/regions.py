"""`brief regions`."""

from __future__ import annotations

import click

from flows.cli.kit import json_option, print_json, print_table


@click.command(short_help="List the regions a brief can be written for.")
@click.argument("search", required=False)
@click.option("--land", metavar="KEY", help="Only regions of this Land, e.g. 05.")
@json_option
def regions(search: str | None, land: str | None, as_json: bool) -> None:
    """List the regions a brief can be written for; SEARCH keeps those whose id or name contains it."""
    from sources.reference.regions import BRIEF_KINDS, all_regions, fold

    found = [r for r in all_regions().values() if r.kind in BRIEF_KINDS]
    if land:
        found = [r for r in found if r.land_id == land]
    if search:
        found = [r for r in found if fold(search) in fold(r.name) or fold(search) in fold(r.id)]
    found.sort(key=lambda r: (r.land_id, BRIEF_KINDS.index(r.kind), r.id))
    if as_json:
        print_json([{"id": r.id, "name": r.name, "kind": r.kind, "land": r.land_id} for r in found])
    else:
        print_table(("id", "name", "kind", "Land"), [(r.id, r.name, r.kind, r.land_id) for r in found])
