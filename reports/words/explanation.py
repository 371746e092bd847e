"""An explanation in plain German, to be read on a screen or aloud."""

from __future__ import annotations

import re
import textwrap
from math import exp

from reports.model.estimates import READINGS
from reports.model.explanation import (
    DEVIATION,
    OWN_CALCULATION,
    REASONS,
    SCORE,
    Count,
    Explanation,
    Flip,
    Observed,
    Place,
    Score,
    Term,
    roundly,
)
from reports.model.market import LEVEL_NAMES
from reports.words.estimate_notation import PAIRED
from reports.words.notation import CLASS_NAMES, THIN, cell, listed, number, percent, signed
from reports.words.regions import in_region
from transforms.estimate.rules import ENGPASS, FEW, OPEN, SURE, SURELY_NOT

WIDTH = 100
INDENT = "  "
CLASSES = {"engpass": "Engpass", "kein_engpass": "kein Engpass", "uneindeutig": "uneindeutig"}
PEERS = {"kreis": "Kreisen und kreisfreien Städten des Landes", "ra": "Regionen des Landes", "land": "Ländern"}
OTHER_MARKS = "wie lange Stellen offen bleiben, Löhne, Abgang aus Arbeitslosigkeit und zwei weitere"
LIKE = 0.03  # a ratio this near to another counts as the same
SLIGHT = 0.03  # an input that moves the probability less hardly counts
DECISIVE = 0.10  # one that moves it this far, and is outdone, needs a reason
MODEL = "model"


def to_text(e: Explanation) -> str:
    """Return the explanation; observed, official and estimated figures stand apart."""
    parts = [
        _title(e),
        _section("Kurz gesagt", _short(e)),
        _section("Beobachtet: was in der Region gezählt wurde", _observed(e)),
        _section("Amtlich: was die Bundesagentur für Arbeit (BA) sagt", _official(e)),
    ]
    if e.shrinkage:
        parts.append(_section(f"Geschätzt, Schritt 1: Zufall dämpfen ({OWN_CALCULATION})", _shrinkage(e)))
    if e.estimate:
        parts.append(_section(f"Geschätzt, Schritt 2: die Wahrscheinlichkeit ({OWN_CALCULATION})", _model(e)))
    if e.flips:
        parts.append(_section("Was das Urteil ändern würde", _flips(e)))
    if e.estimate:
        parts.append(_section("Rang und Lesart", _rank(e)))
        parts.append(_section("Wie gut die Schätzung ist", _quality(e)))
    elif e.reading:
        parts.append(_section("Lesart", [_reading(e)]))
    parts.append(_section("Quellen", _sources(e)))
    return "\n\n".join(part for part in parts if part)


def _section(heading: str, lines: list[str]) -> str:
    """Set a heading over paragraphs; a line that begins with a blank is part of a table and stays as it is."""
    if not lines:
        return ""
    set_lines = [INDENT + line[1:] if line.startswith(" ") else _wrapped(line) for line in lines]
    return "\n".join([heading.upper(), *set_lines])


def _wrapped(line: str) -> str:
    return textwrap.fill(
        line, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False
    )


def _table(rows: list[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    """Set rows in columns; `right` names the columns of numbers."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        " "
        + "   ".join(
            text.rjust(width) if i in right else text.ljust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _title(e: Explanation) -> str:
    everyday = f"{e.everyday}\n" if e.everyday and e.everyday != e.name else ""
    given = ", weitergegeben" if e.handed_over else ""
    return (
        f"{e.name} ({e.occupation}) {in_region(e.region)}\n{everyday}"
        f"Ausgabe {e.edition}{given} · Zahlen: Jahresmittel {e.observed.year}"
    )


# Kurz gesagt


def _short(e: Explanation) -> list[str]:
    if not e.estimate:
        lines = [f"Kein Urteil. {REASONS.get(e.reason, '')}".strip()]
        if e.shrinkage and e.shrinkage.basis == "family":
            lines.append(_family(e))
        if e.reading:
            lines.append(f"Lesart im Bericht: „{_named_reading(e)}“.")
        return lines
    spoken = {
        "engpass": "Ab 80 % heißt das im Bericht „Engpass“.",
        "kein_engpass": "Bis 20 % heißt das im Bericht „kein Engpass“.",
        "uneindeutig": "„Engpass“ heißt es erst ab 80 %, „kein Engpass“ bis 20 %; dazwischen bleibt das Urteil offen.",
    }[e.estimate.klass]
    if e.estimate.klass == "uneindeutig" and not SURELY_NOT < e.estimate.probability < SURE:
        spoken = (
            "Offen bleibt das Urteil, weil Zellen mit 1 oder 2 Personen geschlossen sind: Je nach ihrem Wert läge die "
            "Wahrscheinlichkeit auch jenseits der Grenze (80 % für „Engpass“, 20 % für „kein Engpass“)."
        )
    spoken = spoken.replace(" %", f"{THIN}%")
    lines = [
        f"Geschätzt: {CLASSES[e.estimate.klass]}. Mit {chance(e.estimate.probability)} Wahrscheinlichkeit (90-%-Spanne "
        f"{span(e)}) würde das Verfahren der Bundesagentur für Arbeit (BA) hier einen Engpass feststellen. {spoken}"
    ]
    if e.region.kind == "land":
        lines.append(
            "Für ein Land gilt die amtliche Bewertung. Die Schätzung dient dem Vergleich; die Punkte des Landes gehen "
            "in sie nicht ein, waren aber unter denen, an die das Modell angepasst ist."
        )
    lines += _why(e)
    if e.shrinkage and e.shrinkage.basis == "family":
        lines.append(_family(e))
    if e.reading:
        lines.append(f"Lesart im Bericht: „{_named_reading(e)}“.")
    return lines


def _named_reading(e: Explanation) -> str:
    return (PAIRED.get(e.reading) if e.region.rated_area else None) or READINGS[e.reading]


def _why(e: Explanation) -> list[str]:
    """Say what speaks for and what against a shortage, the weightier first, and why the lesser does not decide."""
    if not e.estimate.terms:
        return []
    terms = sorted(e.estimate.terms, key=lambda t: -abs(t.points))
    lines = [f"{_speaks(term)}: {_argument(e, term)}" for term in terms]
    deviation = e.estimate.term(DEVIATION)
    wanted = "engpass" if deviation.points > 0 else "kein_engpass"
    if abs(deviation.points) >= DECISIVE and e.estimate.klass != wanted:
        lines.append(
            f"Warum das nicht für „{CLASSES[wanted]}“ reicht: Wie viele Arbeitsuchende auf eine Stelle kommen, ist nur "
            f"eines von sechs Merkmalen der amtlichen Bewertung. Die anderen fünf ({OTHER_MARKS}) kennt die Schätzung "
            "für die Region nicht; sie schließt darauf aus den Gebieten, die die BA bewertet."
        )
    return lines


def _speaks(term: Term) -> str:
    if abs(term.points) < SLIGHT:
        return "Kaum ins Gewicht fällt"
    return "Dafür spricht" if term.points > 0 else "Dagegen spricht"


def _argument(e: Explanation, term: Term) -> str:
    if term.input == SCORE:
        usual = "so viele wie im Mittel aller Gruppen"
        if abs(term.value - term.mean) >= 0.05:
            usual = f"im Mittel aller Gruppen sind es {number(term.mean, 1)}"
        points = f"{number(term.value, 1)} von 3 Punkten; {usual}"
        if len(e.elsewhere) != e.areas_elsewhere:  # a handed-over edition holds the scores of one Land only
            return f"In {e.areas_elsewhere} bewerteten Gebieten hat die Gruppe im Schnitt {points}."
        short = sum(s.score >= ENGPASS for s in e.elsewhere)
        many = "In keinem" if not short else "In einem" if short == 1 else f"In {short}"
        return (
            f"{many} von {e.areas_elsewhere} Gebieten, die die BA bewertet (Deutschland und die Ländergruppen), gilt "
            f"die Gruppe als Engpass. Im Schnitt hat sie {points}."
        )
    compared = f"{_compared(exp(term.value))} in Deutschland ({ratio(exp(e.shrinkage.germany_log_ratio))})."
    where = in_region(e.region)
    if e.shrinkage.basis == "family" or e.observed.ratio is None:
        return (
            f"{_cap(where)} kommen, aus der Berufshauptgruppe geschätzt, {ratio(e.shrinkage.ratio)} Arbeitslose auf "
            f"eine Stelle, {compared}"
        )
    counted, estimated = ratio(e.observed.ratio), ratio(e.shrinkage.ratio)
    land = f" ({e.region.land_name} {ratio(e.observed.land_ratio)})" if _has_land(e) else ""
    drawn = "" if counted == estimated else f", geschätzt {estimated}"
    return f"Gezählt sind {where} {counted} Arbeitslose je Stelle{land}{drawn}: {compared}"


def _has_land(e: Explanation) -> bool:
    """Say whether there is a Land to compare with: not for a Land, nor for a Kreis that is one."""
    alone = e.shrinkage is not None and e.shrinkage.land_log_ratio is None
    return e.region.kind != "land" and not alone and e.observed.land_ratio is not None


def _compared(factor: float) -> str:
    if abs(factor - 1) < LIKE:
        return "etwa so viele wie"
    if factor < 1:
        return f"{percent(100 * (1 - factor), 0)} weniger als"
    return f"{percent(100 * (factor - 1), 0)} mehr als" if factor < 2 else f"{number(factor, 1)}-mal so viele wie"


def _family(e: Explanation) -> str:
    return (
        f"Gerechnet mit der Berufshauptgruppe {e.family} ({e.family_name}), denn {_too_small(e.observed)}. Die Zahlen "
        "der Hauptgruppe werden nicht genannt, weil sich daraus geschlossene Werte errechnen ließen."
    )


def _too_small(o: Observed) -> str:
    if o.vacancies.value is None or o.unemployed.value is None:
        return "Zahlen der Gruppe selbst sind hier geschlossen"
    small = [
        f"unter {FEW} {name}"
        for name, count in (("Stellen", o.vacancies), ("Arbeitslose", o.unemployed))
        if count.value < FEW
    ]
    return f"die Gruppe selbst hat hier {listed(small) or f'zu vergleichen unter {FEW} Stellen'}"


# Beobachtet


def _observed(e: Explanation) -> list[str]:
    o = e.observed
    rows = [
        ("gemeldete Stellen", count(o.vacancies), _where(o.vacancies.place)),
        ("Arbeitslose", count(o.unemployed), _where(o.unemployed.place)),
    ]
    if o.ratio is not None:
        land = [f"{e.region.land_name} {ratio(o.land_ratio)}"] if _has_land(e) else []
        compared = [*land, *([f"Deutschland {ratio(o.germany_ratio)}"] if o.germany_ratio is not None else [])]
        rows.append(("Arbeitslose je Stelle", ratio(o.ratio), "; ".join(compared)))
    lines = _table(rows, right=(1,))
    if o.ratio is None and o.unemployed.flag != "unknown":
        lines.append(
            "Kein Verhältnis: Unter 10 Stellen oder 10 Arbeitslosen entscheidet eine Person mehr oder weniger."
        )
    if o.without:
        lines.append(
            f"Ohne {listed(o.without)}: Dort sind die Arbeitslosen für {o.year} nicht nach Berufen bekannt. Das "
            "Verhältnis lässt auch die Stellen dort weg."
        )
    lines += _kreise(e)
    if any(c.flag in ("below_3", "secret") for k in (o, *o.kreise) for c in (k.vacancies, k.unemployed)):
        lines.append(
            "„unter 3“ und „geheim“: Werte unter 3 werden nie gezeigt, auch dort nicht, wo sie sich aus Summen "
            "errechnen ließen."
        )
    lines.append("Arbeitslose zählen einschließlich Helferinnen und Helfern, am Wohnort; Stellen am Arbeitsort.")
    return lines


def _kreise(e: Explanation) -> list[str]:
    """List the Kreise a sum is made of, with share and row; the files are named once below."""
    o = e.observed
    if e.region.kind == "kreis":
        return []
    if not o.kreise:
        return ["Summe über die Kreise der Region; deren Zahlen enthält die weitergegebene Ausgabe nicht."]
    rows = [("Summe aus", "Anteil", "Stellen", "Zeile", "Arbeitslose", "Zeile")]
    rows += [
        (k.name, percent(100 * k.share, 0 if k.share == 1 else 1), count(k.vacancies), _row(k.vacancies),
         count(k.unemployed), _row(k.unemployed))
        for k in o.kreise
    ]  # fmt: skip
    lines = _table(rows, right=(1, 2, 3, 4, 5))
    for name, cells in (
        ("Stellen", [(k.name, k.vacancies.place) for k in o.kreise]),
        ("Arbeitslose", [(k.name, k.unemployed.place) for k in o.kreise]),
    ):
        files: dict[str, list[str]] = {}
        for kreis, place in cells:
            if place:
                files.setdefault(f"{_table_of(place)}, Spalte {place.column}", []).append(kreis)
        for file, of in files.items():
            lines.append(f"{name}: {file}{'' if len(files) == 1 else f' ({listed(of)})'}")
    return lines


def count(c: Count) -> str:
    """Write a count; an annual mean is in twelfths, so with two decimals."""
    return cell(c.value, c.flag, 2)


def _row(c: Count) -> str:
    return str(c.place.row) if c.place and c.place.row else ""


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    if place.row and re.fullmatch(r"[A-Z]{1,3}", place.column):
        return f"{place.file}, Blatt {place.sheet}, Zelle {place.column}{place.row}"
    row = f", Zeile {place.row}" if place.row else ""
    return f"{_table_of(place)}{row}, Spalte {place.column}"


def _table_of(place: Place) -> str:
    return f"{place.file}, Tabelle {place.sheet}" if place.sheet else place.file


# Amtlich


def _official(e: Explanation) -> list[str]:
    lines = ["0 bis 3 Punkte; Engpass ab 2,0, Beobachtung ab 1,5. Unterhalb der Länder bewertet die BA nicht."]
    levels = [*e.official, *(s for s in e.germany if s not in e.official)]
    if all(s.score is None for s in levels):
        return [*lines, "Diese Gruppe bewertet die BA hier nicht; das heißt nicht, dass es keinen Engpass gibt."]
    lines += _table([(s.area, LEVEL_NAMES[s.level], *_scored(s), _where(s.place)) for s in levels], right=(2,))
    if e.score_elsewhere is not None and e.elsewhere:
        if len(e.elsewhere) == e.areas_elsewhere:
            lines.append(
                f"Bester Wert je Gebiet; das Mittel, {number(e.score_elsewhere, 2)} Punkte, geht in die Schätzung ein:"
            )
            rows = [(s.area, LEVEL_NAMES[s.level], number(s.score, 2), _sheet_cell(s.place)) for s in e.elsewhere]
            lines += _table(rows, right=(2,))
        else:
            lines.append(
                f"In die Schätzung geht das Mittel der besten Werte von {e.areas_elsewhere} Gebieten ein: "
                f"{number(e.score_elsewhere, 2)} Punkte. Die Werte der anderen Länder enthält die weitergegebene "
                "Ausgabe nicht."
            )
    return lines


def _scored(s: Score) -> tuple[str, str]:
    return ("", "nicht bewertet") if s.score is None else (number(s.score, 2), CLASS_NAMES[s.klass])


def _sheet_cell(place: Place) -> str:
    return _where(place).removeprefix(f"{place.file}, ")


# Geschätzt


def _shrinkage(e: Explanation) -> list[str]:
    s = e.shrinkage
    land = e.region.land_name
    result = (
        f"Ergebnis: {ratio(s.ratio)} Arbeitslose je Stelle; mit 90{THIN}% Sicherheit zwischen {ratio(s.low)} und "
        f"{ratio(s.high)}."
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
        f"Gezählt sind {ratio(s.own_ratio)} Arbeitslose je Stelle (mit je einem halben Fall mehr, damit auch 0 "
        f"rechenbar bleibt). Kleine Zahlen schwanken; darum rückt der Wert ein Stück zu dem des Landes ({land}, "
        f"{ratio(exp(s.land_log_ratio))}). {weights} {spread}".strip(),
        result,
        f"In Logarithmen: Region {number(s.log_ratio, 2)} mit Varianz {number(s.variance, 3)}, Land "
        f"{number(s.land_log_ratio, 2)}, Streuung zwischen den Kreisen {number(s.between_variance, 3)} ({pooled}). "
        f"Gewicht des Landes: {number(s.variance, 3)} / ({number(s.variance, 3)} + {number(s.between_variance, 3)}).",
    ]


def _model(e: Explanation) -> list[str]:
    found = (
        f"Ergebnis: {chance(e.estimate.probability)}, mit 90{THIN}% Sicherheit {span(e)}: {CLASSES[e.estimate.klass]}."
    )
    if not e.estimate.terms:
        return [found, "Die Rechnung dahinter enthält die weitergegebene Ausgabe nicht."]
    outside = [_term(term)[0] for term in e.estimate.terms if not term.holds(term.value)]
    warned = f"Vorsicht: Außerhalb dessen, woran das Modell angepasst ist, liegt hier: {listed(outside)}."
    rows = [("", "hier", "Mittel", "Einfluss", "in Log-Chancen")]
    rows.append(("ein mittlerer Fall", "", "", chance(e.estimate.start_probability), signed(e.estimate.start, 2)))
    for term in e.estimate.terms:
        rows.append((*_term(term), f"{signed(100 * term.points, 0)} Punkte", signed(term.log_odds, 2)))
    rows.append(("zusammen", "", "", chance(e.estimate.probability), signed(e.estimate.logit, 2)))
    return [
        f"Ein Modell, angepasst an {number(e.estimate.cells)} amtliche Bewertungen der Ländergruppen, fragt zweierlei: "
        "Wie knapp ist die Gruppe dort, wo die BA sie bewertet? Und wie viele Arbeitslose kommen hier auf eine Stelle, "
        "verglichen mit Deutschland?",
        *_table(rows, right=(1, 2, 3, 4)),
        found,
        "Einfluss in Prozentpunkten; was eine Größe bewirkt, hängt von der anderen ab, darum das Mittel über beide "
        "Reihenfolgen. Je unsicherer die Log-Chance (Varianz "
        f"{number(e.estimate.variance, 2)}), desto näher rückt die Wahrscheinlichkeit an 50{THIN}%.",
        *([warned] if outside else []),
    ]


def _term(term: Term) -> tuple[str, str, str]:
    if term.input == SCORE:
        return "amtliche Punkte der Gebiete", number(term.value, 2), number(term.mean, 2)
    return "Arbeitslose je Stelle, Deutschland = 1", number(exp(term.value), 2), number(exp(term.mean), 2)


# Was das Urteil ändern würde


def _flips(e: Explanation) -> list[str]:
    return [
        "Jeweils eine Größe geändert, alles andere gleich; jetzt sind es "
        f"{ratio(e.shrinkage.ratio)} Arbeitslose je Stelle und {number(e.score_elsewhere, 2)} Punkte.",
        *(f"{bound}: {_by_ratio(e, flip)} {_by_score(e, flip)}" for flip in e.flips if (bound := _bound(e, flip))),
    ]


def _bound(e: Explanation, flip: Flip) -> str:
    """Name the bound by what crossing it would mean; "" where closed cells keep the class open on its far side."""
    p, klass = e.estimate.probability, e.estimate.klass
    bound = percent(100 * flip.probability, 0)
    if flip.probability == SURE:
        if klass == "engpass":
            return f"Nicht mehr Engpass, unter {bound}"
        return f"Engpass, ab {bound}" if p < SURE else ""
    if flip.probability == SURELY_NOT:
        if klass == "kein_engpass":
            return f"Nicht mehr „kein Engpass“, über {bound}"
        return f"Kein Engpass, bis {bound}" if p > SURELY_NOT else ""
    return f"Eher kein Engpass, unter {bound}" if p >= OPEN else f"Eher Engpass, über {bound}"


def _by_ratio(e: Explanation, flip: Flip) -> str:
    more = flip.ratio > e.shrinkage.ratio
    bound = f"{'mindestens' if more else 'höchstens'} {ratio(flip.ratio)}"
    if not flip.ratio_plausible:
        return f"Kein Verhältnis, das in den Ländern vorkommt, würde dafür reichen (nötig: {bound})."
    counted = ""
    now = e.observed.unemployed.value
    if flip.unemployed is not None and now is not None:
        counted = f"; bei gleich vielen Stellen rund {number(roundly(flip.unemployed))} statt {number(now)} Arbeitslose"
    return f"bei {bound} Arbeitslosen je Stelle{counted}."


def _by_score(e: Explanation, flip: Flip) -> str:
    bound = f"{'mindestens' if flip.score > e.score_elsewhere else 'höchstens'} {number(flip.score, 2)} Punkten"
    if not flip.score_plausible:
        return "Mit keiner Punktzahl, die in den Daten vorkommt."
    return f"Oder bei {bound} im Mittel der Gebiete."


# Rang, Lesart, Güte


def _rank(e: Explanation) -> list[str]:
    return [_ranked(e), *([_reading(e)] if e.reading else [])]


def _ranked(e: Explanation) -> str:
    if e.rank is None:
        if e.shrinkage.basis == "family":
            return "Kein Rang: Er stünde für die Berufshauptgruppe, nicht für die Gruppe."
        return "Kein Rang: Die Kreise unterscheiden sich in dieser Berufshauptgruppe nicht stärker als der Zufall."
    low, high, of = e.rank
    place = f"Rang {low} bis {high}" if low != high else f"Rang {low}"
    among = f"{place} von {of} {PEERS.get(e.region.kind, 'Regionen des Landes')} mit genügend Fällen (1 = am engsten)"
    if high - low == of - 1:
        return f"{among}: Kein Unterschied ist größer als der Zufall."
    rest = f"; gegenüber den übrigen {number(high - low)} kann der Unterschied Zufall sein" if high > low else ""
    return f"{among}: Sicher enger sind {_many(low - 1)}, sicher entspannter {_many(of - high)}{rest}."


def _many(number_of: int) -> str:
    return number(number_of) if number_of else "keine"


def _reading(e: Explanation) -> str:
    land = {
        "engpass": "Das Land gilt amtlich als Engpass",
        "beobachtung": "Das Land steht amtlich unter Beobachtung",
        "kein_engpass": "Das Land gilt amtlich nicht als Engpass",
        None: "Das Land ist amtlich nicht bewertet",
    }[e.land_class]
    if e.region.rated_area:
        land = land.replace("Das Land", e.region.rated_area)
    rule = {
        "beide_eng": f"{land}, und die Schätzung für die Region sagt mit mindestens 80{THIN}% dasselbe.",
        "land_eng": f"{land}; die Schätzung für die Region liegt bei höchstens 20{THIN}%.",
        "region_eng": f"{land}; die Schätzung für die Region sagt mit mindestens 80{THIN}% Engpass.",
        "kein_zeichen": f"{land}, und die Schätzung für die Region liegt bei höchstens 20{THIN}%.",
        "zu_wenige": REASONS.get(e.reason, ""),
    }
    if e.reading == "beobachten" and e.estimate:
        stated = {
            "uneindeutig": "ist uneindeutig",
            "kein_engpass": "sagt „kein Engpass“",
            "engpass": "sagt „Engpass“, das aber nur aus der Berufshauptgruppe"
            if e.land_class
            else "sagt „Engpass“, hat aber im Land keine Bewertung, an der sie sich messen ließe",
        }[e.estimate.klass]
        rule["beobachten"] = f"{land}; die Schätzung für die Region {stated}."
    return f"Lesart „{_named_reading(e)}“: {rule.get(e.reading, '')}".strip()


def _quality(e: Explanation) -> list[str]:
    if not e.quality or e.quality[0].method != MODEL:
        return []
    own, others = e.quality[0], e.quality[1:]
    best = min(others, key=lambda q: q.brier) if others else None
    compared = (
        f"; nächstbestes Verfahren, „{best.title}“: AUC {number(best.auc, 2)}, Brier {number(best.brier, 3)}"
        if best
        else ""
    )
    return [
        f"Geprüft an {number(e.tested[0])} amtlichen Bewertungen, wobei jede der {e.tested[1]} Ländergruppen einmal "
        "verdeckt blieb: Von zwei Fällen, einer Engpass und einer nicht, erhält der Engpass in "
        f"{number(100 * own.auc)} von 100 Vergleichen die höhere Wahrscheinlichkeit (AUC {number(own.auc, 2)}); die "
        "Wahrscheinlichkeiten treffen die "
        f"tatsächlichen Anteile auf {number(100 * own.calibration_error)} Prozentpunkte genau (Brier "
        f"{number(own.brier, 3)}{compared}). Unterhalb der Länder lässt sich das nicht prüfen, weil es dort keine "
        "amtliche Bewertung gibt."
    ]


def _sources(e: Explanation) -> list[str]:
    return [f"{s.attribution}: {s.title}" for s in e.sources] + ["Schätzung, Spannen und Lesart: eigene Berechnung."]


# Zahlen


def ratio(value: float) -> str:
    """Write unemployed per vacancy: two decimals below 10, one below 100, then none."""
    return number(value, 2 if value < 9.995 else 1 if value < 99.95 else 0)


def chance(probability: float) -> str:
    """Write a probability in whole percent; nothing is certain and nothing impossible."""
    if probability > 0.99:
        return f"über 99{THIN}%"
    return f"unter 1{THIN}%" if probability < 0.01 else percent(100 * probability, 0)


def span(e: Explanation) -> str:
    """Write the 90 % interval of the probability."""
    low, high = (number(min(max(100 * p, 1), 99)) for p in (e.estimate.low, e.estimate.high))
    if e.estimate.probability > 0.99:
        high = "über 99"
    if e.estimate.probability < 0.01:
        low = "unter 1"
    return f"{low} bis {high}{THIN}%"


def _cap(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
