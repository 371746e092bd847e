"""From a Brief to HTML and PDF. The same Brief gives the same bytes, in every process."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.enclosed import enclosed
from reports.errors import MissingGlyph, RenderError
from reports.filters import month_name
from reports.maps import read_outlines
from reports.model import Brief
from reports.pages.evidence import evidence_view
from reports.pages.front import front
from reports.pages.method import method_view
from reports.pages.origin import origin_view
from reports.pages.table import table_view
from reports.plausible import check_figures
from reports.pool import RenderResult, render_many
from reports.typeface import clean, missing, width

if TYPE_CHECKING:
    from weasyprint import Document

    from reports.engine import Engine

TEMPLATES = Path(__file__).parent / "templates"

__all__ = [
    "MissingGlyph",
    "RenderError",
    "RenderResult",
    "layout",
    "paint",
    "render_html",
    "render_many",
    "render_pdf",
    "views",
]


def views(brief: Brief) -> dict[str, Any]:
    """Arrange everything the templates show of a brief. Raises WrongFigure for a figure that cannot be."""
    check_figures(brief)
    return {
        "brief": brief,
        "series": f"Fachkräfte-Kompass {brief.region.land_short}",
        "month": month_name(brief.month),
        "land": brief.region.land_short,
        "stamp": f"{brief.month}-01T00:00:00Z",
        "front": front(brief),
        "table": table_view(brief),
        "origin": origin_view(brief),
        "evidence": evidence_view(brief),
        "method": method_view(brief),
    }


def render_html(brief: Brief, shown: dict[str, Any] | None = None) -> str:
    """Write the brief as HTML, from `views` unless other ones are given.

    Raises MissingGlyph where the typeface lacks a character.
    """
    html = _template().render(views(brief) if shown is None else shown)
    if unknown := missing(set(html)):
        raise MissingGlyph(
            f"region {brief.region.id}: the typeface has no shape for "
            + ", ".join(f"{c!r} (U+{ord(c):04X})" for c in unknown[:10])
            + f"; found in {', '.join(_holding(brief, unknown)[:5]) or 'the template'}"
        )
    return html


def layout(brief: Brief) -> Document:
    """Lay the brief out on pages. Raises RenderError for every warning of WeasyPrint."""
    return _engine().lay_out(render_html(brief))


def paint(document: Document, brief: Brief, tidy: bytes | None = None) -> bytes:
    """Write a brief that is laid out as PDF, its figures and their provenance attached.

    `tidy` is the table of its figures where that is made already. Raises RenderError as `Engine.paint` does.
    """
    return _engine().paint(document, enclosed(brief, tidy))


def render_pdf(brief: Brief, tidy: bytes | None = None) -> bytes:
    """Lay the brief out and paint it. Raises RenderError for every warning of WeasyPrint."""
    return paint(layout(brief), brief, tidy)


def prepare() -> None:
    """Make what all briefs share and what needs no fonts open: template, widths of letters, outlines."""
    _template()
    missing("")
    for bold in (False, True):
        width("", 1.0, bold)
    read_outlines()


def warm_up() -> None:
    """Make everything that all briefs share, before the first one."""
    prepare()
    _engine()


@cache
def _template():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup, escape

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
    environment.filters["hyphenated"] = lambda text: Markup(escape(text).replace("- ", "\u00ad"))
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


@cache
def _engine() -> Engine:
    from reports.engine import Engine

    return Engine((TEMPLATES / "brief.css").read_text(encoding="utf-8"))
