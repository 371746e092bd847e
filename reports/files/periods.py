"""Periods as the brief prints them, in ISO notation, and those a year before."""

from __future__ import annotations

import re

from reports.model.brief import Brief
from reports.words.notation import MONTHS

_NUMBER = {name: number for number, name in enumerate(MONTHS, 1)}


def iso(printed: str) -> str:
    """Write a printed period in ISO notation; what is no such period stays as it is.

    An annual mean is its year: "2025", "2025-12", "2025-06-30", "2025-Q3", "2012/2025".
    """
    text = printed.removeprefix("Jahresmittel ").removeprefix("Stand ")
    if found := re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", text):
        return f"{found[3]}-{found[2]}-{found[1]}"
    if (found := re.fullmatch(r"(\w+) (\d{4})", text)) and found[1] in _NUMBER:
        return f"{found[2]}-{_NUMBER[found[1]]:02}"
    if found := re.fullmatch(r"([1-4])\. Quartal (\d{4})", text):
        return f"{found[2]}-Q{found[1]}"
    return re.sub(r"^(\d{4})–(\d{4})$", r"\1/\2", text)


def year_before(period: str) -> str:
    """Return the same period of the year before; "" where the period names no year."""
    found = re.match(r"\d{4}", period)
    return f"{int(found[0]) - 1}{period[4:]}" if found else ""


def words(brief: Brief, name: str) -> str:
    """Say for readers what the region's counts of a measure refer to: "Jahresmittel 2025", "30.06.2025"."""
    figure = brief.headline.get(name)
    if figure is None:
        return ""
    return f"Jahresmittel {figure.period}" if figure.period.isdigit() else figure.period


def of_figure(brief: Brief, name: str) -> str:
    """Return the period of the region's counts of a measure, as its total says it."""
    figure = brief.headline.get(name)
    return iso(figure.period) if figure else ""


def of_source(brief: Brief, id: str) -> str:
    """Return the newest period of a source; "" where the edition has nothing of it."""
    return max((iso(s.period) for s in brief.sources if s.id == id), default="")
