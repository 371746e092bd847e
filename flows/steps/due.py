"""What is due: which requests a run makes, and why. What was tried is kept in `<data>/fetch/<source>.json`."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from flows.settings import Settings
from sources.contract import Source
from sources.records import Plan, Request, Snapshot
from sources.reference.regions import all_regions
from transforms.month import Month, last_day_of

RECHECK = dt.timedelta(days=20)  # how often a file we have is asked for again, for revisions
AGAIN = dt.timedelta(hours=20)  # how often a file that should be out is looked for
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
        log = Log(**json.loads((settings.fetch / f"{source_id}.json").read_text(encoding="utf-8")))
        for answer in log.answers.values():
            if dt.datetime.fromisoformat(answer["at"]).tzinfo is None or not isinstance(answer["sha256"], str):
                return Log()
            [(name, value) for name, value in answer["http"]]
        return log
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Log()


def plan_for(settings: Settings, now: dt.datetime, kreise: Sequence[str] = ()) -> Plan:
    """Return what a run asks for: the running month in Germany, and the Kreise of the Land."""
    own = [r.id for r in all_regions().values() if r.kind == "kreis" and r.land_id == settings.land]
    return Plan(str(Month.of(now)), tuple(kreise) or tuple(sorted(own)))


def expected_month(source: Source, today: dt.date, later_days: int = 0) -> Month:
    """Return the newest month that a monthly source should have published by a day."""
    last = today - dt.timedelta(days=source.lag_days + later_days)
    month = Month(last.year, last.month)
    return month if month.last_day <= last else month.before


def due(
    settings: Settings, source: Source, plan: Plan, now: dt.datetime, forced: bool = False
) -> list[tuple[Request, Due, Snapshot | None]]:
    """Say of each request of a source whether it is made now, and why; with the snapshot it brought last."""
    from flows.settings import open_store

    log = log_of(settings, source.id)
    stored = {one.sha256: one for one in open_store(settings).for_source(source.id)}
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
        elif age >= RECHECK or age < dt.timedelta(0):  # the clock went wrong when it was asked last
            is_due, why = True, "looked at again for revisions"
        elif snapshot is None:
            is_due, why = age >= AGAIN, "was not out yet"
        elif source.cadence == "monthly" and last_day_of(snapshot.period) < _should_end(source, request, now.date()):
            is_due, why = age >= AGAIN, "a newer month should be out"
        else:
            is_due, why = False, "up to date"
        period, came = (snapshot.period, f"{snapshot.fetched_at:%Y-%m-%d}") if snapshot else ("", "")
        found.append((request, Due(source.id, request.part, request.url, is_due, why, period, came), snapshot))
    return found


def _should_end(source: Source, request: Request, today: dt.date) -> dt.date:
    newest = expected_month(source, today, request.later_days)
    return (Month.parse(request.month) if request.month else newest).last_day


def keep(settings: Settings, source_id: str, log: Log) -> None:
    settings.fetch.mkdir(parents=True, exist_ok=True)
    draft = settings.fetch / f".{source_id}.{os.getpid()}.{threading.get_ident()}"
    draft.write_text(json.dumps(asdict(log), ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(draft, settings.fetch / f"{source_id}.json")
