"""A brief as PDF/A-3a and PDF/UA-1, its figures and their provenance attached."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reports.charts.maps import read_outlines
from reports.files import csv_files, provenance
from reports.model.brief import Brief
from reports.pages.compose import CSS, render_html
from reports.pages.template import load_template
from reports.pdf.attachment import DATA, SUPPLEMENT, Attachment
from reports.pdf.characters import clean, missing
from reports.pdf.typeface import width
from reports.words.notation import month_name

if TYPE_CHECKING:
    from weasyprint import Document

    from reports.pdf.engine import Engine


def lay_out(brief: Brief) -> Document:
    """Lay the brief out on pages. Raises RenderError for every warning of WeasyPrint."""
    return _engine().lay_out(render_html(brief))


def paint(document: Document, brief: Brief, tidy: bytes | None = None) -> bytes:
    """Write a brief that is laid out as PDF, its figures and their provenance attached.

    `tidy` is the table of its figures where that is made already. Raises RenderError as `Engine.paint` does.
    """
    return _engine().paint(document, make_attachments(brief, tidy))


def render_pdf(brief: Brief, tidy: bytes | None = None) -> bytes:
    """Lay the brief out and paint it. Raises RenderError for every warning of WeasyPrint."""
    return paint(lay_out(brief), brief, tidy)


def make_attachments(brief: Brief, tidy: bytes | None = None) -> tuple[Attachment, ...]:
    """Return the files inside the PDF of a brief: its figures as a table, and where they come from."""
    about = f"{clean(brief.region.name)}, {month_name(brief.month)}"
    return (
        Attachment(
            f"fachkraefte-kompass-{brief.region.id}-{brief.edition}-tidy.csv",
            csv_files.tidy_csv(brief) if tidy is None else tidy,
            f"Alle Zahlen des Berichts {about}: eine je Zeile, mit Ebene, Art, Zeitraum und Quelle",
            DATA,
        ),
        Attachment(
            "provenance.json",
            provenance.document(brief),
            f"Herkunft der Zahlen des Berichts {about}: Quelldateien mit Prüfsummen, und wie er neu entsteht",
            SUPPLEMENT,
        ),
    )


def prepare() -> None:
    """Make what all briefs share and what needs no fonts open: template, widths of letters, outlines."""
    load_template("pages/brief.html.j2")
    missing("")
    for bold in (False, True):
        width("", 1.0, bold)
    read_outlines()


@cache
def _engine() -> Engine:
    from reports.pdf.engine import Engine

    return Engine(CSS.read_text(encoding="utf-8"))
