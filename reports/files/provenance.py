"""Where a brief comes from, for machines: its sources with checksums, and how to make it again."""

from __future__ import annotations

import json
from typing import Any

from reports.model.brief import Brief
from reports.pdf.characters import clean
from reports.words.sources import OTHER_REFERENCE

REBUILD = "The same files and the same program give the same brief, byte for byte."
OTHER = "Assignments and rules changed since this edition was made; the brief follows those of today."
SOURCE = (  # fields of a source note
    "id", "title", "publisher", "period", "issued", "file", "sha256", "licence", "attribution", "page",
)  # fmt: skip
CALCULATIONS = (
    "unemployed per vacancy, of a region, a Land and Germany",
    "sums of Kreise for composed regions, and parts of a Kreis",
    "estimates, probabilities, intervals, ranks, priorities: docs/estimate.md",
    "official classes and means, recounted from the published points",
)


def document(brief: Brief) -> bytes:
    """Return the provenance of a brief as JSON: edition, periods, each source file with its SHA-256, rebuilding."""
    return (json.dumps(_bounded(_document(brief)), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _bounded(value: Any) -> Any:
    """Write texts without unseen characters, and none longer than a page shows."""
    if isinstance(value, dict):
        return {key: _bounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bounded(inner) for inner in value]
    return clean(value) if isinstance(value, str) else value


def _document(brief: Brief) -> dict[str, Any]:
    region = brief.region
    totals = {**brief.headline, "recognition_total": brief.recognition_total}
    return {
        "title": f"Fachkräfte-Kompass {region.name}",
        "edition": brief.edition,
        "month": brief.month,
        "focus": brief.focus,
        "region": {
            "id": region.id,
            "name": region.name,
            "land": region.land_id,
            "kreise": [{"ags": k.ags, "name": k.name, "share": k.share} for k in region.kreise],
            "note": region.coverage_note,
        },
        "periods": {name: figure.period for name, figure in totals.items()},
        "rebuild": {
            "command": f"brief render {region.id} --edition {brief.edition} --focus {brief.focus}",
            "note": OTHER if OTHER_REFERENCE in brief.warnings else REBUILD,
        },
        "own_calculations": list(CALCULATIONS),
        "sources": [
            {name: getattr(s, name) for name in SOURCE} | {"older_than_expected": s.stale} for s in brief.sources
        ],
        "states": [{"id": s.id, "status": s.status, "text": s.text} for s in brief.status],
        "restated": [{"title": r.title, "text": r.text} for r in brief.revisions],
        "warnings": list(brief.warnings),
    }
