"""Page 5: what the figures mean, what they cannot say, and where they come from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.model.brief import Brief
from reports.pages import fit
from reports.pages.method.validation import validation_view
from reports.pdf.characters import clean, legible
from reports.pdf.typeface import cut
from reports.words.elsewhere import WORKBOOK
from reports.words.estimate_notation import estimated
from reports.words.notation import month_name, number, period
from reports.words.regions import rated
from reports.words.sources import OTHER_REFERENCE, Listed, dated, listed_sources, revised, without_data

LINE, ROW = 9.8, 3.2
MEANING = (76.0, 182.0, 92.0, 148.9)  # widths of the columns
COLUMNS = (153.0, 95.0, 207.4, 43.5)  # title, period with date of issue, licence, checksum
PAD, SOURCE_PAD = 6.0, 4.0
FIXED = 203.0  # what stands on the page beside the two tables' rows
KINDS = 60.0  # the three boxes
SOURCES_HEAD = 17.0  # of its table
LEAST = 3  # rows of the table of meanings that stay before hints go
AIRY = 40.0  # what they must leave for blank space
INEXACT = 4.0  # by how much the heights of a full page may be off
REBUILD = "Derselbe Bericht, Byte für Byte, entsteht mit"
CHECKSUM_NOTE = "Prüfsumme: Anfang der SHA-256-Summe der Datei, bei mehreren der ihrer sortierten Summen."
WORKBOOK_NOTE = "Die Excel-Datei liegt im selben Ordner."
FILES_NOTE = "Excel-Datei (.xlsx) im selben Ordner: alle Zahlen; brief.json: der ganze Bericht für Programme."
MEANINGS = (
    (
        "",
        "Amtliche Bewertung",
        "Mittel von bis zu sechs Punktwerten (0 bis 3) je Niveau. Engpass ab 2,0; Beobachtung ab 1,5.",
        "{rated}, {official}",
        "Nur für {area}. „·“ heißt nicht bewertet (wie Helferberufe), nicht „kein Engpass“.",
    ),
    (
        "",
        "Stellen, Arbeitslose",
        "Gemeldete Stellen am Arbeitsort; arbeitslos Gemeldete am Wohnort nach gesuchtem Beruf.",
        "Region, {counted}",
        "Nicht alle sind gemeldet. Alle Niveaus zusammen, auch Helfer; Pendeln fehlt.",
    ),
    (
        "",
        "Arbeitslose je Stelle, Verlauf",
        "Eigene Berechnung; kleiner Wert: schwer zu besetzen. Der Punkt im Verlauf ist das letzte Jahr.",
        "Region und {land}, {trend}",
        "Amtliche Grenzwerte gelten nicht; jede Linie im Verlauf hat ihren Maßstab.",
    ),
    (
        "estimated",
        "Schätzung, Rang, Einordnung",
        "Eigene Berechnung. Rang: unter Regionen mit genug Fällen. Einordnung: Land und Schätzung.",
        "Region, {counted}",
        "Nie amtlich, alle Niveaus. Auch bei einem Engpass kann es viele Arbeitslose geben.",
    ),
    (
        "vacancy_days_month",
        "Vakanzzeit",
        "Tage vom gewünschten Beginn bis zur Abmeldung einer Stelle.",
        "{land}, {days}",
        "Gilt für das Land. Stellen, die noch offen sind, zählen nicht mit.",
    ),
    (
        "",
        "Beschäftigte, Ausländer",
        "Beschäftigte am Arbeitsort und der Anteil mit ausländischer Staatsangehörigkeit.",
        "Region, {employed}",
        "Die Staatsangehörigkeit sagt nicht, wo jemand ausgebildet wurde.",
    ),
    (
        "",
        "Volle Gleichwertigkeit",
        "Bescheid: dem deutschen Abschluss gleichwertig. Staaten nur für die 20 häufigsten Berufe.",
        "Deutschland, {recognised}",
        "Fälle, nicht Menschen; ohne Wohnort und Arbeit, Auflagen und Teilanerkennungen.",
    ),
    (
        "month_figures",
        "Der neueste Monat",
        "Bestand am Stichtag in der Monatsmitte; Beschäftigte am Monatsende.",
        "Region und {land}, {month}",
        "Monate schwanken mit der Jahreszeit, darum der Vorjahresmonat.",
    ),
    (
        "said",
        "Kammern, Städte, Register",
        "Was sie veröffentlichen oder auf dem Meldebogen angeben; das Register wird von Hand gepflegt.",
        "wie angegeben, mit Tag",
        "Auszüge, keine Zählung. Kammerbezirke sind nicht die Region.",
    ),
)
PAD_MOST = 7.5


@dataclass(frozen=True, slots=True)
class Density:
    """How much room the page gives to what a reader can do without."""

    kinds: bool = False  # the three boxes
    counts: bool = False  # the official rating in figures
    table: bool = False  # sources in a table; else in a line each, those of one licence together
    days: bool = False  # the vacancy time, which page 2 explains too


DENSITIES = (
    Density(True, True, True, True),
    Density(True, False, True, True),
    Density(False, False, True, True),
    Density(False, False, False, True),
    Density(),
)


def method_view(brief: Brief) -> dict:
    """Arrange the method page: what a reader can do without gives way when there are many sources."""
    for density in DENSITIES:
        view, room = _arranged(brief, density)
        if room >= (AIRY if density.kinds else INEXACT):
            break
    for least in (LEAST, 0):
        if room < 0:
            view, room = _without_rows(view, room, least)
        if room < 0 and view["hints"]:
            shorter = _fewer(view["hints"], math.ceil(-room / fit.NOTE_LINE))
            room += (_hint_lines(view["hints"]) - _hint_lines(shorter)) * fit.NOTE_LINE
            view["hints"] = shorter
    rows = len(view["meanings"]) + (len(view["sources"]) if density.table else 0)
    spare = (room - 8) / (2 * max(rows, 1))
    return {**view, "padding": math.floor(10 * min(max(spare, 0.0), PAD_MOST)) / 10}


def _without_rows(view: dict, room: float, least: int) -> tuple[dict, float]:
    """Leave out the last rows of the table of meanings as far as room is lacking, down to so many."""
    kept = list(view["meanings"])
    while room < 0 and len(kept) > least:
        room += _height(kept.pop(), MEANING)
    return {**view, "meanings": kept}, room


def _arranged(brief: Brief, density: Density) -> tuple[dict, float]:
    """Return what stands on the page, and the height that is left."""
    land = cut(clean(brief.region.land_short), fit.CELL, 130)
    rated_short = cut(clean(brief.region.rated_short), fit.CELL, 130)
    dates = {
        "land": land,
        "rated": rated_short,
        "official": _first_period(brief, "ba_engpassanalyse"),
        "counted": _headline_period(brief, "unemployed"),
        "employed": _headline_period(brief, "employees"),
        "recognised": brief.recognition_total.period,
        "trend": _trend(brief),
        "days": legible(brief.vacancy_days_month)[:40],
        "month": legible(brief.month_figures[0].month)[:40] if brief.month_figures else "",
    }
    meanings = [
        (name, what, where.format(**dates), limits.format(area=rated(brief.region)))
        for need, name, what, where, limits in MEANINGS
        if (not need or _there(brief, need)) and (density.days or need != "vacancy_days_month")
    ]
    listed = listed_sources(brief)
    sources = [_source(s) for s in listed] if density.table else []
    grouped = [] if density.table else _grouped(listed)
    validation = validation_view(brief)
    counts = _counts(brief, rated_short, dates["official"]) if density.counts else ""
    missing = _line("Ohne Daten in dieser Ausgabe – ", [without_data(brief)], 5)
    changed = _line("Rückwirkend geändert: ", revised(brief), 3)
    hints = _hints(brief, listed)
    command = (f"brief render {clean(brief.region.id)}", f"--edition {clean(brief.edition)}")
    files = f"{CHECKSUM_NOTE} {FILES_NOTE if density.table else WORKBOOK_NOTE}"
    edition = f"Ausgabe {brief.edition}, Berichtsmonat {month_name(brief.month)}."
    again = "" if OTHER_REFERENCE in brief.warnings else REBUILD
    rebuild = f"{edition} {again} {' '.join(command)}. {files}"
    room = fit.PAGE - FIXED - sum(_height(m, MEANING) for m in meanings) - sum(s["height"] for s in sources)
    room += SOURCES_HEAD if grouped else 0
    room -= sum(fit.lines(g["text"], fit.NOTE, fit.WIDTH, True) * fit.NOTE_LINE + 1 for g in grouped)
    room -= validation["height"] if validation else 0
    room -= (fit.lines(rebuild, fit.CELL, fit.WIDTH - 20, bold=True) - 2) * 11.5
    room -= fit.paragraphs([t for t in (missing, changed) if t], fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 2)
    room -= fit.paragraphs([counts] if counts else [], fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 4)
    room -= _hint_lines(hints) * fit.NOTE_LINE + 5 if hints else 0
    room -= KINDS if density.kinds else 0
    view = {
        "land": rated_short,
        "kinds": density.kinds,
        "meanings": meanings,
        "counts": counts,
        "sources": sources,
        "grouped": grouped,
        "validation": validation,
        "hints": hints,
        "missing": missing,
        "changed": changed,
        "command": command,
        "rebuild": again,
        "files_note": files,
    }
    return view, room


Hint = tuple[str, str]  # the sources it is about, what is to be known of them


def _hints(brief: Brief, listed: Sequence[Listed]) -> list[Hint]:
    """Say of each source that is late, old or incomplete how it stands, and what else is not in order."""
    found: dict[str, list[str]] = {}
    for source in listed:
        if source.status:
            found.setdefault(source.status, []).append(source.title)
    hints = [(", ".join(titles) + ": ", text) for text, titles in found.items()]
    told = tuple(f"{source.title}:" for source in listed if source.status)
    hints += [("", warning) for warning in brief.warnings if not warning.startswith(told)][:8]
    found = []
    for who, text in hints:
        whole = fit.limited(legible(who + text), fit.NOTE, 3, bold=True)
        shown = legible(who) if whole.startswith(legible(who)) else whole
        found.append((shown, whole.removeprefix(shown)))
    return found


def _fewer(hints: list[Hint], lines: int) -> list[Hint]:
    """Leave out hints of at least so many lines, and say how many."""
    kept = list(hints)
    while kept and _hint_lines(hints) - _hint_lines(kept) < lines + 1:
        kept.pop()
    return [*kept, ("", f"{len(hints) - len(kept)} weitere {WORKBOOK}")]


def _hint_lines(hints: Sequence[Hint]) -> int:
    return sum(fit.lines(who + text, fit.NOTE, fit.WIDTH, True) for who, text in hints)


def _there(brief: Brief, need: str) -> bool:
    """Say whether the brief shows what a row of the table explains."""
    if need == "estimated":
        return estimated(brief)
    if need == "said":
        return bool(brief.chamber_figures or brief.places or brief.reports or brief.context or brief.register)
    return bool(getattr(brief, need))


def _line(head: str, parts: Sequence[str], most: int) -> str:
    """Write as many parts as stand in so many lines, each whole, and say how many there are more."""
    if not any(parts):
        return ""
    wordings = []
    for count in range(len(parts), 0, -1):
        more = [f"{len(parts) - count} weitere {WORKBOOK}"] if count < len(parts) else []
        wordings.append(legible(head + "; ".join([*parts[:count], *more]) + "."))
    return fit.shortest_whole(wordings, fit.NOTE, most)


def _counts(brief: Brief, land: str, year: str) -> str:
    """Say how many groups the BA rates: recounted from its scores, and equal to its overview."""
    c = brief.counts
    if "rated_2" not in c or not c.get("germany_rated"):
        return ""
    levels = [[number(c.get(f"{what}_{level}", 0)) for level in (2, 3, 4)] for what in ("rated", "engpass")]
    return fit.limited(
        f"Amtliche Bewertung {year} in Zahlen: {land} {levels[0][0]} Fachkraft-, {levels[0][1]} Spezialisten-, "
        f"{levels[0][2]} Expertengruppen bewertet; Engpass {levels[1][0]}, {levels[1][1]} und {levels[1][2]}, zusammen "
        f"{number(c['engpass'])}; unter Beobachtung {number(c['beobachtung'])}, kein Engpass "
        f"{number(c['kein_engpass'])}. Deutschland (Viersteller) {number(c['germany_rated'])} bewertet; "
        f"Engpass {number(c['germany_engpass'])}, unter Beobachtung {number(c['germany_beobachtung'])}, kein Engpass "
        f"{number(c['germany_kein_engpass'])}. Die Zahlen sind aus den Punkten der BA nachgerechnet.",
        fit.NOTE,
        3,
    )


def _source(s: Listed) -> dict:
    title, period, licence, _ = (column - SOURCE_PAD for column in COLUMNS)
    texts = {
        "title": (fit.limited(legible(s.title), fit.NOTE, 3, title, bold=True), title),
        "period": (fit.limited(legible(dated(s)), fit.NOTE, 3, period), period),
        "attribution": (fit.limited(legible(s.attribution.removeprefix("Quelle: ")), fit.NOTE, 6, licence), licence),
    }
    lines = [fit.lines(text, fit.NOTE, room, bold=key == "title") for key, (text, room) in texts.items()]
    return {
        **{key: text for key, (text, _) in texts.items()},
        "checksum": s.checksum[:8],
        "late": bool(s.status),
        "height": max(lines) * LINE + ROW,
    }


def _grouped(listed: Sequence[Listed]) -> list[dict]:
    """Name the sources of each licence line together, with period and checksum."""
    groups: dict[str, list[Listed]] = {}
    for source in listed:
        groups.setdefault(legible(source.attribution.removeprefix("Quelle: ")), []).append(source)
    found = []
    for licence, sources in groups.items():
        parts = [
            {"title": cut(legible(s.title), fit.NOTE, 300, bold=True), "late": bool(s.status),
             "dated": cut(f"{legible(dated(s))} ({s.checksum[:8]})", fit.NOTE, 300)}
            for s in sources
        ]  # fmt: skip
        licence = fit.limited(licence, fit.NOTE, 4)
        text = f"{licence}: " + "; ".join(f"{p['title']} {p['dated']}" for p in parts)
        found.append({"licence": licence, "parts": parts, "text": text})
    return found


def _height(texts: tuple[str, ...], columns: tuple[float, ...]) -> float:
    name = fit.lines(texts[0], fit.CELL, columns[0] - PAD, bold=True)
    others = (fit.lines(t, fit.NOTE, c - PAD) for t, c in zip(texts[1:], columns[1:], strict=True))
    return max(name, *others) * LINE + ROW


def _first_period(brief: Brief, source: str) -> str:
    return next((s.period for s in brief.sources if s.id == source), "")


def _headline_period(brief: Brief, key: str) -> str:
    return period(brief.headline[key]) if key in brief.headline else ""


def _trend(brief: Brief) -> str:
    years = [year for o in brief.occupations for year, _ in (o.trend[:1] + o.trend[-1:])]
    return f"{min(years)} bis {max(years)}" if years else _headline_period(brief, "unemployed")
