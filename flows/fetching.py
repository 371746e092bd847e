"""Bring in what the publishers have: what is due, from where, and what became of it.

What was tried is kept in `<data>/fetch/<source>.json`, a refused file in `<data>/fetch/refused/` for whoever looks
into it. Snapshots are stored one by one, and an edition pins them later, so that a fetch that is cut off loses nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.settings import Settings
from sources.kit.contract import (
    BadContent,
    Fetched,
    LayoutChanged,
    NotPublished,
    Plan,
    Request,
    Snapshot,
    Source,
    SourceError,
    SwitchedOff,
    Unavailable,
)
from transforms.edition import last_day_of
from transforms.month import Month
from transforms.regions import all_regions

if TYPE_CHECKING:
    from flows.pipeline import Progress
    from sources.kit.http import Client

RECHECK = dt.timedelta(days=20)  # how often a file we have is asked for again, for revisions
AGAIN = dt.timedelta(hours=20)  # how often a file that should be out is looked for
GIVE_UP = 3  # failures in a row after which a publisher is left alone
THREADS = 4
FAILED = ("unreachable", "layout", "content")


@dataclass(frozen=True, slots=True)
class Due:
    """One request, and whether it is made in this run."""

    source: str
    part: str
    url: str
    due: bool
    why: str
    period: str = ""  # of what is stored
    fetched: str = ""  # when that came


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: new, unchanged, waiting (not due), late, failed or off."""

    source: str
    part: str
    status: str
    period: str
    message: str


@dataclass(slots=True)
class Log:
    """What is known of the attempts to fetch one source.

    `answers` holds by `Request.key` when the publisher last answered ("at"), the file it then had ("sha256", "" for
    none) and its HTTP facts ("http"), which a conditional request needs.
    """

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    reason: str = ""  # of the last run: "", "not_published", "off" or one of FAILED
    message: str = ""
    at: str = ""


def log_of(settings: Settings, source_id: str) -> Log:
    """Read the log of a source; an unreadable one counts as none, since it only saves requests."""
    try:
        return Log(**json.loads((settings.fetch / f"{source_id}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Log()


def plan_for(settings: Settings, now: dt.datetime, kreise: Sequence[str] = ()) -> Plan:
    """Return what a run asks for: the running month in Germany, and the Kreise of the Land."""
    own = [r.id for r in all_regions().values() if r.kind == "kreis" and r.land_id == settings.land]
    return Plan(str(Month.of(now)), tuple(kreise) or tuple(sorted(own)))


def expected_month(source: Source, today: dt.date) -> Month:
    """Return the newest month that a monthly source should have published by a day."""
    last = today - dt.timedelta(days=source.lag_days)
    month = Month(last.year, last.month)
    return month if month.last_day <= last else month.before


def due(
    settings: Settings, source: Source, plan: Plan, now: dt.datetime, forced: bool = False
) -> list[tuple[Request, Due, Snapshot | None]]:
    """Say of each request of a source whether it is made now, and why; with the snapshot it brought last."""
    from flows.pipeline import store_of

    log = log_of(settings, source.id)
    stored = {one.sha256: one for one in store_of(settings).for_source(source.id)}
    found = []
    for request in source.locate(plan):
        answer = log.answers.get(request.key, {})
        snapshot = stored.get(answer.get("sha256", ""))
        if snapshot is not None:
            snapshot = replace(snapshot, http=tuple(tuple(pair) for pair in answer["http"]))
        age = now - dt.datetime.fromisoformat(answer["at"]) if answer else dt.timedelta.max
        if forced:
            is_due, why = True, "asked for"
        elif not answer or (snapshot is None and answer["sha256"]):
            is_due, why = True, "never fetched"
        elif age >= RECHECK:
            is_due, why = True, "looked at again for revisions"
        elif snapshot is None:
            is_due, why = age >= AGAIN, "was not out yet"
        elif source.cadence == "monthly" and last_day_of(snapshot.period) < expected_month(source, now.date()).last_day:
            is_due, why = age >= AGAIN, "a newer month should be out"
        else:
            is_due, why = False, "up to date"
        period, came = (snapshot.period, f"{snapshot.fetched_at:%Y-%m-%d}") if snapshot else ("", "")
        found.append((request, Due(source.id, request.part, request.url, is_due, why, period, came), snapshot))
    return found


def client_of(settings: Settings) -> Client:
    from sources.kit.http import Client

    return Client(settings.contact, mirror=settings.mirror)


def fetch_all(
    settings: Settings,
    sources: Sequence[Source],
    now: dt.datetime,
    progress: Progress,
    *,
    forced: bool = False,
    kreise: Sequence[str] = (),
    client: Client | None = None,
) -> list[Outcome]:
    """Fetch what is due of the sources, several publishers at a time and each of them one request after the other."""
    client = client or client_of(settings)
    lock, done, total = threading.Lock(), 0, 0

    def on_step(of: int = 0, step: int = 0) -> None:
        nonlocal done, total
        with lock:
            done, total = done + step, total + of
            progress("requests", done, total)

    with ThreadPoolExecutor(THREADS) as pool:
        runs = [
            pool.submit(fetch_source, settings, source, client, now, on_step, forced=forced, kreise=kreise)
            for source in sources
        ]
        return [outcome for run in runs for outcome in run.result()]


def fetch_source(
    settings: Settings,
    source: Source,
    client: Client,
    now: dt.datetime,
    on_step: Any = lambda of=0, step=0: None,
    *,
    forced: bool = False,
    kreise: Sequence[str] = (),
) -> list[Outcome]:
    """Fetch what is due of one source and keep what was learnt of it. Never raises for what a publisher does."""
    wanted = due(settings, source, plan_for(settings, now, kreise), now, forced)
    on_step(of=len(wanted))
    log, results, failures = log_of(settings, source.id), [], 0
    reasons: list[tuple[str, str]] = []
    for request, entry, known in wanted:
        if not entry.due:
            results.append(Outcome(source.id, request.part, "waiting", entry.period, entry.why))
        elif failures >= GIVE_UP:
            results.append(
                Outcome(source.id, request.part, "failed", entry.period, "not asked: the ones before failed")
            )
        else:
            outcome, reason = _one(settings, source, request, client, known, now, log)
            results.append(outcome)
            failures = failures + 1 if reason in FAILED else 0
            if reason:
                reasons.append((reason, outcome.message))
            if reason == "off":
                failures = GIVE_UP
            if reason == "not_published":
                log.answers[request.key] = {"at": now.isoformat(), "sha256": "", "http": []}
            _keep(settings, source.id, log)
        on_step(step=1)
    if any(entry.due for _, entry, _ in wanted):
        order = [*FAILED, "off", "not_published"]
        log.reason, log.message = min(reasons, key=lambda one: order.index(one[0]), default=("", ""))
        log.at = now.isoformat()
        _keep(settings, source.id, log)
    return results


def _one(
    settings: Settings,
    source: Source,
    request: Request,
    client: Client,
    known: Snapshot | None,
    now: dt.datetime,
    log: Log,
) -> tuple[Outcome, str]:
    """Make one request, check and store what came; return the outcome and the reason of a failure."""
    folder = settings.fetch / f"{source.id}.{os.getpid()}.{threading.get_ident()}"
    folder.mkdir(parents=True, exist_ok=True)
    old = known.period if known else ""

    def outcome(status: str, message: str, reason: str = "") -> tuple[Outcome, str]:
        return Outcome(source.id, request.part, status, old, message), reason

    try:
        if source.switch and os.environ.get(source.switch) != "1":
            raise SwitchedOff(f"{source.id} is switched off. Set {source.switch}=1 when its operator has allowed it.")
        target = folder / "answer"
        if source.collect is not None:
            brought = source.collect(client, request, target)
        else:
            brought = client.fetch(request, target, source.hosts, known)
        if brought.path is None:
            log.answers[request.key]["at"] = now.isoformat()
            return outcome("unchanged", "the publisher has nothing new")
        snapshot, new = _take_in(settings, source, request, brought, now)
        log.answers[request.key] = {
            "at": now.isoformat(),
            "sha256": snapshot.sha256,
            "http": [list(pair) for pair in brought.http],
        }
        status = "new" if new else "unchanged"
        return Outcome(source.id, request.part, status, snapshot.period, snapshot.what), ""
    except SwitchedOff as error:
        return outcome("off", str(error), "off")
    except NotPublished as error:
        return outcome("late", str(error), "not_published")
    except Unavailable as error:
        return outcome("failed", str(error), "unreachable")
    except SourceError as error:
        _keep_refused(settings, source, request, folder)
        return outcome("failed", str(error), "layout" if isinstance(error, LayoutChanged) else "content")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take_in(
    settings: Settings, source: Source, request: Request, brought: Fetched, now: dt.datetime
) -> tuple[Snapshot, bool]:
    from flows.pipeline import store_of
    from sources.kit.files import PublishedFile
    from sources.registry import recognise
    from transforms.stage import stage_known

    file = PublishedFile(brought.path, name=brought.name)
    _, recognition = recognise(file, (source,))
    if recognition.part != request.part:
        raise BadContent(
            f"{source.id}: asked for {request.part}, {request.url} holds {recognition.part} ({recognition.what}). "
            "Nothing was stored."
        )
    if last_day_of(recognition.period).year > now.year:
        raise BadContent(f"{source.id}: {request.url} covers {recognition.period}, which is in the future.")
    store = store_of(settings)
    before = store.newest(source.id, recognition.part)
    previous = before.sha256 if before and before.sha256 != file.sha256 else None
    staged = stage_known(file, source, recognition, settings.staged, previous)
    return store.add(
        file, source.id, staged.recognition, origin=request.key, fetched_at=now, name=brought.name, http=brought.http
    )


def _keep(settings: Settings, source_id: str, log: Log) -> None:
    settings.fetch.mkdir(parents=True, exist_ok=True)
    draft = settings.fetch / f".{source_id}.{os.getpid()}.{threading.get_ident()}"
    draft.write_text(json.dumps(asdict(log), ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(draft, settings.fetch / f"{source_id}.json")


def _keep_refused(settings: Settings, source: Source, request: Request, folder: Path) -> None:
    """Keep the newest refused file of a part, so that somebody can see what the publisher changed."""
    came = folder / "answer"
    if came.exists():
        refused = settings.fetch / "refused"
        refused.mkdir(parents=True, exist_ok=True)
        os.replace(came, refused / f"{source.id}-{request.part}")


def failed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.status == "failed"]
