"""Which occupations stand on the sheet, and in which order.

1. Only those the BA rates as short in the Land for at least one level (Fachkraft, Spezialist, Experte).
2. None that a rule of `focus.toml` counts as covered: where employers recruit themselves (care in NRW) nobody is sent.
3. In a region, those that are short there too by the estimate (reading "Land und Region eng"). Where these are fewer
   than three, the others follow, but none that is relaxed in the region, and the sheet says that it is not certain.
   A Land is rated itself and needs no estimate.
4. In the order of "Wo anfangen" (`Brief.gap`, places by value), then in the order of the table of page 2.
5. As many as the page holds, `MOST` at most.

No word of it is a promise: the sheet says so in its box.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.model import Brief, Gap, Occupation

MOST = 8
FEWEST = 3  # fewer that are short in the region itself make no list
CARE = ("813", "821")  # the recognition statistics have one figure for both


@dataclass(frozen=True, slots=True)
class Chosen:
    occupation: str  # KldB 3-digit
    name: str  # as the brief calls it
    count: int | None  # full equivalences in Germany, as in Brief.gap; None: not published or told above


@dataclass(frozen=True, slots=True)
class Choice:
    where: str  # "here": in Land and region; "land": the region is the Land; "unsure"; "none": no occupation
    rows: tuple[Chosen, ...]


def choice(brief: Brief, most: int = MOST) -> Choice:
    """Choose the occupations of a sheet by the rule above."""
    gaps = {gap.occupation: gap for gap in brief.gap}
    short = [o for o in brief.occupations if o.shown and _officially_short(o) and not _covered(gaps.get(o.occupation))]
    short.sort(key=lambda o: _order(o, gaps.get(o.occupation)))
    where = "land"
    if brief.region.kind != "land":
        here = [o for o in short if o.reading == "beide_eng"]
        where = "here" if len(here) >= FEWEST else "unsure"
        others = [o for o in short if o.reading not in ("beide_eng", "land_eng")]
        short = here if where == "here" else here + others
    if not short:
        return Choice("none", ())
    return Choice(where, _with_counts(short[:most], gaps))


def _officially_short(occupation: Occupation) -> bool:
    return any(rating.klass == "engpass" for rating in occupation.official)


def _covered(gap: Gap | None) -> bool:
    return gap is not None and gap.covered_by == "rule"


def _order(occupation: Occupation, gap: Gap | None) -> tuple[int, int, int, int]:
    ranked = gap is not None and gap.rank is not None
    first, last, _ = gap.rank if ranked else (0, 0, 0)
    return (not ranked, first, last, occupation.position or 0)


def _with_counts(occupations: list[Occupation], gaps: dict[str, Gap]) -> tuple[Chosen, ...]:
    rows, care_told = [], False
    for o in occupations:
        gap = gaps.get(o.occupation)
        count = gap.full_equivalence if gap else None
        if o.occupation in CARE:
            count, care_told = (None if care_told else count), True
        rows.append(Chosen(o.occupation, o.name, count))
    return tuple(rows)
