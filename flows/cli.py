"""`brief`: the command line for analysts. Imports nothing heavy before a command needs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from flows.settings import Settings, load_settings

EXIT_CODES = "Exit codes: 0 done, 2 usage, 3 stale data used, 4 validation failed, 5 source unavailable."
json_option = click.option("--json", "as_json", is_flag=True, help="Print machine-readable JSON.")


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
            code = _exit_code(error)
            if code is None:
                raise
            click.echo(f"Error: {error}", err=True)
            ctx.exit(code)


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
      brief import downloads/      recognise and store files of the publishers
      brief build                  make an edition of what is stored
      brief render bochum          write the PDF brief of a region
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

    with _progress() as progress:
        results = pipeline.import_files(settings, paths, progress)
    if as_json:
        _print_json([_plain(result) for result in results])
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

    with _progress() as progress:
        edition = pipeline.build(settings, month, as_of, progress)
    checks = pipeline.check(settings, edition)
    warnings = [result for result in checks if result.severity == "warn" and result.rows]
    stale = [row for row in pipeline.source_state(settings, edition) if row["stale"]]
    if as_json:
        _print_json(
            {"edition": edition, "checks": [_plain(c) for c in checks], "stale": [r["source_id"] for r in stale]}
        )
    else:
        click.echo(f"edition {edition}: {len(checks)} checks, {len(warnings)} with warnings")
        for result in warnings:
            click.echo(f"  {result.name}: {result.rows} rows ({result.question}) e.g. {result.sample[0]}")
        click.echo("next: brief render REGION...")
    if stale:
        sys.exit(pipeline.STALE)


@main.command()
@click.argument("regions", nargs=-1)
@click.option("--land", metavar="KEY", help="All regions of a Land, e.g. 05 for Nordrhein-Westfalen.")
@click.option("--all", "everything", is_flag=True, help="All regions of the edition.")
@click.option(
    "--focus",
    type=click.Choice(["alle", "mint"]),
    default="alle",
    show_default=True,
    help="Occupations in the table: all that are short in the Land, or technical and IT ones.",
)
@click.option("--edition", metavar="ID", help="Edition, e.g. 2025-12.r1. Default: the newest.")
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder for the briefs. Default: data/briefs."
)
@json_option
@click.pass_obj
def render(
    settings: Settings,
    regions: tuple[str, ...],
    land: str | None,
    everything: bool,
    focus: str,
    edition: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write the briefs of REGIONS as PDF and brief.json.

    A region is named by id, name or alias: bochum, 05911, emscher-lippe, "kreis recklinghausen".
    """
    from flows import pipeline

    if not regions and not land and not everything:
        raise click.UsageError("name at least one region, or use --land KEY or --all; `brief regions` lists them")
    wanted = [pipeline.resolve_region(term) for term in regions]
    if land:
        wanted += pipeline.region_ids(settings, land)
    chosen = edition or pipeline.latest_edition(settings)
    if chosen is None:
        raise pipeline.PipelineError("there is no edition yet; run `brief build`, or `brief edition import`", 2)
    if everything:
        held = pipeline.manifest_of(settings, chosen).regions
        wanted += held or [region_id for region_id, _ in pipeline.region_choices()]
    wanted = list(dict.fromkeys(wanted))
    with _progress() as progress:
        results = pipeline.render(settings, chosen, wanted, str(out) if out else None, progress, focus)
    stale = [row for row in pipeline.source_state(settings, chosen) if row["stale"]]
    if as_json:
        _print_json([_plain(result) for result in results])
    else:
        for result in results:
            if result.error:
                click.echo(f"{result.region_id}: NOT RENDERED: {result.error}", err=True)
            else:
                click.echo(result.pdf)
    if any(result.error for result in results):
        sys.exit(pipeline.VALIDATION)
    if stale:
        click.echo(f"note: {', '.join(sorted({r['source_id'] for r in stale}))} older than expected", err=True)
        sys.exit(pipeline.STALE)


@main.command(short_help="List what is stored of each source, and how old it is.")
@click.option("--edition", metavar="ID", help="Edition. Default: the newest.")
@json_option
@click.pass_obj
def sources(settings: Settings, edition: str | None, as_json: bool) -> None:
    """List the sources: what is stored, which period, how old, under which licence."""
    from flows import pipeline
    from sources.registry import SOURCES

    stored = pipeline.store_of(settings).pinned(None)
    chosen = edition or pipeline.latest_edition(settings)
    state = {(r["source_id"], r["part"]): r for r in pipeline.source_state(settings, chosen)} if chosen else {}
    rows = []
    for source in SOURCES:
        parts = [s for s in stored if s.source == source.id]
        known = {(s.part, s.period, str(s.issued or ""), s.sha256, s.name) for s in parts} or {
            (r["part"], r["period"], str(r["issued"] or ""), r["sha256"], r["file_name"])
            for (source_id, _), r in state.items()
            if source_id == source.id
        }
        base = {
            "source": source.id,
            "title": source.title,
            "cadence": source.cadence,
            "required": source.required,
            "status": source.status,
            "licence": source.licence,
            "attribution": source.attribution,
        }
        for part, period, issued, sha256, name in sorted(known) or [("", "", "", "", "")]:
            age = state.get((source.id, part), {})
            rows.append(
                base
                | {
                    "part": part,
                    "period": period,
                    "issued": issued,
                    "sha256": sha256,
                    "file": name,
                    "age_days": age.get("age_days"),
                    "stale": age.get("stale"),
                    "edition": chosen if age else None,
                }
            )
    if as_json:
        _print_json(rows)
        return
    _table(
        ("source", "part", "period", "issued", "age", "file", "snapshot", "status"),
        [
            (
                r["source"],
                r["part"] or "nothing stored",
                r["period"],
                r["issued"],
                "" if r["age_days"] is None else f"{r['age_days']} days{' STALE' if r['stale'] else ''}",
                r["file"],
                r["sha256"][:8],
                r["status"],
            )
            for r in rows
        ],
    )


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
        _print_json([{"id": r.id, "name": r.name, "kind": r.kind, "land": r.land_id} for r in found])
    else:
        _table(("id", "name", "kind", "Land"), [(r.id, r.name, r.kind, r.land_id) for r in found])


@main.command()
@json_option
@click.pass_obj
def editions(settings: Settings, as_json: bool) -> None:
    """List the published editions, oldest first."""
    from transforms.edition import published

    found = published(settings.editions)
    if as_json:
        _print_json(
            [
                {"edition": m.edition, "month": m.month, "as_of": m.as_of, "snapshots": len(m.pinned),
                 "handed_over": m.handed_over, "regions": list(m.regions)}
                for m in found
            ]
        )  # fmt: skip
    else:
        _table(
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

    with _progress() as progress:
        click.echo(f"edition {pipeline.import_edition(settings, folder, progress)}")


@contextmanager
def _progress():
    """Show progress on a terminal; on a pipe stay silent, so that output can be processed."""
    if not sys.stderr.isatty():
        yield _plain_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def report(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of or None)

        yield report


def _plain_progress(what: str, done: int, of: int) -> None:
    if of > 1 and done in (0, of):
        click.echo(f"{what}: {done} of {of}", err=True)


def _plain(value: Any) -> Any:
    from dataclasses import asdict

    return asdict(value)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(str(row[i])) for row in (headings, *rows)) for i in range(len(headings))]
    line: Callable[[Sequence[str]], str] = lambda row: "  ".join(  # noqa: E731
        str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)
    ).rstrip()
    click.echo(line(headings))
    click.echo(line(["-" * width for width in widths]))
    for row in rows:
        click.echo(line(row))


if __name__ == "__main__":
    main()
