"""The files inside a brief's PDF: its figures as a table, and where they come from."""

from __future__ import annotations

from reports.companions import provenance, tables
from reports.filters import month_name
from reports.model import Brief
from reports.pdf.attachment import DATA, SUPPLEMENT, Attachment
from reports.typeface import clean

PROVENANCE = "provenance.json"


def enclosed(brief: Brief, tidy: bytes | None = None) -> tuple[Attachment, ...]:
    """Return the attachments of a brief; `tidy` is its tidy table where that is made already."""
    region, month = clean(brief.region.name), month_name(brief.month)
    return (
        Attachment(
            f"fachkraefte-kompass-{brief.region.id}-{brief.edition}-tidy.csv",
            tables.tidy_csv(brief) if tidy is None else tidy,
            f"Alle Zahlen des Berichts {region}, {month}: eine je Zeile, mit Ebene, Art, Zeitraum und Quelle",
            DATA,
        ),
        Attachment(
            PROVENANCE,
            provenance.document(brief),
            f"Herkunft der Zahlen des Berichts {region}, {month}: Quelldateien mit Prüfsummen, und wie er neu entsteht",
            SUPPLEMENT,
        ),
    )
