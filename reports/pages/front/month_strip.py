"""The newest month on the front page, apart from the annual means."""

from __future__ import annotations

from reports.model.brief import Brief
from reports.model.market import MonthFigure
from reports.pages import fit
from reports.pdf.characters import legible
from reports.pdf.typeface import cut, width
from reports.words import evidence as words
from reports.words.market import changed
from reports.words.notation import cell, change, percent, signed
from reports.words.regions import is_land

NAME, FIGURE = 66.9, 104.0  # widths of the columns
HEAD, ROW = 32.0, 11.0
MARGIN = 9.0


def month_strip(brief: Brief) -> dict:
    """Arrange the strip of monthly totals: the region, and the Land below it; without figures one line says why."""
    figures = brief.month_figures[:4]
    if not figures:
        return {
            "figures": [],
            "rows": [],
            "none": fit.limited(words.say_absence(brief, "month"), fit.NOTE, 2),
            "note": "",
        }
    land = brief.region.land_short if width(brief.region.land_short, fit.NOTE) <= NAME - 6 else "Land"
    own = [_cell(f.value, f.previous, f) for f in figures]
    rows = [(land if brief.region.kind == "land" else "Region", own)]
    if not is_land(brief.region) and any(f.land is not None for f in figures):
        rows.append((land, [_cell(f.land, f.land_previous, f, "unknown") for f in figures]))
    notes = [f"{f.name}: {f.note}" for f in figures if f.note and f.value is not None]
    late = words.standing(brief, "month")
    note = "; ".join([*notes, *([f"Monatszahlen: {late}"] if late else [])])
    heads = [
        {
            "name": cut(legible(f.name), fit.NOTE, FIGURE - 6, bold=True),
            "month": cut(legible(f.month), fit.NOTE, FIGURE - 6),
        }
        for f in figures
    ]
    return {
        "figures": heads,
        "rows": rows,
        "none": "",
        "note": fit.limited(legible(note), fit.NOTE, 2),
    }


def strip_height(strip: dict) -> float:
    """Return the height of the strip with the gap above it."""
    if not strip["rows"]:
        return 0.0
    return HEAD + len(strip["rows"]) * ROW + MARGIN


def _cell(value: float | None, previous: float | None, figure: MonthFigure, flag: str = "") -> dict:
    """Write a figure and its change to the same month a year before."""
    rate = figure.unit == "pct"
    if value is None:
        return {"value": cell(None, flag or figure.flag), "change": ""}
    if rate:
        moved = "" if previous is None else f"{signed(value - previous)} Punkte"
        return {"value": percent(value), "change": moved}
    moved = change(value, previous) or ""
    if moved and not changed(value, previous):
        moved = "etwa gleich"
    return {"value": cell(value, flag if flag == "uncertain" else "ok"), "change": moved}
