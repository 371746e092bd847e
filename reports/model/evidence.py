"""What chambers, agencies, cities and the register say, and the next steps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChamberFigure:
    """A figure a chamber published in words, quoted."""

    name: str  # "neue Lehrverträge"
    area: str  # "Kreis Recklinghausen", "Kammerbezirk Münster"
    value: float
    date: str  # "30.07.2025"
    previous: float | None
    previous_date: str
    quoted: str  # where it was published
    source: str


@dataclass(frozen=True, slots=True)
class Places:
    """Open apprenticeship places in the crafts, counted from the chambers' exchange."""

    occupation: str  # KldB 3-digit
    name: str
    places: int
    date: str
    source: str
    note: str = ""  # what the count does without


@dataclass(frozen=True, slots=True)
class Report:
    """What a chamber, agency or association states about an occupation on the project's form."""

    occupation: str
    name: str
    severity: int  # 1 spürbar, 2 deutlich, 3 sehr stark
    places: float | None
    places_flag: str  # "below_3": fewer than 3 places are not told; "unknown": not stated
    since: str
    doing: str  # what is already being done
    organisation: str
    organisation_kind: str
    area: str
    date: str
    stale: bool
    source: str


@dataclass(frozen=True, slots=True)
class ContextFigure:
    """A municipal or official series without occupations."""

    title: str
    series: str
    area: str
    value: float | None
    unit: str
    date: str  # "Oktober 2026", "31.12.2024", "2025"
    previous: float | None
    previous_date: str
    flag: str
    uri: str
    attribution: str
    modified: str  # when the publisher last touched the dataset, "12.03.2021"
    stale: bool
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An initiative, network, advice centre, migrant organisation or partner of the register."""

    id: str
    name: str
    kind: str  # initiative, network, advice, migrant_organisation, partner
    area: str
    occupations: tuple[str, ...]  # KldB groups; () = all
    countries: tuple[str, ...]  # German names
    languages: tuple[str, ...]
    since: str
    link: str
    checked: str  # "12.11.2019"
    stale: bool
    quoted: str
    note: str
    exact: bool  # the entry names this region or one of its Kreise; False: it covers the Land or Germany


@dataclass(frozen=True, slots=True)
class Step:
    """A next step for volunteers, with the date a statement of law stands for."""

    kind: str  # inform, law, help, stay; in Brief.ways way_eu, way_third
    text: str
    link: str
    link_name: str
    as_of: str  # "Stand 01.06.2024"; "" where no law is stated
    checked: str
    expired: bool
    valid_until: str = ""  # by when a statement of law is to be looked at again, "12.03.2027"
    id: str = ""  # of data/reference/next_step.csv, "chancenkarte": translations are bound to it
