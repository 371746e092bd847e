"""The sources of a brief as readers see them: one line per source, whatever the number of its files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from reports.model.brief import Brief
from reports.model.sources import SourceNote
from reports.words.evidence import partly_old
from reports.words.notation import MONTHS, number

OTHER_REFERENCE = (
    "Die Zuordnungen und Regeln haben sich geändert, seit diese Ausgabe entstand; dieser Bericht folgt den heutigen."
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with its files taken together."""

    id: str
    title: str
    period: str  # the newest
    issued: str  # the newest
    attribution: str
    files: int
    checksum: str  # SHA-256 of the file, or of the sorted checksums of the files
    status: str  # "" when all is well


def listed_sources(brief: Brief) -> list[Listed]:
    """Return the sources with data in the order of the brief."""
    groups: dict[str, list[SourceNote]] = {}
    for source in brief.sources:
        groups.setdefault(source.id, []).append(source)
    states = {s.id: s for s in brief.status}
    found = []
    for id, notes in groups.items():
        state = states.get(id)
        titles = list(dict.fromkeys(n.title for n in notes))
        status = state.text if state is not None and state.status in ("late", "stale") else ""
        if not status and (old := sum(n.stale for n in notes)):
            status = partly_old(old, len(notes))
        found.append(
            Listed(
                id=id,
                title=state.title if state else titles[0] if len(titles) == 1 else f"{titles[0]} u. a.",
                period=max((n.period for n in notes), key=_age),
                issued=max((n.issued for n in notes), key=lambda day: day.split(".")[::-1]),
                attribution=" · ".join(dict.fromkeys(n.attribution for n in notes)),
                files=len(notes),
                checksum=combined([n.sha256 for n in notes]),
                status=status,
            )
        )
    return found


def combined(checksums: list[str]) -> str:
    """Return the checksum of one file, or the SHA-256 of the sorted checksums of several, one after another."""
    if len(checksums) == 1:
        return checksums[0]
    return hashlib.sha256("".join(sorted(checksums)).encode()).hexdigest()


def without_data(brief: Brief) -> str:
    """Name the sources the program knows and the edition has nothing of, after the reason."""
    held = {s.id for s in brief.sources}
    reasons: dict[str, list[str]] = {}
    for state in brief.status:
        if state.id not in held and state.status in ("missing", "off"):
            reasons.setdefault(state.text or "keine Daten", []).append(state.title)
    return "; ".join(f"{why}: {', '.join(titles)}" for why, titles in reasons.items())


def revised(brief: Brief) -> list[str]:
    """Name what publishers restated since the edition before."""
    return [f"{r.title}: {r.text}" for r in brief.revisions]


def dated(source: Listed) -> str:
    """Write the period of a source, the day its file was issued where the period does not say it, and its files."""
    month = f"{MONTHS[int(source.issued[3:5]) - 1]} {source.issued[6:]}" if source.issued else ""
    period = "" if source.issued and source.period == month else source.period
    files = f"{number(source.files)}\u00a0Dateien" if source.files > 1 else ""
    return ", ".join(t for t in (period, source.issued, files) if t) or "–"


def _age(period: str) -> tuple[int, int, int]:
    """Order printed periods: by their last year, then by month, the longer one last."""
    years = [int(year) for year in re.findall(r"\d{4}", period)]
    month = next((i for i, name in enumerate(MONTHS, 1) if name in period), 13)
    return (years[-1], month, years[-1] - years[0]) if years else (0, 0, 0)
