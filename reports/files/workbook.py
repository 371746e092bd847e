"""The workbook: the figures of a brief in sheets that people filter, sort and print."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from reports.files import notes, occupation_tables, region_tables
from reports.files.lookup import Lookup
from reports.files.plain_text import cell_text
from reports.files.rows import Row, rows
from reports.files.table import Band, Column, Style, Table, Word
from reports.model.brief import Brief
from reports.words.notation import month_name

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEAD_ROW = 3  # of the column heads, counted from 0: above it title, subtitle and bands
_INK, _MUTED, _PETROL, _LINE = "#14212B", "#5B6B75", "#0B4F5C", "#B8C4CA"
_TINTS = {
    Band.NONE: "#E9EEF0", Band.OFFICIAL: "#D9E7EA", Band.OBSERVED: "#E9EEF0", Band.ESTIMATED: "#F6E3E5",
    Band.STATED: "#EFEBDD",
}  # fmt: skip
_FORMATS = {
    Style.TEXT: "@",
    Style.WRAPPED: "@",
    Style.COUNT: "#,##0",
    Style.RATIO: "[>=99.95]#,##0;[>=9.995]0.0;0.00",
    Style.CHANCE: '[>0.99]"über 99 %";[<0.01]"unter 1 %";0 %',
    Style.SHARE: "0 %",
    Style.PERCENT: "0.0",
    Style.POINTS: "0.00",
    Style.FIGURE: "#,##0",
}
_FRACTION = "0.00"
_TEXTS = (Style.TEXT, Style.WRAPPED)
NARROW = 1.2  # letters of a text in the room of a figure
LINE = 13.5  # points
ROW = 15.0
TALLEST = 8  # lines; longer texts stand whole in their cell


def tables(brief: Brief, figures: Iterable[Row] | None = None) -> list[Table]:
    """Return the tables of the workbook in the order of its sheets; what a region has nothing of is left out."""
    found = Lookup(rows(brief) if figures is None else figures)
    made = [
        occupation_tables.occupations(brief, found),
        occupation_tables.ratings(brief),
        occupation_tables.estimates(brief, found),
        region_tables.recognition(brief),
        region_tables.states(brief),
        region_tables.region(brief, found),
        region_tables.starting_points(brief),
        region_tables.stated(brief),
        region_tables.sources(brief),
    ]
    shown = [table for table in made if table is not None]
    return [*shown, notes.notes(brief, shown)]


def xlsx(brief: Brief, shown: Iterable[Table] | None = None) -> bytes:
    """Return the workbook of a brief, or of some tables of it; the same brief gives the same bytes.

    Texts are never formulas or links. Raises ValueError for a figure that is no number.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        year, month = map(int, brief.month.split("-"))
        title = f"Fachkräfte-Kompass {brief.region.name}, {month_name(brief.month)}"
        book.set_properties(
            {
                "title": cell_text(title),
                "subject": "Engpassberufe: amtlich, beobachtet und geschätzt",
                "category": f"Ausgabe {brief.edition}",
                "comments": "Alle Erklärungen stehen im Blatt „Hinweise“.",
                "created": dt.datetime(year, month, 1),
            }
        )
        book.set_size(24_000, 14_000)
        styles = _Styles(book)
        for table in tables(brief) if shown is None else shown:
            _write(book.add_worksheet(table.name), table, styles, title)
    return target.getvalue()


class _Texts(dict):
    """Texts as they stand in a cell, each worked out once."""

    def __missing__(self, text: str) -> str:
        shown = self[text] = cell_text(text)
        return shown


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.texts = _Texts()
        self.title = self._of(bold=True, font_size=15, font_color=_PETROL)
        self.subtitle = self._of(font_color=_MUTED)
        self.bands = {band: self._of(bold=True, font_color=_PETROL, bg_color=tint) for band, tint in _TINTS.items()}
        self.heads = {
            (band, text): self._of(
                bold=True, bg_color=tint, text_wrap=True, bottom=1, border_color=_PETROL, **_side(text)
            )
            for band, tint in _TINTS.items()
            for text in (True, False)
        }
        self.words = {text: self._of(font_color=_MUTED, italic=True, **_side(text)) for text in (True, False)}
        self.cells = {style: self._cell(style) for style in Style}
        self.fraction = self._of(num_format=_FRACTION)

    def _of(self, **properties: object) -> Format:
        look = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "top"}
        return self.book.add_format(look | properties)

    def _cell(self, style: Style) -> Format:
        text = style in _TEXTS
        return self._of(num_format=_FORMATS[style], text_wrap=style is Style.WRAPPED, **(_side(True) if text else {}))


def _side(text: bool) -> dict[str, object]:
    """Set texts a little apart from the figures before them, and words in place of figures under these."""
    return {"align": "left", "indent": 1} if text else {"align": "right"}


def _write(sheet: Worksheet, table: Table, styles: _Styles, title: str) -> None:
    _page(sheet, table, title)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, cell_text(table.title), styles.title)
    sheet.write_string(1, 0, cell_text(table.subtitle), styles.subtitle)
    for first, last, band in _spans(table.columns):
        if band in table.bands:
            text = cell_text(table.bands[band])
            sheet.write_string(HEAD_ROW - 1, first, text, styles.bands[band])
            for column in range(first + 1, last + 1):
                sheet.write_blank(HEAD_ROW - 1, column, None, styles.bands[band])
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEAD_ROW, number, column.head, styles.heads[column.band, column.style in _TEXTS])
    _write_rows(sheet, table, styles)


def _write_rows(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    formats = [styles.cells[column.style] for column in table.columns]
    words = [styles.words[column.style in _TEXTS] for column in table.columns]
    widths = [column.width if column.style is Style.WRAPPED else 0.0 for column in table.columns]
    text, figure, shown = sheet.write_string, sheet.write_number, styles.texts
    for line, cells in enumerate(table.rows, HEAD_ROW + 1):
        lines = 1
        for number, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if isinstance(cell, Word):
                text(line, number, cell, words[number])
            elif isinstance(cell, str):
                text(line, number, shown[cell], formats[number])
                if widths[number] and len(cell) > widths[number]:
                    lines = max(lines, _lines(cell, widths[number]))
            elif table.columns[number].style is Style.FIGURE and isinstance(cell, float) and abs(cell) < 100:
                figure(line, number, cell, styles.fraction)
            else:
                figure(line, number, cell, formats[number])
        if lines > 1:
            sheet.set_row(line, min(lines, TALLEST) * LINE + ROW - LINE)


def _lines(text: str, width: float) -> int:
    """Estimate in how many lines a text stands in a column; spreadsheets do not agree on heights of their own."""
    room = width * NARROW
    lines, used = 1, 0.0
    for word in text.split(" "):
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, -1.0
        used += 1 + len(word)
        while used > room:
            lines, used = lines + 1, used - room
    return lines


def _spans(columns: Iterable[Column]) -> Iterator[tuple[int, int, Band]]:
    """Yield the first and last column of each run of one band."""
    for band, run in groupby(enumerate(columns), key=lambda pair: pair[1].band):
        numbers = [number for number, _ in run]
        yield numbers[0], numbers[-1], band


def _page(sheet: Worksheet, table: Table, title: str) -> None:
    """Set up screen and print: heads stay, A4 landscape, heads on every page."""
    last = HEAD_ROW + max(len(table.rows), 1)
    sheet.freeze_panes(HEAD_ROW + 1, table.fixed)
    sheet.autofilter(HEAD_ROW, 0, last, len(table.columns) - 1)
    codes = xl_range(HEAD_ROW + 1, 0, last, len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": codes})  # codes and years are meant as texts
    sheet.hide_gridlines(2)
    tallest = max(_lines(column.head, column.width) for column in table.columns)
    sheet.set_row(HEAD_ROW, (tallest + 1) * LINE)  # a line for the arrows of the filter
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(table.pages_wide, 0)
    sheet.repeat_rows(HEAD_ROW)
    if table.pages_wide > 1 and table.fixed:
        sheet.repeat_columns(0, table.fixed - 1)
    sheet.set_footer(f"&L&8{_footer(title)}&C&8{_footer(table.name)}&R&8Seite &P von &N")


def _footer(text: str) -> str:
    return cell_text(text)[:80].replace("&", "&&")
