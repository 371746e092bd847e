"""Sentences about where to begin: every factor, what is covered and why, and where nobody is known to do anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from reports.model.brief import Brief, Wordings
from reports.model.starting_points import REASONS_FOR_NONE, StartingPoint, counts
from reports.words.elsewhere import WORKBOOK
from reports.words.notation import capitalise, listed, number
from reports.words.regions import in_region, rated, where_rated

EN_DASH = "–"
NAMED = 3  # Länder at most
NO_RECOGNITION = "keine volle Gleichwertigkeit gezählt"
EVERY = "alle"  # the focus that leaves nothing out
TITLE_WORDS = 15


def title(brief: Brief) -> str:
    return f"Wo anfangen: Schwerpunkt {brief.focus_name}"


def share(step: int, steps: int) -> str:
    """Write a step of potential: "0", "1/3", "1"."""
    return "0" if not step else "1" if step == steps else f"{step}/{steps}"


def span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}{EN_DASH}{high}"


def short(brief: Brief, points: Iterable[StartingPoint], ending: str = "") -> str:
    """Say whether groups of the list are short, or may be: "knapp", "knappe oder möglicherweise knappe".

    A group is called short where the Land rates it so for itself, or the estimate does; the others are an Engpass in
    the Land, and the estimate leaves open whether they are one here.
    """
    here = {o.occupation for o in brief.occupations if o.estimate and o.estimate.klass == "engpass"}
    called = {brief.region.kind == "land" or point.occupation in here for point in points}
    words = [f"knapp{ending}"] if True in called else []
    return " oder ".join([*words, *([f"möglicherweise knapp{ending}"] if False in called else [])])


def potential_rule(brief: Brief) -> str:
    """Say how many full equivalences reach which step: "0: 0, 1–99: 1/3, 100–499: 2/3, ab 500: 1"."""
    bounds = brief.potential_from
    steps = [f"{span(low, high - 1)}: {share(i, len(bounds))}" for i, (low, high) in enumerate(pairwise((0, *bounds)))]
    return ", ".join([*steps, f"ab {number(bounds[-1])}: 1"])


def together(where: str) -> str:
    """Say why a group has other figures than the table of recognition, which stands "auf Seite 3" or "weiter oben"."""
    return f"Niveaus und Berufe stehen hier zusammen, {where} einzeln"


def calculation(brief: Brief, opened: bool, whole: bool) -> Wordings:
    """Say how a value comes about, in short or as a whole."""
    boundary = " *\u00a0gerundet, evtl. höher." if opened else ""
    official = brief.region.kind == "land"
    called = ""
    if "möglicherweise" in short(brief, brief.starting_points):
        called = f" Möglicherweise knapp: Engpass {where_rated(brief.region)}, hier „uneindeutig“ oder nicht geschätzt."
    if not whole:
        rule = f"Eigene Rechnung: Engpass × Anerkennung ({potential_rule(brief)}) × offen."
        explained = (called, " Möglicherweise: „uneindeutig“.", "") if called else ("",)
        return Wordings(f"{rule}{more} Rang: mögliche Plätze.{boundary}" for more in explained)
    shortage = f"amtlich für {rated(brief.region)}" if official else "geschätzte Wahrscheinlichkeit mit 90-%-Spanne"
    return Wordings(
        (
            f"Wert = Engpass × Anerkennung × offen, eigene Berechnung. Engpass: {shortage}. Anerkennung: volle "
            f"Gleichwertigkeiten auf den knappen Niveaus, Deutschland {brief.recognition_total.period} "
            f"({potential_rule(brief)}). Offen: 0, wo eine Regel oder Initiative abdeckt.{called} Rang: mögliche "
            f"Plätze.{boundary}",
        )
    )


def white_spots(brief: Brief, network: bool = True) -> str:
    """State for how many short groups in focus nobody is known to do anything, and that there is no network."""
    focused = [point for point in brief.starting_points if point.in_focus]
    one, many = f"{short(brief, focused, 'e')} Berufsgruppe", f"{short(brief, focused, 'en')} Berufsgruppen"
    if brief.headline["unemployed"].flag == "unknown":
        known = f"Engpass {where_rated(brief.region)}; ob hier knapp, ist ohne Arbeitslose nach Berufen nicht bekannt"
        one, many = f"Berufsgruppe ({known})", f"Berufsgruppen ({known})"
    spots = sum(point.white_spot for point in focused)
    if not spots:
        return ""
    if len(focused) == 1:
        first = f"Weißer Fleck: Für die eine {one} im Schwerpunkt ist keine Initiative bekannt"
    else:
        of = f"{number(spots)} von {number(len(focused))} {many} im Schwerpunkt"
        first = f"Weiße Flecken: Für {of} ist keine Initiative bekannt"
    neither = ", auch kein Netzwerk" if network and brief.network_missing else ""
    lands = collected_in(brief)
    return first + neither + (f"; Einträge sammelt das Register bisher nur in {lands}." if lands else ".")


def collected_in(brief: Brief) -> str:
    """Name the Länder that the register has entries of where the region lies in none of them."""
    lands = [name.removeprefix("Land ") for name in brief.register_lands]
    if not lands or brief.region.land_name in brief.register_lands:
        return ""
    return listed(lands) if len(lands) <= NAMED else f"{number(len(lands))} anderen Ländern"


def covered(brief: Brief, sourced: bool = True) -> str:
    """Name the short groups that need no further hands, with reason, source if need be, and day."""
    by_reason: dict[tuple[str, str, str, bool], list[str]] = {}
    for point in brief.starting_points:
        if point.covered_by:
            key = point.covered_reason, point.covered_quoted, point.covered_checked, point.covered_stale
            by_reason.setdefault(key, []).append(point.name)
    return " ".join(
        f"Abgedeckt (zählt 0): {_enumerated(names)} {EN_DASH} {reason} "
        f"({f'{quoted}; ' if sourced else ''}{_day(day, stale)})."
        for (reason, quoted, day, stale), names in by_reason.items()
    )


def _enumerated(names: Sequence[str]) -> str:
    """Join names that may hold commas themselves."""
    return "; ".join(names) if any("," in name for name in names) else listed(list(names))


def _day(day: str, stale: bool) -> str:
    return f"geprüft {day}" + (", bitte neu prüfen" if stale else "")


def unranked(brief: Brief, most: int = 1000) -> str:
    """Name the short groups in focus that have no place in the order, so many for each reason, and why."""
    by_reason: dict[str, list[str]] = {}
    for point in brief.starting_points:
        if point.in_focus and not counts(point) and not point.covered_by:
            by_reason.setdefault(REASONS_FOR_NONE.get(point.reason, NO_RECOGNITION), []).append(point.name)
    parts = [f"{_enumerated(_counted(names, most))} ({reason})" for reason, names in by_reason.items()]
    return f"Ohne Rang: {'; '.join(parts)}." if parts else ""


def _counted(names: Sequence[str], most: int) -> list[str]:
    rest = len(names) - most
    return [*names[:most], f"{number(rest)} weitere"] if rest > 1 else list(names)


def outside(brief: Brief, most: int) -> str:
    """Count the short groups outside the focus and name those of the highest value."""
    others = [point for point in brief.starting_points if not point.in_focus and not point.covered_by]
    if not others:
        return ""
    highest = [f"{point.name} {number(point.priority, 2)}" for point in others if point.priority][:most]
    what = "eine weitere" if len(others) == 1 else f"{number(len(others))} weitere"
    most_of_all = "dem höchsten Wert" if len(highest) == 1 else "den höchsten Werten"
    named = f", mit {most_of_all} {'; '.join(highest)}" if highest else f" {WORKBOOK}"
    return f"Außerhalb des Schwerpunkts: {what}{named}."


def findings(brief: Brief) -> list[str]:
    """Say which group comes first in the focus, or how many may, best wording first; nothing where none has a place."""
    first = [point for point in brief.starting_points if point.rank and point.rank[0] == 1]
    if not first:
        return []
    focused = brief.focus != EVERY
    where, name = f"im Schwerpunkt {brief.focus_name}" if focused else in_region(brief.region), first[0].name
    where = capitalise(where)
    if len(first) > 1:
        many = f"{where} kommen {number(len(first))} Berufsgruppen zuerst in Frage"
        return [f"{many}, eine ist {name}", many]
    known = ["ohne bekannte Initiative", "ohne Initiative"] if first[0].white_spot else ["offen"]
    called = short(brief, first)
    told = [f"{where} zuerst {name}: {called}, anerkannt, {open_}" for open_ in known]
    if focused:
        told += [f"{where} zuerst {name}: {called}, {known[0]}", told[0]]
    else:
        told.append(f"Zuerst {name}: {called}, anerkannt, {known[0]}")
    return [text for text in told if len(text.split()) <= TITLE_WORDS] or [f"{where} zuerst {name}"]
