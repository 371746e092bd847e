"""`brief edition`: hand an edition over, or take one in."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.kit import progress
from flows.settings import Settings


@click.group()
def edition() -> None:
    """Hand an edition to another agency, or take one in."""


@edition.command("export")
@click.argument("regions", nargs=-1, required=True)
@click.option("--edition", "edition_id", metavar="ID", help="Edition. Default: the newest built from files.")
@click.option("--to", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--name", default="export", show_default=True, help="Name of the handed-over edition: 2025-12.NAME.")
@click.pass_obj
def export(settings: Settings, regions: tuple[str, ...], edition_id: str | None, folder: Path, name: str) -> None:
    """Write the figures the briefs of REGIONS print, every row naming its source, to a folder."""
    from flows.errors import USAGE, StepError
    from flows.steps.edition import open_edition
    from flows.steps.hand_over import export_edition
    from flows.steps.regions import resolve_region
    from transforms.edition.manifest import published

    wanted = [resolve_region(term) for term in regions]
    own = [m.edition for m in published(settings.editions) if not m.handed_over]
    if not (edition_id or own):
        raise StepError("there is no edition built from files yet; run `brief build`", USAGE)
    manifest = export_edition(open_edition(settings, edition_id or own[-1]), wanted, folder, name)
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    click.echo(f"edition {manifest.edition} for {', '.join(manifest.regions)}: {folder} ({size // 1024} kB)")


@edition.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def import_(settings: Settings, folder: Path) -> None:
    """Take in an edition another agency handed over."""
    from flows.steps.hand_over import import_edition

    with progress() as report:
        click.echo(f"edition {import_edition(settings, folder, report)}")
