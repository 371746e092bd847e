"""A table of a companion: columns with their kind of figure; cells hold a figure, a text, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reports.files.rows import NONE_DECIDED, NOT_RATED, NOT_STATED, REGION, Row
from reports.model.starting_points import REASONS_FOR_NONE
from reports.words.notation import FLAG_WORDS, NO_VALUE

WORDS = (
    FLAG_WORDS
    | REASONS_FOR_NONE
    | {"few_cases": FLAG_WORDS["few_cases"], "unknown": FLAG_WORDS["unknown"]}
    | {NOT_RATED: "nicht bewertet", NONE_DECIDED: "keine", NOT_STATED: NO_VALUE}
)


class Word(str):
    """What stands in a cell where there is no figure: "unter 3", "geheim", "nicht bewertet"."""

    __slots__ = ()


Cell = float | int | str | None


class Style(StrEnum):
    """How the figures of a column are written."""

    TEXT = "text"
    WRAPPED = "wrapped"
    COUNT = "count"  # annual means are shown without decimals
    RATIO = "ratio"  # unemployed per vacancy: two decimals below 10, one below 100
    CHANCE = "chance"  # probabilities: nothing is certain and nothing impossible
    SHARE = "share"
    PERCENT = "percent"
    POINTS = "points"
    FIGURE = "figure"  # of any unit: whole numbers, and fractions below 100 with two decimals


class Band(StrEnum):
    """What the columns under a common heading are: official, counted, estimated and stated are never mixed."""

    NONE = ""
    OFFICIAL = "amtlich"
    OBSERVED = "gezählt"
    ESTIMATED = "geschätzt"
    STATED = "gemeldet"


@dataclass(frozen=True, slots=True)
class Column:
    head: str
    width: float  # in characters
    style: Style = Style.TEXT
    band: Band = Band.NONE
    meaning: str = ""  # for the sheet of notes
    measure: str = ""  # where the cells are figures of the section the table is of, and no other: which
    level: str = REGION
    years_ago: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    subtitle: str  # measure, area, period
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    bands: dict[Band, str]  # what stands above the columns of a band
    pages_wide: int = 1
    fixed: int = 2  # columns that stay on screen and on every page


def cell(row: Row | None) -> Cell:
    """Return the value of a row, or the word for why there is none."""
    if row is None:
        return None
    return row.value if row.value is not None else Word(WORDS.get(row.flag, NO_VALUE))


def low(row: Row | None) -> Cell:
    return None if row is None else row.low


def high(row: Row | None) -> Cell:
    return None if row is None else row.high
