"""From a Brief to HTML and PDF. The same Brief gives the same bytes, in every process."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.filters import month_name
from reports.model import Brief
from reports.page_front import front
from reports.page_method import method_view
from reports.page_origin import origin_view
from reports.page_table import table_view
from reports.pool import RenderResult, render_many
from reports.typeface import FONTS, MissingGlyph, clean, missing

if TYPE_CHECKING:
    from weasyprint import Document

TEMPLATES = Path(__file__).parent / "templates"

__all__ = ["MissingGlyph", "RenderResult", "layout", "render_html", "render_many", "render_pdf"]


class RenderError(RuntimeError):
    """WeasyPrint warned about something: a property it does not know, an image it did not get."""


def render_html(brief: Brief) -> str:
    """Write the brief as HTML. Raises MissingGlyph where the typeface lacks a character."""
    html = _template().render(
        brief=brief,
        series=f"Fachkräfte-Kompass {brief.region.land_short}",
        month=month_name(brief.month),
        land=brief.region.land_short,
        stamp=f"{brief.month}-01T00:00:00Z",
        front=front(brief),
        table=table_view(brief),
        origin=origin_view(brief),
        method=method_view(brief),
    )
    if unknown := missing(set(html)):
        raise MissingGlyph(
            f"region {brief.region.id}: the typeface has no shape for "
            + ", ".join(f"{c!r} (U+{ord(c):04X})" for c in unknown[:10])
            + f"; found in {', '.join(_holding(brief, unknown)[:5]) or 'the template'}"
        )
    return html


def layout(brief: Brief) -> Document:
    """Lay the brief out on pages. Raises RenderError for every warning of WeasyPrint."""
    engine = _engine()
    return engine.lay_out(render_html(brief))


def render_pdf(brief: Brief) -> bytes:
    """Write the brief as PDF."""
    return layout(brief).write_pdf(pdf_variant="pdf/ua-1")


@cache
def _template():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def harmless(value: Any) -> Any:
        return clean(value) if type(value) is str else value

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # select_autoescape() would leave *.html.j2 unescaped
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["hyphenated"] = lambda text: Markup(text.replace("- ", "&shy;"))
    return environment.get_template("brief.html.j2")


def _holding(value: Any, chars: str, path: str = "") -> list[str]:
    """Name the fields of a brief that hold one of some characters."""
    if isinstance(value, str):
        return [path] if any(c in chars for c in clean(value)) else []
    if is_dataclass(value):
        inner = [(f"{path}.{f.name}" if path else f.name, getattr(value, f.name)) for f in fields(value)]
    elif isinstance(value, dict):
        inner = [(f"{path}[{k!r}]", v) for k, v in value.items()]
    elif isinstance(value, (tuple, list)):
        inner = [(f"{path}[{i}]", v) for i, v in enumerate(value)]
    else:
        return []
    return [found for name, item in inner for found in _holding(item, chars, name)]


class _Engine:
    """WeasyPrint with the brief's own fonts, made once per process."""

    def __init__(self) -> None:
        os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
        import logging

        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        class Warned(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                messages.append(record.getMessage())

        messages: list[str] = []
        self._messages = messages
        logger = logging.getLogger("weasyprint")
        logger.handlers = [h for h in logger.handlers if type(h).__name__ != "Warned"] + [Warned(logging.WARNING)]
        logger.propagate = False
        self._weasyprint = weasyprint
        self._fonts = FontConfiguration()
        self._fetcher = weasyprint.urls.URLFetcher(
            allowed_protocols=frozenset(), allow_redirects=False, fail_on_errors=True
        )
        css = (TEMPLATES / "brief.css").read_text(encoding="utf-8")
        self._css = weasyprint.CSS(string=css, font_config=self._fonts, url_fetcher=self._fetcher)
        self._raise()

    def lay_out(self, html: str) -> Document:
        self._messages.clear()
        page = self._weasyprint.HTML(string=html, url_fetcher=self._fetcher, base_url=None)
        document = page.render(stylesheets=[self._css], font_config=self._fonts)
        self._raise()
        return document

    def _raise(self) -> None:
        if self._messages:
            raise RenderError("; ".join(dict.fromkeys(self._messages)))


@cache
def _engine() -> _Engine:
    return _Engine()
