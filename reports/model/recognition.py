"""Recognition of foreign qualifications, as a brief shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountryCount:
    country: str  # ISO 3166-1 alpha-3
    name: str  # "Bosnien und Herzegowina"
    count: int  # full equivalences, rounded to a multiple of 3
    eu_eea: bool  # EU, EEA or Switzerland: another legal way than from a third country
    languages: tuple[str, ...] = ()  # official languages, German names, in the order of the alphabet
    place: int = 0  # from 1; states whose counts rounding does not tell apart have the same one


@dataclass(frozen=True, slots=True)
class WorldRegion:
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference occupation of the recognition statistics."""

    name: str  # "Elektroanlagenmonteur/in"
    code: str  # KldB 5-digit; "" for an aggregate of several
    full_equivalence: int
    countries: tuple[CountryCount, ...]  # only for the 20 largest occupations of the year


@dataclass(frozen=True, slots=True)
class Decisions:
    """Procedures decided in the year, in all reference occupations of a row; Germany, sums of rounded cells.

    A positive decision is no recognition: it may order a condition, find a part equivalent, or open a part of a trade.
    """

    decided: int  # positive or negative; neither pending, nor ended without a decision
    positive: int
    cells: int  # each of the two sums may be off by as many
    positive_share: float | None  # of the decided, 0..1; None where rounding could move it by more than 5 points


@dataclass(frozen=True, slots=True)
class Ways:
    """Full equivalences by the law that the state of training falls under; sums of rounded cells."""

    eu_eea: int  # trained in the EU, the EEA or Switzerland
    third: int  # trained in a third country
    cells: int  # each of the two sums may be off by as many


@dataclass(frozen=True, slots=True)
class Before:
    """Full equivalences in the year before, in all reference occupations of a row; sum of rounded cells."""

    year: int
    full_equivalence: int
    cells: int


@dataclass(frozen=True, slots=True)
class RecognitionRow:
    """Full equivalences in Germany for a short occupation and level, or for a collective code on its own."""

    occupation: str  # "262", or "Pfl" for the BA's aggregate Pflegeberufe, or the collective 5-digit code
    name: str
    level: int | None
    references: tuple[Reference, ...]  # reference occupations, largest first
    full_equivalence: int | None  # sum of rounded cells; None = no reference occupation was decided
    year: int
    countries: tuple[CountryCount, ...]  # by place, then by name; empty where no state is published
    countries_cover: tuple[str, ...]  # the reference occupations whose states are published and added up
    regions: tuple[WorldRegion, ...]  # world regions where no state is published
    cells: int  # number of rounded cells summed: the sum may be off by as many
    collective: bool = False  # "Ingenieur/in", "Lehrer/in": never joined to a field
    note: str = ""
    foreign_employees: float | None = None  # in the region, same group: people who already work here
    employees: float | None = None
    unemployed_foreigners: float | None = None
    decisions: Decisions | None = None
    ways: Ways | None = None
    before: Before | None = None  # where the edition holds the reporting year before


@dataclass(frozen=True, slots=True)
class LandRecognition:
    """A figure of the Land's recognition statistics as published in words."""

    year: int
    dimension: str  # total, occupation, state, outcome
    name: str
    count: float
    unit: str  # cases, pct
    quoted: str
    measure: str = "processed"  # processed, full, conditions, negative, pending, stopped, new, share_pct
