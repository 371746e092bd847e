"""Answers of the BA-Statistik API in its layout, with invented figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from sources.files.german import MONTHS

#: indicator, group, month -> figure; rates in percent
Figures = Callable[[str, str, str], float | None]

UNEMPLOYED, RATE = "month_unemployed_persons", "month_unemployment_rate_pct"
VACANCIES, EMPLOYEES = "month_vacancies", "month_employees_persons"
UNDEREMPLOYED, UNDEREMPLOYMENT = "underemployed", "underemployment_pct"

#: label, indicator, group
LINES = {
    "alo": (
        ("Arbeitslose insgesamt", UNEMPLOYED, ""),
        ("im Rechtskreis SGB III", UNEMPLOYED, "law=sgb3"),
        ("im Rechtskreis SGB II", UNEMPLOYED, "law=sgb2"),
        ("Unterbeschäftigung (ohne Kurzarbeit)", UNDEREMPLOYED, ""),
        ("Arbeitslosenquote (bezogen auf alle zivilen Erwerbspersonen)", RATE, ""),
        ("im Rechtskreis SGB III", RATE, "law=sgb3"),
        ("im Rechtskreis SGB II", RATE, "law=sgb2"),
        ("Unterbeschäftigungsquote (ohne Kurzarbeit)", UNDEREMPLOYMENT, ""),
    ),
    "stea": (
        ("Zugang Arbeitsstellen", "new", ""),
        ("Bestand Arbeitsstellen", VACANCIES, ""),
        ("darunter sofort zu besetzen", "at_once", ""),
    ),
    "bst": (
        ("Beschäftigte", "all", ""),
        ("Sozialversicherungspflichtig Beschäftigte", EMPLOYEES, ""),
        ("Ausschließlich geringfügig Beschäftigte", "marginal", ""),
    ),
}
PLACE = {"alo": "Kreis", "stea": "Kreis", "bst": "Kreis AO"}
METRICS = {UNEMPLOYED: "Arbeitslose", RATE: "Arbeitslosenquote", VACANCIES: "Bestand Arbeitsstellen"}


def in_words(month: str) -> str:
    """Return "Mai 2026" for "2026-05"."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def shifted(month: str, by: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def german(value: float | None, decimals: int = 0) -> str:
    if value is None:
        return "-"
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def table(kind: str, kreis: str, month: str, figures: Figures) -> str:
    """Return the CSV of a table: lines about it, headings, figures, footers."""
    months = (month, shifted(month, -1), shifted(month, -12))
    words = [in_words(one) for one in months]
    lines = [
        f"{PLACE[kind]}:; {kreis}",
        f"Gebietsstand:; {words[0]}",
        f"Berichtsmonat:; {words[0]}",
        f"Datenstand:; {words[0]}",
        "",
        f"Ausgewählte Merkmale;{';'.join(words)};Veränderung {words[0]} zum Vorjahresmonat absolut;"
        f"Veränderung {words[0]} zum Vorjahresmonat in %;",
    ]
    for label, indicator, group in LINES[kind]:
        rate = indicator.endswith("_pct")
        values = [figures(indicator, group, one) for one in months]
        known = None not in (values[0], values[2])
        change = values[0] - values[2] if known else None
        percent = 100 * change / values[2] if known and values[2] and not rate else None
        cells = [*(german(one, int(rate)) for one in values), german(change, int(rate)), german(percent)]
        lines.append(f"{label};{';'.join(cells)};")
    lines += [
        "© Statistik der Bundesagentur für Arbeit",
        "Aus Gründen der statistischen Geheimhaltung werden die Zahlenwerte gerundet.",
        "",
    ]
    return "\r\n".join(lines)


def series(
    kreis: str, month: str, months: int, figures: Figures, indicators: Iterable[str] = (UNEMPLOYED, RATE)
) -> list:
    """Return the cells of a JSON time series; the second attribute names the Kreis."""
    cells = []
    for indicator in (UNEMPLOYED, RATE):
        for index in range(months):
            one = shifted(month, -index)
            value = figures(indicator, "", one)
            cells.append(
                {
                    "attributes": {"0": {"DESC": in_words(one)}, "1": {"DESC": kreis}},
                    "value": value,
                    "showValue": german(value, int(indicator.endswith("_pct"))),
                    "metricName": METRICS[indicator],
                    "index": index,
                }
            )
    return cells


def list_of_regions(kreise: Iterable[tuple[str, str]]) -> str:
    """Return the script with names and keys: two lists of Kreise, and lists of other regions."""
    entries = [
        {"formValues": {"Filtername": "Kreis", "BA_SCHL": f"{ags}000", "DESC": name}, "text": name}
        for ags, name in kreise
    ]
    lists = {
        "Bundesland": [{"formValues": {"Filtername": "Bundesland", "BA_SCHL": "05", "DESC": "Nordrhein-Westfalen"}}],
        "Kreis": entries,
        "KreisZeitreihe": entries,
    }
    return f"var persistListenfelderJSON = {json.dumps(lists, ensure_ascii=False, indent=1)};\n"


def example(indicator: str, group: str, month: str) -> float:
    """Invented figures that add up."""
    later = (int(month[:4]) - 2020) * 12 + int(month[5:])
    figures = {
        (UNEMPLOYED, ""): 18000 + 30 * later,
        (UNEMPLOYED, "law=sgb3"): 5000 + 10 * later,
        (UNEMPLOYED, "law=sgb2"): 13000 + 20 * later,
        (RATE, ""): 9.1,
        (RATE, "law=sgb3"): 2.6,
        (RATE, "law=sgb2"): 6.6,
        (VACANCIES, ""): 3200 - 10 * later,
        (EMPLOYEES, ""): 141000 + 100 * later,
    }
    return figures.get((indicator, group), 1000)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def write_csv(path: Path, kind: str = "alo", kreis: str = "Bochum, Stadt", month: str = "2026-09", change=None) -> Path:
    """Write a table; `change` is applied to its text."""
    text = table(kind, kreis, month, example)
    return write(path, change(text) if change else text)


def write_json(path: Path, payload: object = None) -> Path:
    cells = series("Bochum, Stadt", "2026-09", 3, example)
    return write(path, json.dumps(cells if payload is None else payload, ensure_ascii=False))
