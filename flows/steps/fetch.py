"""Bring in what the publishers have, and tell what became of it.

Snapshots are stored one by one, and an edition pins them later, so that a fetch that is cut off loses nothing. A
refused file is kept in `<data>/fetch/refused/` for whoever looks into it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flows.errors import UNAVAILABLE, USAGE, StepError
from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings, open_store
from flows.steps.due import FAILED, Due, Log, due, keep, log_of, plan_for
from flows.steps.take_in import stage_new, store_staged
from sources.contract import Source
from sources.errors import LayoutChanged, NotPublished, SourceError, SwitchedOff, Unavailable
from sources.records import Fetched, Request, Snapshot
from transforms.edition.manifest import newest_ends

if TYPE_CHECKING:
    from sources.web.client import Client

GIVE_UP = 3  # failures in a row after which a publisher is left alone
THREADS = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: new, unchanged, waiting (not due), late, failed or off."""

    source: str
    part: str
    status: str
    period: str
    message: str


@cache
def client_of(settings: Settings) -> Client:
    """Return the one client of this process, so that no host is asked faster because several sources lie on it."""
    from sources.web.client import Client

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
            if step:
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
    log, results, reasons = log_of(settings, source.id), [], []
    failures: Counter[str] = Counter()
    allowed = not source.switch or os.environ.get(source.switch) == "1"
    for request, entry, known in wanted:
        host = urlsplit(request.url).hostname
        if not entry.due:
            results.append(Outcome(source.id, request.part, "waiting", entry.period, entry.why))
        elif not allowed:
            text = f"{source.id} is switched off. Set {source.switch}=1 when its operator has allowed it."
            results.append(Outcome(source.id, request.part, "off", entry.period, text))
            reasons.append(("off", text))
        elif failures[host] >= GIVE_UP:
            results.append(Outcome(source.id, request.part, "failed", entry.period, "not asked: those before failed"))
        else:
            outcome, reason = _one(settings, source, request, client, known, now, log)
            results.append(outcome)
            failures[host] = failures[host] + 1 if reason in FAILED else 0
            if reason == "not_published":
                log.answers[request.key] = {"at": now.isoformat(), "sha256": "", "http": []}
            reasons.append((reason, outcome.message))
            keep(settings, source.id, log)
        on_step(step=1)
    if reasons:
        log.reason, log.message = _worst(reasons)
        log.at = now.isoformat()
        keep(settings, source.id, log)
    return results


def _worst(reasons: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the reason that tells most; that a part is off matters only when nothing else was asked for."""
    asked = [one for one in reasons if one[0] != "off"] or list(reasons)
    order = [*FAILED, "off", "not_published", ""]
    reason, message = min(asked, key=lambda one: order.index(one[0]))
    return reason, message if reason else ""


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
        target = folder / "answer"
        if source.collect is not None:
            brought = source.collect(client, request, target, known)
        else:
            brought = client.fetch(request, target, source.hosts, known)
        if brought.path is None:
            log.answers.setdefault(request.key, {"sha256": "", "http": []})["at"] = now.isoformat()
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
    from sources.files.file import PublishedFile

    file = PublishedFile(brought.path, name=brought.name)
    staged = stage_new(settings, file, f"{source.id}, {request.url}", now, (source,), request.part)
    store = open_store(settings)
    before = store.newest(source.id, request.part)
    snapshot, new = store_staged(settings, file, staged, request.key, now, name=brought.name, http=brought.http)
    replaced = before and (before.period, before.issued) == (snapshot.period, snapshot.issued)
    if not new and replaced and before.sha256 != snapshot.sha256:  # the publisher has gone back to what was before
        store.came_again(snapshot, now)
        return snapshot, True
    return snapshot, new


def _keep_refused(settings: Settings, source: Source, request: Request, folder: Path) -> None:
    """Keep the newest refused file of a part, so that somebody can see what the publisher changed."""
    came = folder / "answer"
    if came.exists():
        refused = settings.fetch / "refused"
        refused.mkdir(parents=True, exist_ok=True)
        os.replace(came, refused / f"{source.id}-{request.part}")


def sources_named(names: Sequence[str]) -> list[Source]:
    """Return the sources by id, or all; raise `StepError` naming the known ids."""
    from sources.registry import SOURCES, by_id

    try:
        return [by_id(name) for name in names] if names else list(SOURCES)
    except KeyError as error:
        raise StepError(str(error.args[0]), USAGE) from error


def require_contact(settings: Settings) -> None:
    if not settings.contact:
        raise StepError(
            "set BRIEF_CONTACT to a mail or web address: publishers see it in every request and can ask who fetches. "
            "Without it, `brief import` takes files that were saved by hand.",
            USAGE,
        )


def fetch(settings: Settings, names: Sequence[str] = (), progress: Progress = no_progress) -> list[Outcome]:
    """Fetch what is due of all sources, or everything of those named; what fails is told, not raised."""
    require_contact(settings)
    chosen = sources_named(names)
    with writing(settings.data, "fetch"):
        tidy(settings)
        return fetch_all(settings, chosen, dt.datetime.now(dt.UTC), progress, forced=bool(names))


def tidy(settings: Settings) -> None:
    """Remove what fetches left that were killed; the caller holds the lock."""
    for path in settings.fetch.glob("*.*.*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith("."):
            path.unlink()


def fetch_one(settings: Settings, source_id: str) -> list[Outcome]:
    """Fetch what is due of one source; the caller holds the lock."""
    (source,) = sources_named([source_id])
    return fetch_source(settings, source, client_of(settings), dt.datetime.now(dt.UTC))


def fetched_sources(settings: Settings) -> list[Source]:
    """Return the sources that have something to fetch."""
    plan = plan_for(settings, dt.datetime.now(dt.UTC))
    return [source for source in sources_named(()) if source.locate(plan)]


def would_fetch(settings: Settings, names: Sequence[str] = ()) -> list[Due]:
    """Return what `fetch` would ask for, from where and why; asks nobody."""
    now = dt.datetime.now(dt.UTC)
    plan = plan_for(settings, now)
    chosen = sources_named(names)
    return [entry for s in chosen for _, entry, _ in due(settings, s, plan, now, forced=bool(names))]


def unusable(settings: Settings) -> list[Source]:
    """Return required sources of which nothing is stored that is young enough."""
    from sources.registry import SOURCES

    today, newest = dt.date.today(), newest_ends(open_store(settings).pinned())
    return [
        source
        for source in SOURCES
        if source.required and (source.id not in newest or (today - newest[source.id]).days > source.max_age_days)
    ]


def require_usable(settings: Settings) -> None:
    """Stop with exit code 5 where a required source has no file that is young enough."""
    lost = unusable(settings)
    if lost:
        raise StepError(
            "required sources could not be fetched and have no file that is young enough: "
            + "; ".join(f"{source.id} (by hand: {source.by_hand}, {source.page})" for source in lost),
            UNAVAILABLE,
        )
