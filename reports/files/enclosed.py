"""The files inside a brief's PDF: its figures as a table, and where they come from."""

from __future__ import annotations

from reports.files import csv_files, provenance
from reports.model.brief import Brief
from reports.pdf.attachment import DATA, SUPPLEMENT, Attachment
from reports.pdf.characters import clean
from reports.words.notation import month_name

PROVENANCE = "provenance.json"


def enclosed(brief: Brief, tidy: bytes | None = None) -> tuple[Attachment, ...]:
    """Return the attachments of a brief; `tidy` is its tidy table where that is made already."""
    region, month = clean(brief.region.name), month_name(brief.month)
    return (
        Attachment(
            f"fachkraefte-kompass-{brief.region.id}-{brief.edition}-tidy.csv",
            csv_files.tidy_csv(brief) if tidy is None else tidy,
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
