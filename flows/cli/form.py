"""`brief form`."""

from __future__ import annotations

from pathlib import Path

import click

from flows.settings import Settings


@click.command(short_help="Write the form on which agencies report shortages.")
@click.option("--region", required=True, metavar="REGION", help="Region by id, name or alias, e.g. bochum.")
@click.option("--lang", default="de", show_default=True, help="Language of the form.")
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path), help="Default: bedarfsmeldung-REGION.xlsx here."
)
@click.pass_obj
def form(_settings: Settings, region: str, lang: str, out: Path | None) -> None:
    """Write a one-page XLSX with drop-downs; the filled form comes back through `brief import`."""
    from flows.errors import USAGE, StepError
    from flows.steps.regions import find_region
    from reports.form import write_form

    found = find_region(region)
    target = out or Path(f"bedarfsmeldung-{found.id}.xlsx")
    try:
        write_form(found, target, lang)
    except ValueError as error:
        raise StepError(str(error), USAGE) from error
    click.echo(str(target))
