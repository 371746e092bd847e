"""The panel of page 5 that says how the estimate is made and how good it is."""

from __future__ import annotations

from reports.charts import estimates
from reports.model.brief import Brief
from reports.model.estimates import Validation
from reports.pages import fit
from reports.pdf.characters import clean
from reports.words.estimate_notation import estimated
from reports.words.notation import number

WORDS, QUALITY, PLOT = 186.0, 198.0, 86.0  # widths of the three parts, 14 pt apart
FIGURES = (33.0, 25.0, 29.0)
TITLE = QUALITY - sum(FIGURES)
HEADS = ("richtig, von 100", "Brier- Wert", "Abwei- chung")
HEAD_LINES, LINE, ROW, HEADING, GAP = 2, 9.8, 3.2, 13.8, 9.0
MADE = (
    "Geschätzt wird, wie wahrscheinlich die BA die Gruppe in dieser Region Engpass nennen würde.",
    "Grundlage: Bewertungen in Bund und Ländergruppen, Abstand zum Bund bei Arbeitslosen je Stelle.",
    "Je weniger Fälle, desto mehr zählt das Land und desto breiter ist die Spanne.",
)
TOP = 5  # occupations the third check looks at


def validation_view(brief: Brief) -> dict | None:
    """Arrange the panel; None where the brief shows no estimate. `height` includes the gap above it."""
    v = brief.validation
    if v is None or not estimated(brief):
        return None
    words = [fit.limited(text, fit.NOTE, 5, WORDS) for text in (*MADE, *_checked(v))]
    caption = fit.limited(
        f"{number(v.cells)} Bewertungen, jede Ländergruppe einmal verdeckt: welcher von zwei Berufen Engpass ist. "
        "Brier-Wert (Fehler), Abweichung (Prozentpunkte): kleiner ist besser.",
        fit.NOTE,
        4,
        QUALITY,
    )
    rows = [
        {
            "title": clean(q.title).removesuffix(" übernehmen"),
            "figures": (number(100 * q.auc), number(q.brier, 2), number(100 * q.calibration_error, 1)),
            "own": q.method == "model",
        }
        for q in v.qualities
    ]
    left = HEADING + fit.paragraphs(words, WORDS, fit.NOTE, fit.NOTE_LINE, 2)
    middle = HEADING + fit.lines(caption, fit.NOTE, QUALITY) * fit.NOTE_LINE + HEAD_LINES * 9.4 + 9
    middle += sum(fit.lines(r["title"], fit.NOTE, TITLE - 4, r["own"]) * LINE + ROW for r in rows)
    height = max(left, middle)
    drawing = estimates.calibration_plot(
        v.bins,
        (PLOT, min(height - HEADING, PLOT + 26)),
        f"Vorhergesagter und amtlicher Anteil von Engpässen in {len(v.bins)} gleich großen Klassen: "
        + "; ".join(f"{number(100 * p)} zu {number(100 * o)} Prozent" for p, o, _ in v.bins),
        ("amtlich Engpass, %", "vorhergesagt, %"),
    )
    return {
        "words": words,
        "caption": caption,
        "heads": HEADS,
        "rows": rows,
        "columns": (TITLE, *FIGURES),
        "drawing": drawing,
        "widths": (WORDS, QUALITY, PLOT),
        "height": height + GAP,
    }


def _checked(v: Validation) -> tuple[str, ...]:
    return (
        f"Probe: Von {number(v.coverage_cells)} verdeckten Kreiszahlen ({v.coverage_year}) lagen "
        f"{number(100 * v.coverage)} von 100 in ihrer Spanne; 90 sollen es sein.",
        f"Anders gerechnet bleiben von den {TOP} wahrscheinlichsten Engpässen im Mittel "
        f"{number(TOP * v.kept, 1)}, im ungünstigsten Fall {number(TOP * v.kept_lowest, 1)}.",
    )
