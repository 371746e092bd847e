"""Sentences written from the data, in plain German.

A change is called a change only where it is larger than its error: counts of n cases move by about the square root
of n without any cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

from reports.model import rounding
from reports.model.brief import Brief, Texts, Wordings
from reports.model.market import LEVEL_NAMES, TABLE_ROWS, Figure, Occupation
from reports.model.recognition import RecognitionRow
from reports.words import estimate_notation, estimates
from reports.words.elsewhere import WORKBOOK
from reports.words.evidence import EVIDENCE_SUBTITLE, evidence_title
from reports.words.notation import capitalise, listed, number
from reports.words.regions import in_land, in_region, rated, where_rated
from transforms.estimate.rules import Z90_COMPARED

SMALLEST_CHANGE = 0.01
NOTHING_SHORT = (
    "Kein Engpass heißt nicht, dass jede Stelle leicht zu besetzen ist: Die Zahlen fassen alle Niveaus und die ganze "
    "Region zusammen."
)
NAMED = 1  # shortage occupations without a full equivalence that are named


def write_texts(brief: Brief) -> Texts:
    """Write the sentences of a brief from its figures."""
    tight = estimates.rank_counted(brief)
    texts = _counted_texts(brief, tight)
    if estimate_notation.estimated(brief):
        return replace(
            texts,
            finding=estimates.finding(brief),
            in_brief=_in_brief_estimated(brief),
            ranking_title=estimates.ranking_title(brief),
            ranking_subtitle=estimates.ranking_subtitle(brief, _period(brief)),
            table_title=estimates.table_title(brief),
            table_subtitle=estimates.table_subtitle(brief, _period(brief)),
        )
    return texts


def _counted_texts(brief: Brief, tight: list[Occupation]) -> Texts:
    return Texts(
        finding=_finding(brief, tight),
        in_brief=_in_brief(brief, tight),
        ranking_title=_ranking_title(brief, tight),
        ranking_subtitle=f"Arbeitslose je gemeldete Stelle in Berufsgruppen, die {where_rated(brief.region)} als "
        f"Engpass gelten, {_period(brief)}; je kleiner, desto knapper",
        table_title=_table_title(brief),
        table_subtitle=f"Amtliche Bewertung für {rated(brief.region)} und beobachtete Zahlen für die Region, "
        f"{_period(brief)}, Beschäftigte am {_employees_day(brief)}",
        table_notes=_table_notes(brief),
        map_title=_map_title(brief),
        map_subtitle=_map_subtitle(brief),
        map_text=_map_text(brief),
        recognition_title=_recognition_title(brief),
        recognition_subtitle="Anerkennungsverfahren mit dem Ergebnis „volle Gleichwertigkeit“, Deutschland, "
        f"Berichtsjahr {brief.recognition_total.period}",
        recognition_notes=_recognition_notes(brief),
        evidence_title=evidence_title(brief),
        evidence_subtitle=EVIDENCE_SUBTITLE,
    )


def _in_brief_estimated(brief: Brief) -> tuple[str, ...]:
    sentences = [*estimates.readings(brief), estimates.changes(brief)]
    if estimates.nothing_short(brief):
        sentences = [_labour_market(brief), NOTHING_SHORT]
    return tuple(s for s in (*sentences, _recognised(brief)) if s)


def changed(now: float | None, before: float | None) -> int:
    """Return 1 or -1 where a count rose or fell beyond its error (90 %) and by at least 1 %, else 0."""
    if now is None or before is None or not before:
        return 0
    difference = now - before
    if abs(difference) <= Z90_COMPARED * sqrt(now + before) or abs(difference) / before < SMALLEST_CHANGE:
        return 0
    return 1 if difference > 0 else -1


def _period(brief: Brief) -> str:
    return brief.headline["vacancies"].period


def _employees_day(brief: Brief) -> str:
    return brief.headline["employees"].period


def _finding(brief: Brief, tight: list[Occupation]) -> str:
    where = in_region(brief.region)
    begin = capitalise(where)
    if unemployed_unknown(brief):
        return f"{begin} fehlen die Arbeitslosenzahlen nach Berufen: Wo es eng ist, bleibt offen."
    if not tight:
        return f"{begin} reichen die Fallzahlen in keiner Berufsgruppe mit Engpass, um zu sagen, wie eng es ist."
    first = tight[0]
    leads = f"ist {where} {first.name} am knappsten"
    if not _counted_first(tight):
        leads = f"gehört {where} {first.name} zu den knappsten"
    return (
        f"Unter den Berufsgruppen, die {where_rated(brief.region)} als Engpass gelten, {leads}: "
        f"Auf 100 gemeldete Stellen kommen {number(100 * first.ratio)} Arbeitslose."
    )


def _counted_first(tight: Sequence[Occupation]) -> bool:
    """Say whether the first ratio lies further below the others than the error of their counts (90 %)."""
    return all(estimates.counts_apart(tight[0], o) for o in tight[1:] if o.ratio is not None)


def unemployed_unknown(brief: Brief) -> bool:
    """Say whether the region's unemployed are not known by occupation: then nothing says how tight it is."""
    return brief.headline["unemployed"].flag == "unknown"


def _in_brief(brief: Brief, tight: list[Occupation]) -> tuple[str, ...]:
    sentences = [_labour_market(brief), _official(brief)]
    if len(tight) >= 3:
        sentences.append(_tightest(brief, tight))
    relaxed = _relaxed(brief)
    if relaxed:
        sentences.append(relaxed)
    sentences.append(_recognised(brief))
    return tuple(s for s in sentences if s)


def _labour_market(brief: Brief) -> str:
    unemployed, vacancies, ratio = (brief.headline[k] for k in ("unemployed", "vacancies", "ratio"))
    where = in_region(brief.region)
    if unemployed.value is None or vacancies.value is None or ratio.value is None:
        return (
            f"{capitalise(where)} liegen für das letzte Jahr keine Arbeitslosenzahlen nach Berufen vor; "
            "gemeldete Stellen und Beschäftigte sind bekannt."
        )
    compared = ""
    if brief.region.kind != "land" and ratio.land is not None:
        compared = f" ({brief.region.land_short}: {number(ratio.land, 1)})"
    without = f" ({unemployed.note.split(':')[0]})" if unemployed.flag == "incomplete" else ""
    return (
        f"Im {_period(brief)} waren {where} {number(unemployed.value)} Menschen arbeitslos{without}, "
        f"{_than_before(unemployed)}; {number(vacancies.value)} Stellen waren gemeldet, {_than_before(vacancies)}. "
        f"Auf eine Stelle kommen {number(ratio.value, 1)} Arbeitslose{compared}."
    )


def _than_before(figure: Figure) -> str:
    direction = changed(figure.value, figure.previous)
    if figure.previous is None:
        return "ein Vorjahreswert liegt nicht vor"
    if direction == 0:
        return "etwa so viele wie im Vorjahr"
    difference = abs(figure.value - figure.previous)
    return f"{number(difference)} {'mehr' if direction > 0 else 'weniger'} als im Vorjahr"


def _official(brief: Brief) -> str:
    c = brief.counts
    if not c.get("engpass"):
        return ""
    return (
        f"Für {brief.region.rated_short} nennt die Bundesagentur für Arbeit {number(c['engpass'])} Engpassberufe "
        f"(Berufsgruppe und Anforderungsniveau), {number(c['beobachtung'])} stehen unter Beobachtung. "
        "Eine amtliche Bewertung unterhalb des Landes gibt es nicht."
    )


def _tightest(brief: Brief, tight: list[Occupation]) -> str:
    names = listed([f"{o.name} ({number(o.ratio, 2)})" for o in tight[:3]])
    return f"Die wenigsten Arbeitslosen je gemeldete Stelle {in_region(brief.region)}: {names}."


def _relaxed(brief: Brief) -> str:
    short = (o for o in brief.occupations if o.shown and o.ratio is not None)
    relaxed = sorted((o for o in short if o.ratio >= estimates.MANY_UNEMPLOYED), key=lambda o: -o.ratio)
    if not relaxed or brief.region.kind == "land":
        return ""
    examples = listed([f"{o.name} ({number(o.ratio, 1)})" for o in relaxed[:2]])
    count = "einer Berufsgruppe" if len(relaxed) == 1 else f"{number(len(relaxed))} Berufsgruppen"
    return (
        f"In {count}, die {where_rated(brief.region)} als Engpass gelten, kommen hier zwei oder mehr Arbeitslose auf "
        f"eine Stelle, am meisten: {examples}. Der Befund für {rated(brief.region)} gilt also nicht überall."
    )


def _recognised(brief: Brief) -> str:
    c, total = brief.counts, brief.recognition_total
    if total.value is None or not brief.recognition:
        return ""
    top = next((r for r in brief.recognition if r.full_equivalence and not r.collective), None)
    sentence = (
        f"{number(total.value)} Mal wurde {total.period} in Deutschland eine ausländische Qualifikation als voll "
        "gleichwertig anerkannt"
    )
    if c["recognition_cells"]:
        sentence += (
            f"; {number(c['recognition_cells_with_full'])} der {number(c['recognition_cells'])} Engpassberufe sind "
            "darunter"
        )
    if top:
        sentence += f", am häufigsten {top.name}"
        if states := _countries(top, 3):
            sentence += f". Häufigste Ausbildungsstaaten dort: {states}"
    return sentence + "."


def _countries(row: RecognitionRow, most: int) -> str:
    """Name the first states of training; none where rounding does not tell the first few from the others."""
    first = rounding.leading(rounding.places(row.countries), most)
    return listed([f"{c.name} ({number(c.count)})" for group in first for c in group])


def _ranking_title(brief: Brief, tight: list[Occupation]) -> Wordings:
    if not tight:
        return Wordings(("Für eine Rangfolge reichen die Zahlen nicht",))
    return estimates.leading(tight[0].name, in_region(brief.region), alone=_counted_first(tight))


def _table_title(brief: Brief) -> str:
    short = estimates.short_in_land(brief)
    if not short:
        return f"Für {rated(brief.region)} ist keine Berufsgruppe als Engpass ausgewiesen"
    known = [o for o in short if o.ratio is not None]
    tight = [o for o in known if o.ratio < 1]
    where = in_region(brief.region)
    if not known:
        return f"Wie eng es {where} ist, lässt sich aus diesen Zahlen nicht sagen"
    if not tight:
        return f"In keiner dieser Berufsgruppen gibt es {where} mehr Stellen als Arbeitslose"
    count = "einer" if len(tight) == 1 else number(len(tight))
    return f"In {count} von {number(len(short))} Berufsgruppen gibt es {where} mehr Stellen als Arbeitslose"


def _table_notes(brief: Brief) -> tuple[str, ...]:
    notes = []
    listed_groups = {o.occupation for o in (*estimates.short_in_land(brief), *estimates.called_short(brief))}
    left = len(listed_groups) - sum(1 for o in brief.occupations if o.shown)
    if left > 0:
        first = "in denen es hier am engsten ist"
        if unemployed_unknown(brief):
            first = "nach der Zahl der Stellen, denn Arbeitslose nach Berufen sind hier nicht bekannt"
        if estimate_notation.estimated(brief):
            first = "in denen ein Engpass hier am wahrscheinlichsten ist"
        notes.append(
            f"Gezeigt: {TABLE_ROWS} Berufsgruppen, {first}; {left} weitere mit Engpass "
            f"{where_rated(brief.region)} stehen {WORKBOOK}{_relaxed_unseen(brief)}."
        )
    notes.append(
        "Arbeitslose zählen mit Helferinnen und Helfern; die amtliche Bewertung unterscheidet Anforderungsniveaus."
    )
    if brief.validation and brief.region.kind != "land" and not estimate_notation.estimated(brief):
        without = "Ohne Arbeitslose nach Berufen gibt es für diese Region keine Schätzung."
        few = "Für eine Schätzung reichen die Zahlen dieser Region in keiner Berufsgruppe."
        notes.append(without if unemployed_unknown(brief) else few)
    if any("ratio:few_cases" in o.flags for o in brief.occupations if o.shown):
        notes.append("„wenige“: unter 10 Stellen oder 10 Arbeitslosen.")
    return tuple(notes)


def _relaxed_unseen(brief: Brief) -> str:
    """Name the groups that are short in the Land only and find no row: the title counts them."""
    unseen = [o.name for o in estimates.read_as(brief, "land_eng") if not o.shown]
    return f", darunter entspannt: {listed(unseen)}" if unseen else ""


def _map_title(brief: Brief) -> Wordings:
    """State how far the Kreise of the Land lie apart; the figures are those of one group, which the subtitle names."""
    if not brief.map:
        return Wordings()
    known = [a.value for a in brief.map.areas if a.value is not None]
    if not known:
        return Wordings((f"{brief.map.name}: Für eine Karte reichen die Zahlen nicht",))
    low, high = number(min(known), 1), number(max(known), 1)
    if low == high:
        return Wordings((f"Eine Berufsgruppe, in allen Kreisen etwa {low} Arbeitslose auf eine Stelle",))
    return Wordings(
        (
            f"{brief.map.name}: je nach Kreis {low} bis {high} Arbeitslose je Stelle",
            f"Eine Berufsgruppe, je nach Kreis {low} bis {high} Arbeitslose auf eine Stelle",
        )
    )


def _map_subtitle(brief: Brief) -> str:
    where = in_land(brief.region)
    what = f"Arbeitslose je gemeldete Stelle, Kreise und kreisfreie Städte {where}, {_period(brief)}; dunkel: knapp"
    return f"{brief.map.name}: {what}" if brief.map else what


def _map_text(brief: Brief) -> tuple[str, ...]:
    if brief.map is None:
        return ()
    known = sorted((a for a in brief.map.areas if a.value is not None), key=lambda a: a.value)
    missing = sum(1 for a in brief.map.areas if a.value is None)
    if not known:
        return ()
    low, high = known[0], known[-1]
    sentences = []
    if brief.ranking and brief.ranking[0] != brief.map.occupation:
        first = next(o.name for o in brief.occupations if o.occupation == brief.ranking[0])
        sentences.append(
            f"{first} steht hier an erster Stelle, hat aber in weniger als der Hälfte der Kreise genug Fälle. "
            "Die Karte zeigt die nächste Gruppe, die sie hat."
        )
    sentences.append(
        f"Die Spanne reicht von {number(low.value, 2)} Arbeitslosen je Stelle ({low.name}) bis "
        f"{number(high.value, 2)} ({high.name})."
    )
    own = next(o for o in brief.occupations if o.occupation == brief.map.occupation)
    if brief.region.kind != "land" and own.ratio is not None:
        sentences.append(
            f"{capitalise(in_region(brief.region))} sind es {number(own.ratio, 2)}, im Land {_or_none(own.land_ratio)}."
        )
    if missing:
        areas = "einem Kreis" if missing == 1 else f"{missing} Kreisen"
        sentences.append(f"In {areas} reichen die Zahlen nicht (schraffiert).")
    sentences.append("Arbeitslose werden am Wohnort gezählt, Stellen am Arbeitsort; Pendeln ist nicht berücksichtigt.")
    return tuple(sentences)


def _or_none(value: float | None) -> str:
    return "liegt kein Wert vor" if value is None else number(value, 2)


def _recognition_title(brief: Brief) -> str:
    c = brief.counts
    if not c.get("recognition_cells"):
        return f"Für {rated(brief.region)} ist kein Engpassberuf ausgewiesen"
    return (
        f"In {c['recognition_cells_with_full']} von {c['recognition_cells']} Engpassberufen "
        f"wurden {brief.recognition_total.period} Auslandsabschlüsse voll anerkannt"
    )


def _recognition_notes(brief: Brief) -> tuple[str, ...]:
    c = brief.counts
    notes = []
    if c["recognition_cells"]:
        own, every = (number(10 * round(c[f"recognition_{of}_full"] / 10)) for of in ("cells", "all"))
        notes.append(
            f"Auf die Engpassberufe entfallen rund {own} von rund {every} vollen Gleichwertigkeiten (Summen gerundeter "
            "Zellen)."
        )
    without = [r for r in brief.recognition if not r.collective and not r.full_equivalence]
    if without:
        names = list(dict.fromkeys(_at_level(r) for r in without))
        named = listed(names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} weitere"])
        notes.append(f"Ohne volle Gleichwertigkeit auf dem knappen Niveau: {named}.")
    return tuple(notes)


def _at_level(row: RecognitionRow) -> str:
    return row.name if row.level == 2 else f"{row.name} ({LEVEL_NAMES[row.level]})"
