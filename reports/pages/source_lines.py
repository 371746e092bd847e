"""Source lines: who must be named under a figure, and under which licence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.model.brief import Brief
from reports.pages import fit
from reports.pdf.characters import legible

SAME_LICENCE = "Lizenz wie zuvor"
_LICENCE = re.compile(r", ((?:Datenlizenz|Creative Commons|CC\b|CC0|dl-de/|Public Domain).*)$")


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


def credit_parts(line: str, uri: str) -> tuple[str, str, str] | None:
    """Split an attribution line into provider and title, licence with its link, and what follows the address.

    None where the line is not "provider: title, licence (link), address, what was changed".
    """
    head, found, tail = line.partition(f", {uri}")
    licence = _LICENCE.search(head)
    return (head[: licence.start()], licence[1], tail) if uri and found and licence else None


def credit_lines(lines: Iterable[tuple[str, str]]) -> list[str]:
    """Write attribution lines, each with the address of its dataset, below one another.

    Every line is whole, but a line that stands above is "" and a licence named above with its link is not spelled out
    again: Datenlizenz Deutschland asks for provider, licence, link and address, not for repetition.
    """
    written: list[str] = []
    said: set[str] = set()
    for line, uri in lines:
        parts = credit_parts(line, uri)
        short = f"{parts[0]}, {uri}; {SAME_LICENCE}{parts[2]}" if parts and parts[1] in said else line
        written.append("" if line in said else short)
        said |= {line, parts[1] if parts else ""}
    return written
