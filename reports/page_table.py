"""Page 2: the table of short occupations."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reports import charts, fit
from reports.filters import MARK_LETTERS, NO_VALUE, cell, flag_of, number, percent
from reports.model import Brief, Occupation
from reports.page_front import panels_for
from reports.quote import source_line
from reports.text_evidence import vacancy_note
from reports.typeface import clean, cut, width, wrap

ROWS = 25
# widths: name, three levels, vacancies, unemployed, two ratios, (vacancy time,) employees, foreigners, course
COLUMNS = (160.0, 27.0, 27.0, 27.0, 42.0, 37.0, 33.0, 33.0, 39.0, 36.0, 37.9)
COLUMNS_WITH_DAYS = (140.0, 27.0, 27.0, 27.0, 39.0, 36.0, 31.0, 31.0, 38.0, 36.0, 31.5, 35.4)
WHOLE_FROM = 1000
LEVELS = ((2, "Fach- kraft"), (3, "Spezia- list"), (4, "Ex- perte"))
HEAD, HEAD_LINE = 41.0, 9.4
SPARK = 13.0, 7.9  # height, and the width that the column keeps free
PAD_LEAST, PAD_MOST = 0.6, 5.0
CLASSES = {"engpass": "e", "beobachtung": "b", "kein_engpass": "k"}


@dataclass(frozen=True, slots=True)
class TablePage:
    """What page 2 shows and how much height is left on it."""

    title: str
    subtitle: str
    source: str
    rows: list[dict]
    columns: tuple[float, ...]
    left_out: str
    notes: list[str]
    fallback: str
    padding: float
    left: float


def ordered(brief: Brief) -> list[Occupation]:
    """Put the shown occupations in order: the ranking first, then by ratio, those without a figure last."""
    place = {code: i for i, code in enumerate(brief.ranking)}
    shown = [o for o in brief.occupations if o.shown]
    return sorted(
        shown,
        key=lambda o: (
            place.get(o.occupation, len(place)),
            o.ratio is None,
            o.ratio if o.ratio is not None else 0.0,
            o.occupation,
        ),
    )


def table_page(brief: Brief) -> TablePage:
    """Choose the rows and their height so that the page is full, and say what was left out."""
    chosen, fallback = ordered(brief), ""
    if not chosen:
        chosen = _official_only(brief)
        fallback = (
            "In dieser Region erfüllt keine Berufsgruppe die Bedingungen für diese Tabelle: Die Zahlen sind zu klein "
            "oder werden geheim gehalten, oder das Land hat keinen bewerteten Engpassberuf. "
            + ("Gezeigt werden deshalb die amtlichen Bewertungen des Landes. " if chosen else "")
            + "Der Bericht für eine größere Region oder das Land zeigt mehr."
        )
    columns = COLUMNS_WITH_DAYS if brief.vacancy_days_month else COLUMNS
    notes = [fit.limited(n, fit.NOTE, 2) for n in (*brief.texts.table_notes[:4], vacancy_note(brief))]
    title, subtitle = fit.titles(brief.texts.table_title, brief.texts.table_subtitle)
    used_sources = [
        "ba_engpassanalyse",
        "ba_kreis_berufe",
        *(["ba_stellen_berufe"] if brief.vacancy_days_month else []),
    ]
    source = source_line(brief, *used_sources, computed=True)
    fixed = (
        fit.heading(title, subtitle)
        + 26
        + HEAD
        + (HEAD_LINE if brief.vacancy_days_month else 0)
        + fit.lines(source, fit.NOTE) * fit.NOTE_LINE
    )
    fixed += fit.paragraphs([*notes, fallback], fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 2) + 4
    room = fit.PAGE - fixed
    count, used = fit.rows_that_fit(chosen[:ROWS], lambda _: row_height(PAD_LEAST), room)
    if count < len(chosen):
        room -= fit.NOTE_LINE + 2
        count, used = fit.rows_that_fit(chosen[:ROWS], lambda _: row_height(PAD_LEAST), room)
    padding = PAD_LEAST
    if count:
        spare = (room - used) / (2 * count)
        padding += min(spare, PAD_MOST - PAD_LEAST) if count > 16 else min(spare, 1.0)
    missing = len(chosen) - count
    left_out = ""
    if missing:
        what = "weitere Berufsgruppe steht" if missing == 1 else "weitere Berufsgruppen stehen"
        left_out = f"{missing} {what} in brief.json."
    left = room - used - 2 * count * (padding - PAD_LEAST)
    return TablePage(
        title, subtitle, source, [_row(o, columns) for o in chosen[:count]], columns, left_out, notes, fallback,
        _tenths(padding), left,
    )  # fmt: skip


def _tenths(padding: float) -> float:
    return math.floor(padding * 10 + 1e-6) / 10


def row_height(padding: float) -> float:
    """Height of a row: the name and the everyday name share two lines."""
    return 2 * fit.CELL_LINE + 2 * padding + 0.5


def _official_only(brief: Brief) -> list[Occupation]:
    """Fall back to what the Land publishes where the region shows nothing."""
    rated = [o for o in brief.occupations if any(r.klass == "engpass" for r in o.official)]
    return sorted(rated, key=lambda o: (-(o.best_official.score if o.best_official else 0), o.occupation))


def _row(o: Occupation, columns: tuple[float, ...]) -> dict:
    return {
        **_names(o, columns[0]),
        "official": [_official(o, level) for level, _ in LEVELS],
        "vacancies": mean(o, "vacancies"),
        "unemployed": mean(o, "unemployed"),
        "ratio": figure(o, "ratio", 2),
        "land": NO_VALUE if o.land_ratio is None else number(o.land_ratio, 2),
        "days": _days(o),
        "employees": figure(o, "employees"),
        "foreign": foreign_share(o),
        "tight": o.ratio is not None and o.ratio < 1,
        "trend": charts.sparkline(o.trend, (columns[-1] - SPARK[1], SPARK[0])) if o.trend else "",
    }


def _days(o: Occupation) -> dict:
    flag = o.vacancy_days_flag or "unknown"
    return {"text": cell(o.vacancy_days, "ok" if o.vacancy_days is not None else flag), "word": o.vacancy_days is None}


def _names(o: Occupation, column: float) -> dict:
    """Set the name, the everyday name and the marks on two lines; a long name leaves the everyday name no room."""
    room = (column - 8) * 0.985
    marks = " ".join(MARK_LETTERS.get(m, m) for m in o.marks)
    marked = width(f"  {marks}", fit.NOTE, bold=True) if marks else 0.0
    first, *rest = wrap(cut(clean(o.name), fit.CELL, 2 * room, bold=True), fit.CELL, room, bold=True)
    if rest:
        second, everyday = cut(" ".join(rest), fit.CELL, room - marked, bold=True), ""
    else:
        second, everyday = "", cut(clean(o.everyday), fit.NOTE, room - marked)
    return {"first": first, "second": second, "everyday": everyday, "marks": marks}


def _official(o: Occupation, level: int) -> dict:
    found = next((r for r in o.official if r.level == level and r.score is not None), None)
    if found is None:
        return {"look": "n", "text": NO_VALUE, "note": False}
    return {"look": CLASSES.get(found.klass or "", "n"), "text": number(found.score, 1), "note": bool(found.note)}


def _asterisk(brief: Brief, page: TablePage) -> str:
    """Explain the ratings that hold for more than the row they stand in."""
    notes = {r.note: None for o in ordered(brief) for r in o.official if r.note and r.score is not None}
    return cut("; ".join(map(clean, notes)), fit.NOTE, 380) if page.rows else ""


def _short(land: str, room: float) -> str:
    return land if width(land, fit.NOTE, bold=True) <= room else "Land"


def figure(o: Occupation, field: str, digits: int = 0) -> dict:
    """Write one observed figure of a row; words in place of a figure are set smaller."""
    value = getattr(o, field)
    return {"text": cell(value, flag_of(o.flags, field), digits), "word": value is None}


def mean(o: Occupation, field: str) -> dict:
    """Write an annual mean: with a decimal below 1 000, where it tells something."""
    value = getattr(o, field)
    return figure(o, field, 1 if value is not None and value < WHOLE_FROM else 0)


def foreign_share(o: Occupation) -> dict:
    """Write the share of foreign employees; a secret count gives no share."""
    if o.foreign_employees is None or not o.employees:
        flag = flag_of(o.flags, "foreign_employees" if o.foreign_employees is None else "employees")
        return {"text": cell(None, flag), "word": True}
    return {"text": percent(100 * o.foreign_employees / o.employees), "word": False}


def table_view(brief: Brief) -> dict:
    """Arrange page 2 without its map."""
    page = table_page(brief)
    by_code = {o.occupation: o for o in brief.occupations}
    panels = panels_for([by_code[c] for c in brief.ranking if c in by_code], page.left - 46) if page.rows else None
    land = clean(brief.region.land_short)
    return {
        "page": page,
        "panels": panels,
        "levels": LEVELS,
        "asterisk": _asterisk(brief, page),
        "land": _short(land, 26),
        "with_days": bool(brief.vacancy_days_month),
        "land_head": _short(land, 74 - width("Amtlich: ", fit.NOTE, bold=True)),
    }
