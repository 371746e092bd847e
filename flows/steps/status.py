"""What is stored of each source, and how it stands in an edition."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flows.settings import Settings
from flows.steps.edition import Edition
from transforms.month import last_day_of

if TYPE_CHECKING:
    from transforms.warehouse.checks import CheckResult


def list_parts(settings: Settings, edition: Edition | None) -> list[dict[str, Any]]:
    """Return one dict per stored part, or one with part "" for a source of which nothing is stored.

    `edition` gives age and state; `rows` counts observations, None where the file is not staged.
    """
    from flows.settings import open_store
    from sources.registry import SOURCES
    from transforms.staging import staged_path, summary_of

    stored = open_store(settings).pinned(None)
    state = {(r["source_id"], r["part"]): r for r in read_source_state(edition)} if edition else {}
    status = {r["source_id"]: r for r in read_source_status(edition)} if edition else {}
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
                    "edition": edition.id if edition and age else None,
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


def read_checks(edition: Edition) -> list[CheckResult]:
    """Return what the checks found when the edition was published."""
    from transforms.warehouse.checks import stored_checks

    return stored_checks(edition.marts())


def read_source_state(edition: Edition) -> list[dict[str, Any]]:
    """One dict per pinned snapshot of the edition: period, age, staleness, licence."""
    return edition.rows("select * from source_state order by source_id, part")


def read_source_status(edition: Edition) -> list[dict[str, Any]]:
    """One dict per source the program knows: ok, late, stale, missing or off in the edition, and why."""
    return edition.rows("select * from source_status order by source_id")


def read_revisions(edition: Edition) -> list[dict[str, Any]]:
    """One dict per source, indicator and period with figures restated since the edition before."""
    return edition.rows("select * from revision order by all")


def name_old_sources(edition: Edition) -> list[str]:
    """Name the statistics of the edition that are older than they should be: with them, "done" means exit code 3."""
    return [
        row["source_id"]
        for row in read_source_status(edition)
        if row["sets_month"]
        and (row["status"] == "stale" or (row["status"] == "late" and row["reason"] != "not_published"))
    ]
