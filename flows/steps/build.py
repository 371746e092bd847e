"""From pinned snapshots to a published edition."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import VALIDATION, StepError
from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings, open_store
from flows.steps.pin import DRAFT, pin_edition
from transforms.edition.manifest import ESTIMATES, MANIFEST, Manifest, load, save
from transforms.month import Month

if TYPE_CHECKING:
    import duckdb


def stage_source(settings: Settings, manifest: Manifest, source_id: str) -> list[Path]:
    """Stage the pinned snapshots of one source; return the Parquet files."""
    pinned = [entry for entry in manifest.pinned if entry.source == source_id]
    if manifest.handed_over:
        from transforms.edition import handover

        path = handover.staged_path(settings.staged, source_id, manifest.observations)
        if not path.exists():
            _, frame = handover.read(settings.editions / manifest.edition)
            handover.stage(frame, manifest.observations, settings.staged)
        return [path]
    from transforms.staging import staged_for

    return staged_for(settings.staged, pinned, open_store(settings))


def name_warehouse(settings: Settings, edition: str) -> Path:
    return settings.warehouse / f"{edition}.duckdb"


def build_warehouse(settings: Settings, manifest: Manifest, progress: Progress = no_progress) -> Path:
    """Build the warehouse of an edition, check it, and make the edition visible; nothing is published on a failure."""
    from sources.registry import SOURCES
    from transforms.warehouse.build import Inputs, build
    from transforms.warehouse.checks import CheckFailed

    staged = {source_id: stage_source(settings, manifest, source_id) for source_id in manifest.sources}
    before, after = _find_restated(settings, manifest)
    target = name_warehouse(settings, manifest.edition)
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
        estimates=settings.editions / manifest.edition / ESTIMATES if manifest.estimates else None,
        code=_hash_code(manifest),
    )
    steps: list[str] = []

    def on_step(step: str) -> None:
        steps.append(step)
        progress(f"warehouse: {step}", len(steps), 0)

    try:
        build(inputs, target, on_step)
    except CheckFailed as error:
        raise StepError(str(error), VALIDATION) from error
    save(settings.editions, manifest)
    (settings.editions / manifest.edition / DRAFT).unlink(missing_ok=True)
    return target


def _find_restated(settings: Settings, manifest: Manifest) -> tuple[list[Path], list[Path]]:
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
        manifest = pin_edition(settings, month, as_of)
        if not is_ready(settings, manifest):
            build_warehouse(settings, manifest, progress)
        return manifest.edition


def is_ready(settings: Settings, manifest: Manifest) -> bool:
    """Say whether the edition is published and its warehouse was made by the code of today."""
    connection = _open_current(settings, manifest)
    if connection is not None:
        connection.close()
    return connection is not None


def open_warehouse(
    settings: Settings, manifest: Manifest, progress: Progress = no_progress
) -> duckdb.DuckDBPyConnection:
    """Open the warehouse of a published edition, made again from the manifest when it is gone or outdated."""
    from transforms.warehouse.layers import open_marts

    connection = _open_current(settings, manifest)
    if connection is None:
        with writing(settings.data, "build"):
            connection = open_marts(build_warehouse(settings, manifest, progress))
    return connection


def _open_current(settings: Settings, manifest: Manifest) -> duckdb.DuckDBPyConnection | None:
    import duckdb

    from transforms.warehouse.layers import open_marts

    path = name_warehouse(settings, manifest.edition)
    if not (settings.editions / manifest.edition / MANIFEST).exists() or not path.exists():
        return None
    try:
        connection = open_marts(path)
    except duckdb.Error:
        return None
    try:
        if connection.execute("select code from built_with").fetchone() == (_hash_code(manifest),):
            return connection
    except duckdb.Error:
        pass
    connection.close()
    return None


def _hash_code(manifest: Manifest) -> str:
    """Name the code an edition's warehouse is made by: the SQL layers, and the parsers of its sources."""
    from transforms.staging import parser_hash
    from transforms.warehouse.layers import code_hash

    sources = () if manifest.handed_over else manifest.sources
    return "-".join([code_hash(), *(parser_hash(source) for source in sources)])
