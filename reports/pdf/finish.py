"""The last step of painting: what WeasyPrint 70 leaves open between PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from reports.pdf import attachment, metadata, tags, writer
from reports.pdf.errors import RenderError

if TYPE_CHECKING:
    from weasyprint import Document

VARIANT = "pdf/a-3a"  # to which the finisher adds PDF/UA-1


def finish(document: Document, pdf: Any) -> None:
    """Complete a `pydyf.PDF` before it is written. Raises RenderError where a reader would be left alone with it."""
    faults = tags.tidy(pdf, document)
    faults += [f"the document has no {name}" for name in ("title", "lang") if not getattr(document.metadata, name)]
    if faults:
        raise RenderError("; ".join(faults))
    metadata.complete(pdf, document.metadata.lang)
    attachment.complete(pdf)
    pdf.write = partial(writer.write, pdf)
