"""Page 4: what the figures mean, what they cannot say, and where they come from."""

from __future__ import annotations

from reports import fit
from reports.filters import month_name, number
from reports.model import Brief, SourceNote
from reports.page_front import period
from reports.typeface import clean, cut

LINE, ROW = 9.8, 3.5
MEANING = (78.0, 172.0, 84.0, 164.9)
FIXED = 276.0  # what stands on the page beside the two tables' rows
SOURCE, PERIOD, ISSUED, LICENCE, CHECKSUM = 176.0, 52.0, 52.0, 152.0, 66.9
REBUILD = "Derselbe Bericht, Byte für Byte, entsteht mit"
CHECKSUM_NOTE = "Die Prüfsumme ist der Anfang der SHA-256-Summe der Quelldatei; alle Zahlen stehen in brief.json."
MEANINGS = (
    (
        "Amtliche Bewertung",
        "Ungerundetes Mittel aus bis zu sechs Indikatoren mit 0 bis 3 Punkten, je Anforderungsniveau. Engpass ab "
        "2,0; unter Beobachtung ab 1,5; darunter kein Engpass.",
        "{land}, {official}",
        "Gilt für das Land, nicht für die Region. „·“ heißt nicht bewertet, nicht „kein Engpass“. Helferberufe werden "
        "nie bewertet.",
    ),
    (
        "Stellen",
        "Der Arbeitsagentur gemeldete offene Stellen, gezählt am Arbeitsort.",
        "Region, {counted}",
        "Nicht jede offene Stelle wird gemeldet. Alle Niveaus zusammen, auch Helferstellen.",
    ),
    (
        "Arbeitslose",
        "Arbeitslos Gemeldete nach dem Beruf, den sie suchen, gezählt am Wohnort.",
        "Region, {counted}",
        "Wer pendelt oder nicht gemeldet ist, fehlt. Alle Niveaus zusammen, auch Helfer.",
    ),
    (
        "Arbeitslose je Stelle",
        "Arbeitslose geteilt durch gemeldete Stellen; eigene Berechnung. Ein kleiner Wert heißt: schwer zu besetzen.",
        "Region und {land}, {counted}",
        "Die amtlichen Grenzwerte gelten dafür nicht. Bei wenigen Fällen wird kein Verhältnis gezeigt.",
    ),
    (
        "Beschäftigte, Ausländer",
        "Beschäftigte am Arbeitsort und der Anteil mit ausländischer Staatsangehörigkeit.",
        "Region, {employed}",
        "Die Staatsangehörigkeit sagt nicht, wo jemand ausgebildet wurde.",
    ),
    (
        "Verlauf",
        "Arbeitslose je Stelle in der Region, Jahr für Jahr; der Punkt ist das letzte Jahr.",
        "Region, {trend}",
        "Jede Linie hat ihren eigenen Maßstab: Höhen verschiedener Zeilen sind nicht vergleichbar.",
    ),
    (
        "Volle Gleichwertigkeit",
        "Bescheide, nach denen ein ausländischer Abschluss dem deutschen voll gleichwertig ist.",
        "Deutschland, {recognised}",
        "Fälle, nicht Menschen; ohne Bezug zu Wohnort und Arbeit. Auflagen und Teilanerkennungen zählen nicht mit.",
    ),
    (
        "Ausgebildet in",
        "Staat, in dem der Abschluss erworben wurde; einzeln nur für die 20 häufigsten Berufe veröffentlicht.",
        "Deutschland, {recognised}",
        "Weder Staatsangehörigkeit noch Herkunft. In den übrigen Berufen gibt es nur Weltregionen.",
    ),
)


def method_view(brief: Brief) -> dict:
    """Arrange the method page."""
    land = cut(clean(brief.region.land_short), fit.CELL, 80)
    dates = {
        "land": land,
        "official": _first_period(brief, "ba_engpassanalyse"),
        "counted": _headline_period(brief, "unemployed"),
        "employed": _headline_period(brief, "employees"),
        "recognised": brief.recognition_total.period,
        "trend": _trend(brief),
    }
    meanings = [(name, what, where.format(**dates), limits) for name, what, where, limits in MEANINGS]
    sources = [_source(s) for s in brief.sources]
    counts = _counts(brief, land, dates["official"])
    room = fit.PAGE - FIXED - sum(_height(m, MEANING) for m in meanings) - sum(_source_height(s) for s in sources)
    command = (f"brief render {clean(brief.region.id)}", f"--edition {clean(brief.edition)}")
    edition = f"Ausgabe {brief.edition}, Berichtsmonat {month_name(brief.month)}."
    rebuild = f"{edition} {REBUILD} {' '.join(command)}. {CHECKSUM_NOTE}"
    room -= fit.paragraphs([counts] if counts else [], fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 4)
    room -= (fit.lines(rebuild, fit.CELL, fit.WIDTH - 20, bold=True) - 2) * 11.5
    lines = max(int((room - 4) // fit.NOTE_LINE), 0)
    return {
        "land": land,
        "meanings": meanings,
        "counts": counts,
        "sources": sources,
        "warnings": _warnings(brief, min(lines, 1 if lines < 3 else lines - 1, 6)),
        "command": command,
        "rebuild": REBUILD,
        "checksum_note": CHECKSUM_NOTE,
    }


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
    if not brief.warnings or not lines:
        return ""
    head = "Hinweise: "
    return fit.limited(head + "; ".join(brief.warnings[:20]), fit.NOTE, lines, fit.WIDTH - 6).removeprefix(head)


def _source(s: SourceNote) -> dict:
    return {
        "title": fit.limited(s.title, fit.NOTE, 1 if s.stale else 2, SOURCE - 8, bold=True),
        "period": fit.limited(s.period or "–", fit.NOTE, 2, PERIOD - 8),
        "issued": fit.limited(s.issued or "–", fit.NOTE, 2, ISSUED - 8),
        "attribution": fit.limited(s.attribution, fit.NOTE, 2, LICENCE - 8),
        "checksum": s.sha256[:12],
        "stale": s.stale,
    }


def _source_height(source: dict) -> float:
    title = fit.lines(source["title"], fit.NOTE, SOURCE - 8, bold=True) + source["stale"]
    return max(title, fit.lines(source["attribution"], fit.NOTE, LICENCE - 8)) * LINE + ROW


def _height(texts: tuple[str, ...], columns: tuple[float, ...]) -> float:
    return max(fit.lines(t, fit.NOTE, c - 8) for t, c in zip(texts, columns, strict=True)) * LINE + ROW


def _first_period(brief: Brief, source: str) -> str:
    return next((s.period for s in brief.sources if s.id == source), "")


def _headline_period(brief: Brief, key: str) -> str:
    return period(brief.headline[key]) if key in brief.headline else ""


def _trend(brief: Brief) -> str:
    years = [year for o in brief.occupations for year, _ in (o.trend[:1] + o.trend[-1:])]
    return f"{min(years)} bis {max(years)}" if years else _headline_period(brief, "unemployed")
