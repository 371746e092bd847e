"""The panels in which the table of occupation groups is laid out."""

from __future__ import annotations

from reports.charts.plots import series_chart
from reports.model.market import Occupation
from reports.pages import fit
from reports.pdf.characters import clean
from reports.pdf.typeface import cut

PANEL, PANELS = 84.0, 3


def panels_for(occupations: list[Occupation], room: float) -> dict | None:
    """Draw the course of the first occupations as small charts side by side, where there is room for them."""
    chosen = [o for o in occupations if sum(v is not None for _, v in o.trend) > 2][:PANELS]
    if room < PANEL or not chosen:
        return None
    height = min(room - 16, 150)
    column = (fit.WIDTH - (PANELS - 1) * 14) / PANELS
    first, last = chosen[0].trend[0][0], chosen[0].trend[-1][0]
    return {
        "title": f"So hat sich die Lage seit {first} verändert",
        "subtitle": f"Arbeitslose je gemeldete Stelle in der Region, Jahresmittel {first} bis {last}",
        "panels": [
            {
                "name": cut(clean(o.name), fit.CELL, column, bold=True),
                "chart": series_chart(o.trend, (column, height), f"{o.name}, {first} bis {last}", digits=2),
            }
            for o in chosen
        ],
    }
