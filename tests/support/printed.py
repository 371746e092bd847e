"""Briefs laid out and printed once: the same HTML gives the same pages, and many tests look at the same brief."""

from __future__ import annotations

from functools import lru_cache

from weasyprint import Document

from reports.files.pdf import _engine, make_attachments
from reports.model.brief import Brief
from reports.pages.compose import render_html
from reports.pdf.attachment import Attachment


def layout(brief: Brief) -> Document:
    """Lay a brief out as `reports.files.pdf.lay_out` does."""
    return _document(render_html(brief))


def render_pdf(brief: Brief) -> bytes:
    """Print a brief as `reports.files.pdf.render_pdf` does."""
    return _pdf(render_html(brief), make_attachments(brief))


@lru_cache(maxsize=4)
def _document(html: str) -> Document:
    return _engine().lay_out(html)


@lru_cache(maxsize=64)
def _pdf(html: str, attachments: tuple[Attachment, ...]) -> bytes:
    return _engine().paint(_document(html), attachments)
