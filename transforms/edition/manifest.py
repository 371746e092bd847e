"""Editions: which snapshots a month was made from, and nothing else.

An edition is `<month>.r<revision>`; its manifest pins snapshots by their hash. Warehouse, checks and briefs follow
from manifest and code alone. New knowledge about a month is a new revision; a published manifest never changes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sources.records import Snapshot
from sources.reference.codes import reference_hash
from transforms.month import Month, last_day_of

_ID = re.compile(r"(\d{4}-\d{2})\.(?:r(\d+)|([a-z][a-z0-9-]{0,30}))")
_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,60}")
_SHA = re.compile(r"[0-9a-f]{64}")
MANIFEST = "manifest.json"
ESTIMATES = "estimates.json"  # of a handed-over edition


class EditionError(Exception):
    """An edition does not exist, is damaged, or would be changed."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One snapshot of an edition."""

    source: str
    part: str
    what: str
    period: str
    issued: str  # ISO date or ""
    name: str
    sha256: str
    size: int

    @property
    def period_end(self) -> dt.date:
        return last_day_of(self.period)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Why a source has nothing newer: its last fetch failed."""

    source: str
    reason: str  # "unreachable", "layout", "content", "not_published", "off"
    day: str  # ISO date of the attempt


@dataclass(frozen=True, slots=True)
class Manifest:
    edition: str
    month: str
    as_of: str  # the newest moment of knowledge in it, ISO, UTC
    reference: str  # hash of data/reference
    pinned: tuple[Pinned, ...]
    observations: str = ""  # sha256 of observations.csv where the edition was handed over
    regions: tuple[str, ...] = ()  # regions a handed-over edition holds; empty = all
    attempts: tuple[Attempt, ...] = ()  # sources that could not be brought up to date
    previous: str = ""  # edition published before, with which restated figures are compared
    estimates: str = ""  # sha256 of estimates.json where the edition was handed over with estimates

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources its snapshots are of, in the order of the alphabet."""
        return tuple(sorted({entry.source for entry in self.pinned}))

    @property
    def handed_over(self) -> bool:
        return bool(self.observations)

    def same_content(self, other: Manifest) -> bool:
        """Say whether two editions rest on the same files and know the same of what is missing."""
        mine, yours = ({(a.source, a.reason) for a in m.attempts} for m in (self, other))
        here, there = ((m.pinned, m.reference, m.observations, m.estimates) for m in (self, other))
        return here == there and mine == yours


def newest_ends(snapshots: Sequence[Snapshot]) -> dict[str, dt.date]:
    """Return by source the last day its figures cover."""
    ends: dict[str, dt.date] = {}
    for snapshot in snapshots:
        end = last_day_of(snapshot.period)
        ends[snapshot.source] = max(end, ends.get(snapshot.source, end))
    return ends


def month_of_data(snapshots: Sequence[Snapshot]) -> Month:
    """Return the month the newest of these figures end in: it comes from the data, not from the clock."""
    if not snapshots:
        raise EditionError("there is no data yet; import files first: brief import PATH...")
    last = max(last_day_of(snapshot.period) for snapshot in snapshots)
    return Month(last.year, last.month)


def pin(
    folder: Path,
    snapshots: Sequence[Snapshot],
    month: Month,
    attempts: Sequence[Attempt] = (),
    *,
    looking_back: bool = False,
) -> Manifest:
    """Return the manifest for the month: the newest revision where it has the same content, or the next revision.

    A publisher who takes a revision back, or who can be reached again, makes a new one: the newest revision is the one
    that stands. `looking_back` finds any revision that rests on the same files.
    """
    pinned = tuple(
        Pinned(
            s.source,
            s.part,
            s.what,
            s.period,
            s.issued.isoformat() if s.issued else "",
            s.name,
            s.sha256,
            s.size,
        )
        for s in sorted(snapshots, key=lambda s: (s.source, s.part))
    )
    newest = max(s.fetched_at for s in snapshots)
    as_of = newest.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    draft = Manifest("", str(month), as_of, reference_hash(), pinned, attempts=tuple(attempts))
    own = [manifest for manifest in published(folder) if not manifest.handed_over]
    revisions = sorted(
        (int(_ID.fullmatch(manifest.edition)[2]), manifest) for manifest in own if manifest.month == str(month)
    )
    for _, manifest in reversed(revisions if looking_back else revisions[-1:]):
        if manifest.same_content(replace(draft, attempts=manifest.attempts) if looking_back else draft):
            return manifest
    number = revisions[-1][0] + 1 if revisions else 1
    earlier = [manifest.edition for manifest in own if manifest.month <= str(month)]
    return replace(draft, edition=f"{month}.r{number}", previous=earlier[-1] if earlier else "")


def save(folder: Path, manifest: Manifest, name: str = MANIFEST) -> Path:
    """Write the manifest by rename; refuse to change a published one."""
    path = folder / manifest.edition / name
    if name == MANIFEST and path.exists():
        if load(folder, manifest.edition) != manifest:
            raise EditionError(f"edition {manifest.edition} is published and never changes; build a new revision")
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{name}.{os.getpid()}")
    draft.write_text(dumps(manifest), encoding="utf-8")
    os.replace(draft, path)
    return path


def dumps(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"


def loads(text: str, where: str) -> Manifest:
    """Read a manifest; raise `EditionError` naming the file when it is not one."""
    try:
        raw = json.loads(text)
        pinned = tuple(Pinned(**entry) for entry in raw.pop("pinned"))
        attempts = tuple(Attempt(**entry) for entry in raw.pop("attempts", ()))
        manifest = Manifest(**{**raw, "pinned": pinned, "regions": tuple(raw.get("regions", ())), "attempts": attempts})
        _check(manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise EditionError(f"{where} is not a manifest of an edition: {error}") from error
    return manifest


def _check(manifest: Manifest) -> None:
    """Raise ValueError for what cannot be: ids become names of folders and files, periods and dates are used."""
    check_id(manifest.edition)
    Month.parse(manifest.month)
    if not manifest.edition.startswith(f"{manifest.month}."):
        raise ValueError(f"edition {manifest.edition} is not of month {manifest.month}")
    for entry in manifest.pinned:
        if not _SOURCE.fullmatch(entry.source):
            raise ValueError(f"{entry.source!r} is no id of a source")
        if not _SHA.fullmatch(entry.sha256):
            raise ValueError(f"{entry.sha256!r} is no SHA-256")
        last_day_of(entry.period)
        if entry.issued:
            dt.date.fromisoformat(entry.issued)
    if manifest.previous:
        check_id(manifest.previous)


def load(folder: Path, edition: str, name: str = MANIFEST) -> Manifest:
    """Load a manifest by the edition's id."""
    check_id(edition)
    path = folder / edition / name
    if not path.exists():
        known = ", ".join(m.edition for m in published(folder)) or "none yet"
        raise EditionError(f"there is no edition {edition}; editions: {known}")
    return loads(path.read_text(encoding="utf-8"), str(path))


def check_id(edition: str) -> None:
    """Refuse an id that is not `YYYY-MM.rN` or `YYYY-MM.name`: it becomes a folder name."""
    if not _ID.fullmatch(edition):
        raise EditionError(f"{edition!r} is not the id of an edition; they look like 2025-12.r1 or 2025-12.pilot")


def published(folder: Path) -> list[Manifest]:
    """All published editions, oldest month first; within a month handed-over editions before own revisions."""
    manifests = [loads(path.read_text(encoding="utf-8"), str(path)) for path in sorted(folder.glob(f"*/{MANIFEST}"))]

    def order(manifest: Manifest) -> tuple[str, int, str]:
        match = _ID.fullmatch(manifest.edition)
        return manifest.month, int(match[2] or 0), manifest.edition

    return sorted(manifests, key=order)


def latest(folder: Path, month: str | None = None) -> Manifest | None:
    """Return the newest published edition, of the month if one is named."""
    found = [m for m in published(folder) if month is None or m.month == month]
    return found[-1] if found else None
