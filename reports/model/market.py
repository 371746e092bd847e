"""The labour market of a region: totals, occupation groups, the newest month."""

from __future__ import annotations

from dataclasses import dataclass

from reports.model.estimates import Estimate
from reports.model.rounding import round_figure

TABLE_ROWS = 25  # of the table of occupation groups; the Excel file holds them all
LEVEL_NAMES = {2: "Fachkraft", 3: "Spezialist", 4: "Experte"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its context. `value` is None exactly when `flag` says why."""

    value: float | None
    period: str  # as printed: "2025" (annual mean), "30.06.2025"
    previous: float | None  # the same a year before
    flag: str  # sources.records.Flag, "below_3", or "incomplete": a Kreis is missing in the sum
    source: str  # id in Brief.sources
    land: float | None = None  # the Land's value, for comparison
    land_previous: float | None = None
    note: str = ""
    land_note: str = ""


@dataclass(frozen=True, slots=True)
class Official:
    """The BA's rating of the occupation group in the Land, for one requirement level."""

    level: int  # 2, 3, 4
    score: float | None  # unrounded mean of the points; None = not rated
    klass: str | None  # "engpass", "beobachtung", "kein_engpass"; None = not rated, which is not "no shortage"
    note: str = ""  # "Wert für Fachkräfte und Spezialisten zusammen"


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
    def foreign_share(self) -> float | None:
        """Percent of the employees with a foreign nationality; None where either count is closed, unknown or none."""
        if self.foreign_employees is None or not self.employees:
            return None
        return round_figure(100 * self.foreign_employees / self.employees, 1)

    @property
    def best_official(self) -> Official | None:
        """The level with the highest score, if any is rated."""
        rated = [o for o in self.official if o.score is not None]
        return max(rated, key=lambda o: (o.score, -o.level)) if rated else None


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
