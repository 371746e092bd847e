"""Which snapshots an edition is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.errors import UNAVAILABLE, USAGE, VALIDATION, StepError
from flows.settings import Settings, open_store
from flows.steps.take_in import take_in_own
from transforms.edition import manifest as manifest_edition
from transforms.edition.manifest import MANIFEST, Attempt, Manifest, check_id, load, month_of_data, newest_ends, save
from transforms.month import Month, first_end_of

if TYPE_CHECKING:
    from sources.records import Snapshot

DRAFT = "manifest.building.json"


def load_manifest(settings: Settings, edition: str) -> Manifest:
    """Load the manifest of an edition that is published or being built."""
    check_id(edition)
    folder = settings.editions / edition
    published = (folder / MANIFEST).exists() or not (folder / DRAFT).exists()
    return load(settings.editions, edition, MANIFEST if published else DRAFT)


def pin_edition(settings: Settings, month: str | None = None, as_of: str | None = None) -> Manifest:
    """Choose the snapshots of an edition; it is not visible before it is built."""
    from sources.registry import SOURCES

    moment = parse_as_of(as_of)
    wanted = parse_month(month) if month else None
    if wanted and wanted > Month.of(dt.datetime.now(dt.UTC)):
        raise StepError(f"{wanted} is in the future", USAGE)
    own = take_in_own(settings)

    def fits(snapshot: Snapshot) -> bool:
        return wanted is None or first_end_of(snapshot.period) <= wanted.last_day

    snapshots = open_store(settings).pinned(moment, fits)
    if moment is None:  # of the project's own files those that are there now, whatever came before
        kept_here = {source.id for source in SOURCES if source.local}
        snapshots = [s for s in snapshots if s.source not in kept_here] + [s for s in own if fits(s)]
    here = {s.source for s in snapshots}
    missing = [source for source in SOURCES if source.required and source.id not in here]
    if missing:
        names = "; ".join(f"{source.id} ({source.title})" for source in missing)
        stored = {s.source for s in open_store(settings).all()}
        if all(source.id in stored for source in missing):
            until = " and ".join(filter(None, (f"for {month}" if month else "", f"known {as_of}" if as_of else "")))
            raise StepError(
                f"required sources have no file {until}: {names}. What is stored covers later periods, or came in "
                "later; `brief sources` shows it. Choose a later month or time, or import the older files.",
                UNAVAILABLE,
            )
        raise StepError(f"required sources are missing: {names}. Import their files: brief import PATH...", UNAVAILABLE)
    dated = {source.id for source in SOURCES if source.sets_month}
    reporting = wanted or month_of_data([s for s in snapshots if s.source in dated])
    if reporting > Month.of(dt.datetime.now(dt.UTC)):
        raise StepError(f"the newest figures end in {reporting}, in the future: a stored file is wrong", VALIDATION)
    newest = month_of_data([s for s in open_store(settings).pinned(moment) if s.source in dated])
    # what failed lately says nothing of an earlier month
    attempts = [] if moment or reporting < newest else _attempts(settings, snapshots, reporting)
    manifest = manifest_edition.pin(settings.editions, snapshots, reporting, attempts, looking_back=moment is not None)
    if not (settings.editions / manifest.edition / MANIFEST).exists():
        save(settings.editions, manifest, DRAFT)
    return manifest


def _attempts(settings: Settings, snapshots: Sequence[Snapshot], month: Month) -> list[Attempt]:
    """Return why sources are behind: their last fetch failed, or the month is not out yet."""
    from flows.steps.due import FAILED, log_of
    from sources.registry import SOURCES

    newest, found = newest_ends(snapshots), []
    for source in SOURCES:
        log = log_of(settings, source.id)
        behind = source.id not in newest or (source.cadence == "monthly" and newest[source.id] < month.last_day)
        if log.reason in FAILED or (log.reason and behind):
            found.append(Attempt(source.id, log.reason, log.at[:10]))
    return found


def parse_month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise StepError(str(error), USAGE) from error


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
        raise StepError(f"{text!r} is not a time; write 2026-10-31 or 2026-10-31T18:00:00+01:00", USAGE) from error
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
