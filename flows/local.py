"""Take in what the project itself keeps in data/reference: published figures typed by hand, and the register."""

from __future__ import annotations

import datetime as dt

from flows.settings import Settings
from transforms.regions import REFERENCE


def take_in(settings: Settings) -> None:
    """Store each local file as a snapshot when it has changed. Raises SourceError for a file that is not in order."""
    from sources.kit.files import PublishedFile
    from sources.kit.store import SnapshotStore
    from sources.registry import SOURCES, recognise
    from transforms.stage import stage_known

    store = SnapshotStore(settings.raw)
    for source in SOURCES:
        for name in source.local:
            file = PublishedFile(REFERENCE / name)
            if (settings.raw / source.id / f"{file.sha256}.json").exists():
                continue
            _, recognition = recognise(file, (source,))
            before = store.newest(source.id, recognition.part)
            previous = before.sha256 if before else None
            stage_known(file, source, recognition, settings.staged, previous)
            store.add(
                file,
                source.id,
                recognition,
                origin=f"data/reference/{name}",
                fetched_at=dt.datetime.now(dt.UTC),
            )
