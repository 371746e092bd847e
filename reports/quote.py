"""Source lines: who must be named under a figure."""

from __future__ import annotations

from reports import fit
from reports.model import Brief


def source_line(brief: Brief, *ids: str, computed: bool = False) -> str:
    """Name the licence lines of some sources once each. A source the brief does not list is an error.

    `computed` says that something was calculated from the figures, as the BA's terms ask for.
    """
    known: dict[str, list[str]] = {}
    for source in brief.sources:
        known.setdefault(source.id, []).append(source.attribution)
    if unknown := [i for i in ids if i not in known]:
        raise LookupError(
            f"region {brief.region.id}: a figure quotes source {unknown[0]}, which the brief does not list"
        )
    found = dict.fromkeys(line for i in ids for line in known[i])
    longest = [line for line in found if not any(line != other and other.startswith(line) for other in found)]
    own = "; eigene Berechnungen" if computed and not any("eigene Berechnung" in line for line in longest) else ""
    return fit.limited("Quelle: " + " · ".join(longest) + own, fit.NOTE, 2)
