"""The project's own form: which occupations a chamber, agency or association states to be short.

A form is filled in by hand in a spreadsheet program, so anything may have happened to it. What a stranger would get
wrong: a year typed into a month's field is stored as a day of 1905; a formula shows a text that is not in the cell;
an inserted row moves everything below it; "005" and 5 look alike. All faulty cells are named in one error.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.bedarfsmeldung import layout
from sources.datasets.bedarfsmeldung.answers import (
    _EARLIEST,
    AGAIN,
    ID,
    Faults,
    Line,
    read_choice,
    read_day,
    read_lines,
    read_region,
    read_text,
)
from sources.errors import BadContent, LayoutChanged
from sources.files.archive import check_archive, read_entry, sheet_parts
from sources.files.file import PublishedFile
from sources.files.workbook import Grid, column_letter, heading
from sources.records import Flag, Plan, Recognition, Request
from sources.reference import codes

_MARKER = re.compile(r"bedarfsmeldung/(\d{1,3})")
_SMALL = 1_000_000  # bytes; a filled form has about 20 000
_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b')


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it came back."""

    region: str
    kind: str
    organisation: str
    day: dt.date
    lines: tuple[Line, ...]

    @property
    def part(self) -> str:
        """What a newer form must share to replace this one: organisation and region."""
        return f"{_slug(self.organisation)}-{self.region}"


def recognises(file: PublishedFile) -> Recognition | None:
    """Return who reports for which region and day, for a returned form, else None.

    Raises LayoutChanged for a form whose fixed cells were changed and for one saved in another format, BadContent
    naming every faulty cell.
    """
    if file.kind != "xlsx":
        _refuse_other_formats(file)
        return None
    if _marked_sheet(file) is None:
        return None
    form = read(file)
    return Recognition(
        part=form.part,
        what=f"Bedarfsmeldung {form.organisation}, {codes.region_names()[form.region]}, {form.day:%d.%m.%Y}",
        period=f"{form.day:%Y-%m}",
        issued=form.day,
    )


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return severity and open places of each line; places that were not stated are unknown.

    Small numbers are kept here: what leaves the store is made secret later.
    """
    form = read(file)
    rows = []
    for line in form.lines:
        detail = json.dumps(
            {
                "art": form.kind,
                "name": layout.occupations()[line.occupation][0],
                "seit": line.since,
                "massnahmen": line.doing,
                "quelle": line.quoted,
            },
            ensure_ascii=False,
        )
        places = (line.places, Flag.UNKNOWN if line.places is None else Flag.OK)
        for indicator, (value, flag), column in (
            ("reported_shortage", (line.severity, Flag.OK), layout.SEVERITY),
            ("reported_places", places, layout.PLACES),
        ):
            rows.append(
                (
                    *(form.region, form.day.isoformat(), "D", indicator, line.occupation, "", form.organisation),
                    *(value, flag, layout.SHEET, line.row, column, detail),
                )
            )
    return observations.rows_frame(rows)


def read(file: PublishedFile) -> Form:
    """Return the content of a form. Raises LayoutChanged or BadContent naming every faulty cell."""
    grid = _grid(file)
    faults = Faults()
    for cell in _formulas(file):
        if _is_field(cell):
            faults.add(cell, grid[cell], "a formula; type the value itself")
    region = read_region(grid, faults)
    kind = read_choice(grid, layout.KIND_CELL, layout.KINDS, faults)
    organisation = read_text(grid, layout.ORGANISATION_CELL, layout.MAX_ORGANISATION, faults)
    if 0 < len(organisation) < 3:
        faults.add(layout.ORGANISATION_CELL, organisation, "the name in full, please")
    elif not organisation and not heading(grid[layout.ORGANISATION_CELL]):
        faults.add(layout.ORGANISATION_CELL, "", "the name of the organisation is missing")
    day = read_day(grid, faults)
    lines = read_lines(grid, day, faults)
    _nothing_else(grid, faults)
    if not lines and not faults.found:
        raise BadContent(f"{file.name}: the form is empty: no occupation is named. Nothing was stored.")
    if faults.found:
        raise BadContent(
            f"{file.name}: {len(faults.found)} faulty cell{'s' * (len(faults.found) > 1)} in the form. Correct them "
            "with the organisation that sent it; nothing was stored.\n" + "\n".join(faults.found)
        )
    return Form(region, kind, organisation, day or _EARLIEST, tuple(lines))


def _refuse_other_formats(file: PublishedFile) -> None:
    """Raise LayoutChanged for a form that was saved as .ods, .xls or CSV."""
    saved = ""
    if file.size > _SMALL:
        return
    if file.kind == "csv" and _MARKER.search(file.head[:4000].decode("latin-1")):
        saved = "CSV"
    elif file.kind == "xls":
        data = file.path.read_bytes()
        if any(f"{ID}/".encode(code) in data for code in ("latin-1", "utf-16-le")):
            saved = ".xls"
    elif file.kind == "zip" and b"application/vnd.oasis.opendocument.spreadsheet" in file.head[:200]:
        check_archive(file.path, file.name)
        if _MARKER.search(read_entry(file.path, "content.xml", file.name).decode("utf-8", "replace")):
            saved = ".ods"
    if saved:
        raise LayoutChanged(
            ID, file.name, "the form as .xlsx", f"saved as {saved}", "Save it as .xlsx and import again."
        )


def _marked_sheet(file: PublishedFile) -> str | None:
    """Return the sheet that bears the form's marker, or that is called like it."""
    book = file.open_workbook()
    names = book.sheet_names
    if not {layout.SHEET, layout.LISTS} & set(names) and file.size > _SMALL:
        return None
    for name in names[:5]:
        if any(_MARKER.fullmatch(heading(cell)) for row in book.rows(name)[:80] for cell in row):
            return name
    if layout.SHEET in names and heading(Grid(ID, layout.SHEET, book.rows(layout.SHEET))["A1"]) == layout.SHEET:
        return layout.SHEET
    return None


def _grid(file: PublishedFile) -> Grid:
    """Return the form's sheet after comparing all that people should not have changed."""
    book = file.open_workbook()
    sheet = _marked_sheet(file)
    if sheet is None:
        raise LayoutChanged(ID, file.name, f"a sheet with {layout.MARKER!r}", book.sheet_names[:8], AGAIN)
    if sheet != layout.SHEET:
        raise LayoutChanged(ID, f"{file.name}, sheets", layout.SHEET, sheet, f"The sheet was renamed. {AGAIN}")
    grid = book.grid(ID, sheet)
    version = next((m for row in book.rows(sheet)[:80] for c in row if (m := _MARKER.fullmatch(heading(c)))), None)
    if version and int(version.group(1)) != layout.VERSION:
        raise LayoutChanged(ID, f"{file.name}, version of the form", layout.VERSION, int(version.group(1)), AGAIN)
    fixed = {layout.MARKER_CELL: layout.MARKER, **layout.LABELS}
    fixed |= {f"{column}{layout.HEADING_ROW}": text for column, text in layout.COLUMNS.items()}
    fixed |= {f"A{layout.FIRST_LINE + line}": str(line + 1) for line in range(layout.LINES)}
    for cell, expected in fixed.items():
        if heading(grid[cell]) != expected:
            advice = f"A locked cell was changed, or rows or columns were inserted or deleted. {AGAIN}"
            raise LayoutChanged(ID, f"{file.name}, {grid.where(*_row_column(cell))}", expected, grid[cell], advice)
    return grid


def _row_column(cell: str) -> tuple[int, str]:
    column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    return int(row), column


def _is_field(cell: str) -> bool:
    """Say whether people fill a cell in."""
    row, column = _row_column(cell)
    heads = (layout.REGION_NAME_CELL, layout.REGION_ID_CELL, layout.KIND_CELL, layout.ORGANISATION_CELL)
    in_lines = layout.FIRST_LINE <= row <= layout.LAST_LINE and column in layout.COLUMNS and column != "A"
    return in_lines or cell in (*heads, layout.DATE_CELL)


def _formulas(file: PublishedFile) -> list[str]:
    """Return the cells of the sheet that hold a formula: what they show is not what stands there."""
    part = sheet_parts(file.path, file.name)[layout.SHEET]
    return [cell.decode() for cell in _FORMULA.findall(read_entry(file.path, part, file.name))]


def _nothing_else(grid: Grid, faults: Faults) -> None:
    """Find what was written beside, between or below the lines, where it would be lost."""
    fixed_rows = {1, 2, 4, 5, 6, 7, layout.HEADING_ROW - 1, layout.HEADING_ROW, layout.HEADING_ROW + 1}
    for row in range(1, grid.height + 1):
        for column, value in zip(_letters(grid.width), grid.row(row), strict=True):
            on_form = column in layout.COLUMNS and (
                row in fixed_rows
                or layout.FIRST_LINE <= row <= layout.LAST_LINE
                or (row >= layout.NOTES_ROW and column == "A")
            )
            if not on_form and heading(value):
                faults.add(f"{column}{row}", value, "stands outside the fields of the form and would be lost")


def _letters(width: int) -> list[str]:
    return [column_letter(number) for number in range(1, width + 1)]


def _slug(name: str) -> str:
    """Return a name as lower-case letters and digits; a long name, or one in another alphabet, is told by its hash."""
    folded = name.casefold().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    lost = sum(map(str.isalnum, plain)) < sum(map(str.isalnum, folded))
    return (
        f"{slug[:50]}-{hashlib.sha256(folded.encode()).hexdigest()[:8]}".strip("-") if lost or len(slug) > 60 else slug
    )


def expect(part: str) -> Expect:
    """Return what a form must look like; how two forms of one organisation differ is its business."""
    return Expect(
        rows=(2, 2 * layout.LINES),
        regions=(1, 1),
        indicators=frozenset({"reported_shortage", "reported_places"}),
        values=(0, layout.MAX_PLACES),
        max_lost_rows_pct=100,
        max_total_change_pct=float("inf"),
    )


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return nothing: forms come back by hand."""
    return ()


SOURCE = Source(
    id=ID,
    title="Bedarfsmeldungen aus der Region",
    publisher="die meldenden Organisationen",
    page="",
    licence="zur Veröffentlichung im Kurzbericht überlassen",
    attribution="© die genannten Organisationen",
    cadence="when imported",
    lag_days=0,
    required=False,
    max_age_days=400,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="the project's own form Bedarfsmeldung as .xlsx (brief form --region ...)",
    reference=(codes.REGION_FILE, codes.OCCUPATION_FILE),
    by_hand="send out the form (brief form --region ...) and import what comes back",
    sets_month=False,
)
