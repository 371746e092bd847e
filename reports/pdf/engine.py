"""WeasyPrint with the brief's own fonts and no way out: made once per process, imported by nothing else."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree

from reports.pdf.attachment import Attachment, read_day, sort_attachments
from reports.pdf.characters import FONTS
from reports.pdf.errors import RenderError
from reports.pdf.finish import VARIANT, finish

os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")  # read when weasyprint is imported

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.pdf.drawing import Drawing, Unknown
from reports.pdf.page import Page, take_out_drawings


class Refused(FatalURLFetchingError):
    """Something in a brief asked for a file or an address."""


class _Drawings(URLFetcher):
    """Hands out the drawings of the page at hand and refuses everything else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=frozenset(), allow_redirects=False, fail_on_errors=True)
        self.known: dict[str, bytes] = {}

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if url not in self.known:
            raise Refused(f"a brief fetches nothing, but {url[:120]!r} was asked for")
        return URLFetcherResponse(url, io.BytesIO(self.known[url]), {"Content-Type": "image/svg+xml"})


class Engine:
    """Lays out and paints pages of one style sheet; every warning on the way is an error."""

    def __init__(self, css: str) -> None:
        self._warnings: list[str] = []
        logger = logging.getLogger("weasyprint")
        logger.addHandler(_Collector(self._warnings))
        logger.propagate = False
        self._fonts = FontConfiguration()
        self._fetcher = _Drawings()
        self._css = weasyprint.CSS(string=css, font_config=self._fonts, url_fetcher=self._fetcher)
        self._check()

    def lay_out(self, html: str) -> weasyprint.Document:
        """Lay out a page of well-formed XHTML; its drawings become images, which the style sheet need not look at."""
        self._warnings.clear()
        tree = ElementTree.fromstring(html)
        images = self._images(take_out_drawings(tree), tree.get("lang", ""))
        try:
            page = Page(tree, self._fetcher)
            document = page.render(stylesheets=[self._css], font_config=self._fonts, cache=images)
        except Refused as error:
            raise RenderError(str(error)) from None
        self._check()
        return document

    def paint(
        self,
        document: weasyprint.Document,
        attachments: Iterable[Attachment] = (),
        last_step: Callable[[weasyprint.Document, Any], None] = finish,
    ) -> bytes:
        """Write laid-out pages as PDF/A-3a and PDF/UA-1 in one file, with files attached.

        `last_step` is given the PDF before it is written; one of its own ends with `finish`.
        Raises RenderError for every warning of WeasyPrint, a drawing without title, a heading level left out.
        """
        self._warnings.clear()
        files = [_attached(file, document) for file in sort_attachments(attachments)]
        pdf = document.write_pdf(pdf_variant=VARIANT, finisher=last_step, attachments=files)
        self._check()
        return pdf

    def _images(self, drawings: dict[str, ElementTree.Element], language: str) -> dict[str, Drawing]:
        """Return the drawings as images WeasyPrint need not fetch; those it must paint itself are handed out."""
        images, others = {}, {}
        for name, drawing in drawings.items():
            try:
                images[name] = Drawing(drawing, language, self._fonts)
            except Unknown:
                others[name] = ElementTree.tostring(drawing)
        self._fetcher.known = others
        return images

    def _check(self) -> None:
        if self._warnings:
            raise RenderError("; ".join(dict.fromkeys(self._warnings)))


def _attached(file: Attachment, document: weasyprint.Document) -> weasyprint.Attachment:
    day = read_day(document)
    return weasyprint.Attachment(
        file_obj=io.BytesIO(file.content),
        name=file.name,
        description=file.description,
        relationship=file.relationship,
        created=day,
        modified=day,
    )


class _Collector(logging.Handler):
    def __init__(self, messages: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())
