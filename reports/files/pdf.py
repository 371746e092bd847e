"""A brief as PDF/A-3a and PDF/UA-1, its figures and their provenance attached."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reports.charts.maps import read_outlines
from reports.files.enclosed import enclosed
from reports.model.brief import Brief
from reports.pages.compose import CSS, render_html
from reports.pages.template import load_template
from reports.pdf.characters import missing
from reports.pdf.typeface import width

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
    return _engine().paint(document, enclosed(brief, tidy))


def render_pdf(brief: Brief, tidy: bytes | None = None) -> bytes:
    """Lay the brief out and paint it. Raises RenderError for every warning of WeasyPrint."""
    return paint(lay_out(brief), brief, tidy)


def prepare() -> None:
    """Make what all briefs share and what needs no fonts open: template, widths of letters, outlines."""
    load_template("pages/brief.html.j2")
    missing("")
    for bold in (False, True):
        width("", 1.0, bold)
    read_outlines()


def warm_up() -> None:
    """Make everything that all briefs share, before the first one."""
    prepare()
    _engine()


@cache
def _engine() -> Engine:
    from reports.pdf.engine import Engine

    return Engine(CSS.read_text(encoding="utf-8"))
