"""From pinned snapshots to a published edition."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from flows.errors import VALIDATION, StepError
from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings, open_store
from flows.steps.edition import DRAFT, load_manifest
from flows.steps.pin import pin_edition
from transforms.edition.manifest import ESTIMATES, MANIFEST, Manifest, load, save
from transforms.month import Month


def stage_source(settings: Settings, edition: str, source_id: str) -> list[str]:
    """Stage the pinned snapshots of one source; return the Parquet files."""
    manifest = load_manifest(settings, edition)
    pinned = [entry for entry in manifest.pinned if entry.source == source_id]
    if manifest.handed_over:
        from transforms.edition import handover

        path = handover.staged_path(settings.staged, source_id, manifest.observations)
        if not path.exists():
            _, frame = handover.read(settings.editions / edition)
            handover.stage(frame, manifest.observations, settings.staged)
        return [str(path)]
    from transforms.staging import staged_for

    return [str(path) for path in staged_for(settings.staged, pinned, open_store(settings))]


def name_warehouse(settings: Settings, edition: str) -> Path:
    return settings.warehouse / f"{edition}.duckdb"


def build_warehouse(settings: Settings, edition: str, progress: Progress = no_progress) -> str:
    """Build the warehouse of an edition, check it, and make the edition visible; nothing is published on a failure."""
    from sources.registry import SOURCES
    from transforms.warehouse.build import Inputs, build
    from transforms.warehouse.checks import CheckFailed

    manifest = load_manifest(settings, edition)
    pinned_sources = sorted({entry.source for entry in manifest.pinned})
    staged = {source_id: [Path(p) for p in stage_source(settings, edition, source_id)] for source_id in pinned_sources}
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
        estimates=settings.editions / edition / ESTIMATES if manifest.estimates else None,
        code=_code(settings, edition),
    )
    steps: list[str] = []

    def on_step(step: str) -> None:
        steps.append(step)
        progress(f"warehouse: {step}", len(steps), 0)

    try:
        build(inputs, name_warehouse(settings, edition), on_step)
    except CheckFailed as error:
        raise StepError(str(error), VALIDATION) from error
    save(settings.editions, manifest)
    (settings.editions / edition / DRAFT).unlink(missing_ok=True)
    return str(name_warehouse(settings, edition))


def _restated(settings: Settings, manifest: Manifest) -> tuple[list[Path], list[Path]]:
    """Return the staged files of parts that came in a new version since the edition before: old ones and new ones.

    A file of before that is gone from the store, or that today's parser does not read, is not compared.
    """
    from sources.errors import SourceError
    from transforms.staging import staged_for

    if manifest.handed_over or not manifest.previous:
        return [], []
    if not (settings.editions / manifest.previous / MANIFEST).exists():
        return [], []
    then = {(e.source, e.part): e for e in load(settings.editions, manifest.previous).pinned}
    pairs = [(then[key], e) for e in manifest.pinned if (key := (e.source, e.part)) in then]
    store, before, after = open_store(settings), [], []
    for old, new in pairs:
        if old.sha256 == new.sha256:
            continue
        try:
            before += staged_for(settings.staged, [old], store)
        except SourceError:
            continue
        after += staged_for(settings.staged, [new], store)
    return before, after


def build_edition(
    settings: Settings, month: str | None = None, as_of: str | None = None, progress: Progress = no_progress
) -> str:
    """Pin, stage, build and publish an edition; return its id."""
    with writing(settings.data, "build"):
        edition = pin_edition(settings, month, as_of)
        if not is_ready(settings, edition):
            build_warehouse(settings, edition, progress)
        return edition


def is_ready(settings: Settings, edition: str) -> bool:
    """Say whether the edition is published and its warehouse is newer than the SQL that makes it."""
    path = name_warehouse(settings, edition)
    published = (settings.editions / edition / MANIFEST).exists()
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
    from transforms.staging import parser_hash
    from transforms.warehouse.layers import code_hash

    manifest = load_manifest(settings, edition)
    sources = [] if manifest.handed_over else sorted({entry.source for entry in manifest.pinned})
    return "-".join([code_hash(), *(parser_hash(source) for source in sources)])


def ensure_warehouse(settings: Settings, edition: str, progress: Progress = no_progress) -> Path:
    """Return the warehouse of a published edition, rebuilding it from the manifest when it is gone or outdated."""
    if not is_ready(settings, edition):
        with writing(settings.data, "build"):
            build_warehouse(settings, edition, progress)
    return name_warehouse(settings, edition)
