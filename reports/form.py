"""The form Bedarfsmeldung: one page on which chambers and agencies state which occupations are short."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.datasets.bedarfsmeldung import layout
from sources.reference import codes
from sources.reference.regions import Region

LANGUAGES = ("de",)

_INK, _MUTED, _PETROL, _FIELD, _LINE = "#14212B", "#5B6B75", "#0B4F5C", "#F1F6F7", "#B8C4CA"
_WIDTHS = {"A": 4, "B": 30, "C": 11, "D": 9, "E": 10, "F": 28, "G": 17}
_LINE_HEIGHT = 45
_PURPOSE = (
    "Mit diesem Blatt melden Sie, in welchen Berufen in Ihrer Region Fachkräfte fehlen. Ihre Angaben stehen mit dem "
    "Namen Ihrer Organisation und dem Datum im Kurzbericht über Engpassberufe."
)
_HINTS = {
    "B": "aus der Liste wählen",
    "C": "aus der Liste",
    "D": "Anzahl",
    "E": "MM/JJJJ",
    "F": f"kurz, bis {layout.MAX_DOING} Zeichen",
    "G": "leer: eigene Einschätzung",
}
_NOTES = (  # what it is about, what to know
    ("Zeilen", "Je Zeile eine Berufsgruppe, zusammen mit „Wie knapp?“. Alles andere ist freiwillig."),
    (
        "Wie knapp?",
        "spürbar: Stellen bleiben länger offen als früher. deutlich: Stellen bleiben oft mehrere Monate offen. "
        "sehr stark: Es ist kaum jemand zu finden, Aufträge oder Angebote fallen aus.",
    ),
    (
        "Kleine Zahlen",
        "Weniger als 3 offene Stellen geben wir nicht weiter. Im Bericht steht dann „unter 3“.",
    ),
    ("Personen", "Bitte keine Namen von Personen, keine Telefonnummern und keine E-Mail-Adressen eintragen."),
    (
        "Rückgabe",
        "Bitte als Excel-Datei (.xlsx) speichern und dorthin zurückgeben, woher Sie das Blatt haben. Eine neuere "
        "Meldung Ihrer Organisation für diese Region ersetzt die ältere.",
    ),
)


class UnknownLanguage(ValueError):
    """There is no form in this language; the message names those there are."""


def write_form(region: Region, path: Path, lang: str = "de") -> Path:
    """Write the form for a region as XLSX and return its path; the same region gives the same bytes.

    Raises UnknownLanguage, and ValueError for a region that a returned form could not name.
    """
    data = form_bytes(region, lang)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    os.replace(draft, path)
    return path


def form_bytes(region: Region, lang: str = "de") -> bytes:
    """Return the form for a region as the bytes of an XLSX file."""
    if lang not in LANGUAGES:
        raise UnknownLanguage(f"there is no form in {lang!r}; there is: {', '.join(LANGUAGES)}")
    if codes.region_names().get(region.id) != region.name:
        raise ValueError(f"{region.id!r} ({region.name!r}) is no region a form can be returned for")
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        # a fixed date: the file says when it was filled in, not when it was made
        book.set_properties({"title": f"Bedarfsmeldung {region.name}", "created": dt.datetime(2026, 1, 1)})
        book.set_size(16_000, 18_000)
        _Page(book, region).write()
        _write_lists(book)
    return target.getvalue()


class _Page:
    """The sheet people see."""

    def __init__(self, book: xlsxwriter.Workbook, region: Region) -> None:
        self.book, self.region = book, region
        self.sheet: Worksheet = book.add_worksheet(layout.SHEET)

    def style(self, **properties: Any) -> Any:
        return self.book.add_format(
            {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "vcenter"} | properties
        )

    def field(self, **properties: Any) -> Any:
        box = {"locked": False, "bg_color": _FIELD, "border": 1, "border_color": _LINE, "text_wrap": True, "indent": 1}
        return self.style(**box | properties)

    def write(self) -> None:
        self._page()
        self._head()
        self._table()
        self._notes()

    def _page(self) -> None:
        sheet = self.sheet
        for column, width in _WIDTHS.items():
            sheet.set_column(f"{column}:{column}", width)
        sheet.set_portrait()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 1)
        sheet.print_area(f"A1:G{layout.NOTES_ROW + len(_NOTES)}")
        sheet.set_footer(f"&L&8Bedarfsmeldung, Version {layout.VERSION}&R&8{self.region.name.replace('&', '&&')}")
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_rows": True})
        sheet.set_selection(layout.KIND_CELL)

    def _head(self) -> None:
        sheet, label = self.sheet, self.style(bold=True)
        heights = {1: 30, 2: 33, 3: 6, 4: 19, 5: 19, 6: 19, 7: 19, 8: 8}
        for row, height in heights.items():
            sheet.set_row(row - 1, height)
        sheet.write(
            layout.TITLE_CELL,
            layout.LABELS[layout.TITLE_CELL],
            self.style(bold=True, font_size=20, font_color=_PETROL),
        )
        sheet.write(layout.MARKER_CELL, layout.MARKER, self.style(font_size=7, font_color=_MUTED, align="right"))
        sheet.merge_range("A2:G2", _PURPOSE, self.style(text_wrap=True, valign="top"))
        for cell, text in layout.LABELS.items():
            if cell != layout.TITLE_CELL:
                sheet.merge_range(f"{cell}:B{cell[1:]}", text, label)
        fixed = self.style(bold=True, top=1, bottom=1, border_color=_LINE, indent=1)
        sheet.merge_range(f"{layout.REGION_NAME_CELL}:F4", self.region.name, fixed)
        sheet.write_string(
            layout.REGION_ID_CELL,
            self.region.id,
            self.style(top=1, bottom=1, border_color=_LINE, font_color=_MUTED, align="right", num_format="@", indent=1),
        )
        sheet.merge_range(f"{layout.KIND_CELL}:G5", "", self.field())
        sheet.merge_range(f"{layout.ORGANISATION_CELL}:G6", "", self.field(num_format="@"))
        sheet.merge_range(f"{layout.DATE_CELL}:G7", "", self.field(num_format="dd.mm.yyyy", align="left"))
        self._check_list(layout.KIND_CELL, "B", len(layout.KINDS), "Art der Organisation")
        self._check_length(layout.ORGANISATION_CELL, layout.MAX_ORGANISATION, "Name der Organisation", least=3)
        sheet.data_validation(
            layout.DATE_CELL,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": dt.date(2020, 1, 1),
                "maximum": "=TODAY()",
                "input_title": "Datum der Meldung",
                "input_message": "Tag, für den die Angaben gelten, zum Beispiel 05.10.2026.",
                "error_title": "Datum der Meldung",
                "error_message": "Bitte ein Datum ab 2020 eingeben, das nicht in der Zukunft liegt: TT.MM.JJJJ.",
            },
        )

    def _table(self) -> None:
        sheet = self.sheet
        sheet.set_row(layout.HEADING_ROW - 2, 18)
        sheet.write(
            f"A{layout.HEADING_ROW - 1}",
            "Berufe, in denen Fachkräfte fehlen",
            self.style(bold=True, font_size=12, font_color=_PETROL),
        )
        sheet.set_row(layout.HEADING_ROW - 1, 27)
        heading = self.style(bold=True, font_color="#FFFFFF", bg_color=_PETROL, text_wrap=True, indent=1)
        hint = self.style(font_size=8, font_color=_MUTED, indent=1)
        for column, text in layout.COLUMNS.items():
            sheet.write(f"{column}{layout.HEADING_ROW}", text, heading)
            sheet.write(f"{column}{layout.HEADING_ROW + 1}", _HINTS.get(column, ""), hint)
        fields = {
            layout.OCCUPATION: self.field(font_size=9, num_format="@"),
            layout.SEVERITY: self.field(),
            layout.PLACES: self.field(num_format="0", align="left"),
            layout.SINCE: self.field(num_format="mm/yyyy", align="left"),
            layout.DOING: self.field(font_size=9, num_format="@"),
            layout.QUOTED: self.field(font_size=9, num_format="@"),
        }
        number = self.style(font_color=_MUTED, align="center")
        for line in range(1, layout.LINES + 1):
            row = layout.FIRST_LINE + line - 1
            sheet.set_row(row - 1, _LINE_HEIGHT)
            sheet.write_number(f"A{row}", line, number)
            for column, style in fields.items():
                sheet.write_blank(f"{column}{row}", None, style)
        self._check_columns()

    def _check_columns(self) -> None:
        def lines(column: str) -> str:
            return f"{column}{layout.FIRST_LINE}:{column}{layout.LAST_LINE}"

        self._check_list(
            lines(layout.OCCUPATION),
            "A",
            len(layout.occupations()),
            "Berufsgruppe",
            error_type="warning",  # typing the number of a group alone is fine
            error_message="Dieser Eintrag steht nicht in der Liste. Trotzdem übernehmen?",
        )
        self._check_list(lines(layout.SEVERITY), "C", len(layout.SEVERITIES), "Wie knapp?")
        self.sheet.data_validation(
            lines(layout.PLACES),
            {
                "validate": "integer",
                "criteria": "between",
                "minimum": 0,
                "maximum": layout.MAX_PLACES,
                "error_title": "Offene Stellen",
                "error_message": "Bitte eine ganze Zahl ab 0 eingeben, oder das Feld leer lassen.",
            },
        )
        self.sheet.data_validation(
            lines(layout.SINCE),
            {
                "validate": "date",
                "criteria": "between",
                "minimum": dt.date(1990, 1, 1),
                "maximum": "=TODAY()",
                "error_title": "Seit wann?",
                "error_message": "Bitte Monat und Jahr eingeben, zum Beispiel 03/2025.",
            },
        )
        self._check_length(lines(layout.DOING), layout.MAX_DOING, "Was wird schon getan?")
        self._check_length(lines(layout.QUOTED), layout.MAX_QUOTED, "Quelle der Angabe")

    def _check_list(self, cells: str, column: str, length: int, title: str, **options: str) -> None:
        self.sheet.data_validation(
            cells,
            {
                "validate": "list",
                "source": f"={layout.LISTS}!${column}$2:${column}${length + 1}",
                "error_title": title,
                "error_message": "Bitte einen Eintrag aus der Liste wählen.",
            }
            | options,
        )

    def _check_length(self, cells: str, longest: int, title: str, least: int = 0) -> None:
        self.sheet.data_validation(
            cells,
            {
                "validate": "length",
                "criteria": "between",
                "minimum": least,
                "maximum": longest,
                "error_title": title,
                "error_message": f"Bitte höchstens {longest} Zeichen.",
            },
        )

    def _notes(self) -> None:
        sheet = self.sheet
        sheet.set_row(layout.NOTES_ROW - 2, 8)
        sheet.set_row(layout.NOTES_ROW - 1, 18)
        sheet.write(f"A{layout.NOTES_ROW}", "Hinweise", self.style(bold=True, font_size=12, font_color=_PETROL))
        bold, plain = self.style(font_size=9, bold=True), self.style(font_size=9)
        box = self.style(font_size=9, text_wrap=True, valign="top")
        for row, (about, text) in enumerate(_NOTES, layout.NOTES_ROW + 1):
            sheet.set_row(row - 1, 27 if len(about) + len(text) > 120 else 15)
            sheet.merge_range(f"A{row}:G{row}", "", box)
            sheet.write_rich_string(f"A{row}", bold, f"{about}  ", plain, text, box)


def _write_lists(book: xlsxwriter.Workbook) -> None:
    """Write the sheet the drop-downs read; people do not see it."""
    sheet = book.add_worksheet(layout.LISTS)
    columns = {
        "Berufsgruppen": [layout.entry(code) for code in layout.occupations()],
        "Organisationen": layout.KINDS,
        "Stufen": list(layout.SEVERITIES),
    }
    for number, (name, values) in enumerate(columns.items()):
        sheet.write_string(0, number, name)
        for row, value in enumerate(values, 1):
            sheet.write_string(row, number, value)
    sheet.set_column("A:A", 90)
    sheet.set_column("B:C", 24)
    sheet.very_hidden()
    sheet.protect("")
