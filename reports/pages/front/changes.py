"""What changed since the edition before, at the foot of the front page: about 30 mm high at most."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reports.model.brief import Brief
from reports.model.changes import Change
from reports.pages import fit
from reports.pdf.characters import legible
from reports.pdf.typeface import width
from reports.words.elsewhere import DOCUMENT
from reports.words.notation import month_name

MOST = 32 * fit.MM  # six rows below the heading
GAP = 12.0  # above
SINCE = 336.0  # beside the heading
LINE, AFTER = 10.2, 0.8  # of a row
FIRST = ("class", "real")  # told first; of every other kind there is one line


def changes_view(brief: Brief) -> dict:
    """Arrange what changed: changes that go the same way share a row; what finds no room is counted."""
    since = legible(brief.changes_note)
    if brief.changes_since:
        since = f"gegenüber der Ausgabe {brief.changes_since} ({month_name(brief.changes_since[:7])}). {since}".strip()
    if not since:
        return {"since": "", "rows": [], "height": 0.0}
    since = fit.limited(since, fit.NOTE, 2, SINCE)
    head = max(fit.H2_LINE, fit.lines(since, fit.NOTE, SINCE) * fit.NOTE_LINE + 4)
    rows = _rows(brief.changes, MOST - head)
    return {"since": since, "rows": rows, "height": GAP + head + sum(_height(row) for row in rows)}


def _rows(changes: Sequence[Change], room: float) -> list[dict]:
    groups = [list(group) for _, group in groupby((c for c in changes if c.kind in FIRST), lambda c: (c.kind, c.way))]
    others = [c for c in changes if c.kind not in FIRST]
    for most_first, most_last in ((2, 2), (2, 1), (1, 1)):
        first = [_together(group, most_first) for group in groups]
        last = [_row(c.title, c.text, most_last) for c in others]
        if sum(_height(row) for row in (*first, *last)) <= room:
            return [*first, *last]
    room -= sum(_height(row) for row in last)
    count, _ = fit.rows_that_fit(first, _height, room - LINE - AFTER)
    more = sum(len(group) for group in groups[count:])
    rest = "1 weitere Änderung" if more == 1 else f"{more} weitere Änderungen"
    return [*first[:count], _row("Außerdem", f"{rest}, {DOCUMENT} aufgeführt", 1), *last]


def _together(group: Sequence[Change], most: int) -> dict:
    """Name as many changes of one way as find room; a single one is told in full."""
    if len(group) == 1 or not group[0].way:
        return _row(group[0].title, "; ".join(c.text for c in group), most)
    way = group[0].way[0].upper() + group[0].way[1:]
    items = [f"{c.title} {c.short}".strip() for c in group]
    for shown in range(len(items), 0, -1):
        rest = [f"{len(items) - shown} weitere"] if shown < len(items) else []
        text = "; ".join([*items[:shown], *rest])
        if shown == 1 or _lines(way, text) <= most:
            break
    return _row(way, text, most)


def _row(title: str, text: str, most: int) -> dict:
    title = legible(title)
    whole = fit.limited(f"{title}: {legible(text)}", fit.CELL, most, _room(title))
    named = whole.startswith(f"{title}:")
    return {
        "title": title if named else "",
        "text": whole.removeprefix(f"{title}:") if named else whole,
        "lines": fit.lines(whole, fit.CELL, _room(title)),
    }


def _lines(title: str, text: str) -> int:
    return fit.lines(f"{legible(title)}: {legible(text)}", fit.CELL, _room(title))


def _room(title: str) -> float:
    """Return the width of the page less what a bold title takes more than a plain one."""
    return fit.WIDTH - (width(title, fit.CELL, bold=True) - width(title, fit.CELL))


def _height(row: dict) -> float:
    return row["lines"] * LINE + AFTER
