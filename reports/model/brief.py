"""The Brief: everything one brief shows, as frozen values.

PDF, `brief.json` and every later companion are views of this one object, so they cannot disagree.
Figures are numbers here; how they are written (German notation, "unter 3") is the business of `words/notation.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.model.changes import Change
from reports.model.estimates import Validation
from reports.model.evidence import ChamberFigure, ContextFigure, Entry, Places, Report, Step
from reports.model.market import Figure, MonthFigure, Occupation
from reports.model.recognition import LandRecognition, RecognitionRow
from reports.model.region import RegionInfo, RegionMap
from reports.model.sources import Revision, SourceNote, SourceStatus
from reports.model.starting_points import StartingPoint


class Wordings(tuple[str, ...]):
    """One text in several wordings, fullest first: a page shows the one that fits, `brief.json` holds the fullest."""

    @property
    def fullest(self) -> str:
        return self[0] if self else ""


NO_WORDINGS = Wordings()


@dataclass(frozen=True, slots=True)
class Texts:
    """Sentences written from the data."""

    finding: str = ""  # one sentence under the region's name
    in_brief: tuple[str, ...] = ()  # "Das Wichtigste in Kürze"
    ranking_title: Wordings = NO_WORDINGS
    ranking_subtitle: str = ""
    table_title: str = ""
    table_subtitle: str = ""
    table_notes: tuple[str, ...] = ()
    map_title: Wordings = NO_WORDINGS
    map_subtitle: str = ""
    map_text: tuple[str, ...] = ()
    recognition_title: str = ""
    recognition_subtitle: str = ""
    recognition_notes: tuple[str, ...] = ()
    evidence_title: Wordings = NO_WORDINGS
    evidence_subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    edition: str  # "2025-12.r1"
    month: str  # "2025-12"
    region: RegionInfo
    headline: dict[str, Figure]  # unemployed, vacancies, ratio, employees, foreign_employees
    counts: dict[str, int]  # see measures.COUNTS
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
    starting_points: tuple[
        StartingPoint, ...
    ] = ()  # every short group: those with a rank first, then the others in focus, then the rest
    potential_from: tuple[int, ...] = ()  # full equivalences that reach a further step of potential
    networks: tuple[str, ...] = ()  # of skilled migration, in the region
    network_missing: bool | None = None  # the register knows of none: a finding; None without a register
    register_lands: tuple[str, ...] = ()  # Länder the register has entries of: elsewhere nobody has collected any
    changes: tuple[Change, ...] = ()  # since the edition before: classes and real changes first
    changes_since: str = ""  # the edition compared with, "2025-12.r1"; "" where there is none
    changes_note: str = ""  # why nothing is compared, or what is to be known of the changes
