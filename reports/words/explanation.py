"""An explanation in plain German, to be read on a screen or aloud: the answer, its reasons, what would change it."""

from __future__ import annotations

from math import exp

from reports.model.estimates import READINGS
from reports.model.explanation import (
    DEVIATION,
    ENGPASS,
    FEW,
    OPEN,
    OWN_CALCULATION,
    REASONS,
    SCORE,
    SURE,
    SURELY_NOT,
    Explanation,
    Flip,
    Observed,
    Term,
    roundly,
)
from reports.words.estimate_notation import PAIRED
from reports.words.explanation_steps import (
    CLASSES,
    describe_model,
    describe_observed,
    describe_official,
    describe_shrinkage,
    has_land,
    write_chance,
    write_ratio,
    write_span,
)
from reports.words.notation import THIN, listed, number, percent
from reports.words.paragraphs import set_section
from reports.words.regions import in_region

PEERS = {"kreis": "Kreisen und kreisfreien Städten des Landes", "ra": "Regionen des Landes", "land": "Ländern"}
OTHER_MARKS = "wie lange Stellen offen bleiben, Löhne, Abgang aus Arbeitslosigkeit und zwei weitere"
LIKE = 0.03  # a ratio this near to another counts as the same
SLIGHT = 0.03  # an input that moves the probability less hardly counts
DECISIVE = 0.10  # one that moves it this far, and is outdone, needs a reason
MODEL = "model"


def to_text(e: Explanation) -> str:
    """Return the explanation; observed, official and estimated figures stand apart."""
    parts = [
        _write_title(e),
        set_section("Kurz gesagt", _answer_shortly(e)),
        set_section("Beobachtet: was in der Region gezählt wurde", describe_observed(e)),
        set_section("Amtlich: was die Bundesagentur für Arbeit (BA) sagt", describe_official(e)),
    ]
    if e.shrinkage:
        parts.append(set_section(f"Geschätzt, Schritt 1: Zufall dämpfen ({OWN_CALCULATION})", describe_shrinkage(e)))
    if e.estimate:
        parts.append(
            set_section(f"Geschätzt, Schritt 2: die Wahrscheinlichkeit ({OWN_CALCULATION})", describe_model(e))
        )
    if e.flips:
        parts.append(set_section("Was das Urteil ändern würde", _describe_flips(e)))
    if e.estimate:
        parts.append(set_section("Rang und Lesart", _describe_rank(e)))
        parts.append(set_section("Wie gut die Schätzung ist", _describe_quality(e)))
    elif e.reading:
        parts.append(set_section("Lesart", [_explain_reading(e)]))
    parts.append(set_section("Quellen", _name_sources(e)))
    return "\n\n".join(part for part in parts if part)


def _write_title(e: Explanation) -> str:
    everyday = f"{e.everyday}\n" if e.everyday and e.everyday != e.name else ""
    given = ", weitergegeben" if e.handed_over else ""
    return (
        f"{e.name} ({e.occupation}) {in_region(e.region)}\n{everyday}"
        f"Ausgabe {e.edition}{given} · Zahlen: Jahresmittel {e.observed.year}"
    )


def _answer_shortly(e: Explanation) -> list[str]:
    if not e.estimate:
        lines = [f"Kein Urteil. {REASONS.get(e.reason, '')}".strip()]
        if e.shrinkage and e.shrinkage.basis == "family":
            lines.append(_name_family(e))
        if e.reading:
            lines.append(f"Lesart im Bericht: „{_name_reading(e)}“.")
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
        f"Geschätzt: {CLASSES[e.estimate.klass]}. Mit {write_chance(e.estimate.probability)} Wahrscheinlichkeit "
        f"(90-%-Spanne {write_span(e)}) würde das Verfahren der Bundesagentur für Arbeit (BA) hier einen Engpass "
        f"feststellen. {spoken}"
    ]
    if e.region.kind == "land":
        lines.append(
            "Für ein Land gilt die amtliche Bewertung. Die Schätzung dient dem Vergleich; die Punkte des Landes gehen "
            "in sie nicht ein, waren aber unter denen, an die das Modell angepasst ist."
        )
    lines += _give_reasons(e)
    if e.shrinkage and e.shrinkage.basis == "family":
        lines.append(_name_family(e))
    if e.reading:
        lines.append(f"Lesart im Bericht: „{_name_reading(e)}“.")
    return lines


def _name_reading(e: Explanation) -> str:
    return (PAIRED.get(e.reading) if e.region.rated_area else None) or READINGS[e.reading]


def _give_reasons(e: Explanation) -> list[str]:
    """Say what speaks for and what against a shortage, the weightier first, and why the lesser does not decide."""
    if not e.estimate.terms:
        return []
    terms = sorted(e.estimate.terms, key=lambda t: -abs(t.points))
    lines = [f"{_weigh(term)}: {_argue(e, term)}" for term in terms]
    deviation = e.estimate.term(DEVIATION)
    wanted = "engpass" if deviation.points > 0 else "kein_engpass"
    if abs(deviation.points) >= DECISIVE and e.estimate.klass != wanted:
        lines.append(
            f"Warum das nicht für „{CLASSES[wanted]}“ reicht: Wie viele Arbeitsuchende auf eine Stelle kommen, ist nur "
            f"eines von sechs Merkmalen der amtlichen Bewertung. Die anderen fünf ({OTHER_MARKS}) kennt die Schätzung "
            "für die Region nicht; sie schließt darauf aus den Gebieten, die die BA bewertet."
        )
    return lines


def _weigh(term: Term) -> str:
    if abs(term.points) < SLIGHT:
        return "Kaum ins Gewicht fällt"
    return "Dafür spricht" if term.points > 0 else "Dagegen spricht"


def _argue(e: Explanation, term: Term) -> str:
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
    compared = f"{_compare(exp(term.value))} in Deutschland ({write_ratio(exp(e.shrinkage.germany_log_ratio))})."
    where = in_region(e.region)
    if e.shrinkage.basis == "family" or e.observed.ratio is None:
        return (
            f"{_capitalise(where)} kommen, aus der Berufshauptgruppe geschätzt, {write_ratio(e.shrinkage.ratio)} "
            f"Arbeitslose auf eine Stelle, {compared}"
        )
    counted, estimated = write_ratio(e.observed.ratio), write_ratio(e.shrinkage.ratio)
    land = f" ({e.region.land_name} {write_ratio(e.observed.land_ratio)})" if has_land(e) else ""
    drawn = "" if counted == estimated else f", geschätzt {estimated}"
    return f"Gezählt sind {where} {counted} Arbeitslose je Stelle{land}{drawn}: {compared}"


def _compare(factor: float) -> str:
    if abs(factor - 1) < LIKE:
        return "etwa so viele wie"
    if factor < 1:
        return f"{percent(100 * (1 - factor), 0)} weniger als"
    return f"{percent(100 * (factor - 1), 0)} mehr als" if factor < 2 else f"{number(factor, 1)}-mal so viele wie"


def _name_family(e: Explanation) -> str:
    return (
        f"Gerechnet mit der Berufshauptgruppe {e.family} ({e.family_name}), denn {_say_too_small(e.observed)}. Die "
        "Zahlen der Hauptgruppe werden nicht genannt, weil sich daraus geschlossene Werte errechnen ließen."
    )


def _say_too_small(o: Observed) -> str:
    if o.vacancies.value is None or o.unemployed.value is None:
        return "Zahlen der Gruppe selbst sind hier geschlossen"
    small = [
        f"unter {FEW} {name}"
        for name, count in (("Stellen", o.vacancies), ("Arbeitslose", o.unemployed))
        if count.value < FEW
    ]
    return f"die Gruppe selbst hat hier {listed(small) or f'zu vergleichen unter {FEW} Stellen'}"


def _describe_flips(e: Explanation) -> list[str]:
    return [
        "Jeweils eine Größe geändert, alles andere gleich; jetzt sind es "
        f"{write_ratio(e.shrinkage.ratio)} Arbeitslose je Stelle und {number(e.score_elsewhere, 2)} Punkte.",
        *(
            f"{bound}: {_flip_by_ratio(e, flip)} {_flip_by_score(e, flip)}"
            for flip in e.flips
            if (bound := _name_bound(e, flip))
        ),
    ]


def _name_bound(e: Explanation, flip: Flip) -> str:
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


def _flip_by_ratio(e: Explanation, flip: Flip) -> str:
    more = flip.ratio > e.shrinkage.ratio
    bound = f"{'mindestens' if more else 'höchstens'} {write_ratio(flip.ratio)}"
    if not flip.ratio_plausible:
        return f"Kein Verhältnis, das in den Ländern vorkommt, würde dafür reichen (nötig: {bound})."
    counted = ""
    now = e.observed.unemployed.value
    if flip.unemployed is not None and now is not None:
        counted = f"; bei gleich vielen Stellen rund {number(roundly(flip.unemployed))} statt {number(now)} Arbeitslose"
    return f"bei {bound} Arbeitslosen je Stelle{counted}."


def _flip_by_score(e: Explanation, flip: Flip) -> str:
    bound = f"{'mindestens' if flip.score > e.score_elsewhere else 'höchstens'} {number(flip.score, 2)} Punkten"
    if not flip.score_plausible:
        return "Mit keiner Punktzahl, die in den Daten vorkommt."
    return f"Oder bei {bound} im Mittel der Gebiete."


def _describe_rank(e: Explanation) -> list[str]:
    return [_say_rank(e), *([_explain_reading(e)] if e.reading else [])]


def _say_rank(e: Explanation) -> str:
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
    return f"{among}: Sicher enger sind {_say_how_many(low - 1)}, sicher entspannter {_say_how_many(of - high)}{rest}."


def _say_how_many(number_of: int) -> str:
    return number(number_of) if number_of else "keine"


def _explain_reading(e: Explanation) -> str:
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
    return f"Lesart „{_name_reading(e)}“: {rule.get(e.reading, '')}".strip()


def _describe_quality(e: Explanation) -> list[str]:
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


def _name_sources(e: Explanation) -> list[str]:
    return [f"{s.attribution}: {s.title}" for s in e.sources] + ["Schätzung, Spannen und Lesart: eigene Berechnung."]


def _capitalise(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
