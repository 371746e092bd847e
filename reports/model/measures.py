"""The measures of a brief: what each is called, its unit, how small counts are kept in it, where it is shown.

Loading, companions, the dictionary of the site and the search for small cells all take them from here. Sections and
names are the keys of `brief.json`; they are never renamed within a version.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Secrecy(StrEnum):
    """What a figure could give away."""

    CLOSED = "closed"  # counts of persons or vacancies: closed below 3, and with another where a sum would tell
    RATIO = "ratio"  # stands for the two counts it is made of, closed as they are
    ESTIMATE = "estimate"  # rests on the counts of the group, or of its 2-digit group
    STATED = "stated"  # persons, places or firms as others state them: never below 3
    ROUNDED = "rounded"  # sums of cells that are rounded to a multiple of 3
    FREE = "free"  # counts nobody


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    unit: str  # key; what each means stands in reports/files/meanings.py
    meaning: str  # in plain German, for the page that explains the downloads
    secrecy: Secrecy = Secrecy.FREE
    heading: str = ""  # in German tables, where rows or columns of a table are called by the measure
    mart: str = ""  # as the marts call it
    parts: tuple[str, ...] = ()  # of a ratio or estimate: the counts in it, as the marts call them


@dataclass(frozen=True, slots=True)
class Section:
    about: str
    measures: tuple[Measure, ...]

    def __getitem__(self, name: str) -> Measure:
        return next(measure for measure in self.measures if measure.name == name)


def _counted(name: str, unit: str, mart: str, heading: str, meaning: str) -> Measure:
    return Measure(name, unit, meaning, Secrecy.CLOSED, heading, mart)


def _cases(name: str, meaning: str) -> Measure:
    return Measure(name, "cases", meaning, Secrecy.ROUNDED)


def _stated(name: str, unit: str, meaning: str, heading: str = "", mart: str = "") -> Measure:
    return Measure(name, unit, meaning, Secrecy.STATED, heading, mart)


COUNTED = (
    _counted("vacancies", "vacancies", "vacancies", "Gemeldete Stellen",
             "gemeldete Arbeitsstellen am Arbeitsort, Jahresmittel"),
    _counted("unemployed", "persons", "unemployed_persons", "Arbeitslose",
             "Arbeitslose am Wohnort nach gesuchtem Beruf, Jahresmittel"),
    _counted("employees", "persons", "employees_persons", "Beschäftigte",
             "sozialversicherungspflichtig Beschäftigte am Arbeitsort, Stichtag 30. Juni"),
    _counted("foreign_employees", "persons", "foreign_employees_persons", "Ausländische Beschäftigte",
             "darunter mit ausländischer Staatsangehörigkeit"),
    _counted("unemployed_foreigners", "persons", "unemployed_foreign_persons", "Arbeitslose Ausländer",
             "Arbeitslose mit ausländischer Staatsangehörigkeit, Jahresmittel"),
)  # fmt: skip
RATIO = Measure(
    "ratio", "unemployed_per_vacancy", "Arbeitslose geteilt durch gemeldete Stellen, eigene Berechnung", Secrecy.RATIO,
    "Arbeitslose je Stelle", parts=("unemployed_persons", "vacancies"),
)  # fmt: skip
FOREIGN_SHARE = Measure(
    "foreign_share", "pct", "Anteil der Beschäftigten mit ausländischer Staatsangehörigkeit, in Prozent aller "
    "Beschäftigten der Gruppe, eigene Berechnung; „geheim“, wo eine der beiden Zahlen es ist", Secrecy.RATIO,
    "Anteil ausländischer Beschäftigter", parts=("foreign_employees_persons", "employees_persons"),
)  # fmt: skip
RATIOS = (RATIO, FOREIGN_SHARE)  # that tables show under their heading
COUNTS = {
    "rated_2": "im Land bewertete Berufsgruppen, Fachkräfte",
    "rated_3": "im Land bewertete Berufsgruppen, Spezialisten",
    "rated_4": "im Land bewertete Berufsgruppen, Experten",
    "engpass_2": "davon Engpass, Fachkräfte",
    "engpass_3": "davon Engpass, Spezialisten",
    "engpass_4": "davon Engpass, Experten",
    "engpass": "Engpassberufe im Land, alle Niveaus",
    "beobachtung": "Berufe unter Beobachtung im Land",
    "kein_engpass": "kein Engpass im Land",
    "germany_rated": "in Deutschland bewertete Berufsuntergruppen (4-Steller)",
    "germany_engpass": "davon Engpass",
    "germany_beobachtung": "davon unter Beobachtung",
    "germany_kein_engpass": "davon kein Engpass",
    "recognition_cells": "Engpassberufe des Landes (Gruppe x Niveau), mit der Anerkennungsstatistik verbunden",
    "recognition_cells_with_full": "davon mit mindestens einer vollen Gleichwertigkeit",
    "recognition_cells_full": "volle Gleichwertigkeiten in diesen Engpassberufen, Summe gerundeter Zellen",
    "recognition_all_full": "volle Gleichwertigkeiten aller Referenzberufe, Summe gerundeter Zellen",
}
_FULL = _cases("full_equivalence", "Verfahren mit dem Ergebnis „volle Gleichwertigkeit“ in Deutschland")
_ROUNDED = Measure("rounded_cells", "cells", "gerundete Zellen in der Summe; um so viel kann sie höchstens abweichen")
_RANK = Measure("rank", "rank", "mögliche Plätze, in low und high")
SECTIONS = {
    "headline": Section(
        "Summen über alle Berufe, Region und Land, mit dem Vorjahr", (*COUNTED, replace(RATIO, secrecy=Secrecy.FREE))
    ),
    "counts": Section(
        "wie viele Berufsgruppen bewertet, knapp und mit der Anerkennung verbunden sind",
        tuple(
            _cases(name, words) if name.endswith(("cells_full", "all_full")) else Measure(name, "groups", words)
            for name, words in COUNTS.items()
        ),
    ),
    "occupations": Section(
        "jede Berufsgruppe (KldB-3-Steller)",
        (
            *COUNTED,
            *RATIOS,
            Measure("official_score", "points",
                    "amtliche Bewertung je Niveau, Mittel von bis zu sechs Punktwerten; label: Einstufung"),
            Measure("vacancy_days", "days",
                    "Vakanzzeit im Land: Tage vom gewünschten Beginn bis zur Abmeldung einer Stelle"),
            Measure("reading", "label", "Land und Schätzung zusammen gelesen, nur ein Wort in label"),
            Measure("estimated_ratio", RATIO.unit,
                    "geschätzte Arbeitslose je Stelle mit Spanne; label: woraus", Secrecy.ESTIMATE, parts=RATIO.parts),
            Measure("engpass_probability", "share",
                    "geschätzte Wahrscheinlichkeit eines Engpasses mit Spanne; label: Einschätzung"),
            _RANK,
            Measure("rank_of", "regions", "unter so vielen"),
        ),
    ),
    "trend": Section("Verlauf für die Gruppen der Tabelle auf Seite 2", (RATIO,)),
    "recognition": Section(
        "Anerkennung für die Engpassberufe des Landes; wer hier schon arbeitet",
        (
            _FULL,
            _ROUNDED,
            _cases("decided", "Verfahren mit positivem oder negativem Bescheid"),
            _cases("positive", "Verfahren mit positivem Bescheid, auch mit Auflage oder teilweise"),
            Measure("decision_cells", "cells", "gerundete Zellen in decided und in positive"),
            Measure("positive_share", "share", "Anteil der positiven an den entschiedenen Verfahren"),
            _cases("trained_in_eu_eea", "volle Gleichwertigkeiten, ausgebildet in EU, EWR oder Schweiz"),
            _cases("trained_in_third_state", "volle Gleichwertigkeiten, ausgebildet in einem anderen Staat"),
            Measure("way_cells", "cells", "gerundete Zellen in jeder dieser beiden Summen"),
            _cases("full_equivalence_of_reference", "volle Gleichwertigkeiten eines Referenzberufs (item)"),
            _cases("full_equivalence_of_state", "volle Gleichwertigkeiten nach Staat der Ausbildung (item)"),
            _cases("full_equivalence_of_world_region",
                   "dasselbe nach Weltregion, wo keine Staaten veröffentlicht sind"),
            *COUNTED[2:],
        ),
    ),
    "recognition_total": Section("alle Berufe zusammen, Deutschland", (_FULL,)),
    "recognition_series": Section("alle Berufe zusammen, nach Jahren", (_FULL,)),
    "map": Section("die Karte: jeder Kreis des Landes für eine Berufsgruppe", (RATIO,)),
    "month_figures": Section(
        "der neueste Monat: Summen über alle Berufe, Region und Land, mit dem Vorjahr",
        (
            _stated("unemployed", "persons", "Arbeitslose im Monat", "Arbeitslose", "month_unemployed_persons"),
            Measure("unemployment_rate", "pct", "Arbeitslosenquote, wie die Bundesagentur sie veröffentlicht",
                    heading="Arbeitslosenquote", mart="month_unemployment_rate_pct"),
            _stated("vacancies", "vacancies", "gemeldete Arbeitsstellen im Monat", "gemeldete Stellen",
                    "month_vacancies"),
            _stated("employees", "persons", "sozialversicherungspflichtig Beschäftigte", "Beschäftigte am Arbeitsort",
                    "month_employees_persons"),
        ),
    ),
    "chamber_figures": Section(
        "Zahlen der Kammern", (_stated("chamber_figure", "count", "wie veröffentlicht; item sagt, was"),)
    ),
    "places": Section(
        "Börsen der Handwerkskammern", (_stated("places", "places", "offene Lehrstellen im Handwerk"),)
    ),
    "reports": Section(
        "Bedarfsmeldungen auf dem Formular des Projekts",
        (
            Measure("severity", "level_1_to_3", "wie knapp die Stelle den Beruf einschätzt; note: was sie tut"),
            _stated("places", "places", "Stellen, die nach der Meldung fehlen"),
        ),
    ),
    "context": Section(
        "Reihen von Städten und statistischen Ämtern ohne Berufe",
        (_stated("context_figure", "Personen, Prozent …", "wie veröffentlicht; item sagt, was"),),
    ),
    "land_recognition": Section(
        "Anerkennung im Land, wie in Worten veröffentlicht",
        (
            _stated("processed", "cases", "bearbeitete Verfahren"),
            _stated("full", "cases", "volle Gleichwertigkeit"),
            _stated("conditions", "cases", "Bescheid mit Auflage"),
            _stated("negative", "cases", "negativer Bescheid"),
            _stated("pending", "cases", "noch nicht entschieden"),
            _stated("stopped", "cases", "ohne Bescheid beendet"),
            _stated("new", "cases", "neue Anträge"),
            Measure("share_pct", "pct", "Anteil"),
        ),
    ),
    "validation": Section(
        "wie gut die Schätzung an Ländern trifft, die sie nicht kannte",
        (
            Measure("cells", "cells", "geprüfte Paare aus Ländergruppe und Berufsgruppe"),
            Measure("areas", "areas", "Ländergruppen, jede einmal verdeckt"),
            Measure("auc", "quality", "Trennschärfe: 0,5 wie gewürfelt, 1 vollkommen; item: Verfahren"),
            Measure("brier", "quality", "mittlerer Fehler im Quadrat; 0 ist vollkommen"),
            Measure("calibration_error", "quality", "mittlerer Abstand von Vorhersage und Wirklichkeit"),
            Measure("predicted", "share", "vorhergesagter Anteil einer von zehn gleich großen Gruppen"),
            Measure("observed", "share", "eingetretener Anteil derselben Gruppe"),
            Measure("bin_cells", "cells", "Paare in dieser Gruppe"),
            Measure("coverage_cells", "cells", "verdeckte Kreiszahlen"),
            Measure("coverage", "share", "Anteil davon, der in seiner 90-%-Spanne lag"),
            Measure("kept", "share",
                    "so viele der fünf wahrscheinlichsten Engpässe bleiben es im Mittel unter anderen Annahmen"),
            Measure("kept_lowest", "share", "dasselbe unter der Annahme, die am meisten ändert"),
        ),
    ),
    "gap": Section(
        "die Liste „Wo anfangen“: knappe Gruppen mit jedem Faktor ihres Werts",
        (
            Measure("shortage", "share", "Wahrscheinlichkeit eines Engpasses; für ein Land amtlich 1 oder 0"),
            _FULL,
            _ROUNDED,
            Measure("potential_step", "step", "Stufe der vollen Gleichwertigkeiten, die sicher erreicht ist"),
            Measure("potential", "share", "die Stufe als Wert von 0 bis 1"),
            Measure("in_focus", "yes_no", "gehört zum Schwerpunkt (label)"),
            Measure("covered", "yes_no",
                    "eine Regel oder Initiative deckt die Gruppe ab; label und note sagen, welche"),
            Measure("white_spot", "yes_no", "niemand ist bekannt, der etwas tut"),
            Measure("priority", "share", "Wert: Engpass × Anerkennung × offen, von 0 bis 1, mit Spanne"),
            _RANK,
            Measure("rank_of", "groups", "unter so vielen"),
        ),
    ),
    "potential_from": Section(
        "ab wann eine Stufe der Anerkennung erreicht ist",
        (
            Measure("full_equivalence_from", "cases",
                    "volle Gleichwertigkeiten, ab denen die Stufe (item_code) gilt"),
        ),
    ),
}  # fmt: skip
MEASURES = {(section, m.name): m for section, held in SECTIONS.items() for m in held.measures}
