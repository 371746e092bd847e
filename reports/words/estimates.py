"""Sentences about the estimate: how Land and region read together, and what changed beyond its error."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, log, sqrt

from reports.model.brief import Brief, Wordings
from reports.model.estimates import Estimate
from reports.model.market import Occupation
from reports.words import estimate_notation as words
from reports.words.notation import capitalise, listed, number
from reports.words.regions import compared_with, in_rated, in_region, is_land, rated, where_rated
from transforms.estimate.rules import Z90_COMPARED

MANY_UNEMPLOYED = 2.0  # per vacancy, from which on a reader wonders how it can be called short
NAMED = 2
PLOTTED_LEAST, PLOTTED_MOST = 3, 12
OWN = " (eigene Berechnung)"  # a remark that the subtitle makes too


def read_as(brief: Brief, reading: str) -> list[Occupation]:
    """Return the groups with a reading: those of the table in its order, then the others."""
    found = [o for o in brief.occupations if o.reading == reading]
    return sorted(found, key=lambda o: (o.position or len(brief.occupations) + 1, o.occupation))


def rank_counted(brief: Brief, most: int | None = None) -> list[Occupation]:
    """Return the first groups of the ranking, those with the fewest counted unemployed per vacancy first."""
    by_code = {o.occupation: o for o in brief.occupations}
    found = (by_code[code] for code in brief.ranking[:most] if code in by_code)
    return sorted(found, key=lambda o: (o.ratio is None, o.ratio or 0.0))


def short_in_land(brief: Brief) -> list[Occupation]:
    """Return the groups the BA calls short in the Land, at any level."""
    return [o for o in brief.occupations if any(r.klass == "engpass" for r in o.official)]


def short_here(brief: Brief) -> list[Occupation]:
    """Return the groups the estimate calls short in the region, from their own counts or those of their family."""
    return [*read_as(brief, "beide_eng"), *read_as(brief, "region_eng")]


def called_short(brief: Brief) -> list[Occupation]:
    """Return the groups the estimate calls short in the region from their own counts, fewest unemployed first."""
    return sorted(filter(_own, short_here(brief)), key=lambda o: (o.estimate.ratio, o.occupation))


def plotted(brief: Brief) -> list[Occupation]:
    """Return the groups of the front page's plot: those called short, or where they are few the likeliest.

    Where no group is shown at all, those with the fewest unemployed per vacancy.
    """
    found = called_short(brief)
    if len(found) >= PLOTTED_LEAST:
        return found
    own = sorted(filter(_own, brief.occupations), key=lambda o: (o.estimate.ratio, o.occupation))
    shown = sorted((o for o in own if o.shown), key=lambda o: o.position or 0)[:10]
    return [o for o in own if o in shown] if shown or brief.ranking else own[:PLOTTED_MOST]


def beside(brief: Brief, o: Occupation) -> float | None:
    """Return the counted ratio that stands beside the region's: the Land's, or Germany's (`place.compared_with`)."""
    return o.germany_ratio if is_land(brief.region) else o.land_ratio


def _own(o: Occupation) -> bool:
    return o.estimate is not None and o.estimate.basis == "group"


def apart(one: Estimate, other: Estimate) -> bool:
    """Say whether two estimated ratios lie further apart than their error (90 %)."""
    spreads = (log(e.ratio_high / e.ratio_low) / 2 for e in (one, other))
    return abs(log(one.ratio / other.ratio)) > hypot(*spreads)


def alone_first(found: Sequence[Occupation]) -> bool:
    """Say whether one group has the fewest unemployed per vacancy: all are estimated from their own counts, and it is
    apart from all others.
    """
    first, *others = sorted(found, key=lambda o: o.estimate.ratio)
    return all(map(_own, found)) and all(apart(first.estimate, o.estimate) for o in others)


def finding(brief: Brief) -> str:
    """Say in one sentence how many of the Land's shortages the region shares."""
    where, there = in_region(brief.region), in_rated(brief.region)
    short, both = short_in_land(brief), read_as(brief, "beide_eng")
    if not short:
        return f"{capitalise(there)} ist keine Berufsgruppe amtlich als Engpass ausgewiesen." + _only_here(brief)
    of = f"der {number(len(short))} Berufsgruppen mit Engpass {there}"
    few = sum(o.reading == "zu_wenige" for o in short)
    if not both and few == len(short):
        return f"{capitalise(where)} reichen die Fallzahlen in keiner {of}, um zu sagen, wie eng es ist."
    if not both:
        return f"Keine {of} ist nach eigener Schätzung auch {where} sicher eng{_open(short)}.{_only_here(brief)}"
    count, verb = ("Eine", "ist") if len(both) == 1 else (number(len(both)), "sind")
    tight = [o for o in called_short(brief) if o.reading == "beide_eng"]
    if not tight:
        named = f"{_named(both)} (geschätzt aus der Hauptgruppe)"
        return f"{count} {of} {verb} nach eigener Schätzung auch {where} eng: {named}."
    unemployed = f"etwa {number(100 * tight[0].estimate.ratio)} Arbeitslose auf 100 gemeldete Stellen"
    if len(both) == 1:
        return f"Eine {of} ist nach eigener Schätzung auch {where} eng: {tight[0].name}, {unemployed}."
    name, from_family = tight[0].name, len(both) - len(tight)
    if 2 * from_family > len(both):
        first = f"zu den knappsten der übrigen gehört {name}"
        if len(tight) == 1:
            first = f"aus eigenen Zahlen {name}"
        elif alone_first(tight):
            first = f"unter den übrigen am knappsten {name}"
        first = f", {number(from_family)} davon aus der Hauptgruppe geschätzt; {first}"
    else:
        first = f", am knappsten {name}" if alone_first(both) else f"; zu den knappsten gehört {name}"
    return f"{count} {of} {verb} nach eigener Schätzung auch {where} eng{first}: {unemployed}."


def _only_here(brief: Brief) -> str:
    found = read_as(brief, "region_eng")
    return f" {_only_region(brief)}: {_named(found)}." if found else ""


def _only_land(brief: Brief) -> str:
    """Name the reading; where the BA rates two Länder together, the region may be one of them."""
    area = brief.region.rated_area
    return f"Amtlich eng ({area}), hier entspannt" if area else "Im Land eng, in der Region entspannt"


def _only_region(brief: Brief) -> str:
    area = brief.region.rated_area
    return f"Hier eng, amtlich ({area}) nicht" if area else "In der Region eng, im Land nicht"


def _open(short: Sequence[Occupation]) -> str:
    unclear = sum(o.reading == "beobachten" for o in short)
    relaxed = sum(o.reading == "land_eng" for o in short)
    few = sum(o.reading == "zu_wenige" for o in short)
    parts = [
        f"bei {number(count)} {what}"
        for count, what in (
            (unclear, "bleibt es offen"),
            (relaxed, "ist es entspannt"),
            (few, "sind es zu wenige Fälle"),
        )
        if count
    ]
    return f"; {listed(parts)}" if parts else ""


def _named(found: Sequence[Occupation], most: int = NAMED) -> str:
    names = [o.name for o in found[:most]]
    more = len(found) - len(names)
    return listed([*names, "eine weitere" if more == 1 else f"{number(more)} weitere"] if more else names)


def readings(brief: Brief) -> list[str]:
    """Say how many groups read in which way, and name the first of each."""
    both, tight = read_as(brief, "beide_eng"), called_short(brief)
    tight = [o for o in tight if o.reading == "beide_eng"]
    sentences = []
    if both:
        lead = [f"{o.name} ({words.ratio(o.estimate.ratio)}; Spanne {words.interval(o.estimate)})" for o in tight[:2]]
        named = f", mit den wenigsten Arbeitslosen je Stelle {listed(lead)}" if len(both) > len(lead) and lead else ""
        if named and len(tight) < len(both):
            named = named.replace("mit den wenigsten", "nach Zahlen der Region mit den wenigsten")
        if not tight:
            named = f" ({_named(both)}), geschätzt aus der Hauptgruppe"
        sentences.append(f"{_unrated(brief)} {_both(brief)} eng in {_groups(both)}{named or f' ({_named(both)})'}.")
        crowded = [o for o in tight if o.estimate.ratio_low >= MANY_UNEMPLOYED]
        if crowded:
            most = max(crowded, key=lambda o: o.estimate.ratio)
            many = most.estimate.ratio
            sentences.append(
                f"Eng heißt nicht, dass niemand Arbeit sucht: {most.name} hat geschätzt "
                f"{number(many, 1 if many < 9.95 else 0)} Arbeitslose je Stelle. "
                "Amtlich zählen auch Suchdauer und Löhne."
            )
    land_only, own_only = read_as(brief, "land_eng"), read_as(brief, "region_eng")
    parts = []
    if land_only:
        parts.append(f"{_only_land(brief)} ist es in {_groups(land_only)} ({_named(land_only)}).")
    if own_only:
        parts.append(f"{_only_region(brief)} ist es in {_groups(own_only)} ({_named(own_only)}).")
    rest = [(sum(o.reading == key for o in short_in_land(brief)), *what) for key, *what in REST]
    if any(count for count, *_ in rest):
        told = "; ".join(one if count == 1 else many.format(number(count)) for count, one, many in rest if count)
        parts.append(f"Von den übrigen mit Engpass {where_rated(brief.region)}: {told}.")
    if parts:
        sentences.append(" ".join(parts))
    return sentences


REST = (
    ("beobachten", "eine uneindeutig („beobachten“)", "{} uneindeutig („beobachten“)"),
    ("zu_wenige", "eine mit zu wenigen Fällen", "{} mit zu wenigen Fällen"),
)


def _unrated(brief: Brief) -> str:
    if brief.region.rated_area:
        return f"Amtlich bewertet werden nur beide Länder zusammen ({brief.region.rated_area})."
    return "Unterhalb des Landes gibt es keine amtliche Bewertung."


def _both(brief: Brief) -> str:
    if brief.region.rated_area:
        return "Amtlich und nach eigener Schätzung auch hier ist es"
    return "Nach eigener Schätzung sind Land und Region"


def _groups(found: Sequence[Occupation]) -> str:
    return "einer Berufsgruppe" if len(found) == 1 else f"{number(len(found))} Berufsgruppen"


def ratio_changed(o: Occupation) -> int:
    """Return 1 or -1 where unemployed per vacancy rose or fell beyond the error (90 %) of four counts, else 0.

    Too few cases in either year say nothing.
    """
    counts = (o.unemployed, o.vacancies, o.unemployed_previous, o.vacancies_previous)
    if o.ratio is None or o.ratio_previous is None or any(c is None for c in counts):
        return 0
    return _beyond_error(*counts)


def counts_apart(one: Occupation, other: Occupation) -> bool:
    """Say whether the counted ratios of two groups lie further apart than the error (90 %) of four counts."""
    counts = (one.unemployed, one.vacancies, other.unemployed, other.vacancies)
    return all(c is not None for c in counts) and _beyond_error(*counts) != 0


def _beyond_error(unemployed: float, vacancies: float, unemployed_other: float, vacancies_other: float) -> int:
    counts = (unemployed, vacancies, unemployed_other, vacancies_other)
    one, other = (log((above + 0.5) / (below + 0.5)) for above, below in (counts[:2], counts[2:]))
    if abs(one - other) <= Z90_COMPARED * sqrt(sum(1 / (c + 0.5) for c in counts)):
        return 0
    return 1 if one > other else -1


def changes(brief: Brief) -> str:
    """Say where unemployed per vacancy moved since the year before; a move within its error is none."""
    seen = [o for o in brief.occupations if o.shown and o.ratio is not None and o.ratio_previous is not None]
    seen.sort(key=lambda o: (o.position or 0, o.occupation))
    up, down = ([o for o in seen if ratio_changed(o) == direction] for direction in (1, -1))
    if not seen:
        return ""
    if not up and not down:
        return (
            "Gegenüber dem Vorjahr hat sich die Zahl der Arbeitslosen je Stelle in keiner Berufsgruppe der Tabelle "
            "stärker geändert, als es der Zufall erklären kann."
        )
    parts = [f"{what} in {_moved(found)}" for what, found in (("mehr", up), ("weniger", down)) if found]
    still = len(seen) - len(up) - len(down)
    rest = f" In {'einer' if still == 1 else number(still)} weiteren kann die Änderung Zufall sein." if still else ""
    return f"Arbeitslose je Stelle, verglichen mit dem Vorjahr: {'; '.join(parts)}.{rest}"


def _moved(found: Sequence[Occupation]) -> str:
    names = [f"{o.name} ({words.ratio(o.ratio_previous)}, jetzt {words.ratio(o.ratio)})" for o in found[:1]]
    more = len(found) - len(names)
    return listed([*names, "einer weiteren" if more == 1 else f"{number(more)} weiteren"] if more else names)


def leading(name: str, where: str, remark: str = "", alone: bool = True) -> Wordings:
    """Say which group leads, alone or with others; the second wording goes without the region."""
    whole = f"{name} ist {where} am knappsten" if alone else f"{name} gehört {where} zu den knappsten"
    short = f"Am knappsten: {name}" if alone else f"Unter den knappsten: {name}"
    return Wordings((f"{whole}{remark}", f"{short}{remark}"))


def ranking_title(brief: Brief) -> Wordings:
    """State the finding of the front page's plot."""
    where, tight = in_region(brief.region), called_short(brief)
    if len(tight) >= PLOTTED_LEAST:
        return leading(tight[0].name, where, OWN, alone_first(short_here(brief)))
    if nothing_short(brief) and plotted(brief):
        return Wordings((f"Kein Engpass {where}; am wenigsten Arbeitslose je Stelle: {plotted(brief)[0].name}",))
    if plotted(brief):
        return Wordings((f"So eng ist es {where}, wo die Zahlen reichen (eigene Berechnung)",))
    return Wordings(("Für eine Rangfolge reichen die Zahlen nicht",))


def nothing_short(brief: Brief) -> bool:
    """Say whether no group is short: neither officially nor as estimated."""
    return not any(o.shown for o in brief.occupations) and not short_in_land(brief) and not called_short(brief)


def ranking_subtitle(brief: Brief, period: str) -> str:
    return (
        f"Arbeitslose je gemeldete Stelle, {period}. Region geschätzt (Balken: zu 90\u202f% sicher); "
        f"Ring: {compared_with(brief.region)}, gezählt"
    )


def table_title(brief: Brief) -> str:
    """State how many groups are short in Land and region."""
    where = in_region(brief.region)
    both, land_only = len(read_as(brief, "beide_eng")), len(read_as(brief, "land_eng"))
    if not any(o.shown for o in brief.occupations):
        return f"Für {rated(brief.region)} ist keine Berufsgruppe als Engpass ausgewiesen"
    if not both:
        return f"Keine Berufsgruppe ist {where} sicher eng" + (f", {land_only} sind entspannt" if land_only > 1 else "")
    count = "In einer Berufsgruppe" if both == 1 else f"In {number(both)} Berufsgruppen"
    paired = brief.region.rated_area
    only = f", in {number(land_only)} nur {'amtlich' if paired else 'das Land'}" if land_only else ""
    return f"{count} {'ist es amtlich und hier' if paired else 'sind Land und Region'} eng{only}"


def table_subtitle(brief: Brief, period: str) -> str:
    return (
        f"Amtliche Bewertung für {rated(brief.region)}, Zahlen und Schätzung für die Region, {period}; "
        "wahrscheinlichster Engpass zuerst"
    )
