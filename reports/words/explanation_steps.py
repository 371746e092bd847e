"""The figures behind an explanation, step by step: observed, official, and how the estimate is made of them."""

from __future__ import annotations

import re
from math import exp

from reports.model.explanation import SCORE, Count, Explanation, Place, Score, Term
from reports.model.market import LEVEL_NAMES
from reports.words.notation import CLASS_NAMES, THIN, cell, listed, number, percent, signed
from reports.words.paragraphs import set_table

CLASSES = {"engpass": "Engpass", "kein_engpass": "kein Engpass", "uneindeutig": "uneindeutig"}


def describe_observed(e: Explanation) -> list[str]:
    o = e.observed
    rows = [
        ("gemeldete Stellen", _write_count(o.vacancies), _name_place(o.vacancies.place)),
        ("Arbeitslose", _write_count(o.unemployed), _name_place(o.unemployed.place)),
    ]
    if o.ratio is not None:
        land = [f"{e.region.land_name} {write_ratio(o.land_ratio)}"] if has_land(e) else []
        compared = [*land, *([f"Deutschland {write_ratio(o.germany_ratio)}"] if o.germany_ratio is not None else [])]
        rows.append(("Arbeitslose je Stelle", write_ratio(o.ratio), "; ".join(compared)))
    lines = set_table(rows, right=(1,))
    if o.ratio is None and o.unemployed.flag != "unknown":
        lines.append(
            "Kein Verhältnis: Unter 10 Stellen oder 10 Arbeitslosen entscheidet eine Person mehr oder weniger."
        )
    if o.without:
        lines.append(
            f"Ohne {listed(o.without)}: Dort sind die Arbeitslosen für {o.year} nicht nach Berufen bekannt. Das "
            "Verhältnis lässt auch die Stellen dort weg."
        )
    lines += _list_kreise(e)
    if any(c.flag in ("below_3", "secret") for k in (o, *o.kreise) for c in (k.vacancies, k.unemployed)):
        lines.append(
            "„unter 3“ und „geheim“: Werte unter 3 werden nie gezeigt, auch dort nicht, wo sie sich aus Summen "
            "errechnen ließen."
        )
    lines.append("Arbeitslose zählen einschließlich Helferinnen und Helfern, am Wohnort; Stellen am Arbeitsort.")
    return lines


def _list_kreise(e: Explanation) -> list[str]:
    """List the Kreise a sum is made of, with share and row; the files are named once below."""
    o = e.observed
    if e.region.kind == "kreis":
        return []
    if not o.kreise:
        return ["Summe über die Kreise der Region; deren Zahlen enthält die weitergegebene Ausgabe nicht."]
    rows = [("Summe aus", "Anteil", "Stellen", "Zeile", "Arbeitslose", "Zeile")]
    rows += [
        (k.name, percent(100 * k.share, 0 if k.share == 1 else 1), _write_count(k.vacancies), _name_row(k.vacancies),
         _write_count(k.unemployed), _name_row(k.unemployed))
        for k in o.kreise
    ]  # fmt: skip
    lines = set_table(rows, right=(1, 2, 3, 4, 5))
    for name, cells in (
        ("Stellen", [(k.name, k.vacancies.place) for k in o.kreise]),
        ("Arbeitslose", [(k.name, k.unemployed.place) for k in o.kreise]),
    ):
        files: dict[str, list[str]] = {}
        for kreis, place in cells:
            if place:
                files.setdefault(f"{_name_table(place)}, Spalte {place.column}", []).append(kreis)
        for file, of in files.items():
            lines.append(f"{name}: {file}{'' if len(files) == 1 else f' ({listed(of)})'}")
    return lines


def _write_count(c: Count) -> str:
    """Write a count; an annual mean is in twelfths, so with two decimals."""
    return cell(c.value, c.flag, 2)


def _name_row(c: Count) -> str:
    return str(c.place.row) if c.place and c.place.row else ""


def _name_place(place: Place | None) -> str:
    if place is None:
        return ""
    if place.row and re.fullmatch(r"[A-Z]{1,3}", place.column):
        return f"{place.file}, Blatt {place.sheet}, Zelle {place.column}{place.row}"
    row = f", Zeile {place.row}" if place.row else ""
    return f"{_name_table(place)}{row}, Spalte {place.column}"


def _name_table(place: Place) -> str:
    return f"{place.file}, Tabelle {place.sheet}" if place.sheet else place.file


def describe_official(e: Explanation) -> list[str]:
    lines = ["0 bis 3 Punkte; Engpass ab 2,0, Beobachtung ab 1,5. Unterhalb der Länder bewertet die BA nicht."]
    levels = [*e.official, *(s for s in e.germany if s not in e.official)]
    if all(s.score is None for s in levels):
        return [*lines, "Diese Gruppe bewertet die BA hier nicht; das heißt nicht, dass es keinen Engpass gibt."]
    lines += set_table(
        [(s.area, LEVEL_NAMES[s.level], *_write_score(s), _name_place(s.place)) for s in levels], right=(2,)
    )
    if e.score_elsewhere is not None and e.elsewhere:
        if len(e.elsewhere) == e.areas_elsewhere:
            lines.append(
                f"Bester Wert je Gebiet; das Mittel, {number(e.score_elsewhere, 2)} Punkte, geht in die Schätzung ein:"
            )
            rows = [(s.area, LEVEL_NAMES[s.level], number(s.score, 2), _name_cell(s.place)) for s in e.elsewhere]
            lines += set_table(rows, right=(2,))
        else:
            lines.append(
                f"In die Schätzung geht das Mittel der besten Werte von {e.areas_elsewhere} Gebieten ein: "
                f"{number(e.score_elsewhere, 2)} Punkte. Die Werte der anderen Länder enthält die weitergegebene "
                "Ausgabe nicht."
            )
    return lines


def _write_score(s: Score) -> tuple[str, str]:
    return ("", "nicht bewertet") if s.score is None else (number(s.score, 2), CLASS_NAMES[s.klass])


def _name_cell(place: Place) -> str:
    return _name_place(place).removeprefix(f"{place.file}, ")


def describe_shrinkage(e: Explanation) -> list[str]:
    s = e.shrinkage
    land = e.region.land_name
    result = (
        f"Ergebnis: {write_ratio(s.ratio)} Arbeitslose je Stelle; mit 90{THIN}% Sicherheit zwischen "
        f"{write_ratio(s.low)} und {write_ratio(s.high)}."
    )
    pooled = (
        "alle Berufe zusammen" if s.pooled else f"Berufshauptgruppe {e.family}, {number(s.between_cells)} Kreiswerte"
    )
    if s.land_log_ratio is None:
        return ["Die Region ist ein ganzes Land: Ihr Wert bleibt, wie er gezählt ist.", result]
    spread = (
        "Die Kreise unterscheiden sich hier nicht stärker als der Zufall; darum zählt allein der Wert des Landes."
        if not s.between_variance
        else ""
    )
    weights = (
        f"Der Wert der Region zählt zu {percent(100 * (1 - s.weight), 0)}, der des Landes zu "
        f"{percent(100 * s.weight, 0)}."
    )
    if s.basis == "family":
        return [
            f"Kleine Zahlen schwanken. Darum rückt der Wert der Hauptgruppe ein Stück zu ihrem Wert im Land ({land}). "
            f"{weights} {spread}".strip(),
            "Die Gruppe gilt hier als so weit von ihrem Wert in Deutschland entfernt wie die Hauptgruppe von deren "
            "Wert. Dass sich Gruppen darin unterscheiden, macht die Spanne breiter.",
            result,
        ]
    return [
        f"Gezählt sind {write_ratio(s.own_ratio)} Arbeitslose je Stelle (mit je einem halben Fall mehr, damit auch 0 "
        f"rechenbar bleibt). Kleine Zahlen schwanken; darum rückt der Wert ein Stück zu dem des Landes ({land}, "
        f"{write_ratio(exp(s.land_log_ratio))}). {weights} {spread}".strip(),
        result,
        f"In Logarithmen: Region {number(s.log_ratio, 2)} mit Varianz {number(s.variance, 3)}, Land "
        f"{number(s.land_log_ratio, 2)}, Streuung zwischen den Kreisen {number(s.between_variance, 3)} ({pooled}). "
        f"Gewicht des Landes: {number(s.variance, 3)} / ({number(s.variance, 3)} + {number(s.between_variance, 3)}).",
    ]


def describe_model(e: Explanation) -> list[str]:
    sure = f"mit 90{THIN}% Sicherheit {write_span(e)}"
    found = f"Ergebnis: {write_chance(e.estimate.probability)}, {sure}: {CLASSES[e.estimate.klass]}."
    if not e.estimate.terms:
        return [found, "Die Rechnung dahinter enthält die weitergegebene Ausgabe nicht."]
    outside = [_write_term(term)[0] for term in e.estimate.terms if not term.holds(term.value)]
    warned = f"Vorsicht: Außerhalb dessen, woran das Modell angepasst ist, liegt hier: {listed(outside)}."
    rows = [("", "hier", "Mittel", "Einfluss", "in Log-Chancen")]
    rows.append(("ein mittlerer Fall", "", "", write_chance(e.estimate.start_probability), signed(e.estimate.start, 2)))
    for term in e.estimate.terms:
        rows.append((*_write_term(term), f"{signed(100 * term.points, 0)} Punkte", signed(term.log_odds, 2)))
    rows.append(("zusammen", "", "", write_chance(e.estimate.probability), signed(e.estimate.logit, 2)))
    return [
        f"Ein Modell, angepasst an {number(e.estimate.cells)} amtliche Bewertungen der Ländergruppen, fragt zweierlei: "
        "Wie knapp ist die Gruppe dort, wo die BA sie bewertet? Und wie viele Arbeitslose kommen hier auf eine Stelle, "
        "verglichen mit Deutschland?",
        *set_table(rows, right=(1, 2, 3, 4)),
        found,
        "Einfluss in Prozentpunkten; was eine Größe bewirkt, hängt von der anderen ab, darum das Mittel über beide "
        "Reihenfolgen. Je unsicherer die Log-Chance (Varianz "
        f"{number(e.estimate.variance, 2)}), desto näher rückt die Wahrscheinlichkeit an 50{THIN}%.",
        *([warned] if outside else []),
    ]


def _write_term(term: Term) -> tuple[str, str, str]:
    if term.input == SCORE:
        return "amtliche Punkte der Gebiete", number(term.value, 2), number(term.mean, 2)
    return "Arbeitslose je Stelle, Deutschland = 1", number(exp(term.value), 2), number(exp(term.mean), 2)


def has_land(e: Explanation) -> bool:
    """Say whether there is a Land to compare with: not for a Land, nor for a Kreis that is one."""
    alone = e.shrinkage is not None and e.shrinkage.land_log_ratio is None
    return e.region.kind != "land" and not alone and e.observed.land_ratio is not None


def write_ratio(value: float) -> str:
    """Write unemployed per vacancy: two decimals below 10, one below 100, then none."""
    return number(value, 2 if value < 9.995 else 1 if value < 99.95 else 0)


def write_chance(probability: float) -> str:
    """Write a probability in whole percent; nothing is certain and nothing impossible."""
    if probability > 0.99:
        return f"über 99{THIN}%"
    return f"unter 1{THIN}%" if probability < 0.01 else percent(100 * probability, 0)


def write_span(e: Explanation) -> str:
    """Write the 90 % interval of the probability."""
    low, high = (number(min(max(100 * p, 1), 99)) for p in (e.estimate.low, e.estimate.high))
    if e.estimate.probability > 0.99:
        high = "über 99"
    if e.estimate.probability < 0.01:
        low = "unter 1"
    return f"{low} bis {high}{THIN}%"
