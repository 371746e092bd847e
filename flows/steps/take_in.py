"""The one way in for a file, whoever brings it: recognise, refuse, stage, store."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings, open_store
from sources.errors import BadContent
from transforms.month import last_day_of

if TYPE_CHECKING:
    from flows.progress import Progress
    from sources.contract import Source
    from sources.files.file import PublishedFile
    from sources.records import Recognition, Snapshot
    from transforms.staging import Staged


IGNORED = {".md", ".txt", ".json", ".geojson"}


@dataclass(frozen=True, slots=True)
class Outcome:
    path: Path
    staged: Staged | None
    status: str
    message: str


def list_files(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """List files, folders opened, and what a folder holds that no data come in.

    The largest come first, so that a pool of two ends together.
    """
    found: dict[Path, None] = {}
    passed_over: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        for inside in sorted(path.rglob("*")):
            if inside.is_file() and inside.suffix.lower() in IGNORED:
                passed_over.append(inside)
            elif inside.is_file() and not inside.name.startswith("."):
                found[inside] = None
    return sorted(found, key=lambda p: -p.stat().st_size if p.exists() else 0), passed_over


def refuse_future(where: str, recognition: Recognition, today: dt.date) -> None:
    """Raise BadContent for figures or statements of a time that has not come."""
    end = last_day_of(recognition.period)
    monthly = re.fullmatch(r"\d{4}-\d{2}", recognition.period)
    if (end.replace(day=1) if monthly else end.replace(month=1, day=1)) > today:
        raise BadContent(
            f"{where}: the figures cover {recognition.period}, which is in the future. Nothing was stored."
        )
    if recognition.issued and recognition.issued > today:
        raise BadContent(f"{where}: dated {recognition.issued}, which is in the future. Nothing was stored.")


def stage_new(
    settings: Settings,
    file: PublishedFile,
    where: str,
    now: dt.datetime,
    sources: Sequence[Source] | None = None,
    part: str | None = None,
) -> Staged:
    """Recognise a file, refuse what cannot be, and stage it beside the one of its part that came before.

    Whatever brings a file goes through here, then through `store_staged`. `where` names the file in messages, `sources`
    are those it may be of (default: all), `part` is what it was asked for as. Raises SourceError; then nothing is left.
    """
    from sources.registry import SOURCES, recognise
    from transforms.staging import stage_known

    source, recognition = recognise(file, SOURCES if sources is None else sources)
    if part is not None and recognition.part != part:
        raise BadContent(
            f"{where}: asked for {part}, it holds {recognition.part} ({recognition.what}). Nothing was stored."
        )
    refuse_future(where, recognition, now.date())
    before = open_store(settings).newest(source.id, recognition.part)
    previous = before.sha256 if before and before.sha256 != file.sha256 else None
    return stage_known(file, source, recognition, settings.staged, previous)


def store_staged(
    settings: Settings, file: PublishedFile | Path, staged: Staged, origin: str, now: dt.datetime, **facts: Any
) -> tuple[Snapshot, bool]:
    """Store a staged file as a snapshot; say whether it is new. `facts` are what its publisher told with it."""
    return open_store(settings).add(file, staged.source, staged.recognition, origin=origin, fetched_at=now, **facts)


def take_in_own(settings: Settings) -> list[Snapshot]:
    """Store what the project itself keeps in data/reference, figures typed by hand and the register, where it changed.

    Returns the snapshots of the files as they are now. Raises SourceError for a file that is not in order.
    """
    from sources.files.file import PublishedFile
    from sources.reference.codes import REFERENCE
    from sources.registry import SOURCES

    current = []
    for source in SOURCES:
        for name in source.local:
            file, where = PublishedFile(REFERENCE / name), f"data/reference/{name}"
            if (settings.raw / source.id / f"{file.sha256}.json").exists():
                current.append(open_store(settings).get(source.id, file.sha256))
                continue
            now = dt.datetime.now(dt.UTC)
            snapshot, _ = store_staged(settings, file, stage_new(settings, file, where, now, (source,)), where, now)
            current.append(snapshot)
    return current


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


def import_files(settings: Settings, paths: Sequence[Path], progress: Progress = no_progress) -> list[Imported]:
    """Recognise, parse and check files in a pool of processes, and store those that are in order.

    A file that is refused leaves nothing behind; the others are kept.
    """
    with writing(settings.data, "import"):
        for leftover in settings.staged.glob("*/.*"):  # of a run that was killed; we hold the lock
            leftover.unlink()
        files, passed_over = list_files(paths)
        results = [
            Imported(str(path), "skipped", "", "", "", 0, f"{path.name}: not a kind of file that data come in")
            for path in passed_over
        ]
        progress("files", 0, len(files))
        for number, outcome in enumerate(_stage_all(settings, files), start=1):
            progress("files", number, len(files))
            results.append(_store(settings, outcome))
        return results


def _store(settings: Settings, outcome: Outcome) -> Imported:
    staged, path = outcome.staged, str(outcome.path)
    if staged is None:
        return Imported(path, outcome.status, "", "", "", 0, outcome.message)
    snapshot, new = store_staged(settings, outcome.path, staged, "import", dt.datetime.now(dt.UTC))
    status = "new" if new else "known"
    return Imported(path, status, staged.source, snapshot.part, staged.recognition.what, staged.rows, "")


def _stage_all(settings: Settings, files: Sequence[Path]) -> Iterator[Outcome]:
    if len(files) <= 1 or settings.workers == 1:
        for path in files:
            yield _stage_path(settings, path)
        return
    workers = min(settings.workers, len(files), 4)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(_stage_path, settings, path) for path in files]
        for path, future in zip(files, futures, strict=True):
            try:
                yield future.result()
            except BrokenExecutor:
                yield Outcome(path, None, "refused", f"{path}: the process that read it was ended, perhaps for memory")


def _stage_path(settings: Settings, path: Path) -> Outcome:
    """Stage one file, in a worker process; whatever is wrong with it is told, not raised."""
    from sources.errors import SkipFile, SourceError
    from sources.files.file import PublishedFile

    try:
        if not path.is_file():
            return Outcome(path, None, "refused", f"{path}: there is no such file")
        return Outcome(path, stage_new(settings, PublishedFile(path), str(path), dt.datetime.now(dt.UTC)), "", "")
    except SkipFile as error:
        return Outcome(path, None, "skipped", str(error))
    except SourceError as error:
        return Outcome(path, None, "refused", str(error))
    except OSError as error:
        return Outcome(path, None, "refused", f"{path}: {error.strerror or error}")
