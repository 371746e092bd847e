"""The section of page 4 that says where to begin: each factor of each short group, and what already covers others."""

from __future__ import annotations

from typing import Any

from reports.model.brief import Brief
from reports.model.starting_points import StartingPoint, counts
from reports.pages import fit
from reports.pages.evidence.section import Content, Section, limit, make_empty, name_height, recognition_place
from reports.pdf.characters import legible
from reports.words import starting_points as words
from reports.words.estimate_notation import chance
from reports.words.notation import number

KEY = "gap"
SPELLED = {"mint": "Mathematik, Informatik, Naturwissenschaften, Technik"}
COLUMNS = (28.0, 210.0, 74.0, 80.0, 74.0, 32.9)  # rank, name, shortage, recognition, open, value
NAME_ROOM = COLUMNS[1] - 12.5
TABLE_HEAD, ROW_PAD, MOST, ROOMY = 17.0, 4.3, 10, 4


def starting_points_section(brief: Brief, alone: bool = False) -> Section | None:
    """Return the section; None for an edition that holds no priorities. Its last sizes add lines below the rows.

    Without the matrix below it, it says itself why its cases are others than those of page 3.
    """
    if not brief.starting_points:
        return None
    spelled = f" ({SPELLED[brief.focus]})" if brief.focus in SPELLED else ""
    title = limit(words.title(brief) + spelled, 10.5, 1, fit.WIDTH, bold=True)
    chosen = [point for point in brief.starting_points if counts(point)]
    findings = [legible(words.white_spots(brief, network)) for network in (True, False)]  # the register's section too
    on_one_line = (text for text in findings if fit.lines(text, fit.CELL, bold=True) == 1)
    finding = next(on_one_line, limit(findings[0], fit.CELL, 2, fit.WIDTH, bold=True))
    rows = [_row(point, brief) for point in chosen[:MOST]]
    shorter, fuller = (_others(brief, most) for most in (2, 3))
    unranked = sum(g.in_focus and not counts(g) and not g.covered_by for g in brief.starting_points)
    without = [legible(words.unranked(brief, most)) for most in range(12, 0, -1)]
    more = [line for line in (fit.shortest_whole(without, fit.NOTE, 2 if rows else 3, fit.WIDTH),) if line]
    if not rows:
        said = [*more, fuller] if more or fuller else ["In diesem Schwerpunkt ist keine Berufsgruppe knapp."]
        return make_empty(KEY, title, *said, finding=finding, room=fit.WIDTH)

    def make(size: int) -> Content:
        shown, further = rows[:size], max(size - len(rows), 0)
        opened = any(point.step_open for point in chosen[: len(shown)])
        how = fit.no_taller(words.calculation(brief, opened, whole=further > len(more)), fit.NOTE)
        how = _line(f"{how} Fälle: {words.together(recognition_place())}." if alone else how, 4)
        others = (fuller if size >= min(ROOMY, len(rows)) else shorter) if size else _line(words.outside(brief, 1), 2)
        tall = TABLE_HEAD + 3 + sum(row["height"] for row in shown) if shown else 0.0
        left = len(chosen) - len(shown) + (0 if further else unranked)
        below, always = [how, *more[:further]], [line for line in (others,) if line]
        return Content(shown, tall, left, finding=finding, below=below, always=always)

    return Section(KEY, title, len(rows) + 1 + len(more), make, fit.WIDTH)


def _others(brief: Brief, lines: int) -> str:
    """Name the highest values outside the focus, the first at least, and what is covered, with its source or without.

    Where both do not find room in so many lines they take one more.
    """
    tried = [(most, True) for most in (4, 3, 2, 1)] + [(1, False)]
    wordings = [legible(f"{words.outside(brief, n)} {words.covered(brief, whole)}".strip()) for n, whole in tried]
    return fit.shortest_whole(wordings, fit.NOTE, lines + (fit.lines(wordings[-1], fit.NOTE) > lines))


def _line(text: str, most: int) -> str:
    return limit(text, fit.NOTE, most, fit.WIDTH)


def _row(point: StartingPoint, brief: Brief) -> dict[str, Any]:
    steps = len(brief.potential_from)
    name = limit(point.name, fit.CELL, 2, NAME_ROOM, bold=True)
    known = brief.network_missing is not None
    interval = f"({_interval(point)})"
    rated = brief.region.kind == "land"
    return {
        "rank": words.span(*point.rank[:2]),
        "name": name,
        "shortage": "ja" if rated else chance(point.shortage),
        "interval": "amtlich" if rated else interval,
        "potential": words.share(point.step or 0, steps),
        "cases": f"({number(point.full_equivalence or 0)} Fälle{'*' if point.step_open else ''})",
        "open": "1",
        "initiative": ("(nur zum Teil)" if point.initiatives else "(keine Initiative)") if known else "",
        "value": number(point.priority, 2),
        "height": name_height(name, NAME_ROOM) + ROW_PAD,
    }


def _interval(point: StartingPoint) -> str:
    """Write the interval in percent, open where the probability itself is beyond 99 or below 1."""
    if point.shortage is not None and not 0.01 <= point.shortage <= 0.99:
        return f"ab {_whole(point.shortage_low)}" if point.shortage > 0.99 else f"bis {_whole(point.shortage_high)}"
    return f"{_whole(point.shortage_low)}–{_whole(point.shortage_high)}"


def _whole(share: float) -> str:
    return number(min(max(100 * share, 1), 99))
