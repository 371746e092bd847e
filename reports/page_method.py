"""Page 5: what the figures mean, what they cannot say, and where they come from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reports import fit
from reports.filters import month_name, number
from reports.model import Brief
from reports.page_front import period
from reports.provenance import Listed, files_text, listed_sources, revised, without_data
from reports.typeface import clean, cut, legible

LINE, ROW = 9.8, 3.2
MEANING = (78.0, 172.0, 84.0, 164.9)
FIXED = 198.0  # what stands on the page beside the two tables' rows
KINDS = 60.0  # the three boxes
SOURCE, PERIOD, ISSUED, LICENCE, CHECKSUM = 168.0, 65.0, 49.0, 152.0, 64.9
REBUILD = "Derselbe Bericht, Byte für Byte, entsteht mit"
CHECKSUM_NOTE = "Prüfsumme: Anfang der SHA-256-Summe der Datei, bei mehreren die der sortierten Summen."
MEANINGS = (
    (
        "",
        "Amtliche Bewertung",
        "Ungerundetes Mittel aus bis zu sechs Indikatoren mit 0 bis 3 Punkten, je Niveau. Engpass ab 2,0; unter "
        "Beobachtung ab 1,5.",
        "{land}, {official}",
        "Gilt für das Land, nicht für die Region. „·“: nicht bewertet, das heißt nicht „kein Engpass“; Helferberufe "
        "sind nie bewertet.",
    ),
    (
        "",
        "Stellen, Arbeitslose",
        "Der Arbeitsagentur gemeldete Stellen, gezählt am Arbeitsort; arbeitslos Gemeldete nach gesuchtem Beruf, "
        "gezählt am Wohnort.",
        "Region, {counted}",
        "Nicht jede Stelle und nicht jeder Mensch ist gemeldet. Alle Niveaus zusammen, auch Helfer; Pendeln fehlt.",
    ),
    (
        "",
        "Arbeitslose je Stelle, Verlauf",
        "Eigene Berechnung; ein kleiner Wert heißt: schwer zu besetzen. Der Punkt im Verlauf ist das letzte Jahr.",
        "Region und {land}, {counted}; Verlauf {trend}",
        "Die amtlichen Grenzwerte gelten dafür nicht. Bei wenigen Fällen kein Verhältnis. Jede Linie hat ihren "
        "eigenen Maßstab.",
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
        "month_figures",
        "Der neueste Monat",
        "Bestand am Stichtag in der Monatsmitte; Beschäftigte am Monatsende.",
        "Region und {land}, {month}",
        "Kein Jahresmittel: Monate schwanken mit der Jahreszeit, darum der Vorjahresmonat.",
    ),
    (
        "",
        "Volle Gleichwertigkeit",
        "Bescheid: Ein ausländischer Abschluss ist dem deutschen voll gleichwertig. Staaten gibt es nur für die 20 "
        "häufigsten Berufe.",
        "Deutschland, {recognised}",
        "Fälle, nicht Menschen; ohne Bezug zu Wohnort, Arbeit und Herkunft. Auflagen und Teilanerkennungen zählen "
        "nicht mit.",
    ),
    (
        "said",
        "Kammern, Städte, Register",
        "Was sie veröffentlichen oder auf dem Meldebogen selbst angeben; das Register wird von Hand gepflegt.",
        "wie angegeben, mit Tag",
        "Auszüge und Einschätzungen, keine Zählung. Kammerbezirke sind nicht die Region. Wer fehlt, kann helfen.",
    ),
)
PAD_MOST = 5.0


@dataclass(frozen=True, slots=True)
class Density:
    """How much room the page gives to what a reader can do without."""

    kinds: bool = False  # the three boxes
    counts: bool = False  # the official rating in figures
    titles: int = 1  # lines of a source's title
    states: int = 2  # lines of what stands in its way
    licences: int = 3  # lines of its licence
    added: bool = True  # rows of figures that not every edition has


DENSITIES = (
    Density(True, True, 2), Density(True, False, 2), Density(False, False, 2), Density(),
    Density(states=1, licences=2, added=False),
)  # fmt: skip


def method_view(brief: Brief) -> dict:
    """Arrange the method page: what a reader can do without gives way when there are many sources."""
    for density in DENSITIES:
        view, room = _arranged(brief, density)
        if room >= 0:
            break
    if room < 0:
        tall = sum(_height(m, MEANING) for m in view["meanings"])
        count, used = fit.rows_that_fit(view["meanings"], lambda m: _height(m, MEANING), tall + room)
        view["meanings"], room = view["meanings"][:count], room + tall - used
    lines = max(int((room - 4) // fit.NOTE_LINE), 0)
    warnings = _warnings(brief, min(lines, 1 if lines < 3 else lines - 1, 6))
    room -= fit.paragraphs([warnings] if warnings else [], fit.WIDTH - 6, fit.NOTE, fit.NOTE_LINE, 4)
    spare = (room - 8) / (2 * (len(view["meanings"]) + len(view["sources"])))
    return {**view, "warnings": warnings, "padding": math.floor(10 * min(max(spare, 0.0), PAD_MOST)) / 10}


def _arranged(brief: Brief, density: Density) -> tuple[dict, float]:
    """Return what stands on the page, and the height that is left."""
    land = cut(clean(brief.region.land_short), fit.CELL, 80)
    dates = {
        "land": land,
        "official": _first_period(brief, "ba_engpassanalyse"),
        "counted": _headline_period(brief, "unemployed"),
        "employed": _headline_period(brief, "employees"),
        "recognised": brief.recognition_total.period,
        "trend": _trend(brief),
        "days": legible(brief.vacancy_days_month)[:40],
        "month": legible(brief.month_figures[0].month)[:40] if brief.month_figures else "",
    }
    meanings = [
        (name, what, where.format(**dates), limits)
        for need, name, what, where, limits in MEANINGS
        if not need or (density.added and _there(brief, need))
    ]
    sources = [_source(s, density) for s in listed_sources(brief)]
    counts = _counts(brief, land, dates["official"]) if density.counts else ""
    missing = _line("Ohne Daten in dieser Ausgabe – ", without_data(brief))
    changed = _line("Rückwirkend geändert: ", revised(brief))
    command = (f"brief render {clean(brief.region.id)}", f"--edition {clean(brief.edition)}")
    edition = f"Ausgabe {brief.edition}, Berichtsmonat {month_name(brief.month)}."
    rebuild = f"{edition} {REBUILD} {' '.join(command)}. {CHECKSUM_NOTE}"
    room = fit.PAGE - FIXED - sum(_height(m, MEANING) for m in meanings) - sum(_source_height(s) for s in sources)
    room -= (fit.lines(rebuild, fit.CELL, fit.WIDTH - 20, bold=True) - 2) * 11.5
    room -= fit.paragraphs([t for t in (missing, changed) if t], fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 2)
    room -= fit.paragraphs([counts] if counts else [], fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 4)
    room -= KINDS if density.kinds else 0
    view = {
        "land": land,
        "kinds": density.kinds,
        "meanings": meanings,
        "counts": counts,
        "sources": sources,
        "missing": missing,
        "changed": changed,
        "command": command,
        "rebuild": REBUILD,
        "checksum_note": CHECKSUM_NOTE,
    }
    return view, room


def _there(brief: Brief, need: str) -> bool:
    """Say whether the brief shows what a row of the table explains."""
    if need == "said":
        return bool(brief.chamber_figures or brief.places or brief.reports or brief.context or brief.register)
    return bool(getattr(brief, need))


def _line(head: str, text: str) -> str:
    return fit.limited(legible(f"{head}{text}."), fit.NOTE, 4) if text else ""


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


def _warnings(brief: Brief, lines: int) -> str:
    """List what is not in order, beside what the table of sources says already."""
    told = tuple(f"{s.title}:" for s in listed_sources(brief) if s.status)
    found = [w for w in brief.warnings if not w.startswith(told)][:20]
    if not found or not lines:
        return ""
    head = "Hinweise: "
    return fit.limited(head + legible("; ".join(found)), fit.NOTE, lines, fit.WIDTH - 6).removeprefix(head)


def _source(s: Listed, density: Density) -> dict:
    files = files_text(s.files)
    title = fit.limited(legible(s.title), fit.NOTE, density.titles, SOURCE - 8, bold=True)
    status = legible("; ".join(t for t in (files, s.status) if t))
    status = fit.limited(status, fit.NOTE, density.states, SOURCE - 8, bold=True)
    return {
        "title": title,
        "status": status,
        "late": bool(s.status),
        "beside": fit.lines(f"{title} · {status}", fit.NOTE, SOURCE - 8, bold=True) <= 1,
        "period": fit.limited(s.period or "–", fit.NOTE, 2, PERIOD - 8),
        "issued": fit.limited(s.issued or "–", fit.NOTE, 2, ISSUED - 8),
        "attribution": fit.limited(legible(s.attribution), fit.NOTE, density.licences, LICENCE - 8),
        "checksum": s.checksum[:12],
    }


def _source_height(source: dict) -> float:
    title = fit.lines(source["title"], fit.NOTE, SOURCE - 8, bold=True)
    if source["status"] and not source["beside"]:
        title += fit.lines(source["status"], fit.NOTE, SOURCE - 8, bold=True)
    others = (("attribution", LICENCE), ("period", PERIOD), ("issued", ISSUED))
    return max(title, *(fit.lines(source[key], fit.NOTE, column - 8) for key, column in others)) * LINE + ROW


def _height(texts: tuple[str, ...], columns: tuple[float, ...]) -> float:
    name = fit.lines(texts[0], fit.CELL, columns[0] - 8, bold=True)
    others = (fit.lines(t, fit.NOTE, c - 8) for t, c in zip(texts[1:], columns[1:], strict=True))
    return max(name, *others) * LINE + ROW


def _first_period(brief: Brief, source: str) -> str:
    return next((s.period for s in brief.sources if s.id == source), "")


def _headline_period(brief: Brief, key: str) -> str:
    return period(brief.headline[key]) if key in brief.headline else ""


def _trend(brief: Brief) -> str:
    years = [year for o in brief.occupations for year, _ in (o.trend[:1] + o.trend[-1:])]
    return f"{min(years)} bis {max(years)}" if years else _headline_period(brief, "unemployed")
