"""Page 4: what chambers, agencies and cities say, who already helps, and what volunteers can do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from reports import charts, fit
from reports import text_evidence as words
from reports.filters import NO_VALUE, cell, number
from reports.model import Brief, ChamberFigure, ContextFigure, Entry, Report, Step
from reports.quote import source_line
from reports.typeface import SUBSTITUTE, cut, legible, width

COLUMN = 242.0
LINE, SMALL_LINE = 10.4, 9.8
H3, H3_LINE, HEAD, GAP, MORE = 10.5, 13.0, 6.8, 8.6, SMALL_LINE + 2
TABLE_HEAD = 17.0
BAR = 12.5
REPORTS = (130.0, 50.0, 36.0, 52.0, 118.0, 112.9)  # widths of the columns
CHAMBER = (146.0, 42.0, 54.0)
CALL, FOOT = 42.0, 18.0  # the invitation to report; the line on substitutes with a little to spare
ROOMY = 330.0  # a page that is mostly empty is set wider
REPORTS_LEAST = 5
MOST = {"places": 10, "chamber": 12, "context": 8, "register": 16, "steps": 12, "stay": 6}
FIRST = {"steps": 5, "register": 3}
_LINK = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?(?:/[A-Za-z0-9._~/?=&%#+,-]{0,600})?")


@dataclass
class Section:
    """A section with the height of each of its rows; without rows it is one line that says why."""

    key: str
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    finding: str = ""  # one line under the title
    above: list[str] = field(default_factory=list)  # small lines below it
    late: str = ""
    below: list[str] = field(default_factory=list)  # small lines under the rows
    head: float = 0.0  # further height above the rows
    total: int = 0  # rows there are, shown or not
    room: float = COLUMN
    drawn: Callable[[int], str] | None = None  # rows that become a drawing

    def height(self, count: int) -> float:
        """Return the height with so many rows."""
        lines = [fit.lines(t, fit.NOTE, self.room) for t in (*self.above, *self.below) if t]
        lines.append(fit.lines(self.late, fit.NOTE, self.room, bold=True))
        notes = sum(n * SMALL_LINE + 2 for n in lines if n)
        more = MORE if self.rows and count < self.total else 0.0
        head = HEAD + fit.lines(self.title, H3, self.room, bold=True) * H3_LINE
        if self.finding:
            head += fit.lines(self.finding, fit.CELL, self.room, bold=True) * LINE + 2
        return head + notes + (self.head if self.rows else 0.0) + sum(self.heights[:count]) + more + GAP

    def shown(self, count: int) -> dict[str, Any]:
        """Return what the template needs to show so many rows."""
        left = self.total - count if self.rows else 0
        return {
            "key": self.key,
            "title": self.title,
            "finding": self.finding,
            "above": self.above,
            "late": self.late,
            "rows": self.rows[:count],
            "drawing": self.drawn(count) if self.drawn and count else "",
            "more": f"und {number(left)} weitere in brief.json" if left > 0 else "",
            "below": self.below,
        }


def evidence_view(brief: Brief) -> dict[str, Any]:
    """Arrange page 4: the reports over the whole width, the other sections in two columns of like height."""
    title, subtitle = fit.titles(legible(brief.texts.evidence_title), legible(brief.texts.evidence_subtitle))
    room = fit.PAGE - fit.heading(title, subtitle) - FOOT
    reports = _reports(brief)
    sections = [*_crafts(brief), _context(brief), _register(brief), *_steps(brief)]
    left, right = _balanced(sections)
    least = sum(reports.heights[:REPORTS_LEAST])
    wanted = max(sum(s.height(len(s.rows)) for s in column) for column in (left, right))
    above = _counts([reports], max(reports.height(0) + least, room - wanted) + 0.1)
    room -= reports.height(above[0])
    below = [_counts(column, room) for column in (left, right)]
    columns = [[s.shown(n) for s, n in zip(c, ns, strict=True)] for c, ns in zip((left, right), below, strict=True)]
    used = max(sum(s.height(n) for s, n in zip(c, ns, strict=True)) for c, ns in zip((left, right), below, strict=True))
    view = {"title": title, "subtitle": subtitle, "reports": reports.shown(above[0]), "columns": columns}
    replaced = SUBSTITUTE in str(view)
    view["substitute"] = f"{SUBSTITUTE} steht für ein Zeichen, das die Schrift dieses Berichts nicht hat." * replaced
    view["call"] = words.form_command(brief) if room - used >= CALL else ""
    view["roomy"] = room - used > ROOMY
    return view


def _balanced(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """Split the sections, in their order, into two columns whose longer one is as short as can be."""
    tall = [s.height(len(s.rows)) for s in sections]
    at = min(range(1, len(sections)), key=lambda k: (max(sum(tall[:k]), sum(tall[k:])), k))
    return list(sections[:at]), list(sections[at:])


def _counts(sections: Sequence[Section], room: float) -> list[int]:
    """Share a height among sections: one row each at first, then a row in turn as long as one fits.

    Sections named in `FIRST` get so many rows before the others grow.
    """
    counts = [min(1, len(s.rows)) for s in sections]
    for most in ([min(FIRST.get(s.key, 1), len(s.rows)) for s in sections], [len(s.rows) for s in sections]):
        grown = True
        while grown:
            grown = False
            for i, limit in enumerate(most):
                more = [*counts[:i], counts[i] + 1, *counts[i + 1 :]]
                if counts[i] < limit and sum(s.height(n) for s, n in zip(sections, more, strict=True)) <= room:
                    counts, grown = more, True
    return counts


def told(text: str, size: float, most: int, room: float, bold: bool = False) -> str:
    """Limit a text from outside to some lines, with a substitute for what the typeface lacks."""
    return fit.limited(legible(text), size, most, room, bold)


def _absent(key: str, title: str, *sentences: str, room: float = COLUMN) -> Section:
    return Section(key, title, above=[told(s, fit.NOTE, 3, room) for s in sentences], room=room)


def _late(brief: Brief, section: str, room: float = COLUMN) -> str:
    return told(words.standing(brief, section), fit.NOTE, 2, room, bold=True)


def _small(texts: Iterable[str], room: float, bold: bool = False) -> float:
    return sum(fit.lines(t, fit.NOTE, room, bold) for t in texts) * SMALL_LINE


def _name(name: str, room: float) -> float:
    """Return the height of a name in bold; a name that is missing leaves its line empty."""
    return max(fit.lines(name, fit.CELL, room, bold=True), 1) * LINE


def _reports(brief: Brief) -> Section:
    title = "Was Kammern und Agenturen melden"
    if not brief.reports:
        return _absent("reports", title, words.absence(brief, "reports"), room=fit.WIDTH)
    rows = [_report(r) for r in brief.reports[:40]]
    return Section(
        "reports", title, rows, [r["height"] for r in rows],
        late=_late(brief, "reports", fit.WIDTH),
        below=[source_line(brief, *(r.source for r in brief.reports))],
        head=TABLE_HEAD + 3, total=len(brief.reports), room=fit.WIDTH,
    )  # fmt: skip


def _report(r: Report) -> dict[str, Any]:
    name = told(r.name, fit.CELL, 3, REPORTS[0] - 8, bold=True)
    since = told(r.since or NO_VALUE, fit.NOTE, 2, REPORTS[3] - 13)
    doing = told(r.doing or NO_VALUE, fit.NOTE, 3, REPORTS[4] - 8)
    kind = r.organisation_kind
    who = r.organisation if kind.lower() in r.organisation.lower() else f"{r.organisation} ({kind})"
    who = told(who, fit.NOTE, 2, REPORTS[5] - 8)
    where = told(_joined(r.date, r.area), fit.NOTE, 1, REPORTS[5] - 8, bold=True)
    lines = [fit.lines(since, fit.NOTE, REPORTS[3] - 13), fit.lines(doing, fit.NOTE, REPORTS[4] - 8)]
    lines.append(fit.lines(who, fit.NOTE, REPORTS[5] - 8) + 1 + r.stale)
    tall = max(max(lines) * SMALL_LINE, _name(name, REPORTS[0] - 8))
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
        "height": tall + 4.6,
    }


def _crafts(brief: Brief) -> list[Section]:
    absent = [words.absence(brief, key) for key in ("places", "chamber") if not getattr(brief, _FIELD[key])]
    if len(absent) == 2:
        return [_absent("crafts", "Handwerk und Ausbildung", *absent)]
    return [_places(brief), _chamber(brief)]


_FIELD = {"places": "places", "chamber": "chamber_figures"}


def _places(brief: Brief) -> Section:
    title = "Handwerk: offene Lehrstellen"
    if not brief.places:
        return _absent("places", title, words.absence(brief, "places"))
    shown = brief.places[: MOST["places"]]
    names = [legible(p.name) for p in shown]
    notes = list(dict.fromkeys(p.note for p in brief.places if p.note))
    what = f"Gemeldete Plätze nach Berufsgruppe, Region, {brief.places[0].date}; Gruppen mit weniger als 3 in einem Kreis fehlen"

    def drawn(count: int) -> str:
        pairs = [(n, float(p.places)) for n, p in zip(names[:count], shown[:count], strict=True)]
        return charts.bar_chart(pairs, (COLUMN, BAR * count), f"{title}, {legible(brief.places[0].date)}", 0.6)

    return Section(
        "places", title, [{}] * len(shown), [BAR] * len(shown),
        above=[told("; ".join([what, *notes]) + ".", fit.NOTE, 3, COLUMN)],
        late=_late(brief, "places"),
        below=[source_line(brief, *(p.source for p in brief.places), room=COLUMN, most=3)],
        head=4, total=len(brief.places), drawn=drawn,
    )  # fmt: skip


def _chamber(brief: Brief) -> Section:
    title = "Handwerk: was die Kammern zählen"
    if not brief.chamber_figures:
        return _absent("chamber", title, words.absence(brief, "chamber"))
    common = _common([f.quoted for f in brief.chamber_figures])
    rows = [_chamber_row(f, "" if common else f.quoted) for f in brief.chamber_figures[: MOST["chamber"]]]
    quoted = told(f"Veröffentlicht: {common}", fit.NOTE, 2, COLUMN) if common else ""
    return Section(
        "chamber", title, rows, [r["height"] for r in rows],
        late=_late(brief, "chamber"),
        below=_some(quoted, source_line(brief, *(f.source for f in brief.chamber_figures), room=COLUMN, most=3)),
        head=TABLE_HEAD + 3, total=len(brief.chamber_figures),
    )  # fmt: skip


def _common(texts: Sequence[str]) -> str:
    """Return what several rows say alike, so that it is said once."""
    return texts[0] if len(texts) > 1 and len(set(texts)) == 1 else ""


def _some(*texts: str) -> list[str]:
    return [t for t in texts if t]


def _chamber_row(f: ChamberFigure, quoted: str) -> dict[str, Any]:
    name = told(f.name, fit.CELL, 2, CHAMBER[0] - 8, bold=True)
    dated = told(_joined(f.date, f.area), fit.NOTE, 2, CHAMBER[0] - 8)
    quoted = told(quoted, fit.NOTE, 2, CHAMBER[0] - 8)
    tall = _name(name, CHAMBER[0] - 8) + _small([dated, quoted], CHAMBER[0] - 8)
    return {
        "name": name,
        "quoted": quoted,
        "value": _number(f.value),
        "dated": dated,
        "previous": NO_VALUE if f.previous is None else _number(f.previous),
        "previous_date": told(f.previous_date, fit.NOTE, 1, CHAMBER[2] - 7) if f.previous is not None else "",
        "height": tall + 4.6,
    }


def _joined(*parts: str) -> str:
    return ", ".join(p for p in parts if p)


def _number(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _context(brief: Brief) -> Section:
    title = "Aus den Städten und Kreisen"
    if not brief.context:
        return _absent("context", title, words.absence(brief, "context"))
    groups = [
        list(rows)
        for _, rows in groupby(brief.context, key=lambda f: (f.source, f.title, f.area, f.date, f.attribution, f.stale))
    ]
    rows, quoted = [], set()
    for group in groups[: MOST["context"]]:
        rows.append(_dataset(brief, group, group[0].attribution not in quoted))
        quoted.add(group[0].attribution)
    return Section(
        "context", title, rows, [r["height"] for r in rows], late=_late(brief, "context"), head=2, total=len(groups)
    )


def _dataset(brief: Brief, group: Sequence[ContextFigure], first: bool) -> dict[str, Any]:
    f = group[0]
    name = told(f.title or f.series, fit.CELL, 2, COLUMN, bold=True)
    where = told(_joined(f.area, f.date), fit.NOTE, 1, COLUMN)
    for count in range(min(len(group), 4), 0, -1):
        text = "; ".join(map(_series, group[:count]))
        text += f"; {len(group) - count} weitere in brief.json" if len(group) > count else ""
        if fit.lines(legible(text), fit.CELL, COLUMN) <= 2:
            break
    values = told(text, fit.CELL, 2, COLUMN)
    line = f.attribution or source_line(brief, f.source, room=COLUMN, most=3)
    attribution = told(line, fit.NOTE, 3, COLUMN) if first else ""
    old = _joined("Alter Stand", f"zuletzt geändert {f.modified}" if f.modified else "")
    stale = told(old, fit.NOTE, 1, COLUMN, bold=True) if f.stale else ""
    tall = _name(name, COLUMN) + fit.lines(values, fit.CELL, COLUMN) * LINE
    tall += _small([where, attribution], COLUMN) + _small([stale], COLUMN, bold=True) + 5
    return {"name": name, "where": where, "figures": values, "attribution": attribution, "stale": stale, "height": tall}


def _series(f: ContextFigure) -> str:
    value = cell(None, f.flag) if f.value is None else words.with_unit(f.value, f.unit)
    before = ""
    if f.previous is not None and f.value is not None:
        before = f" ({f.previous_date}: {_number(f.previous)})"
    return f"{f.series} {value}{before}".strip()


def _register(brief: Brief) -> Section:
    title = "Wer schon hilft"
    if not brief.register:
        section = _absent("register", title, words.absence(brief, "register"))
        return replace(section, finding=words.NO_NETWORK if words.register_speaks(brief) else "")
    names = {o.occupation: o.name for o in brief.occupations}
    checked = {(e.checked, e.stale) for e in brief.register}
    same = len(checked) == 1
    quoted = _common([e.quoted for e in brief.register])
    rows, label = [], ""
    for entry in brief.register[: MOST["register"]]:
        kind = words.KINDS.get(entry.kind, entry.kind) + ("" if entry.exact else ", überregional")
        rows.append(_entry(entry, kind if kind != label else "", names, brief.region.name, not same, not quoted))
        label = kind
    finding = "" if any(e.kind == "network" and e.exact for e in brief.register) else words.NO_NETWORK
    checks = f"Alle Einträge {_checked(*checked.pop())}." if same else ""
    old = same and brief.register[0].stale
    late = checks if old else words.standing(brief, "register")
    below = _some(
        told(words.uncovered(brief), fit.NOTE, 2, COLUMN),
        told(f"Quelle der Einträge: {quoted}" if quoted else "", fit.NOTE, 2, COLUMN),
        source_line(brief, "register", room=COLUMN, most=3),
    )
    return Section(
        "register", title, rows, [r["height"] for r in rows],
        finding=finding,
        above=_some("" if old else told(checks, fit.NOTE, 1, COLUMN)),
        late=told(late, fit.NOTE, 2, COLUMN, bold=True),
        below=below, head=2, total=len(brief.register),
    )  # fmt: skip


def _checked(day: str, stale: bool) -> str:
    return f"zuletzt geprüft {day}" + (", bitte prüfen" if stale else "") if day else "nicht geprüft, bitte prüfen"


def _entry(entry: Entry, kind: str, names: dict[str, str], region: str, dated: bool, quoted: bool) -> dict[str, Any]:
    occupations = [names.get(code, code) for code in entry.occupations[:3]]
    parts = [
        "" if entry.area == region else entry.area,
        ", ".join(occupations) + (" u. a." if len(entry.occupations) > 3 else ""),
        ", ".join(entry.countries[:4]) + (" u. a." if len(entry.countries) > 4 else ""),
        f"Sprachen: {', '.join(entry.languages[:4])}" if entry.languages else "",
        f"seit {entry.since}" if entry.since else "",
        words.address(entry.link),
        entry.note,
        entry.quoted if quoted else "",
    ]
    details = " · ".join(p for p in parts if p)
    checked = told(_checked(entry.checked, entry.stale), fit.NOTE, 1, COLUMN, bold=True) if dated else ""
    name = told(entry.name, fit.CELL, 2, COLUMN, bold=True)
    one = width(name, fit.CELL, bold=True) + width(f"  {legible(details)}", fit.NOTE) <= COLUMN * 0.97
    details = legible(details) if one else told(details, fit.NOTE, 3, COLUMN)
    tall = _name(name, COLUMN) + _small([] if one else [details], COLUMN)
    return {
        "kind": legible(kind)[:60],
        "name": name,
        "details": details,
        "apart": not one and bool(details),
        "checked": checked,
        "stale": entry.stale,
        "height": tall + _small([checked], COLUMN, bold=True) + 3 + (12.0 if kind else 0.0),
    }


def _steps(brief: Brief) -> list[Section]:
    steps = [s for s in brief.steps if s.kind != "stay"]
    stay = [s for s in brief.steps if s.kind == "stay"]
    title, after = words.STEPS_TITLE, "Danach: ankommen und bleiben"
    if not steps and not stay:
        return [_absent("steps", f"{title}; ankommen und bleiben", words.absence(brief, "steps"))]
    return [_step_section("steps", title, steps, brief), _step_section("stay", after, stay, brief)]


def _step_section(key: str, title: str, steps: Sequence[Step], brief: Brief) -> Section:
    if not steps:
        return _absent(key, title, words.absence(brief, "steps"))
    unchecked = not any(s.checked for s in steps)
    rows = [_step(s, not unchecked) for s in steps[: MOST[key]]]
    late = "Links und Angaben noch nicht geprüft." if unchecked else ""
    return Section(key, title, rows, [r["height"] for r in rows], late=late, head=2, total=len(steps))


def _step(s: Step, checked: bool) -> dict[str, Any]:
    text = told(s.text, fit.CELL, 4, COLUMN)
    link = _link_text(s)
    when = f"geprüft {s.checked}" if s.checked else "nicht geprüft" if checked else ""
    dated = " · ".join(_some(s.as_of, when))
    dated = told(_joined(dated, "abgelaufen: bitte prüfen" if s.expired else ""), fit.NOTE, 1, COLUMN, bold=True)
    beside = bool(link and dated) and fit.lines(f"{link} · {dated}", fit.NOTE, COLUMN, bold=True) <= 1
    small = [link] if beside else [link, dated]
    return {
        "text": text,
        "link": link,
        "href": s.link if _LINK.fullmatch(s.link) else "",
        "dated": dated,
        "beside": beside,
        "expired": s.expired,
        "height": fit.lines(text, fit.CELL, COLUMN) * LINE + _small(small, COLUMN, bold=True) + 4,
    }


def _link_text(s: Step) -> str:
    """Write in one line where a link leads: its name and address, its name and host, or the address alone."""
    address, host = words.address(s.link), words.host(s.link)
    if s.link_name and address and s.link_name != address:
        for text in (f"{s.link_name}: {address}", f"{s.link_name}, {host}"):
            if fit.lines(legible(text), fit.NOTE, COLUMN, bold=True) <= 1:
                return legible(text)
    return cut(legible(address or s.link_name), fit.NOTE, COLUMN * 0.985, bold=True)
