"""Page 2: the table of short occupations, its three kinds of figures apart."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from reports.charts.plots import sparkline
from reports.model.brief import Brief
from reports.model.market import TABLE_ROWS, Occupation
from reports.pages import fit
from reports.pages.source_lines import source_line
from reports.pages.table.panels import panels_for
from reports.pdf.characters import clean
from reports.pdf.typeface import cut, width, wrap
from reports.words import estimate_notation
from reports.words.elsewhere import WORKBOOK
from reports.words.evidence import vacancy_note
from reports.words.notation import MARK_LETTERS, NO_VALUE, cell, flag_of, number, percent
from reports.words.regions import is_land
from reports.words.regions import rated as rated_area

WHOLE_FROM = 1000
HEAD, HEAD_LINE = 31.6, 9.4  # without and for each line of the column heads
SPARK = 13.0, 7.9  # height, and the width that the column keeps free
PAD_LEAST, PAD_MOST = 0.3, 5.0
NAME_LINES, NOTE_LINES = 4, 7
KEY_ROOM = fit.WIDTH - 20  # less the rims of the coloured ratings
KEY = (  # as the template writes it
    "Amtliche Bewertung: 2,0 Engpass (ab 2,0) · 1,5 unter Beobachtung (1,5 bis unter 2,0) · 1,0 kein Engpass · „·“ "
    "nicht bewertet. Rot: weniger Arbeitslose als Stellen. M MINT, H Handwerk, P Pflege."
)
GUESS_KEY = (
    "Geschätzt: Jede Spanne enthält den Wert mit 90\u202f% Sicherheit. „uneindeutig“: Ein Engpass ist weder zu "
    "80\u202f% wahrscheinlich noch zu 80\u202f% auszuschließen, oder geheime Zahlen lassen es offen."
)
RANK_KEY = " Rang 1: am knappsten unter den {peers} im Land, deren Fälle reichen."
OUTSIDE = "†"
OUTSIDE_KEY = f" {OUTSIDE} außerhalb der Werte, an denen das Modell angepasst ist: mit Vorsicht zu lesen."
CLASSES = {"engpass": "e", "beobachtung": "b", "kein_engpass": "k"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands in it, its width, and its head in one or two parts as its cells have."""

    kind: str
    width: float
    over: str
    under: str = ""
    css: str = "n"


RANK, GERMANY = "Rang im Land", "Bund"
LEVELS = (
    Column("level_2", 23.5, "Fach- kraft", css="c tint"),
    Column("level_3", 23.5, "Spe- zia- list", css="c tint"),
    Column("level_4", 23.5, "Ex- perte", css="c tint"),
)
OFFICIAL_HEAD = 61.0  # what rims leave of the three columns
SPARKLINE = Column("trend", 36.0, "Verlauf", css="spark")
COUNTS = Column("counts", 37.0, "Stellen", "Arbeits- lose")
RATIO = Column("ratio", 33.0, "je Stelle", "{land}")
ESTIMATED = (
    Column("estimate", 72.0, "Arbeitslose je Stelle (Spanne)", RANK, "n first guess"),
    Column("chance", 47.0, "Engpass wahr- schein- lich", css="n guess"),
    Column("reading", 70.0, "Land und Region zusammen gelesen", css="reading guess"),
)
PAIRED = (*ESTIMATED[:2], Column("paired", 70.0, "amtlich und hier zusammen gelesen", css="reading guess"))
SEEN_ALONE = (
    Column("vacancies", 40.0, "Stellen"),
    Column("unemployed", 37.0, "Arbeits- lose"),
    RATIO,
    Column("employees", 39.0, "Beschäf- tigte"),
    Column("foreign", 36.0, "Aus- länder"),
    SPARKLINE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Columns of one kind of figure, under one head."""

    title: str
    columns: tuple[Column, ...]
    css: str = ""


@dataclass(frozen=True, slots=True)
class TablePage:
    """What page 2 shows and how much height is left on it."""

    title: str
    subtitle: str
    source: str
    rows: list[dict]
    name: float  # width of the names
    groups: tuple[Group, ...]
    left_out: str
    notes: str
    fallback: str
    padding: float
    left: float
    land: str
    asterisk: str
    guess_key: str


def ordered(brief: Brief) -> list[Occupation]:
    """Put the shown occupations in the order of the edition; without one by ratio, those without a figure last."""
    shown = [o for o in brief.occupations if o.shown]
    last = len(shown) + 1
    return sorted(shown, key=lambda o: (o.position or last, o.ratio is None, o.ratio or 0.0, o.occupation))


def groups(brief: Brief) -> tuple[Group, ...]:
    """Choose the columns: official, observed and, where the edition has them, estimated figures."""
    paired = bool(brief.region.rated_area)
    room = OFFICIAL_HEAD - width("Amtlich: ", fit.NOTE, bold=True)
    land = "2 Länder" if paired else _short(clean(brief.region.land_short), room)
    official = Group(f"Amtlich: {land}", LEVELS)
    if not estimate_notation.estimated(brief):
        return official, Group("Beobachtet: Region, alle Niveaus", SEEN_ALONE)
    return (
        official,
        Group("Region, beobachtet", (COUNTS, RATIO, SPARKLINE)),
        Group("Region, geschätzt (eigene Berechnung)", PAIRED if paired else ESTIMATED, "guess"),
    )


def table_page(brief: Brief) -> TablePage:
    """Choose the rows and their height so that the page is full, and say what was left out."""
    chosen, fallback = ordered(brief), ""
    if not chosen:
        chosen, fallback = _instead(brief)
    chosen = chosen[:TABLE_ROWS]
    shown = groups(brief)
    ranked = any(o.estimate and o.estimate.rank for o in chosen)
    if not ranked:
        shown = tuple(_headed(group, RANK, "") for group in shown)
    if is_land(brief.region):
        shown = tuple(_headed(group, RATIO.under, GERMANY) for group in shown)
    columns = tuple(c for group in shown for c in group.columns)
    name = fit.WIDTH - sum(c.width for c in columns)
    told = (*brief.texts.table_notes[:4], family_note(chosen) if len(shown) > 2 else "", vacancy_note(brief))
    told = [fit.limited(n, fit.NOTE, 2) for n in told]
    notes = _joined(told)
    title, subtitle = fit.titles(brief.texts.table_title, brief.texts.table_subtitle)
    used_sources = [
        "ba_engpassanalyse",
        "ba_kreis_berufe",
        *(["ba_stellen_berufe"] if brief.vacancy_days_month else []),
    ]
    source = source_line(brief, *used_sources, computed=True)
    asterisk = _asterisk(brief)
    peers = estimate_notation.PEERS.get(brief.region.kind, "Regionen dieser Art")
    guess_key = GUESS_KEY + (RANK_KEY.format(peers=peers) if ranked else "") if len(shown) > 2 else ""
    if guess_key and any(o.estimate and o.estimate.outside for o in chosen):
        guess_key += OUTSIDE_KEY
    key = [f"{KEY} {asterisk}", guess_key]
    fixed = fit.heading(title, subtitle) + HEAD + fit.lines(source, fit.NOTE) * fit.NOTE_LINE
    fixed += (2 if len(shown) > 2 else 1) * HEAD_LINE
    fixed += sum(fit.lines(k, fit.NOTE, KEY_ROOM) for k in key) * fit.NOTE_LINE + 2
    fixed += fit.paragraphs([fallback], fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 2) + (7.2 if fallback else 5.2)
    room = fit.PAGE - fixed - fit.lines(notes, fit.NOTE) * fit.NOTE_LINE
    names, count, used = _fitting(chosen, name, room)
    if not brief.vacancy_days_month and _shortened(names):  # a name matters more than what there is not
        notes = _joined(told[:-1])
        room = fit.PAGE - fixed - fit.lines(notes, fit.NOTE) * fit.NOTE_LINE
        names, count, used = _fitting(chosen, name, room)
    if count < len(chosen):
        room -= fit.NOTE_LINE + 2
        names, count, used = _fitting(chosen, name, room)
    padding = PAD_LEAST
    if count:
        spare = (room - used) / (2 * count)
        padding += min(spare, PAD_MOST - PAD_LEAST) if count > 16 else min(spare, 1.0)
    missing = len(chosen) - count
    left_out = ""
    if missing:
        what = "weitere Berufsgruppe steht" if missing == 1 else "weitere Berufsgruppen stehen"
        left_out = f"{missing} {what} {WORKBOOK}."
    left = room - used - 2 * count * (padding - PAD_LEAST)
    rows = [
        {"name": named, "cells": _cells(o, columns, bool(brief.vacancy_days_month))}
        for o, named in zip(chosen[:count], names, strict=False)
    ]
    return TablePage(
        title, subtitle, source, rows, name, shown, left_out, notes, fallback, _tenths(padding), left,
        _short(clean(brief.region.land_short), 28), asterisk, guess_key,
    )  # fmt: skip


def _headed(group: Group, old: str, new: str) -> Group:
    """Put another head under a column: a whole Land has no rank in it and is compared with Germany."""
    return replace(group, columns=tuple(replace(c, under=new) if c.under == old else c for c in group.columns))


def _tenths(padding: float) -> float:
    return math.floor(padding * 10 + 1e-6) / 10


def row_height(padding: float, lines: int = 2) -> float:
    """Height of a row: the name and the everyday name share two lines, a long name may take a third."""
    return max(lines, 2) * fit.CELL_LINE + 2 * padding + 0.5


def _fitting(chosen: list[Occupation], column: float, room: float) -> tuple[list[dict], int, float]:
    """Return the names, the rows that fit and their height; a name, or an everyday one, takes a third line where no row
    is lost by it."""
    names = [_names(o, column) for o in chosen]
    count, used = fit.rows_that_fit(names, lambda n: row_height(PAD_LEAST, n["height"]), room)
    cut_first = sorted(range(count), key=lambda i: not _cut(names[i]))
    for i in cut_first:
        longer = _names(chosen[i], column, NAME_LINES)
        more = (longer["height"] - names[i]["height"]) * fit.CELL_LINE
        if more > 0 and used + more <= room:
            names[i], used = longer, used + more
    return names, count, used


def _joined(notes: list[str]) -> str:
    return fit.limited(" ".join(n for n in notes if n), fit.NOTE, NOTE_LINES)


def _cut(name: dict) -> bool:
    return name["lines"][-1].endswith("…")


def _shortened(names: list[dict]) -> bool:
    return any(map(_cut, names))


def _instead(brief: Brief) -> tuple[list[Occupation], str]:
    """Choose what stands where the region shows no short group, and say why.

    The Land's shortages come first; where it has none, the groups with the fewest unemployed per vacancy.
    """
    rated = [o for o in brief.occupations if any(r.klass == "engpass" for r in o.official)]
    known = [o for o in brief.occupations if o.ratio is not None]
    if rated or not known:
        shown = "Gezeigt werden deshalb die amtlichen Bewertungen des Landes. " if rated else ""
        return sorted(rated, key=lambda o: (-(o.best_official.score if o.best_official else 0), o.occupation)), (
            "In dieser Region erfüllt keine Berufsgruppe die Bedingungen für diese Tabelle: Die Zahlen sind zu klein "
            "oder werden geheim gehalten, oder das Land hat keinen bewerteten Engpassberuf. "
            f"{shown}Der Bericht für eine größere Region oder das Land zeigt mehr."
        )
    return sorted(known, key=lambda o: (o.ratio, o.occupation)), (
        f"Für {rated_area(brief.region)} ist keine Berufsgruppe als Engpass ausgewiesen. Gezeigt werden deshalb die "
        "Berufsgruppen, in denen hier die wenigsten Arbeitslosen auf eine Stelle kommen."
    )


def _cells(o: Occupation, columns: tuple[Column, ...], days: bool) -> list[dict]:
    """Write the cells of a row; the vacancy time stands below the ratings, across their columns."""
    cells = [_cell(o, c) for c in columns]
    if not days:
        return cells
    ratings = cells[: len(LEVELS)]
    return [{"kind": "officials", "css": "c tint", "ratings": ratings, "under": _days(o)}, *cells[len(LEVELS) :]]


def _cell(o: Occupation, column: Column) -> dict:
    """Write one cell: a drawing, a rating, or a figure over another."""
    found = {"kind": "figure", "css": column.css, "over": "", "beside": "", "under": "", "word": False, "look": ""}
    return found | CELLS[column.kind](o, column)


def _names(o: Occupation, column: float, most: int = 2) -> dict:
    """Set the name with its marks and the everyday name on so many lines; a long name leaves the latter no room.

    Where the name's last line has no room for the marks, they stand with the everyday name.
    """
    room = (column - 8) * 0.985
    marks = " ".join(MARK_LETTERS.get(m, m) for m in o.marks)
    marked = width(f"  {marks}", fit.NOTE, bold=True) if marks else 0.0
    lines = wrap(clean(o.name), fit.CELL, room, bold=True)
    if len(lines) == 1:
        beside = width(lines[0], fit.CELL, bold=True) <= room - marked
        everyday = _everyday(clean(o.everyday), room if beside else room - marked, min(most - 1, 2))
        return {
            "lines": lines,
            "everyday": everyday,
            "marks": marks,
            "beside": beside,
            "height": 1 + max(len(everyday), 1),
        }
    if len(lines) < most and width(lines[-1], fit.CELL, bold=True) > room - marked:
        *lines, last = lines
        lines += wrap(last, fit.CELL, room - marked, bold=True)
    lines = [*lines[: most - 1], " ".join(lines[most - 1 :])] if len(lines) >= most else lines
    lines[-1] = cut(lines[-1], fit.CELL, room - marked, bold=True)
    return {"lines": lines, "everyday": [], "marks": marks, "beside": True, "height": max(len(lines), 2)}


def _everyday(name: str, room: float, most: int) -> list[str]:
    """Break an everyday name into lines; where it is too long it loses whole parts from its end, or is left out."""
    parts = name.split(", ")
    shorter = [f"{', '.join(parts[:count])} u.\u00a0a." for count in range(len(parts) - 1, 0, -1)]
    wordings = (wrap(wording, fit.NOTE, room) for wording in (name, *shorter))
    return next((lines for lines in wordings if len(lines) <= most and name), [])


def _official(o: Occupation, column: Column) -> dict:
    level = int(column.kind[-1])
    found = next((r for r in o.official if r.level == level and r.score is not None), None)
    if found is None:
        return {"kind": "official", "look": "n", "over": NO_VALUE}
    text = number(found.score, 1) + ("*" if found.note else "")
    return {"kind": "official", "look": CLASSES.get(found.klass or "", "n"), "over": text}


def _days(o: Occupation) -> str:
    if o.vacancy_days is None:
        return f"Vakanz {cell(None, o.vacancy_days_flag or 'unknown')}"
    return f"Vakanz {number(o.vacancy_days)} Tage"


def _counts(o: Occupation, column: Column) -> dict:
    return mean(o, "vacancies") | {"under": mean(o, "unemployed")["over"]}


def _ratio(o: Occupation, column: Column) -> dict:
    other = o.germany_ratio if column.under == GERMANY else o.land_ratio
    land = NO_VALUE if other is None else number(other, 2)
    tight = " tight" if o.ratio is not None and o.ratio < 1 else ""
    return figure(o, "ratio", 2) | {"under": land, "css": column.css + tight}


def _estimate(o: Occupation, _: Column) -> dict:
    e = o.estimate
    if e is None:
        return {"over": "wenige" if o.reading == "zu_wenige" else NO_VALUE, "word": True}
    under = estimate_notation.family(o) or estimate_notation.rank(e)
    return {"over": estimate_notation.ratio(e.ratio), "beside": f"({estimate_notation.interval(e)})", "under": under}


def _chance(o: Occupation, _: Column) -> dict:
    e = o.estimate
    if e is None:
        return {"over": NO_VALUE, "word": True}
    under = estimate_notation.chance_interval(e) + (OUTSIDE if e.outside else "")
    if e.klass == estimate_notation.UNCLEAR:
        return {"over": estimate_notation.UNCLEAR, "word": True, "under": under}
    return {"over": estimate_notation.chance(e.probability), "under": under}


def _reading(o: Occupation, column: Column) -> dict:
    lines = wrap(estimate_notation.reading(o), fit.NOTE, (column.width - 5) * 0.985)[:2] or [NO_VALUE]
    return {"kind": "reading", "lines": lines, "look": o.reading or "none"}


def _paired(o: Occupation, column: Column) -> dict:
    lines = wrap(estimate_notation.paired_reading(o), fit.NOTE, (column.width - 5) * 0.985)[:2] or [NO_VALUE]
    return {"kind": "reading", "lines": lines, "look": o.reading or "none"}


def _trend(o: Occupation, column: Column) -> dict:
    drawing = sparkline(o.trend, (column.width - SPARK[1], SPARK[0])) if o.trend else ""
    return {"kind": "drawing", "over": drawing}


CELLS = {
    "level_2": _official,
    "level_3": _official,
    "level_4": _official,
    "counts": _counts,
    "vacancies": lambda o, _: mean(o, "vacancies"),
    "unemployed": lambda o, _: mean(o, "unemployed"),
    "ratio": _ratio,
    "employees": lambda o, _: figure(o, "employees"),
    "foreign": lambda o, _: foreign_share(o),
    "trend": _trend,
    "estimate": _estimate,
    "chance": _chance,
    "reading": _reading,
    "paired": _paired,
}  # fmt: skip


def family_note(occupations: list[Occupation]) -> str:
    """Say which rows are estimated from the figures of their 2-digit group."""
    found = {estimate_notation.family(o): o.estimate.basis_name for o in occupations if estimate_notation.family(o)}
    if not found:
        return ""
    what = "„Hauptgruppe“: zu wenige eigene Fälle, darum Werte der ganzen Hauptgruppe"
    named = "; ".join(f"{code.removeprefix('Hauptgruppe ')} {clean(name)}" for code, name in found.items())
    return fit.shortest_whole([f"{what} ({named}).", f"{what}."], fit.NOTE, 1)


def _asterisk(brief: Brief) -> str:
    """Explain the ratings that hold for more than the row they stand in."""
    notes = {r.note: None for o in ordered(brief) for r in o.official if r.note and r.score is not None}
    return cut("; ".join(map(clean, notes)), fit.NOTE, 380)


def _short(land: str, room: float) -> str:
    return land if width(land, fit.NOTE, bold=True) <= room else "Land"


def figure(o: Occupation, name: str, digits: int = 0) -> dict:
    """Write one observed figure of a row; words in place of a figure are set smaller."""
    value = getattr(o, name)
    return {"over": cell(value, flag_of(o.flags, name), digits), "word": value is None}


def mean(o: Occupation, name: str) -> dict:
    """Write an annual mean: with a decimal below 1 000, where it tells something."""
    value = getattr(o, name)
    return figure(o, name, 1 if value is not None and value < WHOLE_FROM else 0)


def foreign_share(o: Occupation) -> dict:
    """Write the share of foreign employees; a secret count gives no share."""
    if o.foreign_employees is None or not o.employees:
        flag = flag_of(o.flags, "foreign_employees" if o.foreign_employees is None else "employees")
        return {"over": cell(None, flag), "word": True}
    return {"over": percent(100 * o.foreign_employees / o.employees), "word": False}


def table_view(brief: Brief) -> dict:
    """Arrange page 2 without its map."""
    page = table_page(brief)
    by_code = {o.occupation: o for o in brief.occupations}
    panels = panels_for([by_code[c] for c in brief.ranking if c in by_code], page.left - 46) if page.rows else None
    return {"page": page, "panels": panels}
