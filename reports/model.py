"""The Brief: everything one brief shows, as frozen values.

PDF, `brief.json` and every later companion are views of this one object, so they cannot disagree.
Figures are numbers here; how they are written (German notation, "unter 3") is the business of `filters.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

LEVEL_NAMES = {2: "Fachkraft", 3: "Spezialist", 4: "Experte"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its context. `value` is None exactly when `flag` says why."""

    value: float | None
    period: str  # as printed: "2025" (annual mean), "30.06.2025"
    previous: float | None  # the same a year before
    flag: str  # sources.kit.contract.Flag, "below_3", or "incomplete": a Kreis is missing in the sum
    source: str  # id in Brief.sources
    land: float | None = None  # the Land's value, for comparison
    land_previous: float | None = None
    note: str = ""
    land_note: str = ""


@dataclass(frozen=True, slots=True)
class Kreis:
    ags: str
    name: str
    share: float  # 1.0, or the part of the Kreis that belongs to the region


@dataclass(frozen=True, slots=True)
class RegionInfo:
    id: str
    name: str  # "Bochum", "Kreis Recklinghausen", "Emscher-Lippe"
    kind: str  # kreis, ra, aa, hwk, ihk, land
    kreise: tuple[Kreis, ...]
    land_id: str
    land_name: str
    land_short: str  # "NRW"; else the name
    coverage_note: str = ""  # set when the region cuts a Kreis or its composition is unconfirmed
    rated_area: str = ""  # "Brandenburg/Berlin" where the BA rates two Länder together; "" where the Land alone

    @property
    def rated_short(self) -> str:
        """The area the official rating is for: the Land, or the two Länder rated together."""
        return self.rated_area or self.land_short


@dataclass(frozen=True, slots=True)
class Official:
    """The BA's rating of the occupation group in the Land, for one requirement level."""

    level: int  # 2, 3, 4
    score: float | None  # unrounded mean of the points; None = not rated
    klass: str | None  # "engpass", "beobachtung", "kein_engpass"; None = not rated, which is not "no shortage"
    note: str = ""  # "Wert für Fachkräfte und Spezialisten zusammen"


READINGS = {
    "beide_eng": "Land und Region eng",
    "land_eng": "im Land eng, in der Region entspannt",
    "region_eng": "in der Region eng, im Land nicht",
    "beobachten": "beobachten",
    "kein_zeichen": "kein Zeichen",
    "zu_wenige": "zu wenige Fälle",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The project's own estimate for the group in the region: never an official figure."""

    basis: str  # "group": its own counts; "family": those of its 2-digit group, since its own are too few
    basis_name: str  # name of the 2-digit group where it is the basis, else ""
    ratio: float  # unemployed per vacancy, drawn towards the Land's
    ratio_low: float  # 90 % interval
    ratio_high: float
    probability: float  # that the BA's method would call it short, 0..1
    probability_low: float  # 90 % interval
    probability_high: float
    klass: str  # "engpass", "kein_engpass": probability at least 0.8 or at most 0.2; else "uneindeutig"
    rank: tuple[int, int, int] | None = None  # 90 % set of ranks among the Land's regions of its kind: (2, 7, 53)
    outside: bool = False  # an input lies outside the range the model was fitted on


@dataclass(frozen=True, slots=True)
class Occupation:
    """A KldB 3-digit group in the region. Counts are annual means; employees at 30 June."""

    occupation: str  # "262"
    name: str  # "Energietechnik"
    everyday: str  # "Elektrikerinnen und Elektriker, Elektroanlagen"
    vacancies: float | None
    unemployed: float | None
    ratio: float | None  # unemployed per vacancy
    employees: float | None
    foreign_employees: float | None
    unemployed_foreigners: float | None
    vacancies_previous: float | None
    unemployed_previous: float | None
    ratio_previous: float | None
    land_ratio: float | None
    germany_ratio: float | None
    flags: tuple[str, ...]  # "vacancies:below_3", "ratio:few_cases", "foreign_employees:secret", ...
    official: tuple[Official, ...]
    marks: tuple[str, ...]  # "mint", "handwerk", "pflege"
    shown: bool  # stands in the table of short occupations
    trend: tuple[tuple[int, float | None], ...] = ()  # (year, unemployed per vacancy), shown rows only
    vacancy_days: float | None = None  # completed vacancy time in the Land, days, in Brief.vacancy_days_month
    vacancy_days_flag: str = ""  # why there is none, where the Land has a table
    estimate: Estimate | None = None
    reading: str = ""  # key of READINGS; "" where the BA rates the group nowhere
    position: int | None = None  # place among the shown rows, from 1

    @property
    def best_official(self) -> Official | None:
        """The level with the highest score, if any is rated."""
        rated = [o for o in self.official if o.score is not None]
        return max(rated, key=lambda o: (o.score, -o.level)) if rated else None


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
class MapArea:
    ags: str
    name: str
    value: float | None  # unemployed per vacancy
    own: bool  # part of the brief's region


@dataclass(frozen=True, slots=True)
class RegionMap:
    """The Land by Kreis, for one occupation group."""

    occupation: str
    name: str
    period: str
    areas: tuple[MapArea, ...]


@dataclass(frozen=True, slots=True)
class SourceNote:
    id: str
    title: str
    publisher: str
    period: str
    issued: str  # "29.05.2026" or ""
    licence: str
    attribution: str  # the licence line to print
    page: str
    sha256: str
    file: str
    stale: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """A total of the region in the newest month, with the same month a year before."""

    measure: str  # unemployed, unemployment_rate, vacancies, employees
    name: str  # "Arbeitslose"
    unit: str  # persons, pct, vacancies
    value: float | None
    month: str  # "Oktober 2026"
    previous: float | None
    flag: str  # as Figure.flag
    source: str
    land: float | None = None
    land_previous: float | None = None
    note: str = ""


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


GAP_REASONS = {
    "few_cases": "zu wenige Fälle",
    "unknown": "Zahlen fehlen",
    "not_rated": "nirgends bewertet",
    "no_model": "ohne Schätzung",
    "no_recognition": "ohne Anerkennungsstatistik",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A short occupation group and whether to begin with it: shortage x potential x not covered."""

    occupation: str
    name: str
    in_focus: bool
    shortage: float | None  # estimated probability; 1 or 0 where the BA rates the area itself
    shortage_low: float | None  # 90 % interval
    shortage_high: float | None
    reason: str  # key of GAP_REASONS: why there is no priority; "" where there is one
    levels: tuple[int, ...]  # requirement levels whose recognitions count
    full_equivalence: int | None  # Germany, sum of `cells` rounded cells
    cells: int
    step: int | None  # of Brief.potential_from: that many bounds are reached for sure
    step_open: bool  # the rounding leaves open whether a further bound is reached
    potential: float | None
    covered_by: str  # "rule", "initiative", or "": nobody known
    covered_reason: str
    covered_quoted: str  # where that is known from
    covered_checked: str  # "12.11.2019"
    covered_stale: bool
    initiatives: tuple[str, ...]  # names; those that reach a part of the region alone say so
    white_spot: bool  # nobody known who does something about it
    priority: float | None
    priority_low: float | None
    priority_high: float | None
    rank: tuple[int, int, int] | None = None  # places possible among those in focus with a priority above 0: (1, 3, 9)


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


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source stands in this edition."""

    id: str
    title: str
    status: str  # ok, late, stale, missing, off
    text: str  # "Stand September 2026; für Oktober 2026 nicht erreichbar", "" when ok


@dataclass(frozen=True, slots=True)
class Revision:
    """Figures a publisher restated since the edition before."""

    title: str  # title of the source
    text: str  # "12 Werte für 2024 und 2025 geändert, am stärksten …"


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the edition before, in one line."""

    kind: str  # "class", "real", "revision", "rounding", "border", "classification"
    title: str  # "Energietechnik", "Arbeitslose"
    text: str  # "knapper: 0,61 Arbeitslose je Stelle (0,50 bis 0,74), zuvor 0,90 (0,75 bis 1,10)"
    occupation: str = ""  # KldB group; "" where the change is not of one
    way: str = ""  # what it shares with others: "entspannter als 2024 (eigene Schätzung)"
    short: str = ""  # the figures alone, to stand after the title below `way`: "0,61 nach 0,90"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a way of telling shortage does on Land groups it was not fitted on."""

    method: str  # "model", "national_label", "neighbour_label", "raw_ratio"
    title: str  # "Schätzung des Berichts"
    auc: float
    brier: float
    calibration_error: float  # mean distance of predicted and observed share over ten bins of equal size


@dataclass(frozen=True, slots=True)
class Validation:
    """What the estimate can and cannot do, measured on this edition."""

    cells: int  # Land group x 3-digit group with an official rating
    areas: int  # Land groups, each left out once
    qualities: tuple[Quality, ...]  # the model first
    bins: tuple[tuple[float, float, int], ...]  # predicted share, observed share, cells
    coverage_year: int
    coverage_cells: int  # held-out counts of every third Kreis
    coverage: float  # share of them inside their 90 % interval
    kept: float  # mean share of the five most probable shortages that stay so under other choices
    kept_lowest: float  # the same under the choice that changes most


@dataclass(frozen=True, slots=True)
class Texts:
    """Sentences written from the data."""

    finding: str  # one sentence under the region's name
    in_brief: tuple[str, ...]  # "Das Wichtigste in Kürze"
    ranking_title: str
    ranking_subtitle: str
    table_title: str
    table_subtitle: str
    table_notes: tuple[str, ...]
    map_title: str
    map_subtitle: str
    map_text: tuple[str, ...]
    recognition_title: str
    recognition_subtitle: str
    recognition_notes: tuple[str, ...]
    evidence_title: str = ""
    evidence_subtitle: str = ""


COUNTS = {
    "rated_2": "im Land bewertete Berufsgruppen, Fachkräfte",
    "rated_3": "im Land bewertete Berufsgruppen, Spezialisten",
    "rated_4": "im Land bewertete Berufsgruppen, Experten",
    "engpass_2": "davon Engpass, Fachkräfte",
    "engpass_3": "davon Engpass, Spezialisten",
    "engpass_4": "davon Engpass, Experten",
    "engpass": "Engpassberufe im Land, alle Niveaus",
    "beobachtung": "Berufe unter Beobachtung im Land",
    "kein_engpass": "kein Engpass im Land",
    "germany_rated": "in Deutschland bewertete Berufsuntergruppen (4-Steller)",
    "germany_engpass": "davon Engpass",
    "germany_beobachtung": "davon unter Beobachtung",
    "germany_kein_engpass": "davon kein Engpass",
    "recognition_cells": "Engpassberufe des Landes (Gruppe x Niveau), mit der Anerkennungsstatistik verbunden",
    "recognition_cells_with_full": "davon mit mindestens einer vollen Gleichwertigkeit",
    "recognition_cells_full": "volle Gleichwertigkeiten in diesen Engpassberufen, Summe gerundeter Zellen",
    "recognition_all_full": "volle Gleichwertigkeiten aller Referenzberufe, Summe gerundeter Zellen",
}


@dataclass(frozen=True, slots=True)
class Brief:
    edition: str  # "2025-12.r1"
    month: str  # "2025-12"
    region: RegionInfo
    headline: dict[str, Figure]  # unemployed, vacancies, ratio, employees, foreign_employees
    counts: dict[str, int]  # see COUNTS
    occupations: tuple[Occupation, ...]  # all 3-digit groups in the order of the code
    ranking: tuple[str, ...]  # codes of shown groups with a ratio of their own, in the table's order
    recognition: tuple[RecognitionRow, ...]
    recognition_total: Figure  # Germany, full equivalences of the year
    recognition_series: tuple[tuple[int, int], ...]
    map: RegionMap | None
    sources: tuple[SourceNote, ...]
    texts: Texts
    warnings: tuple[str, ...] = ()
    focus: str = "alle"  # id in data/reference/focus.toml: which short occupations the list "Wo anfangen" counts
    focus_name: str = "alle Berufe"
    month_figures: tuple[MonthFigure, ...] = ()
    vacancy_days_month: str = ""  # "Oktober 2026"; "" without a table
    chamber_figures: tuple[ChamberFigure, ...] = ()
    places: tuple[Places, ...] = ()
    reports: tuple[Report, ...] = ()
    context: tuple[ContextFigure, ...] = ()
    register: tuple[Entry, ...] = ()
    steps: tuple[Step, ...] = ()
    ways: tuple[Step, ...] = ()  # by which law an equivalent qualification is recognised: kinds way_eu, way_third
    land_recognition: tuple[LandRecognition, ...] = ()
    status: tuple[SourceStatus, ...] = ()  # one per source the program knows
    revisions: tuple[Revision, ...] = ()
    validation: Validation | None = None
    gap: tuple[Gap, ...] = ()  # every short group: those with a rank first, then the others in focus, then the rest
    potential_from: tuple[int, ...] = ()  # full equivalences that reach a further step of potential
    networks: tuple[str, ...] = ()  # of skilled migration, in the region
    network_missing: bool | None = None  # the register knows of none: a finding; None without a register
    register_lands: tuple[str, ...] = ()  # Länder the register has entries of: elsewhere nobody has collected any
    changes: tuple[Change, ...] = ()  # since the edition before: classes and real changes first
    changes_since: str = ""  # the edition compared with, "2025-12.r1"; "" where there is none
    changes_note: str = ""  # why nothing is compared, or what is to be known of the changes
