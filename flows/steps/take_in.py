"""Take in files handed over by people: which they are, and whether they are in order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings
from sources.errors import BadContent
from transforms.month import last_day_of

if TYPE_CHECKING:
    from flows.progress import Progress
    from sources.records import Recognition
    from transforms.staging import Staged


IGNORED = {".md", ".txt", ".json", ".geojson"}


@dataclass(frozen=True, slots=True)
class Outcome:
    path: Path
    staged: Staged | None
    status: str
    message: str


def files_under(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
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


def stage_one_file(path: Path, staged: Path, raw: Path) -> Outcome:
    """Recognise, parse and check one file in a worker process."""
    from sources.errors import SkipFile, SourceError
    from sources.files.file import PublishedFile
    from sources.registry import recognise
    from sources.store import SnapshotStore
    from transforms.staging import stage_known

    try:
        if not path.is_file():
            return Outcome(path, None, "refused", f"{path}: there is no such file")
        file = PublishedFile(path)
        source, recognition = recognise(file)
        refuse_future(str(path), recognition, dt.date.today())
        before = SnapshotStore(raw).newest(source.id, recognition.part, None)
        previous = before.sha256 if before and before.sha256 != file.sha256 else None
        return Outcome(path, stage_known(file, source, recognition, staged, previous), "", "")
    except SkipFile as error:
        return Outcome(path, None, "skipped", str(error))
    except SourceError as error:
        return Outcome(path, None, "refused", str(error))
    except OSError as error:
        return Outcome(path, None, "refused", f"{path}: {error.strerror or error}")


def import_all(settings: Settings, paths: Sequence[Path], progress: Progress) -> list[Imported]:
    """Stage all files in a pool of processes, then store those that are in order as snapshots."""
    from flows.settings import open_store

    for leftover in settings.staged.glob("*/.*"):  # of a run that was killed; we hold the lock
        leftover.unlink()
    files, passed_over = files_under(paths)
    store = open_store(settings)
    results = [
        Imported(str(path), "skipped", "", "", "", 0, f"{path.name}: not a kind of file that data come in")
        for path in passed_over
    ]
    progress("files", 0, len(files))
    for number, outcome in enumerate(_staged(settings, files), start=1):
        progress("files", number, len(files))
        if outcome.staged is None:
            results.append(Imported(str(outcome.path), outcome.status, "", "", "", 0, outcome.message))
            continue
        staged = outcome.staged
        snapshot, new = store.add(
            outcome.path, staged.source, staged.recognition, origin="import", fetched_at=dt.datetime.now(dt.UTC)
        )
        status = "new" if new else "known"
        results.append(
            Imported(str(outcome.path), status, staged.source, snapshot.part, staged.recognition.what, staged.rows, "")
        )
    return results


def _staged(settings: Settings, files: Sequence[Path]):
    if len(files) <= 1 or settings.workers == 1:
        for path in files:
            yield stage_one_file(path, settings.staged, settings.raw)
        return
    workers = min(settings.workers, len(files), 4)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(stage_one_file, path, settings.staged, settings.raw) for path in files]
        for path, future in zip(files, futures, strict=True):
            try:
                yield future.result()
            except BrokenExecutor:
                yield Outcome(path, None, "refused", f"{path}: the process that read it was ended, perhaps for memory")


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
    """Recognise, parse, check and store files. A file that is refused leaves nothing behind; the others are kept."""

    with writing(settings.data, "import"):
        return import_all(settings, paths, progress)
