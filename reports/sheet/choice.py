"""Which occupations stand on the sheet, and in which order.

1. Only those the BA rates as short in the Land for the requirement level (Fachkraft, Spezialist, Experte) that their
   everyday word names: where only shop managers are short, no shop assistant is called for.
2. None that a rule of `focus.toml` counts as covered: where employers recruit themselves (care in NRW) nobody is sent.
   The sheet says in a line that care is short too.
3. In a region, those that are short there too by the estimate (reading "Land und Region eng"). Where these are fewer
   than three, the others follow, but none that is relaxed in the region, and the sheet says that it is not certain.
   A Land is rated itself and needs no estimate.
4. In the order of "Wo anfangen" (`Brief.starting_points`, places by value), then in the order of the table of page 2.
5. As many as the page holds in every language, `MOST` at most. Of further ones the sheet says that the brief has them.

No word of it is a promise: the sheet says so in its box.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.model.brief import Brief
from reports.model.market import Occupation
from reports.model.starting_points import StartingPoint
from reports.sheet.words import is_named

MOST = 6
FEWEST = 3  # fewer that are short in the region itself make no list
CARE = ("813", "821")  # the recognition statistics have one figure for both


@dataclass(frozen=True, slots=True)
class Chosen:
    occupation: str  # KldB 3-digit
    levels: tuple[int, ...]  # requirement levels officially short
    name: str  # as the brief calls it
    count: int | None  # full equivalences in Germany, as in Brief.starting_points; None: none is published
    told_with: str = ""  # the group above whose figure is that of both


@dataclass(frozen=True, slots=True)
class Choice:
    """What a sheet names.

    `where` is "here": in Land and region; "land": the region is the Land; "unsure"; "none": no occupation; "brief":
    none that has a word at a level that is short, but the brief has some.
    """

    where: str
    rows: tuple[Chosen, ...]
    care: bool = False  # care is short and covered: employers recruit themselves
    others: int = 0  # further groups the brief calls short


def choice(brief: Brief, most: int = MOST) -> Choice:
    """Choose the occupations of a sheet by the rule above."""
    gaps = {gap.occupation: gap for gap in brief.starting_points}
    whole_land = brief.region.kind == "land"
    short = [o for o in brief.occupations if o.shown and _short_levels(o) and (whole_land or o.reading != "land_eng")]
    named = [o for o in short if is_named(o.occupation, _short_levels(o))]
    covered = [o for o in named if _covered(gaps.get(o.occupation))]
    care = any(o.occupation in CARE for o in covered)
    wanted = sorted((o for o in named if o not in covered), key=lambda o: _order(o, gaps.get(o.occupation)))
    here = [o for o in wanted if o.reading == "beide_eng"]
    where = "land" if whole_land else "here" if len(here) >= FEWEST else "unsure"
    if where == "here":
        wanted = here
    elif where == "unsure":
        wanted = here + [o for o in wanted if o not in here]
    rows = _with_counts(wanted[:most], gaps)
    told = {row.occupation for row in rows} | (set(CARE) if care else set())
    others = sum(o.occupation not in told for o in short)
    if not rows:
        where = "brief" if others or care else "none"
    return Choice(where, rows, care, others)


def cut(chosen: Choice, most: int) -> Choice:
    """Leave out the last rows; they count as further ones."""
    return replace(chosen, rows=chosen.rows[:most], others=chosen.others + len(chosen.rows[most:]))


def _short_levels(occupation: Occupation) -> tuple[int, ...]:
    return tuple(rating.level for rating in occupation.official if rating.klass == "engpass")


def _covered(gap: StartingPoint | None) -> bool:
    return gap is not None and gap.covered_by == "rule"


def _order(occupation: Occupation, gap: StartingPoint | None) -> tuple[int, int, int, int]:
    ranked = gap is not None and gap.rank is not None
    first, last, _ = gap.rank if ranked else (0, 0, 0)
    return (not ranked, first, last, occupation.position or 0)


def _with_counts(occupations: list[Occupation], gaps: dict[str, StartingPoint]) -> tuple[Chosen, ...]:
    rows: list[Chosen] = []
    for o in occupations:
        gap = gaps.get(o.occupation)
        count = gap.full_equivalence if gap and gap.cells else None
        care = next((row.occupation for row in rows if o.occupation in CARE and row.occupation in CARE), "")
        rows.append(Chosen(o.occupation, _short_levels(o), o.name, None if care else count, care))
    return tuple(rows)
