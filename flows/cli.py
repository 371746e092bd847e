"""`brief`: the command line for analysts. Imports nothing heavy before a command needs it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from flows.cli_diff import diff
from flows.cli_disclosure import disclosure
from flows.cli_explain import explain
from flows.cli_fetch import doctor, fetch, form, register
from flows.cli_kit import PIPE_CLOSED, json_option, nobody_reads, plain, print_json, print_table, progress
from flows.cli_regions import asked, latest, writable
from flows.cli_regions import chosen as chosen_regions
from flows.cli_send import send
from flows.cli_sheet import sheet
from flows.cli_site import site
from flows.settings import Settings, load_settings

EXIT_CODES = "Exit codes: 0 done, 2 usage, 3 stale data used, 4 validation failed, 5 source unavailable."


class Group(click.Group):
    """Turn the errors of the program into one clear message and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            raise click.Abort() from None
        except Exception as error:
            if isinstance(error, BrokenPipeError) and nobody_reads():
                ctx.exit(PIPE_CLOSED)
            code = _exit_code(error)
            if code is None:
                raise
            click.echo(f"Error: {error}{_advice(error)}", err=True)
            ctx.exit(code)


def _advice(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f". No room is left in {load_settings().data} (BRIEF_DATA): free some, or name another folder, and run "
            "this again. What was stored and published before is intact."
        )
    return ""


def _exit_code(error: Exception) -> int | None:
    """Return the exit code of an error the program knows; None for a fault of the program itself."""
    from flows.lock import Locked
    from flows.pipeline import UNAVAILABLE, USAGE, VALIDATION, PipelineError
    from sources.kit.contract import SourceError
    from transforms.edition import EditionError

    if isinstance(error, PipelineError):
        return error.exit_code
    if isinstance(error, EditionError):
        return USAGE
    if isinstance(error, SourceError):
        return VALIDATION
    if isinstance(error, Locked | OSError):
        return UNAVAILABLE
    if isinstance(error, ValueError) and "BRIEF_" in str(error):
        return USAGE
    return None


@click.group(
    cls=Group, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="regional-shortage-briefs", prog_name="brief")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Regional shortage briefs: which occupations are short, and where recognised qualifications come from.

    \b
    Typical use:
      brief fetch                  fetch from the publishers what is due
      brief import downloads/      recognise and store files that came by hand
      brief build                  make an edition of what is stored
      brief render bochum          write the PDF brief of a region
      brief explain bochum 262     say how an estimate in it comes about
    Everything is kept under one folder: BRIEF_DATA (default: data/ of the project).
    """
    ctx.obj = load_settings()


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_command(settings: Settings, paths: tuple[Path, ...], as_json: bool) -> None:
    """Recognise each file by its content, check it, and store it once.

    PATHS are files or folders. File names do not matter. A file that no source recognises, or whose layout moved,
    is refused with the place; nothing of it is stored, and the other files are stored all the same.
    """
    from flows import pipeline

    with progress() as report:
        results = pipeline.import_files(settings, paths, report)
    if as_json:
        print_json([plain(result) for result in results])
    else:
        _print_imported(results)
    if any(result.status == "refused" for result in results):
        sys.exit(pipeline.VALIDATION)


def _print_imported(results: Sequence[Any]) -> None:
    """Say of each file what it is; equal reasons for a refusal are said once."""
    marks = {"new": "stored", "known": "already stored", "skipped": "not used"}
    for result in sorted(results, key=lambda r: r.path):
        if result.status in ("new", "known"):
            click.echo(f"{marks[result.status]:>14}  {Path(result.path).name}: {result.what} ({result.rows} figures)")
        elif result.status == "skipped":
            click.echo(f"{marks[result.status]:>14}  {result.message}")
    reasons: dict[str, list[str]] = {}
    for result in results:
        if result.status == "refused":
            first, _, rest = result.message.partition("\n")
            reasons.setdefault(rest, []).append(f"{'REFUSED':>14}  {first}  [{result.path}]")
    for rest, firsts in reasons.items():
        click.echo("\n".join([*sorted(firsts), *rest.splitlines()]), err=True)
    counts = {status: sum(r.status == status for r in results) for status in ("new", "known", "skipped", "refused")}
    click.echo(
        f"{counts['new']} stored, {counts['known']} already stored, {counts['skipped']} not used, "
        f"{counts['refused']} refused"
    )


@main.command(short_help="Make an edition of what is stored; publish it if its checks hold.")
@click.option("--month", metavar="YYYY-MM", help="Reporting month. Default: the month the newest figures end in.")
@click.option(
    "--as-of", metavar="TIME", help="Use only what was known then, e.g. 2026-05-31 or 2026-05-31T12:00+02:00."
)
@json_option
@click.pass_obj
def build(settings: Settings, month: str | None, as_of: str | None, as_json: bool) -> None:
    """Make an edition: pin what is stored, stage, build, check, publish.

    The same files give the same edition; new files give a new revision (2025-12.r2). An edition whose checks fail is
    not published.
    """
    from flows import pipeline

    with progress() as report:
        edition = pipeline.build(settings, month, as_of, report)
    checks = pipeline.check(settings, edition)
    warnings = [result for result in checks if result.severity == "warn" and result.rows]
    old = pipeline.old_sources(settings, edition)
    revised = pipeline.revisions(settings, edition)
    if as_json:
        print_json({"edition": edition, "checks": [plain(c) for c in checks], "stale": old, "revisions": revised})
    else:
        click.echo(f"edition {edition}: {len(checks)} checks, {len(warnings)} with warnings")
        for result in warnings:
            click.echo(f"  {result.name}: {result.rows} rows ({result.question}) e.g. {result.sample[0]}")
        for row in revised:
            click.echo(
                f"  revised: {row['source_id']}, {row['indicator_id']} {row['period_start']}: {row['cells']} figures, "
                f"e.g. {row['example']}"
            )
        click.echo("next: brief render REGION...")
    if old:
        sys.exit(pipeline.STALE)


@main.command()
@click.argument("regions", nargs=-1)
@click.option("--land", metavar="KEY", help="All regions of a Land, e.g. 05 for Nordrhein-Westfalen.")
@click.option("--all", "everything", is_flag=True, help="All regions of the edition.")
@click.option(
    "--focus",
    metavar="NAME",
    help='Occupations that the list "Wo anfangen" counts: mint, alle, or another of data/reference/focus.toml. '
    "Default: the file's.",
)
@click.option("--edition", metavar="ID", help="Edition, e.g. 2025-12.r1. Default: the newest.")
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder for the briefs. Default: data/briefs."
)
@click.option("--again", is_flag=True, help="Render briefs whose files would come out the same, too.")
@json_option
@click.pass_obj
def render(
    settings: Settings,
    regions: tuple[str, ...],
    land: str | None,
    everything: bool,
    focus: str | None,
    edition: str | None,
    out: Path | None,
    again: bool,
    as_json: bool,
) -> None:
    """Write the briefs of REGIONS: PDF, brief.json, workbook and CSV files.

    A brief that would come out the same is not rendered again; its files are checked by their checksums.
    A region is named by id, name or alias: bochum, 05911, emscher-lippe, "kreis recklinghausen".
    """
    from flows import pipeline

    asked(regions, land, everything)
    writable(out or settings.briefs, "--out" if out else "BRIEF_DATA")
    chosen = latest(settings, edition)
    wanted = chosen_regions(settings, chosen, regions, land, everything)
    with progress() as report:
        results = pipeline.render(settings, chosen, wanted, str(out) if out else None, report, focus, again)
    old = pipeline.old_sources(settings, chosen)
    if note := pipeline.reference_note(settings, chosen):
        click.echo(note, err=True)
    if as_json:
        print_json([plain(result) for result in results])
    else:
        for result in results:
            if result.error:
                click.echo(f"{result.region_id}: NOT RENDERED: {result.error}", err=True)
            else:
                click.echo(result.pdf)
                if result.unchanged:
                    click.echo(f"{result.region_id}: unchanged", err=True)
    if any(result.error for result in results):
        sys.exit(pipeline.VALIDATION)
    if old:
        click.echo(f"note: {', '.join(old)} older than expected", err=True)
        sys.exit(pipeline.STALE)


@main.command(short_help="List what is stored of each source, and how old it is.")
@click.option("--edition", metavar="ID", help="Edition. Default: the newest.")
@click.option("--parts", is_flag=True, help="One line for each stored file instead of one for each source.")
@json_option
@click.pass_obj
def sources(settings: Settings, edition: str | None, parts: bool, as_json: bool) -> None:
    """List the sources: what is stored, which period, how old, how many figures, under which licence.

    "checked" says what its layout is known from: live, tested (real files), or unconfirmed (descriptions only).
    """
    from flows.state import by_source, stored_parts

    rows = stored_parts(settings, edition)
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


@main.command(short_help="List the regions a brief can be written for.")
@click.argument("search", required=False)
@click.option("--land", metavar="KEY", help="Only regions of this Land, e.g. 05.")
@json_option
def regions(search: str | None, land: str | None, as_json: bool) -> None:
    """List the regions a brief can be written for; SEARCH keeps those whose id or name contains it."""
    from transforms.regions import BRIEF_KINDS, all_regions, fold

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


@main.command()
@json_option
@click.pass_obj
def editions(settings: Settings, as_json: bool) -> None:
    """List the published editions, oldest first."""
    from transforms.edition import published

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


@main.group()
def edition() -> None:
    """Hand an edition to another agency, or take one in."""


@edition.command("export")
@click.argument("regions", nargs=-1, required=True)
@click.option("--edition", "edition_id", metavar="ID", help="Edition. Default: the newest built from files.")
@click.option("--to", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--name", default="export", show_default=True, help="Name of the handed-over edition: 2025-12.NAME.")
@click.pass_obj
def export_command(
    settings: Settings, regions: tuple[str, ...], edition_id: str | None, folder: Path, name: str
) -> None:
    """Write the figures the briefs of REGIONS print, every row naming its source, to a folder."""
    from flows import pipeline
    from transforms.edition import published

    wanted = [pipeline.resolve_region(term) for term in regions]
    own = [m.edition for m in published(settings.editions) if not m.handed_over]
    if not (edition_id or own):
        raise pipeline.PipelineError("there is no edition built from files yet; run `brief build`", pipeline.USAGE)
    manifest = pipeline.export_edition(settings, edition_id or own[-1], wanted, folder, name)
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    click.echo(f"edition {manifest.edition} for {', '.join(manifest.regions)}: {folder} ({size // 1024} kB)")


@edition.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def import_edition_command(settings: Settings, folder: Path) -> None:
    """Take in an edition another agency handed over."""
    from flows import pipeline

    with progress() as report:
        click.echo(f"edition {pipeline.import_edition(settings, folder, report)}")


for command in (diff, disclosure, explain, fetch, doctor, form, register, send, site, sheet):
    main.add_command(command)

if __name__ == "__main__":
    main()
