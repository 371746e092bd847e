"""A row of page 3: what was recognised in Germany, where it was learned, and who is already in the region."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import product

from reports.model import rounding
from reports.model.recognition import CountryCount, RecognitionRow, Reference
from reports.pages import fit
from reports.pdf.characters import clean
from reports.pdf.typeface import cut, width, wrap
from reports.words.notation import NO_VALUE, cell, change, number, percent, signed

LEVEL = {2: "Fachkraft", 3: "Spezialist", 4: "Experte"}
NAME, ORIGIN = 112.0, 176.0  # column widths
ORIGIN_TEXT = ORIGIN - 16
LINES = (4, 3, 3)  # of the first rows, which say most; LINES_LATER of the others
LINES_LATER, LINES_REGIONS, NAME_LINES = 2, 2, 3
UNPUBLISHED = ("kein Länderwert veröffentlicht", "ohne Länderwert")  # in full and in short
ANY = 40  # lines where there is no paper to be filled
# how many reference occupations and states of each to try
RICHNESS = ((3, 3), (3, 2), (2, 3), (2, 2), (1, 6), (1, 5), (1, 4), (1, 3), (1, 2), (1, 1))
SHORT_NAME = 36
TIED = "\u00a0/ "  # between states whose counts are not ranked
SMALL = 100  # a change from less is given as a count, not in percent
_REMARK = re.compile(r" \([^)]{15,}\)$")


def origin_row(row: RecognitionRow, position: int) -> dict:
    """Word a row; `states` are the states of training that it names."""
    name = cut(clean(row.name), fit.CELL, (NAME - 6) * 0.985, bold=True, lines=NAME_LINES)
    lines, level = wrap(name, fit.CELL, (NAME - 6) * 0.985, bold=True), LEVEL.get(row.level or 0, "")
    most = LINES[position] if position < len(LINES) else LINES_LATER
    most, regions = (most, LINES_REGIONS) if fit.on_paper() else (ANY, ANY)
    origin, states = _with_states(row, most) if row.countries else (_with_regions(row, regions), ())
    decisions = row.decisions
    return {
        "lines": lines,
        "name": clean(row.name),
        "level": level,
        "beside": width(lines[-1], fit.CELL, True) + width(f" {level}", fit.NOTE) < NAME - 6 if lines else False,
        "full": row.full_equivalence or 0,
        "count": NO_VALUE if row.full_equivalence is None else number(row.full_equivalence),
        "moved": _moved(row),
        "third": NO_VALUE if row.ways is None else number(row.ways.third),
        "positive": NO_VALUE
        if decisions is None or decisions.positive_share is None
        else percent(100 * decisions.positive_share, 0),
        "origin": origin,
        "states": states,
        "employees": cell(row.employees),
        "foreign": cell(row.foreign_employees),
        "unemployed": cell(row.unemployed_foreigners),
    }


def row_height(row: dict, padding: float) -> float:
    """Height of a row with its padding above and below and its hairline."""
    name = len(row["lines"]) * fit.CELL_LINE + (9.4 if row["level"] and not row["beside"] else 0.0)
    count = fit.CELL_LINE + (9.4 if row["moved"] else 0.0)
    return max(name, count, fit.lines(row["origin"], fit.NOTE, ORIGIN_TEXT) * 9.8) + 2 * padding + 0.5


def _moved(row: RecognitionRow) -> str:
    """Say how the full equivalences changed since the year before, where rounding cannot explain it."""
    if row.before is None or row.full_equivalence is None:
        return ""
    now, before = row.full_equivalence, row.before.full_equivalence
    if not rounding.moved(now, max(row.cells, 1), before, row.before.cells):
        return f"wie {row.before.year}"
    return signed(now - before, 0) if before < SMALL else change(now, before, 0) or ""


def _with_states(row: RecognitionRow, most: int) -> tuple[str, tuple[CountryCount, ...]]:
    """Write reference occupations with their states of training, as many as fit, and return the states named."""
    known = [r for r in row.references if r.countries]
    tried = [_states(row, known[:references], states) for references, states in RICHNESS]
    fitting = [t for t in tried if fit.lines(t[0], fit.NOTE, ORIGIN_TEXT) <= most]
    if not fitting:
        room = ORIGIN_TEXT * 0.985 * (most - 1)
        tried = [_states(row, known[:1], states, room) for _, states in RICHNESS[2:]]
        fitting = [t for t in tried if fit.lines(t[0], fit.NOTE, ORIGIN_TEXT) <= most] or tried[-1:]
    text, states = max(fitting, key=lambda t: (bool(t[1]), len(t[0])))
    return cut(text, fit.NOTE, ORIGIN_TEXT * 0.985, lines=most), states


def _states(
    row: RecognitionRow, chosen: list[Reference], most: int, room: float = math.inf
) -> tuple[str, tuple[CountryCount, ...]]:
    """Write the first states of some reference occupations; `room` is how long the name of one may be."""
    parts: list[str] = []
    named: list[CountryCount] = []
    for reference in chosen:
        groups = rounding.places(reference.countries)
        shown = rounding.leading(groups, most)
        named += [c for group in shown for c in group]
        origins = ", ".join(_tied(group) for group in shown) or _crowd(groups[0])
        name = _short(reference.name)
        tail = f": {origins}" if len(row.references) == 1 else f"\u00a0{number(reference.full_equivalence)} ({origins})"
        if width(name + tail, fit.NOTE) > room:
            name = cut(name, fit.NOTE, max(room - width(tail, fit.NOTE), room / 3))
        parts.append(origins if row.collective else name + tail)
    whole = len(row.references) == len(chosen) and {c.country for c in row.countries} <= {c.country for c in named}
    return "; ".join(parts) + ("" if whole else " u.\u00a0a."), tuple(named)


def _tied(group: Sequence[CountryCount]) -> str:
    return TIED.join(f"{clean(c.name)}\u00a0{number(c.count)}" for c in group)


def _crowd(group: Sequence[CountryCount]) -> str:
    """Say of states that are too many to name, and not to be ranked, how many they are."""
    low, high = min(c.count for c in group), max(c.count for c in group)
    span = number(low) if low == high else f"{number(low)} bis {number(high)}"
    return f"{number(len(group))} Staaten mit je {span}, ohne Rangfolge"


def _with_regions(row: RecognitionRow, most: int) -> str:
    """Write reference occupations, and world regions in place of the states that are not published."""
    if not row.full_equivalence:
        return ""
    groups = rounding.ranked(row.regions, max(row.cells, 1))
    for room, said, references, regions in product((most, most + 1), UNPUBLISHED, (3, 2, 1), (3, 2, 1, 0)):
        text = ", ".join(f"{_short(r.name)}\u00a0{number(r.full_equivalence)}" for r in row.references[:references])
        text += " u.\u00a0a." if len(row.references) > references else ""
        text += f"; {said}"
        if shown := rounding.leading(groups, regions):
            text += ": " + ", ".join(
                TIED.join(f"{clean(r.name)}\u00a0{number(r.count)}" for r in group) for group in shown
            )
        if fit.lines(text, fit.NOTE, ORIGIN_TEXT) <= room:
            return text
    return cut(text, fit.NOTE, ORIGIN_TEXT * 0.985, lines=most)


def _short(reference: str) -> str:
    """Leave out a long remark in brackets: "(im Rahmen der Approbationserteilung)"."""
    name = clean(reference)
    return _REMARK.sub("", name) if len(name) > SHORT_NAME else name
