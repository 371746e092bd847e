"""Take in what the project itself keeps in data/reference: published figures typed by hand, and the register."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flows.settings import Settings
from sources.reference.codes import REFERENCE

if TYPE_CHECKING:
    from sources.records import Snapshot


def take_in(settings: Settings) -> list[Snapshot]:
    """Store each local file as a snapshot when it has changed, and return the snapshots of the files as they are now.

    Raises SourceError for a file that is not in order.
    """
    from sources.files.file import PublishedFile
    from sources.registry import SOURCES, recognise
    from sources.store import SnapshotStore
    from transforms.staging import stage_known

    store = SnapshotStore(settings.raw)
    current = []
    for source in SOURCES:
        for name in source.local:
            file = PublishedFile(REFERENCE / name)
            if (settings.raw / source.id / f"{file.sha256}.json").exists():
                current.append(store.get(source.id, file.sha256))
                continue
            _, recognition = recognise(file, (source,))
            before = store.newest(source.id, recognition.part)
            previous = before.sha256 if before else None
            stage_known(file, source, recognition, settings.staged, previous)
            snapshot, _ = store.add(
                file, source.id, recognition, origin=f"data/reference/{name}", fetched_at=dt.datetime.now(dt.UTC)
            )
            current.append(snapshot)
    return current
