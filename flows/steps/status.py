"""What is stored of each source, and how it stands in an edition."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flows.settings import Settings
from flows.steps.build import ensure_warehouse
from transforms.month import last_day_of

if TYPE_CHECKING:
    from transforms.warehouse.checks import CheckResult


def stored_parts(settings: Settings, edition: str | None = None) -> list[dict[str, Any]]:
    """Return one dict per stored part, or one with part "" for a source of which nothing is stored.

    `edition` (default: the newest) gives age and state; `rows` counts observations, None where the file is not staged.
    """
    from flows.settings import open_store
    from flows.steps.edition import find_latest
    from sources.registry import SOURCES
    from transforms.staging import staged_path, summary_of

    stored = open_store(settings).pinned(None)
    chosen = edition or find_latest(settings)
    state = {(r["source_id"], r["part"]): r for r in read_source_state(settings, chosen)} if chosen else {}
    status = {r["source_id"]: r for r in read_source_status(settings, chosen)} if chosen else {}
    rows = []
    for source in SOURCES:
        known = {
            (s.part, s.period, str(s.issued or ""), s.sha256, s.name) for s in stored if s.source == source.id
        } or {
            (r["part"], r["period"], str(r["issued"] or ""), r["sha256"], r["file_name"])
            for (source_id, _), r in state.items()
            if source_id == source.id
        }
        for part, period, issued, sha256, name in sorted(known) or [("", "", "", "", "")]:
            age = state.get((source.id, part), {})
            summary = summary_of(staged_path(settings.staged, source.id, sha256)) if sha256 else None
            rows.append(
                {
                    "source": source.id,
                    "title": source.title,
                    "cadence": source.cadence,
                    "required": source.required,
                    "status": source.status,
                    "licence": source.licence,
                    "attribution": source.attribution,
                    "part": part,
                    "period": period,
                    "issued": issued,
                    "sha256": sha256,
                    "file": name,
                    "rows": summary["rows"] if summary else None,
                    "age_days": age.get("age_days"),
                    "stale": age.get("stale"),
                    "state": _state(status.get(source.id), part),
                    "edition": chosen if age else None,
                }
            )
    return rows


def _state(row: dict[str, Any] | None, part: str) -> str:
    if row is None:
        return "not in an edition" if part else "nothing stored"
    return f"{row['status']} ({row['reason']})" if row["reason"] and row["status"] != "ok" else row["status"]


def by_source(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one dict per source: newest period and its age, all rows, one checksum over those of its files."""
    found = []
    for source_id in dict.fromkeys(part["source"] for part in parts):
        own = [part for part in parts if part["source"] == source_id]
        hashes = sorted(part["sha256"] for part in own if part["sha256"])
        ages = [part["age_days"] for part in own if part["age_days"] is not None]
        combined = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
        counted = [part["rows"] for part in own if part["rows"] is not None]
        found.append(
            own[0]
            | {
                "files": len(hashes),
                "period": min(p["period"] for p in own if _end(p["period"]) == max(_end(q["period"]) for q in own)),
                "age_days": min(ages, default=None),
                "rows": sum(counted) if counted else None,
                "sha256": combined if hashes else "",
            }
        )
    return found


def _end(period: str) -> dt.date:
    return last_day_of(period) if period else dt.date.min


def read_checks(settings: Settings, edition: str) -> list[CheckResult]:
    """Run the checks of the edition's warehouse again and return their results."""
    from transforms.warehouse.checks import stored_checks
    from transforms.warehouse.layers import open_marts

    with open_marts(ensure_warehouse(settings, edition)) as connection:
        return stored_checks(connection)


def read_source_state(settings: Settings, edition: str) -> list[dict[str, Any]]:
    """One dict per pinned snapshot of the edition: period, age, staleness, licence."""
    return _read_mart(settings, edition, "select * from source_state order by source_id, part")


def read_source_status(settings: Settings, edition: str) -> list[dict[str, Any]]:
    """One dict per source the program knows: ok, late, stale, missing or off in the edition, and why."""
    return _read_mart(settings, edition, "select * from source_status order by source_id")


def read_revisions(settings: Settings, edition: str) -> list[dict[str, Any]]:
    """One dict per source, indicator and period with figures restated since the edition before."""
    return _read_mart(settings, edition, "select * from revision order by all")


def name_old_sources(settings: Settings, edition: str) -> list[str]:
    """Name the statistics of the edition that are older than they should be: with them, "done" means exit code 3."""
    return [
        row["source_id"]
        for row in read_source_status(settings, edition)
        if row["sets_month"]
        and (row["status"] == "stale" or (row["status"] == "late" and row["reason"] != "not_published"))
    ]


def _read_mart(settings: Settings, edition: str, sql: str) -> list[dict[str, Any]]:
    from transforms.warehouse.layers import open_marts

    with open_marts(ensure_warehouse(settings, edition)) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
