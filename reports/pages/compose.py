"""From a Brief to HTML and PDF. The same Brief gives the same bytes, in every process."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from reports.model.brief import Brief
from reports.model.impossible import check_figures
from reports.pages.evidence.view import evidence_view
from reports.pages.front.view import front
from reports.pages.method.view import method_view
from reports.pages.origin.view import origin_view
from reports.pages.table.view import table_view
from reports.pages.template import load_template
from reports.pdf.characters import clean, missing
from reports.pdf.errors import MissingGlyph
from reports.words.notation import month_name

CSS = Path(__file__).with_name("brief.css")


def arrange_views(brief: Brief) -> dict[str, Any]:
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
    html = load_template("pages/brief.html.j2").render(arrange_views(brief) if shown is None else shown)
    if unknown := missing(set(html)):
        raise MissingGlyph(
            f"region {brief.region.id}: the typeface has no shape for "
            + ", ".join(f"{c!r} (U+{ord(c):04X})" for c in unknown[:10])
            + f"; found in {', '.join(_holding(brief, unknown)[:5]) or 'the template'}"
        )
    return html


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
