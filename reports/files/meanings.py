"""What the columns and values of the downloads mean, in plain German: for the page of the site that explains them.

Names of sections, measures, units and flags are English keys, as in `brief.json`, and so are labels that say how a
figure came about. Kind, level, and the labels of a class, a reading or a legal way are German words in plain letters,
for they are what a reader is told. None of them is ever renamed within a version.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.files import notes, occupation_tables, region_tables
from reports.files import rows as keys
from reports.files.csv_files import GERMAN
from reports.files.table import Column, Style
from reports.model import measures
from reports.model.estimates import READINGS

COLUMNS = {
    "edition": "Ausgabe, „2025-12.r1“: Berichtsmonat und Nummer der Fassung",
    "region_id": "Region des Berichts: Kreisschlüssel (AGS), Schlüssel des Landes oder Kurzname; als Text, mit der "
    "Null am Anfang",
    "region_name": "Name der Region",
    "section": "Abschnitt des Berichts; heißt wie in brief.json",
    "code": "Nummer der Berufsgruppe (KldB 2010, Fassung 2020) als Text; „Pfl“: Pflegeberufe zusammen; leer: nicht "
    "nach Berufen",
    "name": "Name der Berufsgruppe",
    "requirement": "Anforderungsniveau: 2 Fachkraft, 3 Spezialist, 4 Experte; mehrere mit „+“; leer: alle zusammen",
    "item_code": "Nummer dessen, was innerhalb gezählt wird: Staat (ISO 3166-1, drei Buchstaben), Referenzberuf "
    "(KldB, fünf Ziffern) oder ein Schlüssel",
    "item": "Name dazu: Staat, Weltregion, Referenzberuf, Organisation, Angabe einer Kammer",
    "measure": "welche Größe gemessen wird, siehe „Größen“",
    "unit": "Einheit, siehe „Einheiten“",
    "value": "die Zahl, mit Dezimalpunkt; leer, wo es keine gibt, dann nie 0",
    "flag": "„ok“, oder warum die Zahl fehlt oder was zu ihr zu wissen ist, siehe „Zeichen“",
    "label": "ein Wort anstelle einer Zahl oder zu ihr, siehe „Wörter“",
    "kind": "Art der Zahl: amtlich, beobachtet, geschätzt oder gemeldet, siehe „Arten“",
    "level": "Ebene, für die die Zahl gilt, siehe „Ebenen“",
    "area_id": "Schlüssel des Gebiets; leer, wo es nur einen Namen hat oder zwei Länder gemeinsam bewertet sind",
    "area": "Name des Gebiets",
    "period": "Zeitraum: „2025“ Jahresmittel oder Jahr, „2025-06-30“ Stichtag, „2025-12“ Monat, „2025-Q3“ Quartal",
    "low": "unteres Ende der Spanne, die den Wert mit 90 % Sicherheit enthält; bei Rängen der beste mögliche Platz",
    "high": "oberes Ende der Spanne; bei Rängen der schlechteste mögliche Platz",
    "source_id": "Kennung der Quelle, wie im Blatt „Quellen“; mehrere durch Leerzeichen getrennt",
    "note": "was zu der Zahl zu wissen ist",
}
KINDS = {
    keys.OFFICIAL: "Bewertung der Bundesagentur für Arbeit, nur für Land und Bund",
    keys.OBSERVED: "gezählt, oder aus gezählten Zahlen gerechnet",
    keys.ESTIMATED: "eigene Schätzung oder Berechnung, nie amtlich",
    keys.STATED: "von einer Kammer, Agentur, Stadt, in der Presse oder im Register des Projekts genannt",
}
LEVELS = {
    keys.REGION: "die Region des Berichts",
    keys.LAND: "ihr Land, oder die Länder, die gemeinsam bewertet werden",
    keys.GERMANY: "Deutschland",
    keys.KREIS: "ein Kreis oder eine kreisfreie Stadt des Landes (Karte)",
    keys.NAMED: "das Gebiet, das die Angabe selbst nennt",
}
UNITS = {
    "persons": "Personen; im Jahresmittel auch Bruchteile",
    "vacancies": "gemeldete Arbeitsstellen; im Jahresmittel auch Bruchteile",
    "unemployed_per_vacancy": "Arbeitslose je gemeldete Stelle",
    "cases": "Verfahren der Anerkennung, nicht Menschen; auf Vielfache von 3 gerundet",
    "groups": "Berufsgruppen",
    "regions": "Regionen derselben Art im Land",
    "areas": "Gebiete, die die Bundesagentur bewertet",
    "cells": "Zellen einer Tabelle",
    "share": "Anteil oder Wahrscheinlichkeit von 0 bis 1",
    "pct": "Prozent",
    "points": "Punkte von 0 bis 3",
    "days": "Tage",
    "places": "Lehrstellen oder Arbeitsstellen",
    "count": "Anzahl; wovon, sagt item",
    "rank": "Platz; 1 ist der knappste oder dringendste",
    "step": "Stufe, ab 0",
    "level_1_to_3": "1 spürbar, 2 deutlich, 3 sehr stark",
    "quality": "Gütemaß ohne Einheit",
    "yes_no": "1 ja, 0 nein",
    "label": "keine Zahl: Es gilt das Wort in label",
    "Personen, Prozent …": "nur in context: die Einheit, die der Herausgeber nennt",
}
FLAGS = {
    "ok": "eine Zahl ohne Einschränkung",
    "uncertain": "Zahl ohne geheime Zellen mit 1 oder 2 Personen",
    "incomplete": "Zahl ohne einen Kreis; note nennt ihn",
    "provisional": "vorläufig",
    "revised": "vom Herausgeber nachträglich geändert",
    "rounded_to_zero": "veröffentlicht ist 0, gemeint ist 0 oder 1",
    "below_3": "weniger als 3; die Zahl bleibt geheim",
    "secret": "geheim gehalten, oder gesperrt, weil sich sonst eine andere geheime Zahl ausrechnen ließe",
    "few_cases": "zu wenige Fälle für eine verlässliche Zahl",
    "unknown": "der Herausgeber nennt keine Zahl",
    "not_applicable": "gibt es nicht",
    "not_rated": "von der Bundesagentur nicht bewertet; das heißt nicht „kein Engpass“",
    "none_decided": "kein Referenzberuf wurde in dem Jahr entschieden",
    "range": "nur low und high: die möglichen Plätze",
    "no_model": "ohne Schätzung",
    "no_recognition": "für die Gruppe gibt es keine Anerkennungsstatistik",
    "not_stated": "hierzu sagt der Bericht nichts",
}
LABELS = {
    "engpass": "Engpass: amtlich ab 2,0 Punkten, geschätzt ab 80 % Wahrscheinlichkeit",
    "beobachtung": "amtlich unter Beobachtung: ab 1,5, unter 2,0 Punkten",
    "kein_engpass": "kein Engpass: amtlich unter 1,5 Punkten, geschätzt bis 20 % Wahrscheinlichkeit",
    "uneindeutig": "geschätzt: weder Engpass noch kein Engpass ist wahrscheinlich genug",
    "group": "die Schätzung beruht auf den Zahlen der Gruppe selbst",
    "family": "die Schätzung beruht auf der Hauptgruppe (2-Steller), weil die eigenen Zahlen zu klein sind",
    **{key: f"Land und Schätzung zusammen gelesen: {words}" for key, words in READINGS.items()},
    "eu_ewr_schweiz": "ausgebildet in EU, EWR oder Schweiz",
    "drittstaat": "ausgebildet in einem anderen Staat",
    "next_step_possible": "wegen der Rundung ist auch die nächste Stufe möglich",
    "rule": "eine Regel des Projekts deckt die Gruppe ab",
    "initiative": "eine Initiative im Register deckt die Gruppe ab",
    "mint, alle …": "nur bei in_focus: Kennung des Schwerpunkts",
}
SECTIONS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    name: (section.about, {m.name: (m.unit, m.meaning) for m in section.measures})
    for name, section in measures.SECTIONS.items()
}
STYLES = {
    Style.TEXT: "Text",
    Style.WRAPPED: "Text",
    Style.RATIO: "Arbeitslose je Stelle",
    Style.CHANCE: "0 bis 1, gezeigt in %",
    Style.SHARE: "0 bis 1, gezeigt in %",
    Style.PERCENT: "Prozent",
    Style.POINTS: "Punkte",
    Style.FIGURE: "siehe „Einheit“",
}
COUNTED = {
    "Stellen": "Stellen",
    "Arbeitslose": "Personen",
    "Beschäftigte": "Personen",
    "Ausländische": "Personen",
    "Vakanzzeit": "Tage",
    "Platz": "Platz",
    "Rang,": "Platz",
    "Rang": "Regionen",
    "Volle": "Fälle",
    "Davon": "Fälle",
    "Entschieden": "Fälle",
    "Positiv": "Fälle",
    "Ein": "Fälle",
    "Gerundete": "Zellen",
}  # first word of a head -> what the column counts
SHEETS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "Berufe": ("alle Berufsgruppen, zuerst die Tabelle des Berichts", occupation_tables.OCCUPATIONS),
    "Amtlich": ("amtlich bewertete Gruppen und Niveaus im Land", occupation_tables.RATINGS),
    "Schätzung": ("Gruppen mit Schätzung; nicht für ein Land, das selbst bewertet wird", occupation_tables.ESTIMATES),
    "Anerkennung": ("Engpassberufe und Niveaus mit ihren vollen Gleichwertigkeiten", region_tables.RECOGNITION),
    "Staaten": ("dasselbe nach Staat der Ausbildung", region_tables.STATES),
    "Region": ("Summen der Region, des Landes und Deutschlands", region_tables.REGION),
    "Wo anfangen": ("knappe Gruppen mit jedem Faktor ihres Werts", region_tables.STARTING_POINTS),
    "Meldungen und Umfeld": ("was Kammern, Agenturen und Städte angeben, wer schon hilft", region_tables.STATED),
    "Quellen": ("jede Datei mit Quellenvermerk und Prüfsumme", region_tables.SOURCES),
    "Hinweise": ("Erklärungen", notes.NOTES),
}
_AFTER = {
    "Region": ("Text", "Schlüssel und Name der Region"),
    "Jahr": ("Text", "Zeitraum von Stellen und Arbeitslosen"),
    "Stichtag Beschäftigte": ("Text", "Tag, für den die Beschäftigten gelten"),
    "Ausgabe": ("Text", COLUMNS["edition"]),
}


def sheet_columns(columns: tuple[Column, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield head, unit and meaning of each column of a sheet."""
    for column in columns:
        counted = column.style is Style.COUNT
        yield column.head, COUNTED[column.head.split()[0]] if counted else STYLES[column.style], column.meaning


def german_columns() -> Iterator[tuple[str, str, str]]:
    """Yield head, unit and meaning of each column of the CSV for a German Excel."""
    known = {head: (unit, meaning) for head, unit, meaning in sheet_columns(occupation_tables.OCCUPATIONS)}
    known |= _AFTER | {"Berufsgruppe": ("Text", "Nummer und Name der Berufsgruppe in einer Zelle")}
    return ((head, *known[head]) for head in GERMAN)
