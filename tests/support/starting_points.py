"""Priorities of the short groups of an invented region, as the mart makes them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.load.starting_points import order, ranked
from reports.model.market import Occupation
from reports.model.starting_points import StartingPoint

POTENTIAL_FROM = (1, 100, 500)
FULL = {
    "262": 1836, "813": 12030, "821": 12030, "814": 7824, "817": 990, "831": 426, "252": 339, "261": 165, "342": 135,
    "825": 102, "811": 120, "632": 147, "633": 117, "263": 21, "292": 69, "311": 6, "321": 6, "322": 9, "713": 45,
}  # fmt: skip
CARE = "Arbeitgeber werben selbst an"
REPORT = "Bericht über das Treffen in Herten am 12.11.2019, MOZAIK gGmbH (fachkraeftesicherung-nrw.de)"


def gaps(occupations: Sequence[Occupation], focus: str = "mint") -> tuple[StartingPoint, ...]:
    return ranked(sorted((_gap(o, focus) for o in occupations if _short(o)), key=order))


def _short(o: Occupation) -> bool:
    own = o.estimate.klass if o.estimate else ""
    land = any(r.klass == "engpass" for r in o.official)
    return own == "engpass" or (land and own != "kein_engpass")


def _gap(o: Occupation, focus: str) -> StartingPoint:
    full, cells, e = FULL.get(o.occupation, 0), 3 if o.occupation in FULL else 0, o.estimate
    low, high = (sum(bound <= full + way * cells for bound in POTENTIAL_FROM) for way in (-1, 1))
    care = "pflege" in o.marks
    open_ = 0 if care else 1

    def priority(share: float, step: int) -> float | None:
        return None if e is None else share * step / len(POTENTIAL_FROM) * open_

    return StartingPoint(
        occupation=o.occupation,
        name=o.name,
        in_focus=focus == "alle" or focus in o.marks,
        shortage=e.probability if e else None,
        shortage_low=e.probability_low if e else None,
        shortage_high=e.probability_high if e else None,
        reason="" if e else "few_cases",
        levels=(2,),
        full_equivalence=full,
        cells=cells,
        step=low,
        step_open=high > low,
        potential=low / len(POTENTIAL_FROM),
        covered_by="rule" if care else "",
        covered_reason=CARE if care else "",
        covered_quoted=REPORT if care else "",
        covered_checked="12.11.2019" if care else "",
        covered_stale=care,
        initiatives=(CARE,) if care else (),
        white_spot=not care,
        priority=priority(e.probability if e else 0, low),
        priority_low=priority(e.probability_low if e else 0, low),
        priority_high=priority(e.probability_high if e else 0, high),
    )
