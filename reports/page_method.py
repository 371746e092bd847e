"""Page 4: what the figures mean, what they cannot say, and where they come from."""

from __future__ import annotations

from reports import fit
from reports.model import Brief
from reports.page_front import period
from reports.typeface import clean, cut

SOURCE, PERIOD, ISSUED, LICENCE, CHECKSUM = 196.0, 52.0, 50.0, 134.0, 66.9
MEANINGS = (
    (
        "Amtliche Bewertung",
        "Mittel aus bis zu sechs Indikatoren mit 0 bis 3 Punkten, je Anforderungsniveau. Engpass ab 2,0; unter "
        "Beobachtung ab 1,5 bis unter 2,0; sonst kein Engpass. Es gilt der ungerundete Wert.",
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
    stale = [clean(s.title) for s in brief.sources if s.stale]
    return {
        "land": land,
        "meanings": meanings,
        "sources": [
            {
                "title": cut(clean(s.title), fit.NOTE, SOURCE - 8, bold=True, lines=1 if s.stale else 2),
                "period": cut(clean(s.period or "–"), fit.NOTE, PERIOD - 6, lines=2),
                "issued": cut(clean(s.issued or "–"), fit.NOTE, ISSUED - 6, lines=2),
                "attribution": cut(clean(s.attribution), fit.NOTE, LICENCE - 8, lines=2),
                "checksum": s.sha256[:12],
                "stale": s.stale,
            }
            for s in brief.sources
        ],
        "stale": stale,
        "warnings": [cut(clean(w), fit.NOTE, fit.WIDTH, lines=2) for w in brief.warnings[:4]],
        "command": f"brief render {brief.region.id} --edition {brief.edition}",
    }


def _first_period(brief: Brief, source: str) -> str:
    return next((s.period for s in brief.sources if s.id == source), "")


def _headline_period(brief: Brief, key: str) -> str:
    return period(brief.headline[key]) if key in brief.headline else ""


def _trend(brief: Brief) -> str:
    years = [year for o in brief.occupations for year, _ in (o.trend[:1] + o.trend[-1:])]
    return f"{min(years)} bis {max(years)}" if years else _headline_period(brief, "unemployed")
