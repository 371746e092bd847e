"""From a published file to a staged table: recognise, parse, check, write Parquet.

A staged file is named by the hash of the snapshot and the hash of the code that read it. That is the whole cache:
the same bytes read by the same code are never read twice.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sources import observations
from sources.contract import Source
from sources.files import file as files
from sources.records import Recognition
from sources.registry import by_id, recognise

SOURCES = Path(__file__).resolve().parents[1] / "sources"


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read and found in order."""

    source: str
    recognition: Recognition
    sha256: str
    parquet: Path
    rows: int
    fresh: bool  # parsed now, not found in the cache


@cache
def parser_hash(source_id: str) -> str:
    """Hash what reads the files of a source: its folder, what all sources share, the reference tables it names."""
    ours = SOURCES / "datasets" / source_id
    shared = [SOURCES / "files", SOURCES / "reference"]
    paths = [path for folder in (ours, *shared) for path in sorted(folder.rglob("*"))] + sorted(SOURCES.glob("*.py"))
    digest = hashlib.sha256()
    for path in [*paths, *by_id(source_id).reference]:
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def staged_path(folder: Path, source_id: str, sha256: str) -> Path:
    return folder / source_id / f"{sha256[:8]}-{parser_hash(source_id)}.parquet"


def stage_file(path: Path, folder: Path, previous: str | None = None, name: str | None = None) -> Staged:
    """Recognise, parse and check one file and write its staged table under `folder`.

    `previous` is the hash of the snapshot of the same part that came before, for the comparison with it.
    Raises the errors of `sources.errors`; on an error nothing is written.
    """
    file = files.PublishedFile(path, name=name)
    source, recognition = recognise(file)
    return stage_known(file, source, recognition, folder, previous)


def stage_known(
    file: files.PublishedFile, source: Source, recognition: Recognition, folder: Path, previous: str | None = None
) -> Staged:
    """Stage a file whose source is known; answer from the cache when code and bytes are unchanged."""
    target = staged_path(folder, source.id, file.sha256)
    if target.exists() and summary_of(target) is not None:
        rows = summary_of(target)["rows"]
        return Staged(source.id, recognition, file.sha256, target, rows, False)
    frame = source.parse(file, recognition)
    before = summary_of(staged_path(folder, source.id, previous)) if previous else None
    observations.check(frame, source, recognition, before)
    frame["part"] = recognition.part
    frame["part"] = frame["part"].astype("category")
    write(frame, target, observations.summary(frame))
    return Staged(source.id, recognition, file.sha256, target, len(frame), True)


def write(frame, target: Path, summary: dict) -> None:
    """Write table and summary; the table appears last, by rename."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    observations.write_parquet(frame, draft)
    beside = target.with_suffix(".json")
    beside_draft = beside.with_name(f".{beside.name}.{os.getpid()}")
    beside_draft.write_text(json.dumps(summary, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    os.replace(beside_draft, beside)
    os.replace(draft, target)


def summary_of(path: Path) -> dict | None:
    beside = path.with_suffix(".json")
    if not beside.exists():
        return None
    try:
        return json.loads(beside.read_text(encoding="utf-8"))
    except ValueError:
        return None


def staged_for(folder: Path, pinned, store) -> list[Path]:
    """Return the staged files of pinned snapshots, staging again what is not there."""
    paths = []
    for entry in pinned:
        target = staged_path(folder, entry.source, entry.sha256)
        if not target.exists():
            snapshot = store.get(entry.source, entry.sha256)
            store.verify(snapshot)
            paths.append(stage_file(snapshot.path, folder, name=snapshot.name).parquet)
        else:
            paths.append(target)
    return paths
