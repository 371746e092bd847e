"""What changed since the edition before: for every region, and once where it is the same for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from reports.model.brief import Brief
from reports.model.changes import Change
from reports.site.listing import by_kind
from reports.words.notation import listed, month_name, number

KINDS = {
    "class": "Anders eingeordnet",
    "real": "Wirklich verändert",
    "revision": "Vom Anbieter nachträglich geändert",
    "rounding": "Nur durch Rundung anders",
    "border": "Neue Grenzen",
    "classification": "Neue Einteilung der Berufe",
}
OPEN = "land"  # what changed in the Land is shown at once


def changes_view(briefs: Sequence[Brief]) -> dict[str, Any]:
    """Arrange the page; what all regions share is told once."""
    told = [{(c.kind, c.title, c.text) for c in b.changes} for b in briefs]
    shared = set.intersection(*told) if len(briefs) > 1 and told else set()
    common = [c for c in briefs[0].changes if (c.kind, c.title, c.text) in shared]
    kinds, unchanged = [], []
    for kind, title, group in by_kind(briefs):
        regions = []
        for brief in group:
            own = [c for c in brief.changes if (c.kind, c.title, c.text) not in shared]
            if not own:
                unchanged.append(brief.region.name)
                continue
            count = "1 Änderung" if len(own) == 1 else f"{number(len(own))} Änderungen"
            regions.append(
                {"id": brief.region.id, "name": brief.region.name, "count": count, "groups": _groups(own),
                 "open": kind == OPEN}
            )  # fmt: skip
        if regions:
            kinds.append({"kind": kind, "title": title, "regions": regions})
    return {
        "since": _since(briefs),
        "common": _groups(common),
        "regions": kinds,
        "unchanged": listed(unchanged) if common or kinds else "",
    }


def _since(briefs: Sequence[Brief]) -> str:
    """Say with which edition these are compared, or why with none."""
    before = sorted({b.changes_since for b in briefs if b.changes_since})
    notes = list(dict.fromkeys(b.changes_note for b in briefs if b.changes_note))
    if not before:
        return notes[0] if notes else "Diese Ausgabe wird mit keiner früheren verglichen."
    with_month = listed([f"Ausgabe {edition} ({month_name(edition[:7])})" for edition in before])
    return " ".join([f"Verglichen mit der {with_month}.", *notes[:1]])


def _groups(changes: Iterable[Change]) -> list[dict[str, Any]]:
    order = list(KINDS)
    found = sorted(changes, key=lambda c: order.index(c.kind) if c.kind in order else len(order))
    return [
        {"title": KINDS.get(kind, kind), "changes": [{"title": c.title, "text": c.text} for c in group]}
        for kind, group in groupby(found, lambda c: c.kind)
    ]
