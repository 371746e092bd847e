"""How the estimate is written: as exactly as it is known, and never without its interval."""

from __future__ import annotations

from reports.model.brief import Brief
from reports.model.estimates import READINGS, Estimate
from reports.model.market import Occupation
from reports.words.notation import THIN, number

UNCLEAR = "uneindeutig"
PEERS = {
    "kreis": "Kreisen",
    "ra": "Regionen der Regionalagenturen",
    "aa": "Agenturbezirken",
    "hwk": "Bezirken der Handwerkskammern",
    "ihk": "IHK-Bezirken",
}  # among whom a rank is
EN_DASH = "–"
PAIRED = {
    "beide_eng": "amtlich und hier eng",
    "land_eng": "amtlich eng, hier entspannt",
    "region_eng": "hier eng, amtlich nicht",
}


def estimated(brief: Brief) -> bool:
    """Say whether the brief shows estimates: not those of a Land, which the BA rates itself."""
    return brief.region.kind != "land" and any(o.estimate for o in brief.occupations)


def digits(value: float) -> int:
    """Choose the decimals of a ratio: two below 10, one below 100, then none."""
    return 2 if value < 9.995 else 1 if value < 99.95 else 0


def ratio(value: float) -> str:
    return number(value, digits(value))


def interval(e: Estimate) -> str:
    """Write the 90 % interval of the ratio."""
    return f"{ratio(e.ratio_low)}{EN_DASH}{ratio(e.ratio_high)}"


def chance(probability: float) -> str:
    """Write a probability in whole percent; nothing is certain and nothing impossible."""
    if probability > 0.99:
        return f"über 99{THIN}%"
    return f"unter 1{THIN}%" if probability < 0.01 else f"{number(100 * probability)}{THIN}%"


def chance_interval(e: Estimate) -> str:
    """Write the 90 % interval of the probability in whole percent, open where the probability is beyond 99 or 1."""
    low, high = (number(min(max(100 * p, 1), 99)) for p in (e.probability_low, e.probability_high))
    if e.probability > 0.99:
        return f"ab {low}{THIN}%"
    if e.probability < 0.01:
        return f"bis {high}{THIN}%"
    if low == high:
        return f"{'ab ' if low == '99' else 'bis ' if low == '1' else ''}{low}{THIN}%"
    return f"{low}{EN_DASH}{high}{THIN}%"


def rank(e: Estimate) -> str:
    """Write the set of ranks among the Land's regions of the same kind; "" where none is published."""
    if e.rank is None:
        return ""
    low, high, of = e.rank
    return f"Rang {low}{EN_DASH}{high} von {of}" if low != high else f"Rang {low} von {of}"


def family(o: Occupation) -> str:
    """Name the 2-digit group whose figures stand for the group; "" where its own do."""
    return f"Hauptgruppe {o.occupation[:2]}" if o.estimate and o.estimate.basis == "family" else ""


def reading(o: Occupation) -> str:
    return READINGS.get(o.reading, "")


def paired_reading(o: Occupation) -> str:
    """Word the reading where the BA rates two Länder together, one of which may be the region."""
    return PAIRED.get(o.reading) or reading(o)
