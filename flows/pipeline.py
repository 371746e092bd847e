"""The steps of a month as plain functions: import, pin, stage, build, check, render, hand over.

The command line calls them one after the other; the Prefect flows call the same functions as tasks.
Heavy libraries are imported inside the functions, so that the command line answers at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.lock import writing
from flows.settings import Settings
from transforms import edition as editions
from transforms.edition import Manifest
from transforms.month import Month
from transforms.regions import BRIEF_KINDS, Region, UnknownRegion, all_regions, of_land, resolve

if TYPE_CHECKING:
    from reports.explain import Explanation
    from reports.model import Brief
    from sources.kit.contract import Snapshot
    from sources.kit.store import SnapshotStore
    from transforms.occupations import Group
    from transforms.warehouse import CheckResult

USAGE, STALE, VALIDATION, UNAVAILABLE = 2, 3, 4, 5
DRAFT = "manifest.building.json"
Progress = Callable[[str, int, int], None]  # what, done, of


def no_progress(what: str, done: int, of: int) -> None:
    """Report nothing."""


class PipelineError(Exception):
    """A step could not be done; `exit_code` says which kind of failure it is."""

    def __init__(self, message: str, exit_code: int = VALIDATION) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file."""

    path: str
    status: str  # "new", "known", "skipped", "refused"
    source: str
    part: str
    what: str
    rows: int
    message: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a brief; `error` is "" exactly when its files are there."""

    region_id: str
    pdf: str
    json: str
    error: str
    files: tuple[str, ...] = ()
    unchanged: bool = False  # the files were there already
    seconds: float = 0.0


def store_of(settings: Settings) -> SnapshotStore:
    from sources.kit.store import SnapshotStore

    return SnapshotStore(settings.raw)


def import_files(settings: Settings, paths: Sequence[Path], progress: Progress = no_progress) -> list[Imported]:
    """Recognise, parse, check and store files. A file that is refused leaves nothing behind; the others are kept."""
    from flows.importing import import_all

    with writing(settings.data, "import"):
        return import_all(settings, paths, progress)


def pin(settings: Settings, month: str | None = None, as_of: str | None = None) -> str:
    """Choose the snapshots of an edition and return its id; the edition is not visible before it is built."""
    from flows import local
    from sources.registry import SOURCES

    moment = parse_as_of(as_of)
    wanted = parse_month(month) if month else None
    if wanted and wanted > Month.of(dt.datetime.now(dt.UTC)):
        raise PipelineError(f"{wanted} is in the future", USAGE)
    own = local.take_in(settings)

    def fits(snapshot: Snapshot) -> bool:
        return wanted is None or editions.first_end_of(snapshot.period) <= wanted.last_day

    snapshots = store_of(settings).pinned(moment, fits)
    if moment is None:  # of the project's own files those that are there now, whatever came before
        kept_here = {source.id for source in SOURCES if source.local}
        snapshots = [s for s in snapshots if s.source not in kept_here] + [s for s in own if fits(s)]
    here = {s.source for s in snapshots}
    missing = [source for source in SOURCES if source.required and source.id not in here]
    if missing:
        names = "; ".join(f"{source.id} ({source.title})" for source in missing)
        stored = {s.source for s in store_of(settings).all()}
        if all(source.id in stored for source in missing):
            until = " and ".join(filter(None, (f"for {month}" if month else "", f"known {as_of}" if as_of else "")))
            raise PipelineError(
                f"required sources have no file {until}: {names}. What is stored covers later periods, or came in "
                "later; `brief sources` shows it. Choose a later month or time, or import the older files.",
                UNAVAILABLE,
            )
        raise PipelineError(
            f"required sources are missing: {names}. Import their files: brief import PATH...", UNAVAILABLE
        )
    dated = {source.id for source in SOURCES if source.sets_month}
    reporting = wanted or editions.month_of_data([s for s in snapshots if s.source in dated])
    if reporting > Month.of(dt.datetime.now(dt.UTC)):
        raise PipelineError(f"the newest figures end in {reporting}, in the future: a stored file is wrong", VALIDATION)
    newest = editions.month_of_data([s for s in store_of(settings).pinned(moment) if s.source in dated])
    # what failed lately says nothing of an earlier month
    attempts = [] if moment or reporting < newest else _attempts(settings, snapshots, reporting)
    manifest = editions.pin(settings.editions, snapshots, reporting, attempts, looking_back=moment is not None)
    if not (settings.editions / manifest.edition / editions.MANIFEST).exists():
        editions.save(settings.editions, manifest, DRAFT)
    return manifest.edition


def _attempts(settings: Settings, snapshots: Sequence[Snapshot], month: Month) -> list[editions.Attempt]:
    """Return why sources are behind: their last fetch failed, or the month is not out yet."""
    from flows.due import FAILED, log_of
    from sources.registry import SOURCES

    newest, found = editions.newest_ends(snapshots), []
    for source in SOURCES:
        log = log_of(settings, source.id)
        behind = source.id not in newest or (source.cadence == "monthly" and newest[source.id] < month.last_day)
        if log.reason in FAILED or (log.reason and behind):
            found.append(editions.Attempt(source.id, log.reason, log.at[:10]))
    return found


def parse_month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise PipelineError(str(error), USAGE) from error


def parse_as_of(text: str | None) -> dt.datetime | None:
    """Read an ISO date (its end, in Germany) or an ISO time (UTC unless it says otherwise)."""
    if not text:
        return None
    from transforms.month import BERLIN

    try:
        if len(text) == 10:
            day = dt.date.fromisoformat(text)
            return dt.datetime.combine(day, dt.time.max, BERLIN).astimezone(dt.UTC)
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise PipelineError(f"{text!r} is not a time; write 2026-10-31 or 2026-10-31T18:00:00+01:00", USAGE) from error
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def manifest_of(settings: Settings, edition: str) -> Manifest:
    """Load the manifest of an edition that is published or being built."""
    folder = settings.editions / edition
    editions.check_id(edition)
    published = (folder / editions.MANIFEST).exists() or not (folder / DRAFT).exists()
    return editions.load(settings.editions, edition, editions.MANIFEST if published else DRAFT)


def stage_one(settings: Settings, edition: str, source_id: str) -> list[str]:
    """Stage the pinned snapshots of one source; return the Parquet files."""
    manifest = manifest_of(settings, edition)
    pinned = [entry for entry in manifest.pinned if entry.source == source_id]
    if manifest.handed_over:
        from transforms import handover

        path = handover.staged_path(settings.staged, source_id, manifest.observations)
        if not path.exists():
            _, frame = handover.read(settings.editions / edition)
            handover.stage(frame, manifest.observations, settings.staged)
        return [str(path)]
    from transforms.stage import staged_for

    return [str(path) for path in staged_for(settings.staged, pinned, store_of(settings))]


def warehouse_path(settings: Settings, edition: str) -> Path:
    return settings.warehouse / f"{edition}.duckdb"


def build_warehouse(settings: Settings, edition: str, progress: Progress = no_progress) -> str:
    """Build the warehouse of an edition, check it, and make the edition visible; nothing is published on a failure."""
    from sources.registry import SOURCES
    from transforms.warehouse import CheckFailed, Inputs, build

    manifest = manifest_of(settings, edition)
    pinned_sources = sorted({entry.source for entry in manifest.pinned})
    staged = {source_id: [Path(p) for p in stage_one(settings, edition, source_id)] for source_id in pinned_sources}
    before, after = _restated(settings, manifest)
    inputs = Inputs(
        month_end=Month.parse(manifest.month).last_day,
        staged=staged,
        snapshots=[
            {
                "source_id": p.source,
                "part": p.part,
                "what": p.what,
                "period": p.period,
                "period_end": p.period_end,
                "issued": p.issued or None,
                "file_name": p.name,
                "sha256": p.sha256,
            }
            for p in manifest.pinned
        ],
        attempts=[asdict(attempt) for attempt in manifest.attempts],
        before=before,
        after=after,
        sources=[
            {
                "source_id": s.id,
                "title": s.title,
                "publisher": s.publisher,
                "page": s.page,
                "licence": s.licence,
                "attribution": s.attribution,
                "cadence": s.cadence,
                "required": s.required,
                "max_age_days": s.max_age_days,
                "sets_month": s.sets_month,
            }
            for s in SOURCES
        ],
        already_closed=manifest.handed_over,
        estimates=settings.editions / edition / editions.ESTIMATES if manifest.estimates else None,
        code=_code(settings, edition),
    )
    steps: list[str] = []

    def on_step(step: str) -> None:
        steps.append(step)
        progress(f"warehouse: {step}", len(steps), 0)

    try:
        build(inputs, warehouse_path(settings, edition), on_step)
    except CheckFailed as error:
        raise PipelineError(str(error), VALIDATION) from error
    editions.save(settings.editions, manifest)
    (settings.editions / edition / DRAFT).unlink(missing_ok=True)
    return str(warehouse_path(settings, edition))


def _restated(settings: Settings, manifest: Manifest) -> tuple[list[Path], list[Path]]:
    """Return the staged files of parts that came in a new version since the edition before: old ones and new ones.

    A file of before that is gone from the store, or that today's parser does not read, is not compared.
    """
    from sources.kit.contract import SourceError
    from transforms.stage import staged_for

    if manifest.handed_over or not manifest.previous:
        return [], []
    if not (settings.editions / manifest.previous / editions.MANIFEST).exists():
        return [], []
    then = {(e.source, e.part): e for e in editions.load(settings.editions, manifest.previous).pinned}
    pairs = [(then[key], e) for e in manifest.pinned if (key := (e.source, e.part)) in then]
    store, before, after = store_of(settings), [], []
    for old, new in pairs:
        if old.sha256 == new.sha256:
            continue
        try:
            before += staged_for(settings.staged, [old], store)
        except SourceError:
            continue
        after += staged_for(settings.staged, [new], store)
    return before, after


def build(
    settings: Settings, month: str | None = None, as_of: str | None = None, progress: Progress = no_progress
) -> str:
    """Pin, stage, build and publish an edition; return its id."""
    with writing(settings.data, "build"):
        edition = pin(settings, month, as_of)
        if not ready(settings, edition):
            build_warehouse(settings, edition, progress)
        return edition


def ready(settings: Settings, edition: str) -> bool:
    """Say whether the edition is published and its warehouse is newer than the SQL that makes it."""
    path = warehouse_path(settings, edition)
    published = (settings.editions / edition / editions.MANIFEST).exists()
    return published and path.exists() and _stamp(path) == _code(settings, edition)


def _stamp(path: Path) -> str:
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute("select code from built_with").fetchone()[0]
    except duckdb.Error:
        return ""


def _code(settings: Settings, edition: str) -> str:
    """Name the code an edition's warehouse is made by: the SQL layers, and the parsers of its sources."""
    from transforms.stage import parser_hash
    from transforms.warehouse import code_hash

    manifest = manifest_of(settings, edition)
    sources = [] if manifest.handed_over else sorted({entry.source for entry in manifest.pinned})
    return "-".join([code_hash(), *(parser_hash(source) for source in sources)])


def ensure_warehouse(settings: Settings, edition: str, progress: Progress = no_progress) -> Path:
    """Return the warehouse of a published edition, rebuilding it from the manifest when it is gone or outdated."""
    if not ready(settings, edition):
        with writing(settings.data, "build"):
            build_warehouse(settings, edition, progress)
    return warehouse_path(settings, edition)


def check(settings: Settings, edition: str) -> list[CheckResult]:
    """Run the checks of the edition's warehouse again and return their results."""
    from transforms.warehouse import open_marts, stored_checks

    with open_marts(ensure_warehouse(settings, edition)) as connection:
        return stored_checks(connection)


def source_state(settings: Settings, edition: str) -> list[dict[str, Any]]:
    """One dict per pinned snapshot of the edition: period, age, staleness, licence."""
    return _mart(settings, edition, "select * from source_state order by source_id, part")


def source_status(settings: Settings, edition: str) -> list[dict[str, Any]]:
    """One dict per source the program knows: ok, late, stale, missing or off in the edition, and why."""
    return _mart(settings, edition, "select * from source_status order by source_id")


def revisions(settings: Settings, edition: str) -> list[dict[str, Any]]:
    """One dict per source, indicator and period with figures restated since the edition before."""
    return _mart(settings, edition, "select * from revision order by all")


def old_sources(settings: Settings, edition: str) -> list[str]:
    """Name the statistics of the edition that are older than they should be: with them, "done" means exit code 3."""
    return [
        row["source_id"]
        for row in source_status(settings, edition)
        if row["sets_month"]
        and (row["status"] == "stale" or (row["status"] == "late" and row["reason"] != "not_published"))
    ]


def _mart(settings: Settings, edition: str, sql: str) -> list[dict[str, Any]]:
    from transforms.warehouse import open_marts

    with open_marts(ensure_warehouse(settings, edition)) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def latest_edition(settings: Settings, month: str | None = None) -> str | None:
    manifest = editions.latest(settings.editions, month)
    return manifest.edition if manifest else None


def region_ids(settings: Settings, land: str) -> list[str]:
    """Regions of a Land that get a brief."""
    found = [region.id for region in of_land(land)]
    if not found:
        raise PipelineError(f"{land!r} is no Land; use its key, for example 05 for Nordrhein-Westfalen", USAGE)
    return found


def resolve_region(term: str) -> str:
    """Return the id of the region meant; near matches are named on a miss."""
    return find_region(term).id


def find_region(term: str) -> Region:
    try:
        return resolve(term)
    except UnknownRegion as error:
        raise PipelineError(str(error), USAGE) from error


def region_choices() -> list[tuple[str, str]]:
    """Regions with a brief, as (id, name), for run forms and lists."""
    return [(r.id, r.name) for r in sorted(all_regions().values(), key=lambda r: (r.land_id, r.kind, r.id))
            if r.kind in BRIEF_KINDS]  # fmt: skip


def render(
    settings: Settings,
    edition: str,
    regions: Sequence[str],
    out: str | None = None,
    progress: Progress = no_progress,
    focus: str | None = None,
    again: bool = False,
) -> list[Rendered]:
    """Write the files of briefs under `out` (default: the briefs folder of the edition).

    A brief whose files would come out the same is not rendered, unless `again`.

    `focus` chooses the occupations that the list "Wo anfangen" counts, from data/reference/focus.toml; briefs of
    another focus than the file's default lie in a folder of their own.
    """
    from reports.render import render_many

    chosen, default = _focus(focus)
    briefs = load(settings, edition, regions, progress, focus)
    folder = Path(out) if out else settings.briefs / edition
    folder = folder if chosen == default else folder / chosen
    done = 0

    def on_done(result: Any) -> None:
        nonlocal done
        done += 1
        progress("briefs", done, len(briefs))

    progress("briefs", 0, len(briefs))
    results = render_many(briefs, folder, workers=settings.workers, on_done=on_done, again=again)
    return [
        Rendered(
            region_id=r.region_id,
            pdf=str(r.pdf or ""),
            json=str(r.json or ""),
            error=r.error or "",
            files=tuple(map(str, r.files)),
            unchanged=r.unchanged,
            seconds=round(r.seconds, 2),
        )
        for r in results
    ]


def load(
    settings: Settings,
    edition: str,
    regions: Sequence[str],
    progress: Progress = no_progress,
    focus: str | None = None,
) -> list[Brief]:
    """Return the briefs of regions, compared with the edition before; `focus` as in `render`."""
    from flows.comparing import with_previous
    from reports.brief import load_briefs
    from reports.provenance import OTHER_REFERENCE
    from transforms.warehouse import open_marts

    manifest = manifest_of(settings, edition)
    check_regions(manifest, regions)
    chosen, _ = _focus(focus)
    with open_marts(ensure_warehouse(settings, edition, progress)) as connection:
        briefs = load_briefs(connection, regions, edition, manifest.month, chosen)
    briefs = with_previous(settings, manifest, briefs, progress)
    if reference_note(settings, edition):
        briefs = [replace(brief, warnings=(OTHER_REFERENCE, *brief.warnings)) for brief in briefs]
    return briefs


def reference_note(settings: Settings, edition: str) -> str:
    """Say that the reference tables are others than those the edition was made with; "" where they are the same."""
    if manifest_of(settings, edition).reference == editions.reference_hash():
        return ""
    return (
        f"note: the reference tables have changed since edition {edition} was made; today's rules are used. "
        "Build a new edition: brief build"
    )


def check_regions(manifest: Manifest, regions: Sequence[str]) -> None:
    """Refuse regions that get no brief, and those a handed-over edition does not hold."""
    without = [all_regions()[region] for region in regions if all_regions()[region].kind not in BRIEF_KINDS]
    if without:
        names = ", ".join(f"{region.name} ({region.id})" for region in without[:10])
        more = f" and {len(without) - 10} more" if len(without) > 10 else ""
        get, them = ("gets", "it") if len(without) == 1 else ("get", "them")
        raise PipelineError(
            f"{names}{more} {get} no brief: the sums of districts of agencies and chambers, of groups of Länder and of "
            f"Germany would give small numbers of their Kreise away. Nothing was made; leave {them} out. "
            "`brief regions` lists the regions that get one.",
            USAGE,
        )
    outside = [region for region in regions if manifest.regions and region not in manifest.regions]
    if outside:
        raise PipelineError(
            f"edition {manifest.edition} was handed over for {', '.join(manifest.regions)} only; it has no figures for "
            f"{', '.join(outside)}. Build an edition from the publishers' files: brief import, brief build.",
            USAGE,
        )


def explain(
    settings: Settings, edition: str, region: str, group: Group, progress: Progress = no_progress
) -> Explanation:
    """Explain what the edition says of an occupation group in a region."""
    from reports.marts.explain import load
    from transforms.warehouse import open_marts

    manifest = manifest_of(settings, edition)
    check_regions(manifest, [region])
    with open_marts(ensure_warehouse(settings, edition, progress)) as connection:
        return load(connection, region, group, edition, manifest.handed_over)


def _focus(name: str | None) -> tuple[str, str]:
    """Return the focus of a run and the default one."""
    from transforms import focus

    rules = focus.read()
    if name is not None and name not in rules:
        known = ", ".join(one.id for one in rules.focuses)
        raise PipelineError(f"there is no focus {name!r}; data/reference/focus.toml holds {known}", USAGE)
    return name or rules.default, rules.default


def export_edition(settings: Settings, edition: str, regions: Sequence[str], folder: Path, name: str) -> Manifest:
    """Write the figures that briefs of the regions print to a folder another agency can import."""
    from transforms import handover

    manifest = manifest_of(settings, edition)
    if manifest.handed_over:
        raise PipelineError(f"{edition} was itself handed over; export an edition built from files", USAGE)
    warehouse = ensure_warehouse(settings, edition)
    staged = {s: [Path(p) for p in stage_one(settings, edition, s)] for s in {p.source for p in manifest.pinned}}
    return handover.write(manifest, staged, warehouse, regions, folder, name)


def import_edition(settings: Settings, folder: Path, progress: Progress = no_progress) -> str:
    """Take in an edition another agency handed over; return its id. Importing it twice changes nothing."""
    import shutil

    from transforms import handover

    with writing(settings.data, "edition import"):
        manifest, frame = handover.read(folder)
        handover.stage(frame, manifest.observations, settings.staged)
        target = settings.editions / manifest.edition
        if (target / editions.MANIFEST).exists():
            if editions.load(settings.editions, manifest.edition) != manifest:
                raise PipelineError(
                    f"there is another edition {manifest.edition} here already, and a published edition never changes"
                )
        else:
            target.mkdir(parents=True, exist_ok=True)
            for name in (handover.OBSERVATIONS, *([editions.ESTIMATES] if manifest.estimates else ())):
                shutil.copyfile(folder / name, target / name)
            editions.save(settings.editions, manifest, DRAFT)
        if not ready(settings, manifest.edition):
            try:
                build_warehouse(settings, manifest.edition, progress)
            except Exception:  # what its checks refuse was never here
                if not (target / editions.MANIFEST).exists():
                    shutil.rmtree(target)
                raise
        return manifest.edition
