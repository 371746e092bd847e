"""From a Brief to the sheet as PDF and PNG. The same Brief gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.model.brief import Brief
from reports.model.impossible import check_figures
from reports.pages.template import load_template
from reports.pdf.boxes import find_boxes, find_end
from reports.pdf.characters import clean, missing
from reports.pdf.errors import MissingGlyph, RenderError
from reports.pdf.spoken import finisher
from reports.sheet.choice import Choice, choice, cut
from reports.sheet.picture import draw_picture
from reports.sheet.view import View, view
from reports.sheet.words import GERMAN, words

if TYPE_CHECKING:
    from weasyprint import Document

    from reports.pdf.engine import Engine

CSS = Path(__file__).with_name("sheet.css")
HIGHEST = 238  # mm, at a width of 110: 9 to 19.5, what a phone held upright shows at once
TRIAL = 500  # mm, more than any sheet needs
FOOT = 6  # mm below the last line, as in sheet.css
MM = 96 / 25.4  # CSS pixels


@dataclass(frozen=True, slots=True)
class SheetFiles:
    pdf: bytes
    png: bytes


def render(brief: Brief, lang: str) -> SheetFiles:
    """Make the sheet of a brief in one language. Raises KeyError for a language that is not there, WrongFigure,
    RenderError."""
    check_figures(brief)
    page = _page(brief, lang)
    pdf = _engine().paint(_engine().lay_out(page), last_step=finisher(page))
    return SheetFiles(pdf, draw_picture(pdf))


def layout(brief: Brief, lang: str) -> Document:
    """Lay the sheet out on its one page."""
    return _engine().lay_out(_page(brief, lang))


def _page(brief: Brief, lang: str) -> str:
    """Write the page as high as its content, with as many occupations as fit into `HIGHEST` in German too.

    The German page is the longest, since it has the names of the statistics: so a region has as many in every language.
    Raises RenderError where its texts leave room for none.
    """
    chosen = choice(brief)
    for language in dict.fromkeys((GERMAN, lang)):
        chosen, page = _fitting(brief, language, chosen)
    return page


def _fitting(brief: Brief, lang: str, chosen: Choice) -> tuple[Choice, str]:
    """Leave out as many occupations as the page is too high for."""
    while True:
        shown = view(brief, words(lang), chosen)
        page = _engine().lay_out(html(shown, TRIAL)).pages[0]
        height = find_end(page) / MM + FOOT
        if height <= HIGHEST:
            return chosen, html(shown, height + 0.1)
        rows = [box.height / MM for box in find_boxes(page, "TableRowBox")][1:]
        while height > HIGHEST and rows:
            height -= rows.pop()
        if not rows:
            raise RenderError(
                f"sheet of {clean(shown.region, 80)} in {lang}: its texts leave no room for an occupation"
            )
        chosen = cut(chosen, len(rows))


def html(shown: View, height: float) -> str:
    """Write a sheet as XHTML, its page so many mm high. Raises MissingGlyph where the typeface lacks a character."""
    text = load_template("sheet/sheet.html.j2").render(sheet=shown, height=f"{height:.1f}")
    if unknown := missing(set(text)):
        where = f"sheet of {clean(shown.region, 80)} in {shown.language}"
        raise MissingGlyph(f"{where}: the typeface has no shape for {unknown[:10]!r}")
    return text


@cache
def _engine() -> Engine:
    from reports.pdf.engine import Engine

    return Engine(CSS.read_text(encoding="utf-8"))
