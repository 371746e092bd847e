"""Source lines: who must be named under a figure."""

from __future__ import annotations

from reports import fit
from reports.model import Brief
from reports.typeface import legible


def source_line(brief: Brief, *ids: str, computed: bool = False, room: float = fit.WIDTH, most: int = 2) -> str:
    """Name the licence lines of some sources once each. A source the brief does not list is an error.

    `computed` says that something was calculated from the figures, as the BA's terms ask for; `room` is the width of
    a line, of which there are at most so many.
    """
    known: dict[str, list[str]] = {}
    for source in brief.sources:
        known.setdefault(source.id, []).append(source.attribution.removeprefix("Quelle: "))
    if unknown := [i for i in ids if i not in known]:
        raise LookupError(
            f"region {brief.region.id}: a figure quotes source {unknown[0]}, which the brief does not list"
        )
    found = dict.fromkeys(line for i in ids for line in known[i])
    longest = [line for line in found if not any(line != other and other.startswith(line) for other in found)]
    own = "; eigene Berechnungen" if computed and not any("eigene Berechnung" in line for line in longest) else ""
    return fit.limited(legible("Quelle: " + " · ".join(longest) + own), fit.NOTE, most, room)
