"""Join full equivalences to the Land's shortage occupations, by the rules of the recognition statistics.

Group and level must agree. Pflegeberufe are the BA's aggregate. A collective code ("Ingenieur/in") is never joined to
a field. States of training are published for the 20 largest occupations only; the others have world regions. Decisions
are those of all reference occupations of a group and level, also of those without a full equivalence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.model import rounding
from reports.model.market import Figure, Occupation
from reports.model.recognition import Before, CountryCount, Decisions, RecognitionRow, Reference, Ways, WorldRegion

Row = dict[str, Any]
SOURCE = "destatis_anerkennung"
CARE = "Pfl"
CARE_GROUPS = ("813", "821")
# Parts that add up to all; Europa, Nordamerika and those of WAYS overlap them.
WORLD_REGIONS = (
    "EU-Länder",
    "Übriges Europa",
    "Asien",
    "Afrika",
    "Amerika (gesamt)",
    "Australien/Ozeanien",
    "Sonstige (ungeklärt, staatenlos, ohne konkrete Angabe)",
)
OTHER = WORLD_REGIONS[-1]
WAYS = ("EWR/Schweiz", "Drittstaaten")  # "EWR/Schweiz" contains the EU; the two and OTHER add up to all
BOTH_LEVELS = "Fk+Sp"


@dataclass(frozen=True)
class Statistics:
    """The recognition marts of one edition."""

    references: Sequence[Row]
    aggregates: Sequence[Row]
    members: Sequence[Row]
    origins: Sequence[Row]
    series: Sequence[Row]
    groups: Sequence[Row] = ()


def official_note(row: Row) -> str:
    """Say what an official score covers besides its own group and level."""
    if row["rated_as"] == CARE and row["occupation_id"] != CARE:
        return "Wert der Pflegeberufe zusammen"
    if BOTH_LEVELS in (row["label"] or ""):
        return "Fachkräfte und Spezialisten zusammen"
    return ""


def shortage_cells(official: Sequence[Row]) -> list[tuple[str, int, tuple[int, ...]]]:
    """Return (occupation, level, levels covered) of what the BA calls short in the area."""
    return [
        (r["occupation_id"], r["level"], (2, 3) if BOTH_LEVELS in (r["label"] or "") else (r["level"],))
        for r in official
        if r["class"] == "engpass" and r["rated_as"] == r["occupation_id"]
    ]


def rows(
    statistics: Statistics,
    official: Sequence[Row],
    names: Mapping[str, Row],
    occupations: Mapping[str, Occupation],
) -> tuple[RecognitionRow, ...]:
    """Return one row per shortage cell and one per collective code, most full equivalences first."""
    if not statistics.references:
        return ()
    joined = [
        _row(statistics, code, level, levels, _references(statistics, code, levels), names[code]["name"], occupations)
        for code, level, levels in shortage_cells(official)
    ]
    collective: dict[str, list[Row]] = defaultdict(list)
    for reference in statistics.references:
        if reference["collective"]:
            collective[reference["reference_code"]].append(reference)
    alone = [_row(statistics, code, None, (), found, "", occupations) for code, found in sorted(collective.items())]
    order = sorted(
        joined, key=lambda r: (-(r.full_equivalence or 0), r.full_equivalence is None, r.occupation, r.level)
    )
    return (*order, *sorted(alone, key=lambda r: -(r.full_equivalence or 0)))


def counts(statistics: Statistics, official: Sequence[Row]) -> dict[str, int]:
    """Count the shortage cells and their full equivalences, as sums of rounded cells."""
    sums = [
        sum(r["full_equivalence"] for r in _references(statistics, code, levels))
        for code, _, levels in shortage_cells(official)
    ]
    return {
        "recognition_cells": len(sums),
        "recognition_cells_with_full": sum(1 for value in sums if value > 0),
        "recognition_cells_full": sum(sums),
        "recognition_all_full": sum(r["full_equivalence"] for r in statistics.references),
    }


def series(statistics: Statistics) -> tuple[tuple[int, int], ...]:
    """Return (year, full equivalences) of all occupations in Germany."""
    return tuple((r["year"], r["full_equivalence"]) for r in statistics.series)


def total(statistics: Statistics) -> Figure:
    """Return Germany's full equivalences of the newest year beside the year before."""
    found = series(statistics)
    if not found:
        return Figure(None, "", None, "unknown", SOURCE)
    year, value = found[-1]
    previous = dict(found).get(year - 1)
    return Figure(value, str(year), previous, "ok", SOURCE)


def _references(statistics: Statistics, code: str, levels: Iterable[int]) -> list[Row]:
    wanted = set(levels)
    return [
        r for r in statistics.references if r["occupation_id"] == code and r["level"] in wanted and not r["collective"]
    ]


def _row(
    statistics: Statistics,
    code: str,
    level: int | None,
    levels: Sequence[int],
    found: Sequence[Row],
    name: str,
    occupations: Mapping[str, Occupation],
) -> RecognitionRow:
    aggregate = _aggregate(statistics, found)
    references = _aggregate_reference(statistics, aggregate) if aggregate else _single_references(statistics, found)
    full = sum(r.full_equivalence for r in references) if found else None
    with_states = [r for r in references if r.countries]
    countries = _added(with_states)
    collective = level is None
    year = max(r["year"] for r in statistics.references)
    groups = _groups(statistics, code, levels, found)
    employees, foreigners, unemployed = _in_region(code, occupations) if not collective else (None, None, None)
    return RecognitionRow(
        occupation=code,
        name=(references[0].name if collective else name),
        level=level,
        references=references,
        full_equivalence=full,
        year=year,
        countries=countries,
        countries_cover=tuple(r.name for r in with_states),
        regions=() if countries or not full else _world_regions(statistics, [r.name for r in references]),
        cells=len(references),
        collective=collective,
        note="" if countries or not full else "kein Länderwert veröffentlicht",
        foreign_employees=foreigners,
        employees=employees,
        unemployed_foreigners=unemployed,
        decisions=_decisions(groups, aggregate),
        ways=_ways(statistics, found, full),
        before=_before(groups, aggregate, year - 1),
    )


def _aggregate(statistics: Statistics, found: Sequence[Row]) -> Row | None:
    """Return the published aggregate of exactly these reference occupations: one rounded cell, not several."""
    wanted = {(r["reference_code"], r["reference"]) for r in found}
    members: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for member in statistics.members:
        members[member["aggregate_name"]].add((member["reference_code"], member["reference"]))
    for aggregate in statistics.aggregates:
        group = members[aggregate["aggregate_name"]]
        # members without a single full equivalence are missing from the table of reference occupations
        if (
            wanted
            and wanted <= group
            and not (group - wanted) & {(r["reference_code"], r["reference"]) for r in statistics.references}
        ):
            return aggregate
    return None


def _aggregate_reference(statistics: Statistics, aggregate: Row) -> tuple[Reference, ...]:
    name = aggregate["aggregate_name"]
    return (Reference(name, "", aggregate["full_equivalence"], _countries(statistics, name)),)


def _single_references(statistics: Statistics, found: Sequence[Row]) -> tuple[Reference, ...]:
    made = [
        Reference(r["reference"], r["reference_code"], r["full_equivalence"], _countries(statistics, r["reference"]))
        for r in found
    ]
    return tuple(sorted(made, key=lambda r: (-r.full_equivalence, r.name)))


def _groups(statistics: Statistics, code: str, levels: Sequence[int], found: Sequence[Row]) -> list[Row]:
    """Return the sums of the levels of a row, or of a collective code."""
    wanted = set(levels) or {r["level"] for r in found}
    return [g for g in statistics.groups if g["occupation_id"] == code and g["level"] in wanted]


def _decisions(groups: Sequence[Row], aggregate: Row | None) -> Decisions | None:
    """Return what was decided; the cell of a published aggregate stands for the sum of its members."""
    if aggregate and aggregate.get("decided") is not None and aggregate.get("positive") is not None:
        decided, positive, cells = aggregate["decided"], aggregate["positive"], 1
    elif groups and all(g["decided"] is not None for g in groups):
        decided, positive, cells = (sum(g[name] for g in groups) for name in ("decided", "positive", "decided_cells"))
    else:
        return None
    return Decisions(decided, positive, cells, rounding.share(positive, decided, cells))


def _before(groups: Sequence[Row], aggregate: Row | None, year: int) -> Before | None:
    if aggregate and aggregate.get("previous") is not None:
        return Before(year, aggregate["previous"], 1)
    if not groups or any(g["previous"] is None for g in groups):
        return None
    return Before(year, sum(g["previous"] for g in groups), sum(g["previous_cells"] for g in groups))


def _ways(statistics: Statistics, found: Sequence[Row], full: int | None) -> Ways | None:
    """Return full equivalences by the law of the state of training; None where the parts do not make the whole."""
    if not full:
        return None
    names = {r["reference"] for r in found}
    sums = dict.fromkeys((*WAYS, OTHER), 0)
    for o in statistics.origins:
        if o["reference"] in names and o["world_region"] in sums:
            sums[o["world_region"]] += o["count"]
    # each of three cells a reference occupation may be off by 1, and the whole as well
    if abs(sum(sums.values()) - full) > 4 * len(names):
        return None
    return Ways(sums[WAYS[0]], sums[WAYS[1]], len(names))


def _countries(statistics: Statistics, reference: str) -> tuple[CountryCount, ...]:
    found = [
        CountryCount(
            o["country_id"],
            o["country"],
            o["count"],
            o["country_group"] in ("eu", "eea", "ch"),
            tuple(filter(None, (o["languages"] or "").split(";"))),
        )
        for o in statistics.origins
        if o["reference"] == reference and o["country_id"] and o["count"] > 0
    ]
    return _placed(found, 1)


def _added(references: Sequence[Reference]) -> tuple[CountryCount, ...]:
    sums: dict[str, CountryCount] = {}
    for reference in references:
        for c in reference.countries:
            before = sums[c.country].count if c.country in sums else 0
            sums[c.country] = replace(c, count=before + c.count)
    return _placed(list(sums.values()), len(references))


def _placed(counts: Sequence[CountryCount], cells: int) -> tuple[CountryCount, ...]:
    """Order states by their place; those that rounding does not tell apart share one, in the order of the alphabet."""
    placed: list[CountryCount] = []
    for group in rounding.ranked(counts, cells):
        placed += [replace(c, place=len(placed) + 1) for c in group]
    return tuple(placed)


def _world_regions(statistics: Statistics, references: Sequence[str]) -> tuple[WorldRegion, ...]:
    sums: dict[str, int] = defaultdict(int)
    for o in statistics.origins:
        if o["reference"] in references and o["world_region"] in WORLD_REGIONS:
            sums[o["world_region"]] += o["count"]
    found = [WorldRegion(name.split(" (")[0], sums[name]) for name in WORLD_REGIONS if sums[name] > 0]
    return tuple(sorted(found, key=lambda r: -r.count))


def _in_region(code: str, occupations: Mapping[str, Occupation]) -> tuple[float | None, float | None, float | None]:
    """Return employees, foreign employees and unemployed foreigners of the group in the region."""
    parts = [occupations[c] for c in (CARE_GROUPS if code == CARE else (code,)) if c in occupations]

    def added(values: list[float | None]) -> float | None:
        return None if not values or any(v is None for v in values) else sum(values)

    return (
        added([o.employees for o in parts]),
        added([o.foreign_employees for o in parts]),
        added([o.unemployed_foreigners for o in parts]),
    )
