"""What the pages on method and sources hold; every figure in them stands in brief.json."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from reports.charts import estimates
from reports.model.brief import Brief
from reports.model.estimates import READINGS, Quality
from reports.model.sources import SourceNote
from reports.pages import fit
from reports.pages.method.view import method_view
from reports.pdf.characters import clean
from reports.site.figures import calibration_table
from reports.site.parts import enlarged
from reports.words.notation import number
from reports.words.sources import listed_sources

RULES = {
    "beide_eng": ("Engpass", "Engpass"),
    "land_eng": ("Engpass", "kein Engpass"),
    "region_eng": ("bewertet, aber nicht Engpass", "Engpass, aus eigenen Zahlen der Gruppe"),
    "kein_zeichen": ("kein Engpass oder nicht bewertet", "kein Engpass"),
    "beobachten": ("alles andere", "alles andere"),
    "zu_wenige": ("gleich, wie bewertet", "keine Schätzung"),
}
PLOT = 200.0
_LINK = re.compile(r"https?://[^\s\"'<>]+")


def method_page(briefs: Sequence[Brief]) -> dict[str, Any]:
    """Arrange the page on method; what figures mean is told as in the brief that shows most kinds of them."""
    with fit.endless():
        views = [(method_view(b), b) for b in briefs[:1] + [b for b in briefs if b.validation][:1]]
    view, brief = max(views, key=lambda found: len(found[0]["meanings"]))
    return {
        "meanings": view["meanings"],
        "about": f"So steht es auf der letzten Seite jedes Berichts, hier für {clean(brief.region.name)}.",
        "readings": [(name[0].upper() + name[1:], *RULES[key]) for key, name in READINGS.items()],
        "quality": _quality(next((b for b in briefs if b.validation), None)),
    }


def _quality(brief: Brief | None) -> dict[str, Any] | None:
    if brief is None:
        return None
    v = brief.validation
    told = "; ".join(f"{number(100 * p)} zu {number(100 * o)} Prozent" for p, o, _ in v.bins)
    drawing = estimates.calibration_plot(
        v.bins,
        (PLOT, PLOT + 32),
        f"Vorhergesagter und amtlicher Anteil von Engpässen in {len(v.bins)} gleich großen Klassen: {told}",
        ("amtlich Engpass, %", "vorhergesagt, %"),
    )
    return {
        "tested": f"an {number(v.cells)} Bewertungen in {number(v.areas)} Ländern und Ländergruppen. Jede wird einmal "
        "verdeckt und aus den übrigen vorhergesagt.",
        "bins": number(len(v.bins)),
        "rows": [{"title": q.title, "figures": _figures(q)} for q in v.qualities],
        "drawing": enlarged(drawing) + calibration_table(brief),
        "checks": (
            f"Zahlen verdeckt: Von {number(v.coverage_cells)} Kreiszahlen des Jahres {v.coverage_year} lagen "
            f"{number(100 * v.coverage)} von 100 in der Spanne, die ohne sie geschätzt wurde; 90 sollen es sein.",
            "Anders gerechnet, mit anderen vertretbaren Annahmen, bleiben von den fünf wahrscheinlichsten Engpässen "
            f"eines Kreises im Mittel {number(5 * v.kept, 1)} dieselben, im ungünstigsten Fall "
            f"{number(5 * v.kept_lowest, 1)}.",
        ),
    }  # fmt: skip


def _figures(q: Quality) -> tuple[str, str, str]:
    return number(100 * q.auc), number(q.brier, 2), number(100 * q.calibration_error, 1)


def sources_page(briefs: Sequence[Brief]) -> dict[str, Any]:
    """List every source of the edition's briefs with its licence and files, and what there are no data of."""
    files: dict[str, dict[str, SourceNote]] = {}
    states: dict[str, Any] = {}
    listed: dict[str, Any] = {}
    for brief in briefs:
        for note in brief.sources:
            files.setdefault(note.id, {}).setdefault(note.sha256, note)
        states |= {s.id: s for s in brief.status if s.id not in states}
        listed |= {s.id: s for s in listed_sources(brief) if s.id not in listed}
    held = [_source(listed[id], list(notes.values())) for id, notes in files.items()]
    missing = [
        {"title": s.title, "text": s.text}
        for s in states.values()
        if s.id not in files and s.status in ("missing", "off")
    ]
    return {"held": held, "missing": missing}  # fmt: skip


def _source(shown: Any, notes: Sequence[SourceNote]) -> dict[str, Any]:
    return {
        "id": re.sub(r"[^a-z0-9_-]", "", shown.id),
        "title": shown.title,
        "publisher": ", ".join(dict.fromkeys(n.publisher for n in notes)),
        "period": shown.period,
        "status": shown.status,
        "attribution": " · ".join(dict.fromkeys(n.attribution for n in notes)),
        "licence": " · ".join(dict.fromkeys(n.licence for n in notes if n.licence)),
        "page": next((n.page for n in notes if _LINK.fullmatch(n.page)), ""),
        "count": "Eine Datei" if len(notes) == 1 else f"{number(len(notes))} Dateien",
        "files": [
            {"name": n.file or n.title, "dated": ", ".join(t for t in (n.period, n.issued) if t), "sha256": n.sha256}
            for n in notes
        ],
    }  # fmt: skip
