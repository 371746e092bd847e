"""The sections of page 4: what chambers, agencies and cities say, and who already helps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from reports.charts.plots import bar_chart, bar_names
from reports.charts.svg import NAME_LINE
from reports.model.brief import Brief
from reports.model.evidence import ChamberFigure, ContextFigure, Entry, Report
from reports.pages import fit
from reports.pages.evidence.section import (
    COLUMN,
    LINE,
    SMALL_LINE,
    Content,
    Section,
    limit,
    make_empty,
    name_height,
    small_height,
)
from reports.pages.source_lines import credit_lines, source_line
from reports.pdf.characters import legible
from reports.pdf.typeface import width
from reports.words import evidence as words
from reports.words.elsewhere import WORKBOOK
from reports.words.notation import NO_VALUE, cell, number

TABLE_HEAD = 17.0
BAR, BAR_LINE, NAMED = 12.5, NAME_LINE, 0.62  # a bar, a further line of its name, the part names take
REPORTS = (124.0, 50.0, 36.0, 52.0, 128.0, 108.9)  # widths of the columns
CHAMBER = (150.0, 40.0, 52.0)
MOST = {"reports": 40, "places": 10, "chamber": 12, "context": 8, "register": 16}
PAD = 4.5  # of a cell
NAMED_HERE, NAMED_IN_LAND = 8, 5
CRAFTS = ["places", "chamber"]


def reports_section(brief: Brief) -> Section:
    """Return the shortages that chambers, agencies and associations reported, over the whole width."""
    title = "Was Kammern und Agenturen melden"
    if not brief.reports:
        return make_empty("reports", title, words.say_absence(brief, "reports"), room=fit.WIDTH)
    rows = [_report(r, brief.region.name) for r in brief.reports[: MOST["reports"]]]
    below = [source_line(brief, *(r.source for r in brief.reports))]
    late = _late(brief, "reports", fit.WIDTH)
    return _table("reports", title, rows, len(brief.reports), late, below, room=fit.WIDTH)


def _table(
    key: str, title: str, rows: Sequence[dict], total: int, late: str, below: Sequence[str], room: float = COLUMN
) -> Section:
    def make(count: int) -> Content:
        tall = TABLE_HEAD + 3 + sum(r["height"] for r in rows[:count]) if count else 0.0
        return Content(rows[:count], tall, total - count, late=late, below=below)

    return Section(key, title, len(rows), make, room)


def _late(brief: Brief, section: str, room: float = COLUMN) -> str:
    return limit(words.standing(brief, section), fit.NOTE, 4, room, bold=True)


def _report(r: Report, region: str) -> dict[str, Any]:
    rooms = [column - PAD for column in REPORTS]
    name = limit(r.name, fit.CELL, 4, rooms[0], bold=True)
    since = limit(r.since or NO_VALUE, fit.NOTE, 2, rooms[3] - 5)
    doing = limit(r.doing or NO_VALUE, fit.NOTE, 5, rooms[4])
    kind = r.organisation_kind
    who = r.organisation if kind.lower() in r.organisation.lower() else f"{r.organisation} ({kind})"
    who = limit(who, fit.NOTE, 3, rooms[5])
    where = limit(_joined(r.date, "" if r.area == region else r.area), fit.NOTE, 2, rooms[5], bold=True)
    lines = [fit.lines(since, fit.NOTE, rooms[3] - 5), fit.lines(doing, fit.NOTE, rooms[4])]
    lines.append(fit.lines(who, fit.NOTE, rooms[5]) + fit.lines(where, fit.NOTE, rooms[5], bold=True) + r.stale)
    return {
        "name": name,
        "severity": words.SEVERITIES.get(r.severity, NO_VALUE),
        "look": {3: "e", 2: "b"}.get(r.severity, "k"),
        "places": cell(r.places, r.places_flag),
        "since": since,
        "doing": doing,
        "who": who,
        "where": where,
        "stale": r.stale,
        "height": max(max(lines) * SMALL_LINE, name_height(name, rooms[0])) + 4.6,
    }


def crafts_sections(brief: Brief) -> list[Section]:
    """Return open apprenticeships and the chambers' figures; one section where there is neither."""
    if not brief.places and not brief.chamber_figures:
        return [
            make_empty("crafts", "Handwerk und Ausbildung", words.say_absences(brief, CRAFTS, headed=True), lines=6)
        ]
    return [_places(brief), _chamber(brief)]


def _places(brief: Brief) -> Section:
    title = "Handwerk: offene Lehrstellen"
    if not brief.places:
        return make_empty("places", title, words.say_absence(brief, "places"))
    shown = brief.places[: MOST["places"]]
    pairs = [(legible(p.name), float(p.places)) for p in shown]
    names = bar_names([name for name, _ in pairs], COLUMN * NAMED - 8, most=3)
    heights = [BAR + (len(lines) - 1) * BAR_LINE for lines in names]
    notes = list(dict.fromkeys(p.note for p in brief.places if p.note))
    what = f"Gemeldete Plätze nach Berufsgruppe, {brief.places[0].date}; ohne Gruppen mit weniger als 3 in einem Kreis"
    above = [limit("; ".join([what, *notes]) + ".", fit.NOTE, 4, COLUMN)]
    below = [source_line(brief, *(p.source for p in brief.places), room=COLUMN, most=5)]
    late = _late(brief, "places")

    def make(count: int) -> Content:
        def drawn() -> str:
            size = (COLUMN, sum(heights[:count]))
            alternative = f"{title}, {legible(brief.places[0].date)}"
            return bar_chart(pairs[:count], size, alternative, NAMED, lines=3, heights=heights[:count])

        tall = sum(heights[:count]) + 4 if count else 0.0
        return Content([{}] * count, tall, len(brief.places) - count, "", above, late, below, drawn)

    return Section("places", title, len(shown), make)


def _chamber(brief: Brief) -> Section:
    title = "Handwerk: was die Kammern zählen"
    if not brief.chamber_figures:
        return make_empty("chamber", title, words.say_absence(brief, "chamber"))
    shown = brief.chamber_figures[: MOST["chamber"]]
    late = _late(brief, "chamber")
    source = source_line(brief, *(f.source for f in brief.chamber_figures), room=COLUMN, most=4)

    def make(count: int) -> Content:
        common = _common([f.quoted for f in shown[:count]])
        rows = [_chamber_row(f, "" if common else f.quoted) for f in shown[:count]]
        tall = TABLE_HEAD + 3 + sum(r["height"] for r in rows) if rows else 0.0
        quoted = [_quoted(f"Veröffentlicht: {common}", COLUMN)] if common else []
        return Content(rows, tall, len(brief.chamber_figures) - count, late=late, below=[*quoted, source])

    return Section("chamber", title, len(shown), make)


def _common(texts: Sequence[str]) -> str:
    """Return what several rows say alike, so that it is said once."""
    return texts[0] if len(texts) > 1 and len(set(texts)) == 1 else ""


def _quoted(text: str, room: float) -> str:
    """Name where something was published: the page, or only its site where the address is long."""
    site = re.sub(r"([\w-]+(?:\.[\w-]+)+)/\S+", r"\1", text)
    return fit.shortest_whole([legible(text), legible(site)], fit.NOTE, 2, room)


def _chamber_row(f: ChamberFigure, quoted: str) -> dict[str, Any]:
    room = CHAMBER[0] - PAD
    name = limit(f.name, fit.CELL, 2, room, bold=True)
    dated = limit(_joined(f.date, f.area), fit.NOTE, 2, room)
    quoted = _quoted(quoted, room) if quoted else ""
    return {
        "name": name,
        "quoted": quoted,
        "value": _number(f.value),
        "dated": dated,
        "previous": NO_VALUE if f.previous is None else _number(f.previous),
        "previous_date": limit(f.previous_date, fit.NOTE, 1, CHAMBER[2] - 7) if f.previous is not None else "",
        "height": name_height(name, room) + small_height([dated, quoted], room) + 4.6,
    }


def _joined(*parts: str) -> str:
    return ", ".join(p for p in parts if p)


def _number(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def context_section(brief: Brief) -> Section:
    """Return municipal and official series, one entry per dataset; a dataset stands with its whole licence line."""
    title = "Aus den Städten und Kreisen"
    if not brief.context:
        return make_empty("context", title, words.say_absence(brief, "context"))
    groups: dict[tuple, list[ContextFigure]] = {}
    for f in brief.context:
        groups.setdefault((f.source, f.title, f.date, f.attribution, f.stale), []).append(f)
    own = brief.region.name
    ordered = sorted(groups.values(), key=lambda g: (g[0].stale, all(f.area != own for f in g)))[: MOST["context"]]
    whole = [g[0].attribution or source_line(brief, g[0].source, room=COLUMN, most=5) for g in ordered]
    lines = credit_lines((line, g[0].uri) for line, g in zip(whole, ordered, strict=True))
    rows = [_dataset(group, line, own) for group, line in zip(ordered, lines, strict=True)]
    late = _late(brief, "context")

    def make(count: int) -> Content:
        tall = 2 + sum(r["height"] for r in rows[:count]) if count else 0.0
        return Content(rows[:count], tall, len(groups) - count, late=late)

    return Section("context", title, len(rows), make)


def _dataset(group: Sequence[ContextFigure], credit: str, own: str) -> dict[str, Any]:
    total = len(group)
    group = [one for one in group if one.area == own] or group
    f, areas = group[0], {one.area for one in group}
    figures = [_series(one) for one in group]
    if len(areas) > 1:
        alone = len({one.series for one in group}) == 1
        figures = [f"{one.area} {_value(one)}" if alone else f"{one.area}: {_series(one)}" for one in group]
        figures[0] = f"{f.series}: {figures[0]}" if alone else figures[0]
    name = limit(f.title or f.series, fit.CELL, 2, COLUMN, bold=True)
    where = limit(_joined(f.area if len(areas) == 1 else "", f.date), fit.NOTE, 1, COLUMN)
    shorter = range(len(figures), 0, -1)
    values = fit.shortest_whole([legible(_listed(figures[:n], total - n)) for n in shorter], fit.CELL, 3, COLUMN)
    credit = limit(credit, fit.NOTE, 12, COLUMN)
    old = _joined("Alter Stand", f"zuletzt geändert {f.modified}" if f.modified else "")
    stale = limit(old, fit.NOTE, 1, COLUMN, bold=True) if f.stale else ""
    tall = name_height(name, COLUMN) + fit.lines(values, fit.CELL, COLUMN) * LINE + 5
    tall += small_height([where, credit], COLUMN) + small_height([stale], COLUMN, bold=True)
    return {"name": name, "where": where, "figures": values, "attribution": credit, "stale": stale, "height": tall}


def _listed(figures: Sequence[str], left: int) -> str:
    return "; ".join([*figures, *([f"{number(left)} weitere {WORKBOOK}"] if left else [])])


def _series(f: ContextFigure) -> str:
    return f"{f.series} {_value(f)}".strip()


def _value(f: ContextFigure) -> str:
    value = cell(None, f.flag) if f.value is None else words.with_unit(f.value, f.unit)
    before = f.previous is not None and f.value is not None
    return f"{value} ({f.previous_date}: {_number(f.previous)})" if before else value


def register_section(brief: Brief) -> Section:
    """Return who already helps: in small sizes the names under their kinds, in larger ones what they do."""
    title = "Wer schon hilft"
    if not brief.register:
        found = words.NO_NETWORK if brief.network_missing else ""
        return make_empty("register", title, words.say_absence(brief, "register"), finding=found)
    checked = {(e.checked, e.stale) for e in brief.register}
    same = len(checked) == 1
    quotes = {e.quoted for e in brief.register}
    quoted = quotes.pop() if len(quotes) == 1 else ""
    occupations = {o.occupation: o.name for o in brief.occupations}
    entries = brief.register[: MOST["register"]]
    rows, label = [], ""
    for entry in entries:
        shown = _kind(entry) if _kind(entry) != label else ""
        rows.append([_entry(entry, shown, occupations, brief.region.name, not same, not quoted, d) for d in (0, 1)])
        label = _kind(entry)
    finding = words.NO_NETWORK if brief.network_missing else ""
    checks = f"Alle Einträge {_checked(*checked.pop())}." if same else ""
    old = same and brief.register[0].stale
    late = checks if old else words.standing(brief, "register")
    uncovered = fit.shortest_whole([legible(words.uncovered(brief, n)) for n in (3, 2, 1)], fit.NOTE, 2, COLUMN)
    source = source_line(brief, "register", room=COLUMN, most=4)
    below = [uncovered, limit(f"{source}: {quoted}" if quoted else source, fit.NOTE, 6, COLUMN)]
    late = limit(late, fit.NOTE, 3, COLUMN, bold=True)
    above = [] if old or not checks else [limit(checks, fit.NOTE, 2, COLUMN)]

    def make(size: int) -> Content:
        names, detailed = min(size, len(rows)), size - len(rows) - 1
        listed = [row[i < detailed] for i, row in enumerate(rows)]
        shown = listed if detailed >= 0 else _by_kind(entries[:names], dated=not same)
        tall = 2 + sum(r["height"] for r in shown) if shown else 0.0
        left = len(brief.register) - names
        return Content(shown, tall, left, finding, above, late, [t for t in below if t])

    return Section("register", title, 2 * len(rows) + 1, make)


def _kind(entry: Entry) -> str:
    return legible(words.KINDS.get(entry.kind, entry.kind))[:60] + ("" if entry.exact else ", überregional")


def _by_kind(entries: Sequence[Entry], dated: bool) -> list[dict[str, Any]]:
    """Write nothing but the names, those of a kind in one paragraph."""
    found = []
    for kind, some in groupby(entries, _kind):
        names = "; ".join(f"{e.name} ({_checked(e.checked, e.stale)})" if dated else e.name for e in some)
        names = limit(names, fit.CELL, 8, COLUMN)
        tall = fit.lines(f"{kind}: {names}", fit.CELL, COLUMN * 0.98) * LINE + 2
        found.append({"kind": kind, "names": names, "height": tall})
    return found


def count_named(brief: Brief) -> int:
    """Count the entries for this very region whose names are always printed.

    To a whole Land every entry of its Kreise belongs: there they leave room for other sections.
    """
    return min(sum(e.exact for e in brief.register), NAMED_IN_LAND if brief.region.kind == "land" else NAMED_HERE)


def _checked(day: str, stale: bool) -> str:
    return f"zuletzt geprüft {day}" + (", bitte prüfen" if stale else "") if day else "nicht geprüft, bitte prüfen"


def _entry(
    entry: Entry, kind: str, names: dict[str, str], region: str, dated: bool, quoted: bool, whole: int
) -> dict[str, Any]:
    occupations = [names.get(code, code) for code in entry.occupations[:3]]
    facts = [
        "" if entry.area == region else entry.area,
        ", ".join(occupations) + (" u. a." if len(entry.occupations) > 3 else ""),
        ", ".join(entry.countries[:4]) + (" u. a." if len(entry.countries) > 4 else ""),
        f"Sprachen: {', '.join(entry.languages[:4])}" if entry.languages else "",
        f"seit {entry.since}" if entry.since else "",
    ]
    facts = " · ".join(f for f in facts if f)
    name = limit(entry.name, fit.CELL, 2, COLUMN, bold=True)
    more = [words.address(entry.link), "", entry.quoted if quoted else ""]
    wordings = []
    for note in fit.sentences(entry.note):
        more[1] = note
        wordings.append(legible(" · ".join(t for t in (facts, *more) if t)))
    beside = _beside(name, wordings[0] if whole else legible(facts))
    details = beside or (fit.shortest_whole(wordings, fit.NOTE, 4, COLUMN) if whole else "")
    checked = limit(_checked(entry.checked, entry.stale), fit.NOTE, 1, COLUMN, bold=True) if dated else ""
    under = [] if beside else [details]
    return {
        "kind": kind,
        "names": "",
        "name": name,
        "details": details,
        "apart": not beside and bool(details),
        "checked": checked,
        "stale": entry.stale,
        "height": name_height(name, COLUMN) + small_height(under, COLUMN) + small_height([checked], COLUMN, bold=True)
        + 3 + (12.0 if kind else 0.0),
    }  # fmt: skip


def _beside(name: str, details: str) -> str:
    """Return details that fit on the line of a name."""
    room = width(name, fit.CELL, bold=True) + width(f"  {details}", fit.NOTE)
    return details if room <= COLUMN * 0.97 else ""
