"""The notes under the table of page 3: what its figures mean, by which law, which languages, and what is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from reports.model import rounding
from reports.model.brief import Brief
from reports.model.evidence import Step
from reports.model.recognition import CountryCount
from reports.pages import fit
from reports.pages.origin.row import LEVEL
from reports.pages.source_lines import source_line
from reports.pdf.characters import clean, legible
from reports.words import evidence as words
from reports.words.elsewhere import DOCUMENT, WORKBOOK
from reports.words.notation import NO_VALUE, number

LAND_SOURCE = "itnrw_anerkennung"
MANY, LEFT_OUT_LINES = 12, 2
LANGUAGE_LINES, LANGUAGES = 3, 3
EXPIRED = "abgelaufen"


def measures(rows: Sequence[dict[str, Any]]) -> str:
    """Say what the columns of the table mean, as far as it has figures in them."""
    said = []
    if any(r["positive"] != NO_VALUE for r in rows):
        said.append(
            "Positiv: Anteil an den beschiedenen Verfahren des Jahres (ohne offene und ohne Bescheid beendete). Auch "
            "Auflagen und teilweise Gleichwertigkeit zählen mit: keine Anerkennung."
        )
    if any(r["positive"] == NO_VALUE or r["third"] == NO_VALUE for r in rows):
        said.append(f"{NO_VALUE} keine Angabe, oder die Rundung verschöbe den Anteil um mehr als 5 Punkte.")
    if any(" / " in r["origin"].replace("\u00a0", " ") for r in rows):
        said.append("Mit / verbundene Staaten stehen alphabetisch: Nach der Rundung ist keine Rangfolge möglich.")
    if any(r["moved"] for r in rows):
        said.append("Klein darunter: Veränderung zum Vorjahr, wo die Rundung sie nicht erklärt.")
    return fit.limited(" ".join(said), fit.NOTE, 3)


def legal_ways(brief: Brief) -> list[dict[str, Any]]:
    """Return the statements of law with their address, the day they stand for and until when."""
    return [_way(step) for step in brief.ways]


def _way(step: Step) -> dict[str, Any]:
    until = f"zu prüfen bis {step.valid_until}" if step.valid_until else ""
    if step.expired:
        until = f"{EXPIRED} {step.valid_until}: bitte prüfen"
    looked = f"geprüft {step.checked}" if step.checked else ""
    dated = ", ".join(part for part in (step.as_of, looked, until) if part)
    return {
        "text": fit.limited(legible(f"{step.text} {words.address(step.link)}".strip()), fit.NOTE, 2),
        "dated": legible(dated),
        "expired": step.expired,
    }


def way_lines(way: dict[str, Any]) -> int:
    """Count the lines of a statement of law."""
    return fit.lines(f"{way['text']} · {way['dated']}", fit.NOTE, bold=way["expired"])


def languages(states: Iterable[CountryCount]) -> str:
    """Name the official languages of the states named on the page, states with the same ones together.

    Where there is no room for all, those of the states named last are left to the document.
    """
    spoken: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for c in states:
        if c.languages:
            spoken[c.languages].add(clean(c.name))
    parts = [_spoken(found, where) for found, where in spoken.items()]
    for shown in range(len(parts), 0, -1):
        more = "" if shown == len(parts) else f"; weitere {DOCUMENT}"
        told = "; ".join(sorted(parts[:shown], key=rounding.alphabetical))
        text = f"Amtssprachen (überwiegend nach Unicode CLDR): {told}{more}."
        if not fit.on_paper() or fit.lines(text, fit.NOTE) <= LANGUAGE_LINES:
            return fit.limited(text, fit.NOTE, LANGUAGE_LINES)
    return ""


def _spoken(found: Sequence[str], where: Iterable[str]) -> str:
    more = " u.\u00a0a." if len(found) > LANGUAGES else ""
    named = ", ".join(sorted(where, key=rounding.alphabetical))
    return f"{', '.join(map(clean, found[:LANGUAGES]))}{more} ({named})"


def left_out(rows: Sequence[dict[str, Any]]) -> str:
    """Name the shortage occupations that found no row, with their level and their full equivalences."""
    named = [f"{_at_level(r)}\u00a0{number(r['full'])}" for r in rows if r["full"]]
    if not named:
        return ""
    plain = any(r["level"] == LEVEL[2] for r in rows if r["full"])
    head = f"Weitere volle Gleichwertigkeiten auf dem knappen Niveau{f' (ohne Angabe: {LEVEL[2]})' if plain else ''}"
    for shown in range(min(len(named), MANY), 0, -1):
        more = f" und {len(named) - shown} weitere {WORKBOOK}" if shown < len(named) else ""
        text = f"{head}: {', '.join(named[:shown])}{more}."
        if fit.lines(text, fit.NOTE) <= LEFT_OUT_LINES:
            return fit.limited(text, fit.NOTE, LEFT_OUT_LINES)
    return fit.limited(f"{len(named)} weitere stehen {WORKBOOK}.", fit.NOTE, LEFT_OUT_LINES)


def _at_level(row: dict[str, Any]) -> str:
    return row["name"] if row["level"] == LEVEL[2] else f"{row['name']} ({row['level']})"


def land_quoted(brief: Brief) -> str:
    """Name where the Land's figures of recognition were published."""
    if not brief.land_recognition:
        return ""
    quoted = dict.fromkeys(words.address(r.quoted) for r in brief.land_recognition if r.quoted)
    line = source_line(brief, LAND_SOURCE).removesuffix("…")
    return fit.limited(legible(" · ".join([line, *quoted])), fit.NOTE, 2)
