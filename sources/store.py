"""Keep what publishers sent: append-only, by content, safe against a crash at any point."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sources.errors import SourceError
from sources.files.file import PublishedFile, safe_name
from sources.records import Recognition, Snapshot

_SUFFIX = {"xlsx": ".xlsx", "rda": ".rda", "csv": ".csv", "html": ".html", "zip": ".zip", "pdf": ".pdf"}
_ID = re.compile(r"[a-z][a-z0-9_]*")


class DamagedStore(SourceError):
    """A stored file or its sidecar is not what was stored."""


class SnapshotStore:
    """Snapshots under `root/<source>/<sha256>.<ext>`, each with a sidecar `<sha256>.json` that is written last.

    Without its sidecar a file does not exist: what a crash left behind is ignored and overwritten. `<sha256>.again`
    holds the times at which a publisher went back to a file that another one had replaced, one a line.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def add(
        self,
        path: Path | PublishedFile,
        source_id: str,
        recognition: Recognition,
        *,
        origin: str,
        fetched_at: dt.datetime,
        name: str | None = None,
        http: Iterable[tuple[str, str]] = (),
    ) -> tuple[Snapshot, bool]:
        """Store a file and return its snapshot, and whether it is new. Identical bytes make no second snapshot."""
        if not _ID.fullmatch(source_id):
            raise ValueError(f"no source id: {source_id!r}")
        if fetched_at.tzinfo is None:
            raise ValueError("fetched_at needs a time zone")
        file = path if isinstance(path, PublishedFile) else PublishedFile(path, name)
        folder = self.root / source_id
        sidecar = folder / f"{file.sha256}.json"
        if sidecar.exists():
            stored = self._load(sidecar)
            if not stored.path.exists():
                _copy(file.path, stored.path, file.sha256, file.name)
            return stored, False
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{file.sha256}{_SUFFIX.get(file.kind, '.bin')}"
        _copy(file.path, target, file.sha256, file.name)
        snapshot = Snapshot(
            source=source_id,
            part=recognition.part,
            what=recognition.what,
            period=recognition.period,
            issued=recognition.issued,
            name=safe_name(name) if name else file.name,
            origin=origin,
            fetched_at=fetched_at.astimezone(dt.UTC),
            sha256=file.sha256,
            size=file.size,
            path=target,
            http=tuple(tuple(pair) for pair in http),
        )
        _write(sidecar, json.dumps(_to_json(snapshot), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
        return snapshot, True

    def all(self) -> list[Snapshot]:
        """Return all snapshots, oldest first."""
        found = [self._load(sidecar) for sidecar in sorted(self.root.glob("*/*.json"))]
        return sorted(found, key=_age)

    def for_source(self, source_id: str) -> list[Snapshot]:
        """Return the snapshots of one source, oldest first."""
        return [snapshot for snapshot in self.all() if snapshot.source == source_id]

    def get(self, source_id: str, sha256: str) -> Snapshot:
        """Return one snapshot. Raises DamagedStore when it is not there."""
        sidecar = self.root / source_id / f"{sha256}.json"
        if not sidecar.exists():
            raise DamagedStore(
                f"{source_id}: the file {sha256[:8]} is not in the store. Import it again, or choose another edition."
            )
        return self._load(sidecar)

    def newest(self, source_id: str, part: str, as_of: dt.datetime | None = None) -> Snapshot | None:
        """Return the newest snapshot of a part fetched at or before an instant, or of all."""
        return next((one for one in self.pinned(as_of) if (one.source, one.part) == (source_id, part)), None)

    def pinned(
        self, as_of: dt.datetime | None = None, fits: Callable[[Snapshot], bool] = lambda snapshot: True
    ) -> list[Snapshot]:
        """Return the newest snapshot that fits of each part known at an instant, or now, by source and part.

        The newest is the one whose figures end last, then the one the publisher dated last, then the one that came
        last: an old file imported late does not replace a newer one.
        """
        parts: dict[tuple[str, str], list[Snapshot]] = {}
        for one in self.all():
            came = [at for at in (one.fetched_at, *self._again(one)) if as_of is None or at <= as_of]
            if came and fits(one):
                parts.setdefault((one.source, one.part), []).append(replace(one, fetched_at=max(came)))
        return [max(parts[key], key=_newness) for key in sorted(parts)]

    def came_again(self, snapshot: Snapshot, at: dt.datetime) -> None:
        """Note that a publisher has gone back to this file, so that it is the newest of its period once more."""
        with self._again_path(snapshot).open("a", encoding="utf-8") as stream:
            stream.write(f"{at.astimezone(dt.UTC).isoformat()}\n")

    def _again(self, snapshot: Snapshot) -> list[dt.datetime]:
        path = self._again_path(snapshot)
        if not path.exists():
            return []
        try:
            return [dt.datetime.fromisoformat(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        except ValueError as error:
            raise DamagedStore(f"{path.parent.name}/{path.name} is damaged ({error}). Delete it.") from error

    def _again_path(self, snapshot: Snapshot) -> Path:
        return self.root / snapshot.source / f"{snapshot.sha256}.again"

    def verify(self, snapshot: Snapshot) -> None:
        """Raise DamagedStore when a stored file is missing or its bytes have changed."""
        if not snapshot.path.exists():
            raise DamagedStore(
                f"{snapshot.source}: the stored file {snapshot.sha256[:8]} ({snapshot.name}) is missing. Import "
                "the file again."
            )
        found = PublishedFile(snapshot.path).sha256
        if found != snapshot.sha256:
            raise DamagedStore(
                f"{snapshot.source}: the stored file {snapshot.sha256[:8]} ({snapshot.name}) has changed on disk (now "
                f"{found[:8]}). Delete it with its sidecar and import the file again."
            )

    def _load(self, sidecar: Path) -> Snapshot:
        try:
            data = json.loads(sidecar.read_bytes())
            path = sidecar.parent / data["file"]
            if path.parent != sidecar.parent or not path.name.startswith(sidecar.stem):
                raise ValueError(f"file {data['file']!r}")
            return Snapshot(
                source=data["source"],
                part=data["part"],
                what=data["what"],
                period=data["period"],
                issued=dt.date.fromisoformat(data["issued"]) if data["issued"] else None,
                name=data["name"],
                origin=data["origin"],
                fetched_at=dt.datetime.fromisoformat(data["fetched_at"]),
                sha256=data["sha256"],
                size=int(data["size"]),
                path=path,
                http=tuple((key, value) for key, value in data["http"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedStore(
                f"the sidecar {sidecar.parent.name}/{sidecar.name} is damaged ({error!r}). Delete it and import the "
                "file again: the file itself may still lie beside it."
            ) from error


def _age(snapshot: Snapshot) -> tuple[dt.datetime, str, str]:
    return snapshot.fetched_at, snapshot.issued.isoformat() if snapshot.issued else "", snapshot.sha256


def _newness(snapshot: Snapshot) -> tuple[str, str, dt.datetime, str]:
    monthly = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", snapshot.period)
    end = snapshot.period if monthly else f"{snapshot.period[-4:]}-12"
    return end, snapshot.issued.isoformat() if snapshot.issued else "", snapshot.fetched_at, snapshot.sha256


def _to_json(snapshot: Snapshot) -> dict[str, object]:
    return {
        "source": snapshot.source,
        "part": snapshot.part,
        "what": snapshot.what,
        "period": snapshot.period,
        "issued": snapshot.issued.isoformat() if snapshot.issued else None,
        "name": snapshot.name,
        "origin": snapshot.origin,
        "fetched_at": snapshot.fetched_at.isoformat(),
        "sha256": snapshot.sha256,
        "size": snapshot.size,
        "file": snapshot.path.name,
        "http": [list(pair) for pair in snapshot.http],
    }


def _copy(source: Path, target: Path, sha256: str, name: str) -> None:
    building = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    with source.open("rb") as reader, building.open("wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())
    with building.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
            building.unlink()
            raise SourceError(f"{name}: the file changed while it was read. Import it again.")
    os.replace(building, target)


def _write(path: Path, data: bytes) -> None:
    building = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with building.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(building, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
